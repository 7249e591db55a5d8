"""Days told by way of others: Monday and Tuesday of last week, 7、8、9月, the first ten days of May.

They are found before the plain ones, whose words they hold.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from .period_words import (
    D_ZH,
    M_ZH,
    MON,
    MONTHS,
    N_EN,
    N_ZH,
    UNITS_ZH,
    WEEKDAYS,
    E,
    L,
    Y,
    number_of,
)
from .unclear import DaysAhead, NoDays, UnclearDays

DAY = timedelta(days=1)
# First and last day of what a few words name, none where they name no days.
Named = Callable[[str], tuple[date, date] | None]
Span = tuple[date, date, str, int, int]

_WD = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thurs?|thu|fri|sat|sun)"
_UNIT_EN = r"(?P<u>day|week|fortnight|month|quarter)s?"
_BASE_EN = rf"(?:{MON}(?:,? {Y})?|(?:this|last|the current|the previous) (?:month|quarter|year)|the (?:month|quarter|year)|month|quarter|year|{Y}|q[1-4](?: {Y})?|(?:january|december) last year)"
_EDGE_EN = re.compile(
    rf"{L}(?:the )?(?:very )?(?P<edge>first|last|final|opening|closing) (?:(?P<n>{N_EN}) )?{_UNIT_EN} (?:of|in) (?P<base>{_BASE_EN}){E}"
)
_BASE_ZH = rf"(?:(?:{Y}年|今年|去年|前年)的?(?:{M_ZH}月份?|[上下]半年|第?[一二三四]季度)?|{M_ZH}月份?|本月|这个?月|当月|上上?个?月|本周|这周|上周|上个?季度|这个?季度|本季度?|[上下]半年|第?[一二三四]季度|本年度?)"
_EDGE_ZH = re.compile(
    rf"(?<![\d年])(?P<base>{_BASE_ZH})(?:里|中|内)?的?(?P<edge>前|头|最前|开头|最后|末尾|后)(?P<n>{N_ZH})\s?(?:个)?(?P<u>天|日|周|星期|礼拜|月|季度)(?![前后])"
)
_WD_WEEK_EN = re.compile(
    rf"{L}(?:on |from |between )?(?P<days>{_WD}(?:(?:,|\s|-|and|or|to|through|thru|until|&)+{_WD})*),? (?:of |in )?(?:the )?(?P<rel>last|this|previous|current) week{E}"
)
_LAST_WD_EN = re.compile(
    rf"{L}(?:on |from |between )?(?P<rel>last|this|this past) (?P<days>{_WD}(?:(?:,|\s|-|and|or|to|through|thru|until|&)+{_WD})+){E}"
)
_D = r"(?:一(?![共直起样下个定])|[二三四五六日天](?![个家名位条]))"
_WEEK = r"(?:周|星期|礼拜)"
_WD_WEEK_ZH = re.compile(
    rf"(?P<rel>上上个?|大上个?|上个?|这个?|本){_WEEK}(?:的(?:{_WEEK})|(?:的)?(?:{_WEEK})?(?=[一二三四五六](?:\s?[到至\-~和、,及与跟或]+\s?(?:[上这本]?个?{_WEEK})?|{_WEEK}|(?<=六))[一二三四五六日天]))(?P<days>{_D}(?:(?:\s?[到至\-~和、,及与跟或]+\s?)?(?:[上这本]?个?{_WEEK})?{_D})*)(?!\s?[点\d])"
)
_MONTHS_ZH = re.compile(
    rf"(?<![\d年.到至~\-])(?:(?P<y>{Y}年|今年|去年|前年)的?)?(?P<list>(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])(?:\s?[、,和及与跟到至~\-]\s?(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])(?!\d))+|[一二三四五六七八九]{{2,4}})(?:[两二三四五六]个月|月份?)(?!\s?\d)"
)
_DAYS_ZH = re.compile(
    rf"(?:(?P<y>{Y}年|今年|去年)的?)?(?:(?P<m>{M_ZH})月|(?P<rel>上个?月|本月|这个?月))(?P<days>{D_ZH}[日号]?(?:[、,和及与跟]{D_ZH}[日号]?)+)(?<=[日号])"
)
_DAYS_TO_ZH = re.compile(
    rf"(?P<rel>上个?月|本月|这个?月)(?P<a>{D_ZH})[日号]?\s?[到至\-~]\s?(?P<b>{D_ZH})[日号]"
)
_DOTTED = re.compile(
    r"(?<![\d.])(?P<m1>1[0-2]|0?[1-9])[./月](?P<d1>3[01]|[12]\d|0?[1-9])\s?(?:到|至|-|~|—)+\s?(?P<m2>1[0-2]|0?[1-9])[./月](?P<d2>3[01]|[12]\d|0?[1-9])[日号]?(?![\d.])"
)
_TWO_DAYS = re.compile(rf"{L}(?:both )?yesterday and the day before(?: that)?{E}")
_THAT_DAY = re.compile(
    rf"{L}(?:(?P<half>half )?(?P<n>{N_EN}) (?P<u>week|month|year)s? ago today|today(?:,)? (?P<n2>{N_EN}) (?P<u2>week|month|year)s? ago|this day last (?P<u3>week|month|year)){E}|(?P<nzh>{N_ZH})个?(?P<uzh>周|星期|月|年)前的?今天"
)
_ORDINALS = {
    name: number
    for number, name in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
         "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
         "eighteenth", "nineteenth", "twentieth"], start=1,
    )
}  # fmt: skip
_ORDINAL_DAY = re.compile(
    rf"{L}(?:the )?(?P<o>{'|'.join(_ORDINALS)}) (?:of )?(?P<mon>{MON}){E}(?! (?:q|quarter))"
)
_FIRST_OF = re.compile(
    rf"{L}(?:the )?(?:first|1st)(?: day)? of (?:the|this) (?P<u>week|month|quarter|year){E}|(?P<zh>[月季周]|季度)初(?=到|至|以来|起|开始|\s?-)"
)
_YEAR_SO_FAR = re.compile(
    rf"{L}(?:(?P<y>{Y})(?: so far| to date)|so far in (?P<y2>{Y})|(?P<now>all year(?: long| so far)?)|since (?P<new>(?:the )?new year(?!'s))){E}|(?P<kai>开年|年后|新年)(?=以来|至今|到现在|后)|(?<!\d)(?P<yy>2[3-9])年(?!前|后|以|内|[龄轻])|(?P<full>{Y})全年"
)


def find_compounds(rest: str, *, today: date, named: Named) -> Iterator[Span]:
    """Yield first and last day, unit, start and end of each; the days of a list one by one."""
    for pattern, read in _READERS:
        for m in pattern.finditer(rest):
            ahead = list(read(m, today, named))
            found = [each for each in ahead if each[0] <= today]
            for first, last, unit in found:
                yield first, last, unit, m.start(), m.end()
            if ahead and not found and read is not _read_year:
                raise DaysAhead
            if found:
                rest = rest[: m.start()] + "\x01" * (m.end() - m.start()) + rest[m.end() :]


# September 20 and 5; September 28 to 3 of October.
_OF_TWO = re.compile(rf"{L}and{E}|{L}{MON} .*{L}{MON}{E}")


def is_of_two(m: re.Match[str]) -> bool:
    """Return whether two numbers of one month are days apart, or the other is of another month."""
    return bool(_OF_TWO.search(m.string[max(0, m.start() - 14) : m.end() + 14]))


_Read = Iterator[tuple[date, date, str]]


def _month_on(day: date, count: int) -> date:
    index = day.year * 12 + day.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


# 2026; May, which else may be the verb.
_IN_EN = re.compile(rf"(?:{Y}|{MON}){E}")


def _read_edge(m: re.Match[str], today: date, named: Named) -> _Read:
    """Read the first or last n units of a month, quarter or year."""
    base = m["base"]
    if re.fullmatch(r"(?:the )?(?:month|quarter|year)", base):
        base = "this " + base.removeprefix("the ")
    span = named("in " + base if _IN_EN.match(base) else base)
    if span is None:
        return
    count = number_of(m["n"]) if m["n"] else 1
    unit = UNITS_ZH.get(m["u"], m["u"])
    if not count:
        return
    is_first = m["edge"] in ("first", "opening", "前", "头", "最前", "开头")
    first, last = span
    if unit in ("month", "quarter"):
        count *= 3 if unit == "quarter" else 1
        if is_first:
            yield first, _month_on(first, count) - DAY, "days"
        else:
            yield _month_on(last + DAY, -count), last, "days"
        return
    length = count * {"day": 1, "week": 7, "fortnight": 14}[unit] * DAY
    yield (first, first + length - DAY, "days") if is_first else (last - length + DAY, last, "days")


_IS_RANGE = re.compile(r"to|through|thru|until|-|~|到|至")


def _weekdays(words: str) -> list[int]:
    if words.isascii():
        return [WEEKDAYS[each] for each in re.findall(_WD, words)]
    return [WEEKDAYS[each] for each in words if each in "一二三四五六日天"]


def _spread(days: list[date], said: list[str]) -> _Read:
    """Yield days with what is said between them, each range of a list day by day."""
    if any(
        _IS_RANGE.search(word) and b <= a for (a, b), word in zip(pairwise(days), said, strict=True)
    ):
        raise UnclearDays
    if len(days) == 2 and _IS_RANGE.search(said[0]):
        yield days[0], days[1], "days"
        return
    for i, day in enumerate(days):
        while i and _IS_RANGE.search(said[i - 1]) and days[i - 1] + DAY < day:
            days[i - 1] += DAY
            yield days[i - 1], days[i - 1], "day"
        yield day, day, "day"


def _between(m: re.Match[str], pattern: str) -> list[str]:
    """Return what stands between the days of a list; "and" after "between" is "to"."""
    said = re.split(pattern, m["days"])[1:-1]
    return ["to", *said[1:]] if said and m[0].startswith("between ") else said


def _weeks_back(said: str) -> int:
    if said.startswith(("上上", "大")):
        return 2
    return 1 if said[0] in "上lp" else 0


def _read_week(m: re.Match[str], today: date, named: Named) -> _Read:
    """Read weekdays of this week or the last."""
    monday = today - timedelta(days=today.weekday() + 7 * _weeks_back(m["rel"]))
    days = []
    if m["days"].isascii():
        days = [monday + timedelta(days=each - 1) for each in _weekdays(m["days"])]
    for each in re.finditer(r"(上上|[上这本])?个?(?:周|星期|礼拜)?([一二三四五六日天])", m["days"]):
        if each[1]:
            # 上周五到这周一: each in its own week.
            monday = today - timedelta(days=today.weekday() + 7 * _weeks_back(each[1]))
        days.append(monday + timedelta(days=WEEKDAYS[each[2]] - 1))
    yield from _spread(days, _between(m, _WD if m["days"].isascii() else "[一二三四五六日天]"))


def _read_last(m: re.Match[str], today: date, named: Named) -> _Read:
    """Read "last Thursday to Sunday": the second is the next after the first."""
    numbers = _weekdays(m["days"])
    ago = (today.isoweekday() - numbers[0]) % 7 or 7
    days = [today - timedelta(days=ago)]
    for number in numbers[1:]:
        days.append(days[-1] + timedelta(days=(number - days[-1].isoweekday()) % 7 or 7))
    yield from _spread(days, _between(m, _WD))


def _year(said: str | None, today: date) -> int | None:
    if not said:
        return None
    back = {"今年": 0, "去年": 1, "前年": 2}.get(said)
    return int(said[:4]) if back is None else today.year - back


def _read_months(m: re.Match[str], today: date, named: Named) -> _Read:
    parts = re.findall(r"1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九]", m["list"])
    numbers = [number_of(each) or 0 for each in parts]
    said = re.split(r"1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九]", m["list"])[1:-1]
    if all(_IS_RANGE.search(word) for word in said):
        return
    if len(numbers) < 2 or not all(0 < each <= 12 for each in numbers):
        return
    if "十" in m["list"] and len(parts) < 2:
        return
    months = numbers[:1]
    for word, number in zip(said, numbers[1:], strict=True):
        while _IS_RANGE.search(word) and months[-1] % 12 + 1 != number:
            months.append(months[-1] % 12 + 1)
        months.append(number)
    year = _year(m["y"], today)
    turn = next((i for i, (a, b) in enumerate(pairwise(months), 1) if b < a), 0)
    is_over = turn > 0 and (
        (months[turn - 1], months[turn]) == (12, 1)
        or (year is None and date(today.year, max(months), 1) > today)
    )
    if year is None:
        begun = months[turn:] if is_over else months
        year = today.year if date(today.year, min(begun), 1) <= today else today.year - 1
        year -= is_over
    for i, number in enumerate(months):
        first = date(year + (is_over and i >= turn), number, 1)
        yield first, _month_on(first, 1) - DAY, "month"


def _days_of(m: re.Match[str], today: date, numbers: list[int]) -> list[date]:
    groups = m.groupdict()
    if groups.get("rel"):
        base = _month_on(today, -1 if groups["rel"].startswith("上") else 0)
        year, month = base.year, base.month
    else:
        month = number_of(groups["m"]) or 0
        year = _year(groups.get("y"), today) or today.year
        if not groups.get("y") and 0 < month <= 12 and date(year, month, 1) > today:
            year -= 1
    try:
        return [date(year, month, each) for each in numbers]
    except ValueError:
        return []


def _read_days(m: re.Match[str], today: date, named: Named) -> _Read:
    numbers = [number_of(each) or 0 for each in re.findall(D_ZH, m["days"])]
    days = _days_of(m, today, numbers)
    yield from _spread(days, [","] * (len(days) - 1))


def _read_days_to(m: re.Match[str], today: date, named: Named) -> _Read:
    if days := _days_of(m, today, [number_of(m["a"]) or 0]):
        last = _month_on(days[0], 1) - DAY
        days.append(last.replace(day=min(number_of(m["b"]) or 0, last.day)))
        yield from _spread(days, ["to"])


_SCORED = re.compile(
    r"(?:(?:[分得积]|分数|匹配度?|绩点|(?<![a-z])(?:scor(?:e[sd]?|ing)|rat(?:ings?|ed)|match(?:es|ed|ing)?|grades?|points?|gpa))(?:[:：为在是]| (?:of|between|from|is|at|in|was))*)\s*$"
)
_MEASURED = re.compile(r"\s?(?:分(?![渠城岗职来按])|[万千元星k%％]|年|points?|stars?|out of)")


def _read_dotted(m: re.Match[str], today: date, named: Named) -> _Read:
    if "月" not in m[0] and (
        _SCORED.search(m.string[: m.start()]) or _MEASURED.match(m.string, m.end())
    ):
        raise NoDays
    try:
        first = date(today.year, int(m["m1"]), int(m["d1"]))
        last = date(today.year, int(m["m2"]), int(m["d2"]))
        if first > today:
            first, last = first.replace(year=today.year - 1), last.replace(year=today.year - 1)
        if last < first:
            last = last.replace(year=first.year + 1)
    except ValueError:
        return
    if (last - first).days > 183 and last.year > first.year:
        raise UnclearDays
    yield first, last, "days"


def _read_two_days(m: re.Match[str], today: date, named: Named) -> _Read:
    yield today - 2 * DAY, today - DAY, "days"


def _read_that_day(m: re.Match[str], today: date, named: Named) -> _Read:
    count = number_of(m["n"] or m["n2"] or m["nzh"] or "one")
    unit = m["u"] or m["u2"] or m["u3"] or UNITS_ZH[m["uzh"]]
    if m["half"] or m["nzh"] == "半":
        count, unit = {"year": (6, "month"), "month": (15, "day")}.get(unit, (None, unit))
    if count is None:
        raise UnclearDays
    if unit in ("week", "day"):
        day = today - timedelta(days=count * (7 if unit == "week" else 1))
    else:
        month = _month_on(today, -count * (12 if unit == "year" else 1))
        day = min(month.replace(day=min(today.day, 28)) + timedelta(days=max(0, today.day - 28)),
                  _month_on(month, 1) - DAY)  # fmt: skip
    yield day, day, "day"


def _read_ordinal(m: re.Match[str], today: date, named: Named) -> _Read:
    month = MONTHS.get(m["mon"].rstrip("."))
    if month is None:
        return
    day = date(today.year, month, _ORDINALS[m["o"]])
    day = day if day <= today else day.replace(year=today.year - 1)
    yield day, day, "day"


def _read_first_of(m: re.Match[str], today: date, named: Named) -> _Read:
    unit = m["u"] or {"月": "month", "周": "week"}.get(m["zh"], "quarter")
    if span := named(f"this {unit}"):
        yield span[0], span[0], "day"


def _read_year(m: re.Match[str], today: date, named: Named) -> _Read:
    said = m["y"] or m["y2"] or m["full"] or ("20" + m["yy"] if m["yy"] else None)
    year = int(said) if said else today.year
    yield date(year, 1, 1), date(year, 12, 31), "year"


_READERS = (
    (_EDGE_EN, _read_edge),
    (_EDGE_ZH, _read_edge),
    (_WD_WEEK_EN, _read_week),
    (_LAST_WD_EN, _read_last),
    (_WD_WEEK_ZH, _read_week),
    (_DAYS_TO_ZH, _read_days_to),
    (_DAYS_ZH, _read_days),
    (_DOTTED, _read_dotted),
    (_MONTHS_ZH, _read_months),
    (_TWO_DAYS, _read_two_days),
    (_THAT_DAY, _read_that_day),
    (_ORDINAL_DAY, _read_ordinal),
    (_FIRST_OF, _read_first_of),
    (_YEAR_SO_FAR, _read_year),
)
