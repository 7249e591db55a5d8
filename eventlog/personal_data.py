"""What this app hands out and erases for one person."""

from datetime import datetime
from typing import Any

from django.db import transaction

from eventlog.models import Conversation, Event, Notification, Participant
from eventlog.services import lock_conversations, owned_by
from jobassist.accounts import merging, personal_data
from jobassist.accounts.models import User


def export_conversations(user: User) -> list[dict[str, Any]]:
    """Return every conversation of the person's own, with its events. Two queries."""
    conversations = list(Conversation.objects.filter(owned_by(user)).distinct())
    events: dict[Any, list[dict[str, Any]]] = {}
    for event in Event.objects.filter(conversation__in=conversations).order_by("seq").iterator():
        events.setdefault(event.conversation_id, []).append(
            {"seq": event.seq, "type": event.type, "at": event.at.isoformat(), "data": event.data}
        )
    return [
        {
            "conversation_id": conversation.wire_id,
            "kind": conversation.kind,
            "title": conversation.title,
            "created_at": conversation.created_at.isoformat(),
            "events": events.get(conversation.id, []),
        }
        for conversation in conversations
    ]


def erase_conversations(user: User) -> None:
    """Delete the person's conversations and pending notices."""
    own = Conversation.objects.filter(owner=user)
    with transaction.atomic():
        lock_conversations(own)
        own.delete()
    # Of threads that they read as a recruiter.
    Participant.objects.filter(user=user).delete()
    Notification.objects.filter(user=user).delete()


def purge_conversations(user: User, before: datetime) -> int:
    """Delete chats last touched before an instant; returns how many."""
    old = Conversation.objects.filter(owner=user, updated_at__lt=before).exclude(
        kind=Conversation.Kind.ME
    )
    with transaction.atomic():
        lock_conversations(old)
        count = old.count()
        old.delete()
    return count


def merge_conversations(guest: User, account: User) -> None:
    """Move a guest's chats to the account; the account's own stream stays the one."""
    chats = Conversation.objects.filter(owner=guest).exclude(kind=Conversation.Kind.ME)
    for conversation in chats:
        conversation.participants.filter(user=guest).update(user=account)
    chats.update(owner=account)
    Conversation.objects.filter(owner=guest, kind=Conversation.Kind.ME).delete()


def register_hooks() -> None:
    """Join the registries of export, erasure and guest merging."""
    personal_data.register(
        "eventlog",
        export=export_conversations,
        erase=erase_conversations,
        purge=purge_conversations,
    )
    merging.register(merge_conversations)
