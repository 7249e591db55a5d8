"""Finding jobs: the rounds, and what to say of them."""

import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.build_cards import build_chip, build_criteria_card, build_jobs, employer_name, place_names
from chat.cards import Chip
from chat.describe import describe_criteria, describe_criterion, join_words
from chat.dialogue.chips import next_chips
from chat.dialogue.criteria import change_criteria, is_blank, note_given_up
from chat.dialogue.earlier import say_because
from chat.dialogue.narrowing import (
    NEAR_HOME_KM,
    RAISE,
    ask_other_name,
    ask_titles,
    ask_to_narrow,
    facet_labels,
    is_settled,
)
from chat.dialogue.querying import build_query, count_standing, find_hits
from chat.dialogue.relaxing import find_best, offer_relaxations, say_given_up
from chat.dialogue.reply import Reply
from chat.state import ShownJob
from jobassist.language.places import find_places
from jobs import search
from jobs.models import Posting
from jobs.search import JobHit, JobQuery, SearchResult
from recruiting.services import RankedPosting

FEW = 3
SEEN = 400


def advance(reply: Reply) -> None:
    """Ask the one thing that matters most before searching, or search.

    A question is asked once, and only while its answer would leave out some of the postings.
    """
    reply.enter("find")
    state = reply.state
    if is_blank(reply) and "criteria.titles" not in state.refused:
        ask_titles(reply)
        return
    if state.round == 0 and not state.is_return and ask_to_narrow(reply):
        return
    run_search(reply)


def run_search(
    reply: Reply,
    *,
    reason: str | None = None,
    is_more: bool = False,
    with_seen: bool | None = None,
    falls_back: bool = False,
) -> None:
    """Run a round: cards, what was searched for, and what to change when little fits.

    "Others" and a refusal want other jobs; a changed wish wants whatever fits it now, seen
    before or not. `with_seen` says it where that is not so. Where nothing new fits,
    `falls_back` shows again what was seen and not refused.
    """
    state = reply.state
    if is_blank(reply) and "criteria.titles" not in state.refused:
        # Without any idea of the work the newest postings of anything would be shown.
        ask_titles(reply)
        return
    prompt = state.open_prompt
    if prompt is not None and prompt.path.startswith("criteria."):
        # What is shown now is judged next; the question is over.
        reply.close_prompt("skipped")
    if with_seen is None:
        with_seen = not is_more and reason is None
    query = build_query(reply, with_seen=with_seen)
    result = find_hits(reply, query)
    if not result.hits and falls_back and not with_seen:
        with_seen = True
        query = build_query(reply, with_seen=True)
        result = find_hits(reply, query)
        reason = " ".join(each for each in (reason, _("Nothing new fits; these still do:")) if each)
    if not result.hits:
        if ask_other_name(reply):
            return
        if not _take_best(reply):
            _show_nothing(reply, standing=0 if with_seen else count_standing(reply))
        return
    state.round += 1
    state.empty_for = None
    words = describe_criteria(state.criteria)
    reply.say(say_because(reply))
    if reason:
        reply.say(reason)
    elif is_more:
        reply.say(_("Here are others."))
    elif all(hit.band == "possible" for hit in result.hits):
        reply.say(_("Nothing is quite like %(what)s; these come near:") % {"what": words})
    elif words:
        reply.say(_count_found(result, words))
    else:
        reply.say(_("These fit your résumé:"))
    _say_unstated(reply, result.hits)
    if not is_more:
        _say_mixed(reply, result.hits)
    if not is_more:
        reply.show(build_criteria_card(state.criteria))
    show_hits(reply, result.hits, query=query, reason=reason)
    if result.fitting <= FEW and not is_more:
        standing = result.fitting if with_seen else None
        offer_relaxations(reply, has_hits=True, standing=standing)
    reply.name_conversation(words)
    reply.suggest(*round_chips(reply, result))


