"""What counts for one posting, as its company has set it; pure.

The explanation stays the one that the seeker sees. The weights only order a company's own list.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from jobs.models import Posting
from jobs.search import Requirement

# What is left of the order's figure for each must-have that is known to be missing.
LACKS = 0.85
_DEMANDED = (None, "experience_years", "education")


@dataclass(frozen=True, slots=True)
class MustHave:
    """One line of the posting and whether nobody may lack it, with what a candidate shows of it."""

    key: str
    line: Requirement
    is_must: bool


def weigh(
    score: float | None,
    *,
    features: Mapping[str, float],
    shares: Mapping[str, float],
    factors: Mapping[str, float],
) -> float:
    """Return 0..1: the score as it is with the features weighed by these factors.

    Penalties for what somebody cannot meet stay as they are. Without factors it is the score.
    """
    score = score or 0.0
    shares = {name: share for name, share in shares.items() if name in features}
    before = sum(share * features[name] for name, share in shares.items())
    weighed = {name: share * factors.get(name, 1.0) for name, share in shares.items()}
    total = sum(weighed.values())
    if not before or not total or not factors:
        return score
    after = sum(share * features[name] for name, share in weighed.items()) / total
    return round(min(1.0, score * after / (before / sum(shares.values()))), 4)


def list_must_haves(
    posting: Posting, lines: Iterable[Requirement], *, chosen: Collection[str] | None
) -> tuple[MustHave, ...]:
    """Return the posting's own demands as one candidate meets them, those that must be first.

    `chosen` are keys; None: what the posting does not call merely welcome. What the law keeps out
    of a choice is never among them.
    """
    found: dict[str, MustHave] = {}
    for line in lines:
        if line.criterion not in _DEMANDED or line.is_protected:
            continue
        key = key_of(posting, line)
        is_must = not line.is_preferred if chosen is None else key in chosen
        found.setdefault(key, MustHave(key, line, is_must))
    return tuple(sorted(found.values(), key=lambda each: not each.is_must))


def key_of(posting: Posting, line: Requirement) -> str:
    """Return the key of a demand: of the posting's words, whatever the reader's language."""
    if line.posting_span:
        start, end = line.posting_span
        words = posting.description_text[start:end]
    else:
        words = line.posting_pointer or line.text
    return _hash(words)


# Of a posting's few lines for each of many people.
@lru_cache(maxsize=4096)
def _hash(words: str) -> str:
    return hashlib.sha256(words.casefold().encode()).hexdigest()[:12]


def count_missing(must_haves: Collection[MustHave]) -> int:
    """Return how many of what must be there are known to be missing."""
    return sum(each.is_must and each.line.status == "missing" for each in must_haves)
