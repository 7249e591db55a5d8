"""The pages of recruiters and operators about people and companies in touch."""

from . import (
    applications,
    asking,
    audience,
    candidates,
    cards,
    fairness,
    figures,
    interviews,
    stages,
    threads,
)

__all__ = [
    "applications",
    "asking",
    "audience",
    "candidates",
    "cards",
    "fairness",
    "figures",
    "interviews",
    "stages",
    "threads",
]
