"""Queries answered: one statement for each number that the measures are made of."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobassist.accounts.companies import ANY_ROLE, OWNERS, require_membership
from jobassist.accounts.models import Company, User
from jobassist.active_language import active_lang
from jobassist.errors import AppError, NotFound
from jobassist.language.text import Lang

from .conditions import build_condition
from .facts import (
    AGGREGATES,
    FORMULAS,
    UNKNOWN_WHEN_EMPTY,
    Component,
    Fact,
    build_source,
    expression_of,
)
from .names import occupation_name
from .periods import (
    Days,
    find_compared,
    instants_of,
    label_of,
    list_labels,
    move_label,
    split_days,
)
from .tables import Figure, FiguresRow, FiguresTable, Value
from .types import (
    DATED,
    AllOf,
    Condition,
    DateRange,
    FiguresQuery,
    Filter,
    NotSo,
    conditions_of,
    span_of,
)

MAX_GROUPS = 5_000
# Days that "open on that day" is counted for, the latest ones.
MAX_DAYS = 800
MAX_SECONDS = 20


@dataclass(frozen=True)
class Scope:
    """Whose rows are counted, on whose clock, in which words."""

    company_id: int | None
    zone: ZoneInfo
    lang: Lang
    now: datetime

    @property
    def today(self) -> date:
        """The day it is there."""
        return self.now.astimezone(self.zone).date()


def require_scope(company: Company | None, *, viewer: User, now: datetime | None = None) -> Scope:
    """Return what the viewer may count; NotFound for a stranger. One query but for operators.

    Every role reads figures; no company is the installation, for operators.
    """
    if not (viewer.is_active and viewer.is_superuser):
        if company is None:
            raise NotFound
        require_membership(viewer, company.pk, roles=ANY_ROLE)
    return Scope(
        company_id=company.pk if company else None,
        zone=ZoneInfo(company.time_zone if company else viewer.time_zone),
        lang=active_lang(),
        now=now or timezone.now(),
    )


def refuse_colleagues(company: Company | None, query: FiguresQuery, *, viewer: User) -> None:
    """Raise 403 for who counts by recruiter and is no owner: colleagues do not measure each other."""
    named = {*query.dimensions, *(each.dimension for each in conditions_of(query.filters))}
    if "recruiter" not in named or viewer.is_superuser or company is None:
        return
    membership = require_membership(viewer, company.pk, roles=ANY_ROLE)
    if membership.role not in OWNERS:
        raise AppError("owners_only", _("Only owners see figures by recruiter."), status=403)


def run_query(
    company: Company | None,
    query: FiguresQuery,
    *,
    today: date | None = None,
    viewer: User,
    now: datetime | None = None,
) -> FiguresTable:
    """Return the table of a query over a company's own rows; over all for operators with none.

    A statement for each number, twice where a comparison is asked for. `today` is the last day
    that is counted; the day it is where not given. AppError 503 "too_slow" past MAX_SECONDS.
    """
    scope = require_scope(company, viewer=viewer, now=now)
    refuse_colleagues(company, query, viewer=viewer)
    today = today or scope.today
    days, rest = split_days(query, today=today)
    before = find_compared(days, compare_to=query.compare_to, today=today)
    with bounded_time():
        counted, is_cut = _count(query, scope, days=days, rest=rest, today=today)
        earlier = None
        if before is not None:
            earlier, _is_cut = _count(query, scope, days=before, rest=rest, today=today)
    rows = _build_rows(query, counted, days=days, rest=rest, today=today)
    if before is not None and earlier is not None:
        rows = _add_previous(query, rows, earlier, days=days, before=before)
    rows = _sort(query, rows)
    if query.limit is not None and query.dimensions:
        rows = rows[: query.limit]
    return FiguresTable(
        query=query,
        rows=tuple(rows),
        first=days.first,
        last=days.last,
        previous_first=before.first if before else None,
        previous_last=before.last if before else None,
        time_zone=str(scope.zone),
        counted_at=scope.now,
        is_cut=is_cut,
    )


@contextmanager
def bounded_time() -> Iterator[None]:
    """Have the database give up past MAX_SECONDS: AppError 503 "too_slow". Two statements."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT current_setting('statement_timeout'),"
                    " set_config('statement_timeout', %s, true)",
                    [f"{MAX_SECONDS}s"],
                )
                (before, _now) = cursor.fetchone()
            yield
            with connection.cursor() as cursor:
                # The transaction may be the caller's, with a bound of its own.
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [before])
    except OperationalError as error:
        if "statement timeout" not in str(error):
            raise
        raise AppError(
            "too_slow",
            _("That takes too long to count. Ask for fewer days or fewer groups."),
            status=503,
        ) from error


def move_query(table: FiguresTable) -> FiguresQuery | None:
    """Return the query of what a table is compared with, as a query of its own."""
    if table.previous_first is None:
        return None
    query = table.query
    _days, rest = split_days(query, today=table.counted_at.date())
    days = DateRange.model_validate({"from": table.previous_first, "to": table.previous_last})
    return query.model_copy(update={"date_range": days, "filters": rest, "compare_to": None})


