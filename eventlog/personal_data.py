"""What this app hands out and erases for one person."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from eventlog.models import (
    Conversation,
    Dispatch,
    Event,
    Notification,
    NotificationOptOut,
    NotificationSettings,
    Participant,
    Presence,
    PushSubscription,
)
from eventlog.services import lock_conversations, owned_by
from jobassist.accounts import merging, personal_data
from jobassist.accounts.models import User


def export_own(user: User) -> dict[str, Any]:
    """Return the person's conversations, and what they are told while the app is closed."""
    quiet = NotificationSettings.objects.filter(user=user).first()
    return {
        "conversations": export_conversations(user),
        "notices": list(
            Notification.objects.filter(user=user)
            .order_by("created_at")
            .values("kind", "count", "state", "created_at", "sent_at")
        ),
        "quiet_hours": (
            {"is_on": quiet.is_quiet, "begin": quiet.quiet_from, "end": quiet.quiet_until}
            if quiet
            else None
        ),
        "not_wanted": list(NotificationOptOut.objects.filter(user=user).values("channel", "kind")),
        "told_devices": [
            {
                "platform": each.platform,
                "name": each.name,
                # The rest of the address is a key to the device.
                "service": urlsplit(each.address).hostname if each.p256dh else None,
                "created_at": each.created_at,
            }
            for each in PushSubscription.objects.filter(user=user).order_by("created_at")
        ],
    }


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
    """Delete the person's conversations, and all about how they are told of things."""
    own = Conversation.objects.filter(owner=user)
    with transaction.atomic():
        lock_conversations(own)
        own.delete()
    # Of threads that they read as a recruiter.
    Participant.objects.filter(user=user).delete()
    Notification.objects.filter(user=user).delete()
    # Their deliveries go with them.
    Dispatch.objects.filter(user=user).delete()
    PushSubscription.objects.filter(user=user).delete()
    NotificationOptOut.objects.filter(user=user).delete()
    NotificationSettings.objects.filter(user=user).delete()
    Presence.objects.filter(user=user).delete()


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
    # The device says anew where it is reached, once it is signed in; the account's settings stay.
    PushSubscription.objects.filter(user=guest).delete()
    Notification.objects.filter(user=guest).delete()
    Presence.objects.filter(user=guest).delete()


def register_hooks() -> None:
    """Join the registries of export, erasure and guest merging."""
    personal_data.register(
        "eventlog",
        export=export_own,
        erase=erase_conversations,
        purge=purge_conversations,
    )
    merging.register(merge_conversations)
