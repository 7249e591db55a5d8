"""The life of a turn after its orders were taken: claim, append, finish, hand over, expire."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pydantic_core
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef

from chat import events, memory
from chat.engines.base import TurnInput, TurnInterrupted
from chat.models import ClientFrame, DialogueState, Turn
from chat.state import State
from chat.turns.orders import Locked, to_input
from chat.turns.rows import (
    LEASE,
    ClaimedTurn,
    finished_event,
    load_state,
    lock_conversation,
    started_event,
    to_event,
)
from eventlog.models import Event
from eventlog.services import (
    Append,
    ConversationNotFound,
    NewEvent,
    append_events,
    append_many,
    lock_conversation_ids,
)
from jobassist.db import LOST
from jobassist.logs import get_logger
from jobassist.many_rows import select_rows, uuid_array

log = get_logger(__name__)

# Begun this often, what a turn answers is not begun again.
MAX_ATTEMPTS = 2
# Outcomes whose answer stands: when no model could be asked, the rules' does.
ANSWERED = (Turn.Outcome.COMPLETED, Turn.Outcome.BUSY)
# Reasons of an end after which the next turn answers what this one answered.
BEGUN_AGAIN = ("interrupted", "handed_over")


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
            started = started_event(waiting, [frame.frame_id for frame in frames])
            append_events(conversation_id, [started], now=now)
    except (IntegrityError, ConversationNotFound):
        # Another process still runs this conversation's turn, and wakes us when it ends; or all
        # of it was deleted a moment ago.
        return None
    waiting.refresh_from_db(fields=["state", "lease_until", "fence", "started_at"])
    return ClaimedTurn(
        turn=waiting,
        user=waiting.user,
        conversation=conversation,
        inputs=_read_inputs(frames),
        state=load_state(conversation),
    )


def _read_inputs(frames: Sequence[ClientFrame]) -> tuple[TurnInput, ...]:
    """Return frames with the words that the log holds for them. One query."""
    logged = [(each.data or {}).get("logged_item_id") for each in frames]
    items = [uuid.UUID(each) for each in logged if each]
    said = {
        str(row.item_id): row.data.get("text") or ""
        for row in Event.objects.filter(item_id__in=items, type="item.done")
        if row.data
    }
    return tuple(
        to_input(frame, text=said.get(str(item), ""))
        for frame, item in zip(frames, logged, strict=True)
    )


def begin_write(turn: Turn) -> None:
    """Mark the turn as having changed something; raises TurnInterrupted when it may not any more.

    Call it inside the transaction of the change: the row lock taken here decides
    between this write and a cancellation. By itself it does not wait for the disk: what is
    written after it is not there after a crash either unless this is.
    """
    quick = "" if connection.in_atomic_block else "set_config('synchronous_commit', 'off', true)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH quick AS MATERIALIZED (SELECT {quick}) UPDATE chat_turn SET has_written = true "  # noqa: S608
            "FROM quick WHERE id = %s AND fence = %s AND state = %s AND cancel_reason = ''",
            [turn.id, turn.fence, Turn.State.RUNNING],
        )
        if not cursor.rowcount:
            raise TurnInterrupted


def append_for(turn: Turn, new_events: Sequence[NewEvent], *, now: datetime) -> range:
    """Append events of a running turn; raises TurnInterrupted when it lost its lease or is gone.

    A message that was being streamed is among them or has not begun: none is under way after.
    """
    with transaction.atomic():
        # Deleted with its conversation, it is not found either.
        lock_conversation_ids([turn.conversation_id])
        if not Turn.objects.filter(id=turn.id, fence=turn.fence, state=Turn.State.RUNNING).update(
            lease_until=now + LEASE, item_id=None, text_so_far=""
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


def keep_many(running: Sequence[Turn], *, now: datetime) -> dict[uuid.UUID, str | None]:
    """Renew the leases of turns that are still at work; returns for each as `renew` does.

    One query, and one write for those that have lost a third of their lease.
    """
    fences = {turn.id: turn.fence for turn in running}
    kept: dict[uuid.UUID, str | None] = dict.fromkeys(fences)
    rows = Turn.objects.filter(id__in=fences, state=Turn.State.RUNNING)
    short = []
    for id_, fence, reason, lease_until in rows.values_list(
        "id", "fence", "cancel_reason", "lease_until"
    ):
        if fence != fences[id_]:
            continue
        kept[id_] = reason
        if lease_until is None or lease_until < now + LEASE * 2 / 3:
            short.append(id_)
    if short:
        rows.filter(id__in=short).update(lease_until=now + LEASE)
    return kept


def cancel_reason(turn: Turn) -> str:
    """Return why the turn is to stop; "" where nobody asked for it."""
    return Turn.objects.filter(id=turn.id).values_list("cancel_reason", flat=True).first() or ""


@dataclass(frozen=True)
class Ending:
    """How a running turn ends: its outcome, last events, and what is kept of it."""

    turn: Turn
    outcome: str
    reason: str = ""
    new_events: Sequence[NewEvent] = ()
    state: State | None = None
    used: Mapping[str, Any] = field(default_factory=dict)
    # Only a turn whose lease ended earlier is ended.
    expired_before: datetime | None = None
    # What it answers is begun again, by whoever comes first, if it has written nothing.
    hands_over: bool = False
    # Of a busy one: when a model can be asked.
    retry_after_seconds: int | None = None
    # Done in the same transaction when the turn is recorded as answered.
    record: Callable[[], None] | None = None


@dataclass(frozen=True)
class Ended:
    """What was recorded: None when the turn was not ours any more. `has_waiting`: another waits."""

    outcome: str | None
    has_waiting: bool = False


def finish(turn: Turn, *, outcome: str, now: datetime, **ending: Any) -> str | None:
    """End a running turn with its last events; return its outcome, None when it was not ours.

    As `finish_many`; the arguments are those of `Ending`.
    """
    (ended,) = finish_many([Ending(turn, outcome, **ending)], now=now)
    if isinstance(ended, Exception):
        raise ended
    return ended.outcome


def finish_many(
    endings: Sequence[Ending], *, now: datetime, skips_locked: bool = False
) -> list[Ended | Exception]:
    """End running turns, each of another conversation; return what was recorded of each.

    One transaction. An answered turn that was interrupted before anything was written
    gives its events up and is recorded as cancelled, so that the next turn answers all.
    With `skips_locked` those whose conversation somebody else holds are answered by `Locked`.
    """
    with transaction.atomic():
        there = lock_conversation_ids(
            [each.turn.conversation_id for each in endings], skips_locked=skips_locked
        )
        running = [each.turn.id for each in endings if each.turn.conversation_id in there]
        rows = {
            row.id: row
            for row in select_rows(
                Turn,
                "id = ANY(%s::uuid[]) AND state = 'running' ORDER BY id FOR UPDATE",
                [uuid_array(running)],
            )
        }
        waiting = {
            turn.conversation_id: turn
            for turn in select_rows(
                Turn,
                "conversation_id = ANY(%s::uuid[]) AND state = 'queued'",
                [uuid_array(there)],
            )
        }
        answers: list[Ended | Exception] = []
        done: list[tuple[Ending, Turn]] = []
        appends = []
        for ending in endings:
            # Taken out: cancelled in its last moment, a turn may be ended twice in one group.
            row = rows.pop(ending.turn.id, None)
            if skips_locked and ending.turn.conversation_id not in there:
                answers.append(Locked())
                continue
            if row is None or not _is_ours(row, ending):
                # Ended by somebody else; or deleted, or the person erased, meanwhile.
                answers.append(Ended(None))
                continue
            has_waiting = row.conversation_id in waiting
            appended = _settle(row, ending, waiting=waiting.get(row.conversation_id), now=now)
            appends.append(Append(row.conversation_id, appended))
            done.append((ending, row))
            answers.append(Ended(row.outcome, has_waiting or row.reason == "handed_over"))
        if done:
            _write_rows([row for _ending, row in done])
            _settle_frames([row for _ending, row in done])
            answered = [(ending, row) for ending, row in done if row.outcome in ANSWERED]
            _save_states(answered)
            append_many(appends, now=now)
            for ending, _row in answered:
                if ending.record is not None:
                    ending.record()
    return answers


def _is_ours(row: Turn, ending: Ending) -> bool:
    if row.fence != ending.turn.fence:
        return False
    # Its process may have renewed it a moment ago.
    before = ending.expired_before
    return before is None or (row.lease_until is not None and row.lease_until < before)


def _settle(row: Turn, ending: Ending, *, waiting: Turn | None, now: datetime) -> list[NewEvent]:
    """Set what a turn's row says of its end, and return its last events."""
    outcome, reason, new_events = ending.outcome, ending.reason, list(ending.new_events)
    if outcome == Turn.Outcome.CANCELLED and row.cancel_reason:
        # It may have become another since it was read.
        reason = row.cancel_reason
    elif outcome in ANSWERED and row.cancel_reason and not row.has_written:
        outcome, reason, new_events = Turn.Outcome.CANCELLED, row.cancel_reason, []
    elif ending.hands_over and row.cancel_reason and not row.has_written:
        outcome, reason = Turn.Outcome.CANCELLED, row.cancel_reason
    elif ending.hands_over and not row.has_written and row.attempt < MAX_ATTEMPTS:
        outcome, reason = Turn.Outcome.CANCELLED, "handed_over"
        again = waiting or Turn(
            conversation_id=row.conversation_id, user_id=row.user_id, start_after=now
        )
        again.attempt = row.attempt + 1
        again.save()
    cut = {row.item_id} - {None, *(each.item_id for each in new_events)}
    if reason in BEGUN_AGAIN:
        # What it has said already will be said again.
        cut |= set(
            Event.objects.filter(
                conversation_id=row.conversation_id, turn_id=row.id, type="item.done"
            ).values_list("item_id", flat=True)
        )
    for item_id in cut:
        # What was cut off never stands as a finished message.
        gone = events.ItemSuperseded(item_id=str(item_id), reason=reason or outcome)
        new_events.insert(0, to_event(gone, item_id=item_id, turn_id=row.id))
    row.state, row.outcome, row.reason = Turn.State.FINISHED, outcome, reason
    row.finished_at, row.text_so_far, row.item_id = now, "", None
    for name, value in ending.used.items():
        setattr(row, name, value)
    retry_after = ending.retry_after_seconds if outcome == Turn.Outcome.BUSY else None
    finished = finished_event(row, outcome=outcome, reason=reason, retry_after_seconds=retry_after)
    return [*new_events, finished]


