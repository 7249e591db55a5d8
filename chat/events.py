"""The wire contract `jobchat.v1`: orders from clients, facts from the server. No Django."""

import json
import math
import re
import uuid
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from chat.cards import CHIP_LIMIT, Card, Chip, MemoryData, WireModel

PROTOCOL = "jobchat.v1"
CARDS = "urn:jobchat:cards:1"
MAX_TEXT = 8_000
MAX_ATTACHMENTS = 5
MAX_DEPTH = 40

Scene = Literal["find", "resume", "interview", "applications", "alerts", "ask"]
ErrorCode = Literal[
    "malformed",
    "unknown_type",
    "unsupported_version",
    "too_large",
    "binary_unexpected",
    "not_authenticated",
    "bad_ticket",
    "session_ended",
    "conversation_not_found",
    "item_not_found",
    "action_not_found",
    "prompt_not_open",
    "answer_invalid",
    "turn_not_found",
    "attachment_not_found",
    "memory_not_found",
    "id_reused",
    "rate_limited",
    "not_available",
    "internal",
]


# Why the server closes a socket: 1009 and 1012 are RFC 6455's, the others are ours.
CLOSE_TOO_LARGE = 1009
CLOSE_GOING_AWAY = 1012
CLOSE_BAD_HANDSHAKE = 4400
CLOSE_UNAUTHENTICATED = 4401
CLOSE_FORBIDDEN = 4403
CLOSE_NO_HELLO = 4408
CLOSE_TOO_MANY = 4409
CLOSE_SILENT = 4410
CLOSE_SLOW = 4413
CLOSE_FLOOD = 4429


@dataclass(frozen=True)
class CloseReason:
    """What a close code says, and what a client does about it."""

    meaning: str
    advice: str
    # Whether opening a socket again, after a pause with jitter, is of use.
    is_retryable: bool


CLOSE_CODES: dict[int, CloseReason] = {
    CLOSE_TOO_LARGE: CloseReason(
        "A frame of 2 MB or more.", "Do not send that frame again; reconnect.", True
    ),
    CLOSE_GOING_AWAY: CloseReason(
        "The server stops, or has lost its database.", "Reconnect with jitter.", True
    ),
    CLOSE_BAD_HANDSHAKE: CloseReason(
        "No subprotocol of ours, or something in the URL's query. Most servers refuse the "
        "handshake with 403 instead.",
        "Mend the client.",
        False,
    ),
    CLOSE_UNAUTHENTICATED: CloseReason(
        "The ticket was refused, or the person was signed out or banned.",
        "Get a new ticket and reconnect; if none is given, sign in.",
        True,
    ),
    CLOSE_FORBIDDEN: CloseReason(
        "This origin or person may not speak here. Most servers refuse the handshake with 403 "
        "instead.",
        "Do not reconnect.",
        False,
    ),
    CLOSE_NO_HELLO: CloseReason("No `hello` within ten seconds.", "Reconnect with jitter.", True),
    CLOSE_TOO_MANY: CloseReason(
        "The person opened more sockets than one person may have; the oldest was closed.",
        "Reconnect when the person comes back to this device, not by itself.",
        False,
    ),
    CLOSE_SILENT: CloseReason(
        "Nothing came from the client for two heartbeats.", "Reconnect with jitter.", True
    ),
    CLOSE_SLOW: CloseReason(
        "The client did not read what was sent to it.", "Reconnect with jitter.", True
    ),
    CLOSE_FLOOD: CloseReason(
        "The client went on flooding after `rate_limited`.",
        "Wait for ten seconds at least, then reconnect.",
        True,
    ),
}


class BadFrame(Exception):
    """A client frame that cannot be understood: code, JSON Pointer and words for the person."""

    def __init__(
        self, code: ErrorCode, message: str, *, pointer: str = "", ref: str | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.pointer = pointer
        self.ref = ref


class ClientModel(BaseModel):
    """A shape that we receive. Unknown fields are ignored, so that newer clients can talk to us."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ClientLimits(ClientModel):
    """What the client can show; smaller numbers than ours are honoured."""

    chips: int = Field(default=CHIP_LIMIT, ge=1, le=100)
    carousel: int = Field(default=10, ge=1, le=100)
    actions: int = Field(default=4, ge=0, le=100)
    label: int = Field(default=25, ge=4, le=200)


class ResumeCursor(ClientModel):
    """How far a device has read one conversation; `me` for the person's own stream."""

    conversation_id: str = Field(max_length=40)
    epoch: str = Field(max_length=40)
    after_seq: int = Field(ge=0)


class HelloData(ClientModel):
    ticket: str = Field(min_length=1, max_length=200)
    locale: str = Field(default="en", max_length=35)
    time_zone: str | None = Field(default=None, max_length=64)
    # Not given: every card; an empty list: none. See `chat.limits.Capabilities`.
    cards: list[Annotated[str, StringConstraints(max_length=200)]] | None = Field(
        default=None, max_length=50
    )
    limits: ClientLimits = ClientLimits()
    resume: list[ResumeCursor] = Field(default_factory=list, max_length=100)


class OpenData(ClientModel):
    conversation_id: uuid.UUID | None = None
    scene: Scene | None = None


class PreviewData(ClientModel):
    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)]


