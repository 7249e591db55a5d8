"""What to ask before a search: each question once, and only where the answer would split."""

import statistics
from collections.abc import Sequence

from django.utils.translation import gettext as _

from chat.build_cards import build_chip
from chat.describe import describe_criteria, describe_employment, describe_pay, join_words
from chat.dialogue.querying import build_query, find_hits
from chat.dialogue.reply import Reply
from jobassist.language.money import PER_YEAR
from jobs import search
from jobs.criteria import EMPLOYMENT_TYPES, Criteria
from jobs.models import Posting
from jobs.search import JobQuery

# Asked before something is shown; how much said at once is enough; and fewer need no question.
QUESTIONS = 4
ENOUGH = 3
FEW = 3
# Of what only comes near, so many tell what it differs in.
MOST_NEAR = 20
# A question is asked from so many postings on that its answer is expected to leave out.
WORTH_ASKING = 1.0
# How much people mind: a place decides more than any other wish.
PLACE_MATTERS = 3.0
PAY_MATTERS = 0.9
TYPE_MATTERS = 0.6
REFUSAL_MATTERS = 0.7
SOME_REFUSE = 0.15
RAISE = 1.1
# How far "not too far" is.
NEAR_HOME_KM = 20.0


def ask_titles(reply: Reply) -> None:
    """Ask what work the person wants; a question that is open still is only brought up again."""
    prompt = reply.state.open_prompt
    if prompt is not None and prompt.path == "criteria.titles":
        reply.recall_prompt()
        return
    cities = Criteria(cities=reply.state.criteria.cities)
    labels = facet_labels(reply, cities, "titles")
    reply.ask(
        "criteria.titles",
        _("What kind of work are you looking for?"),
        schema={"type": "array", "items": {"type": "string"}, "minItems": 1},
        examples=labels,
    )


def ask_other_name(reply: Reply) -> bool:
    """Ask by which other name the work goes, where no table knows it and nothing is like it.

    False where it is known, or was asked for before.
    """
    criteria = reply.state.criteria
    if not criteria.titles or is_settled(reply, "criteria.titles") or reply.state.round:
        return False
    if search.is_known_work(criteria.titles):
        return False
    reply.say(_("I found no work called “%(title)s”.") % {"title": join_words(criteria.titles)})
    ask_again(
        reply,
        "criteria.titles",
        _("What would an employer call it, or which of these comes near?"),
        examples=list_likest_titles(reply),
    )
    return True


def list_likest_titles(reply: Reply) -> list[str]:
    """Return titles to tap: those likest in meaning to the work that was named, else common ones."""
    criteria = reply.state.criteria
    near = Criteria(titles=criteria.titles, cities=criteria.cities)
    found = search.list_near_titles(JobQuery(criteria=near, lang=reply.context.lang))
    return found or facet_labels(reply, Criteria(cities=criteria.cities), "titles")


def ask_to_narrow(reply: Reply) -> bool:
    """Ask the question whose answer is expected to leave out most; False where none is worth it.

    Never one that was answered, refused or asked; and no more than a few before something is shown.
    """
    state, criteria = reply.state, reply.state.criteria
    asked = [path for path in state.asked if path.startswith("criteria.")]
    said = sum(map(bool, (criteria.titles or criteria.skills, criteria.cities or criteria.remote)))
    said += bool(criteria.salary_min)
    if len(asked) >= QUESTIONS:
        return False
    splits = search.count_splits(criteria)
    if splits.total <= (0 if asked else FEW):
        # Hardly anything is the very work: what comes near is going to be shown as well.
        query = build_query(reply, limit=MOST_NEAR)
        splits = search.split_postings([hit.posting for hit in find_hits(reply, query).hits])
    is_few = not asked and splits.total <= FEW
    # Whoever is being asked already is asked to the end, for two jobs even.
    if splits.total <= 1:
        return False
    worth: dict[str, float] = {}
    if not criteria.cities and criteria.remote is None:
        worth["criteria.cities"] = splits.by_city * PLACE_MATTERS
    if criteria.salary_min is None:
        worth["criteria.salary_min"] = splits.by_pay * PAY_MATTERS
    if criteria.employment_type is None:
        worth["criteria.employment_type"] = splits.by_employment_type * TYPE_MATTERS
    if not criteria.exclude:
        # What else may be refused no list knows.
        some = WORTH_ASKING if asked else splits.total * SOME_REFUSE
        worth["criteria.exclude"] = max(splits.by_refusal * REFUSAL_MATTERS, some)
    if is_few or (said >= ENOUGH and not asked):
        # Who says so much at once, or has so little to choose from, wants to see jobs; but not
        # those of anywhere.
        worth = {path: each for path, each in worth.items() if path == "criteria.cities"}
    open_ = {path: each for path, each in worth.items() if not is_settled(reply, path)}
    path = max(open_, key=lambda each: open_[each], default=None)
    if path is None or open_[path] < WORTH_ASKING:
        return False
    _say_understood(reply)
    match path:
        case "criteria.cities":
            ask_place(reply)
        case "criteria.salary_min":
            ask_pay(reply)
        case "criteria.employment_type":
            question = _("Which kind of contract do you want?")
            ask_again(reply, path, question, examples=_types(splits))
        case _:
            question = _("Is there anything you do not want?")
            ask_again(reply, path, question, examples=_refusals(splits))
    return True


