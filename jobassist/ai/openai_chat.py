"""Any OpenAI-compatible chat server as a `ChatModel`."""

import asyncio
import base64
import time
import weakref
from collections.abc import AsyncGenerator
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import openai
from openai import AsyncOpenAI, AsyncStream

from .chat_model import OPENAI_URL, ModelError, ModelRefused, ModelUnavailable
from .types import Finished, Message, ModelRequest, ModelStep, TextPart, ToolCall, ToolCallPart

MAX_CLIENTS = 32
MAX_ARGUMENTS = 20_000
MAX_TOOL_CALLS = 32
_THINK, _THOUGHT = "<think>", "</think>"
# A client's idle connections belong to the event loop that opened them.
_clients: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, dict[tuple[str, str, float], AsyncOpenAI]]"
_clients = weakref.WeakKeyDictionary()


class OpenAIChatModel:
    """Streams answers from one server and one model.

    `timeout_seconds` is the longest wait for the first of an answer, `stall_seconds` the
    longest between two pieces of it. Nothing is tried twice here: whoever calls decides.
    """

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str,
        model_name: str,
        connect_seconds: float = 1.5,
        timeout_seconds: float = 20.0,
        stall_seconds: float = 8.0,
    ) -> None:
        self._api_key = api_key
        self._base_url = base_url or OPENAI_URL
        self.model_name = model_name
        self.provider = urlsplit(self._base_url).hostname or ""
        self._connect_seconds = connect_seconds
        self._timeout_seconds = timeout_seconds
        self._stall_seconds = stall_seconds

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelStep, None]:
        """Yield the answer as it comes; raises ModelUnavailable or ModelRefused."""
        answer = _Answer()
        first_until = asyncio.get_running_loop().time() + self._timeout_seconds
        chunks: AsyncStream[object] | None = None
        try:
            async with asyncio.timeout_at(first_until):
                # Not `chat.completions.create`: it checks each message and tool one by one and
                # makes models of every chunk, 10 ms before the first word and 0.1 ms a token.
                chunks = await self._client().post(
                    "/chat/completions",
                    body=self._build_body(request),
                    cast_to=object,
                    stream=True,
                    stream_cls=AsyncStream[object],
                )
            while True:
                # Not around the `yield`: a reader that takes its time is no stalled server.
                until = first_until
                if answer.has_begun:
                    until = asyncio.get_running_loop().time() + self._stall_seconds
                async with asyncio.timeout_at(until):
                    chunk = await anext(chunks, None)
                if chunk is None:
                    break
                text = answer.take(chunk)
                if text:
                    yield TextPart(text)
        except Exception as error:
            # An answer that said how it ends is whole, whatever became of the connection.
            if isinstance(error, ModelError) or not answer.is_whole:
                raise _translate(error, has_begun=chunks is not None) from error
        finally:
            if chunks is not None:
                await chunks.close()
        for step in answer.finish():
            yield step

    def _client(self) -> AsyncOpenAI:
        clients = _clients.setdefault(asyncio.get_running_loop(), {})
        key = (self._base_url, self._api_key, self._connect_seconds)
        if key not in clients:
            while len(clients) >= MAX_CLIENTS:
                # Of an address or a key that was changed long ago; what streams by it goes on.
                del clients[next(iter(clients))]
            timeout = openai.Timeout(None, connect=self._connect_seconds)
            clients[key] = AsyncOpenAI(
                # A server of one's own often has no key; the SDK insists on some text.
                api_key=self._api_key or "none",
                base_url=self._base_url,
                max_retries=0,
                timeout=timeout,
                # A key is for the address that was written down, not for where it points on.
                http_client=openai.DefaultAsyncHttpxClient(
                    follow_redirects=False, timeout=timeout, base_url=self._base_url
                ),
            )
        return clients[key]

    def _build_body(self, request: ModelRequest) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self.model_name,
            "messages": [_to_wire(each) for each in request.messages],
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if self._base_url == OPENAI_URL:
            # Its newer models take neither the older name of the limit nor a temperature.
            body["max_completion_tokens"] = request.max_tokens
        else:
            body["max_tokens"] = request.max_tokens
            body["temperature"] = request.temperature
        if request.tools:
            body["tools"] = [
                {
                    "type": "function",
                    "function": {
                        "name": tool.name,
                        "description": tool.description,
                        "parameters": tool.parameters,
                    },
                }
                for tool in request.tools
            ]
            body["tool_choice"] = "auto" if request.may_call_tools else "none"
        if request.json_schema is not None:
            wanted = {"name": "answer", "schema": request.json_schema, "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": wanted}
        return body


async def close_clients() -> None:
    """Close the connections that this event loop keeps open."""
    for client in _clients.pop(asyncio.get_running_loop(), {}).values():
        await client.close()


def _to_wire(message: Message) -> dict[str, Any]:
    wire: dict[str, Any] = {"role": message.role, "content": message.text}
    if message.pictures:
        wire["content"] = [
            {"type": "text", "text": message.text},
            *({"type": "image_url", "image_url": {"url": _to_url(p)}} for p in message.pictures),
        ]
    if message.tool_call_id:
        wire["tool_call_id"] = message.tool_call_id
    if message.tool_calls:
        wire["content"] = message.text or None
        wire["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in message.tool_calls
        ]
    return wire


def _to_url(picture: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}"


