"""A message made ready to read: normal width, simplified, fillers out, slips right, offsets kept."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jobassist.language.text import Lang, detect_language, normalise

from .types import Correction, Span

# A message longer than this is a pasted text; only its beginning is read for intent and wishes.
MAX_CHARACTERS = 4000

_STUTTER = re.compile(r"\b(\w{1,12})(?:[ ,]+\1\b)+", re.I)
_HAN_STUTTER = re.compile(r"(我|想|要|那个|这个|就是|然后)\1{1,3}(?=[\u4e00-\u9fff])")
_UNITS_ONLY = re.compile(r"[\d\s.,~+\-/*kKwW¥]+")
# Below 20k and in thousands, it is a Chinese month's pay rather than an English year's.
_SMALL_K = re.compile(r"1?\d(?:\.\d)?[kK]?\s*[-~到]?\s*(?:1?\d(?:\.\d)?[kK])?\+?|\d(?:\.\d)?[wW].*")
_LEAD_FILLER = re.compile(
    r"^(?:(?:嗯+|呃+|额+|啊+|哦+|噢+|唉+|诶+|那个|就是)[\s,，。.、]+)+(?=\S)"
    r"|^(?:(?:um+|uh+|er+m?|well|so|hmm+|oh|ah)[\s,.]+)+(?=\S)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` is what the parts read; `offsets[i]` is where its character i stands in `original`.

    `plain` is `text` before slips were put right, for names and other things never corrected.
    """

    original: str
    text: str
    lower: str
    lang: Lang
    offsets: tuple[int, ...]
    plain: str
    corrections: tuple[Correction, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """Return the original words under a span of `text`."""
        if start >= end:
            at = self.offsets[min(start, len(self.offsets) - 1)]
            return Span(at, at, "")
        a, b = self.offsets[start], self.offsets[end - 1] + 1
        b = max(a, min(b, len(self.original)))
        return Span(a, b, self.original[a:b])


def read_message(text: str, *, lang_hint: Lang | None = None) -> Reading:
    """Return the message in normal form. Slips are put right by `correct_slips` afterwards."""
    normal = normalise(text[:MAX_CHARACTERS], drop_fillers=True)
    chars, offsets = list(normal.text), list(normal.offsets)
    cuts: list[tuple[int, int]] = []
    joined = normal.text
    lead = _LEAD_FILLER.match(joined)
    if lead and lead.end() < len(joined):
        cuts.append(lead.span())
    cuts += [(m.end(1), m.end()) for m in _STUTTER.finditer(joined) if not m[1].isdigit()]
    cuts += [(m.end(1), m.end()) for m in _HAN_STUTTER.finditer(joined)]
    chars, offsets = _without(chars, offsets, cuts)
    joined = "".join(chars)
    start = len(joined) - len(joined.lstrip())
    end = len(joined.rstrip())
    body = joined[start:end]
    kept = (*offsets[start:end], offsets[end])
    default = lang_hint or ("zh" if _SMALL_K.fullmatch(body) else "en")
    # 6k-8k has no words: its letters are units.
    has_words = bool(body) and not _UNITS_ONLY.fullmatch(body)
    lang = detect_language(body, default=default) if has_words else default
    return Reading(text, body, _lower(body), lang, kept, body)


def replace_words(
    reading: Reading,
    replacements: Sequence[tuple[int, int, str]],
    corrections: Iterable[Correction],
) -> Reading:
    """Return the reading with spans of its text replaced; offsets still lead to the original."""
    if not replacements:
        return reading
    parts: list[str] = []
    offsets: list[int] = []
    at = 0
    for start, end, word in sorted(replacements):
        parts.append(reading.text[at:start])
        offsets += reading.offsets[at:start]
        parts.append(word)
        first, last = reading.offsets[start], reading.offsets[end - 1]
        width = max(len(word) - 1, 1)
        offsets += [first + round((last - first) * i / width) for i in range(len(word))]
        at = end
    parts.append(reading.text[at:])
    offsets += reading.offsets[at:]
    text = "".join(parts)
    return Reading(
        reading.original,
        text,
        _lower(text),
        reading.lang,
        tuple(offsets),
        reading.plain,
        (*reading.corrections, *corrections),
    )


def _without(
    chars: list[str], offsets: list[int], cuts: list[tuple[int, int]]
) -> tuple[list[str], list[int]]:
    if not cuts:
        return chars, offsets
    drop = {i for start, end in cuts for i in range(start, end)}
    return (
        [c for i, c in enumerate(chars) if i not in drop],
        [o for i, o in enumerate(offsets) if i not in drop],
    )


def _lower(text: str) -> str:
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
