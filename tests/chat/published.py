"""Checks frames against what is published of them, more strictly than a client may."""

import json
from functools import cache
from pathlib import Path
from typing import Any, get_args

import jsonschema_rs

from chat import events
from docs.build_asyncapi import replies_to

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
CODES = frozenset(get_args(events.ErrorCode))


def read_schema(name: str) -> dict[str, Any]:
    """Return a file of docs/schemas."""
    found: dict[str, Any] = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    return found


def make_strict(value: Any) -> Any:
    """Return a schema that admits no field which it does not name."""
    if isinstance(value, list):
        return [make_strict(each) for each in value]
    if not isinstance(value, dict):
        return value
    strict = {name: make_strict(each) for name, each in value.items()}
    if strict.get("type") == "object" and "properties" in strict:
        strict.setdefault("additionalProperties", False)
    return strict


@cache
def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    """Return a validator of one published schema, made strict; formats are checked too."""
    return jsonschema_rs.Draft202012Validator(make_strict(read_schema(name)), validate_formats=True)


def list_faults(name: str, instance: Any) -> list[str]:
    """Return what is wrong with an instance of a published schema, with where it is wrong."""
    return [
        f"/{'/'.join(map(str, each.instance_path))}: {each.message[:300]}"
        for each in validator(name).iter_errors(instance)
    ]


def check_frame(frame: dict[str, Any]) -> None:
    """Fail unless a server frame is one of those published for its type."""
    kind = frame.get("type")
    assert kind in events.SERVER_EVENTS, f"no fact of the protocol: {kind}"
    schema = validator(f"facts/{kind}.json")
    if not schema.is_valid(frame):
        raise AssertionError(
            f"{kind} is not as published: {list_faults(f'facts/{kind}.json', frame)}"
        )
    code = frame["data"].get("code") if kind in ("ack", "error") else None
    assert code is None or code in CODES, f"the code {code} is not published"


def check_reply(frame: dict[str, Any], *, order: str) -> None:
    """Fail unless this fact is published as an answer to such an order."""
    assert frame["type"] in replies_to(order), f"{frame['type']} answers {order}: not published"
