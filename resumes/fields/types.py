"""What reading a résumé gives: a JSON Resume document, its sources, doubts and questions."""

from dataclasses import dataclass, field
from typing import Any, Literal

from jobassist.language.text import Lang

DoubtKind = Literal["doubtful", "contradictory", "malformed"]
MissingReason = Literal["missing", "doubtful", "contradictory"]
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets into the text that was read: `text[start:end]` are the person's words."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to put right. `paths` are dotted (`work[0].endDate`), the one to ask first.

    `why` is a code: end_before_start, overlap, email_malformed, phone_length, years_mismatch …
    """

    paths: tuple[str, ...]
    kind: DoubtKind
    why: str


@dataclass(frozen=True, slots=True)
class ParsedResume:
    """A document with a span in the text for every leaf; `sources` by JSON pointer."""

    document: Document
    sources: dict[str, Span]
    doubts: tuple[Doubt, ...] = ()
    lang: Lang = "en"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One RFC 6902 operation; `spans` by pointer relative to `path` ("" for a plain value).

    Spans are offsets into the text that was read. `joins`: the value is composed with what was
    there before (a surname put right, a summary that grew), so its words are both.
    """

    op: Literal["add", "replace", "remove"]
    path: str
    value: Any = None
    spans: dict[str, Span] = field(default_factory=dict)
    joins: bool = False


@dataclass(frozen=True, slots=True)
class ParsedAnswer:
    """What an answer changes. `changes` apply in order.

    `refused`: the person does not want to say; `dont_know`: cannot; `kept`: what stands is
    right. None of them with no `changes` means that the answer was not understood.
    """

    changes: tuple[FieldChange, ...] = ()
    refused: bool = False
    dont_know: bool = False
    kept: bool = False
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask. `path` is dotted without `resume.`; `pointer` the same as RFC 6901."""

    path: str
    pointer: str
    reason: MissingReason
    why: str
    question: str
    schema: dict[str, Any]
    examples: tuple[str, ...] = ()
    skippable: bool = True
