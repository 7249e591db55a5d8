"""When a standing search is to run: 每周五早上, every Friday at 9, as soon as there is one."""

import re

from .reading import Reading
from .types import Frequency, Schedule

_WEEKDAY_ZH = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_WEEKDAY_EN = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_NUMBER_ZH = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}

_WEEKDAYS_ZH = re.compile(
    r"(?<![上下这本])(?:每|逢|隔)?(?:个)?(?:周|星期|礼拜)((?:(?:周|星期|礼拜)?[一二三四五六日天末][、和跟与,]?)+)"
)
_WEEKDAYS_EN = re.compile(
    r"(?<!last )(?<!next )(?<!this )\b(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)s?\b"
)
_PART_ZH = "凌晨|清晨|早上?|上午|中午|午后|下午|傍晚|晚上?|夜里|半夜"
_CLOCK_ZH = re.compile(
    rf"({_PART_ZH})?(\d{{1,2}}|[一二两三四五六七八九十]{{1,3}})(?:点|时|:)(?:钟)?(半|一刻|三刻|\d{{1,2}}(?:分)?|[一二三四五]?十[一二三四五六七八九]?分?)?"
)
_CLOCK_EN = re.compile(
    r"\b(?:at |by |around )?(\d{1,2})(?:[:.](\d\d))?\s*(am|pm|a\.m\.?|p\.m\.?|o'?clock)(?!\w)|\b(?:at|by|around) (\d{1,2})(?::(\d\d))?\b(?!\s*(?:k|%|percent|per cent|miles?|km))|\b(\d{1,2}):(\d\d)\b"
)
_HOURS_EN = "one two three four five six seven eight nine ten eleven twelve".split()
_CLOCK_WORDS = re.compile(
    rf"\b(half past|quarter past|quarter to|at|by|around) ({'|'.join(_HOURS_EN)}|\d{{1,2}})\b(?: ?(o'?clock))?"
)
_LATE = re.compile(r"\b(?:afternoons?|evenings?|nights?)\b")
_PART = (
    (re.compile(r"凌晨"), 6), (re.compile(r"早|上午|\bmornings?\b|first thing"), 8),
    (re.compile(r"中午|\b(?:noon|midday|lunch ?time)\b"), 12),
    (re.compile(r"下午|午后|\bafternoons?\b"), 15), (re.compile(r"傍晚|下班"), 18),
    (re.compile(r"晚|夜|\b(?:evenings?|nights?)\b"), 20),
)  # fmt: skip
_FREQUENCIES: tuple[tuple[Frequency, re.Pattern[str]], ...] = (
    ("biweekly", re.compile(r"(?:每|隔|一)(?:两|2|隔)(?:个)?(?:周|星期|礼拜)|(?:两|2)(?:个)?(?:周|星期|礼拜)(?:一|1)次|每?隔(?:一)?(?:个)?(?:周|星期|礼拜)|双周|\bfortnight\w*|\bevery (?:two|2|other|second) (?:weeks?|mon|tue|wed|thu|fri|sat|sun)|\bbiweekly\b|\bbi-weekly\b|\bonce every two weeks\b")),
    ("weekdays", re.compile(r"(?:每个?)?工作日|周一(?:到|至)周?五|\b(?:week|work|working )days?\b(?<!off)|\bmon(?:day)?s?(?: to | through |-| - )fri(?:day)?s?\b")),
    ("monthly", re.compile(r"每(?:个)?月|一个?月(?:一|1)?次|按月|月底|月初|\bmonthly\b|\b(?:every|each|once a|per|of the) month\b|\bend of (?:the |each |every )?month\b")),
    ("daily", re.compile(r"每(?:一)?(?:天|日|晚|早)|天天|一天(?:一|1|两|2)次|日报|\bdaily\b|\b(?:every|each) (?:single )?(?:day|morning|evening|night|afternoon|lunch ?time)\b|\bonce a day\b|\b(?:a|per) day\b")),
    ("weekly", re.compile(r"每(?:个|一)?(?:周|星期|礼拜)|一(?:个)?(?:周|星期|礼拜)(?:一|1|两|2|三|3)?次|按周|周报|\bweekly\b|\b(?:every|each|once a|twice a|times a|per) week\b|\bevery (?:mon|tue|wed|thu|fri|sat|sun)|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days\b")),
)  # fmt: skip
# "As soon as there is one."
_AT_ONCE = re.compile(
    r"一(?:旦)?(?:有|出|来|出现).{0,24}(?:告诉|通知|提醒|喊|叫|发|推|说|吱|讲|call)|(?:随时|马上|立刻|立马|第一时间|及时|实时)(?:就)?(?:给我|跟我|向我)?(?:告诉|通知|提醒|喊|叫|发|推|说)|(?:有|出)(?:了)?(?:什么|任何)?(?:新|合适|消息).{0,16}(?:告诉|通知|提醒|喊|叫|发给|推给|说一?声|吱)"
    r"|\bas soon as\b|\bthe (?:moment|minute|second|instant)\b|\bwhenever\b|\b(?:when|if|once) (?:\w+ ){0,6}(?:comes?|turns?|pops?|shows?|goes|appears?|is posted|gets posted|opens?)(?: up| in| live)?\b|\b(?:straight|right) away\b|\b(?:instantly|immediately|in real time)\b"
)
_TIMES_ZH = re.compile(r"(?:一|每)(?:个)?(?:周|星期|礼拜)(?:发|推|来)?(两|2|三|3)(?:次|回)")
_TIMES_EN = re.compile(
    r"\b(twice|two times|2 times|three times|3 times) (?:a|per|each|every) week\b"
)
_DAY_OF_MONTH = re.compile(
    r"每(?:个)?月(?:的)?(\d{1,2}|[一二三四五六七八九十]{1,3})(?:号|日)|\b(?:on )?the (\d{1,2})(?:st|nd|rd|th)\b"
)
_MONTH_END = re.compile(
    r"月底|月末|每(?:个)?月(?:的)?最后一天|\b(?:end|last day) of (?:the |each |every )?month\b"
)
_MONTH_START = re.compile(r"月初|\b(?:start|beginning) of (?:the |each |every )?month\b")
# What was taken back is not what is wished: "no, just every Tuesday", 别每天了,改成每周一.
_TAKEN_BACK = re.compile(
    r"^.{0,40}(?:\.\.\.|…|,|-) ?no,? (?:just |make (?:it|that) |rather )?|(?:别|不(?:用|要|想)(?:再)?|不是)(?:每(?:天|周|月|个月)|天天)(?:发|推)?了?[,，。 ]*(?:改|换)?(?:成|为)?|\bnot (?:every \w+|daily|weekly|monthly)\b,? ?(?:but )?|\binstead of (?:every \w+|daily|weekly|monthly)\b"
)


