"""A socket's line: what becomes of it when the server closed the socket by itself."""

import asyncio
from typing import Any

from chat.sockets import Message, Socket


class Echo(Socket):
    """Answers each frame with itself."""

    async def accept(self) -> bool:
        return True

    async def take(self, message: Message) -> None:
        await self.reply(str(message["text"]))

    def leave(self) -> None:
        self.has_left = True

    def on_room(self) -> None:
        """Hold nothing back."""


async def refuse(message: Any) -> None:
    # As uvicorn does once it has sent a close of its own.
    raise RuntimeError("Unexpected ASGI message")


async def test_socket_that_the_server_closed_by_itself_ends_quietly():
    incoming: asyncio.Queue[Message] = asyncio.Queue()
    incoming.put_nowait({"type": "websocket.connect"})
    incoming.put_nowait({"type": "websocket.receive", "text": "hello"})
    socket = Echo({}, incoming.get, refuse)
    await asyncio.wait_for(socket.run(), 5)
    assert socket.has_left


async def test_line_of_a_socket_that_the_server_closed_is_not_written_on():
    problems: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, told: problems.append(told))
    socket = Echo({}, asyncio.Queue().get, refuse)
    socket.push("one")
    await asyncio.sleep(0.05)
    socket.push("two")
    await asyncio.sleep(0.05)
    assert socket.is_closed
    assert not problems
