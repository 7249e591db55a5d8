"""Fits the weights that tell news of oneself and questions of it: `python -m chat.understanding.train_told`."""

import argparse
import sys

import numpy as np

from .classifier import TEMPLATE_FILES, read_examples
from .told import SPEECHES, TOLD_FILES, TOLD_WEIGHTS, Speech, hash_patterns
from .train import build_features, draw_templates, fit_softmax
from .types import INTENTS, Intent

# A message of these intents may tell of the person as well as not.
_EITHER: tuple[Intent, ...] = ("write_resume", "correct_field", "remember", "show_memory", "forget")
# What an example of the understanding counts beside a pattern's sentence.
_EXAMPLE_WEIGHT = 0.5


def main() -> None:
    """Write the weights file and say how many sentences it was fitted to."""
    from jobassist.ai.embedder import DIMENSIONS
    from jobassist.ai.offline_embedder import OfflineEmbedder

    argparse.ArgumentParser(description=__doc__).parse_args()
    drawn: list[tuple[str, Speech]] = draw_templates(TOLD_FILES, SPEECHES)
    others = [text for text, intent in read_examples() if intent not in _EITHER]
    others += [
        text for text, intent in draw_templates(TEMPLATE_FILES, INTENTS) if intent not in _EITHER
    ][::3]
    texts = [*(text for text, _ in drawn), *others]
    labels = [
        *(SPEECHES.index(each) for _, each in drawn),
        *[SPEECHES.index("other")] * len(others),
    ]
    importance = np.array([1.0] * len(drawn) + [_EXAMPLE_WEIGHT] * len(others), np.float32)
    embedder = OfflineEmbedder()
    features = build_features(texts, embedder.embed_documents(texts))
    w, b = fit_softmax(features, np.array(labels), importance, classes=len(SPEECHES))
    np.savez_compressed(
        TOLD_WEIGHTS,
        embedding=w[:DIMENSIONS].astype(np.float16),
        words=w[DIMENSIONS:].astype(np.float16),
        bias=b.astype(np.float16),
        model_name=np.array(embedder.model_name),
        examples_hash=np.array(hash_patterns()),
    )
    sys.stdout.write(f"{len(texts)} sentences -> {TOLD_WEIGHTS.name}\n")


if __name__ == "__main__":
    main()
