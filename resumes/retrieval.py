"""Roles near a vector among people who may be found, by the path that costs less.

Few roles pass: all are compared. Many: the vector index is walked until enough have passed. Which
it is, is reckoned from statistics; a walk that ends short is made good by comparing all. Whether
somebody may be found is asked of each row in order of nearness, in the same statement, so that
nobody else's leaves the database and few are asked about.
"""

import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from jobassist.accounts.models import User
from jobs.search.selectivity import Column, read_columns
from jobs.search.statements import HalfVector, fetch_rows

from .reach import ANYWHERE

# Microseconds, about, from measurements on a busy machine: a role that is compared, one that the
# index visits, a walk before any.
COMPARE_COST, VISIT_COST, WALK_COST = 1.5, 60.0, 3_000.0
# Below it all are compared, whatever is reckoned; below zero never.
EXACT_ROLES = 300
MAX_VISITS = 20_000
# However few a walk found, a comparison in its stead stops after so many.
MOST_EXACT = 60_000
# Of the posting's own occupation so many are compared, in whatever language.
FAMILY_ROLES = 600
_SECONDS = 120.0
# What is not known of somebody does not shut them out, but for where they are.
_YEARS = "coalesce({0}.years + (%(today)s::date - {0}.read_on) / 365.0, 99) >= %(min_years)s"
_EDUCATION = "coalesce({0}.education, 99) >= %(min_education)s"


@dataclass(frozen=True, slots=True)
class RoleFilter:
    """Whose roles count: in one of these places, within reach of the posting's, with so much."""

    places: tuple[str, ...] = ()
    # The posting's; empty where it may be done from anywhere.
    posting_places: tuple[str, ...] = ()
    min_years: float | None = None
    min_education: int | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves anybody out but for where they would work."""
        return bool(self.places) or self.min_years is not None or self.min_education is not None

    def where(self, table: str) -> str:
        """Return the conditions on a row of `resumes_searchedrole`."""
        parts = [f"{table}.model_name = %(model)s"]
        if self.places:
            parts.append(f"{table}.place_keys && %(places)s::varchar[]")
        if self.posting_places:
            parts.append(f"{table}.reach_keys && %(reach)s::varchar[]")
        if self.min_years is not None:
            parts.append(_YEARS.format(table))
        if self.min_education is not None:
            parts.append(_EDUCATION.format(table))
        return " AND ".join(parts)

    def params(self, *, model: str, today: date) -> dict[str, Any]:
        """Return the values of the conditions."""
        return {
            "model": model,
            "today": today,
            "places": list(self.places),
            "reach": [*self.posting_places, ANYWHERE],
            "min_years": self.min_years,
            "min_education": self.min_education,
        }


class NearRole(NamedTuple):
    """A role found, by the occupation's list or by its vector."""

    resume_id: uuid.UUID
    distance: float
    is_same_family: bool


