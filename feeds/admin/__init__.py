"""Feeds in the admin site: one module a subject."""

from .partners import ApiKeyAdmin, PartnerAdmin
from .pulls import PullRunAdmin, PullSourceAdmin

__all__ = ["ApiKeyAdmin", "PartnerAdmin", "PullRunAdmin", "PullSourceAdmin"]
