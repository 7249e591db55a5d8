"""Pulled items as the postings they would become, or the reason why not; no database."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from jobs.feed import FeedError, FeedItem, ParsedRow, build_item, parse_row

from .connectors import PulledItem


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an item is not taken; `pointer` into the document, or into the row (`row:/url`)."""

    code: str
    pointer: str
    detail: str


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """An item that has been read through to the end; `posting` is None with a refusal."""

    item: PulledItem
    posting: FeedItem | None
    refusal: Refusal | None


def parse_item(item: PulledItem) -> ParsedRow | Refusal:
    """Return an item's row, or why it is not taken: the cheap half of reading it."""
    if item.reject is not None:
        return Refusal(item.reject.code, item.reject.pointer, item.reject.detail)
    parsed = parse_row(item.row)
    return refusal_of(parsed) if isinstance(parsed, FeedError) else parsed


def refusal_of(error: FeedError) -> Refusal:
    """Return a refusal of the row schema's."""
    return Refusal(error.code, f"row:{error.path}", error.detail)


def check_item(item: PulledItem, *, today: date) -> CheckedItem:
    """Return the posting an item would become, or why it would not."""
    parsed = parse_item(item)
    if isinstance(parsed, Refusal):
        return CheckedItem(item, None, parsed)
    posting = build_item(parsed, today=today)
    if isinstance(posting, FeedError):
        return CheckedItem(item, None, refusal_of(posting))
    return CheckedItem(item, posting, None)


def report_items(checked: list[CheckedItem]) -> dict[str, Any]:
    """Return the counts of a reading: taken, refused by code, missing by field, warnings by code."""
    refused: dict[str, int] = {}
    missing: dict[str, int] = {}
    warnings: dict[str, int] = {}
    taken = 0
    for each in checked:
        for problem in each.item.problems:
            warnings[problem.code] = warnings.get(problem.code, 0) + 1
        if each.refusal is not None:
            refused[each.refusal.code] = refused.get(each.refusal.code, 0) + 1
            continue
        taken += 1
        for name in each.item.missing:
            missing[name] = missing.get(name, 0) + 1
    return {
        "items": len(checked),
        "taken": taken,
        "rejected_by_code": refused,
        "missing_by_field": missing,
        "warnings_by_code": warnings,
    }
