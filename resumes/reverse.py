"""From a posting to the confirmed résumés that fit it, by the code that matches forward."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from jobassist.accounts.models import User
from jobassist.ai.embedder import get_embedder
from jobassist.language.text import Lang
from jobs.models import Posting
from jobs.search import JobQuery, MatchExplanation, Refused, find_refused, match_posting

from .matching import criteria_from_resume, education_of, home_of, refused_in, roles_of, years_of
from .models import Resume, ResumeRole
from .reach import read_reach
from .retrieval import RoleFilter as RoleFilter
from .retrieval import nearest_roles
from .revisions import read_all_at

MAX_MATCHES = 50
# Roles looked at for each match wanted: people have several, and some are other work after all.
ROLES_PER_MATCH, FEWEST_ROLES = 3, 40
# Résumés read and scored beyond those wanted, the likeliest first.
SPARE = 6
MAX_SCORED = 80
# Of those that were given.
MAX_SHARED = 40
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
    # The same as employers of both languages write them.
    titles: tuple[str, ...]
    years: float | None
    education: str | None
    # None: they gave it, and it is of other work.
    explanation: MatchExplanation | None
    features: dict[str, float]
    # What each feature weighs in the score, before penalties.
    shares: dict[str, float]


def matching_resumes(
    posting: Posting,
    *,
    owners: QuerySet[User],
    shared: Mapping[uuid.UUID, int] | None = None,
    changed: Collection[uuid.UUID] = (),
    lang: Lang,
    limit: int = 20,
    now: datetime,
    wanted: RoleFilter | None = None,
    words: str = "",
) -> list[ResumeMatch]:
    """Return résumés of `owners` that fit the posting, best first, with the forward explanation.

    `owners` is a lazy query of those who allow it: it becomes part of every statement that looks
    for a résumé, vector statements included, so that nobody else's is ever read. `shared` are
    résumés that the reader was given, each with its revision, as the caller has made sure: of
    these as many come on top, also where they are of other work (then without an explanation,
    last), each as it stood at that revision whatever was confirmed since: in `changed` are those
    of them that now stand at another, of which at most MAX_SHARED are read back. Only confirmed documents
    count, one a person. `lang` is the reader's. `wanted` narrows further; `words` are looked for
    instead of the posting's own. The posting needs `employer` and `locations` loaded.
    Two statements, one more where some are changed and where some refuse a kind of work, a few
    where many turn out to be of other work.
    """
    limit = max(0, min(limit, MAX_MATCHES))
    shared = shared or {}
    vector = _embed(posting, words=words)
    near = find_near(
        posting, owners=owners, shared=shared, limit=limit, now=now, wanted=wanted, vector=vector
    )
    # What was given before it was changed is read back, and is near by what it said then.
    earlier = {
        row.id: row
        for row in read_all_at({key: shared[key] for key in [*changed][:MAX_SHARED]})
        if wanted is None or _is_wanted(row, wanted, today=now.date())
    }
    near = {key: each for key, each in near.items() if key not in earlier}
    near |= _measure(earlier.values(), vector, today=now.date())
    given = [key for key in near if key in shared]
    if earlier:
        given.sort(key=lambda key: near[key])
    if wanted is None or not wanted.is_narrow:
        given += [key for key in shared if key not in near]
    order = [key for key in near if key not in shared]
    given = given[: min(limit, MAX_SHARED)]
    found: dict[uuid.UUID, ResumeMatch] = {}
    hers: set[uuid.UUID] = set()
    tried = 0
    while given or (tried < min(len(order), MAX_SCORED) and len(found) < len(hers) + limit + SPARE):
        part = order[tried : min(tried + limit + SPARE, MAX_SCORED)]
        tried += len(part)
        rows = _load(part, owners=owners, given=[key for key in given if key not in earlier])
        # What was given may have been changed since it was looked for.
        own = [row for row in rows if row.id in given and row.confirmed_revision == shared[row.id]]
        own += [earlier[key] for key in given if key in earlier]
        found_by_all = [row for row in rows if row.id not in shared]
        look: dict[str, Any] = {
            "lang": lang,
            "now": now,
            # Of all of them at once.
            "refused": _find_refused(posting, [*own, *found_by_all]),
        }
        for each in own:
            match = match_resume(each, posting, distance=near.get(each.id, 1.0), **look)
            found[each.owner_id] = match or _without_match(each, now=now)
            hers.add(each.owner_id)
        given = []
        for resume in found_by_all:
            if resume.owner_id in hers:
                continue
            fit = match_resume(resume, posting, distance=near[resume.id], **look)
            known = found.get(resume.owner_id)
            if fit is not None and (known is None or _merit(fit) > _merit(known)):
                found[resume.owner_id] = fit
    ranked = sorted(found.values(), key=lambda m: (-_merit(m), str(m.resume_id)))
    others = [m for m in ranked if m.owner_id not in hers]
    return [m for m in ranked if m.owner_id in hers or m in others[:limit]]


def _load(
    ids: Collection[uuid.UUID], *, owners: QuerySet[User], given: Collection[uuid.UUID]
) -> list[Resume]:
    """Return résumés of `owners`, and those that were given, with their roles. One query."""
    if not ids and not given:
        return []
    chosen = Q(pk__in=[])
    if ids:
        chosen |= Q(id__in=ids, owner__in=owners)
    if given:
        chosen |= Q(id__in=given)
    rows = Resume.objects.filter(chosen, deleted_at=None, confirmed_revision__isnull=False)
    return list(_with_roles(rows))


def _find_refused(posting: Posting, resumes: Iterable[Resume]) -> dict[Refused, bool]:
    return find_refused(
        posting,
        ((_lang_of(each), refused_in(each.confirmed_document or {})) for each in resumes),
    )


def _is_wanted(resume: Resume, wanted: RoleFilter, *, today: date) -> bool:
    """Return whether a résumé passes what narrows, as `RoleFilter.where` says it."""
    reach = read_reach(resume.confirmed_document or {}, lang=_lang_of(resume), today=today)
    return (
        (not wanted.places or not set(wanted.places).isdisjoint(reach.place_keys))
        and (wanted.min_years is None or reach.years is None or reach.years >= wanted.min_years)
        and (
            wanted.min_education is None
            or reach.education is None
            or reach.education >= wanted.min_education
        )
    )


def _measure(
    resumes: Collection[Resume], vector: np.ndarray, *, today: date
) -> dict[uuid.UUID, float]:
    """Return the distance of each résumé's nearest role; gives each the roles that a match reads."""
    words: list[tuple[uuid.UUID, str]] = []
    for resume in resumes:
        roles = roles_of(resume.confirmed_document or {}, today=today)
        said = [{"title": r.title[:200], "titles": list(r.titles)} for r in roles]
        resume.said_roles = said  # type: ignore[attr-defined]
        words += [(resume.id, r.text_to_embed()[:600]) for r in roles]
    if not words:
        return {}
    found: dict[uuid.UUID, float] = {}
    vectors = get_embedder().embed_queries([text for _key, text in words])
    for (key, _text), distance in zip(words, 1.0 - vectors @ vector, strict=True):
        found[key] = min(float(distance), found.get(key, 2.0))
    return found


