"""Clients that do what a client must not: they read nothing, say nothing, or say too much.

Written on bare TCP, so that nothing of a library's good manners stands in the way.
"""

import asyncio
import base64
import contextlib
import json
import os
import secrets
import socket
import struct
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .client import CARDS, SUBPROTOCOL

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA


@dataclass(frozen=True)
class Heard:
    """One message of the server, its opcode before it."""

    opcode: int
    data: bytes

    @property
    def frame(self) -> dict[str, Any]:
        """The protocol's frame in a text message."""
        return dict(json.loads(self.data))

    @property
    def close_code(self) -> int | None:
        """The code of a close frame, None when it carries none."""
        return struct.unpack("!H", self.data[:2])[0] if len(self.data) >= 2 else None


class Impostor:
    """A socket whose every byte the test decides on.

    `receive_buffer` makes the kernel's own buffer small, so that not reading is felt soon.
    """

    def __init__(self, url: str, *, receive_buffer: int = 0) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        assert parts.port is not None
        self.address = (parts.hostname, parts.port)
        self.target = parts.path + (f"?{parts.query}" if parts.query else "")
        self.receive_buffer = receive_buffer
        self.heard: list[Heard] = []
        self.status = 0
        self._socket: socket.socket | None = None
        self._left = b""

    @property
    def local_port(self) -> int:
        """The port of this end."""
        assert self._socket is not None
        port: int = self._socket.getsockname()[1]
        return port

    # --- connecting -------------------------------------------------------

    async def connect_tcp(self) -> None:
        """Connect and say nothing."""
        loop = asyncio.get_running_loop()
        self._socket = socket.socket()
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.receive_buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.receive_buffer)
        await loop.sock_connect(self._socket, self.address)

    async def handshake(
        self, *, headers: dict[str, str] | None = None, subprotocol: str = SUBPROTOCOL
    ) -> int:
        """Ask for a WebSocket; returns the HTTP status."""
        if self._socket is None:
            await self.connect_tcp()
        lines = {
            "Host": f"{self.address[0]}:{self.address[1]}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            "Sec-WebSocket-Version": "13",
            **({"Sec-WebSocket-Protocol": subprotocol} if subprotocol else {}),
            **(headers or {}),
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        await self.write_bytes(f"GET {self.target} HTTP/1.1\r\n{head}\r\n".encode())
        while b"\r\n\r\n" not in self._left:
            data = await self._receive(10.0)
            if not data:
                break
            self._left += data
        answer, _, self._left = self._left.partition(b"\r\n\r\n")
        self.status = int(answer.split()[1]) if answer else 0
        return self.status

    async def hello(self, ticket: str, **data: Any) -> dict[str, Any] | None:
        """Shake hands, say hello and return the welcome's data, None when it was refused."""
        if self.status != 101:
            await self.handshake()
        await self.send_order("hello", {"ticket": ticket, "locale": "en", "cards": CARDS, **data})
        while (heard := await self.read(seconds=20.0)) is not None:
            if heard.opcode == CLOSE:
                return None
            if heard.opcode == TEXT and heard.frame["type"] == "welcome":
                return dict(heard.frame["data"])
        return None

    # --- sending ----------------------------------------------------------

    async def write_bytes(self, data: bytes) -> None:
        """Send bytes as they are."""
        assert self._socket is not None
        await asyncio.get_running_loop().sock_sendall(self._socket, data)

    async def write_slowly(self, data: bytes, *, seconds_a_byte: float) -> None:
        """Send bytes one at a time."""
        for index in range(len(data)):
            await self.write_bytes(data[index : index + 1])
            await asyncio.sleep(seconds_a_byte)

    async def send_text(self, text: str) -> None:
        """Send a text message."""
        await self.write_bytes(build_message(TEXT, text.encode()))

    async def send_order(self, kind: str, data: dict[str, Any], **envelope: Any) -> str:
        """Send an order; returns its id."""
        frame = {"v": 1, "type": kind, "id": str(uuid.uuid4()), "data": data, **envelope}
        await self.send_text(json.dumps(frame, ensure_ascii=False))
        return str(frame["id"])

    async def pong_forever(self) -> None:
        """Answer the pings of the WebSocket itself, and nothing else."""
        while (heard := await self.read(seconds=3600)) is not None:
            if heard.opcode == PING:
                await self.write_bytes(build_message(PONG, heard.data))

    # --- reading ----------------------------------------------------------

    async def read(self, *, seconds: float) -> Heard | None:
        """Return the next message; None when the connection ended."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while (found := self._take_message()) is None:
            data = await self._receive(deadline - loop.time())
            if not data:
                return None
            self._left += data
        self.heard.append(found)
        return found

    async def read_to_end(self, *, seconds: float) -> tuple[int | None, float]:
        """Read until the connection ends; returns the close code, if any, and when it was."""
        code = None
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while (heard := await self.read(seconds=deadline - loop.time())) is not None:
            if heard.opcode == CLOSE:
                code = heard.close_code
                # A polite end; a rude one would wait for the server's own patience.
                with contextlib.suppress(OSError):
                    await self.write_bytes(build_message(CLOSE, heard.data))
                break
        return code, time.monotonic()

    def is_cut(self) -> bool:
        """Return whether the other side has ended the connection, without reading what it said."""
        assert self._socket is not None
        state = self._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
        # Anything but ESTABLISHED: a FIN or a reset has come.
        return state != 1

    async def _receive(self, seconds: float) -> bytes:
        assert self._socket is not None
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                return await asyncio.get_running_loop().sock_recv(self._socket, 65536)
        except ConnectionError:
            return b""

    def _take_message(self) -> Heard | None:
        found = parse_message(self._left)
        if found is None:
            return None
        opcode, data, size = found
        self._left = self._left[size:]
        return Heard(opcode, data)

    # --- leaving ----------------------------------------------------------

    def vanish(self) -> None:
        """Be gone; the other side learns of it at once."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def build_message(
    opcode: int, data: bytes, *, is_last: bool = True, is_masked: bool = True
) -> bytes:
    """Return one WebSocket frame as a client sends it, or as it must not (unmasked)."""
    head = bytes([(0x80 if is_last else 0) | opcode])
    mask_bit = 0x80 if is_masked else 0
    if len(data) < 126:
        head += bytes([mask_bit | len(data)])
    elif len(data) < 65536:
        head += bytes([mask_bit | 126]) + struct.pack("!H", len(data))
    else:
        head += bytes([mask_bit | 127]) + struct.pack("!Q", len(data))
    if not is_masked:
        return head + data
    mask = secrets.token_bytes(4)
    return head + mask + _apply_mask(data, mask)


