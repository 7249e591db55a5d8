"""Pulled feeds: set up, begun, run, and what came of it recorded."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.exceptions import AlreadyEnqueued

from feeds.connectors import CONNECTORS, MAPPING, PulledItem, parse_mapping
from feeds.models import PulledReject, PullRun, PullSource
from feeds.pulled_rows import Refusal, parse_item, refusal_of
from feeds.pulling import (
    MAX_SECONDS,
    Pulled,
    PullPlan,
    count_fields,
    list_urls,
    pull,
)
from feeds.services.absence import find_absent, is_broken
from jobassist.errors import AppError, NotFound
from jobs import services as jobs_services
from jobs.feed import ParsedRow
from jobs.models import Posting, Source

log = structlog.get_logger(__name__)

KEPT_REJECTS = 200
KEPT_REJECTS_FOR = timedelta(days=14)
KEPT_RUNS_FOR = timedelta(days=90)
STALE_AFTER = timedelta(seconds=MAX_SECONDS * 3)
MAX_BACKOFF = timedelta(days=1)
BATCH = 500
Status = PullRun.Status


# --- setting up -------------------------------------------------------------------------------


def build_plan(pull_source: PullSource) -> PullPlan:
    """Return what a pull of this feed fetches; UnreadableFeed where its mapping is wrong."""
    is_mapped = pull_source.connector == MAPPING
    return PullPlan(
        connector=pull_source.connector,
        urls=list_urls(
            pull_source.connector, board=pull_source.board, urls=tuple(pull_source.urls)
        ),
        mapping=parse_mapping(pull_source.mapping) if is_mapped else None,
        defaults=dict(pull_source.defaults),
        etag=pull_source.etag,
        last_modified=pull_source.last_modified,
        seconds_between=pull_source.seconds_between,
        # What is made for machines asks no robots.txt.
        obeys_robots=pull_source.obeys_robots and pull_source.connector == "json_ld",
    )


def save_pull(pull_source: PullSource, *, source_key: str, now: datetime) -> PullSource:
    """Store a feed that was set up or changed; what was kept of its last answer is forgotten.

    AppError `source_taken` (409) when the source is filled in another way.
    """
    with transaction.atomic():
        if pull_source._state.adding:
            source = jobs_services.get_or_create_source(
                source_key, kind=Source.Kind.PULL, name=pull_source.name
            )
            taken = PullSource.objects.filter(source=source).exists()
            if source.kind != Source.Kind.PULL or taken:
                raise AppError(
                    "source_taken", _("This source is filled in another way."), status=409
                )
            pull_source.source = source
        # A changed mapping must read an unchanged document again.
        pull_source.etag = pull_source.last_modified = ""
        pull_source.failures = 0
        pull_source.next_at = now if pull_source.is_active else None
        pull_source.save()
    return pull_source


def is_pull_source_free(key: str) -> bool:
    """Return whether a feed may fill the source of this key."""
    source = Source.objects.filter(key=key).first()
    if source is None:
        return True
    is_taken = PullSource.objects.filter(source=source).exists()
    return source.kind == Source.Kind.PULL and not is_taken


def set_pull_active(pull_ids: Sequence[int], *, is_active: bool, now: datetime) -> int:
    """Pause feeds or go on with them; return how many changed."""
    return (
        PullSource.objects.filter(id__in=pull_ids)
        .exclude(is_active=is_active)
        .update(is_active=is_active, failures=0, next_at=now if is_active else None)
    )


# --- scheduling -------------------------------------------------------------------------------


def defer_due_pulls(*, now: datetime) -> int:
    """Queue every feed that is due; return how many. A feed that is queued already stays so."""
    queued = 0
    for pull_source in PullSource.objects.filter(is_active=True, next_at__lte=now).order_by(
        "next_at"
    ):
        # Moved first: a run that never ends is tried again, not every minute.
        PullSource.objects.filter(id=pull_source.id).update(next_at=_next_at(pull_source, now=now))
        queued += defer_pull(pull_source)
    return queued


def defer_pull(pull_source: PullSource) -> bool:
    """Queue one feed; return False when it is queued already."""
    from feeds import tasks

    hosts = {urlsplit(url).hostname or "" for url in build_plan_urls(pull_source)}
    host = min(hosts, default=str(pull_source.id))
    task = tasks.pull_source.configure(
        queueing_lock=f"feeds.pull:{pull_source.id}",
        # One host is not asked by two pulls at once.
        lock=f"feeds.host:{host}",
    )
    try:
        with transaction.atomic():
            task.defer(pull_id=pull_source.id)
    except AlreadyEnqueued:
        return False
    return True


def build_plan_urls(pull_source: PullSource) -> tuple[str, ...]:
    """Return the addresses at which a feed begins."""
    return list_urls(pull_source.connector, board=pull_source.board, urls=tuple(pull_source.urls))


def _next_at(pull_source: PullSource, *, now: datetime) -> datetime:
    """Return when it is due again: a tenth early or late, so that feeds spread over the hour."""
    wait = timedelta(minutes=pull_source.every_minutes)
    wait = max(wait, min(wait * 2 ** min(pull_source.failures, 10), MAX_BACKOFF))
    jitter: float = random.uniform(0.9, 1.1)  # noqa: S311
    due: datetime = now + wait * jitter
    return due


# --- running ----------------------------------------------------------------------------------


def run_pull(pull_id: int, *, plan_changes: dict[str, Any] | None = None) -> PullRun | None:
    """Pull a feed now and record what came; None when it is running already, paused or gone.

    The network is used outside any transaction.
    """
    run = begin_run(pull_id, now=timezone.now())
    if run is None:
        return None
    try:
        return _run(run)
    except Exception:
        log.exception("feeds.pull_broke", pull_id=pull_id, run_id=run.id)
        _end(run, status=Status.FAILED, error_code="internal", error="See the log.")
        _plan_next(run.pull, has_failed=True)
        raise


def begin_run(pull_id: int, *, now: datetime) -> PullRun | None:
    """Return a new run of a feed, None when one is under way. NotFound for no such feed."""
    pull_source = PullSource.objects.select_related("source").filter(id=pull_id).first()
    if pull_source is None:
        raise NotFound(_("There is no such feed."))
    PullRun.objects.filter(
        pull=pull_source, status=Status.RUNNING, started_at__lt=now - STALE_AFTER
    ).update(status=Status.FAILED, ended_at=now, error_code="stopped", error="The run was cut off.")
    try:
        with transaction.atomic():
            run = PullRun.objects.create(pull=pull_source, started_at=now)
    except IntegrityError:
        return None
    return run


def _run(run: PullRun) -> PullRun:
    pull_source = run.pull
    source: Source = pull_source.source
    known = set(
        Posting.objects.filter(source=source, status=Posting.Status.ACTIVE).values_list(
            "external_id", flat=True
        )
    )
    found = pull(build_plan(pull_source), known_ids=known, seed=run.id)
    record_run(run, found, now=timezone.now())
    return run


def record_run(run: PullRun, found: Pulled, *, now: datetime) -> PullRun:
    """Store what a pull brought: postings, rejects, counts, what has ended, and when to go again."""
    source = run.pull.source
    run.http_status = found.http_status
    run.requests, run.bytes, run.total = found.requests, found.bytes, found.total
    run.notes = [f"{p.code}: {p.detail}"[:300] for p in found.problems[:20]]
    seen_ids: list[int] = []
    if found.outcome == "not_modified":
        seen_ids = list(
            Posting.objects.filter(source=source, status=Posting.Status.ACTIVE).values_list(
                "id", flat=True
            )
        )
    elif found.outcome in ("complete", "partial"):
        seen_ids = _store_items(run, found, now=now)
    for start in range(0, len(seen_ids), 5000):
        jobs_services.mark_alive(seen_ids[start : start + 5000], now=now)
    _release_seen(run, seen_ids)
    status = {
        "complete": Status.DONE,
        "partial": Status.PARTIAL,
        "not_modified": Status.NOT_MODIFIED,
        "told_to_wait": Status.TOLD_TO_WAIT,
        "failed": Status.FAILED,
    }[found.outcome]
    if found.outcome == "complete" and run.pull.is_whole_list:
        status = _expire_absent(run, found, now=now)
    _end(run, status=status, error_code=found.error_code, error=found.error)
    _plan_next(
        run.pull,
        has_failed=found.outcome == "failed",
        wait_seconds=found.wait_seconds,
        found=found if found.outcome == "complete" else None,
    )
    return run


def _store_items(run: PullRun, found: Pulled, *, now: datetime) -> list[int]:
    """Store the items that can be; return the ids of the postings that were seen."""
    source = run.pull.source
    run.seen = len(found.items)
    refused: list[tuple[PulledItem, Refusal]] = []
    codes: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    warnings: Counter[str] = Counter()
    rows: list[tuple[PulledItem, ParsedRow]] = []
    for item in found.items:
        warnings.update(problem.code for problem in item.problems)
        parsed = parse_item(item)
        if isinstance(parsed, Refusal):
            codes[parsed.code] += 1
            refused.append((item, parsed))
        elif str(item.row["id"]) in found.unread:
            # Without its own page's text it would lose what it had.
            counts["unchanged"] += 1
        else:
            rows.append((item, parsed))
    # What is taken is counted where it is written.
    jobs_services.count_received(source, [], refused=len(refused), now=now)
    seen_ids: list[int] = []
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        results = jobs_services.upsert_postings(source, [parsed for _, parsed in batch], now=now)
        for (item, _parsed), result in zip(batch, results, strict=True):
            if result.error is not None:
                refusal = refusal_of(result.error)
                codes[refusal.code] += 1
                refused.append((item, refusal))
            else:
                counts[result.status] += 1
                if result.posting_id is not None:
                    seen_ids.append(result.posting_id)
    if found.unread:
        unread = Posting.objects.filter(source=source, external_id__in=found.unread)
        seen_ids += unread.values_list("id", flat=True)
    run.created, run.updated, run.unchanged = (
        counts["created"], counts["updated"], counts["unchanged"],
    )  # fmt: skip
    run.rejected = len(refused)
    run.rejected_by_code, run.warnings_by_code = dict(codes), dict(warnings)
    run.fields = count_fields([item for item, _ in rows])
    PulledReject.objects.bulk_create(
        [
            PulledReject(
                run=run,
                index=item.index,
                external_id=str(item.row.get("id") or "")[:200],
                code=refusal.code,
                pointer=refusal.pointer[:300],
                detail=refusal.detail[:300],
                raw=item.raw,
            )
            for item, refusal in refused[:KEPT_REJECTS]
        ]
    )
    return seen_ids


def _expire_absent(run: PullRun, found: Pulled, *, now: datetime) -> PullRun.Status:
    """End what a whole, healthy list leaves out; a sudden drop is held for a person."""
    if any(not item.row.get("id") for item in found.items):
        run.notes = [*run.notes, "Items without an id: nothing is taken as ended."]
        return Status.DONE
    # Listed is open, though it could not be taken.
    present = {str(item.row["id"]) for item in found.items} | found.unread
    absence = find_absent(run.pull.source_id, present=present)
    if absence.is_sudden or (absence.ids and is_broken(rejected=run.rejected, seen=run.seen)):
        run.held_ids = list(absence.ids)
        return Status.HELD
    run.expired = jobs_services.expire_postings(absence.ids, now=now)
    return Status.DONE


def expire_held(run_id: int, *, now: datetime) -> int:
    """End what a run held back, as a person has decided; return how many.

    What a later pull has seen again is held no longer, and stays open.
    """
    run = PullRun.objects.filter(id=run_id, status=Status.HELD).first()
    if run is None:
        return 0
    expired = jobs_services.expire_postings(run.held_ids, now=now)
    PullRun.objects.filter(id=run_id, status=Status.HELD).update(
        status=Status.DONE, expired=expired, held_ids=[]
    )
    return expired


def _release_seen(run: PullRun, seen_ids: list[int]) -> None:
    """Take what was seen again off the lists that wait for a person."""
    seen = set(seen_ids)
    for held in PullRun.objects.filter(pull_id=run.pull_id, status=Status.HELD):
        if seen & set(held.held_ids):
            left = [each for each in held.held_ids if each not in seen]
            PullRun.objects.filter(id=held.id, status=Status.HELD).update(held_ids=left)


def _end(run: PullRun, *, status: PullRun.Status, error_code: str, error: str) -> None:
    run.status = status
    run.ended_at = timezone.now()
    run.error_code, run.error = error_code[:40], error[:2000]
    run.save()
    log.info(
        "feeds.pulled", pull_id=run.pull_id, run_id=run.id, status=run.status, seen=run.seen,
        rejected=run.rejected, error=run.error_code,
    )  # fmt: skip


def _plan_next(
    pull_source: PullSource,
    *,
    has_failed: bool,
    wait_seconds: int = 0,
    found: Pulled | None = None,
) -> None:
    now = timezone.now()
    pull_source.failures = min(pull_source.failures + 1, 1000) if has_failed else 0
    next_at = max(_next_at(pull_source, now=now), now + timedelta(seconds=wait_seconds))
    changes: dict[str, Any] = {"failures": pull_source.failures}
    if found is not None:
        changes |= {"etag": found.etag, "last_modified": found.last_modified}
    PullSource.objects.filter(id=pull_source.id).update(**changes)
    PullSource.objects.filter(id=pull_source.id, is_active=True).update(next_at=next_at)


def prune_runs(*, now: datetime) -> int:
    """Delete rejects after a fortnight and runs after three months; return how many rows."""
    rejects, _by = PulledReject.objects.filter(run__started_at__lt=now - KEPT_REJECTS_FOR).delete()
    runs, _by = PullRun.objects.filter(started_at__lt=now - KEPT_RUNS_FOR).delete()
    return rejects + runs


def has_boards(connector: str) -> bool:
    """Return whether a format has lists that a board's name leads to."""
    known = CONNECTORS.get(connector)
    return known is not None and known.list_url is not None
