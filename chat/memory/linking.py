"""Which earlier fact a new statement moves on from, or goes on about; no database.

People tell a change without its subject: "they want eight weeks now", 改到周四了, "it came through".
What it is about is then what was said before: something with a value of the same kind, in the
same words, or near in meaning, the newest first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jobassist.ai.embedder import Vectors
from jobassist.language.text import index_terms

from .concepts import BY_NAME, most_specific
from .statements import Statement, topic_of
from .values import ValueKind, find_kinds, find_values

# Of what says little by itself an older statement is found by its value, not by its concept.
_GENERAL = frozenset(
    "pay hours weekdays daytime nights shifts weekends start exams experience likes dislikes work "
    "place travel benefits tools papers studies current_job applied family friends".split()
)
# A time and an amount are what changes; a number of things or a year is named in passing.
_CHANGING: frozenset[ValueKind] = frozenset(
    {"money", "span", "clock", "weekday", "daypart", "month"}
)
LINKED = 1.0
# Of no more words than these, a change tells little but the new value.
ELLIPTICAL = 7
NEAR_ENOUGH = 0.3
OF_LAST = 0.3


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that stands: its words and concepts, how old it is in facts, its vector."""

    words: str
    key: str
    concepts: frozenset[str]
    vector: Vectors | None = None


def find_antecedent(
    statement: Statement, vector: Vectors | None, known: Sequence[Known]
) -> int | None:
    """Return the place of the fact that a statement of a change is about, None where none is.

    `known` has the newest first.
    """
    kinds = find_kinds(statement.words) & _CHANGING
    terms = set(index_terms(statement.words))
    own = {
        each
        for each in most_specific(statement.concepts)
        if BY_NAME[each].is_lasting and each not in _GENERAL
    }
    if not statement.says_change and (own or not kinds or not statement.is_told):
        return None
    best: tuple[float, int] | None = None
    for place, fact in enumerate(known):
        if fact.words == statement.words:
            continue
        theirs = {each for each in most_specific(fact.concepts) if BY_NAME[each].is_lasting}
        if own and theirs - _GENERAL and not own & theirs:
            # Each names its own thing: a husband's change is not a wife's.
            shares_word = terms & set(index_terms(fact.words))
            if not shares_word:
                continue
        score = _score(statement, kinds, terms, own, vector, fact)
        score -= min(place, 20) * 0.01
        if place == 0 and not own and kinds & find_kinds(fact.words):
            # A change that names nothing is about what was told last.
            score += OF_LAST
        if score >= LINKED and (best is None or score > best[0]):
            best = (score, place)
    return best[1] if best else None


def _score(
    statement: Statement,
    kinds: frozenset[ValueKind],
    terms: set[str],
    own: set[str],
    vector: Vectors | None,
    fact: Known,
) -> float:
    said = set(index_terms(fact.words))
    shared = {each for each in terms & said if not each.isdigit()}
    overlap = len(shared) / max(1, min(len(terms), len(said)))
    theirs = most_specific(fact.concepts)
    same_kinds = kinds & find_kinds(fact.words)
    changes_value = any(
        find_values(statement.words, [kind]) != find_values(fact.words, [kind])
        for kind in same_kinds
    )
    near = 0.0
    if vector is not None and fact.vector is not None:
        near = max(0.0, float(np.dot(vector, fact.vector)) - NEAR_ENOUGH)
    score = 1.5 * overlap + 2.0 * near
    score += 0.7 if own & theirs else 0.0
    score += 0.3 if (most_specific(statement.concepts) & theirs) - own else 0.0
    if changes_value:
        # Without a thing of its own the value is all there is to go by.
        score += 0.5 if own else 1.1 if len(terms) <= ELLIPTICAL else 0.7
    score += 0.2 if topic_of(fact.key) == topic_of(statement.key) else 0.0
    return score
