"""The life of a turn in rows: submit, claim, append, finish, cancel, expire. No socket, no model.

One running turn a conversation (a partial unique constraint), with a lease and a
fence: whoever lost the lease holds an old fence and can write nothing more.
"""

import hashlib
import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chat import actions, events, memory
from chat.dialogue.postbacks import parse_postback
from chat.engines.base import History, TurnInput, TurnInterrupted
from chat.models import ClientFrame, DialogueState, ItemFeedback, Turn
from chat.state import State
from eventlog.models import Conversation, Event
from eventlog.services import (
    ConversationNotFound,
    NewEvent,
    append_events,
    create_conversation,
    get_conversation_for,
    item_events,
    list_conversations,
)
from jobassist.accounts.models import User
from jobassist.errors import AppError, NotFound
from jobassist.logs import get_logger
from resumes.models import Attachment
from resumes.services import get_attachment_for

log = get_logger(__name__)

QUIET = timedelta(milliseconds=800)
# Somebody who goes on typing is answered all the same.
LONGEST_QUIET = timedelta(seconds=5)
LEASE = timedelta(seconds=15)
FRAME_MEMORY = timedelta(days=7)
HISTORY_TURNS = 20


@dataclass(frozen=True)
class Submitted:
    """The answer to an order, and what the process has to do about it."""

    ack: events.Ack
    conversation_id: uuid.UUID | None = None
    has_turn: bool = False
    interrupted_turn_id: uuid.UUID | None = None


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
    """Return a server fact as a row to append."""
    if not data.is_logged:
        raise ValueError(f"{data.type_} is not logged")
    return NewEvent(data.type_, data.dump(), turn_id, item_id)


def hash_body(frame: events.ClientFrame) -> str:
    """Return the hash that tells a repeat from another order under the same id."""
    body = frame.model_dump(mode="json", exclude={"id", "v"})
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def submit(user: User, frame: events.ClientFrame, *, now: datetime) -> Submitted:
    """Log an order once, queue the turn that answers it, and return its ack.

    One transaction. A repeat of the same id has no second effect and gets the first
    `seq`; the same id with another body is rejected. Raises AppError for an order
    that cannot be taken; nothing of it is kept then.
    """
    body_hash = hash_body(frame)
    earlier = ClientFrame.objects.filter(user=user, frame_id=frame.id).first()
    if earlier is None:
        try:
            with transaction.atomic():
                return _submit_new(user, frame, body_hash=body_hash, now=now)
        except IntegrityError:
            # A copy of this frame was being taken at the same moment; the unique
            # constraint made us wait for it, so its row is there now.
            earlier = ClientFrame.objects.filter(user=user, frame_id=frame.id).first()
            if earlier is None:
                raise
    return Submitted(_repeat_ack(earlier, body_hash=body_hash))


def open_first(user: User) -> Conversation:
    """Return a newcomer's first conversation, opened and about to be greeted in."""
    with transaction.atomic():
        # Two devices may say hello at once; the person's row lets one of them open it.
        User.objects.select_for_update(no_key=True).only("id").get(id=user.id)
        existing = list_conversations(user, limit=1)
        if existing:
            return existing[0]
        conversation = create_conversation(user)
        ClientFrame.objects.create(
            user=user,
            frame_id=uuid.uuid4(),
            type="conversation.open",
            body_hash="",
            conversation=conversation,
            needs_turn=True,
            data={},
        )
        Turn.objects.create(
            conversation=conversation, user=user, start_after=conversation.created_at
        )
        conversation.refresh_from_db()
    return conversation


def _repeat_ack(earlier: ClientFrame, *, body_hash: str) -> events.Ack:
    conversation_id = str(earlier.conversation_id) if earlier.conversation_id else None
    if earlier.body_hash != body_hash:
        return events.Ack(
            ref=str(earlier.frame_id),
            status="rejected",
            code="id_reused",
            message=_("This id was used for something else. Send it under a new id."),
            conversation_id=conversation_id,
        )
    return events.Ack(
        ref=str(earlier.frame_id),
        status="duplicate",
        seq=earlier.seq,
        conversation_id=conversation_id,
    )


