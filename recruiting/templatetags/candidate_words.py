"""How a candidate's match is said on the pages of recruiters."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jobs.search import display_education
from recruiting.candidates import Candidate
from recruiting.models import CandidateMark

register = template.Library()


@register.simple_tag
def say_status(status: str) -> SafeString:
    """Return whether a demand is met: a sign with its name."""
    signs = {
        "met": ("✓", _("met")),
        "partly": ("◐", _("partly met")),
        "missing": ("✗", _("missing")),
        "unknown": ("?", _("not stated")),
    }
    sign, name = signs.get(status, ("?", status))
    return format_html(
        '<span title="{}">{}</span> <span class="sr-only">{}</span>', name, sign, name
    )


@register.simple_tag
def say_band(band: str | None) -> str:
    """Return how surely somebody fits."""
    names = {"strong": _("Strong match"), "good": _("Good match"), "possible": _("Possible match")}
    return names.get(band or "", _("Match not known"))


@register.simple_tag
def say_degree(level: str | None) -> str:
    """Return a degree's name, or that none is stated."""
    return display_education(level) if level else _("Degree not stated")


@register.simple_tag
def say_mark(mark: CandidateMark) -> str:
    """Return what a colleague decided."""
    names = {
        CandidateMark.Kind.PINNED: _("Pinned"),
        CandidateMark.Kind.SHORTLISTED: _("Shortlisted"),
        CandidateMark.Kind.NOT_NOW: _("Not now"),
    }
    return names.get(CandidateMark.Kind(mark.kind), "")


@register.simple_tag
def percent(value: float) -> str:
    """Return a share in whole percents."""
    return f"{value:.0%}"


@register.simple_tag
def words(candidate: Candidate, pointer: str | None) -> str:
    """Return the résumé's words where they tell nobody's name; empty otherwise."""
    return candidate.words.get(pointer or "", "")
