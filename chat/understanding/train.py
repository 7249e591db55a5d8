"""Fits the intent weights to the example files: `python -m chat.understanding.train`."""

import argparse
import sys

import numpy as np
import numpy.typing as npt

from .classifier import BUCKETS, WEIGHTS, hash_examples, hash_words, read_examples
from .types import INTENTS

_ROUNDS = 300
_RATE = 0.05
_DECAY = 1e-4


def build_features(texts: list[str], vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return one row a text: its vector, then its hashed words."""
    words = np.zeros((len(texts), BUCKETS), dtype=np.float32)
    for row, text in enumerate(texts):
        for bucket, value in hash_words(text).items():
            words[row, bucket] = value
    return np.hstack([vectors, words])


def fit_softmax(
    features: npt.NDArray[np.float32], labels: npt.NDArray[np.int64], *, classes: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return (weights, bias) of a softmax regression, classes weighed alike, by Adam."""
    count, width = features.shape
    # Buckets that no example uses would only cost time.
    used = np.flatnonzero(np.abs(features).sum(axis=0) > 0)
    x = np.ascontiguousarray(features[:, used])
    w = np.zeros((len(used), classes), dtype=np.float32)
    b = np.zeros(classes, dtype=np.float32)
    target = np.eye(classes, dtype=np.float32)[labels]
    share = np.bincount(labels, minlength=classes)
    weight = (count / classes / np.maximum(share, 1))[labels][:, None].astype(np.float32)
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
    texts = [text for text, _ in examples]
    features = build_features(texts, embedder.embed_documents(texts))
    labels = np.array([INTENTS.index(intent) for _, intent in examples])
    w, b = fit_softmax(features, labels, classes=len(INTENTS))
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
