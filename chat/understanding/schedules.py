"""When a standing search is to run: 每周五早上, every Friday at 9, as soon as there is one."""

import re

from .reading import Reading
from .types import Frequency, Schedule

_WEEKDAY_ZH = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_WEEKDAY_EN = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_NUMBER_ZH = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}

_WEEKDAYS_ZH = re.compile(
    r"(?:每|逢|隔)?(?:个)?(?:周|星期|礼拜)((?:[一二三四五六日天末][、和跟,]?)+)"
)
_WEEKDAYS_EN = re.compile(
    r"\b(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)s?\b"
)
_CLOCK_ZH = re.compile(
    r"(凌晨|早上?|上午|中午|下午|傍晚|晚上?|夜里)?(\d{1,2}|[一二两三四五六七八九十]{1,3})(?:点|时|:)(?:钟)?(半|\d{1,2}(?:分)?|[一二三四五]?十[一二三四五六七八九]?分?)?"
)
_CLOCK_EN = re.compile(
    r"\b(?:at |by |around )?(\d{1,2})(?::(\d\d))?\s*(am|pm|a\.m\.|p\.m\.|o'?clock)\b|\bat (\d{1,2})(?::(\d\d))?\b"
)
_PART = (
    (re.compile(r"凌晨"), 6), (re.compile(r"早|上午|\bmornings?\b|first thing"), 8),
    (re.compile(r"中午|\b(?:noon|midday|lunchtime)\b"), 12),
    (re.compile(r"下午|\bafternoons?\b"), 15), (re.compile(r"傍晚"), 18),
    (re.compile(r"晚|夜|\b(?:evenings?|nights?)\b"), 20),
)  # fmt: skip
_FREQUENCIES: tuple[tuple[Frequency, re.Pattern[str]], ...] = (
    ("biweekly", re.compile(r"(?:每|隔|一)?(?:两|2|隔)(?:个)?(?:周|星期|礼拜)|隔周|\bfortnight\w*|\bevery (?:two|2|other|second) (?:weeks?|week)\b|\bbiweekly\b|\bbi-weekly\b")),
    ("weekdays", re.compile(r"(?:每个?)?工作日|周一到周?五|\bweekdays?\b|\bworking days?\b|\bmonday to friday\b|\bmon(?:day)?-fri(?:day)?\b")),
    ("monthly", re.compile(r"每(?:个)?月|一个?月(?:一|1)?次|按月|\bmonth(?:ly)?\b|\bevery month\b")),
    ("daily", re.compile(r"每(?:天|日|晚|早)|天天|一天(?:一|1)次|日报|\bdaily\b|\b(?:every|each) (?:day|morning|evening|night|afternoon)\b|\bonce a day\b|\b(?:a|per) day\b")),
    ("weekly", re.compile(r"每(?:个|一)?(?:周|星期|礼拜)|一(?:周|星期)(?:一|1)?次|按周|周报|\bweekly\b|\b(?:every|each|once a|per) week\b|\bevery (?:mon|tue|wed|thu|fri|sat|sun)|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days\b")),
)  # fmt: skip
_DAY_OF_MONTH = re.compile(
    r"每(?:个)?月(?:的)?(\d{1,2}|[一二三四五六七八九十]{1,3})(?:号|日)|\b(?:on )?the (\d{1,2})(?:st|nd|rd|th)\b"
)


def find_schedule(reading: Reading) -> Schedule | None:
    """Return the schedule said, None when none was."""
    found = _find(reading)
    return found[0] if found else None


def find_schedule_span(reading: Reading) -> tuple[int, int] | None:
    """Return where in the reading's text the schedule stands."""
    found = _find(reading)
    return found[1] if found else None


def _find(reading: Reading) -> tuple[Schedule, tuple[int, int]] | None:
    text = reading.lower
    frequency: Frequency | None = None
    spans: list[tuple[int, int]] = []
    for name, pattern in _FREQUENCIES:
        m = pattern.search(text)
        if m:
            frequency = name
            spans.append(m.span())
            break
    weekdays, weekday_spans = _weekdays(text)
    if weekdays and frequency in (None, "weekly", "biweekly", "daily"):
        frequency = "biweekly" if frequency == "biweekly" else "weekly"
        spans += weekday_spans
    day = None
    m = _DAY_OF_MONTH.search(text)
    if m and frequency in (None, "monthly"):
        day = _number(m[1] or m[2])
        day = day if day and 1 <= day <= 31 else None
        frequency = "monthly"
        spans.append(m.span())
    if frequency is None or not spans:
        return None
    hour, minute, clock_span = _clock(text)
    if clock_span:
        spans.append(clock_span)
    spans.sort()
    near = [x for x in spans if x[0] - spans[0][1] <= 20]
    start, end = min(s for s, _ in near), max(e for _, e in near)
    days = weekdays if frequency in ("weekly", "biweekly") else ()
    return Schedule(frequency, days, day, hour, minute, reading.span(start, end)), (start, end)


def _weekdays(text: str) -> tuple[tuple[int, ...], list[tuple[int, int]]]:
    days: list[int] = []
    spans = []
    for m in _WEEKDAYS_ZH.finditer(text):
        if re.match(r"一到|一至|一次", text[m.start(1) :]):
            continue
        days += [_WEEKDAY_ZH[c] for c in m[1] if c in _WEEKDAY_ZH]
        spans.append(m.span())
    for m in _WEEKDAYS_EN.finditer(text):
        days.append(_WEEKDAY_EN[m[0][:3]])
        spans.append(m.span())
    if re.search(r"\bweekends?\b", text):
        days += [5, 6]
    return tuple(sorted(set(days))), spans


def _clock(text: str) -> tuple[int | None, int | None, tuple[int, int] | None]:
    m = _CLOCK_ZH.search(text)
    if m and (hour := _number(m[2])) is not None and hour <= 24:
        part = m[1] or ""
        if part.startswith(("下午", "傍晚", "晚", "夜")) and hour < 12:
            hour += 12
        elif part == "中午" and hour < 3:
            hour += 12
        tail = m[3] or ""
        minute = 30 if tail == "半" else (_number(tail.rstrip("分")) or 0) if tail else 0
        return hour % 24, minute % 60, m.span()
    for m in _CLOCK_EN.finditer(text):
        hour = int(m[1] or m[4])
        minute = int(m[2] or m[5] or 0)
        half = (m[3] or "")[:1]
        if half == "p" and hour < 12:
            hour += 12
        elif half == "a" and hour == 12:
            hour = 0
        if hour < 24 and minute < 60:
            return hour, minute, m.span()
    for pattern, hour in _PART:
        part_match = pattern.search(text)
        if part_match:
            return hour, 0, part_match.span()
    return None, None, None


def _number(word: str | None) -> int | None:
    if not word:
        return None
    if word.isdigit():
        return int(word)
    if "十" in word:
        tens, _, ones = word.partition("十")
        return (_NUMBER_ZH.get(tens, 1) if tens else 1) * 10 + (
            _NUMBER_ZH.get(ones, 0) if ones else 0
        )
    return _NUMBER_ZH.get(word)
