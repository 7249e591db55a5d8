"""A JSON Resume: parsed, cleared of empty values and held against the published schema."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import islice
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from resumes.extraction.refusal import Refused
from resumes.pointers import json_resume_schema

MAX_PROBLEMS = 20
MAX_DEPTH = 40
MAX_VALUES = 20_000


def read_json(text: str) -> dict[str, Any] | None:
    """Return the document, None when the text is not JSON at all; refuse what is wrong in it."""
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        if not re.match(r'\s*(\{\s*"|\[\s*[{"\[])', text):
            return None
        raise Refused("invalid_json", line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise Refused("too_complex", found="json") from error
    _check_size(document)
    if not isinstance(document, dict) or not _is_resume(document):
        raise Refused("unsupported_type", found="json")
    cleared: dict[str, Any] = drop_empty(document)
    problems = list(islice(_problems(cleared), MAX_PROBLEMS))
    if problems:
        raise Refused("invalid_json_resume", problems=problems)
    return cleared


def _refuse_constant(name: str) -> None:
    """NaN and Infinity are not JSON, though Python reads them."""
    raise Refused("invalid_json", line=0, column=0, found=name)


def _check_size(document: Any) -> None:
    """Refuse more values or levels than a résumé has, without recursion."""
    values = 0
    level, depth = [document], 0
    while level:
        depth += 1
        values += len(level)
        if depth > MAX_DEPTH or values > MAX_VALUES:
            raise Refused("too_complex", found="json")
        level = [
            child
            for value in level
            if isinstance(value, (dict, list))
            for child in (value.values() if isinstance(value, dict) else value)
        ]


def drop_empty(value: Any) -> Any:
    """Return the value without members that are null or blank: builders export all their fields.

    Items of a list stay, so that pointers into it still point at the same things.
    """
    if isinstance(value, dict):
        return {
            key: drop_empty(member)
            for key, member in value.items()
            if member is not None and not (isinstance(member, str) and not member.strip())
        }
    if isinstance(value, list):
        return [drop_empty(item) for item in value]
    return value


def misplaced(document: dict[str, Any]) -> set[str]:
    """Return the pointers at which a document has a value of another type than the schema's."""
    return {
        _pointer(error) for error in _validator().iter_errors(document) if error.validator == "type"
    }


@cache
def _validator() -> Draft7Validator:
    return Draft7Validator(json_resume_schema())


def _is_resume(document: dict[str, Any]) -> bool:
    """Return whether these are a résumé's sections: a job's JSON has `skills` as well."""
    sections = set(json_resume_schema()["properties"])
    known = len(set(document) & (sections - {"$schema", "meta"}))
    return known > 0 and ("basics" in document or known >= len(set(document) - sections))


def _problems(document: dict[str, Any]) -> Any:
    errors = sorted(
        islice(_validator().iter_errors(document), 10 * MAX_PROBLEMS),
        key=lambda e: list(map(str, e.path)),
    )
    for error in errors:
        yield {"pointer": _pointer(error), **_rule(error)}


def _pointer(error: ValidationError) -> str:
    return "".join(
        "/" + str(step).replace("~", "~0").replace("/", "~1") for step in error.absolute_path
    )


def _rule(error: ValidationError) -> dict[str, str]:
    """Say which rule was broken in the few words that the parent can put into a sentence."""
    if error.validator == "type":
        wanted = error.validator_value
        return {"rule": "type", "wanted": wanted if isinstance(wanted, str) else "value"}
    if error.validator == "pattern":
        # The schema's only patterns are its partial dates.
        return {"rule": "date", "found": str(error.instance)[:40]}
    if error.validator == "required":
        return {"rule": "required", "wanted": ", ".join(error.validator_value)[:80]}
    if error.validator == "additionalProperties":
        return {"rule": "unknown"}
    return {"rule": "other"}
