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
# The key of a line that says: all that was said until then is forgotten; and of a sentence's.
EVERYTHING, SAID = "*", "said"


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


def hash_value(value: Any) -> str:
    """Return the hash by which a forgotten value is known without being kept."""
    return hashlib.sha256(
        json.dumps(value, sort_keys=True, ensure_ascii=False).casefold().encode()
    ).hexdigest()


def is_forgotten(words: str, *, said_at: datetime, forgotten: Sequence[ForgottenFact]) -> bool:
    """Return whether a sentence says what its person had forgotten after they said it."""
    since = [each for each in forgotten if said_at <= each.at and each.terms]
    terms = {
        whose: set(hash_terms(whose, words))
        for whose in {each.hashed_for or each.user_id for each in since}
    }
    return any(
        _says_same(set(each.terms), terms[each.hashed_for or each.user_id]) for each in since
    )


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
    people = {each.hashed_for or user.id for each in forgotten}
    # An engine may quote an earlier message: then it is as old as that.
    event = Event.objects.filter(item_id=item_id).order_by("at").first() if item_id else None
    said_at = event.at if event is not None else now
    kept = []
    for one in new:
        value_hash = hash_value(one.value)
        text = words or (one.value if isinstance(one.value, str) else "")
        terms = {whose: set(hash_terms(whose, text)) for whose in people}
        is_blocked = any(
            said_at <= each.at
            and (
                (each.key == one.key and one.kind != Memory.Kind.NOTE)
                or (each.key == one.key and each.value_hash == value_hash)
                or (
                    one.kind != Memory.Kind.CRITERION
                    and _says_same(set(each.terms), terms[each.hashed_for or user.id])
                )
            )
            for each in forgotten
        )
        if not is_blocked:
            kept.append(one)
    return kept


def _says_same(forgotten: set[str], said: set[str]) -> bool:
    smaller = min(len(forgotten), len(said))
    return smaller > 0 and len(forgotten & said) / smaller >= SAME_WORDS


def hash_terms(user_id: uuid.UUID, text: str) -> list[str]:
    """Return the words of a text as hashes that mean nothing for anybody else."""
    return sorted(
        {
            salted_hmac(f"forgotten:{user_id}", term).hexdigest()[:16]
            for term in index_terms(text)[:40]
        }
    )
