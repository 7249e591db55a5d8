"""What a confirmed résumé shows, with the places that show it: skills, degree, years, roles; pure."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils import timezone

from jobassist.language.skills import canonical_skill, find_skills
from jobassist.language.text import index_terms
from jobassist.language.vocab import (
    EDUCATION_ORDER,
    LanguageLevel,
    Shift,
    find_shifts,
    find_spoken_languages,
    parse_education,
)
from jobs.criteria import EducationLevel

MAX_RESUME_TEXTS = 300


@dataclass(frozen=True, slots=True)
class Role:
    """One entry of the working life: its title, its months (None without dates), what it names."""

    number: int
    title: str
    months: tuple[int, int] | None
    skill_keys: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()
    # No end is said: its months run to the day of reading.
    is_ongoing: bool = False


@dataclass(frozen=True, slots=True)
class ResumeFacts:
    """What a résumé shows, each with the JSON Pointer of the place that says so."""

    skills: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    education: EducationLevel | None = None
    education_pointer: str | None = None
    years: float | None = None
    years_pointer: str | None = None
    roles: tuple[Role, ...] = ()
    # How well, where the résumé says so.
    language_levels: Mapping[str, LanguageLevel] = field(default_factory=dict)
    # (words, pointer) of what was studied, and of certificates as written.
    subjects: tuple[tuple[str, str], ...] = ()
    certificates: tuple[tuple[str, str], ...] = ()
    city: tuple[str, str] | None = None
    # Hours it speaks of.
    shifts: Mapping[Shift, str] = field(default_factory=dict)

    def as_of(self, today: date) -> "ResumeFacts":
        """Return the same on another day: work that goes on has lasted until then."""
        now = today.year * 12 + today.month
        if not any(
            role.is_ongoing and role.months and role.months[1] != now for role in self.roles
        ):
            return self
        roles = tuple(
            replace(role, months=(role.months[0], max(now, role.months[0])))
            if role.is_ongoing and role.months
            else role
            for role in self.roles
        )
        years, pointer = _years_of([role for role in roles if role.months])
        return replace(self, roles=roles, years=years, years_pointer=pointer)

    def years_where(self, fits: Callable[[Role], bool]) -> tuple[float, str | None]:
        """Return the years worked in the roles that fit, and the longest of them."""
        roles = [role for role in self.roles if role.months and fits(role)]
        return _years_of(roles)


def read_resume(
    document: Mapping[str, Any] | None, *, today: date | None = None
) -> ResumeFacts | None:
    """Return the facts of a JSON Resume document, None without one."""
    if not document:
        return None
    text = json.dumps(document, ensure_ascii=False, default=str)
    return _read_remembered(text, today or timezone.localdate())


@lru_cache(maxsize=256)
def _read_remembered(text: str, today: date) -> ResumeFacts:
    # A person's searches in a row have the same résumé; reading one takes some milliseconds.
    document: Mapping[str, Any] = json.loads(text)
    skills: dict[str, str] = {}
    languages, levels = _read_languages(document)
    for pointer, text in _texts(document):
        if pointer.startswith("/languages/"):
            continue
        if pointer.startswith(("/basics/email", "/basics/phone", "/basics/url", "/basics/name")):
            continue
        if pointer.startswith(("/skills/", "/certificates/")):
            known = canonical_skill(text)
            skills.setdefault(known.key if known else text.casefold().strip(), pointer)
        for found in find_skills(text):
            skills.setdefault(found.value.key, pointer)
        spoken = [(x.value.code, x.value.level) for x in find_spoken_languages(text)]
        for code, known_as in [*spoken, *_find_exams(text)]:
            languages.setdefault(code, pointer)
            if known_as is not None and levels.get(code) is None:
                # The words that tell how well are the better evidence.
                languages[code], levels[code] = pointer, known_as
    for key, pointer in list(skills.items()):
        for lesser in IMPLIED.get(key, ()):
            skills.setdefault(lesser, pointer)
    level, level_pointer = _read_degree(document)
    roles = tuple(_read_roles(document, today=today))
    years, years_pointer = _years_of([role for role in roles if role.months])
    has_dates = years_pointer is not None
    return ResumeFacts(
        skills=skills,
        languages=languages,
        education=level,
        education_pointer=level_pointer,
        years=years if has_dates else None,
        years_pointer=years_pointer,
        roles=roles,
        language_levels=levels,
        subjects=tuple(_read_strings(document, "education", ("area",))),
        certificates=tuple(_read_strings(document, "certificates", ("name", "title"))),
        city=_read_city(document),
        shifts=_read_shifts(document),
    )


# What a greater licence or examination allows too.
IMPLIED: dict[str, tuple[str, ...]] = {
    "licence-a1": ("licence-b2", "licence-c1"),
    "licence-a2": ("licence-b2", "licence-c1", "licence-c-plus-75t"),
    "licence-b2": ("licence-c1", "licence-c-plus-75t"),
    "licence-c-plus-75t": ("licence-c1",),
    "tem8": ("cet6", "cet4"),
    "cet6": ("cet4",),
    "mid-accountant-cn": ("junior-accountant-cn",),
    "low-high-voltage": ("electrician-low", "electrician-high"),
}
_EXAMS: tuple[tuple[re.Pattern[str], str, LanguageLevel], ...] = (
    (re.compile(r"cet-?\s?6|(?:英语|大学)六级|tem-?\s?8|专(?:业)?八(?:级)?", re.I), "en", "fluent"),
    (re.compile(r"cet-?\s?4|(?:英语|大学)四级|tem-?\s?4|专四", re.I), "en", "intermediate"),
    (re.compile(r"(?:ielts|雅思)\s?:?\s?[78]|(?:toefl|托福)\s?:?\s?1\d\d", re.I), "en", "fluent"),
    (re.compile(r"(?:ielts|雅思)\s?:?\s?[56]|(?:toefl|托福)\s?:?\s?[6-9]\d(?!\d)", re.I), "en", "intermediate"),
    (re.compile(r"(?:jlpt|日语)\s?n1(?!\d)", re.I), "ja", "fluent"),
    (re.compile(r"(?:jlpt|日语)\s?n[23](?!\d)", re.I), "ja", "intermediate"),
    (re.compile(r"普通话[一二]级[甲乙]?等?", re.I), "zh", "fluent"),
    (re.compile(r"hsk\s?[56]", re.I), "zh", "fluent"),
)  # fmt: skip


def _find_exams(text: str) -> list[tuple[str, LanguageLevel | None]]:
    """Return the languages that the examinations named in a text are of, and how well."""
    return [(code, level) for words, code, level in _EXAMS if words.search(text)]


def _read_languages(
    document: Mapping[str, Any],
) -> tuple[dict[str, str], dict[str, LanguageLevel]]:
    """Return the languages listed, each with its pointer, and how well they are known."""
    pointers: dict[str, str] = {}
    levels: dict[str, LanguageLevel] = {}
    entries = document.get("languages")
    for number, entry in enumerate((entries if isinstance(entries, list) else [])[:20]):
        if isinstance(entry, str):
            entry = {"language": entry}
            pointer = f"/languages/{number}"
        else:
            pointer = f"/languages/{number}/language"
        name = entry.get("language") if isinstance(entry, Mapping) else None
        if not isinstance(name, str):
            continue
        fluency = entry.get("fluency")
        words = f"{name} {fluency}" if isinstance(fluency, str) else name
        for spoken in find_spoken_languages(words[:200]):
            pointers.setdefault(spoken.value.code, pointer)
            if spoken.value.level is not None:
                levels.setdefault(spoken.value.code, spoken.value.level)
        for code, level in _find_exams(words[:200]):
            pointers.setdefault(code, pointer)
            if level is not None:
                levels.setdefault(code, level)
    return pointers, levels


def _read_strings(
    document: Mapping[str, Any], part: str, names: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    entries = document.get(part)
    for number, entry in enumerate((entries if isinstance(entries, list) else [])[:20]):
        if isinstance(entry, str):
            yield entry[:200], f"/{part}/{number}"
        for name in names:
            said = entry.get(name) if isinstance(entry, Mapping) else None
            if isinstance(said, str) and said.strip():
                yield said[:200], f"/{part}/{number}/{name}"


def _read_shifts(document: Mapping[str, Any]) -> dict[Shift, str]:
    found: dict[Shift, str] = {}
    for pointer, text in _list_said(document):
        for each in find_shifts(text):
            found.setdefault(each.value, pointer)
    return found


def _list_said(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (pointer, text) of what a person says of their work and wishes."""
    said = _part(_part(document, "meta"), "jobassist")
    yield "/basics/summary", str(_part(document, "basics").get("summary") or "")[:2000]
    for key in ("wish", "note", "conditions"):
        yield f"/meta/jobassist/{key}", str(said.get(key) or "")[:2000]
    for number, entry in enumerate(_entries(document, "work")[:12]):
        words = [str(entry.get("position") or ""), str(entry.get("summary") or "")]
        words += [text for _pointer, text in _walk(entry.get("highlights"), "")]
        yield f"/work/{number}", "\n".join(words)[:2000]
    for number, entry in enumerate(_entries(document, "skills")[:40]):
        yield f"/skills/{number}", str(entry.get("name") or "")[:200]


