"""What real servers do otherwise than the protocol says: each answer is whole, or an honest error."""

import asyncio
import json
from typing import Any

import pytest

from jobassist.ai.chat_model import ModelError, ModelRefused, ModelUnavailable
from jobassist.ai.openai_chat import OpenAIChatModel, close_clients
from jobassist.ai.types import (
    Finished,
    Message,
    ModelRequest,
    ModelStep,
    StartOver,
    TextPart,
    ToolCall,
    ToolCallPart,
)
from tests.fake_model_server import Behaviour, FakeModelServer, Sends, Status

REQUEST = ModelRequest((Message("user", "你好"),))
USAGE = {"prompt_tokens": 12, "completion_tokens": 7}


@pytest.fixture(autouse=True)
async def closed_clients():
    yield
    await close_clients()


def chunk(delta: dict[str, Any] | None = None, finish: str | None = None, **more: Any) -> Any:
    return {"choices": [{"index": 0, "delta": delta or {}, "finish_reason": finish}], **more}


def say(text: str) -> Any:
    return chunk({"content": text})


def call(arguments: Any = None, *, at: int | None = None, **about: Any) -> Any:
    """Return a piece of a tool call: `name` and `arguments` its function's, the rest its own."""
    function = {"name": about.pop("name")} if "name" in about else {}
    if arguments is not None:
        function["arguments"] = arguments
    index = {} if at is None else {"index": at}
    return chunk({"tool_calls": [{**index, **about, "function": function}]})


async def ask(behaviour: Behaviour, **changes: Any) -> list[ModelStep]:
    settings = {"timeout_seconds": 3.0, "stall_seconds": 3.0, **changes}
    async with FakeModelServer(behaviour) as server:
        model = OpenAIChatModel(
            api_key="k", base_url=server.base_url, model_name="fake", **settings
        )
        return [step async for step in model.stream(REQUEST)]


def read(steps: list[ModelStep]) -> str:
    """Return the text that stands at the end."""
    text = ""
    for step in steps:
        if isinstance(step, StartOver):
            text = ""
        text += step.text if isinstance(step, TextPart) else ""
    return text


def calls_in(steps: list[ModelStep]) -> list[ToolCall]:
    return [step.call for step in steps if isinstance(step, ToolCallPart)]


STOP = chunk(finish="stop")
CALLED = chunk(finish="tool_calls")


@pytest.mark.parametrize(
    "events",
    [
        ({"choices": []}, say("Hello"), {"choices": []}, STOP),
        ({}, {"choices": None}, say("Hello"), STOP, {"choices": [], "usage": USAGE}),
        (say("Hello"), STOP, {"usage": USAGE}),
        (say("Hello"), {**STOP, "usage": None}, {"choices": [], "usage": [1]}),
        ("null", '"ping"', say("Hello"), "[]", STOP),
        (chunk({"content": [{"type": "text", "text": "Hello"}]}), STOP),
        (chunk({"content": [{"type": "thinking", "thinking": "hm"}]}), say("Hello"), STOP),
        (chunk({"reasoning_content": "hm"}), chunk({"reasoning": "hm"}), say("Hello"), STOP),
        (say("Hello"), chunk(finish="eos")),
        (say("Hello"), chunk(finish="end_turn")),
        ({"choices": [{"message": {"content": "Hello"}, "finish_reason": "stop"}]},),
        (say("Hello"), {"choices": [{"delta": {}, "message": {"content": "Hello"},
                                     "finish_reason": "stop"}]}),
    ],
)  # fmt: skip
async def test_chunks_without_words_or_in_other_shapes_do_no_harm(events):
    assert read(await ask(Sends(events))) == "Hello"


@pytest.mark.parametrize("is_compressed", [False, True])
@pytest.mark.parametrize("has_done", [False, True])
async def test_an_answer_may_be_compressed_and_end_without_done(has_done, is_compressed):
    events = (say("Hel"), say("lo"), STOP, {"choices": [], "usage": USAGE})
    steps = await ask(Sends(events, has_done=has_done, is_compressed=is_compressed))
    assert (read(steps), steps[-1]) == ("Hello", Finished("stop", 12, 7))


