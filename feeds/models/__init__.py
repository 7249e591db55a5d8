"""Partners and their keys, batches, snapshots, pulls, webhooks: one module a subject."""

from .partners import ApiKey, Partner, PartnerSource, PartnerUsage, Scope

__all__ = ["ApiKey", "Partner", "PartnerSource", "PartnerUsage", "Scope"]
