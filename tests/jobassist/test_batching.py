"""Group work: what waits goes together, each gets its own answer."""

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError

from jobassist.batching import Batcher, answer_each


class Doubler:
    """Doubles numbers, one group at a time; a zero is refused."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.fails: list[Exception] = []

    def run(self, numbers: list[int]) -> Sequence[int | Exception]:
        self.groups.append(numbers)
        if self.fails:
            raise self.fails.pop()
        return [2 * each if each else ValueError("zero") for each in numbers]


@pytest.mark.django_db(transaction=True)
async def test_what_waits_while_a_group_is_away_goes_together():
    doubler = Doubler()
    batcher = Batcher(doubler.run, most=4)
    answers = await asyncio.gather(*(batcher.ask(each) for each in range(1, 10)))
    assert answers == [2 * each for each in range(1, 10)]
    assert doubler.groups == [[1, 2, 3, 4], [5, 6, 7, 8], [9]]


@pytest.mark.django_db(transaction=True)
async def test_one_that_is_refused_does_not_spoil_the_group():
    batcher = Batcher(Doubler().run)
    answers = await asyncio.gather(*map(batcher.ask, (1, 0, 3)), return_exceptions=True)
    assert [answers[0], answers[2]] == [2, 6]
    assert isinstance(answers[1], ValueError)


@pytest.mark.django_db(transaction=True)
async def test_group_is_asked_again_when_the_connection_was_lost():
    doubler = Doubler()
    doubler.fails = [OperationalError("server closed the connection"), OperationalError("again")]
    assert await Batcher(doubler.run).ask(4) == 8
    assert doubler.groups == [[4], [4], [4]]


@pytest.mark.django_db(transaction=True)
async def test_group_that_fails_tells_all_and_the_next_one_goes():
    doubler = Doubler()
    doubler.fails = [RuntimeError("boom")]
    batcher = Batcher(doubler.run)
    answers = await asyncio.gather(*map(batcher.ask, (1, 2)), return_exceptions=True)
    assert [type(each) for each in answers] == [RuntimeError, RuntimeError]
    assert await batcher.ask(3) == 6


@pytest.mark.django_db(transaction=True)
async def test_who_went_away_holds_up_nobody():
    batcher = Batcher(Doubler().run)
    leaving = asyncio.create_task(batcher.ask(1))
    staying = asyncio.create_task(batcher.ask(2))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == 4


@pytest.mark.django_db(transaction=True)
def test_event_loops_in_other_threads_do_not_disturb_each_other():
    batcher = Batcher(Doubler().run)
    both = threading.Barrier(2)

    async def ask_often(first: int) -> list[int]:
        both.wait(timeout=10)
        numbers = range(first, first + 200)
        async with asyncio.timeout(20):
            return list(await asyncio.gather(*(ask_late(n) for n in numbers)))

    async def ask_late(number: int) -> int:
        # All the while the other loop asks as well.
        await asyncio.sleep(number % 50 / 100)
        return await batcher.ask(number)

    with ThreadPoolExecutor(max_workers=2) as pool:
        loops = [pool.submit(asyncio.run, ask_often(first)) for first in (1, 1_000)]
        answers = [each.result() for each in loops]
    assert answers == [[2 * n for n in range(f, f + 200)] for f in (1, 1_000)]


def test_one_that_fails_is_answered_alone_but_a_lost_connection_is_everybodys():
    answers = answer_each(lambda each: 6 // each, [1, 0, 3])
    assert [answers[0], answers[2]] == [6, 2]
    assert isinstance(answers[1], ZeroDivisionError)

    def lose(each: int) -> int:
        raise OperationalError

    with pytest.raises(OperationalError):
        answer_each(lose, [1])
