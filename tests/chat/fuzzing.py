"""Frames that a client should not send, and some that it may: made from a seed, endlessly."""

import copy
import json
import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from chat.events import CLIENT_TYPES, BadFrame, Typing, parse_client_event

# Values that have broken parsers, databases and loggers before.
NASTY: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    2**53 + 1,
    2**63 - 1,
    2**63,
    -(2**63) - 1,
    10**400,
    1.5,
    -0.0,
    1e308,
    5e-324,
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\udc00\ud800",
    "\ufeff",
    "\u202e\u2066abc",
    "e" + "\u0301" * 200,
    "👩‍👩‍👧‍👦" * 50,
    "上海 护士 月薪两万",
    "null",
    "NaN",
    "1e999",
    "../../etc/passwd",
    "'; DROP TABLE eventlog_event; --",
    "<script>alert(1)</script>",
    "%s%n{0}{}",
    "me",
    "x" * 41,
    "x" * 8_001,
    "9" * 5_000,
    [],
    {},
    [[]],
    [None] * 200,
    {"": ""},
    {"__class__": "x", "$ref": "#", "constructor": {"prototype": 1}},
    {"text": {"text": {"text": "t"}}},
)
WORDS = (
    "hello",
    "job",
    "Köln",
    "上海",
    "Python",
    "护士",
    "salary",
    "30k",
    "remote",
    "é",
    "🙂",
    "?",
)
# Parts of JSON that no serialiser writes but a socket may carry.
RAW_VALUES = (
    "NaN",
    "Infinity",
    "-Infinity",
    "1e999",
    "-1e999",
    "1" + "0" * 6_000,
    "0." + "1" * 6_000,
    '"\\ud83d"',
    '"\\udc00\\ud800"',
    '"\\u0000"',
    "01",
    "+1",
    ".5",
    "'single'",
    "undefined",
    "tru",
    "[1,]",
    '{"a":1,}',
    '"\n"',
    "/* note */ 1",
)
# Frames of more than this are answered in words, frames of more than the server reads end the
# socket; sizes between and around both are tried.
MOST_CHARACTERS = 700_000
LARGE_SIZES = (100_000, 250_000, 262_143, 262_144, 262_145, 300_000, 700_000)
# Chips and cards that the assistant never offered.
ACTIONS = ("connect", "save", "dismiss", "explain", "confirm", "undo", "nothing")
SCENES = ("find", "resume", "interview", "applications", "alerts", "ask", "nowhere")


@dataclass(frozen=True)
class Fuzzed:
    """One frame to send, and how it was made."""

    kind: str
    payload: str | bytes


@dataclass(frozen=True)
class Awaited:
    """What a frame has to be answered with: a `ref`, an answer without one, or nothing at all."""

    ref: str | None
    is_answered: bool = True


def awaited_answer(payload: str | bytes, *, most_bytes: int) -> Awaited:
    """Return what a frame is answered with, by the rules of the protocol."""
    if isinstance(payload, bytes) or len(payload.encode("utf-8", "replace")) > most_bytes:
        return Awaited(None)
    try:
        order = parse_client_event(payload)
    except BadFrame as error:
        return Awaited(error.ref)
    # To say that one types is not an order: nothing has to come back.
    return Awaited(str(order.id) or None, is_answered=not isinstance(order, Typing))


