"""The web process: HTTP, sockets and what runs beside them."""

import os

import django
from channels.routing import ProtocolTypeRouter, URLRouter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
# Before anything that imports models.
django.setup(set_prefix=False)

from chat.routing import websocket_urlpatterns  # noqa: E402
from jobassist import worker  # noqa: E402
from jobassist.handler import OneHopHandler  # noqa: E402
from jobassist.lifespan import run_lifespan  # noqa: E402

worker.register_with_lifespan()
application = ProtocolTypeRouter(
    {
        "http": OneHopHandler(),
        "websocket": URLRouter(websocket_urlpatterns),
        "lifespan": run_lifespan,
    }
)
