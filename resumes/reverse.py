"""From a posting to the confirmed résumés that fit it, by the code that matches forward."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from jobassist.accounts.models import User
from jobassist.ai.embedder import get_embedder
from jobassist.language.text import Lang
from jobs.models import Posting
from jobs.search import (
    READING_VERSION,
    Glance,
    MatchExplanation,
    Reading,
    Refused,
    find_refused,
    glance_at,
    match_reading,
)

from .matching import education_of, roles_of, years_of
from .models import Resume, ResumeRole
from .reach import read_reach
from .readings import lang_of, list_titles, load_kept, read_resume_anew
from .retrieval import RoleFilter as RoleFilter
from .retrieval import nearest_roles
from .revisions import read_all_at

MAX_MATCHES = 50
# So many of those near are held against a posting at most, and so many of those given.
MAX_FITS = 200
# For a few wanted: some are other work after all.
MIN_FITS = 40
# Roles looked at for ten people: some have several.
ROLES_PER_TEN = 15
# Of those that were given and changed since.
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


@dataclass(frozen=True, slots=True)
class Fit:
    """A person near a posting, held against it by what was read of them before; not yet in words."""

    resume_id: uuid.UUID
    owner_id: uuid.UUID
    # As of which it was held.
    revision: int
    # The reader was given it.
    is_shared: bool
    distance: float
    reading: Reading
    # The roles as employers of both languages write them.
    titles: tuple[str, ...]
    # None: they gave it, and it is of other work.
    glance: Glance | None
    # Of all that anybody found with them refuses, whether the posting is of it.
    refused: Mapping[Refused, bool]

    @property
    def score(self) -> float:
        """The score as the seeker sees it, 0 where it is of other work."""
        return self.glance.score if self.glance else 0.0


def find_fits(
    posting: Posting,
    *,
    owners: QuerySet[User],
    shared: Mapping[uuid.UUID, int] | None = None,
    changed: Collection[uuid.UUID] = (),
    limit: int = MAX_FITS,
    now: datetime,
    wanted: RoleFilter | None = None,
    words: str = "",
) -> list[Fit]:
    """Return who of `owners` fits the posting, best first, one résumé a person.

    `owners` is a lazy query of those who allow it: it becomes part of every statement that looks
    for a résumé, vector statements included, so that nobody else's is ever read. `shared` are
    résumés that the reader was given, each with its revision, as the caller has made sure: they
    are among the fits also where they are of other work, each as it stood at that revision
    whatever was confirmed since: in `changed` are those of them that now stand at another, of
    which at most MAX_SHARED are read back. Only confirmed documents count. `wanted` narrows further;
    `words` are looked for instead of the posting's own. At most `limit` people are held against
    it, the nearest. The posting needs `employer` and `locations` loaded. Two statements; one more
    where some were given, are changed, have not been read by these readers, or refuse work.
    """
    limit = max(0, min(limit, MAX_FITS))
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
    given.sort(key=lambda key: near[key])
    if wanted is None or not wanted.is_narrow:
        given += [key for key in shared if key not in near]
    given = given[:limit]
    people = [
        *(_read_anew(earlier[key], now=now) for key in given if key in earlier),
        *_read(
            [key for key in near if key not in shared][:limit],
            owners=owners,
            shared={key: shared[key] for key in given if key not in earlier},
            now=now,
        ),
    ]
    # Of all of them at once.
    refused = _find_refused(posting, [reading for _row, _titles, reading in people])
    found: dict[uuid.UUID, Fit] = {}
    with_theirs = {row[1] for row, _titles, _reading in people if row[0] in shared}
    for (resume_id, owner_id, revision), titles, reading in people:
        is_given = resume_id in shared
        if not is_given and owner_id in with_theirs:
            # Who gave something is seen by that alone.
            continue
        distance = near.get(resume_id, 1.0)
        glance = None
        if reading.need.criteria.titles:
            glance = glance_at(reading, posting, distance=distance, refused=refused)
        known = found.get(owner_id)
        fit = Fit(
            resume_id=resume_id,
            owner_id=owner_id,
            revision=revision,
            is_shared=resume_id in shared,
            distance=distance,
            reading=reading,
            titles=titles,
            glance=glance,
            refused=refused,
        )
        if (glance is not None or is_given) and (known is None or fit.score > known.score):
            found[owner_id] = fit
    return sorted(found.values(), key=lambda each: (-each.score, str(each.resume_id)))


def explain_fits(
    posting: Posting,
    fits: Sequence[Fit],
    *,
    owners: QuerySet[User],
    changed: Collection[uuid.UUID] = (),
    lang: Lang,
    now: datetime,
) -> list[ResumeMatch]:
    """Return each fit in words, in their order, with the forward explanation.

    Who took back their word since they were found is left out. `lang` is the reader's. One
    statement, one more where some were changed since they were given.
    """
    given = {each.resume_id: each.revision for each in fits if each.is_shared}
    earlier = read_all_at({key: given[key] for key in changed if key in given})
    rows = {row.id: row for row in earlier}
    own = [key for key in given if key not in rows]
    others = [each.resume_id for each in fits if not each.is_shared]
    found = _with_roles(_confirmed(others, owners=owners, shared=own))
    rows |= {row.id: row for row in found}
    _measure(earlier, None, today=now.date())
    matches = []
    for fit in fits:
        now_there = rows.get(fit.resume_id)
        if now_there is None or now_there.confirmed_revision != fit.revision:
            # Taken back, or confirmed anew, since it was looked for.
            continue
        match = _match(now_there, posting, fit=fit, lang=lang, now=now)
        if match is None and fit.is_shared:
            match = _without_match(now_there, now=now)
        if match is not None:
            matches.append(match)
    return matches


def matching_resumes(
    posting: Posting,
    *,
    owners: QuerySet[User],
    lang: Lang,
    limit: int = 20,
    now: datetime,
    wanted: RoleFilter | None = None,
) -> list[ResumeMatch]:
    """Return résumés of `owners` that fit the posting, best first, in words; see `find_fits`."""
    limit = max(0, min(limit, MAX_MATCHES))
    held = max(MIN_FITS, 2 * limit)
    fits = find_fits(posting, owners=owners, limit=held, now=now, wanted=wanted)
    return explain_fits(posting, fits[:limit], owners=owners, lang=lang, now=now)


_Person = tuple[tuple[uuid.UUID, uuid.UUID, int], tuple[str, ...], Reading]


def _confirmed(
    ids: Collection[uuid.UUID],
    *,
    owners: QuerySet[User],
    shared: Collection[uuid.UUID],
) -> QuerySet[Resume]:
    """Return confirmed résumés: of these ids those of `owners`, and those that were shared. Lazy."""
    rows = Resume.objects.filter(deleted_at=None, confirmed_revision__isnull=False)
    # Each by itself: of "one or the other" the server would read what everybody allows.
    theirs = rows.filter(id__in=list(ids), owner__in=owners).values("id")
    if not shared:
        return rows.filter(id__in=theirs)
    return rows.filter(id__in=theirs.union(rows.filter(id__in=list(shared)).values("id"), all=True))


def _read(
    ids: Collection[uuid.UUID],
    *,
    owners: QuerySet[User],
    shared: Mapping[uuid.UUID, int],
    now: datetime,
) -> list[_Person]:
    """Return (résumé, owner), titles and reading: those shared, then those of `owners`, in order.

    One query, one more for those that were kept by other readers or not at all.
    """
    if not ids and not shared:
        return []
    rows = _confirmed(ids, owners=owners, shared=shared)
    kept: dict[uuid.UUID, _Person] = {}
    again: list[uuid.UUID] = []
    columns = ("id", "owner_id", "confirmed_revision")
    theirs = ("reading__revision", "reading__version", "reading__text")
    for key, owner, revision, read_at, version, text in rows.values_list(*columns, *theirs):
        if shared.get(key, revision) != revision:
            # What was given has been changed since it was looked for.
            continue
        reading = None
        if version == READING_VERSION and read_at == revision:
            reading = load_kept(text, now=now)
        if reading is None:
            again.append(key)
        else:
            kept[key] = (key, owner, revision), _titles_in(reading), reading
    if again:
        anew = Resume.objects.filter(id__in=again, deleted_at=None)
        kept |= {
            row.id: _read_anew(row, now=now)
            for row in _with_roles(anew)
            # Confirmed anew a moment ago, it is not what was shared.
            if shared.get(row.id, row.confirmed_revision) == row.confirmed_revision
        }
    return [kept[key] for key in (*shared, *ids) if key in kept]


def _read_anew(row: Resume, *, now: datetime) -> _Person:
    roles: list[dict[str, Any]] = getattr(row, "said_roles", [])
    reading = read_resume_anew(row, titles=_titles_of(roles), now=now)
    key = (row.id, row.owner_id, row.confirmed_revision or 0)
    return key, _titles_in(reading), reading


def _titles_in(reading: Reading) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t.text for t in reading.need.titles)) + reading.need.role_texts


def _find_refused(posting: Posting, readings: Iterable[Reading]) -> dict[Refused, bool]:
    said = [(each.need.lang, each.need.criteria.exclude) for each in readings]
    return find_refused(posting, [(lang, words) for lang, words in said if words])


def _is_wanted(resume: Resume, wanted: RoleFilter, *, today: date) -> bool:
    """Return whether a résumé passes what narrows, as `RoleFilter.where` says it."""
    reach = read_reach(resume.confirmed_document or {}, lang=lang_of(resume), today=today)
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
    resumes: Collection[Resume], vector: np.ndarray | None, *, today: date
) -> dict[uuid.UUID, float]:
    """Return the distance of each résumé's nearest role; gives each the roles that a match reads.

    Without a vector only these.
    """
    words: list[tuple[uuid.UUID, str]] = []
    for resume in resumes:
        roles = roles_of(resume.confirmed_document or {}, today=today)
        said = [{"title": r.title[:200], "titles": list(r.titles)} for r in roles]
        resume.said_roles = said  # type: ignore[attr-defined]
        words += [(resume.id, r.text_to_embed()[:600]) for r in roles]
    if not words or vector is None:
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
    return list_titles((r["title"], r["titles"]) for r in roles)


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
        limit=max(MIN_FITS, limit * ROLES_PER_TEN // 10),
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


def _match(
    resume: Resume, posting: Posting, *, fit: Fit, lang: Lang, now: datetime
) -> ResumeMatch | None:
    """Return a fit in words; None where it is other work."""
    hit = None
    if fit.glance is not None:
        hit = match_reading(
            fit.reading, posting, distance=fit.distance, for_lang=lang, refused=fit.refused
        )
    if hit is None:
        return None
    bare = _without_match(resume, now=now)
    return replace(
        bare, explanation=hit.explanation, features=dict(hit.features), shares=dict(hit.shares)
    )
