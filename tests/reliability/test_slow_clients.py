"""Clients that do not read, or are dead and do not say so, cost little and are let go."""

import asyncio
import json
import math
import time
from pathlib import Path

import psutil
import pytest

from tests.faults import BlackHole, Cluster, FaultProxy, Impostor, Person, WireClient, until_true
from tests.faults.client import Cursor

from .measure import percentile, scaled

# Above what the kernel keeps for a connection: 4 MB of sending and some of receiving.
PUSHED_EVENTS, PUSHED_BYTES = 900, 8_000
CLOSED_SECONDS = 10.0


async def test_a_hundred_stalled_readers_are_closed_cheaply_and_nobody_else_notices(
    device, impostor, tell
):
    count = scaled(30, 100)
    with Cluster() as cluster:
        web = cluster.webs[0]
        people = cluster.database.make_people(count)
        other = device(cluster, cluster.database.make_person())
        await other.connect()
        stalled = [impostor(web.url, receive_buffer=4_096) for _ in people]
        for socket, person in zip(stalled, people, strict=True):
            assert await socket.hello(cluster.database.make_ticket(person)) is not None
        for person in people:
            await push(cluster, person)
        # The same for those who do read, so that what is left is the cost of not reading.
        for _ in range(2):
            readers = [
                read_from_start(device(cluster, each, keeps_frames=False), each)
                for each in people[:20]
            ]
            await asyncio.gather(*(each.connect() for each in readers))
            for each, person in zip(readers, people, strict=False):
                await each.until_seq(
                    PUSHED_EVENTS, conversation_id=person.conversation_id, seconds=60
                )
                await each.send("hello")
            await asyncio.gather(*(each.close() for each in readers))
        quiet = await measure(other, seconds=2)
        before = web.memory_bytes()
        ports = {socket.local_port for socket in stalled}
        for socket, person in zip(stalled, people, strict=True):
            # The ring of its own message finds seven megabytes for it to read.
            await say(socket, person)
        start = time.monotonic()
        # When a connection last took another byte, and when it was gone.
        took: dict[int, tuple[int, float]] = {}
        closed_at: dict[int, float] = {}
        most, waits = before, []
        while len(closed_at) < count and time.monotonic() - start < 60:
            most = max(most, web.memory_bytes())
            waits.append(await measure_once(other))
            queues = sending_queues(web.port)
            now = time.monotonic()
            for port in ports - closed_at.keys():
                if port not in queues:
                    closed_at[port] = now
                elif port not in took or took[port][0] != queues[port]:
                    took[port] = (queues[port], now)
            await asyncio.sleep(0.1)
        patience = max(
            (closed_at[port] - took.get(port, (0, start))[1] for port in closed_at), default=60
        )
        cost = (most - before) / 1e6
        tell(f"{count} stalled readers, MB at most", f"{math.ceil(cost * 10) / 10}")
        tell("stalled readers closed after their queue was full, last", patience, is_seconds=True)
        tell("another person meanwhile, p95", percentile(waits, 0.95), is_seconds=True)
        tell("another person before, p95", percentile(quiet, 0.95), is_seconds=True)
        assert len(closed_at) == count
        assert patience <= CLOSED_SECONDS
        assert cost <= 20 * count / 100
        assert percentile(waits, 0.95) <= 1
        assert other.is_open
        assert not web.tracebacks()
        # They come back and read on from where they were.
        back = read_from_start(device(cluster, people[1]), people[1])
        await back.connect()
        await back.until_seq(PUSHED_EVENTS)
        assert back.seqs()[:PUSHED_EVENTS] == list(range(1, PUSHED_EVENTS + 1))
        await back.close()
        await other.close()


async def test_a_person_who_reads_elsewhere_is_not_held_up_by_a_stalled_device(
    lone, device, impostor
):
    person = lone.database.make_person()
    stalled = impostor(lone.webs[0].url, receive_buffer=4_096)
    await stalled.hello(lone.database.make_ticket(person))
    client = device(lone, person)
    await client.connect()
    await push(lone, person)
    await say(stalled, person)
    await client.until_seq(PUSHED_EVENTS, seconds=10)
    for number in range(20):
        start = time.monotonic()
        await client.say(f"still here {number}")
        assert time.monotonic() - start < 2
    await until_true(lambda: stalled.local_port not in open_ports(lone.webs[0].pid), seconds=15)
    assert client.is_open
    assert client.faults == []
    await client.close()


