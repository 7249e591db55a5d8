"""Finding jobs: the criteria, the rounds, "no, because…", and what to do when little fits."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic import ValidationError

from chat import memory
from chat.build_cards import build_chip, build_criteria_card, build_jobs, employer_name, place_names
from chat.cards import Chip
from chat.describe import (
    describe_amount,
    describe_criteria,
    describe_criterion,
    describe_employment,
    join_words,
)
from chat.dialogue.chips import next_chips, relaxation_chip, relaxation_label
from chat.dialogue.reply import Reply
from chat.state import Avoid, LastNote, ShownJob
from jobassist.errors import AppError
from jobassist.language.money import parse_salary
from jobassist.language.places import find_places
from jobassist.language.titles import parse_title
from jobs import search
from jobs.criteria import EMPLOYMENT_TYPES, Criteria
from jobs.employers import read_kind
from jobs.models import Posting
from jobs.search import JobHit, JobQuery, SearchResult
from recruiting.services import RankedPosting, list_dismissed, list_samples, record_note
from resumes.matching import criteria_from_resume, matching_jobs

CARDS_A_ROUND = 6
FEW = 3
MANY = 10
HISTORY = 20
SEEN = 400
RAISE = 1.1
RELAXATIONS = 3
# How far "not too far" is.
NEAR_HOME_KM = 20.0


def change_criteria(
    reply: Reply,
    *,
    values: dict[str, Any],
    clear: Sequence[str] = (),
    words: str = "",
    item_id: uuid.UUID | None = None,
) -> Criteria:
    """Change the search, remember it, and return what it was before.

    Raises AppError("answer_invalid") where a value does not fit its key.
    """
    state = reply.state
    before = state.criteria
    merged: dict[str, Any] = before.model_dump()
    for key in clear:
        if key in merged:
            merged[key] = () if isinstance(merged[key], tuple) else None
        if key in ("salary_min", "salary_max"):
            merged["salary_min"] = merged["salary_max"] = None
    merged.update(values)
    is_asked = reply.state.open_prompt and reply.state.open_prompt.path == "criteria.cities"
    if before.cities and tuple(merged["cities"]) != before.cities and not is_asked:
        # "Near" was said of the places before.
        for key in ("within_km", "remote_or_city"):
            if key not in values and not set(before.cities) & set(merged["cities"]):
                merged[key] = None
    try:
        after = Criteria.model_validate(merged)
    except ValidationError as error:
        raise AppError("answer_invalid", _("That does not fit this search.")) from error
    if after.salary_min is None and after.salary_max is None:
        after = after.model_copy(update={"currency": None, "salary_period": None})
    if after == before:
        return before
    reply.context.begin_write()
    if not reply.has_changed_search:
        # One turn is one step back, however many changes it made.
        state.criteria_history = [*state.criteria_history, before][-HISTORY:]
    reply.has_changed_search = True
    state.criteria = after
    state.last_change = "criteria"
    # A new search counts its rounds anew; what was seen stays seen.
    if after.titles != before.titles:
        state.round = 0
        state.avoid = [each for each in state.avoid if each.reason != "wrong_role"]
    if reply.context.conversation.is_remembered:
        memory.remember_criteria(
            reply.context.user,
            before=before,
            after=after,
            words=words,
            conversation_id=reply.context.conversation.id,
            item_id=item_id,
            now=reply.context.now,
        )
    return before


def note_given_up(reply: Reply, keys: Sequence[str]) -> None:
    """Note wishes that were taken back: who said "any place" is not asked for a place."""
    for key in keys:
        path = f"criteria.{key}"
        if path not in reply.state.refused and path != "criteria.titles":
            reply.state.refused.append(path)


def leave_old_work(
    reply: Reply, titles: Sequence[str], *, words: str, item_id: uuid.UUID | None
) -> None:
    """Drop wishes that belonged to another occupation; place and contract stay."""
    state = reply.state
    old = state.criteria.titles
    if not old or not titles or search.is_same_work(old, tuple(titles)):
        return
    change_criteria(
        reply,
        values={},
        clear=("skills", "employers", "experience_years", "salary_min"),
        words=words,
        item_id=item_id,
    )
    state.asked = [each for each in state.asked if each != "criteria.salary_min"]


def settle_prompt(reply: Reply) -> None:
    """Close the question that a change of the search answers or leaves behind."""
    prompt = reply.state.open_prompt
    if prompt is None:
        return
    if prompt.path.startswith("criteria."):
        reply.close_prompt("answered")
    elif prompt.path.startswith("message_preview"):
        # Somebody who searches on has not said yes to the draft.
        reply.state.pending = None
        reply.close_prompt("cancelled")


def undo_criteria(reply: Reply) -> bool:
    """Go back to the criteria before the last change; False where there is none."""
    state = reply.state
    if not state.criteria_history:
        return False
    previous = state.criteria_history.pop()
    if reply.context.conversation.is_remembered:
        reply.context.begin_write()
        memory.remember_criteria(
            reply.context.user,
            before=state.criteria,
            after=previous,
            words="",
            conversation_id=reply.context.conversation.id,
            item_id=None,
            now=reply.context.now,
        )
    state.criteria = previous
    return True


def advance(reply: Reply) -> None:
    """Ask the one thing that matters most before searching, or search.

    At most the work, the place and the pay are asked, each once, and only while many
    postings would be split by the answer.
    """
    reply.enter("find")
    state = reply.state
    if is_blank(reply) and "criteria.titles" not in state.refused:
        ask_titles(reply)
        return
    if state.round == 0 and _ask_to_narrow(reply):
        return
    run_search(reply)


def ask_titles(reply: Reply) -> None:
    """Ask what work the person wants."""
    cities = Criteria(cities=reply.state.criteria.cities)
    labels = _facet_labels(reply, cities, "titles")
    reply.ask(
        "criteria.titles",
        _("What kind of work are you looking for?"),
        schema={"type": "array", "items": {"type": "string"}, "minItems": 1},
        examples=labels,
    )


def _facet_labels(reply: Reply, criteria: Criteria, key: search.FacetKey) -> list[str]:
    """Return values to tap: of postings in the person's language, else of all."""
    values = search.facet_values(criteria, key, posting_lang=reply.context.lang)
    if not values:
        values = search.facet_values(criteria, key)
    return [_label(each, reply) for each in values[:5]]


