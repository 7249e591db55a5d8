"""What a person wrote, read where it stands, for the questions that no kept fact answers.

Nothing is stored of it: memory keeps what matters for the search, and the conversation keeps
what was said. What was forgotten, and what was said where nothing is to be remembered, is not read.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from chat.memory.forgotten import EVERYTHING, is_forgotten
from chat.memory.questions import asks_of_memory
from chat.memory.statements import LONGEST_MESSAGE, is_passing
from chat.models import ForgottenFact, Memory
from chat.understanding import Context, understand
from chat.understanding.told import weigh_speech
from eventlog.models import Conversation, Event
from jobassist.accounts.models import User
from jobassist.language.text import split_sentences

# Of older messages only what was kept as a fact is read.
MOST_SAID = 240
# Said so, a message is quoted to nobody, not even to who wrote it.
SURE = 0.45
_NOT_QUOTED = ("prompt_injection", "abuse", "unsafe")
# So likely a question of what was told, it is not what was told.
ASKED = 0.6


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the person's: its sentences that may be quoted, and the facts kept of it."""

    sentences: tuple[str, ...]
    at: datetime
    item_id: uuid.UUID | None
    conversation_id: uuid.UUID
    facts: tuple[Memory, ...] = ()
    # What the person had forgotten when it was read.
    forgotten: tuple[ForgottenFact, ...] = ()


def read_said(user: User, history: Sequence[Memory]) -> list[Said]:
    """Return what the person wrote that may be remembered, newest first. Three queries.

    `history` are their facts: a sentence that is one is read whatever else it looks like.
    """
    forgotten = list(ForgottenFact.objects.filter(user=user))
    mine = Q(
        conversation__owner=user,
        conversation__kind=Conversation.Kind.ASSISTANT,
        conversation__is_remembered=True,
        erased_at__isnull=True,
    )
    turned = defaultdict(list)
    for conversation_id, seq, data in (
        Event.objects.filter(mine, type="conversation.remembering")
        .order_by("seq")
        .values_list("conversation_id", "seq", "data")
    ):
        turned[conversation_id].append((seq, bool((data or {}).get("is_remembered", True))))
    facts = defaultdict(list)
    for each in history:
        if each.item_id is not None:
            facts[each.item_id].append(each)
    found = []
    rows = Event.objects.filter(mine, type="item.done", data__role="user").order_by("-at", "-seq")
    for row in rows[:MOST_SAID]:
        if not _was_remembered(turned.get(row.conversation_id, ()), row.seq):
            continue
        kept = facts.get(row.item_id, []) if row.item_id else []
        text = str((row.data or {}).get("text") or "")
        sentences = _readable(text, at=row.at, facts=kept, forgotten=forgotten)
        if sentences:
            found.append(
                Said(
                    sentences, row.at, row.item_id, row.conversation_id, tuple(kept),
                    tuple(forgotten),
                )
            )  # fmt: skip
    return found


def may_be_quoted(said: Said, user: User) -> bool:
    """Return whether a message tells something, and no wish that was forgotten since. No query."""
    text = " ".join(said.sentences)
    seen = understand(text, context=Context(), today=day_of(said.at, user))
    if not said.facts:
        # Of what a fact was kept of it is known that it tells something.
        if weigh_speech(text)["asked"] >= ASKED or asks_of_memory(
            text, today=day_of(said.at, user)
        ):
            return False
        if seen.intent in _NOT_QUOTED and seen.confidence >= SURE:
            return False
    wishes = [f"criteria.{each}" for each in seen.criteria.set]
    return not any(each.key in wishes and each.at >= said.at for each in said.forgotten)


def day_of(at: datetime, user: User) -> date:
    """Return the day on which the person said something, where they are."""
    return at.astimezone(ZoneInfo(user.time_zone or "UTC")).date()


def _was_remembered(turned: Sequence[tuple[int, bool]], seq: int) -> bool:
    """Return whether what was said there might be remembered, as it was turned on and off."""
    before = [is_on for at, is_on in turned if at <= seq]
    return before[-1] if before else True


def _readable(
    text: str, *, at: datetime, facts: Sequence[Memory], forgotten: Sequence[ForgottenFact]
) -> tuple[str, ...]:
    """Return the sentences of a message that tell something and were not forgotten."""
    if not text or len(text) > LONGEST_MESSAGE:
        return ()
    if any(each.key == EVERYTHING and at <= each.at for each in forgotten):
        return ()
    words = [each.words for each in facts]
    sentences = [part.text.strip() for line in text.splitlines() for part in split_sentences(line)]
    return tuple(
        each
        for each in sentences
        if each
        and (not is_passing(each) or any(each in one for one in words))
        and not is_forgotten(each, said_at=at, forgotten=forgotten)
    )
