"""Vectors of what is remembered: made when it is, read back by meaning, one person at a time."""

import uuid
from collections.abc import Sequence

from pgvector.django import CosineDistance

from chat.models import Memory, MemoryVector
from jobassist.accounts.models import User
from jobassist.ai.embedder import EmbedderUnavailable, Vectors, get_embedder
from jobassist.ai.offline_embedder import OfflineEmbedder

BATCH = 200


def embed_now(words: Sequence[str]) -> tuple[str, Vectors] | None:
    """Return the model's name and a vector a text; None where a server would have to be asked.

    Then the periodic `embed_missing` makes them: no turn waits for a network to remember.
    """
    embedder = get_embedder()
    if not words or not isinstance(embedder, OfflineEmbedder):
        return None
    return embedder.model_name, embedder.embed_documents(list(words))


def store_vectors(facts: Sequence[Memory], *, model: str, vectors: Vectors) -> None:
    """Store a vector a fact, in place of one by another model."""
    MemoryVector.objects.bulk_create(
        [
            MemoryVector(memory_id=fact.id, model=model, vector=vector)
            for fact, vector in zip(facts, vectors, strict=True)
        ],
        update_conflicts=True,
        unique_fields=["memory"],
        update_fields=["model", "vector"],
    )


def read_nearness(user: User, words: str) -> dict[uuid.UUID, float]:
    """Return how near in meaning each of the person's facts is to words. One query.

    Empty where the embedder cannot answer: then keys and words find what they find.
    """
    embedder = get_embedder()
    try:
        vector = embedder.embed_queries([words])[0]
    except EmbedderUnavailable:
        return {}
    rows = MemoryVector.objects.filter(memory__user=user, model=embedder.model_name).values_list(
        "memory_id", CosineDistance("vector", vector)
    )
    return {memory_id: 1.0 - distance for memory_id, distance in rows}


def embed_missing() -> int:
    """Make the vectors that are missing, or by a model no longer used; returns how many.

    A batch of everybody's; run again until it returns 0. The network is asked outside any
    transaction.
    """
    embedder = get_embedder()
    facts = list(
        Memory.objects.exclude(kind=Memory.Kind.CRITERION)
        .exclude(vector_row__model=embedder.model_name)
        .order_by("-valid_from")[:BATCH]
    )
    if not facts:
        return 0
    vectors = embedder.embed_documents([each.words or str(each.value) for each in facts])
    # Some may have been forgotten meanwhile.
    standing = set(
        Memory.objects.filter(id__in=[each.id for each in facts]).values_list("id", flat=True)
    )
    kept = [index for index, each in enumerate(facts) if each.id in standing]
    store_vectors(
        [facts[index] for index in kept], model=embedder.model_name, vectors=vectors[kept]
    )
    return len(kept)
