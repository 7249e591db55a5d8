"""What would not fit into one frame, shortened until it does. Pure."""

import json
from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel

from chat.cards import clip

Shape = TypeVar("Shape", bound=BaseModel)

# A frame has 250 KB; a page of several items has to have room for one card at least.
CARD_BYTES = 150_000
# How long a text, and how many entries of a list, are left at each try.
_TRIES = ((2_000, 100), (500, 40), (120, 15), (40, 4))


def size_of(value: Any) -> int:
    """Return how many bytes a value has on the wire."""
    return len(json.dumps(value, ensure_ascii=False).encode())


def shorten(value: Any, *, characters: int, entries: int) -> Any:
    """Return a value with its texts clipped and its lists cut, at any depth."""
    if isinstance(value, str):
        return clip(value, characters)
    if isinstance(value, list):
        return [shorten(each, characters=characters, entries=entries) for each in value[:entries]]
    if isinstance(value, dict):
        return {
            name: shorten(each, characters=characters, entries=entries)
            for name, each in value.items()
        }
    return value


def fit(value: dict[str, Any], *, most_bytes: int = CARD_BYTES) -> dict[str, Any]:
    """Return the value, or one that is shortened no more than it takes to fit."""
    fitting = value
    for characters, entries in _TRIES:
        if size_of(fitting) <= most_bytes:
            break
        fitting = shorten(value, characters=characters, entries=entries)
    return fitting


def take_fitting(items: Iterable[Shape], *, most_bytes: int = CARD_BYTES) -> list[Shape]:
    """Return the first of these that fit together."""
    taken: list[Shape] = []
    for each in items:
        most_bytes -= size_of(each.model_dump(mode="json", exclude_none=True)) + 2
        if most_bytes < 0:
            break
        taken.append(each)
    return taken