WRITE_ROWS = """
UPDATE chat_turn t
SET state = 'finished', outcome = n.outcome, reason = n.reason, finished_at = n.finished_at,
    text_so_far = '', item_id = NULL, engine = n.engine, provider = n.provider,
    model_name = n.model_name, prompt_version = n.prompt_version, model_calls = n.model_calls,
    model_attempts = n.model_attempts, failover_reason = n.failover_reason,
    first_text_ms = n.first_text_ms, input_tokens = n.input_tokens, output_tokens = n.output_tokens,
    routed_by = n.routed_by
FROM json_to_recordset(%s::json)
     AS n(id uuid, outcome text, reason text, finished_at timestamptz, engine text,
          provider text, model_name text, prompt_version text, model_calls int,
          model_attempts int, failover_reason text, first_text_ms int, input_tokens int,
          output_tokens int, routed_by text)
WHERE t.id = n.id
"""
ENDED_COLUMNS = (
    "id outcome reason finished_at engine provider model_name prompt_version model_calls "
    "model_attempts failover_reason first_text_ms input_tokens output_tokens "
    "routed_by".split()
)


def _write_rows(rows: Sequence[Turn]) -> None:
    # bulk_update writes a CASE a column and row, at many times the cost.
    with connection.cursor() as cursor:
        ended = [{name: getattr(row, name) for name in ENDED_COLUMNS} for row in rows]
        cursor.execute(WRITE_ROWS, [pydantic_core.to_json(ended).decode()])


