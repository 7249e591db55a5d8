"""The live line of a recruiter's page: the same log and bell, read with the company's eyes.

The page works without it. Each frame and each read checks the session, the membership and the
seeker's consent anew; nothing that was let in before stays let in.
"""

import asyncio
import json
import uuid
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from chat import events
from chat.answering import MAX_FRAME_BYTES
from chat.sockets import Message as SocketMessage
from chat.sockets import Socket, TokenBucket
from chat.threads import desk
from eventlog import bell
from jobassist.db import LOST, retry_in_db
from jobassist.errors import AppError
from jobassist.logs import get_logger

log = get_logger(__name__)

TICK_SECONDS = 5.0
SILENT_SECONDS = 70.0
SEND_SECONDS = 7.5
FRAMES_PER_SECOND = 5.0
FRAME_BURST = 20.0
MOST_FOLLOWED = 5
MOST_SOCKETS = 20

_open: dict[uuid.UUID, set["RecruiterSocket"]] = {}


class RecruiterSocket(Socket):
    """One page of one recruiter."""

    def __init__(self, *asgi: Any) -> None:
        super().__init__(*asgi)
        self.user_id: uuid.UUID | None = None
        self._session_key = ""
        self._followed: dict[uuid.UUID, desk.Followed] = {}
        self._bucket = TokenBucket(
            per_second=FRAMES_PER_SECOND, burst=FRAME_BURST, now=self.opened_at
        )
        self._watch: asyncio.Task[None] | None = None

    async def accept(self) -> bool:
        """Let in a page of ours whose session is signed in to the admin site."""
        headers = list(self.scope.get("headers", []))
        origin = dict(headers).get(b"origin")
        # The cookie comes along by itself: only where the page is from tells who opened this.
        is_ours = origin is not None and is_own_page(origin, host=dict(headers).get(b"host"))
        self._session_key = desk.session_key_of(headers)
        if (
            not is_ours
            or self.scope.get("query_string")
            or desk.PROTOCOL not in self.scope.get("subprotocols", ())
        ):
            await self._send({"type": "websocket.close", "code": events.CLOSE_BAD_HANDSHAKE})
            return False
        try:
            user = await retry_in_db(desk.find_member, self._session_key)
        except AppError:
            await self._send({"type": "websocket.close", "code": events.CLOSE_UNAUTHENTICATED})
            return False
        self.user_id = user.id
        await self._send({"type": "websocket.accept", "subprotocol": desk.PROTOCOL})
        sockets = _open.setdefault(user.id, set())
        if len(sockets) >= MOST_SOCKETS:
            await min(sockets, key=lambda each: each.opened_at).close(events.CLOSE_TOO_MANY)
        sockets.add(self)
        bell.listen(user.id, self)
        self._watch = self.loop.create_task(self._watch_line())
        return True

    def leave(self) -> None:
        """Forget the page."""
        if self._watch is not None:
            self._watch.cancel()
        if self.user_id is not None:
            bell.stop_listening(self.user_id, self)
            sockets = _open.get(self.user_id, set())
            sockets.discard(self)
            if not sockets:
                _open.pop(self.user_id, None)

    def on_room(self) -> None:
        """Read on where a slow line held it back."""
        for followed in self._followed.values():
            if followed.is_behind:
                self._read_on(followed)

    async def _watch_line(self) -> None:
        while not self.is_closed:
            await asyncio.sleep(TICK_SECONDS)
            now = self.loop.time()
            if self.sending_since is not None and now - self.sending_since > SEND_SECONDS:
                await self.close(events.CLOSE_SLOW)
            elif now - self.heard_at > SILENT_SECONDS:
                await self.close(events.CLOSE_SILENT)

    # --- in ---------------------------------------------------------------

    async def take(self, message: SocketMessage) -> None:
        """Take one frame; a bad one is answered and the line lives."""
        text = message.get("text") or ""
        ref: str | None = None
        try:
            if self._bucket.take(self.heard_at) < 0:
                if self._bucket.is_flooded:
                    await self.close(events.CLOSE_FLOOD)
                    return
                raise AppError("rate_limited", "", status=429)
            if not text or len(text) > MAX_FRAME_BYTES:
                raise AppError("malformed", "")
            order = desk.parse_order(text)
            ref = str(order.id) if isinstance(order, desk.Send) else None
            await self._carry_out(order)
        except AppError as error:
            if error.code == "session_ended":
                await self.close(events.CLOSE_UNAUTHENTICATED)
                return
            await self._tell(
                "error", {"code": error.code, "message": str(error.message), "ref": ref}
            )
        except LOST:
            log.warning("recruiter_socket.database_lost")
            await self.close(events.CLOSE_GOING_AWAY)
        except Exception:
            log.exception("recruiter_socket.order_failed")
            await self._tell("error", {"code": "internal", "message": "", "ref": ref})

    async def _carry_out(self, order: desk.RecruiterOrder) -> None:
        key = self._session_key
        match order:
            case desk.Watch():
                if len(self._followed) >= MOST_FOLLOWED:
                    raise AppError("too_many_threads", "")
                followed = await retry_in_db(desk.watch, key, order)
                self._followed[followed.conversation_id] = followed
                self._read_on(followed)
            case desk.Send():
                posted = await retry_in_db(desk.send, key, order, now=timezone.now())
                await self._tell(
                    "ack",
                    {
                        "ref": str(order.id),
                        "status": "duplicate" if posted.is_repeat else "accepted",
                        "seq": posted.seq,
                    },
                )
            case desk.Read():
                await retry_in_db(desk.mark, key, order, now=timezone.now())
            case desk.Types():
                await retry_in_db(desk.tell_typing, key, order)
            case desk.Ping():
                await retry_in_db(desk.find_member, key)
                await self._tell("pong", {})
                # A ring may have been lost.
                for followed in list(self._followed.values()):
                    self._read_on(followed)

    # --- out --------------------------------------------------------------

    def hear(self, heard: bell.Heard) -> None:
        """Note that something happened; it is read with the company's eyes."""
        match heard:
            case bell.Appended() | bell.HeadMoved():
                followed = self._followed.get(heard.conversation_id)
                if followed is not None and heard.head_seq > followed.sent_seq:
                    self._read_on(followed)
            case bell.Live():
                self._pass_on_live(heard.frame)
            case bell.SessionEnded():
                for followed in self._followed.values():
                    self._read_on(followed)
            case bell.TextWanted():
                pass

    def _pass_on_live(self, frame: dict[str, Any]) -> None:
        if frame["type"] != "typing" or self.is_full:
            return
        followed = self._followed.get(uuid.UUID(frame["conversation_id"]))
        if followed is not None:
            self.push(json.dumps({"type": "typing", "thread_id": str(followed.thread_id)}))

    def _read_on(self, followed: desk.Followed) -> None:
        followed.is_behind = True
        if not followed.is_reading and not self.is_closed:
            followed.is_reading = True
            self.loop.create_task(self._catch_up(followed))

    async def _catch_up(self, followed: desk.Followed) -> None:
        try:
            while followed.is_behind and not self.is_closed:
                await self.wait_for_room()
                followed.is_behind = False
                news = await retry_in_db(desk.read_on, self._session_key, followed)
                followed.is_behind |= news.head_seq > followed.sent_seq
                followed.sent_seq = news.head_seq
                stands = (news.seeker_read_seq, news.is_withheld, news.notice)
                if not news.frames and stands == followed.told:
                    continue
                followed.told = stands
                await self._tell(
                    "thread.news",
                    {
                        "thread_id": str(followed.thread_id),
                        "events": news.frames,
                        "head_seq": news.head_seq,
                        "seeker_read_seq": news.seeker_read_seq,
                        "is_withheld": news.is_withheld,
                        "notice": news.notice,
                    },
                )
        except AppError as error:
            self._followed.pop(followed.conversation_id, None)
            if error.code == "session_ended":
                await self.close(events.CLOSE_UNAUTHENTICATED)
            else:
                # Erased, deleted, or not this company's any more: the page empties itself.
                await self._tell("thread.gone", {"thread_id": str(followed.thread_id)})
        except LOST:
            log.warning("recruiter_socket.read_failed")
            await self.close(events.CLOSE_GOING_AWAY)
        finally:
            followed.is_reading = False

    async def _tell(self, type_: str, data: dict[str, Any]) -> None:
        await self.reply(json.dumps({"type": type_, **data}, ensure_ascii=False))


def is_own_page(origin: bytes, *, host: bytes | None) -> bool:
    """Return whether a page of this server opened the socket; an app's origin does not count."""
    said = origin.decode("latin-1")
    if said == settings.PUBLIC_URL:
        return True
    own = host.decode("latin-1").lower() if host else ""
    name, _port = split_domain_port(own)
    return validate_host(name, settings.ALLOWED_HOSTS) and said in (
        f"http://{own}",
        f"https://{own}",
    )


async def serve_recruiter(scope: Any, receive: Any, send: Any) -> None:
    """Serve one WebSocket: the ASGI application behind `/ws/v1/recruiting`."""
    await RecruiterSocket(scope, receive, send).run()
