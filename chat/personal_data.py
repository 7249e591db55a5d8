"""What this app hands out and erases for one person."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.signals import pre_delete

from chat.models import (
    Alert,
    ClientFrame,
    ExperimentPerson,
    ForgottenFact,
    ItemFeedback,
    Memory,
    Turn,
)
from eventlog.models import Conversation
from eventlog.services import erase_items, get_me_stream, lock_conversations
from jobassist.accounts import merging, personal_data
from jobassist.accounts.models import User


def export_memory(user: User) -> dict[str, Any]:
    """Return what is remembered, standing searches, thumbs, by what answers came, and in which arm.

    The arm is that of each experiment the person was put into.
    """
    return {
        "memory": list(
            Memory.objects.filter(user=user).values(
                "id", "kind", "key", "value", "words", "valid_from", "valid_to"
            )
        ),
        "alerts": list(
            Alert.objects.filter(user=user).values(
                "id",
                "state",
                "criteria",
                "frequency",
                "weekdays",
                "day",
                "hour",
                "minute",
                "time_zone",
                "next_run_at",
                "last_run_at",
                "last_found",
                "conversation_id",
                "created_at",
            )
        ),
        "feedback": list(
            ItemFeedback.objects.filter(user=user).values("item_id", "rating", "reason", "at")
        ),
        "turns": list(
            Turn.objects.filter(user=user).values(
                "id", "conversation_id", "engine", "provider", "model_name", "outcome", "created_at"
            )
        ),
        "experiments": list(
            ExperimentPerson.objects.filter(user=user)
            .order_by("assigned_at")
            .values("assigned_at", experiment_key=F("experiment__key"), arm_key=F("arm__key"))
        ),
    }


def erase_memory(user: User) -> None:
    """Delete memories, what was forgotten, standing searches, thumbs, frames and turns."""
    with transaction.atomic():
        # Their turns go before their conversations; a running one holds both.
        lock_conversations(Conversation.objects.filter(owner=user))
        ClientFrame.objects.filter(user=user).delete()
        Turn.objects.filter(user=user).delete()
    Alert.objects.filter(user=user).delete()
    Memory.objects.filter(user=user).delete()
    ForgottenFact.objects.filter(user=user).delete()
    ItemFeedback.objects.filter(user=user).delete()
    ExperimentPerson.objects.filter(user=user).delete()


def purge_memory(user: User, before: datetime) -> int:
    """Delete what was remembered before an instant, still believed or not; returns how many facts.

    Their words in the person's own stream go as well.
    """
    with transaction.atomic():
        old = list(Memory.objects.select_for_update().filter(user=user, valid_from__lt=before))
        Memory.objects.filter(id__in=[each.id for each in old]).delete()
        if old:
            erase_items(get_me_stream(user), [each.id for each in old])
    return len(old)


def merge_memory(guest: User, account: User) -> None:
    """Move a guest's memories; where both know a key, the newer one is believed."""
    mine = {
        each.key: each
        for each in Memory.objects.filter(user=account, valid_to__isnull=True).exclude(
            kind=Memory.Kind.NOTE
        )
    }
    for fact in Memory.objects.filter(user=guest, valid_to__isnull=True).exclude(
        kind=Memory.Kind.NOTE
    ):
        known = mine.get(fact.key)
        if known is None:
            continue
        older, newer = sorted((known, fact), key=lambda each: each.valid_from)
        older.valid_to = newer.valid_from
        older.superseded_by = newer
        older.save(update_fields=["valid_to", "superseded_by"])
    Memory.objects.filter(user=guest).update(user=account)
    _merge_forgotten(guest, account)
    # The same search stands once: the account's own stays.
    Alert.objects.filter(user=guest).exclude(
        criteria_hash__in=Alert.objects.filter(user=account).values("criteria_hash")
    ).update(user=account, fence=F("fence") + 1, lease_until=None)
    Alert.objects.filter(user=guest).delete()
    ItemFeedback.objects.filter(user=guest).update(user=account)
    Turn.objects.filter(user=guest).update(user=account)
    # Whoever is in an arm already stays there.
    ExperimentPerson.objects.filter(user=guest).exclude(
        experiment_id__in=ExperimentPerson.objects.filter(user=account).values("experiment_id")
    ).update(user=account)
    ExperimentPerson.objects.filter(user=guest).delete()
    # Frame ids are unique a person; a guest's old ones have served their purpose unless a
    # turn still waits for them.
    ClientFrame.objects.filter(user=guest, needs_turn=False).delete()
    ClientFrame.objects.filter(user=guest).update(user=account)


def _merge_forgotten(guest: User, account: User) -> None:
    """Have what a guest had forgotten stay so, by the hashes that were made for the guest."""
    forgotten = ForgottenFact.objects.filter(user=guest)
    forgotten.filter(hashed_for__isnull=True).update(hashed_for=guest.id)
    forgotten.update(user=account)


def forget_orders(*, instance: Conversation, **_signal: Any) -> None:
    """Keep nothing of the orders in a conversation that is about to be deleted but their ids."""
    ClientFrame.objects.filter(conversation=instance).update(data=None, needs_turn=False)


def register_hooks() -> None:
    """Join the registries of export, erasure and guest merging; heed deleted conversations."""
    pre_delete.connect(forget_orders, sender=Conversation, dispatch_uid="chat.forget_orders")
    personal_data.register("chat", export=export_memory, erase=erase_memory, purge=purge_memory)
    merging.register(merge_memory)
