"""Find postings that fit, say why, and what to give up when nothing does. Reads only."""

from .explain import (
    display_education,
    display_pay,
    explain_match,
    score_requirements,
)
from .facets import count_matching, count_relaxations, facet_values, has_employer
from .find import get_posting, load_postings, search_jobs, similar_jobs
from .listing import (
    ListFilters,
    Page,
    list_posting_ids,
    list_postings,
    load_full_postings,
)
from .location_names import display_location, display_region
from .pay import PayQuartiles, pay_quartiles
from .scoring import RANKING_VERSION, band_of, is_same_work
from .types import (
    Avoid,
    Band,
    FacetKey,
    FacetValue,
    JobHit,
    JobQuery,
    PlanInfo,
    Relaxation,
    Requirement,
    SearchResult,
    Status,
)

__all__ = [
    "RANKING_VERSION",
    "Avoid",
    "Band",
    "FacetKey",
    "FacetValue",
    "JobHit",
    "JobQuery",
    "ListFilters",
    "Page",
    "PayQuartiles",
    "PlanInfo",
    "Relaxation",
    "Requirement",
    "SearchResult",
    "Status",
    "band_of",
    "count_matching",
    "count_relaxations",
    "display_education",
    "display_location",
    "display_pay",
    "display_region",
    "explain_match",
    "facet_values",
    "get_posting",
    "has_employer",
    "is_same_work",
    "list_posting_ids",
    "list_postings",
    "load_full_postings",
    "load_postings",
    "pay_quartiles",
    "score_requirements",
    "search_jobs",
    "similar_jobs",
]
