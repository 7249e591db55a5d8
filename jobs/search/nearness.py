"""Places within a radius: as SQL over the locations' coordinates, and in kilometres; pure."""

import math
from collections.abc import Sequence
from typing import Any

from jobassist.language.places import Place

_KM_PER_DEGREE = 111.0
_EARTH_KM = 6371.0
MAX_CENTRES = 6


def _centres(places: Sequence[Place]) -> list[tuple[float, float]]:
    known = [(p.lat, p.lon) for p in places if p.lat is not None and p.lon is not None]
    return known[:MAX_CENTRES]


def near_condition(places: Sequence[Place], km: float) -> tuple[str, dict[str, Any]] | None:
    """Return the condition that a posting lies so near one of the places, with its parameters.

    None where no coordinates are known. A box first, so that the arc is reckoned for few.
    """
    parts: list[str] = []
    params: dict[str, Any] = {"near_km": km}
    for number, (lat, lon) in enumerate(_centres(places)):
        high = km / _KM_PER_DEGREE
        wide = high / max(math.cos(math.radians(lat)), 0.05)
        name = f"near{number}"
        parts.append(
            f"(l.lat BETWEEN %({name}_lat)s - %({name}_high)s AND %({name}_lat)s + %({name}_high)s "
            f"AND l.lon BETWEEN %({name}_lon)s - %({name}_wide)s AND %({name}_lon)s + %({name}_wide)s "
            f"AND {_EARTH_KM} * acos(least(1, greatest(-1, sin(radians(l.lat)) * sin(radians(%({name}_lat)s)) "
            f"+ cos(radians(l.lat)) * cos(radians(%({name}_lat)s)) * cos(radians(l.lon - %({name}_lon)s))))) "
            "<= %(near_km)s)"
        )
        params |= {
            f"{name}_lat": lat, f"{name}_lon": lon, f"{name}_high": high, f"{name}_wide": wide,
        }  # fmt: skip
    if not parts:
        return None
    where = " OR ".join(parts)
    return f"p.id IN (SELECT l.posting_id FROM jobs_postinglocation l WHERE {where})", params


def km_from(places: Sequence[Place], lat: float | None, lon: float | None) -> float | None:
    """Return how far a point is from the nearest of the places, None where nobody knows."""
    if lat is None or lon is None:
        return None
    apart = []
    for own_lat, own_lon in _centres(places):
        a, b = math.radians(lat), math.radians(own_lat)
        cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(
            math.radians(lon - own_lon)
        )
        apart.append(_EARTH_KM * math.acos(min(1.0, max(-1.0, cosine))))
    return min(apart, default=None)
