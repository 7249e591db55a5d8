"""Group work: what waits goes together, each gets its own answer."""

import asyncio
from collections.abc import Sequence

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


def test_one_that_fails_is_answered_alone_but_a_lost_connection_is_everybodys():
    answers = answer_each(lambda each: 6 // each, [1, 0, 3])
    assert [answers[0], answers[2]] == [6, 2]
    assert isinstance(answers[1], ZeroDivisionError)

    def lose(each: int) -> int:
        raise OperationalError

    with pytest.raises(OperationalError):
        answer_each(lose, [1])
