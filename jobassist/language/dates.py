"""Dates and spans of time as CVs and messages write them, exactly as precise as given.

Nothing is made more exact than it was said: "summer 2021" is 2021, "last June" a month. What is
vague ("last spring", 前几年) keeps `is_about`, and a date that cannot be keeps `is_valid` False.
"""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .contacts import TIME_BEHIND
from .found import Found
from .numbers import ZH_DIGITS, parse_en_number, parse_zh_number
from .text import NormalisedText, TextLike, normalise


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month of it, or a day.

    `is_valid` is False for 2021-13 or 30 February. `is_current` marks "now" as an end (至今,
    Present); it then has no year. `is_relative` marks a date resolved against today (去年, last
    June), `is_about` a vague one.
    """

    year: int | None
    month: int | None = None
    day: int | None = None
    is_current: bool = False
    is_valid: bool = True
    is_relative: bool = False
    is_about: bool = False

    @property
    def iso(self) -> str | None:
        """YYYY, YYYY-MM or YYYY-MM-DD; None for "now" and for an impossible date."""
        if self.year is None or not self.is_valid:
            return None
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
            if self.day is not None:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class DateRange:
    """From start to end; `is_current` when it goes on. An open side is None.

    `is_reversed` when the end is before the start: a contradiction to ask about.
    """

    start: PartialDate | None
    end: PartialDate | None
    is_current: bool = False
    is_reversed: bool = False


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH_EN = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![a-z])\.?"
_SEASON_EN = r"(?:spring|summer|autumn|fall|winter)"
_Y4 = r"(?:19[4-9]\d|20[0-4]\d)"
_ZH_Y4 = r"[一二][九零〇0][零〇一二三四五六七八九]{2}"
_ZH_Y2 = r"[零〇一二九八][零〇一二三四五六七八九]"
_ZH_MONTH = r"(?:十[一二]?|[一二三四五六七八九])"
_ZH_DAY = r"(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]|\d{1,2})"
_WORD_YEAR_EN = (
    r"(?:twenty (?:oh|o|hundred|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|"
    r"two thousand (?:and )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)?|oh (?:one|two|three|four|five|six|seven|eight|nine)|nineteen (?:seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?)"
)
_CURRENT = r"至今|到今天|到现在|迄今|至现在|目前|现在(?!的?工资)|今(?=$|[\s,。)])|还在(?:干|做|职)|在职|present|current(?:ly)?|now|today|to date|ongoing|still (?:there|here|working|employed)|till date"

# Order matters: the fuller form first. Group names say what was read.
_DATE = re.compile(
    "|".join(
        [
            # 2021年3月5日, 2021-03-05, 2021.3.5
            rf"(?P<a_y>{_Y4})\s?(?:年|[-./])\s?(?P<a_m>\d{{1,2}})\s?(?:月份?|[-./])\s?(?P<a_d>\d{{1,2}})(?:日|号)?(?!\d|[./]\d)",
            # 05/03/2021 (day first), 3/15/2021
            rf"(?<![\d./])(?P<b_d>\d{{1,2}})[/.-](?P<b_m>\d{{1,2}})[/.-](?P<b_y>{_Y4})(?!\d)",
            # 2021年3月, 2021.03, 2021-3, 2021/03, 21年3月, '21年
            rf"(?<![\d.])(?P<c_y>{_Y4})\s?(?:年度?|[-./])\s?(?P<c_m>\d{{1,2}}|{_ZH_MONTH}(?=月))(?!\d|\s?[kK年](?![a-zA-Z])|万|\s万(?:[元人件次台套字]|(?![\u4e00-\u9fff])))(?:\s?月份?)?(?:底|初|中旬|末)?",
            rf"(?<![\d.])(?P<d_y>{_Y4})\s?年(?:底|初|末|中)?",
            rf"(?<![\d.])'?(?P<e_y>\d{{2}})\s?年\s?(?P<e_m>\d{{1,2}}|{_ZH_MONTH})\s?月份?(?:(?P<e_d>\d{{1,2}})(?:日|号))?",
            r"(?<![\d.一-龥])'?(?P<f_y>[0-4]\d|[7-9]\d)\s?年(?=毕业|入职|离职|入学|考|拿|进|到|换到|转到|跳|开始|出来|来|底|初|春|夏|秋|冬|在|的?时候|[\u4e00-\u9fff]{2,10}(?:大学|学院)|\s|[,。]|$|\s?[-~至])(?!前|后|制|经验|以上|多)(?:底|初|末)?",
            # 二零一九年三月, 一五年, 二〇二一年
            rf"(?P<g_y>{_ZH_Y4})(?:年(?:(?P<g_m>{_ZH_MONTH}|\d{{1,2}})月份?(?:(?P<g_d>{_ZH_DAY})(?:日|号))?)?)?",
            rf"(?<![\u4e00-\u9fff\d])(?P<h_y>{_ZH_Y2})年(?:(?P<h_m>{_ZH_MONTH}|\d{{1,2}})月份?)?(?!前|后|制|经验|以上|多)",
            # 去年五月, 今年3月, 前年, 大前年, 上个月, 本月
            rf"(?P<i_rel>大前年|前年|去年|今年(?!\s?[\d一二三四五六七八九十]+(?:岁|了))|明年|上年)(?:的)?(?:(?P<i_m>{_ZH_MONTH}|\d{{1,2}})月份?(?:(?P<i_d>{_ZH_DAY})(?:日|号))?)?(?:(?P<i_part>年?底|年?初|春天|夏天|秋天|冬天|春节|过年|国庆|五一|暑假|寒假|上半年|下半年|年中)(?:[,，]?\s?(?P<i_m2>{_ZH_MONTH}|\d{{1,2}})月份?)?)?",
            rf"(?P<j_rel>上上个?月|上个?月|这个?月|本月|当月|下个?月)(?P<j_part>底|初|中旬|末)?(?:(?P<j_d>{_ZH_DAY})(?:日|号))?",
            rf"(?P<k_n>\d{{1,2}}|[{ZH_DIGITS}十半]{{1,3}}|几)(?P<k_half>年半|个?多?年多?|个半月|个多?月|周|个?星期|天)(?:之|以)?前(?!台|端|厅|任|景)",
            r"(?P<l_rel>今天|昨天|前天|大前天|明天|后天|上周|这周|本周|下周)",
            # 5 March 2021, March 5th 2021, Mar 2021, Mar '21, mar21
            rf"(?<![a-z\d])(?P<m_d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?\s(?P<m_m>{_MONTH_EN}),?\s(?P<m_y>{_Y4})",
            rf"(?<![a-z])(?P<n_m>{_MONTH_EN})\s(?P<n_d>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<n_y>{_Y4})",
            rf"(?<![a-z])(?:(?:early|mid|late|start of|end of|beginning of)[- ])?(?P<o_m>{_MONTH_EN})(?:[ ,/-]{{0,2}}(?:of )?)(?P<o_y>{_Y4})(?!\d)",
            rf"(?<![a-z])(?P<p_m>{_MONTH_EN[:-len('(?![a-z])' + chr(92) + '.?')]})\.?\s?'(?P<p_y>\d{{2}})(?!\d)",
            rf"(?<![a-z])(?P<pp_m>{_MONTH_EN[:-len('(?![a-z])' + chr(92) + '.?')]})\.?[ -]?(?P<pp_y>[0-2]\d)(?!\d|st|nd|rd|th|:|\s?(?:am|pm))",
            # last June, this August, next May
            rf"(?<![a-z])(?P<q_rel>last|this|next|this past)\s(?P<q_m>{_MONTH_EN})",
            rf"(?<![a-z])(?P<r_m>{_MONTH_EN})\s(?:of\s)?(?P<r_rel>last year|this year|next year)",
            rf"(?<![a-z])(?P<s_rel>last|this|next)\s(?P<s_unit>year|month|week|{_SEASON_EN}|christmas|easter)(?![a-z])",
            rf"(?<![a-z])(?:(?:early|mid|late|in the|the)?[- ]?)(?P<t_season>{_SEASON_EN}|easter|christmas)(?: of)?[ ,']{{1,2}}(?P<t_y>{_Y4})",
            r"(?<![a-z\d])(?P<u_n>(?:one|two|three|four|five|six|seven|eight|nine) and a half|\d{1,2}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple of|a few|couple of|several)\s(?P<u_unit>years?|yrs?|months?|mths?|weeks?|wks?|days?)(?P<u_half> and a half)? ago",
            r"(?<![a-z])(?P<v_rel>yesterday|today|tomorrow)(?![a-z])",
            # 06/2018, 6-2018
            rf"(?<![\d./])(?P<w_m>0?[1-9]|1[0-9])\s?[/.-]\s?(?P<w_y>{_Y4})(?!\d)",
            r"(?<![\d./])(?P<w2_m>0[1-9]|1[0-2])/(?P<w2_y>[0-3]\d)(?![\d/])",
            rf"(?<![a-z])(?P<x_w>{_WORD_YEAR_EN})(?![a-z])",
            # Just a year. Not 2000元, not 2019次.
            rf"(?<![\d.,$£€¥a-z])(?:(?:early|mid|late|start of|end of|beginning of)[- ])?(?P<y_y>{_Y4})(?![\d,]\d|\.\d|\d|[元块次个起米号人名万字]|\s(?:元(?![气祖大])|块|次|个(?!体)|起(?![点亚重])|米(?!其|哈|兰)|号(?!百))|\s[人名万字](?:[元次团员销预业文件台套会]|(?![\u4e00-\u9fff]))|\s?(?:k\b|w\b|users|people|/h|per|usd|eur|gbp|以上|左右|到手|m\b|px|%))",
            r"(?<![\d'])'(?P<z_y>\d{2})(?!\d|s\b)",
            # A month and day or a month alone, this side of today.
            rf"(?<![\d年])(?P<aa_m>{_ZH_MONTH}|\d{{1,2}})月(?P<aa_d>{_ZH_DAY})(?:日|号)",
            rf"(?<![\d年薪个])(?P<bb_m>{_ZH_MONTH}|1[0-2]|[1-9])月份?(?!薪|入(?!职)|嫂|子|饼|销|活|结|休|\d|[一二三四五六七八九十]|均|收入|工资|租|经)(?:底|初|中旬|末)?",
            rf"(?<![a-z])(?P<cc_m>(?:mar|march|may|jan|june?|july?|apr)(?=\s?(?:-|to|until)\s?{_MONTH_EN})|january|february|april|june|july|august|september|october|november|december|jan|feb|aug|sept|oct|nov|dec|(?<=in )(?:march|may)|(?<=since )(?:march|may)|(?<=from )(?:march|may)|(?<=until )(?:march|may))(?![a-z])",
            rf"(?P<now>{_CURRENT})(?![a-z])",
        ]
    )
)  # fmt: skip


def _two_digit_year(text: str, today: date) -> int:
    value = int(text)
    return 2000 + value if value <= today.year % 100 + 8 else 1900 + value


def _number(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    value = parse_zh_number(text)
    return None if value is None else int(value)


def _digits_year(text: str, today: date) -> int | None:
    value = parse_zh_number(text)
    if value is None:
        return None
    year = int(value)
    return _two_digit_year(f"{year:02d}", today) if year < 100 else year


def _english_year(text: str) -> int | None:
    words = text.replace("-", " ").split()
    if words[0] == "oh":
        tail = parse_en_number(words[1])
        return None if tail is None else 2000 + int(tail)
    if words[0] in ("twenty", "nineteen"):
        century = 2000 if words[0] == "twenty" else 1900
        rest = words[1:]
        if rest and rest[0] in ("oh", "o", "hundred"):
            rest = rest[1:]
        tail = parse_en_number(" ".join(rest)) if rest else None
        return None if tail is None else century + int(tail)
    rest = [w for w in words[2:] if w != "and"]
    tail = parse_en_number(" ".join(rest)) if rest else 0
    return None if tail is None else 2000 + int(tail)


def _month(text: str) -> int | None:
    return _MONTHS.get(text.rstrip(".").lower()) or _number(text)


def _checked(found: PartialDate) -> PartialDate:
    if found.year is None:
        return found
    if found.month is not None and not 1 <= found.month <= 12:
        return replace(found, is_valid=False)
    if found.day is not None:
        last = calendar.monthrange(found.year, found.month or 1)[1]
        if not 1 <= found.day <= last:
            return replace(found, is_valid=False)
    return found


def _shift_months(today: date, months: int) -> tuple[int, int]:
    index = today.year * 12 + today.month - 1 + months
    return index // 12, index % 12 + 1


def _read(m: re.Match[str], today: date) -> PartialDate | None:
    """Return what one match of `_DATE` says; the group's letter tells the form."""
    g = {k: v for k, v in m.groupdict().items() if v is not None}
    if "now" in g:
        return PartialDate(None, is_current=True)
    for form in ("a", "b", "c", "d", "m", "n", "o", "y", "t", "w"):
        if f"{form}_y" in g:
            month, day = g.get(f"{form}_m"), g.get(f"{form}_d")
            number = _month(month) if month else None
            day_number = int(day) if day else None
            if (
                form == "b"
                and number is not None
                and day_number is not None
                and number > 12 >= day_number
            ):
                # 3/15/2021: month first.
                number, day_number = day_number, number
            vague = bool(re.match(r"early|mid|late", m[0])) or form == "t"
            return _checked(PartialDate(int(g[f"{form}_y"]), number, day_number, is_about=vague))
    for form in ("e", "f", "p", "pp", "z", "w2"):
        if f"{form}_y" in g:
            month = g.get(f"{form}_m")
            return _checked(
                PartialDate(
                    _two_digit_year(g[f"{form}_y"], today),
                    _month(month) if month else None,
                    int(g["e_d"]) if "e_d" in g else None,
                )
            )
    for form in ("g", "h"):
        if f"{form}_y" in g:
            year = _digits_year(g[f"{form}_y"], today)
            month, day = g.get(f"{form}_m"), g.get("g_d")
            return _checked(
                PartialDate(year, _number(month) if month else None, _number(day) if day else None)
            )
    if "i_rel" in g:
        offset = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "明年": 1}[
            g["i_rel"]
        ]
        month = g.get("i_m") or g.get("i_m2")
        day = g.get("i_d")
        return _checked(
            PartialDate(
                today.year + offset,
                _number(month) if month else None,
                _number(day) if day else None,
                is_relative=True,
                is_about="i_part" in g and month is None,
            )
        )
    if "j_rel" in g:
        offset = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1}[
            "上上" if g["j_rel"].startswith("上上") else g["j_rel"][0]
        ]
        year, number = _shift_months(today, offset)
        day = g.get("j_d")
        return _checked(PartialDate(year, number, _number(day) if day else None, is_relative=True))
    if "k_n" in g:
        unit = g["k_half"]
        if g["k_n"] == "几":
            return None
        count = 0.5 if g["k_n"] == "半" else _number(g["k_n"])
        if count is None:
            return None
        return _ago(
            count + (0.5 if "半" in unit and g["k_n"] != "半" else 0),
            "year"
            if "年" in unit
            else "month"
            if "月" in unit
            else "week"
            if unit in ("周", "星期", "个星期")
            else "day",
            today,
        )
    if "l_rel" in g or "v_rel" in g:
        word = g.get("l_rel") or g.get("v_rel") or ""
        days = {
            "今天": 0,
            "today": 0,
            "昨天": -1,
            "yesterday": -1,
            "前天": -2,
            "大前天": -3,
            "明天": 1,
            "tomorrow": 1,
            "后天": 2,
        }.get(word)
        if days is None:
            return None
        moved = today + timedelta(days=days)
        return PartialDate(moved.year, moved.month, moved.day, is_relative=True)
    if "q_rel" in g:
        number = _month(g["q_m"])
        assert number is not None
        year = today.year
        if g["q_rel"] == "next":
            year += number <= today.month
        elif g["q_rel"] in ("last", "this past"):
            year -= number >= today.month
        return PartialDate(year, number, is_relative=True)
    if "r_rel" in g:
        year = today.year + {"last year": -1, "this year": 0, "next year": 1}[g["r_rel"]]
        return PartialDate(year, _month(g["r_m"]), is_relative=True)
    if "s_rel" in g:
        step = {"last": -1, "this": 0, "next": 1}[g["s_rel"]]
        if g["s_unit"] == "year":
            return PartialDate(today.year + step, is_relative=True)
        if g["s_unit"] == "month":
            return PartialDate(*_shift_months(today, step), is_relative=True)
        if g["s_unit"] == "week":
            return None
        first_month = {
            "spring": 3,
            "easter": 4,
            "summer": 6,
            "autumn": 9,
            "fall": 9,
            "winter": 12,
            "christmas": 12,
        }[g["s_unit"]]
        year = today.year + step
        if step == -1 and first_month + 2 < today.month:
            # In November, "last spring" is this year's.
            year = today.year
        return PartialDate(year, is_relative=True, is_about=True)
    if "u_n" in g:
        words = {"a": 1.0, "an": 1.0, "a couple of": 2.0, "couple of": 2.0}
        if g["u_n"] in ("a few", "several"):
            return None
        count_en = words.get(g["u_n"]) or (
            float(g["u_n"]) if g["u_n"].isdigit() else parse_en_number(g["u_n"])
        )
        if count_en is None:
            return None
        unit = {"y": "year", "m": "month", "w": "week", "d": "day"}[g["u_unit"][0]]
        return _ago(count_en + (0.5 if "u_half" in g else 0), unit, today)
    if "x_w" in g:
        year_en = _english_year(g["x_w"])
        return (
            None
            if year_en is None or not 1940 <= year_en <= today.year + 10
            else PartialDate(year_en)
        )
    if "aa_m" in g or "bb_m" in g or "cc_m" in g:
        month = g.get("aa_m") or g.get("bb_m") or g.get("cc_m") or ""
        number = _month(month)
        day = g.get("aa_d")
        if number is None or not 1 <= number <= 12:
            return None
        # No year said: the latest such month that has begun.
        year = today.year - (number > today.month)
        return _checked(PartialDate(year, number, _number(day) if day else None, is_relative=True))
    return None


