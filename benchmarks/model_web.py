"""`manage.py serve` whose event loop is looked at a hundred times a second, for `model.py`."""

import asyncio
import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

LOOK_SECONDS = 0.01

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
    django.setup()

    from django.core.management import call_command

    from jobassist import lifespan
    from jobassist.children import exit_with_parent
    from tests.web_process import make_changes

    delays: list[tuple[float, float]] = []
    looking: list[asyncio.Task[None]] = []

    async def look() -> None:
        """Note how late the loop comes back, in milliseconds."""
        while True:
            started = time.monotonic()
            await asyncio.sleep(LOOK_SECONDS)
            now = time.monotonic()
            delays.append((now, 1000 * (now - started - LOOK_SECONDS)))

    async def start() -> None:
        """Begin to look."""
        looking.append(asyncio.create_task(look()))

    async def stop() -> None:
        """Write down what was seen."""
        looking.pop().cancel()
        path = Path(os.environ["LOOP_DELAYS"])
        await asyncio.to_thread(path.write_text, json.dumps(delays))

    exit_with_parent()
    make_changes(json.loads(os.environ.get("CHANGES", "{}")))
    lifespan.register("looking", start=start, stop=stop)
    call_command("serve")
