"""What must not be learned or quoted again: known by hashes alone, which mean nothing for others."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.crypto import salted_hmac

from chat.models import ForgottenFact, Memory
from eventlog.models import Event
from jobassist.accounts.models import User
from jobassist.language.text import index_terms

# Of the words of a forgotten fact so many in a sentence said before it was forgotten say it again.
SAME_WORDS = 0.5
# Of the words of a forgotten sentence so many in a longer one say it again.
MOST_WORDS = 0.8
# The key of a line that says: all that was said until then is forgotten; and of a sentence's.
EVERYTHING, SAID = "*", "said"
# How a hash begins that is one person's own.
KEYED = "k"


@dataclass(frozen=True)
class NewFact:
    """Something about to be remembered; facts of one key replace each other, notes do not.

    `replaces` are facts of other keys that it moves on from.
    """

    kind: str
    key: str
    value: Any
    concepts: tuple[str, ...] = ()
    confidence: float = 1.0
    replaces: tuple[uuid.UUID, ...] = ()


def hash_value(user_id: uuid.UUID, value: Any) -> str:
    """Return the hash by which a forgotten value is known without being kept.

    Of one person and one secret: nobody finds out by guessing what somebody had forgotten, or
    whether two had the same forgotten.
    """
    digest = hashlib.sha256(
        json.dumps(value, sort_keys=True, ensure_ascii=False).casefold().encode()
    ).hexdigest()
    return key_digest(user_id, digest)


def key_digest(user_id: uuid.UUID, digest: str) -> str:
    """Return the digest of a value as it is stored for one person.

    It begins with what no bare digest begins with, so that the two are never mixed up.
    """
    keyed = salted_hmac(f"forgotten_value:{user_id}", digest, algorithm="sha256")
    return KEYED + keyed.hexdigest()[: 64 - len(KEYED)]


def is_forgotten(words: str, *, said_at: datetime, forgotten: Sequence[ForgottenFact]) -> bool:
    """Return whether a sentence says what its person had forgotten after they said it."""
    since = [each for each in forgotten if said_at <= each.at and each.terms]
    terms = {whose: set(hash_terms(whose, words)) for whose in {each.whose for each in since}}
    return any(_says_same(each, terms[each.whose]) for each in since)


def without_forgotten(
    user: User,
    new: Sequence[NewFact],
    *,
    words: str,
    item_id: uuid.UUID | None,
    now: datetime,
) -> list[NewFact]:
    """Return new facts less those that the person had forgotten, said before they asked for it.

    What is said anew afterwards may be remembered again.
    """
    forgotten = list(ForgottenFact.objects.filter(user=user).exclude(key=EVERYTHING))
    if not forgotten:
        return list(new)
    people = {each.whose for each in forgotten}
    # An engine may quote an earlier message: then it is as old as that.
    event = Event.objects.filter(item_id=item_id).order_by("at").first() if item_id else None
    said_at = event.at if event is not None else now
    kept = []
    for one in new:
        hashes = {whose: hash_value(whose, one.value) for whose in people}
        text = words or (one.value if isinstance(one.value, str) else "")
        terms = {whose: set(hash_terms(whose, text)) for whose in people}
        is_blocked = any(
            said_at <= each.at
            and (
                (each.key == one.key and one.kind != Memory.Kind.NOTE)
                or (each.key == one.key and each.value_hash == hashes[each.whose])
                or (one.kind != Memory.Kind.CRITERION and _says_same(each, terms[each.whose]))
            )
            for each in forgotten
        )
        if not is_blocked:
            kept.append(one)
    return kept


def _says_same(forgotten: ForgottenFact, said: set[str]) -> bool:
    """Return whether words say again what was forgotten.

    Of a fact, half of the words of the shorter do. A sentence was chosen among others of the same
    thing, which stand: another is the same where most of both is, or where one is in the other.
    """
    terms = set(forgotten.terms)
    shared = len(terms & said)
    if not shared:
        return False
    if forgotten.key != SAID:
        return shared / min(len(terms), len(said)) >= SAME_WORDS
    is_within = shared >= MOST_WORDS * len(terms) or shared == len(said)
    return is_within or shared / max(len(terms), len(said)) >= SAME_WORDS


def hash_terms(user_id: uuid.UUID, text: str) -> list[str]:
    """Return the words of a text as hashes that mean nothing for anybody else."""
    return sorted(
        {
            salted_hmac(f"forgotten:{user_id}", term).hexdigest()[:16]
            for term in index_terms(text)[:40]
        }
    )