class SendData(ClientModel):
    text: Annotated[str, StringConstraints(max_length=MAX_TEXT)] = ""
    postback: dict[str, Any] | None = None
    attachment_ids: list[uuid.UUID] = Field(default_factory=list, max_length=MAX_ATTACHMENTS)


class InvokeData(ClientModel):
    item_id: uuid.UUID
    action: str = Field(min_length=1, max_length=40)
    payload: dict[str, Any] = Field(default_factory=dict)


class AnswerData(ClientModel):
    prompt_id: uuid.UUID
    value: Any = None


class SkipData(ClientModel):
    prompt_id: uuid.UUID


class CancelData(ClientModel):
    turn_id: uuid.UUID


class SceneData(ClientModel):
    scene: Scene


class FeedbackData(ClientModel):
    item_id: uuid.UUID
    rating: Literal["up", "down"]
    reason: str = Field(default="", max_length=500)


class HistoryData(ClientModel):
    before_seq: int | None = Field(default=None, ge=1)
    limit: int = Field(default=50, ge=1, le=100)


class MemoryListData(ClientModel):
    pass


class MemoryEditData(ClientModel):
    memory_id: uuid.UUID
    value: Any


class MemoryForgetData(ClientModel):
    memory_id: uuid.UUID


class ReadData(ClientModel):
    seq: int = Field(ge=0)


class TypingData(ClientModel):
    pass


class PingData(ClientModel):
    pass


class ClientFrame(ClientModel):
    """The envelope of an order: `{v, type, id, conversation_id?, data}`."""

    # Orders about a conversation name it; `memory.*`, `hello` and `ping` do not.
    needs_conversation: ClassVar[bool] = True
    # Orders with an effect are remembered by id for seven days.
    is_idempotent: ClassVar[bool] = True

    v: Literal[1]
    type: str
    id: uuid.UUID
    conversation_id: uuid.UUID | None = None
    data: Any


class Hello(ClientFrame):
    needs_conversation = False
    is_idempotent = False
    type: Literal["hello"]
    id: str = Field(default="", max_length=64)  # type: ignore[assignment]
    data: HelloData


class ConversationOpen(ClientFrame):
    needs_conversation = False
    type: Literal["conversation.open"]
    data: OpenData = OpenData()


class MessagePreviewOrder(ClientFrame):
    is_idempotent = False
    type: Literal["message.preview"]
    data: PreviewData


class MessageSend(ClientFrame):
    type: Literal["message.send"]
    data: SendData


class ActionInvoke(ClientFrame):
    type: Literal["action.invoke"]
    data: InvokeData


class PromptAnswer(ClientFrame):
    type: Literal["prompt.answer"]
    data: AnswerData


class PromptSkip(ClientFrame):
    type: Literal["prompt.skip"]
    data: SkipData


class TurnCancel(ClientFrame):
    type: Literal["turn.cancel"]
    data: CancelData


class SceneSwitch(ClientFrame):
    type: Literal["scene.switch"]
    data: SceneData


class ItemFeedbackOrder(ClientFrame):
    type: Literal["item.feedback"]
    data: FeedbackData


class AudioStart(ClientFrame):
    is_idempotent = False
    type: Literal["audio.start"]
    data: dict[str, Any] = Field(default_factory=dict)


class AudioEnd(ClientFrame):
    is_idempotent = False
    type: Literal["audio.end"]
    data: dict[str, Any] = Field(default_factory=dict)


class HistoryGet(ClientFrame):
    is_idempotent = False
    type: Literal["history.get"]
    data: HistoryData = HistoryData()


class MemoryList(ClientFrame):
    needs_conversation = False
    is_idempotent = False
    type: Literal["memory.list"]
    data: MemoryListData = MemoryListData()