class _Shares:
    """How many roles a filter lets through, from the planner's statistics, read now and then."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows = 0.0
        self._columns: dict[str, Column] = {}
        self._until = 0.0

    def estimate(self, wanted: RoleFilter) -> tuple[float, float]:
        """Return (roles that pass, roles in all)."""
        with self._lock:
            is_old = time.monotonic() > self._until
        if is_old:
            rows, columns = read_columns(
                "resumes_searchedrole", ("place_keys", "reach_keys", "years"), ranged="years"
            )
            with self._lock:
                self._rows, self._columns = rows, columns
                self._until = time.monotonic() + _SECONDS
        share = 1.0
        for name, keys in (
            ("place_keys", wanted.places),
            ("reach_keys", (*wanted.posting_places, ANYWHERE) if wanted.posting_places else ()),
        ):
            if keys:
                column = self._columns.get(name, Column())
                held = sum(column.elements.get(key, column.rare_element) for key in keys)
                share *= min(1.0, held)
        if wanted.min_years is not None:
            years = self._columns.get("years", Column())
            share *= min(1.0, years.nulls + years.at_least(wanted.min_years))
        return self._rows * share, self._rows

    def forget(self) -> None:
        """Have them read again at the next search."""
        with self._lock:
            self._until = 0.0


shares = _Shares()


def nearest_roles(
    vector: np.ndarray,
    wanted: RoleFilter,
    *,
    owners: QuerySet[User],
    shared: Mapping[uuid.UUID, int] | None = None,
    model: str,
    family: str = "",
    limit: int,
    today: date,
) -> list[NearRole]:
    """Return the roles nearest, nearest first; those of the family after them.

    `owners` is a lazy query of those who allow it. With a `family`, its nearest are among them
    too, and so are all of the résumés `shared`, whose readers need nobody's leave, where the revision
    given is the one confirmed. One statement, two where a walk ended short of the limit.
    """
    consent, params = _consent_of(owners)
    params |= wanted.params(model=model, today=today) | {"v": HalfVector(vector), "family": family}
    # The index gives them nearly in order: of some more the nearest are nearly always among.
    asked = limit + limit // 2
    passing, in_all = shares.estimate(wanted)
    share = max(passing / in_all, 1e-9) if in_all else 1.0
    visits = int(min(max(6 * asked / share, 4 * asked), MAX_VISITS))
    likely = min(2 * asked / share, MAX_VISITS)
    worth = max(EXACT_ROLES, (WALK_COST + likely / 2 * VISIT_COST) / COMPARE_COST)
    same = _same_family(wanted, consent, limit=limit) if family else ""
    if shared:
        params |= {"shared": list(shared), "shared_at": list(shared.values())}
        same += _shared(wanted)
    if EXACT_ROLES >= 0 and passing <= worth:
        most = int(3 * worth)
        rows = fetch_rows(_exact(wanted, consent, most=most, limit=limit) + same, params)
        if _read(rows) < most:
            return _in_order(rows, limit=limit)
    rows = fetch_rows(_walk(wanted, consent, visits=visits, limit=asked) + same, params)
    if EXACT_ROLES >= 0 and sum(1 for row in rows if row[2] == 0) < asked:
        sql = _exact(wanted, consent, most=MOST_EXACT, limit=limit)
        rows += fetch_rows(sql, params)
    return _in_order(rows, limit=limit)


def _consent_of(owners: QuerySet[User]) -> tuple[str, dict[str, Any]]:
    """Return what a row `v` is joined with so that only who allows it passes.

    OFFSET 0 keeps it apart: it is asked row by row, in the order in which these come.
    """
    allowed = owners.filter(id=RawSQL("r.owner_id", [])).order_by().values("id")
    sql, values = allowed.query.sql_with_params()
    names = [f"own{number}" for number in range(len(values))]
    sql = sql % tuple(f"%({name})s" for name in names)
    join = (
        "CROSS JOIN LATERAL (SELECT 1 FROM resumes_resume r WHERE r.id = v.resume_id "
        "AND r.deleted_at IS NULL AND r.confirmed_revision IS NOT NULL "
        f"AND EXISTS ({sql}) OFFSET 0) allowed"
    )
    return join, dict(zip(names, values, strict=True))


_DISTANCE = "s.vector <=> %(v)s::halfvec(512)"


def _walk(wanted: RoleFilter, consent: str, *, visits: int, limit: int) -> str:
    return (
        "(SELECT v.resume_id, v.dist, 0 AS leg, 0 AS read FROM ("
        f"SELECT s.resume_id, {_DISTANCE} AS dist, s.model_name, s.place_keys, s.reach_keys, "
        f"s.years, s.education, s.read_on FROM resumes_searchedrole s ORDER BY {_DISTANCE} "
        f"LIMIT {visits}) v {consent} WHERE {wanted.where('v')} LIMIT {limit})"
    )


def _exact(wanted: RoleFilter, consent: str, *, most: int, limit: int) -> str:
    return (
        f"(WITH s AS MATERIALIZED (SELECT s.resume_id, {_DISTANCE} AS dist "
        f"FROM resumes_searchedrole s WHERE {wanted.where('s')} LIMIT {most}) "
        "SELECT x.resume_id, x.dist, 1, n.read FROM (SELECT count(*) AS read FROM s) n LEFT JOIN ("
        "SELECT v.resume_id, v.dist FROM (SELECT * FROM s ORDER BY dist) v "
        f"{consent} LIMIT {limit}) x ON true)"
    )


def _same_family(wanted: RoleFilter, consent: str, *, limit: int) -> str:
    return (
        " UNION ALL (SELECT v.resume_id, v.dist, 2, 0 FROM (SELECT f.resume_id, f.dist FROM ("
        f"SELECT s.resume_id, {_DISTANCE} AS dist FROM resumes_searchedrole s "
        f"WHERE s.family = %(family)s AND s.family <> '' AND {wanted.where('s')} "
        f"LIMIT {FAMILY_ROLES}) f ORDER BY f.dist) v {consent} LIMIT {limit})"
    )


def _shared(wanted: RoleFilter) -> str:
    # Who applied says by that where they would work.
    where = replace(wanted, posting_places=()).where("s")
    return (
        f" UNION ALL (SELECT s.resume_id, {_DISTANCE}, 2, 0 FROM resumes_searchedrole s "
        "JOIN resumes_resume r ON r.id = s.resume_id AND r.deleted_at IS NULL "
        "WHERE (s.resume_id, r.confirmed_revision) IN "
        f"(SELECT * FROM unnest(%(shared)s::uuid[], %(shared_at)s::int[])) AND {where})"
    )


def _read(rows: list[tuple[Any, ...]]) -> int:
    return max((row[3] for row in rows), default=0)


def _in_order(rows: list[tuple[Any, ...]], *, limit: int) -> list[NearRole]:
    found = [NearRole(row[0], float(row[1]), row[2] == 2) for row in rows if row[0] is not None]
    found.sort(key=lambda each: each.distance)
    near = [each for each in found if not each.is_same_family]
    return [*near[:limit], *(each for each in found if each.is_same_family)]
