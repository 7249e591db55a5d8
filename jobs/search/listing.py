"""Postings in plain order, newest first, a page at a time."""

from dataclasses import dataclass

from django.db import connection

from jobs.criteria import Criteria
from jobs.models import Posting

from .facets import prepare
from .find import load_postings
from .types import JobQuery

MAX_PAGE = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Postings of one page, and the id to go on after; None on the last page."""

    postings: list[Posting]
    next_after: int | None


def list_postings(
    criteria: Criteria | None = None,
    *,
    after: int | None = None,
    source: str | None = None,
    limit: int = 50,
) -> Page:
    """Return open postings that pass the criteria, newest first, those before the id `after`.

    By keyset, so a page costs the same however deep. Titles count as occupations, as in search.
    """
    limit = max(1, min(limit, MAX_PAGE))
    _need, filters, occupation, params = prepare(JobQuery(criteria=criteria or Criteria()))
    conditions = [f"({occupation})", filters.where()]
    if criteria and criteria.skills and criteria.titles:
        # In a list nothing ranks, so skills beside a title filter.
        keys = [s.key or s.text.casefold() for s in _need.skills]
        conditions.append("p.skill_keys && %(skill_keys)s::varchar[]")
        params["skill_keys"] = keys
    if after is not None:
        conditions.append("p.id < %(after)s")
        params["after"] = after
    if source:
        conditions.append("p.source_id = (SELECT id FROM jobs_source WHERE key = %(source)s)")
        params["source"] = source
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.id FROM jobs_posting p WHERE {' AND '.join(conditions)} "
            f"ORDER BY p.id DESC LIMIT {limit + 1}",
            params,
        )
        ids = [row[0] for row in cursor.fetchall()]
    rows = load_postings(ids[:limit])
    page = [rows[i] for i in ids[:limit] if i in rows]
    return Page(page, ids[limit - 1] if len(ids) > limit else None)