def _ago(count: float, unit: str, today: date) -> PartialDate:
    if unit == "year":
        if count != int(count):
            return PartialDate(
                *_shift_months(today, -int(count * 12)), is_relative=True, is_about=True
            )
        return PartialDate(today.year - int(count), is_relative=True, is_about=True)
    if unit == "month":
        return PartialDate(*_shift_months(today, -int(count)), is_relative=True, is_about=True)
    moved = today - timedelta(days=int(count * (7 if unit == "week" else 1)))
    if unit == "week":
        return PartialDate(moved.year, moved.month, is_relative=True, is_about=True)
    return PartialDate(moved.year, moved.month, moved.day, is_relative=True)


_CONTACT_OR_PHONE = re.compile(
    rf"[\w.%+'-]{{1,64}}@\S+|https?://\S+|\+?\d(?:(?!{TIME_BEHIND})[\d\s-]){{8,}}\d(?=\D|$)"
)


_YEAR_SPAN = re.compile(r"(?P<y>\d{4})-(?P<z>1[3-9]|[2-4]\d)$")
_YEAR_TO_MONTH = re.compile(
    r"^(?:的?(?:春|夏|秋|冬)[天季]?|年底|年初)?[,，\s]{0,2}(?:大概|好像|应该是?|可能)?$"
)


