"""Facts about a person: superseded, never overwritten, and truly forgotten.

The only writer of `Memory`. Each change is a fact on the person's own stream.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from chat.events import MemoryUpdated
from chat.memory import vectors
from chat.memory.concepts import find_concepts
from chat.memory.describing import describe_fact
from chat.memory.forgotten import NewFact, without_forgotten
from chat.memory.linking import Known, find_antecedent
from chat.memory.statements import Statement, is_renewed
from chat.models import Memory
from chat.screening import screen_text
from eventlog.services import (
    NewEvent,
    append_events,
    get_me_stream,
)
from jobassist.accounts.models import User
from jobassist.ai.embedder import Vectors
from jobassist.errors import AppError
from jobassist.language.text import index_terms
from jobs.criteria import Criteria

MAX_FACTS = 200
MAX_NOTE = 500


class MemoryNotFound(AppError):
    """The fact does not exist, was forgotten, or is somebody else's."""

    def __init__(self) -> None:
        super().__init__("memory_not_found", _("There is no such memory."), status=404)


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


def learn(
    user: User,
    statements: Sequence[Statement],
    *,
    conversation_id: uuid.UUID | None,
    item_id: uuid.UUID | None,
    now: datetime,
) -> list[Memory]:
    """Remember what the person said of themselves; returns what is new.

    A statement moves on from an older one of the same thing where it speaks of a change.
    """
    if not statements:
        return []
    current = [
        (each, index_terms(each.words))
        for each in recall(user)
        if each.kind not in (Memory.Kind.CRITERION, Memory.Kind.NOTE)
    ]
    known = _read_known([fact for fact, _said in current], statements)
    _model, made = vectors.embed_now([each.words for each in statements]) or ("", [])
    new = []
    for each, vector in zip(statements, made, strict=True):
        terms = set(index_terms(each.words))
        moved_on = [
            fact.id for fact, said in current if is_renewed(fact.concepts, said, each, terms)
        ]
        concepts = each.concepts
        antecedent = find_antecedent(each, vector, known)
        if antecedent is not None:
            fact = current[antecedent][0]
            moved_on += [] if fact.id in moved_on else [fact.id]
            # "They want eight weeks now" is about notice, as what it changes was.
            concepts |= frozenset(fact.concepts)
        new.append(
            NewFact(
                Memory.Kind(each.kind), each.key, each.words[:MAX_NOTE],
                tuple(sorted(concepts)), each.confidence, tuple(moved_on),
            )
        )  # fmt: skip
    return _write(user, new, words="", conversation_id=conversation_id, item_id=item_id, now=now)


def remember_said(
    user: User,
    new: NewFact,
    *,
    conversation_id: uuid.UUID,
    item_id: uuid.UUID | None,
    said_at: datetime,
    now: datetime,
) -> bool:
    """Remember what was said in an earlier message; whether it was kept.

    It is as old as that message: what was forgotten since, and what stands that was said later,
    is left as it is.
    """
    newer = Memory.objects.filter(user=user, key=new.key, valid_from__gt=said_at)
    if new.kind != Memory.Kind.NOTE and newer.exists():
        return False
    return bool(
        _write(
            user, [new], words="", conversation_id=conversation_id, item_id=item_id,
            said_at=said_at, now=now,
        )
    )  # fmt: skip


def _read_known(facts: Sequence[Memory], statements: Sequence[Statement]) -> list[Known]:
    """Return facts as a statement's antecedent is looked for among them; a query where needed."""
    may_change = any(each.says_change or each.is_told for each in statements)
    stored = vectors.read_vectors(facts) if may_change else {}
    return [
        Known(each.words, each.key, frozenset(each.concepts), stored.get(each.id)) for each in facts
    ]


def _write(
    user: User,
    new: Sequence[NewFact],
    *,
    ended: Sequence[str] = (),
    words: str,
    conversation_id: uuid.UUID | None,
    item_id: uuid.UUID | None,
    said_at: datetime | None = None,
    now: datetime,
) -> list[Memory]:
    """Write facts and end others in one transaction; a dozen statements, however many."""
    said_at = said_at or now
    keys = {*(each.key for each in new), *ended}
    said = [each for each in new if each.kind != Memory.Kind.CRITERION]
    embedded = vectors.embed_now([words or str(each.value) for each in said])
    with transaction.atomic():
        lock_person(user)
        new = without_forgotten(user, new, words=words, item_id=item_id, now=said_at)
        new = _keep_last_of_each(new)
        moved_on = {each for one in new for each in one.replaces}
        current = list(
            Memory.objects.filter(user=user, valid_to__isnull=True).filter(
                Q(key__in=keys) | Q(id__in=moved_on)
            )
        )
        closed = [each for each in current if each.key in ended]
        facts, replaced = [], []
        for one in new:
            known = [each for each in current if each.key == one.key]
            if any(each.value == one.value for each in known):
                continue
            fact = Memory(
                user=user,
                kind=one.kind,
                key=one.key,
                value=one.value,
                words=(words or (one.value if isinstance(one.value, str) else ""))[:MAX_NOTE],
                concepts=list(one.concepts),
                confidence=one.confidence,
                conversation_id=conversation_id,
                item_id=item_id,
                valid_from=said_at,
            )
            facts.append(fact)
            if one.kind == Memory.Kind.NOTE:
                known = []
            known += [each for each in current if each.id in one.replaces]
            for each in known:
                if each not in replaced:
                    each.superseded_by = fact
                    replaced.append(each)
        for each in (*closed, *replaced):
            each.valid_to = said_at
        # Closed before the new ones come: one current fact a key.
        Memory.objects.filter(id__in=[each.id for each in (*closed, *replaced)]).update(
            valid_to=said_at
        )
        Memory.objects.bulk_create(facts)
        Memory.objects.bulk_update(replaced, ["superseded_by"])
        _keep_vectors(facts, said, embedded)
        old = {f.id: [each for each in replaced if each.superseded_by == f] for f in facts}
        told = [("superseded" if old[f.id] else "remembered", f) for f in facts]
        tell(user, *told, *(("ended", each) for each in closed), replaced=old, now=now)
    return facts


