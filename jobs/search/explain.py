"""Why a posting fits, requirement by requirement, with evidence on both sides; pure.

The same object serves seeker and recruiter. Every span and pointer exists in what it points
into; nothing is claimed that neither side says.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from jobassist.language.skills import canonical_skill, find_skills, get_skill
from jobassist.language.titles import parse_title
from jobassist.language.vocab import EDUCATION_ORDER
from jobs.criteria import Criteria, CriterionKey
from jobs.demand_kinds import is_no_limit, is_welcome
from jobs.models import Posting
from jobs.requirements import MAX_REQUIREMENTS, PostingRequirement, from_json, read_field_demand

from .judge import judge_demand
from .location_names import display_location
from .nearness import km_from
from .need import Need, read_need
from .occupation import relate
from .resume_facts import ResumeFacts, read_resume
from .taste import Alike, Leaning
from .types import JobQuery, Requirement, Status
from .wished import list_conditions
from .years import is_same_line

# On a card; whoever asks why is told of all.
MAX_DEMANDS = 10
_MAX_TEXT = 200
MAX_FIELDS = 12
MAX_TAG = 40

LOCALES = {"zh": "zh-hans", "en": "en"}
# Wishes that a search filters by.
FILTERED: tuple[CriterionKey, ...] = ("cities", "remote", "employment_type", "salary_min")


# --- both sides -------------------------------------------------------------------------------


def explain_match(
    posting: Posting, criteria: Criteria, resume_document: Mapping[str, Any] | None = None
) -> tuple[Requirement, ...]:
    """Return what was wished and what the posting demands, each met, partly, missing or unknown.

    The posting needs its `employer` and `locations` loaded. Texts are in the active language.
    """
    need = read_need(JobQuery(criteria=criteria))
    resume = read_resume(resume_document, today=need.now.date())
    return explain(need, posting, resume=resume, max_demands=MAX_REQUIREMENTS)


def explain(
    need: Need, posting: Posting, *, resume: ResumeFacts | None, max_demands: int = MAX_DEMANDS
) -> tuple[Requirement, ...]:
    """Return the requirements of one match, wishes first, then the posting's own demands."""
    demands = read_demands(posting)
    with translation.override(LOCALES[need.lang]):
        lines = [
            *_titles(need, posting),
            *_skills(need, posting, demands, resume),
            *_places(need, posting),
            *_remote(need, posting),
            *_employers(need, posting),
            *_pay(need, posting),
            *_employment(need, posting),
            *list_conditions(need.wanted, posting),
            *_experience(need, posting, resume, demands),
            *_education(need, posting, resume),
        ]
        own = _demands(need, posting, demands, resume, lines)
        own += _field_demands(need, posting, demands, resume, lines)
        # Where not all are shown, those that are needed.
        own.sort(key=lambda line: (line.is_preferred, line.is_protected))
        lines += own[:max_demands]
    return tuple(lines)


def list_against(need: Need, posting: Posting) -> list[CriterionKey]:
    """Return the wishes that a search filters by and that the posting is against."""
    lines = [
        *_places(need, posting),
        *_remote(need, posting),
        *_pay(need, posting),
        *_employment(need, posting),
    ]
    against = {line.criterion for line in lines if line.status == "missing"}
    return [key for key in FILTERED if key in against]


def list_own_demands(
    need: Need, posting: Posting, *, resume: ResumeFacts | None
) -> tuple[Requirement, ...]:
    """Return the posting's own demands as `explain` judges them, in the active language.

    What a wished skill answers already is among them, and is met.
    """
    demands = read_demands(posting)
    return (
        *_experience(need, posting, resume, demands),
        *_education(need, posting, resume),
        *_demands(need, posting, demands, resume, ()),
        *_field_demands(need, posting, demands, resume, ()),
    )


def read_demands(posting: Posting) -> list[PostingRequirement]:
    """Return what the posting's text demands; remembered on the row, for who asks many times."""
    known: list[PostingRequirement] | None = getattr(posting, "read_demands", None)
    if known is None:
        known = [from_json(short) for short in posting.requirements]
        posting.read_demands = known  # type: ignore[attr-defined]
    return known


