"""From a posting to the confirmed résumés that fit it, by the code that matches forward."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import connection, transaction
from django.db.models import QuerySet
from pgvector.django import CosineDistance

from jobassist.accounts.models import User
from jobassist.ai.embedder import get_embedder
from jobassist.language.text import Lang
from jobassist.language.titles import expand_roles, parse_title
from jobs.models import Posting
from jobs.search import JobQuery, MatchExplanation, match_posting

from .matching import criteria_from_resume, education_of, years_of
from .models import Resume, ResumeRole

MAX_MATCHES = 50
# Up to so many roles all are compared exactly; beyond, the index is walked.
EXACT_ROLES = 2_000
NEAREST_ROLES = 120
SAME_TITLE_ROLES = 80
# Résumés read and scored; the rest is farther off.
MAX_SCORED = 60
# The planner alone picks wrongly between few allowed roles and many.
_INDEX_ON = {
    "hnsw.iterative_scan": "relaxed_order",
    "hnsw.ef_search": "100",
    "enable_seqscan": "off",
    "enable_bitmapscan": "off",
    "enable_sort": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
}
_INDEX_OFF = {name: "on" for name in _INDEX_ON if name.startswith("enable_")}


@dataclass(frozen=True, slots=True)
class ResumeMatch:
    """A confirmed résumé that fits a posting. Who it is of is for the caller to keep."""

    resume_id: uuid.UUID
    owner_id: uuid.UUID
    revision: int
    document: dict[str, object]
    roles: tuple[str, ...]
    years: float | None
    education: str | None
    explanation: MatchExplanation
    features: dict[str, float]


def matching_resumes(
    posting: Posting,
    *,
    owners: QuerySet[User],
    lang: Lang,
    limit: int = 20,
    now: datetime,
) -> list[ResumeMatch]:
    """Return résumés of `owners` that fit the posting, best first, with the forward explanation.

    `owners` is a lazy query of those who allow it: it becomes part of every statement that looks
    for a résumé, vector statements included, so that nobody else's is ever read. Only confirmed
    documents count. `lang` is the reader's. The posting needs `employer` and `locations` loaded.
    """
    near = _find_roles(posting, owners)
    rows = (
        Resume.objects.filter(id__in=list(islice(near, MAX_SCORED)), owner__in=owners)
        .filter(deleted_at=None, confirmed_revision__isnull=False)
        .prefetch_related("roles")
    )
    found = []
    for resume in rows:
        match = _match(resume, posting, distance=near[resume.id], lang=lang, now=now)
        if match is not None:
            found.append(match)
    found.sort(key=lambda m: (-(m.explanation.score or 0.0), str(m.resume_id)))
    return found[: max(0, min(limit, MAX_MATCHES))]


def _match(
    resume: Resume, posting: Posting, *, distance: float, lang: Lang, now: datetime
) -> ResumeMatch | None:
    document = resume.confirmed_document or {}
    criteria = criteria_from_resume(document, today=now.date())
    if not criteria.titles or not _is_in_reach(criteria.cities, posting, resume.lang):
        return None
    roles = list(resume.roles.all())
    query = JobQuery(
        # Years and degree are the résumé's own, with their evidence.
        criteria=criteria.model_copy(update={"experience_years": None, "education": None}),
        roles=tuple(dict.fromkeys(t for r in roles for t in (r.title, *r.titles)))[:24],
        lang=_lang_of(resume),
        now=now,
        resume_document=document,
    )
    likeness = 1.0 - distance
    hit = match_posting(query, posting, distance=distance, title_similarity=likeness, for_lang=lang)
    if hit is None:
        return None
    return ResumeMatch(
        resume_id=resume.id,
        owner_id=resume.owner_id,
        revision=resume.confirmed_revision or 0,
        document=document,
        roles=tuple(dict.fromkeys(r.title for r in roles)),
        years=years_of(document, today=now.date()),
        education=education_of(document),
        explanation=hit.explanation,
        features=dict(hit.features),
    )


def _lang_of(resume: Resume) -> Lang:
    return "zh" if resume.lang == "zh" else "en"


def _is_in_reach(cities: Iterable[str], posting: Posting, lang: str) -> bool:
    """Return whether the posting is where the person wants to work, or anywhere."""
    wished = list(cities)
    if not wished or posting.is_remote:
        return True
    return any(
        city in (place.city, place.region) or any(city in key for key in posting.place_keys)
        for city in wished
        for place in posting.locations.all()
    )


def _find_roles(posting: Posting, owners: QuerySet[User]) -> dict[uuid.UUID, float]:
    """Return résumés near the posting with the distance of their nearest role, nearest first.

    Three statements, or two where few roles are to be compared.
    """
    embedder = get_embedder()
    words = ", ".join([posting.title, *posting.skills[:8]])[:300]
    vector = embedder.embed_queries([words])[0]
    allowed = ResumeRole.objects.filter(
        resume__owner__in=owners,
        resume__deleted_at=None,
        resume__confirmed_revision__isnull=False,
        model_name=embedder.model_name,
        vector__isnull=False,
    )
    distance = CosineDistance("vector", vector.tolist())
    nearest = allowed.annotate(distance=distance).order_by("distance")
    titles = [posting.title, *expand_roles(parse_title(posting.title) or posting.title)][:24]
    named = (
        allowed.filter(titles__has_any_keys=titles)
        .annotate(distance=distance)
        .order_by("distance")
        .values_list("resume_id", "distance")[:SAME_TITLE_ROLES]
    )
    many = allowed.values("id")[: EXACT_ROLES + 1].count() > EXACT_ROLES
    take = nearest.values_list("resume_id", "distance")[:NEAREST_ROLES]
    rows = _by_index(take) if many else list(take)
    found: dict[uuid.UUID, float] = {}
    for resume_id, apart in [*named, *rows]:
        found[resume_id] = min(float(apart), found.get(resume_id, 2.0))
    return dict(sorted(found.items(), key=lambda x: x[1]))


def _by_index(
    rows: "QuerySet[ResumeRole, tuple[uuid.UUID, float]]",
) -> list[tuple[uuid.UUID, float]]:
    """Return the rows by a walk of the vector index that goes on until enough are allowed."""
    with transaction.atomic(), connection.cursor() as cursor:
        calls = ", ".join("set_config(%s, %s, true)" for _ in _INDEX_ON)
        cursor.execute(f"SELECT {calls}", [x for pair in _INDEX_ON.items() for x in pair])
        found = list(rows)
        calls = ", ".join("set_config(%s, %s, true)" for _ in _INDEX_OFF)
        cursor.execute(f"SELECT {calls}", [x for pair in _INDEX_OFF.items() for x in pair])
    return found
