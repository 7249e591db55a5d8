"""What a posting's search of people filters by, read once from a confirmed document; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jobassist.language.places import nearby, parse_location
from jobassist.language.text import Lang
from jobassist.language.vocab import EDUCATION_ORDER
from jobs.feed import build_raw_place_key

from .matching import criteria_from_resume, home_of

# Of nobody's place and of nowhere in particular: in reach of every posting.
ANYWHERE = "*"
MAX_KEYS = 60
# Around a wished place, where the person says how far they go.
_MAX_NEAR = 40


@dataclass(frozen=True, slots=True)
class Reach:
    """Where somebody may be looked for: `place_keys` are where they are or want to be, with all
    that lies around it; `reach_keys` of which places postings suit them."""

    place_keys: tuple[str, ...]
    reach_keys: tuple[str, ...]
    years: float | None
    education: int | None
    read_on: date


def read_reach(document: Mapping[str, Any], *, lang: Lang, today: date) -> Reach:
    """Return the reach of a confirmed document.

    Who wishes for places is reached from these alone; who wishes for none from their own country,
    and from everywhere where they say nothing of where they are.
    """
    criteria = criteria_from_resume(dict(document), today=today)
    wished = find_place_keys(criteria.cities, lang=lang, within_km=criteria.within_km)
    home = find_place_keys(home_of(dict(document)), lang=lang)
    reach = wished or tuple(dict.fromkeys(key.split("/")[0] for key in home)) or (ANYWHERE,)
    around = dict.fromkeys(part for key in (*wished, *home) for part in surround(key))
    return Reach(
        place_keys=tuple(around)[:MAX_KEYS],
        reach_keys=reach[:MAX_KEYS],
        years=criteria.experience_years,
        education=EDUCATION_ORDER.index(criteria.education) if criteria.education else None,
        read_on=today,
    )


def find_place_keys(
    names: Iterable[str], *, lang: Lang, within_km: float | None = None
) -> tuple[str, ...]:
    """Return the keys of places by their names, as postings carry them."""
    keys: dict[str, None] = {}
    for name in names:
        location = parse_location(name, lang=lang)
        for place in location.places:
            keys[place.key] = None
            if within_km and place.kind in ("city", "district"):
                near = nearby(place, within_km=within_km, limit=_MAX_NEAR)
                keys |= dict.fromkeys(each.key for each in near)
        if not location.places and not location.is_remote and not location.is_anywhere:
            keys |= dict.fromkeys(build_raw_place_key(each) for each in location.unknown or (name,))
    return tuple(keys)


def surround(key: str) -> tuple[str, ...]:
    """Return a place and all that it lies in."""
    if key.startswith("raw/"):
        return (key,)
    parts = key.split("/")
    return tuple("/".join(parts[:end]) for end in range(len(parts), 0, -1))