@pytest.mark.parametrize("has_done", [False, True])
async def test_a_connection_left_open_after_the_end_keeps_nobody_waiting(has_done):
    started = asyncio.get_running_loop().time()
    behaviour = Sends((say("Hello"), STOP), has_done=has_done, stays_open=True)
    assert read(await ask(behaviour, stall_seconds=8.0)) == "Hello"
    assert asyncio.get_running_loop().time() - started < 4.0


@pytest.mark.parametrize("word", ["length", "max_tokens", "MAX_TOKENS", "model_length"])
async def test_the_limit_is_the_limit_by_any_name(word):
    steps = await ask(Sends((say("Half a sen"), chunk(finish=word))))
    assert steps[-1] == Finished("length")


@pytest.mark.parametrize(
    ("word", "kind", "reason"),
    [
        ("error", ModelUnavailable, "server_error"),
        ("abort", ModelUnavailable, "server_error"),
        ("network_error", ModelUnavailable, "server_error"),
        ("insufficient_system_resource", ModelUnavailable, "server_error"),
        ("sensitive", ModelRefused, "filtered"),
        ("SAFETY", ModelRefused, "filtered"),
    ],
)
async def test_an_end_that_is_a_failure_is_one(word, kind, reason):
    with pytest.raises(ModelError) as error:
        await ask(Sends((say("Half a sen"), chunk(finish=word))))
    assert isinstance(error.value, kind)
    assert getattr(error.value, "reason", "") == reason


ARGUMENTS = '{"note": "caf\\u00e9 \\"Zum\\" \\ud83d\\ude00 夜班", "n": 1}'


@pytest.mark.parametrize(
    "events",
    [
        [call(ARGUMENTS, name="keep")],
        [call(ARGUMENTS, name="keep", id="")],
        [call(ARGUMENTS, at=0, name="keep", id=None)],
        # Cut anywhere: in an escape, between two surrogates.
        [call("", at=0, id="a", name="keep"), *(call(each, at=0) for each in ARGUMENTS)],
        [call("", id="a", name="keep"), *(call(each) for each in ARGUMENTS)],
        [call("", name="keep"), *(call(each) for each in ARGUMENTS)],
        [call(each, at=0, id="a", name="keep") for each in ARGUMENTS],
        [call(each, id="a", name="keep") for each in ARGUMENTS],
        [call("", at=0, id="a", name="keep")]
        + [call(each, at=0, id=f"chunk-{n}") for n, each in enumerate(ARGUMENTS)],
        [call("", at=0, id="a", name="ke"), call(ARGUMENTS, at=0, name="ep")],
        [call(json.loads(ARGUMENTS), name="keep", id="a")],
        [chunk({"tool_calls": {"id": "a", "function": {"name": "keep", "arguments": ARGUMENTS}}})],
        [chunk({"function_call": {"name": "keep", "arguments": ARGUMENTS[:9]}}),
         chunk({"function_call": {"arguments": ARGUMENTS[9:]}})],
        [{"choices": [{"message": {"tool_calls": [
            {"id": "a", "type": "function", "function": {"name": "keep", "arguments": ARGUMENTS}}
        ]}, "finish_reason": None}]}],
    ],
    ids=range(14),
)  # fmt: skip
async def test_one_call_is_one_call_however_it_is_sent(events):
    (only,) = calls_in(await ask(Sends((*events, CALLED))))
    assert only.name == "keep"
    assert only.id
    assert json.loads(only.arguments) == json.loads(ARGUMENTS)


@pytest.mark.parametrize(
    "events",
    [
        [call('{"n": 1}', at=0, name="keep"), call('{"n": 2}', at=0, name="keep")],
        [call('{"n": 1}', at=0, id="", name="keep"), call('{"n": 2}', at=0, id="", name="keep")],
        [call('{"n": 1}', at=0, id="a", name="keep"), call('{"n": 2}', at=0, id="b", name="keep")],
        [call('{"n": 1}', id="a", name="keep"), call('{"n": 2}', id="b", name="keep")],
        [call('{"n": 1}', at=0, id="a", name="keep"), call('{"n": 2}', at=1, id="a", name="keep")],
        [call('{"n":', name="keep"), call(" 1}"), call('{"n":', name="keep"), call(" 2}")],
    ],
    ids=range(6),
)
async def test_two_calls_are_two_and_have_names_of_their_own(events):
    first, second = calls_in(await ask(Sends((*events, CALLED))))
    assert [json.loads(each.arguments)["n"] for each in (first, second)] == [1, 2]
    assert first.name == second.name == "keep"
    assert first.id != second.id


