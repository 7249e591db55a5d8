"""One socket of one person: frames in, frames out. No ORM, no model, no dialogue."""

import uuid
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chat import events, sessions
from chat.events import BadFrame, ClientEvent, parse_client_event
from chat.hub import hub
from chat.language import django_locale, lang_of_locale
from chat.limits import EVERYTHING, Capabilities, trim_frame
from chat.runner import runner
from chat.sessions import Followed, Standing
from chat.sockets import Message as SocketMessage
from chat.sockets import Socket, TokenBucket
from eventlog import bell
from eventlog.frames import LoggedFrame, encode
from eventlog.services import Cursor
from jobassist.accounts.services import OpenSession
from jobassist.db import LOST, retry_in_db
from jobassist.errors import AppError
from jobassist.logs import get_logger

log = get_logger(__name__)

MAX_FRAME_BYTES = 256 * 1024
# A ping is answered at once; what else it is good for is done this often at most.
CHECK_SECONDS = 1.0
HEADS_SECONDS = 0.6 * sessions.HEARTBEAT_SECONDS


class ChatConsumer(Socket):
    """The protocol `jobchat.v1` on one WebSocket."""

    def __init__(self, *asgi: Any) -> None:
        super().__init__(*asgi)
        self.session: OpenSession | None = None
        self.capabilities = EVERYTHING
        self.lang = lang_of_locale("en")
        self.followed: dict[uuid.UUID, Followed] = {}
        self.me_id: uuid.UUID | None = None
        # What rang before the welcome was sent.
        self._early: set[uuid.UUID] = set()
        self._held: tuple[uuid.UUID | None, list[bell.Appended | bell.HeadMoved]] | None = None
        self._late_text: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self._bucket = TokenBucket(
            per_second=settings.SOCKET_FRAMES_PER_SECOND,
            burst=settings.SOCKET_FRAME_BURST,
            now=self.opened_at,
        )
        self._checked_at = self._compared_at = self.opened_at
        self._is_checking = False

    # --- the socket -------------------------------------------------------

    async def accept(self) -> bool:
        """Accept a socket that speaks our protocol and carries nothing in its URL."""
        # A ticket in a URL ends up in logs and histories; no query is meaningful here.
        if self.scope.get("query_string") or events.PROTOCOL not in self.scope["subprotocols"]:
            await self._send({"type": "websocket.close", "code": events.CLOSE_BAD_HANDSHAKE})
            return False
        await self._send({"type": "websocket.accept", "subprotocol": events.PROTOCOL})
        hub.add(self)
        # For the words of this task alone; `hello` says which language it really is.
        translation.activate(django_locale(self.lang))
        return True

    def leave(self) -> None:
        """Forget the socket. Turns go on: a disconnect is not a cancel."""
        hub.remove(self, self.session.user_id if self.session is not None else None)

    async def take(self, message: SocketMessage) -> None:
        """Take one frame; a bad one is answered and the socket lives."""
        is_too_fast = self._bucket.take(self.heard_at) < 0
        person = hub.people.get(self.session.user_id) if self.session is not None else None
        if person is not None:
            is_too_fast = person.bucket.take(self.heard_at) < 0 or is_too_fast
        if is_too_fast and (
            self._bucket.is_flooded or (person is not None and person.bucket.is_flooded)
        ):
            # Told so many times that it is too fast, it went on.
            await self.close(events.CLOSE_FLOOD)
            return
        ref: str | None = None
        try:
            text = _check_text(message, is_too_fast=is_too_fast)
            order = parse_client_event(text)
            ref = str(order.id)
            await self._take(order)
        except BadFrame as error:
            await self._send_error(error.code, error.message, error.pointer, ref=error.ref)
        except AppError as error:
            await self._reject(ref, error)
        except OSError:
            raise
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
                await self.close(events.CLOSE_GOING_AWAY)

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
                await self._reply(events.Pong(ref=order.id or None))
                self._check_now_and_then()
            case events.AudioStart() | events.AudioEnd():
                raise AppError(
                    "not_available", _("Voice is not set up on this server. Please type instead.")
                )
            case events.Typing():
                self._check_now_and_then()
            case _:
                await self._carry_out(self.session, order)

    async def _carry_out(self, session: OpenSession, order: ClientEvent) -> None:
        # What becomes of the order is passed on behind its ack.
        self._held = (order.conversation_id, [])
        try:
            if isinstance(order, events.MessageSend):
                answer = await hub.take_message(session, order, self.lang)
            else:
                answer = await retry_in_db(sessions.take_order, session, order)
            await self._answer(answer)
        finally:
            held, self._held = self._held[1], None
            for heard in held:
                self._hear_of(heard)

    async def _answer(self, answer: sessions.Answer) -> None:
        submitted = answer.submitted
        if submitted is not None:
            if submitted.interrupted_turn_id is not None:
                runner.interrupt(submitted.interrupted_turn_id)
            if submitted.claimed is not None:
                runner.begin(submitted.claimed)
            elif submitted.has_turn and submitted.conversation_id is not None:
                runner.wake(submitted.conversation_id)
        for data in answer.frames:
            await self._reply(data, conversation_id=answer.conversation_wire_id)
        if answer.follow is not None:
            self._follow(answer.follow)
            bell.want_text(answer.follow.conversation_id)

    # --- hello ------------------------------------------------------------

    async def _hello(self, order: events.Hello) -> None:
        if self.session is not None:
            raise BadFrame("malformed", _("You have said hello already."), ref=order.id or None)
        self.lang = lang_of_locale(order.data.locale)
        translation.activate(django_locale(self.lang))
        self.capabilities = Capabilities.of(order.data)
        try:
            self.session = await hub.hellos.ask(order.data)
        except AppError as error:
            await self._send_error(
                error.code, str(error.message), "/data/ticket", ref=order.id or None
            )
            await self.close(events.CLOSE_UNAUTHENTICATED)
            return
        # Listen first, then read the backlog: what is appended in between is rung for,
        # and found by the read as well; the seq tells them apart.
        oldest = hub.join(self, self.session.user_id)
        if oldest is not None:
            await oldest.close(events.CLOSE_TOO_MANY)
        opening = await hub.openings.ask((self.session, order.data))
        await self._reply(opening.welcome)
        for resync in opening.resyncs:
            await self._reply(resync, conversation_id=resync.conversation_id)
        for live in opening.live:
            await self.reply(encode(_dress(live)))
        heads = {each.conversation_id: each.head_seq for each in opening.welcome.conversations}
        self.me_id = opening.me_id
        for each in opening.followed:
            self.followed[each.conversation_id] = each
            head_seq = heads.get(str(each.conversation_id), opening.welcome.me.head_seq)
            if each.sent_seq < head_seq or each.conversation_id in self._early:
                self._read_on(each)
        self._early.clear()
        for live in opening.live[::2]:
            # What was saved of it is up to a second old.
            bell.want_text(uuid.UUID(live["conversation_id"]))
        for conversation_id in opening.waiting_turns:
            runner.wake(conversation_id)

    # --- what the bell says -----------------------------------------------

    def hear(self, heard: bell.Heard) -> None:
        """Pass on what happened, or note that there is something to read."""
        match heard:
            case bell.Appended() | bell.HeadMoved():
                self._hear_of(heard)
            case bell.Live():
                if self.me_id is not None:
                    self._push_live(heard.frame)
            case bell.SessionEnded():
                self.check_standing()
            case bell.TextWanted():
                pass

    def _hear_of(self, heard: bell.Appended | bell.HeadMoved) -> None:
        followed = self.followed.get(heard.conversation_id)
        if self._held is not None and self._held[0] == heard.conversation_id:
            self._held[1].append(heard)
        elif followed is None:
            if self.me_id is None:
                self._early.add(heard.conversation_id)
        elif heard.head_seq <= followed.sent_seq:
            return
        elif (
            isinstance(heard, bell.Appended)
            and not followed.is_reading
            and not self.is_full
            and heard.frames[0].seq <= followed.sent_seq + 1
        ):
            self._pass_on(followed, heard.frames)
        else:
            self._read_on(followed)

    def _follow(self, followed: Followed) -> None:
        self.followed[followed.conversation_id] = followed
        self._read_on(followed)

    def _pass_on(self, followed: Followed, frames: list[LoggedFrame]) -> None:
        for frame in frames:
            if frame.seq > followed.sent_seq:
                self.push(self._encode(frame))
                followed.sent_seq = frame.seq
                if followed.conversation_id == self.me_id:
                    self._notice_own(frame.frame)

    def _encode(self, frame: LoggedFrame) -> str:
        if self.capabilities.is_everything:
            return frame.text
        return encode(trim_frame(frame.frame, capabilities=self.capabilities))

    def _notice_own(self, frame: dict[str, Any]) -> None:
        """Follow a chat that another device opened, drop one that was deleted."""
        if frame["type"] == "conversation.opened":
            conversation_id = uuid.UUID(frame["data"]["conversation_id"])
            if conversation_id not in self.followed:
                self._follow(Followed(conversation_id, 0))
        elif frame["type"] == "conversation.deleted":
            self.followed.pop(uuid.UUID(frame["data"]["conversation_id"]), None)

    # --- reading on -------------------------------------------------------

    def _read_on(self, followed: Followed) -> None:
        """Read the log from where this socket is; now, or again when the read under way ends."""
        followed.is_behind = True
        if not followed.is_reading and not self.is_closed:
            followed.is_reading = True
            self.loop.create_task(self._catch_up(followed))

    async def _catch_up(self, followed: Followed) -> None:
        assert self.session is not None
        try:
            while followed.is_behind and not self.is_closed:
                # A slow reader is read for when there is room: what waits stays bounded.
                await self.wait_for_room()
                followed.is_behind = False
                cursor = Cursor(self.session.user_id, followed.conversation_id, followed.sent_seq)
                frames = await hub.reads.ask(cursor)
                self._pass_on(followed, frames)
                followed.is_behind |= bool(frames)
        except LOST:
            # A failed read must not leave a deaf socket that looks alive: the client comes
            # back and resumes from its cursor.
            log.warning("socket.read_failed", exc_info=True)
            await self.close(events.CLOSE_GOING_AWAY)
        finally:
            followed.is_reading = False

    # --- live text --------------------------------------------------------

    def _push_live(self, frame: dict[str, Any]) -> None:
        """Pass on unlogged text; for a slow reader pieces of one message become one."""
        if uuid.UUID(frame["conversation_id"]) not in self.followed:
            return
        if not self.is_full:
            self.push(encode(_dress(frame)))
            return
        data = frame["data"]
        kept = self._late_text.setdefault((frame["conversation_id"], data["item_id"]), [])
        last = kept[-1] if kept and kept[-1]["type"] == frame["type"] == "item.delta" else None
        if last is not None and data["offset"] == last["data"]["offset"] + len(
            last["data"]["text"]
        ):
            text = last["data"]["text"] + data["text"]
            kept[-1] = {**frame, "data": {**last["data"], "text": text}}
        else:
            kept.append(frame)

    def on_room(self) -> None:
        """Send the text that was held back; what was finished meanwhile comes from the log."""
        late, self._late_text = self._late_text, {}
        for frames in late.values():
            for frame in frames:
                self.push(encode(_dress(frame)))

    # --- answers ----------------------------------------------------------

    async def _reply(self, data: events.ServerData, *, conversation_id: str | None = None) -> None:
        frame = _dress({"type": data.type_, "data": data.dump()})
        if conversation_id is not None:
            frame["conversation_id"] = conversation_id
        await self.reply(encode(trim_frame(frame, capabilities=self.capabilities)))

    async def _send_error(
        self,
        code: str,
        message: str,
        pointer: str = "",
        *,
        ref: str | None = None,
        retryable: bool = False,
    ) -> None:
        await self._reply(
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
            await self.close(events.CLOSE_UNAUTHENTICATED)
            return
        await self._reply(
            events.Ack(
                ref=ref or "", status="rejected", code=error.code, message=str(error.message)
            )
        )

    # --- staying allowed --------------------------------------------------

    def _check_now_and_then(self) -> None:
        if self.heard_at - self._checked_at >= CHECK_SECONDS:
            self.check_standing(compares=self.heard_at - self._compared_at >= HEADS_SECONDS)

    def check_standing(self, *, compares: bool = True) -> None:
        """Ask soon whether this socket may go on and, with `compares`, whether it missed anything."""
        if self.session is None or self.is_closed or self._is_checking:
            return
        self._is_checking = True
        self.loop.create_task(self._check_standing(self.session, compares=compares))

    async def _check_standing(self, session: OpenSession, *, compares: bool) -> None:
        self._checked_at = self.loop.time()
        if compares:
            self._compared_at = self._checked_at
        try:
            heads = await hub.standings.ask(
                Standing(session, list(self.followed) if compares else ())
            )
        except AppError as error:
            await self._send_error(error.code, str(error.message))
            await self.close(events.CLOSE_UNAUTHENTICATED)
            return
        except LOST:
            # Away for a moment; the next order or check finds out.
            log.warning("socket.check_failed")
            return
        finally:
            self._is_checking = False
        for conversation_id, head_seq in heads.items():
            # Deleted on another device while this one was looking.
            followed = self.followed.get(conversation_id)
            if followed is not None and head_seq > followed.sent_seq:
                self._read_on(followed)


def _check_text(message: SocketMessage, *, is_too_fast: bool) -> str:
    """Return the text of a frame that is small and slow enough; raise BadFrame otherwise."""
    text = message.get("text")
    if text is None:
        raise BadFrame("binary_unexpected", _("Binary frames carry audio, and none was started."))
    if len(text) > MAX_FRAME_BYTES or len(text.encode()) > MAX_FRAME_BYTES:
        raise BadFrame(
            "too_large",
            _("A frame may have at most %(limit)d KB. Upload long texts as a file.")
            % {"limit": MAX_FRAME_BYTES // 1024},
        )
    if is_too_fast:
        raise BadFrame(
            "rate_limited", _("Too many messages at once. Wait a moment and send it again.")
        )
    return str(text)


def _dress(frame: dict[str, Any]) -> dict[str, Any]:
    """Return an unlogged frame with its version and moment."""
    return {"v": 1, "at": timezone.now().isoformat().replace("+00:00", "Z"), **frame}


def is_origin_allowed(origin: str | None) -> bool:
    """Return whether a socket from this origin may open; a native app sends none."""
    return origin is None or origin in settings.ALLOWED_ORIGINS


async def serve_socket(scope: Any, receive: Any, send: Any) -> None:
    """Serve one WebSocket: the ASGI application behind `/ws/v1/chat`."""
    await ChatConsumer(scope, receive, send).run()
