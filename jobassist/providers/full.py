"""What stops an attempt before it is made."""

from typing import Literal


class ProviderFull(Exception):
    """A server may not be asked now: what it allows, or what somebody may spend, is used up.

    A budget is used up at every server alike.
    """

    def __init__(
        self, *, retry_after_seconds: float, why: Literal["busy", "budget"] = "busy"
    ) -> None:
        super().__init__(why)
        self.retry_after_seconds = retry_after_seconds
        self.why: Literal["busy", "budget"] = why
