"""Feeds in the admin site: one module a subject."""

from . import cards, posting_files  # noqa: F401  (on the front page; beside the postings)
from .partners import ApiKeyAdmin, PartnerAdmin
from .pulls import PullRunAdmin, PullSourceAdmin
from .snapshots import SnapshotAdmin
from .webhooks import WebhookDeliveryAdmin, WebhookEndpointAdmin

__all__ = [
    "ApiKeyAdmin",
    "PartnerAdmin",
    "PullRunAdmin",
    "PullSourceAdmin",
    "SnapshotAdmin",
    "WebhookDeliveryAdmin",
    "WebhookEndpointAdmin",
]
