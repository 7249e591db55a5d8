"""Openings that stand twice: one is shown; another place is another opening and stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from jobs.criteria import Criteria
from jobs.inventory.duplicates import link_duplicates
from jobs.inventory.models import PostingPrint
from jobs.inventory.prints import OpeningText, estimate_likeness, is_agency, take_print
from jobs.models import Posting
from jobs.search import JobQuery, search_jobs
from tests.factories import make_posting, make_source

pytestmark = pytest.mark.django_db

TODAY = timezone.now().date()
ENGLISH = (
    "You run the night desk of a small hospital pharmacy. You check prescriptions, answer the "
    "wards, keep the stock of controlled drugs and train two assistants. Requirements: a degree in "
    "pharmacy, registration, three years in a hospital, calm at night and good handwriting."
)
CHINESE = (
    "负责医院药房夜间值班，审核处方，回答病区的用药咨询，管理麻精药品库存，并带教两名助理。任职要求："
    "药学本科及以上学历，执业药师资格，三年以上医院药房工作经验，能适应夜班，字迹工整，责任心强，沟通耐心。"
)


def post(**changes: Any) -> Posting:
    row: dict[str, Any] = {
        "title": "Pharmacist",
        "company": "St Anne",
        "city": "Leeds",
        "description": ENGLISH,
        "posted_at": TODAY.isoformat(),
    }
    return make_posting(**{**row, **changes})


def shown(*cities: str, title: str = "Pharmacist") -> list[int]:
    criteria = Criteria(titles=(title,), cities=cities)
    return [hit.posting.pk for hit in search_jobs(JobQuery(criteria=criteria)).hits]


def test_of_a_repost_the_freshest_is_shown_and_its_age_counts_from_the_first():
    old = post(posted_at=(TODAY - timedelta(days=21)).isoformat())
    middle = post(posted_at=(TODAY - timedelta(days=14)).isoformat())
    new = post(description=ENGLISH + " Apply soon.")
    link_duplicates()
    assert shown() == [new.pk]
    firsts = PostingPrint.objects.values_list("first_posted_on", flat=True)
    assert set(firsts) == {TODAY - timedelta(days=21)}
    # All are kept: when the freshest is over, the one before it is shown again.
    Posting.objects.filter(id=new.pk).update(status="expired")
    assert shown() == [middle.pk]
    assert Posting.objects.get(id=old.pk).status == "active"


def test_reposts_are_found_in_chinese_and_in_another_source():
    first = post(title="药师", company="安和医院", city="杭州", description=CHINESE, lang="zh")
    second = make_posting(
        source=make_source("another-feed"),
        title="药师",
        company="安和医院",
        city="杭州",
        lang="zh",
        description=CHINESE.replace("责任心强", "工作认真"),
        posted_at=TODAY.isoformat(),
    )
    link_duplicates()
    found = shown(title="药师")
    assert len(found) == 1
    assert found[0] in (first.pk, second.pk)


def test_siblings_in_other_cities_are_all_kept_and_the_eligible_one_is_found():
    leeds, york, hull = (post(city=city) for city in ("Leeds", "York", "Hull"))
    link_duplicates()
    assert set(shown()) == {leeds.pk, york.pk, hull.pk}
    for city, posting in (("Leeds", leeds), ("York", york), ("Hull", hull)):
        assert shown(city) == [posting.pk]


def test_of_a_repost_in_one_city_and_a_sibling_in_another_both_cities_stay():
    post(posted_at=(TODAY - timedelta(days=9)).isoformat())
    leeds, york = post(), post(city="York")
    link_duplicates()
    assert set(shown()) == {leeds.pk, york.pk}


def test_direct_employer_goes_before_the_agency_that_copied_it():
    copy = post(company="Northern Staffing Ltd")
    direct = post(posted_at=(TODAY - timedelta(days=3)).isoformat())
    link_duplicates()
    assert shown() == [direct.pk]
    assert PostingPrint.objects.get(posting_id=copy.pk).is_agency
    assert not PostingPrint.objects.get(posting_id=direct.pk).is_agency


def test_agency_copy_in_another_city_is_kept():
    direct, elsewhere = post(), post(company="Northern Staffing Ltd", city="York")
    link_duplicates()
    assert set(shown()) == {direct.pk, elsewhere.pk}


@pytest.mark.parametrize(
    "changes",
    [
        {"company": "St Bede"},
        {"city": "York"},
        {"salary_raw": "£50,000 a year"},
        {"title": "Pharmacist (nights)"},
        {"experience": "5 years"},
        {"company": None},
    ],
)
def test_thin_postings_fall_together_only_where_all_they_say_is_equal(changes):
    thin = {"description": "", "salary_raw": "£40,000 a year"}
    one, other = post(**thin), post(**{**thin, **changes})
    link_duplicates()
    assert set(shown()) == {one.pk, other.pk}


def test_thin_reposts_fall_together():
    thin = {"description": "", "salary_raw": "£40,000 a year"}
    post(**thin, posted_at=(TODAY - timedelta(days=7)).isoformat())
    new = post(**thin)
    link_duplicates()
    assert shown() == [new.pk]


def test_two_openings_of_one_title_with_other_texts_are_two():
    one = post()
    other = post(
        description="You serve customers in our town shop: advice on minor ailments, flu jabs, "
        "blood pressure, and a friendly word. Requirements: registered pharmacist, happy to work "
        "Saturdays, good at selling, able to lead a team of five behind the counter every day."
    )
    link_duplicates()
    assert set(shown()) == {one.pk, other.pk}


def test_seniority_keeps_openings_apart():
    senior, junior = post(title="Senior Pharmacist"), post(title="Junior Pharmacist")
    link_duplicates()
    groups = PostingPrint.objects.filter(posting_id__in=[senior.pk, junior.pk])
    assert set(groups.values_list("repost_group", flat=True)) == {None}


def test_linking_is_done_once_and_again_when_the_content_changes():
    posting = post()
    assert link_duplicates().taken == 1
    assert link_duplicates().taken == 0
    Posting.objects.filter(id=posting.pk).update(content_hash="other")
    assert link_duplicates().taken == 1


def test_command_does_all_of_it():
    post()
    new = post()
    call_command("check_inventory", "--batch", "1", "--json")
    assert shown() == [new.pk]


def test_likeness_is_estimated_near_the_truth():
    words = [f"word{i}" for i in range(300)]
    text, cut = " ".join(words), " ".join(words[:240])

    def signature(body: str) -> bytes | None:
        return take_print(OpeningText("a", "t", "t", "", ("x",), body)).signature

    assert estimate_likeness(signature(text), signature(text)) == 1.0
    # 238 of 298 pieces are shared.
    assert 0.65 < estimate_likeness(signature(text), signature(cut)) < 0.95
    other = " ".join(f"other{i}" for i in range(300))
    assert estimate_likeness(signature(text), signature(other)) < 0.1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("深圳市众诚人力资源有限公司", True),
        ("Randolph Recruitment", True),
        ("锦程劳务派遣公司", True),
        ("安和医院", False),
        ("Temple Gardens", False),
        ("Acme Logistics", False),
    ],
)
def test_agencies_are_told_by_their_names(name, expected):
    assert is_agency(name) is expected
