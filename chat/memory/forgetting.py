"""Forgetting: rows, vectors and words go, and what was said is neither learned nor quoted again."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from chat.memory.concepts import concepts_of_criterion
from chat.memory.facts import get_memory_for, lock_person, tell
from chat.memory.forgotten import EVERYTHING, KEYED, SAID, hash_terms, hash_value, key_digest
from chat.models import DialogueState, ForgottenFact, Memory, MemoryReading
from eventlog.models import Conversation
from eventlog.services import erase_items, get_me_stream, lock_conversation_ids
from jobassist.accounts.models import User


def forget(user: User, memory_id: uuid.UUID, *, now: datetime) -> None:
    """Remove a fact with all its earlier versions, and never learn it from old words again."""
    with transaction.atomic():
        lock_person(user)
        fact = get_memory_for(user, memory_id)
        gone = _with_earlier(user, fact)
        said = _said_with(user, [each for each in gone if each.kind == Memory.Kind.CRITERION])
        current = [each for each in said if each.valid_to is None]
        _forget_all(user, [fact, *current], gone=[*gone, *said], now=now)


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
        _note_forgotten(
            [
                ForgottenFact(
                    user=user, key=SAID, value_hash=hash_value(user.id, each),
                    terms=hash_terms(user.id, each), at=now,
                )
                for each in sentences
            ]
        )  # fmt: skip
        _drop_words(user, sentences)


def _note_forgotten(forgotten: Sequence[ForgottenFact]) -> None:
    """Keep what was forgotten as hashes, each once: a person may have wished the same twice."""
    ForgottenFact.objects.bulk_create(
        list({(each.key, each.value_hash): each for each in forgotten}.values()),
        update_conflicts=True,
        unique_fields=["user", "key", "value_hash"],
        update_fields=["terms", "hashed_for", "at"],
    )


def key_bare_hashes() -> int:
    """Key the hashes that processes of before still wrote bare; returns how many those were.

    They run beside newer ones while a new version is brought out.
    """
    done = 0
    bare = ForgottenFact.objects.exclude(value_hash__startswith=KEYED)
    for user in list(User.objects.filter(id__in=bare.values("user_id"))):
        with transaction.atomic():
            lock_person(user)
            rows = list(bare.filter(user=user).order_by("at"))
            bare.filter(id__in=[each.id for each in rows]).delete()
            for each in rows:
                each.value_hash = key_digest(each.whose, each.value_hash)
                _note_later(each)
            done += len(rows)
    return done


def _note_later(one: ForgottenFact) -> None:
    """Note what was forgotten, where it was not forgotten again since."""
    same = ForgottenFact.objects.filter(user=one.user_id, key=one.key, value_hash=one.value_hash)
    if not same.filter(at__gte=one.at).exists():
        one.pk = None
        _note_forgotten([one])


def _pass_over(user: User, *, now: datetime) -> None:
    """Have nothing that was said so far read for what is worth remembering, or quoted."""
    value_hash = hash_value(user.id, EVERYTHING)
    _note_forgotten([ForgottenFact(user=user, key=EVERYTHING, value_hash=value_hash, at=now)])
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
    _note_forgotten(
        [
            ForgottenFact(
                user=user,
                key=each.key,
                value_hash=hash_value(user.id, each.value),
                terms=[] if each.kind == Memory.Kind.CRITERION else hash_terms(user.id, each.words),
                at=now,
            )
            for each in gone
        ]
    )
    wishes = [each for each in gone if each.kind == Memory.Kind.CRITERION]
    if wishes:
        _drop_from_searches(user, wishes)
    Memory.objects.filter(id__in=[each.id for each in gone]).delete()
    _drop_words(user, [each.words for each in gone if each.words])
    # The stream told of it in words, which go as well; their places in the order stay.
    erase_items(stream, [each.id for each in gone])
    tell(user, *(("forgotten", each) for each in facts), now=now)


def _drop_words(user: User, said: Sequence[str]) -> None:
    """Take what is forgotten out of the messages that wishes said with it keep as their words.

    Of a forgotten wish these are the whole message: what else was wished in it stands, unquoted.
    """
    if not said:
        return
    changed = []
    for wish in Memory.objects.filter(user=user, kind=Memory.Kind.CRITERION).exclude(words=""):
        if any(each in wish.words or wish.words in each for each in said):
            wish.words = ""
            changed.append(wish)
    Memory.objects.bulk_update(changed, ["words"])


def _said_with(user: User, wishes: Sequence[Memory]) -> list[Memory]:
    """Return the facts whose words say a wish again: pieces of its message, of the same thing."""
    if not wishes:
        return []
    facts = Memory.objects.filter(user=user).exclude(kind=Memory.Kind.CRITERION).exclude(words="")
    return [
        each
        for each in facts
        if any(
            each.words in wish.words and concepts_of_criterion(wish.key) & {*each.concepts}
            for wish in wishes
        )
    ]


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
    gone = {(user.id, each.key, hash_value(user.id, each.value)) for each in facts}
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
        ).only("user_id", "hashed_for", "key", "value_hash", "at")
    )
    for user_id, state, since in states:
        gone = {
            (each.whose, each.key, each.value_hash)
            for each in forgotten
            if each.user_id == user_id and (since is None or each.at >= since)
        }
        _drop_wishes(state, gone)


def _drop_wishes(state: dict[str, Any], gone: set[tuple[uuid.UUID, str, str]]) -> bool:
    """Drop wishes, each (for whom it was hashed, key, hash), from a state's search and its history.

    Returns whether there were any.
    """
    people = {whose for whose, _key, _hash in gone}
    told = [
        (search, key)
        for search in (state.get("criteria") or {}, *(state.get("criteria_history") or []))
        for key, value in search.items()
        if any((whose, f"criteria.{key}", hash_value(whose, value)) in gone for whose in people)
    ]
    for search, key in told:
        del search[key]
    return bool(told)