def _submit_new(
    user: User, frame: events.ClientFrame, *, body_hash: str, now: datetime
) -> Submitted:
    row = ClientFrame(user=user, frame_id=frame.id, type=frame.type, body_hash=body_hash)
    match frame:
        case events.MemoryEdit():
            row.save()
            memory.edit_memory(user, frame.data.memory_id, value=frame.data.value, now=now)
            return Submitted(_accept(row))
        case events.MemoryForget():
            row.save()
            memory.forget(user, frame.data.memory_id, now=now)
            return Submitted(_accept(row))
    if isinstance(frame, events.ConversationOpen):
        if frame.data.conversation_id is not None:
            row.conversation = get_conversation_for(user, frame.data.conversation_id)
            row.save()
            return Submitted(_accept(row), row.conversation.id)
        conversation = create_conversation(user, scene=frame.data.scene or "find")
    else:
        # Locked for the rest: two devices' orders are taken one by one. A copy of this frame
        # waits here as well, and meets the unique constraint with all it did undone.
        conversation = get_conversation_for(user, frame.conversation_id or "", is_locked=True)
    row.conversation = conversation
    match frame:
        case events.TurnCancel():
            interrupted = _request_cancel(conversation, frame.data.turn_id, now=now)
            row.save()
            return Submitted(
                _accept(row), conversation.id, has_turn=True, interrupted_turn_id=interrupted
            )
        case events.ItemFeedbackOrder():
            _rate_item(user, conversation, frame.data, now=now)
            row.save()
            return Submitted(_accept(row), conversation.id)
    item = _logged_words(user, conversation, frame)
    card = _tapped_card(conversation, frame)
    if item is not None:
        item_id = uuid.uuid4()
        done = item.model_copy(update={"item_id": str(item_id)})
        (event,) = append_events(conversation.id, [to_event(done, item_id=item_id)], now=now)
        row.seq = event.seq
    row.needs_turn = True
    row.data = _turn_data(frame, item_id=str(item_id) if item is not None else None)
    if card is not None:
        row.data["card"] = card
    row.save()
    interrupted = _queue_turn(
        user, conversation, is_message=isinstance(frame, events.MessageSend), now=now
    )
    return Submitted(_accept(row), conversation.id, has_turn=True, interrupted_turn_id=interrupted)


def _accept(row: ClientFrame) -> events.Ack:
    return events.Ack(
        ref=str(row.frame_id),
        status="accepted",
        seq=row.seq,
        conversation_id=str(row.conversation_id) if row.conversation_id else None,
    )


def _logged_words(
    user: User, conversation: Conversation, frame: events.ClientFrame
) -> events.ItemDone | None:
    """Return the person's own item for the transcript, after checking what the order names."""
    if isinstance(frame, events.MessageSend):
        data = frame.data
        if not data.text.strip() and data.postback is None and not data.attachment_ids:
            raise AppError("malformed", _("The message is empty."), pointer="/data/text")
        if data.postback is not None:
            parse_postback(data.postback)
        attachments = _find_attachments(user, data)
        return events.ItemDone(
            item_id="",
            role="user",
            kind="text",
            text=data.text,
            ref=str(frame.id),
            attachments=[
                events.AttachmentName(
                    attachment_id=str(each.id), filename=each.filename, kind=each.kind
                )
                for each in attachments
            ]
            or None,
        )
    state = load_state(conversation)
    if isinstance(frame, events.PromptAnswer | events.PromptSkip):
        prompt = state.open_prompt
        if prompt is None or prompt.prompt_id != str(frame.data.prompt_id):
            raise AppError(
                "prompt_not_open", _("That question is no longer open. Just write your answer.")
            )
        if isinstance(frame, events.PromptSkip):
            if not prompt.skippable:
                raise AppError("prompt_not_open", _("This question needs an answer."))
            return None
        text = actions.check_answer(prompt, frame.data.value)
        return events.ItemDone(item_id="", role="user", kind="text", text=text, ref=str(frame.id))
    return None


def _tapped_card(conversation: Conversation, frame: events.ClientFrame) -> dict[str, Any] | None:
    """Return what the tapped card is about, so that an old card acts on nothing newer."""
    if not isinstance(frame, events.ActionInvoke):
        return None
    return actions.check_action(item_events(conversation, frame.data.item_id), frame.data)


def _find_attachments(user: User, data: events.SendData) -> list[Attachment]:
    try:
        return [get_attachment_for(user, each) for each in data.attachment_ids]
    except NotFound as error:
        raise AppError(
            "attachment_not_found", error.message, status=404, pointer="/data/attachment_ids"
        ) from error


