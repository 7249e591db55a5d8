"""The cards: typed, bounded, built by code from loaded rows; no queries here.

Limits are those of RCS rich cards: title 200, body 2,000, label 25 characters,
4 actions, 2-10 cards a carousel, 11 chips.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

TITLE_LIMIT = 200
BODY_LIMIT = 2_000
LABEL_LIMIT = 25
ACTION_LIMIT = 4
CAROUSEL_LIMIT = 10
CHIP_LIMIT = 11

Label = Annotated[str, StringConstraints(min_length=1, max_length=LABEL_LIMIT)]
Title = Annotated[str, StringConstraints(max_length=TITLE_LIMIT)]
Body = Annotated[str, StringConstraints(max_length=BODY_LIMIT)]

DismissReason = Literal[
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
RequirementStatus = Literal["met", "partly", "missing", "unknown"]


def clip(text: str, limit: int) -> str:
    """Return the text within `limit` characters, with an ellipsis where it was cut."""
    text = text.strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


class WireModel(BaseModel):
    """A shape that we send: unknown fields are our own mistake."""

    model_config = ConfigDict(extra="forbid")


class Action(WireModel):
    """Something a tap on a card does; comes back as `action.invoke`."""

    id: str
    label: Label
    style: Literal["primary", "default", "danger"] | None = None
    payload: dict[str, Any] = Field(default_factory=dict)


class Chip(WireModel):
    """A suggested reply: a tap sends its label, and the postback that code understands."""

    id: str
    label: Label
    postback: dict[str, Any]


class Requirement(WireModel):
    """One line of a match, with its evidence on both sides."""

    text: str
    status: RequirementStatus
    criterion: str | None = None
    resume_pointer: str | None = None
    resume_words: str | None = None
    posting_span: tuple[int, int] | None = None
    posting_pointer: str | None = None
    posting_words: str | None = None


class Match(WireModel):
    """How well a posting fits, in a band, requirement by requirement."""

    score: float | None = Field(default=None, ge=0, le=1)
    band: Literal["strong", "good", "possible"] | None = None
    requirements: list[Requirement]


class Place(WireModel):
    """schema.org's jobLocation as read from the posting."""

    city: str | None = None
    district: str | None = None
    region: str | None = None
    country: str | None = None


class BaseSalary(WireModel):
    """schema.org's baseSalary per period, as the posting says it, with the raw words."""

    min: float | None = None
    max: float | None = None
    currency: str | None = None
    period: Literal["hour", "day", "week", "month", "year"] | None = None
    months: float | None = None
    raw: str | None = None


class Organization(WireModel):
    """schema.org's hiringOrganization."""

    name: str


class Liveness(WireModel):
    """Whether the posting is still open, and when that was last known."""

    status: Literal["active", "paused", "expired", "removed", "unknown"]
    checked_at: str | None = None


class JobData(WireModel):
    """A posting on a card, in schema.org's names; every value is in the posting's row."""

    job_id: str
    title: str
    hiringOrganization: Organization | None = None  # noqa: N815 - schema.org's name
    jobLocation: list[Place] = Field(default_factory=list)  # noqa: N815
    jobLocationType: Literal["TELECOMMUTE"] | None = None  # noqa: N815
    employmentType: str | None = None  # noqa: N815
    baseSalary: BaseSalary | None = None  # noqa: N815
    skills: list[str] = Field(default_factory=list)
    datePosted: str | None = None  # noqa: N815
    validThrough: str | None = None  # noqa: N815
    liveness: Liveness
    match: Match | None = None
    url: str | None = None
    directApply: bool = False  # noqa: N815


class CriteriaData(WireModel):
    """What is being searched for; null or empty where it was not said."""

    titles: list[str] = Field(default_factory=list)
    skills: list[str] = Field(default_factory=list)
    cities: list[str] = Field(default_factory=list)
    remote: bool | None = None
    salary_min: float | None = None
    salary_max: float | None = None
    currency: str | None = None
    salary_period: str | None = None
    employment_type: str | None = None
    experience_years: float | None = None
    education: str | None = None
    exclude: list[str] = Field(default_factory=list)
    conditions: list[str] = Field(default_factory=list)
    employers: list[str] = Field(default_factory=list)
    within_km: float | None = None
    remote_or_city: bool | None = None
    pay_stated: bool | None = None


