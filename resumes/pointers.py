"""Dotted paths (`work[0].endDate`) and JSON pointers (`/work/0/endDate`), and walking them."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

SCHEMA_FILE = Path(__file__).parent / "data" / "jsonresume.schema.json"

Token = str | int
_DOTTED = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
MISSING = object()


def tokens_of(path: str) -> list[Token]:
    """Return the steps of a dotted path or a pointer; a leading `resume.` is dropped."""
    if path == "" or path.startswith("/"):
        steps = [t.replace("~1", "/").replace("~0", "~") for t in path.split("/")[1:]]
        return [int(t) if t.isdigit() else t for t in steps]
    path = path.removeprefix("resume.")
    return [int(m[2]) if m[2] is not None else m[1] for m in _DOTTED.finditer(path)]


def to_pointer(path: str | list[Token]) -> str:
    """Return the JSON pointer of a dotted path, a pointer or its steps."""
    steps = tokens_of(path) if isinstance(path, str) else path
    return "".join("/" + str(t).replace("~", "~0").replace("/", "~1") for t in steps)


def to_dotted(path: str | list[Token]) -> str:
    """Return the dotted path, without `resume.`."""
    steps = tokens_of(path) if isinstance(path, str) else path
    out = ""
    for t in steps:
        out += f"[{t}]" if isinstance(t, int) else (f".{t}" if out else t)
    return out


def get_at(document: Any, path: str | list[Token]) -> Any:
    """Return the value there, or MISSING."""
    node = document
    for t in tokens_of(path) if isinstance(path, str) else path:
        if isinstance(node, list):
            if not isinstance(t, int) or t >= len(node):
                return MISSING
            node = node[t]
        elif isinstance(node, dict):
            if str(t) not in node:
                return MISSING
            node = node[str(t)]
        else:
            return MISSING
    return node


def leaves_of(value: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (pointer, value) of every scalar; empty lists and objects have none."""
    if isinstance(value, dict):
        for key, item in value.items():
            step = key.replace("~", "~0").replace("/", "~1")
            yield from leaves_of(item, f"{prefix}/{step}")
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from leaves_of(item, f"{prefix}/{i}")
    else:
        yield prefix, value


def reading_order(pointer: str) -> tuple[int, ...]:
    """Return where a value stands in a résumé as people read it: the order of JSON Resume.

    A document from the database has its keys in an order of its own.
    """
    node: dict[str, Any] = json_resume_schema()
    order = []
    for step in tokens_of(pointer):
        if isinstance(step, int):
            order.append(step)
            node = node.get("items", {})
        else:
            known = node.get("properties", {})
            order.append(list(known).index(step) if step in known else len(known))
            node = known.get(step, {})
    return tuple(order)


@cache
def json_resume_schema() -> dict[str, Any]:
    """Return the JSON Resume schema."""
    schema: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return schema
