"""A question's typed query as a person checks it: its parts in words, each with what is left without."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .asking.unclear import WHICH_DAYS
from .names import name_dimension, name_measure, name_value
from .types import (
    AllOf,
    AnyOf,
    Condition,
    FiguresError,
    FiguresQuery,
    Filter,
    IllegalQuery,
    NotSo,
    parse_query,
)


@dataclass(frozen=True)
class Part:
    """One part of a query in words; `rest` is the query without it, None where none is left."""

    label: str
    text: str
    rest: FiguresQuery | None


def list_parts(query: FiguresQuery) -> list[Part]:
    """Return what was understood, in the order in which it is read."""
    data = query.on_the_wire()
    return [
        Part(label, text, _rest(data, **without)) for label, text, without in _parts(query, data)
    ]


def _parts(query: FiguresQuery, data: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for measure in query.measures:
        left = [each for each in data["measures"] if each != measure]
        yield _("Count"), name_measure(measure), {"measures": left}
    for dimension in query.dimensions:
        left = [each for each in data["dimensions"] if each != dimension]
        yield _("By"), name_dimension(dimension), {"dimensions": left}
    filters: dict[str, Any] = data.get("filters", {})
    if query.filters is not None:
        parts = query.filters.parts if isinstance(query.filters, AllOf) else (query.filters,)
        raw = filters["and"] if isinstance(query.filters, AllOf) else [filters]
        for at, part in enumerate(parts):
            left = [*raw[:at], *raw[at + 1 :]]
            rest = {"and": left} if len(left) > 1 else left[0] if left else None
            yield _("Only"), describe_filter(part), {"filters": rest}
    if query.date_range:
        yield _("When"), _describe_days(query), {"date_range": None}
    if query.compare_to:
        words = {
            "previous_period": _("with the period before"),
            "previous_year": _("with a year earlier"),
        }
        yield _("Compared"), words[query.compare_to], {"compare_to": None}
    if query.order_by:
        named = ", ".join(
            _("%(name)s, highest first") % {"name": _name(each.by)}
            if each.dir == "desc"
            else _("%(name)s, lowest first") % {"name": _name(each.by)}
            for each in query.order_by
        )
        yield _("In order"), named, {"order_by": None}
    if query.limit:
        yield _("At most"), str(query.limit), {"limit": None}
    if query.chart:
        words = {
            "table": _("table"), "line": _("line"), "bar": _("bars"), "funnel": _("funnel"),
            "number": _("number"),
        }  # fmt: skip
        yield _("Drawn as"), words[query.chart], {"chart": None}


def _name(key: str) -> str:
    try:
        return name_measure(key)
    except KeyError:
        return name_dimension(key)


def _describe_days(query: FiguresQuery) -> str:
    days = query.date_range
    assert days is not None
    first = date_format(days.first, "SHORT_DATE_FORMAT") if days.first else ""
    last = date_format(days.last, "SHORT_DATE_FORMAT") if days.last else ""
    if first == last:
        return first
    return f"{first} – {last}"


def describe_filter(part: Filter) -> str:
    """Return a filter in words."""
    match part:
        case Condition():
            return _describe_condition(part)
        case NotSo():
            return _("not (%(what)s)") % {"what": describe_filter(part.part)}
        case AllOf():
            return "(" + _(" and ").join(describe_filter(each) for each in part.parts) + ")"
        case AnyOf():
            return "(" + _(" or ").join(describe_filter(each) for each in part.parts) + ")"


def _describe_condition(condition: Condition) -> str:
    values = _(" or ").join(
        value if condition.op == "contains" else name_value(condition.dimension, value)
        for value in map(_as_value, condition.values)
    )
    name = name_dimension(condition.dimension)
    match condition.op:
        case "contains":
            return _("%(name)s contains “%(value)s”") % {"name": name, "value": values}
        case "gt":
            return _("%(name)s after %(value)s") % {"name": name, "value": values}
        case "lt":
            return _("%(name)s before %(value)s") % {"name": name, "value": values}
        case _:
            return _("%(name)s: %(value)s") % {"name": name, "value": values}


def _as_value(value: int | str) -> Any:
    return value


def _rest(data: dict[str, Any], **without: Any) -> FiguresQuery | None:
    """Return the query without a part, what hangs on it taken out too; None where it is no query."""
    rest = {**data, **without}
    there = {*rest["measures"], *(rest.get("dimensions") or [])}
    rest["order_by"] = [each for each in rest.get("order_by") or [] if each["by"] in there]
    try:
        return parse_query({k: v for k, v in rest.items() if v not in (None, [], {})})
    except IllegalQuery:
        return None


def explain_error(error: FiguresError) -> str:
    """Return why a question has no answer, for the person who asked."""
    match error.error:
        case "not_allowed":
            return _(
                "This is not shown: other companies' figures, what the law protects about people, "
                "and contact data that nobody agreed to share."
            )
        case "unknown_name":
            return _("There is no “%(said)s” among your names for “%(dimension)s”.") % {
                "said": error.said,
                "dimension": name_dimension(error.dimension),
            }
        case "ambiguous" if error.question == WHICH_DAYS:
            return _("Which days do you mean? Say the first and the last of them.")
        case "ambiguous":
            if error.is_unread or not error.question:
                return _("Which figure do you mean? For example applications, hires, answer rate.")
            return _("Which one do you mean: %(names)s?") % {"names": error.question}
        case _:
            return _(
                "No figure says this. Ask for what is counted, by what it is counted by: "
                "applications by city, answer rate by recruiter."
            )


def list_rewordings(error: FiguresError, question: str) -> list[tuple[str, str]]:
    """Return (name, question with it in place of what was said), for one tap."""
    if error.error == "unknown_name":
        return [
            (name, question.replace(error.said, name, 1))
            for name in error.suggestions
            if error.said and error.said in question
        ]
    if error.error == "ambiguous" and error.said and error.suggestions:
        return [(name, question.replace(error.said, name, 1)) for name in error.suggestions]
    return []
