"""What a socket asks of the rows: who it is, what it follows, orders of every kind.

Sync, in groups where many sockets ask the same, each group through `jobassist.batching`.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from chat import clock, events, memory, turns, voice
from chat.cards import MemoryData
from chat.fitting import take_fitting
from chat.language import django_locale, lang_of_locale
from chat.limits import Capabilities
from chat.persona import persona_for
from chat.preview import preview_draft
from chat.snapshot import build_resync
from eventlog.models import Conversation, Participant
from eventlog.services import (
    get_conversation_for,
    get_me_stream,
    list_heads,
    mark_read,
    read_history_page,
)
from jobassist.accounts import limits
from jobassist.accounts import services as accounts
from jobassist.accounts.locales import validate_locale
from jobassist.accounts.models import SignIn, User
from jobassist.accounts.services import OpenSession
from jobassist.accounts.time_zones import validate_time_zone
from jobassist.batching import answer_each
from jobassist.db import LOST
from jobassist.errors import AppError
from jobassist.logs import get_logger
from jobassist.many_rows import select_rows, uuid_array
from recruiting import services
from recruiting.models import Side, Thread

log = get_logger(__name__)

RECENT = 20
HEARTBEAT_SECONDS = 25


@dataclass(slots=True)
class Followed:
    """A conversation whose events a socket passes on, and how far it has."""

    conversation_id: uuid.UUID
    sent_seq: int
    # The log is being read for it; something came that is to be read once more.
    is_reading: bool = False
    is_behind: bool = False
    # Shared with a recruiter, who is shown that somebody types.
    is_thread: bool = False


@dataclass(frozen=True)
class Opening:
    """Everything a `hello` is answered with."""

    welcome: events.Welcome
    me_id: uuid.UUID
    followed: list[Followed]
    # Each is read when it is its turn to be sent: a hundred at once would be many megabytes.
    resyncs: list[Conversation]
    live: list[dict[str, Any]]
    waiting_turns: list[uuid.UUID]


@dataclass
class Answer:
    """What an order is answered with on the socket that sent it."""

    frames: list[events.ServerData] = field(default_factory=list)
    conversation_wire_id: str | None = None
    submitted: turns.Submitted | None = None
    follow: Followed | None = None


@dataclass(frozen=True)
class Message:
    """A `message.send` of a socket, on its way into the log."""

    session: OpenSession
    frame: events.MessageSend
    lang: str


@dataclass(frozen=True)
class Standing:
    """What a socket wants to know now and then: may it go on, and did it miss anything?"""

    session: OpenSession
    conversation_ids: Sequence[uuid.UUID]


def begin_sessions(hellos: Sequence[events.HelloData]) -> list[OpenSession | Exception]:
    """Redeem the tickets of these `hello`s and note the devices' languages and zones."""
    sign_ins = accounts.redeem_tickets([each.ticket for each in hellos])
    return answer_each(_begin_session, list(zip(hellos, sign_ins, strict=True)))


def _begin_session(redeemed: tuple[events.HelloData, SignIn | None]) -> OpenSession:
    hello, sign_in = redeemed
    if sign_in is None:
        raise accounts.bad_ticket()
    user = sign_in.user
    note_device(user, locale=hello.locale, time_zone=hello.time_zone)
    return OpenSession(user.id, sign_in.id, user.session_version)


def note_device(user: User, *, locale: str | None, time_zone: str | None) -> None:
    """Keep the language and zone that a device is set to, where they are new."""
    changes = {"locale": locale, "time_zone": time_zone}
    given = {key: value for key, value in changes.items() if value and is_profile_value(key, value)}
    if any(getattr(user, key) != value for key, value in given.items()):
        accounts.update_profile(user, changes=dict(given))


def is_profile_value(key: str, value: str) -> bool:
    """Return whether a device's language or zone is one; a wrong one is left aside."""
    try:
        {"locale": validate_locale, "time_zone": validate_time_zone}[key](value)
    except ValidationError:
        return False
    return True


def session_ended() -> AppError:
    """Return what somebody is told who signed out, was banned or changed roles."""
    return AppError("session_ended", _("You have been signed out. Please sign in again."))


def check_session(session: OpenSession) -> None:
    """Raise AppError("session_ended") when the person logged out or was banned. One query."""
    if not accounts.find_valid_sessions([session]):
        raise session_ended()


def check_speaker(session: OpenSession, conversation_id: uuid.UUID | None) -> None:
    """Raise unless the person is signed in, takes part in the conversation and may speak again.

    Counts the note. Three queries.
    """
    check_session(session)
    get_conversation_for(User(id=session.user_id), conversation_id or "")
    try:
        limits.count_attempt(voice.BY_USER, str(session.user_id))
    except AppError as error:
        raise AppError("rate_limited", error.message, status=429) from error


