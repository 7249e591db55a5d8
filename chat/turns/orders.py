"""Orders into the log: each counted once, in groups that share a commit."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from chat import actions, events, memory
from chat.dialogue.postbacks import parse_postback
from chat.engines.base import TurnInput
from chat.models import ClientFrame, ItemFeedback, Turn
from chat.threads.orders import Errand, build_row, take_order
from chat.turns.rows import (
    LEASE,
    ClaimedTurn,
    finished_event,
    load_state,
    load_states,
    started_event,
    to_event,
)
from eventlog.models import Conversation
from eventlog.services import (
    Append,
    ConversationNotFound,
    NewEvent,
    append_events,
    append_many,
    create_conversation,
    get_conversation_for,
    item_events,
    list_conversations,
    lock_conversations_for,
)
from jobassist.accounts.models import User
from jobassist.errors import AppError, NotFound
from jobassist.many_rows import insert_rows, select_rows, uuid_array
from resumes.models import Attachment
from resumes.services import get_attachment_for

QUIET = timedelta(milliseconds=800)
# Somebody who goes on typing is answered all the same.
LONGEST_QUIET = timedelta(seconds=5)
FRAME_MEMORY = timedelta(days=7)

# Orders that a turn answers; all others take effect by themselves.
ANSWERED = (
    events.MessageSend
    | events.PromptAnswer
    | events.PromptSkip
    | events.ActionInvoke
    | events.SceneSwitch
)


@dataclass(frozen=True)
class Order:
    """An order of a person that a turn answers; `lang` is for words about what is wrong with it."""

    user: User
    frame: events.ClientFrame
    lang: str | None = None

    @property
    def key(self) -> tuple[uuid.UUID, uuid.UUID]:
        """What it is counted once by."""
        return self.user.id, self.frame.id


@dataclass(frozen=True)
class Submitted:
    """The answer to an order, and what the process has to do about it."""

    ack: events.Ack
    conversation_id: uuid.UUID | None = None
    has_turn: bool = False
    interrupted_turn_id: uuid.UUID | None = None
    claimed: ClaimedTurn | None = None
    # Asked for beside a thread, and done by whoever took the order.
    errand: Errand | None = None


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
    try:
        with transaction.atomic():
            if isinstance(frame, ANSWERED):
                (answer,) = submit_many([Order(user, frame)], now=now)
                if isinstance(answer, Exception):
                    raise answer
                return answer
            earlier = ClientFrame.objects.filter(user=user, frame_id=frame.id).first()
            if earlier is None:
                return _submit_unanswered(user, frame, now=now)
    except IntegrityError:
        # A copy of this frame was being taken at the same moment; the unique
        # constraint made us wait for it, so its row is there now.
        earlier = ClientFrame.objects.filter(user=user, frame_id=frame.id).first()
        if earlier is None:
            raise
    return Submitted(_repeat_ack(earlier, body_hash=hash_body(frame)))


@dataclass
class _Group:
    """The orders of one conversation in a group: what will be appended, and who asked."""

    conversation: Conversation
    user: User
    events: list[NewEvent] = field(default_factory=list)
    rows: list[ClientFrame] = field(default_factory=list)
    inputs: list[TurnInput] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)
    has_message: bool = False


def submit_many(
    orders: Sequence[Order], *, now: datetime, claims: bool = False, skips_locked: bool = False
) -> list[Submitted | Exception]:
    """Log orders that turns answer, in their order; returns an ack, or an exception, for each.

    One transaction and about ten statements however many orders. With `claims` a turn that may
    begin at once is claimed in it. With `skips_locked` an order is answered by `Locked` when
    somebody else holds its conversation: one slow writer delays nobody else's message. Raises
    IntegrityError when a copy of one of them, naming another conversation, came in at the same
    moment; nothing is kept then.
    """
    with transaction.atomic():
        locked = lock_conversations_for(
            [(each.user.id, each.frame.conversation_id) for each in orders],
            skips_locked=skips_locked,
        )
        # Under the lock: a copy of a frame has been taken by now, or waits for us.
        known = _find_known(orders)
        answers: list[Submitted | Exception] = []
        groups: dict[uuid.UUID, _Group] = {}
        for index, order in enumerate(orders):
            with translation.override(order.lang) if order.lang else nullcontext():
                answers.append(_take(order, index, locked, known, groups, now, skips_locked))
        if groups:
            _store(list(groups.values()), answers, now=now, claims=claims)
    return answers


class Locked(Exception):
    """Somebody else holds the conversation at this moment."""


def _find_known(orders: Sequence[Order]) -> dict[tuple[uuid.UUID, uuid.UUID], ClientFrame]:
    rows = select_rows(
        ClientFrame,
        "(user_id, frame_id) IN (SELECT * FROM unnest(%s::uuid[], %s::uuid[]))",
        [
            uuid_array(each.user.id for each in orders),
            uuid_array(each.frame.id for each in orders),
        ],
    )
    return {(row.user_id, row.frame_id): row for row in rows}


def _take(
    order: Order,
    index: int,
    locked: dict[tuple[uuid.UUID, uuid.UUID], Conversation],
    known: dict[tuple[uuid.UUID, uuid.UUID], ClientFrame],
    groups: dict[uuid.UUID, _Group],
    now: datetime,
    skips_locked: bool,
) -> Submitted | Exception:
    """Check one order and put what it says into its conversation's group."""
    frame = order.frame
    body_hash = hash_body(frame)
    if (earlier := known.get(order.key)) is not None:
        return Submitted(_repeat_ack(earlier, body_hash=body_hash))
    conversation = locked.get((order.user.id, frame.conversation_id or uuid.UUID(int=0)))
    if conversation is None:
        return Locked() if skips_locked else ConversationNotFound()
    if conversation.kind == Conversation.Kind.THREAD:
        return _take_in_thread(order, conversation, known, body_hash=body_hash, now=now)
    try:
        item = _logged_words(order.user, conversation, frame)
        card = _tapped_card(conversation, frame)
    except AppError as error:
        return error
    group = groups.setdefault(conversation.id, _Group(conversation, order.user))
    row = ClientFrame(
        user=order.user,
        frame_id=frame.id,
        type=frame.type,
        body_hash=body_hash,
        conversation=conversation,
        needs_turn=True,
    )
    item_id = None
    if item is not None:
        item_id = uuid.uuid4()
        done = item.model_copy(update={"item_id": str(item_id)})
        group.events.append(to_event(done, item_id=item_id))
        # The row is locked, so its head is where the numbers go on.
        row.seq = conversation.head_seq + len(group.events)
    row.data = _turn_data(frame, item_id=item_id, card=card)
    group.rows.append(row)
    group.taken.append(index)
    group.inputs.append(to_input(row, text=item.text or "" if item else ""))
    group.has_message |= isinstance(frame, events.MessageSend)
    known[order.key] = row
    return Submitted(_accept(row), conversation.id, has_turn=True)


