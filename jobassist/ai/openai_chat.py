"""Any OpenAI-compatible chat server as a `ChatModel`."""

import asyncio
import base64
import json
import time
import weakref
from collections.abc import AsyncGenerator, AsyncIterator
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import openai
from openai import AsyncOpenAI, AsyncStream

from .chat_model import OPENAI_URL, ModelError, ModelRefused, ModelUnavailable
from .openai_answer import Answer, read_error
from .types import Message, ModelRequest, ModelStep

MAX_CLIENTS = 32
_END = object()
# What is waited for the count of tokens, and for the connection's end, once the answer is whole.
GRACE_SECONDS = 1.0
# Of an answer that is not streamed.
MAX_BODY = 2_000_000
# How a stream of events begins, whatever it calls itself.
_EVENT_LINES = (b"data:", b"event:", b":")
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
        answer = Answer()
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
                is_labelled = _is_json(chunks)
                events, whole = await self._read_labelled(chunks) if is_labelled else (chunks, None)
            for step in answer.take(whole):
                yield step
            over_at = None
            while events is not None:
                # Not around the `yield`: a reader that takes its time is no stalled server.
                until = first_until
                if answer.has_begun:
                    until = asyncio.get_running_loop().time() + self._stall_seconds
                if answer.is_whole:
                    over_at = over_at or asyncio.get_running_loop().time() + GRACE_SECONDS
                    until = over_at
                async with asyncio.timeout_at(until):
                    chunk = await anext(events, _END)
                if chunk is _END:
                    break
                for step in answer.take(chunk):
                    yield step
        except Exception as error:
            # An answer that said how it ends is whole, whatever became of the connection.
            if isinstance(error, ModelError) or not answer.is_whole:
                raise _translate(error, has_begun=chunks is not None) from error
        finally:
            if chunks is not None:
                await chunks.close()
        for step in answer.finish():
            yield step

    async def _read_labelled(
        self, chunks: AsyncStream[object]
    ) -> tuple[AsyncStream[object] | None, dict[str, Any] | None]:
        """Return what calls itself JSON: as the stream it is all the same, or as one answer."""
        pieces = chunks.response.aiter_bytes()
        begun = b""
        async for piece in pieces:
            begun = (begun + piece).lstrip()
            if len(begun) >= len(max(_EVENT_LINES, key=len)):
                break
        rest = _go_on(begun, pieces)
        if not begun.startswith(_EVENT_LINES):
            return None, await _read_whole(rest)
        told = type(chunks.response)(200, content=rest, request=chunks.response.request)
        return AsyncStream(cast_to=object, response=told, client=self._client()), None

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


def _is_json(chunks: AsyncStream[object]) -> bool:
    """Return whether a server says that it answers in one piece, whatever it was asked for."""
    kind = str(chunks.response.headers.get("content-type", ""))
    return kind.partition(";")[0].strip().casefold() == "application/json"


async def _go_on(begun: bytes, pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    yield begun
    async for piece in pieces:
        yield piece


async def _read_whole(pieces: AsyncIterator[bytes]) -> dict[str, Any]:
    """Return an answer that is not streamed; raises what it says where it is an error."""
    raw = b""
    async for piece in pieces:
        raw += piece
        if len(raw) > MAX_BODY:
            raise ModelUnavailable("malformed")
    body = json.loads(raw)
    if not isinstance(body, dict) or body.get("error") or not body.get("choices"):
        raise read_error(body)
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
            # An error object in a stream, which the SDK takes out of its chunk.
            return read_error({"error": error.body})
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
