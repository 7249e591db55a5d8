"""What a recruiter's words ask of candidates, and whether a résumé shows it; no database.

The same readers as for seekers' wishes and postings' demands. What the law keeps out of a choice
(age, sex, family, origin) is read so that it can be left out, and said.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from jobassist.language.found import Found
from jobassist.language.places import Place, display_name, find_places, nearby
from jobassist.language.skills import Skill, display_skill, find_skills
from jobassist.language.text import Lang, detect_language, normalise
from jobassist.language.titles import Title, find_titles
from jobassist.language.vocab import (
    EDUCATION_ORDER,
    Shift,
    find_experience,
    find_shifts,
    find_spoken_languages,
)
from jobs.requirements import PostingRequirement, read_field_demand
from jobs.search import JobQuery, Status, display_education, is_same_work
from jobs.search.judge import judge_demand
from jobs.search.need import Need, read_need
from jobs.search.resume_facts import ResumeFacts
from resumes.reverse import RoleFilter

MAX_WORDS = 300
MAX_EACH = 8
NEAR_KM, MAX_NEAR = 40.0, 40
_NEAR = re.compile(r"附近|周边|一带|\b(?:near|around|close to|area)\b", re.I)
_DEGREE = re.compile(r"\b(?:degree|graduates? only)\b|本科|大学(?:生|毕业|学历)", re.I)
# Between two parts of one title: react dev, Java 后端.
_JOIN = re.compile(r"[\s·/-]*")
_PROTECTED = re.compile(
    r"(?<![子孩])[男女](?![装鞋包子朋友])(?:性|生|士|的|优先|孩)?|男女不限|已婚|未婚|已育|未育|婚育|孕|民族|汉族|籍贯"
    r"|\d{2}\s*(?:周?岁)(?:以[上下内]|左右)?|[5-9]0后|年轻|颜值|形象(?:好|佳)|长相|漂亮|照片|宗教|党员"
    r"|\b(?:fe)?males?\b|\b(?:wo)?m[ae]n\b|\bgirls?\b|\bboys?\b|\blad(?:y|ies)\b|\byoung(?:er)?\b|\bold(?:er)?\b"
    r"|\bunder \d\d\b(?! hours)|\b(?:aged?|years old|y/o)\b|\b(?:un)?married\b|\bsingle\b|\bpregnan\w*|\bchildren\b"
    r"|\b(?:white|black|asian|christian|muslim|jewish|hindu|gay|straight|disabled|ethnic\w*|race|religio\w*"
    r"|nationality|good[- ]looking|attractive|photos?)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing asked: how it is named to the reader, and what a résumé is held against."""

    key: str
    text: str
    demand: PostingRequirement | None = None
    shift: Shift | None = None
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence as understood. `is_protected`: part of it is not looked for, by law."""

    words: str = ""
    titles: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    demands: tuple[Demand, ...] = ()
    min_years: float | None = None
    min_education: int | None = None
    is_protected: bool = False
    is_near: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing in it was understood."""
        return not (self.titles or self.places or self.demands)

    @property
    def text_to_embed(self) -> str:
        """The work and the skills, as roles are embedded; empty where no work was named."""
        return ", ".join([*self.titles, *self.skills]) if self.titles else ""

    def narrow(self, *, without: frozenset[str] = frozenset()) -> RoleFilter:
        """Return who is left of all: by place, years and degree; `without` are keys let go."""
        places = () if "place" in without else tuple(place.key for place in self.places)
        if places and self.is_near:
            places += tuple(
                near.key
                for place in self.places
                for near in nearby(place, within_km=NEAR_KM, limit=MAX_NEAR)
            )
        return RoleFilter(
            places=places,
            min_years=None if "years" in without else self.min_years,
            min_education=None if "education" in without else self.min_education,
        )

    def list_filters(self, lang: Lang) -> list[tuple[str, str]]:
        """Return (key, words) of what narrows the list, for whoever wants to let go of it."""
        found = []
        if self.places:
            names = " / ".join(display_name(place, lang) for place in self.places)
            found.append(("place", names))
        found += [(d.key, d.text) for d in self.demands if d.key in ("years", "education")]
        return found


@dataclass(frozen=True, slots=True)
class Answered:
    """One thing asked, held against one résumé."""

    text: str
    status: Status
    resume_pointer: str | None = None