def _label(value: search.FacetValue, reply: Reply) -> str:
    return value.label_zh if reply.context.lang == "zh" else value.label_en


def _ask_to_narrow(reply: Reply) -> bool:
    state, criteria = reply.state, reply.state.criteria
    closed = {*state.asked, *state.refused}
    if not criteria.cities and criteria.remote is None and "criteria.cities" not in closed:
        places = search.facet_values(criteria, "cities")
        if len(places) > 1 and sum(each.count for each in places) > CARDS_A_ROUND:
            labels = _facet_labels(reply, criteria, "cities")
            _say_understood(reply)
            reply.ask(
                "criteria.cities",
                _("Where would you like to work?"),
                schema={"type": "array", "items": {"type": "string"}, "minItems": 1},
                examples=labels,
            )
            reply.suggest(
                build_chip(_("Remote"), do="criteria", set={"remote": True}, clear=[]),
            )
            return True
    is_pay_open = criteria.salary_min is None and "criteria.salary_min" not in closed
    if is_pay_open and search.count_matching(criteria) > MANY:
        _say_understood(reply)
        reply.ask(
            "criteria.salary_min",
            _("What should it pay at least?"),
            schema={"type": ["number", "string"]},
            examples=_pay_examples(reply),
        )
        return True
    return False


def _say_understood(reply: Reply) -> None:
    words = describe_criteria(reply.state.criteria)
    if words:
        reply.say(_("Got it: %(what)s.") % {"what": words})


def _pay_examples(reply: Reply) -> list[str]:
    """Return the quartiles of what such jobs pay, as amounts to tap."""
    criteria = reply.state.criteria
    # Without a place the person's language says best in which currency they reckon.
    found = None
    if not criteria.cities:
        found = search.pay_quartiles(criteria, posting_lang=reply.context.lang)
    found = found or search.pay_quartiles(criteria)
    if found is None:
        return []
    unit = _("%(amount)s or more a month") if found.period == "month" else None
    if unit is None:
        unit = _("%(amount)s or more a year")
    return [
        unit % {"amount": describe_amount(each, currency=found.currency)}
        for each in dict.fromkeys(found.values)
    ]