def is_settled(reply: Reply, path: str) -> bool:
    """Return whether a question was asked already, or its answer refused."""
    return path in reply.state.asked or path in reply.state.refused


def ask_place(reply: Reply) -> None:
    """Ask where; the places most of such jobs are in can be tapped."""
    reply.ask(
        "criteria.cities",
        _("Where would you like to work?"),
        schema={"type": "array", "items": {"type": "string"}, "minItems": 1},
        examples=facet_labels(reply, reply.state.criteria, "cities"),
    )
    reply.suggest(build_chip(_("Remote"), do="criteria", set={"remote": True}, clear=[]))


def ask_pay(reply: Reply, *, above: Sequence[Posting] = ()) -> None:
    """Ask for a floor for the pay; of amounts to tap only those better than some refused."""
    examples = _pay_examples(reply, above=above)
    reply.ask(
        "criteria.salary_min",
        _("What should it pay at least?"),
        schema={"type": ["number", "string"]},
        examples=examples,
    )


def _types(splits: search.Splits) -> list[str]:
    commonest = sorted(splits.employment_types.items(), key=lambda each: (-each[1], each[0]))
    return [describe_employment(name) for name, _count in commonest]


def _refusals(splits: search.Splits) -> list[str]:
    """Return what to refuse by a tap: what most of such postings have, else what people name."""
    words = {
        "outsourcing": _("outsourcing"),
        "agency": _("agency"),
        "night_shift": _("night shift"),
        "rotating_shift": _("rotating shifts"),
        "weekend": _("weekend work"),
        "overtime": _("overtime"),
        "commission_only": _("commission only"),
        "travel": _("travelling"),
        "cold_calling": _("cold calling"),
        "on_call": _("on call"),
        "split_shift": _("split shifts"),
        "self_employed": _("self-employed"),
        "piece_rate": _("piece work"),
        "deposit": _("deposits"),
        "sales_targets": _("sales targets"),
        "live_in": _("live-in"),
    }
    commonest = sorted(splits.traits.items(), key=lambda each: (-each[1], each[0]))
    found = [words[name] for name, _count in commonest if name in words]
    usual = (words["agency"], words["night_shift"], words["overtime"], words["outsourcing"])
    return list(dict.fromkeys([*found, *usual]))[:5]


def ask_again(
    reply: Reply, path: str, question: str, *, examples: Sequence[str] | None = None
) -> None:
    """Ask what is not known yet, with what the postings have to tap."""
    facets: dict[str, search.FacetKey] = {
        "criteria.cities": "cities",
        "criteria.titles": "titles",
    }
    if examples is not None:
        pass
    elif path in facets:
        examples = facet_labels(reply, reply.state.criteria, facets[path])
    elif path == "criteria.employment_type":
        examples = [describe_employment(each) for each in EMPLOYMENT_TYPES]
    elif path == "criteria.exclude":
        examples = _refusals(search.count_splits(reply.state.criteria))
    else:
        examples = []
    reply.ask(
        path,
        question,
        schema={"type": "array", "items": {"type": "string"}}
        if path != "criteria.employment_type"
        else {"type": "string"},
        examples=examples,
    )


def facet_labels(reply: Reply, criteria: Criteria, key: search.FacetKey) -> list[str]:
    """Return values to tap: of postings in the person's language, else of all."""
    values = search.facet_values(criteria, key, posting_lang=reply.context.lang)
    if not values:
        values = search.facet_values(criteria, key)
    return [_label(each, reply) for each in values[:5]]


def _label(value: search.FacetValue, reply: Reply) -> str:
    return value.label_zh if reply.context.lang == "zh" else value.label_en


def _say_understood(reply: Reply) -> None:
    words = describe_criteria(reply.state.criteria)
    if words:
        reply.say(_("Got it: %(what)s.") % {"what": words})


def _pay_examples(reply: Reply, *, above: Sequence[Posting] = ()) -> list[str]:
    """Return the quartiles of what such jobs pay, as amounts to tap."""
    criteria = reply.state.criteria
    # Without a place the person's language says best in which currency they reckon.
    found = None
    if not criteria.cities:
        found = search.pay_quartiles(criteria, posting_lang=reply.context.lang)
    found = found or search.pay_quartiles(criteria)
    if found is None:
        return []
    values = list(dict.fromkeys(found.values))
    refused = [each.salary_yearly_min for each in above if each.salary_yearly_min is not None]
    if refused:
        least = statistics.median(refused) / PER_YEAR[found.period]
        values = [each for each in values if each > least] or [round(least * RAISE)]
    return [
        describe_pay(each, None, currency=found.currency, period=found.period) for each in values
    ]
