"""Deliveries of webhooks: claimed, sent, recorded; their log and its replay."""

import random
import time
import uuid
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from feeds.models import WebhookDelivery, WebhookEndpoint
from feeds.sealing import unseal
from feeds.services.webhooks import PING, defer_delivery, ping_webhook
from jobassist.errors import NotFound
from jobassist.fetch import FetchFailed
from jobassist.logs import get_logger
from jobassist.webhooks import post_signed

# After each failure, three days in all; each a fifth longer or shorter, so that none come together.
WAITS = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
JITTER = 0.2
# An endpoint that fails is not asked more often than this, however many deliveries wait for it.
LONGEST_REST = 3_600
LONGEST_RETRY_AFTER = 86_400
DISABLED_AFTER = timedelta(days=3)
# Whoever claims a delivery and dies leaves it to others after so long: more than it takes to send
# all that is claimed at once to receivers that let every attempt run out.
LEASE = timedelta(minutes=3)
AT_ONCE = 8
PER_ENDPOINT = 4
_CLAIMED_AT_ONCE = 64
MOST_REPLAYED = 10_000
_STATUS = WebhookEndpoint.Status

logger = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt; `error` is a code, empty for a good answer."""

    response_status: int | None
    milliseconds: int
    error: str
    retry_after: int | None = None


Send = Callable[[WebhookDelivery, WebhookEndpoint, datetime], Outcome]


# --- sending ----------------------------------------------------------------------------------


def deliver_due(*, seconds: float = 45, send: Send | None = None) -> int:
    """Send what is due until nothing is or the time is over; return how many attempts were made.

    A few at once, and of one endpoint fewer, so that a slow one holds up nobody else. No network
    inside a transaction.
    """
    send = send or send_delivery
    until = time.monotonic() + seconds
    count = 0
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook") as pool:
        while time.monotonic() < until:
            claimed = claim_due(now=timezone.now())
            if not claimed:
                break
            futures = [(d, pool.submit(send, d, d.endpoint, timezone.now())) for d in claimed]
            for delivery, future in futures:
                record_attempt(delivery, future.result(), now=timezone.now())
            count += len(claimed)
    return count


def claim_due(*, now: datetime) -> list[WebhookDelivery]:
    """Return deliveries that are due, with their endpoints, for this caller alone. Three statements.

    An attempt counts from here on: one that kills its process is not made for ever.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.id FROM feeds_webhookendpoint e CROSS JOIN LATERAL ("
            "  SELECT id FROM feeds_webhookdelivery d WHERE d.endpoint_id = e.id"
            "  AND d.status = 'pending' AND d.next_try_at <= %(now)s"
            "  AND (e.status = 'active' AND (e.retry_at IS NULL OR e.retry_at <= %(now)s)"
            "       OR d.event_type = %(ping)s)"
            "  ORDER BY d.next_try_at, d.sequence"
            "  LIMIT CASE WHEN e.failures > 0 THEN 1 ELSE %(each)s END) d"
            " WHERE e.status IN ('active', 'pending') ORDER BY random() LIMIT %(most)s",
            {"now": now, "ping": PING, "each": PER_ENDPOINT, "most": _CLAIMED_AT_ONCE},
        )
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "UPDATE feeds_webhookdelivery SET next_try_at = %s, attempts = attempts + 1 "
            "WHERE id = ANY(%s) AND status = 'pending' AND next_try_at <= %s RETURNING id",
            [now + LEASE, ids, now],
        )
        mine = [row[0] for row in cursor.fetchall()]
    rows = WebhookDelivery.objects.filter(id__in=mine).select_related("endpoint")
    return sorted(rows, key=lambda row: row.sequence)


def send_delivery(delivery: WebhookDelivery, endpoint: WebhookEndpoint, now: datetime) -> Outcome:
    """Post a delivery to its endpoint and return what came of it. No database."""
    secrets = [unseal(endpoint.secret)]
    if endpoint.old_secret and endpoint.old_secret_until and endpoint.old_secret_until > now:
        secrets.append(unseal(endpoint.old_secret))
    known = [each for each in secrets if each]
    if not known:
        return Outcome(None, 0, "secret_lost")
    started = time.monotonic()
    try:
        answer = post_signed(
            endpoint.url,
            delivery.payload,
            message_id=f"msg_{delivery.id.hex}",
            sent_at=now,
            secret_texts=known,
        )
    except FetchFailed as error:
        return Outcome(None, int((time.monotonic() - started) * 1000), error.code[:40])
    is_good = 200 <= answer.status < 300
    wait = answer.headers.get("retry-after", "")
    return Outcome(
        answer.status,
        answer.milliseconds,
        "" if is_good else "bad_status",
        min(int(wait), LONGEST_RETRY_AFTER)
        if wait.isascii() and wait.isdigit() and len(wait) < 7
        else None,
    )