def _scan(normal: NormalisedText, today: date) -> list[tuple[PartialDate, int, int]]:
    lower = normal.lower
    found: list[tuple[PartialDate, int, int]] = []
    position = 0
    blocked = [
        m.span() for m in _CONTACT_OR_PHONE.finditer(lower) if re.search(r"@|http|\d{7}", m[0])
    ]
    while True:
        m = _DATE.search(lower, position)
        if m is None:
            return found
        position = max(m.end(), m.start() + 1)
        if any(s <= m.start() < e for s, e in blocked):
            continue
        years = _YEAR_SPAN.match(m[0])
        if years and int(years["y"]) % 100 < int(years["z"]) <= today.year % 100 + 1:
            # 2019-21 is two years, not an impossible month.
            position = m.start() + 4
            found.append((PartialDate(int(years["y"])), m.start(), position))
            continue
        value = _read(m, today)
        if value is None:
            position = m.start() + 1 if m.end() - m.start() < 2 else m.end()
            continue
        start = m.start() + len(m[0]) - len(m[0].lstrip())
        end = m.end() - (len(m[0]) - len(m[0].rstrip()))
        if found and value.is_relative and value.month is not None and value.day is None:
            # 23年秋天,九月吧: the month belongs to the year just said.
            earlier, begin, finish = found[-1]
            gap = lower[finish:start]
            if (
                earlier.month is None
                and earlier.year is not None
                and _YEAR_TO_MONTH.match(gap)
                and re.match(r"[一二三四五六七八九十\d]", m[0])
            ):
                merged = replace(earlier, month=value.month, is_about=False)
                found[-1] = (_checked(merged), begin, end)
                continue
        found.append((value, start, end))


