"""Suggestions made from what is known and what is missing; never filler."""

from django.utils.translation import gettext as _

from chat.build_cards import build_chip
from chat.cards import Chip
from chat.describe import describe_criterion
from chat.engines.base import TurnContext
from jobs.criteria import Criteria
from jobs.search import Relaxation


def next_chips(context: TurnContext) -> list[Chip]:
    """Return next steps for where the conversation stands."""
    state = context.state
    chips: list[Chip] = []
    if state.shown:
        chips.append(build_chip(_("Show me others"), do="more"))
        if len(state.shown) > 1:
            chips.append(
                build_chip(
                    _("Details of the first"),
                    do="job",
                    action="detail",
                    job_id=str(state.shown[0].posting_id),
                )
            )
    elif not state.criteria.is_empty:
        chips.append(build_chip(_("Search now"), do="search"))
    else:
        chips.append(build_chip(_("Find a job"), do="scene", scene="find"))
    resume = context.resume
    if resume.confirmed_revision is None:
        label = _("Write my résumé") if not resume.document else _("Go on with my résumé")
        chips.append(build_chip(label, do="scene", scene="resume"))
    elif not state.shown:
        chips.append(build_chip(_("Jobs for my résumé"), do="match_resume"))
    return chips


def relaxation_chip(relaxation: Relaxation, *, criteria: Criteria) -> Chip:
    """Return the chip that gives up one wish, with how many jobs that brings."""
    held = criteria.model_dump(mode="json")
    changed = {
        key: value
        for key, value in relaxation.relaxed.model_dump(mode="json").items()
        if value != held[key]
    }
    return build_chip(
        f"{relaxation_label(relaxation)} ({relaxation.count})",
        do="criteria",
        set={key: value for key, value in changed.items() if value not in (None, [])},
        clear=[key for key, value in changed.items() if value in (None, [])],
    )


def relaxation_label(relaxation: Relaxation) -> str:
    """Return what giving up one wish is called."""
    if relaxation.kind == "loosen":
        value = getattr(relaxation.relaxed, relaxation.key)
        return describe_criterion(relaxation.key, value, criteria=relaxation.relaxed)
    names = {
        "cities": _("Any place"),
        "remote": _("Remote or not"),
        "salary_min": _("Any pay"),
        "salary_max": _("Any pay"),
        "employment_type": _("Any contract"),
        "experience_years": _("Any experience"),
        "education": _("Any education"),
        "exclude": _("Exclude nothing"),
        "skills": _("Any skills"),
        "titles": _("Any title"),
        "employers": _("Any employer"),
        "conditions": _("Any conditions"),
        "pay_stated": _("Pay stated or not"),
    }
    return names.get(relaxation.key, relaxation.key)
