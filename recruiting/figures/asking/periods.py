"""Spans of days as questions about figures name them: last week, 国庆, since Monday, June–September.

Both ends count and no day is after today. A bare month, quarter or feast is the latest begun.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from .compound_periods import find_compounds, is_of_two
from .feasts import FEASTS, find_movable
from .period_words import MON, MONTHS, PATTERNS, UNITS_ZH, WD_EN, WEEKDAYS, E, L, number_of
from .unclear import DaysAhead, UnclearDays

Unit = Literal["day", "week", "month", "quarter", "year", "days"]

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Days first to last, and where they are said. `is_bare`: the year was not said."""

    first: date
    last: date
    unit: Unit
    start: int
    end: int
    is_bare: bool = False
    has_no_start: bool = False


def add_months(day: date, months: int) -> date:
    """Return the same date so many months on, or the month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_of(day: date) -> tuple[date, date]:
    """Return the first and last day of its month."""
    first = day.replace(day=1)
    return first, add_months(first, 1) - DAY


def week_of(day: date) -> tuple[date, date]:
    """Return the Monday and Sunday around it."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def quarter_of(day: date) -> tuple[date, date]:
    """Return the first and last day of its quarter."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return first, add_months(first, 3) - DAY


def year_of(day: date) -> tuple[date, date]:
    """Return the first and last day of its year."""
    return date(day.year, 1, 1), date(day.year, 12, 31)


AROUND: dict[str, Callable[[date], tuple[date, date]]] = {
    "week": week_of, "month": month_of, "quarter": quarter_of, "year": year_of,
    "day": lambda day: (day, day),
}  # fmt: skip


def shift(day: date, unit: str, count: int) -> date:
    """Return a day in the period `count` periods on."""
    if unit == "day":
        return day + count * DAY
    if unit == "week":
        return day + timedelta(weeks=count)
    return add_months(day.replace(day=1), count * {"month": 1, "quarter": 3, "year": 12}[unit])


def rolling(today: date, unit: str, count: int) -> tuple[date, date]:
    """Return the last n units up to today, today counted."""
    if unit == "day":
        return today - timedelta(days=count - 1), today
    if unit == "week":
        return today - timedelta(days=7 * count - 1), today
    return add_months(today, -count * {"month": 1, "quarter": 3, "year": 12}[unit]) + DAY, today


_FUTURE = re.compile(
    rf"{L}(?:tomorrow|next (?:week|month|quarter|year|{MON})|coming (?:week|month|quarter|year)s?|in the future){E}|明天|后天|下个?(?:周|星期|月|季度|礼拜)(?!旬)|明年|未来|接下来|将来"
)


def is_about_the_future(lower: str) -> bool:
    """Return whether the text asks for days that have not come."""
    return bool(_FUTURE.search(lower))


def _year(text: str | None, today: date) -> int | None:
    if not text:
        return None
    if text[:4].isdigit():
        return int(text[:4])
    back = {"今年": 0, "this year": 0, "year": 0, "去年": 1, "last year": 1, "前年": 2}
    return today.year - back.get(text, 0)


def latest(year: int | None, month: int, day: int, today: date) -> date | None:
    """Return that day, of the given year or the latest not after today."""
    for candidate in [year] if year else range(today.year, today.year - 5, -1):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found <= today:
            return found
    return None


def _read(kind: str, m: re.Match[str], today: date) -> tuple[date, date, Unit, bool] | None:
    g = m.groupdict()
    year = _year(g.get("y") or g.get("y1") or g.get("yzh"), today)
    month = MONTHS.get((g.get("mon") or "").rstrip(".").removesuffix("'s")) or (
        number_of(g["mzh"]) if g.get("mzh") else None
    )
    match kind:
        case "dd_month":
            a, b = number_of(g["d1"]), number_of(g["d2"])
            first = latest(year, month or 0, a or 0, today) if month and a and b else None
            if first is None or b is None:
                return None
            if b < first.day and not is_of_two(m):
                raise UnclearDays
            ends = first.replace(day=min(b, month_of(first)[1].day))
            return first, ends, "days", year is None
        case "mm":
            a, b = number_of(g["m1"]), number_of(g["m2"])
            if not a or not b or max(a, b) > 12:
                return None
            last = latest(year, b, 1, today)
            if last is None:
                return None
            first = date(last.year - (a > b), a, 1)
            if year is None and g.get("yzh") is None and a <= b and date(today.year, a, 1) <= today:
                first, last = date(today.year, a, 1), date(today.year, b, 1)
            return first, month_of(last)[1], "days", year is None
        case "iso_day":
            found = latest(int(g["y"]), int(g["m"]), int(g["d"]), today)
            return (found, found, "day", False) if found else None
        case "iso_month":
            return (*month_of(date(int(g["y"]), int(g["m"]), 1)), "month", False)
        case "iso_week" | "week_no":
            week = number_of(g.get("w") or g.get("wzh") or "")
            try:
                monday = date.fromisocalendar(year or today.year, week or 0, 1)
            except ValueError:
                return None
            if year is None and monday > today:
                monday = date.fromisocalendar(today.year - 1, week or 0, 1)
            return (*week_of(monday), "week", year is None)
        case "ymd" | "md" | "day_month":
            found = latest(year, month or 0, number_of(g["d1"]) or 0, today) if month else None
            return (found, found, "day", year is None) if found else None
        case "rel_month_day":
            month_said = shift(today, "month", -1 if g["rel"].startswith("上") else 0)
            found = latest(month_said.year, month_said.month, number_of(g["d1"]) or 0, today)
            return (found, found, "day", False) if found else None
        case "third":
            if g.get("rel"):
                base: date | None = shift(
                    today.replace(day=1), "month", -1 if g["rel"].startswith("上") else 0
                )
            else:
                base = latest(year, month or 0, 1, today) if month else None
            if base is None:
                return None
            end = month_of(base)[1]
            a, b = {
                "上旬": (1, 10),
                "中旬": (11, 20),
                "下旬": (21, end.day),
                "上半月": (1, 15),
                "下半月": (16, end.day),
            }[g["third"]]
            return base.replace(day=a), base.replace(day=b), "days", False
        case "quarter":
            said = g.get("q") or g.get("qo") or g.get("qzh") or "1"
            number = {"first": 1, "second": 2, "third": 3, "fourth": 4}.get(said) or number_of(
                said[0] if said[0].isdigit() else said
            )
            first = latest(year, (number or 1) * 3 - 2, 1, today)
            return (*quarter_of(first), "quarter", year is None) if first else None
        case "half":
            said = g.get("h") or g.get("ho") or g.get("hzh") or ""
            is_first = said in ("1", "first", "1st", "上半年", "前半年")
            first = latest(year, 1 if is_first else 7, 1, today)
            return (first, add_months(first, 6) - DAY, "days", year is None) if first else None
        case "half_of":
            if g.get("rel"):
                base = shift(today, "month", -1 if g["rel"].startswith("last") else 0)
            else:
                base = latest(year, month or 0, 1, today) if month else None
            if base is None:
                return None
            if g["ho"] in ("first", "1st"):
                return base.replace(day=1), base.replace(day=15), "days", False
            return base.replace(day=16), month_of(base)[1], "days", False
        case "full":
            if g.get("uzh"):
                unit = UNITS_ZH[g["uzh"]]
                return (*AROUND[unit](shift(today, unit, -1)), _unit(unit), False)
            return (*AROUND[g["u"]](shift(today, g["u"], -1)), _unit(g["u"]), False)
        case "fulls":
            count = number_of(g["n"]) or 1
            first = AROUND[g["u"]](shift(today, g["u"], -count))[0]
            return first, AROUND[g["u"]](shift(today, g["u"], -1))[1], "days", False
        case "before_last":
            if g["u"] == "weekend":
                monday = week_of(today)[0] - timedelta(days=14)
                return monday + 5 * DAY, monday + 6 * DAY, "days", False
            return (*AROUND[g["u"]](shift(today, g["u"], -2)), _unit(g["u"]), False)
        case "rolling" | "rolling_one":
            count, unit = number_of(g.get("n") or "1") or 1, g.get("u") or g["u2"]
            if unit == "fortnight":
                count, unit = 2 * count, "week"
            return (*rolling(today, unit, count), "days", False)
        case "rolling_zh":
            count = 3 if g["n"] == "几" else number_of(g["n"]) or 0
            if g["n"] == "半":
                return None
            unit = UNITS_ZH[g["u"] or "月"]
            if not count or (
                unit == "month" and not g["g"] and not (g["u"] or "").startswith("个")
            ):
                return None
            if unit == "year" and count > 30:
                return None
            first, last = rolling(today, unit, count)
            if g.get("half") and unit == "month":
                first = first - timedelta(days=15)
            return first, last, "days", False
        case "half_year":
            return (*rolling(today, "month", 6), "days", False)
        case "half_month":
            return (*rolling(today, "day", 15), "days", False)
        case "weekend":
            monday = week_of(today)[0]
            if g["rel"] == "上上":
                monday -= timedelta(days=14)
            elif g["rel"].startswith(("上", "last", "previous")) or (
                today.weekday() < 5 and g["rel"].startswith(("this past", "the past", "past", "刚"))
            ):
                monday -= timedelta(days=7)
            elif monday + 5 * DAY > today:
                monday -= timedelta(days=7)
            return monday + 5 * DAY, monday + 6 * DAY, "days", False
        case "rel_wd" | "wd_zh":
            weekday = number_of(g["wd"]) if g["wd"].isdigit() else WEEKDAYS[g["wd"]]
            rel = g.get("rel") or ""
            if kind == "rel_wd" and rel[0] in "上这本":
                monday = week_of(today)[0] - timedelta(
                    days=14 if rel == "上上" else 7 if rel[0] == "上" else 0
                )
                found = monday + timedelta(days=(weekday or 1) - 1)
            else:
                back = (today.isoweekday() - (weekday or 1)) % 7
                if back == 0 and rel in ("last", "previous", "past", "this past"):
                    back = 7
                found = today - timedelta(days=back)
            return (found, found, "day", False) if found <= today else None
        case "day":
            word = g["w"]
            if word in ("now", "right now"):
                return today, today, "day", False
            back = {
                "day before yesterday": 2,
                "yesterday": 1,
                "last night": 1,
                "大前天": 3,
                "前天": 2,
                "昨天": 1,
                "昨日": 1,
                "昨晚": 1,
                "昨儿": 1,
                "昨儿个": 1,
                "前日": 2,
                "前儿": 2,
            }.get(word, 0)
            found = today - timedelta(days=back)
            return found, found, "day", False
        case "rel":
            unit_said = (
                g.get("u")
                or g.get("u2")
                or {"w": "week", "m": "month", "q": "quarter", "y": "year"}[(g.get("td") or "y")[0]]
            )
            unit_said = {"季": "quarter"}.get(unit_said) or UNITS_ZH.get(unit_said, unit_said)
            rel = g.get("rel") or "this"
            if unit_said == "month" and rel == "今":
                return None
            count = (
                -2
                if rel.startswith(("上上", "大上"))
                else -1
                if rel.startswith(("上", "last", "previous", "prior", "preceding"))
                else 0
            )
            first, last = AROUND[unit_said](shift(today, unit_said, count))
            return first, min(last, today), _unit(unit_said), False
        case "month_rel":
            if g["rel"].endswith("year"):
                year = today.year - (g["rel"] == "last year")
            found = latest(year, month or 0, 1, today) if month else None
            if found and g["rel"] == "last" and found == month_of(today)[0]:
                found = add_months(found, -12)
            return (*month_of(found), "month", False) if found else None
        case "ym" | "ym_en" | "month":
            found = latest(year, month, 1, today) if month and 1 <= month <= 12 else None
            return (*month_of(found), "month", year is None) if found else None
        case "year" | "year_en":
            if g.get("rel"):
                back = {"今": 0, "本": 0, "年": 0, "去": 1, "上": 1, "前": 2}[g["rel"][0]]
                first, last = year_of(date(today.year - back, 1, 1))
            elif g.get("yzh"):
                first, last = year_of(date(int(g["yzh"]), 1, 1))
            else:
                first, last = year_of(date(int(g["y"]), 1, 1))
            return first, last, "year", False
        case "feast":
            days = FEASTS.get(g["f"])
            if days is None:
                for each in [year] if year else range(today.year, today.year - 3, -1):
                    found_days = find_movable(g["f"], each)
                    if found_days and (year or found_days[0] <= today):
                        return *found_days, "days", year is None
                return None
            first = latest(year, days[0], days[1], today)
            return (
                (first, date(first.year, days[2], days[3]), "days", year is None) if first else None
            )
        case "ago":
            unit = UNITS_ZH.get(g["u"], g["u"])
            if unit == "fortnight":
                return None
            count = number_of(g["n"]) or 0
            if unit == "day":
                return today - count * DAY, today - count * DAY, "day", False
            return (
                (*AROUND[unit](shift(today, unit, -count)), _unit(unit), False) if count else None
            )
        case "dom":
            day = number_of(g["d1"]) or 0
            for back in range(4):
                base = add_months(today.replace(day=1), -back)
                found = latest(base.year, base.month, day, today)
                if found and found <= today:
                    return found, found, "day", False
    return None


def _unit(word: str) -> Unit:
    return word  # type: ignore[return-value]


_TO = re.compile(
    r"(?:份|的)?\s*(?:to|until|till|through|thru|up to|and(?= )|-|~|到|至|直到|一直到)\s*(?:the )?\s*(?:(?:the )?(?:end|start|beginning) of )?"
)
_BETWEEN = re.compile(rf"{L}between(?: the)? ?$")
_FROM = re.compile(
    rf"(?:{L}(?:from|starting|beginning|between)(?: the)?(?: (?:start|beginning) of)?(?: the)?(?: on)?|从|自从?|打)\s*$"
)
_SINCE = re.compile(
    rf"(?:{L}(?:ever )?(?P<sure>since|starting(?: from| on)?|as of|from)(?: the)?(?: (?:start|beginning|end) of)?(?: the)?|自从?|从)\s*$"
)
_SINCE_AFTER = re.compile(
    r"^\s*(?:份|初)?(?:的)?(?:以来|起|开始|至今|到现在|到今天|到目前(?:为止)?|到如今|往后|(?:之|以)后)|^\s*(?:onwards?|on(?= |$|,|\?)(?! (?:mondays|weekends))|(?:up )?(?:until|till|to|through) (?:now|today|date))"
)
_UNTIL = re.compile(
    rf"(?:{L}(?:until|till|up to|through|by|to)(?: the)? (?:very )?end of(?: the)?|{L}(?:until|till|up to|through)(?: and including)?(?: the)?|截至|截止到?|到)\s*$"
)
_BEFORE = re.compile(rf"{L}(?:before|prior to|earlier than)(?: the)?\s*$")
_BEFORE_AFTER = re.compile(
    r"^\s*(?:份)?(?P<last>底|末)?(?:之前|以前|前(?![\d一二两三四五六七八九十]+[名个位]))"
)
_CLOSED = re.compile(r"^(?:份)?[底末]?(?:为止|止)?")
_AFTER = re.compile(rf"{L}(?:after|later than)(?: the)?\s*$")
_START_OF = re.compile(rf"{L}(?:the )?(?:start|beginning) of(?: the)? ?$")


def find_atoms(lower: str, *, today: date) -> list[Period]:
    """Return the periods named, none joined with another, in order."""
    rest, found = lower, []
    for first, last, unit, start, end in find_compounds(
        lower, today=today, named=lambda words: _days_of(words, today)
    ):
        found.append(Period(first, last, _unit(unit), start, end))
        rest = rest[:start] + "\x01" * (end - start) + rest[end:]
    for kind, pattern in PATTERNS:
        for m in pattern.finditer(rest):
            if (read := _read(kind, m, today)) is None or read[0] > read[1]:
                continue
            start, end = m.span()
            if kind == "year_en" and m["y"]:
                start = m.start("y")
            if kind == "rel_wd" and m["rel"] in (
                "since",
                "on",
                "from",
                "starting",
                "starting on",
                "between",
            ):
                start = m.end("rel") + 1
            found.append(Period(read[0], read[1], read[2], start, end, is_bare=read[3]))
            rest = rest[:start] + "\x01" * (end - start) + rest[end:]
    return [_widen(each, lower) for each in sorted(found, key=lambda each: each.start)]


_WEEK_OF = re.compile(
    rf"{L}(?:the )?week (?P<how>of|beginning|starting|commencing|from|ending|around)(?: on)?(?: the)?(?: (?:mon|sun|fri)day)?,? ?$"
)
_WEEK_OF_ZH = re.compile(r"^(?:所在)?的?(?:那|当|这|所在的?)一?个?(?:周|星期|礼拜)")
_ITS_WEEKDAY = re.compile(
    r"^\s?[(（](?:周|星期|礼拜)[一二三四五六日天][)）]|^,? \(?" + WD_EN + r"\)"
)
_WEEKDAY_BEFORE = re.compile(rf"{L}(?:on )?{WD_EN},? ?(?:the )?$")


def _widen(one: Period, lower: str) -> Period:
    """Return the week around a day where that is meant; a day with the weekday said beside it."""
    if one.unit != "day":
        return one
    if m := _WEEK_OF.search(lower[: one.start]):
        days = (one.first - 6 * DAY, one.first) if m["how"] == "ending" else week_of(one.first)
        return replace(one, first=days[0], last=days[1], unit="week", start=m.start())
    if m := _WEEK_OF_ZH.match(lower[one.end :]):
        days = week_of(one.first)
        return replace(one, first=days[0], last=days[1], unit="week", end=one.end + m.end())
    if m := _ITS_WEEKDAY.match(lower[one.end :]):
        one = replace(one, end=one.end + m.end())
    if re.match(r"(?:the )?\d|" + MON, lower[one.start :]) and (
        m := _WEEKDAY_BEFORE.search(lower[: one.start])
    ):
        one = replace(one, start=m.start())
    return one


def _days_of(words: str, today: date) -> tuple[date, date] | None:
    """Return the days that a few words name; the whole of a running month or year."""
    for kind, pattern in PATTERNS:
        if m := pattern.search(words):
            if read := _read(kind, m, today):
                around = AROUND.get(read[2])
                return around(read[0]) if around else (read[0], read[1])
    return None


def find_periods(lower: str, *, today: date) -> list[Period]:
    """Return the spans of days named, in order: "from A to B", "since A" as one."""
    atoms = _share_years(find_atoms(lower, today=today), lower, today)
    joined: list[Period] = []
    i = 0
    while i < len(atoms):
        one = atoms[i]
        before = lower[joined[-1].end if joined else 0 : one.start]
        after = lower[one.end : atoms[i + 1].start if i + 1 < len(atoms) else len(lower)]
        is_range = i + 1 < len(atoms) and _TO.fullmatch(after)
        if is_range and after.strip() == "and" and not _BETWEEN.search(before):
            is_range = None
        if is_range:
            two = atoms[i + 1]
            first, last = one.first, two.last
            if first > last and one.is_bare:
                first = add_months(first, -12)
            if closed := _BEFORE_AFTER.match(lower[two.end :]):
                last = last if closed["last"] else two.first - DAY
                two = replace(two, end=two.end + closed.end())
            if first <= last:
                lead = _FROM.search(before)
                start = one.start - (len(before) - lead.start() if lead else 0)
                joined.append(Period(first, last, "days", start, two.end))
                i += 2
                continue
        joined.append(_stretch(one, before, after, today))
        i += 1
    begun = [_cut(each, today) for each in joined if each.first <= today]
    if joined and not begun:
        raise DaysAhead
    return begun


def _stretch(one: Period, before: str, after: str, today: date) -> Period:
    lead = _SINCE.search(before)
    tail = _SINCE_AFTER.match(after)
    if lead and not tail and lead[0].strip() in ("from", "从") and one.unit != "day":
        # "Applications from last week" are those of that week.
        lead = None
    if lead or tail:
        first = one.last if "end of" in (lead[0] if lead else "") else one.first
        if tail and "后" in tail[0] and one.unit == "day":
            first = one.last + (DAY if tail[0].strip() in ("之后", "以后", "后") else timedelta(0))
        start = one.start - (len(before) - lead.start() if lead else 0)
        return Period(
            first, max(today, first), "days", start, one.end + (tail.end() if tail else 0)
        )
    if lead := _AFTER.search(before):
        return Period(
            one.last + DAY, today, "days", one.start - len(before) + lead.start(), one.end
        )
    lead, tail = _BEFORE.search(before), _BEFORE_AFTER.match(after)
    if lead or tail:
        start = one.start - (len(before) - lead.start() if lead else 0)
        end = one.end + (tail.end() if tail else 0)
        last = one.last if tail and tail["last"] else one.first - DAY
        return Period(date.min, last, "days", start, end, has_no_start=True)
    if lead := _UNTIL.search(before):
        return Period(
            date.min,
            one.last,
            "days",
            one.start - len(before) + lead.start(),
            one.end + (closed.end() if (closed := _CLOSED.match(after)) else 0),
            has_no_start=True,
        )
    return one


def _cut(one: Period, today: date) -> Period:
    return replace(one, last=today) if one.last > today else one


_YEAR_SAID = re.compile(r"20\d\d|[今去前]年|(?:last|this) year")


def _share_years(atoms: list[Period], lower: str, today: date) -> list[Period]:
    """Give bare months and quarters the year that another of them says: June and July 2025."""
    years = [each for each in atoms if each.unit == "year"]
    bare = [
        each for each in atoms if each.is_bare and each.unit in ("month", "quarter", "day", "days")
    ]
    if len(years) == 1 and bare:
        offset = years[0].first.year
        moved = []
        for each in atoms:
            if each is years[0]:
                continue
            if each in bare:
                back = 12 * (offset - each.first.year)
                first = add_months(each.first, back)
                last = (
                    month_of(add_months(each.last.replace(day=1), back))[1]
                    if each.unit in ("month", "quarter")
                    else add_months(each.last, back)
                )
                each = replace(each, first=first, last=last, is_bare=False)
            moved.append(each)
        return moved
    shared = list(atoms)
    for i, (one, two) in enumerate(pairwise(atoms)):
        between = lower[one.end : two.start]
        if (
            one.is_bare
            and not two.is_bare
            and one.unit == two.unit
            and one.unit in ("month", "quarter", "day")
        ):
            if (
                len(between) <= 9
                and _YEAR_SAID.search(lower[two.start : two.end])
                and re.search(r"and|or|to|-|until|through|到|至|和|、|,|vs", between)
            ):
                back = 12 * (two.first.year - one.first.year)
                first = add_months(one.first, back)
                if first > two.first:
                    first = add_months(first, -12)
                shared[i] = replace(
                    one, first=first, last=AROUND[one.unit](first)[1], is_bare=False
                )
        if (
            not one.is_bare
            and two.is_bare
            and one.unit == two.unit == "month"
            and re.search("[\u4e00-\u9fff]", lower)
        ):
            if len(between) <= 3:
                back = 12 * (one.first.year - two.first.year)
                first = add_months(two.first, back)
                if first < one.first:
                    first = add_months(first, 12)
                if first <= today:
                    shared[i + 1] = replace(
                        two, first=first, last=month_of(first)[1], is_bare=False
                    )
    return shared
