"""What is taken out of words before a person is shown them as ours. Pure.

Postings, companies' names and models are written by others: what they say may be quoted, but a
link in it leads where we have not looked, and signs that cannot be seen say what nobody reads.
A posting's own address stands on its card, from its row; it is the only one that leads out.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from chat.language import django_locale
from chat.prompts import INSTRUCTION_WORDS
from jobassist.language.links import find_links, is_invisible, show_plainly

# What a person gave and has to see as they gave it: their own résumé, a draft of theirs.
_OWN_WORDS = frozenset({"resume_preview", "message_preview"})
# Fields with an address from a row, or with what goes back to code as it came.
_AS_THEY_ARE = frozenset({"url", "postback", "payload", "item_id", "path", "schema", "resume_id"})
_SCREENED = frozenset(
    {
        "item.done",
        "item.added",
        "item.updated",
        "prompt.opened",
        "suggestions.set",
        "conversation.renamed",
    }
)
# So many characters of the instructions in a row are no accident.
LEAK_LENGTH = 50
# How much of a word that may become a link is waited for.
LONGEST_HELD = 400
_LEAD = 120


def screen_event(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return a server fact's data as it may be shown; the person's own words stay untouched."""
    if kind not in _SCREENED or data.get("role") in ("user", "recruiter"):
        return data
    screened: dict[str, Any] = _screen(data, lang=data.get("lang"), keeps_links=False)
    return screened


def _screen(value: Any, *, lang: str | None, keeps_links: bool) -> Any:
    if isinstance(value, str):
        return show_plainly(value) if keeps_links else screen_text(value, lang=lang)
    if isinstance(value, list):
        return [_screen(each, lang=lang, keeps_links=keeps_links) for each in value]
    if isinstance(value, dict):
        keeps = keeps_links or value.get("kind") in _OWN_WORDS
        return {
            name: each if name in _AS_THEY_ARE else _screen(each, lang=lang, keeps_links=keeps)
            for name, each in value.items()
        }
    return value


def screen_text(text: str, *, lang: str | None = None) -> str:
    """Return a text without links that lead out and signs that cannot be seen."""
    if len(text) < 2:
        return show_plainly(text)
    return _screen_text(text, lang or translation.get_language() or "en")


@lru_cache(maxsize=8192)
def _screen_text(text: str, lang: str) -> str:
    plain = show_plainly(text)
    spans = [(a, b) for a, b in find_links(plain) if not _is_ours(plain[a:b])]
    if not spans or _is_name(plain, spans):
        return plain
    return _replace(plain, spans, removed=_removed(lang))


def _replace(text: str, spans: Collection[tuple[int, int]], *, removed: str) -> str:
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], removed]
        at = end
    return "".join([*parts, text[at:]])


def _removed(lang: str) -> str:
    with translation.override(django_locale("zh" if lang.startswith("zh") else "en")):
        return _("[link removed]")


def _is_ours(words: str) -> bool:
    """Return whether a link leads to this installation."""
    host = urlsplit(settings.PUBLIC_URL).netloc
    try:
        found = urlsplit(words if "//" in words else f"//{words}")
    except ValueError:
        return False
    is_web = found.scheme in ("", "http", "https")
    return is_web and bool(host) and found.netloc == host


def _is_name(text: str, spans: Collection[tuple[int, int]]) -> bool:
    """Return whether all of a text is a company's name that is a host as well: Booking.com."""
    return len(spans) == 1 and bool(re.fullmatch(r"[A-Z0-9][A-Za-z0-9-]{1,24}\.(?:com|cn)", text))


class Leak:
    """Tells when what is streamed repeats what a model was told of its work."""

    def __init__(self) -> None:
        self._said = ""
        self.is_found = False

    def is_in(self, piece: str) -> bool:
        """Return whether with this piece, for the first time, so much of it was said in a row."""
        if self.is_found:
            return False
        said = self._said + _flatten(piece)
        self._said = said[-LEAK_LENGTH + 1 :]
        windows = _instruction_windows()
        ends = range(LEAK_LENGTH, len(said) + 1)
        self.is_found = any(said[end - LEAK_LENGTH : end] in windows for end in ends)
        return self.is_found


