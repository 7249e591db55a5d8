"""What to give up when little fits, counted."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.describe import describe_criterion
from chat.dialogue.chips import relaxation_chip, relaxation_label
from chat.dialogue.querying import build_query, count_standing, find_hits
from chat.dialogue.reply import Reply
from jobs import search
from jobs.criteria import Criteria

RELAXATIONS = 3


def offer_relaxations(reply: Reply, *, has_hits: bool = False, standing: int | None = None) -> None:
    """Say which wish costs most, counted, and offer to give it up.

    `standing` is how many jobs fit as it is, where that is known.
    """
    if standing is None:
        standing = count_standing(reply)
    relaxations = _count_shown(reply, standing=standing)
    if not relaxations and has_hits:
        return
    if not relaxations:
        reply.say(
            _("Giving up one wish alone would not help. Try another job title or a wider place.")
        )
        return
    best = relaxations[0]
    reply.say(
        ngettext(
            "What costs most is “%(wish)s”: without it there is %(count)d job.",
            "What costs most is “%(wish)s”: without it there are %(count)d jobs.",
            best.count,
        )
        % {
            "wish": _wish_words(reply.state.criteria, best.key),
            "count": best.count,
        }
        if best.kind == "drop"
        else ngettext(
            "With “%(wish)s” there is %(count)d job.",
            "With “%(wish)s” there are %(count)d jobs.",
            best.count,
        )
        % {"wish": relaxation_label(best), "count": best.count}
    )
    criteria = reply.state.criteria
    reply.suggest(*(relaxation_chip(each, criteria=criteria) for each in relaxations))


def find_best(reply: Reply) -> search.Relaxation | None:
    """Return what brings most jobs of what may be given up unasked; None where nothing helps.

    Never what the person refuses or the work itself: those are theirs to give up.
    """
    found = _count_shown(reply, standing=0)
    return next((each for each in found if each.key not in _NEVER_UNASKED), None)


_NEVER_UNASKED = frozenset({"exclude", "titles", "employers"})


def say_given_up(criteria: Criteria, best: search.Relaxation) -> str:
    """Return in words that a wish was given up so that there is something to show."""
    if best.kind == "loosen":
        return _("Nothing fits all of it, so now with “%(wish)s”:") % {
            "wish": relaxation_label(best)
        }
    wish = _wish_words(criteria, best.key)
    return _("Nothing fits all of it, so now without “%(wish)s”:") % {"wish": wish}


def _count_shown(reply: Reply, *, standing: int) -> list[search.Relaxation]:
    """Return the likeliest relaxations with the number of jobs that a tap would then find.

    The counts by which they were chosen know nothing of titles; a search for each does.
    """
    # After a tap on one of them what was seen may come again.
    counting = build_query(reply, with_seen=True, is_counted=True)
    likeliest = search.count_relaxations(counting)[:RELAXATIONS]
    queries = [replace(counting, criteria=each.relaxed) for each in likeliest]
    if reply.context.resume.confirmed_document is None:
        counts = search.count_fitting_of_each(queries)
    else:
        counts = [find_hits(reply, query).fitting for query in queries]
    counted = [
        replace(each, count=count)
        for each, count in zip(likeliest, counts, strict=True)
        if count > standing
    ]
    return sorted(counted, key=lambda each: -each.count)


def _wish_words(criteria: Criteria, key: str) -> str:
    return describe_criterion(key, getattr(criteria, key), criteria=criteria)
