"""The résumé app."""

from django.apps import AppConfig


class ResumesConfig(AppConfig):
    name = "resumes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how a person's résumés are exported, erased and carried over from a guest."""
        from resumes import personal_data

        personal_data.register_hooks()