def _apply_mask(data: bytes, mask: bytes) -> bytes:
    whole = (mask * (len(data) // 4 + 1))[: len(data)]
    size = len(data)
    return (int.from_bytes(data, "big") ^ int.from_bytes(whole, "big")).to_bytes(size, "big")


def parse_message(data: bytes) -> tuple[int, bytes, int] | None:
    """Return opcode, payload and length of the server's first frame; None while it is not whole."""
    if len(data) < 2:
        return None
    size, at = data[1] & 0x7F, 2
    if size == 126:
        if len(data) < 4:
            return None
        size, at = struct.unpack("!H", data[2:4])[0], 4
    elif size == 127:
        if len(data) < 10:
            return None
        size, at = struct.unpack("!Q", data[2:10])[0], 10
    if len(data) < at + size:
        return None
    return data[0] & 0x0F, data[at : at + size], at + size


def garbage_messages() -> Iterator[tuple[str, bytes]]:
    """Yield messages that are well-formed WebSocket frames and no frames of the protocol."""
    deep = "[" * 50_000 + "]" * 50_000
    texts = {
        "empty": "",
        "no json": "hello?",
        "cut json": '{"v":1,"type":"ping","id":"',
        "number": "1",
        "list": "[1,2,3]",
        "null": "null",
        "no type": '{"v":1}',
        "type is a list": '{"v":1,"type":["ping"]}',
        "unknown type": '{"v":1,"type":"turn.finished","id":"x","data":{}}',
        "old version": '{"v":0,"type":"ping","id":"x","data":{}}',
        "data is a text": '{"v":1,"type":"message.send","id":"x","data":"y"}',
        "bad id": '{"v":1,"type":"message.send","id":"x","data":{"text":"y"}}',
        "deep": deep,
        "deep in data": '{"v":1,"type":"message.send","data":' + deep + "}",
        "huge number": '{"v":1,"type":"read.mark","data":{"seq":' + "9" * 5_000 + "}}",
        "infinite": '{"v":1,"type":"read.mark","data":{"seq":1e999}}',
        "nan": '{"v":1,"type":"read.mark","data":{"seq":NaN}}',
        "nul": '{"v":1,"type":"message.preview","data":{"text":"\\u0000"}}',
        "half a pair": '{"v":1,"type":"message.preview","data":{"text":"\\ud800"}}',
        "many keys": json.dumps({f"k{i}": i for i in range(20_000)}),
        "too large": json.dumps({"v": 1, "type": "ping", "data": {"text": "x" * 300_000}}),
    }
    for name, text in texts.items():
        yield name, build_message(TEXT, text.encode())
    yield "binary", build_message(BINARY, os.urandom(1_000))
    yield "empty binary", build_message(BINARY, b"")


def broken_messages() -> Iterator[tuple[str, bytes]]:
    """Yield what breaks the WebSocket protocol itself, which may only end in a close."""
    yield "no utf-8", build_message(TEXT, b"\xff\xfe\xfd")
    yield "unmasked", build_message(TEXT, b"{}", is_masked=False)
    yield "reserved opcode", build_message(0x5, b"x")
    yield "fragmented ping", build_message(PING, b"x", is_last=False)
    yield "stray continuation", build_message(0x0, b"x")
    yield "four megabytes", build_message(TEXT, b"x" * 4_000_000)
    yield "claims an exabyte", bytes([0x81, 0xFF]) + struct.pack("!Q", 2**60) + b"mask"
    yield "plain text", b"GET / HTTP/1.1\r\n\r\n"
