"""Whether what is proposed for a résumé rests on words that were given. Pure but for the encoder.

Numbers, names, dates, employers, degrees and trades stand only as they were given. A sentence may
say it in other words: it is marked as doubtful until the person has confirmed it.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from jobassist.ai.embedder import get_bundled_embedder
from jobassist.language.dates import find_dates
from jobassist.language.denials import is_denied, is_only_denied
from jobassist.language.grounding import (
    fold,
    is_literal,
    missing_figures,
    missing_names,
    numbers_in,
    share_given,
)

from .pointers import leaves_of, tokens_of

# From this share of its words on, a sentence is the person's own, put in order.
OWN_WORDS = 0.8
# How near in meaning a sentence must be to the words it rests on. Of ten put otherwise six lie
# above; what was never said lies below .3, but for what makes more of the same: see `_MORE`.
NEAR = 0.5
# What makes more of something: where a sentence has one of these, its words must have it too.
_MORE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:led|lead(?:ing|er)?|manag\w+|supervis\w+|head(?:ed)?|ran|run(?:ning)?|in charge|did all)\b|带领|主导|领导|主管|负责人|管|带",
        r"\b(?:expert\w*|proficien\w+|fluent\w*|master\w*|senior|advanced|specialist)\b|精通|专家|资深|熟练|流利|高级",
        r"\b(?:award\w*|prizes?|won|best|top|winning|record)\b|奖|优秀|冠军|第一|称号|标兵|最佳",
        r"\b(?:significant\w*|substantial\w*|dramatic\w*|greatly|hugely)\b|大幅|显著|极大|翻倍",
        r"\b(?:certif\w*|licen[cs]\w*|qualified|accredited)\b|证|资格|执照",
        r"\b(?:teams?|people|staff|colleagues|reports)\b|团队|小组|手下|同事|[几\d]个人",
        r"\b(?:budget\w*|financ\w*|accounts?)\b|预算|财务|账",
        r"\b(?:strateg\w*|architect\w*|founded|launched|national\w*|international\w*)\b|战略|架构|创办|创立|全国|国际",
    )
)
MAX_COMPARED = 600
# A share in words: "twenty per cent", 百分之二十, 两成.
_SPELLED_SHARE = re.compile(r"(?i)[a-z] per ?cent|百分之\D|[一二两三四五六七八九]成")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_SENTENCES = frozenset({"summary", "highlights", "description", "reference"})
_DATES = frozenset({"startDate", "endDate", "date", "releaseDate"})
Near = Callable[[str, str], float]


class NotGrounded(Exception):
    """The claim does not rest on the words; the text says what of it does not."""


def measure_nearness(one: str, other: str) -> float:
    """Return how near two texts are in meaning, 1 for the same."""
    vectors = get_bundled_embedder().embed_queries([one[:MAX_COMPARED], other[:MAX_COMPARED]])
    return float(vectors[0] @ vectors[1])


def check_value(path: str, value: Any, *, words: str, near: Near = measure_nearness) -> bool:
    """Return whether a value (a leaf or a whole entry) is doubtful; raises NotGrounded.

    `words` are the person's, as they gave them; `path` says what kind of value it is.
    """
    is_doubtful = False
    for pointer, leaf in leaves_of(value):
        names = [each for each in tokens_of(path + pointer) if isinstance(each, str)]
        is_doubtful |= _check_leaf([n for n in names if n != "-"], leaf, words, near=near)
    return is_doubtful


def _check_leaf(names: list[str], leaf: Any, words: str, *, near: Near) -> bool:
    if not isinstance(leaf, str):
        if isinstance(leaf, bool) or leaf is None:
            raise NotGrounded(f"{'/'.join(names)}: only texts and numbers can be grounded")
        if float(leaf) not in numbers_in(words):
            raise NotGrounded(f"{leaf} is not in the words")
        return False
    kind = names[-1] if names else ""
    if kind in _DATES:
        _check_date(leaf, words)
        return False
    if is_literal(leaf, words):
        if _is_denied_there(leaf, words):
            raise NotGrounded(f"the words deny it: {leaf[:80]}")
        return False
    missing = [f"{each:g}" for each in missing_figures(leaf, words)] + missing_names(leaf, words)
    if missing:
        raise NotGrounded(f"not in the words: {', '.join(missing[:5])}")
    if kind not in _SENTENCES:
        raise NotGrounded(f"{'/'.join(names)} must be copied from the words: {leaf[:80]}")
    if _percents(leaf) - _percents(words) and not _SPELLED_SHARE.search(words):
        raise NotGrounded(f"the share is not in the words: {leaf[:80]}")
    if any(more.search(leaf) and not _is_said(more, words) for more in _MORE):
        raise NotGrounded(f"this makes more of it than the words do: {leaf[:80]}")
    if share_given(leaf, words) >= OWN_WORDS:
        return False
    if near(leaf, words) < NEAR:
        raise NotGrounded(f"the words do not say this: {leaf[:80]}")
    return True


def _is_denied_there(leaf: str, words: str) -> bool:
    """Return whether a text stands in the words only where it is denied."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    signs = (
        re.escape(sign)
        for sign in (fold(leaf).replace(" ", "") if _CJK.search(leaf) else fold(leaf).split())
    )
    return is_only_denied(plain, re.compile(r"(?<![a-z0-9])" + r"[\W_]*".join(signs)))


def _is_said(more: re.Pattern[str], words: str) -> bool:
    return any(not is_denied(words, each.start()) for each in more.finditer(words))


def _percents(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKC", text)
    found = {m[1] for m in re.finditer(r"(\d+(?:\.\d+)?)\s*(?:%|per ?cent\b)", plain)}
    return found | {m[1] for m in re.finditer(r"百分之(\d+(?:\.\d+)?)", plain)}


def _check_date(leaf: str, words: str) -> None:
    """Accept a date that the words hold, or the beginning of one: 2019 of March 2019."""
    today = datetime.datetime.now(tz=datetime.UTC).date()
    said = [each.value.iso for each in find_dates(words, today=today)]
    if not leaf or not any(iso and f"{iso}-".startswith(f"{leaf}-") for iso in said):
        raise NotGrounded(f"the date {leaf} is not in the words")


def find_words(quote: str, given: list[str]) -> str | None:
    """Return the given text that holds a quote, letter for letter but for signs; None: no text."""
    if not fold(quote):
        return None
    return next((text for text in given if is_literal(quote, text)), None)
