"""The ways out: sealed for a browser, signed for a gateway, and to no address inside."""

import base64
import hashlib
import hmac
import json
import uuid
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from eventlog.outbox.senders import Told, ToldLine, send_to_app, send_to_browser
from eventlog.outbox.senders.web_push import (
    BadVapidKey,
    _load_key,
    application_server_key,
    read_answer,
)

TOLD = Told(
    uuid.UUID(int=1),
    uuid.UUID(int=2),
    "zh-CN",
    (ToldLine("thread_message", 5, uuid.UUID(int=3), "o"),),
    datetime(2026, 11, 2, 12, tzinfo=UTC),
)
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()


class Browser:
    """A browser's side of RFC 8291, written from the RFC and not from what seals."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = b"0123456789abcdef"

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def keys(self) -> dict[str, str]:
        def text(raw: bytes) -> str:
            return base64.urlsafe_b64encode(raw).decode().rstrip("=")

        return {"p256dh": text(self.point), "auth": text(self.secret)}

    def open(self, body: bytes) -> dict[str, Any]:
        salt, length = body[:16], body[20]
        theirs = body[21 : 21 + length]
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        )
        prk = self._hkdf(shared, self.secret, b"WebPush: info\0" + self.point + theirs, 32)
        key = self._hkdf(prk, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = self._hkdf(prk, salt, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(key).decrypt(nonce, body[21 + length :], None)
        found: dict[str, Any] = json.loads(padded.rstrip(b"\0")[:-1])
        return found

    @staticmethod
    def _hkdf(secret: bytes, salt: bytes, about: bytes, length: int) -> bytes:
        return HKDF(hashes.SHA256(), length, salt, about).derive(secret)


def test_a_browser_opens_what_was_sealed_for_it(receiver, settings):
    settings.ALLOW_PRIVATE_FEEDS = True
    browser = Browser()
    outcome = send_to_browser(TOLD, address=receiver.url, **browser.keys)
    assert outcome.error == ""
    [(headers, body)] = receiver.got
    assert browser.open(body) == {
        "v": 1,
        "id": str(uuid.UUID(int=1)),
        "kind": "thread_message",
        "count": 5,
        "conversation_id": str(uuid.UUID(int=3)),
        "object_id": "o",
        "lang": "zh-CN",
    }
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["ttl"] == "86400"
    assert len(headers["topic"]) == 32


def test_the_makers_of_browsers_can_tell_who_sends(receiver, settings):
    settings.ALLOW_PRIVATE_FEEDS = True
    send_to_browser(TOLD, address=receiver.url, **Browser().keys)
    scheme, _space, rest = receiver.got[0][0]["authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert scheme == "vapid"
    assert parts["k"] == application_server_key()
    raw = base64.urlsafe_b64decode(parts["k"] + "=")
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    claims = jwt.decode(parts["t"], key, algorithms=["ES256"], options={"verify_aud": False})
    assert claims["sub"].startswith("mailto:")


def test_an_address_inside_is_not_reached_though_it_was_let_in(receiver):
    outcome = send_to_browser(TOLD, address=receiver.url, **Browser().keys)
    assert outcome.is_final
    assert outcome.error.startswith("refused")
    assert receiver.got == []


def test_a_redirect_is_not_followed(receiver, settings):
    settings.ALLOW_PRIVATE_FEEDS = True
    receiver.status = 307
    assert send_to_browser(TOLD, address=receiver.url, **Browser().keys).error == "redirected"
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    ("status", "is_gone", "is_final"),
    [(404, True, True), (410, True, True), (400, False, True), (413, False, True),
     (429, False, False), (500, False, False), (503, False, False)],
)  # fmt: skip
def test_what_answers_mean(status, is_gone, is_final):
    outcome = read_answer(status, retry_after="120")
    assert (outcome.is_gone, outcome.is_final, outcome.retry_after) == (is_gone, is_final, 120)


def test_a_gateway_gets_what_it_can_check(receiver, settings):
    settings.PUSH_GATEWAY_URL, settings.PUSH_GATEWAY_SECRET = receiver.url, SECRET
    assert send_to_app(TOLD, token="device-token", platform="ios").error == ""
    [(headers, body)] = receiver.got
    signed = b".".join(
        [headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body]
    )
    digest = base64.b64encode(hmac.new(b"k" * 32, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"
    data = json.loads(body)["data"]
    assert (data["token"], data["platform"], data["count"]) == ("device-token", "ios", 5)


def test_a_gateways_own_fault_forgets_no_device(receiver, settings):
    settings.PUSH_GATEWAY_URL, settings.PUSH_GATEWAY_SECRET = receiver.url, SECRET
    receiver.status = 404
    assert not send_to_app(TOLD, token="t", platform="ios").is_gone
    receiver.status = 410
    assert send_to_app(TOLD, token="t", platform="ios").is_gone


def test_without_a_gateway_nothing_is_tried():
    assert send_to_app(TOLD, token="t", platform="ios").is_final


def test_keys_that_are_none_are_refused():
    for text in ("short", "!" * 43, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"):
        with pytest.raises(BadVapidKey):
            _load_key(text)