def repeats(text: str, told: str) -> bool:
    """Return whether a text repeats so much in a row of what its writer was told."""
    said, windows = _flatten(text), _windows_of(told)
    return any(
        said[end - LEAK_LENGTH : end] in windows for end in range(LEAK_LENGTH, len(said) + 1)
    )


@lru_cache(maxsize=1)
def _instruction_windows() -> frozenset[str]:
    return _windows_of(INSTRUCTION_WORDS)


def _windows_of(told: str) -> frozenset[str]:
    words = _flatten(told)
    return frozenset(words[at : at + LEAK_LENGTH] for at in range(len(words) - LEAK_LENGTH + 1))


def _flatten(text: str) -> str:
    return re.sub(r"(?:\\n|[\W_])+", "", text).lower()


class StreamScreen:
    """Screens a text that comes in pieces: no beginning of a link is shown that may go on.

    Plain words pass at once; from a sign on that a link might go on with, a word waits for
    its end.
    """

    def __init__(self, *, lang: str) -> None:
        self._removed = _removed(lang)
        self._lead = ""
        self._held = ""
        # In the middle of a link too long to wait for: all of it goes.
        self._swallows = False

    def take(self, text: str) -> str:
        """Return what may be shown of the text so far and was not shown yet."""
        self._held += text
        cut = len(self._held)
        while cut and not _ends_word(self._held, cut - 1, before=self._lead):
            cut -= 1
        shown = self._decide(cut) if cut else ""
        if not self._held:
            return shown
        if self._swallows:
            self._held = ""
            return shown
        safe = _safe_length(self._held)
        if safe:
            shown += self._pass(safe)
        if len(self._held) > LONGEST_HELD:
            had_link = bool(find_links(self._lead + self._held))
            shown += self._decide(len(self._held))
            self._swallows = had_link
        return shown

    def finish(self) -> str:
        """Return what is left to show."""
        return self._decide(len(self._held))

    def _pass(self, length: int) -> str:
        """Show the beginning of a word that is nothing but letters so far."""
        piece, self._held = self._held[:length], self._held[length:]
        self._lead = (self._lead + piece)[-_LEAD:]
        return show_plainly(piece)

    def _decide(self, length: int) -> str:
        """Show what is held up to a place where a word ends, without the links in it."""
        piece, self._held = self._held[:length], self._held[length:]
        if self._swallows and piece:
            at = next((n for n in range(len(piece)) if _ends_word(piece, n, before="")), None)
            if at is None:
                return ""
            piece, self._swallows, self._lead = piece[at:], False, ""
        whole, begun = self._lead + piece, len(self._lead)
        spans = [
            (max(a, begun), b)
            for a, b in find_links(whole)
            if b > begun and not _is_ours(whole[a:b])
        ]
        self._lead = "" if piece else self._lead
        return show_plainly(_replace(whole, spans, removed=self._removed)[begun:])


def _ends_word(text: str, at: int, *, before: str) -> bool:
    """Return whether no link goes on over the sign at this place."""
    sign = text[at]
    if sign.isspace():
        return True
    if sign in "。｡．":
        previous = text[at - 1] if at else before[-1:]
        return not previous.isalnum() or previous > "\u2e7f"
    return "\u3000" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7af"


def _safe_length(word: str) -> int:
    """Return how many of the first signs of a word a link could not begin with."""
    for at, sign in enumerate(word):
        if not (sign.isascii() and (sign.isalnum() or sign in "-_'\",;!?")):
            if is_invisible(sign) or not sign.isalpha() or not sign.isascii():
                return at
    return len(word)
