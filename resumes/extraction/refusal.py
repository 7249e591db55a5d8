"""How the child process says no: a code and plain facts, worded by the parent."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """Ends the reading of a file; `facts` are small JSON values for the message."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
