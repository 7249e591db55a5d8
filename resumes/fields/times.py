"""Dates and spans of time put into an entry."""

import re

from jobassist.language.dates import DateRange, PartialDate
from jobassist.language.found import Found

from .cells import (
    CellSpan,
)
from .reading import Entry, Piece, Reading, within

_CJK = re.compile(r"[\u4e00-\u9fff]")


def is_too_vague(when: PartialDate, words: str) -> bool:
    """Return whether even the year is a guess ("last spring"); 去年年底 has a sure one."""
    sure = re.search(r"(?i)今年|去年|前年|明年|\byear\b|\d{2}", words)
    return when.is_about and when.is_relative and sure is None


def put_range(entry: Entry, reading: Reading, found: Found[DateRange]) -> None:
    """Set an entry's start and end from a span of time; "now" sets no end.

    "Last spring" is too vague to be a date.
    """
    value = found.value
    words = (found.start, found.end)
    for key, when in (("startDate", value.start), ("endDate", value.end)):
        if when is not None and when.iso and not is_too_vague(when, found.text):
            entry.put(key, _date_piece(reading, words, when, is_start=key == "startDate"))


def _date_piece(reading: Reading, words: CellSpan, when: PartialDate, *, is_start: bool) -> Piece:
    """Return the date with, where they can be told apart, its own words of the range."""
    inner = [d for d in within(reading.dates, *words) if d.value.iso == when.iso]
    if inner:
        d = inner[0] if is_start else inner[-1]
        return Piece(str(when.iso), d.start, d.end)
    return Piece(str(when.iso), *words)


def date_piece(found: Found[PartialDate]) -> Piece | None:
    """Return one date as a piece, None for "now" and for an impossible one."""
    iso = found.value.iso
    return Piece(iso, found.start, found.end) if iso else None
