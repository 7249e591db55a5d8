"""Bulk embedding outside this process, so that nobody's event loop or database thread waits."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import numpy as np

from .embed_worker import read_message, write_message
from .embedder import DIMENSIONS, EmbedderUnavailable, Vectors, get_embedder

_ROOT = Path(__file__).resolve().parents[2]
# One child's answer at most: a text costs up to 30 ms, a batch has some hundred.
TIMEOUT_SECONDS = 120.0


class _Child:
    """One process with one BLAS thread. It ends when its input closes, so it has no orphans.

    Not multiprocessing: that would run the caller's main module again in the child.
    """

    def __init__(self, model_name: str) -> None:
        # Read when numpy is loaded, so before the child's first line.
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jobassist.ai.embed_worker", model_name],
            cwd=_ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C is the parent's to handle; it then closes the pipe.
            start_new_session=True,
        )

    def embed(self, texts: list[str]) -> Vectors:
        """Return the vectors; EmbedderUnavailable when the child dies or hangs."""
        source, sink = self.process.stdout, self.process.stdin
        assert source is not None
        assert sink is not None
        # A hanging child is killed, which ends the read.
        watch = threading.Timer(TIMEOUT_SECONDS, self.process.kill)
        watch.start()
        try:
            write_message(sink, json.dumps(texts).encode())
            body = read_message(source)
        except OSError as error:
            raise EmbedderUnavailable("the embedding process has died") from error
        finally:
            watch.cancel()
        if body is None:
            raise EmbedderUnavailable("the embedding process has died or did not answer")
        return np.frombuffer(body, dtype=np.float32).reshape(-1, DIMENSIONS)

    def close(self) -> None:
        """End the process."""
        for stream in (self.process.stdin, self.process.stdout):
            # Closing flushes: into a dead child that fails, and the end is closed all the same.
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class EmbedPool:
    """Child processes that embed by one model, by default that of `get_embedder()`.

    Starting one costs about a second, paid at its first use. A child that died is replaced.
    """

    def __init__(self, *, workers: int = 1, model_name: str | None = None) -> None:
        self._model_name = model_name or get_embedder().model_name
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="embed")
        self._idle: queue.SimpleQueue[_Child | None] = queue.SimpleQueue()
        for _number in range(workers):
            self._idle.put(None)

    def submit(self, texts: list[str]) -> "Future[Vectors]":
        """Return the future vectors of the texts, one a text."""
        return self._threads.submit(self._run, texts)

    def embed(self, texts: list[str]) -> Vectors:
        """Return a vector a text, waiting for them."""
        return self.submit(texts).result()

    def _run(self, texts: list[str]) -> Vectors:
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        child = self._idle.get()
        try:
            if child is None:
                child = _Child(self._model_name)
            return child.embed(texts)
        except EmbedderUnavailable:
            assert child is not None
            child.close()
            child = None
            raise
        finally:
            self._idle.put(child)

    def close(self) -> None:
        """Finish what was submitted and end the children; the pool can still be used after."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        children = []
        while not self._idle.empty():
            children.append(self._idle.get())
        for child in children:
            if child is not None:
                child.close()
            self._idle.put(None)
        self._threads = ThreadPoolExecutor(len(children) or 1, thread_name_prefix="embed")

    def __enter__(self) -> "EmbedPool":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
