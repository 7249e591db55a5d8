"""What the assistant keeps in mind in one conversation, as one typed document. No Django."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from jobs.criteria import Criteria


class OpenPrompt(BaseModel):
    """The one question that is waiting for an answer."""

    prompt_id: str
    path: str
    reason: Literal["input", "confirmation"] = "input"
    question: str
    answer_schema: dict[str, Any] = Field(default_factory=dict)
    examples: list[str] = Field(default_factory=list)
    skippable: bool = True
    expires_at: str | None = None
    item_id: str | None = None
    # The person was already brought back to it once.
    is_recalled: bool = False
    # Of a confirmation: the revision that was shown; a yes is to nothing newer.
    revision: int | None = None

    def on_the_wire(self) -> dict[str, Any]:
        """Return what `prompt.opened` says of it."""
        return self.model_dump(exclude={"is_recalled", "revision"}, exclude_none=True)


class ShownJob(BaseModel):
    """A posting on the last cards, so that "the second one" means something."""

    posting_id: int
    item_id: str
    title: str
    employer: str | None = None
    city: str | None = None
    score: float | None = None
    band: Literal["strong", "good", "possible"] | None = None


class Avoid(BaseModel):
    """What the person refused, beyond the criteria: the next round differs because of it."""

    reason: str
    posting_id: int
    family: str | None = None
    employer_id: int | None = None
    title: str | None = None
    seniority: str | None = None
    place_key: str | None = None


class LastNote(BaseModel):
    """What was saved or dismissed last, so that it can be taken back."""

    posting_ids: list[int]
    kind: Literal["saved", "dismissed"]
    title: str = ""


class PendingMessage(BaseModel):
    """A draft to an employer that waits for a yes."""

    posting_id: int
    text: str
    share_resume: bool = False
    # What was shown as shared; a résumé confirmed anew meanwhile is shown again first.
    resume_revision: int | None = None


class AlertDraft(BaseModel):
    """When a standing search is to run that nobody has said yet what it is for."""

    frequency: Literal["instant", "daily", "weekdays", "weekly", "biweekly", "monthly"] | None
    weekdays: tuple[int, ...] = ()
    day: int | None = None
    hour: int | None = None
    minute: int | None = None


class Unanswered(BaseModel):
    """A question that a posting does not answer; the offer to ask the employer holds one turn."""

    posting_id: int
    question: str


class InterviewQuestion(BaseModel):
    """One question of a practice interview, with what its answer is held against."""

    text: str
    about: list[str]
    help: str = ""


class InterviewAnswer(BaseModel):
    """An answer as scored; `best` is the sentence of it that says most."""

    text: str
    total: int
    relevance: int = 0
    concreteness: int = 0
    structure: int = 0
    flaw: str | None = None
    best: str = ""


class Interview(BaseModel):
    """A practice interview: for a posting, or for a title alone."""

    title: str
    posting_id: int | None = None
    questions: list[InterviewQuestion]
    answers: list[InterviewAnswer] = Field(default_factory=list)
    skipped: int = 0
    score: int
    outcome: Literal["running", "won", "lost", "stopped"] = "running"

    @property
    def at(self) -> int:
        """How many questions are behind the person."""
        return len(self.answers) + self.skipped


class Parked(BaseModel):
    """Where a scene was left: its open question, and the posting that was talked about."""

    prompt: OpenPrompt | None = None
    focus_id: int | None = None


class State(BaseModel):
    """The dialogue's state. Unknown fields of an older or newer version are dropped."""

    model_config = ConfigDict(extra="ignore")

    lang: Literal["zh", "en"] | None = None
    greeted: bool = False
    criteria: Criteria = Criteria()
    # Criteria before each change, newest last, for undo and go back.
    criteria_history: list[Criteria] = Field(default_factory=list)
    round: int = 0
    shown: list[ShownJob] = Field(default_factory=list)
    seen_ids: list[int] = Field(default_factory=list)
    avoid: list[Avoid] = Field(default_factory=list)
    # What starts below the wished pay was refused, though it may reach it.
    is_pay_strict: bool = False
    # Other work was shown and refused: from then on only what is the wished work by its title.
    is_work_strict: bool = False
    focus_id: int | None = None
    open_prompt: OpenPrompt | None = None
    asked: list[str] = Field(default_factory=list)
    refused: list[str] = Field(default_factory=list)
    pending: PendingMessage | None = None
    last_change: Literal["criteria", "resume", "note", None] = None
    last_note: LastNote | None = None
    previous_scene: str | None = None
    # The standing search that was talked about last, and one that still lacks what to look for.
    alert_id: str | None = None
    alert_draft: AlertDraft | None = None
    unanswered: Unanswered | None = None
    interview: Interview | None = None
    # By scene: what is taken up again on coming back.
    parked: dict[str, Parked] = Field(default_factory=dict)
    # The contact that a yes would take back.
    withdrawing: str | None = None
    # The contact whose times for an interview were shown last, and what a yes is about.
    arranging: str | None = None
    deciding: str | None = None
    # When the search was told that an earlier conversation left; None once that was said.
    told_at: str | None = None
    # It began with a search known from before, which is shown without a question.
    is_return: bool = False
    # The search that nothing fitted last: the same again takes the best way out.
    empty_for: Criteria | None = None
