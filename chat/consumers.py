"""One socket of one person: frames in, frames out. No ORM, no model, no dialogue."""

import sys
import uuid
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from chat import events
from chat.answering import MAX_FRAME_BYTES, carry_out, dress, refuse, too_fast, too_large
from chat.events import BadFrame, ClientEvent, parse_client_event
from chat.followers import Follower
from chat.hub import hub
from chat.language import django_locale, lang_of_locale
from chat.limits import Capabilities
from chat.runner import runner
from chat.sessions import Followed, check_speaker, tell_typing
from chat.snapshot import build_resync
from chat.sockets import Message as SocketMessage
from chat.sockets import Socket, TokenBucket
from chat.voice import Microphone
from eventlog import bell
from eventlog.frames import LoggedFrame
from jobassist.accounts.services import OpenSession
from jobassist.db import retry_in_db
from jobassist.errors import AppError

# How often at most the other side of a thread is told that somebody is typing.
TYPING_SECONDS = 2.0


class ChatConsumer(Follower, Socket):
    """The protocol `jobchat.v1` on one WebSocket."""

    def __init__(self, *asgi: Any) -> None:
        super().__init__(*asgi)
        self.me_id: uuid.UUID | None = None
        # What rang before the welcome was sent.
        self._early: set[uuid.UUID] = set()
        self._microphone = Microphone(self._tell)
        self._typed_at = 0.0
        self._held: tuple[uuid.UUID | None, list[bell.Appended | bell.HeadMoved]] | None = None
        self._bucket = TokenBucket(
            per_second=settings.SOCKET_FRAMES_PER_SECOND,
            burst=settings.SOCKET_FRAME_BURST,
            now=self.opened_at,
        )

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
        self._microphone.close()
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
            if message.get("bytes") is not None and self.session is not None:
                self._microphone.take(_check_bytes(message["bytes"], is_too_fast=is_too_fast))
                return
            text = _check_text(message, is_too_fast=is_too_fast)
            order = parse_client_event(text)
            ref = str(order.id)
            await self._take(order)
        except (BadFrame, AppError) as error:
            if isinstance(error, AppError) and error.code == "session_ended":
                await self._dismiss(refuse(error, ref=ref))
            else:
                await self._reply(refuse(error, ref=ref))
        except OSError:
            raise
        except Exception as error:
            await self._reply(refuse(error, ref=ref))
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
                self._check_now_and_then(self.heard_at)
            case events.Typing():
                self._check_now_and_then(self.heard_at)
                await self._tell_typing(self.session, order.conversation_id)
            case events.AudioStart():
                await retry_in_db(check_speaker, self.session, order.conversation_id)
                await self._reply(self._microphone.start(order, lang=self.lang))
            case events.AudioEnd():
                await self._reply(self._microphone.end(order))
            case _:
                await self._carry_out(self.session, order)

    async def _tell(self, data: events.ServerData, conversation_id: str | None) -> None:
        await self._reply(data, conversation_id=conversation_id)

    async def _tell_typing(self, session: OpenSession, conversation_id: uuid.UUID | None) -> None:
        """Show a recruiter that somebody is typing, now and then; an assistant need not know."""
        followed = self.followed.get(conversation_id) if conversation_id else None
        if followed is None or not followed.is_thread:
            return
        if self.heard_at - self._typed_at >= TYPING_SECONDS:
            self._typed_at = self.heard_at
            await retry_in_db(tell_typing, session, followed.conversation_id)

    async def _carry_out(self, session: OpenSession, order: ClientEvent) -> None:
        # What becomes of the order is passed on behind its ack.
        self._held = (order.conversation_id, [])
        try:
            answer = await carry_out(session, order, lang=self.lang)
            follow = answer.follow
            if follow is not None:
                self._follow_afresh(follow)
            for data in answer.frames:
                await self._reply(data, conversation_id=answer.conversation_wire_id)
            if follow is not None:
                follow.is_reading = False
                self._read_on(follow)
                bell.want_text(follow.conversation_id)
        finally:
            held, self._held = self._held[1], None
            for heard in held:
                self._hear_of(heard)

    def _follow_afresh(self, follow: Followed) -> None:
        """Follow from a `resync` that is about to be sent; nothing else may go before or behind."""
        earlier = self.followed.get(follow.conversation_id)
        if earlier is not None:
            # What is being read for it would come once more.
            earlier.sent_seq = sys.maxsize
        follow.is_reading = True
        self.followed[follow.conversation_id] = follow

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
            await self._reply(
                events.Error(
                    code=error.code,
                    message=str(error.message),
                    pointer="/data/ticket",
                    ref=order.id or None,
                )
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
        for conversation in opening.resyncs:
            resync = await retry_in_db(build_resync, conversation)
            await self._reply(resync, conversation_id=resync.conversation_id)
        for live in opening.live:
            await self.reply(self.encode_said(dress(live)))
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

    def _hear_of(self, heard: bell.Appended | bell.HeadMoved) -> None:
        if self._held is not None and self._held[0] == heard.conversation_id:
            self._held[1].append(heard)
        elif self.me_id is None:
            self._early.add(heard.conversation_id)
        else:
            super()._hear_of(heard)

    def _pass_on(self, followed: Followed, frames: list[LoggedFrame]) -> None:
        had_seq = followed.sent_seq
        super()._pass_on(followed, frames)
        if followed.conversation_id == self.me_id:
            for frame in frames:
                if frame.seq > had_seq:
                    self._notice_own(frame.frame)

    def _notice_own(self, frame: dict[str, Any]) -> None:
        """Follow a chat that another device opened, drop one that was deleted."""
        if frame["type"] == "conversation.opened":
            conversation_id = uuid.UUID(frame["data"]["conversation_id"])
            if conversation_id not in self.followed:
                is_thread = frame["data"]["kind"] == "thread"
                self._follow(Followed(conversation_id, 0, is_thread=is_thread))
        elif frame["type"] == "conversation.deleted":
            self.followed.pop(uuid.UUID(frame["data"]["conversation_id"]), None)


def _check_text(message: SocketMessage, *, is_too_fast: bool) -> str:
    """Return the text of a frame that is small and slow enough; raise BadFrame otherwise."""
    text = message.get("text")
    if text is None:
        raise BadFrame("binary_unexpected", _("Binary frames carry audio, and none was started."))
    if len(text) > MAX_FRAME_BYTES or len(text.encode()) > MAX_FRAME_BYTES:
        raise too_large()
    if is_too_fast:
        raise too_fast()
    return str(text)


def _check_bytes(data: bytes, *, is_too_fast: bool) -> bytes:
    """Return a binary frame that is small and slow enough; raise BadFrame otherwise."""
    if len(data) > MAX_FRAME_BYTES:
        raise too_large()
    if is_too_fast:
        raise too_fast()
    return data


def is_origin_allowed(origin: str | None) -> bool:
    """Return whether a socket from this origin may open; a native app sends none."""
    return origin is None or origin in settings.ALLOWED_ORIGINS


async def serve_socket(scope: Any, receive: Any, send: Any) -> None:
    """Serve one WebSocket: the ASGI application behind `/ws/v1/chat`."""
    await ChatConsumer(scope, receive, send).run()
