"""The wire contract `jobchat.v1`: orders from clients, facts from the server. No Django."""

import json
import math
import re
import uuid
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, Self, Union, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
    create_model,
    model_validator,
)
from pydantic_core import CoreSchema

from chat.cards import (
    CHIP_LIMIT,
    Card,
    Chip,
    CriteriaData,
    MemoryData,
    ResumeChange,
    WireModel,
)
from jobs.criteria import Criteria

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
    "not_in_thread",
    "thread_closed",
    "message_too_long",
    "answer_invalid",
    "turn_not_found",
    "attachment_not_found",
    "memory_not_found",
    "id_reused",
    "rate_limited",
    "not_available",
    "audio_refused",
    "audio_failed",
    "internal",
]


# Why the server closes a socket: four thousand and on are ours, the others the protocol's below.
CLOSE_BROKEN = 1002
CLOSE_BAD_TEXT = 1007
CLOSE_TOO_LARGE = 1009
CLOSE_NO_PONG = 1011
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
    CLOSE_BROKEN: CloseReason("What came was no WebSocket.", "Reconnect with jitter.", True),
    CLOSE_BAD_TEXT: CloseReason(
        "A text frame was not UTF-8.", "Do not send that frame again; reconnect.", True
    ),
    CLOSE_TOO_LARGE: CloseReason(
        "A frame of 2 MB or more.", "Do not send that frame again; reconnect.", True
    ),
    CLOSE_NO_PONG: CloseReason(
        "A WebSocket ping of the server was not answered in 20 seconds.",
        "Reconnect with jitter.",
        True,
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


class AudioStartData(ClientModel):
    # The language that will be spoken, where it is not the device's.
    lang: Literal["zh", "en"] | None = None


class AudioEndData(ClientModel):
    audio_id: uuid.UUID | None = None
    # Dropped: nobody wants to know what was said.
    is_cancelled: bool = False


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


def _publish_needs(schema: dict[str, Any], model: "type[ClientFrame]") -> None:
    """Say in the published schema what `parse_client_event` asks for with words of its own."""
    if model.needs_conversation:
        schema["properties"]["conversation_id"] = {"type": "string", "format": "uuid"}
        schema["required"] = [
            name
            for name in schema["properties"]
            if name in {*schema["required"], "conversation_id"}
        ]


class ClientFrame(ClientModel):
    """The envelope of an order: `{v, type, id, conversation_id?, data}`."""

    model_config = ConfigDict(json_schema_extra=_publish_needs)

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
    data: AudioStartData = AudioStartData()


class AudioEnd(ClientFrame):
    is_idempotent = False
    type: Literal["audio.end"]
    data: AudioEndData = AudioEndData()


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


def parse_client_event(text: str, *, conversation_id: uuid.UUID | None = None) -> ClientEvent:
    """Return the order in a text frame, or raise BadFrame with code, pointer and the frame's id.

    `conversation_id` stands in where an order needs one and names none.
    """
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
        if conversation_id is not None:
            return event.model_copy(update={"conversation_id": conversation_id})
        raise BadFrame(
            "malformed", "This order needs a conversation_id.", pointer="/conversation_id", ref=ref
        )
    return event


# --- Facts from the server -------------------------------------------------


# Ids and times are text here: what is published says which text.
Id = Annotated[str, WithJsonSchema({"type": "string", "format": "uuid"})]
StreamId = Annotated[
    str, WithJsonSchema({"anyOf": [{"type": "string", "format": "uuid"}, {"const": "me"}]})
]
Time = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]


@dataclass(frozen=True)
class Published:
    """Says in the published schema which shape a plain value has, and does not check it again.

    For what was built from such a shape a moment ago, or read from the log as it was sent.
    """

    shape: Any

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the schema of the plain value."""
        return handler(source)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the schema of the shape."""
        return handler(TypeAdapter(self.shape).core_schema)


def _publish_partial(schema: dict[str, Any]) -> None:
    """Say in the published schema that any field may be left out."""
    schema.pop("required", None)


