"""Skills, tools and certificates, matched exactly against a bilingual lexicon."""

from dataclasses import dataclass
from typing import Literal

from .found import Found
from .text import Lang, TextLike

SkillKind = Literal["skill", "tool", "certificate", "licence", "language", "trait"]


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill under one canonical `key` for both languages (`react`, `forklift-licence`)."""

    key: str
    name_zh: str | None
    name_en: str | None
    kind: SkillKind = "skill"
    domain: str | None = None


def find_skills(text: TextLike, *, lang: Lang | None = None) -> list[Found[Skill]]:
    """Return the skills named. Java is not in JavaScript; Go, R, C need skill company."""
    return []


def canonical_skill(text: TextLike) -> Skill | None:
    """Return the skill that the whole text names, None when the lexicon has none."""
    return None


def same_skill(a: str, b: str) -> bool:
    """Return whether two wordings, in either language, name one skill."""
    return a.casefold().strip() == b.casefold().strip()


def display_skill(skill: Skill, lang: Lang) -> str:
    """Return the skill's name in a language, the other's where it has none."""
    name = skill.name_zh if lang == "zh" else skill.name_en
    return name or skill.name_en or skill.name_zh or skill.key
