"""A whole web process for tests and benchmarks: `python -m tests.web_process`, settings by environment.

It is `manage.py serve` in everything but the engine: what a message says is done or echoed, so
that delivery is tried without the cost, and the patience, of a real answer.
"""

import asyncio
import importlib
import itertools
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
    django.setup()

from django.db import connection

from chat.engines.base import Say, Step, TextDelta, TextEnd, TurnContext
from jobassist.db import run_in_db


class EchoEngine:
    """Answers each message with its own words, or does what it asks.

    `stream N SECONDS` streams N numbered words with pauses between them and `wait SECONDS`
    answers after a pause, both as while a model writes; `query SECONDS` after a query that long;
    `write SECONDS` says that it changes something and answers after a pause; `fail` raises.
    Everything else comes back as `echo: …`.
    """

    name = "echo"

    async def run(self, context: TurnContext) -> AsyncIterator[Step]:
        """Yield one finished text an input, or a streamed one."""
        for each in context.inputs:
            match each.text.split():
                case ["stream", count, pause]:
                    context.rest()
                    for number in range(int(count)):
                        yield TextDelta(f"w{number} ")
                        await asyncio.sleep(float(pause))
                    yield TextEnd()
                case ["wait", pause]:
                    context.rest()
                    await asyncio.sleep(float(pause))
                    yield Say(f"echo: {each.text}")
                case ["query", seconds]:
                    await run_in_db(sleep_in_db, float(seconds))
                    yield Say(f"echo: {each.text}")
                case ["write", pause]:
                    await run_in_db(context.begin_write)
                    await asyncio.sleep(float(pause))
                    yield Say(f"echo: {each.text}")
                case ["fail"]:
                    raise RuntimeError("asked to fail")
                case _:
                    yield Say(f"echo: {each.text}")


def sleep_in_db(seconds: float) -> None:
    """Run one query that takes its time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])


def make_changes(changes: dict[str, str]) -> None:
    """Put something else in place of parts of the product: `{"chat.hub:SEND_SECONDS": "1e9"}`.

    So a rule is taken out and the case that shows it has to fail. Values are Python, with
    `nothing` and `nothing_async` for functions that are to do nothing, and `lossy` for those
    that are to do nothing each so many calls; `before` is what stood there.
    """

    def nothing(*_args: object, **_kwargs: object) -> None:
        return None

    async def nothing_async(*_args: object, **_kwargs: object) -> None:
        return None

    def lossy(call: Callable[..., Awaitable[None]], every: int) -> Callable[..., Awaitable[None]]:
        numbers = itertools.count(1)

        async def call_or_not(*args: object, **kwargs: object) -> None:
            if next(numbers) % every:
                await call(*args, **kwargs)

        return call_or_not

    known = {"nothing": nothing, "nothing_async": nothing_async, "lossy": lossy}
    for path, value in changes.items():
        module, _dot, names = path.partition(":")
        *holders, name = names.split(".")
        target: object = importlib.import_module(module)
        for holder in holders:
            target = getattr(target, holder)
        setattr(target, name, eval(value, {**known, "before": getattr(target, name)}))


def set_heartbeat(seconds: int) -> None:
    """Beat faster than a deployment does, so that a test need not wait for a minute."""
    from chat import followers, hub, sessions

    usual = sessions.HEARTBEAT_SECONDS
    sessions.HEARTBEAT_SECONDS = seconds
    followers.CHECK_SECONDS *= seconds / usual
    hub.SILENT_SECONDS *= seconds / usual


def main() -> None:
    """Serve until a signal, answering by the echo."""
    from django.core.management import call_command

    from chat import lifecycle, runner
    from jobassist import health
    from jobassist.children import exit_with_parent

    # A test that is killed tells nobody; its servers must not stay.
    exit_with_parent()
    # An echo needs no weights and no word lists, and processes that are killed come back sooner.
    health.CHECKS.pop("embedder")
    lifecycle._warm_up = lambda: None
    make_changes(json.loads(os.environ.get("CHANGES", "{}")))
    if seconds := os.environ.get("HEARTBEAT_SECONDS"):
        set_heartbeat(int(seconds))
    engine = EchoEngine()
    runner.choose_engine = lambda context: engine  # type: ignore[attr-defined]
    call_command("serve")


if __name__ == "__main__":
    main()
