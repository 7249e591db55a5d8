"""Bytes of a text file to characters: the encoding is worked out, never asked for."""

from __future__ import annotations

import codecs
import unicodedata

from resumes.extraction.clean import clean_text
from resumes.extraction.refusal import Refused

# Enough to judge an encoding by; the whole file is then decoded in the one chosen.
_SAMPLE = 65_536


def read_text(data: bytes) -> tuple[str, list[str]]:
    """Return the cleaned text of a text file and its warnings; refuse what is binary."""
    text, warnings = decode_text(data)
    controls = sum(
        unicodedata.category(c) == "Cc" and c not in "\t\n\r\f\v" for c in text[:_SAMPLE]
    )
    if controls > max(2, len(text[:_SAMPLE]) // 50):
        raise Refused("unsupported_type", found="binary")
    return clean_text(text), warnings


def decode_text(data: bytes) -> tuple[str, list[str]]:
    """Return the characters and a warning where some bytes had to be given up."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _decode(data[len(mark) :], encoding)
    encoding = guess_encoding(data)
    return _decode(data, encoding)


def _decode(data: bytes, encoding: str) -> tuple[str, list[str]]:
    text = data.decode(encoding, "replace")
    return text.replace("�", ""), ["lost_characters"] if "�" in text else []


def guess_encoding(data: bytes) -> str:
    """Return the encoding of bytes that carry no mark."""
    sample = data[:_SAMPLE]
    if b"\x00" in sample:
        return _guess_wide(sample)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    # A UTF-8 file with a few broken bytes is still one.
    characters = sample.decode("utf-8", "replace")
    wide = sum(ord(c) > 0x7F and c != "�" for c in characters)
    if wide > 20 * characters.count("�"):
        return "utf-8"
    return _guess_eight_bit(sample)


def _guess_wide(sample: bytes) -> str:
    """Return UTF-16 with the byte order that gives letters; zeros elsewhere mean a binary file."""
    best, best_share = "", 0.0
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(encoding, "replace")
        share = sum(_is_usual(c) for c in text) / max(len(text), 1)
        if share > best_share:
            best, best_share = encoding, share
    if best_share < 0.9:
        raise Refused("unsupported_type", found="binary")
    return best


def _is_usual(character: str) -> bool:
    code = ord(character)
    return (
        0x20 <= code < 0x7F
        or character in "\t\r\n"
        or 0xA0 <= code < 0x250
        or 0x2010 <= code <= 0x2026
        or 0x3000 <= code <= 0x303F
        or 0x4E00 <= code <= 0x9FFF
        or 0xFF00 <= code <= 0xFFEF
    )


def _guess_eight_bit(sample: bytes) -> str:
    """Tell GB18030 and Big5 from one-byte Western text by how the high bytes stand."""
    high = paired = 0
    index, length = 0, len(sample)
    while index < length:
        if sample[index] < 0x80:
            index += 1
            continue
        run = index
        while run < length and sample[run] >= 0x80:
            run += 1
        high += run - index
        paired += (run - index) // 2 * 2
        index = run
    scores = {
        # Level 1 holds the 3,755 usual characters of simplified Chinese, by sound.
        "gb18030": _lead_score(sample, "gb18030", first=0xB0, last=0xD7),
        "big5": _lead_score(sample, "big5", first=0xA4, last=0xC6),
    }
    best = max(scores, key=lambda encoding: scores[encoding])
    # Accented letters stand alone between plain ones; Chinese comes in runs of pairs. A Big5
    # character's second byte may be plain, so its pairs count for less.
    enough = 0.75 if best == "gb18030" else 0.3
    if scores[best] > 0.6 and paired >= enough * high:
        return best
    return "cp1252" if not set(sample) & {0x81, 0x8D, 0x8F, 0x90, 0x9D} else "latin-1"


def _lead_score(sample: bytes, encoding: str, *, first: int, last: int) -> float:
    """Return the share of wide characters that are among the usual ones, 0 if undecodable."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample)
    wide = [c for c in text if ord(c) > 0x7F]
    if not wide or wide.count("�") > max(1, len(wide) // 50):
        return 0.0
    usual = 0
    for character in wide:
        code = character.encode(encoding, "replace")
        if len(code) == 2 and (
            first <= code[0] <= last
            or 0x3000 <= ord(character) <= 0x303F
            or ord(character) >= 0xFF00
        ):
            usual += 1
    return usual / len(wide)