class Section(WireModel):
    """A part of the deep read: a heading and lines taken from the posting."""

    heading: str
    lines: list[str]


class JobDetailData(WireModel):
    """The deep read of one posting, in its own words."""

    job: JobData
    duties: list[str] = Field(default_factory=list)
    requirements: list[str] = Field(default_factory=list)
    benefits: list[str] = Field(default_factory=list)
    company: str | None = None
    text: str = ""
    ask_next: list[str] = Field(default_factory=list)


class ResumeChange(WireModel):
    """One change of a résumé and the words it rests on."""

    op: Literal["add", "replace", "remove"]
    path: str
    before: Any = None
    after: Any = None
    source: str | None = None
    # Said only where it is so: read in a picture by a model, which may have misread.
    is_doubtful: Literal[True] | None = None


class MissingField(WireModel):
    """Something the résumé still lacks, or that is doubtful, as a question."""

    path: str
    reason: Literal["missing", "doubtful", "contradictory"]
    question: str


class ResumeData(WireModel):
    """A résumé as it would be confirmed: JSON Resume, and what this preview changed."""

    resume_id: str
    revision: int
    confirmed_revision: int | None = None
    resume: dict[str, Any]
    completeness: float = Field(ge=0, le=1)
    changes: list[ResumeChange] = Field(default_factory=list)
    missing: list[MissingField] = Field(default_factory=list)
    # Texts and lists are shortened here; the whole is at `/api/v1/resumes`.
    is_cut: Literal[True] | None = None


class FieldPromptData(WireModel):
    """A question: `path` says what it is about, `schema` what an answer may be."""

    prompt_id: str
    path: str
    question: str
    input: Literal["text", "date", "number", "choice", "choices", "confirm"]
    answer_schema: dict[str, Any] = Field(alias="schema")
    examples: list[str] = Field(default_factory=list)
    skippable: bool = True

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class SceneEntry(WireModel):
    """One door of the menu."""

    scene: str
    label: Label
    hint: str


class SceneMenuData(WireModel):
    """The scenes that can be entered from here."""

    current: str
    scenes: list[SceneEntry]


class Fact(WireModel):
    """One remembered fact and the words it came from."""

    memory_id: str
    key: str
    text: str
    words: str | None = None
    said_at: str
    conversation_id: str | None = None
    item_id: str | None = None


class MemoryData(WireModel):
    """What is remembered about the person."""

    facts: list[Fact]


class InterviewTime(WireModel):
    """A time for an interview: on the clock, and in words of the person's own time zone."""

    slot_id: str
    starts_at: str
    ends_at: str
    time_zone: str
    text: str
    place: str | None = None
    # Where the place is a call.
    url: str | None = None


class OfferData(WireModel):
    """What an employer offers, and what came of it."""

    offer_id: str
    text: str
    state: Literal["made", "accepted", "declined", "taken_back"]


class ConnectStatusData(WireModel):
    """Where a contact with an employer stands."""

    application_id: str
    job_id: str
    kind: Literal["greeting", "application", "outbound"]
    status: str
    # applied answered interview offer hired rejected withdrawn; null on an employer's own page.
    stage: str | None = None
    title: str
    employer: str | None = None
    url: str | None = None
    # What was sent, as it was sent.
    message: str | None = None
    sent_at: str
    # Where the two write to each other, once somebody has.
    thread_id: str | None = None
    # Times to pick from, and the one that was picked.
    slots: list[InterviewTime] | None = None
    interview: InterviewTime | None = None
    offer: OfferData | None = None


class MessagePreviewData(WireModel):
    """A draft to an employer, and all that the employer would see with it."""

    prompt_id: str
    job_id: str
    to: str
    text: str
    shared: list[str]
    url: str | None = None


