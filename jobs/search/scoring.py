"""From candidates to a ranking, by features a person can read; pure.

Weights are set by hand and judged on real postings; docs/matching.md says how.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from jobassist.language.titles import Title, is_same_title
from jobassist.language.trades import families_of_field
from jobassist.language.vocab import EDUCATION_ORDER

from .need import Need, kinship, kinship_with, skills_of_title
from .occupation import is_chinese, names_tool, narrowing, relate, shared_words
from .retrieval import Candidate
from .taste import Sample, lean
from .types import Band
from .wished import rate_conditions

WEIGHTS = {
    "occupation": 0.46,
    "skills": 0.16,
    "words": 0.10,
    "nearness": 0.08,
    "pay": 0.10,
    "experience": 0.10,
    "education": 0.04,
    "level": 0.08,
    "place": 0.03,
    "home": 0.20,
    "employment": 0.02,
    "conditions": 0.25,
    "language": 0.04,
    "freshness": 0.05,
    # Of what was saved and turned down before: enough to reorder like ones, no more.
    "taste": 0.08,
}
# Where no place is said, a posting in the person's own language is likely in their own country.
_LANGUAGE_WITHOUT_PLACE = 0.2
# Related work scores so much less, and is never more than possible.
KIN_FACTOR = 0.75
# Below it a posting is of another occupation and is not shown, whatever else fits.
OCCUPATION_FLOOR = 0.55
# Beside postings of the very work looked for, related work is let in less easily.
OCCUPATION_REACH = 0.35
SKILLS_FLOOR = 0.34
STRONG, GOOD = 0.78, 0.58
FRESH_DAYS = 45.0
UNKNOWN = 0.5

_LEVELS = {
    "intern": 0,
    "junior": 1,
    "": 2,
    "mid": 2,
    "senior": 3,
    "lead": 4,
    "manager": 5,
    "director": 6,
    "executive": 7,
}


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its features (each 0..1), its score and whether a demand is not met."""

    candidate: Candidate
    score: float
    features: dict[str, float]
    is_short: bool
    is_kin: bool = False
    is_abroad: bool = False

    @property
    def tier(self) -> tuple[bool, bool]:
        """What comes before any score: the person's own country, then the very work."""
        return self.is_abroad, self.is_kin

    @property
    def band(self) -> Band:
        """How surely it fits: strong only where nothing asked for is known to be missing."""
        if self.is_kin:
            return "possible"
        return band_of(self.score, is_short=self.is_short)


def band_of(score: float, *, is_short: bool = False) -> Band:
    """Return the band of a score; `is_short`: something asked for is known to be missing."""
    if score >= STRONG and not is_short:
        return "strong"
    return "good" if score >= GOOD else "possible"


def is_same_work(titles_a: tuple[str, ...], titles_b: tuple[str, ...]) -> bool:
    """Return whether any title of one side is the other's occupation, in either language."""
    return any(kinship(a, b) >= 0.75 for a in titles_a for b in titles_b)


def score_candidates(
    need: Need, candidates: Iterable[Candidate], *, samples: Sequence[Sample] = ()
) -> list[Scored]:
    """Return those of a like occupation, best first. `samples`: what the person said of others."""
    rows = list(candidates)
    top_lex = max((c.lex for c in rows), default=0.0) or 1.0
    scored = []
    for candidate in rows:
        one = _score(need, candidate, top_lex=top_lex, samples=samples)
        if one is not None:
            scored.append(one)
    if need.has_occupation and scored:
        best = max(s.features["occupation"] for s in scored)
        scored = [s for s in scored if s.features["occupation"] >= best - OCCUPATION_REACH]
    scored.sort(key=lambda s: (s.tier, -s.score, -s.candidate.id))
    return scored


def count_fitting(need: Need, candidates: Iterable[Candidate]) -> int:
    """Return how many `score_candidates` would let in, without scoring them."""
    if not need.has_occupation:
        shares = (skills_share(need, c) for c in candidates)
        return sum(not need.skills or share is None or share >= SKILLS_FLOOR for share in shares)
    likeness = [occupation_likeness(need, c) for c in candidates]
    likeness = [round(x, 3) for x in likeness if x >= OCCUPATION_FLOOR]
    best = max(likeness, default=0.0)
    return sum(x >= best - OCCUPATION_REACH for x in likeness)


