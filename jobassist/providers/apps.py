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
        from . import personal_data
        from .snapshot import providers

        personal_data.register_hooks()
        lifespan.register("admission", stop=stop_admission)
        lifespan.register("providers", start=providers.start, stop=providers.stop)


async def stop_admission() -> None:
    """Write down what calls of models have used, before the process ends."""
    from .admission import admission

    await admission.stop()
