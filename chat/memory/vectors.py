"""Vectors of what is remembered: made when it is, read back by meaning, one person at a time."""

import uuid
from collections.abc import Sequence

import numpy as np
from pgvector.django import CosineDistance

from chat.models import Memory, MemoryVector
from jobassist.accounts.models import User
from jobassist.ai.embedder import Vectors, get_bundled_embedder

BATCH = 200


def embed_now(words: Sequence[str]) -> tuple[str, Vectors] | None:
    """Return the model's name and a vector a text; None where there are no words.

    By the bundled embedder, whatever postings are by: what is near enough to answer was
    measured on its vectors, and no turn waits for a network to remember.
    """
    if not words:
        return None
    embedder = get_bundled_embedder()
    # As queries: what was read a moment ago costs nothing again.
    return embedder.model_name, embedder.embed_queries(list(words))


def read_vectors(facts: Sequence[Memory]) -> dict[uuid.UUID, Vectors]:
    """Return the vectors there are of facts. One query."""
    rows = MemoryVector.objects.filter(
        memory_id__in=[each.id for each in facts], model=get_bundled_embedder().model_name
    )
    return {row.memory_id: np.asarray(row.vector, dtype=np.float32) for row in rows}


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
    """Return how near in meaning each of the person's facts is to words. One query."""
    embedder = get_bundled_embedder()
    vector = embedder.embed_queries([words])[0]
    rows = MemoryVector.objects.filter(memory__user=user, model=embedder.model_name).values_list(
        "memory_id", CosineDistance("vector", vector)
    )
    return {memory_id: 1.0 - distance for memory_id, distance in rows}


def weigh_texts(words: str, texts: Sequence[str]) -> list[float]:
    """Return how near in meaning each of these texts is to words."""
    if not texts:
        return []
    made = get_bundled_embedder().embed_queries([words, *texts])
    return [float(each) for each in made[1:] @ made[0]]


def embed_missing() -> int:
    """Make the vectors that are missing, or by another model; returns how many.

    A batch of everybody's; run again until it returns 0.
    """
    embedder = get_bundled_embedder()
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
