"""The pages of recruiters and operators about people and companies in touch."""

from . import applications, cards, fairness, figures, threads

__all__ = ["applications", "cards", "fairness", "figures", "threads"]