def _titles(need: Need, posting: Posting) -> list[Requirement]:
    if not need.titles:
        return []
    relation = relate(need, title=posting.title, family=posting.family)
    # Related work is not the work wished for, however near.
    status: Status = "met" if relation == "same" else "partly"
    return [Requirement(posting.title, status, "titles", posting_pointer="/title")]


def _skills(
    need: Need,
    posting: Posting,
    demands: Sequence[PostingRequirement],
    resume: ResumeFacts | None,
) -> list[Requirement]:
    lines = []
    for skill in need.skills:
        pointer, span = _find_skill(posting, demands, key=skill.key, text=skill.text)
        mine = resume.skills.get(skill.key or skill.text.casefold()) if resume else None
        # That a posting does not name a skill does not mean that it is not used there.
        status: Status = "met" if pointer or span else "unknown"
        lines.append(Requirement(skill.text, status, "skills", mine, span, pointer))
    return lines


def _find_skill(
    posting: Posting, demands: Sequence[PostingRequirement], *, key: str | None, text: str
) -> tuple[str | None, tuple[int, int] | None]:
    """Return where a posting names a skill: (pointer of a field, span of the description)."""
    wanted = text.casefold()
    for number, said in enumerate(posting.skills):
        if said.casefold() == wanted or (
            key and (known := canonical_skill(said)) and known.key == key
        ):
            return f"/skills/{number}", None
    for demand in demands:
        if key and key in demand.skill_keys:
            return None, (demand.start, demand.end)
    if wanted in posting.title.casefold():
        return "/title", None
    span = _find_word(wanted, posting.description_text)
    if span:
        return None, span
    if key and key in posting.skill_keys:
        for found in find_skills(posting.title):
            if found.value.key == key:
                return "/title", None
        for number, tag in enumerate(posting.tags):
            if any(found.value.key == key for found in find_skills(tag)):
                return f"/tags/{number}", None
        for found in find_skills(posting.description_text[:6000]):
            if found.value.key == key:
                return None, (found.start, found.end)
        return "/skills", None
    return None, None


def _find_word(word: str, text: str) -> tuple[int, int] | None:
    if not word:
        return None
    pattern = re.escape(word)
    if word[0].isascii() and word[0].isalnum():
        pattern = rf"(?<![A-Za-z0-9]){pattern}"
    if word[-1].isascii() and word[-1].isalnum():
        pattern = rf"{pattern}(?![A-Za-z0-9+#])"
    match = re.search(pattern, text, re.I)
    return match.span() if match else None


def _places(need: Need, posting: Posting) -> list[Requirement]:
    if not need.place_keys:
        return []
    locations = list(posting.locations.all())
    for number, location in enumerate(locations):
        keys = {location.place_key, f"raw/{location.raw.casefold()}"}
        within = any(
            location.place_key == key or location.place_key.startswith(f"{key}/")
            for key in need.place_keys
        )
        if within or keys & set(need.place_keys):
            pointer = f"/locations/{number}"
            return [
                Requirement(display_location(location), "met", "cities", posting_pointer=pointer)
            ]
    reach = need.criteria.within_km
    for number, location in enumerate(locations):
        apart = km_from(need.places, location.lat, location.lon) if reach else None
        if apart is not None and reach is not None and apart <= reach:
            text = _("%(place)s, about %(km)d km away") % {
                "place": display_location(location),
                "km": max(1, round(apart)),
            }
            return [Requirement(text, "met", "cities", posting_pointer=f"/locations/{number}")]
    if posting.is_remote:
        return [Requirement(_("Remote work"), "met", "cities", posting_pointer="/is_remote")]
    if not locations:
        return [Requirement(_("Place not stated"), "unknown", "cities")]
    # A place that nobody knows may be the one wished for; one that is known is not.
    is_elsewhere = not posting.is_hybrid and all(place.place_key for place in locations)
    status: Status = "missing" if is_elsewhere else "unknown"
    said = display_location(locations[0])
    return [Requirement(said, status, "cities", posting_pointer="/locations/0")]


def _remote(need: Need, posting: Posting) -> list[Requirement]:
    if need.criteria.remote is None or need.is_remote_or_place:
        return []
    if need.criteria.remote:
        status: Status = (
            "met" if posting.is_remote else "partly" if posting.is_hybrid else "missing"
        )
    else:
        status = "missing" if posting.is_remote else "met"
    text = (
        _("Remote work")
        if posting.is_remote
        else _("Partly remote")
        if posting.is_hybrid
        else _("On site")
    )
    pointer = "/is_hybrid" if posting.is_hybrid else "/is_remote"
    return [Requirement(text, status, "remote", posting_pointer=pointer)]


