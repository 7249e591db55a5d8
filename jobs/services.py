"""The only writer of this app's tables."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import numpy as np
from django.db import connection, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.text import slugify
from django.utils.translation import gettext as _

from jobassist.accounts.models import User
from jobassist.errors import AppError
from jobs import upsert
from jobs.feed import FeedError as FeedError
from jobs.feed import ParsedRow, build_item
from jobs.inventory.holds import Finding, blocked, record_verdicts
from jobs.inventory.holds import RowWarning as RowWarning
from jobs.inventory.holds import find_standing as find_standing
from jobs.inventory.holds import foresee_verdicts as foresee_verdicts
from jobs.inventory.holds import list_warnings as list_warnings
from jobs.inventory.liveness import PageAnswer as PageAnswer
from jobs.inventory.liveness import check_alive as check_alive
from jobs.inventory.liveness import expire_silent as expire_silent
from jobs.inventory.liveness import judge_alive as judge_alive
from jobs.inventory.liveness import list_pages_to_check as list_pages_to_check
from jobs.inventory.liveness import record_page as record_page
from jobs.models import EmployerClaim, Posting, Source, TitleEmbedding
from jobs.read_pool import get_read_pool

# What other apps read rows by, too.
from jobs.reading import ReadRow as ReadRow
from jobs.reading import build_read_row
from jobs.reading import hash_raw as hash_raw
from jobs.received import count_received as count_received
from jobs.vectors import copy_beside_words

BATCH = 500
# From so many new vectors on, the index is built after the load.
BULK_ROWS = 2_000
EMBED_TASK_BATCH = 64

RowStatus = Literal["created", "updated", "unchanged", "rejected"]


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row of a batch."""

    external_id: str
    status: RowStatus
    posting_id: int | None = None
    error: FeedError | None = None
    # What the posting was held back or noted for, where it was.
    finding: Finding | None = None


# --- sources ----------------------------------------------------------------------------------


def get_or_create_source(key: str, *, kind: str = Source.Kind.IMPORT, name: str = "") -> Source:
    """Return the source of this key, created when new."""
    slug = slugify(key)[:80] or "import"
    source, _created = Source.objects.get_or_create(
        key=slug, defaults={"kind": kind, "name": name or key[:200]}
    )
    return source


def get_or_create_company_source(company_id: int, *, key: str) -> Source:
    """Return a company's own source: its postings are that tenant's."""
    source, _created = Source.objects.get_or_create(
        key=slugify(key)[:80],
        defaults={"kind": Source.Kind.COMPANY, "company_id": company_id, "name": key[:200]},
    )
    if source.company_id != company_id:
        raise AppError("source_taken", _("Another company's source has this key."), status=409)
    return source


# --- upsert -----------------------------------------------------------------------------------


def upsert_postings(
    source: Source,
    rows: Sequence[ParsedRow],
    *,
    now: datetime,
    embed: Literal["later", "not"] = "later",
) -> list[RowResult]:
    """Create or update postings by (source, external id); return what became of each row, in order.

    A row whose hash is the stored one costs a look and writes nothing. Postings whose text to
    embed has changed are queued for embedding in the transaction that stores them, unless the
    caller embeds them itself (`embed="not"`).
    """
    results: list[RowResult] = []
    for batch in _batches(rows):
        results += _upsert_batch(source, batch, now=now, embed=embed)
    return results


@dataclass(frozen=True, slots=True)
class StoredRow:
    """What is known of a posting that a row may change."""

    posting_id: int
    content_hash: str
    raw_hash: str
    embedding_hash: str
    status: str
    ended_by: str
    valid_through: datetime | None

    def may_live_again(self, *, now: datetime) -> bool:
        """Return whether sending it again brings it back: its source or its time had ended it."""
        if self.valid_through is not None and self.valid_through <= now:
            return False
        by, status = Posting.EndedBy, Posting.Status
        return (self.status == status.EXPIRED and self.ended_by != by.PERSON) or (
            self.status == status.REMOVED and self.ended_by == by.SOURCE
        )


def find_stored_rows(source: Source, external_ids: Sequence[str]) -> dict[str, StoredRow]:
    """Return what is stored of these ids. One query."""
    found = Posting.objects.filter(source=source, external_id__in=external_ids).values_list(
        "external_id", "id", "content_hash", "raw_hash", "embedding_hash", "status", "ended_by",
        "valid_through",
    )  # fmt: skip
    return {row[0]: StoredRow(*row[1:]) for row in found}


