"""People, the ways they sign in, and the companies they act for."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "jobassist.accounts"
    label = "accounts"
    verbose_name = _("People")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import own_data, schema  # noqa: F401  (schema registers itself when imported)

        own_data.register_hooks()
