"""What stands in a text wherever it may: a line that says who somebody is, and lines of markup."""

import re
from collections.abc import Iterator

from .basics import put_name, put_place
from .cells import place_of, title_score
from .headings import heading_of
from .reading import Draft, Entry, Piece, Reading, iter_lines, trim
from .words import en_org_pattern, looks_like_en_name, looks_like_zh_name

# Whoever they are stands among the first lines, behind a note or a heading.
_MOST_LINES = 14
_PARTED = re.compile(r"\s*[,，、|｜·•/]\s*|\s+[-–—]\s+")
_OF = re.compile(
    r"(?i)(?:cv|c\.v\.|r[ée]sum[ée]|curriculum vitae|profile) of\s+|(?:个人)?简历[::]\s*"
)
_CJK = re.compile(r"[\u4e00-\u9fff]")
# Below these headings stand employers and referees.
_OTHERS_NAMED = ("work", "volunteer", "education", "projects", "references", "publications")
# Typst, TeX and templates; what leads elsewhere is left out.
_MARKUP = re.compile(r"#\w+\s*\(|\\\w+\s*\{|\{[%{]|\$\{")
_TEX_FILE = re.compile(r"\\(?:documentclass|begin\s*\{document\})")
_LEADS_OUT = re.compile(r"(?i)://|\bwww\.|<\w")


def read_signature(reading: Reading, draft: Draft) -> None:
    """Take the name from a line of name and trade, where none was found at the top.

    Delphine Ashgrove, HGV driver, Goole; CV of Marguerite Oduya.
    """
    if "name" in draft.basics.one:
        return
    lines = list(iter_lines(reading.text, 0, len(reading.text)))
    for n, (a, b) in enumerate(lines[:_MOST_LINES]):
        if heading_of(reading.text[a:b]) in _OTHERS_NAMED:
            return
        # Beside or above a time stands a job: Ted Baker, Sales Assistant, 2019-2021.
        below = lines[n + 1][0] if n + 1 < len(lines) else b
        is_job = any(a <= f.start < b or f.start == below for f in reading.ranges)
        name = None if is_job else _named_by(reading, a, b)
        if name is None:
            continue
        _take_from_jobs(draft, name)
        label = draft.basics.one.get("label")
        if label is not None and label.start <= name.start < label.end:
            del draft.basics.one["label"]
        put_name(draft, name)
        for x, y in _cells_of(reading.text, name.end, b):
            if title_score(reading, x, y) >= 0.6:
                draft.basics.put("label", reading.piece(x, y))
            elif place_of(reading, x, y):
                put_place(reading, draft, x, y)
        return


def _named_by(reading: Reading, a: int, b: int) -> Piece | None:
    """Return the name that a line gives together with a trade or a place, or says is a CV's."""
    text = reading.text
    said = _OF.match(text, a, b)
    cells = list(_cells_of(text, said.end() if said else a, b))
    if not cells or heading_of(text[a:b]):
        return None
    (x, y), others = cells[0], cells[1:3]
    words = text[x:y]
    is_name = (
        looks_like_zh_name(words)
        if _CJK.search(words)
        else len(words.split()) in (2, 3)
        and looks_like_en_name(words, is_sure_place=True)
        and not en_org_pattern().search(words)
    )
    if not is_name or place_of(reading, x, y) or title_score(reading, x, y) >= 0.9:
        return None
    has_trade = bool(others) and title_score(reading, *others[0]) >= 0.6
    has_place = len(others) == 2 and bool(place_of(reading, *others[1]))
    return reading.piece(x, y) if said or has_trade or has_place else None


def _cells_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for parted in _PARTED.finditer(text, start, end):
        yield from _filled(text, at, parted.start())
        at = parted.end()
    yield from _filled(text, at, end)


def _filled(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    start, end = trim(text, start, end)
    if start < end:
        yield start, end


def _take_from_jobs(draft: Draft, name: Piece) -> None:
    """Take a person's name from the jobs that it was read as the employer of."""
    for entry in list(draft.of("work")):
        employer = entry.one.get("name")
        if employer is not None and employer.start < name.end and name.start < employer.end:
            del entry.one["name"]
            if not {"position", "startDate"} & set(entry.one):
                draft.of("work").remove(entry)


def keep_markup(reading: Reading, draft: Draft) -> None:
    """Keep lines of markup that no field took as they stand: who writes such lines means them.

    A whole file in TeX is not meant as its lines stand.
    """
    if _TEX_FILE.search(reading.text):
        return
    entries = [draft.basics, *(each for section in draft.sections.values() for each in section)]
    used = [piece for entry in entries for piece in _pieces_of(entry)]
    for a, b in iter_lines(reading.text, 0, len(reading.text)):
        words = reading.text[a:b]
        if not _MARKUP.search(words) or _LEADS_OUT.search(words):
            continue
        piece = reading.piece(a, b)
        if piece is None or any(each.start < b and a < each.end for each in used):
            continue
        if "summary" not in draft.basics.one:
            draft.basics.put("summary", piece)
        elif draft.of("work"):
            draft.of("work")[0].add("highlights", piece)


def _pieces_of(entry: Entry) -> Iterator[Piece]:
    yield from entry.one.values()
    for pieces in entry.many.values():
        yield from pieces
