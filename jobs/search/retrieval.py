"""Candidates: the vector leg and the lexical leg, by the path that costs less.

Few rows pass the filters: all of them are scored exactly. Many: the vector index and the heads of
the terms' lists are read until enough have passed, so that the work is bounded however many rows
there are. Which it is, is reckoned from statistics; a path that turns out wrong is left for the
other one, so that there are never fewer candidates than there are rows (docs/matching.md).
"""

import math
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import numpy as np
from django.db import connection

from jobs import vectors
from jobs.lexical import build_sparse_text, term_number

from .filters import Filters
from .need import Need
from .selectivity import statistics
from .statements import HalfVector, fetch_rows

# Microseconds, about, from measurements on a busy machine: a row of an exact pass, the same where its places are asked beside
# its vector, what each vector adds to it, a vector that the index visits until enough have passed, and a search by the index
# before any row.
ROW_COST, PLACED_COST, DISTANCE_COST, VISIT_COST, INDEX_COST = 3.0, 1.5, 0.8, 4.5, 1_500.0
# Where so many times more lie in the places than pass, it is first asked which pass.
MOST_INSIDE = 4.0
# However few the index found, an exact pass in its stead stops after so many rows.
MOST_EXACT = 40_000
# However wrong the guess was, an exact pass stops after so many times the rows it is worth.
WRONG_BY = 3
# Below it an exact pass always pays; below zero it never does.
EXACT_ROWS = 300
LEX_TOP = 160
VECTOR_TOP = 100
INDEX_VECTOR_TOP = 60
# The lexical leg where many rows match: so many terms, so far down each list.
LIST_TERMS = 10
LIST_DEPTH = 1_000
LIST_TAKE = 100
FAMILY_DEPTH = 1_000
FAMILY_TAKE = 200
# As the connection sets them (jobassist/settings.py).
MAX_VISITS = 20_000

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
    tags: list[str]
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
    """Candidates, whether more may pass the filters than these, and how they were found."""

    rows: list[Candidate]
    has_more: bool
    path: Literal["exact", "index"]


def find_candidates(need: Need, filters: Filters) -> Candidates:
    """Return postings near the need among those that pass the filters.

    One statement, two where the guess of how many pass was wrong. ModelChanged where other
    vectors are in use than those the need was read with.
    """
    query = _query_weights(need)
    params = _params(need, filters, query)
    where = filters.where()
    plan = _plan(need, filters, legs=len(need.leg_vectors), wanted=INDEX_VECTOR_TOP)
    if plan.most:
        found = _exact(need, filters, params, plan)
        if found is not None:
            return found
    by_index, is_enough = _by_index(need, where, params, query, visits=plan.visits)
    if is_enough:
        return by_index
    # Few pass after all: the walk through the index ended before it had enough of them.
    return _exact(need, filters, params, plan._replace(most=MOST_EXACT)) or by_index


def _params(need: Need, filters: Filters, query: dict[int, float]) -> dict[str, Any]:
    return {
        **filters.params,
        "model": need.model,
        "title_model": need.title_model,
        "no_family": "",
        "q": build_sparse_text(query),
        **_vector_params("leg", need.leg_vectors),
        **_vector_params("role", need.title_vectors),
    }


class _Plan(NamedTuple):
    """After how many rows to leave an exact pass, 0 where the index costs less; how many vectors
    to visit by the index before it is left; and the parameter by whose places an exact pass reads,
    empty where it first asks which postings pass."""

    most: int
    visits: int
    places: str


def _plan(need: Need, filters: Filters, *, legs: int, wanted: int) -> _Plan:
    """Return what to try first, by how many rows are expected to pass."""
    known = statistics.read()
    rows = known.estimate(need, filters)
    places = filters.places
    inside = known.estimate_inside(filters.params[places]) if places else 0.0
    if inside > MOST_INSIDE * rows:
        # Little of what lies there passes the rest.
        places = ""
    if EXACT_ROWS < 0:
        return _Plan(0, MAX_VISITS, places)
    share = max(rows / known.rows, 1e-9) if known.rows > 0 else 1.0
    visits = min(wanted / share, float(MAX_VISITS))
    row_cost = (PLACED_COST if places else ROW_COST) + DISTANCE_COST * legs
    worth = max(EXACT_ROWS, int((INDEX_COST + legs * visits * VISIT_COST) / row_cost))
    # What passes may lie far from what is looked for: Chinese words, postings in London.
    bound = int(max(5 * wanted, min(WRONG_BY * visits, MAX_VISITS)))
    is_worth = (inside if places else rows) <= worth
    return _Plan(WRONG_BY * worth if is_worth else 0, bound, places)


