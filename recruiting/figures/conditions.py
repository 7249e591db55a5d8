"""Filters of a query as SQL: values are always parameters, and nothing is ever unknown."""

from typing import Any

from .facts import Fact, expression_of, local_time_of
from .names import compared, compared_in_sql, find_occupations
from .types import BOUNDED, DATED, AllOf, Condition, Filter, NotSo, span_of


def build_condition(part: Filter | None, *, fact: Fact, params: dict[str, Any]) -> str:
    """Return the condition of a filter; what it compares with is added to `params`."""
    match part:
        case None:
            return "true"
        case Condition():
            return _compare(part, fact=fact, params=params)
        case NotSo():
            return f"NOT {build_condition(part.part, fact=fact, params=params)}"
    glue = " AND " if isinstance(part, AllOf) else " OR "
    inner = [build_condition(each, fact=fact, params=params) for each in part.parts]
    return f"({glue.join(inner)})"


def _add(params: dict[str, Any], value: object) -> str:
    name = f"v{len(params)}"
    params[name] = value
    return f"%({name})s"


def _compare(condition: Condition, *, fact: Fact, params: dict[str, Any]) -> str:
    dimension, op = condition.dimension, condition.op
    if dimension in DATED:
        return _compare_days(condition, fact=fact, params=params)
    expression = expression_of(dimension, fact)
    if dimension in BOUNDED:
        numbers = [int(value) for value in condition.values]
        sign = {"gt": ">", "lt": "<"}.get(op)
        if sign:
            return f"({expression} {sign} {_add(params, numbers[0])})"
        return f"({expression} = ANY({_add(params, numbers)}))"
    texts = [str(value) for value in condition.values]
    if dimension == "occupation":
        keys = [key for text in texts for key in find_occupations(text, is_part=op == "contains")]
        return f"({expression} = ANY({_add(params, keys)}::text[]))"
    words = [compared(text) for text in texts]
    if op == "contains":
        return f"(strpos({compared_in_sql(expression)}, {_add(params, words[0])}) > 0)"
    return f"({compared_in_sql(expression)} = ANY({_add(params, words)}))"


def _compare_days(condition: Condition, *, fact: Fact, params: dict[str, Any]) -> str:
    day = f"{local_time_of(fact)}::date"
    spans = [span_of(condition.dimension, str(value)) for value in condition.values]
    if condition.op == "gt":
        return f"({day} > {_add(params, spans[0][1])})"
    if condition.op == "lt":
        return f"({day} < {_add(params, spans[0][0])})"
    parts = [
        f"{day} BETWEEN {_add(params, first)} AND {_add(params, last)}" for first, last in spans
    ]
    return f"({' OR '.join(parts)})"


def narrow_to_cell(dimension: str, value: str | int, *, fact: Fact, params: dict[str, Any]) -> str:
    """Return the condition that a fact has just this value, as a table of figures shows it."""
    expression = expression_of(dimension, fact)
    if dimension in BOUNDED:
        return f"({expression} = {_add(params, int(value))})"
    if dimension == "occupation" and value:
        return f"({expression} = ANY({_add(params, find_occupations(str(value)))}::text[]))"
    return f"({expression} = {_add(params, str(value))})"
