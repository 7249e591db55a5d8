"""What a reader hands on: one page of items, each a row, what it lacks and what was unreadable."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any, Literal

from .values import (
    join_place,
    mend_text,
    read_amount,
    read_currency,
    read_flag,
    read_moment,
    read_period,
    read_text,
)

MAX_RAW = 20_000
MAX_ITEMS = 50_000
MAX_PROBLEMS = 20

ProblemCode = Literal[
    "missing_id",
    "missing_title",
    "duplicate_id",
    "not_an_object",
    "not_listed",
    "bad_json",
    "unreadable_date",
    "unreadable_pay",
    "unreadable_value",
    "unclear_title",
    "mapping_failed",
    "page_gone",
    "detail_failed",
    "too_many_items",
]
# What a posting should say. `salary` stands for its bounds or its words, `city` for a place or
# the word that the work is remote.
WANTED = (
    "company",
    "city",
    "description",
    "url",
    "posted_at",
    "employment_type",
    "salary",
    "valid_through",
)
SALARY_KEYS = ("salary_min", "salary_max", "salary_raw")


class UnreadableFeed(Exception):
    """A document that cannot be read at all; the text is for a person and says what to do."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read. `pointer` is a JSON Pointer into the document, `field` a row's key."""

    code: ProblemCode
    pointer: str
    detail: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class PulledItem:
    """One item of a feed. With `reject` it is not taken; `missing` names what it does not say."""

    index: int
    pointer: str
    row: dict[str, Any]
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]
    reject: Problem | None
    raw: str


@dataclass(frozen=True, slots=True)
class NextPage:
    """Where the list goes on: a whole address, or parameters to set in the last one's query."""

    url: str = ""
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PulledPage:
    """The items of one document. `total` is what the source says there are, over all pages.

    `problems` are those of the document itself. `details` are addresses, by index of the item,
    where more of it is told.
    """

    items: tuple[PulledItem, ...]
    next: NextPage | None = None
    total: int | None = None
    problems: tuple[Problem, ...] = ()
    details: dict[int, str] = field(default_factory=dict)


