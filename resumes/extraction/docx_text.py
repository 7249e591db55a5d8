"""The text of a DOCX in reading order: body, tables, text boxes, headers and footers.

Reads the parts itself with a hardened parser: text boxes, content controls and tracked changes
stand where python-docx does not look, and nothing outside the few parts below is ever unpacked.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from resumes.extraction.clean import clean_line, clean_text
from resumes.extraction.refusal import Refused
from resumes.extraction.sniff import CONTENT_TYPES

MAX_PART_BYTES = 16_000_000
MAX_ARCHIVE_BYTES = 200_000_000
MAX_ENTRIES = 3_000
MAX_RATIO = 200
MAX_HEADERS = 12

# The transitional and the strict dialect; tags are compared by local name.
_TEXT_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_DELETED = {
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "rPr",
    "pPr",
    "sectPr",
    "tblPr",
    "trPr",
}
_BREAKS = {"br", "cr"}


def read_docx(data: bytes) -> tuple[str, list[str]]:
    """Return the text of a DOCX and its warnings."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(archive)
            return _read_archive(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise Refused("damaged", found="docx") from error


def _check_archive(archive: zipfile.ZipFile) -> None:
    """Refuse by the directory alone what would not be a letter when unpacked."""
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MAX_ENTRIES or total > MAX_ARCHIVE_BYTES:
        raise Refused("too_complex", found="docx")
    if total > 5_000_000 and total > MAX_RATIO * max(packed, 1):
        raise Refused("too_complex", found="docx")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refused("encrypted", found="docx")


def _read_part(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    """Return the parsed part, None where there is none. The directory's sizes may lie."""
    try:
        entry = archive.getinfo(name)
    except KeyError:
        return None
    with archive.open(entry) as stream:
        content = stream.read(MAX_PART_BYTES + 1)
    if len(content) > MAX_PART_BYTES:
        raise Refused("too_complex", found="docx")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        code = "too_complex" if "Excessive depth" in str(error) else "damaged"
        raise Refused(code, found="docx") from error
    # Word never writes a document type: one that is there wants entities expanded.
    if root.getroottree().docinfo.doctype:
        raise Refused("unsafe_xml", found="docx")
    return root


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Return a part's relations: id to (kind, target inside the archive)."""
    folder, name = posixpath.split(part)
    root = _read_part(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    if root is None:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for relation in root.iter("{*}Relationship"):
        kind = (relation.get("Type") or "").rsplit("/", 1)[-1]
        target = relation.get("Target") or ""
        if relation.get("TargetMode") == "External":
            found[relation.get("Id") or ""] = (f"external-{kind}", target)
        elif target.startswith("/"):
            found[relation.get("Id") or ""] = (kind, target.lstrip("/"))
        else:
            found[relation.get("Id") or ""] = (
                kind,
                posixpath.normpath(f"{folder}/{target}"),
            )
    return found


def _main_part(archive: zipfile.ZipFile) -> str:
    types = _read_part(archive, CONTENT_TYPES)
    if types is not None:
        for override in types.iter("{*}Override"):
            if re.search(
                r"wordprocessingml\.(document|template)\.main",
                override.get("ContentType", ""),
            ):
                return (override.get("PartName") or "").lstrip("/")
    return "word/document.xml"


def _read_archive(archive: zipfile.ZipFile) -> tuple[str, list[str]]:
    main = _main_part(archive)
    document = _read_part(archive, main)
    if document is None:
        raise Refused("damaged", found="docx")
    relations = _relations(archive, main)
    links = {
        key: target for key, (kind, target) in relations.items() if kind == "external-hyperlink"
    }
    body = document.find("{*}body")
    if body is None:
        raise Refused("damaged", found="docx")
    warnings = []
    if body.find(".//{*}ins") is not None or body.find(".//{*}del") is not None:
        warnings.append("tracked_changes")

    headers: list[str] = []
    footers: list[str] = []
    for kind, target in list(relations.values())[: 20 * MAX_HEADERS]:
        if kind in ("header", "footer") and len(headers) + len(footers) < MAX_HEADERS:
            part = _read_part(archive, target)
            text = "" if part is None else clean_text("\n".join(_blocks(part, links=links)))
            # A footer that only counts the pages says nothing about the person.
            if text and not re.fullmatch(r"[\W\d]*(page|of|第|页|共|[\W\d])*", text, re.IGNORECASE):
                (headers if kind == "header" else footers).append(text)
    parts = [
        *dict.fromkeys(headers),
        "\n".join(_blocks(body, links=links)),
        *dict.fromkeys(footers),
    ]
    return clean_text("\n\n".join(part for part in parts if part)), warnings


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _blocks(container: etree._Element, *, links: dict[str, str]) -> Iterator[str]:
    """Yield the paragraphs and tables under an element, each as text."""
    for child in container:
        name = _local(child)
        if name == "p":
            yield from _paragraph(child, links=links)
        elif name == "tbl":
            yield from _table(child, links=links)
        elif name == "AlternateContent":
            yield from _blocks(_alternative(child), links=links)
        elif name not in _DELETED:
            # Content controls, custom XML and accepted insertions only wrap what counts.
            yield from _blocks(child, links=links)


def _alternative(element: etree._Element) -> etree._Element:
    """Return one of two copies of the same drawing: new readers' or old readers'."""
    choices = [child for child in element if _local(child) in ("Choice", "Fallback")]
    with_text = [child for child in choices if child.find(".//{*}t") is not None]
    return (with_text or choices or [element])[0]


def _paragraph(paragraph: etree._Element, *, links: dict[str, str]) -> Iterator[str]:
    pieces: list[str] = []
    boxes: list[etree._Element] = []
    _collect_runs(paragraph, pieces=pieces, boxes=boxes, links=links)
    text = "".join(pieces)
    numbering = paragraph.find("{*}pPr/{*}numPr/{*}numId")
    style = paragraph.find("{*}pPr/{*}pStyle")
    style_name = "" if style is None else _value(style)
    is_list = (numbering is not None and _value(numbering) != "0") or "ListBullet" in style_name
    if is_list and text.strip() and "Heading" not in style_name:
        text = f"• {text.strip()}"
    # A text box floats beside its paragraph: a sidebar's comes before the text it stands by.
    for box in boxes:
        yield from _blocks(box, links=links)
    yield text


def _value(element: etree._Element) -> str:
    return next((value for key, value in element.items() if key.endswith("}val")), "")


def _collect_runs(
    element: etree._Element,
    *,
    pieces: list[str],
    boxes: list[etree._Element],
    links: dict[str, str],
) -> None:
    for child in element:
        name = _local(child)
        if name in _DELETED:
            continue
        if name == "t":
            # A drawing's own text (a chart, SmartArt) is in another namespace.
            if etree.QName(child).namespace in _TEXT_NAMESPACES:
                pieces.append(child.text or "")
        elif name == "tab":
            pieces.append("\t")
        elif name in _BREAKS:
            pieces.append("\n")
        elif name == "noBreakHyphen":
            pieces.append("-")
        elif name == "sym":
            pieces.append("•" if not "".join(pieces).strip() else " ")
        elif name == "txbxContent":
            boxes.append(child)
        elif name == "AlternateContent":
            _collect_runs(_alternative(child), pieces=pieces, boxes=boxes, links=links)
        elif name == "hyperlink":
            _collect_link(child, pieces=pieces, boxes=boxes, links=links)
        else:
            _collect_runs(child, pieces=pieces, boxes=boxes, links=links)


def _collect_link(
    element: etree._Element,
    *,
    pieces: list[str],
    boxes: list[etree._Element],
    links: dict[str, str],
) -> None:
    """Write a link's words, and its address where the words do not say it ("GitHub")."""
    inner: list[str] = []
    _collect_runs(element, pieces=inner, boxes=boxes, links=links)
    words = "".join(inner)
    relation = next((value for key, value in element.items() if key.endswith("}id")), "")
    address = links.get(relation, "")
    pieces.append(words)
    bare = re.sub(r"^(mailto:|tel:|https?://(www\.)?)", "", address).rstrip("/")
    is_address = re.match(r"(https?://|mailto:|tel:)", address) is not None
    if is_address and bare and bare.lower() not in words.lower().replace(" ", ""):
        plain = re.sub(r"^(mailto:|tel:)", "", address)
        pieces.append(f" ({plain})" if words.strip() else plain)


def _table(table: etree._Element, *, links: dict[str, str]) -> Iterator[str]:
    """Yield a table row by row: short cells in one line, long ones as blocks of their own."""
    for row in _rows(table):
        cells: list[str] = []
        for cell in row:
            text = clean_text("\n".join(_blocks(cell, links=links)))
            # A merged cell is written once for each row it spans in some producers.
            if text and (not cells or cells[-1] != text):
                cells.append(text)
        yield from join_cells(cells)
    yield ""


def _rows(table: etree._Element) -> Iterator[list[etree._Element]]:
    for row in table.iter("{*}tr"):
        # Rows of a nested table belong to the cell that holds it.
        if next(row.iterancestors("{*}tbl"), None) is table:
            yield [
                cell for cell in row.iter("{*}tc") if next(cell.iterancestors("{*}tr"), None) is row
            ]


def join_cells(cells: list[str]) -> list[str]:
    """Return a row's lines: tab-separated while every cell is one line, else cell after cell."""
    cells = [cell for cell in cells if cell.strip()]
    if not cells:
        return []
    if all("\n" not in cell for cell in cells):
        return ["\t".join(clean_line(cell) for cell in cells)]
    return cells
