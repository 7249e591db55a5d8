"""A client of `jobchat.v1` over a real socket, which checks all that it is told.

It keeps cursors as an app does, resumes by them, sends its unconfirmed orders again, and writes
down in `faults` whatever breaks a promise: a gap, a double, a wrong order, an answer whose
text does not add up. It imports nothing of the product.
"""

import asyncio
import contextlib
import json
import random
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

SUBPROTOCOL = "jobchat.v1"
CARDS = ["urn:jobchat:cards:1"]
# The reconnect policy of the web client.
BACKOFF_LEAST_SECONDS = 0.15
BACKOFF_FIRST_SECONDS = 0.4
BACKOFF_CEILING_SECONDS = 30.0
WELCOME_SECONDS = 15.0
RETRY_ORDER_SECONDS = 1.5

Frame = dict[str, Any]
GetTicket = Callable[[], str | Awaitable[str]]


def backoff_delay(attempt: int, *, choose: Callable[[], float] = random.random) -> float:
    """Return the seconds to wait before the next attempt: full jitter, as the web client's."""
    ceiling = min(BACKOFF_CEILING_SECONDS, BACKOFF_FIRST_SECONDS * 2.0**attempt)
    return BACKOFF_LEAST_SECONDS + choose() * ceiling


async def until_true(
    is_true: Callable[[], object], *, seconds: float, every_seconds: float = 0.01
) -> float:
    """Wait until something holds; returns how long it took, TimeoutError after `seconds`."""
    start = time.monotonic()
    async with asyncio.timeout(seconds):
        # Many things at once may make it true; looking is simpler than being told by each.
        while not is_true():  # noqa: ASYNC110
            await asyncio.sleep(every_seconds)
    return time.monotonic() - start


@dataclass
class Cursor:
    """How far one conversation has been read."""

    epoch: str
    seq: int


@dataclass
class Waiter:
    """Somebody who waits for a frame."""

    is_it: Callable[[Frame], bool]
    found: "asyncio.Future[Frame]"