def read_rows(rows: Sequence[bytes], *, today: date) -> list[ReadRow | list[FeedError]]:
    """Return what is to be written of each row as sent, or all that is wrong with it.

    No database. More than a few are read in a child process; AppError `busy` (503) when there is
    none free for long.
    """
    return get_read_pool().read(rows, today=today)


def write_rows(
    source: Source,
    rows: Sequence[ReadRow],
    *,
    stored: Mapping[str, StoredRow],
    now: datetime,
    embed: Literal["later", "not"] = "later",
    is_draft: bool = False,
) -> dict[str, RowResult]:
    """Write rows that were read, each id once; return what became of each, by its id.

    One transaction, whose statements take rows in the order of their ids, so that two batches
    cannot wait for each other. `stored` is what `find_stored_rows` gave before the rows were read.
    `is_draft`: new ones are not open until they are published.
    """
    if not rows:
        return {}
    with transaction.atomic():
        upsert.write_employers(source.id, rows, now=now)
        written = upsert.write_postings(
            source.id, rows, company_id=source.company_id, now=now, is_draft=is_draft
        )
        upsert.write_locations(rows, written)
        upsert.write_words(rows, written)
        upsert.write_sent_rows(rows, written)
        found = {each.external_id: each for each in written}
        stale = [
            found[row.external_id].posting_id
            for row in rows
            if row.external_id in found
            and (
                row.external_id not in stored
                or stored[row.external_id].embedding_hash != row.embedding_hash
            )
        ]
        # In the transaction that writes them: nothing is findable before it was judged.
        findings = record_verdicts(
            {found[r.external_id].posting_id: r.verdict for r in rows if r.external_id in found},
            now=now,
        )
        if embed == "later":
            defer_embedding(stale)
    results: dict[str, RowResult] = {}
    for row in rows:
        each = found.get(row.external_id)
        known = stored.get(row.external_id)
        status: RowStatus
        if each is None:
            # Somebody else has written just this in the meantime.
            results[row.external_id] = RowResult(
                row.external_id, "unchanged", known.posting_id if known else None
            )
            continue
        if each.is_new:
            status = "created"
        elif known and known.content_hash == row.content_hash and not known.may_live_again(now=now):
            # Spelled otherwise, but saying the same.
            status = "unchanged"
        else:
            status = "updated"
        results[row.external_id] = RowResult(
            row.external_id, status, each.posting_id, finding=findings.get(each.posting_id)
        )
    return results


def _batches(rows: Sequence[ParsedRow]) -> Iterator[list[ParsedRow]]:
    """Yield batches in which no id stands twice, so that a repeated row meets its first writing."""
    batch: list[ParsedRow] = []
    seen: set[str] = set()
    for row in rows:
        if len(batch) == BATCH or row.row.id in seen:
            yield batch
            batch, seen = [], set()
        batch.append(row)
        seen.add(row.row.id)
    if batch:
        yield batch


def _upsert_batch(
    source: Source, batch: list[ParsedRow], *, now: datetime, embed: Literal["later", "not"]
) -> list[RowResult]:
    stored = find_stored_rows(source, [parsed.row.id for parsed in batch])
    results: dict[str, RowResult] = {}
    rows: list[ReadRow] = []
    for parsed in batch:
        key = parsed.row.id
        known = stored.get(key)
        if (
            known
            and known.content_hash == parsed.content_hash
            and not known.may_live_again(now=now)
        ):
            results[key] = RowResult(key, "unchanged", known.posting_id)
            continue
        item = build_item(parsed, today=now.date())
        if isinstance(item, FeedError):
            results[key] = RowResult(key, "rejected", None, item)
            continue
        rows.append(build_read_row(item))
    results |= write_rows(source, rows, stored=stored, now=now, embed=embed)
    taken = [each.posting_id for each in results.values() if each.posting_id is not None]
    refused = sum(each.status == "rejected" for each in results.values())
    count_received(source, taken, refused=refused, now=now)
    return [results[parsed.row.id] for parsed in batch]


