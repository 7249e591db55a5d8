"""What runs for as long as the web process does, and ends with it.

An app registers a pair of coroutines in its `AppConfig.ready`; `asgi.py` runs them when
the server starts and, all together, when it stops.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from jobassist.logs import get_logger

STOP_SECONDS = 20.0
DRAIN_SECONDS = 3.0

logger = get_logger(__name__)
Hook = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Registration:
    name: str
    start: Hook
    stop: Hook
    drain: Hook


_registrations: list[Registration] = []


async def _do_nothing() -> None:
    return None


def register(
    name: str,
    *,
    start: Hook = _do_nothing,
    stop: Hook = _do_nothing,
    drain: Hook = _do_nothing,
) -> None:
    """Have `start` awaited once before the first request and `stop` after the last.

    `drain` comes when the server is asked to stop and requests are still being answered: it
    ends those that would never end by themselves, and returns soon.

    `start` must return soon: it makes tasks, it does not become one. The same name
    registered again replaces the earlier pair.
    """
    _registrations[:] = [known for known in _registrations if known.name != name]
    _registrations.append(Registration(name=name, start=start, stop=stop, drain=drain))


async def start_all() -> list[Registration]:
    """Run every `start` in the order registered; return them for `stop_all`.

    If one fails, those already started are stopped, and the failure is raised.
    """
    started: list[Registration] = []
    for registration in tuple(_registrations):
        try:
            await registration.start()
        except BaseException:
            await stop_all(started)
            raise
        started.append(registration)
    return started


async def stop_all(started: list[Registration]) -> None:
    """Run every `stop`, the last started begun first, within `STOP_SECONDS` all together."""
    # Not one after the other: what finishes its work by itself takes its time, and a process
    # that is asked to stop has thirty seconds in all.
    await asyncio.gather(*(_end(each, each.stop, STOP_SECONDS) for each in reversed(started)))


async def drain_all() -> None:
    """Run every `drain`, so that the server need not wait for answers without an end."""
    await asyncio.gather(*(_end(each, each.drain, DRAIN_SECONDS) for each in _registrations))


async def _end(registration: Registration, hook: Hook, seconds: float) -> None:
    try:
        await asyncio.wait_for(hook(), timeout=seconds)
    except Exception:
        # The others must be stopped all the same.
        logger.exception("lifespan_stop_failed", part=registration.name)


async def run_lifespan(
    scope: MutableMapping[str, Any],
    receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
    send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
) -> None:
    """Answer the server's lifespan messages: the ASGI application for that scope."""
    started: list[Registration] = []
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            try:
                started = await start_all()
            except Exception as error:
                logger.exception("lifespan_start_failed")
                await send({"type": "lifespan.startup.failed", "message": type(error).__name__})
                return
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await stop_all(started)
            await send({"type": "lifespan.shutdown.complete"})
            return
