"""Hours of the day and days of the week in a question: 8 to 11 pm, 夜里十点以后, at weekends."""

import re
from dataclasses import dataclass

from .period_words import WD_EN, WEEKDAYS, number_of

L, E = r"(?<![a-z0-9])", r"(?![a-z0-9])"


@dataclass(frozen=True, slots=True)
class Clock:
    """Which hours or weekdays are meant."""

    dimension: str
    values: tuple[int, ...]
    start: int
    end: int


_WORDS_EN = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_H_EN = rf"(?P<{{0}}>\d{{{{1,2}}}}|{_WORDS_EN})(?::00|\.00)?(?: ?(?P<{{0}}p>am|pm|a\.m\.?|p\.m\.?|in the (?:morning|afternoon|evening)|at night))?(?: ?o'?clock)?"
_PART_ZH = "凌晨|半夜|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚间|夜里|夜间|深夜|晚|夜"
_NUM_ZH = r"\d\d?|二?十[一二三四五六七八九]?|[一二两三四五六七八九零]"
_H_ZH = rf"(?:(?P<{{0}}p>{_PART_ZH})的?)?\s?(?P<{{0}}>{_NUM_ZH})(?::00|点钟|点整|点|时(?!间|段|长))"
_BETWEEN_EN = re.compile(
    rf"{L}(?:between |from )?(?:the hours of )?{_H_EN.format('a')}\s?(?:to|and|-|until|till|through)\s?{_H_EN.format('b')}{E}|"
    rf"{L}(?:between |from )?(?P<wa>midnight|noon|midday) (?:to|and|until) {_H_EN.format('c')}{E}|{L}(?:between |from )?{_H_EN.format('d')} (?:to|and|until) (?P<wd>midnight|noon|midday){E}"
)
_BETWEEN_ZH = re.compile(
    rf"{_H_ZH.format('a').replace('(?::00|点钟|点整|点|时(?!间|段|长))', '(?::00|点钟|点整|点|时)?')}\s?(?:到|至|-|~)\s?(?:次日|第二天)?{_H_ZH.format('b')}(?:之间|期间)?"
)
_PART_EN = re.compile(
    rf"{L}(?:in the |on )?(?P<part>mornings?|afternoons?|evenings?) (?P<how>before|after|from) (?P<h>\d{{1,2}}|{_WORDS_EN}){E}(?! ?(?:am|pm|:|days|weeks|o'))"
)
_AFTER = re.compile(
    rf"{L}(?:after|past|later than|from|since) (?:{_H_EN.format('a')}|(?P<w>midnight|noon|midday))(?: onwards?| on)?{E}(?! (?:days|weeks|{'january|february|march|april|may|june|july|august|september|october|november|december'}))"
)
_BEFORE = re.compile(
    rf"{L}(?:before|until|till|earlier than|up to) (?:{_H_EN.format('a')}|(?P<w>midnight|noon|midday)){E}"
)
_AFTER_ZH = re.compile(rf"{_H_ZH.format('a')}(?:钟)?(?:以|之)?(?:后|起|开始|往后)")
_BEFORE_ZH = re.compile(rf"{_H_ZH.format('a')}(?:钟)?(?:以|之)?前")
_AT = re.compile(
    rf"{L}(?:at|around) (?P<a>\d{{1,2}})(?::00)?(?: ?(?P<ap>am|pm|a\.m\.?|p\.m\.?)| o'?clock){E}|{L}(?:in )?the (?P<b>\d{{1,2}}) ?(?P<bp>am|pm|o'clock) hour{E}|{L}(?:at )(?P<w>midnight|noon|midday){E}|{L}(?P<d>\d{{1,2}}) ?(?P<dp>am|pm){E}"
)
_AT_ZH = re.compile(
    rf"(?<!\d){_H_ZH.format('a')}(?:这个?(?:小时|钟头|时段|点))?(?![一二三四五六七八九十\d半])"
)
_PARTS = {
    r"凌晨": range(6), rf"{L}(?:small hours|early hours){E}": range(6), rf"{L}office hours|working hours|business hours{E}": range(9, 17),
    rf"{L}(?:in the |this )?mornings?{E}|上午|早上|早晨": range(6, 12), rf"{L}(?:in the )?afternoons?{E}|下午": range(12, 18),
    rf"{L}(?:in the )?evenings?{E}|晚上|晚间": range(18, 24), rf"{L}(?:at |in the |over)?night(?:s|time)?{E}(?! shift| porter)|夜里|夜间|深夜|半夜": (22, 23, 0, 1, 2, 3, 4, 5),
}  # fmt: skip
_WD = [
    (
        re.compile(
            rf"{L}(?:at |on |over |during |in )?(?:the )?(?:weekends?|saturdays? (?:and|or|to|&) sundays?|sat(?:s)? ?(?:and|/|&) ?sun(?:s)?){E}"
        ),
        (6, 7),
    ),
    (
        re.compile(
            rf"{L}(?:on |during )?(?:the )?(?:weekdays|working days|work ?days|business days|weekday(?= (?:\x01|applic|contact|open|save|bookmark|hire|interview|impression|view|greeting|offer|dismiss|repl|answer|withdraw|night|morning|evening|afternoon|after))|monday(?:s)? (?:to|through|until|till) friday(?:s)?|mon(?: ?- ?| to )fri){E}"
        ),
        (1, 2, 3, 4, 5),
    ),
    (
        re.compile(
            r"(?:平日|工作日|周一(?:到|至|-|~)(?:周)?五|星期一(?:到|至)(?:星期)?五)(?:里|期间)?"
        ),
        (1, 2, 3, 4, 5),
    ),
    (
        re.compile(
            r"(?:每个?)?(?:周末|双休日|礼拜[六天]和?礼拜[天日]|周六(?:和|、|及|与|或|到|至)?(?:周)?[日天]|星期六(?:和|、|及|到|至)?(?:星期)?[日天])(?:里|期间|两天|时)?"
        ),
        (6, 7),
    ),
]
_WD_RANGE_EN = re.compile(
    rf"{L}(?:on )?(?P<a>{WD_EN}) (?:to|through|thru|until|-) (?P<b>{WD_EN}){E}"
)
_WD_LIST_EN = re.compile(
    rf"{L}(?:on |every |each )*(?P<all>{WD_EN}(?:(?:,| and| or|, and| &|/)+ ?(?:on )?{WD_EN})*){E}"
)
_WD_RANGE_ZH = re.compile(
    r"(?:每)?(?:周|星期|礼拜)(?P<a>[一二三四五六日天])(?:到|至|-|~)(?:周|星期|礼拜)?(?P<b>[一二三四五六日天])"
)
_WD_LIST_ZH = re.compile(
    r"(?:每个?|逢|每逢)?(?:周|星期|礼拜)[一二三四五六日天](?:(?:和|、|与|及|或者?|,|跟)?(?:每个?)?(?:周|星期|礼拜)?[一二三四五六日天](?![个些下次共起般定点十年月大批位名条家天周]))*"
)


