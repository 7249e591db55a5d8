"""The rows behind a number. They name nobody, and of erased people there are none."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from jobassist.accounts.models import Company, User
from jobassist.errors import AppError

from .conditions import build_condition, narrow_to_cell
from .facts import AGGREGATES, FORMULAS, Component, build_source, is_of_feeds
from .periods import split_days
from .query import Scope, bounded_time, build_params, refuse_colleagues, require_scope
from .tables import DrillDown, DrillPart, DrillRow, Value
from .types import (
    BOUNDED,
    DATED,
    FiguresQuery,
    IllegalQuery,
    Measure,
    conditions_of,
    is_storable,
    span_of,
)

MAX_ROWS = 200
# Facts that are contacts: they have a page of their own, which says what of it is shared.
OF_CONTACTS = frozenset({"connected", "answered", "interviews", "offers", "hires", "withdrawn"})


def drill_down(
    company: Company | None,
    query: FiguresQuery,
    cell: Mapping[str, Value],
    *,
    viewer: User,
    measure: Measure | None = None,
    today: date | None = None,
    now: datetime | None = None,
    offset: int = 0,
    limit: int = MAX_ROWS,
) -> DrillDown:
    """Return the rows behind one number of a table, latest first; two statements for each part.

    `cell` holds the row's value of each dimension. A rate has two parts, whose totals are what
    was divided by what. Rows of erased people are counted as hidden and not given.
    """
    scope = require_scope(company, viewer=viewer, now=now)
    refuse_colleagues(company, query, viewer=viewer)
    measure = measure or query.measures[0]
    if measure not in query.measures or set(cell) != set(query.dimensions):
        raise AppError("unknown_cell", _("There is no such number in that table."))
    _check_cell(cell)
    formula = FORMULAS[measure]
    parts = [formula.over] if formula.under is None else [formula.over, formula.under]
    with bounded_time():
        found = tuple(
            _read_part(
                part,
                query,
                cell,
                scope=scope,
                today=today or scope.today,
                offset=max(offset, 0),
                limit=min(max(limit, 1), MAX_ROWS),
                measure=measure,
            )
            for part in parts
        )
    return DrillDown(measure, dict(cell), found)


def _check_cell(cell: Mapping[str, Value]) -> None:
    for dimension, value in cell.items():
        if dimension in BOUNDED:
            is_known = isinstance(value, int) and value in BOUNDED[dimension]
        elif not isinstance(value, str) or not is_storable(value):
            is_known = False
        else:
            is_known = True
            if dimension in DATED:
                is_known = _is_period(dimension, value)
        if not is_known:
            raise AppError("unknown_cell", _("There is no such number in that table."))


def _is_period(dimension: str, value: str) -> bool:
    try:
        span_of(dimension, value)
    except IllegalQuery:
        return False
    return True


def _read_part(
    component: Component,
    query: FiguresQuery,
    cell: Mapping[str, Value],
    *,
    scope: Scope,
    today: date,
    offset: int,
    limit: int,
    measure: str,
) -> DrillPart:
    fact = component.fact
    days, rest = split_days(query, today=today)
    name = f"people_{fact}" if component.aggregate == "people" and fact != "active" else fact
    if days.is_empty:
        return DrillPart(name, 0, 0, ())
    params = build_params(fact, tuple(cell), scope=scope, days=days, rest=rest, today=today)
    used = {*cell, *(each.dimension for each in conditions_of(rest))}
    condition = " AND ".join(
        [
            build_condition(rest, fact=fact, params=params),
            *(
                narrow_to_cell(dimension, value, fact=fact, params=params)
                for dimension, value in cell.items()
            ),
        ]
    )
    if is_of_feeds(fact):
        return _read_tallies(component, condition, params, used=used, offset=offset, limit=limit)
    source = build_source(fact, used={*used, "posting"})
    source += "\nLEFT JOIN accounts_user e ON e.id = f.person"
    # Facts of postings are about nobody.
    visible = "(f.person IS NULL OR (e.id IS NOT NULL AND e.erased_at IS NULL))"
    whole = AGGREGATES["facts" if component.aggregate == "median" else component.aggregate]
    total, seen = _select(
        f"SELECT {whole}, {whole} FILTER (WHERE {visible}) FROM {source} WHERE {condition}",
        params,
    )[0]
    params |= {"offset": offset, "most": limit}
    if component.aggregate in ("people", "rounds"):
        group = "f.person" if component.aggregate == "people" else "f.person, f.grp"
        rows = _select(
            f"SELECT f.person, max(f.at), count(DISTINCT f.key) FROM {source}"
            f" WHERE {condition} AND {visible} GROUP BY {group}"
            " ORDER BY 2 DESC, 1 OFFSET %(offset)s LIMIT %(most)s",
            params,
        )
        # Of one number only: two lists laid side by side do not show that it is the same person.
        narrowed = {key: value for key, value in params.items() if key not in ("offset", "most")}
        salt = f"{measure}:{name}:{condition}:{sorted(map(str, narrowed.items()))}"
        read = tuple(
            DrillRow(key, at, person=key, count=count)
            for key, at, count in (
                (pseudonym_in(person, scope=scope, salt=salt), at, n) for person, at, n in rows
            )
        )
        return DrillPart(name, int(total), int(total) - int(seen), read)
    at = "NULL::timestamptz" if fact == "postings_active" else "f.at"
    rows = _select(
        f"SELECT DISTINCT f.key, {at} AS at, f.posting_id, coalesce(p.title, ''),"
        " coalesce(f.stage, ''), coalesce(f.scene, ''), coalesce(f.engine, ''),"
        " coalesce(f.language, ''), coalesce(f.reason, ''), f.hours"
        f" FROM {source} WHERE {condition} AND {visible}"
        " ORDER BY at DESC NULLS LAST, f.key OFFSET %(offset)s LIMIT %(most)s",
        params,
    )
    return DrillPart(
        name,
        int(total),
        int(total) - int(seen),
        tuple(_build_row(row, is_contact=fact in OF_CONTACTS) for row in rows),
    )


def _build_row(row: tuple[Any, ...], *, is_contact: bool) -> DrillRow:
    key, at, posting_id, title, stage, scene, engine, language, reason, hours = row
    return DrillRow(
        key=key,
        at=at,
        posting_id=posting_id,
        posting=title,
        application_id=key if is_contact else None,
        stage=stage,
        scene=scene,
        engine=engine,
        language=language,
        reason=reason,
        hours=round(hours, 2) if hours is not None else None,
    )


def _read_tallies(
    component: Component,
    condition: str,
    params: dict[str, Any],
    *,
    used: set[str],
    offset: int,
    limit: int,
) -> DrillPart:
    source = build_source(component.fact, used={*used, "source"})
    figure = AGGREGATES[component.aggregate]
    total = _select(f"SELECT coalesce({figure}, 0) FROM {source} WHERE {condition}", params)[0][0]
    column = "received" if component.aggregate == "received" else "refused"
    rows = _select(
        f"SELECT f.key, f.at, coalesce(nullif(s.name, ''), s.key, ''), f.{column} FROM {source}"
        f" WHERE {condition} ORDER BY f.at DESC, f.key OFFSET %(offset)s LIMIT %(most)s",
        {**params, "offset": offset, "most": limit},
    )
    read = tuple(DrillRow(key, at, source=name, count=count) for key, at, name, count in rows)
    return DrillPart(component.fact, int(total), 0, read)


def _select(statement: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(params))
        return [tuple(row) for row in cursor.fetchall()]


def pseudonym_in(person: uuid.UUID | None, *, scope: Scope, salt: str) -> str:
    """Return what a person is called in the rows of one number, and in no other."""
    secret = f"{scope.company_id}:{salt}:{person}"
    return salted_hmac("recruiting.figures", secret, algorithm="sha256").hexdigest()[:12]
