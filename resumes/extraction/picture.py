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
# Smaller than this on either side holds no page that anybody could read.
LEAST_SIDE = 200
MOST_POINTS = 60_000_000
MOST_BYTES = 900_000
QUALITIES = (82, 70, 55, 40)
# Known before memory is limited and files can no longer be opened for writing.
PLUGINS = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)


def read_picture(data: bytes) -> dict[str, Any]:
    """Return the picture as a new JPEG in base64: turned upright, small, without EXIF or comment.

    Raise `Refused` for a kind that is not read here, one too small to read and one too large to open.
    """
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
    given.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    given.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(given).convert("RGBA")
    # On a new canvas: what hung on the file (EXIF, comments, profiles, text) stays behind.
    page = Image.new("RGB", upright.size, "white")
    page.paste(upright, mask=upright.getchannel("A"))
    return {"kind": "picture", "picture": base64.b64encode(_encode(page)).decode()}


def _encode(page: Image.Image) -> bytes:
    for quality in QUALITIES:
        written = io.BytesIO()
        page.save(written, "JPEG", quality=quality)
        if written.tell() <= MOST_BYTES:
            return written.getvalue()
    raise Refused("too_complex")
