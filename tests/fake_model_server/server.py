"""HTTP by hand, so that it can be cut, stalled and broken at any byte."""

import asyncio
import contextlib
import email
import json
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, assert_never

from .behaviours import (
    Behaviour,
    BrokenJson,
    BrokenSse,
    Calls,
    Cut,
    Embeddings,
    ErrorInStream,
    Extracts,
    Garbled,
    Hears,
    Loops,
    Moderates,
    NoStream,
    Says,
    Sends,
    Stall,
    Status,
)

Script = Behaviour | Callable[[dict[str, Any]], Behaviour]


@dataclass
class Recorded:
    """A request as it came, and when its connection was closed by the client."""

    path: str
    headers: dict[str, str]
    text: str
    body: dict[str, Any]
    # On the machine's monotonic clock, as the event loop's is.
    at: float = field(default_factory=time.monotonic)
    closed_at: float | None = None
    closed: asyncio.Event = field(default_factory=asyncio.Event)


class FakeModelServer:
    """Does with each request what the script says, one entry a request; the last one repeats."""

    def __init__(self, *script: Script) -> None:
        self.script: Sequence[Script] = script or (Says("ok"),)
        self.requests: list[Recorded] = []
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def base_url(self) -> str:
        """The address to configure, with the version in it."""
        assert self._server is not None
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"http://{host}:{port}/v1"

    async def __aenter__(self) -> "FakeModelServer":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            recorded = await _read_request(reader)
            entry = self.script[min(len(self.requests), len(self.script) - 1)]
            self.requests.append(recorded)
            behaviour = entry(recorded.body) if callable(entry) else entry
            watch = asyncio.create_task(_watch(reader, recorded))
            try:
                await _behave(behaviour, recorded, writer)
            finally:
                watch.cancel()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()


async def _read_request(reader: asyncio.StreamReader) -> Recorded:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.strip().split("\r\n")
    headers = {
        name.strip().lower(): value.strip()
        for name, _colon, value in (line.partition(":") for line in lines)
    }
    raw = await reader.readexactly(int(headers.get("content-length", "0")))
    text = raw.decode(errors="replace")
    if headers.get("content-type", "").startswith("multipart/form-data"):
        body = _read_form(raw, headers["content-type"])
    else:
        body = json.loads(text) if text else {}
    return Recorded(first.split()[1], headers, text, body)


def _read_form(raw: bytes, content_type: str) -> dict[str, Any]:
    """Return the fields of a form: texts, and of files their name and bytes."""
    whole = b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + raw
    fields: dict[str, Any] = {}
    parts: Any = email.message_from_bytes(whole).get_payload()
    for part in parts:
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True)
        filename = part.get_filename()
        fields[str(name)] = (filename, data) if filename else data.decode()
    return fields


async def _watch(reader: asyncio.StreamReader, recorded: Recorded) -> None:
    """Note the moment when the client hangs up."""
    with contextlib.suppress(ConnectionError):
        await reader.read(1)
    recorded.closed_at = asyncio.get_running_loop().time()
    recorded.closed.set()


async def _behave(behaviour: Behaviour, recorded: Recorded, writer: asyncio.StreamWriter) -> None:
    match behaviour:
        case Status():
            await _answer(writer, behaviour.status, behaviour.body, behaviour.headers)
        case NoStream():
            await _send(writer, 200, behaviour.html.encode(), {"content-type": "text/html"})
        case Hears():
            await asyncio.sleep(behaviour.pause_seconds)
            await _answer(writer, 200, {"text": behaviour.text}, {})
        case Embeddings():
            await _answer(writer, 200, _embed(behaviour, recorded.body), {})
        case Moderates():
            await _answer(writer, 200, _judge(behaviour), {})
        case Extracts():
            await _begin_stream(writer)
            text = json.dumps(behaviour.value, ensure_ascii=False)[: behaviour.cut_after]
            await _stream_text(writer, text, 6, 0)
            await _end_stream(writer, "stop" if behaviour.cut_after is None else "length")
        case Sends():
            await _send_events(writer, behaviour)
        case Garbled():
            await _begin_stream(writer)
            await _stream_bytes(writer, behaviour.text)
            await _end_stream(writer, "stop")
        case Loops():
            looping = Calls.one(behaviour.name, behaviour.arguments)
            await _behave(looping, recorded, writer)
        case BrokenSse():
            await _begin_stream(writer)
            await _stream_text(writer, behaviour.text, 6, 0)
            for line in behaviour.lines:
                await _raw(writer, line.encode() + b"\n\n")
            await _end_stream(writer, "stop")
        case Says():
            await _begin_stream(writer)
            await _stream_text(writer, behaviour.text, behaviour.piece, behaviour.pause_seconds)
            await _end_stream(writer, behaviour.finish_reason, usage=behaviour.usage)
        case Calls():
            await _begin_stream(writer)
            await _stream_text(writer, behaviour.text, 6, 0)
            for delta in _call_deltas(behaviour):
                await _event(writer, _chunk({"tool_calls": [delta]}))
            await _end_stream(writer, "tool_calls")
        case Stall():
            await _begin_stream(writer)
            await _stream_text(writer, behaviour.text, behaviour.piece, 0)
            await asyncio.sleep(3600)
        case Cut():
            await _begin_stream(writer)
            await _stream_text(writer, behaviour.text, behaviour.piece, 0)
            if behaviour.is_polite:
                writer.write(b"0\r\n\r\n")
                await writer.drain()
        case BrokenJson():
            await _begin_stream(writer)
            await _stream_text(writer, behaviour.text, 6, 0)
            await _raw(writer, b'data: {"choices": [{"delta": {"content": "hal\n\n')
            await _end_stream(writer, "stop")
        case ErrorInStream():
            await _begin_stream(writer)
            await _stream_text(writer, behaviour.text, 6, 0)
            await _event(writer, {"error": {"message": "overloaded", "type": "server_error"}})
        case _:
            assert_never(behaviour)