def check_standings(asked: Sequence[Standing]) -> list[dict[uuid.UUID, int] | Exception]:
    """Return the heads of what each socket follows, or that its session ended. Two queries."""
    valid = accounts.find_valid_sessions([each.session for each in asked])
    heads = list_heads({id_ for each in asked for id_ in each.conversation_ids})
    return [
        {id_: heads[id_] for id_ in each.conversation_ids if id_ in heads}
        if each.session in valid
        else session_ended()
        for each in asked
    ]


def open_sessions(
    begun: Sequence[tuple[OpenSession, events.HelloData]],
) -> list[Opening | Exception]:
    """Return for each the welcome, what to follow from where, and what has to start afresh.

    Five queries for all of them together, and more for newcomers.
    """
    people = {session.user_id for session, _hello in begun}
    users = User.objects.in_bulk(people)
    streams = {
        each.owner_id: each
        for each in Conversation.objects.filter(owner_id__in=people, kind=Conversation.Kind.ME)
    }
    recent: dict[uuid.UUID, list[Participant]] = defaultdict(list)
    # A recruiter reads a thread in the admin, not among their own chats.
    chats = Participant.objects.filter(user_id__in=people, role=Participant.Role.SEEKER).exclude(
        conversation__kind=Conversation.Kind.ME
    )
    for part in (
        chats.select_related("conversation")
        .annotate(
            place=Window(
                RowNumber(),
                partition_by=F("user_id"),
                order_by=[F("conversation__updated_at").desc(), F("conversation_id")],
            )
        )
        .filter(place__lte=RECENT)
        .order_by("place")
    ):
        recent[part.user_id].append(part)
    # Older chats that a device still shows, if they are this person's.
    shown = [_cursor_ids(hello) for _session, hello in begun]
    older: dict[uuid.UUID, list[Participant]] = defaultdict(list)
    named = set().union(
        *(
            ids - {each.conversation_id for each in recent[session.user_id]}
            for (session, _hello), ids in zip(begun, shown, strict=True)
        )
    )
    if named:
        for known in chats.filter(conversation_id__in=named).select_related("conversation"):
            if known not in recent[known.user_id]:
                older[known.user_id].append(known)
    streaming = turns.texts_so_far(set().union(*shown)) if any(shown) else {}

    def open_one(place: int) -> Opening:
        (session, hello), ids = begun[place], shown[place]
        if session.user_id not in users:
            raise session_ended()
        # A group has people of both languages in it.
        with translation.override(django_locale(lang_of_locale(hello.locale))):
            return _open_session(
                users[session.user_id],
                hello,
                me=streams.get(session.user_id),
                parts=[
                    *recent[session.user_id],
                    *(each for each in older[session.user_id] if each.conversation_id in ids),
                ],
                streaming=streaming,
            )

    return answer_each(open_one, range(len(begun)))


def _cursor_ids(hello: events.HelloData) -> set[uuid.UUID]:
    found = set()
    for cursor in hello.resume:
        try:
            found.add(uuid.UUID(cursor.conversation_id))
        except ValueError:
            # `me`, or nothing that could be one of ours.
            continue
    return found


