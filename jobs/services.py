"""The only writer of this app's tables."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import numpy as np
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from jobassist.accounts.models import User
from jobassist.errors import AppError
from jobassist.language.text import normalise
from jobs.feed import FeedError, FeedItem, ParsedRow, build_item
from jobs.lexical import build_sparse_text
from jobs.models import (
    Employer,
    EmployerClaim,
    Posting,
    PostingLocation,
    Source,
    TitleEmbedding,
)

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
    stored = {
        external_id: (posting_id, content_hash, embedding_hash, status)
        for posting_id, external_id, content_hash, embedding_hash, status in (
            Posting.objects.filter(
                source=source, external_id__in=[r.row.id for r in batch]
            ).values_list("id", "external_id", "content_hash", "embedding_hash", "status")
        )
    }
    results: dict[str, RowResult] = {}
    items: list[FeedItem] = []
    for parsed in batch:
        key = parsed.row.id
        known = stored.get(key)
        # A posting that had run out and is in the feed again lives again.
        if known and known[1] == parsed.content_hash and known[3] != Posting.Status.EXPIRED:
            results[key] = RowResult(key, "unchanged", known[0])
            continue
        item = build_item(parsed, today=now.date())
        if isinstance(item, FeedError):
            results[key] = RowResult(key, "rejected", None, item)
        elif known and known[1] == parsed.content_hash and _has_run_out(item, now=now):
            results[key] = RowResult(key, "unchanged", known[0])
        else:
            items.append(item)
    if items:
        with transaction.atomic():
            ids = _write_items(source, items, now=now)
            stale = [
                ids[item.external_id]
                for item in items
                if stored.get(item.external_id, (0, "", "", ""))[2] != item.embedding_hash
            ]
            if embed == "later":
                defer_embedding(stale)
        for item in items:
            status: RowStatus = "updated" if item.external_id in stored else "created"
            results[item.external_id] = RowResult(item.external_id, status, ids[item.external_id])
    return [results[parsed.row.id] for parsed in batch]


def _has_run_out(item: FeedItem, *, now: datetime) -> bool:
    return item.valid_through is not None and item.valid_through <= now


# What an update overwrites. Not: who created it and when, a pause, a removal.
_UPDATED = [
    "lang", "title", "title_key", "family", "group", "seniority", "description_html",
    "description_text", "employer", "company", "employment_type", "is_remote", "is_hybrid",
    "eligible_countries", "place_keys", "experience_min", "experience_max", "experience_raw",
    "education", "education_raw", "skills", "skill_keys", "tags", "traits", "requirements", "head_text",
    "salary_min", "salary_max", "salary_currency", "salary_period", "salary_months", "salary_raw",
    "salary_yearly_min", "salary_yearly_max", "date_posted", "valid_through", "url",
    "direct_apply", "extra", "content_hash", "embedding_hash", "updated_at",
]  # fmt: skip


def _write_items(source: Source, items: list[FeedItem], *, now: datetime) -> dict[str, int]:
    employers = _upsert_employers(source, items)
    claimed = dict(
        EmployerClaim.objects.filter(
            employer_id__in=employers.values(), status=EmployerClaim.Status.VERIFIED
        ).values_list("employer_id", "company_id")
    )
    postings = []
    # In the order of their ids, so that two imports of the same rows cannot deadlock.
    for item in sorted(items, key=lambda x: x.external_id):
        employer_id = employers.get(_normalise_name(item.employer)) if item.employer else None
        low, high = item.pay.yearly
        postings.append(
            Posting(
                source=source,
                external_id=item.external_id,
                status=Posting.Status.EXPIRED
                if _has_run_out(item, now=now)
                else Posting.Status.ACTIVE,
                lang=item.lang,
                title=item.title,
                title_key=item.title_key,
                family=item.family,
                group=item.group,
                seniority=item.seniority,
                description_html=item.description_html,
                description_text=item.description_text,
                employer_id=employer_id,
                company_id=source.company_id or claimed.get(employer_id or 0),
                employment_type=item.employment_type,
                is_remote=item.is_remote,
                is_hybrid=item.is_hybrid,
                eligible_countries=list(item.eligible_countries),
                place_keys=list(item.place_keys),
                experience_min=item.experience_min,
                experience_max=item.experience_max,
                experience_raw=item.experience_raw,
                education=item.education,
                education_raw=item.education_raw,
                skills=list(item.skills),
                skill_keys=list(item.skill_keys),
                tags=list(item.tags),
                traits=list(item.traits),
                requirements=[r.as_json() for r in item.requirements],
                head_text=item.head_text,
                salary_min=item.pay.min,
                salary_max=item.pay.max,
                salary_currency=item.pay.currency,
                salary_period=item.pay.period,
                salary_months=item.pay.months,
                salary_raw=item.pay.raw,
                salary_yearly_min=low,
                salary_yearly_max=high,
                date_posted=item.date_posted,
                valid_through=item.valid_through,
                url=item.url,
                direct_apply=item.direct_apply,
                extra=dict(item.extra),
                content_hash=item.content_hash,
                embedding_hash=item.embedding_hash,
                created_at=now,
                updated_at=now,
            )
        )
    written = Posting.objects.bulk_create(
        postings,
        update_conflicts=True,
        unique_fields=["source", "external_id"],
        update_fields=_UPDATED,
    )
    ids = {p.external_id: p.pk for p in written}
    # A pause or a removal outlasts a feed's update; running out follows the new date.
    running = Posting.objects.filter(id__in=ids.values())
    running.filter(status=Posting.Status.ACTIVE, valid_through__lte=now).update(
        status=Posting.Status.EXPIRED
    )
    running.filter(
        Q(valid_through__isnull=True) | Q(valid_through__gt=now), status=Posting.Status.EXPIRED
    ).update(status=Posting.Status.ACTIVE)
    _write_locations(items, ids)
    _write_terms(items, ids)
    return ids


def _normalise_name(name: str) -> str:
    return " ".join(normalise(name).lower.split())[:200]


def _upsert_employers(source: Source, items: Iterable[FeedItem]) -> dict[str, int]:
    wanted: dict[str, Employer] = {}
    for item in items:
        if item.employer and (key := _normalise_name(item.employer)):
            wanted.setdefault(
                key,
                Employer(
                    source=source,
                    name=item.employer[:200],
                    name_normalised=key,
                    industry=str(item.extra.get("industry", ""))[:120],
                    size=str(item.extra.get("company_size", ""))[:60],
                    kind=str(item.extra.get("company_type", ""))[:60],
                ),
            )
    if not wanted:
        return {}
    known = Employer.objects.filter(source=source, name_normalised__in=wanted)
    found = dict(known.values_list("name_normalised", "id"))
    new = [wanted[key] for key in sorted(wanted) if key not in found]
    if new:
        Employer.objects.bulk_create(new, ignore_conflicts=True)
        found = dict(known.values_list("name_normalised", "id"))
    return found


def _write_locations(items: list[FeedItem], ids: dict[str, int]) -> None:
    PostingLocation.objects.filter(posting_id__in=ids.values()).delete()
    PostingLocation.objects.bulk_create(
        [
            PostingLocation(
                posting_id=ids[item.external_id],
                ordinal=ordinal,
                raw=location.raw,
                place_key=location.place.key[:160] if location.place else "",
                country=location.place.country if location.place else "",
                region=(location.place.region or "")[:80] if location.place else "",
                city=(location.place.city or "")[:80] if location.place else "",
                district=(location.place.district or "")[:80] if location.place else "",
                lat=location.place.lat if location.place else None,
                lon=location.place.lon if location.place else None,
            )
            for item in items
            for ordinal, location in enumerate(item.locations)
        ]
    )


def _write_terms(items: list[FeedItem], ids: dict[str, int]) -> None:
    posting_ids = [ids[item.external_id] for item in items]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO jobs_postingwords (posting_id, terms) "
            "SELECT i, t::sparsevec FROM unnest(%s::bigint[], %s::text[]) x(i, t) "
            "ON CONFLICT (posting_id) DO UPDATE SET terms = excluded.terms",
            [posting_ids, [build_sparse_text(item.terms) for item in items]],
        )
        cursor.execute("DELETE FROM jobs_postingterm WHERE posting_id = ANY(%s)", [posting_ids])
        rows = [
            (ids[item.external_id], term, impact)
            for item in items
            for term, impact in item.telling_terms.items()
        ]
        cursor.execute(
            "INSERT INTO jobs_postingterm (posting_id, term, impact) "
            "SELECT * FROM unnest(%s::bigint[], %s::int[], %s::float8[])",
            [[r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]],
        )


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

    for start in range(0, len(posting_ids), EMBED_TASK_BATCH):
        tasks.embed_postings.defer(posting_ids=list(posting_ids[start : start + EMBED_TASK_BATCH]))


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
        return int(cursor.rowcount)


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


def _move(ids: Sequence[int], *, old: Sequence[str], new: str, now: datetime) -> int:
    return Posting.objects.filter(id__in=ids, status__in=old).update(status=new, updated_at=now)


def publish_postings(posting_ids: Sequence[int], *, now: datetime) -> int:
    """Make drafts and paused or expired postings active; return how many changed.

    One that has run out stays as it is: give it a new `valid_through` first.
    """
    status = Posting.Status
    return Posting.objects.filter(
        Q(valid_through__isnull=True) | Q(valid_through__gt=now),
        id__in=posting_ids,
        status__in=[status.DRAFT, status.PAUSED, status.EXPIRED],
    ).update(status=status.ACTIVE, updated_at=now)


def pause_postings(posting_ids: Sequence[int], *, now: datetime) -> int:
    """Take active postings out of search for a while; return how many changed."""
    return _move(posting_ids, old=[Posting.Status.ACTIVE], new=Posting.Status.PAUSED, now=now)


def expire_postings(posting_ids: Sequence[int], *, now: datetime) -> int:
    """End active or paused postings; return how many changed."""
    status = Posting.Status
    return _move(posting_ids, old=[status.ACTIVE, status.PAUSED], new=status.EXPIRED, now=now)


def remove_postings(posting_ids: Sequence[int], *, now: datetime) -> int:
    """Remove postings for good, softly: rows that point to them stay whole."""
    status = Posting.Status
    return _move(
        posting_ids,
        old=[status.DRAFT, status.ACTIVE, status.PAUSED, status.EXPIRED],
        new=status.REMOVED,
        now=now,
    )


def expire_run_out(*, now: datetime) -> int:
    """End all postings past their `valid_through`; return how many."""
    return Posting.objects.filter(status=Posting.Status.ACTIVE, valid_through__lte=now).update(
        status=Posting.Status.EXPIRED, updated_at=now
    )


def mark_alive(posting_ids: Sequence[int], *, now: datetime) -> int:
    """Record that these postings were seen open at their source."""
    return Posting.objects.filter(
        Q(liveness_checked_at__isnull=True) | Q(liveness_checked_at__lt=now - timedelta(minutes=1)),
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
