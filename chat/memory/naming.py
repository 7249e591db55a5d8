"""Which fact, or which sentence, a person names to have it forgotten. Reads only."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chat.memory.concepts import find_concepts, with_parents
from chat.memory.forgotten import hash_value
from chat.memory.questions import read_topic
from chat.memory.recalling import (
    ENOUGH,
    SAME,
    Passage,
    Scored,
    Weigher,
    passage_of,
    plain_of,
    read_passages,
)
from chat.models import Memory
from jobassist.accounts.models import User


@dataclass(frozen=True, slots=True)
class Sentence:
    """What was said and not kept as a fact: its words and the message they stand in."""

    words: str
    item_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class _Unkept:
    words: str
    passage: Passage


def find_meant(user: User, words: str) -> list[Memory]:
    """Return the current facts that words name for forgetting, the likeliest first.

    Several are to be chosen from: none of them is named more plainly than the others.
    """
    facts = Memory.objects.filter(user=user, valid_to__isnull=True).order_by("-valid_from")
    scored = _find_topic(user, words, [passage_of(each) for each in facts])
    return [each.passage.facts[0] for each in scored]


def find_said(user: User, words: str) -> list[Sentence]:
    """Return what was said of something and not kept as a fact, the likeliest first.

    As with `find_meant`; what was said twice in the same words is one.
    """
    passages = [
        replace(
            each.passage, sentences=(each.words,), concepts=with_parents(find_concepts(each.words))
        )
        for each in _read_sentences(user)
    ]
    found: dict[str, Sentence] = {}
    for each in _find_topic(user, words, passages):
        said = each.passage.said
        if said is not None:
            one = each.passage.sentences[0]
            found.setdefault(plain_of(one), Sentence(one, said.item_id))
    return list(found.values())


def get_said_for(user: User, item_id: uuid.UUID, *, mark: str) -> str | None:
    """Return the sentence of a message that a mark is of; None where it is forgotten already."""
    for each in _read_sentences(user):
        said = each.passage.said
        if said is not None and said.item_id == item_id and mark_of(user, each.words) == mark:
            return each.words
    return None


def mark_of(user: User, words: str) -> str:
    """Return what tells a sentence from the others of its message, without saying it."""
    return hash_value(user.id, words)[:16]


def _read_sentences(user: User) -> list[_Unkept]:
    """Return the sentences that were said and not kept as facts, the newest message first."""
    return [
        _Unkept(one, each)
        for each in read_passages(user)
        if each.said is not None
        for one in each.sentences
        if not any(one in fact.words for fact in each.facts)
    ]


def _find_topic(user: User, words: str, passages: Sequence[Passage]) -> list[Scored]:
    if not passages:
        # Nothing to weigh: of newcomers no vector is made.
        return []
    scored = Weigher(user, passages, read_topic(words))(passages)
    scored = sorted((each for each in scored if each.score >= ENOUGH), key=lambda each: -each.score)
    near = [each for each in scored if each.score >= scored[0].score - SAME]
    # Quoted, or named by words that the others do not say, it is the one that is meant.
    quoted = [each for each in near if plain_of(each.passage.sentences[0]) in plain_of(words)]
    if quoted:
        return quoted
    named = [
        each for each in near if all(each is other or each.terms > other.terms for other in near)
    ]
    return named or near