def _open_session(
    user: User,
    hello: events.HelloData,
    *,
    me: Conversation | None,
    parts: Sequence[Participant],
    streaming: dict[uuid.UUID, turns.TextSoFar],
) -> Opening:
    waiting: list[uuid.UUID] = []
    conversations = [part.conversation for part in parts]
    read = {part.conversation_id: part.last_read_seq for part in parts}
    if not conversations:
        conversations = [turns.open_first(user)]
        waiting.append(conversations[0].id)
        me = None
    # Opening a first chat is a fact of the person's own stream.
    me = me or get_me_stream(user)
    cursors = {each.conversation_id: each for each in hello.resume}
    heads: list[events.ConversationHead] = []
    followed: list[Followed] = []
    resyncs: list[Conversation] = []
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
            resyncs.append(conversation)
        is_thread = conversation.kind == Conversation.Kind.THREAD
        followed.append(Followed(conversation.id, after, is_thread=is_thread))
        if cursor is not None and conversation.id in streaming:
            live += text_frames(conversation.wire_id, streaming[conversation.id])
    # The person's own stream: from the cursor, else from now on.
    cursor = cursors.get("me")
    is_good = _is_good(cursor, me)
    after = cursor.after_seq if cursor is not None and is_good else me.head_seq
    followed.append(Followed(me.id, after))
    if cursor is not None and not is_good:
        resyncs.append(me)
    capabilities = Capabilities.of(hello)
    welcome = events.Welcome(
        user_id=str(user.id),
        persona=persona_for(conversations[0].scene),
        cards=capabilities.agreed(),
        heartbeat_seconds=HEARTBEAT_SECONDS,
        limits=capabilities.agreed_limits(),
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


@dataclass(frozen=True)
class StreamOpening:
    """Where a stream of one conversation begins, and what its device is told first."""

    followed: Followed
    resync: events.Resync | None
    live: list[dict[str, Any]]


def find_conversation(user: User, wire_id: str) -> Conversation:
    """Return a conversation of the person by its name on the wire, `me` among them. One query.

    Raises ConversationNotFound where it is not the person's.
    """
    return get_me_stream(user) if wire_id == "me" else get_conversation_for(user, wire_id)


def open_stream(conversation: Conversation, *, cursor: events.ResumeCursor | None) -> StreamOpening:
    """Return how a stream goes on from a cursor, or begins afresh. One query, or five."""
    streaming = turns.text_so_far(conversation)
    live = text_frames(conversation.wire_id, streaming) if streaming is not None else []
    if cursor is not None and _is_good(cursor, conversation):
        return StreamOpening(Followed(conversation.id, cursor.after_seq), None, live)
    resync = build_resync(conversation)
    return StreamOpening(Followed(conversation.id, resync.head_seq), resync, live)


def text_frames(wire_id: str, so_far: turns.TextSoFar) -> list[dict[str, Any]]:
    """Return the text so far of an answer being streamed, as one delta from offset 0."""
    item_id = str(so_far.item_id)
    return [
        {
            "type": data.type_,
            "conversation_id": wire_id,
            "turn_id": str(so_far.turn_id),
            "data": data.dump(),
        }
        for data in (
            events.ItemAdded(item_id=item_id, role="assistant", kind="text"),
            events.ItemDelta(item_id=item_id, offset=0, text=so_far.text),
        )
    ]


def take_messages(messages: Sequence[Message]) -> list[turns.Submitted | Exception]:
    """Log messages of many sockets in one commit; `turns.Locked` for one that has to be alone.

    The session of each is checked, so a sign-out is felt at once.
    """
    now = timezone.now()
    valid = accounts.find_valid_sessions([each.session for each in messages])
    people = {each.session.user_id for each in messages}
    rows = select_rows(User, "id = ANY(%s::uuid[])", [uuid_array(people)])
    users = {user.id: user for user in rows}
    answers: list[turns.Submitted | Exception] = [session_ended() for _each in messages]
    places = [n for n, each in enumerate(messages) if each.session in valid]
    orders = [
        turns.Order(users[messages[n].session.user_id], messages[n].frame, messages[n].lang)
        for n in places
    ]
    try:
        taken = turns.submit_many(orders, now=now, claims=True, skips_locked=True)
    except LOST:
        raise
    except Exception as error:
        # A copy of one of them came in elsewhere, or one cannot be taken: each finds out for itself.
        if not isinstance(error, IntegrityError):
            log.exception("messages.group_failed", count=len(orders))
        taken = [turns.Locked() for _each in orders]
    for n, answer in zip(places, taken, strict=True):
        answers[n] = answer
    return answers


def take_order(session: OpenSession, order: events.ClientEvent) -> Answer:
    """Carry out an order of an authenticated socket and return its answer.

    The session is checked on every order, so a sign-out is felt at once.
    """
    now = timezone.now()
    check_session(session)
    user = User.objects.get(id=session.user_id)
    match order:
        case events.MessagePreviewOrder():
            conversation = get_conversation_for(user, order.conversation_id or "")
            preview = preview_draft(conversation, order, user=user, now=clock.now())
            return Answer([preview], conversation.wire_id)
        case events.HistoryGet():
            return _read_history(user, order)
        case events.MemoryList():
            facts = take_fitting(memory.build_facts(memory.recall(user)))
            return Answer([events.MemoryPage(ref=str(order.id), memory=MemoryData(facts=facts))])
        case events.ReadMark():
            conversation = get_conversation_for(user, order.conversation_id or "")
            mark_read(user, conversation, seq=order.data.seq)
            return _accepted(order)
        case events.ConversationOpen():
            return _open(user, order, now=now)
        case _:
            submitted = turns.submit(user, order, now=now)
            return Answer([submitted.ack], submitted=submitted)


def tell_typing(session: OpenSession, conversation_id: uuid.UUID) -> None:
    """Show the other side of a person's thread that they are typing; nothing where it ended."""
    check_session(session)
    user = User(id=session.user_id)
    thread = services.get_thread_for(user, conversation_id)
    if thread.state == Thread.State.OPEN:
        services.show_typing(thread, by=session.user_id, side=Side.SEEKER)


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
        conversation.wire_id,
        submitted,
        Followed(
            conversation.id,
            resync.head_seq,
            is_thread=conversation.kind == Conversation.Kind.THREAD,
        ),
    )


def _read_history(user: User, order: events.HistoryGet) -> Answer:
    conversation = get_conversation_for(user, order.conversation_id or "")
    page = read_history_page(conversation, before_seq=order.data.before_seq, limit=order.data.limit)
    history = events.HistoryPage(
        ref=str(order.id), events=page.frames, has_more=page.next_before_seq is not None
    )
    return Answer([history], conversation.wire_id)
