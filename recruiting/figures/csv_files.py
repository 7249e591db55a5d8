"""Tables as CSV that a spreadsheet opens as it is, and runs nothing of."""

import csv
import io
from collections.abc import Iterable, Sequence

# What makes a spreadsheet take a cell for a formula, their full-width forms included, and what
# some of them skip before looking.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def escape_cell(value: object) -> object:
    """Return a cell: texts that begin like a formula are quoted, numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    text = str(value)
    if text.lstrip(" \u00a0\u3000\ufeff").startswith(_FORMULA) or text.startswith(_FORMULA):
        return f"'{text}"
    return text


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a file in UTF-8 with its mark, by which spreadsheets know Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([escape_cell(each) for each in header])
    writer.writerows([escape_cell(each) for each in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
