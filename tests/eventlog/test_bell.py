"""The bell: heard here in order, passed on elsewhere, and known to be ill when it is."""

import asyncio
import uuid
from typing import Any

import pytest

from eventlog import bell
from eventlog.bell import HeadMoved, Live, Registry, Relay, SessionEnded, TextWanted


class Ear:
    """Remembers what it hears, and on which loop."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.loops: set[asyncio.AbstractEventLoop] = set()

    def hear(self, heard: bell.Heard) -> None:
        self.heard.append(heard)
        self.loops.add(asyncio.get_running_loop())


class Wire:
    """A layer between processes that can be cut."""

    def __init__(self) -> None:
        self.groups: dict[str, set[str]] = {}
        self.queues: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self.is_cut = False
        # Messages that vanish, their sender none the wiser.
        self.to_lose = 0

    async def new_channel(self) -> str:
        if self.is_cut:
            raise OSError("cut")
        name = uuid.uuid4().hex
        self.queues[name] = asyncio.Queue()
        return name

    async def group_add(self, group: str, channel: str) -> None:
        self.groups.setdefault(group, set()).add(channel)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        if self.is_cut:
            raise OSError("cut")
        if self.to_lose:
            self.to_lose -= 1
            return
        for channel in self.groups.get(group, ()):
            self.queues[channel].put_nowait(message)

    async def receive(self, channel: str) -> dict[str, Any]:
        return await self.queues[channel].get()


@pytest.fixture
def wire(monkeypatch):
    wire = Wire()
    monkeypatch.setattr(bell, "get_channel_layer", lambda: wire)
    monkeypatch.setattr(bell, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(bell, "ILL_AFTER_SECONDS", 0.2)
    monkeypatch.setattr(bell, "DOUBT_SECONDS", 0.1)
    return wire


async def until(is_true):
    async with asyncio.timeout(5):
        while not is_true():  # noqa: ASYNC110 - what is awaited is elsewhere
            await asyncio.sleep(0.01)


async def test_a_ring_of_another_thread_is_heard_on_the_listeners_loop_in_order():
    registry, ear, person = Registry(), Ear(), uuid.uuid4()
    registry.add(person, ear)
    rings = [HeadMoved(uuid.uuid4(), n) for n in range(50)]
    await asyncio.to_thread(registry.tell, [(person, each) for each in rings])
    await until(lambda: len(ear.heard) == 50)
    assert ear.heard == rings
    assert ear.loops == {asyncio.get_running_loop()}


async def test_who_stopped_listening_hears_nothing_and_others_are_not_theirs():
    registry, ear, stranger = Registry(), Ear(), Ear()
    person = uuid.uuid4()
    registry.add(person, ear)
    registry.add(uuid.uuid4(), stranger)
    registry.tell([(person, SessionEnded())])
    registry.remove(person, ear)
    registry.remove(person, ear)
    registry.tell([(person, SessionEnded())])
    await asyncio.sleep(0.05)
    assert len(ear.heard) == 1
    assert stranger.heard == []


async def test_what_one_process_tells_is_heard_in_another_and_not_twice_at_home(wire):
    ear, person, talk = Ear(), uuid.uuid4(), uuid.uuid4()
    bell.listen(person, ear)
    here, there = Relay(), Relay()
    await here.start()
    await there.start()
    await until(lambda: len(wire.groups.get(bell.GROUP, ())) == 2)
    people = [person.hex]
    here.pass_on([{"kind": "head", "people": people, "conversation": talk.hex, "head_seq": 7}])
    here.pass_on([{"kind": "live", "people": people, "frame": {"type": "item.delta"}}])
    here.pass_on([{"kind": "session", "people": people}, {"kind": "text", "people": people}])
    here.pass_on([{"kind": "of a newer version", "people": people}])
    await until(lambda: len(ear.heard) == 4)
    await asyncio.sleep(0.1)
    # Heard by way of `there` alone: `here` told its own sockets already.
    assert ear.heard == [
        HeadMoved(talk, 7),
        Live({"type": "item.delta"}),
        SessionEnded(),
        TextWanted(),
    ]
    await here.stop()
    await there.stop()
    bell.stop_listening(person, ear)


async def test_a_cut_layer_is_ill_and_well_again_when_it_is_back(wire):
    relay = Relay()
    assert relay.is_healthy
    await relay.start()
    await asyncio.sleep(0.3)
    assert relay.is_healthy
    wire.is_cut = True
    await until(lambda: not relay.is_healthy)
    wire.is_cut = False
    await until(lambda: relay.is_healthy)
    await relay.stop()


async def test_one_lost_message_is_noticed_at_the_next_and_doubted_for_a_moment(wire):
    here, there = Relay(), Relay()
    await here.start()
    await there.start()
    await until(lambda: len(wire.groups.get(bell.GROUP, ())) == 2)
    await asyncio.sleep(0.3)
    assert here.is_healthy
    assert there.is_healthy
    wire.to_lose = 1
    here.pass_on([{"kind": "session", "people": [uuid.uuid4().hex]}])
    await until(lambda: not there.is_healthy)
    await until(lambda: there.is_healthy)
    await here.stop()
    await there.stop()


async def test_what_fell_off_a_full_line_is_noticed_by_the_others(wire, monkeypatch):
    monkeypatch.setattr(bell, "MAX_WAITING", 3)
    here, there = Relay(), Relay()
    await here.start()
    await there.start()
    await until(lambda: len(wire.groups.get(bell.GROUP, ())) == 2)
    await asyncio.sleep(0.3)
    here.pass_on([{"kind": "session", "people": [uuid.uuid4().hex]}] * 4)
    await until(lambda: not there.is_healthy)
    await here.stop()
    await there.stop()


async def test_a_layer_that_is_away_at_the_start_is_joined_later(wire):
    wire.is_cut = True
    relay = Relay()
    await relay.start()
    await until(lambda: not relay.is_healthy)
    wire.is_cut = False
    await until(lambda: relay.is_healthy)
    await relay.stop()


async def test_in_memory_layer_reaches_nobody_else_and_is_never_ill():
    relay = Relay()
    await relay.start()
    assert not bell.is_shared()
    assert relay.is_healthy
    await relay.stop()


async def test_message_that_nobody_understands_deafens_nobody(wire):
    ear, person = Ear(), uuid.uuid4()
    bell.listen(person, ear)
    relay = Relay()
    await relay.start()
    await until(lambda: wire.groups.get(bell.GROUP))
    for wrong in ({"type": "bell.told"}, {"from": "x", "number": 1, "told": [{"kind": "head"}]}):
        await wire.group_send(bell.GROUP, wrong)
    told = [{"kind": "session", "people": [person.hex]}]
    await wire.group_send(bell.GROUP, {"from": "x", "number": 2, "told": told})
    await until(lambda: ear.heard == [SessionEnded()])
    # By the same channel: none is left behind to fill.
    assert len(wire.queues) == 1
    await relay.stop()
    bell.stop_listening(person, ear)


async def test_ring_that_the_layer_cannot_carry_does_not_end_the_ringing(wire, monkeypatch):
    async def refuse(group: str, message: dict[str, Any]) -> None:
        raise TypeError("no bytes of that")

    relay = Relay()
    await relay.start()
    with monkeypatch.context() as broken:
        broken.setattr(wire, "group_send", refuse)
        await until(lambda: not relay.is_healthy)
    await until(lambda: relay.is_healthy)
    await relay.stop()
