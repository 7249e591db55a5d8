"""Perks, employers, nearness and stated pay in a search, and what each job then says of them."""

from typing import Any

import pytest
from django.utils import timezone

from jobassist.language.places import parse_location
from jobs.criteria import Criteria
from jobs.models import Posting
from jobs.search import JobQuery, count_relaxations, nearness, search_jobs
from jobs.search.types import JobHit
from tests.factories import make_posting, make_postings


def row(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"cook-{number}", "lang": "en", "title": "Line Cook", "company": f"Kitchen {number}",
        "city": "Leeds", "description": "You cook.", **changes,
    }  # fmt: skip


@pytest.fixture
def kitchens(db: None) -> dict[str, Posting]:
    rows = [
        row(0),
        row(1, description="You cook. Weekends off, and free meals on shift."),
        row(2, description="You cook. Weekend work is part of the rota."),
        row(3, city="Bradford", company="Barclays Bank Canteens"),
        row(4, city="London", company="华为技术有限公司", salary_min=30000, salary_currency="GBP",
            salary_period="year"),
        row(5, city="Paris", remote=True, description="Recipes, written from home."),
    ]  # fmt: skip
    return {each.external_id: each for each in make_postings(rows)}


def hits(**criteria: Any) -> dict[str, JobHit]:
    query = JobQuery(criteria=Criteria(titles=("line cook",), **criteria), lang="en")
    return {hit.posting.external_id: hit for hit in search_jobs(query).hits}


def lines(hit: JobHit, criterion: str) -> list[tuple[str, str]]:
    return [(r.text, r.status) for r in hit.requirements if r.criterion == criterion]


@pytest.mark.usefixtures("kitchens")
def test_posting_that_offers_a_condition_comes_first_and_says_so_in_its_own_words():
    found = hits(cities=("Leeds",), conditions=("weekends off",))
    assert next(iter(found)) == "cook-1"
    assert list(found)[-1] == "cook-2"
    (line,) = [r for r in found["cook-1"].requirements if r.criterion == "conditions"]
    assert line.status == "met"
    start, end = line.posting_span or (0, 0)
    assert found["cook-1"].posting.description_text[start:end] == "Weekends off"


@pytest.mark.parametrize("words", ["remote", "远程", "from home"])
def test_remote_that_would_be_nice_comes_first_and_filters_nothing(db: None, words: str):
    make_postings([row(40), row(41, description="You cook. This is a remote role."), row(42)])
    found = hits(cities=("Leeds",), conditions=(words,))
    assert next(iter(found)) == "cook-41"
    assert set(found) == {"cook-40", "cook-41", "cook-42"}


@pytest.mark.usefixtures("kitchens")
def test_silence_is_unknown_and_the_contrary_is_missing():
    found = hits(cities=("Leeds",), conditions=("weekends off",))
    assert [status for _, status in lines(found["cook-0"], "conditions")] == ["unknown"]
    assert [status for _, status in lines(found["cook-2"], "conditions")] == ["missing"]


@pytest.mark.usefixtures("kitchens")
def test_words_no_trait_knows_are_looked_for_as_written():
    found = hits(cities=("Leeds",), conditions=("rota", "a piano"))
    assert lines(found["cook-2"], "conditions") == [
        ("rota", "met"), ("a piano: not stated", "unknown"),
    ]  # fmt: skip


@pytest.mark.usefixtures("kitchens")
def test_who_refuses_weekends_is_told_where_they_are_off():
    found = hits(cities=("Leeds",), exclude=("weekends",))
    assert "cook-2" not in found
    assert lines(found["cook-1"], "conditions") == [("Weekends off", "met")]
    assert lines(found["cook-0"], "conditions") == []


@pytest.mark.usefixtures("kitchens")
@pytest.mark.parametrize("name", ["Huawei", "华为", "huawei ltd"])
def test_employer_is_found_by_its_name_in_either_language(name: str):
    found = hits(employers=(name,))
    assert list(found) == ["cook-4"]
    assert lines(found["cook-4"], "employers") == [("华为技术有限公司", "met")]


@pytest.mark.usefixtures("kitchens")
@pytest.mark.parametrize("word", ["banks", "银行"])
def test_kind_of_employer_is_refused_or_wished_in_either_language(word: str):
    assert "cook-3" not in hits(exclude=(word,))
    assert list(hits(employers=(word,))) == ["cook-3"]


def test_refused_kind_does_not_drop_postings_that_only_speak_of_it(db: None):
    make_posting(**row(9, description="You cook. Paid bank holidays."))
    assert "cook-9" in hits(exclude=("banks",))


