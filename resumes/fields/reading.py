"""A text with everything found in it once, and the draft of a résumé that is read from it."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar

from jobassist.language.contacts import (
    Email,
    Phone,
    Profile,
    find_emails,
    find_phones,
    find_profiles,
)
from jobassist.language.dates import (
    DateRange,
    PartialDate,
    find_date_ranges,
    find_dates,
)
from jobassist.language.found import Found
from jobassist.language.places import Place, find_places
from jobassist.language.skills import Skill, find_skills
from jobassist.language.text import Lang, NormalisedText, detect_language, normalise
from jobassist.language.titles import Title, find_titles
from jobassist.language.vocab import (
    Education,
    Experience,
    SpokenLanguage,
    find_education,
    find_experience,
    find_spoken_languages,
)

from .types import Document, Span
from .words import ZH_SURNAMES

T = TypeVar("T")
_EDGES = " \t\r\n\u3000,，、;；:：。.|｜·•●▪◦■◆★*–—-_/~>«»"
_MONTH = r"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? )?"
_LOST_DASH = re.compile(
    rf"(?m)^(?P<a>[^\w\n]{{0,4}}{_MONTH}(?:19|20)\d\d)(?P<gap> {{1,3}})(?={_MONTH}(?:19|20)\d\d\b|(?i:present|now|current)\b)"
)
# A span that goes on, not a day.
_ONWARDS = re.compile(r"(?i)(?<=(?:19|20)\d\d) (?:onwards?\b|on(?=\s*[:,.;\n]|$))")
_TODAY = re.compile(r"(?i)((?:[-–—~]|\bto)\s*)today\b")
# 2019, August: a year that opens a line with its month behind.
_YEAR_FIRST = re.compile(
    r"(?m)^(?P<y>(?:19|20)\d\d) ?, ?(?P<m>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)(?![a-z])"
)
_SPOKEN_NUMBER = re.compile(r"(?:[零〇一二三四五六七八九幺][ \t]*){9,13}(?<![ \t])")
_YEAR_THEN_COUNT = re.compile(r"(?<=(?:19|20)\d\d)\.(?=\s+\d+\s*[A-Za-z])")
_STOPPED_SPAN = re.compile(r"(?<=(?:19|20)\d\d[-–—]\d\d)\.(?=\s|$)")
# 2018 - 20; 18-20 at the head of a line: years by their last figures.
_SHORT_SPAN = re.compile(
    r"(?<![\d./-])(?P<a>(?:19|20)\d\d)\s*(?:[-–—~]\s+|\s[-–—~]\s*|/)(?P<b>\d\d)(?![\d./-]|\s*[-–—])|(?m:^)(?P<c>\d\d)\s?[-–—~]\s?(?P<d>\d\d)(?=[ \t]+[^\W\d])"
)
# 19.7~22.3, 22.4-至今: years by their last figures with the month.
_SHORT_MONTHS = re.compile(
    r"(?<![\d./-])(?P<a>\d\d)[./](?P<b>1[0-2]|0?[1-9])\s*[-–—~至到]+\s*(?:(?P<c>\d\d)[./](?P<d>1[0-2]|0?[1-9])(?![\d./]|\s*[%元kKwW万千米度分倍])|(?P<now>至?今|现在|目前|(?i:now|present)))"
)
# 浙工大 计科 15-19 本科: a cell of its own between names.
_CELL_SPAN = re.compile(
    r"(?:(?<=[\u4e00-\u9fff][ \t])|(?<=[\u4e00-\u9fff][(（]))(?P<a>\d\d)\s?[-–—~]\s?(?P<b>\d\d)(?=[)）\s]|$)(?!\s*(?:岁|人|个|小时|点|单|台|天|年|月|次|万|千|元|块|[kKwW]\b))"
)
# 21年7月到22年底
_MONTH_TO_YEAR = re.compile(
    r"(?<!\d)(?P<a>\d\d)年(?:(?P<b>1[0-2]|0?[1-9])月)?\s?(?:到|至|[-–—~])+\s?(?P<c>\d\d)年(?:底|末|初|年?中)"
)
# 06到2011: the first by its last figures.
_MIXED_SPAN = re.compile(
    r"(?<![\d./-])(?P<a>\d\d)年?\s?(?:到|至|[-–—~])\s?(?P<b>(?:19|20)\d\d)(?![\d./-])年?"
)
# 18年之前在嘉兴: until 2018, not eighteen years ago.
_UNTIL_SHORT = re.compile(r"(?<![\d.])(?P<y>[012]\d)年(?:(?P<m>1[0-2]|[1-9])月)?(?:之前|以前)")
_ZH_DIGITS = str.maketrans("零〇一二三四五六七八九", "00123456789")
_ZH_SHORT_YEAR = re.compile(
    r"(?<![\d.])(?:(?P<z>0\d)年(?!\d{1,2}月)|(?P<y>1\d|2\d|[89]\d)年(?=底|初|从|入职|毕业|进的?|考的?|办的?|拿的?|来的?|去的?|出来|以后|之后|那年|起)|(?P<s>[零〇一二][零〇一二三四五六七八九])年(?=[初底\u4e00-\u9fff]))"
)
_CJK_LINE_END = re.compile(r"(?<=[\u4e00-\u9fff])\n")
_CAPITALS = re.compile(r"\b[A-ZÀ-Þ]{4,}\b")
_NUMBER_LIKE = re.compile(r"(?<![\d./-])\+?\(?\d[\d() -]{8,17}\d(?!\d)")
# Words that a seeker uses for a kind of work, and a CV for a place or a step.
_NO_TITLE = re.compile(
    r"(?:进厂|幼儿园|小学|工厂|电子厂|美容院|超市|酒店|餐饮|实习|兼职|打工|上班)$"
)
_CALLED = re.compile(rf"[{''.join(sorted(ZH_SURNAMES))}](?:师傅|阿姨|大姐|姐|哥|老师)")
_LABELLED_NUMBER = re.compile(r"(?:电话|手机号?|联系方式)(?:号码)?[是:：\s]*(?P<d>1\d{7,12})(?!\d)")
_SPACES = re.compile(r"\s+")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_CJK_GAP = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A value and where in the reading's text its words stand."""

    value: str
    start: int
    end: int