def recount_terms() -> int:
    """Count again in how many postings each telling term stands; return how many terms there are.

    Counts only shape weights, so they may lag; writing them with each posting would make every
    import wait for the rows of its commonest words.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM jobs_termcount")
        cursor.execute(
            "INSERT INTO jobs_termcount (term, postings) "
            "SELECT term, count(*) FROM jobs_postingterm GROUP BY term "
            # The number of all postings stands under a number that no term has.
            "UNION ALL SELECT -1, count(*) FROM jobs_posting"
        )
        return int(cursor.rowcount)


def analyze_tables() -> None:
    """Refresh the planner's statistics after a bulk load."""
    with connection.cursor() as cursor:
        for table in ("posting", "postingterm", "postingembedding", "postingwords", "termcount"):
            cursor.execute(f"ANALYZE jobs_{table}")


# --- vectors ----------------------------------------------------------------------------------


def defer_embedding(posting_ids: Sequence[int]) -> None:
    """Queue the embedding of these postings, with the transaction that is open."""
    from jobs import tasks

    pieces: list[Any] = [
        {"posting_ids": list(posting_ids[start : start + EMBED_TASK_BATCH])}
        for start in range(0, len(posting_ids), EMBED_TASK_BATCH)
    ]
    if pieces:
        tasks.embed_postings.batch_defer(*pieces)


def _vector_texts(vectors: np.ndarray) -> list[str]:
    return ["[" + ",".join(f"{x:.5g}" for x in row) + "]" for row in vectors.tolist()]


def store_vectors(keys: Sequence[tuple[int, str]], vectors: np.ndarray, *, model: str) -> int:
    """Store vectors of (posting id, hash of the text); return how many were still current."""
    if not keys:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO jobs_postingembedding (posting_id, model, content_hash, vector, embedded_at) "
            "SELECT p.id, %s, x.h, x.v::halfvec(512), now() "
            "FROM unnest(%s::bigint[], %s::text[], %s::text[]) x(i, h, v) "
            "JOIN jobs_posting p ON p.id = x.i AND p.embedding_hash = x.h "
            "ON CONFLICT (posting_id, model) DO UPDATE "
            "SET content_hash = excluded.content_hash, vector = excluded.vector, "
            "embedded_at = excluded.embedded_at "
            "WHERE jobs_postingembedding.content_hash IS DISTINCT FROM excluded.content_hash",
            [model, [k[0] for k in keys], [k[1] for k in keys], _vector_texts(vectors)],
        )
        stored = int(cursor.rowcount)
    copy_beside_words([key[0] for key in keys], model=model)
    return stored


def store_title_vectors(keys: Sequence[str], vectors: np.ndarray, *, model: str) -> None:
    """Store the vectors of titles that have none."""
    TitleEmbedding.objects.bulk_create(
        [
            TitleEmbedding(model=model, title_key=key, vector=vector)
            for key, vector in zip(keys, vectors.tolist(), strict=True)
        ],
        ignore_conflicts=True,
    )


# --- life of a posting ------------------------------------------------------------------------


def _move(ids: Sequence[int], *, old: Sequence[str], new: str, now: datetime, by: str = "") -> int:
    ended_by: str | Case = by
    if by in (Posting.EndedBy.SOURCE, Posting.EndedBy.TIME):
        # What a person had paused does not come back because its source sends it again.
        person = When(status=Posting.Status.PAUSED, then=Value(Posting.EndedBy.PERSON))
        ended_by = Case(person, default=Value(by))
    return Posting.objects.filter(id__in=ids, status__in=old).update(
        status=new, ended_by=ended_by, updated_at=now
    )


def publish_postings(posting_ids: Sequence[int], *, now: datetime) -> int:
    """Make drafts and paused or expired postings active; return how many changed.

    One that has run out stays as it is: give it a new `valid_through` first. One that is held
    back does too, whatever it was before.
    """
    status = Posting.Status
    held = Posting.objects.filter(blocked(posting_ids)).values("id")
    return (
        Posting.objects.filter(
            Q(valid_through__isnull=True) | Q(valid_through__gt=now),
            id__in=posting_ids,
            status__in=[status.DRAFT, status.PAUSED, status.EXPIRED],
        )
        .exclude(id__in=held)
        .update(status=status.ACTIVE, ended_by="", updated_at=now)
    )


def pause_postings(posting_ids: Sequence[int], *, now: datetime) -> int:
    """Take active postings out of search for a while; return how many changed."""
    return _move(posting_ids, old=[Posting.Status.ACTIVE], new=Posting.Status.PAUSED, now=now)


