"""What is remembered about a person: superseded, never overwritten, and truly forgotten.

The only writer of `Memory`. Each change is a fact on the person's own stream.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chat.cards import Fact
from chat.describe import describe_criterion
from chat.events import MemoryUpdated
from chat.models import DialogueState, ForgottenFact, Memory
from eventlog.services import NewEvent, append_events, erase_items, get_me_stream
from jobassist.accounts.models import User
from jobassist.errors import AppError
from jobs.criteria import Criteria

MAX_FACTS = 200
MAX_NOTE = 500


class MemoryNotFound(AppError):
    """The fact does not exist, was forgotten, or is somebody else's."""

    def __init__(self) -> None:
        super().__init__("memory_not_found", _("There is no such memory."), status=404)


@dataclass(frozen=True)
class NewFact:
    """Something about to be remembered; facts of one key replace each other, notes do not."""

    kind: str
    key: str
    value: Any


def remember(
    user: User,
    new: NewFact,
    *,
    words: str,
    conversation_id: uuid.UUID | None,
    item_id: uuid.UUID | None,
    now: datetime,
) -> Memory | None:
    """Remember a fact and return it; None when nothing changed or the person had it forgotten.

    An earlier fact of the same key is closed and points to the new one; notes stand
    beside each other, but the same note is kept once.
    """
    facts = _write(
        user, [new], words=words, conversation_id=conversation_id, item_id=item_id, now=now
    )
    return facts[0] if facts else None


def remember_criteria(
    user: User,
    *,
    before: Criteria,
    after: Criteria,
    words: str,
    conversation_id: uuid.UUID,
    item_id: uuid.UUID | None,
    now: datetime,
) -> None:
    """Keep what changed in the search as facts, so that the next conversation knows it.

    A wish taken back ends, without being forgotten as something once said.
    """
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    changed = {key: value for key, value in new.items() if value != old[key]}
    if not changed:
        return
    _write(
        user,
        [
            NewFact(Memory.Kind.CRITERION, f"criteria.{key}", value)
            for key, value in changed.items()
            if value not in (None, [])
        ],
        ended=[f"criteria.{key}" for key, value in changed.items() if value in (None, [])],
        words=words,
        conversation_id=conversation_id,
        item_id=item_id,
        now=now,
    )


def _write(
    user: User,
    new: Sequence[NewFact],
    *,
    ended: Sequence[str] = (),
    words: str,
    conversation_id: uuid.UUID | None,
    item_id: uuid.UUID | None,
    now: datetime,
) -> list[Memory]:
    """Write facts and end others in one transaction; a dozen statements, however many."""
    keys = {*(each.key for each in new), *ended}
    with transaction.atomic():
        _lock_person(user)
        forgotten = set(
            ForgottenFact.objects.filter(user=user, key__in=keys).values_list("key", "value_hash")
        )
        current = list(Memory.objects.filter(user=user, key__in=keys, valid_to__isnull=True))
        closed = [each for each in current if each.key in ended]
        facts, replaced = [], []
        for one in new:
            known = [each for each in current if each.key == one.key]
            if (one.key, hash_value(one.value)) in forgotten:
                continue
            if any(each.value == one.value for each in known):
                continue
            fact = Memory(
                user=user,
                kind=one.kind,
                key=one.key,
                value=one.value,
                words=words[:MAX_NOTE],
                conversation_id=conversation_id,
                item_id=item_id,
                valid_from=now,
            )
            facts.append(fact)
            if one.kind != Memory.Kind.NOTE:
                for each in known:
                    each.superseded_by = fact
                    replaced.append(each)
        for each in (*closed, *replaced):
            each.valid_to = now
        # Closed before the new ones come: one current fact a key.
        Memory.objects.filter(id__in=[each.id for each in (*closed, *replaced)]).update(
            valid_to=now
        )
        Memory.objects.bulk_create(facts)
        Memory.objects.bulk_update(replaced, ["superseded_by"])
        old = {f.id: [each for each in replaced if each.superseded_by == f] for f in facts}
        told = [("superseded" if old[f.id] else "remembered", f) for f in facts]
        _tell(user, *told, *(("ended", each) for each in closed), replaced=old, now=now)
    return facts


def recall(user: User, *, limit: int = MAX_FACTS) -> list[Memory]:
    """Return what is believed now, newest first, and of one message by key. One query."""
    return list(
        Memory.objects.filter(user=user, valid_to__isnull=True).order_by(
            "-valid_from", "key", "id"
        )[:limit]
    )


def recall_criteria(user: User) -> tuple[Criteria, list[Memory]]:
    """Return the search the person is known to want, and the facts it rests on. One query."""
    facts = [each for each in recall(user) if each.kind == Memory.Kind.CRITERION]
    values = {each.key.removeprefix("criteria."): each.value for each in facts}
    known = {key: value for key, value in values.items() if key in Criteria.model_fields}
    return Criteria.model_validate(known), facts


