"""Tables as CSV that a spreadsheet opens as it is, and runs nothing of: all that is written here."""

import csv
from collections.abc import Iterable, Iterator, Sequence

# What makes a spreadsheet take a cell for a formula, their full-width forms included, and what
# some of them skip before looking.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BLANKS = " \u00a0\u3000\ufeff"
# By which spreadsheets know UTF-8, and so Chinese.
MARK = "\ufeff"


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet may reckon what is meant as text."""
    return text.startswith(_FORMULA) or text.lstrip(_BLANKS).startswith(_FORMULA)


def escape_cell(value: object) -> object:
    """Return a cell: texts that begin like a formula are quoted, numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    text = str(value)
    return f"'{text}" if is_formula(text) else text


def stream_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield a file line by line, its mark first."""
    writer = csv.writer(_Line())
    yield MARK + writer.writerow([escape_cell(each) for each in header])
    for row in rows:
        yield writer.writerow([escape_cell(each) for each in row])


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a whole file in UTF-8."""
    return "".join(stream_csv(header, rows)).encode()


class _Line:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line
