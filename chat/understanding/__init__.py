"""A message understood: what is wanted, in typed values, with the words each came from.

Pure: no database, no network. `understand` runs the parts in order; each part is a module.
"""

from .pipeline import understand
from .types import (
    INTENTS,
    Act,
    Card,
    Context,
    Correction,
    CriteriaChange,
    Evidence,
    Intent,
    ResumeFact,
    Schedule,
    Span,
    Understanding,
)

__all__ = [
    "INTENTS",
    "Act",
    "Card",
    "Context",
    "Correction",
    "CriteriaChange",
    "Evidence",
    "Intent",
    "ResumeFact",
    "Schedule",
    "Span",
    "Understanding",
    "understand",
]
