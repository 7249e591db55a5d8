"""What a message is read against and what it was understood to say. Values only; no behaviour."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from jobs.criteria import Criteria

Lang = Literal["zh", "en"]
Intent = Literal[
    "find_jobs",
    "refine",
    "reject_with_reason",
    "ask_about_job",
    "compare_jobs",
    "connect",
    "write_resume",
    "correct_field",
    "confirm",
    "deny",
    "skip",
    "undo",
    "go_back",
    "remember",
    "forget",
    "show_memory",
    "create_alert",
    "practise_interview",
    "small_talk",
    "help",
    "off_topic",
    "complaint",
    "abuse",
    "unsafe",
    "prompt_injection",
    "stop",
]
INTENTS: tuple[Intent, ...] = get_args(Intent)

Act = Literal[
    "more_results",  # another batch of the same search
    "what_is_new",  # what has come in since it was looked for last
    "show_now",  # search without another question
    "match_resume",  # look for what fits the résumé
    "relax",  # loosen whatever costs most
    "start_over",  # drop the criteria and begin a new search
    "switch_scene",  # `target` holds the scene
    "choose_card",  # only a card was named
    "explain",  # why was this shown, do I fit
    "detail",  # the whole posting
    "similar",  # more like this one
    "save",
    "dont_know",  # the open question cannot be answered by the person
    "change_language",
    "pause_alert",
    "resume_alert",
    "change_alert",
    "delete_alert",
    "list_alerts",
    "list_applications",
    "make_pdf",
    "upload_resume",
    "tailor_resume",
    "show_resume",
    "show_criteria",
    "talk_to_human",
]
Scene = Literal["find", "resume", "interview", "applications", "alerts", "ask"]
RejectReason = Literal[
    "wrong_role",
    "wrong_seniority",
    "wrong_city",
    "wrong_employment_type",
    "too_low_salary",
    "excluded",
    "already_seen",
    "expired",
    "other",
]
Clarify = Literal["intent", "criteria", "place", "contradiction", "amount", "card", "title"]
Direction = Literal["up", "down"]
Frequency = Literal["instant", "daily", "weekdays", "weekly", "biweekly", "monthly"]

CRITERIA_LISTS: tuple[str, ...] = (
    "titles",
    "skills",
    "cities",
    "exclude",
    "conditions",
    "employers",
)
CRITERIA_KEYS: tuple[str, ...] = (
    *CRITERIA_LISTS,
    "remote",
    "salary_min",
    "salary_max",
    "currency",
    "salary_period",
    "employment_type",
    "experience_years",
    "education",
    "within_km",
    "remote_or_city",
    "pay_stated",
)


@dataclass(frozen=True, slots=True)
class Card:
    """A job card as just shown, for 那个浦东的 and "the Barclays one". Empty text where unknown."""

    title: str = ""
    employer: str = ""
    city: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a message is read against.

    `open_prompt` is the path of the open question or confirmation (`resume.basics.phone`,
    `criteria.cities`, `resume_preview.confirm`, `message_preview.send`, `criteria.confirm`).
    `last_cards` counts the job cards just shown; `cards` may hold them, in order. `lang_hint` is
    the language so far. `country` (ISO 3166 alpha-2) settles ambiguous place names.
    """

    open_prompt: str | None = None
    last_cards: int = 0
    scene: str | None = None
    criteria: "Criteria | None" = None
    cards: tuple[Card, ...] = ()
    lang_hint: Lang | None = None
    country: str | None = None
    # A standing search was just shown or talked about: a bare "pause" means it.
    has_alert: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the message: `original[start:end] == text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class CriteriaChange:
    """What the message does to the criteria.

    `set` holds, for the keys touched, the values that result. `clear` names the keys taken away.
    `relative` a direction without an amount. `added` holds the items that were said as additions
    ("also node"), for the wording of the reply; they are in `set` too. `spans` cites each key's
    words.
    """

    set: dict[str, Any] = field(default_factory=dict)
    clear: tuple[str, ...] = ()
    relative: dict[str, Direction] = field(default_factory=dict)
    added: dict[str, tuple[str, ...]] = field(default_factory=dict)
    spans: dict[str, tuple[Span, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.set or self.clear or self.relative)

    def apply_to(self, criteria: "Criteria") -> "Criteria":
        """Return the criteria with this change made; `relative` is the caller's to decide."""
        empty = {key: () if key in CRITERIA_LISTS else None for key in self.clear}
        values = {k: tuple(v) if k in CRITERIA_LISTS else v for k, v in self.set.items()}
        return criteria.model_copy(update={**empty, **values})


@dataclass(frozen=True, slots=True)
class ResumeFact:
    """One résumé value said in the message; `path` is flat (`work[0].startDate`)."""

    path: str
    value: Any
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A likely slip put right: `before` as typed, `after` as read, `reason` a code."""

    before: str
    after: str
    reason: Literal["typo", "homophone", "voice"]
    span: Span


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a standing search runs. `weekday` 0 is Monday; `day` of the month; `hour` 0–23.

    Parts that were not said are None; `frequency` "instant" is "as soon as there is one", None
    where only the hour of one that stands is to change.
    """

    frequency: Frequency | None
    weekdays: tuple[int, ...] = ()
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an intent was chosen: a cue's name, a near example, or the context; and its weight."""

    kind: Literal["cue", "example", "context", "slots"]
    intent: Intent
    weight: float
    detail: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """A message as understood. Nothing has been changed by it yet.

    `card_ref` is the 0-based index into the cards just shown; several in `card_refs`.
    `clarify` is a code of what to ask about before acting, None when it is clear enough.
    `topic` is what a `remember`, `forget` or question is about, in the person's words.
    """

    text: str
    normalised: str
    lang: Lang
    intent: Intent
    confidence: float
    alternatives: tuple[tuple[Intent, float], ...] = ()
    act: Act | None = None
    target: str | None = None
    criteria: CriteriaChange = field(default_factory=CriteriaChange)
    resume: tuple[ResumeFact, ...] = ()
    resume_clear: tuple[str, ...] = ()
    card_refs: tuple[int, ...] = ()
    reject_reason: RejectReason | None = None
    language_wish: Lang | None = None
    corrections: tuple[Correction, ...] = ()
    corrected_text: str | None = None
    clarify: Clarify | None = None
    schedule: Schedule | None = None
    topic: Span | None = None
    # "Not too far", with no place said: from where is for the dialogue to know or to ask.
    near_home: Span | None = None
    # Wishes that nothing here can use, in the person's words.
    unused: tuple[Span, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def card_ref(self) -> int | None:
        """The first card named, None when none was."""
        return self.card_refs[0] if self.card_refs else None

    @property
    def resume_values(self) -> dict[str, Any]:
        """The résumé facts as flat paths to values; `skills` and the like are lists."""
        return {fact.path: fact.value for fact in self.resume}
