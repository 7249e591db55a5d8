"""What a device that knows nothing is given: the state of a conversation and its newest items."""

import json
from typing import Any

from django.db.models import Q

from chat import events
from chat.persona import persona_for
from chat.screening import screen_event
from chat.state import OpenPrompt
from chat.turns import load_state, text_so_far
from eventlog.frames import build_frame
from eventlog.models import Conversation, Event

MAX_BYTES = 250_000
NEWEST_ITEMS = 60


def prompt_data(prompt: OpenPrompt) -> dict[str, Any]:
    """Return an open question as `prompt.opened` carries it."""
    opened = events.PromptOpened(**prompt.on_the_wire())
    return screen_event(opened.type_, opened.dump())


def build_resync(conversation: Conversation) -> events.Resync:
    """Return the state and newest items of a conversation, within 250 KB. Four queries, or five.

    `items` are the logged frames of the newest items, oldest first, to be folded like
    any others; `state` is what other events would have built.
    """
    # Read the head first: an event that lands while we read is sent again afterwards,
    # which a client ignores by its seq; the other way round it would be lost.
    head_seq = conversation.head_seq
    newest = list(
        Event.objects.filter(
            Q(type="suggestions.set") | Q(item_id__isnull=False),
            conversation=conversation,
            seq__lte=head_seq,
        ).order_by("-seq")[:NEWEST_ITEMS]
    )
    state = load_state(conversation)
    suggestions = next((row.data for row in newest if row.type == "suggestions.set"), None)
    if suggestions is None and len(newest) == NEWEST_ITEMS:
        # Set before the oldest of these, and still what stands under the input.
        told = Event.objects.filter(
            conversation=conversation, type="suggestions.set", seq__lte=head_seq
        )
        suggestions = told.order_by("-seq").values_list("data", flat=True).first()
    streaming = text_so_far(conversation)
    frames: list[dict[str, Any]] = []
    size = 0
    rows = [row for row in newest if row.item_id is not None]
    for row in rows:
        frame = build_frame(row, conversation)
        size += len(json.dumps(frame, ensure_ascii=False).encode())
        if size > MAX_BYTES - 20_000:
            break
        frames.append(frame)
    oldest = frames[-1]["seq"] if frames else 0
    return events.Resync(
        conversation_id=conversation.wire_id,
        epoch=conversation.epoch,
        head_seq=head_seq,
        state={
            "scene": conversation.scene,
            "persona": persona_for(conversation.scene).model_dump(mode="json"),
            "title": conversation.title,
            "criteria": state.criteria.model_dump(mode="json"),
            "open_prompt": (prompt_data(state.open_prompt) if state.open_prompt else None),
            "suggestions": suggestions or {"chips": []},
            "turn": (
                {
                    "turn_id": str(streaming.turn_id),
                    "item_id": str(streaming.item_id),
                    "text": streaming.text,
                }
                if streaming
                else None
            ),
        },
        items=frames[::-1],
        # Left out because of their size, or never read.
        has_more=len(frames) < len(rows) or (oldest > 1 and len(newest) == NEWEST_ITEMS),
    )