def build_query(reply: Reply, *, limit: int = CARDS_A_ROUND, with_seen: bool = False) -> JobQuery:
    """Return the search as the person would have it now, with all that was refused.

    `with_seen`: what was shown before may be shown again, because the search has changed.
    """
    context, state = reply.context, reply.state
    resume = context.resume
    document = resume.confirmed_document
    hidden = frozenset(list_dismissed(context.user))
    if not with_seen:
        hidden |= frozenset(state.seen_ids)
    return JobQuery(
        criteria=state.criteria,
        exclude_posting_ids=hidden,
        avoid=tuple(
            search.Avoid(
                employer_id=each.employer_id,
                title=each.title,
                family=each.family,
                seniority=each.seniority,
                place_key=each.place_key,
            )
            for each in state.avoid
        ),
        samples=list_samples(context.user),
        lang=context.lang,
        limit=limit,
        now=context.now,
        resume_document=document,
    )


def _find_hits(reply: Reply, query: JobQuery) -> SearchResult:
    """Search with the confirmed résumé's roles where there is one, else with the wishes alone."""
    resume = reply.context.resume
    if resume.confirmed_document is None:
        return search.search_jobs(query)
    return matching_jobs(
        resume,
        criteria=query.criteria,
        limit=query.limit,
        lang=query.lang,
        exclude_posting_ids=query.exclude_posting_ids,
        avoid=query.avoid,
        samples=query.samples,
        now=query.now,
    )


def take_resume_wishes(reply: Reply) -> None:
    """Make the confirmed résumé's trade and stated wishes part of the search, where none are yet.

    They stand on the criteria card like anything said, and can be changed there.
    """
    document = reply.context.resume.confirmed_document
    if document is None:
        return
    criteria = reply.state.criteria
    inferred = criteria_from_resume(document, today=reply.context.today)
    said = (document.get("meta") or {}).get("jobassist") or {}
    pay = parse_salary(str(said.get("expectedSalary") or ""), lang=reply.context.lang)
    values: dict[str, Any] = {}
    if not criteria.titles and not criteria.skills:
        values["titles"] = inferred.titles[:2]
    if not criteria.cities and criteria.remote is None and inferred.cities:
        values["cities"] = inferred.cities
    if criteria.salary_min is None and pay is not None and pay.min:
        values |= {
            "salary_min": pay.min,
            "currency": pay.currency,
            "salary_period": pay.period,
        }
    if values:
        change_criteria(reply, values=values)


def is_blank(reply: Reply) -> bool:
    """Return whether nothing is known of the work that is looked for, not even for whom."""
    criteria = reply.state.criteria
    resume = reply.context.resume
    is_said = criteria.titles or criteria.skills or criteria.employers
    return not is_said and resume.confirmed_document is None


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
    if with_seen is None:
        with_seen = not is_more and reason is None
    query = build_query(reply, with_seen=with_seen)
    result = _find_hits(reply, query)
    if not result.hits and falls_back and not with_seen:
        with_seen = True
        query = build_query(reply, with_seen=True)
        result = _find_hits(reply, query)
        reason = " ".join(each for each in (reason, _("Nothing new fits; these still do:")) if each)
    if not result.hits:
        _show_nothing(reply, standing=0 if with_seen else _count_standing(reply))
        return
    state.round += 1
    words = describe_criteria(state.criteria)
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


def _count_standing(reply: Reply) -> int:
    """Return how many jobs fit the search as it is, seen before or not."""
    query = replace(build_query(reply, with_seen=True), explain=False, limit=0)
    return _find_hits(reply, query).fitting


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


def offer_relaxations(reply: Reply, *, has_hits: bool = False, standing: int | None = None) -> None:
    """Say which wish costs most, counted, and offer to give it up.

    `standing` is how many jobs fit as it is, where that is known.
    """
    if standing is None:
        standing = _count_standing(reply)
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


