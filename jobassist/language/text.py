"""Language of a message, normal form with offsets, words, sentences and index terms."""

from dataclasses import dataclass
from typing import Literal

from .found import Found

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """`text` is what grammars read; `offsets[i]` is where its character i stands in `original`.

    `offsets` has one more entry than `text`, so that an exclusive end maps too.
    """

    text: str
    original: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original's offsets for a span of the normal form."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.offsets[end - 1] + 1


TextLike = str | NormalisedText


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as written, its stem (lower case; English endings removed) and its span."""

    text: str
    stem: str
    start: int
    end: int
    kind: Literal["zh", "en", "number", "other"]


def detect_language(text: TextLike) -> Lang:
    """Return the language of the sentence; a mixed one has that of its grammar, not its nouns."""
    raw = text if isinstance(text, str) else text.original
    return "zh" if any("\u4e00" <= c <= "\u9fff" for c in raw) else "en"


def normalise(text: TextLike, *, drop_fillers: bool = False) -> NormalisedText:
    """Return the text in normal width and simplified characters, without emoji or zero-widths.

    `drop_fillers` also leaves out what dictation adds (嗯, 那个, um, uh). Not the default: 嗯 may
    be the whole answer.
    """
    if isinstance(text, NormalisedText):
        return text
    return NormalisedText(text, text, tuple(range(len(text) + 1)))


def segment(text: TextLike) -> list[Token]:
    """Return the words in order, Chinese cut by the lexicon, punctuation left out."""
    return []


def split_sentences(text: TextLike) -> list[Found[str]]:
    """Return sentences and list lines, with spans, none of them blank."""
    return []


def index_terms(text: TextLike) -> list[str]:
    """Return the terms of the lexical search leg, in order, repeats kept, stop words dropped.

    The same function must be used at index and query time.
    """
    return [t.stem for t in segment(text)]
