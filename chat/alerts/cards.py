"""The card of a standing search, from its row. No queries."""

from django.utils.translation import gettext as _

from chat.alerts.timing import Plan
from chat.build_cards import build_action
from chat.cards import (
    BODY_LIMIT,
    TITLE_LIMIT,
    AlertCard,
    AlertData,
    AlertSchedule,
    CriteriaData,
    clip,
)
from chat.describe import describe_criteria, describe_plan
from chat.models import Alert
from jobs.criteria import Criteria


def build_alert_card(
    alert: Alert, *, criteria: Criteria, plan: Plan, is_deleted: bool = False
) -> AlertCard:
    """Return a standing search with what can be done about it."""
    query, when = describe_criteria(criteria), describe_plan(plan)
    is_paused = alert.state == Alert.State.PAUSED
    named = {"alert_id": str(alert.id)}
    actions = [
        build_action("resume", _("Resume"), style="primary", payload=named)
        if is_paused
        else build_action("pause", _("Pause"), payload=named),
        build_action("edit", _("Change"), payload=named),
        build_action("search", _("Search now"), payload=named),
        build_action("delete", _("Delete"), style="danger", payload=named),
    ]
    state = _("Deleted") if is_deleted else _("Paused") if is_paused else ""
    words = [query, when, state]
    return AlertCard(
        fallback_text=clip(" · ".join(each for each in words if each), BODY_LIMIT),
        title=clip(query or _("For my résumé"), TITLE_LIMIT),
        data=AlertData(
            alert_id=str(alert.id),
            query=query,
            criteria=CriteriaData.model_validate(criteria.model_dump(mode="json")),
            schedule=AlertSchedule(
                frequency=plan.frequency,
                weekdays=list(plan.weekdays),
                day=plan.day,
                hour=plan.hour,
                minute=plan.minute,
                time_zone=alert.time_zone,
                text=when,
            ),
            state="deleted" if is_deleted else alert.state,
            next_run_at=(
                alert.next_run_at.isoformat() if alert.next_run_at and not is_deleted else None
            ),
            last_run_at=alert.last_run_at.isoformat() if alert.last_run_at else None,
            last_found=alert.last_found,
        ),
        actions=[] if is_deleted else actions,
    )