async def test_a_made_id_is_none_that_another_call_has():
    events = [
        call('{"n": 1}', at=0, id="a", name="keep"),
        call('{"n": 2}', at=1, id="a_2", name="keep"),
        call('{"n": 3}', at=2, id="a", name="keep"),
        call('{"n": 4}', at=3, name="keep"),
        call('{"n": 5}', at=4, id="call_4", name="keep"),
    ]
    calls = calls_in(await ask(Sends((*events, CALLED))))
    assert [json.loads(each.arguments)["n"] for each in calls] == [1, 2, 3, 4, 5]
    assert len({each.id for each in calls}) == 5
    assert [each.id for each in calls[:2]] == ["a", "a_2"]


async def test_ids_and_names_of_calls_can_be_stored_and_sent():
    (only,) = calls_in(await ask(Sends((call("{}", id="a\0\ud83d", name="keep\0"), CALLED))))
    assert (only.id, only.name) == ("a\ufffd", "keep")


async def test_long_ids_are_cut_and_stay_apart():
    events = [call("{}", at=n, id=f"{'a' * 5_000}{n}", name="keep") for n in range(2)]
    ids = {each.id for each in calls_in(await ask(Sends((*events, CALLED))))}
    assert len(ids) == 2
    assert max(map(len, ids)) < 250


@pytest.mark.parametrize("name", ["k" * 5_000, "\0"])
async def test_a_name_without_end_or_signs_is_malformed(name):
    with pytest.raises(ModelUnavailable) as error:
        await ask(Sends((call("{}", name=name), CALLED)))
    assert error.value.reason == "malformed"


@pytest.mark.parametrize(
    ("pieces", "seen"),
    [
        (["Sure. <think>secret", " plan</think> Here."], "Sure.  Here."),
        (["Sure. <th", "ink>secret</th", "ink>Here."], "Sure. Here."),
        (["<Thinking>secret</Thinking>Here."], "Here."),
        (["1 < 2 and <b>"], "1 < 2 and <b>"),
        # The opening tag stands in some models' own template.
        (["secret plan", ", more</think>", "\n\nHere."], "Here."),
        (["secret</think>Here."], "Here."),
        (["Here.</thi"], "Here.</thi"),
        (["a\ud83d", "\ude00b \ud83d"], "a\U0001f600b \ufffd"),
        (["a\x00b"], "ab"),
    ],
)
async def test_thoughts_and_broken_signs_are_no_part_of_an_answer(pieces, seen):
    steps = await ask(Sends((*map(say, pieces), STOP)))
    assert read(steps) == seen
    assert all(step.text.encode() for step in steps if isinstance(step, TextPart))


@pytest.mark.parametrize(
    "text",
    [
        "Thoughts stand between `<think>` and `</think>`.",
        'Thoughts begin with "<think>" and end with "</think>", both in the text.',
        "思考写在“<think>”和“</think>”之间。",
        "Like this:\n```\n<think>\nhm\n</think>\n```\nThat is all.",
    ],
)
@pytest.mark.parametrize("size", [1, 5, 200])
async def test_a_tag_that_an_answer_only_names_hides_nothing(text, size):
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert read(await ask(Sends((*map(say, pieces), STOP)))) == text


async def test_a_quotation_within_what_was_thought_does_not_keep_it():
    steps = await ask(Sends((say('They said "hm", of 5".\n'), say("</think>Here."), STOP)))
    assert read(steps) == "Here."


async def test_thoughts_that_never_end_are_no_answer():
    with pytest.raises(ModelUnavailable) as error:
        await ask(Sends((say("Sure. The <think> tag "), say("is for thoughts."), STOP)))
    assert error.value.reason == "malformed"


