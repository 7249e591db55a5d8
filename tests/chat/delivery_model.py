"""What delivery promises, as books that are kept of one person's devices and checked.

A `Device` takes every frame of its sockets as a client would; a `Ledger` knows what was sent,
by whichever socket, and what it was answered with. What breaks a promise is raised as `Broken`
at the frame that shows it, or by `settle` when all is quiet and the log can be read.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Frame = dict[str, Any]


class Broken(AssertionError):
    """A promise of the protocol was broken; `kind` says which."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(f"{kind}: {words}")
        self.kind = kind


@dataclass
class Order:
    """A frame that was sent under one id, perhaps often, perhaps with more than one body."""

    id: str
    type: str
    conversation_id: str | None
    bodies: list[dict[str, Any]]
    acks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        """Whether its sender has been told what became of it."""
        return bool(self.acks)


@dataclass
class Stream:
    """What a device knows of one conversation: a start, and all that followed it."""

    epoch: str
    base: int
    events: list[Frame] = field(default_factory=list)
    # Items that a `resync` gave instead of what lies before `base`.
    given: list[Frame] = field(default_factory=list)

    @property
    def head(self) -> int:
        """The cursor: the newest seq that the device has."""
        return self.base + len(self.events)

    def go_back(self, seq: int) -> None:
        """Forget what is newer than a seq, as a device that lost a part of its storage."""
        if seq < self.base:
            self.base, self.events, self.given = seq, [], []
        else:
            del self.events[seq - self.base :]


@dataclass
class Text:
    """A message being written, as far as its deltas tell."""

    pieces: list[tuple[int, str]] = field(default_factory=list)
    text: str = ""
    has_gap: bool = False

    def add(self, offset: int, text: str) -> None:
        """Put more text where it belongs."""
        self.pieces.append((offset, text))
        if offset > len(self.text):
            self.has_gap = True
            return
        # Said again after a resume: what was there already stays as long as it is.
        self.text = self.text[:offset] + text + self.text[offset + len(text) :]