def _score(
    need: Need, c: Candidate, *, top_lex: float, samples: Sequence[Sample] = ()
) -> Scored | None:
    features: dict[str, float] = {}
    if need.has_occupation:
        features["occupation"] = occupation = occupation_likeness(need, c)
        if occupation < OCCUPATION_FLOOR:
            return None
    skills = skills_share(need, c)
    if not need.has_occupation and need.skills and skills is not None and skills < SKILLS_FLOOR:
        # Only skills were named: a posting that names none of them is not what is looked for.
        return None
    # Postings that name no skills at all are not the worse for it.
    if skills is not None and (need.skills or c.skill_keys):
        features["skills"] = skills
    if need.terms:
        features["words"] = min(1.0, c.lex / top_lex)
    if len(need.leg_vectors):
        features["nearness"] = _ramp(1 - c.distance, 0.25, 0.75)
    pay = pay_likeness(need, c)
    if pay is not None:
        features["pay"] = pay
    experience = experience_likeness(need, c)
    if experience is not None:
        features["experience"] = experience
    education = education_likeness(need, c)
    if education is not None:
        features["education"] = education
    if need.has_occupation:
        features["level"] = level_likeness(need, c)
    if need.place_keys:
        features["place"] = (
            0.6 if c.is_remote and not set(c.place_keys) & set(need.place_keys) else 1.0
        )
    elif need.home_keys:
        features["home"] = home_likeness(need, c)
    if need.criteria.employment_type:
        features["employment"] = 1.0 if c.employment_type else 0.7
    conditions = rate_conditions(need.wanted, c.traits)
    if conditions is not None:
        features["conditions"] = conditions
    if samples:
        features["taste"] = lean(samples, c).value
    features["language"] = 1.0 if c.lang == need.lang else 0.0
    features["freshness"] = freshness(c, today=need.now.date())

    shares = weigh(need, features)
    score = sum(shares[name] * value for name, value in features.items())
    penalties = penalties_of(features)
    for factor in penalties.values():
        score *= factor
    is_short = bool(penalties) or (pay is not None and pay < 0.65)
    is_kin = need.has_occupation and relate(need, title=c.title, family=c.family) == "kin"
    if is_kin:
        score *= KIN_FACTOR
    return Scored(
        c,
        round(min(1.0, score), 4),
        {k: round(v, 3) for k, v in features.items()},
        is_short,
        is_kin,
        is_abroad=_is_abroad(need, c),
    )


def _is_abroad(need: Need, c: Candidate) -> bool:
    if need.place_keys:
        return False
    if need.home_keys:
        _, _, countries = _homes(need.home_keys)
        return bool(c.place_keys) and not any(
            k.partition("/")[0] in countries for k in c.place_keys
        )
    # Where no place is named, the language tells the country.
    return c.lang != need.lang


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


def weigh(need: Need, features: Collection[str]) -> Mapping[str, float]:
    """Return the share of each feature in the score; together they are 1."""
    has_place = bool(need.place_keys or need.home_keys)
    return _shares(tuple(features), has_place=has_place, has_skills=bool(need.skills))


@lru_cache(maxsize=4096)
def _shares(names: tuple[str, ...], *, has_place: bool, has_skills: bool) -> Mapping[str, float]:
    weights = {name: WEIGHTS[name] for name in names if name in WEIGHTS}
    if not has_place and "language" in weights:
        weights["language"] = _LANGUAGE_WITHOUT_PLACE
    if not has_skills and "skills" in weights:
        weights["skills"] *= 0.4
    total = sum(weights.values()) or 1.0
    return {name: weight / total for name, weight in weights.items()}


def penalties_of(features: Mapping[str, float]) -> dict[str, float]:
    """Return by which factors what a person cannot meet lowers the score, by feature.

    It weighs more than any sum: far too many years, a higher degree, another level.
    """
    factors: dict[str, float] = {}
    experience = features.get("experience", 1.0)
    if experience < 0.5:
        factors["experience"] = 0.6 + 0.4 * experience
    if features.get("education", 1.0) < 0.5:
        factors["education"] = 0.8
    level = features.get("level", 1.0)
    if level < 0.5:
        factors["level"] = 0.55 + 0.6 * level
    return factors


