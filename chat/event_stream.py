"""One conversation over plain HTTP: its events as a stream, orders by POST.

For where sockets are blocked. Frames are the socket's; a stream sends what a socket would, and
a POST is answered with what a socket would answer.
"""

import asyncio
import contextvars
import math
import random
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from asgiref.sync import async_to_sync
from django.db import close_old_connections
from django.utils import translation
from django.utils.translation import gettext as _

from chat import events, sessions
from chat.answering import build_reply, carry_out, dress, refuse, too_fast
from chat.events import BadFrame, parse_client_event
from chat.followers import Follower
from chat.hub import hub
from chat.language import Lang, django_locale
from chat.limits import Capabilities, trim_frame
from eventlog import bell
from eventlog.frames import LoggedFrame
from jobassist.accounts.services import OpenSession
from jobassist.errors import AppError
from jobassist.logs import get_logger

log = get_logger(__name__)

BEAT_SECONDS = 15.0
# What a device waits before it comes back: apart from each other, so that a deploy is no rush.
RETRY_MS = (1_000, 4_000)
# Who has too many streams comes back later.
CROWDED_RETRY_MS = 30_000
# After its end a stream has this long to be read.
END_SECONDS = 2.0
# What one process carries; each has a line that may fill.
MOST_STREAMS = 1_000


@dataclass(frozen=True)
class Desk:
    """Whose request it is, where, and what the device can show."""

    session: OpenSession
    # None at the person's own stream, `me`.
    conversation_id: uuid.UUID | None
    capabilities: Capabilities
    lang: Lang


def parse_cursor(text: str) -> events.ResumeCursor | None:
    """Return the cursor in an event's id, `EPOCH-SEQ`; None for anything else."""
    epoch, dash, seq = text.strip().rpartition("-")
    if not dash or not seq.isascii() or not seq.isdigit() or len(seq) > 18 or len(epoch) > 40:
        return None
    return events.ResumeCursor(conversation_id="", epoch=epoch, after_seq=int(seq))


def write_event(text: str, *, id_: str = "") -> str:
    """Return a frame as an event of a stream; what has an id may be resumed from."""
    # JSON as we write it has no line breaks.
    return f"id: {id_}\ndata: {text}\n\n" if id_ else f"data: {text}\n\n"