class MemoryEdit(ClientFrame):
    needs_conversation = False
    type: Literal["memory.edit"]
    data: MemoryEditData


class MemoryForget(ClientFrame):
    needs_conversation = False
    type: Literal["memory.forget"]
    data: MemoryForgetData


class ReadMark(ClientFrame):
    type: Literal["read.mark"]
    is_idempotent = False
    data: ReadData


class Typing(ClientFrame):
    is_idempotent = False
    type: Literal["typing"]
    data: TypingData = TypingData()


class Ping(ClientFrame):
    needs_conversation = False
    is_idempotent = False
    type: Literal["ping"]
    id: str = Field(default="", max_length=64)  # type: ignore[assignment]
    data: PingData = PingData()


ClientEvent = (
    Hello
    | ConversationOpen
    | MessagePreviewOrder
    | MessageSend
    | ActionInvoke
    | PromptAnswer
    | PromptSkip
    | TurnCancel
    | SceneSwitch
    | ItemFeedbackOrder
    | AudioStart
    | AudioEnd
    | HistoryGet
    | MemoryList
    | MemoryEdit
    | MemoryForget
    | ReadMark
    | Typing
    | Ping
)
_client_event: TypeAdapter[ClientEvent] = TypeAdapter(
    Annotated[ClientEvent, Field(discriminator="type")]
)
CLIENT_TYPES: frozenset[str] = frozenset(
    get_args(model.model_fields["type"].annotation)[0] for model in get_args(ClientEvent)
)


# Escapes of what no JSON column holds: NUL, and halves of a pair of surrogates.
UNSTORABLE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def _depth(value: Any) -> int:
    """Return how many levels of lists and objects a value has, without recursion."""
    level, depth = [value], 0
    while level := [each for each in level if isinstance(each, dict | list)]:
        depth += 1
        level = [
            child for each in level for child in (each.values() if isinstance(each, dict) else each)
        ]
    return depth


def _drop_unstorable(value: Any) -> Any:
    """Return the value with its texts fit to be stored; whole pairs of surrogates stay."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_drop_unstorable(each) for each in value]
    if isinstance(value, dict):
        return {_drop_unstorable(key): _drop_unstorable(each) for key, each in value.items()}
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _parse_finite(digits: str) -> float:
    """Return a number that a database can hold; 1e999 is none."""
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("the number is too large")
    return number


def parse_client_event(text: str) -> ClientEvent:
    """Return the order in a text frame, or raise BadFrame with code, pointer and the frame's id."""
    try:
        raw = json.loads(text, parse_constant=_refuse_constant, parse_float=_parse_finite)
        if UNSTORABLE.search(text):
            raw = _drop_unstorable(raw)
    except (ValueError, RecursionError) as error:
        raise BadFrame("malformed", "The frame is not JSON.") from error
    if not isinstance(raw, dict):
        raise BadFrame("malformed", "A frame is a JSON object.")
    # Few frames have so many brackets; only theirs are looked into.
    if text.count("[") + text.count("{") > MAX_DEPTH and _depth(raw) > MAX_DEPTH:
        raise BadFrame("malformed", "The frame is nested too deeply.")
    ref = raw.get("id") if isinstance(raw.get("id"), str) and len(raw["id"]) <= 64 else None
    kind = raw.get("type")
    if not isinstance(kind, str):
        raise BadFrame("malformed", "The frame has no type.", pointer="/type", ref=ref)
    if kind not in CLIENT_TYPES:
        raise BadFrame("unknown_type", "This type is not an order.", pointer="/type", ref=ref)
    if raw.get("v") != 1:
        raise BadFrame("unsupported_version", "Only v 1 is spoken here.", pointer="/v", ref=ref)
    try:
        event = _client_event.validate_python(raw)
    except (ValidationError, RecursionError) as error:
        pointer, message = "", "The frame does not have the shape of its type."
        if isinstance(error, ValidationError):
            first = error.errors(include_url=False, include_input=False)[0]
            # The discriminator's name leads the location; the frame itself has no such level.
            parts = [str(part) for part in first["loc"] if part != kind]
            pointer, message = "".join(f"/{part}" for part in parts), first["msg"]
        raise BadFrame("malformed", message, pointer=pointer, ref=ref) from error
    if event.needs_conversation and event.conversation_id is None:
        raise BadFrame(
            "malformed", "This order needs a conversation_id.", pointer="/conversation_id", ref=ref
        )
    return event


