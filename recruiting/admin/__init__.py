"""The pages of recruiters and operators about people and companies in touch."""

from . import applications

__all__ = ["applications"]
