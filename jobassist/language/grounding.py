"""Whether a claim rests on words that were given: figures and names literally, the rest by words.

Pure. What is found here is only ever a reason to refuse or to doubt a claim, never to make one.
"""

import re
import unicodedata
from functools import lru_cache

_SCALES = {
    "k": 1e3, "千": 1e3, "w": 1e4, "万": 1e4, "萬": 1e4, "m": 1e6, "百万": 1e6, "亿": 1e8,
    "thousand": 1e3, "million": 1e6, "grand": 1e3,
}  # fmt: skip
_FIGURE = re.compile(
    r"(?<![\d.])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(thousand\b|million\b|grand\b|百万|[kKwW](?![a-zA-Z])|m\b|[千万萬亿])?(\d(?!\d))?"
)
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[./-](\d{1,2})(?:[./-](\d{1,2}))?(?!\d)")
_ENGLISH = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split(),
        range(21),
        strict=True,
    )
) | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_COUNTS = _ENGLISH
_ENGLISH = _COUNTS | {"dozen": 12, "once": 1, "twice": 2}
_ENGLISH_SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "grand": 1_000,
    "k": 1_000,
    "million": 1_000_000,
}
_COUNT = "(?:" + "|".join(_COUNTS) + ")"
_SCALE = "(?:" + "|".join(_ENGLISH_SCALES) + ")"
# fifty thousand, one hundred and fifty; "a hundred" alone is a way of speaking.
_ENGLISH_FIGURE = re.compile(
    rf"\b(?:{_COUNT}(?:[\s-]+{_COUNT})?|(?P<some>an?))[\s-]+{_SCALE}\b"
    rf"(?:[\s-]+(?:and\s+)?(?:{_COUNT}|{_SCALE})\b)*",
    re.IGNORECASE,
)
_ENGLISH_TENS = re.compile(rf"\b(\w+ty)[\s-]({_COUNT})\b", re.IGNORECASE)
_ENGLISH_WORD = re.compile(r"\b(?:" + "|".join(_ENGLISH) + r")\b", re.IGNORECASE)
_HAN_DIGITS = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_HAN_NUMBER = re.compile("[零〇一二两三四五六七八九十百千万亿]+")
# 三点五万 is one number.
_HAN_DECIMAL = re.compile("([零〇一二两三四五六七八九十百]+)点([零〇一二三四五六七八九]+)([万亿])")
# A number that is said as one: 万一, 千万, 一些 and 三点 are none.
_HAN_FIGURE = re.compile(
    "[一二两三四五六七八九][零〇一二两三四五六七八九]*[十百千万亿]|十[一二三四五六七八九万亿]"
)
_HAN_SAYING = re.compile(
    "三百六十[行度]|一百八十度|一百二十分|十万八千里|十万火急|十八般|三十六计|五十步|七十二变|二十四小时|一[百万]个(?:放心|愿意|不)"
)
_MONTHS = "january february march april may june july august september october november december"
_MONTH = re.compile(r"\b(" + "|".join(m[:3] for m in _MONTHS.split()) + r")[a-z]*\b", re.IGNORECASE)
_MONTH_NUMBERS = {name[:3]: n for n, name in enumerate(_MONTHS.split(), start=1)}
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9+#.&'-]*|\d+|[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9+#&'-]+")
# Below this a figure is an ordinal or a way of speaking: "the second", "one of them".
SMALLEST_FIGURE = 13


