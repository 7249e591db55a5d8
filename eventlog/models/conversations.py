"""Conversations and the append-only log that every device reads."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


def new_epoch() -> str:
    """Return a fresh epoch: a cursor from another epoch is answered by `resync`."""
    return secrets.token_hex(4)


class Conversation(models.Model):
    """One ordered stream of events; `me` is a person's own stream beside the chats."""

    class Kind(models.TextChoices):
        ASSISTANT = "assistant"
        THREAD = "thread"
        ME = "me"

    class Scene(models.TextChoices):
        FIND = "find"
        RESUME = "resume"
        INTERVIEW = "interview"
        APPLICATIONS = "applications"
        ALERTS = "alerts"
        ASK = "ask"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ASSISTANT)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversations"
    )
    title = models.CharField(max_length=200, blank=True)
    scene = models.CharField(max_length=16, choices=Scene, default=Scene.FIND)
    epoch = models.CharField(max_length=16, default=new_epoch, editable=False)
    # The number of the newest event. Taken under this row's lock, so `seq` has no gap.
    head_seq = models.BigIntegerField(default=0, editable=False)
    # False: nothing said here becomes a memory.
    is_remembered = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            # welcome and GET /conversations: a person's chats, newest first.
            models.Index(fields=["owner", "-updated_at"], name="conversation_owner_recent"),
        ]
        constraints = [
            # A person has one stream of facts about themselves.
            models.UniqueConstraint(
                fields=["owner"], condition=Q(kind="me"), name="conversation_one_me_per_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def wire_id(self) -> str:
        """The id as frames carry it: `me` for the person's own stream."""
        return wire_id_of(self.id, self.kind)


def wire_id_of(conversation_id: uuid.UUID, kind: str) -> str:
    """Return the id of a conversation as frames carry it."""
    return "me" if kind == Conversation.Kind.ME else str(conversation_id)


class Participant(models.Model):
    """A person who may read and write in a conversation, and how far they have read."""

    class Role(models.TextChoices):
        SEEKER = "seeker"
        RECRUITER = "recruiter"

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="participants"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="participations"
    )
    role = models.CharField(max_length=12, choices=Role, default=Role.SEEKER)
    last_read_seq = models.BigIntegerField(default=0)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "user"], name="participant_once_per_conversation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} in {self.conversation_id}"


class Event(models.Model):
    """One fact of a conversation. Never changed, but its `data` can be erased.

    An erased event keeps its `seq`, type and item id, so cursors stay gapless;
    the wire shows it as `{"item_id": …, "erased": true}`.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="events")
    seq = models.BigIntegerField()
    type = models.CharField(max_length=32)
    # Plain ids: turns belong to the chat app, to the left of this one.
    turn_id = models.UUIDField(null=True, blank=True)
    item_id = models.UUIDField(null=True, blank=True)
    data = models.JSONField(null=True, default=dict)
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="event_seq_once"),
        ]
        indexes = [
            # An item's history: `action.invoke`, `item.feedback`, erasure.
            models.Index(fields=["item_id"], name="event_item", condition=Q(item_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.type} #{self.seq}"