def _employers(need: Need, posting: Posting) -> list[Requirement]:
    if not need.criteria.employers or posting.employer is None:
        return []
    return [Requirement(posting.employer.name, "met", "employers", posting_pointer="/employer")]


def display_pay(posting: Posting) -> str | None:
    """Return the pay as the posting states it, None where it states none."""
    if posting.salary_min is None and posting.salary_max is None:
        return posting.salary_raw or None
    if posting.salary_raw:
        return posting.salary_raw
    low, high = posting.salary_min, posting.salary_max
    if low is not None and high is not None and low != high:
        amount = f"{low:,.10g}-{high:,.10g}"
    elif low is not None:
        amount = f"{low:,.10g}" if low == high else f"{low:,.10g}+"
    else:
        amount = f"≤ {high:,.10g}"
    period = {
        "hour": _("an hour"),
        "day": _("a day"),
        "month": _("a month"),
        "year": _("a year"),
    }.get(posting.salary_period or "", "")
    return " ".join(x for x in (posting.salary_currency or "", amount, period) if x)


def _pay(need: Need, posting: Posting) -> list[Requirement]:
    floor = need.pay_floor
    if floor is None:
        return []
    said = display_pay(posting)
    low, high = posting.salary_yearly_min, posting.salary_yearly_max
    pointer = "/salary_raw" if posting.salary_raw else "/salary_min"
    if said is None or (low is None and high is None):
        return [Requirement(said or _("Pay not stated"), "unknown", "salary_min")]
    if need.currency is not None and posting.salary_currency != need.currency:
        # Another currency: not compared.
        return [Requirement(said, "unknown", "salary_min", posting_pointer=pointer)]
    if low is not None and low >= floor * 0.999:
        status: Status = "met"
    elif high is None or high >= floor * 0.999:
        status = "partly"
    else:
        status = "missing"
    return [Requirement(said, status, "salary_min", posting_pointer=pointer)]


def _employment(need: Need, posting: Posting) -> list[Requirement]:
    if need.criteria.employment_type is None:
        return []
    names = {
        "full_time": _("Full time"),
        "part_time": _("Part time"),
        "contract": _("Contract"),
        "internship": _("Internship"),
        "temporary": _("Temporary"),
    }
    if posting.employment_type is None:
        return [Requirement(_("Kind of employment not stated"), "unknown", "employment_type")]
    status: Status = (
        "met" if posting.employment_type == need.criteria.employment_type else "missing"
    )
    text = names[posting.employment_type]
    return [Requirement(text, status, "employment_type", posting_pointer="/employment_type")]


def _years_text(posting: Posting) -> str:
    low, high = posting.experience_min, posting.experience_max
    if posting.experience_raw:
        return _("Experience: %(said)s") % {"said": posting.experience_raw}
    if not low:
        return _("No experience needed")
    if high is not None:
        return _("Experience: %(low)g to %(high)g years") % {"low": low, "high": high}
    return _("Experience: %(low)g years or more") % {"low": low}


def _experience(
    need: Need,
    posting: Posting,
    resume: ResumeFacts | None,
    demands: Sequence[PostingRequirement],
) -> list[Requirement]:
    """Return the line of the posting's own field; what its text demands is judged by its words."""
    if posting.experience_min and any(
        each.experience_min == posting.experience_min and not each.is_preferred for each in demands
    ):
        # The text says the same.
        return []
    wished = need.criteria.experience_years
    if posting.experience_min is None:
        if wished is None:
            return []
        return [Requirement(_("Experience not stated"), "unknown", "experience_years")]
    if not posting.experience_raw and posting.description_text:
        return []
    mine = wished if wished is not None else (resume.years if resume else None)
    pointer = "/experience_raw" if posting.experience_raw else "/experience_min"
    if posting.experience_min <= 0:
        status: Status = "met"
        return [
            Requirement(_years_text(posting), status, "experience_years", posting_pointer=pointer)
        ]
    if mine is None:
        return [
            Requirement(
                _years_text(posting), "unknown", "experience_years", posting_pointer=pointer
            )
        ]
    gap = posting.experience_min - mine
    status = "met" if gap <= 0 else "partly" if gap <= 1 else "missing"
    my_pointer = None
    if resume is not None and wished is None:
        my_pointer = resume.years_pointer
        if status != "missing":
            # Years in other work are years of work, but not of this.
            own, shown = resume.years_where(lambda role: is_same_line(role.title, posting.title))
            status = "met" if own >= posting.experience_min else "partly"
            my_pointer = shown or my_pointer
    return [
        Requirement(
            _years_text(posting), status, "experience_years", my_pointer, posting_pointer=pointer
        )
    ]


