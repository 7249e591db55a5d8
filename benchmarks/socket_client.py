"""A WebSocket client that costs less than the servers it loads: hand-made frames, no masking work.

Everything here runs on one event loop in one thread. The mask of every frame is zero, which
the protocol allows and which makes masking a copy.
"""

import asyncio
import json
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast

OPEN_SECONDS = 60.0
SETTLE_SECONDS = 30.0
# As many sockets as are being opened at the same time.
OPENING = 64

FrameHeard = Callable[[bytes], None]


def build_frame(payload: bytes) -> bytes:
    """Return a final text frame with a mask of zeros."""
    size = len(payload)
    if size < 126:
        head = bytes((0x81, 0x80 | size))
    elif size < 65_536:
        head = b"\x81\xfe" + size.to_bytes(2, "big")
    else:
        head = b"\x81\xff" + size.to_bytes(8, "big")
    return head + b"\0\0\0\0" + payload


def build_order(kind: str, data: dict[str, Any], *, id: str, conversation_id: str = "") -> bytes:
    """Return one order of the protocol, ready to write."""
    order = {"v": 1, "type": kind, "id": id, "data": data}
    if conversation_id:
        order["conversation_id"] = conversation_id
    return build_frame(json.dumps(order, ensure_ascii=False).encode())


