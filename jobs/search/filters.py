"""The hard filters as SQL over `jobs_posting p`."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from jobassist.language.text import normalise
from jobassist.language.titles import parse_title
from jobs.criteria import CriterionKey
from jobs.employers import EmployerKind, build_name_pattern, read_kind
from jobs.feed import build_title_key
from jobs.lexical import build_sparse_text

from .nearness import OPEN, find_near
from .need import Need, Refused
from .types import Avoid

# How many postings an employer is taken to have before one has looked.
POSTINGS_AN_EMPLOYER = 30
# A wish of 20k is met by a posting of 19,999.
PAY_TOLERANCE = 0.999


@dataclass(slots=True)
class Filters:
    """Conditions by the criterion they come from, and their parameters.

    A condition that is NULL counts as not met, in WHERE and in count(*) FILTER alike.
    """

    by_key: dict[CriterionKey, list[str]] = field(default_factory=dict)
    always: list[str] = field(default_factory=lambda: [OPEN])
    params: dict[str, Any] = field(default_factory=dict)
    # Where what passes is among so many postings named one by one.
    listed: int | None = None

    def add(self, key: CriterionKey | None, condition: str, **params: Any) -> None:
        """Add a condition under a criterion's key, or under none for what is not a wish."""
        (self.always if key is None else self.by_key.setdefault(key, [])).append(condition)
        self.params.update(params)

    @property
    def places(self) -> str:
        """The parameter of place keys in one of which all that passes lies; empty without any."""
        conditions = self.by_key.get("cities", ())
        return next((name for name in ("home", "places") if inside(name) in conditions), "")

    def where(self, *, without: Collection[CriterionKey] = ()) -> str:
        """Return all conditions joined, those of some criteria left out."""
        parts = list(self.always)
        for key, conditions in self.by_key.items():
            if key not in without:
                parts += conditions
        return " AND ".join(f"({part})" for part in parts)


def inside(places: str) -> str:
    """Return the condition that a posting lies in one of the places of a parameter."""
    return f"p.place_keys && %({places})s::varchar[]"


def build_filters(
    need: Need,
    *,
    exclude_posting_ids: Collection[int] = (),
    avoid: Collection[Avoid] = (),
    allowed_ids: Collection[int] = (),
    stored_after: datetime | None = None,
) -> Filters:
    """Return the filters of a need. A statement each for employers and for a place to be near.

    `allowed_ids` are postings that hold an excluded word but deny it ("no agencies").
    """
    filters = Filters(params={"now": need.now})
    criteria = need.criteria
    if need.place_keys:
        filters.add("cities", place_condition(need), **place_params(need))
        if criteria.within_km and (
            near := find_near(need.places, criteria.within_km, now=need.now)
        ):
            within = filters.by_key["cities"].pop()
            filters.add("cities", f"{within} OR p.id = ANY(%(near)s::bigint[])", near=near)
    if employers := [each for each in criteria.employers if build_name_pattern(each)]:
        condition, params = wished_employers(employers)
        filters.add("employers", condition, **params)
        filters.listed = POSTINGS_AN_EMPLOYER * len(params["employers"])
    if criteria.pay_stated:
        filters.add("pay_stated", "p.salary_min IS NOT NULL OR p.salary_max IS NOT NULL")
    if criteria.remote is True and not need.is_remote_or_place:
        filters.add("remote", "p.is_remote OR p.is_hybrid" if need.place_keys else "p.is_remote")
    elif criteria.remote is False:
        filters.add("remote", "NOT p.is_remote")
    if need.pay_floor is not None:
        filters.add(
            "salary_min",
            build_pay_condition("floor"),
            currency=need.currency,
            floor=need.pay_floor * PAY_TOLERANCE,
        )
    if criteria.employment_type == "full_time":
        # Nearly all postings that say nothing mean full time.
        filters.add(
            "employment_type", "p.employment_type IS NULL OR p.employment_type = 'full_time'"
        )
    elif criteria.employment_type is not None:
        filters.add(
            "employment_type",
            "p.employment_type = %(employment_type)s",
            employment_type=criteria.employment_type,
        )
    for number, refused in enumerate(need.refused):
        for condition, params in refused_conditions(refused, number):
            filters.add("exclude", condition, **params)
    filters.params["allowed"] = list(allowed_ids)
    if exclude_posting_ids:
        filters.add(None, "p.id <> ALL(%(seen)s)", seen=list(exclude_posting_ids))
    if need.pay_floor is not None and any(item.below_floor for item in avoid):
        condition = build_pay_condition("floor").replace("yearly_max", "yearly_min")
        filters.add("salary_min", condition)
    if stored_after is not None:
        filters.add(None, "p.created_at > %(stored_after)s", stored_after=stored_after)
    for number, item in enumerate(avoid):
        _add_avoid(filters, item, number, families=need.families)
    return filters


