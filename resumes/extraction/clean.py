"""Plain text in one form: the text that later spans refer to."""

from __future__ import annotations

import re
import unicodedata

# The simplified radicals have no compatibility mapping in Unicode, yet PDF producers write them
# for the characters themselves (EquivalentUnifiedIdeograph.txt).
_RADICALS = {
    "⺁": "厂", "⺎": "兀", "⺒": "巳", "⺓": "幺", "⺟": "母", "⺠": "民", "⺬": "示", "⺶": "羊",
    "⺻": "聿", "⺼": "肉", "⺽": "臼", "⻁": "虎", "⻃": "覀", "⻄": "西", "⻅": "见", "⻆": "角",
    "⻉": "贝", "⻊": "足", "⻋": "车", "⻌": "辶", "⻑": "長", "⻓": "长", "⻔": "门", "⻕": "阜",
    "⻘": "青", "⻙": "韦", "⻚": "页", "⻛": "风", "⻜": "飞", "⻝": "食", "⻢": "马", "⻣": "骨",
    "⻤": "鬼", "⻥": "鱼", "⻦": "鸟", "⻧": "卤", "⻨": "麦", "⻩": "黄", "⻪": "黾", "⻫": "斉",
    "⻬": "齐", "⻭": "歯", "⻮": "齿", "⻯": "竜", "⻰": "龙", "⻱": "龜", "⻲": "亀", "⻳": "龟",
}  # fmt: skip

# Icon fonts and Wingdings live in the private use area; these are bullets there.
_PRIVATE_BULLETS = "\uf06c\uf06e\uf06f\uf071\uf075\uf076\uf077\uf0a7\uf0a8\uf0b7\uf0d8\uf0e0\uf0fc"
_BULLETS = "•●○◦▪▫■□◆◇‣⁃∙★☆➢➤►▶✓✔❖⚫◾"

_KEEP_CONTROLS = {"\n", "\t"}


def _fold_character(code: int) -> str | None:
    """Return what to write for one code point, None to leave it as it is."""
    character = chr(code)
    if character in _RADICALS:
        return _RADICALS[character]
    if character in _PRIVATE_BULLETS:
        return "•"
    # Kangxi radicals, compatibility ideographs, Latin ligatures, full-width letters and digits:
    # the same text in another dress. Full-width punctuation is Chinese as it is written.
    if (
        0x2F00 <= code <= 0x2FDF
        or 0xF900 <= code <= 0xFAFF
        or 0x2F800 <= code <= 0x2FA1F
        or 0xFB00 <= code <= 0xFB06
        or 0xFF10 <= code <= 0xFF19
        or 0xFF21 <= code <= 0xFF3A
        or 0xFF41 <= code <= 0xFF5A
        or code in (0xFF0B, 0xFF20, 0xFF3F, 0xFF0F, 0xFF05)
    ):
        return unicodedata.normalize("NFKC", character)
    if code == 0xAD:
        return ""
    if character in ("\u2028", "\u2029", "\x85", "\x0c", "\x0b"):
        return "\n"
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category == "Cf":
        # Joiners hold emoji together and shape some scripts; the rest is invisible.
        return None if code in (0x200C, 0x200D) or 0xE0020 <= code <= 0xE007F else ""
    # An icon stands between words.
    if category == "Co":
        return " "
    if category in ("Cc", "Cs", "Cn") and character not in _KEEP_CONTROLS:
        return ""
    return None


class _Folding(dict[int, str | int]):
    """A translation table that works each code point out once."""

    def __missing__(self, code: int) -> str | int:
        folded = _fold_character(code)
        value: str | int = code if folded is None else folded
        self[code] = value
        return value


_FOLDING = _Folding()


def fold_characters(text: str) -> str:
    """Return `text` composed (NFC) with look-alikes and invisible characters folded."""
    return unicodedata.normalize("NFC", text.translate(_FOLDING))


def clean_text(text: str) -> str:
    """Return `text` as later spans see it: folded, no trailing spaces, at most one blank line.

    Spaces at the start of a line go too; tabs between the cells of a table stay.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = fold_characters(text)
    text = re.sub(r" {2,}", " ", text)
    text = re.sub(r"[ \t]*\t[ \t]*", "\t", text)
    text = re.sub(r"(?m)^[ \t]+|[ \t]+$", "", text)
    text = re.sub(r"\n{3,}", "\n\n", text)
    return text.strip("\n")


def clean_line(text: str) -> str:
    """Return one line cleaned in the same way."""
    return clean_text(text).replace("\n", " ")


def is_bullet(character: str) -> bool:
    """Return whether a line may begin with this character as a list's mark."""
    return character in _BULLETS or character in _PRIVATE_BULLETS


def is_cjk(character: str) -> bool:
    """Return whether this is written without spaces between words (Han, kana, their marks)."""
    code = ord(character)
    return (
        0x3000 <= code <= 0x30FF
        or 0x3400 <= code <= 0x9FFF
        or 0x2E80 <= code <= 0x2FDF
        or 0xF900 <= code <= 0xFAFF
        or 0xFE30 <= code <= 0xFE4F
        or 0xFF00 <= code <= 0xFFEF
        or 0x20000 <= code <= 0x323AF
    )


def readable_share(text: str) -> float:
    """Return the share of visible characters that are letters, digits, marks or punctuation."""
    visible = [character for character in text if not character.isspace()]
    if not visible:
        return 0.0
    good = sum(unicodedata.category(character)[0] in "LNMPS" for character in visible)
    bad = sum(character == "�" for character in visible)
    return (good - bad) / len(visible)
