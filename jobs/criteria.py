"""What is being searched for: the keys of `criteria_card`, pure and frozen."""

import unicodedata
from typing import Annotated, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from jobassist.language.money import PER_YEAR

EmploymentType = Literal["full_time", "part_time", "contract", "internship", "temporary"]
EducationLevel = Literal["none", "high_school", "associate", "bachelor", "master", "doctor"]
SalaryPeriod = Literal["hour", "day", "month", "year"]

EMPLOYMENT_TYPES: tuple[EmploymentType, ...] = get_args(EmploymentType)
EDUCATION_LEVELS: tuple[EducationLevel, ...] = get_args(EducationLevel)
SALARY_PERIODS: tuple[SalaryPeriod, ...] = get_args(SalaryPeriod)

CriterionKey = Literal[
    "titles",
    "skills",
    "cities",
    "remote",
    "salary_min",
    "salary_max",
    "currency",
    "salary_period",
    "employment_type",
    "experience_years",
    "education",
    "exclude",
    "conditions",
    "employers",
    "within_km",
    "remote_or_city",
    "pay_stated",
]


# Characters nobody sees, or that no text column holds.
_UNWRITTEN = ("Cc", "Cf", "Cs")
# As long as a posting's title may be: "more like this" looks for that.
MAX_TEXT = 300


def _check_text(text: str) -> str:
    if any(unicodedata.category(char) in _UNWRITTEN for char in text):
        raise ValueError("control and format characters are not text")
    return text


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT),
    AfterValidator(_check_text),
]
_TEXT: TypeAdapter[str] = TypeAdapter(Text)
_MAX_ITEMS = 20


def drop_unwritten(words: str) -> str:
    """Return words without the characters that no item of the criteria may hold."""
    return "".join(c for c in words if unicodedata.category(c) not in _UNWRITTEN).strip()


def is_text(words: str) -> bool:
    """Return whether words may be an item of the criteria: seen, and no longer than a name."""
    try:
        _TEXT.validate_python(words)
    except ValidationError:
        return False
    return True


class Criteria(BaseModel):
    """A person's wishes as they said them; None or empty where nothing was said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    titles: tuple[Text, ...] = Field(default=(), max_length=_MAX_ITEMS)
    skills: tuple[Text, ...] = Field(default=(), max_length=40)
    cities: tuple[Text, ...] = Field(default=(), max_length=_MAX_ITEMS)
    remote: bool | None = None
    salary_min: float | None = Field(default=None, ge=0)
    salary_max: float | None = Field(default=None, ge=0)
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    salary_period: SalaryPeriod | None = None
    employment_type: EmploymentType | None = None
    experience_years: float | None = Field(default=None, ge=0, le=70)
    education: EducationLevel | None = None
    exclude: tuple[Text, ...] = Field(default=(), max_length=_MAX_ITEMS)
    # Perks, shifts and terms as said (包吃住, weekends off): they rank, and never filter.
    conditions: tuple[Text, ...] = Field(default=(), max_length=_MAX_ITEMS)
    employers: tuple[Text, ...] = Field(default=(), max_length=_MAX_ITEMS)
    # "Near Leeds": so far around each of the cities, where coordinates are known.
    within_km: float | None = Field(default=None, gt=0, le=500)
    # "Remote or Leeds": either will do; without it both are wanted.
    remote_or_city: bool | None = None
    # Only postings that say what they pay.
    pay_stated: bool | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing has been said yet."""
        return self == Criteria()


def build_yearly(amount: float, *, period: SalaryPeriod | None, lang: str | None) -> float:
    """Return an amount as a yearly figure, bonus months ignored.

    Without a period a Chinese figure is monthly; an English one above 1,000 yearly, else hourly.
    """
    if period is None:
        if lang == "zh":
            period = "month"
        else:
            period = "year" if amount > 1000 else "hour"
    return amount * PER_YEAR[period]
