"""The plumbing's own app: commands and the translations of its texts."""

from django.apps import AppConfig


class JobAssistConfig(AppConfig):
    name = "jobassist"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jobassist import checks  # noqa: F401
