"""A company finds people for its posting only as they allow, and without their names."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobassist.accounts import personal_data
from jobassist.accounts.companies import set_role
from jobassist.accounts.models import Company, Membership, User
from jobassist.errors import AppError, NotFound
from jobs.models import Posting
from jobs.search import JobQuery, MatchExplanation, match_posting
from recruiting.candidates import Candidate, find_page, get_posting_of
from recruiting.models import Consent, DecisionRecord
from recruiting.services import get_discoverability, set_discoverability
from resumes import retrieval
from resumes import services as resume_services
from resumes.matching import criteria_from_resume
from resumes.models import Resume
from tests.factories import (
    make_company,
    make_guest,
    make_posting,
    make_resume,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db


def cv(name: str, title: str, *skills: str, start: str = "2018-01") -> dict[str, Any]:
    return {
        "basics": {"name": name, "email": "someone@example.com", "phone": "13800000000"},
        "work": [
            {
                "name": "Secret Hospital",
                "position": title,
                "startDate": start,
                "highlights": [f"{name} looked after twenty patients a day"],
            }
        ],
        "education": [
            {"institution": "Hidden College", "studyType": "Bachelor", "area": "Nursing"}
        ],
        "skills": [{"name": each} for each in skills],
    }


def make_seeker(title: str, *skills: str, name: str = "Zelda Quill", allows: bool = True) -> User:
    user = make_user()
    resume = make_resume(user, document=cv(name, title, *skills), is_confirmed=True)
    resume_services.embed_roles(resume.id)
    if allows:
        set_discoverability(user, is_discoverable=True, now=timezone.now())
    return user


@pytest.fixture
def company() -> Company:
    return make_company(owner=make_user(), name="Harbour Care")


@pytest.fixture
def posting(company: Company) -> Posting:
    made = make_posting(
        source=make_source("own", company=company),
        title="Staff Nurse",
        skills=["wound care"],
        description="Requirements:\n- Wound care\n- At least 3 years of experience as a nurse\n- Degree in nursing",
    )
    return get_posting_of(company, made.id)


def find(company: Company, posting: Posting, **changes: Any) -> list[Candidate]:
    found = find_page(company, posting, lang="en", limit=20, now=timezone.now(), **changes)
    return found.candidates


def why(candidate: Candidate) -> MatchExplanation:
    assert candidate.explanation is not None
    return candidate.explanation


def test_only_who_allows_it_and_fits_is_found(company: Company, posting: Posting) -> None:
    make_seeker("Registered Nurse", "wound care")
    make_seeker("Registered Nurse", "wound care", allows=False)
    make_seeker("Java Developer", "Java")
    (found,) = find(company, posting)
    assert found.roles == ("Registered Nurse",)
    assert found.education == "bachelor"
    statuses = {r.text: r.status for r in why(found).requirements}
    assert statuses["Wound care"] == "met"
    assert statuses["At least 3 years of experience as a nurse"] == "met"


def test_nurses_are_found_across_the_languages(company: Company, posting: Posting) -> None:
    make_seeker("护士", "伤口护理")
    assert [each.roles for each in find(company, posting)] == [("护士",)]


def test_nothing_shown_tells_who_it_is(company: Company, posting: Posting) -> None:
    user = make_seeker("Registered Nurse", "wound care")
    owner = company.memberships.get().user
    (found,) = find(company, posting)
    text = repr(found) + json.dumps(list(DecisionRecord.objects.values("inputs", "results")))
    resume = Resume.objects.get(owner=user)
    for secret in (
        "Zelda",
        "Quill",
        "example.com",
        "138000",
        "Secret Hospital",
        "Hidden",
        "twenty patients",
    ):
        assert secret not in text
    assert str(user.id) not in text
    assert str(resume.id) not in text
    assert owner is not None
    # The pseudonym is this posting's own.
    other = make_posting(source=posting.source, title="Staff Nurse", id="second")
    again = find(company, get_posting_of(company, other.id))
    assert [each.reference for each in again] != [found.reference]


def test_the_explanation_is_the_one_the_seeker_gets(company: Company, posting: Posting) -> None:
    user = make_seeker("Registered Nurse", "wound care")
    (found,) = find(company, posting)
    resume = Resume.objects.get(owner=user)
    document = resume.confirmed_document or {}
    criteria = criteria_from_resume(document).model_copy(
        update={"experience_years": None, "education": None}
    )
    roles = [t for r in resume.roles.all() for t in (r.title, *r.titles)]
    query = JobQuery(criteria=criteria, roles=tuple(roles), resume_document=document, lang="en")
    hit = match_posting(query, posting)
    assert hit is not None
    assert why(found).requirements == hit.explanation.requirements
    assert why(found).version == hit.explanation.version
    assert why(found).band == hit.explanation.band


def test_consent_is_read_at_the_time_of_looking(company: Company, posting: Posting) -> None:
    user = make_seeker("Registered Nurse", "wound care")
    assert len(find(company, posting)) == 1
    set_discoverability(user, is_discoverable=False, now=timezone.now())
    assert find(company, posting) == []
    set_discoverability(user, is_discoverable=True, now=timezone.now())
    assert len(find(company, posting)) == 1
    # From one company only.
    set_discoverability(user, is_discoverable=True, hidden_from=[company.id], now=timezone.now())
    assert find(company, posting) == []
    rival = make_company(owner=make_user())
    theirs = make_posting(source=make_source("rival", company=rival), title="Staff Nurse")
    assert len(find(rival, get_posting_of(rival, theirs.id))) == 1
    set_discoverability(user, is_discoverable=True, hidden_from=[], now=timezone.now())
    assert len(find(company, posting)) == 1


@pytest.mark.parametrize("is_many", [False, True])
def test_consent_holds_on_both_paths(
    company: Company, posting: Posting, monkeypatch: pytest.MonkeyPatch, is_many: bool
) -> None:
    if is_many:
        monkeypatch.setattr(retrieval, "EXACT_ROLES", -1)
    make_seeker("Registered Nurse", "wound care", name="Yes Person")
    make_seeker("Registered Nurse", "wound care", name="No Person", allows=False)
    assert len(find(company, posting)) == 1


def test_what_is_not_confirmed_matches_nothing(company: Company, posting: Posting) -> None:
    user = make_user()
    make_resume(user, document=cv("A B", "Registered Nurse", "wound care"))
    set_discoverability(user, is_discoverable=True, now=timezone.now())
    assert find(company, posting) == []


def test_a_later_edit_counts_only_once_it_is_confirmed(company: Company, posting: Posting) -> None:
    user = make_seeker("Registered Nurse", "wound care")
    resume = Resume.objects.get(owner=user)
    Resume.objects.filter(id=resume.id).update(
        document=cv("Zelda Quill", "Java Developer", "Unconfirmed skill"),
        revision=resume.revision + 1,
    )
    (found,) = find(company, posting)
    assert found.roles == ("Registered Nurse",)
    assert "Unconfirmed" not in repr(found)


def test_deleted_banned_and_erased_people_are_gone(company: Company, posting: Posting) -> None:
    people = [make_seeker("Registered Nurse", "wound care") for _ in range(3)]
    assert len(find(company, posting)) == 3
    Resume.objects.filter(owner=people[0]).update(deleted_at=timezone.now())
    assert len(find(company, posting)) == 2
    User.objects.filter(id=people[1].id).update(is_active=False)
    assert len(find(company, posting)) == 1
    personal_data.erase_person(people[2])
    assert find(company, posting) == []


def test_another_companys_posting_is_not_there(company: Company, posting: Posting) -> None:
    rival = make_company(owner=make_user())
    with pytest.raises(NotFound):
        get_posting_of(rival, posting.id)
    with pytest.raises(NotFound):
        find_page(rival, posting, lang="en", limit=5, now=timezone.now())


def test_a_guest_is_asked_for_an_account_first() -> None:
    guest = make_guest()
    with pytest.raises(AppError, match="not_registered"):
        set_discoverability(guest, is_discoverable=True, now=timezone.now())
    assert not get_discoverability(guest).is_discoverable


def test_saying_the_same_again_writes_nothing() -> None:
    user = make_user()
    for _ in range(2):
        set_discoverability(user, is_discoverable=True, now=timezone.now())
    assert Consent.objects.filter(person_id=user.id).count() == 1


def test_what_is_shown_is_on_record(company: Company, posting: Posting) -> None:
    make_seeker("Registered Nurse", "wound care")
    (found,) = find(company, posting)
    record = DecisionRecord.objects.get(kind="seekers_for_posting")
    assert record.company == company
    assert record.posting == posting
    (line,) = record.results
    assert line["candidate"] == found.reference
    assert line["score"] == why(found).score
    assert set(line["features"]) >= {"occupation", "skills"}


def test_the_number_of_queries_does_not_grow(company: Company, posting: Posting) -> None:
    counts = []
    for number in (1, 3):
        for _ in range(number):
            make_seeker("Registered Nurse", "wound care")
        find(company, posting)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert find(company, posting)
        counts.append(len(seen))
    # Contacts, marks, roles near, readings, résumés with theirs, the record.
    assert counts == [6, 6]


# --- over HTTP ------------------------------------------------------------------------------------


def call(client: Any, user: User) -> Any:
    from jobassist.accounts.services import open_sign_in

    tokens = open_sign_in(user, device_name="test")
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {tokens.access}"
    return client


def test_roles_of_the_company_decide(client: Any, company: Company, posting: Posting) -> None:
    make_seeker("Registered Nurse", "wound care")
    path = f"/api/v1/companies/{company.id}/postings/{posting.id}/candidates"
    owner = company.memberships.get().user
    answer = call(client, owner).get(path)
    assert answer.status_code == 200, answer.content
    (one,) = answer.json()["candidates"]
    assert one["match"]["requirements"]
    assert {"band", "score", "requirements", "shortfalls", "version"} == set(one["match"])
    viewer = make_user()
    set_role(company, user=viewer, role=Membership.Role.VIEWER)
    assert call(client, viewer).get(path).status_code == 403
    assert call(client, make_user()).get(path).status_code == 404
    rival = make_company(owner=owner)
    other = f"/api/v1/companies/{rival.id}/postings/{posting.id}/candidates"
    owner.refresh_from_db()
    assert call(client, owner).get(other).status_code == 404


def test_the_consent_is_given_and_withdrawn_by_rest(client: Any) -> None:
    user = make_user()
    path = "/api/v1/me/discoverability"
    assert call(client, user).get(path).json() == {"is_discoverable": False, "hidden_from": []}
    company = make_company()
    said = {"is_discoverable": True, "hidden_from": [company.id]}
    assert client.put(path, said, content_type="application/json").json() == said
    assert client.get(path).json() == said
    unknown = {"is_discoverable": True, "hidden_from": [10**17]}
    assert client.put(path, unknown, content_type="application/json").status_code == 400
    assert client.put(path, {}, content_type="application/json").status_code == 400
    off = {"is_discoverable": False, "hidden_from": []}
    assert client.put(path, off, content_type="application/json").json() == off
