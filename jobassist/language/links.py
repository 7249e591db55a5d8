"""Links, hosts and addresses in a text, however they are dressed up, and signs nobody can see.

For texts that others wrote and that people are shown as ours: what is found here is what a
phone's screen, a mail program or a browser might make tappable, or fetch by itself.
"""

import re
import unicodedata
from functools import lru_cache

# A full stop as browsers read it in a host's name (UTS 46); the ideographic one ends sentences
# too, so it counts between ASCII letters only.
_IDEOGRAPHIC_STOP = "。"
# NFKC writes the ideographic half-width stop as the ideographic one.
_STOPS = ".\ue000"
# Words that follow a dot in nothing but a host's name.
_SURE_ENDS = (
    "com|net|org|cn|hk|tw|info|biz|xyz|top|vip|shop|site|online|club|store|website|space|live|link|"
    "click|work|tech|cloud|icu|fun|cyou|buzz|example|test|invalid|localhost|onion|ru|uk|de|fr|jp|kr|"
    "edu|gov|mil|int|app|dev|page|chat|zip|mov"
)
# Ends that words and tools have too: a host only with something before or after that shows it.
_DOUBTFUL_ENDS = "io|ai|me|co|cc|tv|ly|gg|us|in|to|so|is|it|at|be|ch|eu|es|nl|ws|sh|id|im|la|pw"
# Names of tools, not of hosts.
_TOOLS = frozenset("asp.net vb.net ado.net ml.net paint.net".split())
# Letters of scripts with capital forms: what look-alikes are taken from. No Han, kana or hangul:
# these stand next to a host without a space.
_LETTER = r"[a-z0-9\u00df-\u024f\u0370-\u052f\u0531-\u058f-]"
_DOT = rf"[{_STOPS}]"
_LABEL = rf"{_LETTER}{{1,63}}"
_REST = r"(?::\d{1,5})?(?:[/?#\\][^\s<>\"'`\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]{0,4000})?"
_LINK = re.compile(
    # Any scheme with an authority; and those that need none.
    r"(?<![a-z0-9])[a-z][a-z0-9+.-]{1,20}:[/\\]{2}[^\s<>\"'`\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]{0,4000}"
    r"|(?<![a-z0-9])(?:javascript|vbscript):(?=[^\s])[^\s]{0,4000}"
    r"|(?<![a-z0-9])data:[a-z]{2,20}/[^\s]{0,4000}"
    r"|(?<![a-z0-9])(?:mailto|tel|sms|smsto|weixin|alipays?|intent|magnet|blob|view-source):"
    r"(?=[a-z0-9+%?/(])[^\s<>\"'\u3000-\u9fff]{0,4000}"
    # No scheme at all: //host, www.host.
    rf"|(?<![\w:/])[/\\]{{2}}{_LABEL}(?:{_DOT}{_LABEL}){{1,8}}{_REST}"
    rf"|(?<![a-z0-9])www\d?{_DOT}{_LABEL}(?:{_DOT}{_LABEL}){{0,8}}{_REST}"
    # Somebody's address.
    rf"|(?<![a-z0-9.%+-])[a-z0-9_.%+\u00df-\u024f\u0370-\u052f-]{{1,64}}@{_LABEL}(?:{_DOT}{_LABEL}){{0,8}}{_DOT}[a-z]{{2,24}}"
    # A bare host.
    rf"|(?<![a-z0-9_@.-])(?:{_LABEL}{_DOT}){{1,8}}(?:{_SURE_ENDS}|xn--[a-z0-9-]{{2,59}})(?!{_LETTER}|{_DOT}{_LETTER}){_REST}"
    rf"|(?<![a-z0-9_@.-])(?:{_LABEL}\.){{1,8}}(?:{_DOUBTFUL_ENDS})(?::\d{{1,5}})?/[^\s<>\"'`\u3000-\u9fff]{{1,4000}}"
    r"|(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)"
    + _REST
    # As people write it to get past a filter: evil[.]example, evil(dot)com, evil dot com.
    + rf"|(?<![a-z0-9-]){_LABEL}\s?(?:[\[({{]\s?(?:\.|dot|点)\s?[\])}}]|\sdot\s|\s?点\s?)\s?"
    rf"(?:{_SURE_ENDS})(?!{_LETTER})"
)
# Nothing that could be found has none of these.
_SIGN = re.compile(
    r"[.:@/\\．：＠／＼。｡․﹒﹕⁄∕](?:[^\W\u2e80-\u9fff\uac00-\ud7af\u3040-\u30ff]|[+%(\u2460-\u24ff])"
    r"|[:/\\：／＼⁄∕]{2}|[\[({]\s?(?:[.点]|dot)| dot |[a-z0-9]\s?点\s?[a-z]",
    re.IGNORECASE,
)
# What may pile up over one letter.
_MARKS = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0dff\u0e31-\u0e4e"
    r"\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_TRAILING = ".,;:!?)]}*_~\ue000"
