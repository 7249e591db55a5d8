"""Files that nobody means well with, and files cut off or locked, each made when asked for."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable

import docx
from pypdf import PdfReader, PdfWriter

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00"
    b"\x00\x00\x00IEND\xaeB`\x82"
)


def build_pdf(contents: Iterable[bytes], *, deflated: bool = False, kids_repeat: int = 1) -> bytes:
    """Return a PDF with these content streams, one a page; each page may be listed many times."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
    kids = []
    for content in contents:
        filters = b"/Filter/FlateDecode" if deflated else b""
        objects.append(b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), filters, content))
        stream = len(objects)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % stream
        )
        kids += [len(objects)] * kids_repeat
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), listed)
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def text_stream(*lines: str) -> bytes:
    """Return a content stream that shows the lines from the top of an A4 page."""
    shown = "".join(f"({line}) Tj T* " for line in lines)
    return f"BT /F1 11 Tf 14 TL 60 780 Td {shown}ET".encode("cp1252")


def deflate_repeated(piece: bytes, *, megabytes: int) -> bytes:
    """Return so many megabytes of one piece, deflated without ever holding them."""
    packer = zlib.compressobj(9)
    block = piece * (1_000_000 // len(piece))
    return b"".join([packer.compress(block) for _ in range(megabytes)] + [packer.flush()])


def encrypt_pdf(data: bytes, *, password: str, owner: str) -> bytes:
    """Return the PDF locked with AES-256."""
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(data)).pages:
        writer.add_page(page)
    writer.encrypt(user_password=password, owner_password=owner, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def build_docx(*paragraphs: str) -> bytes:
    """Return a plain DOCX."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def rewrite_zip(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Return the archive with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx_with_body(body: str, *, prolog: str = "") -> bytes:
    """Return a DOCX whose document part holds this XML."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<w:document xmlns:w="{space}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f"<w:body>{body}</w:body></w:document>"
    )

    def change(parts: dict[str, bytes]) -> None:
        parts["word/document.xml"] = xml.encode()

    return rewrite_zip(build_docx("x"), change)


def docx_bomb(*, megabytes: int) -> bytes:
    """Return a DOCX whose document part unpacks to so many megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(build_docx("x"))) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name != "word/document.xml":
                archive.writestr(name, content)
        with archive.open("word/document.xml", "w", force_zip64=True) as stream:
            for _ in range(megabytes):
                stream.write(b" " * 1_000_000)
    return out.getvalue()


def lie_about_size(data: bytes, *, part: str, size: int) -> bytes:
    """Return the archive with the unpacked size of one part understated in its directory."""
    out = bytearray(data)
    at = out.index(b"PK\x01\x02")
    while out[at : at + 4] == b"PK\x01\x02":
        name_length = int.from_bytes(out[at + 28 : at + 30], "little")
        extra_length = int.from_bytes(out[at + 30 : at + 32], "little")
        note_length = int.from_bytes(out[at + 32 : at + 34], "little")
        if out[at + 46 : at + 46 + name_length] == part.encode():
            out[at + 24 : at + 28] = size.to_bytes(4, "little")
        at += 46 + name_length + extra_length + note_length
    return bytes(out)
