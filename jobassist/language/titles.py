"""Occupations as employers and seekers call them, in families that cross the languages."""

from dataclasses import dataclass

from .found import Found
from .text import Lang, TextLike
from .vocab import Seniority


@dataclass(frozen=True, slots=True)
class Title:
    """A job title. `family` groups near-equal occupations of both languages, None if unknown.

    `text` is as said, without filler; `group` is the wider field (it, care, logistics …).
    """

    text: str
    family: str | None
    group: str | None = None
    seniority: Seniority | None = None
    equivalents_zh: tuple[str, ...] = ()
    equivalents_en: tuple[str, ...] = ()


def find_titles(text: TextLike, *, lang: Lang | None = None) -> list[Found[Title]]:
    """Return the occupations named in running text, the longest reading of each."""
    return []


def parse_title(text: TextLike) -> Title | None:
    """Return the occupation a title field holds; unknown ones keep their text, no family."""
    raw = text if isinstance(text, str) else text.original
    return Title(text=raw.strip(), family=None) if raw.strip() else None


def expand_roles(title: str | Title, *, limit: int = 12) -> list[str]:
    """Return ways employers write this role, both languages, the given one first."""
    return [title if isinstance(title, str) else title.text]


def title_kinship(a: str | Title, b: str | Title) -> float:
    """Return 0..1: 1 the same occupation, about 0.5 a related one, 0 another."""
    x = a if isinstance(a, str) else a.text
    y = b if isinstance(b, str) else b.text
    return 1.0 if x.casefold() == y.casefold() else 0.0
