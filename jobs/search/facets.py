"""Exact counts: what matches, what one wish costs, what could be chosen next."""

from typing import Any

from django.db import connection

from jobassist.language.places import Place, city_key, display_name, get_place, nearby
from jobassist.language.skills import canonical_skill
from jobassist.language.text import index_terms
from jobs.criteria import Criteria, CriterionKey
from jobs.employers import build_name_pattern
from jobs.feed import build_title_key
from jobs.lexical import term_number

from .filters import Filters, build_filters, build_pay_condition
from .need import Need, read_need
from .refusals import find_denials
from .types import FacetKey, FacetValue, JobQuery, Lang, Relaxation

MAX_FACETS = 12
# How much of the wished pay is tried, from the mildest loss on.
_PAY_STEPS = (0.9, 0.8, 0.7, 0.6, 0.5)
_NEARBY_KM = 80.0


def _occupation(need: Need) -> tuple[str, dict[str, Any]]:
    """Return the condition that a posting is of the wanted occupation; true where none is named.

    By family where the lexicon knows it, else by a title that holds all the words of a role.
    """
    if not need.has_occupation:
        keys = [s.key for s in need.skills if s.key]
        if keys:
            return "p.skill_keys && %(wanted_skills)s::varchar[]", {"wanted_skills": keys}
        return "true", {}
    parts = []
    params: dict[str, Any] = {}
    if need.families:
        parts.append("p.family = ANY(%(families)s)")
        params["families"] = sorted(need.families)
    unknown = [t for t in need.titles if not t.family]
    roles = (
        list(need.role_texts)
        if unknown and not need.families
        else [build_title_key(t.text) for t in unknown]
    )
    for number, role in enumerate(dict.fromkeys(roles)):
        terms = [term_number(t) for t in dict.fromkeys(index_terms(role))]
        if not terms:
            continue
        name = f"role_terms{number}"
        parts.append(
            "p.id IN (SELECT posting_id FROM jobs_postingterm "
            f"WHERE term = ANY(%({name})s) GROUP BY posting_id HAVING count(*) = {len(terms)})"
        )
        params[name] = terms
    return (" OR ".join(parts) or "true"), params


def prepare(
    query: JobQuery, *, is_fresh: bool = False
) -> tuple[Need, Filters, str, dict[str, Any]]:
    """Return (need, filters, occupation condition, parameters of both).

    `is_fresh` where what passes is shown as it is: then nothing is answered from memory.
    """
    need = read_need(query)
    filters = build_filters(
        need,
        exclude_posting_ids=query.exclude_posting_ids,
        avoid=query.avoid,
        allowed_ids=find_denials(need, is_fresh=is_fresh),
    )
    occupation, params = _occupation(need)
    return need, filters, occupation, {**filters.params, **params}


def as_query(criteria: Criteria | JobQuery) -> JobQuery:
    """Return the query of bare criteria."""
    return criteria if isinstance(criteria, JobQuery) else JobQuery(criteria=criteria)


def count_matching(criteria: Criteria | JobQuery) -> int:
    """Return how many postings of the occupation pass all the wishes. One statement."""
    _need, filters, occupation, params = prepare(as_query(criteria))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM jobs_posting p WHERE ({occupation}) AND {filters.where()}",
            params,
        )
        return int(cursor.fetchone()[0])


