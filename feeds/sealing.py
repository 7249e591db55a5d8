"""Secrets of partners and webhooks, sealed."""

from jobassist import sealing


def seal(text: str) -> str:
    """Return the text sealed."""
    return sealing.seal(text, purpose="feeds")


def unseal(sealed: str) -> str | None:
    """Return what was sealed; None when it was by a key that is not known any more."""
    return sealing.unseal(sealed, purpose="feeds")
