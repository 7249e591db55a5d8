"""Counts: exact, and what is said of a wish given up is true."""

from typing import Any

import pytest

from jobs.criteria import Criteria
from jobs.models import Posting
from jobs.search import (
    JobQuery,
    ListFilters,
    count_matching,
    count_relaxations,
    facet_values,
    list_postings,
    pay_quartiles,
    search_jobs,
)
from tests.factories import make_postings
from tests.jobs.search.corpus import en, zh

pytestmark = pytest.mark.django_db
Market = dict[str, Posting]


def test_counts_follow_the_occupation_and_the_wishes(market: Market) -> None:
    assert count_matching(Criteria()) == len(market)
    assert count_matching(Criteria(titles=("nurse",))) == 3
    assert count_matching(Criteria(titles=("护士",), cities=("Leeds",))) == 1
    assert count_matching(Criteria(titles=("护士",), cities=("重庆",))) == 0
    assert count_matching(Criteria(titles=("牙医",))) == 0


def test_every_relaxation_brings_exactly_what_it_says(market: Market) -> None:
    make_postings(
        [
            zh("n1", "护士", "苏州", "6-7K"),
            zh("n2", "护士", "上海", "5-6K", description="需上夜班。"),
            zh("n3", "护士", "上海", "20-30K", description="需上夜班。"),
            zh("n4", "护士", "上海", "9-10K", employment_type="兼职"),
        ]
    )
    wishes = Criteria(
        titles=("护士",),
        cities=("静安",),
        salary_min=15000,
        salary_period="month",
        employment_type="full_time",
        exclude=("夜班",),
    )
    base = count_matching(wishes)
    assert base == 0
    found = count_relaxations(wishes)
    assert found
    for one in found:
        assert one.count > base
        assert count_matching(one.relaxed) == one.count, one
    # Of the wishes inside the place only pay, given up alone, helps.
    assert {one.key for one in found} == {"cities", "salary_min"}

    looser = wishes.model_copy(update={"cities": ("上海",)})
    found = count_relaxations(looser)
    for one in found:
        assert count_matching(one.relaxed) == one.count, one
    drops = {(one.key, one.kind): one for one in found}
    assert drops["exclude", "drop"].count == 1
    assert drops["exclude", "drop"].value == "夜班"
    assert [one.count for one in found] == sorted((one.count for one in found), reverse=True)


def test_a_loosened_pay_is_the_mildest_that_helps(market: Market) -> None:
    make_postings([zh("a", "收银员", "武汉", "5-6K"), zh("b", "收银员", "武汉", "3-4K")])
    found = count_relaxations(
        Criteria(titles=("收银员",), cities=("武汉",), salary_min=7000, salary_period="month")
    )
    (loosen,) = [r for r in found if r.key == "salary_min" and r.kind == "loosen"]
    assert loosen.count == 1
    assert 5500 <= (loosen.relaxed.salary_min or 0) <= 6000


def test_what_costs_nothing_is_not_offered(market: Market) -> None:
    assert count_relaxations(Criteria(titles=("护士",))) == []
    assert count_relaxations(Criteria(titles=("护士",), cities=("上海", "Leeds", "York"))) == []


def test_counting_costs_one_statement(market: Market, django_assert_num_queries: Any) -> None:
    wishes = Criteria(
        titles=("护士",), cities=("上海",), salary_min=9000, remote=False, exclude=("夜班", "Leeds")
    )
    count_matching(wishes)
    with django_assert_num_queries(1):
        count_matching(wishes)
    with django_assert_num_queries(1):
        count_relaxations(wishes)
    with django_assert_num_queries(1):
        facet_values(wishes, "cities")
    with django_assert_num_queries(1):
        pay_quartiles(wishes)


def test_facets_count_what_could_be_chosen(market: Market) -> None:
    cities = facet_values(Criteria(titles=("Python",), cities=("London",)), "cities")
    assert ("上海", 2) in [(c.label_zh, c.count) for c in cities]
    assert {"Shanghai", "London"} <= {c.label_en for c in cities}
    titles = facet_values(Criteria(cities=("Leeds",)), "titles")
    assert {"Registered Nurse", "Barista"} <= {t.label_en for t in titles}
    kinds = facet_values(Criteria(cities=("Leeds",)), "employment_type")
    assert [(k.value, k.count) for k in kinds] == [("part_time", 1)]
    assert facet_values(Criteria(cities=("重庆",)), "skills") == []
    assert len(facet_values(Criteria(), "cities", limit=3)) == 3


def test_counts_and_search_agree(market: Market) -> None:
    for wishes in (
        Criteria(titles=("护士",)),
        Criteria(titles=("nurse",), cities=("Leeds",)),
        Criteria(titles=("会计",)),
    ):
        hits = search_jobs(JobQuery(criteria=wishes, limit=50)).hits
        assert len(hits) == count_matching(wishes)


def test_lists_page_by_keyset_without_gaps(market: Market, django_assert_num_queries: Any) -> None:
    seen: list[int] = []
    after = None
    while True:
        with django_assert_num_queries(3):
            page = list_postings(after=after, limit=6)
        seen += [p.id for p in page.postings]
        if page.next_after is None:
            break
        after = page.next_after
    assert seen == sorted((p.id for p in market.values()), reverse=True)


def test_lists_filter_by_skill_beside_a_title(market: Market) -> None:
    make_postings(
        [en("a", "Cook", "Hull", skills=["Excel"]), en("b", "Cook", "Hull", skills=["Photoshop"])]
    )
    criteria = Criteria(titles=("cook",), cities=("Hull",), skills=("Photoshop",))
    page = list_postings(ListFilters(criteria))
    assert [p.external_id for p in page.postings] == ["b"]
