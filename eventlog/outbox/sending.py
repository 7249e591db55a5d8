"""Deliveries: claimed, sent outside any transaction, recorded; tried again while they fail."""

import random
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from eventlog.models import Channel, Delivery, Dispatch, Notification, PushSubscription
from eventlog.outbox.kinds import group_of
from eventlog.outbox.planning import Facts, live_subscriptions, load_facts, plan_due
from eventlog.outbox.senders import (
    Outcome,
    Told,
    ToldLine,
    send_mail_of,
    send_to_app,
    send_to_browser,
)
from jobassist.accounts.models import Identity
from jobassist.logs import get_logger

# After each failure, a day in all; each a fifth longer or shorter.
WAITS = (30, 120, 600, 3_600, 14_400, 43_200)
JITTER = 0.2
MOST_ATTEMPTS = len(WAITS) + 1
# Whoever claims a delivery and dies leaves it to others after so long.
LEASE = timedelta(minutes=3)
# News of yesterday's morning helps nobody.
TOO_LATE = timedelta(days=2)
AT_ONCE = 8
_CLAIMED_AT_ONCE = 64
# A browser or app that fails so often in a row is forgotten.
MOST_FAILURES = 20
KEPT_DAYS = 30
_STATE = Delivery.State

logger = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Address:
    """Where one delivery goes, read when it is sent."""

    text: str
    p256dh: str = ""
    auth: str = ""
    platform: str = ""


Send = Callable[[Delivery, Told, Address], Outcome]


def send_due(*, seconds: float = 45, send: Send | None = None, now: datetime | None = None) -> int:
    """Tell closed apps what is due until nothing is, or the time is over; return how many attempts."""
    until = time.monotonic() + seconds
    count = 0
    # A batch that is postponed whole is not due any more: the loop ends.
    while time.monotonic() < until and plan_due(now=now or timezone.now()):
        continue
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="notice") as pool:
        while time.monotonic() < until:
            claimed = claim_due(now=now or timezone.now())
            if not claimed:
                break
            count += _send_all(claimed, pool, send or send_delivery, now=now or timezone.now())
    return count


def claim_due(*, now: datetime) -> list[Delivery]:
    """Return deliveries that are due, for this caller alone, with their dispatches. Three statements.

    An attempt counts from here on: one that kills its process is not made for ever.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM eventlog_delivery WHERE state = 'pending' AND next_try_at <= %s "
            "ORDER BY next_try_at LIMIT %s FOR UPDATE SKIP LOCKED",
            [now, _CLAIMED_AT_ONCE],
        )
        ids = [row[0] for row in cursor.fetchall()]
        Delivery.objects.filter(id__in=ids).update(
            next_try_at=now + LEASE, attempts=F("attempts") + 1
        )
        rows = Delivery.objects.filter(id__in=ids).select_related("dispatch__user")
        return sorted(rows, key=lambda row: row.created_at)


def _send_all(
    claimed: Sequence[Delivery], pool: ThreadPoolExecutor, send: Send, *, now: datetime
) -> int:
    told = build_told(claimed, now=now)
    addresses = load_addresses(claimed, now=now)
    futures = []
    for delivery in claimed:
        address, said = addresses.get(delivery.target_id), told.get(delivery.id)
        if address is None:
            record_attempt(delivery, Outcome("gone", is_final=True, is_gone=True), now=now)
        elif said is None:
            finish(delivery, state=_STATE.SKIPPED, now=now)
        elif delivery.attempts > MOST_ATTEMPTS:
            # Claimed again and again, and whoever did never came to say how it went.
            record_attempt(delivery, Outcome("too_often", is_final=True), now=now)
        elif now - delivery.created_at > TOO_LATE:
            record_attempt(delivery, Outcome("too_late", is_final=True), now=now)
        else:
            futures.append((delivery, pool.submit(send, delivery, said, address)))
    for delivery, future in futures:
        record_attempt(delivery, _result_of(delivery, future), now=now)
    return len(futures)


def _result_of(delivery: Delivery, future: Future[Outcome]) -> Outcome:
    """Return what a sender said; one that broke off repeats no other's notice."""
    try:
        return future.result()
    except Exception:
        logger.exception("notice_broke_off", delivery_id=str(delivery.id), channel=delivery.channel)
        return Outcome("internal")


def build_told(claimed: Sequence[Delivery], *, now: datetime) -> dict[uuid.UUID, Told]:
    """Return what each delivery says by now, without those that have nothing left to say.

    What was read meanwhile, or is not wanted any more by that channel, is left out; and nobody
    is mailed who is there.
    """
    notices: dict[uuid.UUID, list[Notification]] = {}
    for notice in (
        Notification.objects.filter(dispatch_id__in={each.dispatch_id for each in claimed})
        .select_related("user")
        .order_by("created_at", "id")
    ):
        assert notice.dispatch_id is not None
        notices.setdefault(notice.dispatch_id, []).append(notice)
    facts = load_facts([each for group in notices.values() for each in group], now=now)
    told = {}
    for delivery in claimed:
        lines = build_lines(
            each
            for each in notices.get(delivery.dispatch_id, [])
            if _is_still_news(each, delivery, facts)
        )
        if lines:
            user = delivery.dispatch.user
            told[delivery.id] = Told(delivery.id, user.id, user.locale, lines, delivery.created_at)
    return told


