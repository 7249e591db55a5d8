"""A declared mapping: where a format nobody knows keeps what a posting says.

Fields are JMESPath expressions over one item. XML is turned into JSON first (`xml_to_json`).
Nothing is read that is not declared; `draft_mapping` proposes one for a person to look over.
"""

import re
from typing import Any, Literal

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from .documents import load_csv, load_json, load_json_lines, load_xml, xml_errors, xml_to_json
from .items import (
    MAX_ITEMS,
    NextPage,
    Problem,
    PulledItem,
    PulledPage,
    RowDraft,
    UnreadableFeed,
    drop_repeats,
    refuse_item,
)
from .values import join_place, read_text

TEXTS = (
    "id", "title", "company", "lang", "url", "employment_type", "experience", "education",
)  # fmt: skip
PAY = ("salary_min", "salary_max", "salary_currency", "salary_period", "salary_raw")
DATES = ("posted_at", "valid_through")
FLAGS = ("remote", "direct_apply")
LISTS = ("skills", "tags")
PLACES = ("city", "region", "country")
FIELDS = (*TEXTS, "description", *PLACES, *PAY, "salary_months", *DATES, *FLAGS, *LISTS)
MAX_EXPRESSION = 1000

Scalar = str | int | float | bool


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _check_expression(text: str) -> str:
    try:
        jmespath.compile(text)
    except JMESPathError as error:
        raise ValueError(f"no JMESPath: {error}"[:200]) from error
    return text


class FieldRule(_Declared):
    """How one field is read: an expression, and what becomes of its result."""

    path: str = Field(max_length=MAX_EXPRESSION)
    # auto, iso, epoch, epoch_ms, rfc822 or a strptime pattern; for dates only.
    date: str = "auto"
    # The source's own codes to words: {"1": "full-time", "远程": true}.
    values: dict[str, Scalar | None] = {}
    # Cuts a text into a list.
    split: str = ""

    _checked = field_validator("path")(_check_expression)


class Pagination(_Declared):
    """How the list goes on. `parameter` is the query's; `path` is looked up in the document."""

    kind: Literal["next_link", "page", "offset", "cursor"]
    path: str = Field("", max_length=MAX_EXPRESSION)
    parameter: str = Field("", max_length=60)
    start: int = Field(1, ge=0, le=1)
    # Items of a full page; a shorter one is the last. Without it the list ends at an empty page.
    size: int | None = Field(None, ge=1, le=10_000)
    total: str = Field("", max_length=MAX_EXPRESSION)

    _checked = field_validator("path", "total")(
        lambda text: _check_expression(text) if text else ""
    )

    @model_validator(mode="after")
    def _check_parts(self) -> "Pagination":
        if self.kind in ("next_link", "cursor") and not self.path:
            raise ValueError(
                f"{self.kind} needs a `path`: where the document names what comes next"
            )
        if self.kind != "next_link" and not self.parameter:
            raise ValueError(f"{self.kind} needs a `parameter`: the name in the address's query")
        return self