def _keep_last_of_each(new: Sequence[NewFact]) -> list[NewFact]:
    """Return facts with the last of each key; of one message too, one thing holds. Notes stay."""
    kept: dict[Any, NewFact] = {}
    for index, one in enumerate(new):
        if one.kind == Memory.Kind.NOTE:
            kept[index] = one
            continue
        earlier = kept.pop(one.key, None)
        moved_on = (*(earlier.replaces if earlier else ()), *one.replaces)
        kept[one.key] = replace(one, replaces=tuple(dict.fromkeys(moved_on)))
    return list(kept.values())


def _keep_vectors(
    facts: Sequence[Memory], said: Sequence[NewFact], embedded: tuple[str, Vectors] | None
) -> None:
    """Store the vectors of the facts that were written, of those that were made before."""
    if embedded is None:
        return
    model, made = embedded
    places = {(each.key, each.value): index for index, each in enumerate(said)}
    written = [each for each in facts if each.kind != Memory.Kind.CRITERION]
    if written:
        chosen = [places[(each.key, each.value)] for each in written]
        vectors.store_vectors(written, model=model, vectors=made[chosen])


def recall(user: User, *, limit: int = MAX_FACTS) -> list[Memory]:
    """Return what is believed now, newest first, and of one message by key. One query."""
    return list(
        Memory.objects.filter(user=user, valid_to__isnull=True).order_by(
            "-valid_from", "key", "id"
        )[:limit]
    )


def recall_criteria(user: User) -> tuple[Criteria, list[Memory]]:
    """Return the search the person is known to want, and the facts it rests on. One query."""
    # By themselves: there are as many as there are keys, however much else was said since.
    facts = list(
        Memory.objects.filter(
            user=user, kind=Memory.Kind.CRITERION, valid_to__isnull=True
        ).order_by("-valid_from", "key", "id")
    )
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
        _check_pay(user, key, value)
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
    embedded = vectors.embed_now([value] if isinstance(value, str) else [])
    with transaction.atomic():
        lock_person(user)
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
            concepts=sorted(find_concepts(value)) if isinstance(value, str) else [],
            valid_from=now,
        )
        fact.superseded_by = edited
        fact.save(update_fields=["superseded_by"])
        if embedded is not None:
            vectors.store_vectors([edited], model=embedded[0], vectors=embedded[1])
        tell(user, ("edited", edited), replaced={edited.id: [fact]}, now=now)
    return edited


def _check_pay(user: User, key: str, value: Any) -> None:
    """Raise AppError where the least pay wished for would be above the most."""
    known, _facts = recall_criteria(user)
    pay = {"salary_min": known.salary_min, "salary_max": known.salary_max, key: value}
    check_pay(pay["salary_min"], pay["salary_max"])


def check_pay(least: float | None, most: float | None) -> None:
    """Raise AppError("answer_invalid") where the least pay is above the most."""
    if least is not None and most is not None and least > most:
        raise AppError(
            "answer_invalid",
            _("The least pay cannot be more than the most: %(least)s and %(most)s.")
            % {"least": f"{least:g}", "most": f"{most:g}"},
            pointer="/data/value",
        )


def lock_person(user: User) -> None:
    """Let one writer a person at a time: two devices must not both close the same fact."""
    # Not the stronger lock: a new row that points at the person would wait for it, and may
    # hold the stream that this is about to write to.
    User.objects.select_for_update(no_key=True).only("id").get(id=user.id)


def tell(
    user: User,
    *news: tuple[str, Memory],
    replaced: Mapping[uuid.UUID, Sequence[Memory]] | None = None,
    now: datetime,
) -> None:
    told = []
    for op, fact in news:
        # The stream is a log: what is forgotten must not stand in its last line.
        text = None if op == "forgotten" else screen_text(describe_fact(fact))
        # Notes share a key: only their ids say which of them no longer stands.
        old = [str(each.id) for each in (replaced or {}).get(fact.id, ())]
        data = MemoryUpdated(
            op=op, memory_id=str(fact.id), key=fact.key, text=text, replaces=old or None
        )
        told.append(NewEvent(data.type_, data.dump(), None, fact.id))
    if told:
        append_events(get_me_stream(user).id, told, now=now)
