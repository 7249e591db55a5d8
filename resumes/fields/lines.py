"""Lines of a CV's section as entries see them: bullets, labels, times, and scored parts."""

import re
from dataclasses import dataclass

from jobassist.language.dates import DateRange, PartialDate
from jobassist.language.found import Found

from .cells import (
    Cell,
    CellSpan,
    org_score,
    place_of,
    read_cell,
    split_cells,
    split_commas,
    task_score,
    title_score,
)
from .reading import Reading, iter_lines, within
from .words import en_org_pattern

_CJK = re.compile(r"[\u4e00-\u9fff]")


_BULLET = re.compile(
    r"^(?:[•●▪◦■◆★✓✔➢➤►▶§·*–—\u25cf\uf0b7\uf0a7\uf0d8?]+|-(?!\d)|\d{1,2}[.)、](?!\d)|[(（]\d{1,2}[)）]|[a-z]\)|o(?=\s))\s*"
)
_LABEL = re.compile(
    r"^(?P<k>company|employer|organi[sz]ation|designation|position|job title|title|role|duration|period|location|place|"
    r"client|project(?: name| title)?|description|公司(?:名称)?|单位(?:名称)?|工作单位|职位|职务|岗位|担任职务|时间|起止时间|工作时间|地点|工作地点|"
    r"项目名称|项目角色|担任角色|角色|工作内容|工作职责|工作描述|职责|职责描述|主要职责|工作业绩|业绩|项目描述|项目职责|项目介绍|内容|所属行业)"
    r"\s*(?:[:：]|\s-\s?|-\s)\s*",
    re.IGNORECASE,
)
LABEL_FIELD = {
    "company": "name",
    "employer": "name",
    "organization": "name",
    "organisation": "name",
    "client": "client",
    "designation": "position",
    "position": "position",
    "job title": "position",
    "title": "position",
    "role": "position",
    "duration": "time",
    "period": "time",
    "location": "location",
    "place": "location",
    "description": "summary",
    "公司": "name",
    "公司名称": "name",
    "单位": "name",
    "单位名称": "name",
    "工作单位": "name",
    "职位": "position",
    "职务": "position",
    "岗位": "position",
    "担任职务": "position",
    "担任角色": "position",
    "角色": "position",
    "项目角色": "position",
    "时间": "time",
    "起止时间": "time",
    "工作时间": "time",
    "地点": "location",
    "工作地点": "location",
    "project": "project",
    "project name": "project",
    "project title": "project",
    "项目名称": "project",
    "所属行业": "industry",
}
EMPTY_HEADS = re.compile(
    r"(?i)^(?:(?:key |main |job )?(?:roles?(?: (?:and|&) )?|responsibilit(?:y|ies)|duties|achievements?|accomplishments?|"
    r"description|tasks|highlights|tools summary|project & role description)[\s/&,-]*)+(?:achievements?|responsibilities)?\s*[:：\-]*$"
    r"|^(?:工作内容|工作职责|主要职责|职责|工作描述|工作业绩|主要业绩|业绩|内容|职责描述|岗位职责)[:：]?$"
)
# What is left of a line that a span of time was wrapped onto.
_STRAY = re.compile(r"(?i)(?:(?:to|from|till|until|since|and|the|in|at|date)\W*)+")
_URL = re.compile(
    r"(?i)\b(?:https?://|www\.)\S+|\b[\w.-]+\.(?:com|ru|org|net|io|cn)(?:/\S*)?(?=[\s)]|$)"
)


@dataclass(slots=True)
class Line:
    """One line of a section as entries see it."""

    start: int
    end: int
    is_bullet: bool
    range: Found[DateRange] | None
    date: Found[PartialDate] | None
    is_blank_before: bool
    is_header_like: bool = False
    label: str | None = None
    label_end: int = 0

    @property
    def has_time(self) -> bool:
        """Whether a span of time or a date stands in it."""
        return self.range is not None or self.date is not None


_TABLE_HEAD = frozenset(
    "degree qualification course institute institution university board school college year passing percentage marks grade cgpa "
    "company employer organisation organization designation position role title period duration from to dates date place location "
    "时间 起止时间 日期 公司 公司名称 单位 工作单位 职位 职务 岗位 部门 学校 院校 毕业院校 专业 学历 学位 证明人 地点".split()
)


def _is_table_head(line: str) -> bool:
    """Whether a line names the columns of a table and nothing else."""
    cells = [c for c in re.split(r"[|｜/\s]+", line.casefold()) if c not in ("", "of", "&", "and")]
    return len(cells) >= 2 and all(c.strip(".:%") in _TABLE_HEAD for c in cells)


