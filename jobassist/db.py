"""The one crossing from async code to the database.

Consumers, turns and engines use `run_in_db` and nothing else of the ORM. Channels' and
Django's own crossing puts every call of a process on one thread; here a bounded number
of threads share the connection pool, so that one slow query delays nobody else.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import ParamSpec, TypeVar

from channels.db import database_sync_to_async
from django.conf import settings

P = ParamSpec("P")
T = TypeVar("T")


async def run_in_db(fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what `fn` returns, run in a database thread.

    The thread's connection goes back to the pool afterwards. When all threads are taken
    the call waits its turn; `fn` must not wait for the network or for another `run_in_db`.
    """
    crossing = database_sync_to_async(fn, thread_sensitive=False, executor=_threads())
    result: T = await crossing(*args, **kwargs)
    return result


@cache
def _threads() -> ThreadPoolExecutor:
    # Fewer threads than the pool has connections: what HTTP needs is never used up here.
    return ThreadPoolExecutor(max_workers=settings.DB_THREADS, thread_name_prefix="db")