async def _send_events(writer: asyncio.StreamWriter, behaviour: Sends) -> None:
    kind = b"content-encoding: gzip\r\n" if behaviour.is_compressed else b""
    await _begin_stream(writer, headers=kind, is_empty=True, kind=behaviour.content_type)
    packer = zlib.compressobj(wbits=31) if behaviour.is_compressed else None
    lines = [each if isinstance(each, str) else json.dumps(each) for each in behaviour.events]
    for line in [*lines, *(["[DONE]"] if behaviour.has_done else [])]:
        raw = f"data: {line}\n\n".encode()
        if packer is not None:
            # As a server flushes after each event.
            raw = packer.compress(raw) + packer.flush(zlib.Z_SYNC_FLUSH)
        await _raw(writer, raw)
    if behaviour.stays_open:
        await asyncio.sleep(3600)
    if packer is not None:
        await _raw(writer, packer.flush())
    writer.write(b"0\r\n\r\n")
    await writer.drain()


async def _stream_bytes(writer: asyncio.StreamWriter, text: str) -> None:
    """Send a text in one event whose bytes arrive one packet each."""
    event = b"data: " + json.dumps(_chunk({"content": text}), ensure_ascii=False).encode() + b"\n\n"
    for at in range(len(event)):
        await _raw(writer, event[at : at + 1])


def _judge(behaviour: Moderates) -> dict[str, Any]:
    names = ("harassment", "hate", "sexual", "violence", *behaviour.categories)
    found = {name: name in behaviour.categories for name in names}
    scores = {name: float(is_so) for name, is_so in found.items()}
    result = {"flagged": any(found.values()), "categories": found, "category_scores": scores}
    return {"id": "m", "model": "fake", "results": [result]}


def _call_deltas(behaviour: Calls) -> Iterator[dict[str, Any]]:
    for index, (name, arguments) in enumerate(behaviour.calls):
        head = {"id": f"call_{index}", "type": "function"}
        if behaviour.is_whole:
            yield {**head, "function": {"name": name, "arguments": arguments}}
            continue
        yield {**head, "index": index, "function": {"name": name, "arguments": ""}}
        for start in range(0, len(arguments), 5):
            yield {"index": index, "function": {"arguments": arguments[start : start + 5]}}


def _chunk(delta: dict[str, Any], *, finish_reason: str | None = None) -> dict[str, Any]:
    return {
        "id": "chunk",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "fake",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}],
    }


def _embed(behaviour: Embeddings, body: dict[str, Any]) -> dict[str, Any]:
    dimensions = behaviour.dimensions or body.get("dimensions", 512)
    data = []
    for index, text in enumerate(body["input"]):
        vector = [0.0] * dimensions
        for sign in text:
            vector[ord(sign) % dimensions] += 1.0
        data.append({"object": "embedding", "index": index, "embedding": vector})
    return {
        "object": "list",
        "model": body["model"],
        # Out of order, as a server may send them.
        "data": data[::-1],
        "usage": {"prompt_tokens": 1, "total_tokens": 1},
    }


async def _answer(
    writer: asyncio.StreamWriter, status: int, body: dict[str, Any], headers: dict[str, str]
) -> None:
    raw = json.dumps(body).encode()
    await _send(writer, status, raw, {"content-type": "application/json", **headers})


async def _send(
    writer: asyncio.StreamWriter, status: int, raw: bytes, headers: dict[str, str]
) -> None:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    head = "\r\n".join(
        [f"HTTP/1.1 {status} X", f"content-length: {len(raw)}", "connection: close", *lines]
    )
    writer.write(head.encode() + b"\r\n\r\n" + raw)
    await writer.drain()


async def _begin_stream(
    writer: asyncio.StreamWriter,
    *,
    headers: bytes = b"",
    is_empty: bool = False,
    kind: str = "text/event-stream",
) -> None:
    writer.write(
        b"HTTP/1.1 200 OK\r\ncontent-type: " + kind.encode() + b"\r\n"
        b"transfer-encoding: chunked\r\nconnection: close\r\n" + headers + b"\r\n"
    )
    if not is_empty:
        await _event(writer, _chunk({"role": "assistant", "content": ""}))


async def _stream_text(
    writer: asyncio.StreamWriter, text: str, piece: int, pause_seconds: float
) -> None:
    for start in range(0, len(text), piece):
        await _event(writer, _chunk({"content": text[start : start + piece]}))
        if pause_seconds:
            await asyncio.sleep(pause_seconds)


async def _end_stream(
    writer: asyncio.StreamWriter, finish_reason: str, *, usage: tuple[int, int] = (12, 7)
) -> None:
    await _event(writer, _chunk({}, finish_reason=finish_reason))
    read, written = usage
    said = {
        "prompt_tokens": read,
        "completion_tokens": written,
        "total_tokens": read + written,
    }
    await _event(writer, {**_chunk({}), "choices": [], "usage": said})
    await _raw(writer, b"data: [DONE]\n\n")
    writer.write(b"0\r\n\r\n")
    await writer.drain()


async def _event(writer: asyncio.StreamWriter, data: dict[str, Any]) -> None:
    await _raw(writer, b"data: " + json.dumps(data, ensure_ascii=False).encode() + b"\n\n")


async def _raw(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
    await writer.drain()
