"""Perks, shifts and terms that a person wishes for, held against what a posting says of itself.

What a posting does not speak of is unknown, never met.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from jobassist.language.vocab import find_work_modes
from jobs.criteria import Criteria
from jobs.traits import (
    TRAITS,
    Trait,
    find_trait_words,
    find_word,
    trait_refused,
    traits_wished,
)

from .types import Requirement, Status

if TYPE_CHECKING:
    from jobs.models import Posting

UNKNOWN = 0.4


@dataclass(frozen=True, slots=True)
class Wanted:
    """A condition as said, and the traits that meet it; words no trait knows have none.

    `is_implied`: who refuses nights is glad of a day shift, and loses nothing where it is unsaid.
    """

    text: str
    traits: tuple[Trait, ...] = ()
    is_implied: bool = False


def read_wanted(criteria: Criteria) -> tuple[Wanted, ...]:
    """Return the conditions of a search, and what its refusals imply."""
    wanted = [Wanted(words.strip(), _traits_of(words)) for words in criteria.conditions]
    named = {trait.key for each in wanted for trait in each.traits}
    for word in criteria.exclude:
        refused = trait_refused(word)
        better = tuple(t for t in TRAITS if refused in t.against and t.key not in named)
        if better:
            wanted.append(Wanted(word.strip(), better[:1], is_implied=True))
    return tuple(wanted)


_REMOTE = tuple(trait for trait in TRAITS if trait.key == "remote_work")


def _traits_of(words: str) -> tuple[Trait, ...]:
    # In a message these words filter; as a condition they are only a preference.
    return traits_wished(words) or (
        _REMOTE if any(mode.value == "remote" for mode in find_work_modes(words)) else ()
    )


def _share(wanted: Wanted, traits: Sequence[str]) -> float:
    met = [trait for trait in wanted.traits if trait.key in traits]
    if len(met) == len(wanted.traits):
        return 1.0
    if any(against in traits for trait in wanted.traits for against in trait.against):
        return 0.0
    return 0.7 if met else UNKNOWN


def rate_conditions(wanted: Sequence[Wanted], traits: Sequence[str]) -> float | None:
    """Return 0..1: how many conditions a posting with these traits meets, None without any.

    Half a point short of it stands what a posting says nothing of; nothing what it contradicts.
    """
    shares = [
        _share(each, traits)
        for each in wanted
        if each.traits and (not each.is_implied or each.traits[0].key in traits)
    ]
    return sum(shares) / len(shares) if shares else None


def list_conditions(wanted: Sequence[Wanted], posting: "Posting") -> list[Requirement]:
    """Return a line for each condition, with the posting's own words where it speaks of it."""
    lines = []
    for each in wanted:
        line = _line(each, posting)
        if line.status == "met" or not each.is_implied:
            lines.append(line)
    return lines


def _line(wanted: Wanted, posting: "Posting") -> Requirement:
    if not wanted.traits:
        place = find_word(wanted.text, posting.description_text)
        if place is None:
            return Requirement(_unstated(wanted), "unknown", "conditions")
        return Requirement(wanted.text, "met", "conditions", posting_span=place)
    met = [(trait, found) for trait in wanted.traits if (found := _find(trait, posting))]
    against = {key for trait in wanted.traits for key in trait.against}
    contrary = next(
        (found for trait in TRAITS if trait.key in against and (found := _find(trait, posting))),
        None,
    )
    status: Status = "unknown"
    if len(met) == len(wanted.traits):
        status = "met"
    elif contrary is not None:
        status = "missing"
    elif met:
        status = "partly"
    evidence = contrary if status == "missing" else met[0][1] if met else None
    if evidence is None:
        return Requirement(_unstated(wanted), "unknown", "conditions")
    words, pointer, span = evidence
    text = wanted.text
    if status != "met" or wanted.is_implied:
        text = _("%(wish)s: the posting says “%(words)s”") % {"wish": wanted.text, "words": words}
    if wanted.is_implied:
        text = words
    return Requirement(text, status, "conditions", posting_span=span, posting_pointer=pointer)


def _unstated(wanted: Wanted) -> str:
    return _("%(wish)s: not stated") % {"wish": wanted.text}


Evidence = tuple[str, str | None, tuple[int, int] | None]


def _find(trait: Trait, posting: "Posting") -> Evidence | None:
    """Return (words, pointer of a field, span of the description) where a posting says it."""
    fields = [("/title", posting.title)]
    fields += [(f"/tags/{n}", tag) for n, tag in enumerate(posting.tags)]
    for pointer, text in fields:
        if find_trait_words(trait, text):
            return text[:80], pointer, None
    found = find_trait_words(trait, posting.description_text)
    if found is None:
        return None
    return posting.description_text[found[0] : found[1]][:80], None, found