def record_attempt(delivery: WebhookDelivery, outcome: Outcome, *, now: datetime) -> None:
    """Record what became of an attempt, and when the next one is due if one is."""
    states = WebhookDelivery.Status
    row = WebhookDelivery.objects.filter(id=delivery.id, attempts=delivery.attempts)
    entry = {
        "at": now.isoformat(timespec="seconds"),
        "status": outcome.response_status,
        "milliseconds": outcome.milliseconds,
        "error": outcome.error,
    }
    # Two rounds of attempts at most: a replay begins another.
    told = {
        "response_status": outcome.response_status,
        "milliseconds": outcome.milliseconds,
        "error": outcome.error,
        "log": [*delivery.log, entry][-2 * (len(WAITS) + 1) :],
    }
    with transaction.atomic():
        if not outcome.error:
            row.update(status=states.DELIVERED, next_try_at=None, finished_at=now, **told)
            _note_success(delivery, now=now)
            return
        wait = _wait_after(delivery.attempts, retry_after=outcome.retry_after)
        if wait is None:
            row.update(status=states.FAILED, next_try_at=None, finished_at=now, **told)
        else:
            row.update(next_try_at=now + timedelta(seconds=wait), **told)
        _note_failure(delivery, outcome, now=now)


def _wait_after(attempts: int, *, retry_after: int | None) -> float | None:
    if attempts > len(WAITS):
        return None
    wait = WAITS[max(0, attempts - 1)] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
    return max(wait, retry_after or 0)


def _note_success(delivery: WebhookDelivery, *, now: datetime) -> None:
    rows = WebhookEndpoint.objects.filter(id=delivery.endpoint_id)
    rows.update(succeeded_at=now, failing_since=None, failures=0, retry_at=None)
    if delivery.event_type == PING:
        rows.filter(status=_STATUS.PENDING).update(status=_STATUS.ACTIVE)


def _note_failure(delivery: WebhookDelivery, outcome: Outcome, *, now: datetime) -> None:
    endpoint = (
        WebhookEndpoint.objects.select_for_update(no_key=True)
        .filter(id=delivery.endpoint_id)
        .first()
    )
    if endpoint is None or delivery.event_type == PING:
        return
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or now
    rest = min(LONGEST_REST, _wait_after(min(endpoint.failures, len(WAITS)), retry_after=0) or 0)
    endpoint.retry_at = now + timedelta(seconds=max(rest, outcome.retry_after or 0))
    # 410 is how a receiver says that it wants no more.
    is_over = outcome.response_status == 410 or now - endpoint.failing_since > DISABLED_AFTER
    if is_over and endpoint.status == _STATUS.ACTIVE:
        endpoint.status = _STATUS.DISABLED
        logger.warning("webhook_disabled", webhook_id=str(endpoint.id), failures=endpoint.failures)
    endpoint.save(update_fields=["failures", "failing_since", "retry_at", "status"])


# --- the log ----------------------------------------------------------------------------------


def list_deliveries(
    endpoint: WebhookEndpoint,
    *,
    before: int | None = None,
    status: str | None = None,
    event_type: str | None = None,
    limit: int = 50,
) -> list[WebhookDelivery]:
    """Return an endpoint's deliveries, newest first, those numbered below `before`. One query."""
    rows = endpoint.deliveries.order_by("-sequence")
    if before is not None:
        rows = rows.filter(sequence__lt=before)
    if status:
        rows = rows.filter(status=status)
    if event_type:
        rows = rows.filter(event_type=event_type)
    return list(rows[:limit])


def replay_delivery(
    endpoint: WebhookEndpoint, delivery_id: uuid.UUID, *, now: datetime
) -> WebhookDelivery:
    """Return the delivery, to be sent again under its own id; NotFound for another's."""
    changed = _send_again(endpoint.deliveries.filter(id=delivery_id), now=now)
    if not changed:
        raise NotFound
    return endpoint.deliveries.get(id=delivery_id)


def replay_since(
    endpoint: WebhookEndpoint,
    *,
    since: datetime,
    statuses: Collection[str] = (),
    now: datetime,
) -> int:
    """Send again what was told since a time, the oldest first; return how many, at most 10,000."""
    rows = endpoint.deliveries.filter(created_at__gte=since).exclude(event_type=PING)
    if statuses:
        rows = rows.filter(status__in=statuses)
    ids = rows.order_by("sequence").values("id")[:MOST_REPLAYED]
    return _send_again(endpoint.deliveries.filter(id__in=ids), now=now)


def _send_again(rows: QuerySet[WebhookDelivery], *, now: datetime) -> int:
    with transaction.atomic():
        count: int = rows.update(
            status=WebhookDelivery.Status.PENDING, attempts=0, next_try_at=now, finished_at=None
        )
        if count:
            defer_delivery()
    return count


def prune_deliveries(*, now: datetime) -> int:
    """Forget deliveries older than `WEBHOOK_LOG_DAYS` that are finished; return how many."""
    before = now - timedelta(days=settings.WEBHOOK_LOG_DAYS)
    pruned = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM feeds_webhookdelivery WHERE id IN (SELECT id FROM "
                "feeds_webhookdelivery WHERE created_at < %s AND status <> 'pending' LIMIT 5000)",
                [before],
            )
            count = int(cursor.rowcount)
            pruned += count
            if count < 5_000:
                return pruned


def enable_by_operator(ids: Collection[uuid.UUID], *, now: datetime) -> int:
    """Ping endpoints that are off, for an operator; return how many."""
    count = 0
    for endpoint in WebhookEndpoint.objects.filter(~Q(status=_STATUS.ACTIVE), id__in=ids):
        with transaction.atomic():
            WebhookEndpoint.objects.filter(id=endpoint.id).update(
                status=_STATUS.PENDING, failing_since=None, failures=0, retry_at=None
            )
            ping_webhook(endpoint, now=now)
        count += 1
    return count
