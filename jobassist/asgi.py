"""The web process: HTTP, sockets and what runs beside them."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
# Before anything that imports models.
http_application = get_asgi_application()

from chat.routing import websocket_urlpatterns  # noqa: E402
from jobassist import worker  # noqa: E402
from jobassist.lifespan import run_lifespan  # noqa: E402

worker.register_with_lifespan()
application = ProtocolTypeRouter(
    {
        "http": http_application,
        "websocket": URLRouter(websocket_urlpatterns),
        "lifespan": run_lifespan,
    }
)