# --- occupation -------------------------------------------------------------------------------


def occupation_likeness(need: Need, c: Candidate) -> float:
    """Return 0..1: whether the posting's work is the work looked for.

    Where the lexicon knows both occupations it decides; vectors confuse 前端 and 后端. Else the
    titles' words and vectors do, together.
    """
    best = 0.0
    for title in need.titles:
        if title.family and c.family:
            if title.family == c.family:
                # The family is right; what narrows it (语文, night, iOS) has a say.
                kin = 1.0 - _FAMILY_SPREAD * (1 - narrowing(need, title, c.title))
            else:
                kin = kinship_with(title.text, title=c.title, family=c.family)
        else:
            # Of unknown occupations the lexicon can only compare letters.
            is_same = is_same_title(title.text, c.title)
            kin = 1.0 if is_same else _likeness_by_words(need, title, c)
            if not title.family and skills_of_title(title.text) & set(c.skill_keys):
                # No occupation is named (日语 n1): what it takes says as much.
                kin = max(kin, _SAYS_FIELD)
        if c.family and c.family in families_of_field(title.text):
            kin = max(kin, _IN_FIELD)
        elif names_tool(title, c.title):
            kin = max(kin, _IN_FIELD)
        elif c.family == "intern-generic" and need.criteria.employment_type == "internship":
            # "MBA Intern": of what trade is for the text to say.
            kin = max(kin, _IN_FIELD)
        best = max(best, kin)
    if (
        best < _SAYS_FIELD
        and need.families
        and any(not need.families.isdisjoint(_families_of_tag(tag)) for tag in c.tags)
    ):
        # What the title does not say, the source's own heading does: Finance, People Operations.
        return _SAYS_FIELD
    return best


_SAYS_FIELD = 0.6


@lru_cache(maxsize=20_000)
def _families_of_tag(tag: str) -> frozenset[str]:
    if len(tag) > 40:
        return frozenset()
    parts = (part.strip() for part in re.split(r"\s*(?:&|/|,|、|\band\b)\s*", tag))
    return frozenset(family for part in parts if part for family in families_of_field(part))


# A field was named and no occupation: any of it will do, the nearest names first.
_IN_FIELD = 0.85

_FAMILY_SPREAD = 0.2


def _likeness_by_words(need: Need, title: Title, c: Candidate) -> float:
    """Return 0..1 by shared words and the titles' vectors, where a lexicon knows one or neither.

    Vectors alone are fooled by form, words alone by homonyms (python keeper): both must agree.
    """
    shared = shared_words(title.text, c.title_key)
    by_vector = _ramp(c.title_similarity or 0.0, *need.title_bounds)
    is_one_language = is_chinese(title.text) == is_chinese(c.title)
    if title.family or c.family:
        # The lexicon knows the one, and knows it by other names than the other's.
        return 0.5 * by_vector + 0.3 * shared
    if shared >= 0.99:
        return max(0.75, 0.5 + 0.5 * by_vector)
    if shared == 0 and is_one_language:
        return 0.6 * by_vector if by_vector >= 0.95 else 0.0
    return 0.6 * by_vector + 0.4 * shared


# --- the rest ---------------------------------------------------------------------------------


def skills_share(need: Need, c: Candidate) -> float | None:
    """Return the share of the wanted skills that the posting names, None where none are wanted.

    A skill that only a title implies counts half.
    """
    wanted = len(need.skills) + 0.5 * len(need.implied_skills)
    if not wanted:
        return None
    keys = set(c.skill_keys)
    title = c.title.casefold()
    met = 0.5 * len(need.implied_skills & keys)
    for skill in need.skills:
        if skill.key in keys or skill.text.casefold() in title:
            met += 1
    return met / wanted