def list_components(query: FiguresQuery) -> list[Component]:
    """Return the numbers that the measures of a query are made of, each once."""
    found = [
        component
        for measure in query.measures
        for component in (FORMULAS[measure].over, FORMULAS[measure].under)
        if component is not None
    ]
    return list(dict.fromkeys(found))


_Counted = dict[tuple[Value, ...], dict[Component, int | float]]


def _count(
    query: FiguresQuery, scope: Scope, *, days: Days, rest: Filter | None, today: date
) -> tuple[_Counted, bool]:
    counted: _Counted = {}
    is_cut = False
    if days.is_empty:
        return counted, is_cut
    for component in list_components(query):
        rows = count_component(
            component, query.dimensions, scope=scope, days=days, rest=rest, today=today
        )
        is_cut = is_cut or len(rows) > MAX_GROUPS
        for *values, figure in rows[:MAX_GROUPS]:
            if figure is not None:
                counted.setdefault(tuple(values), {})[component] = figure
    if "occupation" in query.dimensions:
        counted = _name_occupations(counted, at=query.dimensions.index("occupation"), scope=scope)
    return counted, is_cut


def _name_occupations(counted: _Counted, *, at: int, scope: Scope) -> _Counted:
    return {
        (*values[:at], occupation_name(str(values[at]), lang=scope.lang), *values[at + 1 :]): found
        for values, found in counted.items()
    }


def build_params(
    fact: Fact,
    dimensions: Sequence[str],
    *,
    scope: Scope,
    days: Days,
    rest: Filter | None,
    today: date,
) -> dict[str, Any]:
    """Return what the facts of a query are selected by."""
    first, last = instants_of(days, zone=scope.zone)
    params: dict[str, Any] = {
        "company": scope.company_id,
        "first": first,
        "last": last,
        "zone": str(scope.zone),
    }
    if fact == "postings_active":
        open_days = _list_open_days(dimensions, scope=scope, days=days, rest=rest, today=today)
        params["days"] = open_days
        params["ends"] = [_end_of(day, scope=scope) for day in open_days]
    return params


def _end_of(day: date, *, scope: Scope) -> datetime:
    if day >= scope.today:
        # It is not over: as it stands now, and what was opened this very moment too.
        return scope.now + timedelta(microseconds=1)
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=scope.zone)


def _list_open_days(
    dimensions: Sequence[str], *, scope: Scope, days: Days, rest: Filter | None, today: date
) -> list[date]:
    """Return the last day of each period that postings are counted open in."""
    last = min(days.last or today, today)
    grouped = [each for each in ("day", "week", "month") if each in dimensions]
    is_filtered = any(each.dimension in DATED for each in conditions_of(rest))
    if not grouped and not is_filtered:
        return [last]
    first = days.first or last - timedelta(days=MAX_DAYS - 1)
    labels = list_labels("day", first=first, last=last, most=MAX_DAYS)
    all_days = [date.fromisoformat(each) for each in labels]
    wanted = [each for each in all_days if rest is None or _may_admit(rest, each)]
    if not grouped:
        return wanted[-1:]
    # The last of each period; of two kinds of period at once, of each pair.
    ends = {tuple(label_of(kind, day) for kind in grouped): day for day in wanted}
    return list(ends.values())


def _may_admit(part: Filter, day: date) -> bool:
    """Return whether a filter can admit a day, whatever else it says."""
    return _admits(part, day) is not False


def _admits(part: Filter, day: date) -> bool | None:
    """Return whether a filter admits a day; None where that hangs on something else."""
    if isinstance(part, Condition):
        if part.dimension not in DATED:
            return None
        spans = [span_of(part.dimension, str(value)) for value in part.values]
        if part.op == "gt":
            return day > spans[0][1]
        if part.op == "lt":
            return day < spans[0][0]
        return any(first <= day <= last for first, last in spans)
    if isinstance(part, NotSo):
        inner = _admits(part.part, day)
        return None if inner is None else not inner
    answers = [_admits(each, day) for each in part.parts]
    # An and fails by one that fails, an or holds by one that holds.
    decisive = not isinstance(part, AllOf)
    if decisive in answers:
        return decisive
    return None if None in answers else not decisive


def count_component(
    component: Component,
    dimensions: Sequence[str],
    *,
    scope: Scope,
    days: Days,
    rest: Filter | None,
    today: date,
) -> list[tuple[Any, ...]]:
    """Return a row for each group: its values, then the number. One statement."""
    fact = component.fact
    params = build_params(fact, dimensions, scope=scope, days=days, rest=rest, today=today)
    used = {*dimensions, *(each.dimension for each in conditions_of(rest))}
    condition = build_condition(rest, fact=fact, params=params)
    source = build_source(fact, used=used)
    columns = [
        f"{expression_of(each, fact)} AS d{number}" for number, each in enumerate(dimensions)
    ]
    names = [f"d{number}" for number in range(len(dimensions))]
    groups = f" GROUP BY {', '.join(names)} LIMIT {MAX_GROUPS + 1}" if names else ""
    if component.aggregate == "median":
        # Each fact once: places of a posting would count it several times.
        inner = ", ".join(["f.key", "f.hours", *columns])
        statement = (
            f"SELECT {', '.join([*names, ''])}percentile_cont(0.5) WITHIN GROUP (ORDER BY hours)"
            f" FROM (SELECT DISTINCT {inner} FROM {source} WHERE {condition}) facts{groups}"
        )
    else:
        listed = "".join(f"{each}, " for each in columns)
        statement = (
            f"SELECT {listed}{AGGREGATES[component.aggregate]} FROM {source}"
            f" WHERE {condition}{groups}"
        )
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [tuple(row) for row in cursor.fetchall()]


