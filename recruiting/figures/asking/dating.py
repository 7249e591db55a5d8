"""The days that a question is about, and with which it compares them."""

import re

from ..types import TIME
from . import words as w
from .drafts import Draft
from .names import HAN
from .periods import AROUND, DAY, Period, add_months
from .reading import Reading
from .unclear import UnclearDays

PER_BEFORE = re.compile(
    rf"(?:{w.PER.pattern})\s*(?:(?<![a-z])(?:the|our|its|their|individual|single|job|of|us|different|calendar)(?![a-z])\s*|[的个位家条类种])*$"
)


def is_compared(reading: Reading) -> bool:
    text = reading.text
    spans = [(t.start, t.end) for t in reading.of("compare")]
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    for t in reading.of("dim", "time"):
        if m := PER_BEFORE.search(text[: t.start][-40:]):
            # Each recruiter: not each of the names.
            text = text[: t.start - len(m[0])] + " " * len(m[0]) + text[t.start :]
    return bool(w.COMPARED.search(text))


_AGAINST = re.compile(
    r"(?:(?<![a-z])(?:vs\.?|versus|against|than|compared? (?:with|to|against)|relative to|compared|from|over|up on|down on|on|with|to)(?: (?:the|that of|those of|those in|that in|in|what (?:it|they) (?:was|were) in|figures (?:for|of)|its|for))*|对比|相比于?|相较于?|比起?|跟|和|与|同|较)\s*$"
)
_NOT_THIS = re.compile(r"(?:(?<![a-z])(?:instead of|rather than|not)|而不是|不是|别看|不看)\s*$")
_ZH_BESIDE = re.compile(
    r"^(?:的)?(?:数据|水平|情况)?(?:同期)?(?:的)?(?:相比|对比|比较|比一比|比起来|比|差)"
)


def read_dates(reading: Reading, draft: Draft) -> None:
    periods = [
        p
        for p in reading.periods
        if not re.fullmatch(r"(?:right )?now", reading.text[p.start : p.end])
    ]
    periods = [p for p in periods if not _NOT_THIS.search(reading.text[: p.start])] or periods
    base: list[Period] = []
    against: Period | None = None
    for i, p in enumerate(periods):
        before, after = reading.text[: p.start], reading.text[p.end :]
        m = _AGAINST.search(before[-40:])
        is_against = (
            bool(m)
            and bool(
                re.match(
                    r"(?:vs|versus|against|than|compared?|relative|up on|down on|对比|相比|相较|比|较)",
                    m[0].strip(),
                )
                or _ZH_BESIDE.match(after)
                or (
                    HAN.search(m[0]) is None
                    and i > 0
                    and re.search(
                        r"compar|differ|change|grow|improve|(?<![a-z])(?:up|down|more|fewer|better|worse|higher|lower|rise|risen|fall|fallen|fell|rose)(?![a-z])",
                        reading.text,
                    )
                )
            )
            if m
            else False
        )
        if (
            is_against
            and against is None
            and not (i == 0 and len(periods) > 1 and HAN.search(m[0] if m else "") is None)
        ):
            against = p
        else:
            base.append(p)
    if against is not None:
        _compare(reading, draft, base, against)
        return
    if base:
        _take_periods(reading, draft, base)


def _take_periods(reading: Reading, draft: Draft, periods: list[Period]) -> None:
    chosen: list[Period] = []
    for p in periods:
        # This year, in March: the narrower holds.
        if any(
            o is not p
            and p.first <= o.first
            and o.last <= p.last
            and (o.first, o.last) != (p.first, p.last)
            for o in periods
        ):
            continue
        if not any((o.first, o.last) == (p.first, p.last) for o in chosen):
            chosen.append(p)
    first, last = min(p.first for p in chosen), max(p.last for p in chosen)
    is_one = (
        len({p.start for p in chosen}) == 1
        and sum((p.last - p.first).days + 1 for p in chosen) == (last - first).days + 1
    )
    if is_one and len(chosen) > 1:
        # 上周六日: said at once, so one stretch.
        draft.date_range = {"from": first.isoformat(), "to": last.isoformat()}
        return
    if len(chosen) == 1:
        p = chosen[0]
        draft.date_range = (
            {"to": p.last.isoformat()}
            if p.has_no_start
            else {"from": p.first.isoformat(), "to": p.last.isoformat()}
        )
        return
    unit, values = _values_of(chosen)
    if unit is None:
        draft.date_range = {
            "from": min(p.first for p in chosen).isoformat(),
            "to": max(p.last for p in chosen).isoformat(),
        }
        return
    draft.time_filter = {"dimension": unit, "op": "in", "value": values}
    if (
        is_compared(reading)
        and unit not in draft.dimensions
        and not set(draft.dimensions) & set(TIME)
    ):
        draft.dimensions.append(unit)


def _values_of(periods: list[Period]) -> tuple[str | None, list[str]]:
    """Return periods apart as the values of days, weeks or months."""
    if any(p.has_no_start for p in periods):
        raise UnclearDays
    units = {p.unit for p in periods}
    if units == {"day"}:
        return "day", [p.first.isoformat() for p in periods]
    if units == {"week"}:
        return "week", ["{}-W{:02d}".format(*p.first.isocalendar()[:2]) for p in periods]
    if units <= {"month", "quarter", "year"}:
        values = []
        for p in periods:
            day = p.first
            while day <= p.last:
                values.append(f"{day:%Y-%m}")
                day = add_months(day, 1)
        return "month", values
    values = []
    for p in periods:
        day = p.first
        while day <= p.last and len(values) < 200:
            values.append(day.isoformat())
            day += DAY
    return "day", values


def _compare(reading: Reading, draft: Draft, base: list[Period], against: Period) -> None:
    if not base:
        if against.unit == "year" or (against.last - against.first).days > 360:
            draft.compare_to = "previous_year"
            return
        draft.compare_to = "previous_period"
        if against.unit in AROUND and against.unit != "days":
            first = against.last + DAY
            if first <= reading.today:
                last = min(AROUND[against.unit](first)[1], reading.today)
                draft.date_range = {"from": first.isoformat(), "to": last.isoformat()}
                draft.is_date_guessed = True
        return
    main = base[0]
    if len(base) == 1 and against.first > main.first:
        main, against = against, main
    _take_periods(reading, draft, [main, *base[1:]] if len(base) > 1 else [main])
    if add_months(main.first, -12) == against.first and main.unit != "year":
        draft.compare_to = "previous_year"
    elif (
        main.unit == "year" and against.unit == "year" and against.first.year == main.first.year - 1
    ):
        draft.compare_to = "previous_year"
    elif against.last + DAY == main.first or (
        against.first < main.first
        and against.last < main.first
        and (main.first - against.first).days <= (main.last - main.first).days + 2
    ):
        draft.compare_to = "previous_period"
    else:
        draft.date_range = None
        unit, values = _values_of([against, main])
        if unit:
            draft.time_filter = {"dimension": unit, "op": "in", "value": values}
            draft.dimensions.append(unit)
