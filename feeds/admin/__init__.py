"""Feeds in the admin site: one module a subject."""

from .partners import ApiKeyAdmin, PartnerAdmin

__all__ = ["ApiKeyAdmin", "PartnerAdmin"]
