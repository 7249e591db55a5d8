"""Scripted model servers in a process of their own, and bare clients of them.

`python benchmarks/model_servers.py` prints its port and serves until it is ended. What it does is
named by the model asked for, so that one port is many servers.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

CUT_WORDS = "Nine thousand jobs were found and "
SHORT = "Fine, thank you. And what about you?"
# A stream's tokens are pieces of six characters.
PIECE = 6
PACE_SECONDS = 0.05
LONG_TOKENS = 200


async def serve() -> None:
    """Serve until the process ends."""
    from tests.fake_model_server import (
        Behaviour,
        BrokenJson,
        Cut,
        FakeModelServer,
        Says,
        Stall,
        Status,
    )

    begun = CUT_WORDS * 8
    behaviours: dict[str, Behaviour] = {
        "cut": Cut(begun),
        "stall": Stall(begun),
        "broken": BrokenJson(begun),
        "long": Says("words " * LONG_TOKENS, piece=PIECE, pause_seconds=PACE_SECONDS),
        "endless": Says("words " * 20_000, piece=PIECE, pause_seconds=PACE_SECONDS),
    }

    def tell() -> Status:
        seen = [
            [each.body.get("model"), each.at, each.closed_at]
            for each in server.requests
            if each.body.get("model") != "tell"
        ]
        return Status(200, {"requests": seen})

    def choose(body: dict[str, Any]) -> Behaviour:
        if body["model"] == "tell":
            return tell()
        return behaviours.get(body["model"].split("-")[0], Says(SHORT, piece=PIECE))

    async with FakeModelServer(choose) as server:
        print(server.base_url, flush=True)
        await asyncio.Event().wait()


@dataclass(frozen=True)
class Asked:
    """A request as a server saw it; times are of the machine's monotonic clock."""

    model: str
    at: float
    closed_at: float | None


class ModelServers:
    """The process of the scripted servers, started and ended with a `with`."""

    def __enter__(self) -> "ModelServers":
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert self._process.stdout is not None
        self.base_url = self._process.stdout.readline().strip()
        host = self.base_url.removeprefix("http://").split("/")[0]
        self.port = int(host.rpartition(":")[2])
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()

    def list_asked(self, *, since: float = 0.0) -> list[Asked]:
        """Return what was asked since a moment of `time.monotonic`."""
        request = Request(
            f"{self.base_url}/chat/completions",
            data=json.dumps({"model": "tell"}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urlopen(request, timeout=30) as answer:
            rows = json.load(answer)["requests"]
        return [Asked(*row) for row in rows if row[1] >= since]


async def read_stream(port: int, model: str, *, body: bytes = b"") -> list[float]:
    """Return when each token of an answer came, by a client that does nothing else."""
    sent = body or json.dumps({"model": model, "stream": True, "messages": []}).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(sent)}\r\n\r\n"
    writer.write(head.encode() + sent)
    came: list[float] = []
    try:
        while data := await reader.read(65_536):
            now = time.monotonic()
            # The first chunk of an answer names the role and holds no text.
            count = data.count(b'"content": "') - data.count(b'"content": ""')
            came += [now] * count
            if b"[DONE]" in data:
                break
    finally:
        writer.close()
    return came


def rate_of(streams: Iterable[list[float]]) -> float:
    """Return the tokens a second of all streams together, from each one's first to its last."""
    rates = [(len(each) - 1) / (each[-1] - each[0]) for each in streams if len(each) > 1]
    return sum(rates)


if __name__ == "__main__":
    asyncio.run(serve())