class Ledger:
    """What one person's devices sent and saw together."""

    def __init__(self, name: str, *, conversation_ids: Iterable[str]) -> None:
        self.name = name
        # A word that stands in everything this person writes: nobody else may ever see it.
        self.mark = f"mark-{name}"
        self.orders: dict[str, Order] = {}
        self.conversations = set(conversation_ids)
        self.deleted: set[str] = set()
        self.renames = 0
        self.seen: dict[tuple[str, int], str] = {}
        self.counts: Counter[str] = Counter()
        self.strangers: list[Ledger] = []

    def note_sent(self, frame: Frame) -> Order:
        """Note a frame that is about to be sent, again or for the first time."""
        order = self.orders.get(frame["id"])
        if order is None:
            order = Order(frame["id"], frame["type"], frame.get("conversation_id"), [])
            self.orders[order.id] = order
        if frame["data"] not in order.bodies:
            order.bodies.append(frame["data"])
        return order

    def note_ack(self, data: Mapping[str, Any]) -> None:
        """Note an answer to an order; two that contradict each other are a broken promise."""
        order = self.orders.get(data["ref"])
        if order is None:
            raise Broken("leaked", f"an ack of an order that {self.name} never sent: {data}")
        order.acks.append(dict(data))
        if data["status"] == "rejected":
            if data.get("code") == "id_reused" and len(order.bodies) == 1:
                raise Broken("doubled", f"one body, yet the id counts as reused: {data}")
            return
        seqs = {ack.get("seq") for ack in order.acks if ack["status"] != "rejected"}
        if len(seqs) > 1:
            raise Broken("doubled", f"acks of {order.id} name different events: {seqs}")
        # A mark that is set again stays where it is: the protocol keeps no ids of these.
        is_remembered = order.type != "read.mark"
        if is_remembered and sum(ack["status"] == "accepted" for ack in order.acks) > 1:
            raise Broken("doubled", f"order {order.id} was accepted twice")
        if data.get("conversation_id"):
            self.conversations.add(data["conversation_id"])

    def unsettled(self) -> list[Order]:
        """Return the orders that nobody has answered yet, oldest first."""
        return [order for order in self.orders.values() if not order.is_settled]

    # --- when all is quiet ----------------------------------------------------

    def settle(self, log: Mapping[str, list[Frame]], devices: Iterable["Device"]) -> None:
        """Compare what was sent and what each device has with the whole log.

        `log` holds every conversation of the person, `me` among them, each event in order.
        """
        self._check_conversations(log)
        for wire_id, events in log.items():
            seqs = [event["seq"] for event in events]
            if seqs != list(range(1, len(seqs) + 1)):
                raise Broken("lost", f"the log of {wire_id} has gaps: {seqs}")
        self._check_effects(log)
        self._check_answers(log)
        for device in devices:
            device.compare(log)

    def _check_conversations(self, log: Mapping[str, list[Frame]]) -> None:
        there = set(log) - {"me"}
        expected = self.conversations - self.deleted
        opened = [
            order
            for order in self.orders.values()
            if order.type == "conversation.open" and "conversation_id" not in order.bodies[0]
        ]
        # Each order opens one; there was one before them all.
        if len(self.conversations | there) > len(opened) + 1:
            raise Broken("doubled", f"{len(opened)} orders opened {len(self.conversations) - 1}")
        if there - expected:
            raise Broken("doubled", f"conversations that nobody opened: {there - expected}")
        if expected - there:
            raise Broken("lost", f"conversations that are gone: {expected - there}")

    def _check_effects(self, log: Mapping[str, list[Frame]]) -> None:
        """Check that each message stands once, in one of the bodies sent, where its ack says."""
        items: defaultdict[str, list[tuple[str, Frame]]] = defaultdict(list)
        for wire_id, events in log.items():
            for event in events:
                if event["type"] == "item.done" and event["data"].get("role") == "user":
                    items[event["data"].get("ref", "")].append((wire_id, event))
        for ref in items.keys() - self.orders.keys():
            raise Broken("leaked", f"an item of an order that nobody sent: {ref}")
        for order in self.orders.values():
            if order.type != "message.send" or order.conversation_id in self.deleted:
                continue
            found = items[order.id]
            if len(found) > 1:
                raise Broken("doubled", f"{order.id} stands {len(found)} times in the log")
            if not found:
                raise Broken("lost", f"{order.id} is not in the log; acks {order.acks}")
            wire_id, event = found[0]
            if event["data"]["text"] not in [body["text"] for body in order.bodies]:
                raise Broken("doubled", f"{order.id} has words that nobody sent")
            named = {ack.get("seq") for ack in order.acks if ack["status"] != "rejected"}
            if wire_id != order.conversation_id or named - {event["seq"]}:
                raise Broken("doubled", f"{order.id} is {event['seq']}, its acks say {named}")
            self.counts["messages in the log"] += 1

    def _check_answers(self, log: Mapping[str, list[Frame]]) -> None:
        """Check that each message was settled by one turn, and its echo given once at most."""
        for wire_id, events in log.items():
            answered: defaultdict[str, list[str]] = defaultdict(list)
            taken_back = {
                event["data"]["item_id"] for event in events if event["type"] == "item.superseded"
            }
            said: defaultdict[str, list[str]] = defaultdict(list)
            for event in events:
                data = event["data"]
                if event["type"] == "item.done" and data.get("role") == "assistant":
                    if data["item_id"] not in taken_back:
                        said[data["text"]].append(event["turn_id"])
            ends = {
                event["data"]["turn_id"]: event["data"].get("reason") or event["data"]["outcome"]
                for event in events
                if event["type"] == "turn.finished"
            }
            words: dict[str, str] = {}
            open_turn: tuple[str, list[str]] | None = None
            for event in events:
                data = event["data"]
                if event["type"] == "item.done" and data.get("role") == "user":
                    words[data["ref"]] = data["text"]
                elif event["type"] == "turn.started":
                    # Begun again by another process: the same turn, said once more.
                    if open_turn is not None and open_turn[0] != data["turn_id"]:
                        raise Broken("out of order", f"two turns at once in {wire_id}")
                    open_turn = (data["turn_id"], data["answers"])
                elif event["type"] == "turn.finished":
                    frames = open_turn[1] if open_turn is not None else []
                    open_turn = None
                    if data.get("reason") == "interrupted":
                        continue
                    outcome = data["outcome"]
                    self.counts[f"turns {outcome}"] += 1
                    for frame in frames:
                        answered[frame].append(outcome)
            if open_turn is not None:
                raise Broken("lost", f"a turn of {wire_id} never ended")
            for ref, text in words.items():
                outcomes = answered[ref]
                if len(outcomes) > 1:
                    raise Broken("doubled", f"{ref} was answered by {len(outcomes)} turns")
                echo = f"echo: {text}"
                if len(said[echo]) > 1:
                    turns = [f"{turn} {ends[turn]}" for turn in said[echo]]
                    raise Broken("doubled", f"the answer to {ref} was given by {turns}")
                is_echoed = not text.startswith(("stream ", "fail"))
                if outcomes == ["completed"] and is_echoed and not said[echo]:
                    raise Broken("lost", f"a completed turn did not answer {ref}")
                if outcomes == ["completed"]:
                    self.counts["messages answered"] += 1


