"""Rows about model servers: one module a subject."""

from .ledger import (
    BudgetAlarm,
    CompanyBudget,
    CompanySpentByDay,
    ModelUse,
    ProviderMeter,
    QueuePlace,
    SpentByDay,
)
from .providers import Provider, ProviderClosure, ProviderPause

__all__ = [
    "BudgetAlarm",
    "CompanyBudget",
    "CompanySpentByDay",
    "ModelUse",
    "Provider",
    "ProviderClosure",
    "ProviderMeter",
    "ProviderPause",
    "QueuePlace",
    "SpentByDay",
]
