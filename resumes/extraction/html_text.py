"""The text of a résumé saved as a web page: what job boards export, often named .doc."""

from __future__ import annotations

import email
import email.policy
import re
from html.parser import HTMLParser

from resumes.extraction.clean import clean_text
from resumes.extraction.docx_text import join_cells
from resumes.extraction.plain_text import decode_text
from resumes.extraction.refusal import Refused

_UNSEEN = {"script", "style", "template", "noscript", "head", "svg", "iframe", "object"}
_BLOCKS = {
    "p", "div", "section", "article", "header", "footer", "ul", "ol", "dl", "dt", "dd", "table",
    "h1", "h2", "h3", "h4", "h5", "h6", "br", "hr", "pre", "blockquote", "address", "main",
    "aside", "nav", "form", "fieldset", "tbody", "thead", "caption",
}  # fmt: skip
_VOID = {"br", "hr", "img", "meta", "link", "input", "col", "wbr", "area", "base", "source"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
MAX_DEPTH = 500


class _TextParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.rows: list[list[str]] = []
        # Where each open cell began in `pieces`.
        self.cells: list[int] = []
        # The element whose content is not shown, and how deep inside it we are.
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.unseen:
            if tag == self.unseen[0]:
                self.unseen.append(tag)
                if len(self.unseen) > MAX_DEPTH:
                    raise Refused("too_complex", found="html")
            return
        style = next((value or "" for key, value in attrs if key == "style"), "")
        is_hidden = _HIDDEN.search(style) is not None or any(key == "hidden" for key, _ in attrs)
        if (tag in _UNSEEN or is_hidden) and tag not in _VOID:
            self.unseen = [tag]
        elif tag == "tr":
            self.rows.append([])
            if len(self.rows) > MAX_DEPTH:
                raise Refused("too_complex", found="html")
        elif tag in ("td", "th"):
            self.cells.append(len(self.pieces))
        elif tag == "li":
            self.pieces.append("\n• ")
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self.unseen:
            if tag == self.unseen[0]:
                self.unseen.pop()
            # Pages are left unclosed: the body ends a head that nothing ended.
            elif tag in ("head", "body", "html"):
                self.unseen = []
            return
        if tag in ("td", "th") and self.cells:
            start = self.cells.pop()
            text = clean_text("".join(self.pieces[start:]))
            if self.rows:
                del self.pieces[start:]
                self.rows[-1].append(text)
            else:
                self.pieces.append("\n")
        elif tag == "tr" and self.rows:
            self.pieces.append("\n" + "\n".join(join_cells(self.rows.pop())) + "\n")
        elif tag in _BLOCKS or tag == "li":
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.pieces.append(re.sub(r"[ \t\r\n]+", " ", data))


def read_html(data: bytes) -> tuple[str, list[str]]:
    """Return the visible text of a web page and its warnings."""
    declared = _CHARSET.search(data[:2048])
    text, warnings = decode_text(data)
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared.group(1).decode("ascii", "replace").lower()
        try:
            # Pages that say gb2312 are written in its superset.
            text = data.decode("gb18030" if name in ("gb2312", "gbk") else name)
            warnings = []
        except (LookupError, UnicodeDecodeError):
            pass
    parser = _TextParser()
    parser.feed(text)
    parser.close()
    for row in parser.rows:
        parser.pieces.append("\n" + "\n".join(join_cells(row)))
    return clean_text(re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(parser.pieces))), warnings


def read_mhtml(data: bytes) -> tuple[str, list[str]]:
    """Return the visible text of a web archive; its pictures are left alone."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                charset = part.get_content_charset()
                if charset and b"charset" not in payload[:2048].lower():
                    payload = f"<meta charset={charset}>".encode("ascii", "ignore") + payload
                return read_html(payload)
    raise Refused("unsupported_type", found="binary")
