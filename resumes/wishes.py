"""What somebody looks for next, read from the sentence in which their résumé says so. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from jobassist.language.money import Salary, find_salaries
from jobassist.language.places import find_places
from jobassist.language.text import Lang, detect_language, normalise
from jobassist.language.titles import find_titles
from jobs.criteria import is_text
from jobs.traits import trait_refused

_REFUSED = re.compile(
    r"(?:不再|不想|不要|不做|不考虑|不接受|不去|别|拒绝|除了|避免)(?P<zh>[^,，。;；]*)"
    r"|\b(?:no|not|without|except|avoid|don'?t want|other than|rather than|instead of)\b(?P<en>[^,.;]*)",
    re.I,
)
# "Seeking scientist": the verb is no part of the title.
_VERB = re.compile(
    r"^(?:(?:seeking|looking for|look for|want(?:ing)? (?:to be(?:come)?|an?)?|find(?:ing)?"
    r"|an?|new|next|(?:position|job|work) as|找|做|从事|应聘|当)\s*)+(?=.{2})",
    re.I,
)
_AREA = re.compile(r"\s*(?:area|region|metro|and around|surroundings|附近|周边|一带)", re.I)
AREA_KM = 40.0
_LEAD = re.compile(r"^(?:再|做|去|干|找|from|any|in|a|an|the|more|longer|\s)+(?=.{2})", re.I)


@dataclass(frozen=True, slots=True)
class ResumeWish:
    """The work, places and pay of a wish, in the person's words, and what they refuse."""

    titles: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    pay: Salary | None = None
    exclude: tuple[str, ...] = ()
    # "The Boston area" reaches so far around it.
    within_km: float | None = None


def parse_wish(words: str, *, lang: Lang | None = None) -> ResumeWish:
    """Return what a sentence such as "想在苏州找电气工程师,不出差" asks for."""
    if not words.strip():
        return ResumeWish()
    text = normalise(words).text
    lang = lang or detect_language(text)
    refused = [
        (m.start(), m.end(), (m["zh"] or m["en"] or "").strip()) for m in _REFUSED.finditer(text)
    ]

    def is_wished(start: int) -> bool:
        return not any(a <= start < b for a, b, _ in refused)

    places = [f for f in find_places(text, lang=lang) if is_wished(f.start)]
    titles = [f for f in find_titles(text, lang=lang) if is_wished(f.start)]
    titles = [t for t in titles if not any(p.start <= t.start and t.end <= p.end for p in places)]
    pays = [f.value for f in find_salaries(text, lang=lang) if is_wished(f.start)]
    kinds = [_LEAD.sub("", each) for _, _, each in refused]
    return ResumeWish(
        titles=_unique(_VERB.sub("", f.text.strip()) for f in titles),
        cities=_unique(f.text.strip() for f in places),
        pay=pays[0] if pays else None,
        exclude=_unique(each for each in kinds if trait_refused(each)),
        within_km=AREA_KM if any(_AREA.match(text, p.end) for p in places) else None,
    )


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w for w in words if is_text(w)))