@dataclass(slots=True)
class Entry:
    """One item of a section: single values, and lists of values (highlights, keywords …)."""

    one: dict[str, Piece] = field(default_factory=dict)
    many: dict[str, list[Piece]] = field(default_factory=dict)

    def put(self, key: str, piece: Piece | None) -> bool:
        """Set a value that is not yet there; True when it was set."""
        if piece is None or not piece.value or key in self.one:
            return False
        self.one[key] = piece
        return True

    def add(self, key: str, piece: Piece | None) -> None:
        """Append to a list, the same words once."""
        if piece is not None and piece.value:
            items = self.many.setdefault(key, [])
            if all(p.value.casefold() != piece.value.casefold() for p in items):
                items.append(piece)

    def __bool__(self) -> bool:
        return bool(self.one or any(self.many.values()))

    @property
    def start(self) -> int:
        """Where its first words stand."""
        pieces = [*self.one.values(), *(p for ps in self.many.values() for p in ps)]
        return min((p.start for p in pieces), default=0)


LIST_SECTIONS = (
    "work",
    "volunteer",
    "education",
    "awards",
    "certificates",
    "publications",
    "skills",
    "languages",
    "interests",
    "references",
    "projects",
)
_KEY_ORDER = (
    "name",
    "organization",
    "institution",
    "title",
    "language",
    "label",
    "position",
    "location",
    "area",
    "studyType",
)


@dataclass(slots=True)
class Draft:
    """The résumé so far, as pieces of the text."""

    basics: Entry = field(default_factory=Entry)
    location: Entry = field(default_factory=Entry)
    profiles: list[Entry] = field(default_factory=list)
    sections: dict[str, list[Entry]] = field(default_factory=dict)
    # Said, but no part of JSON Resume: wishes (pay, start, kind of work), under meta.jobassist.
    wishes: Entry = field(default_factory=Entry)
    other_names: list[Piece] = field(default_factory=list)

    def of(self, section: str) -> list[Entry]:
        """Return the entries of a section, to append to."""
        return self.sections.setdefault(section, [])

    def add_named(self, section: str, piece: Piece | None, *, key: str = "name") -> Entry | None:
        """Append an entry with one name unless the section has it; return the entry."""
        if piece is None or not piece.value:
            return None
        folded = re.sub(r"[\W_]", "", piece.value.casefold()) or piece.value.casefold()
        for entry in self.of(section):
            there = entry.one.get(key)
            if there and (re.sub(r"[\W_]", "", there.value.casefold()) or there.value) == folded:
                return entry
        entry = Entry()
        entry.put(key, piece)
        self.of(section).append(entry)
        return entry


