"""A confirmed résumé is read into roles, and only it matches."""

import datetime

import pytest

from jobassist.errors import AppError
from jobs.criteria import Criteria
from resumes import services
from resumes.matching import criteria_from_resume, education_of, matching_jobs, roles_of, years_of
from tests.factories import make_resume, make_user

TODAY = datetime.date(2026, 11, 2)
DOCUMENT = {
    "basics": {"name": "Ann Marsh", "label": "staff nurse", "location": {"city": "Leeds"}},
    "work": [
        {"name": "Elm Ward", "position": "staff nurse", "startDate": "2021-11"},
        {"name": "Rowan House", "position": "nurse", "startDate": "2019-11", "endDate": "2021-10"},
        {"name": "Crumb", "position": "baker", "startDate": "2016", "endDate": "2018"},
    ],
    "education": [{"studyType": "BSc Nursing"}, {"studyType": "A-levels"}],
    "skills": [{"name": "phlebotomy"}],
}


def test_jobs_of_one_trade_are_one_role_with_the_years_of_both() -> None:
    roles = roles_of(DOCUMENT, today=TODAY)
    assert [r.title for r in roles] == ["staff nurse", "baker"]
    assert roles[0].years == pytest.approx(7.0, abs=0.3)
    assert roles[0].place == "Leeds"
    assert any("护士" in t for t in roles[0].titles)
    assert "phlebotomy" in roles[0].skills


def test_parallel_jobs_count_once_and_an_open_end_of_an_old_job_not_at_all() -> None:
    document = {
        "work": [
            {"position": "a", "startDate": "2020-01", "endDate": "2021-12"},
            {"position": "b", "startDate": "2020-01", "endDate": "2021-12"},
            {"position": "c", "startDate": "2010-01"},
        ]
    }
    assert years_of(document, today=TODAY) == pytest.approx(2.0, abs=0.2)
    assert years_of({"work": [{"position": "a"}]}, today=TODAY) is None


def test_wishes_are_inferred_without_making_the_home_town_one() -> None:
    criteria = criteria_from_resume(DOCUMENT, today=TODAY)
    assert criteria.titles[0] == "staff nurse"
    assert criteria.cities == ()
    assert criteria.education == "bachelor"
    assert education_of({}) is None
    wished = criteria_from_resume(
        {**DOCUMENT, "meta": {"jobassist": {"desiredCity": "深圳"}}}, today=TODAY
    )
    assert wished.cities == ("深圳",)


@pytest.mark.django_db
def test_nothing_unconfirmed_is_matched() -> None:
    resume = make_resume(make_user(), document=DOCUMENT)
    with pytest.raises(AppError) as refused:
        matching_jobs(resume)
    assert refused.value.code == "not_confirmed"


@pytest.mark.django_db
def test_a_confirmed_resume_finds_postings_of_its_trade_only() -> None:
    from tests.factories import make_posting

    nurse = make_posting(title="Registered Nurse", description_text="Ward work, phlebotomy.")
    make_posting(title="Java Developer", description_text="Spring, SQL.")
    resume = make_resume(make_user(), document=DOCUMENT, is_confirmed=True)
    services.embed_roles(resume.id)
    found = matching_jobs(resume)
    assert [h.posting.id for h in found.hits] == [nurse.id]
    wish = Criteria(titles=("Java Developer",))
    assert [h.posting.title for h in matching_jobs(resume, criteria=wish).hits] == [
        "Java Developer"
    ]
