"""Find postings that fit, say why, and what to give up when nothing does. Reads only."""

from .explain import display_education, display_location, display_pay, explain_match
from .facets import count_matching, count_relaxations, facet_values
from .find import get_posting, load_postings, search_jobs, similar_jobs
from .scoring import RANKING_VERSION
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
    "PlanInfo",
    "Relaxation",
    "Requirement",
    "SearchResult",
    "Status",
    "count_matching",
    "count_relaxations",
    "display_education",
    "display_location",
    "display_pay",
    "explain_match",
    "facet_values",
    "get_posting",
    "load_postings",
    "search_jobs",
    "similar_jobs",
]
