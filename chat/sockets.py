"""One WebSocket as a bounded line of frames out and a plain loop of frames in.

The line alone serves whatever else carries frames to a device.

No Channels consumer underneath: its dispatch hops to a thread for each frame to close old
database connections, and keeps two tasks and a queue a socket. No connection is held on the
event loop (`jobassist.db`), so there is nothing to close there.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from jobassist.logs import get_logger

log = get_logger(__name__)

Message = MutableMapping[str, Any]
# What waits for a slow reader; more is read from the log when there is room again.
MAX_WAITING_BYTES = 64 * 1024
CLOSE_SECONDS = 1.0
# An ASGI extension of our server: a function that drops the connection, unread bytes and all.
ABORT = "jobassist.abort"


class TokenBucket:
    """How many frames may still come: so many at once, so many a second."""

    __slots__ = ("_at", "_burst", "_left", "_per_second")

    def __init__(self, *, per_second: float, burst: float, now: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._left = burst
        self._at = now

    def take(self, now: float) -> float:
        """Count a frame and return what is left; below zero it is one too many.

        It goes down to minus the burst: who is told to wait and goes on is seen by that.
        """
        self._left = min(self._burst, self._left + (now - self._at) * self._per_second) - 1
        self._left = max(self._left, -self._burst)
        self._at = now
        return self._left

    def is_rested(self, now: float) -> bool:
        """Whether nothing has been counted that still matters."""
        return self._left + (now - self._at) * self._per_second >= self._burst

    @property
    def is_flooded(self) -> bool:
        """Whether somebody went on long after being told to wait."""
        return self._left <= -self._burst


class Line:
    """Frames on their way to one device: a bounded line, and what is read on when it is short."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.is_closed = False
        self.opened_at = self.loop.time()
        # Since when one frame is on its way to somebody who does not read; None: none is.
        self.sending_since: float | None = None
        self._line: deque[str] = deque()
        self._waiting_bytes = 0
        self._room: asyncio.Event | None = None

    @property
    def is_full(self) -> bool:
        """Whether so much waits that no more should be lined up."""
        return self._waiting_bytes > MAX_WAITING_BYTES

    def push(self, text: str) -> None:
        """Line a frame up, behind all that waits; returns at once."""
        if self.is_closed:
            return
        self._line.append(text)
        self._waiting_bytes += len(text)
        self.write_soon()

    async def reply(self, text: str) -> None:
        """Send a frame, waiting while the line is full."""
        self.push(text)
        await self.wait_for_room()

    async def wait_for_room(self) -> None:
        """Return when the line is short again, or the socket is closed."""
        while self.is_full and not self.is_closed:
            if self._room is None:
                self._room = asyncio.Event()
            await self._room.wait()

    def write_soon(self) -> None:
        """Have what waits written, in order."""
        raise NotImplementedError

    def on_room(self) -> None:
        """Go on with what was held back while the line was full."""
        raise NotImplementedError

    async def close(self, code: int) -> None:
        """Send nothing more, for the reason that a code gives."""
        raise NotImplementedError

    def _count_written(self, text: str) -> None:
        self._waiting_bytes -= len(text)
        if self._room is not None and not self.is_full:
            self._make_room()

    def _make_room(self) -> None:
        if self._room is not None:
            self._room.set()
            self._room = None

    def _empty(self) -> None:
        self._line.clear()
        self._waiting_bytes = 0
        self._make_room()


class Socket(Line):
    """The ASGI side of a socket. A subclass says what is taken, and what is sent."""

    def __init__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        super().__init__()
        self.scope = scope
        self.heard_at = self.opened_at
        self._receive = receive
        self._send = send
        self._writer: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Serve the socket until either side closes it."""
        try:
            await self._receive()
            if not await self.accept():
                return
            while True:
                message = await self._receive()
                if message["type"] == "websocket.disconnect":
                    return
                self.heard_at = self.loop.time()
                await self.take(message)
        except OSError:
            # The peer went while it was being answered.
            return
        finally:
            self.is_closed = True
            self._make_room()
            if self._writer is not None:
                self._writer.cancel()
            self.leave()

    async def accept(self) -> bool:
        """Answer the handshake; False when it was refused."""
        raise NotImplementedError

    async def take(self, message: Message) -> None:
        """Take one frame; the next is not read before this returns."""
        raise NotImplementedError

    def leave(self) -> None:
        """Forget the socket, however it ended."""
        raise NotImplementedError

    # --- out --------------------------------------------------------------

    def write_soon(self) -> None:
        """Have what waits written by a task, which ends when nothing does."""
        if self._writer is None:
            self._writer = self.loop.create_task(self._write())

    async def reply(self, text: str) -> None:
        """Send a frame, waiting while the line is full: who does not read is not read either."""
        if self.is_closed:
            return
        if self._writer is None:
            await self._put(text)
            return
        await super().reply(text)

    async def _write(self) -> None:
        try:
            while self._line and not self.is_closed:
                text = self._line.popleft()
                await self._put(text)
                self._count_written(text)
        except OSError:
            self.is_closed = True
        finally:
            self._writer = None
            self._make_room()
        if not self.is_closed:
            self.on_room()

    async def _put(self, text: str) -> None:
        self.sending_since = self.loop.time()
        try:
            await self._send({"type": "websocket.send", "text": text})
        except RuntimeError as error:
            # The server closed it by itself, over a bad frame or a missing pong.
            raise ConnectionResetError from error
        self.sending_since = None

    async def close(self, code: int) -> None:
        """Close the socket; one whose peer reads nothing is dropped."""
        if self.is_closed:
            return
        self.is_closed = True
        self._empty()
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._send({"type": "websocket.close", "code": code})
        except (TimeoutError, OSError, RuntimeError):
            log.info("socket.close_unheard", code=code)
            abort = self.scope.get("extensions", {}).get(ABORT)
            if abort is not None:
                abort["call"]()
