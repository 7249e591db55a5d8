""" "No, because…": noted, and the next round differs because of it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from chat.describe import describe_criterion
from chat.dialogue.criteria import change_criteria
from chat.dialogue.find import RAISE, run_search
from chat.dialogue.narrowing import ask_again
from chat.dialogue.reply import Reply
from chat.state import Avoid, LastNote
from jobassist.language.titles import parse_title
from jobs.criteria import Criteria
from jobs.employers import read_kind
from jobs.models import Posting
from recruiting.services import record_note


def reject(
    reply: Reply,
    *,
    reason: str,
    postings: Sequence[Posting],
    has_new_criteria: bool = False,
    wants_others: bool = False,
) -> None:
    """Take a "no, because…": note it, and run a round that differs because of it.

    What was seen may come again where the wish has changed and fits it, unless others are wanted.
    """
    context, state = reply.context, reply.state
    for posting in postings:
        context.begin_write()
        record_note(context.user, posting, kind="dismissed", reason=reason, now=context.now)
        # Of several refused at once nobody knows which title was wrong: that is asked.
        if reason != "wrong_role" or len(postings) == 1:
            avoid = _avoid(posting, reason, criteria=state.criteria)
            state.avoid = [*state.avoid, avoid][-50:]
    if postings and not has_new_criteria:
        state.last_change = "note"
        state.last_note = LastNote(
            posting_ids=[each.id for each in postings], kind="dismissed", title=postings[0].title
        )
    learned = ""
    match reason:
        case "too_low_salary" if not has_new_criteria:
            learned = _raise_floor(reply, postings)
        case "wrong_city" if not state.criteria.cities and not has_new_criteria:
            ask_again(reply, "criteria.cities", _("Which place would be right?"))
            return
        case "wrong_employment_type" if not state.criteria.employment_type:
            ask_again(reply, "criteria.employment_type", _("Which kind of contract do you want?"))
            return
        case "excluded" if not has_new_criteria:
            ask_again(reply, "criteria.exclude", _("What should I leave out?"))
            return
        case "wrong_role" if not has_new_criteria and len(postings) != 1:
            ask_again(reply, "criteria.titles", _("Which work do you mean instead?"))
            return
        case "wrong_role" if len(postings) == 1:
            learned = _("No more like “%(title)s”.") % {"title": postings[0].title}
        case "wrong_seniority" if postings:
            learned = _("I am leaving that level out.")
        case "expired" | "already_seen":
            learned = _("I won't show that one again.")
    run_search(
        reply,
        reason=learned or _("Understood. Another round:"),
        with_seen=has_new_criteria and not wants_others,
        falls_back=not wants_others,
    )


def say_limits(reply: Reply, *, before: Criteria) -> None:
    """Say how far a new refusal of a kind of employer can be acted upon."""
    new = set(reply.state.criteria.exclude) - set(before.exclude)
    kinds = [kind for word in new if (kind := read_kind(word)) is not None]
    if any(kind.sizes for kind in kinds):
        reply.say(
            _("I know an employer's size only where its posting says it; the others stay in.")
        )
    elif kinds:
        reply.say(_("I go by the employer's name and trade as the posting gives them."))


def _avoid(posting: Posting, reason: str, *, criteria: Criteria) -> Avoid:
    avoid = Avoid(reason=reason, posting_id=posting.id)
    match reason:
        case "wrong_role":
            avoid.title = posting.title
        case "wrong_seniority" if not _is_level_wanted(posting.seniority, criteria):
            avoid.seniority = posting.seniority or None
        case "wrong_city":
            first = posting.locations.all()[:1]
            avoid.place_key = first[0].place_key or None if first else None
    # A place the person asked for by name is never avoided because of one posting.
    if avoid.place_key and any(city in avoid.place_key for city in criteria.cities):
        avoid.place_key = None
    return avoid


def _is_level_wanted(seniority: str, criteria: Criteria) -> bool:
    """Return whether the level is part of the wish: a manager's post has a manager's title."""
    wished = (parse_title(title) for title in criteria.titles)
    return any(title is not None and title.seniority == seniority for title in wished)


def _raise_floor(reply: Reply, postings: Sequence[Posting]) -> str:
    """Raise the pay floor above what was refused, and say so."""
    criteria = reply.state.criteria
    currency: str | None = criteria.currency
    period: str | None = criteria.salary_period
    base = criteria.salary_min
    if base is None:
        paid = sorted(
            (each for each in postings if each.salary_yearly_min is not None),
            key=lambda each: each.salary_yearly_min or 0.0,
        )
        if paid:
            middle = paid[len(paid) // 2]
            base, currency, period = middle.salary_min, middle.salary_currency, middle.salary_period
    if base is None:
        return _("I am looking for better pay.")
    step = 500 if base >= 3000 else 1
    floor = max(round(base * RAISE / step) * step, base + step)
    change_criteria(
        reply, values={"salary_min": floor, "currency": currency, "salary_period": period}
    )
    return _("I raised the floor: %(pay)s.") % {
        "pay": describe_criterion("salary_min", floor, criteria=reply.state.criteria)
    }
