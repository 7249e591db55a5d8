"""Notices to apps: a signed webhook to the gateway that knows Apple's and Google's services."""

from django.conf import settings

from jobassist.fetch import FetchFailed
from jobassist.webhooks import post_signed

from .base import Outcome, Told
from .web_push import read_answer


def send_to_app(told: Told, *, token: str, platform: str) -> Outcome:
    """Post the notice for one app to the gateway and return what came of it.

    Signed as "Standard Webhooks" has it; the delivery's id is the message's, so that a gateway
    tells a repeat. 410 says that the app is gone; 404 is the gateway's own trouble.
    """
    if not settings.PUSH_GATEWAY_URL or not settings.PUSH_GATEWAY_SECRET:
        return Outcome("no_gateway", is_final=True)
    payload = {
        "type": "notification",
        "timestamp": told.at.isoformat(),
        "data": {"platform": platform, "token": token, **told.build_payload()},
    }
    try:
        answer = post_signed(
            settings.PUSH_GATEWAY_URL,
            payload,
            message_id=f"msg_{told.delivery_id.hex}",
            sent_at=told.at,
            secret_texts=[settings.PUSH_GATEWAY_SECRET],
            # Whoever runs the server names it, and may well run it in the house.
            allows_private=True,
        )
    except FetchFailed as error:
        return Outcome(error.code[:40])
    if answer.status == 404:
        return Outcome("bad_status", 404)
    return read_answer(answer.status, retry_after=answer.headers.get("retry-after", ""))
