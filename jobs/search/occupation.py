"""Whether a posting's work is the work looked for, by the lexicon's families and the titles' words; pure."""

import re
from functools import lru_cache
from typing import Literal

from jobassist.language.skills import canonical_skill
from jobassist.language.text import index_terms
from jobassist.language.titles import Title, is_same_title
from jobassist.language.trades import families_of_field
from jobs.feed import build_title_key

from .need import Need, kinship_with

Relation = Literal["same", "near", "kin"]

# Another usual name of the same work (carer for healthcare assistant) is nearly as good.
OTHER_NAME = 0.8
_CLOSE_KIN = 0.6
# Of one family, but who wants the one is not helped by the other.
_APART = tuple(
    tuple(re.compile(p, re.I) for p in patterns)
    for patterns in (
        ("幼儿园?|学前", "小学", "初中", "高中", "大学|高校"),
        (r"\b(?:nursery|preschool|early years)\b", r"\b(?:primary|elementary|ks[12])\b", r"\b(?:secondary|high school|ks[34])\b"),
        ("安卓|android", "ios|苹果"),
        (r"夜班|\bnights?\b", r"白班|\bdays?\b"),
    )
)  # fmt: skip


def relate(need: Need, *, title: str, family: str) -> Relation:
    """Return how a posting's work relates to what is looked for.

    "same": the occupation wished, with what narrows it. "near": the same occupation narrowed
    otherwise. "kin": another one that people may do as well.
    """
    best: Relation = "kin"
    for wanted in need.titles:
        if is_same_title(wanted.text, title) or names_tool(wanted, title):
            return "same"
        if family and family in families_of_field(wanted.text):
            best = "near"
        if family == "intern-generic" and need.criteria.employment_type == "internship":
            best = "near"
        if wanted.family and family and wanted.family == family:
            if _is_narrowed_alike(need, wanted, title):
                return "same"
            best = "near"
        elif wanted.family and family:
            # Java后端开发 is a 后端开发 as well, in so many words.
            if (
                kinship_with(wanted.text, title=title, family=family) >= _CLOSE_KIN
                and is_chinese(wanted.text) == is_chinese(title)
                and shared_words(wanted.text, title) == 1.0
            ):
                return "same"
        elif not wanted.family and not family and shared_words(wanted.text, title) >= 0.99:
            return "same"
    return best


def names_tool(wanted: Title, title: str) -> bool:
    """Whether a tool is all that was said, and stands in the title: who says Python means any."""
    if not wanted.is_weak or shared_words(wanted.text, title) < 1.0:
        return False
    skill = canonical_skill(wanted.text)
    return skill is not None and skill.kind == "tool"


def narrowing(need: Need, wanted: Title, title: str) -> float:
    """Return the share of the wanted title's words in the offered one, 1 across languages."""
    in_chinese = is_chinese(title)
    if wanted.is_weak or is_chinese(wanted.text) != in_chinese:
        return 1.0
    own = shared_words(wanted.text, title)
    if own < OTHER_NAME and any(
        shared_words(role, title) == 1.0
        for role in need.role_texts
        if is_chinese(role) == in_chinese
    ):
        return OTHER_NAME
    return own


def _is_narrowed_alike(need: Need, wanted: Title, title: str) -> bool:
    for patterns in _APART:
        asked = {p for p in patterns if p.search(wanted.text)}
        offered = {p for p in patterns if p.search(title)}
        if asked and offered and not asked & offered:
            return False
    if narrowing(need, wanted, title) >= OTHER_NAME:
        return True
    names = wanted.equivalents_zh if is_chinese(title) else wanted.equivalents_en
    folded = title.casefold()
    # One plain name of a trade for another; a name that narrows it is not plain.
    return wanted.text.casefold() in names and any(name.casefold() in folded for name in names)


@lru_cache(maxsize=50_000)
def is_chinese(text: str) -> bool:
    """Return whether any Chinese stands in the text."""
    return bool(re.search("[\u4e00-\u9fff]", text))


@lru_cache(maxsize=50_000)
def shared_words(wanted: str, offered: str) -> float:
    """Return the share of the wanted title's words that the offered one has."""
    mine, theirs = _title_words(wanted), _title_words(offered)
    if not mine:
        return 0.0
    return len(mine & theirs) / len(mine)


# Stems that stand in titles of any work and make none of them alike.
_COMMON_HEADS = frozenset(
    "工程师 工程 专员 经理 主管 助理 人员 员工 员 师 工 岗 岗位 主任 总监 负责人 专家 顾问 代表 高级 初级 中级 资深 实习生 学徒 "
    "engineer develop developer manag manager assist assistant associ associat specialist execut executiv officer represent "
    "representativ coordin coordinator lead leader senior junior advisor consult consultant analyst technician worker staff "
    "supervisor administrator expert head chief director intern traine trainee team member position job".split()
)


@lru_cache(maxsize=50_000)
def _title_words(title: str) -> frozenset[str]:
    words = frozenset(index_terms(build_title_key(title)))
    return (words - _COMMON_HEADS) or words
