"""What a tap may do: which actions each card kind has, and which answers a question admits."""

from typing import Any

import jsonschema
from django.utils.translation import gettext as _

from chat.events import InvokeData
from chat.state import OpenPrompt
from eventlog.models import Event
from jobassist.errors import AppError

JOB_ACTIONS = frozenset({"connect", "save", "dismiss", "explain", "similar", "detail"})
CARD_ACTIONS: dict[str, frozenset[str]] = {
    "job_card": JOB_ACTIONS,
    "job_carousel": JOB_ACTIONS,
    "job_detail": JOB_ACTIONS,
    "criteria_card": frozenset({"search", "edit", "clear"}),
    "resume_preview": frozenset({"confirm", "edit", "discard", "undo"}),
    "field_prompt": frozenset({"skip"}),
    "scene_menu": frozenset({"enter"}),
    "memory_card": frozenset({"edit", "forget"}),
    "alert_card": frozenset({"pause", "resume", "edit", "delete", "search"}),
    "connect_status": frozenset(
        {"open", "withdraw", "pick", "none_fit", "cancel_interview", "accept", "decline"}
    ),
    "interview_score": frozenset({"hint", "stop", "again"}),
    "message_preview": frozenset({"send", "edit", "discard"}),
}
MAX_ANSWER = 4_000


def card_jobs(card: dict[str, Any]) -> list[str]:
    """Return the job ids that a logged card carries."""
    data = card.get("data", {})
    if card.get("kind") == "job_carousel":
        return [each["data"]["job_id"] for each in data.get("jobs", [])]
    if card.get("kind") == "job_detail":
        return [data["job"]["job_id"]]
    return [data["job_id"]] if "job_id" in data else []


def check_action(item: list[Event], order: InvokeData) -> dict[str, Any]:
    """Return what the tapped card is about: its kind, and the question, job and revision it shows.

    Raises AppError unless the tap names an action of that card, on something it shows.

    `item` is the item's events in this conversation: ids come from there only, so a
    forged id reaches nothing.
    """
    card = next((event.data.get("card") for event in item if event.data), None)
    if card is None:
        raise AppError("item_not_found", _("This card is no longer here."), status=404)
    if order.action not in CARD_ACTIONS.get(card["kind"], frozenset()):
        raise AppError("action_not_found", _("This card has no such action."))
    jobs = card_jobs(card)
    wanted = order.payload.get("job_id")
    if order.action in JOB_ACTIONS and jobs:
        is_named = str(wanted) in jobs or (wanted is None and len(jobs) == 1)
        if not is_named:
            raise AppError(
                "action_not_found",
                _("Say which of the shown jobs you mean."),
                pointer="/data/payload/job_id",
            )
    names = ("prompt_id", "job_id", "revision", "alert_id")
    about = {name: card.get("data", {}).get(name) for name in names}
    return {"kind": card["kind"], **{name: value for name, value in about.items() if value}}


def check_answer(prompt: OpenPrompt, value: Any) -> str:
    """Return the answer as the words for the transcript, or raise AppError.

    Free text is always an answer (it is understood later); any other value has to be
    one that the question's schema admits.
    """
    if isinstance(value, str) and value.strip():
        if len(value) > MAX_ANSWER:
            raise AppError("answer_invalid", _("The answer is too long."), pointer="/data/value")
        return value
    try:
        jsonschema.validate(value, prompt.answer_schema)
    except jsonschema.ValidationError as error:
        raise AppError(
            "answer_invalid",
            _("That is not an answer to this question: %(why)s") % {"why": error.message[:200]},
            pointer="/data/value",
        ) from error
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return "、".join(str(each) for each in value) or _("None")
    return str(value)