def _count_shown(reply: Reply, *, standing: int) -> list[search.Relaxation]:
    """Return the likeliest relaxations with the number of jobs that a tap would then find.

    The counts by which they were chosen know nothing of titles; a search for each does.
    """
    # After a tap on one of them what was seen may come again.
    counting = replace(build_query(reply, with_seen=True), explain=False, limit=0)
    likeliest = search.count_relaxations(counting)[:RELAXATIONS]
    queries = [replace(counting, criteria=each.relaxed) for each in likeliest]
    if reply.context.resume.confirmed_document is None:
        counts = search.count_fitting_of_each(queries)
    else:
        counts = [_find_hits(reply, query).fitting for query in queries]
    counted = [
        replace(each, count=count)
        for each, count in zip(likeliest, counts, strict=True)
        if count > standing
    ]
    return sorted(counted, key=lambda each: -each.count)


def _wish_words(criteria: Criteria, key: str) -> str:
    return describe_criterion(key, getattr(criteria, key), criteria=criteria)


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
            _ask_again(reply, "criteria.cities", _("Which place would be right?"))
            return
        case "wrong_employment_type" if not state.criteria.employment_type:
            _ask_again(reply, "criteria.employment_type", _("Which kind of contract do you want?"))
            return
        case "excluded" if not has_new_criteria:
            _ask_again(reply, "criteria.exclude", _("What should I leave out?"))
            return
        case "wrong_role" if not has_new_criteria and len(postings) != 1:
            _ask_again(reply, "criteria.titles", _("Which work do you mean instead?"))
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


def ask_near(reply: Reply) -> None:
    """Search not far from where the person lives, or ask from where it should not be far."""
    state = reply.state
    home = _home_city(reply)
    if home is not None and (not state.criteria.cities or home in state.criteria.cities):
        change_criteria(reply, values={"cities": (home,), "within_km": NEAR_HOME_KM})
        reply.say(
            _("I look within %(km)d km of %(place)s, the place in your résumé.")
            % {"km": NEAR_HOME_KM, "place": home}
        )
        run_search(reply)
        return
    change_criteria(reply, values={"within_km": NEAR_HOME_KM})
    cities = list(state.criteria.cities)
    reply.ask(
        "criteria.cities",
        _("Not far from where? Tell me the town or district you set out from."),
        schema={"type": "array", "items": {"type": "string"}, "minItems": 1},
        examples=cities or _facet_labels(reply, state.criteria, "cities"),
    )


def _home_city(reply: Reply) -> str | None:
    document = reply.context.resume.document or {}
    location = (document.get("basics") or {}).get("location") or {}
    city = str(location.get("city") or "")
    # Only where it is known where that is.
    return city if any(hit.value.lat is not None for hit in find_places(city)) else None


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


def _ask_again(reply: Reply, path: str, question: str) -> None:
    """Ask what the refusal did not say."""
    facets: dict[str, search.FacetKey] = {
        "criteria.cities": "cities",
        "criteria.titles": "titles",
    }
    examples: list[str] = []
    if path in facets:
        examples = _facet_labels(reply, reply.state.criteria, facets[path])
    elif path == "criteria.employment_type":
        examples = [describe_employment(each) for each in EMPLOYMENT_TYPES]
    elif path == "criteria.exclude":
        examples = [_("agency"), _("outsourcing"), _("night shift"), _("overtime")]
    reply.ask(
        path,
        question,
        schema={"type": "array", "items": {"type": "string"}}
        if path != "criteria.employment_type"
        else {"type": "string"},
        examples=examples,
    )


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


def list_understood(before: Criteria, after: Criteria) -> str:
    """Return what changed between two searches, in words."""
    old, new = before.model_dump(), after.model_dump()
    parts = []
    for key, value in new.items():
        if value == old[key] or key in ("currency", "salary_period", "remote_or_city"):
            continue
        if key == "within_km" and new["cities"] != old["cities"]:
            continue
        if value in (None, ()):
            parts.append(
                _("no longer: %(what)s")
                % {"what": describe_criterion(key, old[key], criteria=before)}
            )
        else:
            parts.append(describe_criterion(key, value, criteria=after))
    return join_words(parts)
