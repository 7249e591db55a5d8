"""What a client makes of frames: a chat and a person's own stream, folded event by event."""

import copy
from dataclasses import dataclass, field
from typing import Any

Data = dict[str, Any]


def apply_patch(document: Data, patch: list[Data]) -> Data:
    """Return the document changed by the three operations that the protocol uses."""
    whole = {"": copy.deepcopy(document)}
    for operation in patch:
        *way, last = ["", *_parts(operation["path"])]
        target: Any = whole
        for part in way:
            target = target[int(part)] if isinstance(target, list) else target[part]
        value = copy.deepcopy(operation.get("value"))
        match operation["op"], target:
            case "add", list():
                target.insert(len(target) if last == "-" else int(last), value)
            case "replace", list():
                target[int(last)] = value
            case "remove", list():
                del target[int(last)]
            case "remove", dict():
                del target[last]
            case "replace", dict():
                assert last in target, f"there is nothing at {operation['path']}"
                target[last] = value
            case "add", dict():
                target[last] = value
            case other:
                raise AssertionError(f"no operation of ours: {other}")
    return whole[""]


def _parts(path: str) -> list[str]:
    assert path == "" or path.startswith("/")
    return [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]


@dataclass
class Fold:
    """One stream as its events build it, from the first one or from a `resync`."""

    epoch: str | None = None
    seq: int = 0
    items: dict[str, Data] = field(default_factory=dict)
    head: Data = field(default_factory=dict)
    persona: Data | None = None
    prompt: Data | None = None
    chips: list[Data] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)
    turn_id: str | None = None
    # The text so far of what is being written.
    live: dict[str, str] = field(default_factory=dict)
    # Of the person's own stream.
    chats: dict[str, Data] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    types: set[str] = field(default_factory=set)

    def take(self, frame: Data) -> None:
        """Fold one frame of this stream; a repeat is passed over, a gap is an error."""
        if frame["type"] == "resync":
            self._start(frame["data"])
            return
        if "seq" not in frame:
            self._read_live(frame["type"], frame["data"])
            return
        if frame["seq"] <= self.seq:
            return
        assert self.epoch in (None, frame["epoch"]), "another epoch without a resync"
        assert frame["seq"] == self.seq + 1, f"a gap after {self.seq}: {frame['seq']}"
        self.epoch, self.seq = frame["epoch"], frame["seq"]
        self.fold(frame)

    def _start(self, data: Data) -> None:
        state = data["state"]
        self.epoch, self.items, self.live = data["epoch"], {}, {}
        for frame in data["items"]:
            self.fold(frame)
        self.seq = data["head_seq"]
        self.head |= {"scene": state["scene"], "title": state["title"]}
        self.persona, self.prompt = state["persona"], state["open_prompt"]
        self.chips = state["suggestions"]["chips"]
        self.turn_id = state["turn"] and state["turn"]["turn_id"]
        if state["turn"]:
            self.live[state["turn"]["item_id"]] = state["turn"]["text"]

    def _read_live(self, kind: str, data: Data) -> None:
        if kind == "item.added":
            self.live[data["item_id"]] = ""
        elif kind == "item.delta":
            so_far = self.live[data["item_id"]]
            assert data["offset"] == len(so_far), f"text is missing after {so_far!r}"
            self.live[data["item_id"]] += data["text"]

    def fold(self, frame: Data) -> None:
        """Fold what an event says, wherever it was read: a stream, a `resync`, a page."""
        kind, data = frame["type"], frame["data"]
        self.types.add(kind)
        match kind:
            case _ if data.get("erased") and kind != "item.updated":
                # Of a message its place stays; of a fact there is nothing to show.
                if kind == "item.done":
                    self.items[data["item_id"]] = data
            case "item.done":
                written = self.live.pop(data["item_id"], None)
                assert written in (None, data.get("text")), "deltas said something else"
                self.items[data["item_id"]] = data
            case "item.updated":
                self._update(data)
            case "item.superseded":
                self.live.pop(data["item_id"], None)
                self.items.pop(data["item_id"], None)
            case "turn.started":
                self.turn_id = data["turn_id"]
            case "turn.finished":
                self.turn_id = None
            case "suggestions.set":
                self.chips = data["chips"]
            case "prompt.opened":
                self.prompt = data
            case "prompt.closed":
                if self.prompt and self.prompt["prompt_id"] == data["prompt_id"]:
                    self.prompt = None
            case "scene.changed":
                self.head["scene"], self.persona = data["scene"], data["persona"]
            case "conversation.renamed":
                self.head["title"] = data["title"]
            case "conversation.remembering":
                self.head["is_remembered"] = data["is_remembered"]
            case "read.marked":
                who = data.get("user_id", data.get("by"))
                self.read[who] = max(self.read.get(who, 0), data["seq"])
            case "conversation.opened":
                self.chats[data["conversation_id"]] = data
            case "conversation.deleted":
                self.chats.pop(data["conversation_id"], None)
            case "memory.updated":
                for gone in data.get("replaces", []):
                    self.facts.pop(gone, None)
                self.facts[data["memory_id"]] = data.get("text", "")
                if data["op"] in ("ended", "forgotten"):
                    del self.facts[data["memory_id"]]
            case "alert.updated":
                # A sign to ask `/api/v1/alerts` again; the card is put right by `item.updated`.
                pass
            case _:
                raise AssertionError(f"{kind} is logged and nobody knows how to fold it")

    def _update(self, data: Data) -> None:
        item_id = data["item_id"]
        if data.get("erased"):
            self.facts.pop(item_id, None)
            if item_id in self.items:
                self.items[item_id] = data
        elif item_id in self.items:
            self.items[item_id] = apply_patch(self.items[item_id], data["patch"])


def fold_into(streams: dict[str, Fold], frame: Data) -> None:
    """Fold a frame into the stream that it speaks of."""
    if frame["type"] == "welcome":
        me = {"conversation_id": "me", **frame["data"]["me"]}
        for head in (me, *frame["data"]["conversations"]):
            fold = streams.setdefault(head["conversation_id"], Fold())
            if not head["recovered"]:
                # From here on; a `resync` may follow and tell what was before.
                fold.epoch, fold.seq = head["epoch"], head["head_seq"]
    elif "conversation_id" in frame:
        streams.setdefault(frame["conversation_id"], Fold()).take(frame)


def fold_streams(frames: list[Data]) -> dict[str, Fold]:
    """Return every stream that frames speak of, folded."""
    streams: dict[str, Fold] = {}
    for frame in frames:
        fold_into(streams, frame)
    return streams


def is_same(one: Fold, other: Fold) -> bool:
    """Return whether two folds show the same: items in their order, question, chips, scene."""
    return (
        list(one.items.items()) == list(other.items.items())
        and (one.epoch, one.seq, one.turn_id) == (other.epoch, other.seq, other.turn_id)
        and (one.prompt, one.chips) == (other.prompt, other.chips)
        and all(other.head[name] == value for name, value in one.head.items())
        and one.persona in (None, other.persona)
    )