def get_memory_for(user: User, memory_id: uuid.UUID) -> Memory:
    """Return the person's own current fact, or raise MemoryNotFound. One query."""
    fact = Memory.objects.filter(user=user, id=memory_id, valid_to__isnull=True).first()
    if fact is None:
        raise MemoryNotFound
    return fact


def edit_memory(user: User, memory_id: uuid.UUID, *, value: Any, now: datetime) -> Memory:
    """Put a fact right: the old one is superseded by what the person wrote."""
    fact = get_memory_for(user, memory_id)
    if fact.kind == Memory.Kind.CRITERION:
        key = fact.key.removeprefix("criteria.")
        try:
            value = Criteria.model_validate({key: value}).model_dump(mode="json")[key]
        except ValueError as error:
            raise AppError(
                "answer_invalid", _("That value does not fit."), pointer="/data/value"
            ) from error
        if value in (None, []):
            raise AppError(
                "answer_invalid",
                _("Write what it should be instead, or forget it."),
                pointer="/data/value",
            )
    elif not isinstance(value, str) or not value.strip() or len(value) > MAX_NOTE:
        raise AppError(
            "answer_invalid",
            _("Write one sentence of at most %(limit)d characters.") % {"limit": MAX_NOTE},
            pointer="/data/value",
        )
    with transaction.atomic():
        _lock_person(user)
        # Another device may just have put it right, or forgotten it.
        fact = get_memory_for(user, memory_id)
        if value == fact.value:
            return fact
        fact.valid_to = now
        fact.save(update_fields=["valid_to"])
        edited = Memory.objects.create(
            user=user,
            kind=fact.kind,
            key=fact.key,
            value=value,
            words=value if isinstance(value, str) else "",
            valid_from=now,
        )
        fact.superseded_by = edited
        fact.save(update_fields=["superseded_by"])
        _tell(user, ("edited", edited), replaced={edited.id: [fact]}, now=now)
    return edited


def forget(user: User, memory_id: uuid.UUID, *, now: datetime) -> None:
    """Remove a fact with all its earlier versions, and never learn it from old words again."""
    with transaction.atomic():
        _lock_person(user)
        fact = get_memory_for(user, memory_id)
        same = Memory.objects.filter(user=user, key=fact.key)
        if fact.kind == Memory.Kind.NOTE:
            same = same.filter(id=fact.id)
        ForgottenFact.objects.bulk_create(
            [
                ForgottenFact(user=user, key=each.key, value_hash=hash_value(each.value), at=now)
                for each in same
            ],
            ignore_conflicts=True,
        )
        told = list(same.values_list("id", flat=True))
        if fact.kind == Memory.Kind.CRITERION:
            _drop_from_searches(user, same)
        same.delete()
        # The stream told of it in words, which go as well; their places in the order stay.
        erase_items(get_me_stream(user), told)
        _tell(user, ("forgotten", fact), now=now)


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


def unforget(user: User, *, key: str, value: Any) -> None:
    """Let a forgotten fact be remembered again: the person has just said it anew."""
    ForgottenFact.objects.filter(user=user, key=key, value_hash=hash_value(value)).delete()


def hash_value(value: Any) -> str:
    """Return the hash by which a forgotten value is known without being kept."""
    return hashlib.sha256(
        json.dumps(value, sort_keys=True, ensure_ascii=False).casefold().encode()
    ).hexdigest()


def describe_fact(fact: Memory) -> str:
    """Return a fact in words, in the active language."""
    if fact.kind == Memory.Kind.CRITERION:
        return describe_criterion(fact.key.removeprefix("criteria."), fact.value)
    return str(fact.value)


def build_facts(facts: Iterable[Memory]) -> list[Fact]:
    """Return facts as the memory card and `memory.page` carry them."""
    return [
        Fact(
            memory_id=str(each.id),
            key=each.key,
            text=describe_fact(each),
            words=each.words or None,
            said_at=each.valid_from.isoformat(),
            conversation_id=str(each.conversation_id) if each.conversation_id else None,
            item_id=str(each.item_id) if each.item_id else None,
        )
        for each in facts
    ]


def _lock_person(user: User) -> None:
    """Let one writer a person at a time: two devices must not both close the same fact."""
    # Not the stronger lock: a new row that points at the person would wait for it, and may
    # hold the stream that this is about to write to.
    User.objects.select_for_update(no_key=True).only("id").get(id=user.id)


def _tell(
    user: User,
    *news: tuple[str, Memory],
    replaced: Mapping[uuid.UUID, Sequence[Memory]] | None = None,
    now: datetime,
) -> None:
    told = []
    for op, fact in news:
        # The stream is a log: what is forgotten must not stand in its last line.
        text = None if op == "forgotten" else describe_fact(fact)
        # Notes share a key: only their ids say which of them no longer stands.
        old = [str(each.id) for each in (replaced or {}).get(fact.id, ())]
        data = MemoryUpdated(
            op=op, memory_id=str(fact.id), key=fact.key, text=text, replaces=old or None
        )
        told.append(NewEvent(data.type_, data.dump(), None, fact.id))
    if told:
        append_events(get_me_stream(user).id, told, now=now)