def find_dates(text: TextLike, *, today: date) -> list[Found[PartialDate]]:
    """Return every date in running text, also those inside ranges, "now" included."""
    normal = normalise(text)
    results = []
    for value, start, end in _scan(normal, today):
        a, b = normal.span(start, end)
        results.append(Found(value, a, b, normal.original[a:b]))
    return results


def parse_date(text: TextLike, *, today: date) -> PartialDate | None:
    """Return the date a field or an answer holds, None when it holds none.

    Of "2018年4月,不对,2019年4月" the last counts: people correct themselves.
    """
    normal = normalise(text)
    found = _scan(normal, today)
    if not found:
        return None
    dated = [f for f in found if not f[0].is_current] or found
    if len(dated) > 1 and re.search(
        r"不对|不是|错了|应该是|sorry|no,? |i mean|actually|rather", normal.lower
    ):
        denied = re.search(r"不是\s?$|\bnot\s+$", normal.lower[: dated[-1][1]])
        return dated[-2][0] if denied else dated[-1][0]
    return dated[0][0]


_RANGE_GAP = re.compile(
    r"^\s*(?:-{1,3}>?|~|到了?|至|——|to|until|till?|through|thru|and|\buntil\b|起?至|/)\s*$"
)
_SINCE = re.compile(
    r"(?:自从?|从|since|from|starting|started(?: in)?|joined(?: in)?|start date[:：]?|ever since|been there since)\s*$"
)
_SINCE_AFTER = re.compile(
    r"^\s*(?:年|月|份)?\s*(?:开始|起|以来|之后|入职|onwards?|-\s*(?:$|[,;)\n])|进的?厂|加入|上的?班|到岗)"
)
_UNTIL = re.compile(
    r"(?:直到|到|截止|截至|until|till|left(?: in)?|ended(?: in)?|up to|finished(?: in)?)\s*$"
)
_UNTIL_AFTER = re.compile(r"^\s*(?:离职|走的?|辞职|辞的|离开|毕业|结束)")
_OPEN_TAIL = re.compile(r"^\s*(?:-{1,3}|~|至|到)\s*(?=$|[,;，。)\s])")
_SHORT_END = re.compile(
    rf"^\s*(?:-|~|到|至|to)\s*(?:(?P<m>\d{{1,2}})\s?月|(?P<y>\d{{2}})(?:年)?(?![\d.年月/])|(?P<n>{_MONTH_EN})(?! ?\d)|"
    r"(?P<w>ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty(?:[ -](?:one|two|three|four|five|six))?)\b(?! (?:years?|months?|people|percent)))"
)


