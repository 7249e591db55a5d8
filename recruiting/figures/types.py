"""A question about figures as a typed query, and what may be asked with what. No database.

The interchange of people, the rules and the models that read questions, and the address that
answers: whoever made a query, it is checked here in the same way.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
    ValidationError,
    field_validator,
    model_validator,
)

Measure = Literal[
    "postings_active", "postings_new", "seekers_active", "rounds_per_person", "shown", "opened",
    "saved", "dismissed", "connected", "connection_rate", "answered", "answer_rate",
    "hours_to_first_answer", "greeted", "interviews", "offers", "hires", "withdrawn",
    "feed_items", "feed_rejected",
]  # fmt: skip
Dimension = Literal[
    "day", "week", "month", "weekday", "hour", "posting", "occupation", "city", "country",
    "employment_type", "source", "recruiter", "stage", "scene", "engine", "language",
    "dismiss_reason",
]  # fmt: skip
Op = Literal["eq", "in", "contains", "gt", "lt"]
Direction = Literal["asc", "desc"]
Compare = Literal["previous_period", "previous_year"]
Chart = Literal["table", "line", "bar", "funnel", "number"]

MEASURES: tuple[Measure, ...] = get_args(Measure)
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)

TIME: tuple[Dimension, ...] = ("day", "week", "month", "weekday", "hour")
PLACE: tuple[Dimension, ...] = ("occupation", "city", "country")
POSTING: tuple[Dimension, ...] = ("posting", *PLACE, "employment_type", "source", "recruiter")
CHAT: tuple[Dimension, ...] = ("scene", "engine", "language")

_SEEN = frozenset((*TIME, *POSTING, *CHAT))
_ANSWERED = frozenset((*TIME, *POSTING, "language"))
_PEOPLE = frozenset((*TIME, *PLACE, *CHAT))
_FEED = frozenset((*TIME, *PLACE, "employment_type", "source"))
# Which dimensions each measure may be grouped and filtered by.
ALLOWED: dict[Measure, frozenset[str]] = {
    "postings_active": frozenset(("day", "week", "month", *POSTING)),
    "postings_new": frozenset((*TIME, *POSTING)),
    "seekers_active": _PEOPLE,
    "rounds_per_person": _PEOPLE,
    "shown": _SEEN,
    "opened": _SEEN,
    "saved": _SEEN,
    "dismissed": _SEEN | {"dismiss_reason"},
    "connected": _SEEN | {"stage"},
    "connection_rate": _SEEN,
    "answered": _ANSWERED,
    "answer_rate": _ANSWERED,
    "hours_to_first_answer": _ANSWERED,
    "greeted": _ANSWERED,
    "interviews": _ANSWERED,
    "offers": _ANSWERED,
    "hires": _ANSWERED,
    "withdrawn": _ANSWERED | {"stage"},
    "feed_items": _FEED,
    "feed_rejected": _FEED,
}
# Dimensions whose values are these.
VALUES: dict[str, tuple[str, ...]] = {
    "employment_type": ("full_time", "part_time", "contract", "internship", "temporary"),
    "stage": ("applied", "answered", "interview", "offer", "hired", "rejected", "withdrawn"),
    "scene": ("find", "resume", "interview", "applications", "alerts", "ask"),
    "engine": ("rules", "llm"),
    "language": ("zh", "en"),
    "dismiss_reason": (
        "wrong_role", "wrong_seniority", "wrong_city", "wrong_employment_type", "too_low_salary",
        "excluded", "already_seen", "expired", "other",
    ),
}  # fmt: skip
# Dimensions whose values are the names that a company has.
NAMED: tuple[Dimension, ...] = ("city", "posting", "occupation", "recruiter", "source")
BOUNDED: dict[str, range] = {"weekday": range(1, 8), "hour": range(24)}
DATED = {
    "day": re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
    "week": re.compile(r"\d{4}-W\d\d", re.ASCII),
    "month": re.compile(r"\d{4}-\d\d", re.ASCII),
}
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)

MAX_MEASURES = len(MEASURES)
MAX_DIMENSIONS = 4
MAX_VALUES = 200
MAX_VALUE = 300
MAX_CONDITIONS = 60
MAX_DEPTH = 8
MAX_LIMIT = 1000
MAX_ORDERS = 4


class IllegalQuery(ValueError):
    """A query that breaks the rules above; the words say which."""


def is_storable(text: str) -> bool:
    """Return whether a database can be asked for a text: no zeros, no half of a pair."""
    return "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def span_of(dimension: str, value: str) -> tuple[date, date]:
    """Return the first and last day of `2026-11-02`, `2026-W45` or `2026-11`."""
    if not DATED[dimension].fullmatch(value):
        raise IllegalQuery(f"{dimension}: {value!r}")
    try:
        if dimension == "day":
            day = date.fromisoformat(value)
            return day, day
        if dimension == "week":
            monday = date.fromisocalendar(int(value[:4]), int(value[6:]), 1)
            return monday, monday + timedelta(days=6)
        first = date.fromisoformat(f"{value}-01")
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    except (ValueError, OverflowError):
        raise IllegalQuery(f"{dimension}: {value!r}") from None


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


Value = StrictInt | Annotated[StrictStr, Field(min_length=1, max_length=MAX_VALUE)]


class Condition(_Part):
    """One comparison of a dimension."""

    dimension: Dimension
    op: Op
    value: Value | Annotated[tuple[Value, ...], Field(min_length=1, max_length=MAX_VALUES)]

    @property
    def values(self) -> tuple[int | str, ...]:
        """What is compared with, one or many."""
        return self.value if isinstance(self.value, tuple) else (self.value,)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.op == "in") != isinstance(self.value, tuple):
            raise IllegalQuery(f"{self.dimension} {self.op}: {self.value!r}")
        is_time = self.dimension in BOUNDED or self.dimension in DATED
        if (self.op == "contains" and is_time) or (self.op in ("gt", "lt") and not is_time):
            raise IllegalQuery(f"{self.dimension} {self.op}")
        for value in self.values:
            self._check_value(value)
        return self

    def _check_value(self, value: int | str) -> None:
        wrong = IllegalQuery(f"{self.dimension}: {value!r}")
        if self.dimension in BOUNDED:
            if not isinstance(value, int) or value not in BOUNDED[self.dimension]:
                raise wrong
            return
        if not isinstance(value, str) or not is_storable(value):
            raise wrong
        if self.dimension in DATED:
            span_of(self.dimension, value)
        elif self.op == "contains":
            return
        elif self.dimension in VALUES and value not in VALUES[self.dimension]:
            raise wrong
        elif self.dimension == "country" and not _COUNTRY.fullmatch(value):
            raise wrong


class AllOf(_Part):
    """All of these hold."""

    parts: tuple["Filter", ...] = Field(alias="and", min_length=1, max_length=MAX_CONDITIONS)


class AnyOf(_Part):
    """One of these holds."""

    parts: tuple["Filter", ...] = Field(alias="or", min_length=1, max_length=MAX_CONDITIONS)


class NotSo(_Part):
    """This does not hold."""

    part: "Filter" = Field(alias="not")


Filter = AllOf | AnyOf | NotSo | Condition


class DateRange(_Part):
    """Days, both counted; open where None."""

    first: date | None = Field(None, alias="from")
    last: date | None = Field(None, alias="to")

    @field_validator("first", "last", mode="before")
    @classmethod
    def _only_days(cls, value: object) -> object:
        if value is None or (isinstance(value, date) and type(value) is date):
            return value
        if isinstance(value, str):
            return span_of("day", value)[0]
        raise IllegalQuery(f"date_range: {value!r}")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first and self.last and self.first > self.last:
            raise IllegalQuery("date_range ends before it begins")
        return self


class Order(_Part):
    """By what rows are put in order."""

    by: str = Field(max_length=40)
    dir: Direction = "desc"


class FiguresQuery(_Part):
    """What is to be counted: of one company, which is not part of it."""

    measures: tuple[Measure, ...] = Field(min_length=1, max_length=MAX_MEASURES)
    dimensions: tuple[Dimension, ...] = Field((), max_length=MAX_DIMENSIONS)
    filters: Filter | None = None
    date_range: DateRange | None = None
    compare_to: Compare | None = None
    order_by: tuple[Order, ...] = Field((), max_length=MAX_ORDERS)
    limit: Annotated[StrictInt, Field(ge=1, le=MAX_LIMIT)] | None = None
    chart: Chart | None = None

    @field_validator("dimensions", "order_by", mode="before")
    @classmethod
    def _absent_is_empty(cls, value: object) -> object:
        return () if value is None else value

    @field_validator("measures", "dimensions")
    @classmethod
    def _once_each(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value))

    @field_validator("filters", "date_range", mode="before")
    @classmethod
    def _empty_is_absent(cls, value: object) -> object:
        return None if value in ([], {}) else value

    @model_validator(mode="after")
    def _check(self) -> Self:
        conditions = list(conditions_of(self.filters))
        if len(conditions) > MAX_CONDITIONS or depth_of(self.filters) > MAX_DEPTH:
            raise IllegalQuery("filters: too many or too deep")
        used = {*self.dimensions, *(each.dimension for each in conditions)}
        for measure in self.measures:
            if wrong := used - ALLOWED[measure]:
                raise IllegalQuery(f"{measure} has no {', '.join(sorted(wrong))}")
        for order in self.order_by:
            if order.by not in self.measures and order.by not in self.dimensions:
                raise IllegalQuery(f"order_by: {order.by!r} is not in the query")
        return self

    def on_the_wire(self) -> dict[str, Any]:
        """Return the interchange: what is not said is left out."""
        said: dict[str, Any] = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return {key: value for key, value in said.items() if value not in ([], {})}


def conditions_of(part: Filter | None) -> Iterator[Condition]:
    """Yield every comparison of a filter."""
    match part:
        case None:
            return
        case Condition():
            yield part
        case NotSo():
            yield from conditions_of(part.part)
        case _:
            for each in part.parts:
                yield from conditions_of(each)


def depth_of(part: Filter | None) -> int:
    """Return how many and, or and not lie within each other, at most."""
    match part:
        case None | Condition():
            return 0
        case NotSo():
            return 1 + depth_of(part.part)
        case _:
            return 1 + max(depth_of(each) for each in part.parts)


def parse_query(data: object) -> FiguresQuery:
    """Return a query from the interchange; IllegalQuery says what is wrong, at most a line."""
    if _nesting(data) > 3 * MAX_DEPTH:
        raise IllegalQuery("filters: too deep")
    try:
        return FiguresQuery.model_validate(data)
    except ValidationError as error:
        # Of the kinds that a filter may be of, each fails in its way: the deepest is the one meant.
        first = max(
            error.errors(include_url=False, include_input=False),
            key=lambda each: (each["type"] == "value_error", len(each["loc"])),
        )
        where = ".".join(str(each) for each in first["loc"])
        said = str(first["msg"]).removeprefix("Value error, ")
        raise IllegalQuery(f"{where}: {said}"[:300] if where else said[:300]) from None


def _nesting(data: object, *, depth: int = 0) -> int:
    # Before anything recurses over it: a body may be made of nothing but brackets.
    if depth > 3 * MAX_DEPTH:
        return depth
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return max((_nesting(each, depth=depth + 1) for each in inner), default=depth)


@dataclass(frozen=True)
class Catalog:
    """Every name that exists for a company, by dimension."""

    city: tuple[str, ...] = ()
    posting: tuple[str, ...] = ()
    occupation: tuple[str, ...] = ()
    recruiter: tuple[str, ...] = ()
    source: tuple[str, ...] = ()

    def names(self, dimension: str) -> tuple[str, ...]:
        """Return the names of one dimension."""
        found: tuple[str, ...] = getattr(self, dimension)
        return found


ErrorCode = Literal["not_allowed", "not_expressible", "unknown_name", "ambiguous"]


@dataclass(frozen=True)
class FiguresError:
    """Why a question has no query: the named errors of the interchange."""

    error: ErrorCode
    why: str = ""
    dimension: str = ""
    said: str = ""
    suggestions: tuple[str, ...] = field(default=())
    question: str = ""
    # Of the rules: no figure was found in the question, which a model may read.
    is_unread: bool = False

    def on_the_wire(self) -> dict[str, Any]:
        """Return the interchange."""
        match self.error:
            case "unknown_name":
                return {
                    "error": self.error,
                    "dimension": self.dimension,
                    "said": self.said,
                    "suggestions": list(self.suggestions),
                }
            case "ambiguous":
                return {"error": self.error, "question": self.question}
            case _:
                return {"error": self.error, "why": self.why}
