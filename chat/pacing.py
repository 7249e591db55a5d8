"""How many turns of this process work at once, and what those are told that wait for it.

What a turn works out costs a database thread and the processor; while a model writes, it costs
neither and its place is another's. Past so many at once each would only be slower, and orders,
which say that a message has arrived, would stand behind them all. Whoever waits hears so at once.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from django.conf import settings

from jobassist.loops import PerLoop

# A shorter wait is over before anybody has read of it.
LEAST_TOLD_SECONDS = 1.0
# Who was not told and waits all the same, hears of it after so long.
TOLD_AFTER_SECONDS = 0.6
# How fast the time that a turn holds its place is learned.
LEARNING = 0.1
FIRST_GUESS_SECONDS = 0.1


@dataclass
class Pace:
    """The places of one event loop: so many at once, the others in the order they came."""

    most: int
    working: int = 0
    line: "deque[asyncio.Future[None]]" = field(default_factory=deque)
    # Who goes on after a rest: served before the line, in the order they came back.
    back: "deque[asyncio.Future[None]]" = field(default_factory=deque)
    # What a turn holds a place for, in all, on the average of late.
    held_seconds: float = FIRST_GUESS_SECONDS

    @property
    def seconds_to_wait(self) -> float:
        """Return about how long somebody who comes now waits for the beginning of an answer."""
        if self.working < self.most:
            return 0.0
        return (len(self.back) + len(self.line) + 1) / self.most * self.held_seconds

    async def enter(self, *, is_first: bool = False) -> None:
        """Take a place, at once or in turn; `is_first` for who has stood in the line already."""
        if self.working < self.most and not self.back and not self.line:
            self.working += 1
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line = self.back if is_first else self.line
        line.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                # It was given a place as it was cancelled.
                self.leave()
            elif mine in line:
                line.remove(mine)
            raise

    def leave(self) -> None:
        """Give a place up, to the next in the line."""
        while self.back or self.line:
            following = (self.back or self.line).popleft()
            if not following.done():
                following.set_result(None)
                return
        self.working -= 1

    def learn(self, held_seconds: float) -> None:
        """Note for how long a turn that has ended held its place."""
        self.held_seconds += LEARNING * (held_seconds - self.held_seconds)


class Place:
    """One turn's place; it may rest while others do its work, and goes on before who came later."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._since: float | None = None
        self.held_seconds = 0.0

    async def take(self, *, is_first: bool = False) -> None:
        """Wait for the place; nothing where it is held."""
        if self._since is None:
            await self._pace.enter(is_first=is_first)
            self._since = time.monotonic()

    async def go_on(self) -> None:
        """Take the place again after a rest."""
        await self.take(is_first=True)

    def rest(self) -> None:
        """Give the place up for now; nothing where it is not held."""
        if self._since is not None:
            self.held_seconds += time.monotonic() - self._since
            self._since = None
            self._pace.leave()


_paces: PerLoop[Pace] = PerLoop(lambda: Pace(settings.TURNS_AT_ONCE))


@asynccontextmanager
async def pace_turn(*, tell: Callable[[float], None]) -> AsyncGenerator[Place, None]:
    """Hold a place while a turn works; says by `tell` about how many seconds it takes to get one."""
    pace = _paces.get()
    place = Place(pace)
    seconds = pace.seconds_to_wait
    late: asyncio.TimerHandle | None = None
    if seconds >= LEAST_TOLD_SECONDS:
        tell(seconds)
    else:
        late = asyncio.get_running_loop().call_later(
            TOLD_AFTER_SECONDS, lambda: tell(max(LEAST_TOLD_SECONDS, pace.seconds_to_wait))
        )
    try:
        await place.take()
    finally:
        if late is not None:
            late.cancel()
    try:
        yield place
    finally:
        place.rest()
        pace.learn(place.held_seconds)
