"""Thousands who are dropped at once come back without trampling anybody."""

import asyncio
import functools
import gc
import time
import uuid

import pytest

from tests.faults import Cluster, Person, WireClient, until_true
from tests.needs import needs

from .measure import percentile, scaled

# As docs/settings.md gives it, for each process.
POOL_SIZE = 20


@pytest.mark.slow
@needs("redis")
async def test_everybody_dropped_at_once_is_back_in_ten_seconds(tell):
    count = scaled(400, 5_000)
    with Cluster(processes=2, has_redis=True) as cluster:
        people = cluster.database.make_people(count)
        tickets: dict[uuid.UUID, str] = {}
        clients = [
            WireClient(
                cluster.webs[number % 2].url,
                functools.partial(_take_ticket, tickets, cluster, person),
                keeps_frames=False,
            )
            for number, person in enumerate(people)
        ]
        # As apps that hold a fresh ticket: what giving it out costs is HTTP's business.
        _fill(tickets, cluster, people)
        for start in range(0, count, 50):
            await asyncio.gather(
                *(each.connect(seconds=60) for each in clients[start : start + 50])
            )
        _fill(tickets, cluster, people)
        connections: list[int] = []
        watch = asyncio.create_task(_watch_pool(cluster, connections))
        gc.collect()
        gc.freeze()
        dropped_at = time.monotonic()
        for each in clients:
            assert each._socket is not None
            each._socket.transport.abort()
        back: list[float] = []
        comers = [asyncio.create_task(_come_back(each, dropped_at, back)) for each in clients]
        try:
            await until_true(lambda: len(back) == count, seconds=120, every_seconds=0.2)
        finally:
            gc.unfreeze()
            watch.cancel()
            for comer in comers:
                comer.cancel()
            await asyncio.gather(*comers, watch, return_exceptions=True)
        tell(
            f"{count} dropped at once, from the drop to the welcome, p50",
            percentile(back, 0.5),
            is_seconds=True,
        )
        tell(
            f"{count} dropped at once, from the drop to the welcome, p99",
            percentile(back, 0.99),
            is_seconds=True,
        )
        tell("database connections at most, of two pools of 20", max(connections))
        assert all(each.is_open for each in clients)
        assert not any(each.faults for each in clients)
        assert max(connections) <= 2 * POOL_SIZE
        assert percentile(back, 0.99) <= 10
        for start in range(0, count, 200):
            await asyncio.gather(*(each.abort() for each in clients[start : start + 200]))
        assert not any(web.tracebacks() for web in cluster.webs)


async def _come_back(client: WireClient, dropped_at: float, back: list[float]) -> None:
    await client.closed.wait()
    await client.come_back()
    back.append(time.monotonic() - dropped_at)


async def _watch_pool(cluster: Cluster, connections: list[int]) -> None:
    while True:
        connections.append(await asyncio.to_thread(cluster.database.count_connections))
        await asyncio.sleep(0.1)


def _fill(tickets: dict[uuid.UUID, str], cluster: Cluster, people: list[Person]) -> None:
    fresh = cluster.database.make_tickets(people, seconds=600)
    tickets.update(zip((each.user_id for each in people), fresh, strict=True))


def _take_ticket(tickets: dict[uuid.UUID, str], cluster: Cluster, person: Person) -> str:
    # Used up by an attempt that failed: the app asks for another.
    return tickets.pop(person.user_id, "") or cluster.database.make_ticket(person)
