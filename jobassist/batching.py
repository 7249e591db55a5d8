"""Group work: what has queued while the last group was at the database goes together."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from jobassist.db import LOST, retry_in_db

T = TypeVar("T")
R = TypeVar("R")


class Batcher(Generic[T, R]):
    """Hands everything that waits to one call, which runs in a database thread.

    `run` gets the items and returns an answer for each, in their order; an answer that is an
    exception is raised to whoever asked. It runs again when the connection was lost, so it has
    to be safe to repeat. One call at a time: its answers come in the order of the questions.
    """

    def __init__(
        self, run: Callable[[list[T]], Sequence[R | Exception]], *, most: int = 200
    ) -> None:
        self._run = run
        self._most = most
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def ask(self, item: T) -> R:
        """Return the answer to one item; waits for the group that it falls into."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            # Another loop than before, as in tests: what waited there is gone with it.
            self._loop, self._task = loop, None
            self._waiting.clear()
        future: asyncio.Future[R] = loop.create_future()
        self._waiting.append((item, future))
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._work())
        return await future

    async def _work(self) -> None:
        while self._waiting:
            group = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
            answers: Sequence[R | Exception]
            try:
                answers = await retry_in_db(self._run, [item for item, _future in group])
            except Exception as error:
                answers = [error for _each in group]
            for (_item, future), answer in zip(group, answers, strict=True):
                if future.done():
                    # Whoever asked has gone.
                    continue
                if isinstance(answer, Exception):
                    future.set_exception(answer)
                else:
                    future.set_result(answer)


def answer_each(answer: Callable[[T], R], items: Sequence[T]) -> list[R | Exception]:
    """Return the answer to each item; what goes wrong with one is its answer alone.

    A lost connection is everybody's, and is raised.
    """
    answers: list[R | Exception] = []
    for item in items:
        try:
            answers.append(answer(item))
        except LOST:
            raise
        except Exception as error:
            answers.append(error)
    return answers
