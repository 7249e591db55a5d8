"""What has changed since a reader last asked: the log that triggers keep of open postings.

A row says in which transaction a posting last changed (migration 0003). Transactions commit in
another order than they are numbered, so a reader is given only what was written below the horizon,
the lowest number still at work when the statement began: all of that is decided, nothing can
appear below it later. What is above waits for the next call. A position is a point in
(transaction, posting); a posting that changes again moves behind it and is told again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from jobassist.errors import AppError
from jobs.models import Posting
from jobs.search.find import load_postings
from jobs.search.listing import ListFilters, build_list_condition

ChangeKind = Literal["created", "updated", "expired"]

# Columns whose change is no news to readers, with the reason. All others are in migration 0003.
UNWATCHED = {
    "raw_hash": "the bytes that were sent; what they say is watched",
    "ended_by": "why; the status is watched",
    "id": "never changes",
    "title_key": "ours, made of the title",
    "group": "ours, follows the family",
    "seniority": "ours, made of the title",
    "company_id": "whose it is, which readers do not see",
    "eligible_countries": "follows the text that content_hash is of",
    "experience_raw": "follows content_hash",
    "education_raw": "follows content_hash",
    "skill_keys": "ours, made of skills and text",
    "traits": "ours, made of the text",
    "requirements": "ours, made of the text",
    "head_text": "ours, made of title, employer, tags and place",
    "salary_yearly_min": "ours, made of the pay",
    "salary_yearly_max": "ours, made of the pay",
    "extra": "follows content_hash",
    "embedding_hash": "ours, of the text to embed",
    "liveness_checked_at": "seen again is no change",
    "page_checked_at": "asked again is no change",
    "created_at": "never changes",
}
_NUMBER = "::text::bigint"
_HORIZON = f"pg_snapshot_xmin(pg_current_snapshot()){_NUMBER}"
_PRUNED_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Position:
    """Up to where a reader has read, and when it was there at the latest.

    In the midst of pages `since` is where the first began: what opened after that is created.
    """

    transaction_number: int
    posting_id: int
    at: datetime
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A posting's newest change; the posting as it is now, None once it is not open (for you)."""

    posting_id: int
    kind: ChangeKind
    changed_at: datetime
    transaction_number: int
    # As known to the source; empty for a posting that was deleted outright.
    source: str
    external_id: str
    posting: Posting | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes after a position, oldest first, and the position behind them."""

    changes: list[Change]
    position: Position
    has_more: bool


def current_position(*, now: datetime) -> Position:
    """Return the position from which on everything is told that is not decided yet. One statement.

    Take it before listing what is there: what changes in between is told twice, never lost.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_HORIZON}")
        return Position(cursor.fetchone()[0], 0, now)


@dataclass(frozen=True, slots=True)
class Version:
    """Which version of all open postings there is; the time only where nothing is undecided."""

    mark: str
    changed_at: datetime | None