def read_lines(reading: Reading, start: int, end: int) -> list[Line]:
    """Return the lines of a stretch with what an entry's borders are seen by."""
    text = reading.text
    out: list[Line] = []
    last = start
    for a, b in iter_lines(text, start, end):
        m = _BULLET.match(text[a:b])
        body = a + (m.end() if m else 0)
        if body >= b:
            last = b
            continue
        if _is_table_head(text[body:b]):
            last = b
            continue
        ranges = within(reading.ranges, body, b)
        dates = within(reading.dates, body, b)
        line = Line(
            body,
            b,
            is_bullet=m is not None,
            range=ranges[0] if ranges else None,
            date=_entry_date(text, dates, body, b) if dates and not ranges else None,
            is_blank_before=text[last:a].count("\n") > 1,
        )
        label = _LABEL.match(text[body:b])
        if label:
            line.label = label["k"].casefold()
            line.label_end = body + label.end()
        line.is_header_like = _is_header_like(reading, line)
        out.append(line)
        last = b
    return out


def _entry_date(
    text: str, dates: list[Found[PartialDate]], start: int, end: int
) -> Found[PartialDate]:
    """Return the first date of a line, or the first of a row of them at its end (2016, 2017)."""
    if dates[0].start - start <= 3 or end - dates[-1].end > 3:
        return dates[0]
    row = dates[-1]
    for d in reversed(dates[:-1]):
        row = d if 0 < row.start - d.end <= 5 else row
    # SQL Server 2000, 2005: years that are no time.
    is_time = re.search(
        r"(?i)(?:\||\bsummers?|\bwinters?|\bseasons?|[寒暑]假)\s*$", text[start : row.start]
    )
    return row if is_time else dates[0]


def rest_of(reading: Reading, line: Line) -> str:
    """Return the line's words without its time."""
    time = line.range or line.date
    text = reading.text
    if time is None:
        return text[line.start : line.end].strip()
    return (text[line.start : time.start] + " " + text[time.end : line.end]).strip(
        " -–—|:：,，()（）\t."
    )


def _is_header_like(reading: Reading, line: Line) -> bool:
    rest = rest_of(reading, line)
    if len(rest) > (46 if _CJK.search(rest) else 110) or EMPTY_HEADS.match(rest):
        return False
    if not rest:
        return True
    if _STRAY.fullmatch(rest):
        return False
    if rest[-1] in ".。;；!！" and not re.search(
        r"(?i)(?:inc|ltd|co|corp|llc|sr|jr|\b[a-z]\.[a-z])\.$", rest
    ):
        return False
    if line.label:
        return False
    a, b = line.start, line.end
    if task_score(reading, a, b) >= 0.9 and not line.has_time:
        return False
    if rest[:1].islower() and len(rest.split()) > 5:
        return False
    above = reading.text[: line.start].rstrip(" \t").removesuffix("\n")
    row = above[above.rfind("\n") + 1 :]
    if (
        not line.is_bullet
        and len(row) >= 60
        and row.rstrip()[-1:] not in ".。;；:：!"
        and row.strip()
    ):
        # The last words of a paragraph that a page's width wrapped.
        time = line.range or line.date
        if (time is None or time.start - line.start > 3) and not rest[:1].isupper():
            return False
    if line.is_bullet and not line.has_time:
        words = len(rest.split()) if not _CJK.search(rest) else len(rest) / 4
        return (
            words <= 6
            and (title_score(reading, a, b) >= 0.8 or org_score(reading, a, b) >= 0.9)
            and "," not in rest
        )
    return True


def split_title_org(reading: Reading, start: int, end: int) -> tuple[CellSpan, CellSpan] | None:
    """Return (employer, title) of an English part that runs them together: Cook Oak Grill Ltd."""
    text = reading.text
    found = [f for f in within(reading.titles, start, end) if f.start == start and f.end < end - 2]
    if not found or _CJK.search(text[start:end]):
        return None
    f = max(found, key=lambda f: f.end)
    rest = (f.end, end)
    while rest[0] < end and text[rest[0]] == " ":
        rest = (rest[0] + 1, end)
    words = text[rest[0] : end]
    if not words[:1].isupper() or not en_org_pattern().search(words) or len(words.split()) > 6:
        return None
    if re.match(r"(?i)(?:[&/,-]|(?:and|of|for|in)\b)", words):
        return None
    return rest, (f.start, f.end)


def _times(lines: list[Line]) -> list[CellSpan]:
    return [(t.start, t.end) for row in lines if (t := row.range or row.date) is not None]


