"""What a new reading adds to a résumé that already holds something: a list of changes. Pure."""

import re
from typing import Any

from ..pointers import MISSING, get_at, leaves_of
from .types import Document, FieldChange, ParsedResume, Span

# What says that two entries are one and the same, by section.
_IDENTITY = {
    "work": ("name", "position"),
    "volunteer": ("organization", "position"),
    "education": ("institution", "studyType", "area"),
    "projects": ("name",),
    "skills": ("name",),
    "languages": ("language",),
    "certificates": ("name",),
    "awards": ("title",),
    "publications": ("name",),
    "interests": ("name",),
    "references": ("name", "reference"),
}


def merge_changes(document: Document, parsed: ParsedResume) -> list[FieldChange]:
    """Return the changes that bring a reading into a document; spans are into the text read.

    What is new is added, in an entry that is already there or in one of its own. What differs is
    replaced by what was said last; nothing else is taken away.
    """
    out: list[FieldChange] = []
    read = parsed.document

    def given(pointer: str) -> dict[str, Span]:
        return {
            p[len(pointer) :]: span
            for p, span in parsed.sources.items()
            if p == pointer or p.startswith(pointer + "/")
        }

    def put(pointer: str, value: Any, at: str) -> None:
        have = get_at(document, at)
        if have is MISSING:
            out.append(FieldChange("add", at, value, given(pointer)))
        elif have != value:
            out.append(FieldChange("replace", at, value, given(pointer)))

    def append(list_pointer: str, value: Any, spans: dict[str, Span], *, is_first: bool) -> None:
        # "-" needs a list; the first item makes one.
        end = "0" if is_first else "-"
        out.append(FieldChange("add", f"{list_pointer}/{end}", value, spans))

    for key, value in (read.get("basics") or {}).items():
        pointer = f"/basics/{key}"
        have = get_at(document, pointer)
        if key == "summary" and isinstance(have, str):
            joined = _join_summary(have, value)
            if joined is not None:
                is_joined = joined != value
                out.append(FieldChange("replace", pointer, joined, given(pointer), is_joined))
        elif key == "location":
            for part, item in value.items():
                put(f"{pointer}/{part}", item, f"{pointer}/{part}")
        elif key == "profiles":
            known = list(have) if isinstance(have, list) else []
            for i, profile in enumerate(value):
                if profile not in known:
                    append(pointer, profile, given(f"{pointer}/{i}"), is_first=not known)
                    known.append(profile)
        elif not _is_contained(value, have):
            put(pointer, value, pointer)
    for section, keys in _IDENTITY.items():
        entries = read.get(section) or []
        known = [dict(e) for e in document.get(section) or []]
        used: set[int] = set()
        for i, entry in enumerate(entries):
            pointer = f"/{section}/{i}"
            at = _find_same(known, entry, keys, section, used)
            if at is None:
                append(f"/{section}", entry, given(pointer), is_first=not known)
                known.append(entry)
                used.add(len(known) - 1)
                continue
            used.add(at)
            for key, value in entry.items():
                where = f"/{section}/{at}/{key}"
                there = get_at(document, where)
                if isinstance(value, list):
                    items = list(there) if isinstance(there, list) else []
                    for n, item in enumerate(value):
                        if item not in items:
                            spans = given(f"{pointer}/{key}/{n}")
                            append(where, item, spans, is_first=not items)
                            items.append(item)
                elif not _is_contained(value, there):
                    put(f"{pointer}/{key}", value, where)
    for leaf, value in leaves_of(read.get("meta") or {}):
        put(f"/meta{leaf}", value, f"/meta{leaf}")
    return out


def _fold(value: Any) -> str:
    return re.sub(r"[\W_]", "", str(value).casefold())


def _is_contained(value: Any, have: Any) -> bool:
    """Return whether what is there already says it (Leeds General Infirmary, Leeds General)."""
    if have is MISSING or not isinstance(value, str) or not isinstance(have, str):
        return False
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", value):
        return have == value or have.startswith(value + "-")
    a, b = _fold(value), _fold(have)
    return bool(a) and a in b


def _join_summary(have: str, value: str) -> str | None:
    """Return both summaries as one; None when the old one says it already."""
    if _fold(value) in _fold(have):
        return None
    if _fold(have) in _fold(value):
        return value
    gap = "；" if re.search(r"[\u4e00-\u9fff]", have) else ". "
    return have.rstrip("。.;； ") + gap + value


def _find_same(
    have: list[dict[str, Any]],
    entry: dict[str, Any],
    keys: tuple[str, ...],
    section: str,
    used: set[int],
) -> int | None:
    best: tuple[float, int] | None = None
    for i, other in enumerate(have):
        if i in used:
            continue
        score = 0.0
        for key in keys:
            a, b = _fold(entry.get(key) or ""), _fold(other.get(key) or "")
            if a and b:
                score += 2 if a == b else 1 if a in b or b in a else -3
        for key in ("startDate", "endDate"):
            a, b = str(entry.get(key) or ""), str(other.get(key) or "")
            if a and b:
                score += 1 if a.startswith(b) or b.startswith(a) else -2
        unnamed = keys[0] not in entry or keys[0] not in other
        if section in ("work", "education") and unnamed and score == 0 and len(have) == 1:
            # The only entry, still without a name, is the one talked about.
            score = 0.5
        if score > 0 and (best is None or score > best[0]):
            best = (score, i)
    return best[1] if best else None