def read_version(*, now: datetime) -> Version:
    """Return the version of what readers see. One statement.

    While a writer with an older number is at work the mark is that moment's alone: what it commits
    would not raise the highest number. By the hour too: postings run out without a word.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_HORIZON}, pg_current_snapshot()::text, c.transaction_number, c.changed_at "
            "FROM (SELECT 1) one LEFT JOIN (SELECT transaction_number, changed_at "
            "FROM jobs_postingchange ORDER BY transaction_number DESC, posting_id DESC LIMIT 1) c "
            "ON true"
        )
        horizon, snapshot, newest, changed_at = cursor.fetchone()
    is_settled = newest is None or newest < horizon
    mark = f"{newest if is_settled else snapshot}.{now:%Y%m%d%H}.{read_cluster_id()}"
    # Dates of HTTP are of a second: of one that is not over, more may come.
    is_past = changed_at is not None and changed_at < now - timedelta(seconds=2)
    return Version(mark, changed_at if is_settled and is_past else None)


def read_changes(
    position: Position,
    *,
    now: datetime,
    wanted: ListFilters | None = None,
    limit: int = 100,
    with_postings: bool = True,
) -> Changes:
    """Return what was created, updated or expired after a position, a posting once, oldest first.

    With filters, a posting that does not pass them (any more) is `expired`. `created` is what was
    opened after the position, and so may name a posting that closed and opened again. One
    statement, and two for the postings.

    Raises AppError `sync_token_expired` (410) for a position from which the log cannot tell all.
    """
    wanted = wanted or ListFilters()
    condition, params = build_list_condition(wanted)
    source = ""
    if wanted.source:
        source = "AND (s.key IS NULL OR s.key = %(source)s)"
        params["source"] = wanted.source
    with connection.cursor() as cursor:
        cursor.execute(
            # The horizon is the statement's own, so no row of it can be missing.
            f"SELECT h.number, c.* FROM (SELECT {_HORIZON} AS number) h LEFT JOIN LATERAL ("
            "  SELECT c.posting_id, c.transaction_number, c.opened_number, c.changed_at,"
            f"   coalesce(({condition}), false) AS is_open,"
            "   coalesce(s.key, '') AS source, coalesce(p.external_id, '') AS external_id"
            "  FROM jobs_postingchange c LEFT JOIN jobs_posting p ON p.id = c.posting_id"
            "  LEFT JOIN jobs_source s ON s.id = p.source_id"
            "  WHERE (c.transaction_number, c.posting_id) > (%(from_number)s, %(from_posting)s)"
            f"  AND c.transaction_number < h.number {source}"
            f"  ORDER BY c.transaction_number, c.posting_id LIMIT {limit + 1}) c ON true",
            {
                **params,
                "from_number": position.transaction_number,
                "from_posting": position.posting_id,
            },
        )
        found = cursor.fetchall()
    horizon = found[0][0]
    _check_position(position, horizon=horizon, now=now)
    # Of an outer join: one row without a change where there is none.
    rows = [row[1:] for row in found if row[1] is not None]
    has_more, rows = len(rows) > limit, rows[:limit]
    open_ids = [row[0] for row in rows if row[4]]
    postings = load_postings(open_ids) if with_postings and open_ids else {}
    since = position.transaction_number if position.since is None else position.since
    changes = [
        Change(
            posting_id=posting_id,
            kind=("created" if opened >= since else "updated") if is_open else "expired",
            changed_at=changed_at,
            transaction_number=number,
            source=key,
            external_id=external_id,
            posting=postings.get(posting_id),
        )
        for posting_id, number, opened, changed_at, is_open, key, external_id in rows
    ]
    if has_more:
        # As old as the position before it: what is pruned meanwhile may lie in between.
        end = Position(rows[-1][1], rows[-1][0], position.at, since)
    else:
        end = Position(horizon, 0, now)
    return Changes(changes, end, has_more)


def _check_position(position: Position, *, horizon: int, now: datetime) -> None:
    is_too_old = position.at < now - timedelta(days=settings.CHANGE_LOG_DAYS)
    # From another database, or from before a backup was restored.
    is_from_elsewhere = position.transaction_number > horizon
    if is_too_old or is_from_elsewhere:
        raise build_expired()


def build_expired() -> AppError:
    """Return what a reader is told whose position is of no use any more."""
    return AppError(
        "sync_token_expired",
        _(
            "This sync token is too old: read the whole list again and go on with the token it gives."
        ),
        status=410,
    )


@cache
def read_cluster_id() -> int:
    """Return the number of the database's cluster: transactions are numbered within one only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier FROM pg_control_system()")
        return int(cursor.fetchone()[0]) % 2**32


def prune_changes(*, now: datetime) -> int:
    """Forget changes older than any position that is still answered; return how many.

    Also takes up rows with numbers that the database has yet to give out, as a restored backup
    brings them: they count as changed now.
    """
    before = now - timedelta(days=settings.CHANGE_LOG_DAYS + 1)
    pruned = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM jobs_postingchange WHERE posting_id IN (SELECT posting_id "
                "FROM jobs_postingchange WHERE changed_at < %s ORDER BY posting_id LIMIT %s "
                "FOR UPDATE SKIP LOCKED)",
                [before, _PRUNED_AT_ONCE],
            )
            count = int(cursor.rowcount)
        pruned += count
        if count < _PRUNED_AT_ONCE:
            break
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE jobs_postingchange SET transaction_number = pg_current_xact_id(){_NUMBER}, "
            f"opened_number = least(opened_number, pg_current_xact_id(){_NUMBER}) "
            f"WHERE transaction_number > pg_snapshot_xmax(pg_current_snapshot()){_NUMBER}"
        )
    return pruned
