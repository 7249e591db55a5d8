"""Impact ratios by group, as New York City's Local Law 144 reckons them. Pure.

The rate of a group (who was selected, or scored above the median of all who were scored) by the
rate of the group that has the highest. Groups of less than 2 % are left out, and said; so are
groups so small that a number would tell of single people.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median
from typing import Literal

Group = Literal["sex", "race", "age"]
Measure = Literal["selection", "scoring"]
LeftOut = Literal["", "under_2_percent", "too_few"]

# What audits ask for: each by itself, sex and race together, and ages.
TABLES: tuple[tuple[Group, ...], ...] = (("sex",), ("race",), ("sex", "race"), ("age",))
LEAST_SHARE = Fraction(2, 100)
LEAST_PEOPLE = 5


@dataclass(frozen=True, slots=True)
class Counted:
    """One person as far as they are counted; nothing says who."""

    groups: Mapping[Group, str]
    is_selected: bool = False
    score: float | None = None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group and how it fared; no numbers where they would tell of single people."""

    group: tuple[str, ...]
    people: int | None
    count: int | None
    rate: Decimal | None
    ratio: Decimal | None
    left_out: LeftOut = ""


@dataclass(frozen=True, slots=True)
class RatioTable:
    """One table of an audit. `unknown`: who said nothing of these groups, and is in no row."""

    by: tuple[Group, ...]
    measure: Measure
    rows: tuple[GroupRow, ...]
    known: int
    unknown: int
    # Of all who were scored, whether they said their groups or not.
    median: float | None = None


def build_tables(people: Sequence[Counted], *, measure: Measure) -> tuple[RatioTable, ...]:
    """Return every table that an audit asks for. Who has no score is in no table of scores."""
    counted = [each for each in people if measure == "selection" or each.score is not None]
    middle = None
    if measure == "scoring" and counted:
        middle = float(median(each.score for each in counted if each.score is not None))
    return tuple(build_table(counted, by=by, measure=measure, middle=middle) for by in TABLES)


def build_table(
    people: Iterable[Counted],
    *,
    by: tuple[Group, ...],
    measure: Measure,
    middle: float | None = None,
) -> RatioTable:
    """Return the groups' rates and impact ratios, the largest group first."""
    totals: dict[tuple[str, ...], list[int]] = {}
    unknown = 0
    for person in people:
        group = tuple(person.groups.get(name, "") for name in by)
        if not all(group):
            unknown += 1
            continue
        sums = totals.setdefault(group, [0, 0])
        sums[0] += 1
        sums[1] += (
            person.is_selected
            if measure == "selection"
            else person.score is not None and middle is not None and person.score > middle
        )
    known = sum(total for total, _count in totals.values())
    left_out = {group: _why_left_out(total, known) for group, (total, _count) in totals.items()}
    rates = {group: Fraction(count, total) for group, (total, count) in totals.items()}
    best = max((rate for group, rate in rates.items() if not left_out[group]), default=None)
    rows = []
    has_few = False
    for group in sorted(totals, key=lambda each: (-totals[each][0], each)):
        total, count = totals[group]
        why = left_out[group]
        if why == "too_few":
            # Together and unnamed: that somebody of a group applied at all tells of them.
            has_few = True
            continue
        ratio = None if why or not best else to_decimal(rates[group] / best)
        rows.append(GroupRow(group, total, count, to_decimal(rates[group]), ratio, why))
    if has_few:
        rows.append(GroupRow(("…",), None, None, None, None, "too_few"))
    return RatioTable(by, measure, tuple(rows), known, unknown, middle)


def _why_left_out(total: int, known: int) -> LeftOut:
    if total < LEAST_PEOPLE:
        return "too_few"
    return "under_2_percent" if Fraction(total, known) < LEAST_SHARE else ""


def to_decimal(value: Fraction) -> Decimal:
    """Return a fraction to three decimals, halves away from zero."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)
