"""Partners and their keys, batches, snapshots, pulls, webhooks: one module a subject."""

from .partners import ApiKey, Partner, PartnerSource, PartnerUsage, Scope
from .pulls import PulledReject, PullRun, PullSource
from .pushes import IdempotentAnswer, Snapshot, SnapshotItem
from .webhooks import EventType, WebhookDelivery, WebhookEndpoint

__all__ = [
    "ApiKey",
    "EventType",
    "IdempotentAnswer",
    "Partner",
    "PartnerSource",
    "PartnerUsage",
    "PullRun",
    "PullSource",
    "PulledReject",
    "Scope",
    "Snapshot",
    "SnapshotItem",
    "WebhookDelivery",
    "WebhookEndpoint",
]
