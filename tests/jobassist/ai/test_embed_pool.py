"""Embedding in other processes: the same vectors, no orphans, death survived."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from jobassist.ai.embed_pool import EmbedPool
from jobassist.ai.embedder import EmbedderUnavailable, get_embedder

WORKER = "jobassist.ai.embed_worker"


def workers_of(pid: int) -> list[psutil.Process]:
    """Return the living embedding processes of a process."""
    children = psutil.Process(pid).children(recursive=True)
    return [c for c in children if WORKER in " ".join(c.cmdline())]


def test_it_gives_what_the_embedder_gives_in_order() -> None:
    texts = [f"{word} {i}" for i in range(5) for word in ("护士", "nurse", "後端 \u2028 'x'")]
    # A pool that an earlier test's program keeps for its life is none of ours.
    others = workers_of(os.getpid())
    with EmbedPool(workers=2) as pool:
        futures = [pool.submit(texts[:7]), pool.submit(texts[7:]), pool.submit([])]
        found = np.concatenate([f.result() for f in futures])
    assert np.allclose(found, get_embedder().embed_documents(texts), atol=1e-4)
    assert set(workers_of(os.getpid())) <= set(others)


def test_a_dead_child_is_said_and_replaced() -> None:
    others = workers_of(os.getpid())
    with EmbedPool() as pool:
        assert pool.embed(["a"]).shape == (1, 512)
        for child in set(workers_of(os.getpid())) - set(others):
            os.kill(child.pid, signal.SIGKILL)
            child.wait(5)
        with pytest.raises(EmbedderUnavailable):
            pool.embed(["b"])
        assert pool.embed(["c"]).shape == (1, 512)


def test_children_end_with_a_killed_parent() -> None:
    code = (
        "from jobassist.ai.embed_pool import EmbedPool\n"
        "import time\n"
        "EmbedPool().embed(['a']); print('ready', flush=True); time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert parent.stdout is not None
    assert parent.stdout.readline().strip() == "ready"
    (child,) = workers_of(parent.pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the child outlived its parent"
        time.sleep(0.05)
