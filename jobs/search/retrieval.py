"""Candidates: the vector leg and the lexical leg, by the path that fits how many rows match.

Few rows: all of them are scored exactly. Many: the vector index and the heads of the terms'
lists, so that the work is bounded however many rows match (measured limits: docs/matching.md).
"""

import json
import math
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import numpy as np
from django.db import InternalError, connection

from jobs.lexical import build_sparse_text, term_number

from .filters import Filters
from .need import Need

# Up to so many rows an exact pass is quicker than the indexes; about 6 µs a row.
EXACT_ROWS = 1_500
COUNT_CAP = 1_000
# The planner is not wrong by so much.
SURELY_MANY = 8
LEX_TOP = 160
VECTOR_TOP = 100
INDEX_VECTOR_TOP = 60
# The lexical leg where many rows match: so many terms, so far down each list.
LIST_TERMS = 10
LIST_DEPTH = 1_000
LIST_TAKE = 100
FAMILY_TAKE = 200
EF_SEARCH = 100

TOTAL_TERM = -1


class Candidate(NamedTuple):
    """What scoring reads of a posting; a tuple, as one search makes some hundred."""

    id: int
    title: str
    title_key: str
    family: str
    group: str
    seniority: str
    place_keys: list[str]
    skill_keys: list[str]
    is_remote: bool
    is_hybrid: bool
    employment_type: str | None
    salary_currency: str | None
    salary_yearly_min: float | None
    salary_yearly_max: float | None
    experience_min: float | None
    experience_max: float | None
    education: str | None
    date_posted: date | None
    employer_id: int | None
    lang: str
    traits: list[str]
    lex: float
    distance: float
    title_similarity: float | None


_COLUMNS = ", ".join(
    f'p."{name}"'
    for name in Candidate._fields
    if name not in ("lex", "distance", "title_similarity")
)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates, the number of rows that pass the filters (at most COUNT_CAP), and how."""

    rows: list[Candidate]
    total: int
    path: Literal["exact", "index"]


def find_candidates(need: Need, filters: Filters) -> Candidates:
    """Return postings near the need among those that pass the filters.

    Two or three statements; none of them depends on how many candidates there are.
    """
    query = _query_weights(need)
    params = {
        **filters.params,
        "model": need.model,
        "q": build_sparse_text(query),
        **_vector_params("leg", need.leg_vectors),
        **_vector_params("role", need.title_vectors),
    }
    where = filters.where()
    estimate = _estimate(where, params)
    if estimate > SURELY_MANY * EXACT_ROWS:
        return _by_index(need, where, params, query, total=COUNT_CAP)
    if estimate > EXACT_ROWS:
        # The estimate may be wrong by a factor; the count stops as soon as it is sure.
        total = _count(where, params, cap=COUNT_CAP)
        if total == COUNT_CAP:
            return _by_index(need, where, params, query, total=total)
    return _exact(need, where, params)


def _vector_params(name: str, vectors: np.ndarray) -> dict[str, str]:
    return {f"{name}{i}": _vector_text(row.tobytes()) for i, row in enumerate(vectors)}


@lru_cache(maxsize=4096)
def _vector_text(data: bytes) -> str:
    return "[" + ",".join(f"{x:.5g}" for x in np.frombuffer(data, dtype=np.float32).tolist()) + "]"


def _count(where: str, params: dict[str, Any], *, cap: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM jobs_posting p WHERE {where} LIMIT {cap}) c",
            params,
        )
        return int(cursor.fetchone()[0])


def _estimate(where: str, params: dict[str, Any]) -> float:
    """Return the planner's guess of how many rows pass; about half a millisecond."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT 1 FROM jobs_posting p WHERE {where}", params)
        (plan,) = cursor.fetchone()
    if isinstance(plan, str):
        plan = json.loads(plan)
    return float(plan[0]["Plan"]["Plan Rows"])


# --- exact ------------------------------------------------------------------------------------


def _distance(need: Need) -> str:
    legs = [f"e.vector <=> %(leg{i})s::halfvec(512)" for i in range(len(need.leg_vectors))]
    return f"LEAST({', '.join(legs)})" if legs else "NULL::float8"


