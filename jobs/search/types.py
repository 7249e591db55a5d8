"""What a search is asked and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import numpy as np

from jobs.criteria import Criteria, CriterionKey
from jobs.models import Posting

if TYPE_CHECKING:
    from .taste import Sample

# Of the features and their weights; a decision record names it.
RANKING_VERSION = "3"

Band = Literal["strong", "good", "possible"]
Status = Literal["met", "partly", "missing", "unknown"]
Lang = Literal["zh", "en"]
FacetKey = Literal["cities", "titles", "skills", "employment_type", "education", "remote"]


@dataclass(frozen=True, slots=True)
class Avoid:
    """What a person turned down in earlier rounds; matching postings are not shown again.

    `title` avoids near-equal titles, `family` a whole occupation, `seniority` a level,
    `below_floor` what starts below the wished pay, though it may reach it.
    """

    employer_id: int | None = None
    title: str | None = None
    family: str | None = None
    seniority: str | None = None
    place_key: str | None = None
    below_floor: bool = False


@dataclass(frozen=True, slots=True)
class JobQuery:
    """A search. `criteria` filters and ranks; `roles` are more ways employers write the work.

    `role_vectors` are vectors by `role_model` (one a role, normalised), for callers who have them
    stored; where another model is in use they are left out. `text` is used only where the criteria name neither titles nor skills.
    `fill` asks for near misses where fewer fit than the limit: the same work elsewhere or for less.
    `stored_after` leaves out what was known by then already.
    `home` is where the person is: without a wished place, postings there come first.
    `resume_document` (JSON Resume, confirmed) lets requirements cite the résumé.
    """

    criteria: Criteria = field(default_factory=Criteria)
    roles: tuple[str, ...] = ()
    role_vectors: np.ndarray | None = None
    role_model: str = ""
    text: str | None = None
    exclude_posting_ids: frozenset[int] = frozenset()
    avoid: tuple[Avoid, ...] = ()
    stored_after: datetime | None = None
    # What was saved and turned down before: it leans the ranking, and filters nothing.
    samples: tuple["Sample", ...] = ()
    home: tuple[str, ...] = ()
    lang: Lang | None = None
    limit: int = 10
    now: datetime | None = None
    resume_document: Mapping[str, object] | None = None
    explain: bool = True
    fill: bool = False


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of "why this job": the status, and where both sides say so.

    `criterion` is the wish it answers, None for a demand of the posting alone.
    `resume_pointer` is a JSON Pointer into the résumé document. `posting_span` is (start, end)
    into `description_text`; `posting_pointer` names a field instead (`/salary_min`, `/skills/2`).
    """

    text: str
    status: Status
    criterion: CriterionKey | None = None
    resume_pointer: str | None = None
    posting_span: tuple[int, int] | None = None
    posting_pointer: str | None = None
    # Welcome, not needed: never missing against a person.
    is_preferred: bool = False
    # A limit of age, sex or family: shown as such, never judged, never ranked by.
    is_protected: bool = False


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What keeps a match from ranking higher: a feature, the score it costs, words for people."""

    feature: str
    loss: float
    text: str


@dataclass(frozen=True, slots=True)
class MatchExplanation:
    """Why a match stands where it does: the same object for a seeker and for a recruiter.

    `shortfalls` are the features that cost most, dearest first. `version` is the ranking's.
    """

    band: Band | None
    score: float | None
    requirements: tuple[Requirement, ...]
    shortfalls: tuple[Shortfall, ...]
    version: str


@dataclass(frozen=True, slots=True)
class JobHit:
    """A posting that fits: with `employer` and `locations` loaded, so that a card needs no query.

    `features` are the readable parts of the score, each 0..1; `shortfalls` what they cost most.
    `is_near_miss`: a place or pay wished for is not met; only where the query asks to be filled up.
    """

    posting: Posting
    score: float
    band: Band
    requirements: tuple[Requirement, ...] = ()
    features: Mapping[str, float] = field(default_factory=dict)
    is_near_miss: bool = False
    shortfalls: tuple[Shortfall, ...] = ()
    # What each feature weighs, together 1; only of a posting held against one need.
    shares: Mapping[str, float] = field(default_factory=dict)

    @property
    def explanation(self) -> MatchExplanation:
        """Why it stands where it does."""
        return MatchExplanation(
            self.band, self.score, self.requirements, self.shortfalls, RANKING_VERSION
        )


@dataclass(frozen=True, slots=True)
class PlanInfo:
    """How the search ran: `path` exact or index, candidates scored, milliseconds by step."""

    path: Literal["exact", "index", "none"]
    candidates: int
    milliseconds: Mapping[str, float]
    model: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first.

    `fitting` counts the candidates of a like occupation, the hits among them; where it is less
    than the limit, everything that fits was shown.
    """

    hits: list[JobHit]
    fitting: int
    plan: PlanInfo


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One wish given up, and how many postings of a like occupation then match.

    `dropped` are the criteria's keys that `relaxed` no longer holds, or holds more loosely;
    `value` is what was given up or the loosened value, for the label.
    """

    key: CriterionKey
    kind: Literal["drop", "loosen"]
    relaxed: Criteria
    count: int
    value: str


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value people could choose next, its name in both languages and how many it has."""

    value: str
    count: int
    label_zh: str
    label_en: str
