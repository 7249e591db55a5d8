"""When no model can be asked: said within a second, answered by rules, and nothing lost."""

import asyncio
import math
import uuid

import pytest
from django.utils import timezone

from chat.describe import describe_wait
from chat.models import DialogueState, Turn
from eventlog.models import Event
from jobassist.ai.chat_model import close_chat_model
from jobassist.db import run_in_db
from jobassist.providers import ledger, spending
from jobassist.providers.admission import admission
from jobassist.providers.meters import Quota
from jobassist.providers.models import ModelUse, ProviderMeter, QueuePlace
from tests.chat.talking import Device, cards, settle, texts
from tests.factories import make_guest
from tests.fake_model_server import FakeModelServer, Says, Stall

pytestmark = pytest.mark.django_db(transaction=True)

LIMIT = 600_000
NURSE = "I look for work as a nurse in Leeds"


@pytest.fixture
async def device(settings, corpus):
    settings.MODEL_ROUTING = "always"
    connected = await Device().greeted(await run_in_db(make_guest))
    yield connected
    await connected.close()
    await settle()
    await admission.settled()
    await close_chat_model()


def use(settings, server: FakeModelServer) -> None:
    settings.OPENAI_BASE_URL = server.base_url
    settings.OPENAI_API_KEY = "sk-test"
    settings.OPENAI_MODEL = "fake-1"
    settings.OPENAI_TOKENS_PER_MINUTE = LIMIT


def spend(seconds: float) -> None:
    """Have the server's minute spent for about so long."""
    quota = Quota("environment", tokens_per_minute=LIMIT)
    ledger.ask_many([ledger.Ask(quota, "fake-1", 10, 10, may_wait=False)])
    ModelUse.objects.all().delete()
    ProviderMeter.objects.update(tokens_left=-LIMIT / 60 * seconds, filled_at=timezone.now())


async def test_who_cannot_be_answered_soon_is_told_when_and_answered_by_the_rules(device, settings):
    async with FakeModelServer(Says("From the model.")) as server:
        use(settings, server)
        await run_in_db(spend, 40)
        began = asyncio.get_running_loop().time()
        frames = await device.say(NURSE)
        took = asyncio.get_running_loop().time() - began
        assert server.requests == []
    # Not after a wait in line; how soon it is, a benchmark measures.
    assert took < 10
    kinds = [each["type"] for each in frames]
    told = frames[kinds.index("notice")]["data"]
    assert told["code"] == "busy"
    # Before the answer; what the person said is an item of its own.
    assert "item.done" not in kinds[kinds.index("turn.started") : kinds.index("notice")]
    finished = frames[-1]["data"]
    assert told["retry_after_seconds"] == finished["retry_after_seconds"]
    assert (finished["outcome"], finished["reason"]) == ("busy", "busy")
    assert 40 <= finished["retry_after_seconds"] <= 50
    assert describe_wait(finished["retry_after_seconds"]) in texts(frames)[0]
    # What was asked is answered, kept, and the search goes on from it.
    assert cards(frames, "job_carousel")
    assert await Event.objects.filter(type="item.done", data__text=NURSE).aexists()
    state = await DialogueState.objects.aget(conversation_id=device.conversation_id)
    assert state.data["criteria"]["cities"]
    turn = await Turn.objects.filter(outcome="busy").aget()
    assert turn.routed_by.endswith(":busy")
    assert (await QueuePlace.objects.aget()).state == "kept"


async def test_who_is_let_through_soon_is_told_so_and_answered_by_the_model(device, settings):
    async with FakeModelServer(Says("From the model.")) as server:
        use(settings, server)
        await run_in_db(spend, 0.5)
        frames = await device.say("tell me something about work in general")
        assert len(server.requests) == 1
    (notice,) = [each for each in frames if each["type"] == "notice"]
    assert notice["data"]["code"] == "in_line"
    assert notice["conversation_id"] == device.conversation_id
    told = notice["data"]["retry_after_seconds"]
    assert 1 <= told <= 8
    assert describe_wait(told) in notice["data"]["text"]
    assert texts(frames)[-1] == "From the model."
    assert frames[-1]["data"]["outcome"] == "completed"


