"""Partners and their keys, batches, snapshots, pulls, webhooks: one module a subject."""

from .partners import ApiKey, Partner, PartnerSource, PartnerUsage, Scope
from .pulls import PulledReject, PullRun, PullSource

__all__ = [
    "ApiKey",
    "Partner",
    "PartnerSource",
    "PartnerUsage",
    "PullRun",
    "PullSource",
    "PulledReject",
    "Scope",
]
