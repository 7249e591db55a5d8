"""A JSON Resume document as a reading: each value's words are the value itself."""

from typing import Any

from jobassist.language.text import detect_language

from ..pointers import leaves_of
from .types import Document, ParsedResume, Span

_SECTIONS = (
    "basics",
    "work",
    "volunteer",
    "education",
    "awards",
    "certificates",
    "publications",
    "skills",
    "languages",
    "interests",
    "references",
    "projects",
)
_MAX_LEAVES = 2_000


def read_json_resume(document: dict[str, Any]) -> tuple[ParsedResume, str]:
    """Return the reading, and the text its spans point into: the values, one a line.

    Empty values and what JSON Resume has no place for are left out.
    """
    kept: Document = {}
    for section in _SECTIONS:
        value = _clean(document.get(section))
        if isinstance(value, dict if section == "basics" else list) and value:
            kept[section] = value
    lines: list[str] = []
    sources: dict[str, Span] = {}
    at = 0
    for pointer, value in leaves_of(kept):
        words = str(value)
        lines.append(words)
        sources[pointer] = Span(at, at + len(words))
        at += len(words) + 1
        if len(sources) >= _MAX_LEAVES:
            break
    text = "\n".join(lines)
    return ParsedResume(kept, sources, lang=detect_language(text)), text


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        out = {str(k): _clean(v) for k, v in value.items() if not str(k).startswith("$")}
        return {k: v for k, v in out.items() if v not in (None, "", [], {})}
    if isinstance(value, list):
        return [v for v in map(_clean, value[:200]) if v not in (None, "", [], {})]
    if isinstance(value, str):
        return value.strip()[:8_000]
    return value if isinstance(value, int | float | bool) else None
