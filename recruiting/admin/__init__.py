"""The pages of recruiters and operators about people and companies in touch."""

from . import applications, cards, threads

__all__ = ["applications", "cards", "threads"]