def pay_likeness(need: Need, c: Candidate) -> float | None:
    """Return 1 where all of the range reaches the wish, about half where pay is unknown."""
    if need.pay_floor is None:
        return None
    floor = need.pay_floor
    if c.salary_currency is None or (need.currency and c.salary_currency != need.currency):
        return 0.35
    low, high = c.salary_yearly_min, c.salary_yearly_max
    if low is None and high is None:
        return 0.35
    if low is not None and low >= floor * 0.999:
        return 1.0
    if high is None:
        return 0.4
    if low is None:
        return 0.6
    # The wish lies inside the range: the nearer its lower end, the likelier.
    return 0.35 + 0.3 * _ramp((high - floor) / max(high - low, 1.0), 0.0, 1.0)


def experience_likeness(need: Need, c: Candidate) -> float | None:
    """Return 1 where the person has the years asked for, less with each year that is missing."""
    years = need.years
    if years is None:
        return None
    if c.experience_min is None:
        return 0.8
    gap = c.experience_min - years
    if gap <= 0:
        if c.experience_max is not None and years > c.experience_max + 3:
            return 0.75
        # Ten years for an entry-level post: possible, seldom meant.
        return 0.8 if years >= 8 and (c.experience_max or 99) <= 2 else 1.0
    if gap <= 0.5:
        return 0.9
    return max(0.0, 0.75 - 0.2 * gap)


def education_likeness(need: Need, c: Candidate) -> float | None:
    """Return 1 where the person's degree is enough, None where none was said."""
    level = need.education
    if level is None:
        return None
    if c.education is None:
        return 0.85
    gap = EDUCATION_ORDER.index(c.education) - EDUCATION_ORDER.index(level)
    return 1.0 if gap <= 0 else 0.3 if gap == 1 else 0.0


def level_likeness(need: Need, c: Candidate) -> float:
    """Return how near the posting's level is to the one wished, or fit by years."""
    offered = _LEVELS.get(c.seniority or "", 2)
    wishes = {t.seniority or "" for t in need.titles}
    years = need.years
    if wishes - {""}:
        gaps = [abs(offered - _LEVELS.get(w, 2)) for w in wishes if w]
        gap = min(gaps)
        return 1.0 if gap == 0 else 0.75 if gap == 1 else 0.35 if gap == 2 else 0.1
    if need.criteria.employment_type == "internship":
        return 1.0 if offered == 0 or c.employment_type == "internship" else 0.6
    if offered == 0:
        # An internship is only for who asked for one, or has just begun.
        return 0.7 if years is not None and years <= 1 else 0.25
    if offered >= 5:
        # Who did not ask to lead people is not shown such posts first.
        return 0.4 if years is not None and years >= 5 else 0.2
    if offered == 4:
        return 0.8 if years is not None and years >= 5 else 0.45
    if offered == 3:
        if years is None:
            return 0.75
        return 1.0 if years >= 3 else 0.5 if years >= 2 else 0.2
    if offered == 1 and years is not None and years >= 5:
        return 0.55
    return 1.0


def home_likeness(need: Need, c: Candidate) -> float:
    """Return 1 in a place where the person is, less in its region and country; half if unknown."""
    if not c.place_keys:
        return 0.7 if c.is_remote else 0.5
    own, regions, countries = _homes(need.home_keys)
    around = [_around(key) for key in c.place_keys]
    best = 0.0
    for wanted, value in ((own, 1.0), (regions, 0.6), (countries, 0.3)):
        if any(not wanted.isdisjoint(keys) for keys in around):
            best = value
            break
    return max(best, 0.7) if c.is_remote else best


@lru_cache(maxsize=256)
def _homes(keys: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the places themselves, their regions and their countries."""
    parts = [key.split("/") for key in keys]
    return (
        frozenset(keys),
        frozenset("/".join(each[:2]) for each in parts),
        frozenset(each[0] for each in parts),
    )


@lru_cache(maxsize=20_000)
def _around(key: str) -> tuple[str, ...]:
    """Return a place and all that it lies in."""
    parts = key.split("/")
    return tuple("/".join(parts[:depth]) for depth in range(len(parts), 0, -1))


def freshness(c: Candidate, *, today: date) -> float:
    """Return 1 for a posting of today, half after 45 days; unknown ages are in between."""
    if c.date_posted is None:
        return 0.4
    days = max(0, (today - c.date_posted).days)
    return float(0.5 ** (days / FRESH_DAYS))
