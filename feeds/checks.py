"""What a deployment must not be configured to do."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def check_private_feeds(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a deployment whose pulls may reach its own network."""
    if not settings.ALLOW_PRIVATE_FEEDS:
        return []
    return [
        Error(
            "ALLOW_PRIVATE_FEEDS lets pulls reach this machine and its network.",
            hint="Unset it: it is for development only.",
            id="feeds.E001",
        )
    ]