def _part(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = document.get(name)
    return part if isinstance(part, Mapping) else {}


def _entries(document: Mapping[str, Any], part: str) -> list[Mapping[str, Any]]:
    entries = document.get(part)
    listed = entries if isinstance(entries, list) else []
    return [each if isinstance(each, Mapping) else {} for each in listed]


def _read_city(document: Mapping[str, Any]) -> tuple[str, str] | None:
    basics = document.get("basics")
    location = basics.get("location") if isinstance(basics, Mapping) else None
    city = location.get("city") if isinstance(location, Mapping) else None
    return (city, "/basics/location/city") if isinstance(city, str) and city.strip() else None


def _texts(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (pointer, text) of the strings that may name skills, skill lists first."""
    parts = ["skills", "certificates", "languages", "work", "projects", "basics", "education"]
    left = MAX_RESUME_TEXTS
    for part in parts:
        for pointer, text in _walk(document.get(part), f"/{part}"):
            if left == 0:
                return
            left -= 1
            yield pointer, text[:2000]


def _walk(value: object, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            name = str(key).replace("~", "~0").replace("/", "~1")
            yield from _walk(inner, f"{pointer}/{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _walk(inner, f"{pointer}/{number}")


def _read_degree(document: Mapping[str, Any]) -> tuple[EducationLevel | None, str | None]:
    best: tuple[EducationLevel | None, str | None] = (None, None)
    entries = document.get("education")
    for number, entry in enumerate(entries if isinstance(entries, list) else []):
        said = entry.get("studyType") if isinstance(entry, Mapping) else None
        found = parse_education(said) if isinstance(said, str) else None
        if found is None:
            continue
        if best[0] is None or EDUCATION_ORDER.index(found.level) > EDUCATION_ORDER.index(best[0]):
            best = found.level, f"/education/{number}/studyType"
    return best


def _read_roles(document: Mapping[str, Any], *, today: date) -> Iterator[Role]:
    entries = document.get("work")
    left = MAX_RESUME_TEXTS
    for number, entry in enumerate(entries if isinstance(entries, list) else []):
        if not isinstance(entry, Mapping):
            continue
        texts = [text[:2000] for _pointer, text in _walk(entry, "")][:left]
        left -= len(texts)
        whole = "\n".join(texts)
        title = entry.get("position")
        yield Role(
            number=number,
            title=title if isinstance(title, str) else "",
            months=_read_months(entry, today=today),
            skill_keys=frozenset(found.value.key for found in find_skills(whole)),
            terms=frozenset(index_terms(whole)),
            is_ongoing=_month(entry.get("endDate"), is_end=True) is None,
        )


def _read_months(entry: Mapping[str, Any], *, today: date) -> tuple[int, int] | None:
    start = _month(entry.get("startDate"))
    if start is None:
        return None
    end = _month(entry.get("endDate"), is_end=True) or today.year * 12 + today.month
    return (start, end) if end >= start else None


def _years_of(roles: Iterable[Role]) -> tuple[float, str | None]:
    """Return the years of some roles, overlapping spells counted once, and the longest one."""
    spells = sorted((role.months, role.number) for role in roles if role.months)
    if not spells:
        return 0.0, None
    months, reached = 0, 0
    for (start, end), _number in spells:
        start = max(start, reached)
        if end > start:
            months += end - start
            reached = end
    longest = max(spells, key=lambda spell: spell[0][1] - spell[0][0])[1]
    return round(months / 12, 1), f"/work/{longest}"


def _month(value: object, *, is_end: bool = False) -> int | None:
    match = re.match(r"^(\d{4})(?:-(\d{1,2}))?", value) if isinstance(value, str) else None
    if not match:
        return None
    # A bare year counts to its middle: neither its whole nor nothing of it is known.
    month = int(match[2]) if match[2] else 7
    return int(match[1]) * 12 + month + (1 if is_end and match[2] else 0)
