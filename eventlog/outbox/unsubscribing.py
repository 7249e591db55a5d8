"""The link at the end of a mail: whoever holds it may switch these mails off, and nothing else."""

import uuid

from django.conf import settings
from django.core import signing
from django.urls import reverse

_SALT = "eventlog.outbox.unsubscribe"


def build_token(user_id: uuid.UUID) -> str:
    """Return what names a person in a link of theirs; it does not run out."""
    return signing.dumps(user_id.hex, salt=_SALT)


def read_token(token: str) -> uuid.UUID | None:
    """Return whose link it is; None for one that we never wrote."""
    try:
        return uuid.UUID(hex=signing.loads(token, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


def unsubscribe_url(user_id: uuid.UUID) -> str:
    """Return the address at which a person has no more mails of notices."""
    return settings.PUBLIC_URL + reverse("unsubscribe", args=[build_token(user_id)])
