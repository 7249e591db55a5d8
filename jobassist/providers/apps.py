"""The servers whose models answer, as rows."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProvidersConfig(AppConfig):
    name = "jobassist.providers"
    label = "providers"
    verbose_name = _("Model providers")
    default_auto_field = "django.db.models.BigAutoField"
