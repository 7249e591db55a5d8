"""Numbers in words: 一万二, 七八千, twenty-two, twelve fifty."""

import re

_ZH_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "俩": 2, "仨": 3, "幺": 1, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5,
    "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_ZH_UNIT = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}

ZH_DIGITS = "零〇一二两俩仨三四五六七八九幺"
ZH_NUMBER = f"[{ZH_DIGITS}十百千万半]{{1,12}}"


def parse_zh_number(text: str) -> float | None:
    """Return the value of a Chinese numeral, with the spoken short ends: 一万二 is 12,000.

    None for what is no numeral, and for a span such as 七八千 (see `parse_zh_span`).
    """
    if not text:
        return None
    if all(c in _ZH_DIGIT for c in text):
        if len(text) == 1:
            return float(_ZH_DIGIT[text])
        # Read out digit by digit: 二〇二一.
        return float("".join(str(_ZH_DIGIT[c]) for c in text))
    total = section = 0.0
    digit: int | None = None
    last_unit = 1.0
    for char in text:
        if char in _ZH_DIGIT:
            if digit is not None and digit != 0:
                return None
            digit = _ZH_DIGIT[char]
            if digit == 0:
                # 一万零五百: the zero cancels the short end.
                last_unit = 1.0
                digit = None
        elif char in _ZH_UNIT:
            unit = _ZH_UNIT[char]
            if digit is None and unit != 10:
                return None
            section += (1 if digit is None else digit) * unit
            digit, last_unit = None, float(unit)
        elif char == "万":
            section += digit or 0
            if not section:
                return None
            total += section * 10_000
            section, digit, last_unit = 0.0, None, 10_000.0
        elif char == "半":
            section += 0.5 * last_unit if last_unit > 1 else 0.5
            digit = None
        else:
            return None
    if digit is not None:
        section += digit * (last_unit / 10 if last_unit > 10 else 1)
    return total + section


_SPAN = re.compile(
    "^(?P<head>[一二两三四五六七八九]?[十百]?)(?P<a>[一二两三四五六七八九])(?P<b>[一二两三四五六七八九])"
    "(?P<unit>[十百千]?万?)$"
)


def parse_zh_span(text: str) -> tuple[float, float] | None:
    """Return both ends of 七八千 (7,000–8,000), 三五千, 十二三万, 一两万; None for others."""
    m = _SPAN.match(text)
    if not m or not m["unit"]:
        return None
    if m["head"] and m["head"][-1] not in "十百":
        return None
    low = parse_zh_number(m["head"] + m["a"] + m["unit"])
    high = parse_zh_number(m["head"] + m["b"] + m["unit"])
    if low is None or high is None or high <= low:
        return None
    return low, high


_EN_ONES = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19,
}  # fmt: skip
_EN_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_EN_SCALE = {"hundred": 100, "thousand": 1000, "grand": 1000, "k": 1000, "million": 1_000_000}

_EN_WORD = "|".join(sorted([*_EN_ONES, *_EN_TENS], key=len, reverse=True))
EN_NUMBER = (
    rf"(?:(?:half )?an? (?:hundred|thousand|grand|million|dozen)|(?:{_EN_WORD})\b)"
    rf"(?:(?:[ -]|(?: and ))(?:{_EN_WORD}|hundred|thousand|grand|million|k)\b){{0,8}}"
    rf"(?: and a half)?"
)


def parse_en_number(text: str) -> float | None:
    """Return the value of English number words: "twenty-two", "a hundred and twenty thousand".

    "Fifteen hundred" is 1,500; "twelve fifty" is 1,250 here (a caller that knows it is pay per
    hour divides). None when a word is no number.
    """
    lower = text.lower().strip()
    half = lower.endswith(" and a half")
    if half:
        lower = lower[: -len(" and a half")]
    words = [w for w in re.split(r"[ -]+", lower) if w not in ("and", "")]
    if not words:
        return None
    total = current = 0.0
    part: float
    previous = ""
    for i, word in enumerate(words):
        if word in ("a", "an") and i + 1 < len(words):
            current = 1
        elif word == "half" and i + 1 < len(words):
            continue
        elif word == "dozen":
            current = (current or 1) * 12
        elif word in _EN_ONES or word in _EN_TENS:
            part = _EN_ONES.get(word, _EN_TENS.get(word, 0))
            if previous in _EN_TENS and word in _EN_ONES and part < 10:
                current += part
            elif previous and previous not in _EN_SCALE and current and previous not in ("a", "an"):
                current = current * 100 + part
            else:
                current += part
        elif word in _EN_SCALE:
            scale = _EN_SCALE[word]
            if scale == 100:
                current = (current or 1) * 100
            else:
                total += (current or 1) * scale
                current = 0
        else:
            return None
        previous = word
    value = total + current
    if "half" in words:
        value /= 2
    return value + 0.5 if half else value