def _settle_frames(rows: Sequence[Turn]) -> None:
    """Let go of what the turns answered; what they left unanswered is for the next turn."""
    again = [row.id for row in rows if row.reason in BEGUN_AGAIN]
    if again:
        ClientFrame.objects.filter(turn_id__in=again).update(turn=None)
    # Their hash tells repeats; what they said is in the log, where it can be erased.
    answered = [row.id for row in rows if row.id not in again]
    if answered:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE chat_clientframe SET data = NULL WHERE turn_id = ANY(%s::uuid[])",
                [uuid_array(answered)],
            )


def _save_states(answered: Sequence[tuple[Ending, Turn]]) -> None:
    # Under the conversations' locks, so that nobody else makes a row in between.
    states = {
        row.conversation_id: (ending.state.model_dump(mode="json", exclude_defaults=True), row)
        for ending, row in answered
        if ending.state is not None
    }
    if not states:
        return
    # Locked first: who forgets a wish now has either been here, or waits for what is written.
    rows = select_rows(
        DialogueState,
        "conversation_id = ANY(%s::uuid[]) ORDER BY conversation_id FOR UPDATE",
        [uuid_array(states)],
    )
    kept = {row.conversation_id: row.data for row in rows}
    changed = {id_: each for id_, each in states.items() if kept.get(id_) != each[0]}
    memory.drop_forgotten(
        [(turn.user_id, data, turn.started_at) for data, turn in changed.values()]
    )
    DialogueState.objects.bulk_create(
        [DialogueState(conversation_id=id_, data=data) for id_, (data, _) in changed.items()],
        update_conflicts=True,
        unique_fields=["conversation"],
        update_fields=["data", "updated_at"],
    )


def expire(*, now: datetime) -> list[uuid.UUID]:
    """End or hand over turns whose lease ran out; return conversations whose turn nobody claims.

    What a dead process had begun to answer is answered by another, once; then it has failed.
    """
    handed_over = []
    overdue = Turn.objects.filter(state=Turn.State.RUNNING, lease_until__lt=now)
    for turn in overdue.order_by("lease_until")[:100]:
        try:
            outcome = finish(
                turn,
                outcome=Turn.Outcome.FAILED,
                reason="lease_expired",
                hands_over=True,
                expired_before=now,
                now=now,
            )
        except LOST:
            raise
        except Exception:
            # It would keep all others from ending, at every sweep.
            log.exception("turn.expire_failed", turn_id=str(turn.id))
            continue
        if outcome is not None:
            log.warning("turn.expired", turn_id=str(turn.id), outcome=outcome)
        if outcome == Turn.Outcome.CANCELLED:
            handed_over.append(turn.conversation_id)
    unclaimed = now - timedelta(seconds=2)
    running = Turn.objects.filter(
        conversation_id=OuterRef("conversation_id"), state=Turn.State.RUNNING
    )
    waiting = (
        Turn.objects.filter(~Exists(running), state=Turn.State.QUEUED, start_after__lt=unclaimed)
        .order_by("start_after")
        .values_list("conversation_id", flat=True)
    )
    return [*handed_over, *waiting[:100]]
