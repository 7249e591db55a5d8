"""Résumé facts in a message, as flat paths with the words they came from."""

import re
from datetime import date
from typing import Any

from resumes.fields import parse_answer, parse_fields

from .reading import Reading
from .types import ResumeFact, Span

_SETS = ("skills", "certificates", "languages")
_POINTER_STEP = re.compile(r"/(\d+)")


def find_facts(reading: Reading, *, today: date) -> list[ResumeFact]:
    """Return what the message says about the person; entry 0 of a section is the one talked of."""
    parsed = parse_fields(reading.original, today=today, lang=reading.lang)
    return _flatten(parsed.document, parsed.sources, reading)


def find_answer(
    path: str, reading: Reading, *, today: date
) -> tuple[list[ResumeFact], tuple[str, ...], bool]:
    """Return (facts, fields taken away, whether the person cannot or will not say)."""
    answer = parse_answer(path, reading.original, today=today)
    facts: list[ResumeFact] = []
    cleared: list[str] = []
    for change in answer.changes:
        if change.op == "remove":
            cleared.append("resume." + _dotted(change.path))
            continue
        sources = {change.path + pointer: span for pointer, span in change.spans.items()}
        facts += _flatten_value(change.path, change.value, sources, reading)
    return _merge(facts), tuple(cleared), answer.refused or answer.dont_know


def _flatten(document: Any, sources: dict[str, Any], reading: Reading) -> list[ResumeFact]:
    facts: list[ResumeFact] = []
    for section, value in document.items():
        facts += _flatten_value(f"/{section}", value, sources, reading)
    return _merge(facts)


def _flatten_value(
    pointer: str, value: Any, sources: dict[str, Any], reading: Reading
) -> list[ResumeFact]:
    if isinstance(value, dict):
        section = pointer.split("/")[1]
        if section in _SETS and len(pointer.split("/")) <= 3:
            name = value.get("name") or value.get("language") or value.get("title")
            key = next((k for k in ("name", "language", "title") if value.get(k)), "name")
            if not name:
                return []
            return [ResumeFact(section, [name], _span(f"{pointer}/{key}", sources, reading))]
        out: list[ResumeFact] = []
        for key, inner in value.items():
            out += _flatten_value(f"{pointer}/{key}", inner, sources, reading)
        return out
    if isinstance(value, list):
        out = []
        section = pointer.split("/")[1]
        for index, inner in enumerate(value):
            if index and isinstance(inner, dict) and section not in _SETS:
                break
            out += _flatten_value(f"{pointer}/{index}", inner, sources, reading)
        return out
    if value in (None, ""):
        return []
    steps = pointer.split("/")
    if steps[-1].isdigit():
        # A list of plain texts is one value.
        parent = "/".join(steps[:-1])
        section = steps[1]
        path = section if section in _SETS else _dotted(parent)
        return [ResumeFact(path, [value], _span(pointer, sources, reading))]
    return [ResumeFact(_dotted(pointer), value, _span(pointer, sources, reading))]


def _merge(facts: list[ResumeFact]) -> list[ResumeFact]:
    merged: dict[str, ResumeFact] = {}
    for fact in facts:
        held = merged.get(fact.path)
        if held is None:
            merged[fact.path] = fact
        elif isinstance(held.value, list) and isinstance(fact.value, list):
            more = [v for v in fact.value if v not in held.value]
            merged[fact.path] = ResumeFact(fact.path, [*held.value, *more], held.span)
    return list(merged.values())


def _dotted(pointer: str) -> str:
    return _POINTER_STEP.sub(r"[\1]", pointer).lstrip("/").replace("/", ".").replace("[-]", "[0]").replace(".-", "[0]")


def _span(pointer: str, sources: dict[str, Any], reading: Reading) -> Span | None:
    source = sources.get(pointer)
    if source is None:
        return None
    return Span(source.start, source.end, reading.original[source.start : source.end])