_GAP = re.compile(
    r"(?<=[^\s\-–—~至到/:：,，、;；.。(（|｜•·])(?:[ \u00a0\u3000]*\t[ \t\u00a0\u3000]*|[ \u00a0]{3,}|\u3000[\u3000 ]+|[ \u00a0]{2})(?=[^\s\-–—~至到/:：,，、;；.。)）|｜•·])"
)


# Marks of headings and of bold words.
_MARKDOWN = re.compile(r"(?m)^[ \t]*#{1,6}(?=[ \t]+\S)|\*\*(?=\S)|(?<=\S)\*\*")


def _mark_gaps(text: str) -> str:
    """Return the text with a bar in every gap between columns; each character keeps its place."""

    def mark(m: re.Match[str]) -> str:
        return "|" if len(m[0]) == 1 else " |".ljust(len(m[0]))

    return _GAP.sub(mark, _MARKDOWN.sub(lambda m: " " * len(m[0]), text))


class Reading:
    """A text in normal form with what the grammars find in it; all offsets are into `text`."""

    def __init__(self, text: str, *, today: date, lang: Lang | None = None) -> None:
        # Normal form folds spaces, and with them the columns of a line.
        self.norm: NormalisedText = replace(normalise(_mark_gaps(text)), original=text)
        self.text: str = self.norm.text
        self.today = today
        self.lang: Lang = lang or detect_language(text)

    @cached_property
    def _open_text(self) -> str:
        """The text with spaces for bars, which addresses may hold but never do."""
        return self.text.replace("|", " ")

    @cached_property
    def emails(self) -> list[Found[Email]]:
        """E-mail addresses, malformed ones too; "AE @ Meridian" is a post at a firm."""
        found = [
            f
            for f in find_emails(self._open_text)
            if f.value.is_valid or not re.search(r"\s@\s", f.text)
        ]
        return [_with_dots(f, self.text) for f in found]

    @cached_property
    def phones(self) -> list[Found[Phone]]:
        """Phone numbers, impossible ones too; never part of a date or an address."""
        taken: list[Found[Any]] = [*self.emails, *self.profiles]
        found = [f for f in find_phones(self._open_text) if not _overlaps(f, taken)]
        for m in _SPOKEN_NUMBER.finditer(self._open_text):
            # 一三五 零零零零 六六五五
            for f in find_phones(re.sub(r"\s", "", m[0])):
                if f.value.is_valid and not any(
                    o.start < m.end() and m.start() < o.end for o in found
                ):
                    found.append(Found(f.value, m.start(), m.end(), m[0]))
        if not found:
            found = [
                Found(Phone(m["d"], None, None, False), m.start("d"), m.end("d"), m["d"])
                for m in _LABELLED_NUMBER.finditer(self.text)
            ]
        if found:
            return found
        # "… since 2019. 07700 900412": the number by itself, without what stands before it.
        for m in _NUMBER_LIKE.finditer(self.text):
            for f in find_phones(m[0]):
                moved = replace(f, start=f.start + m.start(), end=f.end + m.start())
                if f.value.is_valid and not _overlaps(moved, taken):
                    found.append(moved)
        return found

    @cached_property
    def profiles(self) -> list[Found[Profile]]:
        """Links and accounts outside of e-mail addresses."""
        found = [f for f in find_profiles(self._open_text) if "\n" not in f.text]
        return [
            f
            for f in found
            if not _overlaps(f, self.emails)
            # Quern.io with a capital is a firm's name; an address is written small.
            and not re.fullmatch(r"[A-Z][\w-]*\.[a-z]{2,5}|[BM]\.[Cc]om", f.text)
        ]

    @cached_property
    def contact_spans(self) -> list[tuple[int, int]]:
        """Where contacts stand."""
        found: list[Found[Any]] = [*self.emails, *self.phones, *self.profiles]
        return [(f.start, f.end) for f in found]

    @cached_property
    def time_spans(self) -> list[tuple[int, int]]:
        """Where dates and spans of time stand."""
        found: list[Found[Any]] = [*self.ranges, *self.dates]
        return [(f.start, f.end) for f in found]

    @cached_property
    def _dated_text(self) -> str:
        """The text with a dash where a file lost the one of a span that opens a line."""
        text = _YEAR_FIRST.sub(lambda m: m["m"] + m["y"].rjust(len(m[0]) - len(m["m"])), self.text)
        text = _TODAY.sub(lambda m: f"{m[1]}  now", text)
        text = _LOST_DASH.sub(lambda m: f"{m['a']}{'-' * len(m['gap'])}", text)
        # sept 2021 onwards
        text = _ONWARDS.sub(
            lambda m: " -".ljust(len(m[0]) - 3) + "now" if len(m[0]) > 4 else "-  ", text
        )
        # bartender, 2022-24. The stop ends a sentence.
        text = _STOPPED_SPAN.sub(";", text)
        # … 2015. 12 years of …: two sentences, no month.
        text = _YEAR_THEN_COUNT.sub(";", text)
        # 护士证,2012-2018: the comma ends a thought, it groups no digits.
        return re.sub(r"(?<=[^\d\s]),(?=(?:19|20)\d\d)", ";", text)

    @cached_property
    def dates(self) -> list[Found[PartialDate]]:
        """Every date."""
        spans = [*self.contact_spans, *((f.start, f.end) for f in self._short_ranges)]
        found = [
            f
            for f in find_dates(self._dated_text, today=self.today)
            if not any(s < f.end and f.start < e for s, e in spans)
        ]
        for m in _ZH_SHORT_YEAR.finditer(self.text):
            said = m["z"] or m["y"] or m["s"].translate(_ZH_DIGITS)
            year = self.full_year(said)
            if year and not any(f.start < m.end() and m.start() < f.end for f in found):
                found.append(Found(PartialDate(year), m.start(), m.end(), m[0]))
        return sorted(found, key=attrgetter("start"))

    def full_year(self, digits: str) -> int | None:
        """Return the year that two figures stand for, None for one to come."""
        number = int(digits)
        if number <= self.today.year % 100:
            return 2000 + number
        return 1900 + number if number >= 60 else None

    @cached_property
    def _short_ranges(self) -> list[Found[DateRange]]:
        """Spans of time that Chinese notes write with two figures for the year."""
        if not _CJK.search(self.text):
            return []
        out: list[Found[DateRange]] = []

        def add(m: re.Match[str], start: PartialDate | None, end: PartialDate | None) -> None:
            if any(s < m.end() and m.start() < e for s, e in self.contact_spans):
                return
            out.append(Found(DateRange(start, end, end is None), m.start(), m.end(), m[0]))

        for m in _SHORT_MONTHS.finditer(self.text):
            a, c = self.full_year(m["a"]), self.full_year(m["c"]) if m["c"] else None
            if not a or (m["c"] and (not c or c < a)):
                continue
            add(
                m,
                PartialDate(a, int(m["b"])),
                PartialDate(c, int(m["d"])) if c else None,
            )
        for m in _CELL_SPAN.finditer(self.text):
            a, c = self.full_year(m["a"]), self.full_year(m["b"])
            if a and c and a < c <= a + 45:
                add(m, PartialDate(a), PartialDate(c))
        for m in _MONTH_TO_YEAR.finditer(self.text):
            a, c = self.full_year(m["a"]), self.full_year(m["c"])
            if a and c and a <= c:
                add(m, PartialDate(a, int(m["b"]) if m["b"] else None), PartialDate(c))
        for m in _MIXED_SPAN.finditer(self.text):
            a, c = self.full_year(m["a"]), int(m["b"])
            if a and a <= c <= a + 45:
                add(m, PartialDate(a), PartialDate(c))
        for m in _UNTIL_SHORT.finditer(self.text):
            year = self.full_year(m["y"])
            if year:
                add(m, None, PartialDate(year, int(m["m"]) if m["m"] else None))
        return out

    @cached_property
    def ranges(self) -> list[Found[DateRange]]:
        """Every span of time, also half open ones."""
        own = self._short_ranges
        spans = [*self.contact_spans, *((f.start, f.end) for f in own)]
        found = own + [
            f
            for f in find_date_ranges(self._dated_text, today=self.today)
            if not any(s < f.end and f.start < e for s, e in spans)
        ]
        for m in _SHORT_SPAN.finditer(self.text):
            start = int(m["a"]) if m["a"] else self.full_year(m["c"])
            end = self.full_year(m["b"] or m["d"])
            if not start or not end or not start <= end <= start + 45:
                continue
            if m["a"] and end % 100 <= 12 and end != start + 1 and "/" in m[0]:
                # 2012/10 is a month.
                continue
            if any(f.start < m.end() and m.start() < f.end for f in found):
                continue
            when = DateRange(PartialDate(start), PartialDate(end))
            found.append(Found(when, m.start(), m.end(), m[0]))
        found = [g for f in found if (g := self._apart(f)) is not None]
        return sorted(found, key=attrgetter("start"))

    def _apart(self, f: Found[DateRange]) -> Found[DateRange] | None:
        """Return a span of time as it was said: 做到前年底|现在回西安了 is an end, then a now."""
        m = re.search(r"[底初年月](?=(?:现在|目前)$)", f.text)
        if m is None or re.search(r"[-–—~至到]", f.text) or not f.value.is_current:
            return f
        before = self.text[max(0, f.start - 3) : f.start]
        if f.value.start is None or not before.endswith("到"):
            return None
        end = f.start + m.end()
        return Found(DateRange(None, f.value.start), f.start, end, self.text[f.start : end])

    @cached_property
    def places(self) -> list[Found[Place]]:
        """Places."""
        # A line's end ends a place: 北京 above 北京云帆科技.
        text = _CJK_LINE_END.sub(";", _CAPITALS.sub(lambda m: m[0].title(), self.text))
        found = find_places(text, lang=self.lang)
        # A greeting is no town in Kenya.
        return [
            replace(f, text=self.text[f.start : f.end])
            for f in found
            if f.text.casefold() != "hola"
        ]

    @cached_property
    def titles(self) -> list[Found[Title]]:
        """Occupations; fields and tools that only stand for one (Java, retail) left out."""
        return [
            f
            for f in self.all_titles
            if not f.value.is_weak
            and not _NO_TITLE.match(f.text)
            # A reading that ran on to the left: 毕业后进了徐工做工艺工程师.
            and not re.search(r"[了后]|毕业", f.text)
        ]

    @cached_property
    def all_titles(self) -> list[Found[Title]]:
        """Occupations, and words that stand for one."""
        # 陈师傅 is how one is called; a title does not go on over a stop.
        return [_behind_stop(f) for f in find_titles(self.text) if not _CALLED.fullmatch(f.text)]

    @cached_property
    def skills(self) -> list[Found[Skill]]:
        """Skills, tools, certificates of the lexicon."""
        return find_skills(self.text)

    @cached_property
    def levels(self) -> list[Found[Education]]:
        """Levels of education."""
        return find_education(self.text)

    @cached_property
    def languages(self) -> list[Found[SpokenLanguage]]:
        """Spoken languages."""
        return find_spoken_languages(self.text)

    @cached_property
    def durations(self) -> list[Found[Experience]]:
        """Years of experience."""
        return find_experience(self.text)

    def piece(self, start: int, end: int, *, value: str | None = None) -> Piece | None:
        """Return the words there without edge punctuation; None when nothing is left.

        The value is the person's own writing (the original's characters), spaces folded.
        """
        start, end = trim(self.text, start, end)
        if start >= end:
            return None
        if value is None:
            a, b = self.norm.span(start, end)
            value = _CJK_GAP.sub("", _SPACES.sub(" ", self.norm.original[a:b])).strip()
        return Piece(value, start, end)

    def span(self, piece: Piece) -> Span:
        """Return the piece's offsets in the original."""
        a, b = self.norm.span(piece.start, piece.end)
        return Span(a, b)


