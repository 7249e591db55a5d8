"""What runs beside the web process starts in order, and is stopped whatever happens."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from jobassist import lifespan


@pytest.fixture(autouse=True)
def own_registrations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifespan, "_registrations", [])


def register(name: str, calls: list[str], *, fails: str = "") -> None:
    async def start() -> None:
        calls.append(f"start {name}")
        if fails == "start":
            raise RuntimeError

    async def stop() -> None:
        calls.append(f"stop {name}")
        if fails == "stop":
            raise RuntimeError

    lifespan.register(name, start=start, stop=stop)


async def run(messages: list[str]) -> list[str]:
    queue = [{"type": f"lifespan.{message}"} for message in messages]
    sent: list[str] = []

    async def receive() -> MutableMapping[str, Any]:
        return queue.pop(0)

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message["type"].removeprefix("lifespan."))

    await lifespan.run_lifespan({"type": "lifespan"}, receive, send)
    return sent


async def test_stops_in_the_opposite_order():
    calls: list[str] = []
    for name in ("a", "b"):
        register(name, calls)
    assert await run(["startup", "shutdown"]) == ["startup.complete", "shutdown.complete"]
    assert calls == ["start a", "start b", "stop b", "stop a"]


async def test_failed_start_stops_what_had_started():
    calls: list[str] = []
    register("a", calls)
    register("b", calls, fails="start")
    register("c", calls)
    assert await run(["startup"]) == ["startup.failed"]
    assert calls == ["start a", "start b", "stop a"]


async def test_failed_stop_does_not_keep_the_others_running():
    calls: list[str] = []
    register("a", calls)
    register("b", calls, fails="stop")
    assert await run(["startup", "shutdown"]) == ["startup.complete", "shutdown.complete"]
    assert calls[-2:] == ["stop b", "stop a"]


async def test_stop_that_hangs_is_given_up(monkeypatch):
    monkeypatch.setattr(lifespan, "STOP_SECONDS", 0.05)
    calls: list[str] = []
    register("a", calls)
    lifespan.register("b", stop=asyncio.Event().wait)
    await run(["startup", "shutdown"])
    assert calls[-1] == "stop a"


async def test_same_name_replaces():
    calls: list[str] = []
    register("a", calls)
    register("a", calls)
    await run(["startup", "shutdown"])
    assert calls == ["start a", "stop a"]
