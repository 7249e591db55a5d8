"""Résumé facts in a message, as flat paths with the words they came from."""

import re
from datetime import date
from typing import Any

from resumes.fields import parse_answer, parse_fields

from .reading import Reading
from .types import ResumeFact, Span

_SETS = ("skills", "certificates", "languages")
# Nobody answers one field with as much: it is a text to be read as a whole.
LONGEST_ANSWER = 2_000
_POINTER_STEP = re.compile(r"/(\d+)")


def find_facts(reading: Reading, *, today: date) -> list[ResumeFact]:
    """Return what the message says about the person; entry 0 of a section is the one talked of."""
    parsed = parse_fields(reading.original, today=today, lang=reading.lang)
    facts = _flatten(parsed.document, parsed.sources, reading)
    return [fact for fact in facts if not _is_put_right(fact, reading)]


_PUT_RIGHT = re.compile(r"(?:\b(?:its?|it'?s|that'?s|is|was) .{1,60} not|不是|不叫)\s*$", re.I)


def _is_put_right(fact: ResumeFact, reading: Reading) -> bool:
    """Whether a value is what the words say it is not: "its Anglia Ruskin not Angela Ruskin"."""
    if fact.span is None or not isinstance(fact.value, str):
        return False
    return bool(_PUT_RIGHT.search(reading.original[: fact.span.start]))


_CLAUSE = re.compile(
    r"[,。;!?\n]+|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])|\s(?:but|now|so|looking|lookin|after|seeking|want)\b"
)
_SELF = re.compile(
    r"(?:我|本人)(?:是|叫|学|读|有|在|做过|干过|毕业|以前|之前|已|考|拿|原来|曾|刚)|有.{0,10}(?:证书?|执照|本)(?:$|的$)|毕业|应届生.{0,2}学|学.{1,8}的$|(?:考|拿)(?:下|了|过|到).{0,8}证?|证.{0,3}(?:考|拿)(?:下|了|过|到|出)|^(?:以前|之前|原来|曾)|(?:做|干|当)过|"
    r"\b(?:i'?ve (?:got|been|worked|done|just|passed|completed)|i (?:have|had|was|did|worked|used to|studied|graduated|ran|managed|passed|hold|got)|worked (?:at|as|for|in)|been an?|used to|graduat\w+|have (?:an?|my|a clean|a full)|with an? (?:degree|diploma|licen[cs]e)|got my|just (?:finished|passed|left|graduated)|\d+ (?:yrs?|years?) as|(?:laid off|made redundant|let go|redundant) from|my (?:degree|last job))\b"
)
_SEARCHED = (
    "work[0].name",
    "work[0].position",
    "work[0].startDate",
    "work[0].endDate",
    "education",
    "certificates",
)
_ASKED_OF_ONE = re.compile(
    r"要求|要有|需要|不要|没有|有没有|不用|无需|优先|必须|行不行|行吗|可不可以|可以吗|能不能|要不要|够吗|\bno\b|\bneed|\brequired\b|\bwithout\b"
)


def find_facts_in_search(reading: Reading, *, today: date) -> list[ResumeFact]:
    """Return what a search says in passing of the person: 做过行政, I have a degree in history.

    Only clauses that talk of oneself are read; the rest is what is looked for.
    """
    facts: list[ResumeFact] = []
    at = 0
    bounds = [m.span() for m in _CLAUSE.finditer(reading.lower)]
    for start, end in [*bounds, (len(reading.lower), len(reading.lower))]:
        clause = reading.lower[at:start]
        if len(clause) > 2 and _SELF.search(clause) and not _ASKED_OF_ONE.search(clause):
            words = reading.span(at, start)
            parsed = parse_fields(words.text, today=today, lang=reading.lang)
            facts += [
                ResumeFact(fact.path, fact.value, words)
                for fact in _flatten(parsed.document, {}, reading)
                if fact.path.startswith(_SEARCHED)
                and not _says_nothing(fact)
                and (fact.path != "education[0].area" or _STUDIED.search(clause))
            ]
        at = end
    return _merge(facts)


