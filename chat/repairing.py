"""A model's slips of spelling put right where only one thing can have been meant. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from pydantic import ValidationError

# How like a legal value a word must be, and how much more like it than any other.
LIKE = 0.8
LEAD = 0.12
_QUOTED = re.compile(r"'([^']*)'")
_REF = re.compile(r"^\W*j(?:ob)?[\s_#-]*0*([1-9]\d{0,2})\W*$", re.IGNORECASE)


def find_nearest(word: str, legal: Collection[str]) -> str | None:
    """Return the one legal value that a word can only have meant; None where it is not plain.

    Another case or other signs are the same word: full-time, FULL_TIME. A word that begins as one
    legal value and no other (yearly, part) means it; else it has to be spelled nearly so.
    """
    wanted = _bare(word)
    if not wanted:
        return None
    same = [each for each in legal if _bare(each) == wanted]
    if same:
        return same[0] if len(same) == 1 else None
    begun = [
        each
        for each in legal
        if len(wanted) >= 4 and (_bare(each).startswith(wanted) or _is_root(_bare(each), wanted))
    ]
    if len(begun) == 1:
        return begun[0]
    likes = sorted(
        ((SequenceMatcher(None, wanted, _bare(each)).ratio(), each) for each in legal), reverse=True
    )
    if not likes or likes[0][0] < LIKE:
        return None
    if len(likes) > 1 and likes[0][0] - likes[1][0] < LEAD:
        return None
    return likes[0][1]


def _bare(word: str) -> str:
    return "".join(each for each in word.casefold() if each.isalnum())


def _is_root(legal: str, wanted: str) -> bool:
    return len(legal) >= 4 and wanted.startswith(legal) and len(wanted) - len(legal) <= 4


def repair_arguments(raw: Mapping[str, Any], error: ValidationError) -> dict[str, Any] | None:
    """Return arguments with misspelled enumerations and refs put right; None where one is not plain.

    Only spelling is mended: anything else wrong with them, and they are as they came.
    """
    repaired: Any = _copy(raw)
    for each in error.errors(include_url=False):
        location, given = each["loc"], each.get("input")
        if not location or not isinstance(given, str):
            return None
        right = None
        if each["type"] == "literal_error":
            legal = _QUOTED.findall(str((each.get("ctx") or {}).get("expected", "")))
            right = find_nearest(given, legal)
        elif each["type"] == "string_pattern_mismatch" and (found := _REF.match(given)):
            right = f"J{found[1]}"
        if right is None:
            return None
        _put(repaired, location, right)
    return dict(repaired)


def _copy(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {key: _copy(value) for key, value in node.items()}
    return [_copy(each) for each in node] if isinstance(node, list) else node


def _put(node: Any, location: Sequence[int | str], value: str) -> None:
    for step in location[:-1]:
        node = node[step]
    node[location[-1]] = value
