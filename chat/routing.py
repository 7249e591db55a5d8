"""The socket's address, and the gate before it."""

from typing import Any

from django.urls import path

from chat.consumers import is_origin_allowed, serve_socket
from chat.threads.consumer import serve_recruiter


class OriginGate:
    """Lets a handshake through only from an allowed page, or from an app that names none."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        """Refuse a foreign page before any consumer exists (HTTP 403)."""
        headers = dict(scope.get("headers", []))
        origin = headers.get(b"origin")
        if not is_origin_allowed(origin.decode("latin-1") if origin is not None else None):
            await receive()
            await send({"type": "websocket.close", "code": 4403})
            return None
        return await self.application(scope, receive, send)


websocket_urlpatterns = [
    path("ws/v1/chat", OriginGate(serve_socket)),
    path("ws/v1/recruiting", OriginGate(serve_recruiter)),
]
