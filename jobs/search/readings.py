"""A person's wishes and résumé read once, kept as text, and held against postings by the hundred.

Reading one takes milliseconds, loading what was read a tenth of one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from jobassist.ai.title_encoder import PLAIN_BOUNDS
from jobassist.language.places import Place
from jobassist.language.titles import Title
from jobs.criteria import Criteria, EducationLevel
from jobs.models import Posting

from .explain import list_against, list_own_demands
from .find import with_resume
from .need import Need, Refused, WantedSkill, read_need
from .one import BROKEN, bare_of_vectors, build_candidate, hold_against
from .resume_facts import ResumeFacts, read_resume
from .scoring import score_candidates, weigh
from .types import JobHit, JobQuery, Lang, Requirement
from .wished import Wanted

# Of what is read and how: kept readings of another are read anew. Raise it with the readers.
READING_VERSION = 1


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What of a need stays true on another day."""

    criteria: Criteria
    lang: Lang
    titles: tuple[Title, ...]
    role_texts: tuple[str, ...]
    families: frozenset[str]
    skills: tuple[WantedSkill, ...]
    implied_skills: frozenset[str]
    home_keys: tuple[str, ...]
    places: tuple[Place, ...]
    place_keys: tuple[str, ...]
    unknown_places: tuple[str, ...]
    pay_floor: float | None
    currency: str | None
    refused: tuple[Refused, ...]
    wanted: tuple[Wanted, ...]
    education: EducationLevel | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A person as postings are held against them."""

    need: Need
    facts: ResumeFacts | None

    def dump(self) -> bytes:
        """Return what `load_reading` reads."""
        wishes = _Wishes(**{name: getattr(self.need, name) for name in _WISHES})
        return _KEPT.dump_json(_Kept(wishes, self.facts), exclude_defaults=True)


@dataclass(frozen=True, slots=True)
class _Kept:
    wishes: _Wishes
    facts: ResumeFacts | None


_WISHES = tuple(field.name for field in fields(_Wishes))
_KEPT = TypeAdapter(_Kept)


def read_person(query: JobQuery) -> Reading:
    """Return a person as `match_posting` reads them; with no vectors of their own."""
    facts = read_resume(query.resume_document, today=query.now.date() if query.now else None)
    return Reading(bare_of_vectors(with_resume(read_need(query, is_embedded=False), facts)), facts)


def load_reading(text: str | bytes, *, model: str, now: datetime) -> Reading | None:
    """Return a kept reading as of now; None for one that another version kept.

    Work that goes on has lasted longer since. `model` is the embedder's in use.
    """
    try:
        kept = _KEPT.validate_json(text)
    except ValidationError:
        return None
    facts = kept.facts.as_of(now.date()) if kept.facts else None
    values: dict[str, Any] = {name: getattr(kept.wishes, name) for name in _WISHES}
    # Years are the résumé's, which counts them to this day.
    years = kept.wishes.criteria.experience_years
    need = Need(now=now, model=model, title_bounds=PLAIN_BOUNDS, years=years, **values)
    return Reading(bare_of_vectors(with_resume(need, facts)), facts)


@dataclass(frozen=True, slots=True)
class Glance:
    """How a posting fits, without the words of why; `demands` are its own, judged."""

    score: float
    features: Mapping[str, float]
    shares: Mapping[str, float]
    demands: tuple[Requirement, ...]


def glance_at(
    reading: Reading,
    posting: Posting,
    *,
    distance: float,
    refused: Mapping[Refused, bool],
) -> Glance | None:
    """Return the score and the features that `match_posting` gives; None where it is other work.

    `refused` as of `find_refused`. The posting needs `employer` and `locations` loaded.
    """
    need = reading.need
    candidate = build_candidate(posting, distance=distance, title_similarity=1.0 - distance)
    scored = score_candidates(need, [candidate])
    if not scored:
        return None
    (one,) = scored
    broken: list[Any] = list_against(need, posting)
    if not broken and any(refused.get(each) for each in need.refused):
        broken = ["exclude"]
    return Glance(
        score=round(one.score * BROKEN ** len(broken), 4),
        features=one.features,
        shares=weigh(need, one.features),
        demands=list_own_demands(need, posting, resume=reading.facts),
    )


def match_reading(
    reading: Reading,
    posting: Posting,
    *,
    distance: float,
    for_lang: Lang,
    refused: Mapping[Refused, bool],
) -> JobHit | None:
    """Return what `match_posting` does, of who was read before."""
    return hold_against(
        reading.need,
        reading.facts,
        posting,
        distance=distance,
        title_similarity=1.0 - distance,
        for_lang=for_lang,
        refused=refused,
    )