def display_education(level: str) -> str:
    """Return the name of a level of education in the active language."""
    return {
        "none": _("no degree"),
        "high_school": _("secondary school"),
        "associate": _("associate degree or diploma"),
        "bachelor": _("bachelor's degree"),
        "master": _("master's degree"),
        "doctor": _("doctorate"),
    }[level]


def _education(need: Need, posting: Posting, resume: ResumeFacts | None) -> list[Requirement]:
    wished = need.criteria.education
    if posting.education is None:
        if wished is None:
            return []
        return [Requirement(_("Education not stated"), "unknown", "education")]
    if not posting.education_raw and posting.description_text:
        return []
    mine = wished or (resume.education if resume else None)
    my_pointer = resume.education_pointer if resume and not wished else None
    if posting.education_raw:
        text, pointer = posting.education_raw, "/education_raw"
    else:
        text, pointer = display_education(posting.education), "/education"
    text = _("Education: %(said)s") % {"said": text}
    if posting.education == "none":
        status: Status = "met"
        my_pointer = None
    elif mine is None:
        status, my_pointer = "unknown", None
    else:
        enough = EDUCATION_ORDER.index(mine) >= EDUCATION_ORDER.index(posting.education)
        status = "met" if enough else "missing"
    return [Requirement(text, status, "education", my_pointer, posting_pointer=pointer)]


def _demands(
    need: Need,
    posting: Posting,
    demands: Sequence[PostingRequirement],
    resume: ResumeFacts | None,
    lines: Sequence[Requirement],
) -> list[Requirement]:
    """Return the demands of the posting's text that no wish has answered yet."""
    used = {line.posting_span for line in lines if line.posting_span}
    wished = {s.key for s in need.skills if s.key}
    out: list[Requirement] = []
    for demand in demands:
        span = (demand.start, demand.end)
        words = posting.description_text[demand.start : demand.end]
        if span in used or not words:
            continue
        status, pointer = judge_demand(
            need, demand, words, resume=resume, wished=wished, posting_title=posting.title
        )
        out.append(
            Requirement(
                _say_demand(demand, words),
                status,
                _criterion(demand),
                pointer,
                span,
                is_preferred=demand.is_preferred,
                is_protected=demand.is_protected,
            )
        )
    return out


def _criterion(demand: PostingRequirement) -> CriterionKey | None:
    if demand.is_preferred:
        return None
    if demand.experience_min is not None:
        return "experience_years"
    return "education" if demand.education is not None else None


def _say_demand(demand: PostingRequirement, words: str) -> str:
    words = words[:_MAX_TEXT]
    if demand.is_protected:
        return _("%(words)s (age, sex or family: shown as written, never judged)") % {
            "words": words
        }
    if demand.is_preferred and not is_welcome(words):
        return _("Welcome, not needed: %(words)s") % {"words": words}
    return words


_PERK = re.compile(
    r"五险|六险|补贴|补助|福利|年假|[奖薪]|体检|团建|双休|下午茶|[班餐]车|包[吃住]|旅游|弹性|扁平|晋升|氛围|免费|津贴|分红|股票|期权"
    r"|\b(?:insurance|benefits?|bonus|401k|vacation|paid|perks?|stock)\b",
    re.I,
)


def _is_tool(key: str) -> bool:
    # Tags name trades and topics too: only what can be held or handled is a demand there.
    skill = get_skill(key)
    return skill is not None and skill.kind in ("tool", "certificate", "licence")


