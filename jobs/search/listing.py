"""Postings in plain order, newest first, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from jobassist.language.text import index_terms
from jobs.criteria import Criteria
from jobs.lexical import term_number
from jobs.models import Posting

from .facets import prepare
from .find import load_postings
from .nearness import OPEN
from .types import JobQuery

MAX_PAGE = 100
MAX_WORDS = 12


@dataclass(frozen=True, slots=True)
class ListFilters:
    """What a list is narrowed to; each of several values will do, all kinds have to hold."""

    criteria: Criteria = field(default_factory=Criteria)
    # All of these words stand in the title, the occupation or the skills.
    words: str = ""
    source: str | None = None
    lang: str | None = None
    # Keys of `Posting.family` and of `Posting.seniority`.
    occupations: tuple[str, ...] = ()
    seniorities: tuple[str, ...] = ()
    education: tuple[str, ...] = ()
    posted_after: date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Postings of one page, and the id to go on after; None on the last page."""

    postings: list[Posting]
    next_after: int | None


def build_list_condition(wanted: ListFilters) -> tuple[str, dict[str, Any]]:
    """Return the condition over `jobs_posting p` that a posting is open and passes, and parameters.

    Without the source, which never changes: see `source_condition`. A statement each for
    employers and for words that are excluded.
    """
    criteria = wanted.criteria
    need, filters, occupation, params = prepare(JobQuery(criteria=criteria), is_fresh=True)
    conditions = [f"({occupation})", filters.where()]
    if criteria.skills and criteria.titles:
        # In a list nothing ranks, so skills beside a title filter.
        conditions.append("p.skill_keys && %(skill_keys)s::varchar[]")
        params["skill_keys"] = [s.key or s.text.casefold() for s in need.skills]
    if wanted.words:
        terms = dict.fromkeys(term_number(term) for term in index_terms(wanted.words))
        # Words of which nothing is left to look for (signs, "the") are found nowhere.
        conditions += [] if terms else ["false"]
        for number, term in enumerate(list(terms)[:MAX_WORDS]):
            conditions.append(
                f"p.id IN (SELECT posting_id FROM jobs_postingterm WHERE term = %(word{number})s)"
            )
            params[f"word{number}"] = term
    if wanted.lang:
        conditions.append("p.lang = %(list_lang)s")
        params["list_lang"] = wanted.lang
    for column, values in (
        ("family", wanted.occupations),
        ("seniority", wanted.seniorities),
        ("education", wanted.education),
    ):
        if values:
            conditions.append(f"p.{column} = ANY(%(list_{column})s::varchar[])")
            params[f"list_{column}"] = list(values)
    if wanted.posted_after:
        conditions.append("p.date_posted > %(posted_after)s")
        params["posted_after"] = wanted.posted_after
    return " AND ".join(conditions), params


def load_full_postings(posting_ids: Sequence[int]) -> list[Posting]:
    """Return postings with all their text, employer, source and locations, in the given order.

    Two statements. The words that only search reads stay where they are.
    """
    rows = Posting.objects.filter(id__in=posting_ids).select_related("employer", "source")
    found = {p.id: p for p in rows.prefetch_related("locations").defer("head_text", "requirements")}
    return [found[i] for i in posting_ids if i in found]


def find_public_posting(posting_id: int, *, now: datetime) -> tuple[Posting | None, bool]:
    """Return a posting with all its text, and whether it is open; None for drafts and unknown ones.

    A closed one is for saying that it is closed. Three statements.
    """
    found = load_full_postings([posting_id])
    if not found or found[0].status == Posting.Status.DRAFT:
        return None, False
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT 1 FROM jobs_posting p WHERE p.id = %(id)s AND {OPEN})",
            {"id": posting_id, "now": now},
        )
        return found[0], bool(cursor.fetchone()[0])


SOURCE_CONDITION = "p.source_id = (SELECT id FROM jobs_source WHERE key = %(source)s)"


def list_posting_ids(
    wanted: ListFilters, *, after: int | None = None, limit: int = MAX_PAGE
) -> list[int]:
    """Return ids of open postings that pass, newest first, those before the id `after`.

    By keyset, so a page costs the same however deep.
    """
    condition, params = build_list_condition(wanted)
    conditions = [condition]
    if after is not None:
        conditions.append("p.id < %(after)s")
        params["after"] = after
    if wanted.source:
        conditions.append(SOURCE_CONDITION)
        params["source"] = wanted.source
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.id FROM jobs_posting p WHERE {' AND '.join(conditions)} "
            f"ORDER BY p.id DESC LIMIT {int(limit)}",
            params,
        )
        return [row[0] for row in cursor.fetchall()]


def list_postings(
    wanted: ListFilters | None = None,
    *,
    after: int | None = None,
    limit: int = 50,
) -> Page:
    """Return open postings that pass the filters, newest first, those before the id `after`.

    Titles count as occupations, as in search.
    """
    limit = max(1, min(limit, MAX_PAGE))
    ids = list_posting_ids(wanted or ListFilters(), after=after, limit=limit + 1)
    rows = load_postings(ids[:limit])
    page = [rows[i] for i in ids[:limit] if i in rows]
    return Page(page, ids[limit - 1] if len(ids) > limit else None)