@pytest.mark.parametrize(
    ("word", "gone", "stays"),
    [
        ("insurance", ["policy-clerk"], ["plain", "perk", "sap-clerk"]),
        ("insurance companies", ["at-insurer"], ["plain", "perk", "policy-clerk"]),
        ("SAP", ["sap-clerk", "sap-body"], ["plain", "perk"]),
        ("保险", ["policy-zh"], ["plain", "perk-zh"]),
    ],
)
def test_what_is_refused_is_looked_for_in_the_posting_unless_firms_are_meant(
    db: None, word: str, gone: list[str], stays: list[str]
):
    clerk = {"lang": "en", "title": "Office Clerk", "city": "Leeds", "description": "You file."}
    make_postings(
        [
            {**clerk, "id": "plain", "company": "Mill & Co"},
            {**clerk, "id": "perk", "description": "You file. Health insurance.", "tags": ["Dental insurance"]},
            {**clerk, "id": "policy-clerk", "title": "Office Clerk - Insurance", "company": "Wharfe Stationers"},
            {**clerk, "id": "at-insurer", "company": "Aire Insurance Ltd"},
            {**clerk, "id": "sap-clerk", "title": "SAP Office Clerk", "company": "Hull Bindery"},
            {**clerk, "id": "sap-body", "description": "You file orders in SAP.", "company": "Ryedale Timber"},
            {**clerk, "id": "policy-zh", "lang": "zh", "title": "保险文员", "company": "海盐纸业"},
            {**clerk, "id": "perk-zh", "lang": "zh", "title": "文员", "company": "云帆科技", "tags": ["补充医疗保险"]},
        ]
    )  # fmt: skip
    query = JobQuery(
        criteria=Criteria(titles=("office clerk", "文员"), exclude=(word,)), lang="en", limit=20
    )
    found = {hit.posting.external_id for hit in search_jobs(query).hits}
    assert not found & set(gone)
    assert set(stays) <= found


def test_floor_without_a_currency_holds_in_each_postings_own(db: None):
    cad = {"salary_currency": "CAD", "salary_period": "year"}
    make_postings(
        [
            row(20, city="Toronto", salary_min=37000, salary_max=39000, **cad),
            row(21, city="Toronto", salary_min=80000, salary_max=85000, **cad),
            row(22, city="Toronto"),
        ]
    )
    assert set(hits(salary_min=75000, salary_period="year")) == {"cook-21", "cook-22"}
    query = JobQuery(
        criteria=Criteria(titles=("line cook",), salary_min=75000, salary_period="year"), lang="en"
    )
    assert {r.key for r in count_relaxations(query)} == {"salary_min"}


@pytest.mark.usefixtures("kitchens")
def test_near_takes_in_what_lies_around_and_says_how_far():
    assert "cook-3" not in hits(cities=("Leeds",))
    found = hits(cities=("Leeds",), within_km=30)
    assert "cook-4" not in found
    ((text, status),) = lines(found["cook-3"], "cities")
    assert text.startswith("Bradford, about ")
    assert status == "met"


@pytest.mark.usefixtures("kitchens")
def test_blank_employer_is_no_wish():
    criteria = Criteria(titles=("line cook",)).model_copy(update={"employers": (" ", "\u200b")})
    assert search_jobs(JobQuery(criteria=criteria, lang="en")).hits


def test_only_open_postings_are_near_and_the_newest_are_kept(
    db: None, monkeypatch: pytest.MonkeyPatch
):
    for number, day in enumerate(("2026-01-01", "2026-03-01", "2026-02-01")):
        made = make_posting(**row(30 + number, city="Bradford"))
        Posting.objects.filter(pk=made.pk).update(date_posted=day)
    gone = make_posting(**row(33, city="Bradford"))
    Posting.objects.filter(pk=gone.pk).update(status="expired")
    monkeypatch.setattr(nearness, "MAX_NEAR", 2)
    ids = nearness.find_near(parse_location("Leeds").places, 30, now=timezone.now())
    names = dict(Posting.objects.values_list("id", "external_id"))
    assert [names[each] for each in ids or []] == ["cook-31", "cook-32"]


def test_nothing_is_near_to_nowhere(db: None):
    assert nearness.find_near((), 30, now=timezone.now()) is None


@pytest.mark.usefixtures("kitchens")
def test_remote_or_a_place_is_either_and_both_only_where_both_are_wished():
    both = hits(cities=("Leeds",), remote=True)
    either = hits(cities=("Leeds",), remote=True, remote_or_city=True)
    assert "cook-0" not in both
    assert "cook-0" in either
    # Remote work in another country is not in reach.
    assert "cook-5" not in either


@pytest.mark.usefixtures("kitchens")
def test_only_postings_that_state_their_pay():
    assert list(hits(pay_stated=True)) == ["cook-4"]


@pytest.mark.usefixtures("kitchens")
def test_new_filters_can_be_given_up_and_conditions_stay():
    criteria = Criteria(
        titles=("line cook",), employers=("IKEA",), conditions=("free meals",), pay_stated=True
    )
    found = {r.key: r.relaxed for r in count_relaxations(JobQuery(criteria=criteria, lang="en"))}
    assert found["employers"].employers == ()
    assert all(relaxed.conditions == ("free meals",) for relaxed in found.values())
