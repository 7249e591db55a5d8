"""What to ask next about a résumé, most useful first."""

from collections.abc import Iterable
from datetime import date

from .types import Document, Doubt, Question

MAX_QUESTIONS = 8


def missing_questions(
    document: Document,
    doubts: Iterable[Doubt] = (),
    *,
    asked: frozenset[str] = frozenset(),
    today: date | None = None,
) -> list[Question]:
    """Return at most eight questions, most useful first; never one in `asked` (dotted paths).

    Texts are in the active language (gettext).
    """
    return []


def completeness(document: Document) -> float:
    """Return 0..1: how much of what an employer looks for is there."""
    return 0.0
