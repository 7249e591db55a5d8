"""A person's standing searches: made, changed, paused, deleted; the only writer of their rows.

The newest card that shows one is kept true, and the person's own stream tells every device.
"""

import hashlib
import json
import uuid
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from chat import events
from chat.alerts.cards import build_alert_card
from chat.alerts.timing import Plan, anchor_plan, next_run_after
from chat.cards import AlertCard
from chat.language import Lang, django_locale
from chat.models import Alert
from chat.turns import to_event
from eventlog.models import Conversation
from eventlog.services import (
    ConversationNotFound,
    NewEvent,
    append_events,
    get_me_stream,
    lock_conversation_ids,
)
from jobassist.accounts.models import User
from jobassist.errors import AppError
from jobs.criteria import Criteria

MAX_ALERTS = 20


class AlertNotFound(AppError):
    """The alert does not exist, was deleted, or is somebody else's."""

    def __init__(self) -> None:
        super().__init__("alert_not_found", _("There is no such alert any more."), status=404)


def list_alerts(user: User) -> list[Alert]:
    """Return a person's alerts, the oldest first. One query."""
    return list(Alert.objects.filter(user=user).order_by("created_at", "id")[:MAX_ALERTS])


def get_alert_for(user: User, alert_id: uuid.UUID | str) -> Alert:
    """Return the person's own alert, or raise AlertNotFound. One query."""
    try:
        wanted = uuid.UUID(str(alert_id))
    except ValueError as error:
        raise AlertNotFound from error
    alert = Alert.objects.filter(user=user, id=wanted).first()
    if alert is None:
        raise AlertNotFound
    return alert


def create_alert(
    user: User,
    *,
    criteria: Criteria,
    plan: Plan,
    conversation: Conversation | None,
    lang: Lang,
    now: datetime,
) -> tuple[Alert, bool]:
    """Return an alert for this search and whether it is new; the same search stands once.

    One that is there already gets the new time, and runs again if it was paused. Postings count
    as new from now on. Raises AppError("too_many_alerts").
    """
    key = hash_criteria(criteria)
    with transaction.atomic():
        # One at a time: two devices must not both make the last one that is allowed.
        User.objects.select_for_update(no_key=True).only("id").get(id=user.id)
        same = Alert.objects.filter(user=user, criteria_hash=key).first()
        if same is not None:
            if same.state == Alert.State.PAUSED:
                resume_alert(user, same.id, now=now)
            return change_alert(user, same.id, plan=plan, now=now), False
        if Alert.objects.filter(user=user).count() >= MAX_ALERTS:
            raise AppError(
                "too_many_alerts",
                _("You have %(limit)d alerts, which is all there can be. Delete one first.")
                % {"limit": MAX_ALERTS},
                status=409,
            )
        alert = Alert(
            user=user,
            conversation=conversation,
            lang=lang,
            criteria=criteria.model_dump(mode="json", exclude_defaults=True),
            criteria_hash=key,
            looked_until=now,
            created_at=now,
            updated_at=now,
        )
        set_plan(alert, plan, zone=zone_of(user), now=now)
        alert.save(force_insert=True)
        _tell(alert, "created", now=now)
    return alert, True


def change_alert(
    user: User,
    alert_id: uuid.UUID | str,
    *,
    plan: Plan | None = None,
    criteria: Criteria | None = None,
    now: datetime,
) -> Alert:
    """Change when an alert runs, or what it looks for; returns it as it is then.

    Raises AlertNotFound, or AppError("alert_exists") where another looks for the same.
    """
    with transaction.atomic():
        if criteria is not None:
            # One at a time: two must not be changed into the same search.
            User.objects.select_for_update(no_key=True).only("id").get(id=user.id)
        alert = _lock(user, alert_id)
        if criteria is not None and (key := hash_criteria(criteria)) != alert.criteria_hash:
            if Alert.objects.filter(user=user, criteria_hash=key).exists():
                raise AppError(
                    "alert_exists", _("There is an alert for that search already."), status=409
                )
            alert.criteria = criteria.model_dump(mode="json", exclude_defaults=True)
            alert.criteria_hash = key
        if plan is not None:
            is_paused = alert.state == Alert.State.PAUSED
            set_plan(alert, plan, zone=zone_of(user), now=now)
            if is_paused:
                alert.next_run_at = None
        _store(alert, "changed", now=now)
    return alert


def pause_alert(user: User, alert_id: uuid.UUID | str, *, now: datetime) -> Alert:
    """Let an alert rest until it is resumed; one that rests is left as it is."""
    with transaction.atomic():
        alert = _lock(user, alert_id)
        if alert.state == Alert.State.ACTIVE:
            alert.state, alert.next_run_at = Alert.State.PAUSED, None
            _store(alert, "paused", now=now)
    return alert


def resume_alert(user: User, alert_id: uuid.UUID | str, *, now: datetime) -> Alert:
    """Let an alert run again; what came while it rested is looked through at its next run."""
    with transaction.atomic():
        alert = _lock(user, alert_id)
        if alert.state == Alert.State.PAUSED:
            alert.state = Alert.State.ACTIVE
            set_plan(alert, plan_of(alert), zone=zone_of(user), now=now)
            _store(alert, "resumed", now=now)
    return alert