def _take_in_thread(
    order: Order,
    conversation: Conversation,
    known: dict[tuple[uuid.UUID, uuid.UUID], ClientFrame],
    *,
    body_hash: str,
    now: datetime,
) -> Submitted | Exception:
    """Carry out an order in a conversation with a recruiter, which no turn answers."""
    try:
        taken = take_order(order.user, conversation, order.frame, now=now)
    except AppError as error:
        return error
    row = build_row(order.user, conversation, order.frame, body_hash=body_hash, seq=taken.seq)
    insert_rows([row])
    known[order.key] = row
    return Submitted(_accept(row), conversation.id, errand=taken.errand)


def to_input(row: ClientFrame, *, text: str) -> TurnInput:
    """Return what a turn gets of an order's row, with the words that the log holds for it."""
    data = dict(row.data or {})
    logged = data.pop("logged_item_id", None)
    return TurnInput(
        frame_id=str(row.frame_id),
        type=row.type,  # type: ignore[arg-type]
        text=text,
        item_id=uuid.UUID(logged) if logged else None,
        data=data,
    )


def _store(
    groups: Sequence[_Group],
    answers: list[Submitted | Exception],
    *,
    now: datetime,
    claims: bool,
) -> None:
    """Write what was taken: events, the turns that answer them, and the frames' ids."""
    under_way: dict[uuid.UUID, dict[str, Turn]] = {}
    for turn in select_rows(
        Turn,
        "conversation_id = ANY(%s::uuid[]) AND state IN ('queued', 'running')",
        [uuid_array(each.conversation.id for each in groups)],
    ):
        under_way.setdefault(turn.conversation_id, {})[turn.state] = turn
    new_turns: list[Turn] = []
    begun: list[tuple[_Group, Turn]] = []
    interrupted: dict[uuid.UUID, uuid.UUID | None] = {}
    for group in groups:
        turns = under_way.get(group.conversation.id, {})
        if turns or not claims:
            interrupted[group.conversation.id] = _queue_turn(group, turns, new_turns, now=now)
            continue
        turn = Turn(
            conversation=group.conversation,
            user=group.user,
            state=Turn.State.RUNNING,
            start_after=now,
            lease_until=now + LEASE,
            fence=1,
            started_at=now,
        )
        new_turns.append(turn)
        begun.append((group, turn))
        group.events.append(started_event(turn, [row.frame_id for row in group.rows]))
        for row in group.rows:
            row.turn = turn
    insert_rows(new_turns)
    append_many([Append(each.conversation.id, each.events) for each in groups], now=now)
    insert_rows([row for group in groups for row in group.rows])
    for group in groups:
        for index in group.taken:
            answer = answers[index]
            assert isinstance(answer, Submitted)
            answers[index] = Submitted(
                answer.ack, answer.conversation_id, True, interrupted.get(group.conversation.id)
            )
    states = load_states([group.conversation.id for group, _turn in begun]) if begun else {}
    for group, turn in begun:
        last = group.taken[-1]
        answer = answers[last]
        assert isinstance(answer, Submitted)
        claimed = ClaimedTurn(
            turn, group.user, group.conversation, tuple(group.inputs), states[group.conversation.id]
        )
        answers[last] = Submitted(answer.ack, answer.conversation_id, True, None, claimed)