def expire_postings(
    posting_ids: Sequence[int], *, now: datetime, by: str = Posting.EndedBy.SOURCE
) -> int:
    """End active, paused or held postings; return how many changed.

    What its source ended lives again when the source sends it again; what a person ended does not.
    """
    status = Posting.Status
    old = [status.ACTIVE, status.PAUSED, status.HELD]
    return _move(posting_ids, old=old, new=status.EXPIRED, now=now, by=by)


def remove_postings(
    posting_ids: Sequence[int], *, now: datetime, by: str = Posting.EndedBy.PERSON
) -> int:
    """Remove postings softly: rows that point to them stay whole.

    For good when a person does; what its source removed may be sent by it again.
    """
    status = Posting.Status
    return _move(
        posting_ids,
        old=[status.DRAFT, status.ACTIVE, status.PAUSED, status.HELD, status.EXPIRED],
        new=status.REMOVED,
        now=now,
        by=by,
    )


def expire_run_out(*, now: datetime) -> int:
    """End all postings past their `valid_through`; return how many."""
    return Posting.objects.filter(status=Posting.Status.ACTIVE, valid_through__lte=now).update(
        status=Posting.Status.EXPIRED, ended_by=Posting.EndedBy.TIME, updated_at=now
    )


def mark_alive(
    posting_ids: Sequence[int],
    *,
    now: datetime,
    step: timedelta = timedelta(minutes=1),
    since: datetime | None = None,
) -> int:
    """Record that these postings were seen open at their source, if that is a step ago.

    Or if it was before `since`, however short ago.
    """
    before = now - step if since is None else max(now - step, since)
    return Posting.objects.filter(
        Q(liveness_checked_at__isnull=True) | Q(liveness_checked_at__lt=before),
        id__in=posting_ids,
    ).update(liveness_checked_at=now)


# --- claims -----------------------------------------------------------------------------------


def claim_employer(employer_id: int, *, company_id: int, by: User, evidence: str) -> EmployerClaim:
    """Return a company's new claim to be an employer, for a superuser to decide.

    The caller has checked that `by` acts for the company. AppError `claim_open` when the
    company's earlier claim is pending or verified.
    """
    open_claims = EmployerClaim.objects.filter(employer_id=employer_id, company_id=company_id)
    if open_claims.exclude(status=EmployerClaim.Status.REJECTED).exists():
        raise AppError(
            "claim_open", _("Your company has claimed this employer already."), status=409
        )
    return EmployerClaim.objects.create(
        employer_id=employer_id, company_id=company_id, requested_by=by, evidence=evidence[:2000]
    )


def decide_claim(claim_id: int, *, is_verified: bool, by: User | None, now: datetime) -> None:
    """Verify or reject a pending claim; a verified one makes the employer's postings the company's.

    Raises AppError `claim_decided` when somebody has decided already, `employer_taken` when
    another company's claim is verified.
    """
    status = EmployerClaim.Status
    with transaction.atomic():
        claim = EmployerClaim.objects.select_for_update().get(id=claim_id)
        if claim.status != status.PENDING:
            raise AppError("claim_decided", _("This claim has been decided already."), status=409)
        if is_verified:
            taken = EmployerClaim.objects.filter(
                employer_id=claim.employer_id, status=status.VERIFIED
            )
            if taken.exists():
                raise AppError(
                    "employer_taken", _("This employer belongs to another company."), status=409
                )
        EmployerClaim.objects.filter(id=claim_id).update(
            status=status.VERIFIED if is_verified else status.REJECTED,
            decided_by=by,
            decided_at=now,
        )
        if is_verified:
            Posting.objects.filter(employer_id=claim.employer_id, company__isnull=True).update(
                company_id=claim.company_id, updated_at=F("updated_at")
            )


def revoke_claim(claim_id: int, *, by: User | None, now: datetime) -> None:
    """Take a verified claim back: the employer's postings of other sources lose the tenant."""
    with transaction.atomic():
        claim = EmployerClaim.objects.select_for_update().get(id=claim_id)
        changed = EmployerClaim.objects.filter(
            id=claim_id, status=EmployerClaim.Status.VERIFIED
        ).update(status=EmployerClaim.Status.REJECTED, decided_by=by, decided_at=now)
        if changed:
            Posting.objects.filter(
                employer_id=claim.employer_id, company_id=claim.company_id
            ).exclude(source__company_id=claim.company_id).update(company=None)
