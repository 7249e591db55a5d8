"""Notices to browsers: RFC 8030 and 8291, sealed for the one browser, signed by our VAPID key."""

import base64
import binascii
import hashlib
from functools import lru_cache

import pydantic_core
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from webpush import VAPID, WebPush, WebPushSubscription
from webpush.types import WebPushKeys

from jobassist.fetch import FetchFailed, FetchLimits, fetch

from .base import Outcome, Told, read_retry_after

_LIMITS = FetchLimits(connect_seconds=5, read_seconds=10, total_seconds=15, max_bytes=64 * 1024)
TTL_SECONDS = 24 * 3600
TOKEN_SECONDS = 12 * 3600


class BadVapidKey(ValueError):
    """What the settings give is no private key of the curve P-256."""


@lru_cache(maxsize=2)
def _load_key(text: str) -> ec.EllipticCurvePrivateKey:
    try:
        if "-----BEGIN" in text:
            key = load_pem_private_key(text.replace("\\n", "\n").encode(), password=None)
        else:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            if len(raw) != 32:
                raise BadVapidKey("32 bytes, in base64url, or PEM")
            key = ec.derive_private_key(int.from_bytes(raw, "big"), ec.SECP256R1())
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadVapidKey("no private key") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadVapidKey("not of the curve P-256")
    return key


def application_server_key() -> str | None:
    """Return the public key that a browser subscribes with; None where there is no key."""
    if not settings.VAPID_PRIVATE_KEY:
        return None
    key = _load_key(settings.VAPID_PRIVATE_KEY).public_key()
    return str(VAPID.get_application_server_key(key))


def _sealer() -> WebPush:
    key = _load_key(settings.VAPID_PRIVATE_KEY)
    return WebPush(
        private_key=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        public_key=key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        subscriber=settings.VAPID_CONTACT,
        ttl=TTL_SECONDS,
        expiration=TOKEN_SECONDS,
    )


def send_to_browser(told: Told, *, address: str, p256dh: str, auth: str) -> Outcome:
    """Post the sealed notice to the browser's maker and return what came of it.

    The address is the browser's word: only public addresses are reached, and no redirect.
    """
    if not settings.VAPID_PRIVATE_KEY:
        return Outcome("no_key", is_final=True)
    payload = told.build_payload()
    try:
        sealed = _sealer().get(
            pydantic_core.to_json(payload),
            WebPushSubscription(endpoint=address, keys=WebPushKeys(p256dh=p256dh, auth=auth)),
        )
    except (ValueError, binascii.Error):
        # A point that is none, an address that is none: it was checked when it came.
        return Outcome("bad_subscription", is_gone=True, is_final=True)
    topic = f"{payload['kind']}:{payload['conversation_id'] or payload['object_id']}"
    try:
        answer = fetch(
            address,
            method="POST",
            headers={
                **{name.title(): text for name, text in sealed.headers.items()},
                "Content-Type": "application/octet-stream",
                "Urgency": "normal",
                # A notice that waits at the maker's is replaced by the next about the same.
                "Topic": hashlib.sha256(topic.encode()).hexdigest()[:32],
            },
            content=sealed.encrypted,
            limits=_LIMITS,
        )
    except FetchFailed as error:
        return Outcome(error.code[:40], is_final=error.code.startswith("refused"))
    return read_answer(answer.status, retry_after=answer.headers.get("retry-after", ""))


def read_answer(status: int, *, retry_after: str = "") -> Outcome:
    """Return what a push service's answer means."""
    if 200 <= status < 300:
        return Outcome("", status)
    is_gone = status in (404, 410)
    # Wrong requests stay wrong; too many, or a fault on their side, may pass.
    is_final = is_gone or (400 <= status < 500 and status not in (408, 425, 429))
    return Outcome(
        "gone" if is_gone else "bad_status",
        status,
        is_gone=is_gone,
        is_final=is_final,
        retry_after=read_retry_after(retry_after),
    )


def is_subscription_key(p256dh: str, auth: str) -> bool:
    """Return whether these are a browser's keys: a point of the curve, and sixteen bytes."""
    try:
        point = base64.b64decode(p256dh + "=" * (-len(p256dh) % 4), altchars=b"-_", validate=True)
        secret = base64.b64decode(auth + "=" * (-len(auth) % 4), altchars=b"-_", validate=True)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (ValueError, binascii.Error):
        return False
    return len(point) == 65 and len(secret) == 16
