"""The pages of recruiters and operators about people and companies in touch."""

from . import applications, cards

__all__ = ["applications", "cards"]
