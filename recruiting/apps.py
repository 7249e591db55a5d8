"""What seekers and companies do with each other: shown, consented, connected, decided."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecruitingConfig(AppConfig):
    name = "recruiting"
    verbose_name = _("Recruiting")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jobs.posting_pages import register_hearer
        from recruiting import personal_data
        from recruiting.services import look_after_own

        personal_data.register_hooks()
        register_hearer(look_after_own)
