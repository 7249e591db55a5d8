"""How a question would part the postings that match: counted, all in one statement."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

from jobs.criteria import Criteria
from jobs.models import Posting

from .facets import as_query, prepare
from .types import JobQuery

# What people refuse by name, as `jobs.traits` calls it.
REFUSABLE = (
    "outsourcing", "agency", "night_shift", "rotating_shift", "weekend", "overtime",
    "commission_only", "travel", "cold_calling", "on_call", "split_shift", "self_employed",
    "piece_rate", "deposit", "sales_targets", "live_in",
)  # fmt: skip
# Of more than this the shares hardly change.
_MOST = 3_000


@dataclass(frozen=True, slots=True)
class Splits:
    """What postings of an occupation differ in, by how many have each value.

    `total` counts them, up to a few thousand; `paid` those that say what they pay and do not all
    say the same. `traits` are only those that people refuse by name.
    """

    total: int = 0
    cities: Mapping[str, int] = field(default_factory=dict)
    employment_types: Mapping[str, int] = field(default_factory=dict)
    traits: Mapping[str, int] = field(default_factory=dict)
    paid: int = 0

    @property
    def by_city(self) -> float:
        """How many postings an answer about the place is expected to leave out."""
        return self._expected(self.cities)

    @property
    def by_employment_type(self) -> float:
        """How many postings an answer about the contract is expected to leave out."""
        return self._expected(self.employment_types)

    @property
    def by_pay(self) -> float:
        """How many postings a floor for the pay is expected to leave out."""
        return self.paid / 2

    @property
    def by_refusal(self) -> float:
        """How many postings the refusal that meets most would leave out."""
        return float(max(self.traits.values(), default=0))

    def _expected(self, counts: Mapping[str, int]) -> float:
        known = sum(counts.values())
        if not known:
            return 0.0
        return self.total * (1 - sum((count / known) ** 2 for count in counts.values()))


def split_postings(postings: Sequence[Posting]) -> Splits:
    """Return what postings that are loaded already, with their places, differ in."""
    pays = [each.salary_yearly_min for each in postings if each.salary_yearly_min is not None]
    traits = (trait for each in postings for trait in each.traits if trait in REFUSABLE)
    cities = (
        f"{place.country}/{place.region}/{place.city}"
        for each in postings
        for place in each.locations.all()
        if place.city
    )
    return Splits(
        total=len(postings),
        cities=Counter(cities),
        employment_types=Counter(each.employment_type or "full_time" for each in postings),
        traits=Counter(traits),
        paid=len(pays) if len(set(pays)) > 1 else 0,
    )


def count_splits(criteria: Criteria | JobQuery) -> Splits:
    """Return what the postings that pass the wishes differ in. One statement."""
    _need, filters, occupation, params = prepare(as_query(criteria))
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH m AS MATERIALIZED ("
            "SELECT p.id, p.employment_type, p.traits, p.salary_yearly_min FROM jobs_posting p "
            f"WHERE ({occupation}) AND {filters.where()} LIMIT {_MOST}) "
            "SELECT 'total', '', count(*) FROM m "
            "UNION ALL SELECT 'paid', '', CASE WHEN count(DISTINCT salary_yearly_min) > 1 "
            "THEN count(salary_yearly_min) ELSE 0 END FROM m "
            "UNION ALL SELECT 'type', coalesce(employment_type, 'full_time'), count(*) "
            "FROM m GROUP BY 2 "
            "UNION ALL SELECT 'trait', t, count(*) FROM m CROSS JOIN unnest(m.traits) t "
            "WHERE t = ANY(%(refusable)s) GROUP BY 2 "
            "UNION ALL SELECT 'city', l.country || '/' || l.region || '/' || l.city, "
            "count(DISTINCT m.id) FROM m JOIN jobs_postinglocation l ON l.posting_id = m.id "
            "WHERE l.city <> '' GROUP BY 2",
            params | {"refusable": list(REFUSABLE)},
        )
        rows = cursor.fetchall()
    counts: dict[str, dict[str, int]] = {}
    for kind, value, count in rows:
        counts.setdefault(kind, {})[value] = count
    return Splits(
        total=counts.get("total", {}).get("", 0),
        cities=counts.get("city", {}),
        employment_types=counts.get("type", {}),
        traits=counts.get("trait", {}),
        paid=counts.get("paid", {}).get("", 0),
    )
