"""The channel layer is only a bell: whatever becomes of Redis, the log reaches everybody."""

import asyncio
import datetime
import json
import time
from dataclasses import dataclass, field

import pytest

from tests.faults import Cluster, Person, WireClient, until_true
from tests.faults.client import Frame
from tests.needs import needs

from .measure import percentile, scaled
from .turns import wait_for_quiet

# A comparison of heads each second, and the time to see that the layer is ill.
OUTAGE_SECONDS_MOST = 2.5


@dataclass
class Watched:
    """A person on both processes, and how late each of the two devices heard what."""

    person: Person
    near: WireClient
    far: WireClient
    # (when it was heard, seconds since it was written), by device.
    lags: dict[str, list[tuple[float, float]]] = field(
        default_factory=lambda: {"near": [], "far": []}
    )

    def listen(self) -> None:
        """Begin to note."""
        self.near.on_logged = lambda frame: self._note("near", frame)
        self.far.on_logged = lambda frame: self._note("far", frame)

    def _note(self, name: str, frame: Frame) -> None:
        if frame["conversation_id"] == self.person.conversation_id:
            written_at = datetime.datetime.fromisoformat(frame["at"]).timestamp()
            self.lags[name].append((written_at, time.time() - written_at))


class Traffic:
    """People who talk on both processes until told to stop."""

    def __init__(self, cluster: Cluster, device, *, people: int, pause_seconds: float) -> None:
        self.cluster = cluster
        self.pause_seconds = pause_seconds
        self.watched = [
            Watched(
                person,
                device(cluster, person, web=number % 2, keeps_frames=False),
                device(cluster, person, web=1 - number % 2, keeps_frames=False),
            )
            for number, person in enumerate(cluster.database.make_people(people))
        ]
        self.acks: list[tuple[float, float]] = []
        self._is_over = False
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Traffic":
        for each in self.watched:
            each.listen()
            await each.near.connect()
            await each.far.connect()
        self._tasks = [asyncio.create_task(self._talk(each)) for each in self.watched]
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._is_over = True
        await asyncio.gather(*self._tasks)

    def count_events(self) -> int:
        return sum(each.far.seq(each.person.conversation_id) for each in self.watched)

    async def _talk(self, each: Watched) -> None:
        number = 0
        while not self._is_over:
            number += 1
            start = time.monotonic()
            ack = await each.near.send(f"message {number}", seconds=30)
            self.acks.append((start, time.monotonic() - start))
            assert ack["status"] in ("accepted", "duplicate")
            await asyncio.sleep(self.pause_seconds)

    async def check(self, *, seconds: float) -> tuple[int, float]:
        """Wait until everybody has everything; returns how many events, and how long it took."""
        start = time.monotonic()
        total = 0
        for each in self.watched:
            head = await asyncio.to_thread(self.cluster.database.head, each.person.conversation_id)
            for client in (each.near, each.far):
                await client.until_seq(
                    head, conversation_id=each.person.conversation_id, seconds=seconds
                )
                assert client.faults == []
                assert client.seqs(each.person.conversation_id) == list(range(1, head + 1))
            total += head
        return total, time.monotonic() - start


