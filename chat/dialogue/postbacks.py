"""What a chip's tap may ask for. It comes back from a client, so it is parsed like any frame."""

import uuid
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from chat.cards import DismissReason
from chat.events import Scene
from jobassist.errors import AppError
from jobs.criteria import Criteria


class _Postback(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class More(_Postback):
    do: Literal["more"]


class Search(_Postback):
    do: Literal["search"]


class StartOver(_Postback):
    do: Literal["start_over"]


class MatchResume(_Postback):
    do: Literal["match_resume"]


class ContinueSearch(_Postback):
    do: Literal["continue"]


class ShowMemory(_Postback):
    do: Literal["memory"]


class ForgetFact(_Postback):
    do: Literal["forget"]
    memory_id: uuid.UUID


class ForgetSaid(_Postback):
    do: Literal["forget_said"]
    item_id: uuid.UUID
    mark: str = Field(max_length=16)


class ForgetAll(_Postback):
    do: Literal["forget_all"]


class RememberChat(_Postback):
    do: Literal["remember_chat"]
    on: bool


class Help(_Postback):
    do: Literal["help"]


class ChangeCriteria(_Postback):
    do: Literal["criteria"]
    set: dict[str, Any] = Field(default_factory=dict, max_length=len(Criteria.model_fields))
    clear: tuple[str, ...] = Field(default=(), max_length=len(Criteria.model_fields))


class EnterScene(_Postback):
    do: Literal["scene"]
    scene: Scene


class JobAction(_Postback):
    do: Literal["job"]
    action: Literal["connect", "save", "explain", "similar", "detail", "ask", "practise", "contest"]
    job_id: str = Field(max_length=20)


class JobQuestion(_Postback):
    """A question about a posting: to the posting itself, or to its employer."""

    do: Literal["question"]
    to: Literal["posting", "employer"]
    job_id: str = Field(max_length=20)
    question: str = Field(min_length=1, max_length=300)


class InterviewAction(_Postback):
    do: Literal["interview"]
    action: Literal["hint", "stop", "again"]


class Applications(_Postback):
    do: Literal["applications"]
    action: Literal["more", "withdraw", "pick", "none_fit", "cancel_interview", "accept", "decline"]
    slot_id: str = Field(default="", max_length=40)
    offer_id: str = Field(default="", max_length=40)
    application_id: str = Field(default="", max_length=40)
    after: int = Field(default=0, ge=0, le=200)


class Reject(_Postback):
    do: Literal["reject"]
    reason: DismissReason


class AnswerPrompt(_Postback):
    do: Literal["answer"]
    prompt_id: str = Field(max_length=40)
    value: Any = None


class SkipPrompt(_Postback):
    do: Literal["skip"]
    prompt_id: str = Field(max_length=40)


class ResumeAction(_Postback):
    do: Literal["resume"]
    action: Literal["confirm", "undo", "discard", "show", "ask", "pdf"]


class MessageAction(_Postback):
    do: Literal["message"]
    action: Literal["send", "edit", "discard"]
    prompt_id: str | None = Field(default=None, max_length=40)


class AlertTime(_Postback):
    frequency: Literal["instant", "daily", "weekdays", "weekly"]
    weekdays: tuple[Annotated[int, Field(ge=0, le=6)], ...] = Field(default=(), max_length=7)


class AlertAction(_Postback):
    do: Literal["alert"]
    action: Literal["pause", "resume", "edit", "delete", "search", "schedule"]
    alert_id: str | None = Field(default=None, max_length=40)
    schedule: AlertTime | None = None


class ThreadAction(_Postback):
    """What a seeker asks for beside a conversation with a recruiter."""

    do: Literal["thread"]
    action: Literal[
        "draft", "translate", "ignore", "block", "unblock", "report",
        "share_resume", "share_contact", "unshare",
    ]  # fmt: skip
    reason: Literal["scam", "spam", "harassment", "discrimination", "other"] | None = None


Postback = Annotated[
    More
    | Search
    | StartOver
    | MatchResume
    | ContinueSearch
    | ShowMemory
    | ForgetFact
    | ForgetSaid
    | ForgetAll
    | RememberChat
    | Help
    | ChangeCriteria
    | EnterScene
    | JobAction
    | JobQuestion
    | InterviewAction
    | Applications
    | Reject
    | AnswerPrompt
    | SkipPrompt
    | ResumeAction
    | MessageAction
    | AlertAction
    | ThreadAction,
    Field(discriminator="do"),
]
_adapter: TypeAdapter[Postback] = TypeAdapter(Postback)


def parse_postback(raw: dict[str, Any]) -> Postback:
    """Return what a tap asks for, or raise AppError("malformed")."""
    try:
        return _adapter.validate_python(raw)
    except ValidationError as error:
        raise AppError(
            "malformed", _("This suggestion is not one of ours."), pointer="/data/postback"
        ) from error


def parse_criteria(raw: dict[str, Any]) -> ChangeCriteria:
    """Return a change of the criteria made on the card, or raise AppError("malformed")."""
    tap = parse_postback(raw)
    if not isinstance(tap, ChangeCriteria):
        raise AppError("malformed", _("This suggestion is not one of ours."))
    return tap