class Device:
    """One device of a person, through all its sockets."""

    def __init__(self, ledger: Ledger, name: str) -> None:
        self.ledger = ledger
        self.name = name
        self.streams: dict[str, Stream] = {}
        self.texts: dict[str, Text] = {}
        self.turn_ids: list[tuple[str, str]] = []
        # Of the socket that is open now.
        self._asked: dict[str, tuple[str, int]] = {}
        self._due_resyncs: set[str] = set()

    def cursors(self) -> list[dict[str, Any]]:
        """Return an honest `resume`: how far this device has everything."""
        return [
            {"conversation_id": wire_id, "epoch": stream.epoch, "after_seq": stream.head}
            for wire_id, stream in self.streams.items()
        ]

    def begin(self, cursors: Iterable[Mapping[str, Any]]) -> None:
        """Note a new socket, and what its `hello` says the device has."""
        self._asked = {
            each["conversation_id"]: (each["epoch"], each["after_seq"]) for each in cursors
        }
        if not self._asked:
            self.streams.clear()
        self._due_resyncs = set()

    def take(self, frame: Frame) -> None:
        """Take the next frame of the open socket; raises Broken where it may not come."""
        kind, data = frame["type"], frame["data"]
        self.ledger.counts["frames checked"] += 1
        text = json.dumps(frame, ensure_ascii=False)
        for stranger in self.ledger.strangers:
            if stranger.mark in text:
                raise Broken("leaked", f"{self.name} got words of {stranger.name}: {kind}")
        if kind == "welcome":
            self._take_welcome(data)
        elif kind == "ack":
            self.ledger.note_ack(data)
        elif kind == "resync":
            self._take_resync(data)
        elif "seq" in frame:
            self._take_logged(frame)
        elif kind == "item.delta":
            self.texts.setdefault(data["item_id"], Text()).add(data["offset"], data["text"])
            self.ledger.counts["deltas checked"] += 1

    def _take_welcome(self, data: Frame) -> None:
        heads = {each["conversation_id"]: each for each in data["conversations"]}
        heads["me"] = data["me"]
        for wire_id in self.streams.keys() - heads.keys():
            # Deleted elsewhere while this device was away.
            del self.streams[wire_id]
        for wire_id, head in heads.items():
            self._meet(wire_id)
            asked = self._asked.get(wire_id)
            if asked is None:
                if head["recovered"]:
                    raise Broken("lost", f"{wire_id} recovered without a cursor")
                self.streams[wire_id] = Stream(head["epoch"], head["head_seq"])
                continue
            epoch, after_seq = asked
            is_good = epoch == head["epoch"] and after_seq <= head["head_seq"]
            if is_good != head["recovered"]:
                raise Broken("lost", f"cursor {asked} of {wire_id}: recovered {head['recovered']}")
            if is_good:
                stream = self.streams.setdefault(wire_id, Stream(epoch, after_seq))
                stream.go_back(after_seq)
                self.ledger.counts["cursors recovered"] += 1
            else:
                self._due_resyncs.add(wire_id)

    def _take_resync(self, data: Frame) -> None:
        wire_id = data["conversation_id"]
        self._due_resyncs.discard(wire_id)
        self.streams[wire_id] = Stream(data["epoch"], data["head_seq"], given=data["items"])
        seqs = [item["seq"] for item in data["items"]]
        if seqs != sorted(set(seqs)) or any(seq > data["head_seq"] for seq in seqs):
            raise Broken("out of order", f"a resync of {wire_id} holds {seqs}")
        self.ledger.counts["resyncs"] += 1

    def _take_logged(self, frame: Frame) -> None:
        wire_id, seq = frame["conversation_id"], frame["seq"]
        if wire_id in self.ledger.deleted:
            return
        if wire_id in self._due_resyncs:
            raise Broken("lost", f"{wire_id} #{seq} came where a resync was due")
        stream = self.streams.get(wire_id)
        if stream is None:
            # Opened on another device a moment ago: it is heard from its first event on.
            stream = self.streams[wire_id] = Stream(frame["epoch"], 0)
        where = f"{self.name} has {wire_id} up to {stream.head} and gets {seq}"
        if seq <= stream.head:
            raise Broken("doubled", where)
        if seq > stream.head + 1:
            raise Broken("lost", where)
        if frame["epoch"] != stream.epoch:
            raise Broken("out of order", f"{wire_id} changed its epoch without a resync")
        stream.events.append(frame)
        # Whatever a device is told of an event, all are told.
        shape = json.dumps({key: frame[key] for key in ("type", "data")}, sort_keys=True)
        key = (f"{self.ledger.name} me" if wire_id == "me" else wire_id, seq)
        if self.ledger.seen.setdefault(key, shape) != shape:
            raise Broken("out of order", f"two devices see different events as {key}")
        self.ledger.counts["logged events checked"] += 1
        self._fold(frame)

    def _fold(self, frame: Frame) -> None:
        kind, data = frame["type"], frame["data"]
        if kind == "item.done" and data["item_id"] in self.texts:
            self._compare_text(self.texts.pop(data["item_id"]), data["text"])
        elif kind == "item.superseded":
            self.texts.pop(data["item_id"], None)
        elif kind == "turn.started":
            self.turn_ids = [
                *self.turn_ids[-4:],
                (frame["conversation_id"], data["turn_id"]),
            ]
        elif kind == "conversation.deleted":
            self.ledger.deleted.add(data["conversation_id"])
            self.streams.pop(data["conversation_id"], None)
        elif kind == "conversation.opened":
            self._meet(data["conversation_id"])

    def _meet(self, wire_id: str) -> None:
        """Learn of a conversation; the ack of the order that opened it may be lost."""
        for stranger in self.ledger.strangers:
            if wire_id in stranger.conversations:
                raise Broken("leaked", f"{self.name} is shown a conversation of {stranger.name}")
        if wire_id != "me":
            self.ledger.conversations.add(wire_id)

    def _compare_text(self, text: Text, final: str) -> None:
        for offset, piece in text.pieces:
            if final[offset : offset + len(piece)] != piece:
                raise Broken("out of order", f"a delta at {offset} does not stand there at the end")
        if not final.startswith(text.text):
            raise Broken("out of order", "deltas put together are not the finished text")
        whole = "whole" if text.text == final else "with a gap" if text.has_gap else "cut short"
        self.ledger.counts[f"streamed texts {whole}"] += 1

    # --- when all is quiet ----------------------------------------------------

    def lag(self, heads: Mapping[str, int]) -> dict[str, tuple[int, int]]:
        """Return (own head, real head) of each conversation in which something is missing."""
        found = {}
        for wire_id, head in heads.items():
            stream = self.streams.get(wire_id)
            if stream is None or stream.head != head:
                found[wire_id] = (stream.head if stream is not None else -1, head)
        return found

    def compare(self, log: Mapping[str, list[Frame]]) -> None:
        """Check that this device has exactly the log from where it began."""
        if self._due_resyncs:
            raise Broken("lost", f"{self.name} waits for resyncs of {self._due_resyncs}")
        for wire_id, events in log.items():
            stream = self.streams.get(wire_id)
            if stream is None:
                raise Broken("lost", f"{self.name} has never heard of {wire_id}")
            own = [_essence(event) for event in stream.events]
            real = [_essence(event) for event in events[stream.base :]]
            if own != real:
                raise Broken(
                    "lost",
                    f"{self.name} has {len(own)} events of {wire_id} after {stream.base},"
                    f" the log {len(real)}; the first difference is at"
                    f" {next((i for i, (a, b) in enumerate(zip(own, real, strict=False)) if a != b), 'the end')}",
                )
            given = [_essence(item) for item in stream.given]
            if given:
                first = stream.given[0]["seq"]
                real = [
                    _essence(event)
                    for event in events[first - 1 : stream.base]
                    if event["item_id"] is not None
                ]
                if given != real:
                    raise Broken("lost", f"a resync of {wire_id} is not what the log holds")
            self.ledger.counts["events compared with the log"] += len(own) + len(given)


def _essence(event: Mapping[str, Any]) -> str:
    return json.dumps([event["seq"], event["type"], event["data"]], sort_keys=True)
