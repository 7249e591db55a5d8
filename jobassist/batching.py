"""Group work: what has queued while the last group was at the database goes together."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from jobassist.db import LOST, retry_in_db
from jobassist.loops import PerLoop

T = TypeVar("T")
R = TypeVar("R")


@dataclass
class _Queue(Generic[T, R]):
    """What waits in one event loop, and the task that works it off."""

    waiting: deque[tuple[T, "asyncio.Future[R]"]] = field(default_factory=deque)
    task: "asyncio.Task[None] | None" = None


class Batcher(Generic[T, R]):
    """Hands everything that waits to one call, which runs in a database thread.

    `run` gets the items and returns an answer for each, in their order; an answer that is an
    exception is raised to whoever asked. It runs again when the connection was lost, so it has
    to be safe to repeat. One call of an event loop at a time: its answers come in the order of
    the questions.
    """

    def __init__(
        self, run: Callable[[list[T]], Sequence[R | Exception]], *, most: int = 200
    ) -> None:
        self._run = run
        self._most = most
        self._queues: PerLoop[_Queue[T, R]] = PerLoop(_Queue)

    async def ask(self, item: T) -> R:
        """Return the answer to one item; waits for the group that it falls into."""
        queue = self._queues.get()
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        queue.waiting.append((item, future))
        if queue.task is None or queue.task.done():
            queue.task = asyncio.create_task(self._work(queue.waiting))
        return await future

    async def _work(self, waiting: deque[tuple[T, "asyncio.Future[R]"]]) -> None:
        while waiting:
            group = [waiting.popleft() for _ in range(min(self._most, len(waiting)))]
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
