"""How many postings pass the filters, guessed from the planner's statistics without asking it.

One statement every few minutes for the process, none a search. A guess only chooses the path:
a search that guessed wrongly notices and takes the other one.
"""

import threading
import time
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from django.db import connection

from .filters import Filters
from .need import Need

_SECONDS = 120.0

_SQL = """
SELECT c.reltuples, s.attname, s.null_frac,
       coalesce(s.most_common_vals::text::text[], '{}'), coalesce(s.most_common_freqs, '{}'),
       coalesce(s.most_common_elems::text::text[], '{}'), coalesce(s.most_common_elem_freqs, '{}'),
       coalesce(s.histogram_bounds::text::text[], '{}')
FROM pg_class c
LEFT JOIN pg_stats s ON s.tablename = c.relname AND s.schemaname = current_schema()
    AND s.attname = ANY(%(columns)s)
WHERE c.oid = %(table)s::regclass
"""
_COLUMNS = (
    "status", "place_keys", "is_remote", "employment_type", "salary_yearly_max", "salary_currency",
    "salary_min",
)  # fmt: skip


@dataclass(slots=True)
class Column:
    """What ANALYZE saw of one column."""

    nulls: float = 0.0
    values: dict[str, float] = field(default_factory=dict)
    elements: dict[str, float] = field(default_factory=dict)
    # Of elements that are not among the commonest.
    rare_element: float = 0.0
    bounds: list[float] = field(default_factory=list)

    def at_least(self, floor: float) -> float:
        """Return the share of all rows whose number is not below the floor."""
        common = sum(share for value, share in self.values.items() if float(value) >= floor)
        rest = max(0.0, 1 - self.nulls - sum(self.values.values()))
        if not self.bounds:
            return common + rest
        above = 1 - float(
            np.interp(floor, self.bounds, np.linspace(0, 1, len(self.bounds)), left=0, right=1)
        )
        return common + rest * above


@dataclass(slots=True)
class Statistics:
    """The shares of all postings that the commonest filters let through."""

    rows: float
    columns: dict[str, Column]

    def share(self, name: str, value: str) -> float:
        """Return the share of rows with a value."""
        return self.columns.get(name, Column()).values.get(value, 0.0)

    def estimate_inside(self, keys: Collection[str]) -> float:
        """Return how many open postings lie in one of these places."""
        places = self.columns.get("place_keys", Column())
        held = sum(places.elements.get(key, places.rare_element) for key in keys)
        return self.rows * (self.share("status", "active") or 1.0) * min(1.0, held)

    def estimate(self, need: Need, filters: Filters) -> float:
        """Return how many rows pass the filters, which may be fewer or others than the need's own.

        What is excluded is not reckoned with: it seldom leaves out most.
        """
        if self.rows <= 0:
            return 0.0
        criteria, kept, listed = need.criteria, filters.by_key, filters.listed
        keys = filters.params.get("home") or need.place_keys
        share = self.share("status", "active") or 1.0
        remote = self.share("is_remote", "t")
        if "cities" in kept:
            places = self.columns.get("place_keys", Column())
            held = sum(places.elements.get(key, places.rare_element) for key in keys)
            if need.unknown_places:
                held += 0.01
            if criteria.remote is True:
                held += remote
            share *= min(1.0, held)
        elif criteria.remote is True and "remote" in kept:
            share *= remote
        if "pay_stated" in kept:
            share *= 1 - self.columns.get("salary_min", Column()).nulls
        if need.pay_floor is not None and "salary_min" in kept:
            pay = self.columns.get("salary_yearly_max", Column())
            passing = pay.nulls + pay.at_least(need.pay_floor)
            if need.currency:
                own = self.share("salary_currency", need.currency)
                passing = max(passing * own, 0.0) + (1 - own) if not need.place_keys else passing
            share *= min(1.0, passing)
        kind = criteria.employment_type
        if kind == "full_time":
            share *= (
                self.share("employment_type", kind)
                + self.columns.get("employment_type", Column()).nulls
            )
        elif kind is not None:
            share *= self.share("employment_type", kind)
        rows = self.rows * share
        return rows if listed is None else min(rows, float(listed))


class _Known:
    """The statistics, read again every few minutes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: Statistics | None = None
        self._until = 0.0

    def read(self) -> Statistics:
        """Return them; one statement when they are old."""
        with self._lock:
            if self._known is not None and time.monotonic() < self._until:
                return self._known
        found = _read()
        with self._lock:
            self._known, self._until = found, time.monotonic() + _SECONDS
        return found

    def forget(self) -> None:
        """Have them read again at the next search."""
        with self._lock:
            self._until = 0.0


def _read() -> Statistics:
    rows, columns = read_columns("jobs_posting", _COLUMNS, ranged="salary_yearly_max")
    return Statistics(rows=rows, columns=columns)


def read_columns(
    table: str, names: Collection[str], *, ranged: str
) -> tuple[float, dict[str, Column]]:
    """Return how many rows a table has and what ANALYZE saw of some columns. One statement.

    Of `ranged`, a number, the bounds too.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"table": table, "columns": list(names)})
        rows = cursor.fetchall()
    columns = {}
    for _, name, nulls, values, shares, elements, element_shares, bounds in rows:
        if name is None:
            continue
        shares = [float(x) for x in shares]
        column = Column(nulls=float(nulls), values=dict(zip(values, shares, strict=False)))
        # After the shares of the elements stand the least and the greatest of them, and that of nulls.
        column.elements = dict(zip(elements, map(float, element_shares), strict=False))
        if elements:
            column.rare_element = float(element_shares[len(elements)]) / 2
        if name == ranged:
            column.bounds = [float(x) for x in bounds]
        else:
            column.bounds = []
        columns[name] = column
    return float(rows[0][0]) if rows else 0.0, columns


statistics = _Known()