class _Answer:
    """An answer being put together from its chunks."""

    def __init__(self) -> None:
        self.has_begun = False
        self._reason: str | None = None
        self._thoughts = _ThoughtFilter()
        self._calls: list[dict[str, str]] = []
        self._by_index: dict[int, dict[str, str]] = {}
        self._tokens: tuple[int | None, int | None] = (None, None)

    @property
    def is_whole(self) -> bool:
        """The server has said how the answer ends."""
        return self._reason is not None

    def take(self, chunk: Any) -> str:
        """Note a chunk and return the text in it that is for the person.

        What a server sends may be any JSON: what cannot be read raises, as whatever it may.
        """
        usage = chunk.get("usage")
        if usage:
            self._tokens = (_count(usage, "prompt_tokens"), _count(usage, "completion_tokens"))
        text = ""
        for choice in (chunk.get("choices") or [])[:1]:
            delta = choice.get("delta") or {}
            for each in delta.get("tool_calls") or ():
                self._take_call(each)
            content = delta.get("content")
            if content:
                self.has_begun = True
                text = self._thoughts.take(_read_text(content))
            self._reason = choice.get("finish_reason") or self._reason
        if self._reason == "content_filter":
            raise ModelRefused("filtered")
        return text

    def _take_call(self, delta: Any) -> None:
        self.has_begun = True
        # Some servers send a call whole and leave its index out.
        index, id_ = delta.get("index"), _read_text(delta.get("id"))
        call = self._by_index.get(index) if index is not None else None
        is_new = call is None or (id_ and call["id"] and id_ != call["id"])
        if call is None or is_new:
            call = {"id": "", "name": "", "arguments": ""}
            self._calls.append(call)
            if index is not None:
                self._by_index[index] = call
        call["id"] = id_ or call["id"]
        function = delta.get("function") or {}
        call["name"] += _read_text(function.get("name"))
        call["arguments"] += _read_text(function.get("arguments"))
        if len(self._calls) > MAX_TOOL_CALLS or len(call["arguments"]) > MAX_ARGUMENTS:
            raise ModelUnavailable("malformed")

    def finish(self) -> list[ModelStep]:
        """Return the tool calls and the end; raises ModelUnavailable where it was cut."""
        if self._reason is None:
            raise ModelUnavailable("cut")
        rest = self._thoughts.finish()
        steps: list[ModelStep] = [TextPart(rest)] if rest else []
        input_tokens, output_tokens = self._tokens
        if self._reason == "length":
            # Calls that the limit cut are not calls.
            return [*steps, Finished("length", input_tokens, output_tokens)]
        for n, call in enumerate(self._calls, start=1):
            if not call["name"]:
                raise ModelUnavailable("malformed")
            steps.append(
                ToolCallPart(ToolCall(call["id"] or f"call_{n}", call["name"], call["arguments"]))
            )
        return [
            *steps,
            Finished("tool_calls" if self._calls else "stop", input_tokens, output_tokens),
        ]


def _read_text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ModelUnavailable("malformed")
    return value


def _count(usage: Any, name: str) -> int | None:
    value = usage.get(name)
    return value if isinstance(value, int) and value >= 0 else None


class _ThoughtFilter:
    """Drops the thoughts that some models write before their answer, between two tags."""

    def __init__(self) -> None:
        self._held = ""
        self._is_open = False
        self._is_over = False
        # The empty lines between the thoughts and the answer belong to neither.
        self._strips = False

    def take(self, text: str) -> str:
        if self._is_over:
            text = text.lstrip() if self._strips else text
            self._strips = self._strips and not text
            return text
        self._held += text
        if not self._is_open:
            start = self._held.lstrip()
            if _THINK.startswith(start[: len(_THINK)]) and len(start) < len(_THINK):
                return ""
            if not start.startswith(_THINK):
                return self._release(self._held)
            self._is_open = True
        _thought, tag, rest = self._held.partition(_THOUGHT)
        if tag:
            self._strips = True
            self._release("")
            return self.take(rest)
        # Enough is kept to see a closing tag that comes in two pieces.
        self._held = _THINK + self._held[len(_THINK) :][-len(_THOUGHT) :]
        return ""

    def finish(self) -> str:
        return "" if self._is_over or self._is_open else self._release(self._held)

    def _release(self, text: str) -> str:
        self._is_over, self._held = True, ""
        return text


def _translate(error: Exception, *, has_begun: bool) -> ModelError:
    """Return what went wrong as one of our errors."""
    match error:
        case ModelError():
            return error
        case TimeoutError() | openai.APITimeoutError():
            return ModelUnavailable("slow")
        case openai.APIConnectionError():
            return ModelUnavailable("cut" if has_begun else "unreachable")
        case openai.RateLimitError():
            return ModelUnavailable("busy", retry_after_seconds=_retry_after(error))
        case openai.APIStatusError(status_code=code) if code >= 500 or code in (408, 409):
            return ModelUnavailable("server_error", retry_after_seconds=_retry_after(error))
        case openai.AuthenticationError() | openai.PermissionDeniedError() | openai.NotFoundError():
            return ModelRefused("not_allowed")
        case openai.APIStatusError():
            is_filtered = "content_filter" in f"{error.code} {error.type}"
            return ModelRefused("filtered" if is_filtered else "bad_request")
        case openai.APIError():
            # An error object in the middle of a stream.
            return ModelUnavailable("server_error")
        case _:
            # What a server sends may be any JSON, or none: the SDK does not check it.
            return ModelUnavailable("malformed")


def _retry_after(error: openai.APIStatusError) -> float | None:
    """Return the seconds that a server asks for, in any of the three ways of saying so."""
    headers = error.response.headers
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        text = headers.get("retry-after", "")
        if not text.strip().replace(".", "", 1).isdigit():
            at = parsedate_to_datetime(text)
            return max(0.0, at.timestamp() - time.time())
        return float(text)
    except (ValueError, TypeError, OverflowError):
        return None
