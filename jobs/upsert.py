"""The statements that write a batch of postings; `jobs.services` decides what is written.

Each takes its rows as one JSON text and never changes its own, so it is planned and sent the same
way whatever the batch (see `jobassist.many_rows`): ten times the rate of the ORM's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection, models

from jobs.models import Employer, Posting, PostingLocation
from jobs.reading import ReadRow

# Set by the statement, not by the row.
_COMPUTED = {"source_id", "status", "company_id", "employer_id", "created_at", "updated_at"}
# What an update leaves alone besides these: who created it and when, its tenant, and its status
# but for running out and living again.
_KEPT = {"source_id", "external_id", "status", "company_id", "created_at", "ended_by"}


@dataclass(frozen=True, slots=True)
class Written:
    """A posting that a batch has written."""

    posting_id: int
    external_id: str
    is_new: bool


def write_employers(source_id: int, rows: Sequence[ReadRow], *, now: datetime) -> None:
    """Add the employers that the source has not named before."""
    named = {row.employer_key: row.employer for row in rows if row.employer_key}
    if not named:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _employer_statement(),
            # In one order everywhere, so that two batches cannot wait for each other.
            {"rows": _join(named[key] for key in sorted(named)), "source": source_id, "now": now},
        )


def write_postings(
    source_id: int,
    rows: Sequence[ReadRow],
    *,
    company_id: int | None,
    now: datetime,
    is_draft: bool = False,
) -> list[Written]:
    """Insert or update postings; return those written, without what stood there just so already.

    `is_draft`: new ones wait for somebody to publish them. What is there keeps its status.
    """
    statement, defaults = _posting_statement()
    ordered = sorted(rows, key=lambda row: row.external_id)
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                **defaults,
                "rows": _join(row.posting for row in ordered),
                "source": source_id,
                "company": company_id,
                "now": now,
                "is_draft": is_draft,
            },
        )
        return [Written(*found) for found in cursor.fetchall()]


def write_locations(rows: Sequence[ReadRow], written: Sequence[Written]) -> None:
    """Have the places of these postings be those of the rows."""
    ids = {each.external_id: each.posting_id for each in written}
    old = [each.posting_id for each in written if not each.is_new]
    texts = [row.locations for row in rows if row.locations and row.external_id in ids]
    with connection.cursor() as cursor:
        if old:
            cursor.execute("DELETE FROM jobs_postinglocation WHERE posting_id = ANY(%s)", [old])
        if texts:
            cursor.execute(
                _location_statement(),
                {"rows": _join(texts), "names": list(ids), "ids": list(ids.values())},
            )


def write_words(rows: Sequence[ReadRow], written: Sequence[Written]) -> None:
    """Have the terms of these postings be those of the rows; equal ones are left alone."""
    ids = {each.external_id: each.posting_id for each in written}
    old = [each.posting_id for each in written if not each.is_new]
    texts = [row.words for row in rows if row.external_id in ids]
    given: dict[str, Any] = {"rows": _join(texts), "names": list(ids), "ids": list(ids.values())}
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, given)
        changed = [row[0] for row in cursor.fetchall()]
        stale = list(set(changed) & set(old))
        if stale:
            cursor.execute("DELETE FROM jobs_postingterm WHERE posting_id = ANY(%s)", [stale])
        if changed:
            cursor.execute(_TERMS, {**given, "changed": changed})


def write_sent_rows(rows: Sequence[ReadRow], written: Sequence[Written]) -> None:
    """Keep what was sent of these postings, to the letter."""
    ids = {each.external_id: each.posting_id for each in written}
    sent = [(ids[row.external_id], row.row) for row in rows if row.row and row.external_id in ids]
    if not sent:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO jobs_sentrow (posting_id, row) "
            "SELECT * FROM unnest(%s::bigint[], string_to_array(%s, %s)) "
            'ON CONFLICT (posting_id) DO UPDATE SET "row" = excluded."row"',
            # One text, cut by what stands raw in no JSON: an array would be quoted sign by sign.
            [[posting_id for posting_id, _row in sent], _CUT.join(row for _id, row in sent), _CUT],
        )


_CUT = "\x1e"


def _join(texts: Any) -> str:
    return f"[{','.join(texts)}]"


def _typed(model: type[models.Model], names: Sequence[str]) -> str:
    """Return columns with their types, as a list of columns of JSON wants them."""
    found = {field.column: field for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    return ", ".join(f"{quote(name)} {found[name].db_type(connection)}" for name in names)


@cache
def _posting_statement() -> tuple[str, dict[str, Any]]:
    """Return the statement, and the defaults of columns that no row of a feed speaks of."""
    quote = connection.ops.quote_name
    given = [
        "external_id", "raw_hash", "lang", "title", "title_key", "family", "group", "seniority",
        "description_html", "description_text", "employment_type", "is_remote", "is_hybrid",
        "eligible_countries", "place_keys", "experience_min", "experience_max", "experience_raw",
        "education", "education_raw", "skills", "skill_keys", "tags", "traits", "requirements",
        "head_text", "salary_min", "salary_max", "salary_currency", "salary_period",
        "salary_months", "salary_raw", "salary_yearly_min", "salary_yearly_max", "date_posted",
        "valid_through", "url", "direct_apply", "extra", "content_hash", "embedding_hash",
    ]  # fmt: skip
    rest = [
        field
        for field in Posting._meta.concrete_fields
        if not field.primary_key
        and field.column not in _COMPUTED
        and field.column not in given
        and not field.generated
        and not field.has_db_default()
    ]
    defaults = {
        f"default_{field.column}": field.get_db_prep_save(field.get_default(), connection)
        for field in rest
    }
    columns = [*given, *(field.column for field in rest), *sorted(_COMPUTED)]
    values = [
        *(f"r.{quote(name)}" for name in given),
        *(f"%(default_{field.column})s::{field.db_type(connection)}" for field in rest),
        *(_COMPUTED_VALUES[name] for name in sorted(_COMPUTED)),
    ]
    updated = [
        *(name for name in given if name not in _KEPT),
        "employer_id",
    ]
    changes = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in updated)
    changes += f", updated_at = {_UPDATED_AT}"
    statement = (
        f"INSERT INTO jobs_posting AS p ({', '.join(quote(str(name)) for name in columns)})"  # noqa: S608
        f" SELECT {', '.join(values)}"
        f" FROM json_to_recordset(%(rows)s::json) AS r(employer_key text, {_typed(Posting, given)})"
        " LEFT JOIN jobs_employer e"
        " ON e.source_id = %(source)s AND e.name_normalised = r.employer_key"
        " LEFT JOIN jobs_employerclaim c ON c.employer_id = e.id AND c.status = 'verified'"
        # In one order everywhere, so that two batches cannot wait for each other.
        " ORDER BY r.external_id"
        f" ON CONFLICT (source_id, external_id) DO UPDATE SET {changes},"
        f" status = {_STATUS_AFTER}, ended_by = {_ENDED_AFTER}"
        " WHERE (p.content_hash, p.raw_hash, p.status)"
        f" IS DISTINCT FROM (excluded.content_hash, excluded.raw_hash, {_STATUS_AFTER})"
        " RETURNING id, external_id, xmax = 0"
    )
    return statement, defaults


_COMPUTED_VALUES = {
    "source_id": "%(source)s",
    "status": (
        "CASE WHEN %(is_draft)s THEN 'draft'"
        " WHEN r.valid_through <= %(now)s THEN 'expired' ELSE 'active' END"
    ),
    "company_id": "coalesce(%(company)s, c.company_id)",
    "employer_id": "e.id",
    "created_at": "%(now)s",
    "updated_at": "%(now)s",
}
# What ran out or was ended by its source lives again when the source sends it again. What a person
# paused, held back, ended or removed stays as it is.
_LIVES_AGAIN = (
    "(p.status = 'expired' AND p.ended_by <> 'person'"
    " OR p.status = 'removed' AND p.ended_by = 'source')"
)
_RUNS_OUT = "coalesce(excluded.valid_through <= %(now)s, false)"
_STATUS_AFTER = (
    f"CASE WHEN p.status = 'active' AND {_RUNS_OUT} THEN 'expired'"
    f" WHEN {_LIVES_AGAIN} AND NOT {_RUNS_OUT} THEN 'active' ELSE p.status END"
)
_ENDED_AFTER = (
    f"CASE WHEN p.status = 'active' AND {_RUNS_OUT} THEN 'time'"
    f" WHEN {_LIVES_AGAIN} AND NOT {_RUNS_OUT} THEN '' ELSE p.ended_by END"
)


# The same said in other bytes is no change that anybody has to hear of.
_UPDATED_AT = (
    f"CASE WHEN (p.content_hash, p.status) IS DISTINCT FROM (excluded.content_hash, {_STATUS_AFTER})"
    " THEN excluded.updated_at ELSE p.updated_at END"
)


@cache
def _employer_statement() -> str:
    names = ("name", "name_normalised", "industry", "size", "kind")
    return (
        "INSERT INTO jobs_employer (source_id, name, name_normalised, industry, size, kind,"  # noqa: S608
        " website, created_at)"
        " SELECT %(source)s, r.name, r.name_normalised, r.industry, r.size, r.kind, '', %(now)s"
        f" FROM json_to_recordset(%(rows)s::json) AS r({_typed(Employer, names)})"
        " WHERE NOT EXISTS (SELECT 1 FROM jobs_employer e WHERE e.source_id = %(source)s"
        " AND e.name_normalised = r.name_normalised)"
        " ORDER BY r.name_normalised ON CONFLICT DO NOTHING"
    )


_NAMED = (
    " JOIN unnest(%(names)s::text[], %(ids)s::bigint[]) AS n(external_id, id)"
    " ON n.external_id = r.external_id"
)


@cache
def _location_statement() -> str:
    names = ("ordinal", "raw", "place_key", "country", "region", "city", "district", "lat", "lon")
    return (
        f"INSERT INTO jobs_postinglocation (posting_id, {', '.join(names)})"  # noqa: S608
        f" SELECT n.id, {', '.join(f'r.{name}' for name in names)}"
        " FROM json_to_recordset(%(rows)s::json)"
        f" AS r(external_id text, {_typed(PostingLocation, names)}){_NAMED}"
    )


_WORDS_OF = (
    " FROM json_to_recordset(%(rows)s::json)"
    f" AS r(external_id text, terms text, heads int[], impacts float8[]){_NAMED}"
)
_WORDS = (
    "INSERT INTO jobs_postingwords AS w (posting_id, terms, place_keys)"  # noqa: S608
    " SELECT n.id, r.terms::sparsevec, CASE WHEN p.status = 'active' THEN p.place_keys END"
    f"{_WORDS_OF} JOIN jobs_posting p ON p.id = n.id"
    " ON CONFLICT (posting_id) DO UPDATE SET terms = excluded.terms"
    " WHERE w.terms IS DISTINCT FROM excluded.terms RETURNING posting_id"
)
_TERMS = (
    "INSERT INTO jobs_postingterm (posting_id, term, impact)"
    f" SELECT n.id, t.term, t.impact{_WORDS_OF}"
    " CROSS JOIN unnest(r.heads, r.impacts) AS t(term, impact)"
    " WHERE n.id = ANY(%(changed)s)"
)