def _count_found(result: SearchResult, words: str) -> str:
    """Return how many jobs were found, and how many of them are shown now."""
    count, shown = result.fitting, len(result.hits)
    if count > shown:
        values = {"what": words, "count": count, "shown": shown}
        if result.plan.path == "exact":
            return _("For %(what)s I found %(count)d jobs; the first %(shown)d:") % values
        # By index the candidates are a part of what there is.
        return _("For %(what)s I found at least %(count)d jobs; the first %(shown)d:") % values
    return ngettext(
        "For %(what)s I found %(count)d job:", "For %(what)s I found %(count)d jobs:", shown
    ) % {"what": words, "count": shown}


def _say_unstated(reply: Reply, hits: Sequence[JobHit]) -> None:
    """Say which perks and shifts none of the jobs shown speaks of."""
    met = {
        each.text
        for hit in hits
        for each in hit.requirements
        if each.criterion == "conditions" and each.status == "met"
    }
    unsaid = [words for words in reply.state.criteria.conditions if words.strip() not in met]
    if unsaid:
        reply.say(_("None of these says: %(what)s.") % {"what": join_words(unsaid)})


def _say_mixed(reply: Reply, hits: Sequence[JobHit]) -> None:
    """Say that the jobs lie in several countries, where no place was said."""
    criteria = reply.state.criteria
    if criteria.cities or criteria.remote:
        return
    countries = {
        place.country for hit in hits for place in hit.posting.locations.all() if place.country
    }
    if len(countries) > 1:
        reply.say(_("They lie in several countries; name a place to narrow it down."))


def show_hits(
    reply: Reply, hits: Sequence[JobHit], *, query: JobQuery, reason: str | None = None
) -> None:
    """Show hits as cards, remember what was shown, and have the ranking recorded."""
    state = reply.state
    card = build_jobs(hits, document=query.resume_document, round_number=state.round, reason=reason)
    item_id = uuid.uuid4()
    reply.show(
        card,
        item_id=item_id,
        ranking=[
            RankedPosting(hit.posting.id, round(hit.score, 4), dict(hit.features)) for hit in hits
        ],
        inputs={"criteria": state.criteria.model_dump(mode="json", exclude_defaults=True)},
    )
    state.shown = [
        ShownJob(
            posting_id=hit.posting.id,
            item_id=str(item_id),
            title=hit.posting.title,
            employer=employer_name(hit.posting),
            city=next(iter(place_names(hit.posting)), None),
            score=round(hit.score, 3),
            band=hit.band,
        )
        for hit in hits
    ]
    shown = [hit.posting.id for hit in hits]
    state.seen_ids = [*(each for each in state.seen_ids if each not in shown), *shown][-SEEN:]
    state.focus_id = hits[0].posting.id if len(hits) == 1 else None


def show_known(reply: Reply, postings: Sequence[Posting]) -> None:
    """Show postings that were ranked before, as cards, in the order given."""
    state = reply.state
    ranked = {each.posting_id: each for each in state.shown}
    hits = [
        JobHit(
            posting=posting,
            score=(known.score if known else None) or 0.0,
            band=(known.band if known else None) or "possible",
        )
        for posting in postings
        for known in (ranked.get(posting.id),)
    ]
    card = build_jobs(
        hits,
        document=reply.context.resume.confirmed_document,
        round_number=state.round,
        reason=None,
    )
    item_id = uuid.uuid4()
    reply.show(card, item_id=item_id)
    state.shown = [
        ShownJob(
            posting_id=hit.posting.id,
            item_id=str(item_id),
            title=hit.posting.title,
            employer=employer_name(hit.posting),
            city=next(iter(place_names(hit.posting)), None),
            score=hit.score,
            band=hit.band,
        )
        for hit in hits
    ]
    reply.suggest(*next_chips(reply.context))