# --- Facts from the server -------------------------------------------------


class ServerData(WireModel):
    """The `data` of a server frame: `type_` is its type, `is_logged` whether it has a seq."""

    type_: ClassVar[str]
    is_logged: ClassVar[bool] = True

    def dump(self) -> dict[str, Any]:
        """Return the JSON shape, without fields that were never set."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class Persona(WireModel):
    """Whom the person talks to: software, and it says so."""

    name: str
    avatar: str
    mood: Literal["calm", "cheerful", "focused", "encouraging"]
    scene: Scene
    is_software: Literal[True] = True


class ConversationHead(WireModel):
    conversation_id: str
    kind: Literal["assistant", "thread"]
    title: str
    scene: Scene
    epoch: str
    head_seq: int
    recovered: bool
    read_seq: int = 0
    is_remembered: bool = True
    updated_at: str


class StreamHead(WireModel):
    epoch: str
    head_seq: int
    recovered: bool


class Welcome(ServerData):
    type_ = "welcome"
    is_logged = False
    protocol: Literal["jobchat.v1"] = "jobchat.v1"
    user_id: str
    persona: Persona
    cards: list[str]
    heartbeat_seconds: int
    limits: dict[str, int]
    conversations: list[ConversationHead]
    me: StreamHead


class ConversationOpened(ServerData):
    type_ = "conversation.opened"
    conversation_id: str
    kind: Literal["assistant", "thread"]
    title: str
    scene: Scene
    is_remembered: bool = True


class ConversationRenamed(ServerData):
    type_ = "conversation.renamed"
    title: str


class ConversationRemembering(ServerData):
    type_ = "conversation.remembering"
    is_remembered: bool


class ConversationDeleted(ServerData):
    type_ = "conversation.deleted"
    conversation_id: str


class Ack(ServerData):
    type_ = "ack"
    is_logged = False
    ref: str
    status: Literal["accepted", "duplicate", "rejected"]
    seq: int | None = None
    conversation_id: str | None = None
    code: str | None = None
    message: str | None = None


class TextCorrection(WireModel):
    before: str
    after: str
    reason: str


class PreviewResult(ServerData):
    type_ = "preview.result"
    is_logged = False
    ref: str
    text: str
    corrections: list[TextCorrection]
    intent: str
    confidence: float
    summary: str
    criteria: dict[str, Any] | None = None
    resume_changes: list[dict[str, Any]] | None = None
    chips: list[Chip] = Field(default_factory=list)


class TurnStarted(ServerData):
    type_ = "turn.started"
    turn_id: str
    # The message frames it answers, oldest first.
    answers: list[str] = Field(default_factory=list)


class TurnFinished(ServerData):
    type_ = "turn.finished"
    turn_id: str
    outcome: Literal["completed", "cancelled", "failed", "busy"]
    reason: str | None = None


class ItemAdded(ServerData):
    """A message that begins to be written; unlogged, its text follows in deltas."""

    type_ = "item.added"
    is_logged = False
    item_id: str
    role: Literal["user", "assistant", "recruiter", "system"]
    kind: Literal["text", "card"]
    lang: str | None = None


class ItemDelta(ServerData):
    """More text of an item; `offset` counts the code points before it."""

    type_ = "item.delta"
    is_logged = False
    item_id: str
    offset: int
    text: str


class AttachmentName(WireModel):
    attachment_id: str
    filename: str
    kind: str


class ItemDone(ServerData):
    type_ = "item.done"
    item_id: str
    role: Literal["user", "assistant", "recruiter", "system"]
    kind: Literal["text", "card"]
    text: str | None = None
    card: Card | None = None
    lang: str | None = None
    ref: str | None = None
    attachments: list[AttachmentName] | None = None


# Lists that are cut to what a client shows; an operation may change one of them whole, or
# something within an entry: an entry put in or taken out would move those that were cut.
_MOVES_ENTRIES = re.compile(r"(?:/card)?(?:/data/jobs/\d+)?/(?:actions|data/jobs)/(?:\d+|-)")


class PatchAdd(WireModel):
    """RFC 6902: put a value in its place."""

    op: Literal["add", "replace"]
    path: str = Field(pattern=r"^(/[^/]*)+$")
    value: Any


class PatchRemove(WireModel):
    """RFC 6902: take a value away."""

    op: Literal["remove"]
    path: str = Field(pattern=r"^(/[^/]*)+$")


PatchOperation = Annotated[PatchAdd | PatchRemove, Field(discriminator="op")]


class ItemUpdated(ServerData):
    type_ = "item.updated"
    item_id: str
    # Operations of RFC 6902 on the data of the item's `item.done`; only these three are used.
    patch: list[PatchOperation] | None = None
    # The kind of the card that is changed: without it nobody could say who has that card.
    card_kind: str | None = None
    erased: Literal[True] | None = None

    @model_validator(mode="after")
    def _check_patch(self) -> Self:
        for each in self.patch or []:
            if each.path in ("/item_id", "/role", "/kind"):
                raise ValueError("an item stays what it is")
            if each.op != "remove" and each.value is None:
                raise ValueError("what is null is not sent: remove it")
            if each.op == "remove" and each.path in ("/card", "/card/fallback_text"):
                raise ValueError("a card keeps its words for those who know no cards")
            if (each.path + "/").startswith("/card/") and self.card_kind is None:
                raise ValueError("a change of a card has to name the card's kind")
            if each.op != "replace" and _MOVES_ENTRIES.fullmatch(each.path):
                raise ValueError("change such a list whole, or something within one entry")
        return self


class ItemSuperseded(ServerData):
    type_ = "item.superseded"
    item_id: str
    by: str | None = None
    reason: str | None = None


class SuggestionsSet(ServerData):
    type_ = "suggestions.set"
    chips: list[Chip] = Field(max_length=CHIP_LIMIT)


class PromptOpened(ServerData):
    type_ = "prompt.opened"
    prompt_id: str
    reason: Literal["input", "confirmation"]
    path: str
    question: str
    answer_schema: dict[str, Any] = Field(alias="schema")
    examples: list[str] = Field(default_factory=list)
    skippable: bool = True
    expires_at: str | None = None
    item_id: str | None = None

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class PromptClosed(ServerData):
    type_ = "prompt.closed"
    prompt_id: str
    outcome: Literal["answered", "skipped", "cancelled", "expired", "replaced"]


class SceneChanged(ServerData):
    type_ = "scene.changed"
    scene: Scene
    persona: Persona


class ReadMarked(ServerData):
    type_ = "read.marked"
    user_id: str
    seq: int


class MemoryUpdated(ServerData):
    type_ = "memory.updated"
    op: Literal["remembered", "superseded", "edited", "ended", "forgotten"]
    memory_id: str
    key: str
    text: str | None = None


class MemoryPage(ServerData):
    type_ = "memory.page"
    is_logged = False
    ref: str
    memory: MemoryData


class HistoryPage(ServerData):
    type_ = "history.page"
    is_logged = False
    ref: str
    events: list[dict[str, Any]]
    has_more: bool


class Resync(ServerData):
    """A fresh start for one conversation: its state and newest items, at most 250 KB."""

    type_ = "resync"
    is_logged = False
    conversation_id: str
    epoch: str
    head_seq: int
    state: dict[str, Any]
    items: list[dict[str, Any]]
    has_more: bool


class Notice(ServerData):
    type_ = "notice"
    is_logged = False
    level: Literal["info", "warning", "error"]
    text: str


class TypingShown(ServerData):
    type_ = "typing"
    is_logged = False
    user_id: str


class TranscriptPartial(ServerData):
    type_ = "transcript.partial"
    is_logged = False
    audio_id: str
    text: str


class TranscriptFinal(ServerData):
    type_ = "transcript.final"
    is_logged = False
    audio_id: str
    text: str


class Error(ServerData):
    type_ = "error"
    is_logged = False
    code: str
    message: str
    pointer: str = ""
    retryable: bool = False
    ref: str | None = None


class Pong(ServerData):
    type_ = "pong"
    is_logged = False
    ref: str | None = None


SERVER_EVENTS: dict[str, type[ServerData]] = {
    model.type_: model
    for model in (
        Welcome,
        ConversationOpened,
        ConversationRenamed,
        ConversationRemembering,
        ConversationDeleted,
        Ack,
        PreviewResult,
        TurnStarted,
        TurnFinished,
        ItemAdded,
        ItemDelta,
        ItemDone,
        ItemUpdated,
        ItemSuperseded,
        SuggestionsSet,
        PromptOpened,
        PromptClosed,
        SceneChanged,
        ReadMarked,
        MemoryUpdated,
        MemoryPage,
        HistoryPage,
        Resync,
        Notice,
        TypingShown,
        TranscriptPartial,
        TranscriptFinal,
        Error,
        Pong,
    )
}
