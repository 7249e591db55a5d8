"""Read a résumé out of words: pure, no database."""

from .answers import parse_answer
from .doubts import find_doubts
from .parse import parse_fields
from .questions import completeness, missing_questions
from .types import (
    Doubt,
    FieldChange,
    ParsedAnswer,
    ParsedResume,
    Question,
    Span,
)

__all__ = [
    "Doubt",
    "FieldChange",
    "ParsedAnswer",
    "ParsedResume",
    "Question",
    "Span",
    "completeness",
    "find_doubts",
    "missing_questions",
    "parse_answer",
    "parse_fields",
]