@dataclass(eq=False)
class WireClient:
    """One device of one person.

    `get_ticket` is called for every connection; `keeps_frames=False` keeps only counts and
    logged frames' seqs, for runs of many thousands.
    """

    url: str
    get_ticket: GetTicket
    hello: dict[str, Any] = field(default_factory=dict)
    keeps_frames: bool = True
    # Called with each logged frame as it comes.
    on_logged: Callable[[Frame], None] | None = None
    heartbeat_seconds: float | None = None

    def __post_init__(self) -> None:
        self.frames: list[Frame] = []
        self.welcome: Frame = {}
        # By conversation, `me` among them.
        self.cursors: dict[str, Cursor] = {}
        # Logged frames as they came, (seq, type, data) by conversation.
        self.log: dict[str, list[tuple[int, str, Any]]] = {}
        self.faults: list[str] = []
        # Text of items being written, by item; gone when they are done.
        self.live: dict[str, str] = {}
        # Items whose deltas began in the middle, or skipped some: the log heals these.
        self.broken_live: set[str] = set()
        self.outbox: dict[str, Frame] = {}
        self.acks: dict[str, Frame] = {}
        self.resyncs: list[Frame] = []
        self.close_code: int | None = None
        self.heard_at = 0.0
        self.received = 0
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._beats: asyncio.Task[None] | None = None
        self._stay: asyncio.Task[None] | None = None
        self._waiters: list[Waiter] = []
        self._opened_here: set[str] = set()
        self.closed = asyncio.Event()
        self.closed.set()
        self.closed_at = 0.0
        self.connections = 0

    # --- the connection ---------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether it has been welcomed and not been cut off since."""
        return bool(self.welcome) and not self.closed.is_set()

    @property
    def conversation_id(self) -> str:
        """The person's most recent conversation."""
        return str(self.welcome["conversations"][0]["conversation_id"])

    def resume(self) -> list[Frame]:
        """Return the cursors as `hello` carries them."""
        return [
            {"conversation_id": each, "epoch": cursor.epoch, "after_seq": cursor.seq}
            for each, cursor in self.cursors.items()
        ]

    async def connect(self, *, seconds: float = WELCOME_SECONDS, ticket: str = "") -> Frame:
        """Connect, say hello with the cursors there are, and return the welcome's data."""
        await self.open(seconds=seconds)
        welcome = self.expect(lambda frame: frame["type"] == "welcome")
        if not ticket:
            asked = self.get_ticket()
            ticket = asked if isinstance(asked, str) else await asked
        data = {"ticket": ticket, "locale": "en", "cards": CARDS, "resume": self.resume()}
        try:
            await self.write(
                {"v": 1, "type": "hello", "id": str(uuid.uuid4()), "data": {**data, **self.hello}}
            )
            await self._first(welcome, seconds=seconds)
        except BaseException:
            await self.abort()
            raise
        for frame in list(self.outbox.values()):
            await self.write(frame)
        if self.heartbeat_seconds:
            self._beats = asyncio.create_task(self._beat(self.heartbeat_seconds))
        return self.welcome

    async def open(self, *, seconds: float = WELCOME_SECONDS, **options: Any) -> None:
        """Open the socket and begin to read, without a hello."""
        assert self.closed.is_set()
        self._socket = await connect(
            self.url,
            subprotocols=[SUBPROTOCOL],  # type: ignore[list-item]
            compression=None,
            max_size=None,
            max_queue=(1024, 512),
            ping_interval=None,
            open_timeout=seconds,
            close_timeout=2,
            proxy=None,
            **options,
        )
        self.closed.clear()
        self.close_code = None
        self.welcome = {}
        self.connections += 1
        self._reader = asyncio.create_task(self._read(self._socket))

    async def close(self) -> None:
        """Hang up politely; what it knows stays for the next `connect`."""
        await self._stop_staying()
        if self._socket is not None:
            await self._socket.close()
        await self._end()

    async def abort(self) -> None:
        """Be gone without a word, as a phone in a tunnel that the network has given up."""
        await self._stop_staying()
        if self._socket is not None:
            self._socket.transport.abort()
        await self._end()

    async def _end(self) -> None:
        for task in (self._beats, self._reader):
            if task is not None:
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        self._beats = self._reader = self._socket = None

    async def wait_closed(self, *, seconds: float) -> int | None:
        """Wait until the other side hangs up; returns the close code, None without one."""
        async with asyncio.timeout(seconds):
            await self.closed.wait()
        return self.close_code

    def stay(self, choose_url: Callable[[], str] | None = None) -> None:
        """Connect, and again whenever the connection is lost, as the web client does."""
        self._stay = asyncio.create_task(self._stay_forever(choose_url))

    async def come_back(self) -> None:
        """Connect again after a loss, with the pauses of the web client."""
        attempt = 0
        while True:
            await self._end()
            await asyncio.sleep(backoff_delay(attempt))
            with contextlib.suppress(OSError, TimeoutError, InvalidHandshake, ConnectionClosed):
                await self.connect()
                return
            attempt += 1

    async def _stay_forever(self, choose_url: Callable[[], str] | None) -> None:
        attempt = 0
        while True:
            try:
                if choose_url is not None:
                    self.url = choose_url()
                started = time.monotonic()
                await self.connect()
                await self.closed.wait()
                if time.monotonic() - started > 10:
                    attempt = 0
            except (OSError, TimeoutError, InvalidHandshake, ConnectionClosed):
                pass
            await self._end()
            await asyncio.sleep(backoff_delay(attempt))
            attempt += 1

    async def _stop_staying(self) -> None:
        stay, self._stay = self._stay, None
        if stay is not None:
            stay.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await stay

    async def _beat(self, seconds: float) -> None:
        with contextlib.suppress(ConnectionClosed):
            while not self.closed.is_set():
                await self.ping()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.closed.wait(), timeout=seconds)

    # --- orders -----------------------------------------------------------

    async def write(self, frame: Frame) -> None:
        """Send a frame as it is."""
        assert self._socket is not None
        await self._socket.send(json.dumps(frame, ensure_ascii=False))

    async def write_raw(self, message: str | bytes) -> None:
        """Send a text or binary message that need not be a frame."""
        assert self._socket is not None
        await self._socket.send(message)

    async def ping(self) -> None:
        """Send a ping of the protocol."""
        await self.write({"v": 1, "type": "ping", "id": str(uuid.uuid4()), "data": {}})

    async def post(
        self,
        kind: str,
        data: dict[str, Any],
        *,
        id: str = "",
        conversation_id: str | None = "",
        durable: bool = True,
    ) -> str:
        """Send an order; returns its id. It stays in the outbox until its ack."""
        frame: Frame = {"v": 1, "type": kind, "id": id or str(uuid.uuid4()), "data": data}
        if conversation_id is not None and kind != "conversation.open":
            frame["conversation_id"] = conversation_id or self.conversation_id
        if durable:
            self.outbox[frame["id"]] = frame
        if not self.closed.is_set():
            with contextlib.suppress(ConnectionClosed):
                await self.write(frame)
        return str(frame["id"])

    async def order(
        self, kind: str, data: dict[str, Any], *, seconds: float = 15.0, **more: Any
    ) -> Frame:
        """Send an order and return the data of its ack."""
        more.setdefault("id", str(uuid.uuid4()))
        answer = self.expect(
            lambda frame: frame["type"] == "ack" and frame["data"]["ref"] == more["id"]
        )
        await self.post(kind, data, **more)
        return dict((await self._first(answer, seconds=seconds))["data"])

    async def send(self, text: str, **more: Any) -> Frame:
        """Send a message and return the data of its ack."""
        return await self.order("message.send", {"text": text}, **more)

    async def say(self, text: str, *, seconds: float = 30.0, **more: Any) -> list[Frame]:
        """Send a message and return all frames up to the end of the turn that answers it."""
        start = len(self.frames)
        ack = await self.send(text, seconds=seconds, **more)
        assert ack["status"] == "accepted", ack
        await self.until_answered(ack["ref"], seconds=seconds)
        return self.frames[start:]

    async def until_answered(self, ref: str, *, seconds: float = 30.0) -> Frame:
        """Wait until a turn that answers an order ended, and no other is to follow."""
        assert self.keeps_frames
        turns = {
            frame["data"]["turn_id"]
            for frame in self.frames
            if frame["type"] == "turn.started" and ref in frame["data"]["answers"]
        }

        def is_end(frame: Frame) -> bool:
            data = frame["data"]
            if frame["type"] == "turn.started" and ref in data["answers"]:
                turns.add(data["turn_id"])
            return (
                frame["type"] == "turn.finished"
                and data["turn_id"] in turns
                and data.get("reason") not in ("interrupted", "handed_over")
            )

        for frame in self.frames:
            if is_end(frame):
                return frame
        return await self.until(is_end, seconds=seconds)

    # --- waiting ----------------------------------------------------------

    def expect(self, is_it: Callable[[Frame], bool]) -> "asyncio.Future[Frame]":
        """Return a future of the next frame that is it; it fails when the socket closes."""
        found: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._waiters.append(Waiter(is_it, found))
        return found

    async def until(
        self, what: str | Callable[[Frame], bool], *, seconds: float = 15.0, **data: Any
    ) -> Frame:
        """Wait for the next frame of a type, with these fields in its data."""

        def is_it(frame: Frame) -> bool:
            if not isinstance(what, str):
                return what(frame)
            return frame["type"] == what and all(
                frame["data"].get(key) == value for key, value in data.items()
            )

        return await self._first(self.expect(is_it), seconds=seconds)

    async def _first(self, found: "asyncio.Future[Frame]", *, seconds: float) -> Frame:
        try:
            async with asyncio.timeout(seconds):
                return await found
        finally:
            self._waiters = [each for each in self._waiters if each.found is not found]
            found.cancel()

    async def until_seq(
        self, seq: int, *, conversation_id: str = "", seconds: float = 15.0
    ) -> float:
        """Wait until a conversation has been read up to a `seq`; returns the seconds waited."""
        key = conversation_id or self.conversation_id
        try:
            return await until_true(lambda: self.seq(key) >= seq, seconds=seconds)
        except TimeoutError:
            raise TimeoutError(f"{key} at {self.seq(key)}, not {seq}") from None

    def seq(self, conversation_id: str = "") -> int:
        """Return how far a conversation has been read."""
        cursor = self.cursors.get(conversation_id or self.conversation_id)
        return cursor.seq if cursor is not None else 0

    # --- reading ----------------------------------------------------------

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for message in socket:
                self._hear(json.loads(message))
        except ConnectionClosed:
            pass
        finally:
            self.close_code = socket.close_code if socket.protocol.close_rcvd else None
            self.closed_at = time.monotonic()
            self.closed.set()
            # Deltas lost from here on are nobody's fault: the resume brings the text so far.
            self.live.clear()
            waiters, self._waiters = self._waiters, []
            for waiter in waiters:
                if not waiter.found.done():
                    waiter.found.set_exception(
                        ConnectionError(f"the socket closed ({self.close_code})")
                    )
                    # Whoever gave up waiting is not to be told of as an error nobody heard.
                    waiter.found.exception()

    def _hear(self, frame: Frame) -> None:
        self.heard_at = time.monotonic()
        self.received += 1
        kind, data = frame["type"], frame["data"]
        if self.keeps_frames:
            self.frames.append(frame)
        if "seq" in frame:
            self._take_logged(frame)
        elif kind == "welcome":
            self._take_welcome(data)
        elif kind == "resync":
            self.resyncs.append(data)
            key = data["conversation_id"]
            self.cursors[key] = Cursor(data["epoch"], data["head_seq"])
            self._opened_here.add(key)
        elif kind == "ack":
            self.acks[data["ref"]] = data
            self.outbox.pop(data["ref"], None)
        elif kind == "error":
            self._refused(data)
        elif kind == "item.added":
            self.live[data["item_id"]] = ""
            self.broken_live.discard(data["item_id"])
        elif kind == "item.delta":
            self._take_delta(data)
        for waiter in self._waiters:
            if not waiter.found.done() and waiter.is_it(frame):
                waiter.found.set_result(frame)

    def _take_welcome(self, data: Frame) -> None:
        self.welcome = data
        streams = [*data["conversations"], {**data["me"], "conversation_id": "me"}]
        for each in streams:
            key, known = each["conversation_id"], self.cursors.get(each["conversation_id"])
            if known is None:
                # Without a cursor it begins at the head: older things come by history.
                self.cursors[key] = Cursor(each["epoch"], each["head_seq"])
            elif each["recovered"] and each["head_seq"] < known.seq:
                self.faults.append(f"{key}: recovered at {each['head_seq']}, had {known.seq}")

    def _take_logged(self, frame: Frame) -> None:
        key, seq, epoch = frame["conversation_id"], frame["seq"], frame["epoch"]
        cursor = self.cursors.setdefault(key, Cursor(epoch, 0))
        if cursor.epoch != epoch:
            self.faults.append(f"{key}: {seq} of epoch {epoch} without a resync")
            cursor.epoch, cursor.seq = epoch, seq
        elif seq <= cursor.seq:
            self.faults.append(f"{key}: {seq} came again after {cursor.seq}")
        elif seq > cursor.seq + 1:
            self.faults.append(f"{key}: {seq} came after {cursor.seq}")
        cursor.seq = max(cursor.seq, seq)
        if self.on_logged is not None:
            self.on_logged(frame)
        data = frame["data"]
        self.log.setdefault(key, []).append(
            (seq, frame["type"], data if self.keeps_frames else None)
        )
        if frame["type"] in ("item.done", "item.superseded"):
            written = self.live.pop(data.get("item_id") or "", None)
            is_whole = data.get("item_id") not in self.broken_live
            if frame["type"] == "item.done" and written and is_whole and "text" in data:
                if not data["text"].startswith(written):
                    self.faults.append(f"{key}: {seq} is not what was written before")

    def _take_delta(self, data: Frame) -> None:
        item_id, offset = data["item_id"], data["offset"]
        written = self.live.get(item_id)
        if written is None or offset > len(written):
            # Lost on the layer, or begun before this device came.
            self.broken_live.add(item_id)
            return
        self.live[item_id] = written[:offset] + data["text"]

    def _refused(self, data: Frame) -> None:
        ref = data.get("ref")
        if ref not in self.outbox:
            return
        if not data.get("retryable"):
            del self.outbox[ref]
            return
        loop = asyncio.get_running_loop()
        # Taken again as the web client takes it again.
        loop.call_later(RETRY_ORDER_SECONDS, lambda: loop.create_task(self._post_again(str(ref))))

    async def _post_again(self, ref: str) -> None:
        frame = self.outbox.get(ref)
        if frame is not None and self.is_open:
            with contextlib.suppress(ConnectionClosed):
                await self.write(frame)

    # --- what was heard ---------------------------------------------------

    def texts(self, *, role: str = "assistant", conversation_id: str = "") -> list[str]:
        """Return the finished texts of a role in a conversation, in order."""
        return [
            data["text"]
            for _seq, kind, data in self.log.get(conversation_id or self.conversation_id, [])
            if kind == "item.done" and data.get("role") == role and "text" in data
        ]

    def seqs(self, conversation_id: str = "") -> list[int]:
        """Return the seqs of a conversation in the order they came."""
        return [seq for seq, *_ in self.log.get(conversation_id or self.conversation_id, [])]

    def errors(self, code: str = "") -> list[Frame]:
        """Return the data of errors heard, of one code if given."""
        return [
            frame["data"]
            for frame in self.frames
            if frame["type"] == "error" and code in ("", frame["data"]["code"])
        ]
