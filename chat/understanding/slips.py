"""Likely slips of the finger, the ear and the pinyin keyboard, put right and said so.

Cautious on purpose: only words that no list knows, only towards words that talk of work is full
of, never in names, contacts or links.
"""

import gzip
import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from .heard import find_heard_cities_en, find_heard_cities_zh
from .reading import Reading, replace_words
from .types import Correction

DATA = Path(__file__).parent / "data"
WORDS = DATA / "words_en.txt.gz"
_MAX_WORDS = 60

_WORD = re.compile(r"(?<![A-Za-z0-9_@./'-])[A-Za-z]{5,20}(?![A-Za-z0-9_@/'-]|\.[A-Za-z])")
_NAMING = re.compile(
    r"\b(?:name(?:'?s| is)|called|i'?m|i am|this is|surname|spel(?:t|led)|mr|mrs|ms|miss|dr)\W+(?:[a-z]+\W+)?$"
)
# Everyday words of messages that the taxonomies do not happen to use.
_EVERYDAY = frozenset(
    "hello thanks thank please sorry actually really maybe anything something nothing everything someone anyone everyone anybody somebody "
    "nobody gonna wanna gotta would could should about around there where their these those which while because though "
    "through again always never often today tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday "
    "january february march april june july august september october november december weird stupid rubbish idiot bloody "
    "cheers brilliant awesome lovely great terrible horrible awful happy angry tired money mates mate daughter father mother "
    "husband girlfriend boyfriend wanted looking lookin needed hoping thinking trying getting having doing being going coming "
    "leaving living moved moving started starting finished boring honest honestly literally basically probably definitely "
    "obviously whatever whenever wherever somewhere anywhere nowhere nearby local closer nearer further quite pretty loads "
    "bunch stuff thing things kinda sorta dunno yeah hiya howdy alright asap weekday nights mornings evenings fancy fancied "
    "quit fired sacked redundant laid shouldn couldn wouldn doesn didn isn't robot human funny joke jokes weather forget remember "
    "undo revert delete skip previous blank wrong typo correct mistake meant instead rather either neither besides except unless "
    "until since before after between above below under over within without against during another other others many much more "
    "most least less than then when what whom whose ignore reveal prompt pretend instructions bonus pension holiday holidays lunch "
    "dinner breakfast parking uniform commute commuting miles minutes hours weeks months years grand quid bucks pounds dollars euros "
    "kids child school college mum dad mates flatmate house train buses trams drive cycle walking crap sucks email emails phone mobile "
    "agencies temps temping qualify emulation manger bayer budtender quiet quite angel casher".split()
)


def correct_slips(reading: Reading) -> Reading:
    """Return the reading with likely slips put right, each in `corrections`."""
    replacements: list[tuple[int, int, str]] = []
    corrections: list[Correction] = []

    def put(
        start: int, end: int, after: str, reason: Literal["typo", "homophone", "voice"]
    ) -> None:
        if any(a < end and start < b for a, b, _ in replacements):
            return
        replacements.append((start, end, after))
        span = reading.span(start, end)
        corrections.append(Correction(span.text, after, reason, span))

    if re.search(r"[\u4e00-\u9fff]", reading.lower):
        for rule, right, homophone in _rules_zh():
            for m in rule.finditer(reading.lower):
                put(m.start(), m.end(), right, homophone)
        for start, end, city in find_heard_cities_zh(reading.lower):
            put(start, end, city, "homophone")
    for start, end, city in find_heard_cities_en(reading.lower):
        put(start, end, city, "voice")
    for rule, right, reason in _rules_voice():
        for m in rule.finditer(reading.lower):
            if reading.lower[m.start() : m.end()] != right.lower():
                put(m.start(), m.end(), right, reason)
    for count, m in enumerate(_WORD.finditer(reading.text)):
        if count >= _MAX_WORDS:
            break
        word = m[0]
        meant = _meant(word.lower())
        if meant is None or _NAMING.search(reading.lower[: m.start()]):
            continue
        if word[0].isupper() and not word.isupper() and m.start() > 0 and reading.lang == "en":
            # A capital inside a sentence is a name, unless the whole message is written so.
            if not re.search(r"[.!?]\s*$", reading.text[: m.start()]):
                continue
        put(m.start(), m.end(), meant.upper() if word.isupper() else meant, "typo")
    return replace_words(reading, replacements, corrections)


@lru_cache(maxsize=2048)
def _meant(word: str) -> str | None:
    """Return the word of work that an unknown word was likely meant to be."""
    if word in _targets() or word in known_words() or word + "s" in known_words():
        return None
    for ending in ("s", "es", "ed", "ing", "er", "ly"):
        if word.endswith(ending) and word[: -len(ending)] in known_words():
            return None
    allowed = 1 if len(word) <= 8 else 2
    hits = process.extract(
        word, list_targets(), scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=3
    )
    near = [(w, d) for w, d, _ in hits if w[0] == word[0] and abs(len(w) - len(word)) <= allowed]
    if not near:
        return _meant_plural(word)
    # Of two as near, the longer: letters are left out more often than typed twice.
    near.sort(key=lambda n: (n[1], -len(n[0])))
    if len(near) > 1 and near[0][1] == near[1][1] and len(near[0][0]) == len(near[1][0]):
        return None
    return near[0][0]


def _meant_plural(word: str) -> str | None:
    if word.endswith("s") and len(word) > 6:
        single = _meant(word[:-1])
        return single + "s" if single else None
    return None


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Return English words that are no slips."""
    listed = gzip.decompress(WORDS.read_bytes()).decode().split()
    return frozenset(listed) | _EVERYDAY


@lru_cache(maxsize=1)
def _targets() -> frozenset[str]:
    lines = (DATA / "slips_en.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())


@lru_cache(maxsize=1)
def list_targets() -> list[str]:
    """Return the words of work that a slip may have been meant to be."""
    return sorted(w for w in _targets() if len(w) >= 5)


@lru_cache(maxsize=1)
def _rules_zh() -> list[tuple[re.Pattern[str], str, Literal["typo", "homophone"]]]:
    rules: list[tuple[re.Pattern[str], str, Literal["typo", "homophone"]]] = []
    for fields in _read_table("slips_zh.tsv"):
        wrong, right, reason = fields[:3]
        after = fields[3] if len(fields) > 3 else ""
        before = fields[4] if len(fields) > 4 else ""
        head = f"(?<={after})" if after else ""
        tail = f"(?={before})" if before else ""
        pattern = re.compile(f"{head}{wrong}{tail}")
        rules.append((pattern, right, "typo" if reason == "typo" else "homophone"))
    return rules


@lru_cache(maxsize=1)
def _rules_voice() -> list[tuple[re.Pattern[str], str, Literal["voice"]]]:
    return [(re.compile(f[0]), f[1], "voice") for f in _read_table("slips_voice_en.tsv")]


def _read_table(name: str) -> list[list[str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
