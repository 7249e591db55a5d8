"""What belongs to one event loop: a process may run several, each in a thread of its own."""

import asyncio
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class PerLoop(Generic[T]):
    """One thing for each event loop, made when that loop first asks for it."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        # Not weak: what is kept here mostly refers to its loop.
        self._of: dict[asyncio.AbstractEventLoop, T] = {}
        self._lock = threading.Lock()

    def get(self) -> T:
        """Return what is the running loop's."""
        loop = asyncio.get_running_loop()
        found = self._of.get(loop)
        if found is not None:
            return found
        with self._lock:
            for closed in [each for each in self._of if each.is_closed()]:
                del self._of[closed]
            made = self._of[loop] = self._make()
        return made
