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