class RowDraft:
    """Gathers one item's row. Empty values are left out, unreadable ones are named."""

    def __init__(self, *, index: int, pointer: str, raw: object) -> None:
        self.index = index
        self.pointer = pointer
        self.row: dict[str, Any] = {}
        self.problems: list[Problem] = []
        self.reject: Problem | None = None
        self.raw = raw

    def warn(self, code: ProblemCode, detail: str, *, at: str = "", field: str = "") -> None:
        """Name something unreadable at a pointer below the item."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(code, self.pointer + at, detail[:300], field))

    def refuse(self, code: ProblemCode, detail: str) -> None:
        """Say why the item is not taken; the first reason stands."""
        self.reject = self.reject or Problem(code, self.pointer, detail)

    def put(self, key: str, value: object, *, at: str = "") -> None:
        """Set a text unless it is empty or there already; what is no text is named."""
        if key in self.row or value is None or value in ("", [], {}):
            return
        text = read_text(value)
        if text is None:
            self.warn("unreadable_value", f"no text: {type(value).__name__}", at=at, field=key)
        elif text:
            self.row[key] = text

    def put_html(self, key: str, *parts: object) -> None:
        """Set a long text out of its parts, each HTML (escaped or not) or plain, in their order."""
        texts: list[str] = []
        for part in parts:
            text = unescape_html(mend_text(part)) if isinstance(part, str) else ""
            if text.strip() and not any(text.strip() in each for each in texts):
                texts.append(text.strip())
        if texts and key not in self.row:
            self.row[key] = "\n".join(texts)

    def put_list(self, key: str, *values: object) -> None:
        """Add texts to a list, each once."""
        found: list[str] = self.row.get(key, [])
        for value in values:
            for each in value if isinstance(value, list | tuple) else [value]:
                text = read_text(each)
                if text and text not in found:
                    found.append(text)
        if found:
            self.row[key] = found

    def put_places(self, *places: str | None) -> None:
        """Add places of work, each once; one alone is a text, several are a list."""
        known = self.row.get("city", [])
        found: list[str] = [known] if isinstance(known, str) else list(known)
        for place in places:
            text = " ".join((place or "").split()).strip(" ,;·-–")
            if text and text not in found:
                found.append(text)
        if found:
            self.row["city"] = found[0] if len(found) == 1 else found

    def put_address(
        self, *, city: object = None, region: object = None, country: object = None
    ) -> None:
        """Add a place given in parts, widest last; codes of countries are written out."""
        self.put_places(join_place(city=city, region=region, country=country))

    def put_date(self, key: str, value: object, *, at: str = "", form: str = "auto") -> None:
        """Set a day or moment in ISO form; what cannot be read for certain is named."""
        if key in self.row or value is None or value == "":
            return
        moment = read_moment(value, form=form)
        if moment is None:
            detail = f"not a date that can be read for certain: {value!s:.80}"
            self.warn("unreadable_date", detail, at=at, field=key)
        else:
            self.row[key] = moment

    def put_flag(self, key: str, value: object, *, at: str = "") -> None:
        """Set true or false; other words are named."""
        if key in self.row or value is None or value == "":
            return
        flag = read_flag(value)
        if flag is None:
            self.warn("unreadable_value", f"neither yes nor no: {value!s:.60}", at=at, field=key)
        else:
            self.row[key] = flag

    def put_pay(
        self,
        *,
        low: object = None,
        high: object = None,
        currency: object = None,
        period: object = None,
        words: object = None,
        at: str = "",
    ) -> None:
        """Set pay as far as it is stated. Zero is no pay; a bound that is no number is named."""
        if any(key in self.row for key in SALARY_KEYS):
            return
        text = unescape_html(read_text(words) or "") if words is not None else ""
        text = " ".join(re.sub(r"<[^<>]*>", " ", text).split())
        bounds: dict[str, float] = {}
        for key, value in (("salary_min", low), ("salary_max", high)):
            if value is None or value == "":
                continue
            amount = read_amount(value)
            if amount is None:
                self.warn("unreadable_pay", f"no amount: {value!s:.80}", at=at, field=key)
                text = text or read_text(value) or ""
            elif amount > 0:
                bounds[key] = amount
        if len(bounds) == 2 and bounds["salary_min"] > bounds["salary_max"]:
            self.warn("unreadable_pay", f"the least is above the most: {bounds}", at=at)
            bounds = {}
        self.row |= bounds
        if text:
            self.row["salary_raw"] = text[:200]
        if not bounds:
            return
        if currency not in (None, ""):
            code = read_currency(currency)
            if code is None:
                self.warn("unreadable_pay", f"no currency: {currency!s:.40}", at=at)
            else:
                self.row["salary_currency"] = code
        if period not in (None, ""):
            word = read_period(period)
            if word is None:
                self.warn("unreadable_pay", f"no period: {period!s:.40}", at=at)
            else:
                self.row["salary_period"] = word

    def finish(self) -> PulledItem:
        """Return the item; one without an id or a title is refused."""
        if not self.row.get("id"):
            self.refuse("missing_id", "the item states no id of its own")
        if not self.row.get("title"):
            self.refuse("missing_title", "the item states no title")
        return PulledItem(
            index=self.index,
            pointer=self.pointer,
            row=self.row,
            missing=find_missing(self.row),
            problems=tuple(self.problems),
            reject=self.reject,
            raw=_raw_text(self.raw),
        )


def find_missing(row: dict[str, Any]) -> tuple[str, ...]:
    """Return which of the wanted fields a row does not state."""
    missing = []
    for key in WANTED:
        if key == "salary":
            is_there = any(k in row for k in SALARY_KEYS)
        elif key == "city":
            is_there = "city" in row or bool(row.get("remote"))
        else:
            is_there = key in row
        if not is_there:
            missing.append(key)
    if "salary_min" in row or "salary_max" in row:
        missing += [key for key in ("salary_currency", "salary_period") if key not in row]
    return tuple(missing)


def merge_detail(item: PulledItem, detail: PulledPage) -> PulledItem:
    """Return an item of a list with what its own page adds; the list's word stands."""
    if not detail.items:
        return item
    own = detail.items[0]
    said = own.row.get("id")
    if said is not None and said != item.row.get("id"):
        problem = Problem("unreadable_value", item.pointer, f"its own page speaks of {said!s:.60}")
        return replace(item, problems=(*item.problems, problem))
    row = {**own.row, **item.row}
    if tags := [*item.row.get("tags", []), *own.row.get("tags", [])]:
        row["tags"] = list(dict.fromkeys(tags))
    if own.row.get("url"):
        # The list's may be put together of its parts.
        row["url"] = own.row["url"]
    return replace(item, row=row, missing=find_missing(row), raw=f"{item.raw}\n{own.raw}"[:MAX_RAW])


def fill_defaults(item: PulledItem, defaults: Mapping[str, Any]) -> PulledItem:
    """Return an item with what an operator has declared for all of a source, where it says nothing.

    A currency or period is for pay that is stated; without pay there is none to have it.
    """
    has_pay = any(key in item.row for key in ("salary_min", "salary_max"))
    added = {
        key: value
        for key, value in defaults.items()
        if key not in item.row and (has_pay or key not in ("salary_currency", "salary_period"))
    }
    if not added:
        return item
    row = {**item.row, **added}
    return replace(item, row=row, missing=find_missing(row))


def refuse_item(*, index: int, pointer: str, value: object) -> PulledItem:
    """Return the refusal of something that is no object where an item belongs."""
    problem = Problem("not_an_object", pointer, f"an item must be an object: {value!s:.80}")
    return PulledItem(index, pointer, {}, (), (), problem, _raw_text(value))


def drop_repeats(items: list[PulledItem]) -> tuple[PulledItem, ...]:
    """Return the items, refusing those whose id an earlier one has."""
    seen: set[str] = set()
    kept: list[PulledItem] = []
    for item in items:
        key = str(item.row.get("id") or "")
        if item.reject is None and key in seen:
            problem = Problem("duplicate_id", item.pointer, f"an earlier item has this id: {key}")
            item = replace(item, reject=problem)
        seen.add(key)
        kept.append(item)
    return tuple(kept)


_ESCAPED_TAG = re.compile(r"&(?:amp;)?lt;/?[a-z][a-z0-9]*(?:\s|/?&(?:amp;)?gt;)", re.I)
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.I)


def unescape_html(text: str) -> str:
    """Return HTML whose very tags were escaped, once or twice, as HTML; other text as it is."""
    for _ in range(2):
        if not _ESCAPED_TAG.search(text) or _TAG.search(text):
            break
        text = unescape(text)
    return text


def _raw_text(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    # Lone surrogates and NUL can be stored nowhere.
    text = text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
    return text[:MAX_RAW]
