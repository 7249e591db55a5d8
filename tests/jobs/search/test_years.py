"""Years count in the field that a posting names, and nowhere else."""

from datetime import date
from typing import Any

import pytest

from jobassist.language.skills import find_skills
from jobassist.language.titles import parse_title
from jobs.search.resume_facts import read_resume
from jobs.search.years import judge_years, read_field

TODAY = date(2026, 3, 1)


def work(position: str, start: str, end: str | None, *highlights: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"position": position, "startDate": start, "highlights": highlights}
    return entry | ({"endDate": end} if end else {})


RETAIL = {
    "work": [
        work("Retail Data Analyst", "2021-01", "2024-01", "Tableau reports on parcels"),
        work("Shop Assistant", "2015-01", "2020-12", "Served customers"),
    ]
}
BACKEND = {
    "work": [
        work("会计", "2012-01", "2018-01", "编制报表，税务申报"),
        work("Java开发工程师", "2019-01", "2023-01", "用Java开发支付系统"),
    ]
}


def judge(
    text: str, years: float, resume: Any, *, posting: str, stated: float | None = None, of: str = ""
) -> tuple[str, str | None]:
    keys = tuple(f.value.key for f in find_skills(text) if f.value.kind in ("skill", "tool"))
    title = parse_title(of) if of else None
    return judge_years(
        years,
        read_field(text, keys),
        resume=read_resume(resume, today=TODAY),
        stated=stated,
        stated_titles=[title] if title else [],
        posting_title=posting,
    )


@pytest.mark.parametrize(
    ("text", "years", "resume", "posting", "verdict"),
    [
        # The field is another one: all those years prove nothing.
        ("3+ years in airline revenue data", 3, RETAIL, "Data Analyst", "unknown"),
        ("5 years of experience in clinical trials", 5, RETAIL, "Data Analyst", "unknown"),
        ("5年以上口腔护理经验", 5, BACKEND, "护士", "unknown"),
        ("五年以上出版行业编辑经验", 5, BACKEND, "编辑", "unknown"),
        # Not so many years in all: that is known.
        ("15 years of experience in clinical trials", 15, RETAIL, "Data Analyst", "missing"),
        # The field is in the résumé's own words, as a title, a tool or words.
        ("3年以上Java开发经验", 3, BACKEND, "Java开发工程师", "met"),
        ("2 years' experience with Tableau", 2, RETAIL, "Data Analyst", "met"),
        ("At least 4 years as a retail assistant", 4, RETAIL, "Store Assistant", "met"),
        ("4年以上财务会计工作经验", 4, BACKEND, "会计", "met"),
        # Of the posting's own line.
        ("3年以上相关工作经验", 3, BACKEND, "Java工程师", "met"),
        ("3年以上相关工作经验", 3, BACKEND, "护士", "unknown"),
        ("3 years of relevant experience", 3, RETAIL, "Data Analyst", "met"),
        # Work of any kind.
        ("至少8年工作经验", 8, BACKEND, "护士", "met"),
        ("8+ years of work experience", 8, RETAIL, "Plumber", "met"),
        # Some, but not so many.
        ("6年以上Java开发经验", 6, BACKEND, "Java开发工程师", "partly"),
    ],
)
def test_years_in_a_field(text: str, years: float, resume: Any, posting: str, verdict: str) -> None:
    status, pointer = judge(text, years, resume, posting=posting)
    assert status == verdict
    # The evidence is the role, not a date; where there is none, none is shown.
    assert (pointer is not None) == (status in ("met", "partly"))
    if pointer:
        assert pointer in ("/work/0", "/work/1")


def test_the_role_shown_is_one_of_the_field() -> None:
    assert judge("3年以上Java经验", 3, BACKEND, posting="Java开发")[1] == "/work/1"
    assert judge("3年会计经验", 3, BACKEND, posting="会计")[1] == "/work/0"


@pytest.mark.parametrize(
    ("text", "of", "verdict"),
    [
        ("3年以上工作经验", "护士", "met"),
        ("3年以上护士工作经验", "护士", "met"),
        ("3年以上会计工作经验", "护士", "unknown"),
        ("3年以上肿瘤科临床经验", "护士", "unknown"),
    ],
)
def test_years_as_said_count_for_the_work_said(text: str, of: str, verdict: str) -> None:
    assert judge(text, 3, None, posting="护士", stated=5, of=of)[0] == verdict
