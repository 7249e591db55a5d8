"""From a confirmed résumé to roles, criteria and job hits, through `jobs.search`."""

import re
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.utils.translation import gettext as _

from jobassist.ai.embedder import get_embedder
from jobassist.errors import AppError
from jobassist.language.money import parse_salary
from jobassist.language.places import find_places
from jobassist.language.skills import canonical_skill, find_skills
from jobassist.language.text import Lang, detect_language
from jobassist.language.titles import expand_roles, find_titles, parse_title, title_kinship
from jobassist.language.vocab import (
    EDUCATION_ORDER,
    EducationLevel,
    Seniority,
    parse_education,
)
from jobs.criteria import Criteria, is_text
from jobs.search import Avoid, JobQuery, Sample, SearchResult, search_jobs

from .fields.types import Document
from .models import Resume, ResumeRole
from .wishes import ResumeWish, parse_wish

MAX_ROLES = 6
MAX_SKILLS = 40
_SAME_ROLE = 0.9
_KIN = 0.5
# A rank says of no trade.
_RANK = re.compile(
    r"(?:senior|junior|lead|team|line|shift|entry[- ]level|mid[- ]level)?\s*(?:supervisor|manager|management|director|specialist|assistant"
    r"|lead(?:er)?|officer|executive|coordinator|technician|analyst|consultant|engineer|intern(?:ship)?|staff|worker|主管|经理|总监|组长|专员|助理|实习生?)s?",
    re.I,
)
_BEGINNER = re.compile(
    r"^(?:junior|trainee|graduate|entry[- ]level|jr\.?|初级|见习|储备)\s*(?=.{2})", re.I
)
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?")


@dataclass(frozen=True, slots=True)
class Role:
    """One role the document shows: its title as written, and as employers write it."""

    title: str
    titles: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    skill_keys: tuple[str, ...] = ()
    seniority: Seniority | None = None
    years: float | None = None
    place: str = ""

    def text_to_embed(self) -> str:
        """The words its vector is of: the title and a few skills; no name, no employer."""
        return ", ".join([self.title, *self.skills[:8]])[:300]


def roles_of(document: Document, *, today: date | None = None) -> tuple[Role, ...]:
    """Return the roles a document shows: what is wished for first, then the most recent.

    Years count whole entries only where both ends are known, or the start of one that goes on.
    """
    when = today or date.today()  # noqa: DTZ011 - a caller that knows the person's date gives it
    skills = [
        name
        for s in document.get("skills") or []
        if s.get("name")
        for name in _names_of_skill(str(s["name"]))
    ]
    place = str((document.get("basics") or {}).get("location", {}).get("city") or "")
    found: list[tuple[str, float | None, list[str]]] = []
    for i, entry in enumerate(document.get("work") or []):
        title = _name_of(str(entry.get("position") or "").strip())
        if i:
            # What somebody began as is not what they are now.
            title = _BEGINNER.sub("", title) or title
        if title:
            words = " ".join([str(entry.get("summary") or ""), *entry.get("highlights", [])])
            own = [f.text for f in find_skills(words[:4000])]
            found.append((title, _years(entry, today=when, is_latest=i == 0), own))
    # What is no title at all ("forecasting models", read for one) only where nothing else is.
    if any(_is_known(title) for title, _, _ in found):
        found = [each for each in found if _is_known(each[0])]
    wished = tuple(t for t in _wish_of(document).titles if not _RANK.fullmatch(t))
    label = str((document.get("basics") or {}).get("label") or "").strip()
    if label and len(label) <= 120:
        wished += tuple(_name_of(part) for part in re.split(r"\s*[/|、]\s*", label)[:3] if part)
    said = (document.get("meta") or {}).get("jobassist") or {}
    if said.get("trade"):
        wished += (str(said["trade"]),)
    roles: list[Role] = []
    for title, years, own in [*((each, None, []) for each in wished), *found]:
        same = next((i for i, r in enumerate(roles) if _is_same(r.title, title)), None)
        if same is not None:
            old = roles[same]
            total = (old.years or 0) + (years or 0)
            roles[same] = _build_role(old.title, [*old.skills, *own], total or None, place)
            continue
        if len(roles) < MAX_ROLES:
            roles.append(_build_role(title, [*own, *skills], years, place))
    return tuple(roles)


