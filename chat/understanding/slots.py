"""What a message says of each criterion: the values found, with offsets into the reading's text."""

from dataclasses import dataclass, field

from jobassist.language.money import RelativeSalary, Salary
from jobassist.language.places import Place

from .scopes import Scope

Item = tuple[str, int, int]


@dataclass(slots=True)
class Wishes:
    """What was found, each with offsets into the reading's text."""

    scopes: list[Scope]
    titles: list[Item] = field(default_factory=list)
    skills: list[Item] = field(default_factory=list)
    cities: list[Item] = field(default_factory=list)
    places: list[tuple[Place, int, int]] = field(default_factory=list)
    districts: list[Item] = field(default_factory=list)
    exclude: list[Item] = field(default_factory=list)
    salary: tuple[Salary, int, int] | None = None
    relative_pay: tuple[RelativeSalary, int, int] | None = None
    remote: tuple[bool, int, int] | None = None
    employment_type: Item | None = None
    experience_years: tuple[float, int, int] | None = None
    education: Item | None = None
    conditions: list[Item] = field(default_factory=list)
    borne: list[Item] = field(default_factory=list)
    employers: list[Item] = field(default_factory=list)
    within_km: tuple[float, int, int] | None = None
    near_home: tuple[int, int] | None = None
    is_either: bool = False
    pay_stated: tuple[int, int] | None = None
    # All that was read as something, for telling what was not.
    spoken: list[tuple[int, int]] = field(default_factory=list)

    @property
    def says_other_work(self) -> bool:
        """A shown job is said not to be of the work asked for."""
        return any(scope.kind == "lacked" for scope in self.scopes)

    @property
    def is_empty(self) -> bool:
        """Nothing that could be a criterion was found."""
        return not (
            self.titles or self.skills or self.cities or self.districts or self.exclude
            or self.salary or self.relative_pay or self.remote or self.employment_type
            or self.experience_years or self.education or self.conditions or self.employers
            or self.pay_stated
        )  # fmt: skip