def _hour(
    value: str, part: str | None, *, other: str | None = None, is_end: bool = False
) -> int | None:
    hour = number_of(value)
    if hour is None or hour > 24:
        return None
    said = (part or other or "").replace(".", "")
    if said in (
        "pm",
        "in the afternoon",
        "in the evening",
        "at night",
        "下午",
        "傍晚",
        "晚上",
        "晚间",
        "夜里",
        "夜间",
        "深夜",
        "晚",
        "夜",
        "半夜",
        "中午",
    ):
        if said in ("at night", "夜里", "深夜", "半夜", "夜间", "晚上") and (
            hour <= 5 and hour != 0 and part
        ):
            return hour
        if hour == 12 and said in ("晚上", "夜里", "晚间", "深夜", "半夜", "夜间", "晚", "夜"):
            return 24 if is_end else 0
        if hour < 12 and not (said == "中午" and hour >= 10):
            hour += 12
    elif said in ("am", "凌晨") and hour == 12:
        hour = 0
    return hour


_NAMED = {"midnight": 0, "noon": 12, "midday": 12}


def _span(a: int | None, b: int | None) -> tuple[int, ...] | None:
    if a is None or b is None or a == b:
        return None
    a %= 24
    if b in (0, 24):
        b = 24
    return tuple(range(a, b)) if a < b else (*range(a, 24), *range(b))


