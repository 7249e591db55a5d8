"""The text of a PDF, page by page in reading order."""

from __future__ import annotations

import io
import re
import time
from collections import Counter
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1

from resumes.extraction.clean import clean_text, readable_share
from resumes.extraction.reading_order import Glyph, Table, join_lines, read_lines
from resumes.extraction.refusal import Refused

MAX_CONTENT_BYTES = 8_000_000
MAX_GLYPHS = 60_000
MAX_RULES = 1_500
MIN_TEXT_SIZE = 1.5
_PAGE_NUMBER = re.compile(
    r"[-–— ]*(page\s*)?\d{1,3}(\s*(/|of|\|)\s*\d{1,3})?[-–— ]*|第\s*\d+\s*页.{0,3}(共\s*\d+\s*页)?",
    re.IGNORECASE,
)
# "Rosa Lindqvist    2 / 3"
_NUMBERED_FOOT = re.compile(r"\s(page\s)?\d{1,3}\s*(/|of)\s*\d{1,3}$", re.IGNORECASE)
_UNMAPPED = re.compile(r"\(cid:\d+\)")


def read_pdf(data: bytes, *, max_pages: int, deadline: float) -> tuple[list[str], list[str]]:
    """Return the text of each page and the warnings.

    Raise `no_text` where there is nothing but pictures: an empty text is a failure, not a résumé.
    """
    stream = io.BytesIO(data)
    try:
        count = _count_pages(stream, at_most=max_pages)
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise Refused("encrypted", found="pdf") from error
    if count == 0:
        raise Refused("damaged", found="pdf")
    warnings: list[str] = []
    pages: list[str] = []
    unmapped = total = images = 0
    with pdfplumber.open(stream) as pdf:
        for page in pdf.pages[:max_pages]:
            if time.monotonic() > deadline:
                raise Refused("timed_out", found="pdf")
            text, page_unmapped, page_total = _read_page(page)
            images += len(page.images)
            unmapped += page_unmapped
            total += page_total
            pages.append(text)
            page.close()
    if total and unmapped > 0.3 * total:
        raise Refused("no_text", found="unmapped_fonts")
    if unmapped:
        warnings.append("lost_characters")
    pages = drop_running_lines(pages)
    whole = "".join(pages)
    if len(re.sub(r"\W", "", whole)) < 10:
        raise Refused("no_text", found="pictures" if images else "empty_pages")
    if readable_share(whole) < 0.7:
        raise Refused("no_text", found="unmapped_fonts")
    if any(not page for page in pages) and images:
        warnings.append("pages_without_text")
    return pages, warnings


def drop_running_lines(pages: list[str]) -> list[str]:
    """Return the pages without page numbers, and with a running head or foot only once."""
    if len(pages) < 2:
        return pages
    kept = [page.split("\n") for page in pages]
    for edge in (0, -1):
        lines = [page[edge] for page in kept]
        counts = Counter(_NUMBERED_FOOT.sub("", line) for line in lines)
        seen: set[str] = set()
        for page, line in zip(kept, lines, strict=True):
            words = _NUMBERED_FOOT.sub("", line)
            is_running = counts[words] > 1 and 2 * counts[words] >= len(pages)
            is_repeated = is_running and (words != line or words in seen)
            seen.add(words)
            if line and (_PAGE_NUMBER.fullmatch(line) or is_repeated):
                page.pop(edge)
    return ["\n".join(page).strip("\n") for page in kept]


def _count_pages(stream: io.BytesIO, *, at_most: int) -> int:
    """Return how many pages there are; the number that the file states is not trusted."""
    document = PDFDocument(PDFParser(stream))
    count = 0
    for _ in PDFPage.create_pages(document):
        count += 1
        if count > at_most:
            raise Refused("too_many_pages", found="pdf", limit=at_most)
    stream.seek(0)
    return count


def _read_page(page: Any) -> tuple[str, int, int]:
    """Return a page's text, and how many glyphs out of how many say no character."""
    _check_contents(page)
    chars = page.chars
    if len(chars) > MAX_GLYPHS:
        raise Refused("too_complex", found="pdf")
    glyphs: list[Glyph] = []
    unmapped = 0
    x0, top, x1, bottom = page.bbox
    for char in chars:
        text = char["text"]
        if _UNMAPPED.fullmatch(text):
            unmapped += 1
            continue
        is_outside = (
            char["x1"] < x0 or char["x0"] > x1 or char["bottom"] < top or char["top"] > bottom
        )
        # Text that no eye can read is not what the person shows; nor is a watermark set askew.
        if is_outside or char["size"] < MIN_TEXT_SIZE or not char["upright"]:
            continue
        glyphs.append(
            Glyph(
                # Drawn, it is a hyphen: fonts have one glyph for the soft one and the hard one.
                text="-" if text == "\u00ad" else text,
                x0=char["x0"],
                x1=char["x1"],
                top=char["top"],
                bottom=char["bottom"],
                size=char["size"],
                font=char["fontname"],
            )
        )
    tables, rest = _split_tables(page, glyphs)
    text = clean_text(join_lines(read_lines(rest, tables=tables)))
    return text, unmapped, len(chars)


def _check_contents(page: Any) -> None:
    """Refuse a page whose drawing instructions unpack to more than any page needs."""
    total = 0
    for stream in page.page_obj.contents:
        stream = resolve1(stream)
        total += len(stream.get_data()) if isinstance(stream, PDFStream) else 0
        if total > MAX_CONTENT_BYTES:
            raise Refused("too_complex", found="pdf")


def _split_tables(page: Any, glyphs: list[Glyph]) -> tuple[list[Table], list[Glyph]]:
    """Return the ruled tables with their glyphs, and the glyphs outside of them."""
    rules = len(page.lines) + len(page.rects) + len(page.curves)
    if rules < 3 or rules > MAX_RULES:
        return [], glyphs
    tables: list[Table] = []
    for found in page.find_tables():
        rows = [[cell for cell in row.cells if cell is not None] for row in found.rows]
        # One column of boxes is decoration; a box around the page is too.
        if max((len(row) for row in rows), default=0) < 2:
            continue
        filled: list[list[tuple[float, float, list[Glyph]]]] = []
        taken: set[int] = set()
        for row in rows:
            cells: list[tuple[float, float, list[Glyph]]] = []
            for cell_x0, cell_top, cell_x1, cell_bottom in row:
                inside = [
                    glyph
                    for glyph in glyphs
                    if id(glyph) not in taken
                    and cell_x0 <= (glyph.x0 + glyph.x1) / 2 <= cell_x1
                    and cell_top <= (glyph.top + glyph.bottom) / 2 <= cell_bottom
                ]
                taken.update(id(glyph) for glyph in inside)
                cells.append((cell_x0, cell_x1, inside))
            filled.append(cells)
        used = sum(bool(glyph_list) for row_cells in filled for _, _, glyph_list in row_cells)
        if used < 2:
            continue
        glyphs = [glyph for glyph in glyphs if id(glyph) not in taken]
        table_x0, table_top, table_x1, table_bottom = found.bbox
        tables.append(Table(table_x0, table_top, table_x1, table_bottom, filled))
    return tables, glyphs
