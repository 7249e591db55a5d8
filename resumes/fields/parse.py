"""From any text about oneself to a JSON Resume document with a source for every value."""

from datetime import date

from jobassist.language.text import Lang, detect_language

from .types import ParsedResume


def parse_fields(text: str, *, today: date, lang: Lang | None = None) -> ParsedResume:
    """Return what the text says about the person: a whole CV, a paragraph or one sentence.

    Nothing that the words do not carry: dates are as precise as given, a malformed e-mail stays
    as typed and is among the doubts. A text that says nothing gives an empty document.
    """
    return ParsedResume(document={}, sources={}, lang=lang or detect_language(text))
