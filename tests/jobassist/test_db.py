"""The async side's way to the database: parallel, bounded, and leaving no connection behind."""

import asyncio
import threading
import time

import pytest
from django.db import connection

from jobassist.db import run_in_db


def count_taken(pool):
    stats = pool.get_stats()
    return stats.get("pool_size", 0) - stats.get("pool_available", 0)


def ask(seconds: float) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
async def test_slow_query_delays_nobody_else():
    started = time.monotonic()
    slow = asyncio.create_task(run_in_db(ask, 1.0))
    await asyncio.sleep(0.05)
    await run_in_db(ask, 0)
    assert time.monotonic() - started < 0.9
    await slow


@pytest.mark.django_db(transaction=True)
async def test_connections_go_back_to_the_pool():
    pool = connection.pool  # type: ignore[attr-defined]
    kept_before = count_taken(pool)
    used = await asyncio.gather(*(run_in_db(ask, 0) for _ in range(60)))
    assert len(set(used)) <= pool.max_size
    # One may be the test's own; each of the threads that kept its own would be one more.
    assert count_taken(pool) - kept_before <= 1


async def test_number_of_threads_is_bounded(settings):
    running: set[int] = set()

    def note() -> None:
        running.add(threading.get_ident())
        time.sleep(0.01)

    await asyncio.gather(*(run_in_db(note) for _ in range(100)))
    assert len(running) <= settings.DB_THREADS


async def test_error_reaches_the_caller():
    def fail(*, code: str) -> None:
        raise ValueError(code)

    with pytest.raises(ValueError, match="seven"):
        await run_in_db(fail, code="seven")
