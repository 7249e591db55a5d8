"""What to ask before a search: each question once, and only where the answer would split."""

from django.utils.translation import gettext as _

from chat.build_cards import build_chip
from chat.describe import describe_amount, describe_criteria, describe_employment
from chat.dialogue.querying import CARDS_A_ROUND
from chat.dialogue.reply import Reply
from jobs import search
from jobs.criteria import EMPLOYMENT_TYPES, Criteria

MANY = 10
# How far "not too far" is.
NEAR_HOME_KM = 20.0


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


def ask_to_narrow(reply: Reply) -> bool:
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


def ask_again(reply: Reply, path: str, question: str) -> None:
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


def _facet_labels(reply: Reply, criteria: Criteria, key: search.FacetKey) -> list[str]:
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