class AlertSchedule(WireModel):
    """When a standing search runs: in parts, and in words."""

    frequency: Literal["instant", "daily", "weekdays", "weekly", "biweekly", "monthly"]
    # 0 is Monday.
    weekdays: list[int] = Field(default_factory=list)
    # Beyond a month's end it is the last.
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    time_zone: str
    text: str


class AlertData(WireModel):
    """A standing search and where it stands."""

    alert_id: str
    query: str
    criteria: CriteriaData
    schedule: AlertSchedule
    state: Literal["active", "paused", "deleted"]
    next_run_at: str | None = None
    last_run_at: str | None = None
    # How many new postings the last run found.
    last_found: int | None = None


class CriterionScore(WireModel):
    """How an answer did by one of the stated criteria."""

    criterion: Literal["relevance", "concreteness", "structure"]
    label: Label
    score: int = Field(ge=0, le=100)


class InterviewScoreData(WireModel):
    """The meter of a practice interview after an answer: where it stands and why it moved."""

    score: int = Field(ge=0, le=100)
    change: int = 0
    goal: int = Field(ge=0, le=100)
    round: int
    rounds: int
    reason: str
    outcome: Literal["running", "won", "lost", "stopped"] = "running"
    criteria: list[CriterionScore] = Field(default_factory=list)
    job_id: str | None = None
    job_title: str


class CarouselData(WireModel):
    """A round of recommendations; `round` counts them within this search."""

    jobs: list["JobCard"] = Field(min_length=2, max_length=CAROUSEL_LIMIT)
    round: int
    reason: str | None = None


class CardBase(WireModel):
    """What all cards share. `fallback_text` serves a client that knows no cards."""

    version: Literal[1] = 1
    fallback_text: str = Field(min_length=1)
    title: Title = ""
    body: Body | None = None
    actions: list[Action] = Field(default_factory=list, max_length=ACTION_LIMIT)
    expires_at: str | None = None


class JobCard(CardBase):
    """One posting, with the match explained."""

    kind: Literal["job_card"] = "job_card"
    data: JobData


class JobCarousel(CardBase):
    """Two to ten postings side by side."""

    kind: Literal["job_carousel"] = "job_carousel"
    data: CarouselData


class CriteriaCard(CardBase):
    """The visible, editable search."""

    kind: Literal["criteria_card"] = "criteria_card"
    data: CriteriaData


class JobDetail(CardBase):
    """The deep read of one posting."""

    kind: Literal["job_detail"] = "job_detail"
    data: JobDetailData


class ResumePreview(CardBase):
    """What the résumé would be, and exactly what changed."""

    kind: Literal["resume_preview"] = "resume_preview"
    data: ResumeData


class FieldPrompt(CardBase):
    """One question with example answers to tap."""

    kind: Literal["field_prompt"] = "field_prompt"
    data: FieldPromptData


class SceneMenu(CardBase):
    """The entries to switch between."""

    kind: Literal["scene_menu"] = "scene_menu"
    data: SceneMenuData


class MemoryCard(CardBase):
    """What is remembered, to edit or forget."""

    kind: Literal["memory_card"] = "memory_card"
    data: MemoryData


class ConnectStatus(CardBase):
    """A contact with an employer and its state."""

    kind: Literal["connect_status"] = "connect_status"
    data: ConnectStatusData


class AlertCard(CardBase):
    """A standing search, to pause, change or delete."""

    kind: Literal["alert_card"] = "alert_card"
    data: AlertData


class InterviewScore(CardBase):
    """The meter of a practice interview, its change and the reason."""

    kind: Literal["interview_score"] = "interview_score"
    data: InterviewScoreData


class MessagePreview(CardBase):
    """A message that leaves the house only after a yes."""

    kind: Literal["message_preview"] = "message_preview"
    data: MessagePreviewData


Card = Annotated[
    JobCard
    | JobCarousel
    | CriteriaCard
    | JobDetail
    | ResumePreview
    | FieldPrompt
    | SceneMenu
    | MemoryCard
    | AlertCard
    | ConnectStatus
    | InterviewScore
    | MessagePreview,
    Field(discriminator="kind"),
]

CarouselData.model_rebuild()