# 技校刚毕业, 我有证, 4 yrs as …: words around a fact, not one.
_NO_VALUE = re.compile(
    r"(?:可以|毕业|上班|家里?|现在|外地|本地|外面|这边|那边|单位|公司|厂里?|店里?)(?:学|了)?|(?:技校|大学|大专|中专|高中|初中|学校|职高|学院|高[一二三]|初[一二三]|大[一二三四])刚?|刚|[那这](?:种|类|样)|(?:我|本人)?(?:也|都)?有?(?:个|本)?证书?|\d+ ?(?:yrs?|years?|months?)|(?:[a-z]+ ){0,2}(?:years?|yrs)|sorry|actually|oh|no|wait",
    re.I,
)


_STUDIED = re.compile(
    r"专业|毕业|读(?!书人)|学(?!校|生|徒)|主修|\b(?:degree|stud\w+|graduat\w+|major\w*|diploma|qualif\w+|bsc|ba|msc|ma|hnd|phd|masters?|bachelors?|course|college|uni\w*|associates?)\b"
)


def _says_nothing(fact: ResumeFact) -> bool:
    values = fact.value if isinstance(fact.value, list) else [fact.value]
    return all(isinstance(v, str) and _NO_VALUE.fullmatch(v.strip()) for v in values)


_CAN = re.compile(r"(?:我|也|还)(?:还|也)?会(?P<x>[^,。!?;\s]{2,24})")
_AND_ZH = re.compile(r"和|跟|以及|还有|、|与")


def find_abilities(reading: Reading) -> list[ResumeFact]:
    """Return as skills what a person says to be able to do, beside a question: 我会修表和配钥匙."""
    m = _CAN.search(reading.lower)
    if m is None or re.match(r"(?:给|再|等|晚点|回头|尽快|发|不会|补)", m["x"]):
        return []
    start, end = m.span("x")
    said = _AND_ZH.split(reading.text[start:end].rstrip("的了呢吧啊"))
    names = [name.strip() for name in said if len(name.strip()) > 1]
    return [ResumeFact("skills", names, reading.span(start, end))] if names else []


def find_answer(
    path: str, reading: Reading, *, today: date
) -> tuple[list[ResumeFact], tuple[str, ...], bool]:
    """Return (facts, fields taken away, whether the person cannot or will not say)."""
    if len(reading.original) > LONGEST_ANSWER:
        return find_facts(reading, today=today), (), False
    answer = parse_answer(path, reading.original, today=today)
    facts: list[ResumeFact] = []
    cleared: list[str] = []
    for change in answer.changes:
        if isinstance(change.value, str) and _is_section(change.path):
            # A whole sentence for a whole entry: it has to be read, not stored.
            return find_facts(reading, today=today), (), False
        if change.op == "remove":
            cleared.append("resume." + _dotted(change.path))
            continue
        sources = {change.path + pointer: span for pointer, span in change.spans.items()}
        facts += _flatten_value(change.path, change.value, sources, reading)
    return _merge(facts), tuple(cleared), answer.refused or answer.dont_know


def _is_section(pointer: str) -> bool:
    parts = [p for p in pointer.split("/") if p and p != "-" and not p.isdigit()]
    return len(parts) == 1 and parts[0] in (
        "work", "education", "certificates", "projects", "awards", "volunteer", "languages"
    )  # fmt: skip


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
    return (
        _POINTER_STEP.sub(r"[\1]", pointer)
        .lstrip("/")
        .replace("/", ".")
        .replace("[-]", "[0]")
        .replace(".-", "[0]")
    )


def _span(pointer: str, sources: dict[str, Any], reading: Reading) -> Span | None:
    source = sources.get(pointer)
    if source is None:
        return None
    return Span(source.start, source.end, reading.original[source.start : source.end])