class FrameMaker:
    """Makes frames of every degree of wrongness about some conversations."""

    def __init__(
        self, seed: int, *, own: Sequence[str], foreign: Sequence[str], huge_share: float = 0.003
    ) -> None:
        self.random = random.Random(seed)
        self.own = list(own)
        self.foreign = list(foreign)
        self.sent: list[str] = []
        self.huge_share = huge_share
        self._ways: list[tuple[str, int, Callable[[], str | bytes]]] = [
            ("valid", 30, self.make_valid),
            ("nearly valid", 30, self.make_nearly_valid),
            ("broken JSON", 15, self.make_broken),
            ("raw value", 8, self.make_raw),
            ("any JSON", 5, self.make_any_json),
            ("nested", 3, self.make_nested),
            ("repeated", 4, self.make_repeated),
            ("binary", 4, self.make_binary),
            ("text noise", 3, self.make_noise),
        ]

    def make(self) -> Fuzzed:
        """Return the next frame."""
        if self.random.random() < self.huge_share:
            return Fuzzed("huge", self.make_huge())
        (chosen,) = self.random.choices(self._ways, weights=[each[1] for each in self._ways])
        payload = chosen[2]()
        if isinstance(payload, str):
            # The wire carries UTF-8, which halves of pairs have no place in; as escapes inside
            # JSON they stay.
            payload = payload.encode("utf-8", "replace").decode()
        if len(payload) > MOST_CHARACTERS:
            # Spoiled into megabytes, on which the server hangs up; that is tried on purpose.
            return self.make()
        return Fuzzed(chosen[0], payload)

    # --- whole frames ---------------------------------------------------------

    def make_valid(self) -> str:
        return self._keep(json.dumps(self._order(), ensure_ascii=self.random.random() < 0.5))

    def make_nearly_valid(self) -> str:
        frame = self._order()
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            self._spoil(frame)
        return self._keep(json.dumps(frame))

    def make_broken(self) -> str:
        text = json.dumps(self._order(), ensure_ascii=False)
        place = self.random.randrange(len(text))
        return self.random.choice(
            (
                lambda: text[:place],
                lambda: text[place:],
                lambda: text[:place] + self._character() + text[place:],
                lambda: text[:place] + self._character() + text[place + 1 :],
                lambda: text[:place] + text[place + 1 :],
                lambda: text[:place] + text[place:][::-1],
                lambda: text + text,
                lambda: "\ufeff" + text,
                lambda: text.replace('"', "'"),
                lambda: text.replace(":", "=", 1),
                lambda: text.upper(),
                lambda: text + "\x00",
            )
        )()

    def make_raw(self) -> str:
        """Put a piece of text where a value stands, or give a key twice."""
        frame = self._order()
        spots = [(frame, key) for key in frame]
        if isinstance(frame["data"], dict):
            spots += [(frame["data"], key) for key in frame["data"]]
        inside, key = self.random.choice(spots)
        if self.random.random() < 0.3:
            again = json.dumps({key: self._value()})[1:-1]
            text = json.dumps(frame)
            place = text.rindex("}") if inside is frame else text.index('"data": {') + 9
            comma = ", " if text[place - 1] != "{" and place else ""
            if inside is frame:
                return text[:place] + comma + again + text[place:]
            return text[:place] + again + ("" if text[place] == "}" else ", ") + text[place:]
        inside[key] = "@@here@@"
        return json.dumps(frame).replace('"@@here@@"', self.random.choice(RAW_VALUES), 1)

    def make_any_json(self) -> str:
        return json.dumps(self._value(depth=3))

    def make_nested(self) -> str:
        depth = self.random.choice((10, 39, 40, 41, 60, 500, 5_000, 50_000))
        opening, closing = self.random.choice((("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")))
        inner = opening * depth + "1" + (closing * depth if self.random.random() < 0.8 else "")
        if self.random.random() < 0.3:
            return inner
        frame = self._order()
        frame["data"] = "@@here@@"
        return json.dumps(frame).replace('"@@here@@"', inner, 1)

    def make_repeated(self) -> str:
        """Return an earlier frame again, as it was or with another body under its id."""
        if not self.sent:
            return self.make_valid()
        text = self.random.choice(self.sent)
        if self.random.random() < 0.5:
            return text
        frame = json.loads(text)
        if isinstance(frame, dict):
            frame["data"] = self._order()["data"]
        return json.dumps(frame)

    def make_binary(self) -> bytes:
        return self.random.choice(
            (
                lambda: b"",
                lambda: self.random.randbytes(self.random.randrange(1, 64)),
                lambda: uuid.uuid4().bytes + self.random.randbytes(320),
                lambda: json.dumps(self._order()).encode(),
                lambda: self.random.randbytes(self.random.randrange(1_000, 20_000)),
            )
        )()

    def make_noise(self) -> str:
        count = self.random.randrange(0, 200)
        return "".join(self._character() for _ in range(count))

    def make_huge(self) -> str | bytes:
        size = self.random.choice(LARGE_SIZES)
        frame = self._order("message.send")
        filler = self.random.choice(("x", "好", "🙂", "\x00", "\\", '"'))
        frame["data"]["text"] = filler * (size // len(json.dumps(filler, ensure_ascii=False)))
        return self.random.choice(
            (
                lambda: json.dumps(frame, ensure_ascii=False),
                lambda: "[" * size,
                lambda: " " * size,
                lambda: self.random.randbytes(size),
                lambda: json.dumps({"a": ["b"] * (size // 6)}),
                lambda: '{"v":1,"type":"ping","id":"' + "i" * size + '"}',
            )
        )()

    # --- parts ----------------------------------------------------------------

    def _keep(self, text: str) -> str:
        if self.random.random() < 0.1:
            self.sent = [*self.sent[-49:], text]
        return text

    def _conversation(self) -> str:
        roll = self.random.random()
        if roll < 0.85:
            return self.random.choice(self.own)
        if roll < 0.93 and self.foreign:
            return self.random.choice(self.foreign)
        return str(uuid.uuid4())

    def _order(self, kind: str | None = None) -> dict[str, Any]:
        """Return an order of the right shape; what it names need not exist."""
        kinds = {
            "message.send": 10,
            "message.preview": 2,
            "conversation.open": 2,
            "action.invoke": 8,
            "prompt.answer": 8,
            "prompt.skip": 6,
            "turn.cancel": 8,
            "scene.switch": 5,
            "item.feedback": 8,
            "audio.start": 4,
            "audio.end": 4,
            "history.get": 8,
            "memory.list": 5,
            "memory.edit": 5,
            "memory.forget": 5,
            "read.mark": 8,
            "typing": 6,
            "ping": 10,
            "hello": 2,
        }
        chosen = kind or self.random.choices(list(kinds), weights=list(kinds.values()))[0]
        frame: dict[str, Any] = {
            "v": 1,
            "type": chosen,
            "id": str(uuid.UUID(int=self.random.getrandbits(128), version=4)),
            "data": self._data(chosen),
        }
        if chosen not in {"hello", "ping", "conversation.open"} and not chosen.startswith("memory"):
            frame["conversation_id"] = self._conversation()
        return frame

    def _data(self, kind: str) -> dict[str, Any]:
        some_id = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
        match kind:
            case "message.send":
                data: dict[str, Any] = {"text": self._sentence()}
                if self.random.random() < 0.2:
                    data["postback"] = self.random.choice(
                        ({"do": "more"}, {"do": "help"}, {"do": "no"}, {"do": 1}, {})
                    )
                if self.random.random() < 0.1:
                    data["attachment_ids"] = [some_id] * self.random.randrange(1, 7)
                return data
            case "message.preview":
                return {"text": self._sentence() or "a"}
            case "action.invoke":
                return {"item_id": some_id, "action": self.random.choice(ACTIONS), "payload": {}}
            case "prompt.answer":
                return {"prompt_id": some_id, "value": self._value()}
            case "prompt.skip":
                return {"prompt_id": some_id}
            case "turn.cancel":
                return {"turn_id": some_id}
            case "scene.switch":
                return {"scene": self.random.choice(SCENES)}
            case "item.feedback":
                return {"item_id": some_id, "rating": self.random.choice(("up", "down", "side"))}
            case "history.get":
                return {"before_seq": self.random.choice((None, 1, 5, 2**62)), "limit": 3}
            case "memory.edit":
                return {"memory_id": some_id, "value": self._value()}
            case "memory.forget":
                return {"memory_id": some_id}
            case "read.mark":
                return {"seq": self.random.choice((0, 1, 3, 2**40))}
            case "hello":
                return {"ticket": "t" * 40, "locale": "en"}
            case "conversation.open":
                # There already, mostly: each new one is followed by every socket of the person.
                own = self.random.random() < 0.9
                return {"conversation_id": self._conversation()} if own else {"scene": "ask"}
        return {}

    def _sentence(self) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.randrange(0, 9)))

    def _spoil(self, frame: dict[str, Any]) -> None:
        """Change one thing at any depth."""
        inside: Any = frame
        key = self.random.choice(list(frame))
        while isinstance(inside[key], dict) and inside[key] and self.random.random() < 0.8:
            inside = inside[key]
            key = self.random.choice(list(inside))
        match self.random.randrange(8):
            case 0:
                del inside[key]
                if not frame:
                    frame["v"] = 1
            case 1:
                inside[str(key)[::-1]] = inside.pop(key)
            case 2:
                inside[key] = [inside[key]] * self.random.choice((1, 6, 200))
            case 3:
                inside[self._sentence()] = self._value()
            case 4 if isinstance(inside[key], str):
                inside[key] = self.random.choice((inside[key].upper(), "{" + inside[key] + "}"))
            case 5:
                frame["type"] = self.random.choice((*CLIENT_TYPES, "message.sned", "ack", "", "__"))
            case 6:
                frame["conversation_id"] = self.random.choice(("me", *self.foreign, "", 5))
            case _:
                inside[key] = self._value()

    def _value(self, depth: int = 1) -> Any:
        roll = self.random.random()
        if depth and roll < 0.15:
            return [self._value(depth - 1) for _ in range(self.random.randrange(0, 5))]
        if depth and roll < 0.3:
            return {
                self._sentence()[:20]: self._value(depth - 1)
                for _ in range(self.random.randrange(0, 5))
            }
        # A copy: what is put into a frame may be spoiled further.
        return copy.deepcopy(self.random.choice(NASTY))

    def _character(self) -> str:
        roll = self.random.random()
        if roll < 0.5:
            return chr(self.random.randrange(0x20, 0x7F))
        if roll < 0.7:
            return chr(self.random.randrange(0, 0x20))
        if roll < 0.9:
            return self.random.choice('{}[]":,\\/-.0eE')
        return chr(self.random.choice((0x80, 0xFF, 0x202E, 0xFEFF, 0xFFFD, 0xFFFF, 0x1F600)))
