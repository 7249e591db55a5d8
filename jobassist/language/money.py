"""Pay as people and postings write it, and wishes to change it."""

from dataclasses import dataclass, replace
from typing import Literal

from .found import Found
from .text import TextLike

Period = Literal["hour", "day", "month", "year"]
Shape = Literal["exact", "range", "at_least", "at_most", "negotiable"]

PER_YEAR: dict[str, int] = {"hour": 2080, "day": 260, "month": 12, "year": 1}


@dataclass(frozen=True, slots=True)
class Salary:
    """Pay per period in plain currency units; a weekly amount has been multiplied by 52.

    A single figure has `min` alone ("at least what is said"); `as_posting()` gives both ends.
    `currency` is None where nothing in the text fixes it. `months` is 13 for 13薪 and never
    multiplied in. `is_period_said` is False when the period was inferred from the size.
    """

    min: float | None
    max: float | None
    currency: str | None
    period: Period
    raw: str
    months: int | None = None
    shape: Shape = "exact"
    is_negotiable: bool = False
    is_period_said: bool = False
    is_about: bool = False
    is_after_tax: bool = False
    is_base: bool = False

    def as_posting(self) -> "Salary":
        """Return the same pay as an employer states it: one exact figure is both ends."""
        if self.shape == "exact" and self.max is None:
            return replace(self, max=self.min)
        return self


@dataclass(frozen=True, slots=True)
class RelativeSalary:
    """A wish to move the figure: `amount` in currency units, or `percent`, or neither."""

    direction: Literal["up", "down"]
    amount: float | None = None
    percent: float | None = None
    bound: Literal["min", "max"] = "min"


def parse_salary(
    text: TextLike, *, default_currency: str | None = None, is_posting: bool = False
) -> Salary | None:
    """Return the pay in a text that is a salary field or an answer about pay, else None.

    Bare numbers count here, unlike in `find_salaries`. `is_posting` reads as an employer's
    field: one exact figure is both ends, and a Chinese shape without a symbol is CNY.
    """
    return None


def find_salaries(text: TextLike, *, default_currency: str | None = None) -> list[Found[Salary]]:
    """Return every amount of pay in running text, in order, spans not overlapping."""
    return []


def find_relative_salary(text: TextLike) -> Found[RelativeSalary] | None:
    """Return the wish to raise or lower the pay asked for, if the text has one."""
    return None


def to_period(amount: float, from_period: Period, to: Period) -> float:
    """Return the amount in another period: 2,080 hours, 260 days, 12 months a year."""
    return amount * PER_YEAR[from_period] / PER_YEAR[to]


def comparable_yearly(
    salary: Salary, *, with_bonus_months: bool = True
) -> tuple[float | None, float | None]:
    """Return (min, max) a year in the salary's own currency.

    Bonus months (13薪) count unless told otherwise: monthly wishes must ignore them.
    """
    months = salary.months if with_bonus_months and salary.period == "month" else None
    factor = months or PER_YEAR[salary.period]
    return (
        None if salary.min is None else salary.min * factor,
        None if salary.max is None else salary.max * factor,
    )


def comparable_monthly(salary: Salary) -> tuple[float | None, float | None]:
    """Return (min, max) a month, bonus months ignored."""
    low, high = comparable_yearly(salary, with_bonus_months=False)
    return (None if low is None else low / 12, None if high is None else high / 12)
