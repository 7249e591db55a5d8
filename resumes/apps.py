"""The résumé app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResumesConfig(AppConfig):
    name = "resumes"
    verbose_name = _("Résumés")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how a person's résumés are exported, erased and carried over from a guest."""
        from jobs import vectors
        from resumes import personal_data, services

        personal_data.register_hooks()
        vectors.register_holder(services.embed_roles_again)
