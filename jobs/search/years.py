"""Years of experience: in which field a posting wants them, and how many a person has in it; pure.

Years in another field are no evidence: they leave a demand unknown, or show it to be missing
where there are not so many years in all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jobassist.language.text import index_terms
from jobassist.language.titles import Title, find_titles, parse_title, title_kinship
from jobassist.language.vocab import find_experience

from .need import kinship
from .resume_facts import ResumeFacts, Role
from .types import Status

# Titles so near are years in the same work.
_SAME_WORK = 0.6
_SAID_SHARE = 0.6

# What is said of any experience, and of no field.
_PLAIN_ZH = (
    "及以上 以上 以内 至少 最少 具有 具备 拥有 需要 要求 优先 不限 工作 经验 经历 从业 年限 岗位 职位 职务 丰富 良好 任职 一定 实际 全职 "
    "从事 方面 领域 行业 背景 管理人员 人员 需 有 的 者 和 与 及 或 等 年 个 在 类"
)
_PLAIN_EN = (
    "at least minimum min of year years yrs month months experience experiences experienced work working professional practical "
    "proven solid strong hands-on extensive recent prior previous total overall direct progressive demonstrated in with as a an the "
    "or more plus and on for to using including require required preferred desired must have has having full-time fulltime post "
    "qualification industry field area environment setting capacity role position equivalent combination level preferably ideally "
    "you we is are be"
)
_PLAIN = re.compile("|".join(_PLAIN_ZH.split()) + rf"|\b(?:{'|'.join(_PLAIN_EN.split())})\b", re.I)
_RELATED = re.compile(
    r"相关|同类|同等|同岗位?|类似|同行业?|本岗位?|本行业?|对口|\b(?:related|relevant|similar|same|comparable|this)\b",
    re.I,
)
_NUMBERS = re.compile(
    r"[\d一二三四五六七八九十两]+\s*[-–~到至]?\s*[\d一二三四五六七八九十]*\s*\+?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Field:
    """What the years are to be in. All empty: work of any kind counts.

    `is_related`: in the posting's own line. `terms` are words beside titles and skills.
    """

    titles: tuple[Title, ...] = ()
    skill_keys: tuple[str, ...] = ()
    terms: frozenset[str] = frozenset()
    is_related: bool = False


@lru_cache(maxsize=4096)
def read_field(text: str, skill_keys: tuple[str, ...] = ()) -> Field:
    """Return the field of a demand's years by its own words."""
    # The clause of the years: what else the sentence wants is another matter.
    spans = [found for found in find_experience(text) if found.value.min_years is not None]
    start, stop = 0, len(text)
    if spans:
        # A comma inside a list of skills ends nothing: only from the years on, to the next stop.
        before = re.search(r"[^,，;；。]*$", text[: spans[0].start])
        start = before.start() if before else 0
        after = re.search(
            r"[;；。]|[,，](?=\s*(?:本科|大专|学历|熟悉|良好|能))", text[spans[0].end :]
        )
        stop = spans[0].end + after.start() if after else len(text)
    clause = text[start:stop]
    titles = [found for found in find_titles(clause) if found.value.family]
    rest = clause
    for found in sorted(titles, key=lambda f: -f.start):
        rest = rest[: found.start] + " " + rest[found.end :]
    is_related = bool(_RELATED.search(rest))
    rest = _PLAIN.sub(" ", _NUMBERS.sub(" ", _RELATED.sub(" ", rest)))
    terms = frozenset(term for term in index_terms(rest) if len(term) > 1)
    return Field(
        titles=tuple(found.value for found in titles),
        skill_keys=skill_keys,
        terms=terms,
        is_related=is_related,
    )


def judge_years(
    wanted: float,
    field: Field,
    *,
    resume: ResumeFacts | None,
    stated: float | None,
    stated_titles: Sequence[Title],
    posting_title: str,
) -> tuple[Status, str | None]:
    """Return whether the person has so many years in a field, and the role that shows it.

    `stated` are years as the person said them, in `stated_titles`, or in the posting's own work
    where none were named.
    """
    if wanted <= 0:
        return "met", None
    if stated is not None and _covers(field, stated_titles, posting_title):
        return _by_gap(wanted - stated), None
    if resume is None or resume.years is None:
        return "unknown", None
    total = resume.years
    if field == Field():
        return _by_gap(wanted - total), resume.years_pointer
    surely, pointer = resume.years_where(lambda role: _is_in(role, field, posting_title))
    if surely >= wanted:
        return "met", pointer
    nearly, near_pointer = resume.years_where(lambda role: _is_near(role, field, posting_title))
    if total < wanted - 1:
        return "missing", None
    if surely > 0 or nearly > 0:
        return "partly", pointer or near_pointer
    return "unknown", None


def _by_gap(gap: float) -> Status:
    return "met" if gap <= 0 else "partly" if gap <= 1 else "missing"


def _covers(field: Field, titles: Sequence[Title], posting_title: str) -> bool:
    if field.skill_keys or field.terms:
        return False
    if not field.titles:
        return not titles or any(kinship(t.text, posting_title) >= _SAME_WORK for t in titles)
    return any(title_kinship(a, b) >= _SAME_WORK for a in titles for b in field.titles)


def _is_in(role: Role, field: Field, posting_title: str) -> bool:
    """Return whether a role is of the field in all that it says."""
    return _is_near(role, field, posting_title, is_sure=True)


def _is_near(role: Role, field: Field, posting_title: str, *, is_sure: bool = False) -> bool:
    checks: list[bool] = []
    if field.titles:
        checks.append(any(_is_work(role.title, title) for title in field.titles))
    if field.skill_keys:
        checks.append(bool(role.skill_keys & set(field.skill_keys)))
    if field.is_related and not field.titles:
        checks.append(is_same_line(role.title, posting_title))
    if field.terms:
        shared = len(field.terms & role.terms) / len(field.terms)
        checks.append(shared >= _SAID_SHARE)
    return all(checks) if is_sure else any(checks)


def _is_work(role_title: str, wanted: Title) -> bool:
    own = parse_title(role_title) if role_title else None
    return own is not None and title_kinship(own, wanted) >= _SAME_WORK


def is_same_line(role_title: str, posting_title: str) -> bool:
    """Return whether a role was the posting's own line of work."""
    return bool(role_title) and kinship(role_title, posting_title) >= _SAME_WORK
