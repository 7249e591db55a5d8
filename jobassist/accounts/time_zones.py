"""IANA time zones: which names are valid, and what day it is for a person."""

from datetime import date, datetime
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# What an account and a company have that nobody chose a zone for.
NOT_CHOSEN = "UTC"
# Areas whose names people choose by; the rest are old names of the same zones.
_AREAS = (
    "Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
)  # fmt: skip


class HasTimeZone(Protocol):
    """A person or a company: whoever lives in a time zone."""

    time_zone: str


@cache
def known_time_zones() -> frozenset[str]:
    """Return every IANA name of the installed data. Reads a few hundred names once."""
    return frozenset(available_timezones())


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is an IANA time zone."""
    # Looked up in the list first: ZoneInfo opens a file by the name it is given.
    if name not in known_time_zones():
        raise ValidationError(_("This is not a known time zone."), code="bad_time_zone")


def list_zones(*, also: str = NOT_CHOSEN) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the zones to choose among as (area, [(name, place)]); `also` is one that is in use."""
    areas: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(known_time_zones()):
        area, _slash, place = name.partition("/")
        if area in _AREAS or (name == also and name != NOT_CHOSEN):
            areas.setdefault(area, []).append((name, (place or name).replace("_", " ")))
    return list(areas.items())


def default_time_zone(locale: str) -> str:
    """Return the zone to assume until the client names one: China has a single one."""
    return "Asia/Shanghai" if locale.lower() in {"zh", "zh-cn", "zh-hans", "zh-hans-cn"} else "UTC"


def today_for(someone: HasTimeZone, now: datetime) -> date:
    """Return the calendar day on the wall where `someone` lives, at the instant `now`."""
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    return now.astimezone(ZoneInfo(someone.time_zone)).date()
