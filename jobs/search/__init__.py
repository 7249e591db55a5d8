"""Find postings that fit, say why, and what to give up when nothing does. Reads only."""

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
]
