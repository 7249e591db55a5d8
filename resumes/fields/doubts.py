"""What in a document cannot be right, or not all at once."""

from datetime import date

from .types import Document, Doubt


def find_doubts(document: Document, *, today: date) -> tuple[Doubt, ...]:
    """Return malformed contacts, impossible and overlapping dates, claims that disagree."""
    return ()