class ServerData(WireModel):
    """The `data` of a server frame: `type_` is its type, `is_logged` whether it has a seq."""

    type_: ClassVar[str]
    is_logged: ClassVar[bool] = True
    # Whether a frame of it that is not logged names its conversation; a logged one always does.
    where: ClassVar[Literal["conversation", "turn", "anywhere", "nowhere"]] = "nowhere"
    # Whether the log may have emptied it: what was said is gone, its `seq` stays.
    is_erasable: ClassVar[bool] = False

    def dump(self) -> dict[str, Any]:
        """Return the JSON shape, without fields that were never set."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class Erased(WireModel):
    """The data of an event whose words were erased."""

    item_id: Id
    erased: Literal[True]


class Frame(WireModel):
    """The envelope of a fact that is said once: `{v, type, at, data}`, and where it belongs."""

    v: Literal[1]
    type: str
    at: Time
    data: Any


class FrameAnywhere(Frame):
    conversation_id: StreamId | None = None


class FrameInConversation(Frame):
    conversation_id: StreamId


class FrameInTurn(Frame):
    conversation_id: Id
    turn_id: Id


class LoggedFrame(Frame):
    """The envelope of a fact of a log: it comes again after a reconnect, in its place."""

    conversation_id: StreamId
    turn_id: Id | None = None
    seq: int = Field(ge=1)
    epoch: str


class FrameLoggedOrNot(Frame):
    """The envelope of a fact that is an answer to an order, and an event for everybody else."""

    model_config = ConfigDict(
        json_schema_extra={"dependentRequired": {"seq": ["epoch"], "epoch": ["seq"]}}
    )

    conversation_id: StreamId
    seq: int | None = Field(default=None, ge=1)
    epoch: str | None = None


_ENVELOPES: dict[str, type[Frame]] = {
    "nowhere": Frame,
    "anywhere": FrameAnywhere,
    "conversation": FrameInConversation,
    "turn": FrameInTurn,
}


def _frame_of(data: type[ServerData]) -> type[Frame]:
    """Return the whole frame of a fact, envelope and data, as it is published."""
    base = LoggedFrame if data.is_logged else _ENVELOPES[data.where]
    shape: Any = Union[data, Erased] if data.is_erasable else data  # noqa: UP007
    if data.is_logged and data.where == "conversation":
        base = FrameLoggedOrNot
    fields: dict[str, Any] = {"type": (Literal[data.type_], ...), "data": (shape, ...)}
    return create_model(f"{data.__name__}Frame", __base__=base, __module__=__name__, **fields)


class Persona(WireModel):
    """Whom the person talks to: software, and it says so."""

    name: str
    avatar: str
    mood: Literal["calm", "cheerful", "focused", "encouraging"]
    scene: Scene
    is_software: Literal[True] = True


class ConversationHead(WireModel):
    conversation_id: Id
    kind: Literal["assistant", "thread"]
    title: str
    scene: Scene
    epoch: str
    head_seq: int
    recovered: bool
    read_seq: int = 0
    is_remembered: bool = True
    updated_at: Time


class StreamHead(WireModel):
    epoch: str
    head_seq: int
    recovered: bool


class AgreedLimits(WireModel):
    """What this client is sent at most: the smaller of its wishes and our own."""

    chips: int
    carousel: int
    actions: int
    label: int


class Welcome(ServerData):
    type_ = "welcome"
    is_logged = False
    protocol: Literal["jobchat.v1"] = "jobchat.v1"
    user_id: Id
    persona: Persona
    # The cards that will be sent: all of a version, or some of it by their kinds.
    cards: list[str]
    heartbeat_seconds: int
    limits: AgreedLimits
    conversations: list[ConversationHead]
    me: StreamHead


class ConversationOpened(ServerData):
    type_ = "conversation.opened"
    # Logged on `me` for every device, and the answer to who asked.
    where = "conversation"
    conversation_id: Id
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
    conversation_id: Id


class Ack(ServerData):
    type_ = "ack"
    is_logged = False
    where = "anywhere"
    ref: str
    status: Literal["accepted", "duplicate", "rejected"]
    seq: int | None = None
    conversation_id: Id | None = None
    code: str | None = None
    message: str | None = None


class TextCorrection(WireModel):
    before: str
    after: str
    reason: str


class CriteriaChange(CriteriaData):
    """What a draft says of the search: only what it names; null or empty is taken back."""

    model_config = ConfigDict(json_schema_extra=_publish_partial)


class PreviewResult(ServerData):
    type_ = "preview.result"
    is_logged = False
    where = "conversation"
    ref: str
    text: str
    corrections: list[TextCorrection]
    intent: str
    confidence: float
    summary: str
    criteria: Annotated[dict[str, Any], Published(CriteriaChange)] | None = None
    resume_changes: list[ResumeChange] | None = None
    chips: list[Chip] = Field(default_factory=list)


class TurnStarted(ServerData):
    type_ = "turn.started"
    turn_id: Id
    # The message frames it answers, oldest first.
    answers: list[str] = Field(default_factory=list)


class TurnFinished(ServerData):
    type_ = "turn.finished"
    turn_id: Id
    # Busy: no model was asked, rules answered, and after so long there is room for one.
    outcome: Literal["completed", "cancelled", "failed", "busy"]
    reason: str | None = None
    retry_after_seconds: int | None = None


class ItemAdded(ServerData):
    """A message that begins to be written; unlogged, its text follows in deltas."""

    type_ = "item.added"
    is_logged = False
    where = "turn"
    item_id: Id
    role: Literal["user", "assistant", "recruiter", "system"]
    kind: Literal["text", "card"]
    lang: str | None = None


class ItemDelta(ServerData):
    """More text of an item; `offset` counts the code points before it."""

    type_ = "item.delta"
    is_logged = False
    where = "turn"
    item_id: Id
    offset: int = Field(ge=0)
    text: str


class AttachmentName(WireModel):
    attachment_id: Id
    filename: str
    kind: str


class ItemDone(ServerData):
    type_ = "item.done"
    is_erasable = True
    item_id: Id
    role: Literal["user", "assistant", "recruiter", "system"]
    kind: Literal["text", "card"]
    text: str | None = None
    card: Card | None = None
    lang: str | None = None
    ref: str | None = None
    attachments: list[AttachmentName] | None = None
    # In a thread: what the house says to its seeker alone. Absent: both sides see it.
    audience: Literal["seeker"] | None = None


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
    item_id: Id
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
    is_erasable = True
    item_id: Id
    by: Id | None = None
    reason: str | None = None


class SuggestionsSet(ServerData):
    type_ = "suggestions.set"
    chips: list[Chip] = Field(max_length=CHIP_LIMIT)


class PromptOpened(ServerData):
    type_ = "prompt.opened"
    prompt_id: Id
    reason: Literal["input", "confirmation"]
    path: str
    question: str
    answer_schema: dict[str, Any] = Field(alias="schema")
    examples: list[str] = Field(default_factory=list)
    skippable: bool = True
    expires_at: Time | None = None
    item_id: Id | None = None

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class PromptClosed(ServerData):
    type_ = "prompt.closed"
    prompt_id: Id
    outcome: Literal["answered", "skipped", "cancelled", "expired", "replaced"]


class SceneChanged(ServerData):
    type_ = "scene.changed"
    scene: Scene
    persona: Persona


class ReadMarked(ServerData):
    type_ = "read.marked"
    # Of the person's own devices; which of a company's people read it, nobody is told.
    user_id: Id | None = None
    by: Literal["company"] | None = None
    seq: int = Field(ge=0)


class MemoryUpdated(ServerData):
    type_ = "memory.updated"
    is_erasable = True
    op: Literal["remembered", "superseded", "edited", "ended", "forgotten"]
    memory_id: Id
    key: str
    text: str | None = None
    # The facts that this one stands in place of.
    replaces: list[Id] | None = None


class AlertUpdated(ServerData):
    """What became of a standing search; its words are on its card and at `/api/v1/alerts`."""

    type_ = "alert.updated"
    op: Literal["created", "changed", "paused", "resumed", "deleted", "fired"]
    alert_id: Id
    state: Literal["active", "paused"] | None = None
    next_run_at: Time | None = None
    # Of one that fired: where its postings are shown, and how many.
    conversation_id: Id | None = None
    found: int | None = None


class MemoryPage(ServerData):
    type_ = "memory.page"
    is_logged = False
    ref: str
    memory: MemoryData


# What is kept of items; on the person's own stream a remembered fact is what an item is in a chat.
_ITEM_EVENTS: tuple[type[ServerData], ...] = (ItemDone, ItemUpdated, ItemSuperseded, MemoryUpdated)
ITEM_EVENTS = tuple(each.type_ for each in _ITEM_EVENTS)
ITEM_FRAME: Any = Annotated[
    Union[tuple(_frame_of(each) for each in _ITEM_EVENTS)],  # noqa: UP007 - models made here
    Field(discriminator="type"),
]


class HistoryPage(ServerData):
    type_ = "history.page"
    is_logged = False
    where = "conversation"
    ref: str
    events: list[Annotated[dict[str, Any], Published(ITEM_FRAME)]]
    has_more: bool


class Suggestions(WireModel):
    """The chips under the input."""

    chips: list[Chip] = Field(max_length=CHIP_LIMIT)


class StreamedText(WireModel):
    """The text so far of an answer that is being written."""

    turn_id: Id
    item_id: Id
    text: str


class ConversationState(WireModel):
    """What the events that a `resync` leaves out would have built."""

    scene: Scene
    persona: Persona
    title: str
    criteria: Criteria
    open_prompt: PromptOpened | None
    suggestions: Suggestions
    turn: StreamedText | None


class Resync(ServerData):
    """A fresh start for one conversation: its state and newest items, at most 250 KB."""

    type_ = "resync"
    is_logged = False
    where = "conversation"
    conversation_id: StreamId
    epoch: str
    head_seq: int
    state: Annotated[dict[str, Any], Published(ConversationState)]
    items: list[Annotated[dict[str, Any], Published(ITEM_FRAME)]]
    has_more: bool


class Notice(ServerData):
    type_ = "notice"
    is_logged = False
    where = "anywhere"
    level: Literal["info", "warning", "error"]
    text: str
    # `in_line`: the turn's answer comes, in about so many seconds. `busy`: it comes at once, without
    # a model, which has room again then.
    code: str | None = None
    retry_after_seconds: int | None = None


class TypingShown(ServerData):
    type_ = "typing"
    is_logged = False
    where = "conversation"
    by: Literal["company", "seeker"]
    # The company's, as the thread shows it.
    name: str | None = None


class TranscriptPartial(ServerData):
    type_ = "transcript.partial"
    is_logged = False
    where = "conversation"
    audio_id: Id
    text: str


class TranscriptFinal(ServerData):
    type_ = "transcript.final"
    is_logged = False
    where = "conversation"
    audio_id: Id
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
        AlertUpdated,
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

# The whole frames, envelope and data: what a socket really says, by type.
SERVER_FRAMES: dict[str, type[Frame]] = {
    name: _frame_of(data) for name, data in SERVER_EVENTS.items()
}
