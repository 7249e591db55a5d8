"""From a posting to the confirmed résumés that fit it, by the code that matches forward."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from jobassist.accounts.models import User
from jobassist.ai.embedder import get_embedder
from jobassist.language.text import Lang
from jobs.models import Posting
from jobs.search import JobQuery, MatchExplanation, match_posting

from .matching import criteria_from_resume, education_of, home_of, years_of
from .models import Resume, ResumeRole
from .retrieval import RoleFilter, nearest_roles

MAX_MATCHES = 50
# Roles looked at for each match wanted: people have several, and some are other work after all.
ROLES_PER_MATCH, FEWEST_ROLES = 3, 40
# Résumés read and scored beyond those wanted, the likeliest first.
SPARE = 6
MAX_SCORED = 80
# The same occupation comes before what merely stands nearer.
_SAME_FAMILY = 0.15


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
    # What each feature weighs in the score, before penalties.
    shares: dict[str, float]


def matching_resumes(
    posting: Posting,
    *,
    owners: QuerySet[User],
    lang: Lang,
    limit: int = 20,
    now: datetime,
    wanted: RoleFilter | None = None,
    words: str = "",
) -> list[ResumeMatch]:
    """Return résumés of `owners` that fit the posting, best first, with the forward explanation.

    `owners` is a lazy query of those who allow it: it becomes part of every statement that looks
    for a résumé, vector statements included, so that nobody else's is ever read. Only confirmed
    documents count, one a person. `lang` is the reader's. `wanted` narrows further; `words` are
    looked for instead of the posting's own. The posting needs `employer` and `locations` loaded.
    Three statements, or four.
    """
    limit = max(0, min(limit, MAX_MATCHES))
    near = find_near(posting, owners=owners, limit=limit, now=now, wanted=wanted, words=words)
    order = list(near)
    found: dict[uuid.UUID, ResumeMatch] = {}
    tried = 0
    while tried < min(len(order), MAX_SCORED) and len(found) < limit + SPARE:
        part = order[tried : min(tried + limit + SPARE, MAX_SCORED)]
        tried += len(part)
        rows = (
            Resume.objects.filter(id__in=part, owner__in=owners)
            .filter(deleted_at=None, confirmed_revision__isnull=False)
            .prefetch_related(Prefetch("roles", ResumeRole.objects.defer("vector")))
            .defer("document", "sources", "doubts", "asked")
        )
        for resume in rows:
            match = match_resume(resume, posting, distance=near[resume.id], lang=lang, now=now)
            known = found.get(resume.owner_id)
            if match is not None and (known is None or _merit(match) > _merit(known)):
                found[resume.owner_id] = match
    ranked = sorted(found.values(), key=lambda m: (-_merit(m), str(m.resume_id)))
    return ranked[:limit]


def _merit(match: ResumeMatch) -> float:
    return match.explanation.score or 0.0


def find_near(
    posting: Posting,
    *,
    owners: QuerySet[User],
    limit: int,
    now: datetime,
    wanted: RoleFilter | None = None,
    words: str = "",
) -> dict[uuid.UUID, float]:
    """Return résumés near the posting with the distance of their nearest role, likeliest first.

    Only those within reach of its places, unless the work may be done from anywhere.
    """
    embedder = get_embedder()
    text = words or ", ".join([posting.title, *posting.skills[:8]])
    reach = () if posting.is_remote else tuple(posting.place_keys)
    rows = nearest_roles(
        embedder.embed_queries([text[:300]])[0],
        replace(wanted or RoleFilter(), posting_places=reach),
        owners=owners,
        model=embedder.model_name,
        family=posting.family or "",
        limit=max(FEWEST_ROLES, ROLES_PER_MATCH * limit),
        today=now.date(),
    )
    found: dict[uuid.UUID, float] = {}
    merit: dict[uuid.UUID, float] = {}
    for each in rows:
        found[each.resume_id] = min(each.distance, found.get(each.resume_id, 2.0))
        likely = each.distance - (_SAME_FAMILY if each.is_same_family else 0.0)
        merit[each.resume_id] = min(likely, merit.get(each.resume_id, 2.0))
    return {key: found[key] for key in sorted(found, key=lambda x: merit[x])}


def match_resume(
    resume: Resume,
    posting: Posting,
    *,
    distance: float | None = None,
    lang: Lang,
    now: datetime,
) -> ResumeMatch | None:
    """Return how a confirmed résumé fits a posting; None where it is other work.

    Without a `distance` the posting's vectors are read: two queries.
    """
    document = resume.confirmed_document or {}
    criteria = criteria_from_resume(document, today=now.date())
    if not criteria.titles:
        return None
    roles = list(resume.roles.all())
    query = JobQuery(
        # Years and degree are the résumé's own, with their evidence.
        criteria=criteria.model_copy(update={"experience_years": None, "education": None}),
        roles=tuple(dict.fromkeys(t for r in roles for t in (r.title, *r.titles)))[:24],
        lang=_lang_of(resume),
        home=home_of(document),
        now=now,
        resume_document=document,
    )
    likeness = None if distance is None else 1.0 - distance
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
        shares=dict(hit.shares),
    )


def _lang_of(resume: Resume) -> Lang:
    return "zh" if resume.lang == "zh" else "en"
