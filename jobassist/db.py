"""The one crossing from async code to the database.

Consumers, turns and engines use `run_in_db` and nothing else of the ORM. Channels' and
Django's own crossing puts every call of a process on one thread; here a bounded number
of threads share the connection pool, so that one slow query delays nobody else.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import ParamSpec, TypeVar

import stamina
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from jobassist.logs import get_logger

# What a lost or unreachable database looks like.
LOST = (OperationalError, InterfaceError)
logger = get_logger(__name__)
_only_thread: ThreadPoolExecutor | None = None
P = ParamSpec("P")
T = TypeVar("T")


async def run_in_db(fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what `fn` returns, run in a database thread.

    The thread's connection goes back to the pool afterwards. When all threads are taken
    the call waits its turn; `fn` must not wait for the network or for another `run_in_db`.
    """

    # Not Channels' `database_sync_to_async`, which is this but for the executor: with several
    # sockets in one test its test client leaves the cleaning up switched off for good.
    def call() -> T:
        if _only_thread is not None:
            # Its transaction goes on after this call.
            return fn(*args, **kwargs)
        close_old_connections()
        try:
            return fn(*args, **kwargs)
        finally:
            close_old_connections()

    return await sync_to_async(call, thread_sensitive=False, executor=_threads())()


# Its own log line would carry arguments, which may be what somebody wrote.
stamina.instrumentation.set_on_retry_hooks([])


async def retry_in_db(fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what `fn` returns, run again when the database's connection was lost.

    For what may be done twice: it reads, or a key, a fence or a condition makes the second time
    harmless. Gives up after about five seconds.
    """
    async for attempt in stamina.retry_context(on=LOST, attempts=6, timeout=5.0, wait_initial=0.05):
        with attempt:
            if attempt.num > 1:
                logger.info("database_asked_again", attempt=attempt.num, for_=fn.__qualname__)
            return await run_in_db(fn, *args, **kwargs)
    raise AssertionError("the last attempt returns or raises")


def give_back_connection() -> None:
    """Give this thread's connection back to the pool, before work that takes a while without it.

    Inside a transaction it stays: what follows belongs to it.
    """
    if not connection.in_atomic_block:
        connection.close()


@contextmanager
def on_one_thread() -> Iterator[None]:
    """Have `run_in_db` use one thread, whose transaction may then span its calls; for commands."""
    global _only_thread
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="db-one") as only:
        _only_thread = only
        try:
            yield
        finally:
            _only_thread = None
            only.submit(lambda: connection.close()).result()


def _threads() -> ThreadPoolExecutor:
    return _only_thread or _shared_threads()


@cache
def _shared_threads() -> ThreadPoolExecutor:
    # Fewer threads than the pool has connections: what HTTP needs is never used up here.
    return ThreadPoolExecutor(max_workers=settings.DB_THREADS, thread_name_prefix="db")