def _turn_data(frame: events.ClientFrame, *, item_id: str | None) -> dict[str, Any]:
    """Return what a turn needs of an order beside the logged text."""
    data: dict[str, Any] = frame.data.model_dump(mode="json")
    # The words are in the log, where they can be erased; they are not kept twice.
    data.pop("text", None)
    data["logged_item_id"] = item_id
    return data


def _queue_turn(
    user: User, conversation: Conversation, *, is_message: bool, now: datetime
) -> uuid.UUID | None:
    """Queue an answer to what is unanswered; return the id of a turn this interrupts."""
    running = Turn.objects.filter(conversation=conversation, state=Turn.State.RUNNING).first()
    interrupted = None
    start_after = now
    if running is not None and is_message:
        start_after = now + QUIET
        # The has_written condition is read in the update itself: a tool that began to
        # write a moment ago wins, and its turn is finished first. A turn that was cancelled
        # stays so: what it answered is not to be answered again.
        if Turn.objects.filter(
            id=running.id, state=Turn.State.RUNNING, has_written=False, cancel_reason=""
        ).update(cancel_reason="interrupted"):
            interrupted = running.id
    waiting = Turn.objects.filter(conversation=conversation, state=Turn.State.QUEUED)
    since = waiting.values_list("created_at", flat=True).first()
    if since is None:
        Turn.objects.create(conversation=conversation, user=user, start_after=start_after)
    else:
        wanted = now + QUIET if is_message else start_after
        waiting.update(start_after=min(wanted, since + LONGEST_QUIET))
    return interrupted


def _request_cancel(
    conversation: Conversation, turn_id: uuid.UUID, *, now: datetime
) -> uuid.UUID | None:
    turn = Turn.objects.filter(conversation=conversation, id=turn_id).first()
    if turn is None:
        raise AppError("turn_not_found", _("There is no such turn."), status=404)
    if Turn.objects.filter(id=turn.id, state=Turn.State.RUNNING).update(cancel_reason="cancelled"):
        return turn.id
    # A waiting turn is simply not begun: what it would have answered counts as settled.
    if Turn.objects.filter(id=turn.id, state=Turn.State.QUEUED).update(
        state=Turn.State.FINISHED, outcome=Turn.Outcome.CANCELLED, finished_at=now
    ):
        ClientFrame.objects.filter(
            conversation=conversation, needs_turn=True, turn__isnull=True
        ).update(turn=turn, data=None)
        append_events(
            conversation.id,
            [
                to_event(
                    events.TurnFinished(
                        turn_id=str(turn.id), outcome="cancelled", reason="cancelled"
                    ),
                    turn_id=turn.id,
                )
            ],
            now=now,
        )
    return None


def _rate_item(
    user: User, conversation: Conversation, data: events.FeedbackData, *, now: datetime
) -> None:
    if not item_events(conversation, data.item_id):
        raise AppError("item_not_found", _("There is no such message here."), status=404)
    ItemFeedback.objects.update_or_create(
        user=user,
        item_id=data.item_id,
        defaults={
            "conversation": conversation,
            "rating": data.rating,
            "reason": data.reason,
            "at": now,
        },
    )


def load_state(conversation: Conversation) -> State:
    """Return what the assistant keeps in mind in this conversation. One query."""
    data = (
        DialogueState.objects.filter(conversation=conversation)
        .values_list("data", flat=True)
        .first()
    )
    return State.model_validate(data or {})


def _save_state(turn: Turn, state: State, *, now: datetime) -> None:
    # Under the conversation's lock, so that nobody else makes the row in between.
    data = state.model_dump(mode="json", exclude_defaults=True)
    kept = DialogueState.objects.filter(conversation_id=turn.conversation_id)
    # Locked first: who forgets a wish now has either been here, or waits for what is written.
    is_there = kept.select_for_update().values_list("pk").first() is not None
    memory.drop_forgotten(turn.user_id, data, since=turn.started_at)
    if is_there:
        kept.update(data=data, updated_at=now)
    else:
        DialogueState.objects.create(conversation_id=turn.conversation_id, data=data)


def lock_conversation(conversation_id: uuid.UUID) -> Conversation:
    """Return the conversation's row, locked; raises ConversationNotFound when it is gone.

    Everything that touches both a conversation and its turns takes this lock first: in
    one order nobody waits in a circle.
    """
    row = Conversation.objects.select_for_update().filter(id=conversation_id).first()
    if row is None:
        raise ConversationNotFound
    return row


