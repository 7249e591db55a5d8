"""The only writer of conversations and events; each append rings the bell when it is committed.

The log is the truth. A lost ring costs a device some time until its next ring, heartbeat
or `hello`, never a fact.
"""

import json
import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from eventlog import bell
from eventlog.frames import LoggedFrame, build_frame, encode, write_frame
from eventlog.frames import NewEvent as NewEvent
from eventlog.models import Conversation, Event, Participant, wire_id_of
from eventlog.outbox.notices import notify
from jobassist.accounts.models import User
from jobassist.errors import AppError
from jobassist.many_rows import insert_values, uuid_array

MAX_TITLE = 200
# A frame may have 250 KB; later changes of a page's items need room too.
PAGE_BYTES = 150_000


class ConversationNotFound(AppError):
    """The conversation does not exist or belongs to somebody else; both look alike."""

    def __init__(self) -> None:
        super().__init__("conversation_not_found", _("There is no such conversation."), status=404)


def owned_by(user: User) -> Q:
    """Return the condition under which a conversation is the person's own to read and write."""
    return Q(participants__user=user, participants__role=Participant.Role.SEEKER)


def get_conversation_for(
    user: User, conversation_id: uuid.UUID | str, *, is_locked: bool = False
) -> Conversation:
    """Return a conversation of the person's own, or raise ConversationNotFound. One query.

    A thread is its seeker's own: recruiters come to it by their company, checked at each look.
    Locked until the transaction ends with `is_locked`.
    """
    own = Conversation.objects.filter(owned_by(user))
    if is_locked:
        own = own.select_for_update(of=("self",))
    try:
        return own.get(id=conversation_id)
    except (Conversation.DoesNotExist, ValidationError) as error:
        # Django wraps a malformed UUID in its own ValidationError.
        raise ConversationNotFound from error


LOCK_FOR = """
SELECT w.user_id, c.id, c.kind, c.owner_id, c.title, c.scene, c.epoch, c.head_seq,
       c.is_remembered, c.created_at, c.updated_at
FROM unnest(%s::uuid[], %s::uuid[]) AS w(conversation_id, user_id)
JOIN eventlog_participant p ON p.conversation_id = w.conversation_id AND p.user_id = w.user_id
     AND p.role = 'seeker'
JOIN eventlog_conversation c ON c.id = w.conversation_id
ORDER BY c.id FOR UPDATE OF c
"""
LOCKED_FIELDS = (
    "id kind owner_id title scene epoch head_seq is_remembered created_at updated_at".split()
)


def lock_conversations_for(
    pairs: Iterable[tuple[uuid.UUID, uuid.UUID | None]], *, skips_locked: bool = False
) -> dict[tuple[uuid.UUID, uuid.UUID], Conversation]:
    """Return, by (person, conversation), those of these that the person takes part in, locked.

    One query, which locks in id order, until the transaction ends. With `skips_locked` those
    that somebody else holds are left out.
    """
    wanted = list({(user_id, id_) for user_id, id_ in pairs if id_ is not None})
    with connection.cursor() as cursor:
        cursor.execute(
            LOCK_FOR + ("SKIP LOCKED" if skips_locked else ""),
            [uuid_array(id_ for _user, id_ in wanted), uuid_array(user for user, _id in wanted)],
        )
        return {
            (row[0], row[1]): Conversation.from_db(DEFAULT_DB_ALIAS, LOCKED_FIELDS, row[1:])
            for row in cursor.fetchall()
        }


def get_conversations_for(user: User, wire_ids: Iterable[str]) -> list[Conversation]:
    """Return those of these conversations that the person takes part in. One query."""
    known = []
    for wire_id in wire_ids:
        with suppress(ValueError):
            known.append(uuid.UUID(wire_id))
    if not known:
        return []
    return list(Conversation.objects.filter(owned_by(user), id__in=known))


