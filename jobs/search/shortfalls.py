"""What keeps a match from ranking higher, from its features and their weights; pure.

The words speak of the match, not to one side of it: a seeker and a recruiter read the same.
"""

from collections.abc import Mapping, Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from jobs.criteria import CriterionKey
from jobs.models import Posting

from .need import Need
from .scoring import KIN_FACTOR, penalties_of, weigh
from .types import Shortfall

MAX_SHORTFALLS = 3
# What costs less than a hundredth of the score moves nothing.
LEAST = 0.01
LOCALES = {"zh": "zh-hans", "en": "en"}


def find_shortfalls(
    need: Need,
    posting: Posting,
    features: Mapping[str, float],
    *,
    is_kin: bool = False,
    limit: int = MAX_SHORTFALLS,
) -> tuple[Shortfall, ...]:
    """Return the features that cost the match most, dearest first, in the need's language.

    A loss is in points of the score (0..1): the feature's share times what it lacks, and what a
    penalty for it takes from the sum.
    """
    shares = weigh(need, features)
    losses = {name: share * (1 - features[name]) for name, share in shares.items()}
    score = sum(share * features[name] for name, share in shares.items())
    for name, factor in penalties_of(features).items():
        losses[name] = losses.get(name, 0.0) + score * (1 - factor)
        score *= factor
    if is_kin:
        losses["occupation"] = losses.get("occupation", 0.0) + score * (1 - KIN_FACTOR)
    # Two measures of one thing for a reader: how much of what was said stands in the text.
    if "nearness" in losses:
        losses["words"] = losses.get("words", 0.0) + losses.pop("nearness")
    dearest = sorted(losses.items(), key=lambda x: -x[1])
    with translation.override(LOCALES[need.lang]):
        return tuple(
            Shortfall(name, round(loss, 4), _say(name, need, posting, features))
            for name, loss in dearest[:limit]
            if loss >= LEAST
        )


def say_broken(need: Need, broken: Sequence[CriterionKey], *, loss: float) -> tuple[Shortfall, ...]:
    """Return a line for each wish that a posting breaks: a search would not show it at all."""
    with translation.override(LOCALES[need.lang]):
        words: dict[str, str] = {
            "cities": _("The place is not the one wished for"),
            "remote": _("The work is not done from where it was wished"),
            "employment_type": _("The kind of employment is another one"),
            "salary_min": _("The pay stays below the wish"),
            "exclude": _("It is of a kind that was refused"),
        }
        each = round(loss / len(broken), 4)
        return tuple(Shortfall(key, each, words[key]) for key in broken)


def _say(name: str, need: Need, posting: Posting, features: Mapping[str, float]) -> str:
    match name:
        case "occupation":
            wanted = need.titles[0].text if need.titles else ""
            return _("The work is not exactly “%(wanted)s”") % {"wanted": wanted}
        case "skills":
            names = [s.text for s in need.skills if s.key not in posting.skill_keys]
            if names:
                return _("The posting does not name: %(skills)s") % {
                    "skills": "、".join(names[:4]) if need.lang == "zh" else ", ".join(names[:4])
                }
            return _("Few of the skills are named in the posting")
        case "words":
            return _("The posting's text has little in common with what is looked for")
        case "pay":
            if posting.salary_yearly_min is None and posting.salary_yearly_max is None:
                return _("The pay is not stated")
            return _("The pay may stay below the wish")
        case "experience":
            return _experience(need, posting)
        case "education":
            if posting.education is None:
                return _("The posting does not say what education it asks for")
            return _("The posting asks for a higher degree")
        case "level":
            return _("The position is at another level of seniority")
        case "place":
            return _("The place is not the one wished for")
        case "employment":
            return _("The kind of employment is not stated")
        case "conditions":
            return _("The posting does not confirm all the conditions wished for")
        case "language":
            return _("The posting is in another language")
        case "freshness":
            if posting.date_posted is None:
                return _("It is not known when it was posted")
            days = (need.now.date() - posting.date_posted).days
            return _("It was posted %(days)d days ago") % {"days": max(0, days)}
        case "taste":
            return _("It resembles what was turned down before")
    return name


def _experience(need: Need, posting: Posting) -> str:
    asked, years = posting.experience_min, need.years
    if asked is None:
        return _("The posting does not say how much experience it asks for")
    if years is not None and asked > years:
        return _("Years of experience: %(asked)g asked for, %(years)g shown") % {
            "asked": asked,
            "years": years,
        }
    return _("The posting is meant for people with less experience")