def claim(conversation_id: uuid.UUID, *, now: datetime) -> ClaimedTurn | float | None:
    """Claim the waiting turn of a conversation.

    Returns the claimed turn; or the seconds until it may begin; or None when there
    is nothing to run (none waiting, or another turn still running).
    """
    waiting = (
        Turn.objects.filter(conversation_id=conversation_id, state=Turn.State.QUEUED)
        .select_related("user")
        .first()
    )
    if waiting is None:
        return None
    if waiting.start_after > now:
        return (waiting.start_after - now).total_seconds()
    try:
        with transaction.atomic():
            conversation = lock_conversation(conversation_id)
            # The condition on start_after is repeated: a message may just have moved it.
            claimed = Turn.objects.filter(
                id=waiting.id, state=Turn.State.QUEUED, start_after__lte=now
            ).update(
                state=Turn.State.RUNNING,
                lease_until=now + LEASE,
                fence=waiting.fence + 1,
                started_at=now,
            )
            if not claimed:
                return 0.05
            unanswered = ClientFrame.objects.filter(
                conversation_id=conversation_id, needs_turn=True, turn__isnull=True
            )
            frames = list(unanswered.order_by("id"))
            ClientFrame.objects.filter(id__in=[frame.id for frame in frames]).update(turn=waiting)
            append_events(
                conversation_id,
                [
                    to_event(
                        events.TurnStarted(
                            turn_id=str(waiting.id), answers=[str(f.frame_id) for f in frames]
                        ),
                        turn_id=waiting.id,
                    )
                ],
                now=now,
            )
    except IntegrityError:
        # Another process still runs this conversation's turn; it wakes us when it ends.
        return None
    waiting.refresh_from_db(fields=["state", "lease_until", "fence", "started_at"])
    return ClaimedTurn(
        turn=waiting,
        user=waiting.user,
        conversation=conversation,
        inputs=_read_inputs(frames),
        state=load_state(conversation),
    )


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


def _read_inputs(frames: Sequence[ClientFrame]) -> tuple[TurnInput, ...]:
    """Return frames with the words that the log holds for them. One query."""
    logged = [(each.data or {}).get("logged_item_id") for each in frames]
    items = [uuid.UUID(each) for each in logged if each]
    said = {
        row.item_id: row.data.get("text") or ""
        for row in Event.objects.filter(item_id__in=items, type="item.done")
        if row.data
    }
    return tuple(_to_input(frame, said) for frame in frames)


def _to_input(frame: ClientFrame, said: dict[uuid.UUID | None, str]) -> TurnInput:
    data = dict(frame.data or {})
    logged = data.pop("logged_item_id", None)
    item_id = uuid.UUID(logged) if logged else None
    return TurnInput(
        frame_id=str(frame.frame_id),
        type=frame.type,  # type: ignore[arg-type]
        text=said.get(item_id, ""),
        item_id=item_id,
        data=data,
    )


def begin_write(turn: Turn) -> None:
    """Mark the turn as having changed something; raises TurnInterrupted when it may not any more.

    Call it inside the transaction of the change: the row lock taken here decides
    between this write and a cancellation.
    """
    if not Turn.objects.filter(
        id=turn.id, fence=turn.fence, state=Turn.State.RUNNING, cancel_reason=""
    ).update(has_written=True):
        raise TurnInterrupted


def append_for(turn: Turn, new_events: Sequence[NewEvent], *, now: datetime) -> list[Event]:
    """Append events of a running turn; raises TurnInterrupted when it lost its lease."""
    with transaction.atomic():
        lock_conversation(turn.conversation_id)
        if not Turn.objects.filter(id=turn.id, fence=turn.fence, state=Turn.State.RUNNING).update(
            lease_until=now + LEASE
        ):
            raise TurnInterrupted
        return append_events(turn.conversation_id, new_events, now=now)


def renew(turn: Turn, *, item_id: uuid.UUID | None, text_so_far: str, now: datetime) -> str | None:
    """Renew the lease and save the text so far.

    Returns the reason of a cancellation asked for, "" where there is none, None when
    the lease was lost.
    """
    alive = Turn.objects.filter(id=turn.id, fence=turn.fence, state=Turn.State.RUNNING)
    if not alive.update(lease_until=now + LEASE, item_id=item_id, text_so_far=text_so_far):
        return None
    return alive.values_list("cancel_reason", flat=True).first()