def _with_dots(found: Found[Email], text: str) -> Found[Email]:
    """Return a malformed address with the rest that two dots cut off: ann@example..com."""
    rest = re.match(r"\.{2,}[A-Za-z]{2,6}\b", text[found.end :])
    if rest is None:
        return found
    value = Email(found.text + rest[0], is_valid=False, problem="bad_domain")
    return Found(value, found.start, found.end + rest.end(), found.text + rest[0])


def _behind_stop(found: Found[Title]) -> Found[Title]:
    stop = max(found.text.rfind(c) for c in "。;；!！?？\n")
    if stop < 0:
        return found
    at = stop + 1
    return replace(found, start=found.start + at, text=found.text[at:])


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without edge punctuation and unpaired brackets."""
    moved = True
    while moved and start < end:
        moved = False
        while start < end and text[start] in _EDGES:
            start, moved = start + 1, True
        while start < end and text[end - 1] in _EDGES and not text[start:end].endswith(_KEPT_ENDS):
            end, moved = end - 1, True
        for a, b in ("()", "[]", "【】", "“”", "「」"):
            inner = text[start:end]
            if inner[:1] == a and inner.find(b) in (-1, len(inner) - 1):
                end -= inner.endswith(b)
                start, moved = start + 1, True
            elif inner[:1] == b or (inner[-1:] == a):
                start, end, moved = (
                    start + (inner[0] == b),
                    end - (inner[-1] == a),
                    True,
                )
            elif inner[-1:] == b and a not in inner:
                end, moved = end - 1, True
    return start, end


# A final full stop that belongs to the word.
_KEPT_ENDS = (
    "Inc.",
    "Ltd.",
    "Co.",
    "Corp.",
    "Jr.",
    "Sr.",
    "B.A.",
    "B.Sc.",
    "Ph.D.",
    "M.A.",
)


def within(found: Sequence[Found[T]], start: int, end: int) -> list[Found[T]]:
    """Return what lies wholly between the offsets; `found` is in the order of the text."""
    inside = []
    for i in range(bisect_left(found, start, key=attrgetter("start")), len(found)):
        if found[i].start > end:
            break
        if found[i].end <= end:
            inside.append(found[i])
    return inside


def _overlaps(one: Found[T], others: Iterable[Found]) -> bool:
    return any(o.start < one.end and one.start < o.end for o in others)


def build_document(draft: Draft, reading: Reading) -> tuple[Document, dict[str, Span]]:
    """Return the JSON Resume document and the span of each of its leaves in the original."""
    document: Document = {}
    sources: dict[str, Span] = {}

    def build(entry: Entry, pointer: str) -> dict:
        out: dict = {}
        order = {k: i for i, k in enumerate(_KEY_ORDER)}
        for key in sorted(entry.one, key=lambda k: order.get(k, len(order))):
            out[key] = entry.one[key].value
            sources[f"{pointer}/{key}"] = reading.span(entry.one[key])
        for key, pieces in entry.many.items():
            if pieces:
                out[key] = [p.value for p in pieces]
                for i, p in enumerate(pieces):
                    sources[f"{pointer}/{key}/{i}"] = reading.span(p)
        return out

    basics = build(draft.basics, "/basics")
    if draft.location:
        basics["location"] = build(draft.location, "/basics/location")
    if draft.profiles:
        basics["profiles"] = [
            build(p, f"/basics/profiles/{i}") for i, p in enumerate(draft.profiles)
        ]
    if basics:
        document["basics"] = basics
    for section in LIST_SECTIONS:
        entries = [e for e in draft.sections.get(section, ()) if e]
        if entries:
            document[section] = [build(e, f"/{section}/{i}") for i, e in enumerate(entries)]
    if draft.wishes:
        document["meta"] = {"jobassist": build(draft.wishes, "/meta/jobassist")}
    return document, sources


def iter_lines(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the offsets of each line that is not blank, without its edge spaces."""
    stop = len(text) if end is None else end
    at = start
    while at < stop:
        nl = text.find("\n", at, stop)
        line_end = stop if nl < 0 else nl
        a, b = at, line_end
        while a < b and text[a].isspace():
            a += 1
        while b > a and text[b - 1].isspace():
            b -= 1
        if a < b:
            yield a, b
        at = line_end + 1
