"""What a feed would bring, before it is set up; nothing is stored."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from feeds.connectors import (
    PulledItem,
    UnreadableFeed,
    draft_mapping,
    fill_defaults,
    read_page,
)
from feeds.connectors.documents import load_csv, load_json, load_xml, xml_to_json
from feeds.pulled_rows import CheckedItem, check_item, report_items
from feeds.pulling import PullPlan, pull

SHOWN_ITEMS = 20
READ_ITEMS = 200
PREVIEW_SECONDS = 25.0
COLUMNS = (
    "id", "title", "company", "city", "remote", "salary", "employment_type", "posted_at",
    "valid_through", "url", "description",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One item as the table shows it: a text a column, what is missing, why it is refused."""

    pointer: str
    cells: tuple[str, ...]
    missing: tuple[str, ...]
    warnings: tuple[str, ...]
    refusal: str
    raw: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a feed would bring. With `error` nothing could be read at all."""

    rows: tuple[PreviewRow, ...] = ()
    columns: tuple[str, ...] = COLUMNS
    report: dict[str, Any] = field(default_factory=dict)
    connector: str = ""
    goes_on: bool = False
    total: int | None = None
    notes: tuple[str, ...] = ()
    error_code: str = ""
    error: str = ""
    draft: str = ""


def preview_pull(plan: PullPlan, *, sample: bytes = b"", today: date) -> Preview:
    """Return what the first page of a feed (or a pasted sample of it) would bring; never raises."""
    try:
        if sample:
            page = read_page(sample, connector=plan.connector, mapping=plan.mapping)
            items = [fill_defaults(item, plan.defaults) for item in page.items]
            return _build(
                items, plan.connector, page.total, page.next is not None,
                [f"{p.code}: {p.detail}" for p in page.problems], today=today,
            )  # fmt: skip
        found = pull(
            replace(
                plan, etag="", last_modified="", max_pages=1, max_details=3,
                max_seconds=PREVIEW_SECONDS,
            )
        )  # fmt: skip
    except UnreadableFeed as error:
        return Preview(error_code=error.code, error=error.detail)
    if found.outcome in ("failed", "told_to_wait"):
        return Preview(connector=found.connector, error_code=found.error_code, error=found.error)
    return _build(
        found.items, found.connector, found.total, found.error_code == "too_many_items",
        [f"{p.code}: {p.detail}" for p in found.problems], today=today,
    )  # fmt: skip


def _build(
    items: list[PulledItem],
    connector: str,
    total: int | None,
    goes_on: bool,
    notes: list[str],
    *,
    today: date,
) -> Preview:
    checked = [check_item(item, today=today) for item in items[:READ_ITEMS]]
    shown = checked[:SHOWN_ITEMS]
    # What nobody states is said in words above; a column of nothing says it worse.
    columns = tuple(name for name in COLUMNS if any(_cell(each.item.row, name) for each in shown))
    return Preview(
        rows=tuple(_row(each, columns) for each in shown),
        columns=columns,
        report={**report_items(checked), "items": len(items)},
        connector=connector,
        goes_on=goes_on,
        total=total,
        notes=tuple(note[:300] for note in notes[:10]),
    )


def _row(each: CheckedItem, columns: tuple[str, ...]) -> PreviewRow:
    refusal = each.refusal
    return PreviewRow(
        pointer=each.item.pointer,
        cells=tuple(_cell(each.item.row, name) for name in columns),
        missing=each.item.missing,
        warnings=tuple(f"{p.code} {p.field}: {p.detail}"[:200] for p in each.item.problems),
        refusal="" if refusal is None else f"{refusal.code} {refusal.pointer}: {refusal.detail}",
        raw=each.item.raw,
    )


def _cell(row: dict[str, Any], name: str) -> str:
    if name == "salary":
        words = [
            str(row[key]).removesuffix(".0")
            for key in (
                "salary_min", "salary_max", "salary_currency", "salary_period", "salary_raw",
            )
            if key in row
        ]  # fmt: skip
        return " ".join(words)
    value = row.get(name, "")
    if isinstance(value, list):
        value = "; ".join(str(each) for each in value)
    if isinstance(value, bool):
        return "✓" if value else "✗"
    text = " ".join(str(value).split())
    return text if len(text) <= 120 else f"{text[:117]}…"


def draft_for(data: bytes) -> dict[str, Any] | None:
    """Return a first mapping for a document of an unknown format, None where none can be made."""
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    try:
        if head == b"<":
            return draft_mapping(xml_to_json(load_xml(data)), form="xml")
        if head in (b"{", b"["):
            return draft_mapping(load_json(data))
        return draft_mapping(load_csv(data), form="csv")
    except UnreadableFeed:
        return None
