"""A free-text answer to one question about the résumé, and what it changes."""

from datetime import date

from .types import Document, ParsedAnswer


def parse_answer(
    path: str, text: str, *, today: date, document: Document | None = None
) -> ParsedAnswer:
    """Return the changes an answer makes to the field asked for, or to others it mentions.

    `path` is dotted, with or without `resume.`. Handles refusals ("rather not"), not knowing,
    "it's right as it is", corrections of something else and withdrawals.
    """
    return ParsedAnswer()
