"""Full snapshots: opened, filled part by part, closed; what is missing ends if all looks sound.

A source that answers half of what it has must not empty the house. So what is missing is ended
only where the count announced was received, few items were rejected and little is missing; else
the snapshot waits until a person has looked at its figures.
"""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from feeds.models import Snapshot, SnapshotItem
from feeds.sent import SentItem
from feeds.services.absence import is_broken, is_sudden
from feeds.services.batches import BatchResult, write_batch
from jobassist.accounts.models import User
from jobassist.errors import AppError, NotFound
from jobs import services as jobs_services
from jobs.models import Source

# A snapshot is a moment's: one left open for longer is not closed without a look.
STALE_AFTER = timedelta(hours=24)
_BATCH = 1_000
# Ended before closing is answered; more than that in the background.
_AT_ONCE = 2_000
_KEEP_ITEMS = timedelta(days=7)

_MISSING = """
    FROM jobs_posting p
    WHERE p.source_id = %(source)s AND p.status IN ('active', 'paused')
      AND p.updated_at < %(opened)s
      AND (p.liveness_checked_at IS NULL OR p.liveness_checked_at < %(opened)s)
      AND NOT EXISTS (SELECT 1 FROM feeds_snapshotitem i
                      WHERE i.snapshot_id = %(snapshot)s AND i.external_id = p.external_id)
"""


def open_snapshot(source: Source, *, now: datetime) -> Snapshot:
    """Return a new snapshot of the source. AppError `snapshot_open` (409) while another is open.

    One that was left open and has gone stale is aborted.
    """
    with transaction.atomic():
        # Two that open at once take turns.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('snapshot'), %s)", [source.id])
        before = Snapshot.objects.filter(source=source, state=Snapshot.State.OPEN).first()
        if before is not None and before.opened_at > now - STALE_AFTER:
            raise AppError(
                "snapshot_open",
                _("Another snapshot of this source is open."),
                status=409,
                snapshot_id=str(before.id),
            )
        if before is not None:
            Snapshot.objects.filter(id=before.id).update(
                state=Snapshot.State.ABORTED, closed_at=now
            )
        return Snapshot.objects.create(source=source, opened_at=now)


def get_snapshot(source: Source, snapshot_id: uuid.UUID) -> Snapshot:
    """Return a snapshot of the source, or NotFound; an open one with its counts so far."""
    snapshot = Snapshot.objects.filter(source=source, id=snapshot_id).first()
    if snapshot is None:
        raise NotFound
    if snapshot.state == Snapshot.State.OPEN:
        snapshot.seen_count, snapshot.rejected_count = _count_items(snapshot)
    return snapshot


def write_part(
    source: Source,
    snapshot_id: uuid.UUID,
    items: Sequence[SentItem],
    *,
    now: datetime,
    seal: Callable[[BatchResult], None] | None = None,
) -> BatchResult:
    """Write a part as `write_batch` does, and note which ids the source has; twice is once.

    AppError `snapshot_not_open` (409): nothing of the part is written then.
    """
    _check_open(get_snapshot(source, snapshot_id))

    def note(result: BatchResult) -> None:
        # Parts run side by side, closing waits for those that have begun.
        _check_open(
            Snapshot.objects.raw(
                "SELECT * FROM feeds_snapshot WHERE id = %s FOR SHARE", [snapshot_id]
            )[0]
        )
        seen: dict[str, bool] = {}
        for each in result.items:
            if each.external_id is not None:
                seen.setdefault(each.external_id, each.status == "rejected")
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO feeds_snapshotitem AS i (snapshot_id, external_id, is_rejected) "
                "SELECT %s, x.e, x.r FROM unnest(%s::text[], %s::bool[]) x(e, r) ORDER BY x.e "
                "ON CONFLICT (snapshot_id, external_id) DO UPDATE "
                "SET is_rejected = excluded.is_rejected "
                "WHERE i.is_rejected IS DISTINCT FROM excluded.is_rejected",
                [snapshot_id, list(seen), list(seen.values())],
            )
        if seal is not None:
            seal(result)

    return write_batch(source, items, now=now, is_part=True, seal=note)


def close_snapshot(
    source: Source, snapshot_id: uuid.UUID, *, expected_count: int, now: datetime
) -> Snapshot:
    """Close a snapshot: end what is missing, or have it wait with its `reasons`; return it.

    Closing again with the same count gives what closing gave. AppError `snapshot_not_open` (409).
    """
    with transaction.atomic():
        snapshot = (
            Snapshot.objects.select_for_update().filter(source=source, id=snapshot_id).first()
        )
        if snapshot is None:
            raise NotFound
        if snapshot.state != Snapshot.State.OPEN:
            if snapshot.expected_count != expected_count:
                _check_open(snapshot)
            return snapshot
        snapshot.expected_count = expected_count
        snapshot.seen_count, snapshot.rejected_count = _count_items(snapshot)
        snapshot.missing_count, open_count = _count_missing(snapshot)
        snapshot.reasons = _find_reasons(snapshot, open_count=open_count, now=now)
        is_sound = not snapshot.reasons
        snapshot.state = Snapshot.State.EXPIRING if is_sound else Snapshot.State.WAITING
        snapshot.closed_at = now
        snapshot.save()
        if is_sound:
            _discard_older(snapshot, now=now)
    if is_sound:
        _end_missing_soon(snapshot, now=now)
        snapshot.refresh_from_db()
    return snapshot


def abort_snapshot(source: Source, snapshot_id: uuid.UUID, *, now: datetime) -> None:
    """Give an open snapshot up: nothing ends by it. AppError `snapshot_not_open` (409)."""
    changed = Snapshot.objects.filter(
        source=source, id=snapshot_id, state=Snapshot.State.OPEN
    ).update(state=Snapshot.State.ABORTED, closed_at=now)
    if not changed:
        found = get_snapshot(source, snapshot_id)
        if found.state != Snapshot.State.ABORTED:
            _check_open(found)


