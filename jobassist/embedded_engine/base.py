"""The engine that `DATABASES` names when there is no `DATABASE_URL`.

Whatever connects first, a command, a test, the web process or a worker's child, finds the
server running or starts it. Nothing else differs from Django's own engine.
"""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base

from jobassist import local_postgres


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        local_postgres.ensure_running(
            settings.DATA_DIR, durable=settings.EMBEDDED_POSTGRES_IS_DURABLE
        )
        params: dict[str, Any] = super().get_connection_params()
        return params
