"""The client of OpenAI-compatible servers, against a server that misbehaves."""

import asyncio
import json
from contextlib import aclosing
from dataclasses import replace

import pytest

from jobassist.ai.chat_model import (
    ChatModel,
    ModelRefused,
    ModelUnavailable,
    close_chat_model,
    get_chat_model,
    is_model_configured,
)
from jobassist.ai.openai_chat import OpenAIChatModel, close_clients
from jobassist.ai.types import (
    Finished,
    Message,
    ModelRequest,
    ModelStep,
    TextPart,
    ToolCall,
    ToolCallPart,
    ToolSpec,
)
from tests.fake_model_server import (
    BrokenJson,
    BrokenSse,
    Calls,
    Cut,
    ErrorInStream,
    Extracts,
    FakeModelServer,
    Garbled,
    NoStream,
    Says,
    Stall,
    Status,
)

TOOL = ToolSpec("search_jobs", "Search.", {"type": "object", "properties": {}})
REQUEST = ModelRequest((Message("system", "Be brief."), Message("user", "你好")), (TOOL,))


@pytest.fixture(autouse=True)
async def closed_clients():
    yield
    await close_clients()


def build_model(server: FakeModelServer, **changes) -> OpenAIChatModel:
    settings = {"timeout_seconds": 3.0, "stall_seconds": 0.3, **changes}
    return OpenAIChatModel(
        api_key="sk-test", base_url=server.base_url, model_name="fake-1", **settings
    )


async def collect(model: ChatModel, request: ModelRequest = REQUEST) -> list[ModelStep]:
    return [step async for step in model.stream(request)]


def text_of(steps: list[ModelStep]) -> str:
    return "".join(step.text for step in steps if isinstance(step, TextPart))


async def test_text_comes_in_pieces_and_ends_with_the_tokens():
    async with FakeModelServer(Says("你好,我能帮你找工作。", piece=2)) as server:
        steps = await collect(build_model(server))
    assert text_of(steps) == "你好,我能帮你找工作。"
    assert sum(isinstance(step, TextPart) for step in steps) > 3
    assert steps[-1] == Finished("stop", 12, 7)


async def test_request_says_what_it_should_and_is_sent_once():
    messages = (
        *REQUEST.messages,
        Message("assistant", "", (ToolCall("c1", "search_jobs", "{}"),)),
        Message("tool", "none", tool_call_id="c1"),
    )
    request = ModelRequest(messages, (TOOL,), may_call_tools=False, max_tokens=77)
    async with FakeModelServer(Says("ok")) as server:
        await collect(build_model(server), request)
    (sent,) = server.requests
    assert sent.path == "/v1/chat/completions"
    assert sent.headers["authorization"] == "Bearer sk-test"
    assert (sent.body["model"], sent.body["stream"], sent.body["max_tokens"]) == (
        "fake-1",
        True,
        77,
    )
    assert sent.body["tool_choice"] == "none"
    assert sent.body["tools"][0]["function"]["name"] == "search_jobs"
    assert sent.body["messages"][2]["tool_calls"][0]["function"]["name"] == "search_jobs"
    assert sent.body["messages"][3] == {"role": "tool", "content": "none", "tool_call_id": "c1"}


@pytest.mark.parametrize("is_whole", [False, True])
async def test_tool_calls_are_put_together(is_whole):
    wanted = (("search_jobs", '{"titles": ["护士"]}'), ("more_jobs", "{}"))
    async with FakeModelServer(Calls(wanted, "Let me look.", is_whole)) as server:
        steps = await collect(build_model(server))
    calls = [step.call for step in steps if isinstance(step, ToolCallPart)]
    assert [(each.name, each.arguments) for each in calls] == list(wanted)
    assert len({each.id for each in calls}) == 2
    assert text_of(steps) == "Let me look."
    assert isinstance(steps[-1], Finished)
    assert steps[-1].reason == "tool_calls"


