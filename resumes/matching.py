"""From a confirmed résumé to roles, criteria and job hits, through `jobs.search`."""

import re
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.utils.translation import gettext as _

from jobassist.ai.embedder import get_embedder
from jobassist.errors import AppError
from jobassist.language.places import find_places
from jobassist.language.skills import canonical_skill, find_skills
from jobassist.language.text import Lang
from jobassist.language.titles import expand_roles, parse_title, title_kinship
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

MAX_ROLES = 6
MAX_SKILLS = 40
_SAME_ROLE = 0.9
_KIN = 0.5
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
    skills = [s["name"] for s in document.get("skills") or [] if s.get("name")]
    place = str((document.get("basics") or {}).get("location", {}).get("city") or "")
    found: list[tuple[str, float | None, list[str]]] = []
    for i, entry in enumerate(document.get("work") or []):
        title = str(entry.get("position") or "").strip()
        if title:
            words = " ".join([str(entry.get("summary") or ""), *entry.get("highlights", [])])
            own = [f.text for f in find_skills(words[:4000])]
            found.append((title, _years(entry, today=when, is_latest=i == 0), own))
    label = str((document.get("basics") or {}).get("label") or "").strip()
    if label and len(label) <= 120:
        for part in re.split(r"\s*[/|、]\s*", label)[:3]:
            if part:
                found.insert(0, (part, None, []))
    roles: list[Role] = []
    for title, years, own in found:
        same = next((i for i, r in enumerate(roles) if _is_same(r.title, title)), None)
        if same is not None:
            old = roles[same]
            total = (old.years or 0) + (years or 0)
            roles[same] = _build_role(old.title, [*old.skills, *own], total or None, place)
            continue
        if len(roles) < MAX_ROLES:
            roles.append(_build_role(title, [*own, *skills], years, place))
    return tuple(roles)


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
    """Return the wishes a document allows to infer: its trade, skills, level; never a city.

    Where somebody lives is no wish; a wished-for city stands under `meta.jobassist`.
    """
    roles = roles_of(document, today=today)
    said = (document.get("meta") or {}).get("jobassist") or {}
    wished = [
        p.city for f in find_places(str(said.get("desiredCity") or "")) if (p := f.value).city
    ]
    years = years_of(document, today=today)
    return Criteria(
        titles=tuple(r.title for r in roles[:3] if is_text(r.title)),
        skills=tuple(each for each in roles[0].skills[:10] if is_text(each)) if roles else (),
        cities=tuple(dict.fromkeys(c for c in wished if c))[:5],
        experience_years=min(years, 60.0) if years is not None else None,
        education=education_of(document),
    )


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
    if wishes.titles:
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
            roles=tuple(dict.fromkeys(t for r in roles for t in (r.title, *r.titles)))[:24],
            role_vectors=_vectors(roles),
            role_model=get_embedder().model_name,
            exclude_posting_ids=exclude_posting_ids,
            avoid=avoid,
            samples=samples,
            lang=lang,
            limit=limit,
            now=now,
            resume_document=document,
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
