"""What makes a line of an explanation true, checked by other means than those that made it.

The rules:
1. A span lies in the text and holds words, and a demand's line quotes it: the words of the span
   are the words of the line.
2. A pointer into the posting is a field that exists and says something; one into the résumé too.
3. Met and partly stand on evidence: a pointer into the résumé, unless nothing was asked for or
   the person's own wish answers it.
4. By a second reading: years of the whole working life, the order of degrees, and whether a
   skill's own name stands in the résumé agree with the status where the line is of that alone.
"""

import json
import re
from datetime import date
from typing import Any

from jobassist.language.skills import canonical_skill, find_skills
from jobs.models import Posting
from jobs.search import Requirement


def at(document: Any, pointer: str) -> Any:
    """Return what a JSON Pointer points at; raises where it points at nothing."""
    for part in pointer.lstrip("/").split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


def find_faults(posting: Posting, line: Requirement, resume: Any, *, today: date) -> list[str]:
    """Return what is wrong with a line, nothing where all holds."""
    faults: list[str] = []
    said = ""
    if line.posting_span is not None:
        start, end = line.posting_span
        said = posting.description_text[start:end]
        if not (0 <= start < end <= len(posting.description_text) and said.strip()):
            faults.append("span outside the text")
        elif said[:200] not in line.text and line.text.casefold() not in said.casefold():
            faults.append("the span does not hold the words of the line")
    if line.posting_pointer is not None:
        name, _, rest = line.posting_pointer.lstrip("/").partition("/")
        value = getattr(posting, name)
        said = str(value[int(rest)] if rest else value)
        if value is None or said == "":
            faults.append("posting pointer to nothing")
        elif (
            name in ("skills", "tags", "experience_raw", "education_raw") and said not in line.text
        ):
            faults.append("the field does not hold the words of the line")
    if line.posting_span is None and line.posting_pointer is None:
        faults.append("no evidence of the posting")
    if line.resume_pointer is not None and resume is not None:
        try:
            if not at(resume, line.resume_pointer):
                faults.append("résumé pointer to an empty place")
        except (KeyError, IndexError, ValueError, TypeError):
            faults.append("résumé pointer to nothing")
    if line.is_protected and line.status != "unknown":
        faults.append("judged by age, sex or family")
    if line.is_preferred and line.status == "missing":
        faults.append("what is merely welcome counts as missing")
    faults += _second_reading(line, said, resume, today=today)
    return faults


_ANY = re.compile(r"不限|无需|不要求|no experience|entry", re.I)
_YEARS_ALONE = re.compile(
    r"^(?:经验[:：]|experience:)?\s*(?:至少|at least |minimum )?(\d{1,2})\s*(?:\+|-\d+)?\s*年?(?:years?)?(?:以上|及以上)?(?:工作)?(?:经验| of (?:work )?experience)?$",
    re.I,
)
_DEGREES = (
    ("博士", 5),
    ("phd", 5),
    ("硕士", 4),
    ("master", 4),
    ("本科", 3),
    ("bachelor", 3),
    ("大专", 2),
    ("associate", 2),
    ("高中", 1),
    ("中专", 1),
    ("high school", 1),
)
_DEGREE_ALONE = re.compile(
    r"^(?:学历[:：]|education:)?\s*(?:统招|全日制)?(博士|硕士|本科|大专|高中|中专|phd|master[’']?s?|bachelor[’']?s?|high school)(?: degree)?(?:学历)?(?:及|或)?(?:以上)?(?:学历)?$",
    re.I,
)


def _second_reading(line: Requirement, said: str, resume: Any, *, today: date) -> list[str]:
    if resume is None or _ANY.search(said):
        return []
    years = _YEARS_ALONE.match(said.strip())
    if years and line.criterion == "experience_years":
        total = _whole_life(resume, today=today)
        if line.status == "met" and total < int(years[1]) - 0.2:
            return [f"years met with {total:.1f} of {years[1]}"]
        if line.status == "missing" and total >= int(years[1]):
            return [f"years missing with {total:.1f} of {years[1]}"]
    degree = _DEGREE_ALONE.match(said.strip())
    if degree and line.criterion == "education":
        own = _rank(str(resume["education"][0].get("studyType", "")))
        wanted = _rank(degree[1])
        if (line.status == "met") != (own >= wanted) and line.status != "unknown":
            return [f"degree {line.status} with {own} of {wanted}"]
    skills = {f.value.key for f in find_skills(said) if f.value.kind in ("skill", "tool")}
    whole = json.dumps(resume, ensure_ascii=False).casefold()
    if line.status == "missing" and len(skills) == 1 and len(said) < 30 and not line.criterion:
        named = [f.text for f in find_skills(said) if f.value.kind in ("skill", "tool")]
        if any(_stands(name.casefold(), whole) for name in named):
            return [f"missing although the résumé says {named}"]
    if line.status == "met" and line.resume_pointer and line.resume_pointer.startswith("/skills/"):
        known = canonical_skill(str(at(resume, line.resume_pointer)))
        all_named = {f.value.key for f in find_skills(said)}
        if known is None or (known.key not in all_named and known.key not in _generous(all_named)):
            return [f"met by {at(resume, line.resume_pointer)}, which is not named"]
    return []


def _generous(keys: set[str]) -> set[str]:
    # A field's own spelling may be one skill where the text has several.
    return {part for key in keys for part in key.split("-")}


def _stands(name: str, text: str) -> bool:
    edge = r"(?![a-z0-9+#])" if name[-1].isascii() else ""
    start = r"(?<![a-z0-9])" if name[0].isascii() else ""
    return re.search(start + re.escape(name) + edge, text) is not None


def _rank(word: str) -> int:
    return next((rank for name, rank in _DEGREES if name in word.casefold()), 0)


def _whole_life(resume: Any, *, today: date) -> float:
    """Return the years from month to month, day by day of nobody's code but this."""
    months = set()
    for entry in resume.get("work", []):
        a = [int(x) for x in entry["startDate"].split("-")]
        b = (
            [int(x) for x in entry["endDate"].split("-")]
            if entry.get("endDate")
            else [today.year, today.month]
        )
        months |= set(range(a[0] * 12 + a[1], b[0] * 12 + b[1] + 1))
    return len(months) / 12
