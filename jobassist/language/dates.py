"""Dates and spans of time as CVs and messages write them, exactly as precise as given."""

from dataclasses import dataclass
from datetime import date

from .found import Found
from .text import TextLike


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month of it, or a day. `is_valid` is False for 2021-13 or 30 February.

    `is_current` marks "now" as an end (至今, Present); it then has no year. `is_relative` marks a
    date resolved against today (去年, last June), `is_about` a vague one.
    """

    year: int | None
    month: int | None = None
    day: int | None = None
    is_current: bool = False
    is_valid: bool = True
    is_relative: bool = False
    is_about: bool = False

    @property
    def iso(self) -> str | None:
        """YYYY, YYYY-MM or YYYY-MM-DD; None for "now" and for an impossible date."""
        if self.year is None or not self.is_valid:
            return None
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
            if self.day is not None:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class DateRange:
    """From start to end; `is_current` when it goes on. An open side is None.

    `is_reversed` when the end is before the start: a contradiction to ask about.
    """

    start: PartialDate | None
    end: PartialDate | None
    is_current: bool = False
    is_reversed: bool = False


def parse_date(text: TextLike, *, today: date) -> PartialDate | None:
    """Return the date a field or an answer holds, None when it holds none."""
    return None


def find_dates(text: TextLike, *, today: date) -> list[Found[PartialDate]]:
    """Return every date in running text, also those inside ranges."""
    return []


def find_date_ranges(text: TextLike, *, today: date) -> list[Found[DateRange]]:
    """Return spans of time: 2019.03-2022.06, Mar 2019 – Present, since 2020."""
    return []
