"""Rows about model servers: one module a subject."""

from .ledger import BudgetAlarm, ModelUse, ProviderMeter, QueuePlace, SpentByDay
from .providers import Provider, ProviderPause

__all__ = [
    "BudgetAlarm",
    "ModelUse",
    "Provider",
    "ProviderMeter",
    "ProviderPause",
    "QueuePlace",
    "SpentByDay",
]
