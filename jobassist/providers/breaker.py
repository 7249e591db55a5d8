"""When a server is left alone for a while, because it fails or because it asked for it."""

import time
from collections import deque
from collections.abc import Callable

# In a row; or so many of the last ten, where it answers now and then.
FAILURES_IN_A_ROW = 3
FAILURES_OF_LAST = 5
LAST = 10
FIRST_PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 60.0


class Breaker:
    """What this process has seen of one server. Closed, open for a while, then one probe."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._in_a_row = 0
        self._last: deque[bool] = deque(maxlen=LAST)
        self._open_until = 0.0
        self._pause_seconds = FIRST_PAUSE_SECONDS
        self._is_half_open = False
        self._has_probe = False
        # Asked for by the server itself; a success of another answer does not end it.
        self._alone_until = 0.0

    @property
    def state(self) -> str:
        """Return closed, open or half-open, for people."""
        if self.seconds_left:
            return "open"
        return "half-open" if self._is_half_open else "closed"

    @property
    def seconds_left(self) -> float:
        """Return how long it is still left alone, 0 if it is not."""
        return max(0.0, max(self._open_until, self._alone_until) - self._clock())

    @property
    def may_be_asked(self) -> bool:
        """Return whether the next answer may be asked of it."""
        return not self.seconds_left and not (self._is_half_open and self._has_probe)

    def begin(self) -> None:
        """Note that it is being asked: while it is on trial nobody else asks."""
        self._has_probe = self._is_half_open

    def let_go(self) -> None:
        """Note that what was asked ended without telling anything about the server."""
        self._has_probe = False

    def succeed(self) -> None:
        """Note an answer that came whole."""
        self._in_a_row = 0
        self._last.append(True)
        if self._is_half_open:
            self._last.clear()
            self._is_half_open = self._has_probe = False
            self._pause_seconds = FIRST_PAUSE_SECONDS

    def fail(self) -> bool:
        """Note a failure; return whether it closed the server off just now."""
        self._in_a_row += 1
        self._last.append(False)
        is_trial = self._is_half_open
        if self.seconds_left or not (
            is_trial
            or self._in_a_row >= FAILURES_IN_A_ROW
            or self._last.count(False) >= FAILURES_OF_LAST
        ):
            # Answers that were under way when it was closed off say nothing new.
            return False
        if is_trial:
            self._pause_seconds = min(2 * self._pause_seconds, LONGEST_PAUSE_SECONDS)
        self._open_until = self._clock() + self._pause_seconds
        self._is_half_open, self._has_probe = True, False
        return True

    def shut(self, seconds: float) -> None:
        """Close it off for so long at once: it cannot be used as it is."""
        self._open_until = max(self._open_until, self._clock() + seconds)
        self._is_half_open, self._has_probe = True, False

    def leave_alone(self, seconds: float) -> None:
        """Close it off for as long as it asked; it needs no trial after."""
        self._alone_until = max(self._alone_until, self._clock() + seconds)
        self._has_probe = False
