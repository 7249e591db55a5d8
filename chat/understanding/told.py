"""Whether words tell something of the person, ask of what they told, or neither; by meaning.

A softmax regression over a sentence's vector and its words, fitted to the invented patterns in
`data/told_*.txt` (`python -m chat.understanding.train_told`). Patterns of words know only what somebody thought of;
this knows what is said in the same way of other things.
"""

import hashlib
from functools import lru_cache
from typing import Literal, get_args

import numpy as np

from jobassist.ai.embedder import get_bundled_embedder

from .classifier import DATA, Vector, hash_words

Speech = Literal["told", "asked", "other"]
SPEECHES: tuple[Speech, ...] = get_args(Speech)

TOLD_FILES = ("told_zh.txt", "told_en.txt")
TOLD_WEIGHTS = DATA / "told_weights.npz"


@lru_cache(maxsize=1)
def _load() -> tuple[Vector, Vector, Vector]:
    with np.load(TOLD_WEIGHTS, allow_pickle=False) as data:
        return (
            data["embedding"].astype(np.float32),
            data["words"].astype(np.float32),
            data["bias"].astype(np.float32),
        )


def fitted_to() -> str:
    """Return the digest of the patterns that the weights were fitted to."""
    with np.load(TOLD_WEIGHTS, allow_pickle=False) as data:
        return str(data["examples_hash"])


def hash_patterns() -> str:
    """Return a digest of the pattern files, to tell whether the weights are of these."""
    digest = hashlib.sha256()
    for name in TOLD_FILES:
        digest.update((DATA / name).read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=512)
def weigh_speech(text: str) -> dict[Speech, float]:
    """Return how likely words tell of the person, ask of what they told, or neither: 0..1.

    One embedding, which who read the same words before has made already.
    """
    embedding, words, bias = _load()
    scores = bias + get_bundled_embedder().embed_queries([text])[0] @ embedding
    for bucket, value in hash_words(text).items():
        scores = scores + words[bucket] * value
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    return {each: float(share) for each, share in zip(SPEECHES, shares, strict=True)}