@pytest.mark.slow
async def test_redis_killed_and_flushed_in_mid_run_loses_nothing(pair, device, tell):
    goal = scaled(1_200, 10_000)
    outage_seconds = scaled(4, 10)
    people = scaled(10, 40)
    async with Traffic(pair, device, people=people, pause_seconds=0.3) as traffic:
        await until_true(lambda: traffic.count_events() >= goal // 3, seconds=600)
        pair.redis.flush()
        killed_at, killed_wall = time.monotonic(), time.time()
        pair.redis.kill()
        before = traffic.count_events()
        await asyncio.sleep(outage_seconds)
        during = traffic.count_events() - before
        await asyncio.to_thread(pair.redis.start)
        back_at, back_wall = time.monotonic(), time.time()
        # What was said up to here has to be everywhere within two seconds.
        heads = {
            each.person.conversation_id: pair.database.head(each.person.conversation_id)
            for each in traffic.watched
        }
        waits = [
            client.until_seq(
                heads[each.person.conversation_id],
                conversation_id=each.person.conversation_id,
                seconds=30,
            )
            for each in traffic.watched
            for client in (each.near, each.far)
        ]
        await asyncio.gather(*waits)
        caught_up = time.monotonic() - back_at
        await asyncio.sleep(2)
        await until_true(lambda: traffic.count_events() >= goal, seconds=900)
    await wait_for_quiet(pair)
    total, _took = await traffic.check(seconds=10)
    outage, after = {}, {}
    for name in ("near", "far"):
        lags = [lag for each in traffic.watched for lag in each.lags[name]]
        outage[name] = percentile([lag for at, lag in lags if killed_wall <= at < back_wall], 0.99)
        after[name] = percentile([lag for at, lag in lags if at > back_wall + 2], 0.99)
    acks = [took for at, took in traffic.acks if killed_at <= at < back_at]
    tell("events through the outage, lost", f"{total}, 0")
    tell("events told while Redis was dead", during)
    tell("order acknowledged during the outage, p99", percentile(acks, 0.99), is_seconds=True)
    tell("own process hears during the outage, p99", outage["near"], is_seconds=True)
    tell("other process hears during the outage, p99", outage["far"], is_seconds=True)
    tell("caught up after Redis was back", caught_up, is_seconds=True)
    tell("other process hears from then on, p99", after["far"], is_seconds=True)
    assert total >= goal
    assert during > 0
    assert pair.database.gaps() == 0
    assert percentile(acks, 0.99) <= 2
    assert outage["near"] <= 1
    assert outage["far"] <= OUTAGE_SECONDS_MOST
    assert caught_up <= 2
    assert after["far"] <= 1


@pytest.mark.slow
async def test_a_redis_that_says_nothing_stops_nobody(pair, device, tell):
    async with Traffic(pair, device, people=6, pause_seconds=0.2) as traffic:
        await asyncio.sleep(1)
        pair.redis.pause()
        paused_at = time.monotonic()
        await asyncio.sleep(4)
        pair.redis.resume()
        resumed_at = time.monotonic()
        await asyncio.sleep(2)
    await wait_for_quiet(pair)
    total, _took = await traffic.check(seconds=10)
    acks = [took for at, took in traffic.acks if paused_at <= at < resumed_at]
    tell("events around a Redis that hangs, lost", f"{total}, 0")
    tell("order acknowledged while it hangs, p99", percentile(acks, 0.99), is_seconds=True)
    assert percentile(acks, 0.99) <= 2


async def test_connections_of_redis_ended_now_and_then_lose_nothing(pair, device):
    async with Traffic(pair, device, people=6, pause_seconds=0.1) as traffic:
        for _ in range(scaled(4, 20)):
            await asyncio.sleep(0.5)
            await asyncio.to_thread(pair.redis.drop_clients)
            await asyncio.to_thread(pair.redis.flush)
    await wait_for_quiet(pair)
    total, took = await traffic.check(seconds=10)
    assert total > 0
    assert took <= 3


@pytest.mark.slow
async def test_people_come_and_talk_while_redis_is_dead(pair, device, tell):
    await asyncio.to_thread(pair.redis.kill)
    took = []
    for person in pair.database.make_people(5):
        near, far = device(pair, person, web=0), device(pair, person, web=1)
        await near.connect()
        await far.connect()
        await near.say("is anybody there?")
        took.append(await far.until_seq(near.seq()))
        assert far.texts() == ["echo: is anybody there?"]
        assert near.faults == far.faults == []
        await near.close()
        await far.close()
    tell("heard on the other process with a dead Redis, last", max(took), is_seconds=True)
    assert max(took) <= 2


@pytest.mark.slow
@needs("redis")
async def test_a_layer_that_loses_every_third_message_loses_no_event(device, tell):
    changes = {"channels_redis.pubsub:RedisPubSubLoopLayer.group_send": "lossy(before, 3)"}
    with Cluster(
        processes=2, has_redis=True, environment={"CHANGES": json.dumps(changes)}
    ) as cluster:
        # Seldom enough that no next ring of the same chat makes up for a lost one.
        async with Traffic(cluster, device, people=30, pause_seconds=5) as traffic:
            await asyncio.sleep(scaled(6, 30))
        await wait_for_quiet(cluster)
        total, took = await traffic.check(seconds=10)
        lags = [lag for each in traffic.watched for _at, lag in each.lags["far"]]
        tell("events over a layer that loses a third, lost", f"{total}, 0")
        tell("other process hears, p99", percentile(lags, 0.99), is_seconds=True)
        tell("caught up after the last event", took, is_seconds=True)
        assert took <= 2
        assert percentile(lags, 0.99) <= OUTAGE_SECONDS_MOST
