"""The only writer of conversations and events, and the only place that rings the bell.

The log is the truth. The channel layer only says "the head moved": a lost ring
costs a device some time until its next ring, heartbeat or `hello`, never a fact.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asgiref.sync import async_to_sync
from channels.exceptions import ChannelFull
from channels.layers import get_channel_layer
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from eventlog.models import Conversation, Event, Participant
from jobassist.accounts.models import User
from jobassist.errors import AppError
from jobassist.logs import get_logger

log = get_logger(__name__)

MAX_TITLE = 200


class ConversationNotFound(AppError):
    """The conversation does not exist or belongs to somebody else; both look alike."""

    def __init__(self) -> None:
        super().__init__("conversation_not_found", _("There is no such conversation."), status=404)


@dataclass(frozen=True)
class NewEvent:
    """An event about to be appended; `seq`, `at` and the epoch are given by the log."""

    type: str
    data: Mapping[str, Any] = field(default_factory=dict)
    turn_id: uuid.UUID | None = None
    item_id: uuid.UUID | None = None


def person_group(user_id: uuid.UUID) -> str:
    """Return the layer group that every socket of one person joins."""
    return f"person.{user_id.hex}"


def get_conversation_for(
    user: User, conversation_id: uuid.UUID | str, *, is_locked: bool = False
) -> Conversation:
    """Return a conversation the person takes part in, or raise ConversationNotFound. One query.

    Locked until the transaction ends with `is_locked`.
    """
    own = Conversation.objects.filter(participants__user=user)
    if is_locked:
        own = own.select_for_update(of=("self",))
    try:
        return own.get(id=conversation_id)
    except (Conversation.DoesNotExist, ValidationError) as error:
        # Django wraps a malformed UUID in its own ValidationError.
        raise ConversationNotFound from error


def get_conversations_for(user: User, wire_ids: Iterable[str]) -> list[Conversation]:
    """Return those of these conversations that the person takes part in. One query."""
    known = []
    for wire_id in wire_ids:
        with suppress(ValueError):
            known.append(uuid.UUID(wire_id))
    if not known:
        return []
    return list(Conversation.objects.filter(id__in=known, participants__user=user))


def list_conversations(user: User, *, limit: int = 20) -> list[Conversation]:
    """Return the person's chats, the most recently active first, without the `me` stream."""
    return list(
        Conversation.objects.filter(participants__user=user)
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
    changes = {"scene": scene}
    if title:
        changes["title"] = title
    Conversation.objects.filter(id=conversation_id).update(**changes)


def delete_conversation(user: User, conversation: Conversation) -> None:
    """Delete the conversation with everything said in it; only its owner may."""
    if conversation.owner_id != user.id or conversation.kind == Conversation.Kind.ME:
        raise ConversationNotFound
    wire_id = conversation.wire_id
    with transaction.atomic():
        lock_conversations(Conversation.objects.filter(id=conversation.id))
        conversation.delete()
        append_events(
            get_me_stream(user).id, [NewEvent("conversation.deleted", {"conversation_id": wire_id})]
        )


def lock_conversations(chosen: QuerySet[Conversation]) -> None:
    """Lock these conversations in id order, before rows that hang on them are deleted.

    A turn locks its conversation first and its own row then: deleting takes the same way,
    or the two would wait for each other.
    """
    list(chosen.select_for_update(of=("self",)).order_by("id").values_list("id"))


def append_events(
    conversation_id: uuid.UUID, events: Sequence[NewEvent], *, now: datetime | None = None
) -> list[Event]:
    """Append facts in order and return them with their `seq`; rings on commit.

    Two statements however many events. Raises ConversationNotFound when the
    conversation was deleted meanwhile; a transaction around this is rolled back then.
    """
    if not events:
        return []
    at = now or timezone.now()
    with transaction.atomic(savepoint=False):
        with connection.cursor() as cursor:
            # The row lock taken here is what makes `seq` gapless: numbers are given
            # and committed in one order, and a rolled back append gives its numbers back.
            cursor.execute(
                "UPDATE eventlog_conversation SET head_seq = head_seq + %s, updated_at = %s"
                " WHERE id = %s RETURNING head_seq, kind, owner_id",
                [len(events), at, conversation_id],
            )
            row = cursor.fetchone()
        if row is None:
            raise ConversationNotFound
        head_seq, kind, owner_id = row
        first = head_seq - len(events) + 1
        rows = Event.objects.bulk_create(
            [
                Event(
                    conversation_id=conversation_id,
                    seq=first + index,
                    type=event.type,
                    turn_id=event.turn_id,
                    item_id=event.item_id,
                    data=dict(event.data),
                    at=at,
                )
                for index, event in enumerate(events)
            ]
        )
        people = [owner_id]
        if kind == Conversation.Kind.THREAD:
            people = list(
                Participant.objects.filter(conversation_id=conversation_id).values_list(
                    "user_id", flat=True
                )
            )
        transaction.on_commit(lambda: ring(people, conversation_id, head_seq=head_seq))
    return rows


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

    The later changes come last, so that the page folds to today's state.
    """
    before = before_seq or conversation.head_seq + 1
    newest_first = Event.objects.filter(
        conversation_id=conversation.id, seq__lt=before, item_id__isnull=False
    ).order_by("-seq")[:limit]
    page = list(newest_first)[::-1]
    if not page:
        return HistoryPage([], None)
    later = Event.objects.filter(
        conversation_id=conversation.id,
        item_id__in={event.item_id for event in page},
        seq__gt=page[-1].seq,
    ).order_by("seq")
    has_more = len(page) == limit and page[0].seq > 1
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
    return dict(
        Conversation.objects.filter(id__in=list(conversation_ids)).values_list("id", "head_seq")
    )


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
        moved = Participant.objects.filter(
            conversation=conversation, user=user, last_read_seq__lt=seq
        ).update(last_read_seq=seq)
        if moved:
            append_events(
                conversation.id, [NewEvent("read.marked", {"user_id": str(user.id), "seq": seq})]
            )
    return bool(moved)


def erase_items(conversation: Conversation, item_ids: Sequence[uuid.UUID]) -> int:
    """Turn every event of these items into a tombstone and tell the devices; returns how many."""
    with transaction.atomic():
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


def ring(people: Iterable[uuid.UUID], conversation_id: uuid.UUID, *, head_seq: int) -> None:
    """Tell every socket of these people that a head moved; losing it loses nothing."""
    message = {
        "type": "chat.ring",
        "conversation_id": str(conversation_id),
        "head_seq": head_seq,
    }
    for user_id in people:
        async_to_sync(send_to_person)(user_id, message)


async def send_to_person(user_id: uuid.UUID, message: dict[str, Any]) -> None:
    """Send an unlogged message (a ring, a delta) to every socket of a person, at most once."""
    layer = get_channel_layer()
    try:
        await layer.group_send(person_group(user_id), message)
    except (ChannelFull, OSError, RedisError) as error:
        log.warning("layer.send_failed", error=type(error).__name__)
