"""What would make a posting better, said while it is written: pay, place, wording, the law; pure."""

from .hints import read_hints
from .types import Draft, Field, Ground, Hint, Level

__all__ = ["Draft", "Field", "Ground", "Hint", "Level", "read_hints"]
