"""Loaded by schemathesis: who calls which operation."""

import json
import os
import urllib.request
from typing import Any

import schemathesis

from tests.fuzz_api import ENDING

TOKENS: dict[str, str] = json.loads(os.environ.get("FUZZ_TOKENS", "{}"))


def make_guest() -> str:
    """Return the token of a new guest."""
    request = urllib.request.Request(
        f"{TOKENS['url']}/api/v1/auth/guest",
        method="POST",
        data=b"{}",
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        access: str = json.loads(answer.read())["access"]
        return access


@schemathesis.auth(refresh_interval=None)
class ByOperation:
    """A key where only keys count, a guest where the sign-in ends, else the person."""

    def get(self, case: Any, context: Any) -> str:
        """Return the token for an operation."""
        schemes = {
            name for each in case.operation.definition.raw.get("security", []) for name in each
        }
        if schemes == {"apiKey"}:
            return TOKENS["key"]
        if (case.method.upper(), case.operation.path) in ENDING:
            return make_guest()
        return TOKENS["bearer"]

    def set(self, case: Any, data: str, context: Any) -> None:
        """Let the case call with the token."""
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}
