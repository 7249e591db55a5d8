"""A batch of items written: each by itself, the bad ones named, all in one transaction."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction

from feeds.models import Snapshot
from feeds.sent import MAX_ITEM_BYTES, SentItem
from jobassist.db import give_back_connection
from jobs import services as jobs_services
from jobs.models import Source
from jobs.services import FeedError, ReadRow, StoredRow

ItemStatus = Literal["created", "updated", "unchanged", "rejected"]
# A posting that is sent again and again is noted as alive this often.
_ALIVE_STEP = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What became of one item."""

    index: int
    external_id: str | None
    status: ItemStatus
    posting_id: int | None = None
    errors: tuple[FeedError, ...] = ()
    # What it was held back or noted for; it is stored all the same.
    warnings: tuple[jobs_services.RowWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of a batch."""

    items: list[ItemResult]
    is_dry_run: bool = False
    totals: dict[str, int] = field(default_factory=dict)


def write_batch(
    source: Source,
    items: Sequence[SentItem],
    *,
    now: datetime,
    is_dry_run: bool = False,
    is_part: bool = False,
    seal: Callable[[BatchResult], None] | None = None,
) -> BatchResult:
    """Write the items that are sound; return what became of each, in order.

    What was sent before to the letter is not even parsed. The rest is read with no connection
    held, then written in one transaction, in which `seal` is called with the result. A dry run
    reads and compares, and writes nothing. `is_part`: of the snapshot that is open, which notes
    the ids itself.
    """
    results: dict[int, ItemResult] = {}
    firsts: dict[str, SentItem] = {}
    to_read: list[SentItem] = []
    for item in items:
        if item.is_too_long:
            detail = f"an item may have {MAX_ITEM_BYTES} bytes"
            results[item.index] = _reject(item, [FeedError("too_long", "", detail)])
        elif item.external_id is None:
            to_read.append(item)
        elif item.external_id in firsts:
            detail = f"item {firsts[item.external_id].index} has this id already"
            results[item.index] = _reject(item, [FeedError("duplicate_id", "/id", detail)])
        else:
            firsts[item.external_id] = item
    stored = jobs_services.find_stored_rows(source, list(firsts))
    alive: list[int] = []
    for item in firsts.values():
        known = stored.get(item.external_id or "")
        if (
            known is not None
            and known.raw_hash == jobs_services.hash_raw(item.data)
            and not known.may_live_again(now=now)
        ):
            results[item.index] = ItemResult(
                item.index, item.external_id, "unchanged", known.posting_id
            )
            alive.append(known.posting_id)
        else:
            to_read.append(item)
    _warn_again(results)
    rows: dict[int, ReadRow] = {}
    if to_read:
        give_back_connection()
        read = jobs_services.read_rows([item.data for item in to_read], today=now.date())
        for item, found in zip(to_read, read, strict=True):
            if isinstance(found, ReadRow) and found.external_id == item.external_id:
                rows[item.index] = found
            else:
                errors = found if isinstance(found, list) else [_NO_ID]
                results[item.index] = _reject(item, errors)
    if is_dry_run:
        findings = jobs_services.foresee_verdicts(
            {row.external_id: row.verdict for row in rows.values()},
            known={key: each.posting_id for key, each in stored.items()},
        )
        for index, row in rows.items():
            foreseen = _foresee(index, row, stored.get(row.external_id), now=now)
            warnings = jobs_services.list_warnings(findings.get(row.external_id))
            results[index] = replace(foreseen, warnings=warnings)
        return _sum_up(items, results, is_dry_run=True)
    with transaction.atomic():
        written = jobs_services.write_rows(source, list(rows.values()), stored=stored, now=now)
        for index, row in rows.items():
            each = written[row.external_id]
            results[index] = ItemResult(
                index,
                row.external_id,
                each.status,
                each.posting_id,
                warnings=jobs_services.list_warnings(each.finding),
            )
        _warn_again(results)
        if alive:
            since = _latest_snapshot(source, is_part=is_part)
            jobs_services.mark_alive(alive, now=now, step=_ALIVE_STEP, since=since)
        result = _sum_up(items, results, is_dry_run=False)
        taken = [each.posting_id for each in result.items if each.posting_id is not None]
        jobs_services.count_received(source, taken, refused=result.totals["rejected"], now=now)
        if seal is not None:
            seal(result)
    return result


def _warn_again(results: dict[int, ItemResult]) -> None:
    """Have items that changed nothing say what they are held back or noted for, as when new.

    One query where there are any.
    """
    silent = {
        each.posting_id: index
        for index, each in results.items()
        if each.status == "unchanged" and each.posting_id is not None and not each.warnings
    }
    if not silent:
        return
    for posting_id, finding in jobs_services.find_standing(list(silent)).items():
        index = silent[posting_id]
        results[index] = replace(results[index], warnings=jobs_services.list_warnings(finding))


def _latest_snapshot(source: Source, *, is_part: bool) -> datetime | None:
    """Return when the source's newest snapshot that may yet end something was opened. One query.

    What is sent again after it is not missing, changed or not.
    """
    state = Snapshot.State
    states = [state.WAITING, state.EXPIRING] + ([] if is_part else [state.OPEN])
    undecided = Snapshot.objects.filter(source=source, state__in=states)
    return undecided.order_by("-opened_at").values_list("opened_at", flat=True).first()


_NO_ID = FeedError("missing_id", "/id", "a row needs an id of its own, a text or a whole number")


def _reject(item: SentItem, errors: Sequence[FeedError]) -> ItemResult:
    return ItemResult(item.index, item.external_id, "rejected", None, tuple(errors))


def _foresee(index: int, row: ReadRow, known: StoredRow | None, *, now: datetime) -> ItemResult:
    status: ItemStatus
    if known is None:
        status = "created"
    elif known.content_hash == row.content_hash and not known.may_live_again(now=now):
        status = "unchanged"
    else:
        status = "updated"
    return ItemResult(index, row.external_id, status, known.posting_id if known else None)


def _sum_up(
    items: Sequence[SentItem], results: dict[int, ItemResult], *, is_dry_run: bool
) -> BatchResult:
    ordered = [results[item.index] for item in items]
    counts = Counter(result.status for result in ordered)
    totals = {
        "received": len(ordered),
        **{name: counts[name] for name in ("created", "updated", "unchanged", "rejected")},
    }
    return BatchResult(ordered, is_dry_run, totals)
