"""What a socket asks of the rows: who it is, what it follows, orders that need no turn.

Sync, one call a frame, each through `run_in_db`.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chat import events, memory, turns
from chat.cards import ACTION_LIMIT, CAROUSEL_LIMIT, CHIP_LIMIT, LABEL_LIMIT, MemoryData
from chat.persona import persona_for
from chat.preview import preview_draft
from chat.snapshot import build_resync
from eventlog.models import Conversation, Participant
from eventlog.services import (
    build_frame,
    events_after,
    get_conversation_for,
    get_conversations_for,
    get_me_stream,
    list_conversations,
    mark_read,
    read_history_page,
)
from eventlog.services import list_heads as list_heads
from jobassist.accounts import services as accounts
from jobassist.accounts.locales import validate_locale
from jobassist.accounts.models import User
from jobassist.accounts.time_zones import validate_time_zone
from jobassist.errors import AppError

if TYPE_CHECKING:
    from chat.consumers import ChatConsumer

BATCH = 200
RECENT = 20

# The sockets of this process, for a shutdown that says goodbye.
open_sockets: "WeakSet[ChatConsumer]" = WeakSet()


@dataclass(frozen=True)
class Session:
    """Who is at the other end of a socket, and by which sign-in."""

    user_id: uuid.UUID
    sign_in_id: uuid.UUID
    session_version: int


@dataclass
class Followed:
    """A conversation whose events a socket passes on, and how far it has."""

    conversation_id: uuid.UUID
    sent_seq: int


@dataclass(frozen=True)
class Opening:
    """Everything a `hello` is answered with."""

    welcome: events.Welcome
    me_id: uuid.UUID
    followed: list[Followed]
    resyncs: list[events.Resync]
    live: list[dict[str, Any]]
    waiting_turns: list[uuid.UUID]


@dataclass
class Answer:
    """What an order is answered with on the socket that sent it."""

    frames: list[events.ServerData] = field(default_factory=list)
    conversation_id: uuid.UUID | None = None
    conversation_wire_id: str | None = None
    has_turn: bool = False
    interrupted_turn_id: uuid.UUID | None = None
    follow: Followed | None = None


def begin_session(hello: events.HelloData) -> Session:
    """Redeem the ticket of a `hello` and note the device's language and zone."""
    user, sign_in = accounts.redeem_ticket(hello.ticket)
    changes = {"locale": hello.locale, "time_zone": hello.time_zone}
    given = {key: value for key, value in changes.items() if value and is_profile_value(key, value)}
    if any(getattr(user, key) != value for key, value in given.items()):
        accounts.update_profile(user, changes=dict(given))
    return Session(user_id=user.id, sign_in_id=sign_in.id, session_version=user.session_version)


def is_profile_value(key: str, value: str) -> bool:
    """Return whether a device's language or zone is one; a wrong one is left aside."""
    try:
        {"locale": validate_locale, "time_zone": validate_time_zone}[key](value)
    except ValidationError:
        return False
    return True


def check_session(session: Session) -> None:
    """Raise AppError("session_ended") when the person logged out or was banned. One query."""
    if not accounts.is_session_valid(session.user_id, session.sign_in_id, session.session_version):
        raise AppError("session_ended", _("You have been signed out. Please sign in again."))


def build_opening(session: Session, hello: events.HelloData, *, heartbeat_seconds: int) -> Opening:
    """Return the welcome, what to follow from where, and what has to start afresh."""
    user = User.objects.get(id=session.user_id)
    me = get_me_stream(user)
    conversations = list_conversations(user, limit=RECENT)
    waiting: list[uuid.UUID] = []
    if not conversations:
        conversations = [turns.open_first(user)]
        waiting.append(conversations[0].id)
        me.refresh_from_db(fields=["head_seq"])
    cursors = {each.conversation_id: each for each in hello.resume}
    # Older chats that the device still shows, if they are this person's.
    known = {each.wire_id for each in conversations} | {"me"}
    conversations += get_conversations_for(user, [each for each in cursors if each not in known])
    read = dict(
        Participant.objects.filter(user=user, conversation__in=conversations).values_list(
            "conversation_id", "last_read_seq"
        )
    )
    heads: list[events.ConversationHead] = []
    followed: list[Followed] = []
    resyncs: list[events.Resync] = []
    live: list[dict[str, Any]] = []
    for conversation in conversations:
        cursor = cursors.get(conversation.wire_id)
        is_good = _is_good(cursor, conversation)
        heads.append(
            events.ConversationHead(
                conversation_id=conversation.wire_id,
                kind=conversation.kind,
                title=conversation.title,
                scene=conversation.scene,
                epoch=conversation.epoch,
                head_seq=conversation.head_seq,
                recovered=is_good,
                read_seq=read.get(conversation.id, 0),
                is_remembered=conversation.is_remembered,
                updated_at=conversation.updated_at.isoformat(),
            )
        )
        after = conversation.head_seq
        if cursor is not None and is_good:
            after = cursor.after_seq
        elif cursor is not None:
            resync = build_resync(conversation)
            resyncs.append(resync)
            after = resync.head_seq
        followed.append(Followed(conversation.id, after))
        if cursor is not None:
            live += _text_in_progress(conversation)
    # The person's own stream: from the cursor, else from now on.
    cursor = cursors.get("me")
    is_good = _is_good(cursor, me)
    after = cursor.after_seq if cursor is not None and is_good else me.head_seq
    followed.append(Followed(me.id, after))
    if cursor is not None and not is_good:
        resyncs.append(build_resync(me))
    welcome = events.Welcome(
        user_id=str(user.id),
        persona=persona_for(conversations[0].scene),
        cards=[events.CARDS],
        heartbeat_seconds=heartbeat_seconds,
        limits={
            "chips": CHIP_LIMIT,
            "carousel": CAROUSEL_LIMIT,
            "actions": ACTION_LIMIT,
            "label": LABEL_LIMIT,
        },
        conversations=heads,
        me=events.StreamHead(epoch=me.epoch, head_seq=me.head_seq, recovered=is_good),
    )
    return Opening(welcome, me.id, followed, resyncs, live, waiting)


