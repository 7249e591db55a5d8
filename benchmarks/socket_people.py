"""People for the socket benchmark, made in bulk straight in the database, and what is kept of them.

Django has to be set up, with the benchmark's database, before this is imported.
"""

import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.models import Count, F, Max
from django.utils import timezone
from socket_client import Acked

from chat.models import ClientFrame, Turn
from eventlog.models import Conversation, Event, Participant
from jobassist.accounts.models import SignIn, SocketTicket, User
from jobassist.accounts.services.sessions import hash_secret

BATCH = 1_000
# Tables that a turn writes.
TURN_TABLES = (
    "chat_clientframe",
    "chat_dialoguestate",
    "chat_turn",
    "eventlog_conversation",
    "eventlog_event",
)


@dataclass(frozen=True)
class Somebody:
    """A person who was here before: signed in, with one conversation."""

    user_id: uuid.UUID
    sign_in_id: uuid.UUID
    conversation_id: uuid.UUID


def make_people(count: int) -> list[Somebody]:
    """Return new guests, each with a sign-in, their own stream and a conversation."""
    now = timezone.now()
    no_password = make_password(None)
    users = [User(password=no_password) for _ in range(count)]
    sign_ins = [
        SignIn(user=user, last_used_at=now, expires_at=now + timedelta(days=1)) for user in users
    ]
    streams = [Conversation(owner=user, kind=Conversation.Kind.ME) for user in users]
    chats = [Conversation(owner=user) for user in users]
    User.objects.bulk_create(users, batch_size=BATCH)
    SignIn.objects.bulk_create(sign_ins, batch_size=BATCH)
    Conversation.objects.bulk_create([*streams, *chats], batch_size=BATCH)
    Participant.objects.bulk_create(
        [Participant(conversation=each, user=each.owner) for each in [*streams, *chats]],
        batch_size=BATCH,
    )
    return [
        Somebody(user.id, sign_in.id, chat.id)
        for user, sign_in, chat in zip(users, sign_ins, chats, strict=True)
    ]


def make_tickets(people: Sequence[Somebody]) -> list[str]:
    """Return a ticket each, good for a minute."""
    tickets = [secrets.token_urlsafe(32) for _ in people]
    expires_at = timezone.now() + timedelta(seconds=60)
    SocketTicket.objects.bulk_create(
        [
            SocketTicket(
                ticket_hash=hash_secret(ticket),
                user_id=person.user_id,
                sign_in_id=person.sign_in_id,
                expires_at=expires_at,
            )
            for ticket, person in zip(tickets, people, strict=True)
        ],
        batch_size=BATCH,
    )
    return tickets


def analyse_tables() -> None:
    """Have the planner know the tables, as it would on any day but the first."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def check_kept(acked: Iterable[Acked]) -> dict[str, int]:
    """Return how many acked messages there are and what of them is not in the database.

    Every acked message must have its order, the person's item at the acked `seq`, an item that
    answers it and an ended turn; every conversation's log must count from 1 without a gap.
    """
    acked = list(acked)
    conversations = {each.conversation_id for each in acked}
    orders = {
        (str(frame_id), str(conversation_id), seq)
        for frame_id, conversation_id, seq in ClientFrame.objects.filter(
            conversation_id__in=conversations, type="message.send"
        ).values_list("frame_id", "conversation_id", "seq")
    }
    said = {
        (ref, str(conversation_id), seq)
        for ref, conversation_id, seq in Event.objects.filter(
            conversation_id__in=conversations, type="item.done", data__role="user"
        ).values_list("data__ref", "conversation_id", "seq")
    }
    promised = {(each.frame_id, each.conversation_id, each.seq) for each in acked}
    answers = Event.objects.filter(conversation_id__in=conversations)
    gapped = (
        Conversation.objects.filter(id__in=conversations)
        .annotate(kept=Count("events"), last=Max("events__seq"))
        .exclude(kept=F("head_seq"), last=F("head_seq"))
        .count()
    )
    echoes = answers.filter(type="item.done", data__role="assistant").count()
    ends = answers.filter(type="turn.finished", data__outcome="completed").count()
    turns = Turn.objects.filter(
        conversation_id__in=conversations, state="finished", outcome="completed"
    ).count()
    return {
        "acked": len(acked),
        "orders_missing": len(promised - orders),
        "orders_beside": len(orders - promised),
        "items_missing": len(promised - said),
        "answers_missing": len(acked) - echoes,
        "ends_missing": len(acked) - ends,
        "turns_missing": len(acked) - turns,
        "conversations_with_gaps": gapped,
    }


def count_rows(acked: Sequence[Acked]) -> dict[str, float]:
    """Return how many rows a turn left, by what they are."""
    conversations = {each.conversation_id for each in acked}
    per = max(1, len(acked))
    kinds = (
        Event.objects.filter(conversation_id__in=conversations)
        .values_list("type")
        .annotate(rows=Count("id"))
    )
    found = {f"event {kind}": round(rows / per, 3) for kind, rows in kinds}
    orders = ClientFrame.objects.filter(conversation_id__in=conversations).count()
    turns = Turn.objects.filter(conversation_id__in=conversations).count()
    found["order"] = round(orders / per, 3)
    found["turn"] = round(turns / per, 3)
    found["all"] = round(sum(found.values()), 3)
    return found


def read_writes() -> dict[str, int]:
    """Return what the turns' tables have counted of inserts and updates since their creation.

    A session tells its counts when it ends: exact once the server has stopped.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            # Conversations are made by the benchmark; turns only move their heads.
            "SELECT sum(n_tup_ins) FILTER (WHERE relname <> 'eventlog_conversation'),"
            " sum(n_tup_upd), sum(n_tup_hot_upd)"
            " FROM pg_stat_user_tables WHERE relname = ANY(%s)",
            [list(TURN_TABLES)],
        )
        inserted, updated, hot = (int(each or 0) for each in cursor.fetchone())
    return {"inserts": inserted, "updates": updated, "updates_in_place": hot}
