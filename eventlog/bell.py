"""The bell: tells open sockets that something happened. Losing a ring loses nothing.

Sockets of this process hear at once and are handed what was committed; other processes are told
over the channel layer that a head moved, and read the log. Any thread may ring.
"""

import asyncio
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

from eventlog.frames import LoggedFrame, NewEvent, write_frame
from jobassist.logs import get_logger

log = get_logger(__name__)

GROUP = "bell"
BEAT_SECONDS = 1.0
# A beat of our own that does not come back within this time: the layer is ill.
ILL_AFTER_SECONDS = 2.5
CALL_SECONDS = 1.0
DOUBT_SECONDS = 1.5
MAX_WAITING = 5_000
# Processes whose messages are counted; commands come and go.
MAX_SENDERS = 1_000


@dataclass(frozen=True)
class Appended:
    """Events just committed to a conversation, oldest first and without a gap."""

    conversation_id: uuid.UUID
    wire_id: str
    epoch: str
    first_seq: int
    at: datetime
    events: Sequence[NewEvent]
    people: Sequence[uuid.UUID]

    @property
    def head_seq(self) -> int:
        return self.first_seq + len(self.events) - 1

    @cached_property
    def frames(self) -> list[LoggedFrame]:
        """The events as every device gets them; built once, when a socket here wants them."""
        return [
            LoggedFrame(
                write_frame(
                    type_=event.type,
                    wire_id=self.wire_id,
                    epoch=self.epoch,
                    seq=seq,
                    at=self.at,
                    data=event.data,
                    turn_id=event.turn_id,
                    item_id=event.item_id,
                )
            )
            for seq, event in enumerate(self.events, start=self.first_seq)
        ]


@dataclass(frozen=True)
class HeadMoved:
    """Another process committed something: read on."""

    conversation_id: uuid.UUID
    head_seq: int


@dataclass(frozen=True)
class Live:
    """Unlogged words on their way to the devices of a person: a frame without `v` and `at`."""

    frame: dict[str, Any]


@dataclass(frozen=True)
class SessionEnded:
    """Somebody signed out, was banned or changed roles: check who is there."""


@dataclass(frozen=True)
class TextWanted:
    """Somebody came back in the middle of an answer: say what it has said so far."""


Heard = Appended | HeadMoved | Live | SessionEnded | TextWanted


class Listener(Protocol):
    """Somebody who is told; always called on the event loop that it began to listen on."""

    def hear(self, heard: Heard) -> None:
        """Take note, soon and without waiting."""


