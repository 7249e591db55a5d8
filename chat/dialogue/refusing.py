""" "No, because…": noted, and the next round differs because of it."""

import re
from collections.abc import Sequence
from typing import get_args

from django.utils.translation import gettext as _

from chat.describe import describe_criterion
from chat.dialogue.criteria import change_criteria
from chat.dialogue.find import ask_near, run_search
from chat.dialogue.narrowing import RAISE, ask_again, ask_pay, is_settled, list_likest_titles
from chat.dialogue.reply import Reply
from chat.recording import build_place
from chat.state import Avoid, LastNote
from jobassist.language.money import PER_YEAR
from jobassist.language.places import find_places
from jobassist.language.titles import parse_title
from jobassist.language.vocab import Seniority
from jobs import search
from jobs.criteria import Criteria
from jobs.employers import read_kind
from jobs.models import Posting
from recruiting.services import record_note

LEVELS: tuple[str, ...] = get_args(Seniority)
# From here on one is somebody's boss.
_LEADING = LEVELS[LEVELS.index("lead") :]


def reject(
    reply: Reply,
    *,
    reason: str,
    postings: Sequence[Posting],
    has_new_criteria: bool = False,
    wants_others: bool = False,
    is_too_low: bool = False,
    keeps_figure: bool = False,
) -> None:
    """Take a "no, because…": note it, and run a round that differs because of it.

    `postings` are those named, none where all that was shown is meant. What was seen may come
    again where the wish has changed and fits it, unless others are wanted. `is_too_low`: a wrong
    level is one below the person's. `keeps_figure`: pay is measured by the figure that was said.
    """
    state = reply.state
    is_named = bool(postings)
    meant = list(postings) or _find_meant(reply, reason)
    if reason == "wrong_role" and state.criteria.titles:
        state.is_work_strict = True
    if reason == "wrong_seniority":
        _leave_out_levels(reply, LEVELS[:2] if is_too_low else _LEADING)
    _note_refused(reply, meant, reason=reason, is_named=is_named)
    if meant and is_named and not has_new_criteria:
        state.last_change = "note"
        state.last_note = LastNote(
            posting_ids=[each.id for each in meant], kind="dismissed", title=meant[0].title
        )
    if not has_new_criteria and _asks_instead(reply, reason, meant, is_named=is_named):
        return
    if reason == "too_low_salary" and keeps_figure and state.criteria.salary_min is not None:
        state.is_pay_strict = True
        has_new_criteria = False
    learned = _learn(reply, reason, meant, is_named=is_named, has_new_criteria=has_new_criteria)
    run_search(
        reply,
        reason=learned or _("Understood. Another round:"),
        with_seen=has_new_criteria and not wants_others,
        falls_back=is_named and not wants_others,
    )


def _find_meant(reply: Reply, reason: str) -> list[Posting]:
    """Return which of the jobs shown a reason is true of: all, where it tells none apart."""
    ids = [each.posting_id for each in reply.state.shown]
    loaded = search.load_postings(ids)
    shown = [loaded[each] for each in ids if each in loaded]
    criteria = reply.state.criteria
    match reason:
        case "too_low_salary":
            floor = yearly_floor(criteria)
            under = [each for each in shown if _starts_below(each, floor)]
            return under or shown
        case "wrong_role":
            other = [each for each in shown if _is_other_work(each, criteria)]
            return other or shown[:1]
        case "wrong_seniority":
            above = [each for each in shown if _is_above(each, criteria)]
            return above or [each for each in shown if each.seniority][:1]
        case "wrong_city":
            return [each for each in shown if _lies_elsewhere(each, criteria)]
        case "wrong_employment_type":
            wanted = criteria.employment_type
            return [each for each in shown if wanted and each.employment_type != wanted]
        case "already_seen" | "expired":
            return shown[:1]
        case _:
            return []


def _note_refused(reply: Reply, meant: Sequence[Posting], *, reason: str, is_named: bool) -> None:
    """Keep what was refused: of one named that it was, of the others what they were refused for."""
    context, state = reply.context, reply.state
    for posting in meant:
        if is_named or reason in ("wrong_role", "already_seen", "expired"):
            context.begin_write()
            record_note(
                context.user,
                posting,
                kind="dismissed",
                reason=reason,
                now=context.now,
                acted_in=build_place(context),
            )
        avoid = _avoid(posting, reason, criteria=state.criteria)
        state.avoid = [*state.avoid, avoid][-50:]


def _leave_out_levels(reply: Reply, levels: Sequence[str]) -> None:
    """Leave out levels of work, but for one that is part of the wish."""
    state = reply.state
    known = {each.seniority for each in state.avoid}
    new = [
        Avoid(reason="wrong_seniority", posting_id=0, seniority=level)
        for level in levels
        if level not in known and not _is_level_wanted(level, state.criteria)
    ]
    state.avoid = [*state.avoid, *new][-50:]