def list_conversations(user: User, *, limit: int = 20) -> list[Conversation]:
    """Return the person's chats, the most recently active first, without the `me` stream."""
    return list(
        Conversation.objects.filter(owned_by(user))
        .exclude(kind=Conversation.Kind.ME)
        .order_by("-updated_at", "id")[:limit]
    )


def create_conversation(
    user: User,
    *,
    scene: str = Conversation.Scene.FIND,
    title: str = "",
    is_remembered: bool = True,
) -> Conversation:
    """Open an assistant conversation and say so on the person's own stream."""
    with transaction.atomic():
        conversation = Conversation.objects.create(
            owner=user, scene=scene, title=title[:MAX_TITLE], is_remembered=is_remembered
        )
        Participant.objects.create(conversation=conversation, user=user)
        append_events(
            get_me_stream(user).id,
            [NewEvent("conversation.opened", describe_conversation(conversation))],
        )
    return conversation


def create_thread(seeker: User, *, title: str) -> Conversation:
    """Open a conversation of a seeker with a company and say so on the seeker's own stream.

    Nothing said in it becomes a memory. Inside the caller's transaction.
    """
    conversation = Conversation.objects.create(
        owner=seeker,
        kind=Conversation.Kind.THREAD,
        scene=Conversation.Scene.APPLICATIONS,
        title=title[:MAX_TITLE],
        is_remembered=False,
    )
    Participant.objects.create(conversation=conversation, user=seeker)
    append_events(
        get_me_stream(seeker).id,
        [NewEvent("conversation.opened", describe_conversation(conversation))],
    )
    return conversation


def join_thread(conversation: Conversation, user: User) -> Participant:
    """Have a recruiter hear of a thread, and keep how far they have read; gives no right to read."""
    joined, _is_new = Participant.objects.get_or_create(
        conversation=conversation, user=user, defaults={"role": Participant.Role.RECRUITER}
    )
    return joined


def list_hearers(conversation_id: uuid.UUID) -> dict[uuid.UUID, str]:
    """Return who takes part in a thread, with their side. One query."""
    return dict(
        Participant.objects.filter(conversation_id=conversation_id).values_list("user_id", "role")
    )


def queue_notification(
    user: User,
    *,
    kind: str,
    conversation_id: uuid.UUID | None = None,
    object_id: str = "",
    now: datetime,
) -> None:
    """Have one person told, while their app is closed, that something happened (see `notify`)."""
    notify([user.id], kind=kind, conversation_id=conversation_id, object_id=object_id, now=now)


def describe_conversation(conversation: Conversation) -> dict[str, Any]:
    """Return what a device needs to list a conversation."""
    return {
        "conversation_id": conversation.wire_id,
        "kind": conversation.kind,
        "title": conversation.title,
        "scene": conversation.scene,
        "is_remembered": conversation.is_remembered,
    }


def get_me_stream(user: User) -> Conversation:
    """Return the person's own stream, made at first use."""
    # get_or_create heals the race of two devices by the partial unique constraint.
    stream, created = Conversation.objects.get_or_create(
        owner=user, kind=Conversation.Kind.ME, defaults={"title": ""}
    )
    if created:
        Participant.objects.get_or_create(conversation=stream, user=user)
    return stream


def rename_conversation(conversation: Conversation, *, title: str) -> None:
    """Give the conversation a title of the person's own."""
    conversation.title = title.strip()[:MAX_TITLE]
    with transaction.atomic():
        conversation.save(update_fields=["title", "updated_at"])
        append_events(
            conversation.id, [NewEvent("conversation.renamed", {"title": conversation.title})]
        )


def set_remembered(conversation: Conversation, *, is_remembered: bool) -> None:
    """Decide whether what is said here may become a memory."""
    with transaction.atomic():
        Conversation.objects.filter(id=conversation.id).update(is_remembered=is_remembered)
        append_events(
            conversation.id,
            [NewEvent("conversation.remembering", {"is_remembered": is_remembered})],
        )


