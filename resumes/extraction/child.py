"""Run as a program: reads one file from standard input, writes what is in it as JSON.

Started by `resumes.extract_text` for each upload and ended by it. What it opens comes from
strangers, so before it parses it gives away what it will not need: memory, processor time,
files, the network, other programs.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Isolated mode (-I) keeps the project off the path, as it should be for everything but this.
PROJECT = str(Path(__file__).resolve().parent.parent.parent)
sys.path.insert(0, PROJECT)

from resumes.extraction.refusal import Refused  # noqa: E402
from resumes.extraction.sniff import sniff_kind  # noqa: E402

_NEVER = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.remove",
    "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.chmod", "os.chown",
    "os.truncate", "os.kill", "shutil.", "tempfile.", "urllib.", "http.", "ftplib.", "smtplib.",
)  # fmt: skip


def main() -> None:
    """Read standard input, write one JSON object; never leaves with an exception."""
    started = time.monotonic()
    limits = json.loads(sys.argv[1])
    _limit("RLIMIT_CPU", limits["seconds"])
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_FSIZE", limits["output_bytes"])
    _limit("RLIMIT_NOFILE", 64)
    data = sys.stdin.buffer.read()
    # Given back when memory has run out, so that there is enough left to say so.
    reserve = [bytearray(8_000_000)]
    try:
        answer = _read(data, limits=limits, deadline=started + 0.9 * limits["seconds"])
        written = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
    except Refused as refused:
        written = json.dumps({"refused": refused.code, "facts": refused.facts}).encode()
    except (ImportError, SyntaxError) as error:
        # Nothing that the file could have caused: the set-up is broken, and nobody's file is.
        written = json.dumps({"broken": repr(error)[:500]}).encode()
    except Exception as error:
        # Parsers of strangers' files fail in every way there is; each of them is an answer.
        reserve.clear()
        code = "too_complex" if _is_exhaustion(error) else "damaged"
        answer = {"refused": code, "facts": {"error": type(error).__name__}}
        written = json.dumps(answer).encode()
    sys.stdout.buffer.write(written)
    sys.stdout.buffer.flush()
    # No tidying up: with this little memory left it may take long or fail.
    os._exit(0)


def _read(data: bytes, *, limits: dict[str, Any], deadline: float) -> dict[str, Any]:
    kind = _sniff(data, reads_pictures=limits["reads_pictures"])
    read = _READERS[kind]()
    _limit_memory(limits["memory_bytes"])
    sys.addaudithook(_forbid)
    answer = read(data, limits, deadline)
    if kind == "picture":
        return answer
    if sum(len(page) for page in answer["pages"]) > limits["max_chars"]:
        raise Refused("too_much_text", limit=limits["max_chars"])
    if not any(page.strip() for page in answer["pages"]):
        raise Refused("no_text", found="nothing")
    return answer


def _sniff(data: bytes, *, reads_pictures: bool) -> str:
    try:
        return sniff_kind(data)
    except Refused as refused:
        if not reads_pictures or refused.facts.get("found") != "image":
            raise
        return "picture"


def _limit(name: str, value: int) -> None:
    kind = getattr(resource, name, None)
    if kind is not None:
        _, hard = resource.getrlimit(kind)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, hard))


def _limit_memory(headroom: int) -> None:
    """Allow `headroom` bytes more than the interpreter and the reader's modules hold already."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:
        return
    _limit("RLIMIT_AS", pages * resource.getpagesize() + headroom)


def _forbid(event: str, args: tuple[Any, ...]) -> None:
    if event.startswith(_NEVER):
        raise PermissionError(event)
    if event == "open":
        mode, flags = args[1], args[2]
        is_write = isinstance(mode, str) and set(mode) & set("wax+")
        if is_write or (isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)):
            raise PermissionError(event)


def _is_exhaustion(error: BaseException | None) -> bool:
    """Return whether memory or the stack ran out somewhere below; readers wrap what they meet."""
    seen = 0
    while error is not None and seen < 10:
        if isinstance(error, (MemoryError, RecursionError)):
            return True
        if any(isinstance(arg, (MemoryError, RecursionError)) for arg in error.args):
            return True
        error = error.__cause__ or error.__context__
        seen += 1
    return False


Reader = Callable[[bytes, dict[str, Any], float], dict[str, Any]]


def _pdf_reader() -> Reader:
    from resumes.extraction.pdf_text import read_pdf

    def read(data: bytes, limits: dict[str, Any], deadline: float) -> dict[str, Any]:
        pages, warnings = read_pdf(data, max_pages=limits["max_pages"], deadline=deadline)
        return {"kind": "pdf", "pages": pages, "warnings": warnings}

    return read


def _docx_reader() -> Reader:
    from resumes.extraction.docx_text import read_docx

    def read(data: bytes, limits: dict[str, Any], deadline: float) -> dict[str, Any]:
        text, warnings = read_docx(data)
        if not text.strip():
            raise Refused("no_text", found="pictures" if b"word/media/" in data else "nothing")
        return {"kind": "docx", "pages": [text], "warnings": warnings}

    return read


def _html_reader() -> Reader:
    from resumes.extraction.html_text import read_html

    def read(data: bytes, limits: dict[str, Any], deadline: float) -> dict[str, Any]:
        text, warnings = read_html(data)
        return {"kind": "html", "pages": [text], "warnings": warnings}

    return read


def _mhtml_reader() -> Reader:
    from resumes.extraction.html_text import read_mhtml

    def read(data: bytes, limits: dict[str, Any], deadline: float) -> dict[str, Any]:
        text, warnings = read_mhtml(data)
        return {"kind": "html", "pages": [text], "warnings": warnings}

    return read


def _json_reader() -> Reader:
    from resumes.extraction.json_resume import read_json
    from resumes.extraction.plain_text import decode_text, read_text

    def read(data: bytes, limits: dict[str, Any], deadline: float) -> dict[str, Any]:
        text, warnings = decode_text(data)
        document = read_json(text)
        if document is None:
            prose, warnings = read_text(data)
            return {"kind": "txt", "pages": [prose], "warnings": warnings}
        return {
            "kind": "json_resume",
            "pages": [text],
            "warnings": warnings,
            "json_resume": document,
        }

    return read


def _text_reader() -> Reader:
    from resumes.extraction.plain_text import read_text

    def read(data: bytes, limits: dict[str, Any], deadline: float) -> dict[str, Any]:
        text, warnings = read_text(data)
        return {"kind": "txt", "pages": [text], "warnings": warnings}

    return read


def _picture_reader() -> Reader:
    from resumes.extraction.picture import read_picture

    def read(data: bytes, limits: dict[str, Any], deadline: float) -> dict[str, Any]:
        return read_picture(data)

    return read


# Each imports its parser only when called: the start of a child costs what its file needs.
_READERS: dict[str, Callable[[], Reader]] = {
    "pdf": _pdf_reader,
    "docx": _docx_reader,
    "html": _html_reader,
    "mhtml": _mhtml_reader,
    "json": _json_reader,
    "text": _text_reader,
    "picture": _picture_reader,
}

if __name__ == "__main__":
    main()
