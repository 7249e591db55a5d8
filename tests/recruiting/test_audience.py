"""Who would see a posting: counts of those who allow it, in steps that hide a person."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chat.alerts.services import create_alert
from chat.alerts.timing import Plan
from eventlog.services import create_conversation
from jobassist.accounts.companies import set_role
from jobassist.accounts.models import AuditEntry, Company, Membership, User
from jobassist.errors import NotFound
from jobs.criteria import Criteria
from jobs.models import Posting
from recruiting.audience import Audience, count_audience, tell_step
from recruiting.candidates import get_posting_of
from recruiting.services import set_discoverability
from tests.factories import make_company, make_posting, make_source, make_user
from tests.recruiting.test_candidates import make_seeker

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return make_company(owner=make_user(), name="Harbour Care")


@pytest.fixture
def posting(company: Company) -> Posting:
    made = make_posting(
        source=make_source("own", company=company),
        title="Staff Nurse",
        city="London",
        skills=["wound care"],
        description="Requirements:\n- Wound care\n- Fluent German",
    )
    return get_posting_of(company, made.id)


def count(company: Company, posting: Posting) -> Audience:
    return count_audience(company, posting, lang="en", now=timezone.now())


def watch(user: User, **criteria: Any) -> None:
    create_alert(
        user,
        criteria=Criteria(**criteria),
        plan=Plan("daily", hour=9, minute=0),
        conversation=create_conversation(user),
        lang="en",
        now=timezone.now(),
    )


@pytest.mark.parametrize(
    ("number", "step"),
    [(0, "fewer than 5"), (4, "fewer than 5"), (5, "5–9"), (9, "5–9"), (10, "10–19"), (49, "20–49"),
     (999, "500 or more")],
)  # fmt: skip
def test_a_number_is_told_in_steps(number: int, step: str) -> None:
    assert tell_step(number) == step


def test_where_counting_ends_is_said() -> None:
    assert tell_step(50, most=50) == "50 or more"
    assert tell_step(49, most=50) == "20–49"


def test_fewer_than_five_are_hidden_and_consent_is_read_now(
    company: Company, posting: Posting
) -> None:
    people = [make_seeker("Registered Nurse", "wound care", name=f"Zoe {n}") for n in range(5)]
    make_seeker("Registered Nurse", "wound care", allows=False)
    make_seeker("Backend Developer", "Python")
    found = count(company, posting)
    assert found.seekers == "5–9"
    assert next(each for each in found.costs if "German" in each.text).people == "5–9"
    assert not [each for each in found.costs if "ound care" in each.text]
    set_discoverability(people[0], is_discoverable=False, now=timezone.now())
    again = count(company, posting)
    assert again.seekers == "fewer than 5"
    assert again.costs == ()


def test_standing_searches_of_those_who_allow_it_count(company: Company, posting: Posting) -> None:
    for n in range(6):
        user = make_user()
        set_discoverability(user, is_discoverable=n < 5, now=timezone.now())
        watch(user, titles=["Nurse"], cities=["London"])
        watch(user, titles=["Nurse"])
    assert count(company, posting).alerts == "5–9"
    elsewhere = make_posting(
        source=make_source("own"), title="Staff Nurse", city="Leeds", is_embedded=False
    )
    Posting.objects.filter(pk=elsewhere.pk).update(company=company)
    assert count(company, get_posting_of(company, elsewhere.pk)).alerts == "5–9"
    cook = make_posting(source=make_source("own"), title="Cook", is_embedded=False)
    assert count(company, get_posting_of(company, cook.pk)).alerts == "fewer than 5"


def test_nobody_counts_for_another_companys_posting(company: Company, posting: Posting) -> None:
    other = make_company(owner=make_user())
    with pytest.raises(NotFound):
        count(other, posting)

    def desk(firm: Company, role: Any) -> Client:
        user = make_user(is_staff=True)
        set_role(firm, user=user, role=role)
        user.refresh_from_db()
        client = Client()
        client.force_login(user)
        return client

    url = reverse("admin:jobs_posting_audience", args=[posting.pk])
    assert desk(other, Membership.Role.OWNER).get(url).status_code == 404
    assert desk(company, Membership.Role.VIEWER).get(url).status_code == 404
    answer = desk(company, Membership.Role.RECRUITER).get(url)
    assert answer.status_code == 200
    assert "fewer than 5" in answer.content.decode()
    assert AuditEntry.objects.filter(kind="audience", object_id=str(posting.pk)).exists()


def test_the_page_costs_the_same_however_many_could_see_it(
    company: Company, posting: Posting, django_assert_max_num_queries: Any
) -> None:
    user = make_user(is_staff=True)
    set_role(company, user=user, role=Membership.Role.RECRUITER)
    user.refresh_from_db()
    client = Client()
    client.force_login(user)
    url = reverse("admin:jobs_posting_audience", args=[posting.pk])
    client.get(url)
    for number in range(12):
        make_seeker("Registered Nurse", "wound care", name=f"Nurse {number}")
    with django_assert_max_num_queries(17):
        assert "10–19" in client.get(url).content.decode()
