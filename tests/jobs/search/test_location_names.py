"""Places of work in words, never by a register's numbers."""

import pytest
from django.utils import translation

from jobs.models import PostingLocation
from jobs.search import display_location, display_region


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"raw": "Ottawa, ON", "city": "Ottawa", "region": "08", "country": "CA"}, "Ottawa, ON"),
        ({"raw": "Perth", "city": "Perth", "region": "08", "country": "AU"}, "Perth, WA"),
        ({"raw": "Kyoto", "city": "Kyoto", "region": "22", "country": "JP"}, "Kyoto"),
        ({"raw": "昆明·官渡区", "city": "昆明", "district": "官渡", "country": "CN"}, "昆明·官渡"),
        ({"raw": "BC V6B 1A1, DELTA", "region": "02", "country": "CA", "place_key": "ca/02"}, "DELTA, BC"),
        ({"raw": "17, MY", "country": "MY", "place_key": "my"}, "Malaysia"),
        ({"raw": "OH, US", "region": "OH", "country": "US", "place_key": "us/OH"}, "Ohio"),
        ({"raw": "Little Rock Area", "country": "US", "place_key": "us"}, "Little Rock Area"),
    ],
)  # fmt: skip
def test_a_location_is_shown_as_people_write_it(fields: dict[str, str], shown: str) -> None:
    with translation.override("en"):
        assert display_location(PostingLocation(**fields)) == shown


@pytest.mark.parametrize(
    ("country", "region", "lang", "shown"),
    [
        ("CA", "10", "en", "Quebec"),
        ("CA", "08", "zh-hans", "安大略"),
        ("US", "TX", "en", "TX"),
        ("MY", "99", "en", None),
        ("GB", "", "en", None),
    ],
)
def test_a_region_is_a_name_or_nothing(
    country: str, region: str, lang: str, shown: str | None
) -> None:
    with translation.override(lang):
        assert display_region(PostingLocation(raw="x", country=country, region=region)) == shown