@lru_cache(maxsize=4096)
def _read_field(words: str, *, is_tag: bool) -> PostingRequirement | None:
    demand = read_field_demand(words)
    if is_tag:
        demand = replace(
            demand, groups=tuple(g for g in demand.groups if any(_is_tool(k) for k in g))
        )
    return None if _is_no_field_demand(words, demand, is_tag=is_tag) else demand


def _is_no_field_demand(words: str, demand: PostingRequirement, *, is_tag: bool) -> bool:
    """Return whether a skill or a tag demands nothing: perks, trades, praise, what is no matter."""
    if is_no_limit(words) or (_PERK.search(words) and not demand.skill_keys):
        return True
    if is_tag:
        return not demand.is_checkable or len(words) > MAX_TAG or bool(_PERK.search(words))
    title = None if demand.groups else parse_title(words)
    return title is not None and bool(title.family)


_ALIKE_POINTERS: dict[Alike, str] = {
    "work": "/title",
    "employer": "/employer",
    "pay": "/salary_raw",
    "place": "/locations/0",
    "level": "/title",
}


def say_leaning(need: Need, leaning: Leaning) -> list[Requirement]:
    """Return the line that says because of which saved or refused posting this one moved."""
    because = leaning.because
    if because is None:
        return []
    # What sets it apart is the better reason: all that is found is of like work.
    alike: Alike = next((each for each in leaning.alike if each != "work"), "work")
    with translation.override(LOCALES[need.lang]):
        names: dict[Alike, str] = {
            "work": _("the work"),
            "employer": _("the employer"),
            "pay": _("the pay"),
            "place": _("the place"),
            "level": _("the level"),
        }
        words = {"title": because.title, "what": names[alike]}
        if because.is_liked:
            text = _("Because you saved “%(title)s”: alike in %(what)s") % words
        else:
            text = _("You turned down “%(title)s”: alike in %(what)s") % words
    status: Status = "met" if because.is_liked else "partly"
    return [Requirement(text, status, posting_pointer=_ALIKE_POINTERS[alike])]


def _field_demands(
    need: Need,
    posting: Posting,
    demands: Sequence[PostingRequirement],
    resume: ResumeFacts | None,
    lines: Sequence[Requirement],
) -> list[Requirement]:
    """Return what the fields of a thin posting demand: its skills, and tags that name demands."""
    wished = {s.key for s in need.skills if s.key}
    told = {key for demand in demands for key in demand.skill_keys} | wished
    shown = {line.posting_pointer for line in lines}
    out: list[Requirement] = []
    fields = [(f"/skills/{n}", text) for n, text in enumerate(posting.skills[:MAX_FIELDS])]
    tags = [(f"/tags/{n}", text) for n, text in enumerate(posting.tags[:MAX_FIELDS])]
    for pointer, words in fields + tags:
        is_tag = pointer.startswith("/tags")
        if pointer in shown or words.casefold() in (
            posting.experience_raw.casefold(),
            posting.education_raw.casefold(),
        ):
            continue
        demand = _read_field(words, is_tag=is_tag)
        if demand is None:
            continue
        named = {*demand.skill_keys, *(code for code, _level in demand.languages)}
        if named and named <= told:
            continue
        told |= named
        status, shows = judge_demand(
            need, demand, words, resume=resume, wished=wished, posting_title=posting.title
        )
        out.append(
            Requirement(
                _say_demand(demand, words),
                status,
                None,
                shows,
                None,
                pointer,
                is_preferred=demand.is_preferred,
                is_protected=demand.is_protected,
            )
        )
    return out


# --- from lines to a figure -------------------------------------------------------------------

_WORTH = {"met": 1.0, "partly": 0.55, "unknown": 0.5, "missing": 0.0}
_WEIGHT = {"titles": 4.0, "skills": 1.5, "cities": 1.5, "salary_min": 1.5, None: 0.7}


def score_requirements(requirements: Sequence[Requirement]) -> float:
    """Return 0..1 of a match seen alone, from its lines; wishes weigh more than demands.

    Not the score of a search, which also knows how near the words are. Without lines 0.5.
    """
    total = sum(_WEIGHT.get(r.criterion, 1.0) for r in requirements)
    if not total:
        return 0.5
    got = sum(_WORTH[r.status] * _WEIGHT.get(r.criterion, 1.0) for r in requirements)
    return round(got / total, 4)