def _is_good(cursor: events.ResumeCursor | None, conversation: Conversation) -> bool:
    return (
        cursor is not None
        and cursor.epoch == conversation.epoch
        and cursor.after_seq <= conversation.head_seq
    )


def _text_in_progress(conversation: Conversation) -> list[dict[str, Any]]:
    """Return the text so far of a streaming answer as one delta from offset 0."""
    found = turns.text_so_far(conversation)
    if found is None:
        return []
    turn_id, item_id, text = found
    added = events.ItemAdded(item_id=str(item_id), role="assistant", kind="text")
    delta = events.ItemDelta(item_id=str(item_id), offset=0, text=text)
    return [
        {
            "conversation_id": conversation.wire_id,
            "turn_id": str(turn_id),
            "event": data.type_,
            "data": data.dump(),
        }
        for data in (added, delta)
    ]


def read_frames(
    session: Session, conversation_id: uuid.UUID, *, after_seq: int
) -> list[dict[str, Any]]:
    """Return the next logged frames of a followed conversation, at most BATCH. Two queries."""
    conversation = Conversation.objects.filter(
        id=conversation_id, participants__user_id=session.user_id
    ).first()
    if conversation is None:
        return []
    return [
        build_frame(event, conversation)
        for event in events_after(conversation, after_seq, limit=BATCH)
    ]


def take_order(session: Session, order: events.ClientEvent, *, now: datetime) -> Answer:
    """Carry out an order of an authenticated socket and return its answer.

    The session is checked on every order, so a sign-out is felt at once.
    """
    check_session(session)
    user = User.objects.get(id=session.user_id)
    match order:
        case events.MessagePreviewOrder():
            conversation = get_conversation_for(user, order.conversation_id or "")
            preview = preview_draft(conversation, order, user=user, now=now)
            return Answer([preview], conversation.id, conversation.wire_id)
        case events.HistoryGet():
            return _read_history(user, order)
        case events.MemoryList():
            facts = memory.build_facts(memory.recall(user))
            return Answer([events.MemoryPage(ref=str(order.id), memory=MemoryData(facts=facts))])
        case events.ReadMark():
            conversation = get_conversation_for(user, order.conversation_id or "")
            mark_read(user, conversation, seq=order.data.seq)
            return _accepted(order)
        case events.ConversationOpen():
            return _open(user, order, now=now)
        case _:
            submitted = turns.submit(user, order, now=now)
            return Answer(
                [submitted.ack],
                submitted.conversation_id,
                None,
                submitted.has_turn,
                submitted.interrupted_turn_id,
            )


def _accepted(order: events.ClientFrame) -> Answer:
    return Answer([events.Ack(ref=str(order.id), status="accepted")])


def _open(user: User, order: events.ConversationOpen, *, now: datetime) -> Answer:
    submitted = turns.submit(user, order, now=now)
    if submitted.ack.status == "rejected" or submitted.ack.conversation_id is None:
        return Answer([submitted.ack])
    conversation = get_conversation_for(user, submitted.ack.conversation_id)
    resync = build_resync(conversation)
    opened = events.ConversationOpened(
        conversation_id=conversation.wire_id,
        kind=conversation.kind,
        title=conversation.title,
        scene=conversation.scene,
        is_remembered=conversation.is_remembered,
    )
    return Answer(
        [submitted.ack, opened, resync],
        conversation.id,
        conversation.wire_id,
        submitted.has_turn,
        follow=Followed(conversation.id, resync.head_seq),
    )


def _read_history(user: User, order: events.HistoryGet) -> Answer:
    conversation = get_conversation_for(user, order.conversation_id or "")
    page = read_history_page(conversation, before_seq=order.data.before_seq, limit=order.data.limit)
    return Answer(
        [
            events.HistoryPage(
                ref=str(order.id),
                events=page.frames,
                has_more=page.next_before_seq is not None,
            )
        ],
        conversation.id,
        conversation.wire_id,
    )
