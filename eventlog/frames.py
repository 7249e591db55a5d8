"""A logged event as the frame that every device gets."""

from functools import cached_property
from typing import Any

import pydantic_core

from eventlog.models import Conversation, Event


class LoggedFrame:
    """A frame of the log, encoded once however many devices get it."""

    def __init__(self, frame: dict[str, Any]) -> None:
        self.frame = frame

    @property
    def seq(self) -> int:
        return int(self.frame["seq"])

    @cached_property
    def text(self) -> str:
        """The frame as JSON."""
        return encode(self.frame)


def encode(frame: dict[str, Any]) -> str:
    """Return a frame as it goes over the wire."""
    return pydantic_core.to_json(frame).decode()


def build_frame(event: Event, conversation: Conversation) -> dict[str, Any]:
    """Return the logged event as the frame that every device gets."""
    data = event.data
    if event.erased_at is not None or data is None:
        data = {"item_id": str(event.item_id) if event.item_id else None, "erased": True}
    frame: dict[str, Any] = {
        "v": 1,
        "type": event.type,
        "conversation_id": conversation.wire_id,
        "seq": event.seq,
        "epoch": conversation.epoch,
        "at": event.at.isoformat().replace("+00:00", "Z"),
        "data": data,
    }
    if event.turn_id is not None:
        frame["turn_id"] = str(event.turn_id)
    return frame
