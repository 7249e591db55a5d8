"""Changes of a résumé that a model proposes, each with the words it rests on. No writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .grounding import Near, NotGrounded, check_value, find_words, measure_nearness
from .pointers import tokens_of
from .services import Change, Source

__all__ = ["Given", "NotGrounded", "Proposal", "check_proposals", "measure_nearness"]

MOST = 20


@dataclass(frozen=True)
class Given:
    """A text that the person gave, and where it came from."""

    text: str
    source: Source


@dataclass(frozen=True)
class Proposal:
    """One RFC 6902 change and the words that bear it out."""

    op: Literal["add", "replace", "remove"]
    path: str
    value: Any
    words: str


def check_proposals(
    proposals: Sequence[Proposal], *, given: Sequence[Given], near: Near = measure_nearness
) -> list[Change]:
    """Return changes for `apply_changes`, each leaf with its words as its source. No writes.

    Raises NotGrounded for a change whose words nobody gave, or that says more than they do.
    """
    return [_check(each, given=given, near=near) for each in proposals[:MOST]]


def _check(proposal: Proposal, *, given: Sequence[Given], near: Near) -> Change:
    held = find_words(proposal.words, [each.text for each in given])
    if held is None:
        raise NotGrounded(f"nobody gave these words: {proposal.words[:80]}")
    source = next(each.source for each in given if each.text == held)
    if proposal.op == "remove":
        if len(tokens_of(proposal.path)) < 2:
            raise NotGrounded("a whole section cannot be removed at once")
        return Change(op="remove", path=proposal.path, source=source)
    is_doubtful = check_value(proposal.path, proposal.value, words=proposal.words, near=near)
    start = held.find(proposal.words)
    said = source.model_copy(
        update={
            "words": proposal.words[:4000],
            "start": start if start >= 0 else None,
            "end": start + len(proposal.words) if start >= 0 else None,
            "is_doubtful": True if is_doubtful else None,
        }
    )
    return Change(op=proposal.op, path=proposal.path, value=proposal.value, source=said)
