"""Fits the intent weights to the example files: `python -m chat.understanding.train`."""

import argparse
import random
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from .classifier import (
    BUCKETS,
    DATA,
    TEMPLATE_FILES,
    WEIGHTS,
    hash_examples,
    hash_words,
    read_examples,
)
from .types import INTENTS

_ROUNDS = 300
_RATE = 0.05
_DECAY = 1e-4
# Sentences drawn from each template, and what one counts beside a written example.
_DRAWS = 12
_TEMPLATE_WEIGHT = 0.4
_ALTERNATIVES = re.compile(r"\(([^()]*)\)")


Label = TypeVar("Label", bound=str)


def draw_templates(
    names: Iterable[str], labels: Sequence[Label], *, seed: int = 7
) -> list[tuple[str, Label]]:
    """Return sentences drawn from the templates of these files, the same ones each time."""
    dice = random.Random(seed)  # noqa: S311 - a choice of examples, not a secret
    drawn: dict[str, Label] = {}
    for name in names:
        words: dict[str, list[str]] = {}
        templates: list[tuple[str, Label]] = []
        current: Label | None = None
        for line in (DATA / name).read_text(encoding="utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            if line.startswith("["):
                heading = line.strip("[]")
                current = next(each for each in labels if each == heading)
            elif re.match(r"\{\w+\}=", line):
                key, _, listed = line.partition("=")
                words[key] = listed.split("|")
            elif current is not None:
                templates.append((line, current))
        for template, label in templates:
            for _ in range(_DRAWS):
                text = template
                while _ALTERNATIVES.search(text):
                    text = _ALTERNATIVES.sub(lambda m: dice.choice(m[1].split("|")), text)
                for key, values in words.items():
                    while key in text:
                        text = text.replace(key, dice.choice(values), 1)
                drawn.setdefault(" ".join(text.split()), label)
    return list(drawn.items())


def build_features(texts: list[str], vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return one row a text: its vector, then its hashed words."""
    words = np.zeros((len(texts), BUCKETS), dtype=np.float32)
    for row, text in enumerate(texts):
        for bucket, value in hash_words(text).items():
            words[row, bucket] = value
    return np.hstack([vectors, words])


def fit_softmax(
    features: npt.NDArray[np.float32],
    labels: npt.NDArray[np.int64],
    importance: npt.NDArray[np.float32],
    *,
    classes: int,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return (weights, bias) of a softmax regression, classes weighed alike, by Adam."""
    count, width = features.shape
    # Buckets that no example uses would only cost time.
    used = np.flatnonzero(np.abs(features).sum(axis=0) > 0)
    x = np.ascontiguousarray(features[:, used])
    w = np.zeros((len(used), classes), dtype=np.float32)
    b = np.zeros(classes, dtype=np.float32)
    target = np.eye(classes, dtype=np.float32)[labels]
    share = np.bincount(labels, weights=importance, minlength=classes)
    balance = importance.sum() / classes / np.maximum(share, 1)
    weight = (balance[labels] * importance)[:, None].astype(np.float32)
    weight *= count / weight.sum()
    mw, vw, mb, vb = np.zeros_like(w), np.zeros_like(w), np.zeros_like(b), np.zeros_like(b)
    for step in range(1, _ROUNDS + 1):
        logits = x @ w + b
        logits -= logits.max(axis=1, keepdims=True)
        p = np.exp(logits)
        p /= p.sum(axis=1, keepdims=True)
        error = (p - target) * weight / count
        gw, gb = x.T @ error + _DECAY * w, error.sum(axis=0)
        mw, vw = 0.9 * mw + 0.1 * gw, 0.999 * vw + 0.001 * gw**2
        mb, vb = 0.9 * mb + 0.1 * gb, 0.999 * vb + 0.001 * gb**2
        fix_m, fix_v = 1 - 0.9**step, 1 - 0.999**step
        w -= _RATE * (mw / fix_m) / (np.sqrt(vw / fix_v) + 1e-8)
        b -= _RATE * (mb / fix_m) / (np.sqrt(vb / fix_v) + 1e-8)
    full = np.zeros((width, classes), dtype=np.float32)
    full[used] = w
    return full, b


def main() -> None:
    """Write the weights file and say how many examples it was fitted to."""
    from jobassist.ai.embedder import DIMENSIONS
    from jobassist.ai.offline_embedder import OfflineEmbedder

    argparse.ArgumentParser(description=__doc__).parse_args()
    examples = read_examples()
    embedder = OfflineEmbedder()
    drawn = draw_templates(TEMPLATE_FILES, INTENTS)
    importance = np.array([1.0] * len(examples) + [_TEMPLATE_WEIGHT] * len(drawn), np.float32)
    examples = examples + drawn
    texts = [text for text, _ in examples]
    features = build_features(texts, embedder.embed_documents(texts))
    labels = np.array([INTENTS.index(intent) for _, intent in examples])
    w, b = fit_softmax(features, labels, importance, classes=len(INTENTS))
    np.savez_compressed(
        WEIGHTS,
        embedding=w[:DIMENSIONS].astype(np.float16),
        words=w[DIMENSIONS:].astype(np.float16),
        bias=b.astype(np.float16),
        model_name=np.array(embedder.model_name),
        examples_hash=np.array(hash_examples()),
    )
    sys.stdout.write(f"{len(examples)} examples -> {WEIGHTS.name}\n")


if __name__ == "__main__":
    main()
