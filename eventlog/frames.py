"""A logged event as the frame that every device gets."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import pydantic_core

from eventlog.models import Conversation, Event


@dataclass(frozen=True)
class NewEvent:
    """An event about to be appended; `seq`, `at` and the epoch are given by the log."""

    type: str
    data: Mapping[str, Any] = field(default_factory=dict)
    turn_id: uuid.UUID | None = None
    item_id: uuid.UUID | None = None


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


def encode(frame: Mapping[str, Any]) -> str:
    """Return a frame, or its data, as it goes over the wire."""
    return pydantic_core.to_json(frame).decode()


def build_frame(event: Event, conversation: Conversation) -> dict[str, Any]:
    """Return the logged event as the frame that every device gets."""
    return write_frame(
        type_=event.type,
        wire_id=conversation.wire_id,
        epoch=conversation.epoch,
        seq=event.seq,
        at=event.at,
        data=event.data if event.erased_at is None else None,
        turn_id=event.turn_id,
        item_id=event.item_id,
    )


def write_frame(
    *,
    type_: str,
    wire_id: str,
    epoch: str,
    seq: int,
    at: datetime,
    data: Mapping[str, Any] | None,
    turn_id: uuid.UUID | None,
    item_id: uuid.UUID | None,
) -> dict[str, Any]:
    """Return a frame of the log from its parts; without `data` it was erased."""
    if data is None:
        data = {"item_id": str(item_id) if item_id else None, "erased": True}
    frame: dict[str, Any] = {
        "v": 1,
        "type": type_,
        "conversation_id": wire_id,
        "seq": seq,
        "epoch": epoch,
        "at": at.isoformat().replace("+00:00", "Z"),
        "data": data,
    }
    if turn_id is not None:
        frame["turn_id"] = str(turn_id)
    return frame
