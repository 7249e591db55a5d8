"""The background worker, when it lives inside the web process."""

import asyncio
import contextlib

from django.conf import settings
from procrastinate.contrib.django import app

from jobassist import lifespan
from jobassist.logs import get_logger

STOP_SECONDS = 15.0
RESTART_SECONDS = 5.0

logger = get_logger(__name__)
_task: asyncio.Task[None] | None = None


def register_with_lifespan() -> None:
    """Have the worker start and stop with the web process, if the settings want it there."""
    if settings.WORKER_IN_WEB:
        lifespan.register("worker", start=_start, stop=_stop)


async def _start() -> None:
    global _task
    _task = asyncio.create_task(_run(), name="worker")


async def _stop() -> None:
    global _task
    task, _task = _task, None
    if task is not None:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _run() -> None:
    # A lost database ends the worker; it is started again until the process stops.
    while True:
        try:
            worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
            async with worker_app.open_async():
                await worker_app.run_worker_async(
                    concurrency=settings.WORKER_CONCURRENCY,
                    # The server handles signals for the whole process.
                    install_signal_handlers=False,
                    listen_notify=True,
                    shutdown_graceful_timeout=STOP_SECONDS,
                    delete_jobs="successful",
                    name="web",
                )
        except asyncio.CancelledError:
            raise
        except Exception:
            logger.exception("worker_failed")
        await asyncio.sleep(RESTART_SECONDS)
