"""Stored conversations put again to a model: what differs is shown, and nothing is stored."""

import contextlib
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from chat.replaying import ReplayModel, replay
from eventlog.models import Conversation
from jobassist.ai.chat_model import ModelUnavailable, close_chat_model
from jobassist.ai.types import Message, ModelRequest
from jobassist.db import on_one_thread, run_in_db
from tests.chat.talking import Device, settle
from tests.factories import make_resume
from tests.fake_model_server import Cut, FakeModelServer, Says, Status
from tests.model_pool import make_spec

pytestmark = pytest.mark.django_db(transaction=True)

TALK = "what do you make of people who whistle at work?"


async def talk(user: Any) -> Conversation:
    """Return a conversation that the rules have answered."""
    device = await Device().greeted(user)
    await device.say("nurse in Leeds")
    await device.say(TALK)
    await settle()
    return await run_in_db(
        lambda: Conversation.objects.select_related("owner").get(id=device.conversation_id)
    )


def count_rows() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
    }


async def test_what_another_model_would_say_stands_beside_what_was_said(alice: Any, corpus: Any):
    await run_in_db(
        make_resume, alice, document={"basics": {"name": "Sarah Okafor"}}, is_confirmed=True
    )
    conversation = await talk(alice)
    stored = await run_in_db(count_rows)
    async with FakeModelServer(Says("Whistlers get my vote.")) as server:
        model = ReplayModel(make_spec("north", base_url=server.base_url), most_tokens=10_000)
        with on_one_thread():
            search, chat = await replay(conversation, model=model, wording="Sound warm.")
        await close_chat_model()
    assert await run_in_db(count_rows) == stored
    assert search.before.said == "nurse in Leeds"
    assert search.model_calls == 0
    assert search.before.cards
    assert search.has_same_cards
    assert chat.after.texts == ("Whistlers get my vote.",)
    assert "+ Whistlers get my vote." in list(chat.diff())
    assert "How you sound\nSound warm." in server.requests[0].body["messages"][0]["content"]
    assert model.tokens > 0


async def test_it_stops_where_enough_was_spent(alice: Any, corpus: Any):
    conversation = await talk(alice)
    async with FakeModelServer(Says("Hm.")) as server:
        model = ReplayModel(make_spec("north", base_url=server.base_url), most_tokens=0)
        with on_one_thread():
            assert await replay(conversation, model=model) == []
        await close_chat_model()
    assert server.requests == []


@pytest.mark.parametrize(
    ("behaviour", "least", "most"),
    [
        (Says("Whistlers get my vote.", usage=(1_000, 70)), 1_070, 1_070),
        # Not counted by the server, or never said because it broke off.
        (Says("Whistlers get my vote.", usage=(0, 0)), 14, 40),
        (Cut("Whistlers get my vote."), 14, 40),
        # Turned away before anything was read.
        (Status(503), 0, 0),
    ],
)
async def test_what_no_server_counts_is_counted_here(behaviour: Any, least: int, most: int):
    request = ModelRequest((Message("user", "What do you make of it all?"),))
    async with FakeModelServer(behaviour) as server:
        model = ReplayModel(make_spec("north", base_url=server.base_url), most_tokens=least or 1)
        with contextlib.suppress(ModelUnavailable):
            async for _step in model.stream(request):
                pass
        await close_chat_model()
    assert least <= model.tokens <= most
    assert model.is_spent is bool(least)


def test_a_command_without_a_server_says_what_to_do(settings: Any):
    with pytest.raises(CommandError, match="Set one up in the admin"):
        call_command("replay", stdout=StringIO())


def test_where_no_model_ever_answered_there_is_nothing_to_replay(settings: Any):
    settings.OPENAI_BASE_URL = "http://127.0.0.1:9/v1"
    with pytest.raises(CommandError, match="no such conversation"):
        call_command("replay", stdout=StringIO())
