"""The work looked for, the same narrowed otherwise, and other work: in words and in the ranking."""

import pytest

from jobassist.language.titles import parse_title
from jobs.criteria import Criteria
from jobs.search import JobQuery, explain_match, search_jobs
from jobs.search.need import kinship, kinship_with, read_need
from jobs.search.occupation import relate
from tests.factories import make_posting, make_postings
from tests.jobs.search.corpus import en, zh


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "title", "family", "relation"),
    [
        ("客服", "京东在线客服", "customer-service", "same"),
        ("客服", "客户主任", "account-executive", "kin"),
        ("会计", "总账会计", "accountant", "same"),
        ("会计", "财务总监", "finance-manager", "kin"),
        ("后端开发", "Golang后端开发工程师", "go-developer", "same"),
        ("后端开发", "Golang工程师", "go-developer", "kin"),
        ("小学语文老师", "高中语文老师", "teacher-chinese", "near"),
        ("语文老师", "高中语文老师", "teacher-chinese", "same"),
        ("iOS开发", "Android开发工程师", "mobile-developer", "near"),
        ("registered nurse", "Enrolled Nurse", "practical-nurse", "kin"),
        ("nurse", "护士", "nurse", "same"),
        ("glass blower", "Glass Blower", "", "same"),
        ("Python", "Python数据平台工程师", "data-engineer", "same"),
        ("python", "Data Engineer", "data-engineer", "kin"),
        ("python developer", "Python Data Engineer", "data-engineer", "kin"),
    ],
)
def test_how_work_relates(wanted: str, title: str, family: str, relation: str) -> None:
    need = read_need(JobQuery(criteria=Criteria(titles=(wanted,))))
    assert relate(need, title=title, family=family) == relation


@pytest.mark.django_db
def test_a_tool_alone_finds_each_work_that_is_named_after_it() -> None:
    titles = ("Python数据平台工程师", "Python后端工程师", "Java后端工程师")
    make_postings([zh(each, each, "上海", company=f"{each}公司") for each in titles])
    found = search_jobs(JobQuery(criteria=Criteria(titles=("Python",))))
    assert found.fitting == 2
    assert {hit.posting.title for hit in found.hits[:2]} == {
        "Python数据平台工程师",
        "Python后端工程师",
    }


@pytest.mark.django_db
def test_related_work_is_partly_what_was_wished() -> None:
    posting = make_posting(**zh("1", "客户经理", "西安"), is_embedded=False)
    (line,) = explain_match(posting, Criteria(titles=("销售代表",)))
    assert (line.criterion, line.status) == ("titles", "partly")


@pytest.mark.django_db
def test_the_work_itself_stands_before_related_work_whatever_it_pays() -> None:
    make_postings(
        [
            en("old", "Accountant", "Leeds", "£24,000 a year", posted_at="2024-01-01"),
            en("kin", "Accounts Payable Specialist", "Leeds", "£60,000 a year", company="B Ltd"),
            en("kin2", "Credit Controller", "Leeds", "£58,000 a year", company="C Ltd"),
        ]
    )
    query = JobQuery(criteria=Criteria(titles=("accountant",), cities=("Leeds",), salary_min=22000))
    hits = search_jobs(query).hits
    assert hits[0].posting.external_id == "old"
    assert all(hit.band == "possible" for hit in hits[1:])
    assert len(hits) > 1


@pytest.mark.django_db
def test_without_a_place_the_own_language_comes_first() -> None:
    rows = [
        zh(f"zh{i}", "会计", city, posted_at="2025-01-01")
        for i, city in enumerate(("西安", "成都"))
    ]
    rows += [
        en(f"en{i}", "Accountant", city, "£45,000") for i, city in enumerate(("Leeds", "Bath"))
    ]
    make_postings([{**row, "company": f"Firm {n}"} for n, row in enumerate(rows)])
    for lang, title in (("zh", "会计"), ("en", "Accountant")):
        hits = search_jobs(JobQuery(criteria=Criteria(titles=(title,)), lang=lang)).hits  # type: ignore[arg-type]
        assert [hit.posting.lang for hit in hits] == [lang] * 2 + [
            other.posting.lang for other in hits[2:]
        ]
        assert len(hits) > 2


@pytest.mark.parametrize(
    "wanted", ["后端开发", "会计", "nurse", "glass blower", "日语翻译", "research scientist"]
)
def test_a_family_read_before_says_what_reading_the_title_does(wanted: str) -> None:
    for title in (
        "Golang工程师",
        "财务总监",
        "Enrolled Nurse",
        "Glass Blower",
        "宠物美容师",
        "HGV driver",
        "Research Scientist (Embodied AI & World Models)",
    ):
        own = parse_title(title)
        family = own.family or "" if own else ""
        assert kinship_with(wanted, title=title, family=family) == kinship(wanted, title)
