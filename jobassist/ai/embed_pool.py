"""Bulk embedding outside this process, so that nobody's event loop or database thread waits."""

import multiprocessing
import os
import threading
import time
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType

import numpy as np

from .embedder import EmbedderUnavailable, Vectors, get_embedder

_ORPHAN_CHECK_SECONDS = 2.0
# One child's answer at most: a text costs up to 30 ms, a batch has some hundred.
TIMEOUT_SECONDS = 120.0


def _start_child(parent: int) -> None:
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    threading.Thread(target=_exit_with, args=(parent,), daemon=True).start()


def _exit_with(parent: int) -> None:
    # A killed parent cannot close its pool; without this its children would wait for ever.
    while os.getppid() == parent:
        time.sleep(_ORPHAN_CHECK_SECONDS)
    os._exit(1)


def _embed(texts: list[str]) -> Vectors:
    return get_embedder().embed_documents(texts)


class EmbedPool:
    """Child processes with one BLAS thread each, by the same embedder as `get_embedder()`.

    Starting one costs about 2 s, paid at the first use.
    """

    def __init__(self, *, workers: int = 1) -> None:
        self._workers = workers
        self._lock = threading.Lock()
        self._executor: ProcessPoolExecutor | None = None

    def submit(self, texts: list[str]) -> "Future[Vectors]":
        """Return the future vectors of the texts."""
        with self._lock:
            if self._executor is None:
                # Set here too: BLAS reads it when the child imports numpy, before any code of ours.
                os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
                self._executor = ProcessPoolExecutor(
                    self._workers,
                    mp_context=multiprocessing.get_context("spawn"),
                    initializer=_start_child,
                    initargs=(os.getpid(),),
                )
            executor = self._executor
        try:
            return executor.submit(_embed, texts)
        except BrokenProcessPool as error:
            self.close()
            raise EmbedderUnavailable("the embedding process has died") from error

    def embed(self, texts: list[str]) -> Vectors:
        """Return a vector a text, waiting for them."""
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        try:
            return self.submit(texts).result(timeout=TIMEOUT_SECONDS)
        except (BrokenProcessPool, TimeoutError) as error:
            self.close()
            raise EmbedderUnavailable("the embedding process did not answer") from error

    def close(self) -> None:
        """Stop the children; the next use starts new ones."""
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=False, cancel_futures=True)

    def __enter__(self) -> "EmbedPool":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
