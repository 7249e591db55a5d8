"""The proxy does what its script says, to the byte."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import pytest

from .proxy import BlackHole, CutAt, Delay, Drop, FaultProxy, HalfClose, Throttle


@pytest.fixture
async def echo_port() -> AsyncIterator[int]:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


class Talker:
    """One connection through the proxy."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def echo(self, data: bytes) -> bytes:
        self.writer.write(data)
        await self.writer.drain()
        async with asyncio.timeout(5):
            return await self.reader.readexactly(len(data))


@contextlib.asynccontextmanager
async def talking(proxy: FaultProxy) -> AsyncIterator[Talker]:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    yield Talker(reader, writer)
    writer.transport.abort()


async def test_everything_passes_unchanged(echo_port):
    async with FaultProxy(echo_port) as proxy, talking(proxy) as talker:
        data = bytes(range(256)) * 2_000
        assert await talker.echo(data) == data
        assert proxy.links[0].bytes_up == proxy.links[0].bytes_down == len(data)


async def test_the_cut_falls_on_the_byte_named_counted_from_when_it_was_set(echo_port):
    async with FaultProxy(echo_port) as proxy, talking(proxy) as talker:
        await talker.echo(b"before")
        proxy.down = CutAt(700, is_reset=False)
        talker.writer.write(b"x" * 5_000)
        async with asyncio.timeout(5):
            assert await talker.reader.read(-1) == b"x" * 700


async def test_a_reset_is_no_polite_end(echo_port):
    async with FaultProxy(echo_port) as proxy, talking(proxy) as talker:
        proxy.down = CutAt(10)
        talker.writer.write(b"x" * 100)
        with pytest.raises(ConnectionResetError):
            async with asyncio.timeout(5):
                await talker.reader.read(-1)


async def test_a_black_hole_swallows_and_gives_back_when_it_heals(echo_port):
    async with FaultProxy(echo_port) as proxy, talking(proxy) as talker:
        await talker.echo(b"before")
        proxy.down = BlackHole()
        # What the pump was already waiting for may still pass.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(talker.echo(b"one"), timeout=0.2)
        talker.writer.write(b"two")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(talker.reader.read(10), timeout=0.2)
        proxy.heal()
        async with asyncio.timeout(2):
            assert await talker.reader.readexactly(3) == b"two"


async def test_dropped_bytes_never_come_and_the_connection_stays(echo_port):
    async with FaultProxy(echo_port) as proxy, talking(proxy) as talker:
        proxy.up = Drop(after_bytes=3)
        talker.writer.write(b"abcdef")
        async with asyncio.timeout(2):
            assert await talker.reader.readexactly(3) == b"abc"
        proxy.heal()
        assert await talker.echo(b"again") == b"again"


async def test_delays_and_throttles_cost_the_time_they_say(echo_port):
    async with FaultProxy(echo_port) as proxy, talking(proxy) as talker:
        proxy.up = Delay(0.3)
        start = time.monotonic()
        await talker.echo(b"late")
        assert 0.3 <= time.monotonic() - start < 0.9
        proxy.up = Throttle(10_000)
        start = time.monotonic()
        await talker.echo(b"x" * 5_000)
        assert 0.4 <= time.monotonic() - start < 2


async def test_a_half_close_ends_one_direction_only(echo_port):
    async with FaultProxy(echo_port) as proxy, talking(proxy) as talker:
        await talker.echo(b"before")
        proxy.links[0].down = HalfClose()
        proxy.links[0].changed.set()
        talker.writer.write(b"x")
        async with asyncio.timeout(2):
            assert await talker.reader.read(-1) in (b"", b"x")
        talker.writer.write(b"still taken")
        await talker.writer.drain()
        assert not talker.writer.transport.is_closing()


async def test_one_connection_suffers_alone(echo_port):
    async with FaultProxy(echo_port) as proxy, talking(proxy) as one, talking(proxy) as two:
        await one.echo(b"1")
        await two.echo(b"2")
        proxy.links[0].up = Drop()
        one.writer.write(b"lost")
        assert await two.echo(b"whole") == b"whole"
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(one.reader.read(10), timeout=0.2)


async def test_all_connections_die_at_once(echo_port):
    async with FaultProxy(echo_port) as proxy, talking(proxy) as one, talking(proxy) as two:
        await one.echo(b"1")
        await two.echo(b"2")
        assert proxy.kill_all() == 2
        for each in (one, two):
            with pytest.raises(ConnectionResetError):
                async with asyncio.timeout(2):
                    await each.reader.read(-1)


async def test_a_server_that_accepts_and_says_nothing(echo_port):
    async with FaultProxy(echo_port) as proxy:
        proxy.is_answering = False
        async with talking(proxy) as talker:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(talker.echo(b"hello?"), timeout=0.2)
            proxy.heal()
            async with asyncio.timeout(2):
                assert await talker.reader.readexactly(6) == b"hello?"
