"""Two questions of whoever runs this: is the process alive, and can it serve?"""

import asyncio
from collections.abc import Awaitable, Callable

from asgiref.sync import sync_to_async
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jobassist.ai.embedder import get_embedder
from jobassist.db import run_in_db
from jobassist.logs import get_logger

CHECK_SECONDS = 8.0
# All is served without these.
SPARE = {"layer"}

logger = get_logger(__name__)
# Migrations once applied stay applied for as long as this code runs.
_migrations_are_applied = False


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that this process takes requests; looks at nothing else."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
async def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 if every part that a request needs is there, else 503 with which is not.

    Without the layer between processes everything is served, some of it a second later: that is
    said, and is no reason to send people elsewhere.
    """
    results = await asyncio.gather(*(_find_out(name, check) for name, check in CHECKS.items()))
    parts = dict(zip(CHECKS, results, strict=True))
    is_ready = all(is_ok for name, is_ok in parts.items() if name not in SPARE)
    status = "ready" if all(parts.values()) else "degraded" if is_ready else "not_ready"
    return JsonResponse(
        {
            "status": status,
            "parts": {name: "ok" if is_ok else "failed" for name, is_ok in parts.items()},
        },
        status=200 if is_ready else 503,
    )


async def _find_out(name: str, check: Callable[[], Awaitable[bool]]) -> bool:
    try:
        return await asyncio.wait_for(check(), timeout=CHECK_SECONDS)
    except Exception:
        # Whatever is wrong with the part, the answer is the same: not ready, and why in the log.
        tell = logger.warning if name in SPARE else logger.error
        tell("part_not_ready", part=name, exc_info=True)
        return False


async def _check_database() -> bool:
    return await run_in_db(_ask_database)


def _ask_database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


async def _check_migrations() -> bool:
    return await run_in_db(are_migrations_applied)


def are_migrations_applied() -> bool:
    """Return whether the database is as new as this code; asks until it once was."""
    global _migrations_are_applied
    if not _migrations_are_applied:
        executor = MigrationExecutor(connection)
        _migrations_are_applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrations_are_applied


async def _check_embedder() -> bool:
    # Loading takes seconds the first time, so never on the event loop; a repeat is remembered.
    vectors = await sync_to_async(get_embedder().embed_queries, thread_sensitive=False)(["ready"])
    return len(vectors) == 1


async def _check_layer() -> bool:
    layer = get_channel_layer()
    if layer is None:
        return False
    if not isinstance(layer, InMemoryChannelLayer):
        # Nobody listens there: it has arrived when nothing is raised.
        await layer.send("readiness", {"type": "readiness.check"})
    return True


CHECKS: dict[str, Callable[[], Awaitable[bool]]] = {
    "database": _check_database,
    "migrations": _check_migrations,
    "embedder": _check_embedder,
    "layer": _check_layer,
}