def _with_roles(rows: QuerySet[Resume]) -> QuerySet[Resume]:
    """Return the rows with what a match reads, in one statement."""
    roles = (
        ResumeRole.objects.filter(resume_id=OuterRef("id"))
        .order_by("order")
        .values(said=JSONObject(title="title", titles="titles"))
    )
    return rows.annotate(said_roles=ArraySubquery(roles)).defer(
        "document", "sources", "doubts", "asked"
    )


def _merit(match: ResumeMatch) -> float:
    return (match.explanation.score if match.explanation else None) or 0.0


def _without_match(resume: Resume, *, now: datetime) -> ResumeMatch:
    document = resume.confirmed_document or {}
    roles: list[dict[str, Any]] = getattr(resume, "said_roles", [])
    return ResumeMatch(
        resume_id=resume.id,
        owner_id=resume.owner_id,
        revision=resume.confirmed_revision or 0,
        document=document,
        roles=tuple(dict.fromkeys(r["title"] for r in roles)),
        titles=_titles_of(roles),
        years=years_of(document, today=now.date()),
        education=education_of(document),
        explanation=None,
        features={},
        shares={},
    )


def _titles_of(roles: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t for r in roles for t in (r["title"], *r["titles"])))[:24]


def find_near(
    posting: Posting,
    *,
    owners: QuerySet[User],
    shared: Mapping[uuid.UUID, int] | None = None,
    limit: int,
    now: datetime,
    wanted: RoleFilter | None = None,
    vector: np.ndarray | None = None,
) -> dict[uuid.UUID, float]:
    """Return résumés near the posting with the distance of their nearest role, likeliest first.

    Only those within reach of its places, unless the work may be done from anywhere. Near a
    `vector` instead of the posting's own words.
    """
    embedder = get_embedder()
    reach = () if posting.is_remote else tuple(posting.place_keys)
    rows = nearest_roles(
        _embed(posting) if vector is None else vector,
        replace(wanted or RoleFilter(), posting_places=reach),
        owners=owners,
        shared=shared,
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


def _embed(posting: Posting, *, words: str = "") -> np.ndarray:
    text = words or ", ".join([posting.title, *posting.skills[:8]])
    vector: np.ndarray = get_embedder().embed_queries([text[:300]])[0]
    return vector


def match_resume(
    resume: Resume,
    posting: Posting,
    *,
    distance: float | None = None,
    lang: Lang,
    now: datetime,
    refused: Mapping[Refused, bool] | None = None,
) -> ResumeMatch | None:
    """Return how a confirmed résumé fits a posting; None where it is other work.

    Without a `distance` the posting's vectors are read: two queries; one more where they refuse
    what is not in `refused`.
    """
    document = resume.confirmed_document or {}
    criteria = criteria_from_resume(document, today=now.date())
    if not criteria.titles:
        return None
    roles: Iterable[Mapping[str, Any]] | None = getattr(resume, "said_roles", None)
    if roles is None:
        roles = list(resume.roles.values("title", "titles"))
    query = JobQuery(
        # Years and degree are the résumé's own, with their evidence.
        criteria=criteria.model_copy(update={"experience_years": None, "education": None}),
        roles=_titles_of(roles),
        lang=_lang_of(resume),
        home=home_of(document),
        now=now,
        resume_document=document,
    )
    likeness = None if distance is None else 1.0 - distance
    hit = match_posting(
        query,
        posting,
        distance=distance,
        title_similarity=likeness,
        for_lang=lang,
        refused=refused,
    )
    if hit is None:
        return None
    return ResumeMatch(
        resume_id=resume.id,
        owner_id=resume.owner_id,
        revision=resume.confirmed_revision or 0,
        document=document,
        roles=tuple(dict.fromkeys(r["title"] for r in roles)),
        titles=_titles_of(roles),
        years=years_of(document, today=now.date()),
        education=education_of(document),
        explanation=hit.explanation,
        features=dict(hit.features),
        shares=dict(hit.shares),
    )


def _lang_of(resume: Resume) -> Lang:
    return "zh" if resume.lang == "zh" else "en"
