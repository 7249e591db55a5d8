"""Secrets that we have to know again, sealed by the secret key: a copy of the database gives none away."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"feeds." + str(key).encode()).digest()))
        for key in keys
    )


def seal(text: str) -> str:
    """Return the text sealed."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str | None:
    """Return what was sealed; None when it was by a key that is not known any more."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None