async def test_an_answer_ended_by_the_limit_says_so_and_calls_nothing():
    async with FakeModelServer(Says("half a sen", finish_reason="length")) as server:
        steps = await collect(build_model(server))
    assert steps[-1] == Finished("length", 12, 7)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("<think>The user wants jobs.</think>\n\nHere you are.", "Here you are."),
        ("<think>a < b </think>x</think>", "x"),
        ("a <think>b</think>", "a "),
        ("<thin", "<thin"),
    ],
)
@pytest.mark.parametrize("piece", [1, 3, 100])
async def test_thoughts_in_an_answer_are_dropped(text, seen, piece):
    async with FakeModelServer(Says(text, piece=piece)) as server:
        assert text_of(await collect(build_model(server))) == seen


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (Cut("Half an ans"), "cut"),
        (Cut(""), "cut"),
        (Cut("Half an ans", is_polite=True), "cut"),
        (Stall("Half an ans"), "slow"),
        (BrokenJson("Half an ans"), "malformed"),
        (ErrorInStream("Half an ans"), "server_error"),
        (NoStream(), "cut"),
        (Status(500), "server_error"),
        (Status(503), "server_error"),
        (Status(429), "busy"),
        (Status(408), "server_error"),
    ],
    ids=lambda each: each if isinstance(each, str) else repr(each)[:40],
)
async def test_an_answer_that_did_not_come_whole_is_an_error(behaviour, reason):
    async with FakeModelServer(behaviour) as server:
        with pytest.raises(ModelUnavailable) as error:
            await collect(build_model(server))
    assert error.value.reason == reason
    # The SDK's own retries are off: whoever calls owns them.
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (Status(401), "not_allowed"),
        (Status(404), "not_allowed"),
        (Status(400), "bad_request"),
        (Status(400, {"error": {"message": "x", "code": "content_filter"}}), "filtered"),
        (Says("I can", finish_reason="content_filter"), "filtered"),
    ],
    ids=lambda each: each if isinstance(each, str) else repr(each)[:40],
)
async def test_a_refusal_is_not_an_outage(behaviour, reason):
    async with FakeModelServer(behaviour) as server:
        with pytest.raises(ModelRefused) as error:
            await collect(build_model(server))
    assert error.value.reason == reason


async def test_retry_after_is_read():
    async with FakeModelServer(Status(429, headers={"retry-after": "20"})) as server:
        with pytest.raises(ModelUnavailable) as error:
            await collect(build_model(server))
    assert error.value.retry_after_seconds == 20.0


async def test_a_dead_server_is_noticed_at_once():
    async with FakeModelServer() as server:
        model = build_model(server)
    started = asyncio.get_running_loop().time()
    with pytest.raises(ModelUnavailable) as error:
        await collect(model)
    assert error.value.reason == "unreachable"
    assert asyncio.get_running_loop().time() - started < 1.0


async def test_waiting_for_the_first_word_has_its_own_limit():
    async with FakeModelServer(Stall("")) as server:
        started = asyncio.get_running_loop().time()
        with pytest.raises(ModelUnavailable) as error:
            await collect(build_model(server, timeout_seconds=0.6, stall_seconds=0.1))
    assert error.value.reason == "slow"
    assert 0.5 < asyncio.get_running_loop().time() - started < 1.5


async def test_a_slow_reader_is_no_stalled_server():
    async with FakeModelServer(Says("abcdef", piece=3)) as server:
        text = ""
        async with aclosing(build_model(server, stall_seconds=0.1).stream(REQUEST)) as steps:
            async for step in steps:
                if isinstance(step, TextPart):
                    await asyncio.sleep(0.3)
                    text += step.text
    assert text == "abcdef"


async def test_closing_the_stream_closes_the_connection():
    async with FakeModelServer(Stall("one two three")) as server:
        steps = build_model(server, stall_seconds=30.0).stream(REQUEST)
        assert isinstance(await anext(steps), TextPart)
        started = asyncio.get_running_loop().time()
        await steps.aclose()
        async with asyncio.timeout(2):
            await server.requests[0].closed.wait()
        closed_at = server.requests[0].closed_at
    assert closed_at is not None
    assert closed_at - started < 0.5


async def test_cancelling_the_reader_closes_the_connection():
    async with FakeModelServer(Stall("one")) as server:
        task = asyncio.create_task(collect(build_model(server, stall_seconds=30.0)))
        await asyncio.sleep(0.2)
        started = asyncio.get_running_loop().time()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(2):
            await server.requests[0].closed.wait()
        closed_at = server.requests[0].closed_at
    assert closed_at is not None
    assert closed_at - started < 0.5


async def test_settings_choose_the_model(settings):
    assert not is_model_configured()
    settings.OPENAI_BASE_URL = "http://127.0.0.1:9/v1"
    settings.OPENAI_MODEL = "small"
    assert is_model_configured()
    model = get_chat_model()
    assert (model.provider, model.model_name) == ("127.0.0.1", "small")
    await close_chat_model()


async def test_characters_cut_in_two_arrive_whole():
    text = "你好,👨‍👩‍👧 résumé"
    async with FakeModelServer(Garbled(text)) as server:
        steps = await collect(build_model(server))
    assert text_of(steps) == text


async def test_lines_that_are_no_events_never_pass_for_an_answer():
    async with FakeModelServer(BrokenSse("half")) as server:
        with pytest.raises(ModelUnavailable):
            await collect(build_model(server))


async def test_a_schema_is_sent_and_its_json_comes_as_text():
    schema = {"type": "object", "properties": {"years": {"type": "integer"}}}
    async with FakeModelServer(
        Extracts({"years": 7}), Extracts({"years": 7}, cut_after=5)
    ) as server:
        model = build_model(server)
        steps = await collect(model, replace(REQUEST, json_schema=schema))
        cut = await collect(model, replace(REQUEST, json_schema=schema))
    assert server.requests[0].body["response_format"]["json_schema"]["schema"] == schema
    assert json.loads(text_of(steps)) == {"years": 7}
    assert isinstance(cut[-1], Finished)
    assert cut[-1].reason == "length"