def store_head(conversation_id: uuid.UUID, *, scene: str, title: str) -> None:
    """Keep on the conversation's row what a turn's events said: its scene, and a first title."""
    Conversation.objects.filter(id=conversation_id).update(scene=scene)
    if title:
        # The person may have named it meanwhile.
        Conversation.objects.filter(id=conversation_id, title="").update(title=title)


def delete_conversation(user: User, conversation: Conversation) -> None:
    """Delete the conversation with everything said in it; only its owner may."""
    if conversation.owner_id != user.id or conversation.kind == Conversation.Kind.ME:
        raise ConversationNotFound
    wire_id = conversation.wire_id
    with transaction.atomic():
        stream = get_me_stream(user)
        lock_conversation_ids({conversation.id, stream.id})
        conversation.delete()
        append_events(stream.id, [NewEvent("conversation.deleted", {"conversation_id": wire_id})])


def lock_conversations(chosen: QuerySet[Conversation]) -> None:
    """Lock these conversations, before rows that hang on them are changed or deleted."""
    lock_conversation_ids(chosen.values_list("id", flat=True))


LOCK_IDS = """
SELECT id FROM eventlog_conversation WHERE id = ANY(%s::uuid[]) ORDER BY id FOR UPDATE
"""


def lock_conversation_ids(
    conversation_ids: Iterable[uuid.UUID], *, skips_locked: bool = False
) -> set[uuid.UUID]:
    """Lock these conversations in id order and return their ids; no others may be locked before.

    Who changes or deletes rows that hang on conversations takes this way first: a turn locks its
    conversation first and its own row then, and the two would wait for each other otherwise.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            LOCK_IDS + ("SKIP LOCKED" if skips_locked else ""), [uuid_array(conversation_ids)]
        )
        return {id_ for (id_,) in cursor.fetchall()}


@dataclass(frozen=True)
class Append:
    """Facts about to be appended to one conversation, oldest first."""

    conversation_id: uuid.UUID
    events: Sequence[NewEvent]


def append_events(
    conversation_id: uuid.UUID, events: Sequence[NewEvent], *, now: datetime | None = None
) -> range:
    """Append facts in order and return their `seq`s; rings on commit.

    Two statements however many events. Raises ConversationNotFound when the
    conversation was deleted meanwhile; a transaction around this is rolled back then.
    """
    return append_many([Append(conversation_id, events)], now=now)[0] if events else range(0)


def append_many(appends: Sequence[Append], *, now: datetime | None = None) -> list[range]:
    """Append facts to several conversations at once, each named once; rings on commit.

    Two statements however many events, and one more where threads are among them. Raises
    ConversationNotFound when one of them was deleted meanwhile.
    """
    appends = [each for each in appends if each.events]
    if not appends:
        return []
    at = now or timezone.now()
    with transaction.atomic(savepoint=False):
        with connection.cursor() as cursor:
            # The row locks taken here are what makes `seq` gapless: numbers are given
            # and committed in one order, and a rolled back append gives its numbers back.
            # Several are locked in id order beforehand, by whoever appends to several.
            cursor.execute(
                "UPDATE eventlog_conversation c SET head_seq = head_seq + new.count,"
                " updated_at = %s FROM unnest(%s::uuid[], %s::int[]) AS new(id, count)"
                " WHERE c.id = new.id RETURNING c.id, c.head_seq, c.kind, c.owner_id, c.epoch",
                [
                    at,
                    uuid_array(each.conversation_id for each in appends),
                    [len(each.events) for each in appends],
                ],
            )
            heads = {row[0]: row[1:] for row in cursor.fetchall()}
        if len(heads) != len(appends):
            raise ConversationNotFound
        people = _people_of([(id_, kind, owner) for id_, (_, kind, owner, _) in heads.items()])
        told = []
        for each in appends:
            id_, events = each.conversation_id, each.events
            head_seq, kind, _owner, epoch = heads[id_]
            wire_id = wire_id_of(id_, kind)
            first_seq = head_seq - len(events) + 1
            told.append(bell.Appended(id_, wire_id, epoch, first_seq, at, events, people[id_]))
        insert_values(
            Event,
            [
                {
                    "conversation_id": each.conversation_id,
                    "seq": seq,
                    "type": event.type,
                    "turn_id": event.turn_id,
                    "item_id": event.item_id,
                    "data": event.data,
                    "at": at,
                }
                for each in told
                for seq, event in enumerate(each.events, start=each.first_seq)
            ],
        )
        # Robust: what is committed has happened, whether anybody can be told or not.
        transaction.on_commit(lambda: bell.ring(told), robust=True)
    return [range(each.first_seq, each.head_seq + 1) for each in told]


def _people_of(
    conversations: Sequence[tuple[uuid.UUID, str, uuid.UUID]],
) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Return who hears of each (id, kind, owner): the owner, and in a thread all who write."""
    people = {id_: [owner_id] for id_, _kind, owner_id in conversations}
    threads = [id_ for id_, kind, _owner in conversations if kind == Conversation.Kind.THREAD]
    if threads:
        people |= {id_: [] for id_ in threads}
        for id_, user_id in Participant.objects.filter(conversation_id__in=threads).values_list(
            "conversation_id", "user_id"
        ):
            people[id_].append(user_id)
    return people


