"""Where one entry of a section ends and the next begins."""

import re

from .cells import (
    degree_in,
    org_score,
    school_in,
    task_score,
    title_score,
)
from .lines import (
    LABEL_FIELD,
    Line,
    cells_of,
    rest_of,
    split_title_org,
)
from .reading import Reading, within
from .words import en_org_pattern

_CJK = re.compile(r"[\u4e00-\u9fff]")


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
    rest = rest_of(reading, line)
    time = line.range or line.date
    assert time is not None
    edge = time.start - line.start <= 3 or line.end - _last_time(reading, line) <= 3
    ends = reading.text[line.start : line.end].rstrip()
    is_sentence = time.start - line.start > 3 and ends.endswith(".") and len(rest.split()) > 6
    if is_sentence and not within(reading.titles, line.start, line.end):
        # The end of a sentence: …, no failed inspection since 2018.
        return False
    words = len(rest) / 3 if _CJK.search(rest) else len(rest.split())
    if line.label and LABEL_FIELD.get(line.label) == "time":
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
    fields = [LABEL_FIELD.get(row.label or "") for row in lines]
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
    return below is not None and below.has_time and not re.search(r"\w", rest_of(reading, below))


def _kinds(reading: Reading, lines: list[Line]) -> tuple[bool, bool]:
    """Return whether the lines hold an employer, and a title."""
    has_org = has_title = False
    for line in lines:
        for cell in cells_of(reading, [line]):
            if split_title_org(reading, cell.start, cell.end):
                has_org = has_title = True
            elif cell.title >= 0.6 and cell.title >= cell.org:
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
        if row.label and LABEL_FIELD.get(row.label) in ("name", "project")
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
