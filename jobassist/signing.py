"""Signatures of webhooks as "Standard Webhooks" has them; pure."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

MARK = "whsec_"


def build_secret() -> str:
    """Return a new secret, as receivers keep it."""
    return MARK + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(
    body: bytes, *, message_id: str, sent_at: datetime, secret_texts: Sequence[str]
) -> dict[str, str]:
    """Return the three headers; a signature for each secret, so that receivers can change theirs."""
    stamp = str(int(sent_at.timestamp()))
    signed = b".".join((message_id.encode(), stamp.encode(), body))
    signatures = []
    for text in secret_texts:
        key = base64.b64decode(text.removeprefix(MARK))
        digest = hmac.new(key, signed, hashlib.sha256).digest()
        signatures.append(f"v1,{base64.b64encode(digest).decode()}")
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(signatures),
    }
