"""Glyphs on a page to lines in the order in which a person reads them.

Three questions are asked of a page: which glyphs stand together (segments), whether a gutter
between segments parts two columns or only a label from its text, and which line ends are
the paper's and not the writer's. All lengths are points, `top` counts from the top of the page.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resumes.extraction.clean import clean_line, is_bullet, is_cjk

# In ems of the smaller neighbour.
SEGMENT_GAP = 1.0
TAB_GAP = 1.8
LATIN_SPACE = 0.18
CJK_SPACE = 0.55
MAX_CUTS = 24

_DATE_LIKE = re.compile(
    r"(19|20)\d{2}|\d{1,2}[/.]\d{2,4}|至今|present|current|now|today|"
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b",
    re.IGNORECASE,
)
_LABEL_END = re.compile(r"[:：]\s*$")
_ITEM_START = re.compile(
    r"^(\d{1,2}[.、)）](?!\d)|[(（]\d{1,2}[)）]|[-–—*·+]\s|[一二三四五六七八九十]{1,2}、|[a-z][.)]\s)"
)
# A line of its own whatever stands above it: contact details, a date, "Label: …".
_OWN_LINE = re.compile(
    r"^(\S+@\S+\.\w+|https?://\S+|www\.\S+|[+(]?\d[\d ()-]{6,}|(19|20)\d{2}\b|"
    r"[A-Z][\w &/-]{0,40}:\s|[\u4e00-\u9fff]{2,6}：|[《])"
)
_ENDS_ALONE = re.compile(r"(\S+@\S+\.\w+|(19|20)\d{2}([-./年]\d{1,2}){0,2}月?日?|至今|[Pp]resent)$")
_SENTENCE_END = re.compile(r"[。！？!?；;：:.]$")

# First halves of words that keep their hyphen when the line breaks there.
_HYPHENATED = {
    "all", "anti", "back", "break", "built", "check", "client", "close", "co", "cost", "cross",
    "cut", "data", "day", "decision", "drop",
    "e", "end", "event", "ex", "fast", "first", "follow", "front", "full", "fully", "half", "hands",
    "hard", "high", "in", "k", "large", "left", "life", "light", "line", "long", "low", "mid",
    "mission", "multi", "near", "new", "non", "off", "on", "one", "open", "out", "over", "own",
    "part", "peer", "per", "point", "problem", "pull", "real", "right", "run", "scale", "second",
    "self", "semi", "server", "service", "short", "single", "small", "state", "step", "sub", "t",
    "team",
    "test", "third", "three", "time", "top", "two", "up", "user", "well", "wide", "world", "x",
    "year",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Glyph:
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    font: str = ""


@dataclass(slots=True)
class Segment:
    """Glyphs of one line with no wide gap between them."""

    glyphs: list[Glyph]
    # For each glyph, whether the file itself wrote a space before it.
    spaced: list[bool]
    text: str = ""

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return max(glyph.x1 for glyph in self.glyphs[-3:])

    @property
    def top(self) -> float:
        return min(glyph.top for glyph in self.glyphs)

    @property
    def bottom(self) -> float:
        return max(glyph.bottom for glyph in self.glyphs)

    @property
    def size(self) -> float:
        sizes = sorted(glyph.size for glyph in self.glyphs)
        return sizes[len(sizes) // 2]

    @property
    def font(self) -> str:
        return self.glyphs[0].font


@dataclass(slots=True)
class Table:
    """A ruled table: rows of cells, each cell with what stands in it."""

    x0: float
    top: float
    x1: float
    bottom: float
    # A cell is its left and right edge and its glyphs.
    rows: list[list[tuple[float, float, list[Glyph]]]]


@dataclass(slots=True)
class Box:
    """A segment or a table with its extent worked out once."""

    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    item: Segment | Table

    @property
    def text(self) -> str:
        return self.item.text if isinstance(self.item, Segment) else ""

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Line:
    """One line as it will be read, with what is needed to tell whether the next continues it."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    font: str = ""
    # The right edge of the column; None where lines never continue (rows of a table).
    right: float | None = None
    # The width of the line's first word: had it fitted above, it would stand there.
    first_word: float = 0.0
    # In a narrow column of short entries a full line is chance, not a paragraph.
    is_in_list: bool = False
    starts_block: bool = False