def build_pay_condition(floor: str) -> str:
    """Return the condition that a posting may pay what the parameter named by `floor` says.

    Pay that is unknown, or in another currency, passes: it cannot be compared. Where no currency
    was said nor is told by the place, the figure is one of the posting's own.
    """
    return (
        "(%(currency)s::text IS NOT NULL AND p.salary_currency IS DISTINCT FROM %(currency)s) "
        f"OR p.salary_yearly_max IS NULL OR p.salary_yearly_max >= %({floor})s"
    )


def place_condition(need: Need) -> str:
    """Return the condition that a posting lies in one of the wanted places.

    Fully remote work counts as being everywhere in its country where remote work is wished;
    of no country it counts for all.
    """
    condition = inside("places")
    if need.unknown_places:
        condition += " OR p.head_text LIKE ANY(%(place_likes)s)"
    if need.criteria.remote is True:
        condition += (
            " OR (p.is_remote AND (p.eligible_countries && %(countries)s::varchar[]"
            " OR (p.eligible_countries = '{}' AND (p.place_keys = '{}'"
            " OR p.place_keys && %(country_keys)s::varchar[]))))"
        )
    return condition


def place_params(need: Need) -> dict[str, Any]:
    """Return the parameters of `place_condition`."""
    likes = []
    for name in need.unknown_places:
        escaped = normalise(name).lower.strip()
        for sign in ("\\", "%", "_"):
            escaped = escaped.replace(sign, f"\\{sign}")
        likes.append(f"%{escaped}%")
    return {
        "places": list(need.place_keys),
        "place_likes": likes,
        "countries": list({p.country for p in need.places}),
        "country_keys": list({p.key.partition("/")[0] for p in need.places}),
    }


def refused_conditions(refused: Refused, number: int) -> list[tuple[str, dict[str, Any]]]:
    """Return the conditions, with parameters, that leave out one excluded thing."""
    conditions: list[tuple[str, dict[str, Any]]] = []
    name = f"no{number}"
    if refused.trait:
        conditions.append(
            (f"NOT %({name}_trait)s = ANY(p.traits)", {f"{name}_trait": refused.trait})
        )
    if refused.employer_kind is not None or refused.employer_pattern is not None:
        conditions.append(refused_employers(refused, name))
    if refused.place_keys:
        conditions.append(
            (
                f"NOT (p.place_keys && %({name}_places)s::varchar[])",
                {f"{name}_places": list(refused.place_keys)},
            )
        )
    if refused.families:
        conditions.append(
            (f"p.family <> ALL(%({name}_families)s)", {f"{name}_families": list(refused.families)})
        )
    if refused.head_pattern and not refused.trait:
        conditions.append(
            (f"p.head_text !~ %({name}_head)s", {f"{name}_head": refused.head_pattern})
        )
    if refused.body_terms:
        conditions.append(
            (
                f"NOT {said_condition(refused, name)} OR p.id = ANY(%(allowed)s)",
                said_params(refused, name),
            )
        )
    return conditions


