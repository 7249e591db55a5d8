"""One question read: what stands where in it. Nothing is decided here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jobassist.language.places import find_places
from jobassist.language.text import NormalisedText, normalise

from ..types import Catalog
from . import words as w
from .clock import find_hours, find_weekdays
from .idioms import IDIOMS
from .names import HAN, Hit, Names, flatten
from .periods import Period, find_periods


@dataclass(frozen=True, slots=True)
class Token:
    """A word that stands for something, and where."""

    kind: str
    value: Any
    start: int
    end: int


@dataclass
class Reading:
    """A question's text and what was found in it; `rest` has what was not, the found blanked."""

    normal: NormalisedText
    text: str
    rest: str
    catalog: Catalog
    names: Names
    today: date
    tokens: list[Token] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)

    def blank(self, start: int, end: int) -> None:
        """Take a span out of the rest."""
        self.rest = self.rest[:start] + "\x01" * (end - start) + self.rest[end:]

    def add(self, kind: str, value: Any, start: int, end: int) -> None:
        """Note what stands there, and take it out of the rest."""
        self.tokens.append(Token(kind, value, start, end))
        self.blank(start, end)

    def drop(self, token: Token) -> None:
        """Take a word back: its span is unread again."""
        self.tokens.remove(token)
        span = self.text[token.start : token.end]
        self.rest = self.rest[: token.start] + span + self.rest[token.end :]

    def find(self, table: Iterable[w.Word]) -> None:
        """Note every word of a table."""
        for word in table:
            for m in word.pattern.finditer(self.rest):
                start, end = m.span()
                while start < end and self.rest[start] == " ":
                    start += 1
                if start < end:
                    self.add(word.kind, word.value, start, end)

    def of(self, *kinds: str) -> list[Token]:
        """Return the tokens of these kinds, in order."""
        return sorted((each for each in self.tokens if each.kind in kinds), key=lambda t: t.start)

    def has(self, pattern: re.Pattern[str]) -> bool:
        """Return whether the rest has this."""
        return bool(pattern.search(self.rest))

    def said(self, start: int, end: int) -> str:
        """Return the words as they were written."""
        a, b = self.normal.span(start, end)
        return self.normal.original[a:b].strip()

    def written(self) -> str:
        """Return the rest in its own case."""
        return "".join(
            "\x01" if r == "\x01" else c for r, c in zip(self.rest, self.normal.text, strict=True)
        )


_DISMISSING = re.compile(
    r"dismiss|reason|because|thumb|brush|skipp|cross(?:ed|ing)|看不上|不要的|因为|嫌|too (?:low|far|junior|senior)|not[- ]for[- ]me|swip|turned|not interested|划|不感兴趣|不合适|忽略|原因|理由|嫌|不喜欢|跳过|拒|叉掉|否|passed",
    re.I,
)
_CONTAINS_MORE = re.compile(
    r"^\s*(?:,|but|and|，|但|且|而)*\s*(?:not (?:counting|including)|not|leaving out|without|excluding|except|no|minus|不含|不带|不包含|不包括|没有|不是|排除|去掉|除了)(?: the word)?\s*(?P<q>['\"“「]?)(?P<v>[^'\"”」:：,，;?？。]{1,40}?)(?:['\"”」]|(?=[:：,，;?？。]|$|的| this| last| in | by | per ))(?:的)?"
)
_LISTED = re.compile(r"\s*(?:\bor\b|\band\b|,|、|或者?|和|/)\s*['\"“”「」]*")


def read(question: str, *, catalog: Catalog, today: date) -> Reading:
    """Return a question with everything known in it found."""
    normal = normalise(question)
    text = flatten(normal.lower)
    reading = Reading(normal, text, text, catalog, Names.build(catalog), today)
    _find_contained(reading)
    for hit in reading.names.whole(reading.rest, written=reading.written()):
        reading.hits.append(hit)
        reading.blank(hit.start, hit.end)
    for hit in reading.names.people(reading.rest):
        reading.hits.append(hit)
        reading.blank(hit.start, hit.end)
    return reading


def read_on(reading: Reading, *, is_about_dismissing: bool) -> None:
    """Find everything but names: after it is known that the question may be answered."""
    reading.find(w.COMPARES)
    reading.find(w.FULL_RATES)
    if is_about_dismissing or _DISMISSING.search(reading.text):
        reading.find(w.REASONS)
    for period in find_periods(reading.rest, today=reading.today):
        reading.periods.append(period)
        reading.blank(period.start, period.end)
    for clock in find_hours(reading.rest):
        reading.add("clock", (clock.dimension, clock.values), clock.start, clock.end)
    _find_countries(reading)


_WHICH_HOUR = re.compile(r"what|which|几|哪|什么")
_SAME_DAY = re.compile(r"[\s,]*(?:(?:at|of|in|on|的|里|都|一般|大概|是|在|什么|哪个?)\s*)*")
_FROM_ZH = re.compile(r"从[^,，。;；到]{1,6}$")


