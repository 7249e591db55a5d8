"""What would make a posting better, said while it is written: pay, place, wording, the law; pure."""

from .hints import read_hints
from .types import Draft, Field, Ground, Hint, Level
from .wording import Finding, find_banned_wording

__all__ = [
    "Draft",
    "Field",
    "Finding",
    "Ground",
    "Hint",
    "Level",
    "find_banned_wording",
    "read_hints",
]
