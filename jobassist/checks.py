"""What an installation must not be configured to do."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from jobassist.ai.moderation import ModerationUnavailable, import_callable


@register()
def check_moderation_callable(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a moderator that is not there: words would pass, or all be refused, unnoticed."""
    if not settings.MODERATION_CALLABLE:
        return []
    try:
        import_callable(settings.MODERATION_CALLABLE)
    except ModerationUnavailable as missing:
        return [
            Error(
                f"MODERATION_CALLABLE names nothing that can be called ({missing}).",
                hint="Name a function as package.module.name, importable where the server runs.",
                id="jobassist.E001",
            )
        ]
    return []
