"""One socket of one person: frames in, frames out. No ORM, no model, no dialogue."""

import asyncio
import json
import uuid
from collections import deque
from typing import Any

from channels.consumer import AsyncConsumer, get_handler_name
from channels.exceptions import StopConsumer
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chat import events, sessions
from chat.events import BadFrame, ClientEvent, parse_client_event
from chat.language import django_locale, lang_of_locale
from chat.limits import EVERYTHING, Capabilities, trim_frame
from chat.runner import runner
from chat.sessions import Followed, Session
from eventlog.services import person_group
from jobassist.db import run_in_db
from jobassist.errors import AppError
from jobassist.logs import get_logger

log = get_logger(__name__)

MAX_FRAME_BYTES = 256 * 1024
HEARTBEAT_SECONDS = 25
HELLO_SECONDS = 10.0
SEND_SECONDS = 10.0
MAX_LIVE = 512
FRAMES_PER_SECOND = 20.0
FRAME_BURST = 60.0

# Close codes, documented in docs/protocol.md.
CLOSE_GOING_AWAY = 1012
CLOSE_UNAUTHENTICATED = 4401
CLOSE_NO_HELLO = 4408
CLOSE_SLOW = 4413
CLOSE_SILENT = 4410
CLOSE_FLOOD = 4429


