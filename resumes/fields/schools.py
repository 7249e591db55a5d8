"""Schooling of a CV's sections: school, degree, subject, marks."""

import re

from .cells import (
    CellSpan,
    degree_in,
    place_of,
    school_in,
    split_cells,
    split_commas,
)
from .lines import (
    Line,
    is_in_place,
    read_lines,
)
from .reading import Draft, Entry, Piece, Reading
from .times import date_piece, put_range
from .words import EN_SCHOOL, ZH_MAJOR_END

_CJK = re.compile(r"[\u4e00-\u9fff]")


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
# What was done about a course is not its subject: 初中读完就没读了, 高中没念完.
NO_AREA = re.compile(
    r"毕业|学历|学位|^完(?:了|就|后|之后|$)|(?:没|不)(?:再)?(?:读|念|上)|(?:读|念|上)完"
)
_SCORE = re.compile(
    r"(?i)\b(?:gpa|cgpa|grade|score|percentage|绩点|成绩|专业排名|排名)\s*[:：]?\s*(?P<s>[\w./%+\-]{1,12}(?:\s*/\s*[\d.]+)?)|(?P<t>\d{2}(?:\.\d+)?\s?%)|\b(?P<u>first[- ]class(?: honours)?|2[:.][12]|distinction|merit|summa cum laude|magna cum laude|cum laude)\b"
)


# A post at a school is no schooling.
_TEACHES = re.compile(
    r"被[^,，。]{2,20}聘|聘为|聘任|(?:硕士|博士|博士后|研究生)[^,，。、]{0,6}导师|客座教授"
)
# What is taught to everyone up to the tenth year.
_NO_SUBJECT = re.compile(
    r"(?i)S\.?S\.?(?:L\.?)?C\.?|10th|X(?:th)?|C\.?B\.?S\.?E\.?|I\.?C\.?S\.?E\.?|GCSEs?|Matriculation"
)
NO_AREA = re.compile(
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
    below = False
    for line in lines:
        if _CJK.search(text[line.start : line.end]) or line.is_bullet:
            continue
        has_degree = degree_in(reading, line.start, line.end) is not None
        # A short line under the degree's own: B.Tech, and below it GGSIPU.
        is_below = below and line.end - line.start <= 60
        below = has_degree
        if not (has_degree or line.has_time or is_below):
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
                    and not is_in_place(reading, x, y)
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
    study = entry.one.get("studyType")
    if "area" not in entry.one and study is not None and start < study.start < end:
        # 护理专科, 学前教育大专: the subject stands right before the level.
        m = re.search(
            rf"(?:^|[\s,，。;；(（])(?P<a>[\u4e00-\u9fff]{{0,8}}(?:{ZH_MAJOR_END}))$",
            text[start : study.start],
        )
        if m and not (school and start + m.start("a") < school[1]):
            entry.put("area", reading.piece(start + m.start("a"), study.start))
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
    if study is not None and _NO_SUBJECT.fullmatch(study.value):
        return None
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
                if a < b and free(a, b) and not NO_AREA.search(text[a:b]):
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
            and not NO_AREA.fullmatch(before["a"].strip())
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