def cells_of(reading: Reading, lines: list[Line]) -> list[Cell]:
    """Return the scored parts of header lines, their times and links taken out."""
    text = reading.text
    out: list[Cell] = []
    for line in lines:
        cut = _times([line])
        cut += [(m.start(), m.end()) for m in _URL.finditer(text, line.start, line.end)]
        start = line.label_end if line.label else line.start
        told = None if line.label else _TOLD.search(text, start, line.end)
        if told and _heads_entry(reading, start, told.start()):
            # Clerk, Northern Fasteners, Salford: 400 invoices a month.
            for a, b in split_cells(reading, start, told.start(), cut=cut):
                out += _split_cell(reading, a, b)
            for a, b in split_cells(reading, told.end(), line.end, cut=cut):
                out.append(Cell(a, b, org=0.0, title=0.0, place=0.0, task=1.0))
            continue
        for a, b in split_cells(reading, start, line.end, cut=cut):
            out += _split_cell(reading, a, b)
    return out


def _heads_entry(reading: Reading, start: int, end: int) -> bool:
    """Whether a stretch before a colon is an entry's header: an employer, with a title or a town."""
    parts = split_commas(reading, start, end)
    return (
        len(parts) > 1
        and not _CJK.search(reading.text[start:end])
        and any(org_score(reading, *part) >= 0.6 for part in parts)
    )


_TOLD = re.compile(r"(?<=[a-z]):\s+(?=(?:[\w%£$€-]+,?\s+){2,}\w)")


def _split_cell(reading: Reading, start: int, end: int) -> list[Cell]:
    """Return a part, split at commas where the pieces are of different kinds, or `X at Y`."""
    text = reading.text
    whole = read_cell(reading, start, end)
    at = re.search(r"(?i)(?<=\w)\s+(?:at|@|with|for|in)\s+(?=[A-Z0-9])", text[start:end])
    if at and not _CJK.search(text[start:end]):
        left = (start, start + at.start())
        right = (start + at.end(), end)
        strong_left = title_score(reading, *left)
        if strong_left >= 0.6 and not place_of(reading, *right):
            return [read_cell(reading, *left), *_split_cell(reading, *right)]
    if whole.place or whole.task >= 0.9 or not re.search(r"[,，;；]", text[start:end]):
        return [whole]
    pieces = split_commas(reading, start, end)
    if len(pieces) < 2:
        return [whole]
    # A tail of places: Hartwell & Sons, Leeds, UK.
    tail = len(pieces)
    while tail > 1 and is_in_place(reading, *pieces[tail - 1]):
        tail -= 1
    if tail == len(pieces) and _is_town_of(reading, pieces):
        tail -= 1
    if tail == len(pieces) - 1 > 1 and _is_unknown_town(reading, pieces):
        tail -= 1
    out: list[Cell] = []
    group: list[CellSpan] = []
    for piece in pieces[:tail]:
        cell = read_cell(reading, *piece)
        fresh = cell.title >= 0.6 or cell.org >= 0.6 or cell.task >= 0.6
        if group and not fresh:
            group = [*group, piece]
            continue
        if group:
            out.append(read_cell(reading, group[0][0], group[0][1]))
            out += [read_cell(reading, *g) for g in group[1:]]
        group = [piece]
    if group:
        out.append(read_cell(reading, group[0][0], group[0][1]))
        out += [read_cell(reading, *g) for g in group[1:]]
    if tail < len(pieces):
        a, b = pieces[tail][0], pieces[-1][1]
        out.append(Cell(a, b, org=0.0, title=0.0, place=0.9, task=0.0))
    return out


def is_in_place(reading: Reading, start: int, end: int) -> bool:
    """Whether a part is a place, or one half of a place with its country (Kyiv, Ukraine)."""
    return bool(place_of(reading, start, end)) or any(
        f.start <= start and end <= f.end for f in reading.places
    )


def _is_town_of(reading: Reading, pieces: list[CellSpan]) -> bool:
    """Whether the last part is a town no list has, behind an employer sure to be one."""
    start, end = pieces[-1]
    return (
        re.fullmatch(r"[A-Z][a-z'-]+(?: [A-Z][a-z'-]+)?", reading.text[start:end]) is not None
        and org_score(reading, *pieces[-2]) >= 0.9
        and title_score(reading, start, end) < 0.45
        and org_score(reading, start, end) < 0.6
    )


def _is_unknown_town(reading: Reading, pieces: list[CellSpan]) -> bool:
    """Whether the part before a country or region is a town no list has: Ekaterinburg, Russia."""
    start, end = pieces[-2]
    places = place_of(reading, *pieces[-1])
    words = reading.text[start:end]
    return (
        all(p.kind in ("country", "region") for p in places)
        and re.fullmatch(r"[A-Z][\w'-]+(?: [A-Z][\w'-]+)?", words) is not None
        and title_score(reading, start, end) < 0.5
        and org_score(reading, start, end) < 0.6
    )