_MOST_MARKS = 4
# A sign before a letter begins an element where a text is shown as HTML by mistake.
_ELEMENT = re.compile(r"<(?=[A-Za-z/!?])")


def find_links(text: str) -> list[tuple[int, int]]:
    """Return the spans of everything in the text that leads to another place, in order."""
    if not _SIGN.search(text):
        return []
    folded, offsets = _fold(text)
    spans = []
    for found in _LINK.finditer(folded):
        words = found.group().rstrip(_TRAILING)
        if words.replace("\ue000", ".") in _TOOLS or not words:
            continue
        start, end = offsets[found.start()], offsets[found.start() + len(words) - 1] + 1
        spans.append((start, end))
    return spans


def _fold(text: str) -> tuple[str, list[int]]:
    """Return the text as a browser's address bar would read it, and where each sign stood."""
    if text.isascii():
        lower = text.lower()
        return lower, list(range(len(text)))
    signs: list[str] = []
    offsets: list[int] = []
    for at, sign in enumerate(text):
        for each in _fold_sign(sign):
            signs.append(each)
            offsets.append(at)
    folded = "".join(signs)
    if _IDEOGRAPHIC_STOP in folded:
        folded = re.sub(r"(?<=[a-z0-9])。(?=[a-z0-9])", "\ue000", folded)
    return folded, offsets


@lru_cache(maxsize=8192)
def _fold_sign(sign: str) -> str:
    if is_invisible(sign):
        return ""
    if sign == "\ue000":
        return " "
    folded = unicodedata.normalize("NFKC", sign)
    if folded == "⁄":
        folded = "/"
    # Capitals that become two letters would shift nothing here: each is counted by itself.
    return folded.lower()


def is_invisible(sign: str) -> bool:
    """Return whether a sign is format or control: it changes a text without being seen."""
    return unicodedata.category(sign) in ("Cf", "Cc", "Cs") and sign not in "\n\t\r"


def show_plainly(text: str) -> str:
    """Return a text with only what can be seen in it, and nothing that could open an element.

    Format characters go, a joiner inside an emoji excepted; of a pile of combining marks the
    first few stay; `<` before a letter becomes a quotation mark.
    """
    plain = drop_invisible(text)
    return _ELEMENT.sub("‹", plain) if "<" in plain else plain


def drop_invisible(text: str) -> str:
    """Return a text without format characters and piles of marks; joiners inside emoji stay."""
    if text.replace("\n", "").isprintable() and not _MARKS.search(text):
        return text
    kept: list[str] = []
    marks = 0
    for at, sign in enumerate(text):
        if sign == "\u200d":
            after = text[at + 1] if at + 1 < len(text) else ""
            if not (kept and _is_emoji(kept[-1]) and _is_emoji(after)):
                continue
        elif not sign.isprintable() and is_invisible(sign):
            continue
        if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me"):
            marks += 1
            if marks > _MOST_MARKS:
                continue
        else:
            marks = 0
        kept.append(sign)
    return "".join(kept)


def _is_emoji(sign: str) -> bool:
    return bool(sign) and (
        unicodedata.category(sign) in ("So", "Sk") or sign in "\ufe0f\u2640\u2642\u2695"
    )