def build_lines(notices: Iterable[Notification]) -> tuple[ToldLine, ...]:
    """Return one line for each kind and what it is about, in the order in which they began."""
    found: dict[tuple[str, uuid.UUID | None, str], int] = {}
    for notice in notices:
        key = (group_of(notice.kind), notice.conversation_id, notice.object_id)
        found[key] = found.get(key, 0) + notice.count
    return tuple(
        ToldLine(kind, count, conversation_id, object_id)
        for (kind, conversation_id, object_id), count in found.items()
    )


def _is_still_news(notice: Notification, delivery: Delivery, facts: Facts) -> bool:
    user = notice.user
    return (
        user.is_active
        and not facts.is_read(notice)
        and facts.wants(user.id, channel=delivery.channel, kind=group_of(notice.kind))
        and user.id not in facts.present
    )


def load_addresses(claimed: Sequence[Delivery], *, now: datetime) -> dict[uuid.UUID, Address]:
    """Return where each delivery goes, by its target, without those that are gone. Two queries."""
    mails = {each.target_id for each in claimed if each.channel == Channel.EMAIL}
    others = {each.target_id for each in claimed} - mails
    found = {
        identity.id: Address(identity.value_normalised)
        for identity in Identity.objects.filter(
            id__in=mails, kind=Identity.Kind.EMAIL, verified_at__isnull=False
        )
    }
    for each in live_subscriptions(now=now).filter(id__in=others):
        found[each.id] = Address(each.address, each.p256dh, each.auth, each.platform)
    return found


def send_delivery(delivery: Delivery, told: Told, address: Address) -> Outcome:
    """Send one delivery by its channel. No database: it runs in a thread of its own."""
    match delivery.channel:
        case Channel.EMAIL:
            return send_mail_of(told, address=address.text)
        case Channel.WEB_PUSH:
            return send_to_browser(
                told, address=address.text, p256dh=address.p256dh, auth=address.auth
            )
        case _:
            return send_to_app(told, token=address.text, platform=address.platform)


def record_attempt(delivery: Delivery, outcome: Outcome, *, now: datetime) -> None:
    """Record what became of an attempt, and when the next one is due if one is."""
    error, status = outcome.error[:40], outcome.response_status
    subscription = PushSubscription.objects.filter(id=delivery.target_id)
    if not outcome.error:
        finish(delivery, state=_STATE.SENT, now=now, response_status=status)
        subscription.update(succeeded_at=now, failures=0)
        return
    if outcome.is_gone:
        finish(delivery, state=_STATE.GONE, now=now, error=error, response_status=status)
        subscription.delete()
        return
    subscription.update(failures=F("failures") + 1)
    wait = None if outcome.is_final else _wait_after(delivery.attempts, outcome=outcome)
    if wait is None:
        finish(delivery, state=_STATE.FAILED, now=now, error=error, response_status=status)
        subscription.filter(failures__gte=MOST_FAILURES).delete()
        # The code, not the address: that names a person's device.
        logger.warning(
            "notice_failed",
            delivery_id=str(delivery.id),
            channel=delivery.channel,
            error=outcome.error,
            status=outcome.response_status,
        )
        return
    Delivery.objects.filter(
        id=delivery.id, attempts=delivery.attempts, state=_STATE.PENDING
    ).update(next_try_at=now + timedelta(seconds=wait), error=error, response_status=status)


def finish(
    delivery: Delivery,
    *,
    state: str,
    now: datetime,
    error: str = "",
    response_status: int | None = None,
) -> None:
    """End a delivery, unless somebody else has claimed it again; its notices fail with the last."""
    with transaction.atomic():
        changed = Delivery.objects.filter(
            id=delivery.id, attempts=delivery.attempts, state=_STATE.PENDING
        ).update(
            state=state,
            next_try_at=None,
            finished_at=now,
            error=error,
            response_status=response_status,
        )
        if not changed or state not in (_STATE.FAILED, _STATE.GONE):
            return
        siblings = Delivery.objects.filter(dispatch_id=delivery.dispatch_id)
        if not siblings.exclude(state__in=(_STATE.FAILED, _STATE.GONE)).exists():
            Notification.objects.filter(dispatch_id=delivery.dispatch_id).update(
                state=Notification.State.FAILED
            )


def _wait_after(attempts: int, *, outcome: Outcome) -> float | None:
    if attempts > len(WAITS):
        return None
    wait = WAITS[max(0, attempts - 1)] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
    return max(wait, outcome.retry_after or 0)


def send_again(ids: Collection[uuid.UUID], *, now: datetime) -> int:
    """Have failed deliveries tried again, for an operator; return how many."""
    with transaction.atomic():
        rows = Delivery.objects.filter(id__in=ids, state=_STATE.FAILED)
        dispatches = list(rows.values_list("dispatch_id", flat=True))
        count: int = rows.update(
            state=_STATE.PENDING,
            attempts=0,
            next_try_at=now,
            finished_at=None,
            created_at=now,
        )
        Notification.objects.filter(
            dispatch_id__in=dispatches, state=Notification.State.FAILED
        ).update(state=Notification.State.SENT)
    return count


def prune_outbox(*, now: datetime) -> int:
    """Forget what was told, or was not needed, more than thirty days ago; return how many notices."""
    before = now - timedelta(days=KEPT_DAYS)
    old = Notification.objects.filter(created_at__lt=before).exclude(
        state=Notification.State.PENDING
    )
    count, _by_model = old.delete()
    Dispatch.objects.filter(created_at__lt=before, notifications__isnull=True).delete()
    return count
