"""The servers whose models answer, as rows."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from jobassist import lifespan


class ProvidersConfig(AppConfig):
    name = "jobassist.providers"
    label = "providers"
    verbose_name = _("Model providers")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .snapshot import providers

        lifespan.register("providers", start=providers.start, stop=providers.stop)
