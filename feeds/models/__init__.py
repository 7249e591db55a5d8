"""Partners and their keys, batches, snapshots, pulls, webhooks: one module a subject."""

from .partners import ApiKey, Partner, PartnerSource, PartnerUsage, Scope
from .pulls import PulledReject, PullRun, PullSource
from .pushes import IdempotentAnswer, Snapshot, SnapshotItem

__all__ = [
    "ApiKey",
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
]