def read_words(reading: Reading) -> None:
    """Find measures, groupings, orders and values."""
    reading.find(w.CHARTS)
    reading.find(IDIOMS)
    reading.find(w.SCENES)
    # "The find and ask scenes": each of a list before the word.
    for t in reading.of("scene"):
        at = t.start
        while beside := w.SCENE_BEFORE.search(reading.rest[:at]):
            key = next(k for k in beside.groupdict() if beside[k])
            reading.add("scene", key.rstrip("_"), beside.start(key), beside.end(key))
            at = beside.start(key)
    reading.find(w.STAGES)
    # 从曝光到入职 names two figures, and no stage.
    for t in reading.of("stage"):
        if re.match("[走进直]?到", reading.text[t.start :]) and _FROM_ZH.search(
            reading.text[: t.start]
        ):
            reading.drop(t)
    for t in reading.of("stage"):
        at = t.start
        while beside := w.STAGE_BEFORE.search(reading.rest[:at]):
            key = next(k for k in beside.groupdict() if beside[k])
            reading.add("stage", key.rstrip("_"), beside.start(key), beside.end(key))
            at = beside.start(key)
    if any(t.value == "withdrawn" for t in reading.of("measure")) or re.search(
        r"withdr|pull|drop|back(?:ed)? out|撤|退出|放弃", reading.text
    ):
        reading.find(w.LEFT_AT)
    reading.find(w.TIMES)
    _forget_each_day(reading)
    for m in list(w.WANTED_TIME.finditer(reading.rest)):
        key = next(k for k in "abcd" if m[k])
        unit = w.WANTED_TIMES[m[key].removesuffix("s")]
        reading.add("time", unit, m.start(key), m.end(key))
    for m in list(w.ADDED_TIME.finditer(reading.rest)):
        if w.ADDED_BEFORE.search(reading.rest[: m.start()]) and w.ADDED_AFTER.match(
            reading.rest[m.end() :]
        ):
            reading.add("time", w.TIME_NAMES[m["en"] or m["zh"]], m.start(), m.end())
    for clock in find_weekdays(reading.rest):
        reading.add("clock", (clock.dimension, clock.values), clock.start, clock.end)
    reading.find(w.ENUMS)
    for m in list(w.TOP.finditer(reading.rest)):
        reading.add("top", m, m.start(), m.end())
    reading.find(w.RECRUITERS)
    reading.find(w.MEASURES)
    reading.find(w.DIMENSIONS)
    # "By scene and week": what follows on a grouping is one.
    for t in reading.of("dim", "time"):
        if beside := w.AND_TIME.match(reading.rest, t.end):
            key = "en" if beside["en"] else "zh"
            reading.add("time", w.TIME_NAMES[beside[key]], beside.start(key), beside.end(key))
    for kind, pattern in (
        ("share", w.SHARES),
        ("asc", w.SORT_ASC),
        ("desc", w.SORT_DESC),
        ("most", w.MOST),
        ("wait", w.WAITS),
        ("rank", w.RANK),
    ):
        for m in list(pattern.finditer(reading.rest)):
            reading.add(kind, m, m.start(), m.end())
    for hit in reading.names.partial(reading.rest, original=reading.normal.text):
        reading.hits.append(hit)
        reading.blank(hit.start, hit.end)
    reading.hits.sort(key=lambda hit: hit.start)


def _forget_each_day(reading: Reading) -> None:
    """Take the days back of hours asked for in each: 每天几点投的人最多, "what hour each day"."""
    for hour in reading.of("time"):
        if hour.value != "hour":
            continue
        for day in reading.of("time"):
            between = reading.text[min(day.end, hour.end) : max(day.start, hour.start)]
            if (
                day.value == "day"
                and _SAME_DAY.fullmatch(between)
                and (_WHICH_HOUR.search(between + reading.text[hour.start : hour.end]))
            ):
                reading.tokens.remove(day)


def _find_contained(reading: Reading) -> None:
    while m := w.IN_NAME.search(reading.rest):
        key = next((k for k in ("v", "vb", "vc", "vd") if m[k]), None)
        if key is None:
            return
        before = reading.text[max(0, m.start() - 14) : m.start()]
        dimension = (
            "source"
            if re.search(r"sources?|来源|渠道", before)
            else "recruiter"
            if re.search(r"recruiters?|专员", before)
            else "occupation"
            if re.search(r"occupations?|职业|工种", before)
            else "posting"
        )
        start = m.start(key)
        values = []
        for part in _LISTED.split(m[key]):
            at = reading.text.find(part, start) if part else -1
            if at >= 0:
                values.append(reading.said(at, at + len(part)).strip("'\"“”「」 "))
        values = [v for v in values if v]
        if not values:
            return
        reading.add("contains", (dimension, tuple(values)), m.start(), m.end())
        if more := _CONTAINS_MORE.match(reading.rest[m.end() :]):
            a, b = m.end() + more.start("v"), m.end() + more.end("v")
            reading.add("contains", (dimension, (reading.said(a, b),)), a, b)


def _find_countries(reading: Reading) -> None:
    for place in find_places(reading.normal.text):
        start, end = place.start, place.end
        if place.value.kind != "country" or "\x01" in reading.rest[start:end]:
            continue
        if place.text.lower() == "us" and not place.text.isupper():
            continue
        after = reading.text[end : end + 14]
        if re.match(r"[- ]?(?:speak|language)|语", after) or (
            HAN.search(place.text) and re.match(r"人(?!员|数|力)", after)
        ):
            continue
        reading.add("country", place.value.country.upper(), start, end)
