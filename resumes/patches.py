"""RFC 6902 operations on a document and its sources together, each with its inverse. Pure."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from jobassist.errors import AppError

from .pointers import MISSING, Token, get_at, leaves_of, to_pointer, tokens_of

Source = dict[str, Any]
Sources = dict[str, Source]
Operation = dict[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """A document and where each of its leaves came from (by JSON pointer)."""

    document: dict[str, Any] = field(default_factory=dict)
    sources: Sources = field(default_factory=dict)


def apply_operations(
    state: State, operations: Iterable[Operation]
) -> tuple[State, list[Operation], list[Operation]]:
    """Return the new state, the operations as applied, and those that take them back.

    Of RFC 6902 `add`, `replace`, `remove` and `test`; an operation carries `sources` by pointer
    relative to its path. As applied, `-` is an index and what was missing above a new value is
    part of it, so the list stands alone as a patch. Refused operations raise `bad_change`.
    """
    document, sources = copy.deepcopy(state.document), dict(state.sources)
    applied: list[Operation] = []
    inverse: list[Operation] = []
    for operation in operations:
        op, path = operation.get("op"), operation.get("path")
        if op not in ("add", "replace", "remove", "test") or not isinstance(path, str):
            raise AppError("bad_change", _("An operation needs a known op and a path."))
        steps = tokens_of(path)
        if not steps:
            raise AppError("bad_change", _("The whole document cannot be changed at once."))
        if op == "test":
            if get_at(document, steps) != operation.get("value"):
                raise AppError("test_failed", _("The value is another one by now."), status=409)
            continue
        if op == "remove":
            done = _remove(document, sources, steps)
            applied.append({"op": "remove", "path": to_pointer(steps)})
            inverse.append(done)
            continue
        value = copy.deepcopy(operation.get("value"))
        given: Sources = dict(operation.get("sources") or {})
        if op == "add" and get_at(document, steps[:-1]) is MISSING:
            steps, value, given = _lift(document, steps, value, given)
        done_ops = _put(document, sources, op, steps, value, given)
        applied.append(done_ops[0])
        inverse.append(done_ops[1])
    inverse.reverse()
    return State(document, sources), applied, inverse


def fold(operations: Iterable[Operation], state: State | None = None) -> State:
    """Return the state that operations make of an empty document (or of `state`)."""
    return apply_operations(state or State(), operations)[0]


def move_pointer(pointer: str, operation: Operation) -> str | None:
    """Return where the value at `pointer` stands after the operation; None when it is gone.

    A value replaced whole is not gone; one inside a removed or replaced parent is.
    """
    steps, changed = tokens_of(pointer), tokens_of(operation["path"])
    n = len(changed)
    if operation["op"] == "remove" and steps[:n] == changed:
        return None
    last = changed[-1]
    if isinstance(last, int) and len(steps) >= n and steps[: n - 1] == changed[:-1]:
        here = steps[n - 1]
        if isinstance(here, int) and operation["op"] == "add" and here >= last:
            return to_pointer([*steps[: n - 1], here + 1, *steps[n:]])
        if isinstance(here, int) and operation["op"] == "remove" and here > last:
            return to_pointer([*steps[: n - 1], here - 1, *steps[n:]])
    if operation["op"] in ("add", "replace") and len(steps) > n and steps[:n] == changed:
        return None
    return pointer


def _lift(
    document: Any, steps: list[Token], value: Any, given: Sources
) -> tuple[list[Token], Any, Sources]:
    """Return the add moved up to the lowest parent that exists, the value wrapped to match."""
    while len(steps) > 1 and get_at(document, steps[:-1]) is MISSING:
        last = steps[-1]
        if isinstance(last, int) or last == "-":
            if last not in (0, "-"):
                raise AppError("bad_change", _("There is no such place in the document."))
            value, step = [value], "0"
        else:
            value, step = {last: value}, str(last).replace("~", "~0").replace("/", "~1")
        given = {f"/{step}{k}": v for k, v in given.items()}
        steps = steps[:-1]
    return steps, value, given


def _put(
    document: Any,
    sources: Sources,
    op: str,
    steps: list[Token],
    value: Any,
    given: Sources,
) -> tuple[Operation, Operation]:
    parent, last = get_at(document, steps[:-1]), steps[-1]
    if isinstance(parent, list):
        if last == "-" and op == "add":
            last = len(parent)
        limit = len(parent) if op == "add" else len(parent) - 1
        if not isinstance(last, int) or last > limit:
            raise AppError("bad_change", _("There is no such place in the document."))
    elif isinstance(parent, dict):
        last = str(last)
    else:
        raise AppError("bad_change", _("There is no such place in the document."))
    steps = [*steps[:-1], last]
    pointer = to_pointer(steps)
    leaves = {p for p, _ in leaves_of(value)}
    if leaves - given.keys():
        raise AppError("no_source", _("Every value needs the words it came from."))
    before = MISSING if isinstance(parent, list) and op == "add" else get_at(document, steps)
    if before is MISSING:
        if op == "replace":
            raise AppError("bad_change", _("There is no such place in the document."))
        back: Operation = {"op": "remove", "path": pointer}
        if isinstance(parent, list):
            parent.insert(int(last), value)
            _shift(sources, steps, by=1)
        else:
            parent[last] = value
    else:
        taken = _take(sources, pointer)
        back = {"op": "replace", "path": pointer, "value": before, "sources": taken}
        parent[last] = value
    kept = {p: given[p] for p in leaves}
    sources.update({pointer + p: s for p, s in kept.items()})
    name = "replace" if before is not MISSING else "add"
    return {
        "op": name,
        "path": pointer,
        "value": copy.deepcopy(value),
        "sources": kept,
    }, back


def _remove(document: Any, sources: Sources, steps: list[Token]) -> Operation:
    parent, last = get_at(document, steps[:-1]), steps[-1]
    before = get_at(document, steps)
    if before is MISSING:
        raise AppError("bad_change", _("There is no such place in the document."))
    pointer = to_pointer(steps)
    taken = _take(sources, pointer)
    if isinstance(parent, list):
        parent.pop(int(last))
        _shift(sources, steps, by=-1)
    else:
        del parent[str(last)]
    return {"op": "add", "path": pointer, "value": before, "sources": taken}


def _take(sources: Sources, pointer: str) -> Sources:
    """Take the sources at and under a pointer out, keyed relative to it."""
    keys = [k for k in sources if k == pointer or k.startswith(pointer + "/")]
    return {k[len(pointer) :]: sources.pop(k) for k in keys}


def _shift(sources: Sources, steps: list[Token], *, by: int) -> None:
    """Move the sources of a list's later items one place up or down."""
    parent, first = to_pointer(steps[:-1]) + "/", int(steps[-1])
    moved: Sources = {}
    for key in [k for k in sources if k.startswith(parent)]:
        index, _, rest = key[len(parent) :].partition("/")
        if int(index) >= first:
            moved[f"{parent}{int(index) + by}{'/' + rest if rest else ''}"] = sources.pop(key)
    sources.update(moved)