def nearest_postings(need: Need, filters: Filters, *, limit: int) -> list[tuple[int, float]]:
    """Return (id, distance) of the postings nearest the need's first vector that pass the filters.

    The vector leg by itself, for its benchmark: the same choice and the same statements.
    """
    params = {
        **filters.params,
        "model": need.model,
        "title_model": need.title_model,
        **_vector_params("leg", need.leg_vectors[:1]),
    }
    where = filters.where()
    # The index gives them nearly in order: of some more the nearest are nearly always among.
    wanted = limit + limit // 2
    plan = _plan(need, filters, legs=1, wanted=wanted)
    if plan.most:
        found = fetch_rows(_nearest_exactly(where, plan, limit=limit), params)
        if found[0][2] < plan.most:
            return _in_order(found, limit=limit)
    by_index = _nearest_by_index(where, 0, limit=wanted, visits=plan.visits)
    found = fetch_rows(by_index, params)
    if len(found) < wanted and EXACT_ROWS >= 0:
        plan = plan._replace(most=MOST_EXACT)
        found = fetch_rows(_nearest_exactly(where, plan, limit=limit), params)
    return _in_order(found, limit=limit)


def _in_order(rows: list[tuple[Any, ...]], *, limit: int) -> list[tuple[int, float]]:
    found = [(row[0], row[1]) for row in rows if row[0] is not None]
    return sorted(found, key=lambda row: row[1])[:limit]


@lru_cache(maxsize=4096)
def _half_vector(data: bytes) -> HalfVector:
    return HalfVector(np.frombuffer(data, dtype=np.float32))


def _vector_params(name: str, rows: np.ndarray) -> dict[str, HalfVector]:
    return {f"{name}{i}": _half_vector(row.tobytes()) for i, row in enumerate(rows)}


# --- exact ------------------------------------------------------------------------------------


def _distance(legs: int) -> str:
    """Return the distance of a row `w` of words from the nearest leg, NULL without a vector."""
    if not legs:
        return "NULL::float8"
    beside, apart = (
        f"LEAST({', '.join(f'{each}.vector <=> %(leg{i})s::halfvec(512)' for i in range(legs))})"
        for each in ("w", "e")
    )
    return (
        f"CASE WHEN w.model = %(model)s THEN {beside} ELSE (SELECT {apart} "
        "FROM jobs_postingembedding e WHERE e.posting_id = w.posting_id AND e.model = %(model)s) END"
    )


def _similarity(need: Need) -> str:
    roles = [f"t.vector <=> %(role{i})s::halfvec(512)" for i in range(len(need.title_vectors))]
    return f"1 - LEAST({', '.join(roles)})" if roles else "NULL::float8"


def _titles(need: Need) -> str:
    """Return the join of titles' vectors; where both occupations are known nobody reads them."""
    is_known = bool(need.titles) and all(title.family for title in need.titles)
    return (
        "LEFT JOIN jobs_titleembedding t ON t.title_key = p.title_key "
        f"AND t.model = %(title_model)s{' AND p.family = %(no_family)s' if is_known else ''}"
    )


def _exact_rows(where: str, plan: _Plan, *, lex: str, legs: int) -> str:
    """Return CTEs that end in `s`: id, lex and dist of all rows that may pass, at most so many.

    By places all that lies there, whatever else is asked of it; else what passes.
    """
    scores = f"{lex} AS lex, {_distance(legs)} AS dist"
    if plan.places:
        return f"""s AS MATERIALIZED (
        SELECT w.posting_id AS id, {scores} FROM jobs_postingwords w
        WHERE w.place_keys && %({plan.places})s::varchar[] LIMIT {plan.most}
    )"""
    # The ids apart: the limit is no reason to read otherwise.
    return f"""p AS MATERIALIZED (
        SELECT p.id FROM jobs_posting p WHERE {where} LIMIT {plan.most}
    ), s AS MATERIALIZED (
        SELECT p.id, {scores} FROM p LEFT JOIN jobs_postingwords w ON w.posting_id = p.id
    )"""


def _best(where: str, plan: _Plan, *, order: str, limit: int) -> str:
    """Return what selects the first of `s` in an order that pass."""
    if not plan.places:
        return f"SELECT s.id, s.dist FROM s ORDER BY {order} LIMIT {limit}"
    return (
        f"SELECT s.id, s.dist FROM (SELECT s.id, s.dist FROM s ORDER BY {order}) s "
        f"{_passes('s.id', where)} LIMIT {limit}"
    )