def _before(a: PartialDate, b: PartialDate) -> bool:
    """Return whether b is surely before a, compared to the precision both have."""
    if a.year is None or b.year is None:
        return False
    if a.year != b.year:
        return b.year < a.year
    if a.month is not None and b.month is not None:
        if a.month != b.month:
            return b.month < a.month
        if a.day is not None and b.day is not None:
            return b.day < a.day
    return False


def find_date_ranges(text: TextLike, *, today: date) -> list[Found[DateRange]]:
    """Return spans of time: 2019.03-2022.06, Mar 2019 – Present, since 2020."""
    normal = normalise(text)
    lower = normal.lower
    dates = _scan(normal, today)
    results: list[Found[DateRange]] = []

    def add(value: DateRange, start: int, end: int) -> None:
        a, b = normal.span(start, end)
        results.append(Found(value, a, b, normal.original[a:b]))

    i = 0
    while i < len(dates):
        first, start, end = dates[i]
        if first.is_current:
            i += 1
            continue
        if i + 1 < len(dates):
            second, start_b, end_b = dates[i + 1]
            gap = lower[end:start_b]
            joined = bool(_RANGE_GAP.match(gap)) or (
                second.is_current and bool(re.fullmatch(r"\s*[-~到至]?\s*", gap))
            )
            if (
                joined
                and gap.strip() in ("and", "/")
                and not re.search(r"between\s*$", lower[max(0, start - 24) : start])
            ):
                joined = False
            if joined:
                if second.is_current:
                    add(DateRange(first, None, is_current=True), start, end_b)
                else:
                    if (
                        first.month is not None
                        and second.month is not None
                        and second.is_relative
                        and not first.is_relative
                        and first.year is not None
                        and re.match(r"\d|[a-z一二三四五六七八九十]", lower[start_b:])
                    ):
                        # 2019年3月到8月: the year carries over.
                        second = replace(
                            second,
                            year=first.year + (second.month < first.month),
                            is_relative=False,
                        )
                    if (
                        first.is_relative
                        and not second.is_relative
                        and second.year is not None
                        and first.month is not None
                        and second.month is not None
                        and re.match(_MONTH_EN, lower[start:])
                    ):
                        # March to June 2020
                        first = replace(
                            first,
                            year=second.year - (first.month > second.month),
                            is_relative=False,
                        )
                    add(DateRange(first, second, is_reversed=_before(first, second)), start, end_b)
                i += 2
                continue
        short = _SHORT_END.match(lower[end : end + 24])
        if short and first.year is not None:
            if short["m"] or short["n"]:
                number = _month(short["m"] or short["n"])
                if number and first.month is not None:
                    last = _checked(PartialDate(first.year + (number < first.month), number))
                    add(DateRange(first, last), start, end + short.end())
                    i += 1
                    continue
            elif first.month is None and (
                short["y"] or (short["w"] and lower.startswith(("oh ", "twenty "), start))
            ):
                # 2004-08; spoken, "oh seven to thirteen".
                spoken = None if short["y"] else _english_year(f"twenty {short['w']}")
                last = PartialDate(spoken or _two_digit_year(short["y"], today))
                if last.year is not None and last.year >= first.year:
                    add(DateRange(first, last), start, end + short.end())
                    i += 1
                    continue
        if _OPEN_TAIL.match(lower[end : end + 24]):
            tail = _OPEN_TAIL.match(lower[end : end + 24])
            assert tail is not None
            add(DateRange(first, None, is_current=True), start, end + tail.end())
        elif (since := _SINCE.search(lower[max(0, start - 24) : start])) or _SINCE_AFTER.match(
            lower[end : end + 24]
        ):
            after = _SINCE_AFTER.match(lower[end : end + 24])
            goes_on = bool(since and re.search("since", since[0])) or bool(
                after and re.search("onward", after[0])
            )
            add(
                DateRange(first, None, is_current=goes_on),
                start - len(since[0]) if since else start,
                end,
            )
        elif (until := _UNTIL.search(lower[max(0, start - 24) : start])) or _UNTIL_AFTER.match(
            lower[end : end + 24]
        ):
            add(DateRange(None, first), start - len(until[0]) if until else start, end)
        i += 1
    return results
