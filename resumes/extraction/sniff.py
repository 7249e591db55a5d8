"""What a file is, by its bytes. Its name only ever adds a warning."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from resumes.extraction.refusal import Refused

Kind = Literal["pdf", "docx", "html", "mhtml", "json", "text"]

# Two parts of a DOCX that decide what it is.
CONTENT_TYPES = "[Content_Types].xml"
_WORD_MAIN = re.compile(
    rb"application/vnd\.openxmlformats-officedocument\.wordprocessingml\.(document|template)\.main"
)
_WORD_MACRO = re.compile(
    rb"application/vnd\.ms-word\.(document|template)\.macroEnabled", re.IGNORECASE
)

# What is inside an archive tells what it is, in the order in which to ask.
_ZIP_NAMES: tuple[tuple[str, str], ...] = (
    ("xl/workbook.xml", "spreadsheet"),
    ("xl/workbook.bin", "spreadsheet"),
    ("ppt/presentation.xml", "presentation"),
    ("Index/Document.iwa", "pages"),
    ("Index.zip", "pages"),
    ("META-INF/MANIFEST.MF", "executable"),
    ("AndroidManifest.xml", "executable"),
)

# (offset, bytes, what it is). Only formats whose mark no text file starts with by chance.
_MARKS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image"),
    (0, b"\xff\xd8\xff", "image"),
    (0, b"GIF87a", "image"),
    (0, b"GIF89a", "image"),
    (0, b"II*\x00", "image"),
    (0, b"MM\x00*", "image"),
    (8, b"WEBP", "image"),
    (0, b"8BPS", "image"),
    (0, b"\x00\x00\x01\x00", "image"),
    (0, b"\x7fELF", "executable"),
    (0, b"\xca\xfe\xba\xbe", "executable"),
    (0, b"\xcf\xfa\xed\xfe", "executable"),
    (0, b"\xce\xfa\xed\xfe", "executable"),
    (0, b"7z\xbc\xaf\x27\x1c", "archive"),
    (0, b"Rar!\x1a\x07", "archive"),
    (0, b"\x1f\x8b\x08", "archive"),
    (0, b"BZh", "archive"),
    (0, b"\xfd7zXZ\x00", "archive"),
    (0, b"\x28\xb5\x2f\xfd", "archive"),
    (257, b"ustar", "archive"),
    (0, b"ID3", "media"),
    (0, b"OggS", "media"),
    (0, b"fLaC", "media"),
    (0, b"\x1aE\xdf\xa3", "media"),
    (0, b"SQLite format 3\x00", "database"),
)

# A page may open with a declaration or a comment; prose that mentions <html> is prose.
_HTML_START = re.compile(
    rb"(<\?xml[^>]*>\s*|<!--.*?-->\s*)*"
    rb"<(!doctype html|html|head|body|meta|style|title|table|div)\b",
    re.DOTALL,
)

_FTYP_IMAGES = {b"heic", b"heix", b"heif", b"mif1", b"msf1", b"avif"}


def sniff_kind(data: bytes) -> Kind:
    """Return what the bytes are; raise `Refused("unsupported_type", found=…)` for the rest."""
    head = data[:1024]
    # Readers accept a PDF whose mark is not the first thing in the file, and so do we.
    if b"%PDF-" in head:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _sniff_zip(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _refuse_ole(data)
    for offset, mark, found in _MARKS:
        if data[offset : offset + len(mark)] == mark:
            raise Refused("unsupported_type", found=found)
    if data[4:8] == b"ftyp":
        found = "image" if data[8:12] in _FTYP_IMAGES else "media"
        raise Refused("unsupported_type", found=found)
    if data[:4] == b"RIFF":
        raise Refused("unsupported_type", found="media")
    # "MZ" and "BM" may begin a word; a zero byte in a row of them may not.
    if data[:2] == b"MZ" and b"\x00\x00\x00" in head:
        raise Refused("unsupported_type", found="executable")
    if data[:2] == b"BM" and b"\x00\x00" in head[:30] and not _looks_utf16(head):
        raise Refused("unsupported_type", found="image")
    return _sniff_text(data)


def _sniff_text(data: bytes) -> Kind:
    start = data[:4096]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start.decode("utf-16", "replace").encode("utf-8", "replace")
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    lower = start[:2048].lower()
    if lower.startswith(b"{\\rtf"):
        raise Refused("unsupported_type", found="rtf")
    if _HTML_START.match(lower):
        return "html"
    if re.match(rb"(mime-version|from|content-type|date|subject|message-id):", lower) and (
        b"multipart/related" in lower
    ):
        return "mhtml"
    if lower.startswith(b"<?xml") and b"wordprocessingml" in lower:
        raise Refused("unsupported_type", found="word_xml")
    if lower.startswith((b"<?xml", b"<svg")):
        raise Refused("unsupported_type", found="image" if b"<svg" in lower else "xml")
    # Tried as JSON first; what turns out to be prose goes on as text.
    if start[:1] in (b"{", b"["):
        return "json"
    return "text"


def _looks_utf16(head: bytes) -> bool:
    return head[1::2].count(0) > len(head) // 4 or head[0::2].count(0) > len(head) // 4


def _refuse_ole(data: bytes) -> Refused:
    """Name what a compound file holds; an encrypted DOCX is one too."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Refused("encrypted", found="docx")
    if "Workbook".encode("utf-16-le") in data:
        return Refused("unsupported_type", found="spreadsheet")
    if "PowerPoint Document".encode("utf-16-le") in data:
        return Refused("unsupported_type", found="presentation")
    return Refused("unsupported_type", found="doc")


def _sniff_zip(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _sniff_archive(archive)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        ValueError,
        OverflowError,
    ) as error:
        # A DOCX cut off on its way has lost its directory, which stands at the end.
        is_docx = b"word/" in data[:4096] or CONTENT_TYPES.encode() in data[:4096]
        if is_docx:
            raise Refused("damaged", found="docx") from error
        raise Refused("unsupported_type", found="archive") from error


def _sniff_archive(archive: zipfile.ZipFile) -> Kind:
    names = set(archive.namelist())
    if CONTENT_TYPES in names:
        info = archive.getinfo(CONTENT_TYPES)
        if info.flag_bits & 0x1:
            raise Refused("encrypted", found="docx")
        with archive.open(info) as stream:
            types = stream.read(1_000_000)
        has_macro_part = any(name.lower().endswith("vbaproject.bin") for name in names)
        if _WORD_MACRO.search(types) or (has_macro_part and _WORD_MAIN.search(types)):
            raise Refused("macros", found="docx")
        if _WORD_MAIN.search(types):
            return "docx"
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        mimetype = archive.read("mimetype")
        if b"opendocument.text" in mimetype:
            raise Refused("unsupported_type", found="odt")
        if b"opendocument" in mimetype:
            raise Refused("unsupported_type", found="spreadsheet")
        if b"epub" in mimetype:
            raise Refused("unsupported_type", found="epub")
    for name, found in _ZIP_NAMES:
        if name in names:
            raise Refused("unsupported_type", found=found)
    if "word/document.xml" in names:
        raise Refused("damaged", found="docx")
    raise Refused("unsupported_type", found="archive")
