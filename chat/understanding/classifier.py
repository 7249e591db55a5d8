"""The likeliest intents of a sentence by its words and its place in the embedding space.

A softmax regression over the sentence's vector and its word n-grams, fitted to the invented
examples in `data/`. Written out in numpy: fitting takes seconds (`python -m
chat.understanding.train`), asking takes well under a millisecond beside the embedding.
"""

import hashlib
import re
import zlib
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .types import INTENTS, Intent

DATA = Path(__file__).parent / "data"
WEIGHTS = DATA / "intent_weights.npz"
EXAMPLE_FILES = ("examples_zh.txt", "examples_en.txt")
TEMPLATE_FILES = ("templates_zh.txt", "templates_en.txt")
BUCKETS = 4096

_TOKEN = re.compile(r"[a-z][a-z'+#.]*|\d+|[\u4e00-\u9fff]|[?!]")

Vector = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted model, and what it was fitted to."""

    embedding: Vector  # (512, intents)
    words: Vector  # (BUCKETS, intents)
    bias: Vector  # (intents,)
    model_name: str
    examples_hash: str


def read_examples() -> list[tuple[str, Intent]]:
    """Return the invented sentences with their intents, in the order of the files."""
    examples: list[tuple[str, Intent]] = []
    for name in EXAMPLE_FILES:
        intent: Intent | None = None
        for raw in (DATA / name).read_text(encoding="utf-8").splitlines():
            line = raw.strip()
            if not line or line.startswith("#"):
                continue
            if line.startswith("["):
                label = line.strip("[]")
                intent = next(i for i in INTENTS if i == label)
            elif intent is not None:
                examples.append((line, intent))
    return examples


def hash_examples() -> str:
    """Return a digest of the example files, to tell whether the weights are of these."""
    digest = hashlib.sha256()
    for name in (*EXAMPLE_FILES, *TEMPLATE_FILES):
        digest.update((DATA / name).read_bytes())
    return digest.hexdigest()


def hash_words(text: str) -> dict[int, float]:
    """Return the sentence's words, pairs and triples as bucket numbers with weights."""
    tokens = ["#" if t.isdigit() else t for t in _TOKEN.findall(text.lower())[:80]]
    edged = ["^", *tokens, "$"]
    grams = set(tokens)
    grams |= {f"{a} {b}" for a, b in pairwise(edged)}
    grams |= {f"{a} {b} {c}" for a, b, c in zip(tokens, tokens[1:], tokens[2:], strict=False)}
    counts: dict[int, float] = {}
    for gram in grams:
        bucket = zlib.crc32(gram.encode()) % BUCKETS
        counts[bucket] = counts.get(bucket, 0.0) + 1.0
    norm = sum(v * v for v in counts.values()) ** 0.5 or 1.0
    return {bucket: value / norm for bucket, value in counts.items()}


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """Return the shipped model."""
    with np.load(WEIGHTS, allow_pickle=False) as data:
        return Weights(
            embedding=data["embedding"].astype(np.float32),
            words=data["words"].astype(np.float32),
            bias=data["bias"].astype(np.float32),
            model_name=str(data["model_name"]),
            examples_hash=str(data["examples_hash"]),
        )


def score_intents(text: str, vector: Vector | None) -> dict[Intent, float]:
    """Return a log-probability for every intent, from the sentence alone.

    `vector` None (no embedder, or one of another model) leaves the words to decide.
    """
    weights = load_weights()
    scores = weights.bias.copy()
    for bucket, value in hash_words(text).items():
        scores += weights.words[bucket] * value
    if vector is not None:
        scores += vector @ weights.embedding
    scores -= scores.max()
    scores -= np.log(np.exp(scores).sum())
    return {intent: float(score) for intent, score in zip(INTENTS, scores, strict=True)}
