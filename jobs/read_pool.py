"""Rows read outside this process, so that nobody's event loop waits for a language's grammar."""

import atexit
import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cache, partial
from pathlib import Path

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from jobassist.ai.embed_worker import read_message, write_message
from jobassist.errors import AppError
from jobs.feed import FeedError
from jobs.read_worker import Answer, Question
from jobs.reading import ReadRow, read_sent_rows

_ROOT = Path(__file__).resolve().parents[1]
# So few rows are quicker here than by way of another process.
_READ_HERE = 3
_CHUNK = 250
_TIMEOUT_SECONDS = 120.0
# How long a piece of a batch waits for a child that others keep busy.
_QUEUE_SECONDS = 30.0


class _Child:
    """One process. It ends when its input closes, so it has no orphans."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jobs.read_worker"],
            cwd=_ROOT,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C is the parent's to handle; it then closes the pipe.
            start_new_session=True,
        )

    def ask(self, question: Question) -> list[Answer]:
        """Return the answers; OSError when the child dies or hangs."""
        source, sink = self.process.stdout, self.process.stdin
        assert source is not None
        assert sink is not None
        # A hanging child is killed, which ends the read.
        watch = threading.Timer(_TIMEOUT_SECONDS, self.process.kill)
        watch.start()
        try:
            write_message(sink, msgspec.msgpack.encode(question))
            body = read_message(source)
        finally:
            watch.cancel()
        if body is None:
            raise BrokenPipeError("the reading process has died or did not answer")
        answers: list[Answer] = msgspec.msgpack.decode(body, type=list[Answer])
        return answers

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            # Closing flushes: into a dead child that fails, and the end is closed all the same.
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()


class ReadPool:
    """Child processes that read rows. Starting one costs about a second, at its first use."""

    def __init__(self, *, workers: int) -> None:
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        # They only wait for children; a batch is read by as many as are free.
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="read")
        for _number in range(workers):
            self._idle.put(None)

    def read(self, rows: Sequence[bytes], *, today: date) -> list[ReadRow | list[FeedError]]:
        """Return what is to be written of each row, or all that is wrong with it.

        Takes a child for one piece at a time, so that batches take turns. AppError `busy` (503)
        when none is free for long, or the child cannot be kept alive.
        """
        if len(rows) <= _READ_HERE:
            return read_sent_rows(rows, today=today)
        questions = [
            Question(today, list(rows[start : start + _CHUNK]))
            for start in range(0, len(rows), _CHUNK)
        ]
        # What nobody waits for any more when its turn comes is not read.
        ask = partial(self._ask, until=time.monotonic() + _QUEUE_SECONDS * len(questions))
        answers = self._threads.map(ask, questions)
        return [each.row or each.errors for piece in answers for each in piece]

    def _ask(self, question: Question, *, until: float) -> list[Answer]:
        for _attempt in range(2):
            if time.monotonic() > until:
                break
            # As many threads as children: there is one.
            child = self._idle.get()
            is_sound = False
            try:
                child = child or _Child()
                answers = child.ask(question)
                is_sound = True
                return answers
            except OSError:
                # Reading leaves nothing behind: another child may read the same rows.
                continue
            finally:
                if not is_sound and child is not None:
                    # What it has still to say would answer the next question.
                    child.close()
                self._idle.put(child if is_sound else None)
        raise AppError(
            "busy", _("Too much is being read at once; try again."), status=503, retry_after=10
        )

    def close(self) -> None:
        """End the children; the pool can still be used after."""
        children = []
        while not self._idle.empty():
            children.append(self._idle.get())
        for child in children:
            if child is not None:
                child.close()
            self._idle.put(None)


@cache
def get_read_pool() -> ReadPool:
    """Return this process's pool."""
    pool = ReadPool(workers=settings.FEED_READERS)
    atexit.register(pool.close)
    return pool
