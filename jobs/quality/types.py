"""What a hint is read from, and what it says."""

from dataclasses import dataclass
from typing import Literal

Field = Literal[
    "title",
    "description",
    "city",
    "pay",
    "employment_type",
    "experience",
    "education",
    "skills",
    "tags",
    "valid_through",
]
# unlawful: a statute forbids to choose people by it. check: lawful only where the work needs it,
# or not settled. improve: seekers are served better.
Level = Literal["unlawful", "check", "improve"]
LEVELS: tuple[Level, ...] = ("unlawful", "check", "improve")
# What a demand would choose people by.
Ground = Literal[
    "sex", "age", "family", "origin", "race", "religion", "health", "disability", "looks", "sign",
    "school",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A posting as it is written, before anything is read out of it.

    `country` (ISO 3166) is where the work is, empty where nobody knows: whose law it is.
    """

    title: str
    description: str = ""
    lang: Literal["zh", "en"] = "en"
    country: str = ""
    has_place: bool = False
    unknown_places: tuple[str, ...] = ()
    is_remote: bool = False
    salary_min: float | None = None
    salary_max: float | None = None
    salary_currency: str | None = None
    salary_period: str | None = None
    salary_raw: str = ""
    employment_type: str | None = None
    experience: str = ""
    education: str = ""
    skills: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    has_end: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to mend. `quote` is text[start:end] of the field, where words are to blame.

    `laws` name the rule and its article, `instead` says what to write. All in the reader's
    language.
    """

    code: str
    level: Level
    field: Field
    text: str
    instead: str = ""
    ground: Ground | None = None
    laws: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    quote: str = ""