def keep(turn: Turn, *, now: datetime) -> str | None:
    """Renew the lease of a turn that is still at work; returns as `renew` does.

    Reads one row, and writes it only when a third of the lease is gone.
    """
    alive = Turn.objects.filter(id=turn.id, fence=turn.fence, state=Turn.State.RUNNING)
    row = alive.values_list("cancel_reason", "lease_until").first()
    if row is None:
        return None
    reason, lease_until = row
    is_short = lease_until is None or lease_until < now + LEASE * 2 / 3
    if is_short and not alive.update(lease_until=now + LEASE):
        return None
    return reason


def finish(
    turn: Turn,
    *,
    outcome: str,
    reason: str = "",
    new_events: Sequence[NewEvent] = (),
    state: State | None = None,
    used: dict[str, Any] | None = None,
    now: datetime,
    expired_before: datetime | None = None,
) -> str | None:
    """End a running turn with its last events; return its outcome, None when it was not ours.

    One transaction. A completed turn that was interrupted before anything was written
    gives its events up and is recorded as cancelled, so that the next turn answers all.
    With `expired_before` only a turn whose lease ended earlier is ended.
    """
    with transaction.atomic():
        try:
            lock_conversation(turn.conversation_id)
        except ConversationNotFound:
            # Deleted, or the person erased, while the answer was being made.
            return None
        ours = Turn.objects.filter(id=turn.id, fence=turn.fence, state=Turn.State.RUNNING)
        if expired_before is not None:
            # Its process may have renewed it a moment ago.
            ours = ours.filter(lease_until__lt=expired_before)
        row = ours.select_for_update().first()
        if row is None:
            return None
        if outcome == Turn.Outcome.COMPLETED and row.cancel_reason and not row.has_written:
            outcome, reason, new_events, state = Turn.Outcome.CANCELLED, row.cancel_reason, (), None
        row.state = Turn.State.FINISHED
        row.outcome = outcome
        row.reason = reason
        row.finished_at = now
        row.text_so_far = ""
        row.item_id = None
        for name, value in (used or {}).items():
            setattr(row, name, value)
        row.save()
        answered = ClientFrame.objects.filter(turn=row)
        if reason == "interrupted":
            answered.update(turn=None)
        else:
            # Their hash tells repeats; what they said is in the log, where it can be erased.
            answered.update(data=None)
        if state is not None:
            _save_state(row, state, now=now)
        append_events(
            row.conversation_id,
            [
                *new_events,
                to_event(
                    events.TurnFinished(
                        turn_id=str(row.id),
                        outcome=outcome,
                        reason=reason or None,
                    ),
                    turn_id=row.id,
                ),
            ],
            now=now,
        )
    return outcome


def expire(*, now: datetime) -> list[uuid.UUID]:
    """End turns whose lease ran out; return conversations whose waiting turn nobody claims."""
    for turn in Turn.objects.filter(state=Turn.State.RUNNING, lease_until__lt=now)[:100]:
        if finish(
            turn,
            outcome=Turn.Outcome.FAILED,
            reason="lease_expired",
            now=now,
            expired_before=now,
        ):
            log.warning("turn.expired", turn_id=str(turn.id))
    overdue = now - timedelta(seconds=2)
    return list(
        Turn.objects.filter(state=Turn.State.QUEUED, start_after__lt=overdue).values_list(
            "conversation_id", flat=True
        )[:100]
    )


def text_so_far(conversation: Conversation) -> tuple[uuid.UUID, uuid.UUID, str] | None:
    """Return (turn id, item id, text) of the message being streamed, for a resume. One query."""
    turn = Turn.objects.filter(
        conversation=conversation, state=Turn.State.RUNNING, item_id__isnull=False
    ).first()
    if turn is None or turn.item_id is None:
        return None
    return turn.id, turn.item_id, turn.text_so_far


def purge_frames(*, now: datetime) -> int:
    """Forget idempotency keys older than seven days that no turn still waits for."""
    deleted, _by_model = (
        ClientFrame.objects.filter(created_at__lt=now - FRAME_MEMORY)
        .exclude(needs_turn=True, turn__isnull=True)
        .delete()
    )
    return deleted
