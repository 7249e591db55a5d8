"""The event log: conversations, their members and what happened in them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventlogConfig(AppConfig):
    name = "eventlog"
    verbose_name = _("Event log")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from eventlog import personal_data

        personal_data.register_hooks()
