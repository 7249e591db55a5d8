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

    @property
    def was_asked_for(self) -> bool:
        """Return whether the server itself asks to be left alone now."""
        return self._alone_until > self._clock()

    def begin(self) -> bool:
        """Note that it is being asked; return whether this is its trial.

        While it is on trial nobody else asks, and only the trial's own end says what came of it:
        what was asked before, or at the same moment, says nothing about the server as it is now.
        """
        if not self._is_half_open or self._has_probe or self.seconds_left:
            return False
        self._has_probe = True
        return True

    def let_go(self, *, is_probe: bool) -> None:
        """Note that what was asked has ended, whether or not it told anything of the server."""
        if is_probe:
            self._has_probe = False

    def succeed(self, *, is_probe: bool = False) -> None:
        """Note an answer that came whole."""
        self._in_a_row = 0
        self._last.append(True)
        if is_probe:
            self._last.clear()
            self._is_half_open = self._has_probe = False
            self._pause_seconds = FIRST_PAUSE_SECONDS

    def fail(self, *, is_probe: bool = False) -> bool:
        """Note a failure; return whether it closed the server off just now."""
        self._in_a_row += 1
        self._last.append(False)
        if self.seconds_left or (self._has_probe and not is_probe):
            # Answers that were under way when it was closed off say nothing new.
            return False
        is_trial = self._is_half_open
        if not (
            is_trial
            or self._in_a_row >= FAILURES_IN_A_ROW
            or self._last.count(False) >= FAILURES_OF_LAST
        ):
            return False
        if is_trial:
            self._pause_seconds = min(2 * self._pause_seconds, LONGEST_PAUSE_SECONDS)
        self._open_until = self._clock() + self._pause_seconds
        self._is_half_open, self._has_probe = True, False
        return True

    def reset(self) -> None:
        """Hold nothing against it any more: somebody says that it may be asked."""
        self._in_a_row = 0
        self._last.clear()
        self._open_until = self._alone_until = 0.0
        self._pause_seconds = FIRST_PAUSE_SECONDS
        self._is_half_open = self._has_probe = False

    def shut(self, seconds: float) -> None:
        """Close it off for so long at once: it cannot be used as it is."""
        self._open_until = max(self._open_until, self._clock() + seconds)
        self._is_half_open = True

    def leave_alone(self, seconds: float) -> None:
        """Close it off for as long as it asked; it needs no trial after."""
        self._alone_until = max(self._alone_until, self._clock() + seconds)
