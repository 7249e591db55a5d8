"""`manage.py stop_database`: ends an embedded server that a killed process left running."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from jobassist import local_postgres


class Command(BaseCommand):
    help = "Stops the embedded database, whoever uses it."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_EMBEDDED:
            self.stdout.write("DATABASE_URL is set: there is no embedded database to stop.")
            return
        was_running = local_postgres.server_pid(settings.DATA_DIR) is not None
        local_postgres.stop(settings.DATA_DIR)
        self.stdout.write("Stopped." if was_running else "It was not running.")
