"""Any OpenAI-compatible embeddings server as an `Embedder`."""

import threading
import time
from collections import OrderedDict

import numpy as np
import openai

from .embedder import DIMENSIONS, EmbedderUnavailable, Vectors
from .openai_client import build_client

MAX_CHARACTERS = 6_000
BATCH = 64
TIMEOUT_SECONDS = 20.0
CONNECT_SECONDS = 3.0
# Somebody waits for a query: it is given up sooner, and after that no query asks for a while.
QUERY_SECONDS = 3.0
PAUSE_SECONDS = 15.0
_REMEMBERED_QUERIES = 4096
_MAX_REMEMBERED_LENGTH = 200


class OpenAIEmbedder:
    """Embeds by asking a server, which must be able to answer in `DIMENSIONS` numbers.

    Thread-safe and synchronous. Short queries are remembered. Raises EmbedderUnavailable;
    nothing is tried twice here, and queries that would follow a failed one at once fail at once.
    """

    def __init__(self, *, api_key: str, base_url: str, model_name: str) -> None:
        self.model_name = model_name
        self._client = build_client(
            api_key=api_key,
            base_url=base_url,
            timeout_seconds=TIMEOUT_SECONDS,
            connect_seconds=CONNECT_SECONDS,
        )
        self._lock = threading.Lock()
        self._remembered: OrderedDict[str, Vectors] = OrderedDict()
        self._paused_until = 0.0

    def embed_queries(self, texts: list[str]) -> Vectors:
        """Return a vector a text; texts seen lately cost no call."""
        keys = [text[:MAX_CHARACTERS] for text in texts]
        with self._lock:
            known = {key: self._remembered[key] for key in keys if key in self._remembered}
            for key in known:
                self._remembered.move_to_end(key)
        missing = [key for key in dict.fromkeys(keys) if key not in known]
        if missing:
            fresh = self._embed_now(missing)
            with self._lock:
                for key, vector in zip(missing, fresh, strict=True):
                    known[key] = vector
                    if len(key) <= _MAX_REMEMBERED_LENGTH:
                        self._remembered[key] = vector
                while len(self._remembered) > _REMEMBERED_QUERIES:
                    self._remembered.popitem(last=False)
        return np.stack([known[key] for key in keys]) if keys else _no_rows()

    def embed_documents(self, texts: list[str]) -> Vectors:
        """Return a vector a text, asked for in batches."""
        return self._embed([text[:MAX_CHARACTERS] for text in texts])

    def close(self) -> None:
        """Close idle connections."""
        self._client.close()

    def _embed_now(self, texts: list[str]) -> Vectors:
        if time.monotonic() < self._paused_until:
            raise EmbedderUnavailable("the embeddings server did not answer a moment ago")
        try:
            return self._embed(texts, seconds=QUERY_SECONDS)
        except EmbedderUnavailable:
            self._paused_until = time.monotonic() + PAUSE_SECONDS
            raise

    def _embed(self, texts: list[str], *, seconds: float = TIMEOUT_SECONDS) -> Vectors:
        parts = [
            self._ask(texts[n : n + BATCH], seconds=seconds) for n in range(0, len(texts), BATCH)
        ]
        return np.concatenate(parts) if parts else _no_rows()

    def _ask(self, texts: list[str], *, seconds: float) -> Vectors:
        try:
            answer = self._client.embeddings.create(
                model=self.model_name,
                # A blank text is refused by servers; the dash gives all blanks one direction.
                input=[text if text.strip() else "-" for text in texts],
                dimensions=DIMENSIONS,
                encoding_format="float",
                timeout=openai.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS)),
            )
            rows = sorted(answer.data, key=lambda each: each.index)
            vectors = np.asarray([each.embedding for each in rows], dtype=np.float32)
        except openai.OpenAIError as error:
            raise EmbedderUnavailable("the embeddings server did not answer") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise EmbedderUnavailable("the embeddings server's answer is malformed") from error
        if vectors.shape != (len(texts), DIMENSIONS) or not np.isfinite(vectors).all():
            raise EmbedderUnavailable(f"the embeddings server did not send {DIMENSIONS} numbers")
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.where(norms > 0, norms, 1), dtype=np.float32)


def _no_rows() -> Vectors:
    return np.zeros((0, DIMENSIONS), dtype=np.float32)