def figure_of(measure: str, found: Mapping[Component, int | float]) -> Figure:
    """Return a measure from the numbers that it is made of; None where it says nothing."""
    formula = FORMULAS[measure]
    over = found.get(formula.over)
    if formula.under is None:
        if over is None:
            return None if measure in UNKNOWN_WHEN_EMPTY else 0
        return round(float(over), 4) if formula.over.aggregate == "median" else int(over)
    under = found.get(formula.under)
    if not under:
        return None
    return round((over or 0) / float(under), 4)


def _build_rows(
    query: FiguresQuery, counted: _Counted, *, days: Days, rest: Filter | None, today: date
) -> list[FiguresRow]:
    if not query.dimensions:
        counted = counted or {(): {}}
    for label in _missing_labels(query, counted, days=days, rest=rest, today=today):
        counted[(label,)] = {}
    return [
        FiguresRow(values, tuple(figure_of(measure, found) for measure in query.measures))
        for values, found in counted.items()
    ]


def _missing_labels(
    query: FiguresQuery, counted: _Counted, *, days: Days, rest: Filter | None, today: date
) -> list[str]:
    """Return the days, weeks or months of a range in which nothing was: a line has no gaps."""
    if len(query.dimensions) != 1 or query.dimensions[0] not in DATED or query.limit:
        return []
    if days.first is None or days.is_empty:
        return []
    labels = list_labels(
        query.dimensions[0], first=days.first, last=min(days.last or today, today), most=MAX_DAYS
    )
    if any(each.dimension in (*DATED, "weekday") for each in conditions_of(rest)):
        return []
    return [label for label in labels if (label,) not in counted]


def _add_previous(
    query: FiguresQuery,
    rows: list[FiguresRow],
    earlier: _Counted,
    *,
    days: Days,
    before: Days,
) -> list[FiguresRow]:
    """Return the rows with what stood there before: the third day beside the third day."""
    assert days.first is not None
    assert before.first is not None
    # Where a figure stood before, by the row that it stands beside now.
    origins: dict[tuple[Value, ...], tuple[Value, ...]] = {}
    for values in earlier:
        moved: list[Value | None] = [
            move_label(each, str(value), days=days, before=before, compare_to=query.compare_to)
            if each in DATED
            else value
            for each, value in zip(query.dimensions, values, strict=True)
        ]
        # The 31st of the longer month stands beside no day of the shorter one.
        beside = tuple(value for value in moved if value is not None)
        if len(beside) == len(values):
            origins[beside] = values
    known = {row.values for row in rows}
    empty = tuple(figure_of(measure, {}) for measure in query.measures)
    rows = rows + [FiguresRow(values, empty) for values in origins if values not in known]
    return [
        replace(
            row,
            previous=tuple(
                figure_of(measure, earlier[origin] if origin is not None else {})
                for measure in query.measures
            ),
            previous_values=origin,
        )
        for row in rows
        for origin in [origins.get(row.values)]
    ]


def _sort(query: FiguresQuery, rows: list[FiguresRow]) -> list[FiguresRow]:
    """Return rows as asked for; else by time, else the largest first; ties by their names."""
    rows = sorted(rows, key=lambda row: [_text_key(value) for value in row.values])
    orders = [(order.by, order.dir == "desc") for order in query.order_by]
    if not orders and query.dimensions:
        clock = [each for each in query.dimensions if each in DATED or each in ("weekday", "hour")]
        orders = [(each, False) for each in clock] or [(query.measures[0], True)]
    for by, is_falling in reversed(orders):
        if by in query.dimensions:
            at = list(query.dimensions).index(by)
            rows.sort(key=lambda row, at=at: _text_key(row.values[at]), reverse=is_falling)  # type: ignore[misc]
        else:
            at = list(query.measures).index(by)  # type: ignore[arg-type]
            # What is not known comes last, either way.
            known = [row for row in rows if row.figures[at] is not None]
            unknown = [row for row in rows if row.figures[at] is None]
            known.sort(key=lambda row, at=at: float(row.figures[at] or 0), reverse=is_falling)  # type: ignore[misc]
            rows = known + unknown
    return rows


def _text_key(value: Value) -> tuple[int, float, str]:
    # Nothing known comes last.
    if isinstance(value, int):
        return 0, value, ""
    return (1 if value else 2), 0, value.lower()