@dataclass(frozen=True)
class Cursor:
    """How far somebody has read a conversation."""

    user_id: uuid.UUID
    conversation_id: uuid.UUID
    after_seq: int


READ_ON = """
SELECT w.n, c.id, c.kind, c.epoch, e.seq, e.type, e.turn_id, e.item_id, e.data, e.at, e.erased_at
FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[]) WITH ORDINALITY
     AS w(user_id, conversation_id, after_seq, n)
JOIN eventlog_participant p ON p.conversation_id = w.conversation_id AND p.user_id = w.user_id
     AND p.role = 'seeker'
JOIN eventlog_conversation c ON c.id = w.conversation_id
CROSS JOIN LATERAL (
    SELECT t.*, sum(size) OVER (ORDER BY seq) - size AS size_before FROM (
        SELECT seq, type, turn_id, item_id, data, at, erased_at,
               coalesce(octet_length(data::text), 0) AS size
        FROM eventlog_event WHERE conversation_id = w.conversation_id AND seq > w.after_seq
        ORDER BY seq LIMIT %s
    ) t
) e
WHERE e.size_before < %s
ORDER BY w.n, e.seq
"""
READ_EVENTS = 200
READ_BYTES = 32 * 1024


def read_on(cursors: Sequence[Cursor]) -> list[list[LoggedFrame]]:
    """Return what comes next at each cursor, oldest first; nothing where it is not one's own.

    One query. At most `READ_EVENTS` events and, but for the last of them, `READ_BYTES` a cursor:
    ask again until a list is empty.
    """
    found: list[list[LoggedFrame]] = [[] for _each in cursors]
    with connection.cursor() as cursor:
        cursor.execute(
            READ_ON,
            [
                [each.user_id for each in cursors],
                [each.conversation_id for each in cursors],
                [each.after_seq for each in cursors],
                READ_EVENTS,
                READ_BYTES,
            ],
        )
        for n, id_, kind, epoch, seq, type_, turn_id, item_id, data, at, erased_at in cursor:
            frame = write_frame(
                type_=type_,
                wire_id=wire_id_of(id_, kind),
                epoch=epoch,
                seq=seq,
                at=at,
                data=json.loads(data) if data is not None and erased_at is None else None,
                turn_id=turn_id,
                item_id=item_id,
            )
            found[n - 1].append(LoggedFrame(frame))
    return found


def events_after(conversation: Conversation, seq: int, *, limit: int = 200) -> list[Event]:
    """Return events later than `seq`, oldest first.

    One query. The conversation must come from `get_conversation_for`;
    ownership is not checked again here.
    """
    # Order by seq, not id: ids are taken before commit, so a slow writer
    # can publish a lower id after a higher one.
    return list(
        Event.objects.filter(conversation_id=conversation.id, seq__gt=seq).order_by("seq")[:limit]
    )


