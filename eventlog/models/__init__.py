"""Rows of the event log, and of what leaves it towards closed apps."""

from .conversations import Conversation, Event, Participant, new_epoch, wire_id_of
from .notifications import (
    Channel,
    Delivery,
    Dispatch,
    Notification,
    NotificationOptOut,
    NotificationSettings,
    Presence,
    PushSubscription,
)

__all__ = [
    "Channel",
    "Conversation",
    "Delivery",
    "Dispatch",
    "Event",
    "Notification",
    "NotificationOptOut",
    "NotificationSettings",
    "Participant",
    "Presence",
    "PushSubscription",
    "new_epoch",
    "wire_id_of",
]
