"""A company's file of postings, as people send them round: CSV, a workbook or JSON, read and written.

Columns are told by their names, in either language, by what tells a pulled feed's keys. Nothing is
stored here: `jobs.own_postings` writes the rows.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

from feeds.connectors import Problem, PulledItem, UnreadableFeed, draft_mapping, parse_mapping
from feeds.connectors.documents import load_csv, load_json
from feeds.connectors.mapping import read_mapped
from jobassist.csv_files import escape_cell, is_formula, write_csv
from jobassist.errors import AppError
from jobs.own_postings import MAX_ROWS

_PROBLEMS = {
    "unreadable_pay": gettext_lazy("The pay cannot be read for certain and is left out."),
    "unreadable_date": gettext_lazy("The day cannot be read for certain and is left out."),
    "unreadable_value": gettext_lazy("This cannot be read for certain and is left out."),
}
TableForm = Literal["csv", "xlsx", "json"]
MAX_FILE_BYTES = 2_000_000
# A workbook is a zip: what it unpacks to, and how wide it may be.
MAX_UNPACKED_BYTES = 40_000_000
MAX_COLUMNS = 80
MAX_CELL = 32_000
COLUMNS = (
    "id", "title", "company", "city", "remote", "employment_type", "salary_min", "salary_max",
    "salary_currency", "salary_period", "salary_months", "salary_raw", "experience", "education",
    "skills", "tags", "description", "posted_at", "valid_through", "url", "lang",
)  # fmt: skip
_LISTS = {"city": ";", "skills": ";", "tags": ";"}
# Spreadsheets take what begins so for a formula, in fullwidth too, and some skip blanks first.


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a file: what was understood, what was not, and the row as it came."""

    number: int
    row: dict[str, Any]
    problems: tuple[str, ...]
    raw: dict[str, Any]


def read_table(data: bytes, *, name: str) -> list[TableRow]:
    """Return the rows of a file, each with what of it could not be read.

    AppError `too_large`, `bad_table` with what to do about it, `too_many_rows`.
    """
    if len(data) > MAX_FILE_BYTES:
        raise AppError("too_large", _("The file is too large; split it."), status=413)
    try:
        table = _load(data, name=name)
        if len(table) > MAX_ROWS:
            raise AppError(
                "too_many_rows",
                _("At most %(count)d postings at once; split the file.") % {"count": MAX_ROWS},
            )
        table = [_clean_row(row) for row in table]
        draft = draft_mapping(table)
        if draft is None or "title" not in draft["fields"]:
            raise AppError(
                "bad_table",
                _("No column is the title of the posting. Name it “title” or “职位名称”."),
            )
        fields: dict[str, Any] = dict(draft["fields"])
        key = fields.setdefault("id", "id")
        for mark in _LISTS.keys() & fields.keys():
            fields[mark] = {"path": fields[mark], "split": _LISTS[mark]}
        named = [
            row if row.get(key.strip('"')) else {**row, key.strip('"'): _build_id(row)}
            for row in table
        ]
        mapping = parse_mapping({"format": "json", "items": "", "fields": fields})
        page = read_mapped(json.dumps(named, ensure_ascii=False).encode(), mapping=mapping)
    except UnreadableFeed as error:
        raise AppError("bad_table", error.detail) from error
    return [_build(item, raw) for item, raw in zip(page.items, table, strict=True)]


def _build(item: PulledItem, raw: dict[str, Any]) -> TableRow:
    # What is refused for good is said by whoever stores the row.
    said = [_tell(each) for each in item.problems]
    return TableRow(item.index + 1, item.row, tuple(said), raw)


def _tell(problem: Problem) -> str:
    words = _PROBLEMS.get(problem.code)
    text = str(words) if words is not None else problem.detail
    return f"{problem.field}: {text}" if problem.field else text


def _load(data: bytes, *, name: str) -> list[dict[str, Any]]:
    if data[:4] == b"PK\x03\x04":
        return _load_workbook(data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{") or name.lower().endswith(".json"):
        found = load_json(data)
        if isinstance(found, dict):
            found = next((each for each in found.values() if isinstance(each, list)), [])
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise AppError("bad_table", _("The JSON is no list of postings."))
        return found
    # What spreadsheets save in China, where they are not told otherwise.
    return list(load_csv(data, charset="gb18030"))


def _load_workbook(data: bytes) -> list[dict[str, Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MAX_UNPACKED_BYTES:
                raise AppError("too_large", _("The file is too large; split it."), status=413)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        lines = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS, max_row=MAX_ROWS + 2)
        heads = [str(each or "").strip() for each in next(lines, ())]
        rows = []
        for line in lines:
            row = {head: _cell(x) for head, x in zip(heads, line, strict=False) if head}
            if any(value not in ("", None) for value in row.values()):
                rows.append(row)
        return rows
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        raise AppError("bad_table", _("The workbook cannot be read.")) from error


def _cell(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _clean_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row without the mark that keeps a spreadsheet from reckoning."""
    return {
        str(key)[:120]: value[1:]
        if isinstance(value, str) and value[:1] == "'" and is_formula(value[1:])
        else value
        for key, value in list(row.items())[:MAX_COLUMNS]
    }


def _build_id(row: Mapping[str, Any]) -> str:
    """Return an id for a row that has none: the same row again is the same posting."""
    text = json.dumps(
        {k: v for k, v in row.items() if v not in (None, "")}, sort_keys=True, default=str
    )
    return f"row-{blake2b(text.encode(), digest_size=10).hexdigest()}"


# --- writing ----------------------------------------------------------------------------------


def write_table(
    rows: Iterable[Mapping[str, Any]], *, form: TableForm, columns: Sequence[str] = COLUMNS
) -> bytes:
    """Return rows as a file that `read_table` reads to the same, and that no spreadsheet runs."""
    if form == "json":
        return json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=1).encode()
    lines = [[_write_cell(row.get(name)) for name in columns] for row in rows]
    if form == "csv":
        return write_csv(columns, lines)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("postings")
    for line in [list(columns), *lines]:
        cells = []
        for value in line:
            cell = WriteOnlyCell(sheet, value=str(escape_cell(value))[:MAX_CELL])
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _write_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, list | tuple):
        return "; ".join(str(each) for each in value)
    # What no workbook can hold.
    return "".join(sign for sign in str(value) if sign >= " " or sign in "\n\t")
