"""Find postings that fit, say why, and what to give up when nothing does. Reads only."""

from .by_meaning import find_by_meaning, is_known_work, list_near_titles
from .explain import (
    display_education,
    display_pay,
    explain_match,
    score_requirements,
)
from .facets import count_matching, count_relaxations, facet_values, has_employer
from .find import count_fitting_of_each, get_posting, load_postings, search_jobs, similar_jobs
from .listing import (
    ListFilters,
    Page,
    find_public_posting,
    list_posting_ids,
    list_postings,
    load_full_postings,
)
from .location_names import display_location, display_region
from .need import Refused
from .one import find_refused, match_posting
from .pay import PayQuartiles, pay_quartiles
from .readings import (
    READING_VERSION,
    Glance,
    Reading,
    glance_at,
    load_reading,
    match_reading,
    read_person,
)
from .scoring import band_of, is_same_work
from .shortfalls import find_shortfalls
from .splits import REFUSABLE, Splits, count_splits, split_postings
from .taste import Sample
from .types import (
    RANKING_VERSION,
    Avoid,
    Band,
    FacetKey,
    FacetValue,
    JobHit,
    JobQuery,
    MatchExplanation,
    PlanInfo,
    Relaxation,
    Requirement,
    SearchResult,
    Shortfall,
    Status,
)

__all__ = [
    "RANKING_VERSION",
    "READING_VERSION",
    "REFUSABLE",
    "Avoid",
    "Band",
    "FacetKey",
    "FacetValue",
    "Glance",
    "JobHit",
    "JobQuery",
    "ListFilters",
    "MatchExplanation",
    "Page",
    "PayQuartiles",
    "PlanInfo",
    "Reading",
    "Refused",
    "Relaxation",
    "Requirement",
    "Sample",
    "SearchResult",
    "Shortfall",
    "Splits",
    "Status",
    "band_of",
    "count_fitting_of_each",
    "count_matching",
    "count_relaxations",
    "count_splits",
    "display_education",
    "display_location",
    "display_pay",
    "display_region",
    "explain_match",
    "facet_values",
    "find_by_meaning",
    "find_public_posting",
    "find_refused",
    "find_shortfalls",
    "get_posting",
    "glance_at",
    "has_employer",
    "is_known_work",
    "is_same_work",
    "list_near_titles",
    "list_posting_ids",
    "list_postings",
    "load_full_postings",
    "load_postings",
    "load_reading",
    "match_posting",
    "match_reading",
    "pay_quartiles",
    "read_person",
    "score_requirements",
    "search_jobs",
    "similar_jobs",
    "split_postings",
]
