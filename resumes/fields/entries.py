"""Entries of a CV's sections: which lines make one, and what its parts are."""

import re
from dataclasses import dataclass

from jobassist.language.dates import DateRange, PartialDate
from jobassist.language.found import Found

from .cells import (
    Cell,
    CellSpan,
    degree_in,
    org_score,
    place_of,
    read_cell,
    school_in,
    split_cells,
    split_commas,
    task_score,
    title_score,
)
from .reading import Draft, Entry, Piece, Reading, iter_lines, within
from .words import EN_SCHOOL, en_org_pattern

_BULLET = re.compile(
    r"^(?:[•●▪◦■◆★✓✔➢➤►▶§·*–—\u25cf\uf0b7\uf0a7\uf0d8?]+|-(?!\d)|\d{1,2}[.)、](?!\d)|[(（]\d{1,2}[)）]|[a-z]\)|o(?=\s))\s*"
)
_CJK = re.compile(r"[\u4e00-\u9fff]")
_LABEL = re.compile(
    r"^(?P<k>company|employer|organi[sz]ation|designation|position|job title|title|role|duration|period|location|place|"
    r"client|project(?: name| title)?|description|公司(?:名称)?|单位(?:名称)?|工作单位|职位|职务|岗位|担任职务|时间|起止时间|工作时间|地点|工作地点|"
    r"项目名称|项目角色|担任角色|角色|工作内容|工作职责|工作描述|职责|职责描述|主要职责|工作业绩|业绩|项目描述|项目职责|项目介绍|内容|所属行业)"
    r"\s*(?:[:：]|\s-\s?|-\s)\s*",
    re.IGNORECASE,
)
_LABEL_FIELD = {
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
_EMPTY_HEADS = re.compile(
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


def _rest(reading: Reading, line: Line) -> str:
    """Return the line's words without its time."""
    time = line.range or line.date
    text = reading.text
    if time is None:
        return text[line.start : line.end].strip()
    return (text[line.start : time.start] + " " + text[time.end : line.end]).strip(
        " -–—|:：,，()（）\t."
    )


def _is_header_like(reading: Reading, line: Line) -> bool:
    rest = _rest(reading, line)
    if len(rest) > (46 if _CJK.search(rest) else 110) or _EMPTY_HEADS.match(rest):
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


def split_entries(reading: Reading, lines: list[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Return (header lines, body lines) of each entry; without headers one with all as body."""
    labelled = _split_labelled(lines)
    if labelled:
        return labelled
    anchors = [
        i
        for i, row in enumerate(lines)
        if (row.has_time and _is_anchor(reading, row))
        or (_is_undated_header(reading, row) and not _has_time_below(reading, lines, i))
    ]
    anchors = [i for i in anchors if i - 1 not in anchors or not _closes(reading, lines, i)]
    if not any(lines[i].has_time for i in anchors):
        return _split_undated(reading, lines)
    before = 0
    i = anchors[0] - 1
    while i >= 0 and before < 3 and lines[i].is_header_like and not lines[i].is_bullet:
        before, i = before + 1, i - 1
    if _is_complete(reading, lines[anchors[0]]) and not (
        before and _is_employer_line(reading, lines[anchors[0] - 1])
    ):
        before = 0
    heads: list[tuple[int, int]] = []
    for k, anchor in enumerate(anchors):
        floor = anchors[k - 1] + 1 if k else 0
        first = anchor
        while (
            first - 1 >= floor
            and anchor - first < before
            and lines[first - 1].is_header_like
            and (lines[anchor].is_bullet or not lines[first - 1].is_bullet)
        ):
            first -= 1
        last = anchor
        ceiling = anchors[k + 1] if k + 1 < len(anchors) else len(lines)
        if before == 0 and not _is_complete(reading, lines[anchor]):
            while (
                last + 1 < ceiling
                and last - anchor < 2
                and lines[last + 1].is_header_like
                and not lines[last + 1].is_bullet
                and not (last > anchor and lines[last + 1].is_blank_before)
                and not _is_complete(reading, lines[last + 1])
            ):
                last += 1
                if _is_complete_span(reading, lines[anchor : last + 1]):
                    break
        elif (
            before
            and last + 1 < ceiling
            and not _is_complete_span(reading, lines[first : last + 1])
        ):
            nxt = lines[last + 1]
            if (
                nxt.is_header_like
                and not nxt.is_bullet
                and _adds_kind(reading, lines[first : last + 1], nxt)
            ):
                last += 1
        heads.append((first, last))
    out: list[tuple[list[Line], list[Line]]] = []
    if heads[0][0] > 0:
        lead = lines[: heads[0][0]]
        out.append(([], lead))
    for k, (first, last) in enumerate(heads):
        stop = heads[k + 1][0] if k + 1 < len(heads) else len(lines)
        out.append((lines[first : last + 1], lines[last + 1 : stop]))
    return out


def _is_anchor(reading: Reading, line: Line) -> bool:
    """Return whether the time in this line begins an entry rather than being mentioned."""
    rest = _rest(reading, line)
    time = line.range or line.date
    assert time is not None
    edge = time.start - line.start <= 3 or line.end - _last_time(reading, line) <= 3
    ends = reading.text[line.start : line.end].rstrip()
    is_sentence = time.start - line.start > 3 and ends.endswith(".") and len(rest.split()) > 6
    if is_sentence and not within(reading.titles, line.start, line.end):
        # The end of a sentence: …, no failed inspection since 2018.
        return False
    words = len(rest) / 3 if _CJK.search(rest) else len(rest.split())
    if line.label and _LABEL_FIELD.get(line.label) == "time":
        return True
    if line.range is not None:
        if edge:
            return words <= 18 and line.is_header_like
        return words <= 12 and line.is_header_like
    assert line.date is not None
    if line.date.value.is_relative or line.is_bullet and words > 8:
        return False
    return edge and words <= 12 and line.is_header_like


def _last_time(reading: Reading, line: Line) -> int:
    """Return where the time of a line ends, further dates listed right behind it too."""
    time = line.range or line.date
    assert time is not None
    end = time.end
    for d in within(reading.dates, end, line.end):
        is_next = time.start > line.start + 3 and line.date is not None and d.start - end <= 5
        end = d.end if is_next and re.match(r"[,、&]", reading.text[end : d.start].strip()) else end
    return end


def _is_undated_header(reading: Reading, line: Line) -> bool:
    """Whether a line without a time is a header all the same: DATA ANALYST ACME GROUP, MOSCOW."""
    if line.has_time or line.is_bullet or line.label or not line.is_header_like:
        return False
    words = reading.text[line.start : line.end]
    if len(words.split()) > 12 or _CJK.search(words):
        return False
    cells = cells_of(reading, [line])
    return (
        any(c.place for c in cells)
        and any(c.title >= 0.65 or split_title_org(reading, c.start, c.end) for c in cells)
        and bool(en_org_pattern().search(words))
    )


def _closes(reading: Reading, lines: list[Line], i: int) -> bool:
    """Whether a dated line ends the span that the one above begins: its date is the second.

    2017, December | Kinodanza, Russia
    2019, August   | Python Developer
    """
    one, two = lines[i - 1], lines[i]
    if one.date is None or two.date is None or two.is_blank_before:
        return False
    if one.date.start - one.start > 2 or two.date.start - two.start > 2:
        return False
    first, second = _kinds(reading, [one]), _kinds(reading, [two])
    return first[0] and not first[1] and second[1]


def _split_labelled(lines: list[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Split entries set as a form (公司: … 职位: … 时间: …): a label that comes again begins one."""
    fields = [_LABEL_FIELD.get(row.label or "") for row in lines]
    if "time" not in fields or not ({"name", "project"} & set(fields)):
        return []
    out: list[tuple[list[Line], list[Line]]] = []
    seen: set[str] = set()
    for row, field in zip(lines, fields, strict=True):
        if field in ("name", "project", "position", "time"):
            if not out or field in seen:
                out.append(([], []))
                seen = set()
            seen.add(field)
        elif not out:
            return []
        out[-1][1].append(row)
    return out


def _has_time_below(reading: Reading, lines: list[Line], i: int) -> bool:
    """Whether the line under a header is nothing but its time."""
    below = lines[i + 1] if i + 1 < len(lines) else None
    return below is not None and below.has_time and not re.search(r"\w", _rest(reading, below))


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
    if re.match(r"(?i)(?:&|and|of|for|in|-|/|,)", words):
        return None
    return rest, (f.start, f.end)


def _kinds(reading: Reading, lines: list[Line]) -> tuple[bool, bool]:
    """Return whether the lines hold an employer, and a title."""
    has_org = has_title = False
    for line in lines:
        for cell in cells_of(reading, [line]):
            if cell.title >= 0.6 and cell.title >= cell.org:
                has_title = True
            elif cell.org >= 0.4 and cell.place == 0 and cell.task < 0.6:
                has_org = True
    return has_org, has_title


def _is_complete(reading: Reading, line: Line) -> bool:
    return _is_complete_span(reading, [line])


def _is_complete_span(reading: Reading, lines: list[Line]) -> bool:
    has_org, has_title = _kinds(reading, lines)
    school = any(school_in(reading, row.start, row.end) for row in lines)
    degree = any(degree_in(reading, row.start, row.end) for row in lines)
    if len(lines) == 1 and lines[0].has_time and not has_title:
        # An employer sure to be one, and another name: that is the post.
        cells = [c for c in cells_of(reading, lines) if not c.place and c.task < 0.6]
        has_title = len(cells) == 2 and sum(c.org >= 0.9 for c in cells) == 1
    return (has_org and has_title) or (school and degree)


def _is_employer_line(reading: Reading, line: Line) -> bool:
    """Whether a line is an employer with its town and no title: what is below is a post there."""
    if line.has_time or line.label:
        return False
    cells = cells_of(reading, [line])
    return (
        any(c.place for c in cells)
        and any(c.org >= 0.6 > c.title for c in cells)
        and len(cells) <= 3
    )


def _adds_kind(reading: Reading, lines: list[Line], nxt: Line) -> bool:
    has_org, has_title = _kinds(reading, lines)
    org, title = _kinds(reading, [nxt])
    words = reading.text[nxt.start : nxt.end]
    if not _CJK.search(words) and (
        len(words.split()) > 6 or task_score(reading, nxt.start, nxt.end) >= 0.6
    ):
        return False
    return (title and not has_title) or (
        org and not has_org and org_score(reading, nxt.start, nxt.end) >= 0.6
    )


def _split_undated(reading: Reading, lines: list[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Split by labels (`company - X`), else by header lines that name an employer or a title."""
    out: list[tuple[list[Line], list[Line]]] = []
    names = [
        i
        for i, row in enumerate(lines)
        if row.label and _LABEL_FIELD.get(row.label) in ("name", "project")
    ]
    if names:
        for k, i in enumerate(names):
            stop = names[k + 1] if k + 1 < len(names) else len(lines)
            out.append(([lines[i]], lines[i + 1 : stop]))
        if names[0] > 0:
            out.insert(0, ([], lines[: names[0]]))
        return out
    current: tuple[list[Line], list[Line]] = ([], [])
    for line in lines:
        strong = (
            line.is_header_like
            and not line.is_bullet
            and (
                title_score(reading, line.start, line.end) >= 0.6
                or org_score(reading, line.start, line.end) >= 0.6
                or school_in(reading, line.start, line.end) is not None
                or sum(_kinds(reading, [line])) == 2
            )
        )
        if strong and (
            current[1] or len(current[0]) >= 2 or _is_complete_span(reading, current[0])
        ):
            out.append(current)
            current = ([line], [])
        elif strong:
            current[0].append(line)
        else:
            current[1].append(line)
    out.append(current)
    return [e for e in out if e[0] or e[1]]


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
    while tail > 1 and _is_in_place(reading, *pieces[tail - 1]):
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


def _is_in_place(reading: Reading, start: int, end: int) -> bool:
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


def is_too_vague(when: PartialDate, words: str) -> bool:
    """Return whether even the year is a guess ("last spring"); 去年年底 has a sure one."""
    sure = re.search(r"(?i)今年|去年|前年|明年|\byear\b|\d{2}", words)
    return when.is_about and when.is_relative and sure is None


def put_range(entry: Entry, reading: Reading, found: Found[DateRange]) -> None:
    """Set an entry's start and end from a span of time; "now" sets no end.

    "Last spring" is too vague to be a date.
    """
    value = found.value
    words = (found.start, found.end)
    for key, when in (("startDate", value.start), ("endDate", value.end)):
        if when is not None and when.iso and not is_too_vague(when, found.text):
            entry.put(key, _date_piece(reading, words, when, is_start=key == "startDate"))


def _date_piece(reading: Reading, words: CellSpan, when: PartialDate, *, is_start: bool) -> Piece:
    """Return the date with, where they can be told apart, its own words of the range."""
    inner = [d for d in within(reading.dates, *words) if d.value.iso == when.iso]
    if inner:
        d = inner[0] if is_start else inner[-1]
        return Piece(str(when.iso), d.start, d.end)
    return Piece(str(when.iso), *words)


def date_piece(found: Found[PartialDate]) -> Piece | None:
    """Return one date as a piece, None for "now" and for an impossible one."""
    iso = found.value.iso
    return Piece(iso, found.start, found.end) if iso else None


def read_work(
    reading: Reading, draft: Draft, start: int, end: int, *, section: str = "work"
) -> None:
    """Read a section of jobs (or of voluntary work) into the draft."""
    lines = read_lines(reading, start, end)
    previous: Entry | None = None
    name_key = "organization" if section == "volunteer" else "name"
    for head, body in split_entries(reading, lines):
        entry = Entry()
        if head:
            fill_header(reading, entry, head, name_key=name_key)
        for line in head[:1]:
            if line.label:
                _fill_label(reading, entry, line, name_key)
        fill_body(reading, entry, body, name_key=name_key)
        if not entry or is_gap(entry):
            continue
        if previous is not None and name_key not in entry.one and "position" in entry.one:
            same = previous.one.get(name_key)
            if (
                _heads_posts(reading, previous, name_key)
                and len(head) < 3
                and "startDate" in entry.one
            ):
                entry.put(name_key, same)
        if entry.one.get(name_key) or entry.one.get("position"):
            draft.of(section).append(entry)
            previous = entry
        elif previous is not None:
            for p in entry.many.get("highlights", ()):
                previous.add("highlights", p)


def _heads_posts(reading: Reading, entry: Entry, name_key: str) -> bool:
    """Whether an employer stands on a line above its posts, so that the next post may be there."""
    name, post = entry.one.get(name_key), entry.one.get("position")
    if name is None or post is None:
        return name is not None
    return "\n" in reading.text[min(name.end, post.end) : max(name.start, post.start)]


def is_gap(entry: Entry) -> bool:
    """Whether the entry tells of time without a job: 在家带孩子, career break."""
    words = " ".join(entry.one[k].value for k in ("name", "position") if k in entry.one)
    return bool(
        re.fullmatch(
            r"(?i)(?:因|疫情|期间|回老家|回家|在家|(?:照顾|带)(?:家人|老人|孩子|小孩|娃|父母)|待业|休息|养病|生育|生孩子|备考|考研|种地|全职妈妈|[、,，和 ])+"
            r"|(?:employment |career )?(?:gap|break)\b.*|unemployed|between jobs|(?:maternity|parental) leave",
            words.strip(),
        )
    )


def fill_header(reading: Reading, entry: Entry, head: list[Line], *, name_key: str) -> None:
    for line in head:
        if line.range is not None:
            put_range(entry, reading, line.range)
        elif line.date is not None and "startDate" not in entry.one:
            entry.put("startDate", date_piece(line.date))
            listed = within(reading.dates, line.date.end, line.end)
            if listed and re.fullmatch(
                r"\s*(?:,|&|and|、|和)\s*", reading.text[line.date.end : listed[0].start]
            ):
                # Summers 2016, 2017.
                entry.put("endDate", date_piece(listed[-1]))
        elif line.date is not None and line is not head[0] and "endDate" not in entry.one:
            entry.put("endDate", _closing_date(entry, line.date))
    cells = cells_of(reading, head)
    assign_cells(reading, entry, cells, name_key=name_key)


def _closing_date(entry: Entry, found: Found[PartialDate]) -> Piece | None:
    """Return the end of a span whose start stands a line above; a bare month is of that year."""
    start, when = entry.one["startDate"].value, found.value
    iso = when.iso or ""
    if when.month and not re.search(r"\d", found.text):
        iso = f"{start[:4]}-{when.month:02d}"
    return Piece(iso, found.start, found.end) if iso > start else None


def assign_cells(
    reading: Reading, entry: Entry, cells: list[Cell], *, name_key: str = "name"
) -> None:
    """Say which parts are the employer, the title, the place and the tasks of an entry."""
    text = reading.text
    names: list[Cell] = []
    for cell in cells:
        if cell.place:
            have = entry.one.get("location")
            if have is None:
                entry.put("location", reading.piece(cell.start, cell.end))
            elif 0 <= cell.start - have.end <= 3:
                # Rehovot, Israel: one place in two parts.
                whole = reading.piece(have.start, cell.end)
                if whole is not None:
                    entry.one["location"] = whole
        elif (cell.task >= 0.9 and cell.title < 0.65) or (
            cell.task >= 0.6 and max(cell.org, cell.title) < 0.6
        ):
            entry.add("highlights", reading.piece(cell.start, cell.end))
        elif not re.search(r"[^\W\d_]", text[cell.start : cell.end]):
            continue
        else:
            names.append(cell)
    names = [c for c in names if not _is_noise(text[c.start : c.end])]
    listed = [c for c in names if "、" in text[c.start : c.end] and c.org < 0.6 and c.title < 0.4]
    if len(names) > len(listed):
        # 打零工 装修、搬运、日结: what was done, nobody's name.
        names = [c for c in names if c not in listed]
        for cell in listed:
            entry.add("highlights", reading.piece(cell.start, cell.end))
    split: list[Cell] = []
    for cell in names:
        glued = split_glued(reading, cell.start, cell.end)
        if glued is None and not any(o is not cell and o.org >= 0.6 for o in names):
            glued = split_title_org(reading, cell.start, cell.end)
        has_title = any(o is not cell and o.title >= 0.6 for o in names)
        if glued and len(names) <= 3 and not has_title:
            split += [read_cell(reading, *s) for s in glued]
        else:
            split.append(cell)
    names = split
    best: tuple[float, int, int] | None = None
    for i in range(len(names)):
        for j in range(len(names)):
            if i == j and len(names) > 1:
                continue
            if i == j:
                cell = names[i]
                score = max(cell.org, cell.title)
                pair = (score, i, -1) if cell.org > cell.title else (score, -1, j)
                best = pair
                continue
            score = names[i].org - names[i].title + names[j].title - names[j].org
            score -= 0.02 * (i + j)
            # Even scores: an employer stands before the title in Chinese.
            score += 0.01 if i < j else 0
            if best is None or score > best[0]:
                best = (score, i, j)
    if best is None:
        return
    _, i, j = best
    if i >= 0:
        entry.put(name_key, _named(reading, names[i]))
    if j >= 0:
        entry.put("position", _title_piece(reading, names, j))
    for k, cell in enumerate(names):
        if k in (i, j):
            continue
        if cell.title >= 0.6 and j >= 0 and abs(k - j) == 1 and cell.title >= cell.org:
            # Two titles side by side are one value: 语文老师 班主任.
            a, b = min(names[j].start, cell.start), max(names[j].end, cell.end)
            if "\n" not in text[a:b] and entry.one.get("position"):
                piece = reading.piece(a, b)
                if piece:
                    entry.one["position"] = piece
        elif _is_unit_of(reading, names, i, j, k):
            piece = reading.piece(names[j].start, cell.end)
            if piece:
                entry.one["position"] = piece
        elif cell.place and "location" not in entry.one:
            entry.put("location", reading.piece(cell.start, cell.end))
        elif place_of(reading, cell.start, cell.end):
            entry.put("location", reading.piece(cell.start, cell.end))
        elif cell.task >= 0.4:
            entry.add("highlights", reading.piece(cell.start, cell.end))
    _unpack_brackets(reading, entry, name_key)


def _is_unit_of(reading: Reading, names: list[Cell], i: int, j: int, k: int) -> bool:
    """Whether a part names the unit of the title before it: Staff Nurse, Acute Stroke Unit."""
    if i < 0 or j < 0 or k != j + 1:
        return False
    between = reading.text[names[j].end : names[k].start]
    employer = names[i]
    return (
        between.strip() in (",", "，")
        and names[k].org < 0.6
        and "\n"
        in reading.text[min(employer.end, names[j].end) : max(employer.start, names[j].start)]
        and names[k].task < 0.4
        and not _CJK.search(reading.text[names[k].start : names[k].end])
    )


def _is_noise(words: str) -> bool:
    return bool(
        re.fullmatch(
            r"(?i)(?:full[- ]?time|part[- ]?time|permanent|contract|remote|hybrid|present|now|current|internship|全职|兼职|实习|远程|至今|现在|"
            r"email me on indeed|\(?\d+\s*(?:years?|months?|yrs?|mos?|年|个月).*\)?)",
            words.strip(" .:()"),
        )
    )


def _named(reading: Reading, cell: Cell) -> Piece | None:
    text = reading.text
    words = text[cell.start : cell.end]
    lead = re.match(
        r"(?i)(?:company|employer|firm|client)\s+(?=[\"“A-Z])|(?:一直|都|就|还|现在|目前|曾)*(?:就职于|任职于|在|于)",
        words,
    )
    start = cell.start + (lead.end() if lead else 0)
    tail = re.search(r"(?i)\s+(?:from|since|between|until|in|for)$", text[start : cell.end])
    return reading.piece(start, cell.end - (len(tail[0]) if tail else 0))


def _title_piece(reading: Reading, names: list[Cell], j: int) -> Piece | None:
    cell = names[j]
    text = reading.text[cell.start : cell.end]
    lead = re.match(
        r"(?i)(?:as|an?|the|position of|working as|担任|任|做|当)\s+|(?:担任|任)(?=[\u4e00-\u9fff])",
        text,
    )
    return reading.piece(cell.start + (lead.end() if lead else 0), cell.end)


def _unpack_brackets(reading: Reading, entry: Entry, name_key: str) -> None:
    """Take a place, a title or a task out of brackets behind the employer's name."""
    piece = entry.one.get(name_key)
    if piece is None:
        return
    text = reading.text
    m = re.search(r"\s*[(（]([^()（）]+)[)）]\s*$", text[piece.start : piece.end])
    if not m or m.start() == 0:
        return
    a, b = piece.start + m.start(1), piece.start + m.end(1)
    used = False
    for x, y in split_commas(reading, a, b):
        if place_of(reading, x, y):
            used |= entry.put("location", reading.piece(x, y))
        elif title_score(reading, x, y) >= 0.6 and "position" not in entry.one:
            then = re.search(r"(?i)\s+(?:then|and then|later|promoted to|→|->)\s+", text[x:y])
            used |= entry.put("position", reading.piece(x + then.end() if then else x, y))
        elif task_score(reading, x, y) >= 0.6:
            entry.add("highlights", reading.piece(x, y))
            used = True
        elif re.fullmatch(
            r"(?i)(?:remote|series \w|seed|startup|contract|part[- ]time|full[- ]time|agency|实习|兼职|外包|远程)",
            text[x:y].strip(),
        ):
            used = True
    if used or re.search(r"\.(?:com|ru|cn|org|net|io)\b", text[a:b]):
        shorter = reading.piece(piece.start, piece.start + m.start())
        if shorter:
            entry.one[name_key] = shorter


def split_glued(reading: Reading, start: int, end: int) -> tuple[CellSpan, CellSpan] | None:
    """Return (employer, title) of a Chinese part that runs them together (某某公司总经理)."""
    text = reading.text
    words = text[start:end]
    if not _CJK.search(words) or len(words) < 5:
        return None
    m = re.match(
        r"(?P<org>.*(?:公司|集团|大学|学院|医院|银行|支行|分行|事务所|研究院|研究所|学校|小学|中学|幼儿园|酒店|工厂|厂|协会|学会|委员会|公安局|税务局|审计局|局|中心|超市|餐厅|工作室|家政|物业|地产|科技|网络))"
        r"(?P<title>[^公]{2,14})$",
        words,
    )
    if m:
        a = start + m.end("org")
        if title_score(reading, a, end) >= 0.5:
            return (start, a), (a, end)
    last = [f for f in within(reading.titles, start, end) if f.end == end and f.start - start >= 2]
    if last:
        a = last[0].start
        if org_score(reading, start, a) >= 0.5:
            return (start, a), (a, end)
    return None


def _fill_label(reading: Reading, entry: Entry, line: Line, name_key: str) -> bool:
    key = _LABEL_FIELD.get(line.label or "")
    if key is None:
        return False
    if key == "time":
        if line.range is not None:
            put_range(entry, reading, line.range)
        elif line.date is not None:
            entry.put("startDate", date_piece(line.date))
        return True
    if key in ("name", "project"):
        key = name_key
    if key in ("client", "industry"):
        return True
    if key == "summary":
        piece = reading.piece(line.label_end, line.end)
        if piece and len(piece.value) > 3:
            entry.add("highlights", piece)
        return True
    if key in entry.one:
        return False
    end = line.end
    if key == name_key:
        parts = split_commas(reading, line.label_end, line.end)
        if len(parts) > 1 and place_of(reading, *parts[-1]):
            # Organization: Global Infotech, Noida.
            entry.put("location", reading.piece(*parts[-1]))
            end = parts[-2][1]
    entry.put(key, reading.piece(line.label_end, end))
    return True


def fill_body(reading: Reading, entry: Entry, body: list[Line], *, name_key: str) -> None:
    """Put the lines under a header into highlights; a lead of running text is the summary."""
    text = reading.text
    groups: list[list[int]] = []
    if body and "location" not in entry.one and not body[0].is_bullet:
        first = body[0]
        if first.end - first.start <= 40 and place_of(reading, first.start, first.end):
            entry.put("location", reading.piece(first.start, first.end))
            body = body[1:]
    for line in body:
        if line.label and _fill_label(reading, entry, line, name_key):
            continue
        words = text[line.start : line.end]
        if _EMPTY_HEADS.match(words.strip(" -–:：")):
            groups.append([])
            continue
        start = line.label_end if line.label else line.start
        if start >= line.end:
            continue
        goes_on = (
            groups
            and groups[-1]
            and not line.is_bullet
            and not line.is_blank_before
            and not line.label
            and _goes_on(text, groups[-1], start)
        )
        if goes_on:
            groups[-1][1] = line.end
        else:
            groups.append([start, line.end])
    for g in groups:
        if g:
            entry.add("highlights", reading.piece(g[0], g[1]))


def _goes_on(text: str, group: list[int], start: int) -> bool:
    """Return whether a line continues the statement above it (wrapped by a page's width)."""
    above = text[group[0] : group[1]].rstrip()
    if above[-1:] in ".。;；!！:：":
        return False
    first = text[start : start + 1]
    line_start = text.rfind("\n", 0, group[1]) + 1
    length = group[1] - line_start
    if _CJK.search(above):
        return length >= 24
    return first.islower() or length >= 60


def read_education(reading: Reading, draft: Draft, start: int, end: int) -> list[CellSpan]:
    """Read a section of schooling into the draft; return lines in it that are of no school."""
    lines = [
        row
        for row in read_lines(reading, start, end)
        if not _TEACHES.search(reading.text[row.start : row.end])
    ]
    groups: list[list[Line]] = []
    for line in lines:
        school, degree, time = _education_marks(reading, line)
        if not groups:
            groups.append([line])
            continue
        have = [_education_marks(reading, row) for row in groups[-1]]
        clash = (
            (school and any(h[0] for h in have))
            or (degree and any(h[1] for h in have))
            or (time and any(h[2] for h in have))
        )
        begins = school or degree or time
        if begins and clash:
            groups.append([line])
        elif begins and line.is_blank_before and all(any(h[i] for h in have) for i in (0, 2)):
            groups.append([line])
        else:
            groups[-1].append(line)
    left: list[CellSpan] = []
    for group in groups:
        entry = read_school(reading, group)
        if entry:
            draft.of("education").append(entry)
        used = {i for i, row in enumerate(group) if any(_education_marks(reading, row)) and entry}
        left += [(row.start, row.end) for i, row in enumerate(group) if i not in used]
    return left


def _education_marks(reading: Reading, line: Line) -> tuple[bool, bool, bool]:
    return (
        school_in(reading, line.start, line.end) is not None,
        degree_in(reading, line.start, line.end) is not None,
        line.has_time,
    )


_AREA = (
    re.compile(
        r"(?i)\b(?:in|of)\s+(?P<a>[A-Za-z][A-Za-z &/,'-]{2,60}?)(?=\s*(?:[.;|(\n]|,|\bfrom\b|\bat\b|\d|—|–| - |$))"
    ),
    re.compile(
        r"(?i)\b(?:majoring in|major(?:ed)? in|major|specialization|specialisation|studied|studying|field)\s*[:：]?\s+(?P<a>[A-Za-z][A-Za-z &/'-]{2,50}?)(?=\s*(?:[.,;|(\n]|\bfrom\b|\bat\b|\d|$))"
    ),
)
_ZH_AREA = (
    re.compile(
        r"(?:专业|主修|所学专业|学的是?|读的是?|念的是?)\s*[:：是]?\s*(?P<a>[\u4e00-\u9fffA-Za-z与()（）]{2,16}?)(?:专业)?(?=[\s,，。;；、(（|]|$|然后|之后|后来|毕业)"
    ),
    re.compile(r"(?P<a>[\u4e00-\u9fffA-Za-z与]{2,14}?)专业"),
)
_SCORE = re.compile(
    r"(?i)\b(?:gpa|cgpa|grade|score|percentage|绩点|成绩|专业排名|排名)\s*[:：]?\s*(?P<s>[\w./%+\-]{1,12}(?:\s*/\s*[\d.]+)?)|(?P<t>\d{2}(?:\.\d+)?\s?%)|\b(?P<u>first[- ]class(?: honours)?|2[:.][12]|distinction|merit|summa cum laude|magna cum laude|cum laude)\b"
)


# A post at a school is no schooling.
_TEACHES = re.compile(
    r"被[^,，。]{2,20}聘|聘为|聘任|(?:硕士|博士|博士后|研究生)[^,，。、]{0,6}导师|客座教授"
)
_NO_AREA = re.compile(
    r"(?i)(?:professional|executive|joint|combined|integrated|higher|national|advanced|post-?graduate|graduate|extended|dual|part[- ]time|full[- ]time)"
)
# A date of birth, of joining a party or of the first job is none of a school.
_ABOUT_LIFE = re.compile(r"\s*(?:年|月|日)?(?:出生|生(?=[,，。\s])|加入|参加|入党|被|(?i:born))")


def read_school(reading: Reading, lines: list[Line]) -> Entry:
    """Return one entry of schooling from its lines."""
    text = reading.text
    entry = Entry()
    spans: list[CellSpan] = []
    for line in lines:
        if line.range is not None and not _ABOUT_LIFE.match(text, line.range.end):
            put_range(entry, reading, line.range)
        elif (
            line.date is not None
            and "endDate" not in entry.one
            and not _ABOUT_LIFE.match(text, line.date.end)
        ):
            # One date of a school is when it was finished.
            entry.put("endDate", date_piece(line.date))
        spans.append((line.start, line.end))
    for a, b in spans:
        read_school_parts(reading, entry, a, b)
    if "studyType" in entry.one and "institution" not in entry.one:
        entry.put("institution", _unlisted_school(reading, entry, lines))
    if not (entry.one.get("institution") or entry.one.get("studyType")):
        return Entry()
    taken = [(p.start, p.end) for p in entry.one.values()]
    for line in lines:
        if line.is_bullet and not any(s >= line.start and e <= line.end for s, e in taken):
            entry.add("courses", reading.piece(line.start, line.end)) if re.search(
                r"(?i)course|课程", text[max(0, line.start - 60) : line.start]
            ) else None
    return entry


def _unlisted_school(reading: Reading, entry: Entry, lines: list[Line]) -> Piece | None:
    """Return a school that no word gives away: the other name on a degree's or a date's line."""
    text = reading.text
    taken = [(p.start, p.end) for p in entry.one.values()]
    for line in lines:
        if _CJK.search(text[line.start : line.end]) or line.is_bullet:
            continue
        has_degree = degree_in(reading, line.start, line.end) is not None
        if not (has_degree or line.has_time):
            continue
        for a, b in split_cells(reading, line.start, line.end, cut=list(reading.time_spans)):
            for x, y in split_commas(reading, a, b):
                free = all(y <= s or e <= x for s, e in taken)
                words = text[x:y]
                if (
                    free
                    and re.fullmatch(
                        r"(?:[A-ZÀ-Þ][\w'’.-]*|of|the|and|&|de|la)(?: (?:[A-ZÀ-Þ][\w'’.-]*|of|the|and|&|de|la)){0,5}",
                        words,
                    )
                    and not _is_in_place(reading, x, y)
                    and len(words) > 2
                ):
                    return reading.piece(x, y)
    return None


def read_school_parts(reading: Reading, entry: Entry, start: int, end: int) -> None:
    """Set institution, degree, area and score from one stretch."""
    text = reading.text
    school = degree = None
    if "institution" not in entry.one:
        times = list(reading.time_spans)
        for a, b in split_cells(reading, start, end, cut=times):
            school = school_in(reading, a, b)
            if school:
                break
        if school:
            s, e = school
            lead = re.match(r"(?i)(?:in|at|from)\s+(?:the\s+)?(?=[A-Z])", text[s:e])
            s += lead.end() if lead else 0
            m = re.search(r"(?i)\b(?:at|from)\s+(?=[A-Z])", text[s:e])
            if m and not EN_SCHOOL.search(text, s, s + m.start()):
                s += m.end()
            d = degree_in(reading, s, e)
            if d and d[0] == s and not _CJK.search(text[s:e]):
                of = re.match(r"\s*(?:in|of|,|-)?\s*", text[d[1] : e])
                s = d[1] + (of.end() if of else 0)
            short = re.match(r"(?i)univ\.?(?=\s+of\b)", text[s:e])
            value = f"University{text[s + short.end() : e]}" if short else None
            entry.put("institution", reading.piece(s, e, value=value))
            school = (s, e)
    if "studyType" not in entry.one:
        at = start
        while at < end:
            degree = degree_in(reading, at, end)
            if degree and school and degree[0] < school[1] and school[0] < degree[1]:
                at, degree = max(degree[1], school[1]), None
                continue
            break
        if degree:
            entry.put("studyType", reading.piece(*degree))
            where = re.match(
                r"\s+(?:from|at)\s+(?P<i>[A-Z][\w&' .-]{1,50}?)(?=\s*(?:[,;(.\n]|\b(?:19|20)\d\d|\bin\b|$))",
                text[degree[1] : end],
            )
            if where and "institution" not in entry.one:
                a, b = degree[1] + where.start("i"), degree[1] + where.end("i")
                entry.put("institution", reading.piece(a, b))
    if "area" not in entry.one:
        area = _area_in(reading, entry, start, end)
        if area:
            entry.put("area", area)
    mark = _SCORE.search(text, start, end)
    if mark and "score" not in entry.one:
        group = "s" if mark["s"] else "t" if mark["t"] else "u"
        entry.put("score", reading.piece(mark.start(group), mark.end(group)))


def _area_in(reading: Reading, entry: Entry, start: int, end: int) -> Piece | None:
    text = reading.text
    inst, study = entry.one.get("institution"), entry.one.get("studyType")
    taken = [(p.start, p.end) for p in (inst, study) if p]
    times = list(reading.time_spans)

    def free(a: int, b: int) -> bool:
        return all(b <= s or e <= a for s, e in taken)

    if _CJK.search(text[start:end]):
        for pattern in _ZH_AREA:
            for m in pattern.finditer(text, start, end):
                a, b = m.span("a")
                for s, e in taken:
                    if s <= a < e:
                        a = e
                lead = re.match(r"(?:的|系|学院|大学|硕士|学士|博士|本科|,|，)+", text[a:b])
                a += lead.end() if lead else 0
                if a < b and free(a, b) and not re.search(r"毕业|学历|学位", text[a:b]):
                    return reading.piece(a, b)
    if study and start <= study.start < end and not _CJK.search(study.value):
        aside = re.match(r"\s*\((?P<a>[A-Z][A-Za-z &/',-]{2,60})\)", text[study.end : end])
        if (
            aside
            and re.search(r"[a-z]{3}", aside["a"])
            and not re.match(r"(?i)hon|pass\b|first|distinction|merit", aside["a"])
        ):
            # BA (Irish & History).
            return reading.piece(study.end + aside.start("a"), study.end + aside.end("a"))
        # BSc (Hons) in Nursing; BA Accounting; Bachelor of Engineering in IT; Nursing BSc.
        named = re.match(
            r"\s*(?:\([^)]*\)\s*)?(?:degree\s+)?(?:in|of|-|–|—|:|,)?\s*(?P<a>[A-Za-z][A-Za-z &/'-]{1,60}?)(?=\s*(?:[.,;:|()\n\d—–]|\s-\s|\bfrom\b|\bat\b|$))",
            text[study.end : end],
        )
        if named:
            a, b = study.end + named.start("a"), study.end + named.end("a")
            cell = text[a:b]
            if (
                free(a, b)
                and not place_of(reading, a, b)
                and not re.fullmatch(
                    r"(?i)(?:degree|from|at|in|hons|honours|expert|course|and|present)",
                    cell.strip(),
                )
            ):
                return reading.piece(a, b)
        before = re.search(r"(?P<a>[A-Z][A-Za-z &/'-]{2,40}?)\s*,?\s*$", text[start : study.start])
        if (
            before
            and not _NO_AREA.fullmatch(before["a"].strip())
            and free(start + before.start("a"), start + before.end("a"))
        ):
            a, b = start + before.start("a"), start + before.end("a")
            if not place_of(reading, a, b):
                return reading.piece(a, b)
    for pattern in _AREA:
        hit = pattern.search(text, start, end)
        if (
            hit
            and study is not None
            and free(*hit.span("a"))
            and not place_of(reading, *hit.span("a"))
        ):
            return reading.piece(*hit.span("a"))
    # A part of its own between the others: 山东师大 汉语言文学 本科.
    together = study is not None and start <= study.start < end
    if inst and start <= inst.start < end and (together or _CJK.search(text[start:end])):
        cut = [*times, *taken]
        for a, b in split_cells(reading, start, end, cut=cut):
            for x, y in split_commas(reading, a, b):
                words = text[x:y]
                if (
                    not free(x, y)
                    or place_of(reading, x, y)
                    or len(words) > 40
                    or re.search(r"\d", words)
                ):
                    continue
                if _CJK.search(words):
                    lead = re.match(r"(?:毕业于|毕业|的|读|就读于|在|学历|学位)+", words)
                    x += lead.end() if lead else 0
                    tail = re.search(r"(?:毕业|专业|系|的|学历|学位)+$", text[x:y])
                    y -= len(tail[0]) if tail else 0
                    if 2 <= y - x <= 14 and not re.search(
                        r"毕业|学历|学位|统招|全日制|在读|经历|时间|学校|大学$|^(?:我|是|在|本人|考上|考入|考)",
                        text[x:y],
                    ):
                        return reading.piece(x, y)
                elif study and 1 <= len(words.split()) <= 5 and words[:1].isupper():
                    return reading.piece(x, y)
    return None
