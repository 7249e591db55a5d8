"""A résumé as it is best shown for one posting: the same values, put in another order. No writes.

Nothing is added, taken away or worded anew, so that every value keeps the words it came from.
"""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from jobassist.ai.embedder import get_bundled_embedder
from jobassist.language.grounding import is_literal, share_given

MAX_POSTING = 1_200
MAX_TEXT = 300
# Lines that a résumé of ordinary length has; those beyond stay where they are.
MOST_COMPARED = 120
# That a posting names something says more than that it speaks of something near.
NAMED = 1.0
Nearness = Callable[[Sequence[str], str], list[float]]


@dataclass(frozen=True)
class Tailored:
    """The document in its new order, and what was moved to the front, in its words."""

    document: dict[str, Any]
    first: tuple[str, ...]


def tailor_document(
    document: dict[str, Any], *, title: str, text: str, nearness: Nearness | None = None
) -> Tailored:
    """Return a résumé with what a posting asks for first: skills, projects, lines of each job.

    Jobs and schools keep their order, which is that of time.
    """
    made = copy.deepcopy(document)
    posting = f"{title}\n{text[:MAX_POSTING]}"
    lists = [made[key] for key in ("skills", "projects", "certificates") if made.get(key)]
    lists += [each["highlights"] for each in made.get("work") or [] if each.get("highlights")]
    lines = [_words_of(item) for each in lists for item in each][:MOST_COMPARED]
    near = dict(zip(lines, (nearness or measure)(lines, posting), strict=True)) if lines else {}
    first: list[str] = []
    for each in lists:
        before = list(each)
        each.sort(key=lambda item: -_relevance(item, posting, near))
        if each != before:
            first.append(_name_of(each[0]))
    return Tailored(made, tuple(first))


def measure(lines: Sequence[str], posting: str) -> list[float]:
    """Return how near each line is in meaning to a posting."""
    vectors = get_bundled_embedder().embed_queries([posting[:600], *lines])
    return [float(each) for each in vectors[1:] @ vectors[0]]


def _relevance(item: Any, posting: str, near: dict[str, float]) -> float:
    words = _words_of(item)
    name = _name_of(item)
    is_named = bool(name) and len(name) <= 40 and is_literal(name, posting)
    # Steps of a tenth: what is about as near stays in the person's own order.
    return round(NAMED * is_named + near.get(words, 0.0) + share_given(words, posting) / 2, 1)


def _name_of(item: Any) -> str:
    return str(item.get("name") or "") if isinstance(item, dict) else str(item)


def _words_of(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)[:MAX_TEXT]
    keywords = item.get("keywords") or item.get("highlights") or []
    parts = [item.get("name"), item.get("description"), *keywords]
    return " ".join(str(part) for part in parts if part)[:MAX_TEXT]