async def test_a_call_ends_what_was_thought_before_it():
    steps = await ask(Sends((say("<think>I shall look"), call("{}", name="keep"), CALLED)))
    assert (read(steps), [each.name for each in calls_in(steps)]) == ("", ["keep"])


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        ({"error": {"message": "overloaded"}}, ModelUnavailable, "server_error"),
        ({"error": "overloaded"}, ModelUnavailable, "server_error"),
        ({"error": {"code": "rate_limit_exceeded"}}, ModelUnavailable, "busy"),
        ({"error": {"code": 429, "message": "x"}}, ModelUnavailable, "busy"),
        ({"error": {"code": "invalid_api_key"}}, ModelRefused, "not_allowed"),
        ({"error": {"status": 403}}, ModelRefused, "not_allowed"),
        ({"error": {"message": "Rate limit reached"}}, ModelUnavailable, "busy"),
        ({"error": "Too many requests, try later"}, ModelUnavailable, "busy"),
        # What it says may quote a person, and would shut the server for everybody.
        ({"error": "tool 'ask_permission' failed at line 401"}, ModelUnavailable, "server_error"),
        ({"error": {"message": "no permission, 403"}}, ModelUnavailable, "server_error"),
        ({"code": 50505, "message": "busy", "data": None}, ModelUnavailable, "server_error"),
        ({"choices": []}, ModelUnavailable, "server_error"),
    ],
)
@pytest.mark.parametrize("is_streamed", [False, True])
async def test_an_error_that_says_200_is_an_error(body, kind, reason, is_streamed):
    behaviour: Behaviour = Sends((body,), has_done=False) if is_streamed else Status(200, body)
    if is_streamed and reason == "server_error":
        reason = "cut" if "error" not in body else reason
    with pytest.raises(ModelError) as error:
        await ask(behaviour)
    assert isinstance(error.value, kind)
    assert getattr(error.value, "reason", "") == reason


async def test_a_server_that_does_not_stream_is_heard_all_the_same():
    message = {"role": "assistant", "content": "Hello"}
    whole: dict[str, object] = {
        "choices": [{"message": message, "finish_reason": "stop"}],
        "usage": USAGE,
    }
    steps = await ask(Status(200, whole))
    assert (read(steps), steps[-1]) == ("Hello", Finished("stop", 12, 7))


@pytest.mark.parametrize("content_type", ["application/json", "application/json-seq", "text/plain"])
@pytest.mark.parametrize("is_compressed", [False, True])
async def test_a_stream_by_another_name_is_heard_as_it_comes(content_type, is_compressed):
    events = (say("Hel"), say("lo"), STOP, {"choices": [], "usage": USAGE})
    behaviour = Sends(events, content_type=content_type, is_compressed=is_compressed)
    steps = await ask(behaviour)
    assert steps == [TextPart("Hel"), TextPart("lo"), Finished("stop", 12, 7)]


async def test_the_first_words_of_a_stream_by_another_name_wait_for_no_end():
    behaviour = Sends((say("Hello"),), has_done=False, content_type="application/json",
                      stays_open=True)  # fmt: skip
    async with FakeModelServer(behaviour) as server:
        model = OpenAIChatModel(api_key="k", base_url=server.base_url, model_name="fake")
        steps = model.stream(REQUEST)
        assert await anext(steps) == TextPart("Hello")
        await steps.aclose()


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
async def test_json_is_json_however_it_is_labelled(kind):
    message: dict[str, object] = {
        "choices": [{"message": {"content": "Hello"}, "finish_reason": "stop"}]
    }
    assert read(await ask(Status(200, message, {"content-type": kind}))) == "Hello"


async def test_one_huge_delta_is_an_error_and_not_an_answer():
    with pytest.raises(ModelUnavailable) as error:
        await ask(Sends((say("na " * 2_000_000), STOP)))
    assert error.value.reason == "malformed"


async def test_counts_that_nobody_can_have_used_are_not_believed():
    usage = {"prompt_tokens": 10**15, "completion_tokens": True}
    steps = await ask(Sends((say("Hello"), STOP, {"choices": [], "usage": usage})))
    assert steps[-1] == Finished("stop")