def round_chips(reply: Reply, result: SearchResult) -> list[Chip]:
    """Return next steps after a round, from what it showed and what is not known yet."""
    criteria = reply.state.criteria
    chips: list[Chip] = []
    if result.fitting > len(result.hits):
        chips.append(build_chip(_("Show me others"), do="more"))
    first = result.hits[0].posting
    chips.append(
        build_chip(_("Why the first one?"), do="job", action="explain", job_id=str(first.id))
    )
    if criteria.salary_min is not None and result.fitting > FEW:
        higher = criteria.salary_min * RAISE
        step = 500 if higher >= 3000 else 1
        amount = round(higher / step) * step
        chips.append(
            build_chip(
                describe_criterion("salary_min", amount, criteria=criteria),
                do="criteria",
                set={"salary_min": amount},
                clear=[],
            )
        )
    chips += next_chips(reply.context)[1:]
    return chips


def _take_best(reply: Reply) -> bool:
    """Give up the wish that brings most where "nothing fits" was said of the same search already.

    False where it was not, and where giving up one wish would not help.
    """
    state = reply.state
    before = state.criteria
    if state.empty_for != before:
        state.empty_for = before
        return False
    best = find_best(reply)
    if best is None:
        return _leave_work_open(reply)
    held = before.model_dump()
    changed = {key: v for key, v in best.relaxed.model_dump().items() if v != held[key]}
    change_criteria(reply, values=changed)
    note_given_up(reply, [best.key])
    run_search(reply, reason=say_given_up(before, best), with_seen=True)
    return True


def _leave_work_open(reply: Reply) -> bool:
    """Search without a name of work that no table knows; False where it is known, or all there is."""
    state = reply.state
    titles = state.criteria.titles
    if not titles or search.is_known_work(titles):
        return False
    change_criteria(reply, values={}, clear=("titles",))
    if "criteria.titles" not in state.refused:
        state.refused.append("criteria.titles")
    reason = _("I know no work called “%(title)s”, so now whatever else there is:")
    run_search(reply, reason=reason % {"title": join_words(titles)}, with_seen=True)
    return True


def _show_nothing(reply: Reply, *, standing: int) -> None:
    """Say that nothing new fits; `standing` jobs do that were seen."""
    state = reply.state
    words = describe_criteria(state.criteria)
    if standing:
        reply.say(
            _("You have seen everything that fits %(what)s.") % {"what": words or _("this search")}
        )
    elif words:
        reply.say(_("Nothing open fits %(what)s.") % {"what": words})
    else:
        reply.say(_("Nothing open fits."))
    if not state.criteria.is_empty:
        reply.show(build_criteria_card(state.criteria))
    offer_relaxations(reply, standing=standing)
    reply.suggest(build_chip(_("Start over"), do="start_over"))


def ask_near(reply: Reply) -> bool:
    """Search not far from where the person lives, or ask from where it should not be far.

    False where the place was asked for before: then nothing is done.
    """
    state = reply.state
    home = _home_city(reply)
    if home is not None and (not state.criteria.cities or home in state.criteria.cities):
        change_criteria(reply, values={"cities": (home,), "within_km": NEAR_HOME_KM})
        reply.say(
            _("I look within %(km)d km of %(place)s, the place in your résumé.")
            % {"km": NEAR_HOME_KM, "place": home}
        )
        run_search(reply)
        return True
    if is_settled(reply, "criteria.cities"):
        return False
    change_criteria(reply, values={"within_km": NEAR_HOME_KM})
    reply.ask(
        "criteria.cities",
        _("Not far from where? Tell me the town or district you set out from."),
        schema={"type": "array", "items": {"type": "string"}, "minItems": 1},
        examples=list(state.criteria.cities) or facet_labels(reply, state.criteria, "cities"),
    )
    return True


def _home_city(reply: Reply) -> str | None:
    document = reply.context.resume.document or {}
    location = (document.get("basics") or {}).get("location") or {}
    city = str(location.get("city") or "")
    # Only where it is known where that is.
    return city if any(hit.value.lat is not None for hit in find_places(city)) else None
