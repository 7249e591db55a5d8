"""Marks that readers of postings give back to go on; opaque, and good for their own filters only.

They are not secret and hold nothing of anybody: a forged one brings what a fresh one would.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from django.utils.translation import gettext as _

from jobassist.errors import AppError
from jobs.changes import Position, build_expired, read_cluster_id

MAX_LENGTH = 200
_CURSOR = re.compile(r"p1\.(?P<filters>[0-9a-f]{12})\.(?P<id>[1-9]\d{0,17})\.(?P<sync>[0-9a-f.]+)")
_TOKEN = re.compile(
    r"s1\.(?P<filters>[0-9a-f]{12})\.(?P<cluster>[0-9a-f]{8})\.(?P<number>[0-9a-f]{1,15})"
    r"\.(?P<id>[0-9a-f]{1,15})\.(?P<at>[0-9a-f]{8,9})(?:\.(?P<since>[0-9a-f]{1,15}))?"
)
_POSITION = re.compile(r"(?P<number>[0-9a-f]{1,15})\.(?P<at>[0-9a-f]{8,9})")


def hash_filters(filters: Mapping[str, Any]) -> str:
    """Return what tells these filters from others; the order of keys and values is no matter."""
    known = {
        key: sorted(map(str, value)) if isinstance(value, list | tuple) else str(value)
        for key, value in filters.items()
        if value not in (None, "", [], ())
    }
    text = json.dumps(known, sort_keys=True)
    return blake2b(text.encode(), digest_size=6).hexdigest()


def build_cursor(posting_id: int, *, filters: str, start: Position) -> str:
    """Return the cursor behind a posting; it carries where the list's first page began."""
    at = int(start.at.timestamp())
    return _encode(f"p1.{filters}.{posting_id}.{start.transaction_number:x}.{at:x}")


def read_cursor(cursor: str, *, filters: str) -> tuple[int, Position]:
    """Return (posting id, where the first page began). AppError `bad_cursor`, `other_filters`."""
    found = _CURSOR.fullmatch(_decode(cursor))
    start = _POSITION.fullmatch(found["sync"]) if found else None
    if not found or not start:
        raise AppError("bad_cursor", _("This cursor was not given out here."))
    if found["filters"] != filters:
        raise AppError(
            "other_filters", _("This cursor belongs to a list with other filters; begin anew.")
        )
    return int(found["id"]), Position(int(start["number"], 16), 0, _moment(start["at"]))


def build_sync_token(position: Position, *, filters: str) -> str:
    """Return the token with which a reader asks for what changes from here on."""
    return _encode(
        f"s1.{filters}.{read_cluster_id():08x}.{position.transaction_number:x}"
        f".{position.posting_id:x}.{int(position.at.timestamp()):x}"
        + ("" if position.since is None else f".{position.since:x}")
    )


def read_sync_token(token: str, *, filters: str) -> Position:
    """Return the token's position. AppError `bad_sync_token`, `other_filters`; 410 once useless."""
    found = _TOKEN.fullmatch(_decode(token))
    if not found:
        raise AppError("bad_sync_token", _("This sync token was not given out here."))
    if found["filters"] != filters:
        raise AppError("other_filters", _("This sync token belongs to other filters; begin anew."))
    if int(found["cluster"], 16) != read_cluster_id():
        raise build_expired()
    since = int(found["since"], 16) if found["since"] else None
    return Position(int(found["number"], 16), int(found["id"], 16), _moment(found["at"]), since)


def _moment(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds, 16), tz=UTC)


def _encode(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(mark: str) -> str:
    try:
        # Others than the alphabet's signs are dropped silently otherwise: many marks, one meaning.
        padded = mark + "=" * (-len(mark) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