class Mapping(_Declared):
    """A format, declared. See docs/feeds.md for an example of each part."""

    format: Literal["json", "xml", "ndjson", "csv"] = "json"
    # Where the items are: JMESPath, of XML below its root. Empty: the document itself is the list.
    items: str = Field("", max_length=MAX_EXPRESSION)
    fields: dict[str, FieldRule]
    # The same for every posting of this source.
    constants: dict[str, Scalar | list[str]] = {}
    # Further keys to keep beside the posting.
    extra: dict[str, str] = {}
    # Names of XML elements that are lists even where only one is there.
    lists: tuple[str, ...] = ()
    pagination: Pagination | None = None
    # Whether all pages together are all there is: what is missing then expires.
    is_complete: bool = False
    charset: str = Field("", max_length=40)
    delimiter: str = Field("", max_length=1)

    _checked = field_validator("items")(lambda text: _check_expression(text) if text else "")

    @field_validator("fields", mode="before")
    @classmethod
    def _widen(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {k: {"path": v} if isinstance(v, str) else v for k, v in value.items()}

    @model_validator(mode="after")
    def _check_names(self) -> "Mapping":
        for name in (*self.fields, *self.constants):
            if name not in FIELDS:
                raise ValueError(f"no field “{name}”; there are {', '.join(FIELDS)}")
        for name in ("id", "title"):
            if name not in self.fields:
                raise ValueError(f"`fields` must say where “{name}” is")
        for name, path in self.extra.items():
            if name in FIELDS:
                raise ValueError(f"“{name}” is a field, not an extra")
            _check_expression(path)
        return self


def parse_mapping(document: object) -> Mapping:
    """Return a mapping; UnreadableFeed `bad_mapping` says what is wrong in it and where."""
    try:
        return Mapping.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = "/" + "/".join(str(part) for part in first["loc"])
        raise UnreadableFeed(
            "bad_mapping", f"{where}: {first['msg'].removeprefix('Value error, ')}"
        ) from error


# --- reading ----------------------------------------------------------------------------------


def read_mapped(
    data: bytes, *, mapping: Mapping, url: str = "", charset: str = ""
) -> PulledPage:  # fmt: skip
    """Read a document as declared."""
    charset = mapping.charset or charset
    problems: list[Problem] = []
    document: Any
    if mapping.format == "xml":
        root = load_xml(data)
        document = xml_to_json(root)
        problems = [Problem("unreadable_value", "", detail) for detail in xml_errors(root)]
        document = _as_lists(document, set(mapping.lists))
    elif mapping.format == "ndjson":
        document = load_json_lines(data, charset=charset)
    elif mapping.format == "csv":
        document = load_csv(data, charset=charset, delimiter=mapping.delimiter)
    else:
        document = load_json(data, charset=charset)
    found = _find_items(document, mapping)
    if len(found) > MAX_ITEMS:
        problems.append(Problem("too_many_items", "", f"only the first {MAX_ITEMS} are read"))
        found = found[:MAX_ITEMS]
    reader = _Reader(mapping)
    items = [reader.read(item, index) for index, item in enumerate(found)]
    total = _count(document, mapping.pagination)
    return PulledPage(
        drop_repeats(items),
        next=_next_page(document, mapping.pagination, url=url, count=len(found), total=total),
        total=total,
        problems=tuple(problems),
    )


def _as_lists(value: Any, names: set[str]) -> Any:
    if not names:
        return value
    if isinstance(value, list):
        return [_as_lists(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: (
            [_as_lists(each, names)] if key in names and not isinstance(each, list)
            else _as_lists(each, names)
        )
        for key, each in value.items()
    }  # fmt: skip


def search_path(path: str, document: Any) -> Any:
    """Return what an expression finds, None for nothing; a JMESPathError where it does not fit."""
    return jmespath.search(path, document)


def _find_items(document: Any, mapping: Mapping) -> list[Any]:
    try:
        found = search_path(mapping.items, document) if mapping.items else document
    except JMESPathError as error:
        raise UnreadableFeed("bad_mapping", f"/items: {error}"[:300]) from error
    if isinstance(found, dict) and mapping.items:
        # XML with a single item, or items by their ids.
        found = [found]
    if not isinstance(found, list):
        shape = ", ".join(list(document)[:12]) if isinstance(document, dict) else type(document)
        raise UnreadableFeed(
            "no_items",
            f"/items: “{mapping.items or '(the document)'}” is no list here. At the top there is: "
            f"{shape}",
        )
    return found


def _count(document: Any, pagination: Pagination | None) -> int | None:
    if pagination is None or not pagination.total:
        return None
    try:
        found = read_text(search_path(pagination.total, document))
    except JMESPathError:
        return None
    return int(found) if found and found.isdigit() else None


def _next_page(
    document: Any, pagination: Pagination | None, *, url: str, count: int, total: int | None
) -> NextPage | None:
    if pagination is None:
        return None
    if pagination.kind in ("next_link", "cursor"):
        try:
            found = read_text(search_path(pagination.path, document))
        except JMESPathError as error:
            raise UnreadableFeed("bad_mapping", f"/pagination/path: {error}"[:300]) from error
        if not found or found == "false":
            return None
        if pagination.kind == "next_link":
            return NextPage(url=found)
        return NextPage(parameters=((pagination.parameter, found),))
    if not count or (pagination.size is not None and count < pagination.size):
        return None
    now = _parameter_of(url, pagination.parameter)
    if pagination.kind == "page":
        page = pagination.start if now is None else now
        done = (page - pagination.start + 1) * (pagination.size or count)
        after = page + 1
    else:
        done = after = (now or 0) + count
    if total is not None and done >= total:
        return None
    return NextPage(parameters=((pagination.parameter, str(after)),))


def _parameter_of(url: str, name: str) -> int | None:
    match = re.search(rf"[?&]{re.escape(name)}=(\d+)(?:&|#|$)", url)
    return int(match[1]) if match else None


class _Reader:
    """Reads items by one mapping; expressions are compiled once."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.rules = {
            name: (rule, jmespath.compile(rule.path)) for name, rule in mapping.fields.items()
        }
        self.extra = {name: jmespath.compile(path) for name, path in mapping.extra.items()}
        self.pointer = "/" + re.sub(r"[.\[\]*]+", "/", mapping.items).strip("/")

    def read(self, item: Any, index: int) -> PulledItem:
        at = f"{self.pointer.rstrip('/')}/{index}"
        if not isinstance(item, dict | list):
            return refuse_item(index=index, pointer=at, value=item)
        draft = RowDraft(index=index, pointer=at, raw=item)
        found = {name: self._find(draft, name, item) for name in self.rules}
        found = {name: value for name, value in found.items() if not _is_empty(value)}
        for name, constant in self.mapping.constants.items():
            found.setdefault(name, constant)
        for name in TEXTS:
            draft.put(name, _join(found.get(name)), at=self._at(name))
        draft.put_html("description", *_texts(found.get("description")))
        self._put_places(draft, found)
        draft.put_pay(
            low=_first(found.get("salary_min")),
            high=_first(found.get("salary_max")),
            currency=_first(found.get("salary_currency")),
            period=_first(found.get("salary_period")),
            words=_join(found.get("salary_raw")),
            at=self._at("salary_min") or self._at("salary_raw"),
        )
        if "salary_months" in found and ("salary_min" in draft.row or "salary_max" in draft.row):
            draft.put("salary_months", _first(found["salary_months"]))
        for name in DATES:
            form = self.rules[name][0].date if name in self.rules else "auto"
            draft.put_date(name, _first(found.get(name)), at=self._at(name), form=form)
        for name in FLAGS:
            draft.put_flag(name, _first(found.get(name)), at=self._at(name))
        for name in LISTS:
            mark = self.rules[name][0].split if name in self.rules else ""
            draft.put_list(name, *_cut(found.get(name), mark))
        for name, expression in self.extra.items():
            value = _search(draft, expression, item, name)
            draft.put(name, _join(value) if isinstance(value, list) else value)
        return draft.finish()

    def _at(self, name: str) -> str:
        return f"#{self.mapping.fields[name].path}" if name in self.mapping.fields else ""

    def _find(self, draft: RowDraft, name: str, item: Any) -> Any:
        rule, expression = self.rules[name]
        value = _search(draft, expression, item, name)
        if rule.split and isinstance(value, str) and name not in LISTS:
            value = [part.strip() for part in value.split(rule.split) if part.strip()]
        if not rule.values:
            return value
        return (
            [self._said(draft, name, rule, each) for each in value]
            if isinstance(value, list)
            else self._said(draft, name, rule, value)
        )

    def _said(self, draft: RowDraft, name: str, rule: FieldRule, value: Any) -> Any:
        """Return the declared word for one of the source's codes."""
        key = read_text(value)
        if not key:
            return value
        if key in rule.values:
            return rule.values[key]
        draft.warn(
            "unreadable_value", f"not among the declared values: {key:.60}",
            at=self._at(name), field=name,
        )  # fmt: skip
        return None

    def _put_places(self, draft: RowDraft, found: dict[str, Any]) -> None:
        cities, regions, countries = (_texts(found.get(name)) for name in PLACES)
        if len(cities) > 1 and not (len(regions) == len(cities) or len(countries) == len(cities)):
            draft.put_places(*cities)
            return
        for index in range(max(len(cities), len(regions), len(countries))):
            draft.put_places(
                join_place(
                    city=_at_index(cities, index),
                    region=_at_index(regions, index),
                    country=_at_index(countries, index),
                )
            )


def _search(draft: RowDraft, expression: Any, item: Any, name: str) -> Any:
    try:
        return expression.search(item)
    except (JMESPathError, TypeError, ValueError, ZeroDivisionError) as error:
        draft.warn("mapping_failed", str(error), field=name)
        return None


def _at_index(texts: list[str], index: int) -> str:
    return texts[index] if index < len(texts) else ""


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _first(value: Any) -> Any:
    if isinstance(value, list):
        return next((each for each in value if not _is_empty(each)), None)
    return value


def _texts(value: Any) -> list[str]:
    found = [read_text(each) for each in (value if isinstance(value, list) else [value])]
    return [text for text in found if text]


def _join(value: Any) -> Any:
    return ", ".join(_texts(value)) if isinstance(value, list) else value


def _cut(value: Any, mark: str) -> list[Any]:
    found = value if isinstance(value, list) else [] if value is None else [value]
    if not mark:
        return found
    return [p.strip() for each in found if isinstance(each, str) for p in each.split(mark)]