def delete_alert(user: User, alert_id: uuid.UUID | str, *, now: datetime) -> Alert:
    """Delete an alert; its card says so. Returns it as it was."""
    with transaction.atomic():
        alert = _lock(user, alert_id)
        Alert.objects.filter(id=alert.id).delete()
        _tell(alert, "deleted", now=now)
    return alert


def note_card(alert: Alert, *, conversation_id: uuid.UUID, item_id: uuid.UUID) -> None:
    """Keep which card shows an alert now: that one is kept true from here on."""
    Alert.objects.filter(id=alert.id).update(
        card_conversation_id=conversation_id, card_item_id=item_id
    )


def plan_of(alert: Alert) -> Plan:
    """Return when an alert runs."""
    return Plan(
        frequency=alert.frequency,  # type: ignore[arg-type]
        weekdays=tuple(alert.weekdays),
        day=alert.day,
        hour=alert.hour,
        minute=alert.minute,
        starts_on=alert.starts_on,
    )


def criteria_of(alert: Alert) -> Criteria:
    """Return what an alert looks for."""
    return Criteria.model_validate(alert.criteria)


def zone_of(user: User) -> ZoneInfo:
    """Return the time zone of a person's clock."""
    return ZoneInfo(user.time_zone or "UTC")


def hash_criteria(criteria: Criteria) -> str:
    """Return what two alerts for the same search have in common."""
    said = criteria.model_dump(mode="json", exclude_defaults=True)
    return hashlib.sha256(
        json.dumps(said, sort_keys=True, ensure_ascii=False).casefold().encode()
    ).hexdigest()


def set_plan(alert: Alert, plan: Plan, *, zone: ZoneInfo, now: datetime) -> None:
    """Give an alert its time and reckon its next run; the row is not stored."""
    if plan.starts_on is None or plan != replace(plan_of(alert), starts_on=plan.starts_on):
        plan = anchor_plan(plan, zone=zone, after=now)
    alert.frequency = plan.frequency
    alert.weekdays = list(plan.weekdays)
    alert.day, alert.hour, alert.minute = plan.day, plan.hour, plan.minute
    alert.starts_on = plan.starts_on
    alert.time_zone = str(zone)
    alert.next_run_at = next_run_after(plan, zone=zone, after=now)
    # A run under way writes nothing any more.
    alert.lease_until, alert.failures = None, 0
    alert.fence += 1


def _lock(user: User, alert_id: uuid.UUID | str) -> Alert:
    """Return the person's own alert, locked, its card's conversation and their stream before it.

    In one order with whoever runs it.
    """
    alert = get_alert_for(user, alert_id)
    lock_streams(alert)
    locked = Alert.objects.select_for_update(of=("self",)).filter(user=user, id=alert.id).first()
    if locked is None:
        raise AlertNotFound
    locked.user = user
    return locked


def lock_streams(alert: Alert, *conversation_ids: uuid.UUID) -> None:
    """Lock what will be written to of an alert: its card's conversation, the person's stream."""
    card = [alert.card_conversation_id] if alert.card_conversation_id else []
    lock_conversation_ids({get_me_stream(alert.user).id, *card, *conversation_ids})


def _store(alert: Alert, op: str, *, now: datetime) -> None:
    alert.updated_at = now
    alert.save(force_update=True)
    _tell(alert, op, now=now)


def _tell(alert: Alert, op: str, *, now: datetime) -> None:
    """Say what became of an alert on the person's stream, and put its card right."""
    told = events.AlertUpdated(
        op=op,
        alert_id=str(alert.id),
        state=None if op == "deleted" else alert.state,
        next_run_at=(
            alert.next_run_at.isoformat() if alert.next_run_at and op != "deleted" else None
        ),
    )
    append_events(get_me_stream(alert.user).id, [to_event(told)], now=now)
    if op != "created":
        _mend_card(alert, is_deleted=op == "deleted", now=now)


def _mend_card(alert: Alert, *, is_deleted: bool, now: datetime) -> None:
    if alert.card_conversation_id is None or alert.card_item_id is None:
        return
    with translation.override(django_locale("zh" if alert.lang == "zh" else "en")):
        card = build_alert_card(
            alert, criteria=criteria_of(alert), plan=plan_of(alert), is_deleted=is_deleted
        )
    try:
        with transaction.atomic():
            append_events(
                alert.card_conversation_id, [mend_event(alert.card_item_id, card)], now=now
            )
    except ConversationNotFound:
        # The card went with its conversation.
        return


def mend_event(item_id: uuid.UUID, card: AlertCard) -> NewEvent:
    """Return the change of a card that was shown into this one."""
    told = events.ItemUpdated(
        item_id=str(item_id),
        card_kind=card.kind,
        patch=[
            events.PatchAdd(
                op="replace", path="/card", value=card.model_dump(mode="json", exclude_none=True)
            )
        ],
    )
    return to_event(told, item_id=item_id)
