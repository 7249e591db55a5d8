"""The lexical leg's terms and their BM25 impacts; pure.

A posting's terms are its words (title, skills and tags weighing more than the body) and three
kinds of exact terms: its occupation (`f:`), its canonical skills (`s:`) and its whole title
(`t:`). The impact is BM25's share of the document; the query brings the idf.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from jobassist.language.text import index_terms

from .pleas import without_pleas

# The largest number of dimensions that pgvector's sparsevec takes.
TERM_SPACE = 1_000_000_000

K1 = 1.2
B = 0.6
# Index terms of an average posting; fixed, so that a stored impact never goes stale.
AVERAGE_LENGTH = 180.0
TITLE_WEIGHT = 4.0
SKILL_WEIGHT = 2.5
TAG_WEIGHT = 1.5
MAX_BODY_CHARACTERS = 6_000
MAX_TERMS = 400
MAX_TELLING_TERMS = 48


@lru_cache(maxsize=100_000)
def term_number(term: str) -> int:
    """Return the number a term is stored under, the same on every machine.

    A hash: no table of words has to be locked while postings are written. With 300,000 terms
    about 45 pairs share a number, which costs a little rank and never a row.
    """
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "big") % TERM_SPACE


@dataclass(frozen=True, slots=True)
class PostingText:
    """The texts of a posting that its terms come from."""

    title: str
    title_key: str
    family: str
    skills: tuple[str, ...]
    skill_keys: tuple[str, ...]
    tags: tuple[str, ...]
    body: str


def build_terms(text: PostingText) -> tuple[dict[int, float], dict[int, float]]:
    """Return (all terms, telling terms) with impacts; the telling ones have lists of their own."""
    weights: dict[str, float] = {}
    telling: dict[str, None] = {}

    def count(terms: Iterable[str], weight: float, *, is_telling: bool) -> None:
        for term in terms:
            weights[term] = weights.get(term, 0.0) + weight
            if is_telling:
                telling[term] = None

    count((f"f:{text.family}",) if text.family else (), TITLE_WEIGHT, is_telling=True)
    count((f"t:{text.title_key}",), TITLE_WEIGHT, is_telling=True)
    count(dict.fromkeys(index_terms(without_pleas(text.title))), TITLE_WEIGHT, is_telling=True)
    count((f"s:{key}" for key in text.skill_keys), SKILL_WEIGHT, is_telling=True)
    for skill in text.skills:
        count(dict.fromkeys(index_terms(skill)), SKILL_WEIGHT, is_telling=True)
    for tag in text.tags:
        count(dict.fromkeys(index_terms(tag)), TAG_WEIGHT, is_telling=False)
    body = index_terms(without_pleas(text.body[:MAX_BODY_CHARACTERS]))
    count(body, 1.0, is_telling=False)

    length = len(body) + 4.0 * len(telling)
    norm = K1 * (1 - B + B * length / AVERAGE_LENGTH)
    impacts = {
        term_number(term): round(weight * (K1 + 1) / (weight + norm), 3)
        for term, weight in sorted(weights.items(), key=lambda x: -x[1])[:MAX_TERMS]
    }
    heads = [term_number(term) for term in telling][:MAX_TELLING_TERMS]
    return impacts, {n: impacts[n] for n in heads if n in impacts}


def build_sparse_text(weights: Mapping[int, float]) -> str:
    """Return the weights as PostgreSQL's sparsevec reads them."""
    inner = ",".join(f"{n + 1}:{w:g}" for n, w in sorted(weights.items()) if w)
    return f"{{{inner}}}/{TERM_SPACE}"