def _wish_of(document: Document) -> ResumeWish:
    said = (document.get("meta") or {}).get("jobassist") or {}
    return parse_wish(str(said.get("wish") or ""))


def refused_in(document: Document) -> tuple[str, ...]:
    """Return what a document says its person does not want, as in `criteria_from_resume`."""
    return _wish_of(document).exclude


def language_of(document: Document) -> Lang:
    """Return the language a document is written in: the size of a figure goes by its habits."""
    basics = document.get("basics") or {}
    words = [str(basics.get(k) or "") for k in ("name", "label", "summary")]
    words += [str(e.get("position") or "") for e in document.get("work") or []]
    return detect_language(" ".join(words))


def _name_of(title: str) -> str:
    """Return the occupation within what was written for one: 成都某酒店前台 is a 前台."""
    if len(title) <= 8 or (title.isascii() and len(title.split()) <= 3):
        return title
    hits = [hit for hit in find_titles(title) if not hit.value.is_weak]
    return hits[0].text.strip() if hits else title


def _is_known(title: str) -> bool:
    parsed = parse_title(title)
    return parsed is not None and parsed.family is not None and not parsed.is_weak


def _names_of_skill(name: str) -> list[str]:
    """Return the skills of a line: "Python Django MySQL" names three."""
    if canonical_skill(name) is not None:
        return [name]
    return [hit.text for hit in find_skills(name)] or [name]


def _is_same(a: str, b: str) -> bool:
    return a.casefold() == b.casefold() or title_kinship(a, b) >= _SAME_ROLE


def _build_role(title: str, skills: list[str], years: float | None, place: str) -> Role:
    parsed = parse_title(title)
    unique: dict[str, str] = {}
    for skill in skills:
        known = canonical_skill(skill)
        unique.setdefault(known.key if known else skill.casefold(), skill)
    keys = tuple(unique)[:MAX_SKILLS]
    return Role(
        title=title,
        titles=tuple(expand_roles(parsed or title)),
        skills=tuple(unique.values())[:MAX_SKILLS],
        skill_keys=keys,
        seniority=parsed.seniority if parsed else None,
        years=round(years, 1) if years else None,
        place=place,
    )


def _years(entry: Document, *, today: date, is_latest: bool) -> float | None:
    start = _DATE.match(str(entry.get("startDate") or ""))
    end = _DATE.match(str(entry.get("endDate") or ""))
    if not start or (not end and not is_latest):
        return None
    a = int(start[1]) + (int(start[2] or 1) - 1) / 12
    b = int(end[1]) + int(end[2] or 12) / 12 if end else today.year + today.month / 12
    return max(0.0, b - a) or None


def years_of(document: Document, *, today: date | None = None) -> float | None:
    """Return years of work in all, parallel jobs counted once; None where no dates are known."""
    when = today or date.today()  # noqa: DTZ011
    spans: list[tuple[float, float]] = []
    for i, entry in enumerate(document.get("work") or []):
        start = _DATE.match(str(entry.get("startDate") or ""))
        length = _years(entry, today=when, is_latest=i == 0)
        if start and length:
            a = int(start[1]) + (int(start[2] or 1) - 1) / 12
            spans.append((a, a + length))
    total, reached = 0.0, 0.0
    for a, b in sorted(spans):
        total += max(0.0, b - max(a, reached))
        reached = max(reached, b)
    return round(total, 1) if total else None


def education_of(document: Document) -> EducationLevel | None:
    """Return the highest level of education the document names."""
    levels = [
        level.level
        for e in document.get("education") or []
        if (level := parse_education(str(e.get("studyType") or "")))
    ]
    return max(levels, key=EDUCATION_ORDER.index) if levels else None


