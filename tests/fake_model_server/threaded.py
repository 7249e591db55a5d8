"""The scripted server on a loop of its own, for code that waits for it in a thread."""

import asyncio
import threading

from .server import FakeModelServer, Script


class ServerInThread:
    """A scripted server beside the thread that made it."""

    def __init__(self, *script: Script) -> None:
        self.server = FakeModelServer(*script)
        self.base_url = ""
        self._loop = asyncio.new_event_loop()
        self._is_up, self._stop = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "ServerInThread":
        self._thread.start()
        self._is_up.wait(30)
        return self

    def __exit__(self, *_error: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        async with self.server as server:
            self.base_url = server.base_url
            self._is_up.set()
            await self._stop.wait()
