"""Fits the reaction weights to their patterns: `python -m chat.understanding.train_reactions`."""

import argparse
import sys

import numpy as np

from .reactions import REACTION_FILES, REACTION_WEIGHTS, REACTIONS, hash_reactions
from .train import build_features, draw_templates, fit_softmax


def main() -> None:
    """Write the weights file and say how many sentences it was fitted to."""
    from jobassist.ai.embedder import DIMENSIONS
    from jobassist.ai.offline_embedder import OfflineEmbedder

    argparse.ArgumentParser(description=__doc__).parse_args()
    embedder = OfflineEmbedder()
    drawn = draw_templates(REACTION_FILES, REACTIONS)
    texts = [text for text, _ in drawn]
    features = build_features(texts, embedder.embed_documents(texts))
    labels = np.array([REACTIONS.index(reaction) for _, reaction in drawn])
    importance = np.ones(len(texts), np.float32)
    w, b = fit_softmax(features, labels, importance, classes=len(REACTIONS))
    np.savez_compressed(
        REACTION_WEIGHTS,
        embedding=w[:DIMENSIONS].astype(np.float16),
        words=w[DIMENSIONS:].astype(np.float16),
        bias=b.astype(np.float16),
        model_name=np.array(embedder.model_name),
        examples_hash=np.array(hash_reactions()),
    )
    sys.stdout.write(f"{len(drawn)} sentences -> {REACTION_WEIGHTS.name}\n")


if __name__ == "__main__":
    main()
