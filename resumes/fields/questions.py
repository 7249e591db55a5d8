"""What to ask next about a résumé, most useful first."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext

from ..pointers import MISSING, get_at, to_dotted, to_pointer, tokens_of
from .examples import examples_for
from .types import Document, Doubt, MissingReason, Question

MAX_QUESTIONS = 8
MAX_ENTRIES_ASKED = 2

_DATE_SCHEMA = {
    "type": "string",
    "pattern": r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$",
}
_SCHEMAS: dict[str, dict[str, Any]] = {
    "name": {"type": "string", "minLength": 1, "maxLength": 100},
    "phone": {"type": "string", "pattern": r"^[+\d][\d\s()./-]{5,24}$"},
    "email": {"type": "string", "format": "email", "pattern": r"^[^@\s]+@[^@\s]+\.[^@\s]{2,}$"},
    "url": {"type": "string", "format": "uri", "pattern": r"^https?://\S+$", "maxLength": 300},
    "startDate": _DATE_SCHEMA,
    "endDate": _DATE_SCHEMA,
    "date": _DATE_SCHEMA,
    "releaseDate": _DATE_SCHEMA,
    "summary": {"type": "string", "minLength": 1, "maxLength": 2000},
    "description": {"type": "string", "minLength": 1, "maxLength": 2000},
    "reference": {"type": "string", "minLength": 1, "maxLength": 2000},
    "highlights": {
        "type": "array",
        "items": {"type": "string", "minLength": 1, "maxLength": 1000},
        "minItems": 1,
        "maxItems": 20,
    },
}
_LISTS = frozenset({"highlights", "keywords", "courses", "roles"})


def schema_of(path: str) -> dict[str, Any]:
    """Return the JSON Schema of an answer to a dotted path."""
    steps = tokens_of(path)
    leaf = next((str(s) for s in reversed(steps) if not isinstance(s, int)), "")
    if isinstance(steps[-1], int) and leaf in _LISTS:
        return {"type": "string", "minLength": 1, "maxLength": 1000}
    if leaf in _LISTS:
        return _SCHEMAS["highlights"]
    return _SCHEMAS.get(leaf, {"type": "string", "minLength": 1, "maxLength": 300})


def missing_questions(
    document: Document,
    doubts: Iterable[Doubt] = (),
    *,
    asked: frozenset[str] = frozenset(),
    today: date | None = None,
) -> list[Question]:
    """Return at most eight questions, most useful first; never one in `asked` (dotted paths).

    Contradictions and malformed contacts come first, then who it is and how to be reached, then
    what an employer looks at. Texts are in the active language.
    """
    del today
    found: list[Question] = []
    seen: set[str] = set()
    given = list(doubts)
    doubt_list = [d for d in given if d.why != "has_ended"]
    ended = {p for d in given if d.why == "has_ended" for p in d.paths}
    declined = {p.removeprefix("resume.") for p in asked}

    def ask(path: str, reason: MissingReason, why: str, other: str = "") -> None:
        if path in seen or path in declined:
            return
        seen.add(path)
        found.append(
            Question(
                path=path,
                pointer=to_pointer(path),
                reason=reason,
                why=why,
                question=_word(document, path, reason, why, other),
                schema=schema_of(path),
                examples=examples_for(document, path),
            )
        )

    for doubt in doubt_list:
        if doubt.kind != "doubtful":
            _ask_first(doubt, declined, ask)
    later = [d for d in doubt_list if d.kind == "doubtful"]
    for path in _wanted(document, ended, declined=declined):
        if get_at(document, path) is MISSING:
            ask(path, "missing", "missing")
        # A doubt about an entry is asked where the entry's turn comes.
        for doubt in [d for d in later if path in d.paths]:
            _ask_first(doubt, declined, ask)
            later.remove(doubt)
    for doubt in later:
        _ask_first(doubt, declined, ask)
    return found[:MAX_QUESTIONS]


def _ask_first(doubt: Doubt, declined: set[str], ask: Any) -> None:
    """Ask about a doubt once, by the first of its paths; one declined settles it."""
    if not any(p in declined for p in doubt.paths):
        ask(
            doubt.paths[0],
            "contradictory" if doubt.kind == "contradictory" else "doubtful",
            doubt.why,
            next((p for p in doubt.paths[1:]), ""),
        )


def _wanted(document: Document, ended: set[str], *, declined: set[str]) -> list[str]:
    """Return the paths an employer looks for, most useful first, whether there or not."""
    work = document.get("work") or []
    basics = document.get("basics") or {}
    has_trade = bool(work or basics.get("label"))
    out = ["basics.name", "basics.phone"]
    count = min(len(work), MAX_ENTRIES_ASKED)
    is_student = not work and bool(document.get("education"))
    if not has_trade and not is_student:
        out += ["work[0].position"]
        if "work[0].position" in declined:
            # Who cannot say what they were may well know where they were.
            out += ["work[0].name"]
    for i in range(max(count, 1 if has_trade else 0)):
        entry = work[i] if i < len(work) else {}
        fields = ["name", "position", "startDate"]
        if i < len(work) and (_has_ended(document, i) or f"work[{i}].endDate" in ended):
            fields.append("endDate")
        if not entry and basics.get("label"):
            # The trade is known; what is missing is where and since when.
            fields.remove("position")
        out += [f"work[{i}].{f}" for f in fields]
        if i == 0:
            out += _reach(document)
    if not (count or has_trade):
        out += _reach(document)
    out += ["basics.location.city", "education[0].studyType"]
    if document.get("education"):
        out += ["education[0].institution"]
        if "startDate" not in document["education"][0]:
            out.append("education[0].endDate")
        out.append("education[0].area")
        if len(document["education"]) > 1 and "startDate" not in document["education"][1]:
            out.append("education[1].endDate")
    out += [f"work[{i}].highlights" for i in range(count)]
    if document.get("certificates"):
        out.append("certificates[0].date")
    out.append("basics.email")
    if re.search(
        r"(?i)design|\bUX\b|\bUI\b|设计|美工|摄影|photograph|illustrat|插画|剪辑|animator",
        _trade(document),
    ):
        out.append("basics.url")
    return list(dict.fromkeys(out))


def _reach(document: Document) -> list[str]:
    """Return e-mail early for work at a desk, where employers write rather than ring."""
    desk = re.search(
        r"(?i)engineer|develop|software|analyst|account|manager|consult|design|market|sales|finance|research|teach|"
        r"工程师|开发|程序|后端|前端|测试|算法|产品|运营|数据|会计|财务|设计|市场|经理|主管|教师|老师|律师|法务|负责人",
        _trade(document),
    )
    return ["basics.email"] if desk else []


def _trade(document: Document) -> str:
    work = document.get("work") or []
    words = [str((document.get("basics") or {}).get("label") or "")]
    words += [str(e.get("position") or "") for e in work[:2]]
    words += [str(s.get("name") or "") for s in (document.get("skills") or [])[:6]]
    return " ".join(words)


def _has_ended(document: Document, index: int) -> bool:
    """Return whether a job without an end is one that must have ended."""
    entry = document["work"][index]
    return index > 0 and "endDate" not in entry and "startDate" in entry


def completeness(document: Document) -> float:
    """Return 0..1: how much of what an employer looks for is there."""
    wanted: list[tuple[str, float]] = [
        ("basics.name", 2),
        ("basics.phone", 2),
        ("basics.location.city", 1),
        ("work[0].position", 2),
        ("work[0].name", 2),
        ("work[0].startDate", 1.5),
        ("education[0].studyType", 1),
    ]
    have = sum(w for p, w in wanted if get_at(document, p) is not MISSING)
    total = sum(w for _p, w in wanted)
    extra = [
        (bool((document.get("basics") or {}).get("email")), 1.0),
        (bool(document.get("skills") or document.get("certificates")), 1.0),
        (any(e.get("highlights") for e in document.get("work") or []), 1.0),
        (bool((document.get("basics") or {}).get("summary")), 0.5),
    ]
    have += sum(w for ok, w in extra if ok)
    total += sum(w for _ok, w in extra)
    return round(have / total, 2)


def _word(document: Document, path: str, reason: MissingReason, why: str, other: str = "") -> str:
    """Return the question in the active language; `other` is the second place of a doubt."""
    steps = tokens_of(path)
    leaf = str(steps[-1])
    name = _entry_name(document, steps, is_role=leaf == "name" or reason != "missing")
    values = {
        "value": _short(get_at(document, path)),
        "job": name or _unnamed(steps),
        "start": _short(get_at(document, [*steps[:-1], "startDate"])),
        "end": _short(get_at(document, [*steps[:-1], "endDate"])),
    }
    if reason != "missing":
        doubtful = _doubt_texts().get(why) or gettext("Is “%(value)s” right? If not, what is it?")
        if why == "overlap":
            values["other"] = _overlapping(document, tokens_of(other), besides=name)
        return doubtful % values
    texts = _texts()
    section = str(steps[0])
    key = f"{section}.{leaf}"
    text = texts.get(key)
    if section in ("work", "volunteer") and not name:
        text = texts.get(f"{key}.unnamed", text)
    if text is None:
        text = gettext("What should stand under “%(field)s”?")
        values["field"] = to_dotted(steps)
    return text % values


def _unnamed(steps: list[Any]) -> str:
    """Return what to call an entry that nothing names."""
    match steps[0] if steps else "":
        case "work":
            return gettext("this job")
        case "education":
            return gettext("these studies")
    return gettext("this entry")


def _short(value: Any) -> str:
    if value is MISSING or value is None:
        return ""
    if isinstance(value, list):
        value = " / ".join(map(str, value))
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _entry_name(document: Document, steps: list[Any], *, is_role: bool) -> str:
    """Return what to call the entry: who it was with; `is_role`: else what the work was."""
    if len(steps) < 2 or not isinstance(steps[1], int):
        return ""
    entry = get_at(document, steps[:2])
    if not isinstance(entry, dict):
        return ""
    keys = ["name", "organization", "institution", "title"]
    if is_role or steps[0] == "education":
        keys += ["position", "studyType", "area"]
    name = next((str(entry[k]) for k in keys if entry.get(k)), "")
    return _short(name)


def _overlapping(document: Document, steps: list[Any], *, besides: str) -> str:
    """Return what to call the job that begins before this one ends, as another than `besides`."""
    entry = get_at(document, steps[:2])
    names = [entry.get(k) for k in ("name", "position")] if isinstance(entry, dict) else []
    name = next((str(n) for n in names if n and _short(n) != besides), "")
    return _short(name) or gettext("another job")


def _texts() -> dict[str, str]:
    return {
        "basics.name": gettext("What is your full name?"),
        "basics.phone": gettext("Which phone number can employers reach you on?"),
        "basics.email": gettext("Which e-mail address should be on the résumé?"),
        "basics.label": gettext("What is your occupation?"),
        "basics.url": gettext("Do you have a portfolio online? What is its address?"),
        "basics.summary": gettext("How would you sum up your experience in one or two sentences?"),
        "basics.city": gettext("Which city do you live in?"),
        "location.city": gettext("Which city do you live in?"),
        "work.name": gettext("Where did you work as %(job)s? The employer's name, please."),
        "work.name.unnamed": gettext("Which employer did you last work for?"),
        "work.position": gettext("What was your job at %(job)s?"),
        "work.position.unnamed": gettext("What work have you done most recently?"),
        "work.startDate": gettext("When did you start at %(job)s? A year and month is best."),
        "work.startDate.unnamed": gettext("Since when have you been doing this work?"),
        "work.endDate": gettext("When did you leave %(job)s, or are you still there?"),
        "work.endDate.unnamed": gettext("When did you stop, or are you still doing it?"),
        "work.highlights": gettext(
            "What did you do at %(job)s that you are proud of? A figure helps: how many, how fast."
        ),
        "work.highlights.unnamed": gettext(
            "What did you do there that you are proud of? A figure helps: how many, how fast."
        ),
        "work.location": gettext("In which city was %(job)s?"),
        "education.studyType": gettext("What is your highest level of education?"),
        "education.institution": gettext("Which school or university was it?"),
        "education.area": gettext("What did you study?"),
        "education.endDate": gettext("When did you finish at %(job)s?"),
        "certificates.date": gettext("When did you get “%(job)s”?"),
        "certificates.name": gettext("Which certificates do you have?"),
    }


def _doubt_texts() -> dict[str, str]:
    return {
        "phone_length": gettext(
            "The phone number %(value)s has the wrong number of digits. What is it in full?"
        ),
        "email_malformed": gettext(
            "The e-mail address “%(value)s” cannot be right. How is it spelled?"
        ),
        "end_before_start": gettext(
            "%(job)s: the end (%(end)s) is before the start (%(start)s). Which is right?"
        ),
        "start_in_future": gettext(
            "%(job)s: the start (%(start)s) is still to come. Is that right?"
        ),
        "end_in_future": gettext("%(job)s: the end (%(end)s) is still to come. Is that right?"),
        "too_long_ago": gettext("%(job)s: is the start (%(start)s) right?"),
        "overlap": gettext(
            "%(job)s (until %(end)s) and %(other)s overlap. When did you leave %(job)s?"
        ),
        "study_too_short": gettext(
            "%(job)s: %(start)s to %(end)s is short for this degree. When did you finish?"
        ),
        "study_too_long": gettext("%(job)s: are %(start)s and %(end)s right?"),
        "years_mismatch": gettext(
            "“%(value)s” does not agree with the dates of your jobs. How many years is it?"
        ),
        "years_at_job": gettext(
            "%(job)s: %(start)s to %(end)s is shorter than the years you say. When did you leave?"
        ),
        "past_but_current": gettext(
            "You said this was before, but also that it goes on. Are you still at %(job)s?"
        ),
        "reworded": gettext(
            "“%(value)s” is put in other words than yours. Is it right so, or what should it say?"
        ),
        "two_names": gettext("Two names stand in your text. What is your full name?"),
        "two_phones": gettext("Two phone numbers stand in your text. Which one should be used?"),
        "only_initial": gettext("What is your full surname? (%(value)s)"),
        "only_surname": gettext("What is your full name? (%(value)s)"),
        "employer_hidden": gettext("“%(value)s”: what is the employer's name, if you may say it?"),
        "certificate_in_what": gettext("“%(value)s” in what?"),
        "vague_start": gettext("Since when exactly at %(job)s? A year and month is best."),
    }
