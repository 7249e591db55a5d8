"""The event log: conversations, their members and what happened in them."""

from django.apps import AppConfig


class EventlogConfig(AppConfig):
    name = "eventlog"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from eventlog import personal_data

        personal_data.register_hooks()
