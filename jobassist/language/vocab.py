"""Small closed vocabularies: education, employment, experience, mode, shift, level, languages."""

from dataclasses import dataclass
from typing import Literal

from .found import Found
from .text import TextLike

EducationLevel = Literal["none", "high_school", "associate", "bachelor", "master", "doctor"]
EDUCATION_ORDER: tuple[EducationLevel, ...] = (
    "none",
    "high_school",
    "associate",
    "bachelor",
    "master",
    "doctor",
)
EmploymentType = Literal["full_time", "part_time", "contract", "internship", "temporary"]
WorkMode = Literal["remote", "hybrid", "onsite"]
Shift = Literal["day", "night", "evening", "rotating", "weekend", "morning", "split", "on_call"]
Seniority = Literal["intern", "junior", "mid", "senior", "lead", "manager", "director", "executive"]
LanguageLevel = Literal["basic", "intermediate", "fluent", "native"]


@dataclass(frozen=True, slots=True)
class Education:
    """A level, and whether more counts too (本科及以上, at least a bachelor's).

    `is_any` for 学历不限; its level is then "none". `word` is the wording (本科, BA).
    """

    level: EducationLevel
    is_at_least: bool = False
    is_any: bool = False
    is_enrolled: bool = False
    is_full_time: bool | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class Experience:
    """Years of experience. 应届 and "no experience" are (0, 0); `is_any` for 经验不限.

    5+ years is (5, None); 3-5年 is (3, 5); 三年 is (3, 3). `is_about` for 三年多, nearly ten.
    """

    min_years: float | None
    max_years: float | None = None
    is_any: bool = False
    is_about: bool = False
    is_graduate: bool = False


@dataclass(frozen=True, slots=True)
class SpokenLanguage:
    """A spoken language (ISO 639-1 `code`) and how well, where said; `exam` as written (CET-6)."""

    code: str
    name_zh: str
    name_en: str
    level: LanguageLevel | None = None
    exam: str | None = None


def find_education(text: TextLike) -> list[Found[Education]]:
    """Return the levels of education named."""
    return []


def parse_education(text: TextLike) -> Education | None:
    """Return the level a field holds; of several, the lowest that would do."""
    found = find_education(text)
    return found[0].value if found else None


def find_employment_types(text: TextLike) -> list[Found[EmploymentType]]:
    """Return full_time, part_time, contract, internship, temporary where said."""
    return []


def parse_employment_type(text: TextLike) -> EmploymentType | None:
    """Return the employment type a field holds."""
    found = find_employment_types(text)
    return found[0].value if found else None


def find_experience(text: TextLike) -> list[Found[Experience]]:
    """Return years of experience, wanted or had."""
    return []


def parse_experience(text: TextLike) -> Experience | None:
    """Return the years a field or an answer holds (a bare number counts)."""
    found = find_experience(text)
    return found[0].value if found else None


def find_work_modes(text: TextLike) -> list[Found[WorkMode]]:
    """Return remote, hybrid, onsite where said."""
    return []


def find_shifts(text: TextLike) -> list[Found[Shift]]:
    """Return working hours named: night, evening, rotating, weekend …"""
    return []


def find_seniority(text: TextLike) -> list[Found[Seniority]]:
    """Return levels of seniority named, of a title or a wish."""
    return []


def find_spoken_languages(text: TextLike) -> list[Found[SpokenLanguage]]:
    """Return spoken languages with their level where said."""
    return []