@lru_cache(maxsize=2048)
def fold(text: str) -> str:
    """Return a text as it is compared: one width, one case, no punctuation, single spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = (" " if unicodedata.category(c)[0] in "PSZC" and c not in "+#" else c for c in plain)
    return " ".join("".join(kept).split())


def is_literal(claim: str, given: str) -> bool:
    """Return whether a claim stands in what was given, letter for letter but for signs and case."""
    wanted = fold(claim)
    if not wanted:
        return False
    there = fold(given)
    if re.search(r"[\u4e00-\u9fff]", wanted):
        return wanted.replace(" ", "") in there.replace(" ", "")
    return f" {wanted} " in f" {there} " or wanted in there and not wanted.isascii()


@lru_cache(maxsize=512)
def numbers_in(text: str) -> frozenset[float]:
    """Return the numbers that a text holds, in digits or words, plain and as scaled: 12k, 1万2."""
    plain = unicodedata.normalize("NFKC", text)
    found: set[float] = set()
    for match in _FIGURE.finditer(plain):
        whole, part, scale, tail = match.groups()
        number = float(whole.replace(",", "") + (part or ""))
        found.add(number)
        if scale:
            factor = _SCALES[scale.casefold()]
            found.add(number * factor)
            if tail:
                found.add(number * factor + int(tail) * factor / 10)
        elif tail:
            found.add(float(whole.replace(",", "") + (part or "") + tail))
    for match in _DATE.finditer(plain):
        found |= {float(part) for part in match.groups() if part}
    found |= {float(_ENGLISH[m[0].casefold()]) for m in _ENGLISH_WORD.finditer(plain)}
    found |= {_read_english(m[0]) for m in _ENGLISH_FIGURE.finditer(plain)}
    found |= {_read_english(m[0]) for m in _ENGLISH_TENS.finditer(plain)}
    found |= {float(_MONTH_NUMBERS[m[1].casefold()]) for m in _MONTH.finditer(plain)}
    found |= {_read_decimal(m) for m in _HAN_DECIMAL.finditer(plain)}
    for match in _HAN_NUMBER.finditer(plain):
        found |= _read_han(match[0])
    return frozenset(found)


def _read_english(words: str) -> float:
    total = section = 0
    for word in re.findall("[a-z]+", words.casefold()):
        if word in _COUNTS:
            section += _COUNTS[word]
        elif word == "hundred":
            section = (section or 1) * 100
        elif word in _ENGLISH_SCALES:
            total, section = total + (section or 1) * _ENGLISH_SCALES[word], 0
    return float(total + section)


def _read_han(word: str) -> set[float]:
    """Return what a number in Han signs may mean: 一万二 is 12,000 in speech, 10,002 on paper."""
    if not any(sign in _HAN_UNITS for sign in word):
        # 一九九八 and 二〇二一 are years; 三 is three.
        return {float("".join(str(_HAN_DIGITS[sign]) for sign in word))}
    total = section = digit = 0
    for sign in word:
        if sign in _HAN_DIGITS:
            digit = _HAN_DIGITS[sign]
        elif sign == "亿":
            total, section, digit = (total + section + digit) * _HAN_UNITS[sign], 0, 0
        elif sign == "万":
            total, section, digit = total + (section + digit) * _HAN_UNITS[sign], 0, 0
        else:
            section += (digit or 1) * _HAN_UNITS[sign]
            digit = 0
    found = {float(total + section + digit)}
    if digit and word[-2] in "百千万亿":
        found.add(float(total + section + digit * _HAN_UNITS[word[-2]] // 10))
    return found


def _read_decimal(match: re.Match[str]) -> float:
    """Return 三点五万 as 35,000."""
    whole = min(_read_han(match[1]))
    part = "".join(str(_HAN_DIGITS[sign]) for sign in match[2])
    return round(float(f"{whole:.0f}.{part}") * _HAN_UNITS[match[3]], 2)


def missing_figures(claim: str, given: str) -> list[float]:
    """Return the figures of a claim that nothing given holds; small ones are ways of speaking."""
    there = numbers_in(given)
    return sorted(
        each for each in _plain_figures(claim) if each >= SMALLEST_FIGURE and each not in there
    )


def _plain_figures(text: str) -> set[float]:
    """Return the figures of a text, each once: as scaled where it is scaled."""
    plain = unicodedata.normalize("NFKC", text)
    found = set()
    for match in _FIGURE.finditer(plain):
        whole, part, scale, tail = match.groups()
        number = float(whole.replace(",", "") + (part or ""))
        if scale:
            factor = _SCALES[scale.casefold()]
            number = number * factor + (int(tail) * factor / 10 if tail else 0)
        elif tail:
            number = float(whole.replace(",", "") + (part or "") + tail)
        found.add(number)
    found |= {
        _read_english(match[0])
        for match in _ENGLISH_FIGURE.finditer(plain)
        if not match["some"] or len(match[0].split()) > 2
    }
    found |= {_read_decimal(match) for match in _HAN_DECIMAL.finditer(plain)}
    bare = _HAN_DECIMAL.sub(" ", _HAN_SAYING.sub(" ", plain))
    for match in _HAN_NUMBER.finditer(bare):
        if _HAN_FIGURE.match(match[0]):
            # As it is said: 三万五 is 35,000.
            found.add(max(_read_han(match[0])))
    return found


def missing_names(claim: str, given: str) -> list[str]:
    """Return the Latin words of a claim that look like names and stand nowhere in what was given.

    In Chinese text every Latin word counts as one; in English those with a capital inside a
    sentence, or with a digit or sign.
    """
    there = {*fold(given).split(), *(each.casefold() for each in _WORD.findall(given))}
    is_chinese = bool(re.search(r"[\u4e00-\u9fff]", claim))
    found = []
    for match in _LATIN.finditer(claim):
        word = match[0]
        starts = (
            not claim[: match.start()].rstrip()
            or claim[: match.start()].rstrip()[-1] in '.!?:;•-–—\n“"'
        )
        looks = is_chinese or any(c.isdigit() for c in word) or (word[0].isupper() and not starts)
        looks = looks or (len(word) > 1 and any(c.isupper() for c in word[1:]))
        if looks and not set(fold(word).split()) <= there and word not in ("I", "A"):
            found.append(word)
    return found


def share_given(claim: str, given: str) -> float:
    """Return the share of a claim's words (in Chinese: signs) that stand in what was given."""
    words = [each.casefold() for each in _WORD.findall(claim)]
    if not words:
        return 0.0
    there = {each.casefold() for each in _WORD.findall(given)}
    return sum(_has_form(word, there) for word in words) / len(words)


def _has_form(word: str, there: set[str]) -> bool:
    """Return whether a word stands there in some form: nurse in nursing, manager in managing."""
    if word in there:
        return True
    stem = word[: max(4, len(word) - 2)]
    return len(word) >= 5 and any(each.startswith(stem) for each in there)
