"""The criteria of a search: changed, remembered, taken back, and said in words."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from chat import memory
from chat.describe import describe_criterion, join_words
from chat.dialogue.reply import Reply
from jobassist.errors import AppError
from jobassist.language.money import parse_salary
from jobs import search
from jobs.criteria import Criteria
from resumes.matching import criteria_from_resume

HISTORY = 20


def change_criteria(
    reply: Reply,
    *,
    values: dict[str, Any],
    clear: Sequence[str] = (),
    words: str = "",
    item_id: uuid.UUID | None = None,
) -> Criteria:
    """Change the search, remember it, and return what it was before.

    Raises AppError("answer_invalid") where a value does not fit its key.
    """
    state = reply.state
    before = state.criteria
    merged: dict[str, Any] = before.model_dump()
    for key in clear:
        if key in merged:
            merged[key] = () if isinstance(merged[key], tuple) else None
        if key in ("salary_min", "salary_max"):
            merged["salary_min"] = merged["salary_max"] = None
    merged.update(values)
    _settle_pay(merged, values, is_said=bool(words))
    is_asked = reply.state.open_prompt and reply.state.open_prompt.path == "criteria.cities"
    if before.cities and tuple(merged["cities"]) != before.cities and not is_asked:
        # "Near" was said of the places before.
        for key in ("within_km", "remote_or_city"):
            if key not in values and not set(before.cities) & set(merged["cities"]):
                merged[key] = None
    try:
        after = Criteria.model_validate(merged)
    except ValidationError as error:
        raise AppError("answer_invalid", _("That does not fit this search.")) from error
    if after.salary_min is None and after.salary_max is None:
        after = after.model_copy(update={"currency": None, "salary_period": None})
    if after == before:
        return before
    reply.context.begin_write()
    if not reply.has_changed_search:
        # One turn is one step back, however many changes it made.
        state.criteria_history = [*state.criteria_history, before][-HISTORY:]
    reply.has_changed_search = True
    state.criteria = after
    state.last_change = "criteria"
    # A new search counts its rounds anew; what was seen stays seen.
    if after.titles != before.titles:
        state.round = 0
        state.avoid = [each for each in state.avoid if each.reason != "wrong_role"]
        state.is_work_strict = False
    if reply.context.conversation.is_remembered:
        memory.remember_criteria(
            reply.context.user,
            before=before,
            after=after,
            words=words,
            conversation_id=reply.context.conversation.id,
            item_id=item_id,
            now=reply.context.now,
        )
    return before


def _settle_pay(merged: dict[str, Any], values: dict[str, Any], *, is_said: bool) -> None:
    """Let a bound of the pay that was just said end the other where both cannot hold.

    On a card both are seen: there it is refused, as it is where both were said.
    """
    bounds = ("salary_min", "salary_max")
    least, most = (merged[key] for key in bounds)
    if not all(isinstance(each, int | float) for each in (least, most)) or least <= most:
        return
    said = [key for key in bounds if key in values]
    if is_said and len(said) == 1:
        (other,) = set(bounds) - set(said)
        merged[other] = None
        return
    memory.check_pay(least, most)


def note_given_up(reply: Reply, keys: Sequence[str]) -> None:
    """Note wishes that were taken back: who said "any place" is not asked for a place."""
    for key in keys:
        path = f"criteria.{key}"
        if path not in reply.state.refused and path != "criteria.titles":
            reply.state.refused.append(path)


def drop_unknown_work(reply: Reply, *, path: str) -> None:
    """Drop a name of work that found nothing, once who was asked for another one has none."""
    titles = reply.state.criteria.titles
    if path == "criteria.titles" and titles and not search.is_known_work(titles):
        change_criteria(reply, values={}, clear=("titles",))


def leave_old_work(
    reply: Reply, titles: Sequence[str], *, words: str, item_id: uuid.UUID | None
) -> None:
    """Drop wishes that belonged to another occupation; place and contract stay."""
    state = reply.state
    old = state.criteria.titles
    if not old or not titles or search.is_same_work(old, tuple(titles)):
        return
    change_criteria(
        reply,
        values={},
        clear=("skills", "employers", "experience_years", "salary_min"),
        words=words,
        item_id=item_id,
    )
    state.asked = [each for each in state.asked if each != "criteria.salary_min"]


def settle_prompt(reply: Reply) -> None:
    """Close the question that a change of the search answers or leaves behind."""
    prompt = reply.state.open_prompt
    if prompt is None:
        return
    if prompt.path == "criteria.titles" and is_blank(reply):
        # "In Leeds": said beside the question, which is still without its answer.
        return
    if prompt.path.startswith("criteria."):
        reply.close_prompt("answered")
    elif prompt.path.startswith("message_preview"):
        # Somebody who searches on has not said yes to the draft.
        reply.state.pending = None
        reply.close_prompt("cancelled")


def undo_criteria(reply: Reply) -> bool:
    """Go back to the criteria before the last change; False where there is none."""
    state = reply.state
    if not state.criteria_history:
        return False
    previous = state.criteria_history.pop()
    if reply.context.conversation.is_remembered:
        reply.context.begin_write()
        memory.remember_criteria(
            reply.context.user,
            before=state.criteria,
            after=previous,
            words="",
            conversation_id=reply.context.conversation.id,
            item_id=None,
            now=reply.context.now,
        )
    state.criteria = previous
    return True


def take_resume_wishes(reply: Reply) -> None:
    """Make the confirmed résumé's trade and stated wishes part of the search, where none are yet.

    They stand on the criteria card like anything said, and can be changed there.
    """
    document = reply.context.resume.confirmed_document
    if document is None:
        return
    criteria = reply.state.criteria
    inferred = criteria_from_resume(document, today=reply.context.today)
    said = (document.get("meta") or {}).get("jobassist") or {}
    pay = parse_salary(str(said.get("expectedSalary") or ""), lang=reply.context.lang)
    values: dict[str, Any] = {}
    if not criteria.titles and not criteria.skills:
        values["titles"] = inferred.titles[:2]
    if not criteria.cities and criteria.remote is None and inferred.cities:
        values["cities"] = inferred.cities
    if criteria.salary_min is None and pay is not None and pay.min:
        values |= {
            "salary_min": pay.min,
            "currency": pay.currency,
            "salary_period": pay.period,
        }
    if values:
        change_criteria(reply, values=values)


def is_blank(reply: Reply) -> bool:
    """Return whether nothing is known of the work that is looked for, not even for whom."""
    criteria = reply.state.criteria
    resume = reply.context.resume
    is_said = criteria.titles or criteria.skills or criteria.employers
    return not is_said and resume.confirmed_document is None


def list_understood(before: Criteria, after: Criteria) -> str:
    """Return what changed between two searches, in words."""
    old, new = before.model_dump(), after.model_dump()
    parts = []
    for key, value in new.items():
        if value == old[key] or key in ("currency", "salary_period", "remote_or_city"):
            continue
        if key == "within_km" and new["cities"] != old["cities"]:
            continue
        if value in (None, ()):
            parts.append(
                _("no longer: %(what)s")
                % {"what": describe_criterion(key, old[key], criteria=before)}
            )
        else:
            parts.append(describe_criterion(key, value, criteria=after))
    return join_words(parts)