def _similarity(need: Need) -> str:
    roles = [f"t.vector <=> %(role{i})s::halfvec(512)" for i in range(len(need.title_vectors))]
    return f"1 - LEAST({', '.join(roles)})" if roles else "NULL::float8"


def _exact(need: Need, where: str, params: dict[str, Any]) -> Candidates:
    # Without a wish to rank by, the newest come first.
    has_words = bool(need.terms)
    orders = []
    if has_words:
        orders.append(f"(SELECT id FROM m ORDER BY lex DESC NULLS LAST LIMIT {LEX_TOP})")
    if len(need.leg_vectors):
        orders.append(f"(SELECT id FROM m ORDER BY dist NULLS LAST LIMIT {VECTOR_TOP})")
    if not orders:
        orders.append(
            "(SELECT m.id FROM m JOIN jobs_posting p ON p.id = m.id "
            f"ORDER BY p.date_posted DESC NULLS LAST, p.id DESC LIMIT {LEX_TOP})"
        )
    sql = f"""
    WITH m AS MATERIALIZED (
        SELECT p.id, {"-(w.terms <#> %(q)s::sparsevec)" if has_words else "0.0"} AS lex,
               {_distance(need)} AS dist
        FROM jobs_posting p
        LEFT JOIN jobs_postingwords w ON w.posting_id = p.id
        LEFT JOIN jobs_postingembedding e ON e.posting_id = p.id AND e.model = %(model)s
        WHERE {where}
    ), top AS ({" UNION ".join(orders)})
    SELECT {_COLUMNS}, coalesce(m.lex, 0), coalesce(m.dist, 1), {_similarity(need)},
           (SELECT count(*) FROM m)
    FROM top JOIN m ON m.id = top.id JOIN jobs_posting p ON p.id = top.id
    LEFT JOIN jobs_titleembedding t ON t.title_key = p.title_key AND t.model = %(model)s
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    return Candidates([Candidate(*r[:-1]) for r in rows], rows[0][-1] if rows else 0, "exact")


# --- by index ---------------------------------------------------------------------------------

_HNSW_ON = {
    "hnsw.iterative_scan": "relaxed_order",
    "hnsw.ef_search": str(EF_SEARCH),
    # Ordering by the index is what this leg is for; the planner alone picks wrongly in between.
    "enable_seqscan": "off",
    "enable_bitmapscan": "off",
    "enable_sort": "off",
    "jit": "off",
}
_HNSW_OFF = {"enable_seqscan": "on", "enable_bitmapscan": "on", "enable_sort": "on"}


def _set(settings: dict[str, str]) -> None:
    calls = ", ".join("set_config(%s, %s, false)" for _ in settings)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [x for pair in settings.items() for x in pair])


@contextmanager
def _ordered_by_index() -> Iterator[None]:
    """Have the planner walk the vector index in here, whoever owns the transaction.

    If the statement in between fails inside a transaction, its rollback takes the settings back;
    without one they are set back here.
    """
    _set(_HNSW_ON)
    try:
        yield
    finally:
        if not connection.needs_rollback and not connection.in_atomic_block:
            _set(_HNSW_OFF)
        elif not connection.needs_rollback:
            with suppress(InternalError):
                _set(_HNSW_OFF)


def _by_index(
    need: Need, where: str, params: dict[str, Any], query: dict[int, float], *, total: int
) -> Candidates:
    ids: list[int] = []
    if len(need.leg_vectors):
        legs = " UNION ".join(
            f"(SELECT e.posting_id FROM jobs_postingembedding e JOIN jobs_posting p ON p.id = e.posting_id "
            f"WHERE e.model = %(model)s AND {where} "
            f"ORDER BY e.vector <=> %(leg{i})s::halfvec(512) LIMIT {INDEX_VECTOR_TOP})"
            for i in range(len(need.leg_vectors))
        )
        with _ordered_by_index(), connection.cursor() as cursor:
            cursor.execute(legs, params)
            ids = [row[0] for row in cursor.fetchall()]
    # The family has a leg of its own.
    families = {term_number(f"f:{family}") for family in need.families}
    lists = [(t, w) for t, w in query.items() if t not in families]
    best = sorted(lists, key=lambda x: -x[1])[:LIST_TERMS]
    params = {
        **params,
        "ids": ids,
        "list_terms": [t for t, _ in best],
        "list_weights": [w for _, w in best],
        "families": sorted(need.families),
    }
    pools = ["SELECT unnest(%(ids)s::bigint[]) AS id"]
    if best:
        pools.append(
            f"""(SELECT x.posting_id FROM (
                SELECT l.posting_id, l.impact * q.weight AS score
                FROM unnest(%(list_terms)s::int[], %(list_weights)s::float8[]) q(term, weight)
                CROSS JOIN LATERAL (
                    SELECT h.posting_id, h.impact FROM (
                        SELECT pt.posting_id, pt.impact FROM jobs_postingterm pt WHERE pt.term = q.term
                        ORDER BY pt.impact DESC, pt.posting_id DESC LIMIT {LIST_DEPTH}) h
                    JOIN jobs_posting p ON p.id = h.posting_id
                    WHERE {where} ORDER BY h.impact DESC, h.posting_id DESC LIMIT {LIST_TAKE}) l
                ) x GROUP BY x.posting_id ORDER BY sum(x.score) DESC LIMIT {LEX_TOP})"""
        )
    if need.families:
        pools.append(
            f"(SELECT p.id FROM jobs_posting p WHERE p.family = ANY(%(families)s) AND {where} "
            f"ORDER BY p.date_posted DESC NULLS LAST LIMIT {FAMILY_TAKE})"
        )
    if len(pools) == 1 and not ids:
        pools.append(
            f"(SELECT p.id FROM jobs_posting p WHERE {where} ORDER BY p.id DESC LIMIT {LEX_TOP})"
        )
    sql = f"""
    WITH top AS MATERIALIZED ({" UNION ".join(pools)})
    SELECT {_COLUMNS}, coalesce({"-(w.terms <#> %(q)s::sparsevec)" if best else "0.0"}, 0),
           coalesce({_distance(need)}, 1), {_similarity(need)}
    FROM top JOIN jobs_posting p ON p.id = top.id
    LEFT JOIN jobs_postingwords w ON w.posting_id = p.id
    LEFT JOIN jobs_postingembedding e ON e.posting_id = p.id AND e.model = %(model)s
    LEFT JOIN jobs_titleembedding t ON t.title_key = p.title_key AND t.model = %(model)s
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    return Candidates([Candidate(*r) for r in rows], total, "index")