def approve_snapshot(snapshot_id: uuid.UUID, *, by: User, now: datetime) -> Snapshot:
    """End what a waiting snapshot misses, since a person says so. AppError `snapshot_decided`."""
    _decide(snapshot_id, to=Snapshot.State.EXPIRING, by=by, now=now)
    snapshot = Snapshot.objects.get(id=snapshot_id)
    _end_missing_soon(snapshot, now=now)
    snapshot.refresh_from_db()
    return snapshot


def discard_snapshot(snapshot_id: uuid.UUID, *, by: User, now: datetime) -> None:
    """Leave what a waiting snapshot misses open. AppError `snapshot_decided`."""
    _decide(snapshot_id, to=Snapshot.State.DISCARDED, by=by, now=now)


def end_missing(snapshot_id: uuid.UUID, *, now: datetime, most: int | None = None) -> int:
    """End postings that a sound or approved snapshot misses, a batch at a time; return how many.

    May be run again, and stops after about `most`.
    """
    ended = 0
    while most is None or ended < most:
        with transaction.atomic():
            snapshot = Snapshot.objects.select_for_update().get(id=snapshot_id)
            if snapshot.state != Snapshot.State.EXPIRING:
                break
            ids = _find_missing(snapshot)
            if not ids:
                Snapshot.objects.filter(id=snapshot_id).update(state=Snapshot.State.CLOSED)
                break
            count = jobs_services.expire_postings(ids, now=now)
            Snapshot.objects.filter(id=snapshot_id).update(expired_count=F("expired_count") + count)
            ended += count
    return ended


def forget_old_items(*, now: datetime) -> int:
    """Delete the ids of snapshots that were decided a week ago; return how many."""
    done = [Snapshot.State.CLOSED, Snapshot.State.DISCARDED, Snapshot.State.ABORTED]
    old = Snapshot.objects.filter(state__in=done, closed_at__lte=now - _KEEP_ITEMS)
    count, _by_model = SnapshotItem.objects.filter(snapshot__in=old).delete()
    return count


def _check_open(snapshot: Snapshot) -> None:
    if snapshot.state != Snapshot.State.OPEN:
        raise AppError(
            "snapshot_not_open",
            _("This snapshot is not open."),
            status=409,
            state=str(snapshot.state),
        )


def _count_items(snapshot: Snapshot) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE is_rejected) FROM feeds_snapshotitem "
            "WHERE snapshot_id = %s",
            [snapshot.id],
        )
        seen, rejected = cursor.fetchone()
    return int(seen), int(rejected)


def _given(snapshot: Snapshot) -> dict[str, object]:
    return {
        "source": snapshot.source_id,
        "snapshot": snapshot.id,
        "opened": snapshot.opened_at,
    }


def _count_missing(snapshot: Snapshot) -> tuple[int, int]:
    """Return how many open postings are missing, and how many were open before."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT count(*) {_MISSING}), (SELECT count(*) FROM jobs_posting p "  # noqa: S608
            "WHERE p.source_id = %(source)s AND p.status IN ('active', 'paused') "
            "AND p.created_at < %(opened)s)",
            _given(snapshot),  # type: ignore[arg-type]
        )
        missing, before = cursor.fetchone()
    return int(missing), int(before)


def _find_missing(snapshot: Snapshot) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.id {_MISSING} ORDER BY p.id LIMIT {_BATCH}",
            _given(snapshot),  # type: ignore[arg-type]
        )
        return [row[0] for row in cursor.fetchall()]


def _find_reasons(snapshot: Snapshot, *, open_count: int, now: datetime) -> list[str]:
    reasons = []
    if snapshot.seen_count != snapshot.expected_count:
        reasons.append("count_mismatch")
    if snapshot.opened_at <= now - STALE_AFTER:
        reasons.append("stale")
    if is_broken(rejected=snapshot.rejected_count, seen=snapshot.seen_count):
        reasons.append("many_rejected")
    last = (
        Snapshot.objects.filter(source_id=snapshot.source_id, state=Snapshot.State.CLOSED)
        .order_by("-opened_at")
        .values_list("seen_count", flat=True)
        .first()
    )
    fewer = max(0, (last or 0) - snapshot.seen_count)
    if is_sudden(missing=fewer, open_count=last or 0) or is_sudden(
        missing=snapshot.missing_count, open_count=open_count
    ):
        reasons.append("sudden_drop")
    return reasons


def _discard_older(snapshot: Snapshot, *, now: datetime) -> None:
    """Drop what waited: a newer, sound snapshot says what it would have said, and better."""
    Snapshot.objects.filter(
        source_id=snapshot.source_id,
        state=Snapshot.State.WAITING,
        opened_at__lt=snapshot.opened_at,
    ).update(state=Snapshot.State.DISCARDED, decided_at=now)


def _end_missing_soon(snapshot: Snapshot, *, now: datetime) -> None:
    from feeds import tasks

    end_missing(snapshot.id, now=now, most=_AT_ONCE)
    if Snapshot.objects.filter(id=snapshot.id, state=Snapshot.State.EXPIRING).exists():
        tasks.end_missing.defer(snapshot_id=str(snapshot.id))


def _decide(snapshot_id: uuid.UUID, *, to: str, by: User, now: datetime) -> None:
    changed = Snapshot.objects.filter(id=snapshot_id, state=Snapshot.State.WAITING).update(
        state=to, decided_by=by, decided_at=now
    )
    if not changed:
        raise AppError("snapshot_decided", _("This snapshot waits no longer."), status=409)