def _nearest_exactly(where: str, plan: _Plan, *, limit: int) -> str:
    best = _best(where, plan, order="dist NULLS LAST", limit=limit)
    return f"""
    WITH {_exact_rows(where, plan, lex="0.0", legs=1)}
    SELECT x.id, x.dist, read.rows FROM (SELECT count(*) AS rows FROM s) read
    LEFT JOIN ({best}) x ON x.dist IS NOT NULL
    """


def _exact_sql(need: Need, where: str, plan: _Plan) -> str:
    """Return what scores all rows that pass, at most so many, and says how many were read."""
    # Without a wish to rank by, the newest come first.
    has_words, legs = bool(need.terms), len(need.leg_vectors)
    tops = []
    if has_words:
        tops.append(_best(where, plan, order="lex DESC NULLS LAST", limit=LEX_TOP))
    if legs:
        tops.append(_best(where, plan, order="dist NULLS LAST", limit=VECTOR_TOP))
    if not tops:
        plan = plan._replace(places="")
        tops.append(
            "SELECT s.id, s.dist FROM s JOIN jobs_posting p ON p.id = s.id "
            f"ORDER BY p.date_posted DESC NULLS LAST, p.id DESC LIMIT {LEX_TOP}"
        )
    lex = "-(w.terms <#> %(q)s::sparsevec)" if has_words else "0.0"
    union = " UNION ".join(f"(SELECT id FROM ({each}) x)" for each in tops)
    return f"""
    WITH {_exact_rows(where, plan, lex=lex, legs=legs)}, top AS ({union})
    SELECT {_COLUMNS}, coalesce(s.lex, 0), coalesce(s.dist, 1), {_similarity(need)},
           read.rows, {vectors.MODEL_IN_USE}
    FROM (SELECT count(*) AS rows FROM s) read
    LEFT JOIN (top JOIN s ON s.id = top.id JOIN jobs_posting p ON p.id = top.id) ON true
    {_titles(need)}
    """


def _exact(need: Need, filters: Filters, params: dict[str, Any], plan: _Plan) -> Candidates | None:
    """Score all rows that pass; None where there are more than the plan's most."""
    rows = fetch_rows(_exact_sql(need, filters.where(), plan), params)
    return _read_exact(need, rows, most=plan.most)


def _read_exact(need: Need, rows: list[tuple[Any, ...]], *, most: int) -> Candidates | None:
    # One without a posting where none passes.
    *_, read, in_use = rows[0]
    vectors.require_model(need.model, in_use=in_use)
    if read >= most:
        return None
    found = [Candidate(*row[:-2]) for row in rows if row[0] is not None]
    return Candidates(found, has_more=read > len(found), path="exact")


def find_candidates_of_each(asked: Sequence[tuple[Need, Filters]]) -> list[Candidates]:
    """Return what `find_candidates` does for each of a few needs, mostly in one statement.

    A statement of its own only for those that go by the index.
    """
    found: dict[int, Candidates] = {}
    parts: list[str] = []
    params: dict[str, Any] = {}
    most: dict[int, int] = {}
    for number, (need, filters) in enumerate(asked):
        plan = _plan(need, filters, legs=len(need.leg_vectors), wanted=INDEX_VECTOR_TOP)
        if not plan.most:
            continue
        most[number] = plan.most
        values = _params(need, filters, _query_weights(need))
        sql = _exact_sql(need, filters.where(), plan)
        # Each with values of its own: %(leg0)s becomes %(n2_leg0)s.
        parts.append(f"SELECT {number}, x.* FROM ({sql.replace('%(', f'%(n{number}_')}) x")
        params |= {f"n{number}_{name}": value for name, value in values.items()}
    if parts:
        by_number: dict[int, list[tuple[Any, ...]]] = {number: [] for number in most}
        for number, *row in fetch_rows(" UNION ALL ".join(parts), params):
            by_number[number].append(tuple(row))
        for number, rows_found in by_number.items():
            read = _read_exact(asked[number][0], rows_found, most=most[number])
            if read is not None:
                found[number] = read
    return [
        found[number] if number in found else find_candidates(need, filters)
        for number, (need, filters) in enumerate(asked)
    ]


# --- by index ---------------------------------------------------------------------------------


def _passes(posting_id: str, where: str) -> str:
    """Return a join that lets pass what the filters do, one row after the other.

    OFFSET 0 keeps it apart: the rows then stay in the order in which an index gives them, and
    none is read beyond those that are wanted, without a setting of the planner's.
    """
    return (
        "CROSS JOIN LATERAL (SELECT 1 FROM jobs_posting p "
        f"WHERE p.id = {posting_id} AND {where} OFFSET 0) passing"
    )


