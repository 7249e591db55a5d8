"""A TCP proxy on loopback that does to each direction what a bad network does.

    async with FaultProxy(web.port) as proxy:
        client = WireClient(proxy.url, ...)
        proxy.down = CutAt(5_000)      # from the server to the client, from the next byte on
        await proxy.kill_all()

What `up` and `down` say holds for the bytes that pass from then on, on every connection;
`link.up` and `link.down` say it for one connection.
"""

import asyncio
import contextlib
import socket
import struct
from dataclasses import dataclass, field
from typing import assert_never

CHUNK = 64 * 1024
# RST instead of FIN.
LINGER_NONE = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Pass:
    """Everything goes through."""


@dataclass(frozen=True)
class Delay:
    """Everything goes through, later."""

    seconds: float


@dataclass(frozen=True)
class Throttle:
    """At most so many bytes a second go through; the sender feels it when buffers are full."""

    bytes_per_second: int


@dataclass(frozen=True)
class CutAt:
    """The connection ends after so many bytes more of this direction, in mid-frame."""

    byte: int
    is_reset: bool = True


@dataclass(frozen=True)
class Drop:
    """So many bytes more go through; what follows vanishes, the connection stays open."""

    after_bytes: int = 0


@dataclass(frozen=True)
class BlackHole:
    """Nothing is read any more: the sender's buffers fill, nobody says a word."""


@dataclass(frozen=True)
class HalfClose:
    """This direction is ended politely, the other one stays open."""


Fault = Pass | Delay | Throttle | CutAt | Drop | BlackHole | HalfClose


@dataclass(eq=False)
class Link:
    """One connection through the proxy."""

    proxy: "FaultProxy"
    client: asyncio.StreamWriter
    server: asyncio.StreamWriter | None = None
    # None: as the proxy says.
    up: Fault | None = None
    down: Fault | None = None
    bytes_up: int = 0
    bytes_down: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def server_port(self) -> int:
        """The port by which the server knows this connection."""
        assert self.server is not None
        port: int = self.server.get_extra_info("sockname")[1]
        return port

    def reset(self) -> None:
        """End both sides at once without a goodbye."""
        for writer in (self.client, self.server):
            if writer is not None:
                _reset(writer)

    def close(self) -> None:
        """End both sides as if each had hung up."""
        for writer in (self.client, self.server):
            if writer is not None:
                writer.close()


class FaultProxy:
    """Listens on a free port of loopback and connects to another one."""

    def __init__(self, target_port: int, *, up: Fault | None = None, down: Fault | None = None):
        self.target_port = target_port
        self._up: Fault = up or Pass()
        self._down: Fault = down or Pass()
        # False: accept connections and neither read them nor pass them on.
        self.is_answering = True
        # True: reset whoever connects.
        self.is_refusing = False
        self.links: list[Link] = []
        self.accepted = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """The port that clients connect to."""
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def url(self) -> str:
        """The socket's address through the proxy."""
        return f"ws://127.0.0.1:{self.port}/ws/v1/chat"

    @property
    def up(self) -> Fault:
        """What happens to bytes from clients."""
        return self._up

    @up.setter
    def up(self, fault: Fault) -> None:
        self._up = fault
        self._tell()

    @property
    def down(self) -> Fault:
        """What happens to bytes from the server."""
        return self._down

    @down.setter
    def down(self, fault: Fault) -> None:
        self._down = fault
        self._tell()

    def heal(self) -> None:
        """Let everything through again, on every connection."""
        self.is_answering, self.is_refusing = True, False
        for link in self.links:
            link.up = link.down = None
        self._up = self._down = Pass()
        self._tell()

    def kill_all(self) -> int:
        """Reset every connection at once; returns how many."""
        links = list(self.links)
        for link in links:
            link.reset()
        return len(links)

    async def __aenter__(self) -> "FaultProxy":
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, backlog=4096)
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._server is not None
        self._server.close()
        self.kill_all()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def _tell(self) -> None:
        for link in self.links:
            link.changed.set()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.accepted += 1
        link = Link(self, writer)
        self.links.append(link)
        try:
            if self.is_refusing:
                return
            while not self.is_answering:
                link.changed.clear()
                await link.changed.wait()
            back, link.server = await asyncio.open_connection("127.0.0.1", self.target_port)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pump(link, reader, link.server, is_up=True))
                both.create_task(self._pump(link, back, writer, is_up=False))
        except* (OSError, asyncio.CancelledError):
            pass
        finally:
            link.reset()
            self.links.remove(link)
            self._tasks.discard(task)

    async def _pump(
        self,
        link: Link,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        is_up: bool,
    ) -> None:
        # Counted from the moment that a fault was set, not from the first byte.
        fault: Fault | None = None
        passed = 0
        while True:
            wanted = (link.up or self._up) if is_up else (link.down or self._down)
            if wanted is not fault:
                fault, passed = wanted, 0
            if isinstance(fault, HalfClose):
                with contextlib.suppress(OSError):
                    writer.write_eof()
                return
            if isinstance(fault, BlackHole):
                link.changed.clear()
                await link.changed.wait()
                continue
            data = await reader.read(CHUNK)
            if not data:
                with contextlib.suppress(OSError):
                    writer.write_eof()
                # The other direction may still have something to say, but not for ever.
                return
            now = (link.up or self._up) if is_up else (link.down or self._down)
            if now is not fault:
                fault, passed = now, 0
            passed += await self._carry(link, data, writer, fault, passed=passed)
            if is_up:
                link.bytes_up += len(data)
            else:
                link.bytes_down += len(data)

    async def _carry(
        self,
        link: Link,
        data: bytes,
        writer: asyncio.StreamWriter,
        fault: Fault,
        *,
        passed: int,
    ) -> int:
        match fault:
            case Pass() | HalfClose() | BlackHole():
                # A hole that opened while these bytes were on their way swallows the next.
                writer.write(data)
            case Delay():
                await asyncio.sleep(fault.seconds)
                writer.write(data)
            case Throttle():
                step = max(1, fault.bytes_per_second // 20)
                for start in range(0, len(data), step):
                    writer.write(data[start : start + step])
                    await writer.drain()
                    await asyncio.sleep(step / fault.bytes_per_second)
            case CutAt():
                left = fault.byte - passed
                writer.write(data[: max(0, left)])
                if len(data) >= left:
                    # What was let through shall arrive, then nothing more.
                    await writer.drain()
                    await asyncio.sleep(0)
                    if fault.is_reset:
                        link.reset()
                    else:
                        link.close()
                    raise ConnectionResetError
            case Drop():
                writer.write(data[: max(0, fault.after_bytes - passed)])
            case _:
                assert_never(fault)
        await writer.drain()
        return len(data)


def _reset(writer: asyncio.StreamWriter) -> None:
    found = writer.get_extra_info("socket")
    if found is not None:
        with contextlib.suppress(OSError):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NONE)
    writer.transport.abort()
