"""What a client makes of logged frames: a chat as its events build it, and patches of RFC 6902."""

import copy
from typing import Any


def apply_patch(document: dict[str, Any], patch: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the document changed by the three operations that the protocol uses."""
    whole = {"": copy.deepcopy(document)}
    for operation in patch:
        *way, last = ["", *_parts(operation["path"])]
        target: Any = whole
        for part in way:
            target = target[int(part)] if isinstance(target, list) else target[part]
        value = copy.deepcopy(operation.get("value"))
        match operation["op"], target:
            case "add", list():
                target.insert(len(target) if last == "-" else int(last), value)
            case "replace", list():
                target[int(last)] = value
            case "remove", list():
                del target[int(last)]
            case "remove", dict():
                del target[last]
            case "replace", dict():
                assert last in target, f"there is nothing at {operation['path']}"
                target[last] = value
            case "add", dict():
                target[last] = value
            case other:
                raise AssertionError(f"no operation of ours: {other}")
    return whole[""]


def _parts(path: str) -> list[str]:
    assert path == "" or path.startswith("/")
    return [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]