def read_asked(words: str, *, lang: Lang | None = None) -> Asked:
    """Return what a recruiter's sentence asks for; what is not understood is left out."""
    words = normalise(words[:MAX_WORDS]).text.strip()
    if not words:
        return Asked()
    lang = lang or detect_language(words)
    whole = read_field_demand(words)
    is_protected = whole.is_protected or _PROTECTED.search(words) is not None
    # Not even the work is looked for by such words.
    words = _PROTECTED.sub(" ", words)
    places = [found for found in find_places(words) if found.value.kind != "country"][:MAX_EACH]
    titles = _titles(words, taken=[(p.start, p.end) for p in places])
    named = " ".join(title.text for title in titles)
    # A trade that the work itself is named by is no skill beside it; a tool in it is.
    skills = [f for f in find_skills(words) if f.value.kind != "skill" or f.text not in named]
    bare = replace(
        whole, experience_min=None, education=None, has_degree_field=False, groups=(),
        languages=(), kinds=(),
    )  # fmt: skip
    demands: list[Demand] = []
    if titles:
        text = " / ".join(title.text for title in titles)
        demands.append(Demand("title", text, titles=tuple(title.text for title in titles)))
    years = _years(words)
    if years is not None:
        demands.append(Demand("years", years[1], replace(bare, experience_min=years[0])))
    education = whole.education or ("bachelor" if _DEGREE.search(words) else None)
    if education is not None:
        demands.append(
            Demand("education", display_education(education), replace(bare, education=education))
        )
    shifts = {found.value: found.text for found in find_shifts(words)}
    spoken = {found.value.code: found.value for found in find_spoken_languages(words)}
    for skill in _distinct(skills)[:MAX_EACH]:
        if _is_said_elsewhere(skill, shifts=bool(shifts), spoken=bool(spoken)):
            continue
        demands.append(
            Demand(
                f"skill:{skill.key}",
                display_skill(skill, lang),
                replace(bare, groups=((skill.key,),)),
            )
        )
    demands += [
        Demand(
            f"language:{code}",
            each.name_zh if lang == "zh" else each.name_en,
            replace(bare, languages=((code, each.level),)),
        )
        for code, each in spoken.items()
    ]
    demands += [Demand(f"shift:{shift}", text, shift=shift) for shift, text in shifts.items()]
    return Asked(
        words=words,
        titles=tuple(title.text for title in titles),
        skills=tuple(display_skill(skill, lang) for skill in _distinct(skills)),
        places=tuple(dict.fromkeys(found.value for found in places)),
        demands=tuple(demands),
        min_years=years[0] if years else None,
        min_education=EDUCATION_ORDER.index(education) if education else None,
        is_protected=is_protected,
        is_near=_NEAR.search(words) is not None,
    )


def answer_asked(
    asked: Asked, facts: ResumeFacts | None, *, titles: tuple[str, ...]
) -> list[Answered]:
    """Return each thing asked, held against a résumé. `titles` are its roles, as employers write."""
    return [_answer(each, asked, facts, titles) for each in asked.demands]


@lru_cache(maxsize=1)
def _need_of_nothing() -> Need:
    return read_need(JobQuery(), is_embedded=False)


def _answer(
    each: Demand,
    asked: Asked,
    facts: ResumeFacts | None,
    titles: tuple[str, ...],
) -> Answered:
    if each.titles:
        return Answered(each.text, "met" if is_same_work(each.titles, titles) else "unknown")
    if each.shift is not None:
        said = facts.shifts if facts else {}
        pointer = said.get(each.shift) or said.get("rotating")
        # Of hours most résumés are silent.
        return Answered(each.text, "met" if pointer else "unknown", pointer)
    assert each.demand is not None
    words = asked.words if each.key == "years" else each.text
    title = asked.titles[0] if asked.titles else ""
    status, pointer = judge_demand(
        _need_of_nothing(), each.demand, words, resume=facts, wished=(), posting_title=title
    )
    return Answered(each.text, status, pointer)


def _years(words: str) -> tuple[float, str] | None:
    """Return the years asked for and how they were said."""
    found = [
        (each.value.min_years, each.text)
        for each in find_experience(words)
        if each.value.min_years and not each.value.is_graduate
    ]
    return max(found) if found else None


def _titles(words: str, *, taken: list[tuple[int, int]]) -> list[Title]:
    """Return the kinds of work named; words of one beside each other are one: react dev."""
    hits = [
        hit
        for hit in find_titles(words)
        if not any(start < hit.end and hit.start < end for start, end in taken)
    ]
    joined: list[tuple[int, int]] = []
    for hit in hits:
        if joined and _JOIN.fullmatch(words[joined[-1][1] : hit.start]):
            joined[-1] = (joined[-1][0], hit.end)
        else:
            joined.append((hit.start, hit.end))
    found: list[Title] = []
    for start, end in joined:
        whole = next((h.value for h in find_titles(words[start:end])), None)
        inside = [h.value for h in hits if start <= h.start and h.end <= end]
        best = next((t for t in inside if not t.is_weak), whole or inside[0])
        found.append(replace(best, text=words[start:end].strip()))
    # A tool beside an occupation is a skill, not a second occupation.
    strong = [title for title in found if not title.is_weak]
    return (strong or found)[:3]


def _distinct(skills: list[Found[Skill]]) -> list[Skill]:
    return list({found.value.key: found.value for found in skills}.values())


def _is_said_elsewhere(skill: Skill, *, shifts: bool, spoken: bool) -> bool:
    if skill.kind == "language" or skill.domain == "language":
        return spoken
    return shifts and "shift" in skill.key