def told_of_employer(
    kind: EmployerKind | None, pattern: str | None, name: str
) -> tuple[str, dict[str, Any]]:
    """Return the condition over `jobs_employer em` that it has the name or is of the kind."""
    if kind is None:
        return f"em.name_normalised ~ %({name}_said)s", {f"{name}_said": pattern}
    parts: list[str] = []
    params: dict[str, Any] = {}
    if kind.said:
        said = "concat_ws(' ', em.name_normalised, lower(em.industry), lower(em.kind))"
        parts.append(f"{said} ~ %({name}_said)s")
        params[f"{name}_said"] = kind.said
    if kind.sizes:
        parts.append(f"em.size ~ %({name}_sizes)s")
        params[f"{name}_sizes"] = kind.sizes
    return " OR ".join(parts), params


def _find_employers(told: str, params: dict[str, Any]) -> list[int]:
    """Return ids of the employers of which a condition is told. One statement.

    Ids and not a condition: it would be read anew for every leg of a search.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT em.id FROM jobs_employer em WHERE {told}", params)
        return [row[0] for row in cursor.fetchall()]


def wished_employers(names: Collection[str]) -> tuple[str, dict[str, Any]]:
    """Return the condition that the employer is one of those named, or of a kind named."""
    told: list[str] = []
    params: dict[str, Any] = {}
    for number, name in enumerate(names):
        condition, values = told_of_employer(
            read_kind(name), build_name_pattern(name), f"wished{number}"
        )
        told.append(condition)
        params |= values
    ids = _find_employers(" OR ".join(told), params)
    return "p.employer_id = ANY(%(employers)s::bigint[])", {"employers": ids}


def refused_employers(refused: Refused, name: str) -> tuple[str, dict[str, Any]]:
    """Return the condition that the employer is none of a name or a kind; unnamed ones pass."""
    ids = _find_employers(*told_of_employer(refused.employer_kind, refused.employer_pattern, name))
    return (
        f"p.employer_id IS NULL OR p.employer_id <> ALL(%({name}_employers)s::bigint[])",
        {f"{name}_employers": ids},
    )


def said_condition(refused: Refused, name: str) -> str:
    """Return the condition that all the words of an excluded phrase stand in the posting."""
    each = " AND ".join(
        f"(w.terms <#> %({name}_t{i})s::sparsevec) < 0" for i in range(len(refused.body_terms))
    )
    return f"EXISTS (SELECT 1 FROM jobs_postingwords w WHERE w.posting_id = p.id AND {each})"


def said_params(refused: Refused, name: str) -> dict[str, Any]:
    """Return the parameters of `said_condition`."""
    return {
        f"{name}_t{i}": build_sparse_text({term: 1.0}) for i, term in enumerate(refused.body_terms)
    }


def _add_avoid(filters: Filters, avoid: Avoid, number: int, *, families: Collection[str]) -> None:
    name = f"avoid{number}"
    if avoid.title:
        # Of another occupation than the wished one, all of it goes; else this title only.
        title = parse_title(avoid.title)
        family = title.family if title else None
        condition = f"p.title_key <> %({name}_title_key)s"
        params = {f"{name}_title_key": build_title_key(avoid.title)}
        if family and family not in families:
            condition += f" AND p.family <> %({name}_title_family)s"
            params[f"{name}_title_family"] = family
        filters.add(None, condition, **params)
    parts: list[str] = []
    values: dict[str, Any] = {}
    for column, value in (
        ("p.employer_id", avoid.employer_id),
        ("p.family", avoid.family),
        ("p.seniority", avoid.seniority),
    ):
        if value:
            field_name = f"{name}_{column[2:]}"
            parts.append(f"{column} IS NOT DISTINCT FROM %({field_name})s")
            values[field_name] = value
    if avoid.place_key:
        parts.append(f"%({name}_place)s = ANY(p.place_keys)")
        values[f"{name}_place"] = avoid.place_key
    if parts:
        filters.add(None, f"NOT ({' AND '.join(parts)})", **values)
