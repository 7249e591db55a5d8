"""Golden transcripts: what a client and the server say to each other, recorded and said again.

A line is `{"from": "client" | "server", "device"?, "frame" | "close"}`. Ids, tickets, epochs and
times are put in order of appearance, so that two runs of one talk read alike.
"""

import asyncio
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from chat.runner import runner
from jobassist.accounts.models import User
from jobassist.db import run_in_db
from tests.chat.talking import WAIT, Device, make_ticket, settle

Line = dict[str, Any]

TICKET = "TICKET"
PHONE = "phone"
# How long nobody says anything before a recording goes on.
QUIET = 0.5
HELD_QUIET = 1.6
# A client's own ids, which it makes up: they are sent as they stand.
OWN_ID = "c0000000-0000-4000-8000-{:012d}"
FOUND_ID = "00000000-0000-4000-8000-{:012d}"
AT = "2026-11-02T09:30:00Z"
DATE = "2026-10-26"
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


def posted_at() -> str:
    """Return the date on which the postings of a transcript are posted: a week ago."""
    return (timezone.now() - timedelta(days=7)).date().isoformat()


class Names:
    """Stable names for what differs from run to run, and the way back."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._ids = itertools.count(1)
        self._epochs = itertools.count(1)
        self._date = posted_at()

    def hide(self, value: Any, *, key: str = "", names_new: bool = True) -> Any:
        """Return a value with ids, epochs, times and scores by their stable names.

        Without `names_new` what has no name yet stays: a client makes up ids of its own.
        """
        if isinstance(value, dict):
            return {
                name: self.hide(each, key=name, names_new=names_new) for name, each in value.items()
            }
        if isinstance(value, list):
            return [self.hide(each, key=key, names_new=names_new) for each in value]
        if key in ("score", "confidence") and isinstance(value, float):
            # The last digits are the processor's.
            return 0.5
        if not isinstance(value, str):
            return value
        if key == "epoch":
            if names_new and value not in self._names:
                self._names[value] = f"e{next(self._epochs)}"
            return self._names.get(value, value)
        text = _TIME.sub(AT, value).replace(self._date, DATE)
        return _ID.sub(lambda found: self._name_id(found[0], names_new=names_new), text)

    def _name_id(self, given: str, *, names_new: bool) -> str:
        if names_new and given not in self._names and not given.startswith("c0000000-"):
            self._names[given] = FOUND_ID.format(next(self._ids))
        return self._names.get(given, given)

    def show(self, value: Any) -> Any:
        """Return a value with the real ids and epochs of this run in place of their names."""
        real = {name: given for given, name in self._names.items()}
        if isinstance(value, dict):
            return {name: self.show(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self.show(each) for each in value]
        if not isinstance(value, str):
            return value
        return real.get(value) or _ID.sub(lambda found: real.get(found[0], found[0]), value)


def order_step(lines: list[Line]) -> list[Line]:
    """Return what the server said after one line of a client in an order that does not vary.

    Answers to the order come first, then what is logged, stream by stream. Text of an answer
    being written stands before what it became. Within each of these the order is the server's.
    """
    devices = dict.fromkeys(line.get("device", PHONE) for line in lines)
    ordered: list[Line] = []
    for device in sorted(devices, key=lambda name: (name != PHONE, name)):
        own = [line for line in lines if line.get("device", PHONE) == device]
        framed = [line for line in own if "frame" in line]
        logged = [line for line in framed if "seq" in line["frame"]]
        live = [line for line in framed if line["frame"]["type"].startswith("item.")]
        live = [line for line in live if "seq" not in line["frame"]]
        ordered += [line for line in framed if line not in logged and line not in live]
        streams = dict.fromkeys(line["frame"]["conversation_id"] for line in logged)
        for stream in sorted(streams, key=lambda name: name == "me"):
            for line in (each for each in logged if each["frame"]["conversation_id"] == stream):
                item = line["frame"]["data"].get("item_id")
                became = [each for each in live if each["frame"]["data"]["item_id"] == item]
                live = [each for each in live if each not in became]
                ordered += [*became, line]
        ordered += live
        ordered += [line for line in own if "close" in line]
    return ordered


class Talk:
    """A person's devices and what is said on them; every line is kept."""

    def __init__(self, person: User) -> None:
        self.person = person
        self.devices: dict[str, Device] = {}
        self.lines: list[Line] = []
        self.names = Names()
        self._own_ids = itertools.count(1)
        # Somebody is kept waiting on purpose: an answer will not end by itself.
        self.is_held = False

    def own_id(self) -> str:
        """Return the next id that a client makes up."""
        return OWN_ID.format(next(self._own_ids))

    # --- recording ----------------------------------------------------------------------------

    async def hello(self, device: str = PHONE, **data: Any) -> None:
        """Open a socket and say hello on it."""
        data = {"ticket": TICKET, "locale": "en", **data}
        await self.say_frame({"v": 1, "type": "hello", "id": "hello", "data": data}, device)

    async def send(
        self, kind: str, data: dict[str, Any], device: str = PHONE, **envelope: Any
    ) -> str:
        """Send an order and hear what comes of it; returns the order's id."""
        frame: dict[str, Any] = {"v": 1, "type": kind, "id": self.own_id()}
        if "conversation_id" not in envelope:
            frame["conversation_id"] = self.chat()
        frame |= envelope | {"data": data}
        frame = {name: value for name, value in frame.items() if value is not None}
        await self.say_frame(frame, device)
        return str(frame["id"])

    async def say(self, text: str, device: str = PHONE, **data: Any) -> str:
        """Send a message."""
        return await self.send("message.send", {"text": text, **data}, device)

    async def say_frame(self, frame: dict[str, Any], device: str = PHONE) -> None:
        """Say one frame and hear what comes of it."""
        line: Line = {"from": "client", "frame": self.names.hide(frame, names_new=False)}
        await self.say_line(_on(device, line))
        await self.hear(device)

    async def hang_up(self, device: str = PHONE) -> None:
        """Close a socket from the client's side."""
        await self.say_line(_on(device, {"from": "client", "close": 1000}))

    async def hear(self, device: str = "") -> None:
        """Keep all that the server says until it has no more to say.

        With a device, something has to come on it: the answer to what it just said.
        """
        heard: list[Line] = []
        if device:
            heard.append(await _hear_line(device, self.devices[device]))
        while True:
            before = len(heard)
            if not self.is_held:
                await settle()
            for name, socket in self.devices.items():
                while not socket.is_closed and not await socket.socket.receive_nothing(
                    timeout=HELD_QUIET if self.is_held else QUIET
                ):
                    heard.append(await _hear_line(name, socket))
            if len(heard) == before:
                break
        self._keep(heard)

    def chat(self) -> str:
        """Return the id of the chat that is talked in: the newest."""
        heads = self.seen("welcome")[-1]["data"]["conversations"]
        return str(self.names.show(heads[0]["conversation_id"]))

    def seen(self, fact: str, **data: Any) -> list[dict[str, Any]]:
        """Return the server's frames of a type with these values in their data, by their names."""
        frames = [
            line["frame"] for line in self.lines if line["from"] == "server" and "frame" in line
        ]
        return [
            frame
            for frame in frames
            if frame["type"] == fact and data.items() <= frame["data"].items()
        ]

    def card(self, kind: str) -> dict[str, Any]:
        """Return the data of the newest item with a card of a kind, with its real ids."""
        items = [each["data"] for each in self.seen("item.done", kind="card")]
        found: dict[str, Any] = self.names.show(
            [each for each in items if each["card"]["kind"] == kind][-1]
        )
        return found

    def cursor(self, **changes: Any) -> dict[str, Any]:
        """Return how far the chat has been read."""
        logged = [
            line["frame"]
            for line in self.lines
            if line["from"] == "server" and "seq" in line.get("frame", {})
        ]
        last = [each for each in logged if each["conversation_id"] != "me"][-1]
        return {
            "conversation_id": self.names.show(last["conversation_id"]),
            "epoch": self.names.show(last["epoch"]),
            "after_seq": last["seq"],
            **changes,
        }

    # --- saying it again ----------------------------------------------------------------------

    async def replay(self, lines: list[Line]) -> None:
        """Say a transcript's client lines again and keep what is heard now."""
        for said, expected in steps(lines):
            await self.say_line(said)
            heard = []
            for line in expected:
                device = line.get("device", PHONE)
                heard.append(await _hear_line(device, self.devices[device]))
            self._keep(heard)
        for device in self.devices.values():
            if not device.is_closed:
                assert await device.socket.receive_nothing(timeout=0.2), "more than was recorded"

    async def say_line(self, line: Line) -> None:
        """Do what a client's line says, with this run's ids and a ticket of its own."""
        self.lines.append(line)
        device = line.get("device", PHONE)
        if "close" in line:
            await self.devices.pop(device).close()
            # What was said last is answered meanwhile; an answer that waits for ever is left.
            if runner._tasks:
                await asyncio.wait(list(runner._tasks.values()), timeout=HELD_QUIET)
            return
        frame = self.names.show(line["frame"])
        if frame["type"] == "hello":
            self.devices[device] = Device()
            await self.devices[device].socket.connect()
            if frame["data"]["ticket"] == TICKET:
                ticket = await run_in_db(make_ticket, self.person)
                frame = {**frame, "data": {**frame["data"], "ticket": ticket}}
        await self.devices[device].socket.send_to(text_data=json.dumps(frame, ensure_ascii=False))

    def _keep(self, heard: list[Line]) -> None:
        self.lines += [self.names.hide(line) for line in order_step(heard)]

    async def close(self) -> None:
        """Hang up on all devices."""
        for device in self.devices.values():
            if not device.is_closed:
                await device.close()


def _on(device: str, line: Line) -> Line:
    return line if device == PHONE else {"from": line["from"], "device": device, **line}


async def _hear_line(device: str, socket: Device) -> Line:
    output = await socket.socket.receive_output(timeout=WAIT)
    if output["type"] == "websocket.close":
        socket.is_closed = True
        return _on(device, {"from": "server", "close": output["code"]})
    frame = json.loads(output["text"])
    socket.keep(frame)
    return _on(device, {"from": "server", "frame": frame})


def steps(lines: list[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """Return each client line with what the server said after it."""
    starts = [number for number, line in enumerate(lines) if line["from"] == "client"]
    for start, end in itertools.pairwise([*starts, len(lines)]):
        yield lines[start], lines[start + 1 : end]


def read_lines(path: Path) -> list[Line]:
    """Return a transcript."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write_lines(path: Path, lines: Iterable[Line]) -> None:
    """Store a transcript."""
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
