"""Whether a file carries something known to be harmful, asked of ClamAV where one is configured."""

import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from jobassist.errors import AppError
from jobassist.logs import get_logger

log = get_logger(__name__)

CHUNK = 64 * 1024
MOST_ANSWER = 4_096


def scan_bytes(data: bytes) -> None:
    """Return where a file is clean, or nothing is there to scan it.

    AppError "infected" for one that is not, 503 "scan_unavailable" where the scanner that is
    configured does not answer: an unscanned file is not let through. Talks to the network; not to
    be called in a transaction.
    """
    if not settings.CLAMD_URL:
        return
    try:
        answer = _ask_clamd(data)
    except OSError as error:
        log.warning("virus_scan.unavailable", kind=type(error).__name__)
        raise _unavailable() from error
    # "stream: OK", "stream: Win.Test.EICAR_HDB-1 FOUND", "INSTREAM size limit exceeded. ERROR"
    if answer.endswith(" FOUND"):
        log.warning("virus_scan.found", signature=answer.removeprefix("stream: ")[:120])
        raise AppError("infected", _("This file carries a known virus and was not taken."))
    if not answer.endswith(": OK"):
        log.warning("virus_scan.refused", answer=answer[:120])
        raise _unavailable()


def _unavailable() -> AppError:
    return AppError(
        "scan_unavailable",
        _("Files cannot be checked for viruses at the moment. Please try again in a while."),
        status=503,
    )


def _ask_clamd(data: bytes) -> str:
    with _connect() as line:
        line.settimeout(settings.CLAMD_SECONDS)
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), CHUNK):
            chunk = data[start : start + CHUNK]
            line.sendall(struct.pack("!I", len(chunk)) + chunk)
        line.sendall(struct.pack("!I", 0))
        answer = b""
        while len(answer) < MOST_ANSWER and (piece := line.recv(1024)):
            answer += piece
            if b"\0" in piece:
                break
    return answer.split(b"\0", 1)[0].decode("utf-8", "replace").strip()


def _connect() -> socket.socket:
    url = urlsplit(settings.CLAMD_URL)
    if url.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(settings.CLAMD_SECONDS)
        try:
            line.connect(url.path)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection(
        (url.hostname or "127.0.0.1", url.port or 3310), timeout=settings.CLAMD_SECONDS
    )