@pytest.mark.slow
async def test_a_dead_peer_is_noticed_within_two_heartbeats(device, tell):
    heartbeat = scaled(8, 25)
    with Cluster(environment={"HEARTBEAT_SECONDS": str(heartbeat)}) as cluster:
        web = cluster.webs[0]
        people = cluster.database.make_people(20)
        async with FaultProxy(web.port) as proxy:
            dead = [device(cluster, each, url=proxy.url) for each in people[:10]]
            alive = [device(cluster, each, heartbeat_seconds=heartbeat) for each in people[10:]]
            for client in (*dead, *alive):
                welcome = await client.connect()
                assert welcome["heartbeat_seconds"] == heartbeat
            ports = {link.server_port for link in proxy.links}
            assert len(ports & open_ports(web.pid)) == 10
            for client in dead:
                await client.ping()
            await asyncio.sleep(0.2)
            # From here on nothing passes, and nobody is told.
            proxy.up, proxy.down = BlackHole(), BlackHole()
            start = time.monotonic()
            await until_true(
                lambda: sum(r["code"] == 4410 for r in web.log_records("socket.closed")) == 10,
                seconds=3 * heartbeat,
            )
            noticed = time.monotonic() - start
            await until_true(lambda: not ports & open_ports(web.pid), seconds=20)
            gone = time.monotonic() - start
        tell("dead peers noticed, heartbeats", f"{math.ceil(noticed / heartbeat * 100) / 100}")
        tell("dead peers' connections gone", gone, is_seconds=True)
        assert all(client.is_open for client in alive)
        assert noticed <= 2 * heartbeat
        assert gone <= 2 * heartbeat + 5
        for client in alive:
            await client.close()


def read_from_start(client: WireClient, person: Person) -> WireClient:
    """Return the client, about to ask for everything in its person's conversation."""
    client.cursors[person.conversation_id] = Cursor(person.epoch, 0)
    return client


async def say(socket: Impostor, person: Person) -> None:
    """Say something, and read nothing of what comes back."""
    await socket.send_order(
        "message.send", {"text": "hello"}, conversation_id=person.conversation_id
    )


async def push(cluster: Cluster, person: Person) -> None:
    """Write some megabytes into a conversation, ringing nobody."""
    if cluster.database.head(person.conversation_id):
        return
    data = {"item_id": None, "role": "assistant", "kind": "text"}
    await asyncio.to_thread(
        cluster.database.execute,
        "WITH moved AS (UPDATE eventlog_conversation SET head_seq = %s WHERE id = %s)"
        " INSERT INTO eventlog_event (conversation_id, seq, type, item_id, data, at)"
        " SELECT %s, seq, 'item.done', id, %s::jsonb || jsonb_build_object('item_id', id,"
        " 'text', repeat('x', %s)), now()"
        " FROM (SELECT seq, gen_random_uuid() AS id FROM generate_series(1, %s) seq) numbered",
        [
            PUSHED_EVENTS,
            person.conversation_id,
            person.conversation_id,
            json.dumps(data),
            PUSHED_BYTES,
            PUSHED_EVENTS,
        ],
    )


def sending_queues(port: int) -> dict[int, int]:
    """Return how many bytes the kernel keeps for each peer of a listening port, by its port."""
    found = {}
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _number, here, there, state, queues, *_rest = line.split()
        if int(here.split(":")[1], 16) == port and state == "01":
            found[int(there.split(":")[1], 16)] = int(queues.split(":")[0], 16)
    return found


def open_ports(pid: int) -> set[int]:
    """Return the other ends' ports of a process's open TCP connections."""
    return {
        each.raddr.port
        for each in psutil.Process(pid).net_connections("tcp")
        if each.status == psutil.CONN_ESTABLISHED and each.raddr
    }


async def measure_once(client: WireClient) -> float:
    """Return how long a message of somebody else takes to be taken."""
    start = time.monotonic()
    await client.send("hello", seconds=30)
    return time.monotonic() - start


async def measure(client: WireClient, *, seconds: float) -> list[float]:
    """Return how long such messages take, for some time."""
    start = time.monotonic()
    found = []
    while time.monotonic() - start < seconds:
        found.append(await measure_once(client))
        await asyncio.sleep(0.1)
    return found
