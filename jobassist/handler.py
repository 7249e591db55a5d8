"""Django's side of HTTP: a request goes to a thread once, not once a middleware.

Django's own handler runs the middlewares on the event loop and hops to a thread and back for
each of those that are not written for it, on a thread made for the request. All views here are
sync but for two; so the whole chain runs in one of a few lasting threads.
"""

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar
from typing import IO, Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

# More than any view takes.
MOST_BODY_BYTES = 32 * 2**20

_bodies: ContextVar[list[IO[bytes]]] = ContextVar("bodies")


class OneHopHandler(ASGIHandler):
    """The ASGI application of Django's views."""

    def __init__(self) -> None:
        super().__init__()
        # Again, as a chain that is called in a thread.
        self.load_middleware(is_async=False)
        # With the threads of `jobassist.db` no more than the pool has connections.
        threads = max(2, settings.DB_POOL_SIZE - settings.DB_THREADS)
        self._threads = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="http")
        # For what Django crosses over for besides: the receivers of its signals.
        self._signals = ThreadPoolExecutor(max_workers=1, thread_name_prefix="http-signals")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, without the thread of its own that it would keep to its end."""
        bodies: list[IO[bytes]] = []
        token = _bodies.set(bodies)
        try:
            async with ThreadSensitiveContext(executor=self._signals):
                await self.handle(scope, receive, send)
        finally:
            _bodies.reset(token)
            # Django leaves it open when a request is cancelled or fails on the way.
            for body in bodies:
                body.close()

    async def read_body(self, receive: Any) -> IO[bytes]:
        """Return the request's body as a file, which is closed with the request.

        A body beyond every bound is heard to its end, so that its sender reads the answer, but kept
        only so far that a view sees it is too long.
        """
        kept = 0

        async def receive_bounded() -> Any:
            nonlocal kept
            message = await receive()
            body = message.get("body", b"")
            if body:
                message = {**message, "body": body[: MOST_BODY_BYTES + 1 - kept]}
                kept += len(message["body"])
            return message

        file: IO[bytes] = await super().read_body(receive_bounded)
        _bodies.get().append(file)
        return file

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Return the response of the whole chain, run in a thread."""
        ended: Future[None] = Future()
        respond = sync_to_async(self._respond, thread_sensitive=False, executor=self._threads)
        try:
            return await respond(request, ended)
        except asyncio.CancelledError:
            # Who asked has gone, but a thread that has begun reads the body to its end.
            if not ended.cancel():
                await asyncio.wrap_future(ended)
            raise

    def _respond(self, request: HttpRequest, ended: Future[None]) -> HttpResponseBase:
        if not ended.set_running_or_notify_cancel():
            # Nobody waits, and the body is closed.
            return HttpResponse(status=499)
        # Django's signals would do this on the thread that it thinks the request runs in.
        close_old_connections()
        try:
            return self.get_response(request)
        finally:
            close_old_connections()
            ended.set_result(None)