class ChatConsumer(AsyncConsumer):
    """The protocol `jobchat.v1` on one WebSocket."""

    def __init__(self) -> None:
        self.session: Session | None = None
        self.capabilities = EVERYTHING
        self.locale = "en"
        self.followed: dict[uuid.UUID, Followed] = {}
        self.me_id: uuid.UUID | None = None
        self._dirty: set[uuid.UUID] = set()
        self._live: deque[dict[str, Any]] = deque(maxlen=MAX_LIVE)
        self._work = asyncio.Event()
        self._send_lock = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._last_frame_at = 0.0
        self._tokens = FRAME_BURST
        self._closed = False

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Call the method of a message.

        Channels' own version first hops to a thread to close old connections; here no
        database connection is ever held by the event loop, so the hop buys nothing.
        """
        await getattr(self, get_handler_name(message))(message)

    # --- the socket -------------------------------------------------------

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        """Accept a socket that speaks our protocol and carries nothing in its URL."""
        # A ticket in a URL ends up in logs and histories; no query is meaningful here.
        if self.scope.get("query_string") or events.PROTOCOL not in self.scope["subprotocols"]:
            await self.send({"type": "websocket.close", "code": 4400})
            raise StopConsumer
        await self.send({"type": "websocket.accept", "subprotocol": events.PROTOCOL})
        self._last_frame_at = asyncio.get_running_loop().time()
        self._tasks = [
            asyncio.create_task(self._pump()),
            asyncio.create_task(self._watch()),
        ]
        sessions.open_sockets.add(self)

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        """Forget the socket. Turns go on: a disconnect is not a cancel."""
        await self._leave()
        raise StopConsumer

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        """Take one frame; a bad one is answered and the socket lives."""
        now = asyncio.get_running_loop().time()
        self._tokens = min(
            FRAME_BURST, self._tokens + (now - self._last_frame_at) * FRAMES_PER_SECOND
        )
        self._last_frame_at = now
        self._tokens -= 1
        if self._tokens < -FRAME_BURST:
            # Told so many times that it is too fast, it went on.
            await self._close(CLOSE_FLOOD)
            return
        ref: str | None = None
        with translation.override(django_locale(lang_of_locale(self.locale))):
            try:
                text = self._checked_text(message)
                order = parse_client_event(text)
                ref = str(order.id)
                await self._take(order)
            except BadFrame as error:
                await self._send_error(error.code, error.message, error.pointer, ref=error.ref)
            except AppError as error:
                await self._reject(ref, error)
            except Exception:
                log.exception("socket.order_failed")
                await self._send_error(
                    "internal",
                    _("Something went wrong on our side. Please send it again."),
                    ref=ref,
                    retryable=True,
                )
                if self.session is not None and self.me_id is None:
                    # The hello failed half way and its ticket is spent: only a new one helps.
                    await self._close(CLOSE_GOING_AWAY)

    def _checked_text(self, message: dict[str, Any]) -> str:
        text = message.get("text")
        if text is None:
            raise BadFrame(
                "binary_unexpected", _("Binary frames carry audio, and none was started.")
            )
        if len(text) > MAX_FRAME_BYTES or len(text.encode()) > MAX_FRAME_BYTES:
            raise BadFrame(
                "too_large",
                _("A frame may have at most %(limit)d KB. Upload long texts as a file.")
                % {"limit": MAX_FRAME_BYTES // 1024},
            )
        if self._tokens < 0:
            raise BadFrame(
                "rate_limited", _("Too many messages at once. Wait a moment and send it again.")
            )
        return str(text)

    async def _take(self, order: ClientEvent) -> None:
        if isinstance(order, events.Hello):
            await self._hello(order)
            return
        if self.session is None:
            raise BadFrame(
                "not_authenticated", _("Say hello with a ticket first."), ref=str(order.id)
            )
        match order:
            case events.Ping():
                await self._send_data(events.Pong(ref=order.id or None))
                await self._check_heads()
            case events.AudioStart() | events.AudioEnd():
                raise AppError(
                    "not_available", _("Voice is not set up on this server. Please type instead.")
                )
            case events.Typing():
                await run_in_db(sessions.check_session, self.session)
            case _:
                answer = await run_in_db(
                    sessions.take_order, self.session, order, now=timezone.now()
                )
                await self._answer(order, answer)

    async def _answer(self, order: ClientEvent, answer: sessions.Answer) -> None:
        if answer.interrupted_turn_id is not None:
            runner.interrupt(answer.interrupted_turn_id)
        if answer.has_turn and answer.conversation_id is not None:
            runner.wake(answer.conversation_id)
        for data in answer.frames:
            conversation = answer.conversation_wire_id
            await self._send_data(data, conversation_id=conversation)
        if answer.follow is not None:
            self.followed[answer.follow.conversation_id] = answer.follow
            self._mark(answer.follow.conversation_id)

    # --- hello ------------------------------------------------------------

    async def _hello(self, order: events.Hello) -> None:
        if self.session is not None:
            raise BadFrame("malformed", _("You have said hello already."), ref=order.id or None)
        self.locale = order.data.locale
        # From here on in the language just asked for; the caller puts back what was before.
        translation.activate(django_locale(lang_of_locale(self.locale)))
        self.capabilities = Capabilities.of(order.data)
        try:
            session = await run_in_db(sessions.begin_session, order.data)
        except AppError as error:
            await self._send_error(
                error.code, str(error.message), "/data/ticket", ref=order.id or None
            )
            await self._close(CLOSE_UNAUTHENTICATED)
            return
        # Join first, then read the backlog: what is appended in between is rung for,
        # and found by the read as well; the seq tells them apart.
        await self.channel_layer.group_add(person_group(session.user_id), self.channel_name)
        self.session = session
        opening = await run_in_db(
            sessions.build_opening, session, order.data, heartbeat_seconds=HEARTBEAT_SECONDS
        )
        self.me_id = opening.me_id
        await self._send_data(opening.welcome)
        for resync in opening.resyncs:
            await self._send_data(resync, conversation_id=resync.conversation_id)
        for each in opening.followed:
            self.followed[each.conversation_id] = each
            self._mark(each.conversation_id)
        for live in opening.live:
            self._live.append(live)
        for conversation_id in opening.waiting_turns:
            runner.wake(conversation_id)
        self._work.set()

    # --- what the layer says ----------------------------------------------

    async def chat_ring(self, message: dict[str, Any]) -> None:
        """A head moved: read on from where this socket is."""
        conversation_id = uuid.UUID(message["conversation_id"])
        followed = self.followed.get(conversation_id)
        if followed is not None and message["head_seq"] > followed.sent_seq:
            self._mark(conversation_id)

    async def chat_live(self, message: dict[str, Any]) -> None:
        """Unlogged text of an answer being written; dropped when this socket lags."""
        if uuid.UUID(message["conversation_id"]) in self.followed:
            self._live.append(message)
            self._work.set()

    async def chat_session_ended(self, message: dict[str, Any]) -> None:
        """Somebody logged out or was banned: check at once instead of at the next order."""
        await self._check_session()

    def _mark(self, conversation_id: uuid.UUID) -> None:
        self._dirty.add(conversation_id)
        self._work.set()

    # --- sending ----------------------------------------------------------

    async def _pump(self) -> None:
        """Pass on logged events in order, and live text beside them."""
        try:
            while True:
                await self._work.wait()
                self._work.clear()
                while self._live or self._dirty:
                    while self._live:
                        await self._send_live(self._live.popleft())
                    if self._dirty:
                        await self._catch_up(self._dirty.pop())
        except asyncio.CancelledError:
            raise
        except Exception:
            # A failed read (the database is away) must not leave a deaf socket that looks
            # alive: the client comes back and resumes from its cursor.
            log.exception("socket.pump_failed")
            await self._close(CLOSE_GOING_AWAY)

    async def _catch_up(self, conversation_id: uuid.UUID) -> None:
        followed = self.followed.get(conversation_id)
        if followed is None or self.session is None:
            return
        while True:
            batch = await run_in_db(
                sessions.read_frames, self.session, conversation_id, after_seq=followed.sent_seq
            )
            for frame in batch:
                await self._send_frame(frame)
                followed.sent_seq = frame["seq"]
                self._notice_own(frame)
            if len(batch) < sessions.BATCH:
                return

    def _notice_own(self, frame: dict[str, Any]) -> None:
        """Follow a chat that another device opened, drop one that was deleted."""
        if frame["conversation_id"] != "me":
            return
        if frame["type"] == "conversation.opened":
            conversation_id = uuid.UUID(frame["data"]["conversation_id"])
            if conversation_id not in self.followed:
                self.followed[conversation_id] = Followed(conversation_id, 0)
                self._mark(conversation_id)
        elif frame["type"] == "conversation.deleted":
            self.followed.pop(uuid.UUID(frame["data"]["conversation_id"]), None)

    async def _send_live(self, message: dict[str, Any]) -> None:
        await self._send_frame(
            {
                "v": 1,
                "type": message["event"],
                "conversation_id": message["conversation_id"],
                "turn_id": message.get("turn_id"),
                "at": _now(),
                "data": message["data"],
            }
        )

    async def _send_data(
        self, data: events.ServerData, *, conversation_id: str | None = None
    ) -> None:
        frame: dict[str, Any] = {"v": 1, "type": data.type_, "at": _now(), "data": data.dump()}
        if conversation_id is not None:
            frame["conversation_id"] = conversation_id
        await self._send_frame(frame)

    async def _send_error(
        self,
        code: str,
        message: str,
        pointer: str = "",
        *,
        ref: str | None = None,
        retryable: bool = False,
    ) -> None:
        await self._send_data(
            events.Error(
                code=code,
                message=message,
                pointer=pointer,
                retryable=retryable or code == "rate_limited",
                ref=ref,
            )
        )

    async def _reject(self, ref: str | None, error: AppError) -> None:
        """Say that an order was not taken, and why; its sender keeps what was typed."""
        if error.code == "session_ended":
            await self._send_error(error.code, str(error.message), ref=ref)
            await self._close(CLOSE_UNAUTHENTICATED)
            return
        await self._send_data(
            events.Ack(
                ref=ref or "", status="rejected", code=error.code, message=str(error.message)
            )
        )

    async def _send_frame(self, frame: dict[str, Any]) -> None:
        """Send one frame, or close the socket of a client that does not read."""
        if self._closed:
            return
        text = json.dumps(trim_frame(frame, capabilities=self.capabilities), ensure_ascii=False)
        async with self._send_lock:
            try:
                async with asyncio.timeout(SEND_SECONDS):
                    await self.send({"type": "websocket.send", "text": text})
            except TimeoutError:
                log.info("socket.slow_client_closed")
                await self._close(CLOSE_SLOW)
            except (OSError, RuntimeError):
                # The peer is gone; the disconnect message is on its way.
                self._closed = True

    async def _close(self, code: int) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            async with asyncio.timeout(1.0):
                await self.send({"type": "websocket.close", "code": code})
        except (TimeoutError, OSError, RuntimeError):
            log.info("socket.close_unheard", code=code)

    async def say_goodbye(self) -> None:
        """Close because the server stops; the client comes back to another one."""
        await self._close(CLOSE_GOING_AWAY)

    async def _leave(self) -> None:
        self._closed = True
        sessions.open_sockets.discard(self)
        for task in self._tasks:
            task.cancel()
        if self.session is not None and self.channel_layer is not None:
            await self.channel_layer.group_discard(
                person_group(self.session.user_id), self.channel_name
            )

    # --- staying alive ----------------------------------------------------

    async def _watch(self) -> None:
        """Close a socket that never says hello, or says nothing for two heartbeats."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(HELLO_SECONDS)
        if self.session is None:
            await self._close(CLOSE_NO_HELLO)
            return
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS / 5)
            if loop.time() - self._last_frame_at > 2 * HEARTBEAT_SECONDS:
                await self._close(CLOSE_SILENT)
                return

    async def _check_heads(self) -> None:
        """Find what a lost ring left unread; once a heartbeat, in one query."""
        await self._check_session()
        heads = await run_in_db(sessions.list_heads, list(self.followed))
        for conversation_id, head_seq in heads.items():
            # Deleted on another device while this one was looking.
            followed = self.followed.get(conversation_id)
            if followed is not None and head_seq > followed.sent_seq:
                self._mark(conversation_id)

    async def _check_session(self) -> None:
        if self.session is None:
            return
        try:
            await run_in_db(sessions.check_session, self.session)
        except AppError as error:
            await self._send_error(error.code, str(error.message))
            await self._close(CLOSE_UNAUTHENTICATED)


def _now() -> str:
    return timezone.now().isoformat().replace("+00:00", "Z")


def is_origin_allowed(origin: str | None) -> bool:
    """Return whether a socket from this origin may open; a native app sends none."""
    return origin is None or origin in settings.ALLOWED_ORIGINS