@dataclass(frozen=True)
class HistoryPage:
    """Items of a conversation as frames, oldest first, and the cursor of the page before."""

    frames: list[dict[str, Any]]
    next_before_seq: int | None


def read_history_page(
    conversation: Conversation, *, before_seq: int | None, limit: int
) -> HistoryPage:
    """Return the item events before a `seq`, with what happened to these items later. Two queries.

    The later changes come last, so that the page folds to today's state. A page of large
    items is shorter than `limit`: it stays within `PAGE_BYTES`, the newest item aside.
    """
    before = before_seq or conversation.head_seq + 1
    newest_first = list(
        Event.objects.filter(
            conversation_id=conversation.id, seq__lt=before, item_id__isnull=False
        ).order_by("-seq")[:limit]
    )
    # In bytes: a Chinese character has three.
    sizes = accumulate(
        len(encode(build_frame(each, conversation)).encode()) for each in newest_first
    )
    fitting = max(1, sum(size <= PAGE_BYTES for size in sizes))
    page = newest_first[:fitting][::-1]
    if not page:
        return HistoryPage([], None)
    later = Event.objects.filter(
        conversation_id=conversation.id,
        item_id__in={event.item_id for event in page},
        seq__gt=page[-1].seq,
    ).order_by("seq")
    is_full = len(page) == limit or len(page) < len(newest_first)
    has_more = is_full and page[0].seq > 1
    return HistoryPage(
        [build_frame(event, conversation) for event in [*page, *later]],
        page[0].seq if has_more else None,
    )


def item_events(conversation: Conversation, item_id: uuid.UUID) -> list[Event]:
    """Return every event of one item in this conversation, oldest first. One query."""
    return list(
        Event.objects.filter(conversation_id=conversation.id, item_id=item_id).order_by("seq")
    )


def list_heads(conversation_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return the newest `seq` of each conversation that still exists. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, head_seq FROM eventlog_conversation WHERE id = ANY(%s::uuid[])",
            [uuid_array(conversation_ids)],
        )
        return dict(cursor.fetchall())


def mark_read(user: User, conversation: Conversation, *, seq: int) -> bool:
    """Move the person's read mark forward; False when it was there already."""
    seq = min(seq, conversation.head_seq)
    news = Event.objects.filter(conversation=conversation, seq__lte=seq).exclude(type="read.marked")
    with transaction.atomic():
        # A mark is an event itself: only something else makes a new mark worth telling,
        # or two devices would go on marking each other's marks.
        last = Participant.objects.filter(conversation=conversation, user=user).first()
        if last is None or not news.filter(seq__gt=last.last_read_seq).exists():
            return False
        lock_conversations(Conversation.objects.filter(id=conversation.id))
        moved = Participant.objects.filter(
            conversation=conversation, user=user, last_read_seq__lt=seq
        ).update(last_read_seq=seq)
        if moved:
            # The log of a thread is the seeker's to read: of a company they know its name.
            is_company = last.role == Participant.Role.RECRUITER
            who = {"by": "company"} if is_company else {"user_id": str(user.id)}
            append_events(conversation.id, [NewEvent("read.marked", {**who, "seq": seq})])
    return bool(moved)


def erase_items(conversation: Conversation, item_ids: Sequence[uuid.UUID]) -> int:
    """Turn every event of these items into a tombstone and tell the devices; returns how many."""
    with transaction.atomic():
        lock_conversation_ids([conversation.id])
        erased = Event.objects.filter(
            conversation=conversation, item_id__in=item_ids, erased_at__isnull=True
        ).update(data=None, erased_at=timezone.now())
        append_events(
            conversation.id,
            [
                NewEvent("item.updated", {"item_id": str(item_id), "erased": True}, None, item_id)
                for item_id in item_ids
            ],
        )
    return erased