class EventStream(Follower):
    """The events of one conversation on their way to one device."""

    # Nothing comes this way: whether anybody is there shows in what is read.
    heard_at = math.inf

    def __init__(
        self,
        desk: Desk,
        opening: sessions.StreamOpening,
        *,
        drop_connection: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self.session: OpenSession = desk.session
        self.capabilities = desk.capabilities
        self.lang = desk.lang
        self._opening = opening
        self._drop_connection = drop_connection
        self._more = asyncio.Event()
        self._has_left = False

    async def run(self) -> AsyncGenerator[str, None]:
        """Yield the text of the stream until it ends; to be iterated by one task."""
        carrier = asyncio.current_task()
        assert carrier is not None
        self._carrier = carrier
        # Whatever becomes of the task: a generator that nobody asks again ends when it is
        # collected, which may be late.
        carrier.add_done_callback(self._leave)
        yield f"retry: {random.randint(*RETRY_MS)}\n\n"  # noqa: S311 - jitter
        try:
            await self._begin()
            while True:
                text = "".join(self._line)
                self._line.clear()
                if self.loop.time() - self._checked_at >= BEAT_SECONDS:
                    self.check_standing()
                if not text:
                    if self.is_closed:
                        return
                    self.on_room()
                    if not self._line:
                        await self._wait()
                    continue
                self.sending_since = self.loop.time()
                yield text
                self.sending_since = None
                self._count_written(text)
        finally:
            self._leave()

    async def _begin(self) -> None:
        if hub.is_stopping:
            self.is_closed = True
            return
        # Listen first, then read the backlog; the seq tells apart what comes both ways.
        self.followed[self._opening.followed.conversation_id] = self._opening.followed
        hub.add(self)
        oldest = hub.join(self, self.session.user_id)
        if oldest is not None:
            await oldest.close(events.CLOSE_TOO_MANY)
        resync = self._opening.resync
        if resync is not None:
            frame = build_reply(resync, conversation_id=resync.conversation_id)
            self.push(self.encode_said(frame, id_=f"{resync.epoch}-{resync.head_seq}"))
        for live in self._opening.live:
            self.push(self.encode_said(dress(live)))
        self._read_on(self._opening.followed)
        # What was saved of an answer is up to a second old.
        bell.want_text(self._opening.followed.conversation_id)

    async def _wait(self) -> None:
        """Return when there is more to send: a sign of life when there long was nothing else."""
        self._more.clear()
        try:
            async with asyncio.timeout(BEAT_SECONDS):
                await self._more.wait()
        except TimeoutError:
            self.push(": still here\n\n")

    def write_soon(self) -> None:
        """Have what waits written by the task that carries the stream."""
        self._more.set()

    def encode_logged(self, frame: LoggedFrame) -> str:
        """Return a frame of the log as an event with its place in the log."""
        return write_event(super().encode_logged(frame), id_=f"{frame.frame['epoch']}-{frame.seq}")

    def encode_said(self, frame: dict[str, Any], *, id_: str = "") -> str:
        """Return a frame that is said once as an event."""
        return write_event(super().encode_said(frame), id_=id_)

    def hear(self, heard: bell.Heard) -> None:
        """Pass on what happened; the end of the conversation itself stands on another stream."""
        super().hear(heard)
        if isinstance(heard, bell.Appended) and any(
            each.type == "conversation.deleted" for each in heard.events
        ):
            self.check_standing()

    def compare_heads(self, heads: dict[uuid.UUID, int]) -> None:
        """Read on what was missed, or end with the conversation."""
        super().compare_heads(heads)
        if not heads:
            with translation.override(django_locale(self.lang)):
                message = _("There is no such conversation.")
            self._end(events.Error(code="conversation_not_found", message=message))

    async def close(self, code: int) -> None:
        """End the stream; one that is not read is dropped."""
        if self.is_closed:
            return
        log.info("stream.closed", code=code)
        if code == events.CLOSE_TOO_MANY:
            with translation.override(django_locale(self.lang)):
                message = _("This is open in too many places. Close some of them.")
            self.push(f"retry: {CROWDED_RETRY_MS}\n\n")
            self._end(events.Error(code="rate_limited", message=message, retryable=True))
        else:
            self._end()
        if code == events.CLOSE_SLOW:
            self._drop()

    def _end(self, last: events.Error | None = None) -> None:
        if last is not None:
            self.push(self.encode_said(build_reply(last)))
        self.is_closed = True
        self._more.set()
        self._make_room()
        self.loop.call_later(END_SECONDS, self._drop)

    def _drop(self) -> None:
        if self._has_left:
            return
        if self._drop_connection is not None:
            self._drop_connection()
        else:
            self._carrier.cancel()

    def _leave(self, _carrier: object = None) -> None:
        if not self._has_left:
            self._has_left = True
            self.is_closed = True
            self._empty()
            hub.remove(self, self.session.user_id)


async def stream_events(
    desk: Desk,
    opening: sessions.StreamOpening,
    *,
    drop_connection: Callable[[], object] | None = None,
) -> AsyncIterator[str]:
    """Yield a stream of events, made where and when somebody begins to read it."""
    stream = EventStream(desk, opening, drop_connection=drop_connection)
    async with aclosing(stream.run()) as texts:
        async for text in texts:
            yield text


def admit(desk: Desk) -> None:
    """Count a request among the person's frames; raise AppError when these are too many.

    To be called in a view's thread: what is counted is known to the server's event loop.
    """
    if not async_to_sync(_admit)(desk.session.user_id):
        raise AppError("rate_limited", too_fast().message, status=429, retry_after=1)


async def _admit(user_id: uuid.UUID) -> bool:
    return hub.admit(user_id)


def require_room_for_stream() -> None:
    """Raise AppError when this process carries as many streams as it can."""
    if sum(isinstance(each, EventStream) for each in list(hub.sockets)) >= MOST_STREAMS:
        raise AppError(
            "unavailable",
            _("The service is not ready; please try again in a moment."),
            status=503,
            retry_after=5,
        )


def answer_frame(desk: Desk, text: str) -> list[dict[str, Any]]:
    """Carry out the order in a client's frame; returns the frames that a socket would answer.

    To be called in a view's thread; the work is done on the server's event loop, where turns run.
    """
    # What is waited for needs connections itself.
    close_old_connections()
    frames: list[dict[str, Any]] = async_to_sync(_answer_apart)(desk, text)
    return frames


async def _answer_apart(desk: Desk, text: str) -> list[dict[str, Any]]:
    # In a context of its own: a turn that begins here outlives the request and its thread. And
    # to its end: somebody who hangs up does not take half an order back.
    task = asyncio.create_task(_answer(desk, text), context=contextvars.Context())
    return await asyncio.shield(task)


async def _answer(desk: Desk, text: str) -> list[dict[str, Any]]:
    translation.activate(django_locale(desk.lang))
    ref: str | None = None
    try:
        order = parse_client_event(text, conversation_id=desk.conversation_id)
        ref = str(order.id) or None
        answer = await _take(desk, order)
    except Exception as error:
        answer = sessions.Answer([refuse(error, ref=ref)])
    return [
        trim_frame(
            build_reply(each, conversation_id=answer.conversation_wire_id),
            capabilities=desk.capabilities,
        )
        for each in answer.frames
    ]


async def _take(desk: Desk, order: events.ClientEvent) -> sessions.Answer:
    if order.conversation_id not in (None, desk.conversation_id):
        raise BadFrame(
            "malformed",
            _("The frame names another conversation than the address."),
            pointer="/conversation_id",
            ref=str(order.id),
        )
    match order:
        case events.Hello():
            raise BadFrame(
                "unknown_type",
                _("There is no hello here: the token and the address say it all."),
                pointer="/type",
                ref=order.id or None,
            )
        case events.Ping():
            return sessions.Answer([events.Pong(ref=order.id or None)])
        case events.Typing():
            return sessions.Answer()
        case _:
            return await carry_out(desk.session, order, lang=desk.lang)