# --- idf --------------------------------------------------------------------------------------

_COUNTS_SECONDS = 300.0
_MAX_COUNTS = 50_000
_UNKNOWN_IDF = 5.0


class _Counts:
    """How common terms are, remembered a few minutes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[int, int] = {}
        self._until = 0.0

    def read(self, terms: Sequence[int]) -> dict[int, int]:
        with self._lock:
            if time.monotonic() > self._until or len(self._known) > _MAX_COUNTS:
                self._known = {}
                self._until = time.monotonic() + _COUNTS_SECONDS
            known = {t: self._known[t] for t in terms if t in self._known}
        missing = [t for t in terms if t not in known]
        if missing:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT term, postings FROM jobs_termcount WHERE term = ANY(%s)", [missing]
                )
                found = dict.fromkeys(missing, 0) | dict(cursor.fetchall())
            with self._lock:
                self._known.update(found)
            known |= found
        return known

    def forget(self) -> None:
        with self._lock:
            self._until = 0.0


counts = _Counts()


def _query_weights(need: Need) -> dict[int, float]:
    """Return the query's terms with weight times idf."""
    if not need.terms:
        return {}
    known = counts.read([TOTAL_TERM, *need.terms])
    total = max(known[TOTAL_TERM], 1)
    weights = {}
    for term, weight in need.terms.items():
        seen = known[term]
        idf = (
            math.log(1 + (total - seen + 0.5) / (seen + 0.5)) if 0 < seen <= total else _UNKNOWN_IDF
        )
        weights[term] = round(weight * idf, 4)
    return weights
