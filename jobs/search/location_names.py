"""Places of work in words: regions by name or by the letters people write, never by number; pure."""

import re

from jobassist.active_language import active_lang
from jobassist.language.places import display_name, get_place
from jobs.models import PostingLocation

_CHINESE = ("CN", "HK", "MO", "TW")
# Where people write the region behind the city, by letters everybody reads.
_WITH_REGION = ("US", "CA", "AU")
_LETTERS = {
    "CA": dict(zip("01 02 03 04 05 07 08 09 10 11 12 13 14".split(),
                   "AB BC MB NB NL NS ON PE QC SK YT NT NU".split(), strict=True)),
    "AU": dict(zip("01 02 03 04 05 06 07 08".split(), "ACT NSW NT QLD SA TAS VIC WA".split(), strict=True)),
}  # fmt: skip
_CODE = re.compile(r"[A-Z]{2,3}$")


def display_location(location: PostingLocation) -> str:
    """Return a location as it is written in its own country."""
    if not location.city:
        return _without_city(location)
    if location.country in _CHINESE:
        parts, glue = [location.city, location.district], "·"
    else:
        parts, glue = [location.district, location.city, _letters(location)], ", "
    return glue.join(p for p in dict.fromkeys(parts) if p)


def display_region(location: PostingLocation) -> str | None:
    """Return a location's region by name in the active language, None where only a code is known."""
    if not location.region or not re.search(r"\d", location.region):
        return location.region or None
    place = get_place(f"{location.country.lower()}/{location.region}")
    return display_name(place, active_lang()) if place else None


def _letters(location: PostingLocation) -> str:
    if location.country not in _WITH_REGION:
        return ""
    code = _LETTERS.get(location.country, {}).get(location.region, location.region)
    return code if code.isalpha() and len(code) <= 3 else ""


def _without_city(location: PostingLocation) -> str:
    """Return what was written, less numbers ("16, MY", a postcode); codes alone by name."""
    tokens = []
    for token in location.raw.split(","):
        words = [word for word in token.split() if not re.search(r"\d", word) and word != "-"]
        if words:
            tokens.append(" ".join(words))
    names = [token for token in tokens if not _CODE.match(token)]
    if not names:
        place = get_place(location.place_key)
        return display_name(place, active_lang()) if place else ", ".join(tokens)
    if not re.search(r"\d|,\s*-", location.raw):
        return location.raw
    return ", ".join(dict.fromkeys(p for p in (*names, _letters(location)) if p))
