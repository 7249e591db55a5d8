"""Notices on their way in: one a burst, due after a moment in which they may still be read."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection, transaction

from eventlog.models import Notification

# What comes within this time is one notice; and who reads within it is not told.
GATHER = timedelta(seconds=20)
# The same thing is told again no sooner than this.
REST = timedelta(minutes=10)

_NOTIFY = """
INSERT INTO eventlog_notification AS kept
    (user_id, kind, locale, conversation_id, object_id, topic, count, seq, state, skipped,
     attempts, created_at, send_after)
SELECT u.id, %(kind)s, left(u.locale, 16), %(conversation_id)s, %(object_id)s, %(topic)s, 1,
       coalesce((SELECT head_seq FROM eventlog_conversation WHERE id = %(conversation_id)s), 0),
       'pending', '', 0, %(now)s,
       greatest(%(due)s, (
           SELECT max(sent_at) + make_interval(secs => %(rest)s) FROM eventlog_notification
           WHERE user_id = u.id AND kind = %(kind)s AND topic = %(topic)s AND state = 'sent'))
FROM accounts_user u WHERE u.id = ANY(%(people)s) AND u.is_active
ORDER BY u.id
ON CONFLICT (user_id, kind, topic) WHERE state = 'pending'
DO UPDATE SET count = kept.count + 1, seq = greatest(kept.seq, excluded.seq),
              object_id = excluded.object_id, conversation_id = excluded.conversation_id
"""


def notify(
    people: Collection[uuid.UUID],
    *,
    kind: str,
    conversation_id: uuid.UUID | None = None,
    object_id: str | int | uuid.UUID = "",
    now: datetime,
) -> int:
    """Have these people told, while their app is closed, that something happened; returns how many.

    Call it in the transaction that makes it so, after the events were appended: a notice counts
    as read when the person's read mark of the conversation is there. Several about the same
    (the conversation, or else the object) while one waits become one that counts. One statement.
    """
    if not people:
        return 0
    topic = str(conversation_id or object_id)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            _NOTIFY,
            {
                "people": list(people),
                "kind": kind,
                "conversation_id": conversation_id,
                "object_id": str(object_id)[:64],
                "topic": topic[:80],
                "now": now,
                "due": now + GATHER,
                "rest": REST.total_seconds(),
            },
        )
        count = int(cursor.rowcount)
        if count:
            _defer()
    return count


def forget_notices(
    user_id: uuid.UUID, *, object_id: str | int | uuid.UUID, kinds: Collection[str] = ()
) -> int:
    """Tell a person no more of something that they have seen, or that is over; returns how many."""
    waiting = Notification.objects.filter(
        user_id=user_id, object_id=str(object_id), state=Notification.State.PENDING
    )
    if kinds:
        waiting = waiting.filter(kind__in=kinds)
    return waiting.update(state=Notification.State.SKIPPED, skipped=Notification.Skipped.READ)


def _defer() -> None:
    from eventlog import tasks

    transaction.on_commit(tasks.defer_outbox, robust=True)
