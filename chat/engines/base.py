"""What both engines receive and what they yield. Engines write no rows and know no socket."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, Protocol

from chat.cards import Card, Chip
from chat.events import Scene
from chat.state import OpenPrompt, State
from eventlog.models import Conversation
from jobassist.accounts.models import User
from recruiting.services import RankedPosting
from resumes.models import Resume
from resumes.services import current_resume

# Why an input went to a model, or to none: docs/model-engine.md says what each means.
RoutedBy = Literal[
    "no_model",
    "tap",
    "file",
    "answer",
    "confirmation",
    "dictation",
    "interview",
    "language",
    "safety",
    "memory",
    "news",
    "understood",
    "unread",
    "leftover",
    "unsure",
    "talk",
    "always",
]

# Earlier words, oldest first: (role, text).
History = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TurnInput:
    """One thing the person did that this turn answers."""

    frame_id: str
    type: Literal[
        "message.send",
        "action.invoke",
        "prompt.answer",
        "prompt.skip",
        "scene.switch",
        "conversation.open",
    ]
    text: str = ""
    # The logged item of the person's words, the source of whatever is learned from them.
    item_id: uuid.UUID | None = None
    data: dict[str, Any] = field(default_factory=dict)


async def _go_on() -> None:
    return None


@dataclass
class TurnContext:
    """All that an engine may look at. Only `state` may be changed, and only in place."""

    user: User
    conversation: Conversation
    turn_id: uuid.UUID
    inputs: tuple[TurnInput, ...]
    state: State
    lang: Literal["zh", "en"]
    now: datetime
    today: date
    # Marks the turn as having changed something, or raises TurnInterrupted when it
    # was cancelled meanwhile. Called by tools inside the transaction of their write.
    begin_write: Callable[[], None]
    # Reads earlier words of the conversation, for the model engine. One query.
    read_history: Callable[[], History]
    # Says to the person about how many seconds their turn stands in line for a model.
    tell_wait: Callable[[float], None] = lambda _seconds: None
    # Says at once in about how many seconds a model has room again: the rules answer meanwhile.
    tell_busy: Callable[[float], None] = lambda _seconds: None
    # While a model writes the turn's place is another's; before it works on, it takes it again.
    rest: Callable[[], None] = lambda: None
    go_on: Callable[[], Awaitable[None]] = _go_on

    @cached_property
    def resume(self) -> Resume:
        """The résumé being worked on, read once a turn; what changes it updates this object."""
        return current_resume(self.user)


class TurnInterrupted(Exception):
    """The turn was cancelled or taken over: nothing more may be written by it."""


@dataclass(frozen=True)
class Say:
    """A finished message of the assistant."""

    text: str


@dataclass(frozen=True)
class TextDelta:
    """More text of the message being streamed."""

    text: str


@dataclass(frozen=True)
class TextEnd:
    """The streamed message is finished."""


@dataclass(frozen=True)
class TextDiscard:
    """The streamed message was cut off and must not stand: it is superseded."""

    reason: str


@dataclass(frozen=True)
class ShowCard:
    """A card, and for recommendations the ranking to be recorded with it."""

    card: Card
    item_id: uuid.UUID = field(default_factory=uuid.uuid4)
    ranking: tuple[RankedPosting, ...] = ()
    inputs: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Suggest:
    """The chips under the input, replacing the earlier ones."""

    chips: tuple[Chip, ...]


@dataclass(frozen=True)
class AskPrompt:
    """A question is open; `state.open_prompt` holds it too."""

    prompt: OpenPrompt


@dataclass(frozen=True)
class ClosePrompt:
    """The open question was answered, skipped or dropped."""

    prompt_id: str
    outcome: Literal["answered", "skipped", "cancelled", "expired", "replaced"]


@dataclass(frozen=True)
class EnterScene:
    """The conversation moves to another scene."""

    scene: Scene


@dataclass(frozen=True)
class NameConversation:
    """A title for a conversation that has none yet."""

    title: str


@dataclass(frozen=True)
class Used:
    """What answered: written on the turn, never shown as a fact about the person."""

    engine: str
    provider: str = ""
    model_name: str = ""
    prompt_version: str = ""
    model_calls: int = 0
    model_attempts: int = 0
    failover_reason: str = ""
    first_text_ms: int | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    # A `RoutedBy`, and after a colon why the model gave no answer.
    routed_by: str = ""
    # Why a model that should have answered was not asked, and when it can be.
    not_asked: Literal["", "busy", "budget"] = ""
    retry_after_seconds: int | None = None


Step = (
    Say
    | TextDelta
    | TextEnd
    | TextDiscard
    | ShowCard
    | Suggest
    | AskPrompt
    | ClosePrompt
    | EnterScene
    | NameConversation
    | Used
)


class Engine(Protocol):
    """Something that answers a turn."""

    name: str

    def run(self, context: TurnContext) -> AsyncIterator[Step]:
        """Yield the steps of the answer in the order in which they are shown."""
        ...