def count_relaxations(criteria: Criteria | JobQuery) -> list[Relaxation]:
    """Return what giving up one wish would bring, the most first; only what brings more.

    Exact counts, all in one statement over the occupation's postings. Wishes that only rank
    (years, education, skills beside a title) cost nothing and are not named.
    """
    query = as_query(criteria)
    need, filters, occupation, params = prepare(query)
    options = _options(query.criteria, need, filters)
    if not options:
        return []
    keys = list(filters.by_key)
    flags = ", ".join(
        f'({" AND ".join(f"({c})" for c in filters.by_key[key])}) AS "{key}"' for key in keys
    )
    everything = " AND ".join(f'"{key}"' for key in keys) or "true"
    columns = [f"count(*) FILTER (WHERE {everything})"]
    extra = []
    for number, option in enumerate(options):
        others = [f'"{key}"' for key in keys if key != option.key]
        condition = option.condition
        if condition is not None:
            extra.append(f"({condition}) AS option{number}")
            params |= option.params
            others.append(f"option{number}")
        columns.append(f"count(*) FILTER (WHERE {' AND '.join(others) or 'true'})")
    selected = ", ".join(x for x in (flags, *extra) if x)
    sql = (
        f"SELECT {', '.join(columns)} FROM (SELECT {selected} FROM jobs_posting p "
        f"WHERE ({occupation}) AND {' AND '.join(f'({a})' for a in filters.always)}) x"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        base, *counts = cursor.fetchone()
    found: dict[tuple[str, str], Relaxation] = {}
    for option, count in zip(options, counts, strict=True):
        if count <= base:
            continue
        relaxation = Relaxation(option.key, option.kind, option.relaxed, count, option.value)
        # Of several loosenings of one wish the mildest that helps is offered.
        found.setdefault((option.key, f"{option.kind}{option.group}"), relaxation)
    return sorted(found.values(), key=lambda r: (-r.count, r.key))


# Without a place there is nothing to be near to, and nothing beside which remote would do.
_ANY_PLACE: dict[str, Any] = {"cities": (), "within_km": None, "remote_or_city": None}


class _Option:
    """One way to give up a wish: the looser criteria, and the condition that takes its place."""

    def __init__(
        self,
        key: CriterionKey,
        kind: str,
        relaxed: Criteria,
        value: str,
        *,
        condition: str | None = None,
        params: dict[str, Any] | None = None,
        group: str = "",
    ) -> None:
        self.key, self.relaxed, self.value = key, relaxed, value
        self.kind: Any = kind
        self.condition, self.params, self.group = condition, params or {}, group


def _options(criteria: Criteria, need: Need, filters: Filters) -> list[_Option]:
    options: list[_Option] = []
    by_key = filters.by_key
    if "cities" in by_key:
        wider = _wider_places(need)
        if wider:
            names, keys = wider
            options.append(
                _Option(
                    "cities",
                    "loosen",
                    criteria.model_copy(update={"cities": (*criteria.cities, *names)[:20]}),
                    ", ".join(names),
                    condition="p.place_keys && %(wider_places)s::varchar[]",
                    params={"wider_places": [*need.place_keys, *keys]},
                )
            )
        relaxed = criteria.model_copy(update=_ANY_PLACE)
        if need.is_remote_or_place:
            relaxed = relaxed.model_copy(update={"remote": None})
        options.append(_Option("cities", "drop", relaxed, ", ".join(criteria.cities)))
    if "salary_min" in by_key and criteria.salary_min and need.pay_floor:
        for number, step in enumerate(_PAY_STEPS):
            amount = round_pay(criteria.salary_min * step)
            name = f"floor{number}"
            floor = need.pay_floor * amount / criteria.salary_min * 0.999
            options.append(
                _Option(
                    "salary_min",
                    "loosen",
                    criteria.model_copy(update={"salary_min": amount}),
                    f"{amount:g}",
                    condition=build_pay_condition(name),
                    params={name: floor},
                )
            )
        relaxed = criteria.model_copy(update={"salary_min": None})
        options.append(_Option("salary_min", "drop", relaxed, f"{criteria.salary_min:g}"))
    if "remote" in by_key:
        relaxed = criteria.model_copy(update={"remote": None})
        options.append(_Option("remote", "drop", relaxed, ""))
    if "employers" in by_key:
        relaxed = criteria.model_copy(update={"employers": ()})
        options.append(_Option("employers", "drop", relaxed, ", ".join(criteria.employers)))
    if "pay_stated" in by_key:
        relaxed = criteria.model_copy(update={"pay_stated": None})
        options.append(_Option("pay_stated", "drop", relaxed, ""))
    if "employment_type" in by_key:
        relaxed = criteria.model_copy(update={"employment_type": None})
        options.append(_Option("employment_type", "drop", relaxed, criteria.employment_type or ""))
    if "exclude" in by_key:
        for word in criteria.exclude:
            rest = tuple(w for w in criteria.exclude if w != word)
            relaxed = criteria.model_copy(update={"exclude": rest})
            condition, params = _exclude_condition(need, word)
            options.append(
                _Option(
                    "exclude", "drop", relaxed, word, condition=condition, params=params, group=word
                )
            )
    return options


def _exclude_condition(need: Need, word: str) -> tuple[str, dict[str, Any]]:
    """Return the condition of all excluded things but one."""
    from .filters import refused_conditions

    parts: list[str] = []
    params: dict[str, Any] = {}
    for number, refused in enumerate(need.refused):
        if refused.text == word.strip():
            continue
        for condition, values in refused_conditions(refused, number):
            parts.append(f"({condition})")
            params |= values
    return " AND ".join(parts) or "true", params


def _wider_places(need: Need) -> tuple[list[str], list[str]] | None:
    """Return (names, keys) of what lies around: the city of a district, or cities near by."""
    names: dict[str, str] = {}
    for place in need.places:
        wider: list[Place] = []
        if place.kind == "district" and (key := city_key(place)) and (city := get_place(key)):
            wider = [city]
        elif place.kind == "city":
            wider = list(nearby(place, within_km=_NEARBY_KM, limit=6))
        for near in wider:
            name = display_name(near, need.lang)
            if near.key not in need.place_keys and name not in need.criteria.cities:
                names[near.key] = name
    if not names:
        return None
    return list(dict.fromkeys(names.values()))[:6], list(names)[:6]


def has_employer(name: str) -> bool:
    """Return whether an employer of that name, in either language, is known. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM jobs_employer em WHERE em.name_normalised ~ %s)",
            [build_name_pattern(name)],
        )
        return bool(cursor.fetchone()[0])


def round_pay(amount: float) -> float:
    """Return a figure people would say: 13,500 rather than 13,472."""
    if amount < 100:
        return round(amount * 2) / 2
    step = 10 ** (len(str(int(amount))) - 2)
    return float(round(amount / (step / 2)) * step / 2) if step >= 2 else float(round(amount))


# The columns (value, sample) of each facet, and what they are read from.
_FACETS: dict[FacetKey, tuple[str, str]] = {
    "cities": (
        "l.country || '/' || l.region || '/' || l.city AS value, l.place_key AS sample",
        "JOIN jobs_postinglocation l ON l.posting_id = p.id WHERE l.city <> ''",
    ),
    "titles": ("p.family AS value, p.title AS sample", "WHERE p.family <> ''"),
    "skills": ("s AS value, s AS sample", "CROSS JOIN unnest(p.skill_keys) s WHERE true"),
    "employment_type": (
        "p.employment_type AS value, p.employment_type AS sample",
        "WHERE p.employment_type IS NOT NULL",
    ),
    "education": (
        "p.education AS value, p.education AS sample",
        "WHERE p.education IS NOT NULL",
    ),
    "remote": ("'true' AS value, 'true' AS sample", "WHERE p.is_remote"),
}


def facet_values(
    criteria: Criteria | JobQuery,
    key: FacetKey,
    *,
    limit: int = MAX_FACETS,
    posting_lang: Lang | None = None,
) -> list[FacetValue]:
    """Return the commonest values of a criterion among what matches the other wishes, with counts.

    One statement. The criterion's own filter is left out, so that one can change one's mind.
    With `posting_lang` only postings written in that language are counted.
    """
    query = as_query(criteria)
    need, filters, occupation, params = prepare(query)
    without: tuple[CriterionKey, ...] = (key,) if key != "titles" and key != "skills" else ()
    if key == "titles":
        occupation = "true"
    where = f"({occupation}) AND {filters.where(without=without)}"
    if posting_lang is not None:
        where = f"({where}) AND p.lang = %(posting_lang)s"
        params["posting_lang"] = posting_lang
    params["limit"] = max(1, min(limit, 50))
    columns, joined = _FACETS[key]
    # The commonest spelling of a title stands for its occupation.
    sample = "mode() WITHIN GROUP (ORDER BY sample)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT value, {sample}, count(DISTINCT id) FROM "
            f"(SELECT {columns}, p.id FROM jobs_posting p {joined} AND {where}) x "
            "GROUP BY value ORDER BY 3 DESC, 1 LIMIT %(limit)s",
            params,
        )
        rows = cursor.fetchall()
    return [_facet(key, value, sample, count, need.lang) for value, sample, count in rows]


def _facet(key: FacetKey, value: str, sample: str, count: int, lang: Lang) -> FacetValue:
    if key == "cities":
        place = get_place(sample)
        if place is not None and place.kind == "district":
            place = get_place(city_key(place) or "") or place
        if place is not None:
            zh, en = display_name(place, "zh"), display_name(place, "en")
            return FacetValue(zh if lang == "zh" else en, count, zh, en)
        name = value.rsplit("/", 1)[-1]
        return FacetValue(name, count, name, name)
    if key == "skills":
        skill = canonical_skill(value.replace("-", " ")) or canonical_skill(value)
        zh = (skill.name_zh or skill.name_en or value) if skill else value
        en = (skill.name_en or skill.name_zh or value) if skill else value
        return FacetValue(zh if lang == "zh" else en, count, zh, en)
    if key == "titles":
        return FacetValue(sample, count, sample, sample)
    return FacetValue(value, count, value, value)
