"""Whether a résumé meets one demand of a posting, and the place in it that shows so; pure.

Missing needs evidence: a résumé that is silent on a language, a subject or a permit leaves the
demand unknown. What is merely welcome is never missing. Age, sex and family are never judged.
"""

import re
from collections.abc import Collection
from functools import lru_cache

from jobassist.language.skills import find_skills, get_skill
from jobassist.language.text import index_terms
from jobassist.language.vocab import EDUCATION_ORDER, LanguageLevel
from jobs.degrees import find_degree_fields, is_same_subject, says_related
from jobs.demand_kinds import find_licence_words
from jobs.requirements import PostingRequirement

from .need import Need
from .resume_facts import ResumeFacts
from .types import Status
from .years import judge_years, read_field

_FLUENCY: tuple[LanguageLevel, ...] = ("basic", "intermediate", "fluent", "native")
_SAME_LICENCE = 0.6

Verdict = tuple[Status, str | None]


def judge_demand(
    need: Need,
    demand: PostingRequirement,
    words: str,
    *,
    resume: ResumeFacts | None,
    wished: Collection[str],
    posting_title: str,
) -> Verdict:
    """Return whether the person meets a demand in these words, and the pointer that shows it.

    `wished` are the skills that the search names: the person has said that they are theirs.
    """
    if demand.is_protected:
        return "unknown", None
    verdicts: list[Verdict] = []
    if demand.groups:
        verdicts.append(_judge_skills(demand, words, resume, wished=wished))
    if demand.experience_min is not None:
        verdicts.append(
            judge_years(
                demand.experience_min,
                read_field(words, demand.skill_keys),
                resume=resume,
                stated=need.criteria.experience_years,
                stated_titles=need.titles,
                posting_title=posting_title,
            )
        )
    if demand.education is not None:
        verdicts.append(_judge_level(need, demand, resume))
    if demand.has_degree_field:
        verdicts.append(_judge_subject(words, resume))
    if demand.languages:
        verdicts.append(_judge_languages(demand, resume))
    if "licence" in demand.kinds and not demand.groups:
        verdicts.append(_judge_licences(words, resume))
    if {"shift", "physical", "travel", "place", "permit"} & set(demand.kinds):
        verdicts.append(("unknown", None))
    status, pointer = _join(verdicts)
    if demand.is_preferred and status == "missing":
        return "unknown", None
    return status, pointer


def _join(verdicts: list[Verdict]) -> Verdict:
    if not verdicts:
        return "unknown", None
    said = {status for status, _pointer in verdicts}
    pointer = next((p for s, p in verdicts if p and s == "met"), None)
    pointer = pointer or next((p for _s, p in verdicts if p), None)
    if len(said) == 1:
        return verdicts[0][0], pointer
    if said & {"met", "partly"}:
        return "partly", pointer
    # Missing in one part and unknown in another: not met either way.
    return "missing", pointer


def _judge_skills(
    demand: PostingRequirement,
    words: str,
    resume: ResumeFacts | None,
    *,
    wished: Collection[str],
) -> Verdict:
    mine = resume.skills if resume else {}
    have = [[k for k in group if k in mine or k in wished] for group in demand.groups]
    pointer = next((mine[k] for group in have for k in group if k in mine), None)
    met = sum(1 for group in have if group)
    if met == len(demand.groups):
        return "met", pointer
    if met:
        return "partly", pointer
    if resume is None:
        return "unknown", None
    # Whoever knows a tool says so; of teamwork and the like a résumé may well be silent.
    is_sure = any(is_named(key, words) for key in demand.skill_keys)
    return ("missing" if is_sure else "unknown"), None


_SILENT = frozenset({"office", "misc", "sales", "hr", "language", "product", "service"})
# COBOL, PyTorch, S3: names, where "online sales" is a topic.
_PROPER = re.compile(r"[A-Z]{3,}|[a-z][A-Z]|[A-Za-z]\d")


@lru_cache(maxsize=8192)
def is_named(key: str, words: str) -> bool:
    """Return whether a résumé that does not name a skill shows that it is missing.

    A tool, a licence, a craft: yes. Abilities and topics: no. What only a wide list knows is a tool
    where these words write it as a name.
    """
    skill = get_skill(key)
    if skill is not None and not key.startswith("x:"):
        return skill.kind in ("tool", "certificate", "licence") or (
            skill.kind == "skill" and skill.domain not in _SILENT
        )
    in_chinese = re.search("[\u4e00-\u9fff]", words) is not None
    return any(
        _PROPER.search(found.text) or (in_chinese and found.text.isascii())
        for found in find_skills(words)
        if found.value.key == key
    )


def _judge_level(need: Need, demand: PostingRequirement, resume: ResumeFacts | None) -> Verdict:
    level, pointer = need.criteria.education, None
    if level is None and resume:
        level, pointer = resume.education, resume.education_pointer
    if level is None or demand.education is None:
        return "unknown", None
    enough = EDUCATION_ORDER.index(level) >= EDUCATION_ORDER.index(demand.education)
    return ("met" if enough else "missing"), pointer


def _judge_subject(words: str, resume: ResumeFacts | None) -> Verdict:
    wanted = _list_subjects(words)
    if resume is None or not resume.subjects or not wanted:
        return "unknown", None
    verdicts = [
        (_is_same_subject(one, own), pointer) for one in wanted for own, pointer in resume.subjects
    ]
    for same, pointer in verdicts:
        if same:
            return "met", pointer
    # A subject near enough is a matter of opinion.
    if says_related(words) or any(same is None for same, _pointer in verdicts):
        return "unknown", None
    return "missing", resume.subjects[0][1]


# A posting's words are held against many people.
_is_same_subject = lru_cache(maxsize=16_384)(is_same_subject)


@lru_cache(maxsize=4096)
def _list_subjects(words: str) -> tuple[str, ...]:
    return tuple(part for found in find_degree_fields(words) for part in found.value)


def _judge_languages(demand: PostingRequirement, resume: ResumeFacts | None) -> Verdict:
    verdicts: list[Verdict] = []
    for code, wanted in demand.languages:
        pointer = resume.languages.get(code) if resume else None
        if resume is None or pointer is None:
            verdicts.append(("unknown", None))
            continue
        own = resume.language_levels.get(code)
        if wanted is None:
            verdicts.append(("met", pointer))
        elif own is None:
            verdicts.append(("partly", pointer))
        else:
            # A posting's "native" is met by who is fluent in part only.
            gap = _FLUENCY.index(wanted) - _FLUENCY.index(own)
            verdicts.append(("met" if gap <= 0 else "partly", pointer))
    return _join(verdicts)


def _judge_licences(words: str, resume: ResumeFacts | None) -> Verdict:
    if resume is None:
        return "unknown", None
    for terms in _list_licences(words):
        for own, pointer in resume.certificates:
            if terms and len(terms & set(index_terms(own))) / len(terms) >= _SAME_LICENCE:
                return "met", pointer
    return "unknown", None


@lru_cache(maxsize=4096)
def _list_licences(words: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(index_terms(name)) for name in find_licence_words(words))
