"""What was saved and turned down leans the next round, and the line says because of which."""

from dataclasses import replace
from typing import Any

import pytest

from jobs.criteria import Criteria
from jobs.search import JobQuery, Sample, search_jobs
from jobs.search.retrieval import Candidate
from jobs.search.taste import NEUTRAL, lean
from tests.factories import make_postings

from .corpus import en, zh


def candidate(**changes: Any) -> Candidate:
    values: dict[str, Any] = dict.fromkeys(Candidate._fields)
    values |= {
        "id": 1,
        "title": "护士",
        "title_key": "护士",
        "family": "nurse",
        "group": "",
        "seniority": "",
        "place_keys": ["cn", "cn/上海", "cn/上海/上海"],
        "skill_keys": [],
        "traits": [],
        "salary_currency": "CNY",
        "salary_yearly_min": 100_000.0,
        "salary_yearly_max": 120_000.0,
        "employer_id": 7,
        "lang": "zh",
        "lex": 0.0,
        "distance": 1.0,
    }
    return Candidate(**(values | changes))


LIKED = Sample(99, True, "护士", "nurse", "", 7, ("cn", "cn/上海"), "CNY", 120_000.0)


def refused(reason: str, **changes: Any) -> Sample:
    return replace(LIKED, is_liked=False, reason=reason, **changes)


def test_nothing_known_leans_nowhere() -> None:
    assert lean((), candidate()).value == NEUTRAL
    assert lean((LIKED,), candidate(id=99)).value == NEUTRAL


def test_what_is_like_a_saved_one_goes_up_and_names_it() -> None:
    leaning = lean((LIKED,), candidate())
    assert leaning.value > NEUTRAL
    assert leaning.because is LIKED
    assert "employer" in leaning.alike


def test_like_work_alone_is_no_reason_where_all_that_is_found_is_of_it() -> None:
    other = candidate(employer_id=8, place_keys=["cn", "cn/北京"], salary_yearly_max=300_000.0)
    assert lean((LIKED,), other).value == NEUTRAL


@pytest.mark.parametrize(
    ("reason", "is_down", "elsewhere"),
    [
        ("wrong_role", True, {"title": "Java", "family": "backend"}),
        ("wrong_city", True, {"place_keys": ["cn", "cn/北京"]}),
        ("too_low_salary", True, {"salary_yearly_max": 200_000.0}),
        ("excluded", True, {"employer_id": 8}),
        ("already_seen", False, {}),
        ("expired", False, {}),
        ("other", False, {}),
    ],
)
def test_a_reason_counts_for_what_it_is_about(
    reason: str, is_down: bool, elsewhere: dict[str, Any]
) -> None:
    assert (lean((refused(reason),), candidate()).value < NEUTRAL) is is_down
    assert lean((refused(reason),), candidate(**elsewhere)).value == NEUTRAL


def test_pay_in_another_currency_is_never_compared() -> None:
    assert lean((refused("too_low_salary", currency="USD"),), candidate()).value == NEUTRAL


def test_many_opinions_stay_on_the_scale() -> None:
    many = tuple(replace(LIKED, posting_id=n) for n in range(100, 140))
    assert lean(many, candidate()).value == 1.0
    none = tuple(replace(refused("excluded"), posting_id=n) for n in range(100, 140))
    assert lean(none, candidate()).value == 0.0


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_saved_one_brings_its_like_to_the_front_and_back_again(lang: str) -> None:
    row, title, city = (zh, "护士", "西安") if lang == "zh" else (en, "Registered Nurse", "Leeds")
    made = make_postings(
        [
            {**row("1", title, city), "company": "Alpha"},
            {**row("2", title, city), "company": "Beta"},
            {**row("3", title, city), "company": "Alpha"},
            {**row("4", title, city), "company": "Gamma"},
        ]
    )
    saved = made[0]
    sample = Sample(
        saved.id, True, saved.title, saved.family, "", saved.employer_id, tuple(saved.place_keys)
    )
    query = JobQuery(
        criteria=Criteria(titles=(title,)),
        exclude_posting_ids=frozenset({saved.id}),
        lang="zh" if lang == "zh" else "en",
    )
    before = [hit.posting.id for hit in search_jobs(query).hits]
    hits = search_jobs(replace(query, samples=(sample,))).hits
    assert hits[0].posting.employer_id == saved.employer_id
    said = [r.text for r in hits[0].requirements]
    assert any(("收藏过" if lang == "zh" else "Because you saved") in text for text in said)
    # Taken back, the ranking is what it was.
    assert [hit.posting.id for hit in search_jobs(query).hits] == before
    down = replace(sample, is_liked=False, reason="excluded")
    assert search_jobs(replace(query, samples=(down,))).hits[-1].posting.employer_id == (
        saved.employer_id
    )