@dataclass(slots=True)
class _Open:
    """A segment still growing to the right."""

    glyphs: list[Glyph]
    spaced: list[bool]
    middle: float
    has_space: bool = False


def build_segments(glyphs: Iterable[Glyph]) -> list[Segment]:
    """Return the segments of a region, each with its text.

    Grown from left to right, so that two columns whose lines stand at unlike heights never mix.
    """
    growing: defaultdict[int, list[_Open]] = defaultdict(list)
    done: list[_Open] = []
    for glyph in sorted(glyphs, key=lambda g: (g.x0, g.top)):
        middle = (glyph.top + glyph.bottom) / 2
        bucket = int(middle // 6)
        best: _Open | None = None
        best_distance = 0.0
        for near in (bucket - 1, bucket, bucket + 1):
            for candidate in growing[near]:
                last = candidate.glyphs[-1]
                em = max(min(last.size, glyph.size), 1.0)
                distance = abs(candidate.middle - middle)
                if distance > 0.45 * max(last.size, glyph.size):
                    continue
                gap = glyph.x0 - last.x1
                if gap > SEGMENT_GAP * em or gap < -0.8 * max(last.size, glyph.size):
                    continue
                if best is None or distance < best_distance:
                    best, best_distance = candidate, distance
        is_space = not glyph.text.strip()
        if best is None:
            if not is_space:
                opened = _Open([glyph], [False], middle)
                growing[bucket].append(opened)
                done.append(opened)
            continue
        if is_space:
            best.has_space = True
            continue
        last = best.glyphs[-1]
        # The same letter again a hair further: bold made by printing twice.
        if glyph.text == last.text and abs(glyph.x0 - last.x0) < 0.25 * max(glyph.x1 - glyph.x0, 1):
            continue
        best.glyphs.append(glyph)
        best.spaced.append(best.has_space)
        best.has_space = False
    segments = [Segment(opened.glyphs, opened.spaced) for opened in done]
    for segment in segments:
        segment.text = _segment_text(segment)
    return segments


def _segment_text(segment: Segment) -> str:
    glyphs = segment.glyphs
    gaps = [
        (after.x0 - before.x1) / max(min(before.size, after.size), 1.0)
        for before, after in itertools.pairwise(glyphs)
    ]
    # Letter-spaced headings: the usual gap is no space.
    tracking = 0.0
    if len(gaps) >= 3:
        usual = sorted(gaps)[len(gaps) // 2]
        if usual > 0.12:
            tracking = usual
    written = sum(segment.spaced)
    # A list's mark is drawn apart from its text, with no space between.
    pieces = [f"{glyphs[0].text} " if is_bullet(glyphs[0].text) else glyphs[0].text]
    for index, gap in enumerate(gaps):
        before, after = glyphs[index], glyphs[index + 1]
        is_wide = is_cjk(before.text[-1:] or " ") or is_cjk(after.text[:1] or " ")
        needed = (CJK_SPACE if is_wide else LATIN_SPACE) + tracking
        if tracking and written > 0.6 * len(gaps):
            is_space = gap > needed
        else:
            is_space = segment.spaced[index + 1] or gap > needed
        pieces.append(f" {after.text}" if is_space else after.text)
    return clean_line("".join(pieces))


def read_lines(glyphs: Sequence[Glyph], *, tables: Sequence[Table] = ()) -> list[Line]:
    """Return a page's lines in reading order."""
    boxes = [_segment_box(segment) for segment in build_segments(glyphs)]
    boxes += [Box(table.x0, table.x1, table.top, table.bottom, 10.0, table) for table in tables]
    cuts = [MAX_CUTS]
    return _order([box for box in boxes if box.text or isinstance(box.item, Table)], cuts=cuts)


def _segment_box(segment: Segment) -> Box:
    return Box(segment.x0, segment.x1, segment.top, segment.bottom, max(segment.size, 1.0), segment)


def _order(boxes: list[Box], *, cuts: list[int], right: float | None = None) -> list[Line]:
    """Return the boxes' lines, columns one after the other; `cuts` bounds the work of a page."""
    if not boxes:
        return []
    gutter = _find_gutter(boxes) if cuts[0] > 0 else None
    if gutter is None:
        return _read_rows(boxes, right=right)
    cuts[0] -= 1
    left, right_side, above, below = gutter
    lines: list[Line] = []
    for part in (above, left, right_side, below):
        read = _order(part, cuts=cuts)
        if read:
            read[0].starts_block = True
        lines += read
    return lines


_Cut = tuple[list[Box], list[Box], list[Box], list[Box]]


def _find_gutter(boxes: list[Box]) -> _Cut | None:
    """Return (left, right, above, below) of the tallest white gutter that parts two columns."""
    best: tuple[float, _Cut] | None = None
    for x in _candidate_gutters(boxes):
        crossing = sorted(
            (box for box in boxes if box.x0 < x - 1 and box.x1 > x + 1), key=lambda b: b.top
        )
        for top, bottom in _free_bands(crossing):
            band = [box for box in boxes if box.middle > top and box.middle < bottom]
            band = [box for box in band if not (box.x0 < x - 1 and box.x1 > x + 1)]
            left = [box for box in band if box.x1 <= x + 1]
            right = [box for box in band if box.x0 >= x - 1]
            if len(left) < 2 or len(right) < 2:
                continue
            left, right = _trim_to_overlap(left, right)
            if len(left) < 2 or len(right) < 2:
                continue
            white = min(box.x0 for box in right) - max(box.x1 for box in left)
            em = sorted(box.size for box in left + right)[(len(left) + len(right)) // 2]
            if white < 0.7 * em or not _are_columns(left, right, em=em):
                continue
            start = min(box.top for box in left + right)
            end = max(box.bottom for box in left + right)
            score = (end - start) * (1 + min(white / em, 4) / 8)
            if best is None or score > best[0]:
                inside = {id(box) for box in left + right}
                rest = [box for box in boxes if id(box) not in inside]
                middle = (start + end) / 2
                above = [box for box in rest if box.middle <= middle]
                below = [box for box in rest if box.middle > middle]
                best = (score, (left, right, above, below))
    return best[1] if best else None


def _candidate_gutters(boxes: list[Box]) -> list[float]:
    """Return x positions just left of where several boxes begin."""
    starts: defaultdict[int, list[float]] = defaultdict(list)
    for box in boxes:
        starts[round(box.x0 / 3)].append(box.x0)
    first = min(box.x0 for box in boxes)
    common = sorted(starts.items(), key=lambda pair: -len(pair[1]))[:12]
    return [min(xs) - 2 for _, xs in common if len(xs) >= 2 and min(xs) > first + 10]


def _free_bands(crossing: list[Box]) -> list[tuple[float, float]]:
    bands, top = [], float("-inf")
    for box in crossing:
        if box.top > top:
            bands.append((top, box.top))
        top = max(top, box.bottom)
    bands.append((top, float("inf")))
    return bands


def _trim_to_overlap(left: list[Box], right: list[Box]) -> tuple[list[Box], list[Box]]:
    """Drop what stands above the place where both sides have begun.

    A heading over both columns is short and does not cross the gutter; it is read before them.
    """
    left_top, right_top = (min(box.top for box in side) for side in (left, right))
    start = max(left_top, right_top)
    em = max(box.size for box in left + right)
    if abs(left_top - right_top) > 2.5 * em:
        side = left if left_top < right_top else right
        ahead = sorted((box for box in side if box.bottom < start - 0.3 * em), key=lambda b: b.top)
        behind = sorted((box for box in side if box not in ahead), key=lambda b: b.top)
        # Only where white space parts it from the column: a column may simply begin higher.
        if ahead and behind and behind[0].top - ahead[-1].bottom > 1.2 * ahead[-1].size:
            left = [box for box in left if box not in ahead]
            right = [box for box in right if box not in ahead]
    return left, right


def _are_columns(left: list[Box], right: list[Box], *, em: float) -> bool:
    """Return whether each side is read by itself, and not row by row across the gutter."""
    if any(isinstance(box.item, Table) for box in left + right):
        return True
    # Judged where both sides are: a column that ends early tells nothing further down.
    start = max(min(box.top for box in side) for side in (left, right)) - 0.5 * em
    end = min(max(box.bottom for box in side) for side in (left, right)) + 0.5 * em
    left_rows, right_rows = (
        _rows([box for box in side if start <= box.middle <= end]) for side in (left, right)
    )
    if len(left_rows) < 2 or len(right_rows) < 2:
        return False
    left_paired = _paired_share(left_rows, right_rows)
    right_paired = _paired_share(right_rows, left_rows)
    # Dates, places and amounts at the right end of the lines they belong to.
    if right_paired >= 0.8:
        texts = [_row_text(row) for row in right_rows]
        dated = sum(bool(_DATE_LIKE.search(text)) and len(text) < 40 for text in texts)
        edge = max(row[-1].x1 for row in right_rows)
        flush = sum(abs(row[-1].x1 - edge) < 0.3 * em for row in right_rows)
        starts = max(row[0].x0 for row in right_rows) - min(row[0].x0 for row in right_rows)
        if dated >= 0.5 * len(texts) or (flush >= 0.8 * len(texts) and starts > em):
            return False
        if len(right_rows) <= 0.5 * len(left_rows) and max(map(len, texts)) < 30:
            return False
    # Dates, labels or section names in the margin of the text that they belong to. Headings with
    # nothing beside them run over both.
    beside = [row for row in left_rows if _has_beside(row, right_rows)]
    if len(beside) >= 2 and _paired_share(beside, right_rows) >= 0.7:
        texts = [_row_text(row) for row in beside]
        dated = sum(bool(_DATE_LIKE.search(text)) and len(text) < 40 for text in texts)
        labelled = sum(bool(_LABEL_END.search(text)) for text in texts)
        if dated >= 0.5 * len(texts) or labelled >= 0.5 * len(texts):
            return False
        if len(beside) <= 0.5 * len(right_rows) and max(map(len, texts)) < 30:
            return _is_dense(left_rows)
    # A grid without rules: every row has both sides, and neither fills its width.
    if left_paired >= 0.9 and right_paired >= 0.9:
        return all(
            len(rows) >= 5 and _is_dense(rows) and _fills_width(rows)
            for rows in (left_rows, right_rows)
        )
    return len(left_rows) + len(right_rows) >= 5


def _has_beside(row: list[Box], others: list[list[Box]]) -> bool:
    top, bottom = min(box.top for box in row), max(box.bottom for box in row)
    return any(other[0].top < bottom and other[0].bottom > top for other in others)


def _row_text(row: list[Box]) -> str:
    return " ".join(box.text for box in row)


def _paired_share(rows: list[list[Box]], others: list[list[Box]]) -> float:
    """Return the share of rows that stand on the same line as a row of the other side."""
    paired = 0
    for row in rows:
        bottom, size = row[0].bottom, row[0].size
        paired += any(
            abs(other[0].bottom - bottom) < 0.3 * max(size, other[0].size) for other in others
        )
    return paired / len(rows)


def _is_dense(rows: list[list[Box]]) -> bool:
    """Return whether most rows follow one another with no row left out."""
    near = 0
    for row, after in itertools.pairwise(rows):
        near += after[0].top - row[0].bottom < 0.9 * row[0].size
    return near >= 0.5 * (len(rows) - 1)


def _fills_width(rows: list[list[Box]]) -> bool:
    width = max(row[-1].x1 for row in rows) - min(row[0].x0 for row in rows)
    full = sum(row[-1].x1 - row[0].x0 > 0.8 * width for row in rows)
    return full >= 0.4 * len(rows) and width > 8 * rows[0][0].size


def _rows(boxes: list[Box]) -> list[list[Box]]:
    """Return the boxes in rows from top to bottom, each from left to right."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda b: (b.middle, b.x0)):
        if rows and not isinstance(box.item, Table):
            last = rows[-1][0]
            is_same = abs(last.middle - box.middle) < 0.5 * min(last.size, box.size)
            is_same |= abs(last.bottom - box.bottom) < 0.2 * min(last.size, box.size)
            if is_same and not isinstance(last.item, Table):
                rows[-1].append(box)
                continue
        rows.append([box])
    for row in rows:
        row.sort(key=lambda b: b.x0)
    return rows


def _read_rows(boxes: list[Box], *, right: float | None) -> list[Line]:
    rows = _rows(boxes)
    edge = right if right is not None else max(box.x1 for box in boxes)
    is_list = _is_list_like(rows, edge=edge)
    lines: list[Line] = []
    for row in rows:
        first, segment = row[0], row[0].item
        if isinstance(segment, Table):
            lines += _read_table(segment)
            continue
        text = first.text
        for before, after in itertools.pairwise(row):
            gap = after.x0 - before.x1
            text += ("\t" if gap > TAB_GAP * min(before.size, after.size) else " ") + after.text
        lines.append(
            Line(
                text=text,
                x0=first.x0,
                x1=row[-1].x1,
                top=min(box.top for box in row),
                bottom=max(box.bottom for box in row),
                size=first.size,
                font=segment.font,
                right=edge,
                first_word=_first_word_width(segment),
                is_in_list=is_list,
            )
        )
    return lines


def _is_list_like(rows: list[list[Box]], *, edge: float) -> bool:
    plain = [row for row in rows if not isinstance(row[0].item, Table)]
    if not plain:
        return False
    width = edge - min(row[0].x0 for row in plain)
    em = plain[len(plain) // 2][0].size
    full = sum(edge - row[-1].x1 < 0.15 * width for row in plain)
    return width < 24 * em and full < 0.3 * len(plain)


def _first_word_width(segment: Segment) -> float:
    """Return the width of what could not have been broken off the line before."""
    glyphs, spaced = segment.glyphs, segment.spaced
    end = 1
    if is_cjk(glyphs[0].text[:1] or " "):
        # Closing punctuation is never moved to the next line alone.
        while end < len(glyphs) and glyphs[end].text in "，。、；：！？）》」』”’,.;:!?)":
            end += 1
    else:
        while end < len(glyphs) and not spaced[end]:
            glyph = glyphs[end]
            if (
                is_cjk(glyph.text[:1] or " ")
                or glyph.x0 - glyphs[end - 1].x1 > LATIN_SPACE * glyph.size
            ):
                break
            end += 1
    return glyphs[end - 1].x1 - glyphs[0].x0


def _read_table(table: Table) -> list[Line]:
    """Return a table row by row: short cells side by side, long ones one after the other."""
    lines: list[Line] = []
    for row in table.rows:
        cells: list[list[Line]] = []
        for x0, x1, glyphs in row:
            boxes = [_segment_box(segment) for segment in build_segments(glyphs)]
            boxes = [box for box in boxes if box.text]
            if boxes:
                padding = max(min(box.x0 for box in boxes) - x0, 0.0)
                edge = max(max(box.x1 for box in boxes), x1 - padding)
                cells.append(_order(boxes, cuts=[4], right=edge))
        if not cells:
            continue
        if all(len(cell) == 1 for cell in cells):
            first, last = cells[0][0], cells[-1][0]
            text = "\t".join(cell[0].text for cell in cells)
            lines.append(
                Line(text, first.x0, last.x1, first.top, first.bottom, first.size, first.font)
            )
            lines[-1].starts_block = True
        else:
            for cell in cells:
                cell[0].starts_block = True
                lines += cell
    return lines


def join_lines(lines: Sequence[Line]) -> str:
    """Return the lines as text: line ends that only the paper made are gone, words whole again."""
    text = ""
    before: Line | None = None
    seen = "\n".join(line.text for line in lines)
    for line in lines:
        if not line.text:
            continue
        if before is None:
            text = line.text
        elif _continues(before, line):
            text = _join(text, line.text, seen=seen)
        else:
            gap = line.top - before.bottom
            if before.right is None and line.right is None:
                gap = 0.0
            is_apart = gap > 0.95 * min(before.size, line.size) or gap < -2 * before.size
            is_heading = line.size > 1.12 * before.size
            text += ("\n\n" if is_apart or is_heading else "\n") + line.text
        before = line
    return text


def _continues(before: Line, line: Line) -> bool:
    """Return whether the line end between the two is only where the paper ended."""
    if before.right is None or line.right is None or line.starts_block:
        return False
    em = before.size
    if abs(line.size - em) > 0.12 * em or line.top - before.bottom > 0.9 * em:
        return False
    if line.top < before.top + 0.3 * em or "\t" in line.text + before.text:
        return False
    start = line.text[:1]
    if is_bullet(start) or _ITEM_START.match(line.text) or _SENTENCE_END.search(before.text):
        return False
    if _OWN_LINE.match(line.text) or (_ENDS_ALONE.search(before.text) and not start.islower()):
        return False
    if before.is_in_list and not (before.text[-1] in ",，、-/（(&和与" or start.islower()):
        return False
    if _is_bold(before.font) != _is_bold(line.font) and before.font != line.font:
        return False
    # Indented more than a first line or a bullet explains: something else begins.
    if line.x0 > before.x0 + 3.5 * em or line.x0 < before.x0 - 3.5 * em:
        return False
    left_over = before.right - before.x1
    needed = line.first_word + (0.0 if is_cjk(start or " ") else 0.25 * em)
    return left_over < needed + 0.1 * em and left_over < 0.35 * max(before.right - before.x0, 1.0)


def _is_bold(font: str) -> bool:
    return (
        re.search(r"bold|black|heavy|semib|medium|demi|[-,]b[di]?$", font, re.IGNORECASE)
        is not None
    )


def _join(text: str, line: str, *, seen: str) -> str:
    end, start = text[-1:], line[:1]
    if end == "-" and start.isalnum():
        half = re.search(r"([A-Za-z]+)-$", text)
        rest = re.match(r"[A-Za-z]+", line)
        # Digits and capitals keep their hyphen: 2019-\n2021, COVID-\n19.
        if half is None or rest is None or not start.islower():
            return text + line
        whole, hyphenated = half.group(1) + rest.group(), f"{half.group(1)}-{rest.group()}"
        is_compound = re.search(rf"\w-{half.group(1)}-$", text) is not None
        if re.search(rf"\b{whole}\b", seen, re.IGNORECASE):
            return text[:-1] + line
        if is_compound or half.group(1).lower() in _HYPHENATED or hyphenated in seen:
            return text + line
        return text[:-1] + line
    if end in "-/–—@_" or is_cjk(end or " ") or is_cjk(start or " ") or start in "/-–—":
        # An address or a path broken over two lines has no space in it; a dash between words has.
        if end in "–—" and text[-2:-1] == " ":
            return f"{text} {line}"
        return text + line
    # A word as wide as the column was broken because it had to be.
    if re.search(r"[!-~]{50,}$", text):
        return text + line
    return f"{text} {line}"
