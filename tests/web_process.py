"""A whole web process for tests and benchmarks: `python -m tests.web_process`, settings by environment.

It is `manage.py serve` in everything but the engine: what a message says is done or echoed, so
that delivery is tried without the cost, and the patience, of a real answer.
"""

import asyncio
import os
from collections.abc import AsyncIterator

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
    django.setup()

from chat.engines.base import Say, Step, TextDelta, TextEnd, TurnContext
from jobassist.db import run_in_db


class EchoEngine:
    """Answers each message with its own words, or does what it asks.

    `stream N SECONDS` streams N numbered words with pauses between them; `wait SECONDS` answers
    after a pause; `write SECONDS` says that it changes something and answers after a pause;
    `fail` raises. Everything else comes back as `echo: …`.
    """

    name = "echo"

    async def run(self, context: TurnContext) -> AsyncIterator[Step]:
        """Yield one finished text an input, or a streamed one."""
        for each in context.inputs:
            match each.text.split():
                case ["stream", count, pause]:
                    for number in range(int(count)):
                        yield TextDelta(f"w{number} ")
                        await asyncio.sleep(float(pause))
                    yield TextEnd()
                case ["wait", pause]:
                    await asyncio.sleep(float(pause))
                    yield Say(f"echo: {each.text}")
                case ["write", pause]:
                    await run_in_db(context.begin_write)
                    await asyncio.sleep(float(pause))
                    yield Say(f"echo: {each.text}")
                case ["fail"]:
                    raise RuntimeError("asked to fail")
                case _:
                    yield Say(f"echo: {each.text}")


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
    engine = EchoEngine()
    runner.choose_engine = lambda context: engine  # type: ignore[attr-defined]
    call_command("serve")


if __name__ == "__main__":
    main()
