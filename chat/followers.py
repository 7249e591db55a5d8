"""Passes on what happens in conversations: the log without a gap, live text as it comes."""

import asyncio
import uuid
from contextlib import suppress
from typing import Any

from django.utils import translation

from chat import events, sessions
from chat.answering import build_reply, dress
from chat.hub import hub
from chat.language import Lang, django_locale
from chat.limits import EVERYTHING, trim_frame
from chat.sessions import Followed, Standing
from chat.sockets import CLOSE_SECONDS, Line
from eventlog import bell
from eventlog.frames import LoggedFrame, encode
from eventlog.services import Cursor
from jobassist.accounts.services import OpenSession
from jobassist.db import LOST
from jobassist.errors import AppError
from jobassist.logs import get_logger

log = get_logger(__name__)

# How often at most the device's own signs of life are a reason to look.
CHECK_SECONDS = 0.6 * sessions.HEARTBEAT_SECONDS


class Follower(Line):
    """One device of one person, for as long as it is connected."""

    # When it last said something.
    heard_at: float

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.session: OpenSession | None = None
        self.capabilities = EVERYTHING
        self.lang: Lang = "en"
        self.followed: dict[uuid.UUID, Followed] = {}
        self._missed_text: set[uuid.UUID] = set()
        self._checked_at = self.opened_at
        self._is_checking = False

    # --- what the bell says -----------------------------------------------

    def hear(self, heard: bell.Heard) -> None:
        """Pass on what happened, or note that there is something to read."""
        match heard:
            case bell.Appended() | bell.HeadMoved():
                self._hear_of(heard)
            case bell.Live():
                self._push_live(heard.frame)
            case bell.SessionEnded():
                self.check_standing()
            case bell.TextWanted():
                pass

    def _hear_of(self, heard: bell.Appended | bell.HeadMoved) -> None:
        followed = self.followed.get(heard.conversation_id)
        if followed is None or heard.head_seq <= followed.sent_seq:
            return
        if (
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
                self.push(self.encode_logged(frame))
                followed.sent_seq = frame.seq

    def encode_logged(self, frame: LoggedFrame) -> str:
        """Return a frame of the log as this device gets it."""
        if self.capabilities.is_everything:
            return frame.text
        return encode(trim_frame(frame.frame, capabilities=self.capabilities))

    def encode_said(self, frame: dict[str, Any]) -> str:
        """Return a frame that is said once as this device gets it."""
        return encode(trim_frame(frame, capabilities=self.capabilities))

    # --- reading on -------------------------------------------------------

    def _read_on(self, followed: Followed) -> None:
        """Read the log from where this device is; now, or again when the read under way ends."""
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
            # A failed read must not leave a deaf device that looks alive: the client comes
            # back and resumes from its cursor.
            log.warning("socket.read_failed", exc_info=True)
            await self.close(events.CLOSE_GOING_AWAY)
        finally:
            followed.is_reading = False

    # --- live text --------------------------------------------------------

    def _push_live(self, frame: dict[str, Any]) -> None:
        """Pass on unlogged text; a slow reader is told all of it again when there is room."""
        conversation_id = uuid.UUID(frame["conversation_id"])
        if conversation_id not in self.followed:
            return
        if self.is_full:
            self._missed_text.add(conversation_id)
        else:
            self.push(self.encode_said(dress(frame)))

    def on_room(self) -> None:
        """Ask for the text that was passed over; what is finished comes from the log."""
        missed, self._missed_text = self._missed_text, set()
        for conversation_id in missed:
            bell.want_text(conversation_id)

    # --- answers ----------------------------------------------------------

    async def _reply(self, data: events.ServerData, *, conversation_id: str | None = None) -> None:
        await self.reply(self.encode_said(build_reply(data, conversation_id=conversation_id)))

    # --- staying allowed --------------------------------------------------

    def _check_now_and_then(self, now: float) -> None:
        """Look once a heartbeat whether a ring was lost; sign-ins are checked by the hub."""
        if now - self._checked_at >= CHECK_SECONDS:
            self.check_standing()

    def check_standing(self, *, compares: bool = True) -> None:
        """Ask soon whether this device may go on and, with `compares`, whether it missed anything."""
        if self.session is None or self.is_closed or self._is_checking:
            return
        self._is_checking = True
        self.loop.create_task(self._check_standing(self.session, compares=compares))

    async def _check_standing(self, session: OpenSession, *, compares: bool) -> None:
        self._checked_at = self.loop.time()
        try:
            heads = await hub.standings.ask(
                Standing(session, list(self.followed) if compares else ())
            )
        except AppError as error:
            # This task began with a ring, in the language of whoever rang.
            with translation.override(django_locale(self.lang)):
                message = str(error.message)
            await self._dismiss(events.Error(code=error.code, message=message))
            return
        except LOST:
            # Away for a moment; the next order or check finds out.
            log.warning("socket.check_failed")
            return
        finally:
            self._is_checking = False
        if compares:
            self.compare_heads(heads)

    async def _dismiss(self, why: events.ServerData) -> None:
        """Close because of a sign-in that ended; who does not read is not waited for."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._reply(why)
        await self.close(events.CLOSE_UNAUTHENTICATED)

    def compare_heads(self, heads: dict[uuid.UUID, int]) -> None:
        """Read on where something was missed."""
        for conversation_id, head_seq in heads.items():
            # Deleted on another device while this one was looking.
            followed = self.followed.get(conversation_id)
            if followed is not None and head_seq > followed.sent_seq:
                self._read_on(followed)
