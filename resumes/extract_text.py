"""An uploaded file's bytes to plain text, or a refusal that says what to do instead.

No database. The file is opened in a child process with little memory, little time and no network,
which is killed when it takes longer; this process only ever sees a bounded JSON answer.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import IO, Any, Literal

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jobassist.errors import AppError
from jobassist.logs import get_logger
from resumes.extraction.refusal import Refused
from resumes.extraction.sniff import sniff_kind

Kind = Literal["pdf", "docx", "txt", "md", "html", "json_resume", "picture"]

CHILD = Path(__file__).parent / "extraction" / "child.py"
PAGE_BREAK = "\n\n"

logger = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ExtractLimits:
    """How much of everything one file may take."""

    max_bytes: int = 10_000_000
    max_pages: int = 30
    max_chars: int = 150_000
    # From the start of the child to its kill.
    seconds: int = 4
    # On top of the interpreter and its modules (some 60 MB): all in all below 256 MB.
    memory_bytes: int = 170_000_000
    # How long an upload may wait for its turn among the others of this process.
    wait_seconds: float = 20.0
    # Whether a photograph is made anew for a model to read; else it is refused as having no text.
    reads_pictures: bool = False


DEFAULT = ExtractLimits()
# Each costs a core and up to 256 MB while it runs.
MAX_CHILDREN = 2
_children = threading.BoundedSemaphore(MAX_CHILDREN)


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """What a file says. Spans into `text` are how a résumé's values name their source.

    `page_offsets` are where the pages begin in `text`. `warnings` are codes: wrong_extension,
    lost_characters, pages_without_text, tracked_changes; `warning_text` words them.
    For a JSON Resume `text` is the file's own text and `json_resume` its document. A picture has
    no text yet: `picture` is it, as a JPEG made anew without anything that came with the file.
    """

    text: str
    kind: Kind
    pages: int = 1
    page_offsets: tuple[int, ...] = (0,)
    json_resume: dict[str, Any] | None = None
    warnings: tuple[str, ...] = field(default=())
    picture: bytes = field(default=b"", repr=False)


class ExtractError(AppError):
    """A file that gives no text; the message says what to do. Nothing of the file is in it."""


_UNKNOWN = _(
    "This kind of file cannot be read as a résumé. Upload a PDF, DOCX, TXT, Markdown or JSON "
    "Resume file, or paste the text."
)

_UNSUPPORTED: dict[str, Promise] = {
    "image": _(
        "This file is a picture. Upload a PDF or DOCX with real text, or paste the text of your "
        "résumé."
    ),
    "picture_format": _(
        "This kind of picture cannot be read. Save it as JPEG or PNG and upload that, or paste the "
        "text of your résumé."
    ),
    "doc": _(
        "This is an old Word file (.doc). Save it as DOCX or PDF and upload that, or paste the "
        "text."
    ),
    "rtf": _("This is an RTF file. Save it as DOCX or PDF and upload that, or paste the text."),
    "odt": _(
        "This is an OpenDocument file. Save it as DOCX or PDF and upload that, or paste the text."
    ),
    "pages": _(
        "This is a Pages file. Export it as PDF or DOCX and upload that, or paste the text."
    ),
    "word_xml": _(
        "This is a Word file saved as XML. Save it as DOCX or PDF and upload that, or paste the "
        "text."
    ),
    "spreadsheet": _(
        "This is a spreadsheet. Save it as PDF and upload that, or paste the text of your résumé."
    ),
    "presentation": _(
        "This is a presentation. Save it as PDF and upload that, or paste the text of your résumé."
    ),
    "archive": _(
        "This is an archive (ZIP or the like). Unpack it and upload the résumé that is in it."
    ),
    "executable": _(
        "This is a program, not a résumé. Upload a PDF, DOCX, TXT, Markdown or JSON Resume file, "
        "or paste the text."
    ),
    "media": _(
        "This is a sound or video file. Upload a PDF, DOCX, TXT, Markdown or JSON Resume file, or "
        "paste the text."
    ),
    "json": _(
        "This JSON file is not a JSON Resume: it has none of its sections (basics, work, "
        "education …). Upload another file, or paste the text."
    ),
}

_NO_TEXT: dict[str, Promise] = {
    "pictures": _(
        "There is no text in this file: its pages are pictures. Upload a PDF or DOCX with real "
        "text, or paste the text of your résumé."
    ),
    "small_picture": _(
        "This picture is too small to be read. Photograph the whole page from above in good light, "
        "or paste the text of your résumé."
    ),
    "seen_nothing": _(
        "No résumé could be read in this picture. Photograph the whole page from above in good "
        "light, or paste the text of your résumé."
    ),
    "unmapped_fonts": _(
        "The text in this file cannot be read: its fonts do not say which letters they show. "
        "Export it again as PDF or DOCX, or paste the text."
    ),
}

_MESSAGES: dict[str, Promise] = {
    "empty_file": _("This file is empty. Choose another one, or paste the text of your résumé."),
    "encrypted": _(
        "This file is protected by a password. Remove the password and upload it again, or paste "
        "the text."
    ),
    "macros": _(
        "This document contains macros, which are not accepted. Save it as a plain DOCX or as PDF "
        "and upload that."
    ),
    "unsafe_xml": _(
        "This document refers to things outside of itself and was not opened. Save it again as "
        "DOCX or PDF, or paste the text."
    ),
    "no_text": _(
        "There is no text in this file. Upload the file that has your résumé in it, or paste the "
        "text."
    ),
    "damaged": _(
        "This file is damaged or was not uploaded whole. Open it, save it again and upload that, "
        "or paste the text."
    ),
    "timed_out": _(
        "Reading this file took too long. Save it as a simpler PDF or as DOCX, or paste the text."
    ),
    "too_complex": _(
        "This file unpacks to far more than a résumé. Save it as a simpler PDF or as DOCX, or "
        "paste the text."
    ),
    "busy": _("Many files are being read right now. Please try again in a moment."),
    "picture_unread": _(
        "The picture could not be read just now. Please try again in a moment, upload a PDF or "
        "DOCX, or paste the text of your résumé."
    ),
}

_WARNINGS: dict[str, Promise] = {
    "wrong_extension": _("The file's name says another type than its content; its content counts."),
    "lost_characters": _("A few characters could not be read. Please look the text over."),
    "pages_without_text": _("Some pages are pictures without text and were left out."),
    "tracked_changes": _("The document has tracked changes; it was read as if all were accepted."),
}

_STATUS = {"too_large": 413, "unsupported_type": 415, "busy": 503, "picture_unread": 503}

# What a name may end with for each kind; anything else adds a warning, no more.
_EXTENSIONS: dict[str, frozenset[str]] = {
    "pdf": frozenset({".pdf"}),
    "docx": frozenset({".docx", ".dotx"}),
    "html": frozenset({".html", ".htm", ".mht", ".mhtml", ".xhtml"}),
    "json_resume": frozenset({".json", ".jsonresume"}),
    "txt": frozenset({".txt", ".text", ".md", ".markdown"}),
    "picture": frozenset({".jpg", ".jpeg", ".png", ".webp"}),
}


def extract_text(data: bytes, *, filename: str, limits: ExtractLimits = DEFAULT) -> ExtractedText:
    """Return the text of an uploaded file; raise `ExtractError` where there is none to be had.

    Blocks for some 0.1 s (text, DOCX) to `limits.seconds`: call it from a worker or a thread.
    The bytes decide what the file is; the name only adds a warning when it says otherwise.
    """
    if not data.strip(b"\x00\t\n\r "):
        raise _build_error("empty_file", {})
    if len(data) > limits.max_bytes:
        raise _build_error("too_large", {"limit": limits.max_bytes})
    answer = _read_in_child(data, limits=limits)
    if "refused" in answer:
        raise _build_error(answer["refused"], answer.get("facts") or {})
    return _build_text(answer, filename=filename)


def warning_text(code: str) -> Promise:
    """Return the sentence for a warning of `ExtractedText.warnings`."""
    return _WARNINGS[code]


def sniff_file(data: bytes) -> str:
    """Return what a file is by its bytes, without reading it; raise `ExtractError` for the rest."""
    if not data.strip(b"\x00\t\n\r "):
        raise _build_error("empty_file", {})
    try:
        kind: str = sniff_kind(data)
    except Refused as refusal:
        raise _build_error(refusal.code, refusal.facts) from refusal
    if kind == "text" and b"\x00" in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        # Whatever is left over counts as text, and this is none.
        raise _build_error("unsupported_type", {})
    return kind


def refuse_picture(code: Literal["no_text", "picture_unread"]) -> ExtractError:
    """Return the refusal of a picture that a model read nothing in, or could not read now."""
    return _build_error(code, {"found": "seen_nothing"} if code == "no_text" else {})


def _build_text(answer: Mapping[str, Any], *, filename: str) -> ExtractedText:
    kind: Kind = answer["kind"]
    warnings = list(answer.get("warnings") or ())
    extension = PurePath(filename).suffix.lower()
    if extension not in _EXTENSIONS[kind]:
        warnings.append("wrong_extension")
    if kind == "picture":
        return ExtractedText(
            "", kind, warnings=tuple(warnings), picture=base64.b64decode(answer["picture"])
        )
    pages: list[str] = answer["pages"]
    if kind == "txt" and extension in (".md", ".markdown"):
        kind = "md"
    offsets, at = [], 0
    for page in pages:
        offsets.append(at)
        at += len(page) + len(PAGE_BREAK)
    return ExtractedText(
        text=PAGE_BREAK.join(pages),
        kind=kind,
        pages=len(pages),
        page_offsets=tuple(offsets),
        json_resume=answer.get("json_resume"),
        warnings=tuple(warnings),
    )


def _read_in_child(data: bytes, *, limits: ExtractLimits) -> dict[str, Any]:
    """Return the child's answer, or the refusal that its end amounts to."""
    if not _children.acquire(timeout=limits.wait_seconds):
        return {"refused": "busy"}
    try:
        with _memory_file() as given, _memory_file() as answered:
            given.write(data)
            given.seek(0)
            ended = _run_child(given, answered, limits=limits)
            answered.seek(0)
            written = answered.read(_output_bytes(limits))
    finally:
        _children.release()
    if ended is None:
        return {"refused": "timed_out"}
    try:
        answer = json.loads(written)
    except ValueError:
        answer = None
    if isinstance(answer, dict) and "broken" in answer:
        raise RuntimeError(f"the reader of files cannot run: {answer['broken']}")
    if isinstance(answer, dict):
        if "error" in (answer.get("facts") or {}):
            logger.info("extract_failed", code=answer["refused"], error=answer["facts"]["error"])
        return answer
    # It ended without an answer: by the limit on processor time, for want of memory, or by a crash.
    logger.warning("extract_child_ended", returncode=ended)
    # (abort is what the interpreter does when it cannot even raise MemoryError)
    codes = {-24: "timed_out", -9: "too_complex", -6: "too_complex"}
    return {"refused": codes.get(ended, "damaged")}