def criteria_from_resume(document: Document, *, today: date | None = None) -> Criteria:
    """Return the wishes a document allows to infer: its trade, skills, level, what it asks for.

    Where somebody lives is no wish; wishes in so many words stand under `meta.jobassist`.
    """
    roles = roles_of(document, today=today)
    said = (document.get("meta") or {}).get("jobassist") or {}
    wished = [
        p.city for f in find_places(str(said.get("desiredCity") or "")) if (p := f.value).city
    ]
    wish = _wish_of(document)
    pay = (
        parse_salary(str(said.get("expectedSalary") or ""), lang=language_of(document)) or wish.pay
    )
    years = years_of(document, today=today)
    return Criteria(
        titles=tuple(r.title for r in roles[:3] if is_text(r.title)),
        skills=tuple(each for each in roles[0].skills[:10] if is_text(each)) if roles else (),
        cities=(tuple(dict.fromkeys(c for c in wished if c)) or wish.cities)[:5],
        salary_min=pay.min if pay else None,
        currency=pay.currency if pay and pay.min else None,
        salary_period=pay.period if pay and pay.min else None,
        exclude=wish.exclude,
        within_km=wish.within_km if wish.cities else None,
        experience_years=min(years, 60.0) if years is not None else None,
        education=education_of(document),
    )


def home_of(document: Document) -> tuple[str, ...]:
    """Return where the person is: their own place, else that of their latest work."""
    place = (document.get("basics") or {}).get("location") or {}
    own = ", ".join(str(place[k]) for k in ("city", "region") if place.get(k))
    if own:
        return (own,) if is_text(own) else ()
    for entry in document.get("work") or []:
        said = " ".join(str(entry.get(k) or "") for k in ("location", "name", "position"))
        if found := find_places(said):
            name = found[0].text
            return (name,) if is_text(name) else ()
    return ()


def matching_jobs(
    resume: Resume,
    *,
    criteria: Criteria | None = None,
    limit: int = 10,
    lang: Lang | None = None,
    exclude_posting_ids: frozenset[int] = frozenset(),
    avoid: tuple[Avoid, ...] = (),
    samples: tuple[Sample, ...] = (),
    now: datetime | None = None,
    fill: bool = False,
    stored_after: datetime | None = None,
) -> SearchResult:
    """Return postings that fit the confirmed résumé and the wishes, with evidence on both sides.

    `AppError("not_confirmed", 409)` before the first confirmation: nothing unconfirmed matches.
    Titles among the wishes decide what is searched; the résumé's roles then help only where they
    are the same kind of work.
    """
    document = resume.confirmed_document
    if document is None:
        raise AppError(
            "not_confirmed", _("Confirm the résumé first; then it can be matched."), status=409
        )
    roles = list(resume.roles.order_by("order"))
    inferred = criteria_from_resume(document, today=now.date() if now else None)
    wishes = criteria or Criteria()
    if wishes.is_empty:
        wishes = inferred
    elif wishes.titles:
        roles = [r for r in roles if any(_is_kin(r.title, t) for t in wishes.titles)]
    else:
        wishes = wishes.model_copy(
            update={
                "titles": inferred.titles,
                "skills": wishes.skills or inferred.skills,
                "experience_years": wishes.experience_years or inferred.experience_years,
                "education": wishes.education or inferred.education,
            }
        )
    return search_jobs(
        JobQuery(
            criteria=wishes,
            # The search knows how employers write each; a long list of one would crowd out the rest.
            roles=tuple(dict.fromkeys(r.title for r in roles)),
            role_vectors=_vectors(roles),
            role_model=get_embedder().model_name,
            home=home_of(document),
            exclude_posting_ids=exclude_posting_ids,
            avoid=avoid,
            samples=samples,
            lang=lang,
            limit=limit,
            now=now,
            resume_document=document,
            fill=fill,
            stored_after=stored_after,
        )
    )


def _is_kin(a: str, b: str) -> bool:
    return title_kinship(a, b) >= _KIN


def _vectors(roles: list[ResumeRole]) -> np.ndarray | None:
    """Return the roles' stored vectors of the embedder in use, None without any."""
    name = get_embedder().model_name
    rows = [r.vector for r in roles if r.vector is not None and r.model_name == name]
    if not rows:
        return None
    return np.asarray([np.asarray(v, dtype=np.float32) for v in rows], dtype=np.float32)
