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


# The model that the stored vectors are of, where that is not the one of the settings.
_in_use: str | None = None


def wanted_model() -> str:
    """Return the name of the model that the settings ask for."""
    from .offline_embedder import OfflineEmbedder

    return settings.EMBEDDINGS_MODEL or OfflineEmbedder.model_name


def use_model(name: str | None) -> None:
    """Have `get_embedder` embed by this model from now on; None: by that of the settings."""
    global _in_use
    _in_use = name


def get_embedder() -> Embedder:
    """Return this process's embedder; the bundled one loads its weights at first use (2 s).

    It embeds by the model that the stored vectors are of, as `jobs.vectors` last read it.
    """
    return embedder_of(_in_use or wanted_model())


def get_bundled_embedder() -> Embedder:
    """Return the bundled embedder, whatever the vectors of postings are by.

    For weights and bounds that were fitted to its vectors: a served model's would mean nothing to
    them, and its network nothing to who only reads words. Shared where searches use it too.
    """
    from .offline_embedder import OfflineEmbedder

    return embedder_of(OfflineEmbedder.model_name)


@lru_cache(maxsize=4)
def embedder_of(model_name: str) -> Embedder:
    """Return the embedder of a model: the bundled one, or the server that the settings name."""
    from .offline_embedder import OfflineEmbedder

    if model_name == OfflineEmbedder.model_name:
        return OfflineEmbedder()
    from .openai_embedder import OpenAIEmbedder

    return OpenAIEmbedder(
        api_key=settings.OPENAI_API_KEY,
        base_url=settings.OPENAI_BASE_URL,
        model_name=model_name,
    )
