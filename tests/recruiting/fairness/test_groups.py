"""What people say of their groups: stored apart, counted alone, shown beside nobody."""

import ast
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jobassist.accounts import personal_data
from jobassist.accounts.companies import set_role
from jobassist.accounts.models import Company, Membership, User
from jobassist.accounts.time_zones import today_for
from jobassist.errors import AppError
from jobs.models import Posting
from recruiting import services
from recruiting.candidates import build_reference
from recruiting.fairness.facts import Scope, build_report
from recruiting.models import Application, DecisionRecord, GroupAnswer
from recruiting.services.fairness import import_groups, set_collection
from tests.conftest import NOW
from tests.factories import make_company, make_posting, make_source, make_user
from tests.test_architecture import imports_of, modules

pytestmark = pytest.mark.django_db
PAGE = "/admin/recruiting/groupcollection/"


@pytest.fixture
def owner() -> User:
    return make_user(is_staff=True)


@pytest.fixture
def company(owner: User) -> Company:
    company = make_company(owner=owner, name="Harbour Care")
    owner.refresh_from_db()
    return company


@pytest.fixture
def posting(company: Company) -> Posting:
    return make_posting(
        source=make_source("own", company=company), title="Staff Nurse", is_embedded=False
    )


def apply(user: User, posting: Posting) -> Application:
    application, _is_new = services.record_connection(
        user,
        posting,
        message="Hello",
        resume_id=None,
        resume_revision=None,
        conversation_id=None,
        round_number=1,
        now=NOW,
    )
    return application


def collect(company: Company, owner: User) -> None:
    set_collection(company, is_on=True, basis="Equality Act 2010, s. 159", by=owner, now=NOW)


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="jobassist.accounts.backends.IdentityBackend")
    return client


def csv_of(*lines: str) -> bytes:
    return "\n".join(["application_id,sex,race,age", *lines]).encode()


# --- telling ------------------------------------------------------------------------------------


def test_nobody_is_asked_before_a_company_says_by_which_right(
    api_as, alice, company, owner, posting
):
    apply(alice, posting)
    url = f"/api/v1/me/groups/{company.id}"
    assert api_as(alice).put(url, {"sex": "female"}, format="json").status_code == 404
    with pytest.raises(AppError, match="basis_needed"):
        set_collection(company, is_on=True, basis=" ", by=owner, now=NOW)
    collect(company, owner)
    assert api_as(alice).put(url, {"sex": "female"}, format="json").status_code == 200


def test_it_is_told_and_taken_back_by_whose_it_is(api_as, alice, bob, company, owner, posting):
    apply(alice, posting)
    collect(company, owner)
    url = f"/api/v1/me/groups/{company.id}"
    said = {"sex": "female", "race": "asian", "age": "25_39"}
    api_as(alice).put(url, said, format="json")
    assert api_as(alice).get(url).json() == said
    # Who never wrote to the company is not asked, and learns nothing.
    assert api_as(bob).get(url).status_code == 404
    assert api_as(alice).put(url, {"sex": "unicorn"}, format="json").status_code == 400
    assert api_as(alice).delete(url).status_code == 204
    assert not GroupAnswer.objects.exists()


def test_nothing_in_its_row_leads_to_the_person(alice, company, owner, posting):
    application = apply(alice, posting)
    collect(company, owner)
    import_groups(company, csv_of(f"{application.id},female,asian,25_39"), by=owner, now=NOW)
    row = GroupAnswer.objects.values().get()
    known = {str(alice.id), alice.id.hex, str(application.id), application.id.hex}
    assert not known & {str(value) for value in row.values()}


def test_only_counting_reads_it():
    allowed = {
        "recruiting.models", "recruiting.models.fairness", "recruiting.services.fairness",
        "recruiting.fairness.facts",
    }  # fmt: skip
    readers = {
        module
        for module, tree in modules().items()
        if any(isinstance(node, ast.Name) and node.id == "GroupAnswer" for node in ast.walk(tree))
        or "recruiting.models.fairness.GroupAnswer" in set(imports_of(module))
    }
    assert readers - allowed == set()


def test_erasure_finds_it(alice, company, owner, posting):
    application = apply(alice, posting)
    collect(company, owner)
    import_groups(company, csv_of(f"{application.id},female,,"), by=owner, now=NOW)
    exported = personal_data.export_person(alice)["recruiting"]["groups_told"]
    assert [each["sex"] for each in exported] == ["female"]
    personal_data.erase_person(alice)
    assert not GroupAnswer.objects.exists()


# --- files --------------------------------------------------------------------------------------


def test_a_file_is_kept_whole_or_not_at_all(alice, company, owner, posting):
    good = apply(alice, posting)
    other = make_company(owner=make_user())
    foreign = apply(
        alice, make_posting(source=make_source("other", company=other), id="o", is_embedded=False)
    )
    collect(company, owner)
    for line in (f"{foreign.id},male,,", f"{good.id},cat,,", "nonsense,male,,", "-1,male,,"):
        data = csv_of(f"{good.id},female,,", line)
        with pytest.raises(AppError, match="bad_file"):
            import_groups(company, data, by=owner, now=NOW)
    for data in (b"\xff\xfe", b"a,b\n1,2", b""):
        with pytest.raises(AppError, match="bad_file"):
            import_groups(company, data, by=owner, now=NOW)
    assert not GroupAnswer.objects.exists()


def test_a_file_does_not_change_what_somebody_said_themselves(
    api_as, alice, company, owner, posting
):
    application = apply(alice, posting)
    collect(company, owner)
    api_as(alice).put(f"/api/v1/me/groups/{company.id}", {"sex": "other"}, format="json")
    assert import_groups(company, csv_of(f"{application.id},male,,"), by=owner, now=NOW) == 0
    assert GroupAnswer.objects.get().sex == "other"


