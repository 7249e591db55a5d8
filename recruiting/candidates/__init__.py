"""Candidates for a company's posting: people who allow it, without their names."""

from resumes.reverse import MAX_FITS

from .people import discoverable_people, people_who_applied
from .ranking import Candidate, Page, find_page, get_posting_among, get_posting_of
from .references import build_reference, get_candidate, get_person_of_reference, open_reference

__all__ = [
    "MAX_FITS",
    "Candidate",
    "Page",
    "build_reference",
    "discoverable_people",
    "find_page",
    "get_candidate",
    "get_person_of_reference",
    "get_posting_among",
    "get_posting_of",
    "open_reference",
    "people_who_applied",
]
