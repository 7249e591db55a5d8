"""Turns over the socket with several model servers: one that fails costs nobody an answer."""

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import Turn
from eventlog.models import Event
from jobassist.ai.chat_model import close_chat_model
from jobassist.db import run_in_db
from jobassist.providers import services
from jobassist.providers.models import Provider, ProviderPause
from jobassist.providers.snapshot import providers
from tests.chat.talking import Device, cards, settle, texts
from tests.factories import make_provider
from tests.fake_model_server import (
    BrokenJson,
    Cut,
    ErrorInStream,
    FakeModelServer,
    NoStream,
    Says,
    Stall,
    Status,
)

pytestmark = pytest.mark.django_db(transaction=True)
FORTY_TOKENS = "I have found nine thousand jobs and " * 7
WHOLE = "Good, thank you. And you?"


@pytest.fixture
async def device(alice, corpus, settings):
    settings.MODEL_ROUTING = "always"
    connected = await Device().greeted(alice)
    yield connected
    await connected.close()
    await settle()
    await close_chat_model()


async def write_down(north: FakeModelServer, south: FakeModelServer, **changes) -> None:
    """Make rows of two servers: everybody belongs to north, and goes to south where it fails."""
    for slug, server, weight in (("north", north, 10_000), ("south", south, 1)):
        await run_in_db(make_provider, slug, base_url=server.base_url, weight=weight, **changes)
    await providers.read()


async def last_turn() -> Turn:
    turn = await Turn.objects.exclude(model_attempts=0).order_by("-created_at").afirst()
    assert turn is not None
    return turn


async def test_a_server_that_says_429_is_left_alone_as_long_as_it_asks(device):
    """Case 11: 429 with Retry-After 20 / a turn arrives / another server, the first left alone."""
    async with (
        FakeModelServer(Status(429, headers={"retry-after": "20"})) as north,
        FakeModelServer(Says(WHOLE)) as south,
    ):
        await write_down(north, south)
        for _n in range(3):
            assert texts(await device.say("how are you today my friend?"))[-1] == WHOLE
        assert (len(north.requests), len(south.requests)) == (1, 3)
    pause = await ProviderPause.objects.aget(slug="north")
    assert timedelta(seconds=15) < pause.until - timezone.now() <= timedelta(seconds=20)


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (Cut(FORTY_TOKENS), "cut"),
        (Cut(FORTY_TOKENS, is_polite=True), "cut"),
        (Stall(FORTY_TOKENS), "slow"),
        (BrokenJson(FORTY_TOKENS), "malformed"),
        (ErrorInStream(FORTY_TOKENS), "server_error"),
    ],
    ids=["cut", "ended", "stall", "broken", "error"],
)
async def test_what_was_cut_is_superseded_and_another_server_begins_anew(device, behaviour, reason):
    """Case 12: a stream cut, stalled or broken at token 40 / in a turn / superseded, never final."""
    async with FakeModelServer(behaviour) as north, FakeModelServer(Says(WHOLE)) as south:
        await write_down(north, south, stall_seconds=0.5)
        frames = await device.say("how are you today my friend?")
    deltas = [each["data"] for each in frames if each["type"] == "item.delta"]
    gone = [each["data"] for each in frames if each["type"] == "item.superseded"]
    assert deltas
    assert [each["item_id"] for each in gone] == [deltas[0]["item_id"]]
    assert gone[0]["reason"] == reason
    assert texts(frames)[-2:] == ["My answer was cut off. Here it is again, from the start.", WHOLE]
    assert not await Event.objects.filter(
        type="item.done", data__text__startswith="I have found nine"
    ).aexists()
    turn = await last_turn()
    assert (turn.provider, turn.model_attempts, turn.failover_reason) == ("south", 2, reason)
    assert turn.first_text_ms is not None
    assert (turn.input_tokens, turn.output_tokens) == (12, 7)


@pytest.mark.parametrize("is_dead", [True, False], ids=["nobody listens", "errors"])
async def test_with_all_servers_down_the_rules_answer_and_say_so(device, is_dead):
    """Case 18: all providers down / a person asks / rules answer and say so, within 2 s."""
    async with FakeModelServer(Status(500)) as north, FakeModelServer(NoStream()) as south:
        await write_down(north, south)
        if is_dead:
            for server in (north, south):
                assert server._server is not None
                server._server.close()
        started = asyncio.get_running_loop().time()
        frames = await device.say("I look for work as a nurse in Leeds")
        assert asyncio.get_running_loop().time() - started < 2.0
    assert texts(frames)[0].startswith("The language model cannot be reached")
    assert cards(frames)
    turn = await last_turn()
    assert (turn.engine, turn.outcome, turn.model_attempts) == ("rules", "completed", 2)


async def test_a_change_of_servers_in_mid_answer_cuts_nothing_and_holds_from_the_next(device):
    story = Says("It was a dark and stormy night. " * 6, pause_seconds=0.02)
    async with FakeModelServer(story) as north, FakeModelServer(Says(WHOLE)) as south:
        await write_down(north, south)
        await device.order("message.send", {"text": "tell me a long story about work"})
        await device.until("item.delta")
        row = await Provider.objects.aget(slug="north")
        await run_in_db(services.switch_provider, row, is_enabled=False)
        await providers.read()
        await device.until("turn.finished")
        assert texts(device.frames)[-1] == story.text
        assert texts(await device.say("how are you today my friend?"))[-1] == WHOLE
        assert len(north.requests) == 1


async def test_cancel_settles_and_blames_no_server(device):
    async with FakeModelServer(Stall("It was a dark and")) as north, FakeModelServer() as south:
        await write_down(north, south, stall_seconds=30)
        await device.order("message.send", {"text": "tell me a long story about work"})
        turn_id = (await device.until("turn.started"))["data"]["turn_id"]
        await device.until("item.delta")
        started = asyncio.get_running_loop().time()
        await device.order("turn.cancel", {"turn_id": turn_id})
        async with asyncio.timeout(3):
            await north.requests[0].closed.wait()
        closed_at = north.requests[0].closed_at
        assert closed_at is not None
        assert closed_at - started < 0.5
        await device.until("turn.finished")
        assert south.requests == []
    (spec, _other) = providers.list_specs()
    assert providers.breaker_of(spec).state == "closed"