def find_hours(lower: str) -> list[Clock]:
    """Return the hours named; call with dates taken out."""
    rest, found = lower, []

    def take(m: re.Match[str], values: tuple[int, ...] | range | None) -> None:
        nonlocal rest
        if values is None or not values:
            return
        found.append(Clock("hour", tuple(values), m.start(), m.end()))
        rest = rest[: m.start()] + "\x01" * (m.end() - m.start()) + rest[m.end() :]

    for m in _BETWEEN_EN.finditer(rest):
        if m["wa"]:
            take(m, _span(_NAMED[m["wa"]], _hour(m["c"], m["cp"])))
        elif m["wd"]:
            take(m, _span(_hour(m["d"], m["dp"]), 24 if m["wd"] == "midnight" else 12))
        else:
            has_sign = m["ap"] or m["bp"] or ":" in m[0] or "clock" in m[0]
            a, b = number_of(m["a"]) or 0, number_of(m["b"]) or 0
            if not has_sign and not (m["a"].isdigit() and m["b"].isdigit()):
                continue
            if not has_sign and not re.search(
                r"hour|between|from|shift", lower[max(0, m.start() - 8) : m.end()]
            ):
                continue
            if not has_sign and (
                a > 24 or b > 24 or re.match(r" (?:days?|applic|cand)", lower[m.end() :])
            ):
                continue
            if not has_sign and a > b and b <= 12:
                take(m, _span(a, b + 12))
                continue
            first = _hour(
                m["a"],
                m["ap"],
                other=m["bp"] if not (m["bp"] or "").startswith("p") or a < b or a == 12 else "am",
            )
            take(m, _span(first, _hour(m["b"], m["bp"], is_end=True)))
    for m in _BETWEEN_ZH.finditer(rest):
        first = _hour(m["a"], m["ap"])
        last = _hour(
            m["b"],
            m["bp"],
            other=m["ap"]
            if (number_of(m["b"]) or 0) <= 12
            and (number_of(m["b"]) or 0) >= (number_of(m["a"]) or 0) % 12
            else None,
            is_end=True,
        )
        take(m, _span(first, last))
    for m in _PART_EN.finditer(rest):
        hour = _hour(m["h"], "am" if m["part"].startswith("morning") else "pm")
        first, last = {"m": (6, 12), "a": (12, 18), "e": (18, 24)}[m["part"][0]]
        if hour is not None and first < hour < last:
            take(m, range(first, hour) if m["how"] == "before" else range(hour, last))
    for m in [*_AFTER.finditer(rest)]:
        if not m["w"] and not (m["ap"] or ":" in m[0] or "clock" in m[0]):
            continue
        hour = _NAMED[m["w"]] if m["w"] else _hour(m["a"], m["ap"])
        take(m, range(hour, 24) if hour is not None else None)
    for m in [*_BEFORE.finditer(rest)]:
        if not m["w"] and not (m["ap"] or ":" in m[0] or "clock" in m[0]):
            continue
        hour = (24 if m["w"] == "midnight" else 12) if m["w"] else _hour(m["a"], m["ap"])
        take(m, range(hour) if hour is not None else None)
    for m in [*_AFTER_ZH.finditer(rest)]:
        hour = _hour(m["a"], m["ap"])
        take(m, range(hour, 24) if hour is not None else None)
    for m in [*_BEFORE_ZH.finditer(rest)]:
        hour = _hour(m["a"], m["ap"])
        take(m, range(hour) if hour is not None else None)
    for m in [*_AT.finditer(rest)]:
        value = (
            _NAMED[m["w"]]
            if m["w"]
            else _hour(m["a"] or m["b"] or m["d"], m["ap"] or m["bp"] or m["dp"])
        )
        take(m, (value,) if value is not None and value < 24 else None)
    for m in [*_AT_ZH.finditer(rest)]:
        value = _hour(m["a"], m["ap"])
        take(m, (value % 24,) if value is not None else None)
    # "In the evening, between 6 and 9 pm" is said once.
    for pattern, hours in ({} if found else _PARTS).items():
        for m in re.finditer(pattern, rest):
            take(m, tuple(hours))
    return sorted(found, key=lambda each: each.start)


def find_weekdays(lower: str) -> list[Clock]:
    """Return the days of the week named as such, not as a date."""
    rest, found = lower, []

    def take(m: re.Match[str], values: tuple[int, ...]) -> None:
        nonlocal rest
        found.append(Clock("weekday", tuple(sorted(set(values))), m.start(), m.end()))
        rest = rest[: m.start()] + "\x01" * (m.end() - m.start()) + rest[m.end() :]

    for pattern, days in _WD:
        for m in pattern.finditer(rest):
            take(m, days)
    for m in [*_WD_RANGE_EN.finditer(rest), *_WD_RANGE_ZH.finditer(rest)]:
        a, b = (WEEKDAYS[m[k].removesuffix("s") if len(m[k]) > 4 else m[k]] for k in "ab")
        take(m, tuple(range(a, b + 1)) if a <= b else (*range(a, 8), *range(1, b + 1)))
    for m in [*_WD_LIST_EN.finditer(rest)]:
        take(
            m,
            tuple(
                WEEKDAYS[w.removesuffix("s") if len(w) > 4 else w]
                for w in re.findall(WD_EN, m["all"])
            ),
        )
    for m in [*_WD_LIST_ZH.finditer(rest)]:
        take(m, tuple(WEEKDAYS[c] for c in m[0] if c in "一二三四五六日天"))
    return sorted(found, key=lambda each: each.start)
