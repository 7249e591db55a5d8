"""Forgetting: rows, vectors and words go, and what was said is neither learned nor quoted again."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from chat.memory.facts import get_memory_for, lock_person, tell
from chat.memory.forgotten import EVERYTHING, SAID, hash_terms, hash_value
from chat.models import DialogueState, ForgottenFact, Memory, MemoryReading
from eventlog.models import Conversation
from eventlog.services import erase_items, get_me_stream, lock_conversation_ids
from jobassist.accounts.models import User


def forget(user: User, memory_id: uuid.UUID, *, now: datetime) -> None:
    """Remove a fact with all its earlier versions, and never learn it from old words again."""
    with transaction.atomic():
        lock_person(user)
        fact = get_memory_for(user, memory_id)
        _forget_all(user, [fact], gone=_with_earlier(user, fact), now=now)


def forget_everything(user: User, *, now: datetime) -> int:
    """Remove all that is remembered, as `forget` does; returns how many facts that were."""
    with transaction.atomic():
        lock_person(user)
        facts = list(Memory.objects.filter(user=user, valid_to__isnull=True))
        ended = list(Memory.objects.filter(user=user, valid_to__isnull=False))
        _forget_all(user, facts, gone=[*facts, *ended], now=now)
        _pass_over(user, now=now)
    return len(facts)


def forget_said(user: User, sentences: Sequence[str], *, now: datetime) -> None:
    """Have sentences that were never kept as facts neither quoted nor learned any more."""
    with transaction.atomic():
        lock_person(user)
        ForgottenFact.objects.bulk_create(
            [
                ForgottenFact(
                    user=user, key=SAID, value_hash=hash_value(each),
                    terms=hash_terms(user.id, each), at=now,
                )
                for each in sentences
            ],
            update_conflicts=True,
            unique_fields=["user", "key", "value_hash"],
            update_fields=["terms", "hashed_for", "at"],
        )  # fmt: skip
        _drop_words(user, sentences)


def _pass_over(user: User, *, now: datetime) -> None:
    """Have nothing that was said so far read for what is worth remembering, or quoted."""
    ForgottenFact.objects.bulk_create(
        [ForgottenFact(user=user, key=EVERYTHING, value_hash=hash_value(EVERYTHING), at=now)],
        update_conflicts=True,
        unique_fields=["user", "key", "value_hash"],
        update_fields=["at"],
    )
    said = Conversation.objects.filter(owner=user, kind=Conversation.Kind.ASSISTANT)
    MemoryReading.objects.bulk_create(
        [
            MemoryReading(conversation_id=each, read_seq=head, read_at=now)
            for each, head in said.values_list("id", "head_seq")
        ],
        update_conflicts=True,
        unique_fields=["conversation"],
        update_fields=["read_seq", "failures", "read_at"],
    )


def _forget_all(
    user: User, facts: Sequence[Memory], *, gone: Sequence[Memory], now: datetime
) -> None:
    """Remove facts, of which `facts` are current; the person's row is locked."""
    stream = get_me_stream(user)
    # Before the searches, as who deletes or writes to a conversation does.
    lock_conversation_ids({stream.id})
    ForgottenFact.objects.bulk_create(
        [
            ForgottenFact(
                user=user,
                key=each.key,
                value_hash=hash_value(each.value),
                terms=[] if each.kind == Memory.Kind.CRITERION else hash_terms(user.id, each.words),
                at=now,
            )
            for each in gone
        ],
        update_conflicts=True,
        unique_fields=["user", "key", "value_hash"],
        update_fields=["terms", "hashed_for", "at"],
    )
    wishes = [each for each in gone if each.kind == Memory.Kind.CRITERION]
    if wishes:
        _drop_from_searches(user, wishes)
    Memory.objects.filter(id__in=[each.id for each in gone]).delete()
    _drop_words(
        user, [each.words for each in gone if each.kind != Memory.Kind.CRITERION and each.words]
    )
    # The stream told of it in words, which go as well; their places in the order stay.
    erase_items(stream, [each.id for each in gone])
    tell(user, *(("forgotten", each) for each in facts), now=now)


def _drop_words(user: User, said: Sequence[str]) -> None:
    """Take what is forgotten out of the messages that wishes said with it keep as their words."""
    if not said:
        return
    changed = []
    for wish in Memory.objects.filter(user=user, kind=Memory.Kind.CRITERION).exclude(words=""):
        if any(each in wish.words for each in said):
            wish.words = ""
            changed.append(wish)
    Memory.objects.bulk_update(changed, ["words"])


def _with_earlier(user: User, fact: Memory) -> list[Memory]:
    """Return a fact with all that it stands in place of, and what said the same beside it."""
    if fact.kind == Memory.Kind.NOTE:
        same = Memory.objects.filter(user=user, id=fact.id)
    else:
        same = Memory.objects.filter(user=user, key=fact.key)
    found = {each.id: each for each in same}
    newest = list(found)
    while newest:
        earlier = Memory.objects.filter(user=user, superseded_by__in=newest).exclude(id__in=found)
        newest = [each.id for each in earlier]
        found |= {each.id: each for each in earlier}
    return list(found.values())


def _drop_from_searches(user: User, facts: Iterable[Memory]) -> None:
    """Take forgotten wishes out of the searches that conversations have open, undo included."""
    gone = {(each.key, hash_value(each.value)) for each in facts}
    states = DialogueState.objects.select_for_update(of=("self",)).order_by("conversation_id")
    for row in states.filter(conversation__owner=user):
        if _drop_wishes(row.data, gone):
            row.save(update_fields=["data", "updated_at"])


def drop_forgotten(states: Sequence[tuple[uuid.UUID, dict[str, Any], datetime | None]]) -> None:
    """Take out of states about to be stored the wishes forgotten while their turns ran.

    Each is a person, their state, and since when it has been at work. One query.
    """
    forgotten = list(
        ForgottenFact.objects.filter(
            user_id__in={user_id for user_id, _state, _since in states},
            key__startswith="criteria.",
        ).values_list("user_id", "key", "value_hash", "at")
    )
    for user_id, state, since in states:
        gone = {
            (key, value_hash)
            for whose, key, value_hash, at in forgotten
            if whose == user_id and (since is None or at >= since)
        }
        _drop_wishes(state, gone)


def _drop_wishes(state: dict[str, Any], gone: set[tuple[str, str]]) -> bool:
    """Drop (key, hash) wishes from a state's search and its history; whether there were any."""
    if not gone:
        return False
    told = [
        (search, key)
        for search in (state.get("criteria") or {}, *(state.get("criteria_history") or []))
        for key, value in search.items()
        if (f"criteria.{key}", hash_value(value)) in gone
    ]
    for search, key in told:
        del search[key]
    return bool(told)
