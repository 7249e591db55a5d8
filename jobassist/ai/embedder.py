"""Texts to vectors: the protocol, and the embedder this installation uses."""

from functools import lru_cache
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
from django.conf import settings

Vectors = npt.NDArray[np.float32]

DIMENSIONS = 512


class EmbedderUnavailable(Exception):
    """The embedder could not answer; not the same as "nothing is near"."""


@runtime_checkable
class Embedder(Protocol):
    """Embeds texts of any language into one space.

    Both methods return float32 rows of length `DIMENSIONS` and norm 1, one a text, in order; an
    empty list gives an array of no rows. Vectors of two `model_name`s must not be compared.
    """

    @property
    def model_name(self) -> str: ...

    def embed_queries(self, texts: list[str]) -> Vectors: ...

    def embed_documents(self, texts: list[str]) -> Vectors: ...


@lru_cache(maxsize=1)
def get_embedder() -> Embedder:
    """Return this process's embedder; the bundled one loads its weights at first use (2 s)."""
    if settings.EMBEDDINGS_MODEL:
        from .openai_embedder import OpenAIEmbedder

        return OpenAIEmbedder(
            api_key=settings.OPENAI_API_KEY,
            base_url=settings.OPENAI_BASE_URL,
            model_name=settings.EMBEDDINGS_MODEL,
        )
    from .offline_embedder import OfflineEmbedder

    return OfflineEmbedder()
