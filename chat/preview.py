"""`message.preview`: what a draft would be understood to say. Nothing changes."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from chat import events
from chat.describe import describe_criteria, describe_criterion, join_words
from chat.dialogue.listening import read_draft
from chat.language import django_locale
from chat.turns import load_state
from chat.understanding.types import CRITERIA_LISTS, Understanding
from eventlog.models import Conversation
from jobassist.accounts.models import User
from jobs.criteria import Criteria


def preview_draft(
    conversation: Conversation,
    order: events.MessagePreviewOrder,
    *,
    user: User,
    now: datetime,
) -> events.PreviewResult:
    """Return the draft as understood, with likely slips put right. One query, no writes."""
    state = load_state(conversation)
    seen = read_draft(
        state,
        scene=conversation.scene,
        text=order.data.text,
        lang=state.lang or ("zh" if user.locale.startswith("zh") else "en"),
        today=now.astimezone(ZoneInfo(user.time_zone or "UTC")).date(),
    )
    criteria = None
    if seen.criteria:
        criteria = {
            **{key: [] if key in CRITERIA_LISTS else None for key in seen.criteria.clear},
            **{
                key: list(value) if isinstance(value, tuple) else value
                for key, value in seen.criteria.set.items()
            },
        }
    with translation.override(django_locale(seen.lang)):
        summary = summarise(seen, state.criteria)
    return events.PreviewResult(
        ref=str(order.id),
        text=seen.corrected_text or order.data.text,
        corrections=[
            events.TextCorrection(before=each.before, after=each.after, reason=each.reason)
            for each in seen.corrections
        ],
        intent=seen.intent,
        confidence=round(seen.confidence, 3),
        summary=summary,
        criteria=criteria,
        resume_changes=[
            {
                "op": "add",
                "path": fact.path,
                "after": fact.value,
                "source": fact.span.text if fact.span else None,
            }
            for fact in seen.resume
        ]
        or None,
    )


def summarise(seen: Understanding, current: Criteria) -> str:
    """Return in a few words what a message says, in the active language."""
    parts: list[str] = []
    if seen.criteria:
        after = seen.criteria.apply_to(current)
        shown = {
            key: value
            for key, value in after.model_dump().items()
            if key in seen.criteria.set and key not in ("currency", "salary_period")
        }
        only = Criteria.model_validate(
            {**shown, "currency": after.currency, "salary_period": after.salary_period}
        )
        parts.append(_("Look for: %(what)s") % {"what": describe_criteria(only)})
        for key in seen.criteria.clear:
            value = getattr(current, key, None)
            if value not in (None, ()):
                parts.append(
                    _("no longer: %(what)s")
                    % {"what": describe_criterion(key, value, criteria=current)}
                )
    if seen.resume:
        values = [str(fact.value) for fact in seen.resume[:4] if not isinstance(fact.value, list)]
        parts.append(_("For the résumé: %(what)s") % {"what": join_words(values)})
    return "; ".join(parts)
