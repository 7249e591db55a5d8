"""How many turns work at once, who comes next, and what those hear that wait."""

import asyncio

import pytest

from chat import pacing
from chat.pacing import Pace, Place, pace_turn


@pytest.fixture
def pace(monkeypatch) -> Pace:
    made = Pace(2)
    monkeypatch.setattr(pacing, "_paces", type("Fixed", (), {"get": lambda _self: made})())
    return made


class Turn:
    """A turn that works until it is let go."""

    def __init__(self) -> None:
        self.told: list[float] = []
        self.works = asyncio.Event()
        self.done = asyncio.Event()
        self.place: Place | None = None
        self.task = asyncio.create_task(self.run())

    async def run(self) -> None:
        async with pace_turn(tell=self.told.append) as self.place:
            self.works.set()
            await self.done.wait()


async def settle() -> None:
    for _each in range(5):
        await asyncio.sleep(0)


async def begin(count: int) -> list[Turn]:
    turns = []
    for _each in range(count):
        turns.append(Turn())
        await settle()
    return turns


async def end(*turns: Turn) -> None:
    for each in turns:
        each.done.set()
    await asyncio.gather(*(each.task for each in turns), return_exceptions=True)


async def test_so_many_work_and_the_rest_follow_in_the_order_they_came(pace):
    turns = await begin(5)
    assert [each.works.is_set() for each in turns] == [True, True, False, False, False]
    await end(turns[1])
    await settle()
    assert [each.works.is_set() for each in turns] == [True, True, True, False, False]
    await end(turns[0], turns[2])
    await settle()
    assert all(each.works.is_set() for each in turns)
    await end(*turns[3:])
    assert (pace.working, len(pace.line)) == (0, 0)


async def test_who_waits_for_long_hears_so_at_once_and_about_how_long(pace):
    pace.held_seconds = 3.0
    turns = await begin(6)
    assert [each.told for each in turns[:2]] == [[], []]
    assert [each.told for each in turns[2:]] == [[1.5], [3.0], [4.5], [6.0]]
    await end(*turns)


async def test_a_short_wait_is_not_spoken_of(pace):
    pace.held_seconds = 0.2
    turns = await begin(4)
    assert [each.told for each in turns] == [[]] * 4
    await end(*turns)


async def test_while_a_model_writes_the_place_is_anothers_and_going_on_comes_first(pace):
    turns = await begin(4)
    first = turns[0]
    assert first.place is not None
    first.place.rest()
    await settle()
    # Two work, and the third.
    assert [each.works.is_set() for each in turns] == [True, True, True, False]
    again = asyncio.create_task(first.place.go_on())
    await settle()
    assert not again.done()
    await end(turns[1])
    await settle()
    # Before the fourth, who came later.
    assert again.done()
    assert not turns[3].works.is_set()
    await end(*turns)
    assert pace.working == 0


@pytest.mark.parametrize("is_given", [True, False])
async def test_a_turn_cancelled_in_the_line_leaves_its_place_to_the_next(pace, is_given):
    turns = await begin(4)
    if is_given:
        # Given the place and cancelled at the same moment.
        turns[0].done.set()
        await asyncio.wait([turns[0].task])
    turns[2].task.cancel()
    await settle()
    await end(*turns[:2])
    await settle()
    assert turns[3].works.is_set()
    await end(*turns)
    assert (pace.working, len(pace.line)) == (0, 0)


async def test_the_time_that_turns_take_is_learned(pace):
    before = pace.held_seconds
    (turn,) = await begin(1)
    await asyncio.sleep(0.02)
    await end(turn)
    assert pace.held_seconds != before


async def test_who_was_not_told_and_waits_all_the_same_hears_of_it_soon(pace, monkeypatch):
    monkeypatch.setattr(pacing, "TOLD_AFTER_SECONDS", 0.01)
    pace.held_seconds = 0.1
    turns = await begin(3)
    await asyncio.sleep(0.05)
    # Those that work are told nothing.
    assert [each.told for each in turns] == [[], [], [1.0]]
    await end(*turns)


async def test_who_comes_back_goes_first_in_order_and_a_cancelled_one_loses_no_place():
    pace, order = Pace(1), []

    async def go(name: str, *, is_first: bool) -> None:
        await pace.enter(is_first=is_first)
        order.append(name)
        pace.leave()

    await pace.enter()
    names = [("new", False), ("back 1", True), ("gone", True), ("back 2", True), ("left", False)]
    tasks = []
    for name, is_first in names:
        tasks.append(asyncio.create_task(go(name, is_first=is_first)))
        await settle()
    tasks[2].cancel()
    tasks[4].cancel()
    await settle()
    pace.leave()
    # It is given the place as it is cancelled, and gives it on.
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert order == ["back 2", "new"]
    assert (pace.working, len(pace.back), len(pace.line)) == (0, 0, 0)
