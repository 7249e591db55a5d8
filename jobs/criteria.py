"""What is being searched for: the keys of `criteria_card`, pure and frozen."""

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

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

_Text = str
_MAX_ITEMS = 20


class Criteria(BaseModel):
    """A person's wishes as they said them; None or empty where nothing was said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    titles: tuple[_Text, ...] = Field(default=(), max_length=_MAX_ITEMS)
    skills: tuple[_Text, ...] = Field(default=(), max_length=40)
    cities: tuple[_Text, ...] = Field(default=(), max_length=_MAX_ITEMS)
    remote: bool | None = None
    salary_min: float | None = Field(default=None, ge=0)
    salary_max: float | None = Field(default=None, ge=0)
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    salary_period: SalaryPeriod | None = None
    employment_type: EmploymentType | None = None
    experience_years: float | None = Field(default=None, ge=0, le=70)
    education: EducationLevel | None = None
    exclude: tuple[_Text, ...] = Field(default=(), max_length=_MAX_ITEMS)
    # Perks, shifts and terms as said (包吃住, weekends off): they rank, and never filter.
    conditions: tuple[_Text, ...] = Field(default=(), max_length=_MAX_ITEMS)
    employers: tuple[_Text, ...] = Field(default=(), max_length=_MAX_ITEMS)
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
