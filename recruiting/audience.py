"""Who would see a posting: how many, never who, and which demand keeps most of them away.

Counts are of people who allow to be found, by the code that ranks them, and are told in steps that
hide fewer than five: nobody learns of one person by changing a posting and counting again.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jobassist.accounts.models import Company, User
from jobassist.errors import NotFound
from jobassist.language.text import Lang
from jobs.models import Posting
from jobs.search import MatchExplanation
from recruiting.candidates import discoverable_people
from resumes.reverse import MAX_MATCHES, matching_resumes

# Fewer are a person, not a number.
LEAST = 5
_STEPS = (5, 10, 20, 50, 100, 200, 500)
# Wishes that a search filters by: unmet, the posting is not shown.
_FILTERED = ("cities", "remote", "employment_type", "salary_min")
MAX_COSTS = 5

AlertCounter = Callable[[Posting, QuerySet[User], datetime], int]
_alert_counters: list[AlertCounter] = []


@dataclass(frozen=True, slots=True)
class Cost:
    """One demand, and how many of those near do not meet it or do not say."""

    text: str
    people: str


@dataclass(frozen=True, slots=True)
class Audience:
    """How many would be shown a posting, in steps; `costs` the dearest demand first."""

    seekers: str
    alerts: str
    near: str
    costs: tuple[Cost, ...]


def register_alert_counter(counter: AlertCounter) -> None:
    """Say how many people's standing searches a posting answers."""
    _alert_counters[:] = [counter]


def tell_step(count: int, *, most: int | None = None) -> str:
    """Return a count in a step; `most` is where counting ends."""
    if count < LEAST:
        return _("fewer than %(count)d") % {"count": LEAST}
    lower = max(step for step in _STEPS if step <= count)
    if most is not None and count >= most:
        return _("%(count)d or more") % {"count": lower}
    upper = next((step for step in _STEPS if step > count), None)
    if upper is None:
        return _("%(count)d or more") % {"count": lower}
    return f"{lower}–{upper - 1}"


def count_audience(company: Company, posting: Posting, *, lang: Lang, now: datetime) -> Audience:
    """Return who would see a company's own posting. Consent is read now; half a second or so.

    NotFound for another company's posting.
    """
    if posting.company_id != company.id:
        raise NotFound
    owners = discoverable_people(company.id)
    matches = matching_resumes(posting, owners=owners, lang=lang, limit=MAX_MATCHES, now=now)
    read = [(each.owner_id, each.explanation) for each in matches if each.explanation]
    shown = {owner_id for owner_id, explanation in read if is_shown(explanation)}
    near = {owner_id for owner_id, _explanation in read}
    lacking: Counter[str] = Counter()
    for _owner_id, explanation in read:
        lacking.update(set(_list_lacking(explanation)))
    alerts = sum(count(posting, owners, now) for count in _alert_counters)
    return Audience(
        seekers=tell_step(len(shown), most=MAX_MATCHES),
        alerts=tell_step(alerts),
        near=tell_step(len(near), most=MAX_MATCHES),
        costs=tuple(
            Cost(text, tell_step(count, most=MAX_MATCHES))
            for text, count in lacking.most_common(MAX_COSTS)
            if count >= LEAST
        ),
    )


def is_shown(explanation: MatchExplanation) -> bool:
    """Return whether a search for this work would bring the posting: no wish of theirs is against."""
    return not any(
        line.criterion in _FILTERED and line.status == "missing"
        for line in explanation.requirements
    )


def _list_lacking(explanation: MatchExplanation) -> list[str]:
    return [
        line.text
        for line in explanation.requirements
        if line.status in ("missing", "unknown") and not line.is_preferred and not line.is_protected
    ]
