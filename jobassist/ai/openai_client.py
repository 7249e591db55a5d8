"""The client of an OpenAI-compatible server for what is asked at once, without a stream."""

import openai
from openai import OpenAI

from .chat_model import OPENAI_URL


def build_client(
    *, api_key: str, base_url: str, timeout_seconds: float, connect_seconds: float
) -> OpenAI:
    """Return a client that asks once, at one address; without one at OpenAI's. Thread-safe."""
    timeout = openai.Timeout(timeout_seconds, connect=connect_seconds)
    address = base_url or OPENAI_URL
    return OpenAI(
        # A server of one's own often has no key; the SDK insists on some text.
        api_key=api_key or "none",
        base_url=address,
        max_retries=0,
        timeout=timeout,
        # A key is for the address that was written down, not for where it points on.
        http_client=openai.DefaultHttpxClient(
            follow_redirects=False, timeout=timeout, base_url=address
        ),
    )