def _queue_turn(
    group: _Group, turns: dict[str, Turn], new_turns: list[Turn], *, now: datetime
) -> uuid.UUID | None:
    """Queue an answer to what is unanswered; return the id of a turn this interrupts."""
    running, waiting = turns.get(Turn.State.RUNNING), turns.get(Turn.State.QUEUED)
    interrupted = None
    start_after = now
    if running is not None and group.has_message:
        start_after = now + QUIET
        # The has_written condition is read in the update itself: a tool that began to
        # write a moment ago wins, and its turn is finished first. A turn that was cancelled
        # stays so: what it answered is not to be answered again.
        if Turn.objects.filter(
            id=running.id, state=Turn.State.RUNNING, has_written=False, cancel_reason=""
        ).update(cancel_reason="interrupted"):
            interrupted = running.id
    if waiting is None:
        new_turns.append(
            Turn(conversation=group.conversation, user=group.user, start_after=start_after)
        )
    else:
        wanted = now + QUIET if group.has_message else start_after
        Turn.objects.filter(id=waiting.id, state=Turn.State.QUEUED).update(
            start_after=min(wanted, waiting.created_at + LONGEST_QUIET)
        )
    return interrupted


def open_first(user: User) -> Conversation:
    """Return a newcomer's first conversation, opened and about to be greeted in."""
    with transaction.atomic():
        # Two devices may say hello at once; the person's row lets one of them open it.
        User.objects.select_for_update(no_key=True).only("id").get(id=user.id)
        existing = list_conversations(user, limit=1)
        if existing:
            return existing[0]
        conversation = create_conversation(user)
        _greet(user, conversation, ClientFrame(frame_id=uuid.uuid4()), now=conversation.created_at)
        conversation.refresh_from_db()
    return conversation


def _greet(user: User, conversation: Conversation, row: ClientFrame, *, now: datetime) -> None:
    """Have a new conversation begin with words of the assistant."""
    row.user, row.conversation, row.type = user, conversation, "conversation.open"
    row.needs_turn, row.data = True, row.data or {}
    row.save()
    Turn.objects.create(conversation=conversation, user=user, start_after=now)


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


def _submit_unanswered(user: User, frame: events.ClientFrame, *, now: datetime) -> Submitted:
    """Take an order that has its effect at once; opening a new chat alone is greeted by a turn."""
    row = ClientFrame(user=user, frame_id=frame.id, type=frame.type, body_hash=hash_body(frame))
    match frame:
        case events.MemoryEdit():
            row.save()
            memory.edit_memory(user, frame.data.memory_id, value=frame.data.value, now=now)
            return Submitted(_accept(row))
        case events.MemoryForget():
            row.save()
            memory.forget(user, frame.data.memory_id, now=now)
            return Submitted(_accept(row))
        case events.ConversationOpen() if frame.data.conversation_id is None:
            conversation = create_conversation(user, scene=frame.data.scene or "find")
            row.data = _turn_data(frame, item_id=None, card=None)
            _greet(user, conversation, row, now=now)
            return Submitted(_accept(row), conversation.id, has_turn=True)
        case events.ConversationOpen():
            row.conversation = get_conversation_for(user, str(frame.data.conversation_id))
            row.save()
            return Submitted(_accept(row), row.conversation.id)
    # Locked for the rest: a copy of this frame waits here as well, and meets the unique
    # constraint with all it did undone.
    conversation = get_conversation_for(user, frame.conversation_id or "", is_locked=True)
    row.conversation = conversation
    interrupted = None
    match frame:
        case events.TurnCancel():
            interrupted = _request_cancel(conversation, frame.data.turn_id, now=now)
        case events.ItemFeedbackOrder():
            _rate_item(user, conversation, frame.data, now=now)
        case _:
            raise AssertionError(f"{frame.type} is taken elsewhere")
    row.save()
    has_turn = isinstance(frame, events.TurnCancel)
    return Submitted(_accept(row), conversation.id, has_turn, interrupted)


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
    if isinstance(frame, events.PromptAnswer | events.PromptSkip):
        prompt = load_state(conversation).open_prompt
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


def _turn_data(
    frame: events.ClientFrame, *, item_id: uuid.UUID | None, card: dict[str, Any] | None
) -> dict[str, Any]:
    """Return what a turn needs of an order beside the logged text."""
    data: dict[str, Any] = frame.data.model_dump(mode="json")
    # The words are in the log, where they can be erased; they are not kept twice.
    data.pop("text", None)
    data["logged_item_id"] = str(item_id) if item_id is not None else None
    if card is not None:
        data["card"] = card
    return data


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
        finished = finished_event(turn, outcome="cancelled", reason="cancelled")
        append_events(conversation.id, [finished], now=now)
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


def purge_frames(*, now: datetime) -> int:
    """Forget idempotency keys older than seven days that no turn still waits for."""
    deleted, _by_model = (
        ClientFrame.objects.filter(created_at__lt=now - FRAME_MEMORY)
        .exclude(needs_turn=True, turn__isnull=True)
        .delete()
    )
    return deleted
