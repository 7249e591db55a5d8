"""Facts as people read them: in the active language, on the memory card and over HTTP."""

from collections.abc import Iterable

from chat.cards import Fact
from chat.describe import describe_criterion
from chat.models import Memory
from chat.screening import screen_text


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
            # What an older version kept may be anybody's words.
            text=screen_text(describe_fact(each)),
            words=screen_text(each.words) if each.words else None,
            said_at=each.valid_from.isoformat(),
            conversation_id=str(each.conversation_id) if each.conversation_id else None,
            item_id=str(each.item_id) if each.item_id else None,
        )
        for each in facts
    ]
