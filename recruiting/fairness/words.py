"""How groups, tables and the parts of a score are called, in the active language. Pure."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PERSON_DECIDES = gettext_lazy(
    "A score sorts and decides nothing. People read, people decide, and nobody is turned down by "
    "a machine. You may contest a score; a person answers."
)

YOU_DECIDE = gettext_lazy(
    "A score sorts and decides nothing: people decide, and nobody is turned down by a machine. "
    "Whoever contests a score is answered by a person."
)

# What a score is made of, as the ranking names it; both sides read the same words.
FEATURES: dict[str, Promise] = {
    "occupation": gettext_lazy("the work itself"),
    "skills": gettext_lazy("skills"),
    "experience": gettext_lazy("years of experience"),
    "education": gettext_lazy("education"),
    "level": gettext_lazy("level"),
    "place": gettext_lazy("place"),
    "home": gettext_lazy("nearness to home"),
    "pay": gettext_lazy("pay"),
    "conditions": gettext_lazy("conditions"),
    "nearness": gettext_lazy("likeness of the work"),
    "employment": gettext_lazy("kind of employment"),
    "meaning": gettext_lazy("likeness of the words"),
    "words": gettext_lazy("words in common"),
    "taste": gettext_lazy("what you liked before"),
    "freshness": gettext_lazy("how new the posting is"),
}


def name_feature(code: str) -> str:
    """Return what a part of a score is called; its code where it has no name."""
    return str(FEATURES.get(code, code.replace("_", " ")))


def name_measure(measure: str) -> str:
    """Return what a table counts."""
    return _("Selection rate") if measure == "selection" else _("Scored above the median")


def name_by(by: tuple[str, ...]) -> str:
    """Return by what a table is grouped."""
    names = {"sex": _("sex"), "race": _("race and ethnicity"), "age": _("age")}
    return " × ".join(names[each] for each in by)


def name_left_out(why: str) -> str:
    """Return why a group has no ratio."""
    return {
        "": "",
        "under_2_percent": _("less than two in a hundred of those counted: left out"),
        "too_few": _("fewer than five people: not shown"),
    }[why]
