"""Packed bytes unpacked within bounds, whoever sent them; no network, no database."""

import zlib
from typing import Literal

# A gzip may be several, one after the other; each costs a copy of what follows it.
MOST_MEMBERS = 1_000
GZIP, ANY, BARE = 31, 47, -15
_MAGIC = b"\x1f\x8b"


class UnpackError(Exception):
    """Bytes that cannot be unpacked: too large by then, broken off, or no such format."""

    def __init__(self, kind: Literal["too_large", "truncated", "broken"], detail: str = "") -> None:
        super().__init__(detail or kind)
        self.kind = kind


def unpack(data: bytes, *, max_bytes: int, window: int = ANY, is_strict: bool = False) -> bytes:
    """Return gzip (`GZIP`), that or zlib (`ANY`), or bare deflate (`BARE`) unpacked.

    Never more than `max_bytes` of it in memory. What follows a gzip and is none is left out, or
    an error where `is_strict`; zeros are padding.
    """
    found = bytearray()
    rest = data
    members = 0
    try:
        while rest:
            members += 1
            if members > MOST_MEMBERS:
                raise UnpackError("broken", "packed in too many pieces")
            machine = zlib.decompressobj(window)
            found += machine.decompress(rest, max_bytes + 1 - len(found))
            if len(found) > max_bytes:
                raise UnpackError("too_large")
            if not machine.eof:
                raise UnpackError("truncated")
            rest = machine.unused_data.lstrip(b"\0") if window in (GZIP, ANY) else b""
            if rest and rest[:2] != _MAGIC:
                if is_strict:
                    raise UnpackError("broken", "something else follows")
                break
    except zlib.error as error:
        raise UnpackError("broken", str(error)) from error
    return bytes(found)