def _nearest_by_index(where: str, leg: int, *, limit: int, visits: int) -> str:
    vector = f"e.vector <=> %(leg{leg})s::halfvec(512)"
    return (
        f"SELECT v.id, v.dist FROM (SELECT e.posting_id AS id, {vector} AS dist "
        "FROM jobs_postingembedding e WHERE e.model = %(model)s "
        f"ORDER BY {vector} LIMIT {visits}) v {_passes('v.id', where)} LIMIT {limit}"
    )


def _telling(need: Need, query: dict[int, float]) -> list[tuple[int, float]]:
    """Return the terms whose lists are read, the weightiest first."""
    # The family has a leg of its own.
    families = {term_number(f"f:{family}") for family in need.families}
    return sorted(((t, w) for t, w in query.items() if t not in families), key=lambda x: -x[1])[
        :LIST_TERMS
    ]


def _list_params(best: list[tuple[int, float]]) -> dict[str, Any]:
    return {"list_terms": [t for t, _ in best], "list_weights": [w for _, w in best]}


def _lexical(where: str) -> str:
    return f"""
    SELECT x.posting_id AS id, sum(x.score) AS score FROM (
        SELECT l.posting_id, l.impact * q.weight AS score
        FROM unnest(%(list_terms)s::int[], %(list_weights)s::float8[]) q(term, weight)
        CROSS JOIN LATERAL (
            SELECT h.posting_id, h.impact FROM (
                SELECT pt.posting_id, pt.impact FROM jobs_postingterm pt WHERE pt.term = q.term
                ORDER BY pt.impact DESC, pt.posting_id DESC LIMIT {LIST_DEPTH}) h
            {_passes("h.posting_id", where)} LIMIT {LIST_TAKE}) l
    ) x GROUP BY x.posting_id ORDER BY score DESC LIMIT {LEX_TOP}"""


def likeliest_by_words(need: Need, filters: Filters) -> list[int]:
    """Return ids by the lexical leg alone, for its benchmark."""
    best = _telling(need, _query_weights(need))
    params = {**filters.params, **_list_params(best)}
    return [row[0] for row in fetch_rows(_lexical(filters.where()), params)]


def _by_index(
    need: Need, where: str, params: dict[str, Any], query: dict[int, float], *, visits: int
) -> tuple[Candidates, bool]:
    """Return candidates, and whether there are as many as rows that pass would give."""
    best = _telling(need, query)
    params = {**params, **_list_params(best), "families": sorted(need.families)}
    pools = [
        "SELECT id, 1 FROM "
        f"({_nearest_by_index(where, i, limit=INDEX_VECTOR_TOP, visits=visits)}) leg{i}"
        for i in range(len(need.leg_vectors))
    ]
    if best:
        pools.append(f"(SELECT id, 0 FROM ({_lexical(where)}) words)")
    if need.families:
        pools.append(
            f"""(SELECT l.id, 0 FROM unnest(%(families)s::text[]) f(family)
                CROSS JOIN LATERAL (
                    SELECT h.id FROM (
                        SELECT n.id FROM jobs_posting n
                        WHERE n.family = f.family AND n.status = 'active'
                        ORDER BY n.date_posted DESC NULLS LAST LIMIT {FAMILY_DEPTH}) h
                    {_passes("h.id", where)} LIMIT {FAMILY_TAKE}) l)"""
        )
    if not pools:
        pools.append(
            f"(SELECT n.id, 0 FROM jobs_posting n {_passes('n.id', where)} "
            f"ORDER BY n.id DESC LIMIT {LEX_TOP})"
        )
    sql = f"""
    WITH found (id, near) AS MATERIALIZED ({" UNION ALL ".join(pools)}),
    top AS (SELECT id FROM found GROUP BY id)
    SELECT {_COLUMNS}, coalesce({"-(w.terms <#> %(q)s::sparsevec)" if best else "0.0"}, 0),
           coalesce({_distance(len(need.leg_vectors))}, 1), {_similarity(need)},
           (SELECT sum(near) FROM found), {vectors.MODEL_IN_USE}
    FROM top JOIN jobs_posting p ON p.id = top.id
    LEFT JOIN jobs_postingwords w ON w.posting_id = p.id
    {_titles(need)}
    """
    rows = fetch_rows(sql, params)
    near = 0
    if rows:
        *_, near, in_use = rows[0]
        vectors.require_model(need.model, in_use=in_use)
    is_enough = EXACT_ROWS < 0 or (near >= INDEX_VECTOR_TOP * len(need.leg_vectors) and bool(rows))
    found = [Candidate(*r[:-2]) for r in rows]
    return Candidates(found, has_more=True, path="index"), is_enough


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