@dataclass(frozen=True)
class Address:
    """Where a server's socket is, and what it is asked to speak."""

    port: int
    path: str
    subprotocol: str = ""

    def build_handshake(self) -> bytes:
        """Return the request that opens the socket."""
        lines = [
            f"GET {self.path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
        ]
        if self.subprotocol:
            lines.append(f"Sec-WebSocket-Protocol: {self.subprotocol}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Socket(asyncio.Protocol):
    """One open socket; `on_frame` hears every text frame."""

    __slots__ = (
        "_handshake",
        "_is_open",
        "_left",
        "is_closing",
        "is_lost",
        "on_frame",
        "opened",
        "transport",
    )

    def __init__(self, handshake: bytes) -> None:
        self._handshake = handshake
        self.transport: asyncio.Transport
        self._left = b""
        self._is_open = False
        self.is_lost = False
        self.is_closing = False
        self.on_frame: FrameHeard = _ignore
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the socket."""
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self._handshake)

    def data_received(self, data: bytes) -> None:
        """Pass on every whole frame."""
        if self._left:
            data = self._left + data
        if not self._is_open:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._left = data
                return
            if b" 101 " not in data[:end]:
                self._fail(data[:60].decode("latin1"))
                self.transport.abort()
                return
            self._is_open = True
            self.opened.set_result(None)
            data = data[end + 4 :]
        start, size = 0, len(data)
        while size - start >= 2:
            length, head = data[start + 1] & 127, 2
            if length >= 126:
                head = 4 if length == 126 else 10
                if size - start < head:
                    break
                length = int.from_bytes(data[start + 2 : start + head], "big")
            end = start + head + length
            if size < end:
                break
            kind = data[start] & 15
            if kind == 1:
                self.on_frame(data[start + head : end])
            elif kind == 9:
                pong = bytes((0x8A, 0x80 | length)) + b"\0\0\0\0" + data[start + head : end]
                self.transport.write(pong)
            elif kind == 8:
                self.transport.close()
            start = end
        self._left = data[start:]

    def connection_lost(self, exc: Exception | None) -> None:
        """Count as lost, unless it was this side that hung up."""
        self.is_lost = not self.is_closing
        self._fail("lost before it was open")

    def close(self) -> None:
        """Hang up without waiting."""
        self.is_closing = True
        self.transport.abort()

    def _fail(self, reason: str) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(reason))


def _ignore(payload: bytes) -> None:
    return None


async def open_socket(address: Address, *, source: str = "127.0.0.1") -> Socket:
    """Return an open socket from one of loopback's addresses."""
    handshake = address.build_handshake()
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(OPEN_SECONDS):
        _transport, wire = await loop.create_connection(
            lambda: Socket(handshake), "127.0.0.1", address.port, local_addr=(source, 0)
        )
        await wire.opened
    return wire


async def open_many(open_one: Callable[[int], Any], count: int) -> list[Any]:
    """Return what `open_one(number)` gives for every number, so many at a time."""
    opened: list[Any] = [None] * count
    numbers = iter(range(count))

    async def work() -> None:
        for number in numbers:
            opened[number] = await open_one(number)

    await asyncio.gather(*(work() for _ in range(min(OPENING, count))))
    return opened


async def say_hello(address: Address, *, ticket: str, source: str = "127.0.0.1") -> Socket:
    """Return an authenticated socket: open, and welcomed."""
    wire = await open_socket(address, source=source)
    welcomed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def hear(payload: bytes) -> None:
        if welcomed.done():
            return
        frame = json.loads(payload)
        if frame["type"] == "welcome":
            welcomed.set_result(None)
        else:
            welcomed.set_exception(ConnectionError(f"hello was answered by {frame}"))

    wire.on_frame = hear
    data = {"ticket": ticket, "locale": "en", "cards": ["urn:jobchat:cards:1"], "time_zone": "UTC"}
    wire.transport.write(build_order("hello", data, id="hello"))
    async with asyncio.timeout(OPEN_SECONDS):
        await welcomed
    wire.on_frame = _ignore
    return wire


@dataclass
class Tally:
    """What a load has counted; only while `is_recording`."""

    is_running: bool = False
    is_recording: bool = False
    # One is a message answered, or a turn ended.
    done: int = 0
    # Frames that reached a device, of the kind that is being measured.
    delivered: int = 0
    undelivered: int = 0
    # Of a turn: the ack, the two items and the end, each when it has come.
    rows: int = 0
    latencies: list[float] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    def count(self, *, since: float) -> None:
        """Count one that is done."""
        if self.is_recording:
            self.done += 1
            self.latencies.append(time.perf_counter() - since)

    def count_row(self) -> None:
        """Count a row of a turn whose frame has come to the device that sent."""
        if self.is_recording:
            self.rows += 1

    def count_delivered(self) -> None:
        """Count a frame that has come."""
        if self.is_recording:
            self.delivered += 1

    def note_strange(self, payload: bytes) -> None:
        """Keep a frame that nobody expected, so that the run can say so."""
        if len(self.strange) < 10:
            self.strange.append(payload[:300].decode(errors="replace"))


class Echoing:
    """Sends one frame, waits for the answer, sends again."""

    def __init__(self, wire: Socket, *, frame: bytes, answer: bytes, tally: Tally) -> None:
        self.wire, self.frame, self.answer, self.tally = wire, frame, answer, tally
        self.is_waiting = False
        self._since = 0.0
        wire.on_frame = self._hear

    def start(self) -> None:
        """Send the next."""
        self.is_waiting = True
        self._since = time.perf_counter()
        self.wire.transport.write(self.frame)

    def _hear(self, payload: bytes) -> None:
        if self.answer not in payload:
            self.tally.note_strange(payload)
            return
        self.tally.count(since=self._since)
        if self.tally.is_running:
            self.start()
        else:
            self.is_waiting = False


@dataclass(frozen=True)
class Acked:
    """A message that the server said it has taken."""

    conversation_id: str
    frame_id: str
    seq: int


class Talking:
    """One person who sends a message, waits until all devices saw the turn end, and goes on.

    Checks on the way what every device hears of the log: each `seq` once, in order.
    """

    def __init__(
        self,
        devices: Sequence[Socket],
        *,
        conversation_id: str,
        texts: Sequence[str],
        deltas: int = 0,
        tally: Tally,
    ) -> None:
        self.devices = devices
        self.conversation_id = conversation_id
        self.texts = texts
        self.deltas = deltas
        self.tally = tally
        self.is_waiting = False
        self.acked: list[Acked] = []
        self.finished = 0
        self._sent = 0
        self._since = 0.0
        self._frame_id = ""
        self._heads = [0] * len(devices)
        self._begin()
        for number, device in enumerate(devices):
            device.on_frame = lambda payload, number=number: self._hear(number, payload)

    def _begin(self) -> None:
        self._ack: Acked | None = None
        self._ended = 0
        self._streamed = 0
        self._kinds: list[set[str]] = [set() for _ in self.devices]

    def start(self) -> None:
        """Send the next message."""
        self._begin()
        self.is_waiting = True
        self._frame_id = str(uuid.uuid4())
        text = self.texts[self._sent % len(self.texts)]
        self._sent += 1
        self._since = time.perf_counter()
        self.devices[0].transport.write(
            build_order(
                "message.send",
                {"text": text},
                id=self._frame_id,
                conversation_id=self.conversation_id,
            )
        )

    def _hear(self, number: int, payload: bytes) -> None:
        # Before parsing: these are the many.
        if b'"item.delta"' in payload[:40]:
            self._hear_delta()
            return
        frame = json.loads(payload)
        kind, data = frame["type"], frame["data"]
        if kind == "item.delta":
            self._hear_delta()
            return
        if kind == "ack" and data["ref"] == self._frame_id and data["status"] == "accepted":
            self._ack = Acked(self.conversation_id, self._frame_id, data["seq"])
            self.tally.count_row()
        elif frame.get("conversation_id") == self.conversation_id and "seq" in frame:
            self._hear_logged(number, frame, payload)
        elif kind != "item.added":
            self.tally.note_strange(payload)
        if self._ack is not None and self._ended == len(self.devices):
            self._end()

    def _hear_delta(self) -> None:
        self._streamed += 1
        if self.deltas:
            self.tally.count_delivered()

    def _hear_logged(self, number: int, frame: dict[str, Any], payload: bytes) -> None:
        kind, data = frame["type"], frame["data"]
        if self._heads[number] and frame["seq"] != self._heads[number] + 1:
            self.tally.note_strange(payload)
        self._heads[number] = frame["seq"]
        if not self.deltas:
            self.tally.count_delivered()
        if kind == "item.done":
            self._kinds[number].add(data["role"])
            if number == 0:
                self.tally.count_row()
        elif kind == "turn.finished":
            # Both items have to have come before it, on every device.
            if data["outcome"] != "completed" or len(self._kinds[number]) != 2:
                self.tally.note_strange(payload)
            self._ended += 1
            if number == 0:
                self.tally.count_row()

    def _end(self) -> None:
        assert self._ack is not None
        self.acked.append(self._ack)
        self.finished += 1
        self.tally.count(since=self._since)
        # A device that lags may be given the finished text without some of its deltas.
        self.tally.undelivered += self.deltas * len(self.devices) - self._streamed
        self._ack = None
        if self.tally.is_running:
            self.start()
        else:
            self.is_waiting = False


Talker = Echoing | Talking


async def run_closed(
    talkers: Iterable[Talker],
    *,
    tally: Tally,
    warmup_seconds: float,
    seconds: float,
    on_window: Callable[[], None],
) -> float:
    """Keep every talker busy; return how many seconds were counted.

    `on_window` is called at both ends of what is counted. Afterwards nothing is under way:
    every message was answered to its end.
    """
    talkers = list(talkers)
    tally.is_running = True
    for talker in talkers:
        talker.start()
    await asyncio.sleep(warmup_seconds)
    on_window()
    start = time.perf_counter()
    tally.is_recording = True
    await asyncio.sleep(seconds)
    tally.is_recording = False
    took = time.perf_counter() - start
    on_window()
    tally.is_running = False
    deadline = time.monotonic() + SETTLE_SECONDS
    while any(talker.is_waiting for talker in talkers):
        if time.monotonic() > deadline:
            late = sum(talker.is_waiting for talker in talkers)
            tally.strange.append(f"{late} had no answer for {SETTLE_SECONDS:.0f} s")
            break
        await asyncio.sleep(0.02)
    return took


async def ping_all(wires: Sequence[Socket], *, seconds: float) -> int:
    """Return how many sockets answer a `ping` within the time."""
    answered: set[int] = set()
    everybody = asyncio.Event()
    frame = build_order("ping", {}, id="still-there")

    def listen(number: int) -> FrameHeard:
        def hear(payload: bytes) -> None:
            if b'"pong"' in payload:
                answered.add(number)
                if len(answered) == len(wires):
                    everybody.set()

        return hear

    for number, wire in enumerate(wires):
        wire.on_frame = listen(number)
    for number, wire in enumerate(wires):
        if not wire.is_lost:
            wire.transport.write(frame)
        if number % 200 == 199:
            # As from many phones, and not one burst that no phones would make.
            await asyncio.sleep(0.05)
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await everybody.wait()
    return len(answered)
