"""What the sockets and streams of one process share: who is there, group work at the database, the watch.

Everything that many sockets want at once is asked for all of them together: the log is read,
sign-ins are checked and messages are taken in groups.
"""

import asyncio
import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from chat import events, sessions, turns
from chat.language import Lang, django_locale
from chat.sockets import TokenBucket
from eventlog import bell
from eventlog.outbox.presence import NOTED_EVERY_SECONDS, note_present
from eventlog.services import list_heads, read_on
from jobassist.accounts.services import OpenSession, find_valid_sessions
from jobassist.batching import Batcher
from jobassist.db import LOST, retry_in_db, run_in_db
from jobassist.logs import get_logger

if TYPE_CHECKING:
    from chat.followers import Follower

log = get_logger(__name__)

TICK_SECONDS = 1.0
REST_SECONDS = 10.0
HELLO_SECONDS = 10.0
# With the tick and the end of the connection at most ten seconds after the line filled.
SEND_SECONDS = 7.5
# Noticed within two heartbeats, the tick and the end of the connection included.
SILENT_SECONDS = 1.8 * sessions.HEARTBEAT_SECONDS


class Person:
    """One person's sockets in this process, and how many frames they may still send."""

    __slots__ = ("bucket", "sockets")

    def __init__(self, *, now: float) -> None:
        self.sockets: list[Follower] = []
        self.bucket = TokenBucket(
            per_second=settings.PERSON_FRAMES_PER_SECOND,
            burst=settings.PERSON_FRAME_BURST,
            now=now,
        )