def _memory_file() -> IO[bytes]:
    """Return a file that never touches a disk where the system has such: uploads are personal."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("upload", os.MFD_CLOEXEC), "w+b")
    return tempfile.TemporaryFile()


def _output_bytes(limits: ExtractLimits) -> int:
    # A character takes up to 4 bytes, or 6 when it has to be escaped; a JSON Resume comes twice.
    return 12 * limits.max_chars + 100_000


def _run_child(given: IO[bytes], answered: IO[bytes], *, limits: ExtractLimits) -> int | None:
    """Return how the child ended, None when it had to be killed."""
    given.flush()
    wanted = {
        "max_pages": limits.max_pages,
        "max_chars": limits.max_chars,
        "seconds": limits.seconds,
        "memory_bytes": limits.memory_bytes,
        "output_bytes": _output_bytes(limits),
        "reads_pictures": limits.reads_pictures,
    }
    child = subprocess.Popen(
        [sys.executable, "-I", str(CHILD), json.dumps(wanted)],
        stdin=given,
        stdout=answered,
        stderr=subprocess.DEVNULL,
        cwd="/",
        # No secrets of this process: the child needs nothing but a locale.
        env={"LANG": "C.UTF-8", "PATH": os.defpath},
        start_new_session=True,
    )
    try:
        return child.wait(timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


def _build_error(code: str, facts: Mapping[str, Any]) -> ExtractError:
    found = str(facts.get("found", ""))
    extra: dict[str, Any] = {"found": found} if found else {}
    message: Promise
    match code:
        case "too_large":
            message = format_lazy(
                _(
                    "This file is larger than {limit} MB. Save it without large pictures, or paste "
                    "the text."
                ),
                limit=round(facts["limit"] / 1_000_000),
            )
        case "too_much_text":
            code = "too_large"
            message = format_lazy(
                _(
                    "This file has more than {limit} characters. Upload the résumé alone, without "
                    "attachments."
                ),
                limit=facts["limit"],
            )
        case "too_many_pages":
            message = format_lazy(
                _(
                    "This file has more than {limit} pages. Upload the résumé alone, without "
                    "attachments."
                ),
                limit=facts["limit"],
            )
        case "unsupported_type":
            message = _UNSUPPORTED.get(found) or _UNKNOWN
        case "no_text":
            message = _NO_TEXT.get(found) or _MESSAGES["no_text"]
        case "invalid_json":
            code = "damaged"
            extra = {"found": "json", "line": facts["line"], "column": facts["column"]}
            message = format_lazy(
                _(
                    "This JSON file is broken at line {line}, column {column}. Correct it there, "
                    "or paste the text."
                ),
                line=facts["line"],
                column=facts["column"],
            )
        case "invalid_json_resume":
            errors = [_build_problem(problem) for problem in facts["problems"]]
            extra = {"errors": errors}
            message = format_lazy(
                _(
                    "This JSON Resume does not follow its schema: {pointer} {detail} Correct it, "
                    "or upload a PDF or DOCX."
                ),
                pointer=errors[0]["pointer"] or "/",
                detail=errors[0]["detail"],
            )
        case _:
            message = _MESSAGES.get(code) or _MESSAGES["damaged"]
    return ExtractError(code, message, status=_STATUS.get(code, 422), **extra)


_TYPES: dict[str, Promise] = {
    "string": _("must be text."),
    "number": _("must be a number."),
    "integer": _("must be a whole number."),
    "boolean": _("must be true or false."),
    "array": _("must be a list."),
    "object": _("must be an object."),
}


def _build_problem(problem: Mapping[str, str]) -> dict[str, Any]:
    """Return one finding in the shape of `errors[{pointer, code, detail}]`."""
    match problem["rule"]:
        case "type":
            detail: Promise = _TYPES.get(problem["wanted"], _("has the wrong type."))
        case "date":
            detail = _("must be a date such as 2021, 2021-06 or 2021-06-30.")
        case "required":
            detail = format_lazy(_("lacks {names}."), names=problem["wanted"])
        case _:
            detail = _("is not as the schema wants it.")
    return {"pointer": problem["pointer"], "code": problem["rule"], "detail": detail}
