"""A client of the socket for tests: says hello, sends orders, reads until something comes."""

import asyncio
import json
import uuid
from typing import Any

from channels.testing import WebsocketCommunicator

from chat.events import CLIENT_TYPES
from chat.runner import runner
from jobassist.accounts.models import User
from jobassist.accounts.services import issue_ticket, open_sign_in
from jobassist.asgi import application
from jobassist.db import run_in_db
from tests.chat.published import check_frame, check_reply

WAIT = 10.0


def make_ticket(user: User) -> str:
    """Return a fresh ticket of a fresh sign-in."""
    from jobassist.accounts.models import SignIn

    pair = open_sign_in(user)
    return issue_ticket(user, SignIn.objects.get(id=pair.sign_in_id)).ticket


class Device:
    """One socket of one person."""

    def __init__(self, *, headers: list[tuple[bytes, bytes]] = [], path: str = "/ws/v1/chat"):  # noqa: B006
        self.socket = WebsocketCommunicator(
            application, path, headers=headers, subprotocols=["jobchat.v1"]
        )
        self.frames: list[dict[str, Any]] = []
        self.orders: dict[str, str] = {}
        self.is_closed = False
        self.conversation_id = ""
        self.welcome: dict[str, Any] = {}

    async def hello(self, user: User, **data: Any) -> dict[str, Any]:
        """Connect and say hello; returns the welcome's data."""
        is_open, protocol = await self.socket.connect()
        assert (is_open, protocol) == (True, "jobchat.v1")
        ticket = await run_in_db(make_ticket, user)
        await self.send("hello", {"ticket": ticket, "locale": "en", **data})
        self.welcome = (await self.until("welcome"))["data"]
        self.conversation_id = self.welcome["conversations"][0]["conversation_id"]
        return self.welcome

    async def greeted(self, user: User, **data: Any) -> "Device":
        """Say hello and wait for the greeting of a newcomer to end."""
        await self.hello(user, **data)
        await self.until("turn.finished")
        return self

    async def send(self, kind: str, data: dict[str, Any], **envelope: Any) -> str:
        """Send an order; returns its id."""
        frame = {"v": 1, "type": kind, "id": str(uuid.uuid4()), "data": data, **envelope}
        if self.conversation_id and "conversation_id" not in frame:
            frame["conversation_id"] = self.conversation_id
        self.orders[str(frame["id"])] = kind
        await self.socket.send_to(text_data=json.dumps(frame))
        return str(frame["id"])

    async def order(self, kind: str, data: dict[str, Any], **envelope: Any) -> dict[str, Any]:
        """Send an order and return the data of its ack."""
        ref = await self.send(kind, data, **envelope)
        return (await self.until("ack", ref=ref))["data"]

    async def say(self, text: str, **data: Any) -> list[dict[str, Any]]:
        """Send a message and return all frames up to the end of its turn."""
        start = len(self.frames)
        ack = await self.order("message.send", {"text": text, **data})
        assert ack["status"] == "accepted", ack
        await self.until("turn.finished")
        return self.frames[start:]

    async def until(self, kind: str, *, ref: str | None = None) -> dict[str, Any]:
        """Read frames until one of a kind (for an order) comes."""
        async with asyncio.timeout(WAIT):
            while True:
                frame = await self.read()
                if frame["type"] == kind and ref in (None, frame["data"].get("ref")):
                    return frame

    async def read(self) -> dict[str, Any]:
        """Read the next frame; one that is not as published fails the test that reads it."""
        frame = json.loads(await self.socket.receive_from(timeout=WAIT))
        self.keep(frame)
        return dict(frame)

    def keep(self, frame: dict[str, Any]) -> None:
        """Keep a frame that came, if it is as published."""
        check_frame(frame)
        order = self.orders.get(frame["data"].get("ref") or "")
        # A person's own message names the order that it came by as well.
        if order in CLIENT_TYPES and not frame["type"].startswith("item."):
            check_reply(frame, order=order)
        self.frames.append(frame)

    async def close(self) -> None:
        """Hang up; the person's turns go on."""
        await self.socket.disconnect()

    def logged(self) -> list[int]:
        """Return the seqs seen of the conversation, in the order they came."""
        return [
            frame["seq"]
            for frame in self.frames
            if frame.get("conversation_id") == self.conversation_id and "seq" in frame
        ]


def cards(frames: list[dict[str, Any]], kind: str | None = None) -> list[dict[str, Any]]:
    """Return the cards in frames, of one kind if given."""
    found = [
        f["data"]["card"] for f in frames if f["type"] == "item.done" and f["data"].get("card")
    ]
    return [card for card in found if kind in (None, card["kind"])]


def texts(frames: list[dict[str, Any]]) -> list[str]:
    """Return the assistant's sentences in frames."""
    return [
        f["data"]["text"]
        for f in frames
        if f["type"] == "item.done" and f["data"]["role"] == "assistant" and f["data"].get("text")
    ]


async def settle() -> None:
    """Wait until this process runs no turn any more."""
    async with asyncio.timeout(WAIT):
        while runner._tasks:
            await asyncio.gather(*list(runner._tasks.values()), return_exceptions=True)


__all__ = ["Device", "cards", "make_ticket", "settle", "texts"]
