"""Thousands who are dropped at once come back without trampling anybody."""

import asyncio
import base64
import json
import time
import uuid

import pytest

from tests.faults import Cluster, Person, backoff_delay, until_true
from tests.faults.client import SUBPROTOCOL
from tests.faults.misbehave import CLOSE, TEXT, build_message, parse_message
from tests.needs import needs

from .measure import percentile, scaled

# As docs/settings.md gives it, for each process.
POOL_SIZE = 20
WELCOME_SECONDS = 15.0
HEARTBEAT_SECONDS = 25.0


class Comer(asyncio.Protocol):
    """One app of a herd, as cheap as it can be: on two cores it must not starve the server."""

    def __init__(self, cluster: Cluster, person: Person, *, port: int) -> None:
        self.cluster = cluster
        self.person = person
        self.port = port
        self.ticket = ""
        self.welcomed = asyncio.Event()
        self.transport: asyncio.Transport | None = None
        self._left = b""
        self._is_shaken = False
        self._beat: asyncio.TimerHandle | None = None

    @property
    def is_open(self) -> bool:
        """Whether it was welcomed and is still connected."""
        return self.welcomed.is_set() and self.transport is not None

    async def come(self) -> None:
        """Connect until welcomed, with the pauses of the web client."""
        attempt = 0
        while True:
            self.drop()
            try:
                async with asyncio.timeout(WELCOME_SECONDS):
                    await asyncio.get_running_loop().create_connection(
                        lambda: self, "127.0.0.1", self.port
                    )
                    await self.welcomed.wait()
                return
            except (OSError, TimeoutError):
                await asyncio.sleep(backoff_delay(attempt))
                attempt += 1

    async def come_back(self) -> None:
        """Come again after a loss."""
        await asyncio.sleep(backoff_delay(0))
        await self.come()

    def drop(self) -> None:
        """Be gone at once."""
        transport, self.transport = self.transport, None
        self.welcomed.clear()
        self._left, self._is_shaken = b"", False
        if self._beat is not None:
            self._beat.cancel()
        if transport is not None:
            transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        key = base64.b64encode(uuid.uuid4().bytes).decode()
        transport.write(
            f"GET /ws/v1/chat HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self._left += data
        if not self._is_shaken:
            head, end, rest = self._left.partition(b"\r\n\r\n")
            if not end:
                return
            assert b" 101 " in head, head
            self._left, self._is_shaken = rest, True
            # Used up by an attempt that failed: the app asks for another.
            ticket, self.ticket = self.ticket, ""
            cursor = {
                "conversation_id": self.person.conversation_id,
                "epoch": self.person.epoch,
                "after_seq": 0,
            }
            self._write(
                "hello",
                {
                    "ticket": ticket or self.cluster.database.make_ticket(self.person),
                    "locale": "en",
                    "resume": [cursor],
                },
            )
        while (found := parse_message(self._left)) is not None:
            opcode, message, size = found
            self._left = self._left[size:]
            if opcode == TEXT and not self.welcomed.is_set():
                frame = json.loads(message)
                assert frame["type"] == "welcome", frame
                assert all(each["recovered"] for each in frame["data"]["conversations"])
                self.welcomed.set()
                self._ping_later()
            elif opcode == CLOSE:
                self.drop()

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None

    def _ping_later(self) -> None:
        self._beat = asyncio.get_running_loop().call_later(HEARTBEAT_SECONDS, self._ping)

    def _ping(self) -> None:
        if self.transport is not None:
            self._write("ping", {})
            self._ping_later()

    def _write(self, kind: str, data: dict) -> None:
        frame = {"v": 1, "type": kind, "id": str(uuid.uuid4()), "data": data}
        assert self.transport is not None
        self.transport.write(build_message(TEXT, json.dumps(frame).encode()))


@pytest.mark.slow
@needs("redis")
async def test_everybody_dropped_at_once_is_back_in_ten_seconds(tell):
    count = scaled(500, 5_000)
    with Cluster(processes=2, has_redis=True) as cluster:
        people = cluster.database.make_people(count)
        herd = [
            Comer(cluster, person, port=cluster.webs[number % 2].port)
            for number, person in enumerate(people)
        ]
        give_tickets(herd)
        for start in range(0, count, 100):
            await asyncio.gather(*(each.come() for each in herd[start : start + 100]))
        assert all(each.is_open for each in herd)
        give_tickets(herd)
        connections: list[int] = []
        watch = asyncio.create_task(watch_pool(cluster, connections))
        back: list[float] = []
        dropped_at = time.monotonic()
        for each in herd:
            each.drop()
        comers = [asyncio.create_task(note(each, dropped_at, back)) for each in herd]
        try:
            await until_true(lambda: len(back) == count, seconds=300, every_seconds=0.2)
        finally:
            watch.cancel()
            for comer in comers:
                comer.cancel()
            await asyncio.gather(*comers, watch, return_exceptions=True)
        what = f"{count} dropped at once, from the drop to the welcome"
        tell(f"{what}, p50", percentile(back, 0.5), is_seconds=True)
        tell(f"{what}, p99", percentile(back, 0.99), is_seconds=True)
        tell("database connections at most, of two pools of 20", max(connections))
        assert all(each.is_open for each in herd)
        assert max(connections) <= 2 * POOL_SIZE
        assert percentile(back, 0.99) <= 10
        assert not any(web.tracebacks() for web in cluster.webs)
        for each in herd:
            each.drop()
        await asyncio.sleep(0.1)


def give_tickets(herd: list[Comer]) -> None:
    """Give everybody a fresh ticket, past HTTP: what that costs is another subject."""
    database = herd[0].cluster.database
    tickets = database.make_tickets([each.person for each in herd], seconds=600)
    for each, ticket in zip(herd, tickets, strict=True):
        each.ticket = ticket


async def note(comer: Comer, dropped_at: float, back: list[float]) -> None:
    """Come back, and note how long after the drop."""
    await comer.come_back()
    back.append(time.monotonic() - dropped_at)


async def watch_pool(cluster: Cluster, connections: list[int]) -> None:
    """Note again and again how many connections the web processes hold."""
    while True:
        connections.append(await asyncio.to_thread(cluster.database.count_connections))
        await asyncio.sleep(0.1)
