"""A photographed page, made anew: its points and nothing else that came with the file."""

from __future__ import annotations

import base64
import io
from typing import Any

from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from resumes.extraction.refusal import Refused

FORMATS = ("JPEG", "PNG", "WEBP")
# Small print of an A4 page stays legible, and a server counts few tokens for it.
LONGEST_SIDE = 1_800
# A long screenshot may be longer than that, for as many points as a photographed page has.
POINTS_KEPT = 1_800 * 1_350
# What was made smaller than this on either side has lost its letters.
LEAST_SIDE_KEPT = 600
# Smaller than this on either side holds no page that anybody could read.
LEAST_SIDE = 200
MOST_POINTS = 60_000_000
MOST_BYTES = 900_000
QUALITIES = (82, 70, 55, 40)
# Known before memory is limited and files can no longer be opened for writing.
PLUGINS = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)


def read_picture(data: bytes) -> dict[str, Any]:
    """Return the picture as a new JPEG in base64: turned upright, small, without EXIF or comment.

    Raise `Refused` for a kind that is not read here, one too small to read, one too large to open
    and one that is damaged.
    """
    try:
        return {"kind": "picture", "picture": base64.b64encode(_make_anew(data)).decode()}
    except SyntaxError as error:
        # What the library raises at a broken piece of a PNG.
        raise Refused("damaged") from error


def _make_anew(data: bytes) -> bytes:
    try:
        given = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise Refused("too_complex") from error
    except OSError as error:
        raise Refused("unsupported_type", found="picture_format") from error
    width, height = given.size
    if min(width, height) < LEAST_SIDE:
        raise Refused("no_text", found="small_picture")
    if width * height > MOST_POINTS:
        raise Refused("too_complex")
    # A JPEG is read at an eighth to the half of its size where that is enough.
    smaller = max(LONGEST_SIDE / max(width, height), (POINTS_KEPT / (width * height)) ** 0.5)
    if smaller < 1:
        kept = (max(1, round(width * smaller)), max(1, round(height * smaller)))
        if min(kept) < LEAST_SIDE_KEPT:
            raise Refused("no_text", found="small_picture")
        given.draft("RGB", kept)
        given.thumbnail(kept)
    upright = ImageOps.exif_transpose(given).convert("RGBA")
    # On a new canvas: what hung on the file (EXIF, comments, profiles, text) stays behind.
    page = Image.new("RGB", upright.size, "white")
    page.paste(upright, mask=upright.getchannel("A"))
    return _encode(page)


def _encode(page: Image.Image) -> bytes:
    for quality in QUALITIES:
        written = io.BytesIO()
        page.save(written, "JPEG", quality=quality)
        if written.tell() <= MOST_BYTES:
            return written.getvalue()
    raise Refused("too_complex")
