"""The one way a signed webhook leaves: to partners, to the gateway of apps, to operators."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pydantic_core

from .fetch import Fetched, FetchLimits, fetch
from .signing import sign

LIMITS = FetchLimits(connect_seconds=5, read_seconds=10, total_seconds=15, max_bytes=64 * 1024)


def post_signed(
    url: str,
    payload: Any,
    *,
    message_id: str,
    sent_at: datetime,
    secret_texts: Sequence[str],
    allows_private: bool | None = None,
) -> Fetched:
    """Return the answer to a payload, posted as "Standard Webhooks" has it; may raise FetchFailed.

    The same `message_id` tells a receiver that it is the same message again. `allows_private` is
    for an address that whoever runs the server has named.
    """
    body = pydantic_core.to_json(payload)
    headers = sign(body, message_id=message_id, sent_at=sent_at, secret_texts=secret_texts)
    return fetch(
        url,
        method="POST",
        headers={**headers, "Content-Type": "application/json"},
        content=body,
        limits=LIMITS,
        allows_private=allows_private,
    )