async def test_it_is_said_in_the_persons_language(device, settings):
    async with FakeModelServer() as server:
        use(settings, server)
        await run_in_db(spend, 40)
        frames = await device.say("我想在利兹找护士的工作，最好不上夜班")
    assert "找我的人特别多" in texts(frames)[0]
    assert "秒后才有空" in texts(frames)[0]


async def test_a_tap_does_not_stand_in_line(device, settings):
    async with FakeModelServer() as server:
        use(settings, server)
        await run_in_db(spend, 40)
        chip = [f for f in device.frames if f["type"] == "suggestions.set"][-1]["data"]["chips"][0]
        frames = await device.say(chip["label"], postback=chip["postback"])
    assert frames[-1]["data"]["outcome"] == "completed"


async def test_a_spent_budget_is_said_and_rules_answer(device, settings):
    settings.MODEL_TOKENS_PER_PERSON_DAY = 100
    async with FakeModelServer() as server:
        use(settings, server)
        frames = await device.say(NURSE)
        assert server.requests == []
    assert frames[-1]["data"]["outcome"] == "busy"
    assert frames[-1]["data"]["reason"] == "budget"
    assert "used up" in texts(frames)[0]
    assert cards(frames, "job_carousel")


async def test_cancelling_closes_the_stream_and_settles_once(device, settings):
    settings.OPENAI_STALL_SECONDS = 30
    async with FakeModelServer(Stall("It was a dark and")) as server:
        use(settings, server)
        await device.order("message.send", {"text": "tell me a long story about work"})
        turn_id = (await device.until("turn.started"))["data"]["turn_id"]
        await device.until("item.delta")
        left = (await ProviderMeter.objects.aget()).tokens_left
        began = asyncio.get_running_loop().time()
        await device.order("turn.cancel", {"turn_id": turn_id})
        async with asyncio.timeout(3):
            await server.requests[0].closed.wait()
        assert (server.requests[0].closed_at or math.inf) - began < 0.5
        await device.until("turn.finished")
    await settle()
    await admission.settled()
    use_ = await ModelUse.objects.aget()
    assert use_.state == "settled"
    assert 0 < use_.output_tokens < 20
    # What was set aside for the rest of the answer is there again.
    assert (await ProviderMeter.objects.aget()).tokens_left > left + 500
    assert await run_in_db(ledger.settle_many, [ledger.Used(use_.id, 9, 9)]) == [False]
    (cost,) = (await run_in_db(spending.cost_of_turns, [uuid.UUID(turn_id)]))[uuid.UUID(turn_id)]
    assert cost.output_tokens == use_.output_tokens


async def test_one_person_who_floods_does_not_keep_another_from_the_model(device, settings):
    flooders = await run_in_db(make_guest)
    flood = await Device().greeted(flooders)
    async with FakeModelServer(Says("From the model.")) as server:
        use(settings, server)
        conversations = [device.conversation_id]
        for _ in range(6):
            await flood.send("conversation.open", {}, conversation_id=None)
            opened = await flood.until("conversation.opened")
            conversations.append(opened["conversation_id"])
        await run_in_db(spend, 1)
        for each in conversations[1:]:
            await flood.send(
                "message.send", {"text": "tell me a story about work"}, conversation_id=each
            )
        await asyncio.sleep(0.3)
        frames = await device.say("tell me a story about holidays")
        assert texts(frames)[-1] == "From the model."
        assert frames[-1]["data"]["outcome"] == "completed"
        asked = [each.body["messages"][-1]["content"] for each in server.requests]
        before = asked.index("tell me a story about holidays")
        # Its first may be ahead; the others were asked earlier and come later, or are told when.
        assert before <= 2
    await flood.close()


def test_a_wait_is_said_as_people_say_it():
    said = [describe_wait(each) for each in (0.2, 1, 6.1, 41, 119, 121, 3_000, 8_000)]
    assert said == [
        "1 second", "1 second", "7 seconds", "45 seconds", "2 minutes", "3 minutes", "50 minutes",
        "3 hours",
    ]  # fmt: skip
    assert math.isclose(float(describe_wait(10).split()[0]), 10)
