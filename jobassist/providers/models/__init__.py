"""Rows about model servers: one module a subject."""

from .providers import Provider, ProviderPause

__all__ = ["Provider", "ProviderPause"]
