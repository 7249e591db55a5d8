"""A query read into what is searched with: roles, skills, places, pay, what is refused."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

import numpy as np
from django.utils import timezone

from jobassist.ai.embedder import DIMENSIONS, Embedder, EmbedderUnavailable, Vectors, get_embedder
from jobassist.ai.title_encoder import (
    PLAIN_BOUNDS,
    encode_titles,
    title_bounds_of,
    title_model_of,
)
from jobassist.language.places import Place, find_places, nearby, parse_location
from jobassist.language.skills import Skill, canonical_skill, find_skills
from jobassist.language.text import detect_language, index_terms, normalise
from jobassist.language.titles import (
    Title,
    expand_roles,
    family_kinship,
    find_titles,
    is_same_title,
    parse_title,
    title_kinship,
)
from jobassist.language.trades import families_of_field, find_fields
from jobassist.logs import get_logger
from jobs.criteria import Criteria, EducationLevel, build_yearly
from jobs.employers import EmployerKind, build_name_pattern, is_firm, is_maker, read_kind, says_firm
from jobs.feed import build_raw_place_key, build_title_key, currency_of_country
from jobs.lexical import term_number
from jobs.traits import trait_refused

from .types import JobQuery, Lang
from .wished import Wanted, read_wanted

log = get_logger(__name__)

MAX_TITLES = 6
MAX_ROLES_PER_TITLE = 8
MAX_ROLE_TEXTS = 16
MAX_LEG_VECTORS = 4
# Told apart from unlike titles by so many of the roles' vectors.
MAX_TITLE_VECTORS = 6
MAX_TERMS = 48
# An area without a code of its own (the Bay Area) is the cities in it.
MAX_AREA_CITIES = 300
HOME_KM = 40.0


def _no_vectors() -> Vectors:
    return np.zeros((0, DIMENSIONS), np.float32)


@dataclass(frozen=True, slots=True)
class WantedSkill:
    """A skill as said; `key` where the lexicon knows it, else its index terms are looked for."""

    text: str
    key: str | None
    terms: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """What is excluded, by the way it is looked for."""

    text: str
    trait: str | None = None
    place_keys: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    head_pattern: str | None = None
    body_terms: tuple[int, ...] = ()
    employer_kind: EmployerKind | None = None
    employer_pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What a search looks for. Nothing here has been looked up in the database yet."""

    criteria: Criteria
    lang: Lang
    now: datetime
    titles: tuple[Title, ...] = ()
    role_texts: tuple[str, ...] = ()
    families: frozenset[str] = frozenset()
    skills: tuple[WantedSkill, ...] = ()
    # Skills that the titles themselves name: Python in "Python后端".
    implied_skills: frozenset[str] = frozenset()
    # Where the person is: it ranks where no place is wished for, and never filters.
    home_keys: tuple[str, ...] = ()
    terms: dict[int, float] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    place_keys: tuple[str, ...] = ()
    unknown_places: tuple[str, ...] = ()
    pay_floor: float | None = None
    currency: str | None = None
    refused: tuple[Refused, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    # The person's own, as wished with or, where that is silent, as their résumé shows.
    years: float | None = None
    education: EducationLevel | None = None
    leg_vectors: Vectors = field(default_factory=_no_vectors)
    title_vectors: Vectors = field(default_factory=_no_vectors)
    model: str = ""
    # Titles have a space of their own, and cosines of their own for unlike and alike.
    title_model: str = ""
    title_bounds: tuple[float, float] = PLAIN_BOUNDS

    @property
    def is_remote_or_place(self) -> bool:
        """Whether remote work and the places are two ways to the same wish."""
        return bool(self.criteria.remote and self.criteria.remote_or_city and self.place_keys)

    @property
    def has_occupation(self) -> bool:
        """Whether a kind of work was named at all."""
        return bool(self.role_texts)


def read_need(query: JobQuery, *, is_embedded: bool = True) -> Need:
    """Return the query as roles, terms, vectors and bounds. Embeds short texts, remembered.

    Not `is_embedded`: for who has the distances already, with no vectors of its own. So too where
    the embedder cannot answer: words and occupations find then what they find.
    """
    criteria = query.criteria
    lang = query.lang or _language_of(criteria, query)
    now = query.now or timezone.now()
    titles = _read_titles(query)
    role_texts = _role_texts(titles)
    skills = _read_skills(criteria)
    places, place_keys, unknown = _read_places(criteria.cities, lang=lang)
    home, home_keys = _read_home(query.home if not place_keys else (), lang=lang)
    currency, floor = _read_pay(criteria, places=places or home, lang=lang)
    embedder = get_embedder()
    legs, title_vectors = _no_vectors(), _no_vectors()
    if is_embedded:
        try:
            legs, title_vectors = _embed(
                _leg_texts(titles, role_texts, skills, places or home),
                role_texts[:MAX_TITLE_VECTORS],
                embedder=embedder,
            )
        except EmbedderUnavailable:
            log.warning("search.without_vectors", model=embedder.model_name)
            is_embedded = False
    is_comparable = query.role_model in ("", embedder.model_name)
    if query.role_vectors is not None and len(query.role_vectors) and is_comparable:
        given = np.asarray(query.role_vectors, dtype=np.float32).reshape(-1, DIMENSIONS)
        legs = np.concatenate([legs, given])[:MAX_LEG_VECTORS]
    return Need(
        criteria=criteria,
        lang=lang,
        now=now,
        titles=titles,
        role_texts=role_texts,
        families=frozenset(t.family for t in titles if t.family)
        | frozenset(f for t in titles for f in families_of_field(t.text)),
        skills=skills,
        implied_skills=frozenset(key for t in titles for key in skills_of_title(t.text))
        - {s.key for s in skills},
        terms=_query_terms(titles, role_texts, skills),
        home_keys=home_keys,
        places=places,
        place_keys=place_keys,
        unknown_places=unknown,
        pay_floor=floor,
        currency=currency,
        refused=tuple(
            read_refused(word, lang=lang)
            for word in criteria.exclude
            if normalise(word).lower.strip()
        ),
        wanted=read_wanted(criteria),
        years=criteria.experience_years,
        education=criteria.education,
        leg_vectors=legs,
        title_vectors=title_vectors,
        model=embedder.model_name,
        title_model=title_model_of(embedder.model_name),
        title_bounds=title_bounds_of(embedder.model_name) if is_embedded else PLAIN_BOUNDS,
    )


def _embed(
    leg_texts: list[str], title_texts: tuple[str, ...], *, embedder: Embedder
) -> tuple[Vectors, Vectors]:
    """Return a vector a leg and a vector a title. Raises EmbedderUnavailable."""
    texts = list(dict.fromkeys([*leg_texts, *title_texts]))
    # Together in one call; the titles' are then remembered by the embedder.
    vectors = embedder.embed_queries(texts)
    legs = vectors[[texts.index(text) for text in leg_texts]] if leg_texts else _no_vectors()
    return legs, encode_titles(title_texts, embedder=embedder)


def _language_of(criteria: Criteria, query: JobQuery) -> Lang:
    words = [*criteria.titles, *query.roles, *criteria.cities, *criteria.skills, query.text or ""]
    return detect_language(" ".join(words))


# --- roles ------------------------------------------------------------------------------------


def _read_titles(query: JobQuery) -> tuple[Title, ...]:
    words = [part for word in (*query.criteria.titles, *query.roles) for part in _split(word)]
    titles = [_title(word) for word in words if word.strip()]
    if not titles and not query.criteria.skills and query.text:
        found = [f.value for f in find_titles(query.text)]
        found = found or [_title(f.text) for f in find_fields(query.text)]
        titles = found or [Title(text=query.text[:120], family=None)]
    unique = {build_title_key(t.text): t for t in reversed(titles)}
    kept = tuple(reversed(unique.values()))[:MAX_TITLES]
    return (*kept, *_languages_of(kept, query.criteria.skills))


# Who writes programs of any kind is what an employer calls by the language.
_CODERS = frozenset({"software-developer", "backend-developer", "fullstack-developer"})
_LANGUAGES = frozenset(
    f"{each}-developer"
    for each in ("java", "python", "go", "php", "cpp", "dotnet", "nodejs", "ruby")
)
_MAX_LANGUAGES = 2


def _languages_of(titles: tuple[Title, ...], skills: tuple[str, ...]) -> tuple[Title, ...]:
    """Return the occupations that a programmer's languages name: Go, Java."""
    own = {t.family for t in titles}
    if not own & _CODERS:
        return ()
    found: dict[str, Title] = {}
    for skill in skills:
        title = _title(skill)
        if title.is_weak and title.family in _LANGUAGES - own:
            found.setdefault(str(title.family), title)
    return tuple(found.values())[:_MAX_LANGUAGES]


_JOINED = re.compile(r"\s*(?:/|、|\bor\b|\band\b|或者?|和|&)\s*", re.I)
_VERB = re.compile(r"^(?:会|能|想|去)*(?:开|做|干|当|搞|修|教|跑|卖)(?=[\u4e00-\u9fff]{2})")


@lru_cache(maxsize=4096)
def _split(words: str) -> tuple[str, ...]:
    """Return several occupations said as one, where together they name none."""
    parsed = parse_title(words)
    if (parsed is not None and parsed.family) or families_of_field(words):
        return (words,)
    parts = [part for part in _JOINED.split(words) if part.strip()]
    known = [p for p in parts if families_of_field(p) or ((t := parse_title(p)) and t.family)]
    return tuple(parts) if len(parts) > 1 and known else (words,)


@lru_cache(maxsize=4096)
def _title(text: str) -> Title:
    parsed = parse_title(text)
    if (parsed is None or parsed.family is None) and (bare := _VERB.sub("", text)) != text:
        # 会开叉车: what is driven names the work.
        parsed = parse_title(bare) or parsed
    return parsed or Title(text=text, family=None)


@lru_cache(maxsize=1024)
def _expanded(text: str) -> tuple[str, ...]:
    return tuple(expand_roles(text, limit=MAX_ROLES_PER_TITLE))


def _role_texts(titles: tuple[Title, ...]) -> tuple[str, ...]:
    """Return ways employers write the roles, every title's own words first, then in turns."""
    lists = [[t.text, *_expanded(t.text)] for t in titles]
    texts: dict[str, None] = {}
    for rank in range(MAX_ROLES_PER_TITLE + 1):
        for roles in lists:
            if rank < len(roles):
                texts.setdefault(build_title_key(roles[rank]), None)
    return tuple(texts)[:MAX_ROLE_TEXTS]


def _leg_texts(
    titles: tuple[Title, ...],
    role_texts: tuple[str, ...],
    skills: tuple[WantedSkill, ...],
    places: tuple[Place, ...],
) -> list[str]:
    """Return the texts whose vectors look for postings: a role each, with the skills named."""
    named = ", ".join(s.text for s in skills[:6])
    texts = [f"{t.text}. {named}" if named else t.text for t in titles[:2]]
    if titles:
        # The same work in the other language: vectors cross languages, but not evenly. Not where
        # the place says that postings are in the language of the wish.
        own = _is_chinese(titles[0].text)
        if not places or any((p.country in CHINESE_COUNTRIES) != own for p in places):
            texts += [r for r in role_texts if _is_chinese(r) != own][:1]
        texts += [t.text for t in titles[2:]]
    elif skills:
        texts = [named]
    return list(dict.fromkeys(texts))[:MAX_LEG_VECTORS]


CHINESE_COUNTRIES = frozenset({"CN", "HK", "MO", "TW"})


def _is_chinese(text: str) -> bool:
    return bool(re.search("[\u4e00-\u9fff]", text))


# --- words ------------------------------------------------------------------------------------


def _query_terms(
    titles: tuple[Title, ...], role_texts: tuple[str, ...], skills: tuple[WantedSkill, ...]
) -> dict[int, float]:
    """Return term numbers with their weight in the query, idf left out."""
    weights: dict[int, float] = {}

    def add(terms: Iterable[str], weight: float) -> None:
        for term in terms:
            number = term_number(term)
            weights[number] = max(weights.get(number, 0.0), weight)

    own = {build_title_key(t.text) for t in titles}
    for role in role_texts:
        weight = 1.0 if role in own else 0.6
        add([f"t:{role}"], 1.5 * weight)
        add(index_terms(role), weight)
    add((f"f:{t.family}" for t in titles if t.family), 2.0)
    for title in titles:
        add((f"f:{family}" for family in sorted(families_of_field(title.text))), 1.2)
    for skill in skills:
        for number in skill.terms:
            weights[number] = max(weights.get(number, 0.0), 0.7)
        if skill.key:
            add([f"s:{skill.key}"], 1.5)
    return dict(sorted(weights.items(), key=lambda x: -x[1])[:MAX_TERMS])


def _read_skills(criteria: Criteria) -> tuple[WantedSkill, ...]:
    wanted: dict[str, WantedSkill] = {}
    for text in criteria.skills:
        if not text.strip():
            continue
        known = _skill(text)
        terms = tuple(term_number(t) for t in dict.fromkeys(index_terms(text)))
        key = known.key if known else normalise(text).lower.strip()
        wanted.setdefault(key, WantedSkill(text.strip(), known.key if known else None, terms))
    return tuple(wanted.values())


@lru_cache(maxsize=4096)
def _skill(text: str) -> Skill | None:
    known = canonical_skill(text)
    if known is None:
        found = find_skills(text)
        known = found[0].value if len(found) == 1 else None
    return known


@lru_cache(maxsize=4096)
def skills_of_title(title: str) -> frozenset[str]:
    """Return the skills and tools that a title names."""
    return frozenset(f.value.key for f in find_skills(title) if f.value.kind in ("skill", "tool"))


@lru_cache(maxsize=100_000)
def kinship(wanted: str, offered: str) -> float:
    """Return how near two titles are as occupations, remembered."""
    return title_kinship(wanted, offered)


def kinship_with(wanted: str, *, title: str, family: str) -> float:
    """Return `kinship` with a posting's title whose family was read when it came in.

    Most titles are then not read again: between families of the table only those count.
    """
    if is_same_title(wanted, title):
        # What stands in brackets may have told the family, and is no part of the name.
        return 1.0
    own = parse_title(wanted)
    if own is not None and own.family and own.family != family:
        known = family_kinship(own.family, family)
        if known is not None:
            return known
    return kinship(wanted, title)


# --- place and pay ----------------------------------------------------------------------------


def _read_places(
    cities: tuple[str, ...], *, lang: Lang
) -> tuple[tuple[Place, ...], tuple[str, ...], tuple[str, ...]]:
    places: dict[str, Place] = {}
    unknown: list[str] = []
    # Beside Boston, Cambridge is the one next to it.
    together = {
        normalise(hit.text).lower: hit.value for hit in find_places(" / ".join(cities), lang=lang)
    }
    for city in cities:
        if not city.strip():
            continue
        if len(cities) > 1 and (known := together.get(normalise(city).lower.strip())):
            places[known.key] = known
            continue
        location = parse_location(city, lang=lang)
        for place in location.places:
            places[place.key] = place
        if not location.places and not location.is_remote and not location.is_anywhere:
            unknown += location.unknown or (city,)
    inside = [
        near.key
        for place in places.values()
        if "~" in place.key and place.radius_km
        for near in nearby(place, within_km=place.radius_km, limit=MAX_AREA_CITIES)
    ]
    keys = [*places, *inside, *(build_raw_place_key(name) for name in unknown)]
    return tuple(places.values()), tuple(keys), tuple(unknown)


def _read_home(said: tuple[str, ...], *, lang: Lang) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    """Return where the person is, and the keys of the cities that are no farther than a way to work."""
    places, keys, unknown = _read_places(said, lang=lang)
    near = [
        each.key
        for place in places
        if place.kind in ("city", "district")
        for each in nearby(place, within_km=HOME_KM, limit=MAX_AREA_CITIES)
    ]
    own = [key for key in keys if "/" in key or key in {p.key for p in places}]
    return places, tuple(dict.fromkeys([*own, *near])) if not unknown or places else ()


def _read_pay(
    criteria: Criteria, *, places: tuple[Place, ...], lang: Lang
) -> tuple[str | None, float | None]:
    currency = criteria.currency
    if currency is None:
        found = {currency_of_country(p.country) for p in places}
        if len(found) == 1:
            currency = found.pop()
        elif not places and lang == "zh":
            currency = "CNY"
    if not criteria.salary_min:
        return currency, None
    # The size of a figure tells its period by the habits of the currency, not of the sentence.
    habit = {"CNY": "zh"}.get(currency or "", "en" if currency else lang)
    return currency, build_yearly(criteria.salary_min, period=criteria.salary_period, lang=habit)


# --- what is refused --------------------------------------------------------------------------


# Not to lead people is refused by what posts are called that do.
_LEADING = re.compile(
    r"(?:(?:people|line|team) )?(?:management|managing|leadership|leading)(?: (?:people|roles?|jobs?|positions?|posts?|teams?|staff))?"
    r"|manag(?:er|ement|erial)(?: (?:roles?|jobs?|positions?|posts?))?s?|manage (?:people|teams?|staff)"
    r"|(?:做|当)?(?:管理|领导)(?:岗位?|层|类|工作|职位)?|带(?:团队|人|队)(?:的?岗位?)?|管人"
)
_LEADERS = (
    r"^[^\n]*((?<![a-z])(manager|director|head of|vp|vice president|chief|supervisor|team lead|lead)(?![a-z])"
    r"|经理|主管|总监|负责人|组长|主任|总经理|店长)"
)


def read_refused(word: str, *, lang: Lang) -> Refused:
    """Return by what an excluded word is looked for."""
    text = word.strip()
    pattern = build_word_pattern(text)
    terms = tuple(term_number(t) for t in dict.fromkeys(index_terms(text)))
    if trait := trait_refused(text):
        # A posting may say the very word and yet not so that the trait is sure of it.
        said = () if _TOO_COMMON.fullmatch(normalise(text).lower) else terms
        return Refused(text, trait=trait, head_pattern=pattern, body_terms=said)
    if kind := read_kind(text):
        if says_firm(text):
            return Refused(text, employer_kind=kind)
        # For the field only titles are read, the head's first line: "health insurance" is a perk.
        family = _title(text).family
        return Refused(
            text,
            employer_kind=kind,
            families=(family,) if family else (),
            head_pattern=rf"^[^\n]*(?:{pattern})",
        )
    if is_firm(text):
        firm = build_name_pattern(text)
        return Refused(
            text,
            employer_pattern=firm,
            head_pattern=pattern,
            body_terms=terms if is_maker(text) else (),
        )
    # Only where the place is all that is said: 浦江 is a county, 浦江数科 a firm.
    places = [f.value for f in find_places(text, lang=lang) if f.text.strip() == text]
    if places:
        return Refused(text, place_keys=tuple(p.key for p in places))
    if _LEADING.fullmatch(normalise(text).lower):
        return Refused(text, head_pattern=_LEADERS)
    title = _title(text)
    if title.family:
        return Refused(text, families=(title.family,), head_pattern=pattern)
    skill = _skill(text)
    if skill is not None and skill.kind == "skill" and _is_name_of(text, skill):
        # A kind of work ("not research") is refused where it is the work: many a text has the word.
        return Refused(text, head_pattern=rf"^[^\n]*(?:{pattern})")
    return Refused(text, head_pattern=pattern, body_terms=terms)


# Many a text speaks of these as pay or perk: overtime is paid, travel is refunded.
_TOO_COMMON = re.compile(
    r"加班|出差|周末|夜班|晚班|overtime|travel(?:l?ing)?|weekends?|nights?|evenings?|mornings?"
)


def _is_name_of(text: str, skill: Skill) -> bool:
    """Return whether the words are a skill's own name, not those of something narrower."""
    wanted = normalise(text).lower
    return wanted in (skill.key, (skill.name_zh or "").lower(), (skill.name_en or "").lower())


def build_word_pattern(word: str) -> str:
    """Return a PostgreSQL regular expression for a word; English ones count whole."""
    wanted = normalise(word).lower.strip()
    pattern = re.sub(r"([\\.^$|?*+()\[\]{}])", r"\\\1", wanted)
    if re.match(r"[a-z0-9]", wanted):
        pattern = rf"(?<![a-z0-9]){pattern}"
    if re.search(r"[a-z0-9]$", wanted):
        pattern = rf"{pattern}(s|es)?(?![a-z0-9])"
    return pattern