class Registry:
    """Who listens in this process, by the person or conversation that it concerns."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: dict[uuid.UUID, dict[Listener, asyncio.AbstractEventLoop]] = {}

    def add(self, user_id: uuid.UUID, listener: Listener) -> None:
        """Have a listener told what concerns a person, or a conversation being written into."""
        with self._lock:
            self._of.setdefault(user_id, {})[listener] = asyncio.get_running_loop()

    def remove(self, user_id: uuid.UUID, listener: Listener) -> None:
        """Tell the listener nothing more; unknown ones are no mistake."""
        with self._lock:
            listeners = self._of.get(user_id, {})
            listeners.pop(listener, None)
            if not listeners:
                self._of.pop(user_id, None)

    def tell(self, told: Iterable[tuple[uuid.UUID, Heard]]) -> None:
        """Tell the listeners of these people, in order; one wake-up a loop."""
        calls: dict[asyncio.AbstractEventLoop, list[tuple[Listener, Heard]]] = {}
        with self._lock:
            for user_id, heard in told:
                for listener, loop in self._of.get(user_id, {}).items():
                    calls.setdefault(loop, []).append((listener, heard))
        for loop, due in calls.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(_call, due)


def _call(due: list[tuple[Listener, Heard]]) -> None:
    for listener, heard in due:
        listener.hear(heard)


registry = Registry()


def ring(appended: Sequence[Appended]) -> None:
    """Tell every socket of these people what was committed, here and in other processes."""
    registry.tell((person, each) for each in appended for person in each.people)
    relay.pass_on(
        [
            {
                "kind": "head",
                "people": [person.hex for person in each.people],
                "conversation": each.conversation_id.hex,
                "head_seq": each.head_seq,
            }
            for each in appended
        ]
    )


def send_live(user_id: uuid.UUID, frame: dict[str, Any]) -> None:
    """Send an unlogged frame to every device of a person, at most once."""
    registry.tell([(user_id, Live(frame))])
    relay.pass_on([{"kind": "live", "people": [user_id.hex], "frame": frame}])


def tell_session_ended(user_id: uuid.UUID) -> None:
    """Have every open socket of a person check its sign-in now."""
    registry.tell([(user_id, SessionEnded())])
    relay.pass_on([{"kind": "session", "people": [user_id.hex]}])


def want_text(conversation_id: uuid.UUID) -> None:
    """Have whoever streams an answer into this conversation send all of its text again."""
    registry.tell([(conversation_id, TextWanted())])
    relay.pass_on([{"kind": "text", "people": [conversation_id.hex]}])


class Relay:
    """The way to other processes: one group that every web process listens to.

    Rings wait in a bounded line and go out together; what does not fit is dropped, since a
    process that misses rings compares heads (see `is_healthy`).
    """

    def __init__(self) -> None:
        self._own = uuid.uuid4().hex
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._waiting: deque[dict[str, Any]] = deque(maxlen=MAX_WAITING)
        self._work = asyncio.Event()
        self._heard_at = 0.0
        self._was_healthy = True
        # Messages are numbered, lost ones too: whoever misses one sees the gap at the next.
        self._sent = 0
        self._heard_from: dict[str, int] = {}
        self._in_doubt_until = 0.0
        # How often something may have been missed.
        self.doubts = 0

    @property
    def is_healthy(self) -> bool:
        """Whether rings of other processes can be relied on; True where there are none."""
        now = time.monotonic()
        is_heard = now - self._heard_at < ILL_AFTER_SECONDS and now > self._in_doubt_until
        return not self._tasks or is_heard

    async def start(self) -> None:
        """Begin to listen to other processes, if the layer reaches any."""
        if not is_shared() or self._tasks:
            return
        self._loop = asyncio.get_running_loop()
        self._work = asyncio.Event()
        self._heard_at = time.monotonic()
        self._tasks = [
            asyncio.create_task(part(), name=f"bell-{part.__name__}")
            for part in (self._publish, self._receive, self._beat)
        ]

    async def stop(self) -> None:
        """Stop listening and ringing elsewhere."""
        tasks, self._tasks, self._loop = self._tasks, [], None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def pass_on(self, told: list[dict[str, Any]]) -> None:
        """Tell other processes; never raises and, in a web process, never waits."""
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self._line_up, told)
        elif is_shared():
            # A command or a worker: no loop of its own that could do it later.
            async_to_sync(self._send)(told)

    def _line_up(self, told: list[dict[str, Any]]) -> None:
        if len(self._waiting) + len(told) > MAX_WAITING:
            # What falls off counts as a message that nobody gets.
            self._sent += 1
        self._waiting.extend(told)
        self._work.set()

    async def _publish(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            while self._waiting:
                told = [self._waiting.popleft() for _ in range(min(200, len(self._waiting)))]
                await self._send(told)

    async def _send(self, told: list[dict[str, Any]]) -> None:
        layer = get_channel_layer()
        self._sent += 1
        message = {"type": "bell.told", "from": self._own, "number": self._sent, "told": told}
        try:
            async with asyncio.timeout(CALL_SECONDS):
                await layer.group_send(GROUP, message)
        except Exception as error:
            # Whatever it is: nobody's commit fails for it, and the next rings go out.
            # Others may be as badly off, and what they rang did not come here.
            self._doubt()
            log.warning("layer.send_failed", error=type(error).__name__, dropped=len(told))

    async def _receive(self) -> None:
        while True:
            try:
                layer = get_channel_layer()
                async with asyncio.timeout(CALL_SECONDS):
                    channel = await layer.new_channel()
                    await layer.group_add(GROUP, channel)
                while True:
                    message = await layer.receive(channel)
                    try:
                        self._take(message)
                    except (KeyError, TypeError, ValueError) as error:
                        # Of another version, perhaps; the next may be one of ours.
                        log.warning("layer.message_unknown", error=type(error).__name__)
            except Exception as error:
                # Joining failed; a layer that goes away later reconnects by itself.
                log.warning("layer.listen_failed", error=type(error).__name__)
                await asyncio.sleep(BEAT_SECONDS)

    def _take(self, message: dict[str, Any]) -> None:
        self._count(message["from"], number=message["number"])
        if message["from"] == self._own:
            # Our own sockets know already; that it came back says that the layer works.
            self._heard_at = time.monotonic()
            return
        registry.tell(
            (uuid.UUID(hex=person), heard)
            for told in message["told"]
            if (heard := _to_heard(told)) is not None
            for person in told["people"]
        )

    def _doubt(self) -> None:
        # Long enough for those who look each second; counted for those who were late.
        self._in_doubt_until = time.monotonic() + DOUBT_SECONDS
        self.doubts += 1

    def _count(self, sender: str, *, number: int) -> None:
        """Doubt the layer for a moment when a message of a process is missing."""
        if number > self._heard_from.pop(sender, 0) + 1:
            self._doubt()
        self._heard_from[sender] = number
        if len(self._heard_from) > MAX_SENDERS:
            del self._heard_from[next(iter(self._heard_from))]

    async def _beat(self) -> None:
        while True:
            self._line_up([{"kind": "beat", "people": []}])
            await asyncio.sleep(BEAT_SECONDS)
            if self.is_healthy != self._was_healthy:
                self._was_healthy = self.is_healthy
                log.warning("layer.healthy" if self.is_healthy else "layer.ill")


def _to_heard(told: dict[str, Any]) -> Heard | None:
    """Return what another process told; None for what a newer one may tell."""
    match told["kind"]:
        case "head":
            return HeadMoved(uuid.UUID(hex=told["conversation"]), told["head_seq"])
        case "live":
            return Live(told["frame"])
        case "session":
            return SessionEnded()
        case "text":
            return TextWanted()
        case _:
            return None


def is_shared() -> bool:
    """Return whether the layer reaches other processes."""
    return not isinstance(get_channel_layer(), InMemoryChannelLayer | None)


relay = Relay()
listen: Callable[[uuid.UUID, Listener], None] = registry.add
stop_listening: Callable[[uuid.UUID, Listener], None] = registry.remove
