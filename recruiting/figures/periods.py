"""Days of a query: what range it counts, what it is compared with, and the periods within. Pure."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .types import (
    DATED,
    AllOf,
    Compare,
    Condition,
    FiguresQuery,
    Filter,
    IllegalQuery,
    span_of,
)

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """Days, both counted; open where None."""

    first: date | None = None
    last: date | None = None

    @property
    def is_closed(self) -> bool:
        """Return whether both ends are known."""
        return self.first is not None and self.last is not None

    def narrow(self, first: date | None, last: date | None) -> "Days":
        """Return the days that lie in both."""
        firsts = [each for each in (self.first, first) if each is not None]
        lasts = [each for each in (self.last, last) if each is not None]
        return Days(max(firsts, default=None), min(lasts, default=None))

    @property
    def is_empty(self) -> bool:
        """Return whether no day can lie in it."""
        return self.first is not None and self.last is not None and self.first > self.last


def split_days(query: FiguresQuery, *, today: date) -> tuple[Days, Filter | None]:
    """Return the unbroken days that a query counts, and the filter without what they say.

    A comparison of day, week or month at the top joins the range; a range ends today at the latest.
    """
    days = Days()
    if query.date_range is not None:
        days = Days(query.date_range.first, query.date_range.last)
    parts: list[Filter] = []
    if isinstance(query.filters, AllOf):
        parts = list(query.filters.parts)
    elif query.filters is not None:
        parts = [query.filters]
    rest: list[Filter] = []
    for part in parts:
        found = _one_span(part) if isinstance(part, Condition) else None
        if found is None:
            rest.append(part)
        else:
            days = days.narrow(*found)
    if days != Days():
        days = days.narrow(None, today)
    if not rest:
        return days, None
    return days, rest[0] if len(rest) == 1 else AllOf.model_construct(parts=tuple(rest))


def _one_span(condition: Condition) -> tuple[date | None, date | None] | None:
    if condition.dimension not in DATED:
        return None
    spans = sorted(span_of(condition.dimension, str(value)) for value in condition.values)
    if condition.op == "gt":
        return _shift(spans[0][1], 1), None
    if condition.op == "lt":
        return None, _shift(spans[0][0], -1)
    for (_first, end), (start, _last) in itertools.pairwise(spans):
        if start > _shift(end, 1):
            return None
    return spans[0][0], max(end for _start, end in spans)


def _shift(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day


def find_compared(days: Days, *, compare_to: Compare | None, today: date) -> Days | None:
    """Return the days that a range is compared with, None where there is nothing to go by."""
    if compare_to is None or days.first is None or days.is_empty:
        return None
    first, last = days.first, days.last or max(today, days.first)
    try:
        if compare_to == "previous_year":
            return Days(_year_before(first), _year_before(last))
        return _period_before(first, last, today=today)
    except (ValueError, OverflowError):
        return None


def _year_before(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def _period_before(first: date, last: date, *, today: date) -> Days:
    """Return the calendar period before a whole or a running one; else as many days before."""
    for start_of, end_of in _CALENDAR:
        if start_of(first) != first:
            continue
        end = end_of(first)
        if last == end:
            before = start_of(first - _DAY)
            return Days(before, first - _DAY)
        if last < end and last == today:
            before = start_of(first - _DAY)
            if start_of is _month_start or start_of is _quarter_start or start_of is _year_start:
                return Days(before, _same_stretch(first, last, before=before, end=first - _DAY))
            return Days(before, before + (last - first))
    length = (last - first).days + 1
    return Days(first - timedelta(days=length), first - _DAY)


def _same_stretch(first: date, last: date, *, before: date, end: date) -> date:
    """Return the day that is as far into the earlier period as `last` is into this one."""
    months = (last.year - first.year) * 12 + last.month - first.month
    month = _add_months(before, months)
    return min(month.replace(day=min(last.day, _month_end(month).day)), end)


def _week_start(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week_end(day: date) -> date:
    return _week_start(day) + timedelta(days=6)


def _month_start(day: date) -> date:
    return day.replace(day=1)


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - _DAY


def _quarter_start(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _quarter_end(day: date) -> date:
    return _month_end(_add_months(_quarter_start(day), 2))


def _year_start(day: date) -> date:
    return date(day.year, 1, 1)


def _year_end(day: date) -> date:
    return date(day.year, 12, 31)


def _add_months(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


# The smallest that fits is meant: the first of January is the first of a month before all.
_CALENDAR = (
    (_week_start, _week_end),
    (_month_start, _month_end),
    (_quarter_start, _quarter_end),
    (_year_start, _year_end),
)


def instants_of(days: Days, *, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """Return the instants at which a range begins and has ended, in the zone."""
    first = last = None
    if days.first is not None:
        first = datetime.combine(days.first, time(), tzinfo=zone)
    if days.last is not None and days.last < date.max:
        last = datetime.combine(days.last + _DAY, time(), tzinfo=zone)
    return first, last


def label_of(dimension: str, day: date) -> str:
    """Return the day, week or month that a day lies in, as the interchange writes it."""
    if dimension == "day":
        return day.isoformat()
    if dimension == "week":
        year, week, _weekday = day.isocalendar()
        return f"{year:04}-W{week:02}"
    return f"{day.year:04}-{day.month:02}"


def move_label(
    dimension: str, label: str, *, days: Days, before: Days, compare_to: Compare | None
) -> str | None:
    """Return the period of `days` that one of `before` stands beside, None where there is none.

    The third day stands beside the third; a year apart, a week beside the week of that number.
    """
    assert days.first is not None
    assert before.first is not None
    if compare_to == "previous_year":
        moved = f"{int(label[:4]) + 1:04}{label[4:]}"
    else:
        number = _number_of(dimension, label, first=before.first)
        moved = _label_at(dimension, number, first=days.first)
    try:
        start, end = span_of(dimension, moved)
    except IllegalQuery:
        # The 29th of February, the 53rd week.
        return None
    if end < days.first or (days.last is not None and start > days.last):
        return None
    return moved


def _number_of(dimension: str, label: str, *, first: date) -> int:
    """Return how many periods after that of `first` one lies: what lines up two ranges."""
    day = span_of(dimension, label)[0]
    if dimension == "day":
        return (day - first).days
    if dimension == "week":
        return (day - _week_start(first)).days // 7
    return (day.year - first.year) * 12 + day.month - first.month


def _label_at(dimension: str, number: int, *, first: date) -> str:
    """Return the period that lies so many after that of `first`."""
    if dimension == "day":
        return label_of(dimension, first + timedelta(days=number))
    if dimension == "week":
        return label_of(dimension, _week_start(first) + timedelta(days=7 * number))
    return label_of(dimension, _add_months(first, number))


def list_labels(dimension: str, *, first: date, last: date, most: int) -> list[str]:
    """Return every day, week or month of a range in order, the latest `most` of them."""
    return list(reversed([*_labels_back(dimension, first=first, last=last, most=most)]))


def _labels_back(dimension: str, *, first: date, last: date, most: int) -> Iterator[str]:
    day = last
    for _ in range(most):
        if day < first:
            return
        label = label_of(dimension, day)
        yield label
        start = span_of(dimension, label)[0]
        if start == date.min:
            return
        day = start - _DAY
