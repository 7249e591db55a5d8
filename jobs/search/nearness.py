"""Places within a radius, by the locations' coordinates, and how far they are."""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from jobassist.language.places import Place

_KM_PER_DEGREE = 111.0
_EARTH_KM = 6371.0
MAX_CENTRES = 6
# So many postings around a place are looked among; a city and its suburbs have fewer.
MAX_NEAR = 5_000


OPEN = "p.status = 'active' AND (p.valid_through IS NULL OR p.valid_through > %(now)s)"


def _centres(places: Sequence[Place]) -> list[tuple[float, float]]:
    known = [(p.lat, p.lon) for p in places if p.lat is not None and p.lon is not None]
    return known[:MAX_CENTRES]


def find_near(places: Sequence[Place], km: float, *, now: datetime) -> list[int] | None:
    """Return ids of open postings that lie so near one of the places, the newest. One statement.

    None where of no place it is known where it lies: nothing to be near to.

    Ids and not a condition: of a subquery the planner cannot guess how many rows it leaves.
    A box first, so that the arc is reckoned for few.
    """
    parts: list[str] = []
    params: dict[str, Any] = {"km": km, "now": now}
    for number, (lat, lon) in enumerate(_centres(places)):
        high = km / _KM_PER_DEGREE
        wide = high / max(math.cos(math.radians(lat)), 0.05)
        name = f"near{number}"
        parts.append(
            f"(l.lat BETWEEN %({name}_south)s AND %({name}_north)s "
            f"AND l.lon BETWEEN %({name}_west)s AND %({name}_east)s "
            f"AND {_EARTH_KM} * acos(least(1, greatest(-1, "
            f"sin(radians(l.lat)) * sin(radians(%({name}_lat)s)) "
            f"+ cos(radians(l.lat)) * cos(radians(%({name}_lat)s)) "
            f"* cos(radians(l.lon - %({name}_lon)s))))) <= %(km)s)"
        )
        params |= {
            f"{name}_lat": lat,
            f"{name}_lon": lon,
            f"{name}_south": lat - high,
            f"{name}_north": lat + high,
            f"{name}_west": lon - wide,
            f"{name}_east": lon + wide,
        }
    if not parts:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id FROM jobs_posting p "
            "JOIN (SELECT DISTINCT l.posting_id FROM jobs_postinglocation l "
            f"WHERE {' OR '.join(parts)}) near ON near.posting_id = p.id "
            f"WHERE {OPEN} ORDER BY p.date_posted DESC NULLS LAST, p.id DESC LIMIT {MAX_NEAR}",
            params,
        )
        return [row[0] for row in cursor.fetchall()]


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
