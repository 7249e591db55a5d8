"""Jobs in the layout of a job board's own CV: a post, its employer and town, a span, each apart.

    Test Analyst

    Northern Tools -  Leeds, West Yorkshire -

    May 2016 to June 2018

Where a line stands says what it is, so that a post or an employer which no list knows is read too.
"""

import re

from .cells import org_score, place_of, task_score, title_score
from .lines import EMPTY_HEADS, Line, rest_of
from .reading import Entry, Reading
from .times import date_piece, put_range

_CJK = re.compile(r"[\u4e00-\u9fff]")
# What the board prints under the name, or at the end.
_BOARD = re.compile(r"(?i)\bemail me on indeed\b|\bindeed\.com/r/")
# Northern Tools -  Leeds, West Yorkshire -
_EMPLOYER = re.compile(r"(?P<name>\S.*)\s-\s+(?P<place>[^\W\d_][^-|:\d]{1,60}?)(?P<more>\s+-)?")
# Northern Tools -
_PLACELESS = re.compile(r"(?P<name>\S.*)\s-")
# What it prints at the foot of a page.
_FOOT = re.compile(r"(?i)(?:https?://)?(?:www\.)?indeed\.com/\S*")
_AT = re.compile(r"\s+(?:at|@)\s+(?=[A-Z])")
_WORD = re.compile(r"\S+")

PostedEntry = tuple[list[Line], list[Line]]


def split_posted(reading: Reading, lines: list[Line]) -> list[PostedEntry]:
    """Return (header lines, body lines) of each job, nothing when the section is laid out otherwise."""
    if not _BOARD.search(reading.text):
        return []
    lines = [row for row in lines if not _FOOT.fullmatch(reading.text[row.start : row.end])]
    heads: list[tuple[int, int]] = []
    i = 0
    while i < len(lines) - 1:
        size = _head_size(reading, lines, i)
        if size:
            heads.append((i, i + size))
        elif not heads:
            return []
        i += size or 1
    if not heads:
        return []
    stops = [first for first, _end in heads[1:]] + [len(lines)]
    return [
        (lines[first:end], lines[end:stop]) for (first, end), stop in zip(heads, stops, strict=True)
    ]


def fill_posted(reading: Reading, entry: Entry, head: list[Line], *, name_key: str) -> None:
    """Put a header into the entry: the post, then the employer with its town, then the span."""
    post, firm, *times = head
    at = _AT.search(reading.text, post.start, post.end)
    if at and title_score(reading, post.start, at.start()) >= 0.6:
        # Systems Engineer at Northern Tools: what stands below is a client or a project.
        entry.put("position", reading.piece(post.start, at.start()))
        entry.put(name_key, reading.piece(at.end(), post.end))
    entry.put("position", reading.piece(post.start, post.end))
    found = _employer_of(reading, firm)
    end = firm.start + found.end("name") if found else firm.end
    entry.put(name_key, reading.piece(firm.start, end))
    if found and "place" in found.re.groupindex:
        place = firm.start + found.start("place"), firm.start + found.end("place")
        entry.put("location", reading.piece(*place))
    for line in times:
        if line.range is not None:
            put_range(entry, reading, line.range)
        elif line.date is not None:
            entry.put("startDate", date_piece(line.date))


def _head_size(reading: Reading, lines: list[Line], i: int) -> int:
    """Return how many lines from here on are a job's header, 0 when none begins here."""
    post, firm = lines[i], lines[i + 1]
    if not (i == 0 or post.is_blank_before) or not firm.is_blank_before:
        return 0
    if not _is_name(reading, post, most=14) or post.has_time:
        return 0
    timed = i + 2 < len(lines) and lines[i + 2].is_blank_before and _is_time(lines[i + 2], reading)
    if _employer_of(reading, firm):
        return 3 if timed else 2
    a, b = firm.start, firm.end
    if not _is_name(reading, firm, most=9) or firm.has_time or place_of(reading, a, b):
        return 0
    if timed:
        return 3 if title_score(reading, a, b) < 0.6 else 0
    is_first = i == 0 and i + 2 < len(lines) and lines[i + 2].is_blank_before
    known = title_score(reading, post.start, post.end) >= 0.6 or org_score(reading, a, b) >= 0.6
    return (
        2 if (is_first or i + 2 == len(lines)) and known and title_score(reading, a, b) < 0.6 else 0
    )


def _employer_of(reading: Reading, line: Line) -> re.Match[str] | None:
    """Return an employer's line as the board sets it; a second dash stands where a span follows."""
    words = reading.text[line.start : line.end]
    found = _EMPLOYER.fullmatch(words)
    if found and not found["more"] and "," not in found["place"]:
        start = line.start + found.start("place")
        found = found if place_of(reading, start, line.end) else None
    found = found or _PLACELESS.fullmatch(words)
    if found is None or line.is_bullet or len(_WORD.findall(found["name"])) > 12:
        return None
    return found


def _is_name(reading: Reading, line: Line, *, most: int) -> bool:
    """Whether a line can be the name of a post or of an employer: short, and no statement."""
    words = reading.text[line.start : line.end]
    return not (
        line.is_bullet
        or line.label
        or EMPTY_HEADS.match(words)
        or len(_WORD.findall(words)) > most
        or _CJK.search(words)
        or words.rstrip()[-1:] in ":;!?"
        or task_score(reading, line.start, line.end) >= 0.9
    )


def _is_time(line: Line, reading: Reading) -> bool:
    return line.has_time and not re.search(r"\w", rest_of(reading, line))
