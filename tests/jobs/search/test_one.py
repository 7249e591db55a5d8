"""One posting looked at by itself is judged as a search would judge it."""

from typing import Any

import pytest

from jobs.criteria import Criteria
from jobs.search import JobQuery, get_posting, match_posting, search_jobs
from tests.factories import make_posting

from .corpus import zh

pytestmark = pytest.mark.django_db


def match(wish: dict[str, Any], **changes: Any) -> Any:
    made = make_posting(**{**zh("1", "护士", "西安", "8-10K"), **changes})
    query = JobQuery(criteria=Criteria(titles=("护士",), **wish), lang="zh")
    return match_posting(query, get_posting(made.id)), query


def test_it_is_what_the_search_says_of_it() -> None:
    hit, query = match({"cities": ("西安",)})
    (shown,) = search_jobs(query).hits
    assert hit.band == shown.band
    assert {k: v for k, v in shown.features.items() if k != "words"} == hit.features
    assert hit.shortfalls
    assert all(0 < each.loss < 1 and each.text for each in hit.shortfalls)
    losses = [each.loss for each in hit.shortfalls]
    assert losses == sorted(losses, reverse=True)


@pytest.mark.parametrize(
    ("wish", "feature"),
    [
        ({"cities": ("成都",)}, "cities"),
        ({"salary_min": 20000.0, "salary_period": "month"}, "salary_min"),
        ({"exclude": ("西安",)}, "exclude"),
    ],
)
def test_what_breaks_a_wish_is_possible_at_most_and_says_so(
    wish: dict[str, Any], feature: str
) -> None:
    hit, query = match(wish)
    assert hit.band == "possible"
    assert hit.shortfalls[0].feature == feature
    assert search_jobs(query).hits == []


def test_other_work_is_no_match() -> None:
    hit, _query = match({}, title="Java开发工程师")
    assert hit is None
