"""What every sender is given and gives back."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One notice of a dispatch: what kind, how often, and the ids to open."""

    kind: str
    count: int
    conversation_id: uuid.UUID | None
    object_id: str


@dataclass(frozen=True, slots=True)
class Told:
    """What one address is told; holds no word of what it is about."""

    delivery_id: uuid.UUID
    user_id: uuid.UUID
    locale: str
    lines: tuple[ToldLine, ...]
    at: datetime

    def build_payload(self) -> dict[str, Any]:
        """Return the notice as programs read it: a kind, ids and a count, no content."""
        first = self.lines[0]
        is_one = len(self.lines) == 1
        is_of_one_kind = len({line.kind for line in self.lines}) == 1
        return {
            "v": 1,
            "id": str(self.delivery_id),
            "kind": first.kind if is_of_one_kind else "several",
            "count": sum(line.count for line in self.lines),
            "conversation_id": (
                str(first.conversation_id) if is_one and first.conversation_id else None
            ),
            "object_id": first.object_id if is_one else "",
            "lang": self.locale,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt; `error` is a code, empty when it was taken."""

    error: str = ""
    response_status: int | None = None
    # The address is no more and is to be forgotten.
    is_gone: bool = False
    # Trying again would change nothing.
    is_final: bool = False
    retry_after: int | None = None


LONGEST_RETRY_AFTER = 6 * 3600


def read_retry_after(text: str) -> int | None:
    """Return the seconds that a receiver asks to be left alone for; None where it says none."""
    if text.isascii() and text.isdigit() and len(text) < 7:
        return min(int(text), LONGEST_RETRY_AFTER)
    return None