class Hub:
    """The sockets of this process."""

    def __init__(self) -> None:
        self.sockets: set[Follower] = set()
        self.people: dict[uuid.UUID, Person] = {}
        self.hellos = Batcher(sessions.begin_sessions)
        self.openings = Batcher(sessions.open_sessions, most=50)
        self.messages = Batcher(sessions.take_messages)
        self.standings = Batcher(sessions.check_standings, most=500)
        self.reads = Batcher(read_on, most=50)
        # No stream begins any more: the server is about to stop.
        self.is_stopping = False
        self._watch: asyncio.Task[None] | None = None
        self._check: asyncio.Task[None] | None = None
        self._was_healthy = True
        self._seen_doubts = 0
        # Who was noted as being there, and when all of them were last.
        self._noted: set[uuid.UUID] = set()
        self._noted_at = 0.0

    def add(self, socket: "Follower") -> None:
        """Watch over a socket from its handshake on."""
        self.sockets.add(socket)
        if self._watch is None or self._watch.done() or self._watch.get_loop() != socket.loop:
            self._watch = socket.loop.create_task(self._watch_sockets())

    def join(self, socket: "Follower", user_id: uuid.UUID) -> "Follower | None":
        """Count a socket among a person's; return the oldest when these are too many now."""
        person = self.people.get(user_id)
        if person is None:
            person = self.people[user_id] = Person(now=socket.loop.time())
        person.sockets.append(socket)
        bell.listen(user_id, socket)
        # One that was closed may still be here, until its peer has noticed.
        still_open = [each for each in person.sockets if not each.is_closed]
        return still_open[0] if len(still_open) > settings.SOCKETS_PER_PERSON else None

    def remove(self, socket: "Follower", user_id: uuid.UUID | None) -> None:
        """Forget a socket."""
        self.sockets.discard(socket)
        person = self.people.get(user_id) if user_id is not None else None
        if user_id is None or person is None or socket not in person.sockets:
            return
        bell.stop_listening(user_id, socket)
        person.sockets.remove(socket)
        # Who comes back at once has no fresh limit.
        self._forget_rested(user_id)

    def admit(self, user_id: uuid.UUID) -> bool:
        """Count a request of a person among their frames; False when these are too many."""
        loop = asyncio.get_running_loop()
        person = self.people.get(user_id)
        if person is None:
            person = self.people[user_id] = Person(now=loop.time())
            loop.call_later(REST_SECONDS, self._forget_rested, user_id)
        return person.bucket.take(loop.time()) >= 0

    def _forget_rested(self, user_id: uuid.UUID) -> None:
        """Forget a person without sockets, but not one whose limit is not what it was at first."""
        person = self.people.get(user_id)
        if person is None or person.sockets:
            return
        loop = asyncio.get_running_loop()
        if person.bucket.is_rested(loop.time()):
            del self.people[user_id]
        else:
            loop.call_later(REST_SECONDS, self._forget_rested, user_id)

    async def take_message(
        self, session: OpenSession, order: events.MessageSend, lang: Lang
    ) -> sessions.Answer:
        """Log a message together with those of other sockets, and return its ack.

        One whose conversation somebody else holds waits by itself, and delays no other.
        """
        try:
            submitted = await self.messages.ask(
                sessions.Message(session, order, django_locale(lang))
            )
        except turns.Locked:
            return await retry_in_db(sessions.take_order, session, order)
        return sessions.Answer([submitted.ack], submitted=submitted)

    async def say_goodbye(self) -> None:
        """Close every socket because the server stops; the clients come back to another one."""
        self.is_stopping = True
        closing = (socket.close(events.CLOSE_GOING_AWAY) for socket in list(self.sockets))
        await asyncio.gather(*closing, return_exceptions=True)

    async def _watch_sockets(self) -> None:
        while self.sockets:
            await asyncio.sleep(TICK_SECONDS)
            for socket, code in self._find_lost():
                log.info("socket.closed", code=code)
                asyncio.create_task(socket.close(code))  # noqa: RUF006 - the socket outlives it
            if self._check is None or self._check.done():
                is_healthy, doubts = bell.relay.is_healthy, bell.relay.doubts
                # While rings may be lost, and once when they are not any more.
                compares = not (is_healthy and self._was_healthy) or doubts != self._seen_doubts
                self._was_healthy, self._seen_doubts = is_healthy, doubts
                self._check = asyncio.create_task(self._check_all(compares=compares))

    async def _check_all(self, *, compares: bool) -> None:
        """Find who may not go on and, with `compares`, who missed something; two queries.

        A sign-in that ended is rung for. This is for rings that are lost, and for what is changed
        without ringing.
        """
        here = {each: list(each.followed) for each in self.sockets if each.session is not None}
        wanted = {each.session for each in here if each.session is not None}
        heads: dict[uuid.UUID, int] = {}
        try:
            valid = await run_in_db(find_valid_sessions, list(wanted))
            await self._note_present({each.user_id for each in valid})
            if compares:
                ids = {id_ for followed in here.values() for id_ in followed}
                heads = await run_in_db(list_heads, ids)
        except LOST:
            log.warning("hub.check_failed")
            # Once more at the next tick, with what may have been missed meanwhile.
            self._was_healthy = self._was_healthy and not compares
            return
        for socket, followed in here.items():
            if socket.session not in valid:
                socket.check_standing(compares=False)
            elif compares:
                socket.compare_heads({id_: heads[id_] for id_ in followed if id_ in heads})

    async def _note_present(self, people: set[uuid.UUID]) -> None:
        """Note who is there, so that nobody is told elsewhere: newcomers at once, all now and then."""
        now = asyncio.get_running_loop().time()
        if now - self._noted_at >= NOTED_EVERY_SECONDS:
            self._noted_at, self._noted = now, set()
        new = people - self._noted
        if new:
            await run_in_db(note_present, new, now=timezone.now())
            self._noted |= new

    def _find_lost(self) -> "list[tuple[Follower, int]]":
        """Return the sockets to close: no hello, nobody reads, nobody there."""
        lost = []
        for socket in self.sockets:
            now = socket.loop.time()
            if socket.is_closed:
                continue
            if socket.sending_since is not None and now - socket.sending_since > SEND_SECONDS:
                lost.append((socket, events.CLOSE_SLOW))
            elif socket.session is None and now - socket.opened_at > HELLO_SECONDS:
                lost.append((socket, events.CLOSE_NO_HELLO))
            elif now - socket.heard_at > SILENT_SECONDS:
                lost.append((socket, events.CLOSE_SILENT))
        return lost


hub = Hub()
