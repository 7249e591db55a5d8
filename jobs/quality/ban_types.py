"""What a rule about wording is made of."""

import re
from dataclasses import dataclass
from typing import Literal

from .types import Field, Ground, Level


@dataclass(frozen=True, slots=True)
class Ban:
    """One shape of demand. `triggers`: one of them must stand in the text before it is tried.

    `unless` drops a match where the clause (or with `reads_sentence` the sentence) says so.
    """

    code: str
    ground: Ground
    level: Level
    lang: Literal["zh", "en"]
    triggers: tuple[str, ...]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    reads_sentence: bool = False
    fields: tuple[Field, ...] = ()
