"""Places of work: China to the district, the world to the city."""

from dataclasses import dataclass
from typing import Literal

from .found import Found
from .text import Lang, TextLike

PlaceKind = Literal["country", "region", "city", "district"]


@dataclass(frozen=True, slots=True)
class Place:
    """One place. `key` is canonical and stable: `cn/广东/深圳/南山`, `us/TX/Austin`, `gb`.

    `city`, `district`, `region` are common names in Chinese for China, in English elsewhere
    (深圳, 南山, 广东; Austin, TX). `country` is ISO 3166 alpha-2. Hong Kong, Macau and Taiwan carry
    HK, MO and TW.
    """

    key: str
    kind: PlaceKind
    country: str
    region: str | None = None
    city: str | None = None
    district: str | None = None
    lat: float | None = None
    lon: float | None = None
    name_zh: str | None = None
    name_en: str | None = None
    population: int = 0


@dataclass(frozen=True, slots=True)
class Location:
    """A posting's location field: its places, and whether the work is remote or anywhere."""

    places: tuple[Place, ...]
    is_remote: bool = False
    is_hybrid: bool = False
    is_anywhere: bool = False
    unknown: tuple[str, ...] = ()


def find_places(
    text: TextLike, *, lang: Lang | None = None, country: str | None = None
) -> list[Found[Place]]:
    """Return the places named in running text. `country` settles ambiguous names."""
    return []


def parse_location(
    text: TextLike, *, lang: Lang | None = None, country: str | None = None
) -> Location:
    """Return what a location field says; parts that name no known place are in `unknown`."""
    return Location(places=(), unknown=(str(text),) if text else ())


def get_place(key: str) -> Place | None:
    """Return the place with this canonical key."""
    return None


def display_name(place: Place, lang: Lang, *, with_country: bool = False) -> str:
    """Return the name to show a person in their language, the other's where it has none."""
    name = place.name_zh if lang == "zh" else place.name_en
    return name or place.name_en or place.name_zh or place.key


def is_same_or_within(place: Place, other: Place) -> bool:
    """Return whether `place` is `other` or lies inside it (district < city < region < country)."""
    return place.key == other.key or place.key.startswith(other.key + "/")


def same_city(place: Place, other: Place) -> bool:
    """Return whether both lie in one city."""
    return place.city is not None and city_key(place) == city_key(other)


def city_key(place: Place) -> str | None:
    """Return the canonical key of the place's city, None for a region or country."""
    return place.key if place.kind == "city" else None


def distance_km(place: Place, other: Place) -> float | None:
    """Return the great-circle distance, None where either has no coordinates."""
    return None


def nearby(place: Place, *, within_km: float = 50.0, limit: int = 10) -> list[Place]:
    """Return other cities within reach of the place's city, nearest first."""
    return []
