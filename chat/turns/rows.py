"""What orders and running turns share: rows locked in one order, and what is read of them."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chat import events
from chat.engines.base import History, TurnInput
from chat.models import DialogueState, Turn
from chat.screening import screen_event
from chat.state import State
from eventlog.models import Conversation, Event
from eventlog.services import ConversationNotFound, NewEvent
from jobassist.accounts.models import User
from jobassist.many_rows import select_rows, uuid_array

LEASE = timedelta(seconds=15)
HISTORY_TURNS = 20


@dataclass(frozen=True)
class ClaimedTurn:
    """A turn that this process may run until its lease ends."""

    turn: Turn
    user: User
    conversation: Conversation
    inputs: tuple[TurnInput, ...]
    state: State


def to_event(
    data: events.ServerData, *, item_id: uuid.UUID | None = None, turn_id: uuid.UUID | None = None
) -> NewEvent:
    """Return a server fact as a row to append, screened of what others put into our words."""
    if not data.is_logged:
        raise ValueError(f"{data.type_} is not logged")
    return NewEvent(data.type_, screen_event(data.type_, data.dump()), turn_id, item_id)


def started_event(turn: Turn, frame_ids: Iterable[uuid.UUID]) -> NewEvent:
    """Return the fact that a turn begins, naming the orders that it answers."""
    started = events.TurnStarted(turn_id=str(turn.id), answers=[str(each) for each in frame_ids])
    return to_event(started, turn_id=turn.id)


def finished_event(
    turn: Turn, *, outcome: str, reason: str, retry_after_seconds: int | None = None
) -> NewEvent:
    """Return the fact that a turn ended."""
    finished = events.TurnFinished(
        turn_id=str(turn.id),
        outcome=outcome,
        reason=reason or None,
        retry_after_seconds=retry_after_seconds,
    )
    return to_event(finished, turn_id=turn.id)


def lock_conversation(conversation_id: uuid.UUID) -> Conversation:
    """Return the conversation's row, locked; raises ConversationNotFound when it is gone.

    Everything that touches both a conversation and its turns takes this lock first: in
    one order nobody waits in a circle.
    """
    row = Conversation.objects.select_for_update().filter(id=conversation_id).first()
    if row is None:
        raise ConversationNotFound
    return row


def load_state(conversation: Conversation) -> State:
    """Return what the assistant keeps in mind in this conversation. One query."""
    return load_states([conversation.id])[conversation.id]


def load_states(conversation_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, State]:
    """Return what the assistant keeps in mind in each of these conversations. One query."""
    rows = select_rows(
        DialogueState, "conversation_id = ANY(%s::uuid[])", [uuid_array(conversation_ids)]
    )
    kept = {row.conversation_id: row.data for row in rows}
    return {each: State.model_validate(kept.get(each) or {}) for each in conversation_ids}


def read_state_before(conversation: Conversation, *, has_shown: bool = False) -> State:
    """Return the state in which the latest of the person's other conversations was left. One query.

    A conversation that is not to be remembered is left out; so are, with `has_shown`, those in
    which no job was shown. An empty state where there is none.
    """
    rows = DialogueState.objects.filter(
        conversation__owner_id=conversation.owner_id,
        conversation__kind=Conversation.Kind.ASSISTANT,
        conversation__is_remembered=True,
    ).exclude(conversation_id=conversation.id)
    if has_shown:
        rows = rows.filter(data__shown__0__isnull=False)
    data = rows.order_by("-updated_at").values_list("data", flat=True).first()
    return State.model_validate(data or {})


def read_history(conversation: Conversation, *, but: Collection[uuid.UUID | None]) -> History:
    """Return the last finished texts, oldest first, without the items `but`. One query."""
    rows = Event.objects.filter(
        conversation=conversation, type="item.done", erased_at__isnull=True
    ).order_by("-seq")[: HISTORY_TURNS * 2]
    return tuple(
        (row.data["role"], _words_of(row.data))
        for row in reversed(rows)
        if row.data and row.item_id not in but
    )


def _words_of(item: dict[str, Any]) -> str:
    """Return an item in words: its text, its card's fallback, or the names of its files."""
    card = item.get("card") or {}
    files = [each["filename"] for each in item.get("attachments") or []]
    return str(item.get("text") or card.get("fallback_text") or ", ".join(files))


@dataclass(frozen=True)
class TextSoFar:
    """The text of a message being streamed, as last saved."""

    turn_id: uuid.UUID
    item_id: uuid.UUID
    text: str


def text_so_far(conversation: Conversation) -> TextSoFar | None:
    """Return the text of the message being streamed, for a resume. One query."""
    return texts_so_far([conversation.id]).get(conversation.id)


def texts_so_far(conversation_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, TextSoFar]:
    """Return the texts being streamed in these conversations; others are left out. One query."""
    turns = Turn.objects.filter(
        conversation_id__in=conversation_ids, state=Turn.State.RUNNING, item_id__isnull=False
    )
    return {
        turn.conversation_id: TextSoFar(turn.id, turn.item_id, turn.text_so_far)
        for turn in turns
        if turn.item_id is not None
    }