def find_schedule(reading: Reading, *, takes_time_alone: bool = False) -> Schedule | None:
    """Return the schedule said, None when none was.

    With `takes_time_alone` an hour is enough ("at 6pm instead"); the frequency is None then.
    """
    found = _find(reading, takes_time_alone=takes_time_alone)
    return found[0] if found else None


def find_schedule_span(reading: Reading) -> tuple[int, int] | None:
    """Return where in the reading's text words of time stand.

    None for "as soon as there is one", which has the wish in its middle (一有护士岗就告诉我).
    """
    found = _find(reading)
    return found[1] if found and found[0].frequency != "instant" else None


def _find(
    reading: Reading, *, takes_time_alone: bool = False
) -> tuple[Schedule, tuple[int, int]] | None:
    # Blanked, not cut out: places stay where they are.
    text = _TAKEN_BACK.sub(lambda m: " " * len(m[0]), reading.lower)
    frequency, spans = _frequency(text)
    weekdays, weekday_spans = _weekdays(text)
    if weekdays and frequency in (None, "weekly", "biweekly", "daily"):
        frequency = "biweekly" if frequency == "biweekly" else "weekly"
        spans += weekday_spans
    day, day_span = _day_of_month(text)
    if day_span and frequency in (None, "monthly"):
        frequency = "monthly"
        spans.append(day_span)
    if frequency == "weekly" and not weekdays:
        weekdays = _spread(text)
    hour, minute, clock_span = _clock(text)
    if frequency is None and (m := _AT_ONCE.search(text)):
        frequency = "instant"
        spans.append(m.span())
    if clock_span and (frequency is not None or takes_time_alone):
        spans.append(clock_span)
    if not spans:
        return None
    spans.sort()
    near = [x for x in spans if x[0] - spans[0][1] <= 20]
    start, end = min(s for s, _ in near), max(e for _, e in near)
    if frequency == "instant":
        hour = minute = None
    days = weekdays if frequency in ("weekly", "biweekly") else ()
    schedule = Schedule(
        frequency,
        days,
        day if frequency == "monthly" else None,
        hour,
        minute,
        reading.span(start, end),
    )
    return schedule, (start, end)


