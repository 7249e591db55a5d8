"""Turns over the socket with a server that behaves oddly: each ends, and in an honest answer."""

import json
from typing import Any

import pytest

from chat.models import Turn
from eventlog.models import Event
from jobassist.ai.chat_model import close_chat_model
from jobassist.db import run_in_db
from jobassist.providers.snapshot import providers
from tests.chat.talking import Device, cards, settle, texts
from tests.factories import make_provider
from tests.fake_model_server import Behaviour, Calls, FakeModelServer, Says, Sends, Status

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "I look for work as a nurse in Leeds"
GOOD = "Good, thank you. And you?"


@pytest.fixture
async def device(alice, corpus, settings):
    settings.MODEL_ROUTING = "always"
    connected = await Device().greeted(alice)
    yield connected
    await connected.close()
    await settle()
    await close_chat_model()


def chunk(delta: dict[str, Any], finish: str | None = None) -> Any:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def called(arguments: Any, **about: Any) -> Any:
    function = {"name": "search_jobs", "arguments": arguments}
    return chunk({"tool_calls": [{**about, "function": function}]})


STOP, CALLED = chunk({}, "stop"), chunk({}, "tool_calls")


@pytest.mark.parametrize(
    "behaviour",
    [
        Sends((chunk({"content": "I have found nine thou"}), chunk({}, "length"))),
        Sends((chunk({"reasoning_content": "hm " * 50}), STOP)),
        Sends((chunk({"reasoning_content": "hm"}), chunk({}, "length"))),
        Sends((CALLED,)),
        Sends((chunk({"refusal": "I cannot."}), STOP)),
        Sends((chunk({"content": "na " * 50_000}), STOP)),
        Sends(({"choices": []},), has_done=False),
        Sends((chunk({"content": "Half"}),), has_done=False, is_compressed=True),
        Status(200, {"error": {"message": "overloaded", "code": 503}}),
        Status(200, {"code": 50505, "message": "busy", "data": None}),
        Sends((called("[" * 15_000), CALLED)),
        Sends((called('{"titles": ["\\ud83d"]}'), CALLED)),
        Sends((called('{"titles": ["nurse\\u0000"]}'), CALLED)),
        Sends((called('{"titles": ["nur'), CALLED)),
        Sends((called(7), CALLED)),
        Sends((called("{}", index="first"), chunk({"tool_calls": ["x"]}), CALLED)),
        Sends((chunk({"content": 7}), STOP)),
    ],
    ids=range(17),
)
async def test_where_no_answer_can_be_read_the_rules_answer_and_say_so(
    device, behaviour: Behaviour
):
    async with FakeModelServer(behaviour) as server:
        await run_in_db(make_provider, "odd", base_url=server.base_url)
        await providers.read()
        frames = await device.say(WORDS)
        assert server.requests
    assert cards(frames)
    said = " ".join(texts(frames))
    assert any(
        each in said for each in ("cannot be reached", "cut off", "the short way", "Very many")
    )
    turn = await Turn.objects.order_by("-created_at").afirst()
    assert turn is not None
    assert (turn.engine, turn.outcome) == ("rules", "completed")
    kept = Event.objects.filter(type="item.done")
    assert not await kept.filter(data__text__startswith="I have found nine").aexists()
    assert not await kept.filter(data__text__startswith="Half").aexists()


ARGUMENTS = json.dumps({"titles": ["nurse"], "cities": ["Leeds"]})


@pytest.mark.parametrize(
    "behaviour",
    [
        Sends((called(ARGUMENTS), CALLED)),
        Sends((called(json.loads(ARGUMENTS), index=0), STOP)),
        Sends((called(ARGUMENTS, index=0), called(ARGUMENTS, index=0), CALLED), has_done=False),
        Calls((("search_jobs", ARGUMENTS),), is_whole=True),
    ],
    ids=range(4),
)
async def test_odd_calls_do_what_they_say(device, behaviour: Behaviour):
    async with FakeModelServer(behaviour, Says(GOOD)) as server:
        await run_in_db(make_provider, "odd", base_url=server.base_url)
        await providers.read()
        frames = await device.say(WORDS)
        told = [each for each in server.requests[1].body["messages"] if each["role"] == "tool"]
    assert cards(frames)
    assert texts(frames)[-1] == GOOD
    assert told
    assert all(each["tool_call_id"] for each in told)
    assert len({each["tool_call_id"] for each in told}) == len(told)


@pytest.mark.parametrize(
    "events",
    [
        (chunk({"content": "I think, so"}), chunk({"content": " I am.</think>"}),
         chunk({"content": GOOD}), STOP),
        (chunk({"content": "Good, <think>who is it?</think>thank you."}),
         chunk({"content": " And\x00 you?"}), STOP),
    ],
    ids=range(2),
)  # fmt: skip
async def test_thoughts_stand_in_no_message(device, events):
    async with FakeModelServer(Sends(events)) as server:
        await run_in_db(make_provider, "odd", base_url=server.base_url)
        await providers.read()
        frames = await device.say("how are you today my friend?")
    assert texts(frames)[-1] == GOOD
    done = [each["data"] for each in frames if each["type"] == "item.done"]
    assert not any("I think" in str(each) or "who is it" in str(each) for each in done)