# --- counting -----------------------------------------------------------------------------------


def fill(company: Company, owner: User, posting: Posting) -> None:
    """Ten men of whom five, and ten women of whom three, come to an interview."""
    collect(company, owner)
    services.ensure_stages(company.id)
    stage = services.stage_of_kind(company.id, "interview")
    lines, results = [], []
    for n in range(20):
        is_man = n < 10
        person = make_user()
        application = apply(person, posting)
        lines.append(f"{application.id},{'male' if is_man else 'female'},white,25_39")
        results.append(
            {"candidate": build_reference(posting, person.id), "score": n / 20, "features": {}}
        )
        if n < 5 or 10 <= n < 13:
            services.move_application(application, to=stage, by=owner, now=NOW)
    import_groups(company, csv_of(*lines), by=owner, now=NOW)
    services.record_candidates(
        company,
        posting,
        results=results,
        inputs={"weights": {"skills": 2.0}},
        embedder="offline",
        ranking_version="3",
        now=NOW,
    )


def scope_of(company: Company, **changes: object) -> Scope:
    day = today_for(company, NOW)
    return Scope(**{"first": day, "last": day, **changes})  # type: ignore[arg-type]


def test_the_report_equals_what_a_hand_counts(
    company, owner, posting, django_assert_max_num_queries
):
    fill(company, owner, posting)
    with django_assert_max_num_queries(7):
        report = build_report(company, scope_of(company, posting_id=posting.id))
    by_sex = next(t for t in report.tables if t.by == ("sex",) and t.measure == "selection")
    assert {row.group: (str(row.rate), str(row.ratio)) for row in by_sex.rows} == {
        ("male",): ("0.500", "1.000"),
        ("female",): ("0.300", "0.600"),
    }
    # Scores 0 … 0.95, median 0.475: all ten women are above it, no man is.
    scored = next(t for t in report.tables if t.by == ("sex",) and t.measure == "scoring")
    assert scored.median == pytest.approx(0.475)
    assert {row.group: (str(row.rate), str(row.ratio)) for row in scored.rows} == {
        ("female",): ("1.000", "1.000"),
        ("male",): ("0.000", "0.000"),
    }
    assert (report.applicants, report.scored) == (20, 20)


def test_another_stage_and_period_count_others(company, owner, posting):
    fill(company, owner, posting)
    offers = build_report(company, scope_of(company, stage="offer")).tables[0]
    assert {row.count for row in offers.rows} == {0}
    day = today_for(company, NOW) + timedelta(days=1)
    later = build_report(company, scope_of(company, first=day, last=day))
    assert (later.applicants, later.scored) == (0, 0)


# --- pages --------------------------------------------------------------------------------------


def test_owners_have_a_page_and_a_file_for_auditors(company, owner, posting):
    fill(company, owner, posting)
    day = today_for(company, NOW).isoformat()
    asked = {"company": company.id, "first": day, "last": day, "stage": "interview"}
    client = desk(owner)
    page = client.get(PAGE, asked).content.decode()
    assert "0.600" in page
    answer = client.get(PAGE, {**asked, "format": "csv"})
    lines = answer.content.decode().splitlines()
    assert any(",selection,sex,female,10,3,0.300,0.600," in line for line in lines), lines
    recruiter = make_user(is_staff=True)
    set_role(company, user=recruiter, role=Membership.Role.RECRUITER)
    recruiter.refresh_from_db()
    assert desk(recruiter).get(PAGE, asked).status_code == 403
    other = make_user(is_staff=True)
    make_company(owner=other, name="Other Ltd")
    other.refresh_from_db()
    page = desk(other).get(PAGE, asked).content.decode()
    assert "0.600" not in page
    assert "Harbour Care" not in page


def test_an_owner_begins_to_ask_and_uploads(alice, company, owner, posting):
    application = apply(alice, posting)
    client = desk(owner)
    data = csv_of(f"{application.id},female,,")

    def upload(company_id: int) -> int:
        file = SimpleUploadedFile("groups.csv", data)
        return client.post(PAGE, {"company": company_id, "do": "upload", "file": file}).status_code

    assert upload(company.id) == 302
    assert not GroupAnswer.objects.exists()
    client.post(
        PAGE, {"company": company.id, "do": "collect", "is_on": "on", "basis": "Equality Act"}
    )
    upload(company.id)
    assert GroupAnswer.objects.get().sex == "female"
    assert upload(make_company(owner=make_user()).id) == 404


def test_decision_records_are_for_owners_and_name_nobody(company, owner, posting):
    fill(company, owner, posting)
    record = DecisionRecord.objects.get()
    client = desk(owner)
    listing = "/admin/recruiting/decisionrecord/"
    page = client.get(f"{listing}{record.id}/change/").content.decode()
    assert "weights" in page
    for application in Application.objects.all():
        assert str(application.person_id) not in page
    answer = client.post(
        listing, {"action": "export_records", "_selected_action": [str(record.id)]}
    )
    text = b"".join(answer).decode()
    assert len(text.splitlines()) == 21
    assert build_reference(posting, application.person_id) not in text
    recruiter = make_user(is_staff=True)
    set_role(company, user=recruiter, role=Membership.Role.RECRUITER)
    recruiter.refresh_from_db()
    assert desk(recruiter).get(listing).status_code == 403
    other = make_user(is_staff=True)
    make_company(owner=other)
    other.refresh_from_db()
    assert desk(other).get(f"{listing}{record.id}/change/").status_code == 404