def _frequency(text: str) -> tuple[Frequency | None, list[tuple[int, int]]]:
    for name, pattern in _FREQUENCIES:
        m = pattern.search(text)
        if m:
            return name, [m.span()]
    return None, []


def _day_of_month(text: str) -> tuple[int | None, tuple[int, int] | None]:
    """Return the day of the month; the 31st stands for the last there is."""
    m = _DAY_OF_MONTH.search(text)
    if m and (day := _number(m[1] or m[2])) and 1 <= day <= 31:
        return day, m.span()
    for pattern, day in ((_MONTH_END, 31), (_MONTH_START, 1)):
        if m := pattern.search(text):
            return day, m.span()
    return None, None


def _spread(text: str) -> tuple[int, ...]:
    """Return days that lie apart, for "twice a week"."""
    m = _TIMES_ZH.search(text) or _TIMES_EN.search(text)
    if m is None:
        return ()
    return (0, 2, 4) if m[1][:1] in ("三", "3", "t") and not m[1].startswith("tw") else (0, 3)


def _weekdays(text: str) -> tuple[tuple[int, ...], list[tuple[int, int]]]:
    days: list[int] = []
    spans = []
    for m in _WEEKDAYS_ZH.finditer(text):
        if re.match(r"一到|一至|[一两二三]次", text[m.start(1) :]):
            continue
        days += [_WEEKDAY_ZH[c] for c in m[1] if c in _WEEKDAY_ZH]
        if "末" in m[1]:
            days.append(6)
        spans.append(m.span())
    for m in _WEEKDAYS_EN.finditer(text):
        days.append(_WEEKDAY_EN[m[0][:3]])
        spans.append(m.span())
    if weekend := re.search(r"\bweekends?\b", text):
        days += [5, 6]
        spans.append(weekend.span())
    return tuple(sorted(set(days))), spans


def _clock(text: str) -> tuple[int | None, int | None, tuple[int, int] | None]:
    m = _CLOCK_ZH.search(text)
    if m and (hour := _number(m[2])) is not None and hour <= 24:
        part = m[1] or ""
        if part.startswith(("下午", "午后", "傍晚", "晚", "夜")) and hour < 12:
            hour += 12
        elif part.startswith(("晚", "夜", "半夜")) and hour == 12:
            hour = 24
        elif part == "中午" and hour < 3:
            hour += 12
        elif not part and ":" in m[0]:
            hour = _in_the_day(hour, text)
        elif not part and hour < 8 and re.search(r"下班|晚|下午", text[: m.start()]):
            hour += 12
        tail = m[3] or ""
        quarters = {"半": 30, "一刻": 15, "三刻": 45}
        minute = quarters.get(tail) or (_number(tail.rstrip("分")) or 0 if tail else 0)
        return hour % 24, minute % 60, m.span()
    if spoken := _CLOCK_WORDS.search(text):
        word = spoken[2]
        hour = int(word) if word.isdigit() else _HOURS_EN.index(word) + 1
        shift = {"half past": 30, "quarter past": 15, "quarter to": -15}.get(spoken[1])
        if shift is not None or (not word.isdigit() and word != "one"):
            at = _in_the_day(hour, text) * 60 + (shift or 0)
            return at // 60 % 24, at % 60, spoken.span()
    for found in _CLOCK_EN.finditer(text):
        hour = int(found[1] or found[4] or found[6])
        minute = int(found[2] or found[5] or found[7] or 0)
        half = (found[3] or "")[:1]
        if half == "p" and hour < 12:
            hour += 12
        elif half == "a" and hour == 12:
            hour = 0
        elif half in ("", "o"):
            hour = _in_the_day(hour, text)
        if hour < 24 and minute < 60:
            return hour, minute, found.span()
    for pattern, hour in _PART:
        part_match = pattern.search(text)
        if part_match:
            return hour, 0, part_match.span()
    return None, None, None


def _in_the_day(hour: int, text: str) -> int:
    """Return an hour said without am or pm: "Friday afternoon at 3" is 15."""
    return hour + 12 if hour < 12 and _LATE.search(text) else hour


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