def _asks_instead(reply: Reply, reason: str, meant: Sequence[Posting], *, is_named: bool) -> bool:
    """Ask what the refusal did not say, where only that helps and it was never asked; else False."""
    criteria = reply.state.criteria
    match reason:
        case "too_low_salary" if criteria.salary_min is None and not is_named:
            if is_settled(reply, "criteria.salary_min"):
                return False
            ask_pay(reply, above=meant)
        case "wrong_city" if not criteria.cities:
            if is_settled(reply, "criteria.cities"):
                return False
            ask_again(reply, "criteria.cities", _("Which place would be right?"))
        case "wrong_city" if not meant:
            # All of them lie in the place that was said: it is the way there that is too long.
            return ask_near(reply)
        case "wrong_employment_type" if not criteria.employment_type:
            if is_settled(reply, "criteria.employment_type"):
                return False
            ask_again(reply, "criteria.employment_type", _("Which kind of contract do you want?"))
        case "excluded":
            if is_settled(reply, "criteria.exclude"):
                return False
            ask_again(reply, "criteria.exclude", _("What should I leave out?"))
        case "wrong_role" if not search.is_known_work(criteria.titles):
            if is_settled(reply, "criteria.titles"):
                return False
            question = _("Which work do you mean instead?")
            ask_again(reply, "criteria.titles", question, examples=list_likest_titles(reply))
        case _:
            return False
    return True


def _learn(
    reply: Reply,
    reason: str,
    meant: Sequence[Posting],
    *,
    is_named: bool,
    has_new_criteria: bool,
) -> str:
    """Change the search by what a refusal tells, and return it in words."""
    criteria = reply.state.criteria
    match reason:
        case "too_low_salary" if not has_new_criteria:
            return _raise_floor(reply, meant)
        case "wrong_role" if meant:
            titles = dict.fromkeys(each.title for each in meant)
            if criteria.titles and search.is_same_work(criteria.titles, tuple(titles)):
                return ""
            return _("No more like “%(title)s”.") % {"title": next(iter(titles))}
        case "wrong_city" if meant and criteria.cities and not has_new_criteria:
            where = describe_criterion("cities", criteria.cities, criteria=criteria)
            return _("Only %(place)s from here on.") % {"place": where}
        case "wrong_seniority":
            return _("I am leaving that level out.")
        case "expired" | "already_seen" if is_named:
            return _("I won't show that one again.")
        case _:
            return ""


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
        case "wrong_role" if not criteria.titles or _is_other_work(posting, criteria):
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


def _is_other_work(posting: Posting, criteria: Criteria) -> bool:
    """Return whether a posting is of other work than wished for, or of kin under another head.

    A forklift mechanic is no forklift driver, though both are looked up by the forklift.
    """
    if not criteria.titles:
        return False
    if not search.is_same_work(criteria.titles, (posting.title,)):
        return True
    head = _head(posting.title)
    return bool(head) and all(head != _head(each) for each in criteria.titles)


# What a title adds behind its head: (急), - Days, II.
_BEHIND = re.compile(
    r"\s*[(（\[【,，·|/].*$|\s+[-–—]\s.*$|-.*(?<=[\u4e00-\u9fff])$|\s+(?:[ivx]+|\d+)$", re.I
)


def _head(title: str) -> str:
    """Return what a title ends in: the word, or of Chinese the last two signs."""
    bare = _BEHIND.sub("", title.strip()).strip().lower()
    if not bare:
        return ""
    return bare[-2:] if "\u4e00" <= bare[-1] <= "\u9fff" else bare.split()[-1].rstrip("s")


def _is_level_wanted(seniority: str, criteria: Criteria) -> bool:
    """Return whether the level is part of the wish: a manager's post has a manager's title."""
    wished = (parse_title(title) for title in criteria.titles)
    return any(title is not None and title.seniority == seniority for title in wished)


def _is_above(posting: Posting, criteria: Criteria) -> bool:
    """Return whether a posting leads others where no leading was wished for."""
    return posting.seniority in _LEADING and not _is_level_wanted(posting.seniority, criteria)


def _lies_elsewhere(posting: Posting, criteria: Criteria) -> bool:
    wanted = {hit.value.key for city in criteria.cities for hit in find_places(city)}
    return bool(wanted) and not wanted & set(posting.place_keys)


def yearly_floor(criteria: Criteria) -> float | None:
    """Return the wished pay for a year, None where none was said."""
    if criteria.salary_min is None or criteria.salary_period is None:
        return None
    return criteria.salary_min * PER_YEAR[criteria.salary_period]


def _starts_below(posting: Posting, floor: float | None) -> bool:
    return (
        floor is not None
        and posting.salary_yearly_min is not None
        and posting.salary_yearly_min < floor * 0.98
    )


def _raise_floor(reply: Reply, postings: Sequence[Posting]) -> str:
    """Keep to the pay that was said where those shown start below it, else raise it; say so."""
    state = reply.state
    criteria = state.criteria
    floor = yearly_floor(criteria)
    is_below = any(_starts_below(each, floor) for each in postings)
    if floor is not None and (is_below or state.is_pay_strict):
        state.is_pay_strict = True
        return _("Only what starts at your figure: %(pay)s.") % {
            "pay": describe_criterion("salary_min", criteria.salary_min, criteria=criteria)
        }
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
    raised = max(round(base * RAISE / step) * step, base + step)
    change_criteria(
        reply, values={"salary_min": raised, "currency": currency, "salary_period": period}
    )
    return _("I raised the floor: %(pay)s.") % {
        "pay": describe_criterion("salary_min", raised, criteria=reply.state.criteria)
    }
