"""Recruiters write their own postings: the form, its notes, what is done with one, and who may."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobassist.accounts.companies import set_role
from jobassist.accounts.models import AuditEntry, Company, Membership
from jobassist.errors import AppError, NotFound
from jobs import services
from jobs.models import Posting
from jobs.own_postings import (
    RowRefused,
    build_version,
    duplicate_posting,
    save_own_posting,
    write_own_rows,
)
from recruiting.models import PostingRecruiter
from tests.factories import build_row, make_company, make_posting, make_source, make_user

pytestmark = pytest.mark.django_db

TEXT = (
    "You look after patients at night.\n\nRequirements:\n- registered nurse\n- 2 years of experience\n"
    "\nWe offer: paid breaks, training and a quiet ward with a team that has worked together for years. "
    "Handover is at eight, and nobody works more than three nights in a row."
)


@pytest.fixture
def company() -> Company:
    return make_company(name="Elm Care", owner=make_user(is_staff=True))


@pytest.fixture
def desk(company: Company) -> Client:
    return client_of(member(company, Membership.Role.RECRUITER))


def member(company: Company, role: Any) -> Any:
    user = make_user(is_staff=True)
    set_role(company, user=user, role=role)
    user.refresh_from_db()
    return user


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(company: Company, **changes: Any) -> dict[str, Any]:
    return {
        "tenant": company.id,
        "title": "Night-shift nurse",
        "employer_name": "Elm Care",
        "city": "Leeds",
        "employment_type": "full_time",
        "salary_min": "32000",
        "salary_max": "38000",
        "salary_currency": "GBP",
        "salary_period": "year",
        "description": TEXT,
        "valid_through": "2031-01-31",
        **changes,
    }


def add(desk: Client, company: Company, press: str = "_save", **changes: Any) -> Any:
    data = {**typed(company, **changes), press: "1"}
    return desk.post(reverse("admin:jobs_posting_add"), data, follow=True)


def change_url(posting: Posting) -> str:
    return reverse("admin:jobs_posting_change", args=[posting.pk])


def act(desk: Client, posting: Posting, do: str) -> Any:
    return desk.post(reverse("admin:jobs_posting_act", args=[posting.pk]), {"do": do}, follow=True)


# --- writing --------------------------------------------------------------------------------------


def test_a_typed_posting_is_read_as_a_feeds_would_be(desk: Client, company: Company) -> None:
    add(desk, company)
    posting = Posting.objects.get()
    assert (posting.status, posting.company_id) == ("draft", company.id)
    assert posting.source.company_id == company.id
    assert posting.family == "nurse" or "nurs" in posting.family
    assert posting.place_keys[-1].startswith("gb/")
    assert posting.salary_yearly_min == 32000
    assert posting.requirements
    assert posting.sent.row
    assert posting.valid_through is not None
    (entry,) = AuditEntry.objects.filter(kind="posting")
    assert (entry.action, entry.object_id) == ("created", str(posting.pk))


def test_next_posting_begins_with_the_pay_that_is_usual_there(
    desk: Client, company: Company
) -> None:
    url = reverse("admin:jobs_posting_add")
    first = desk.get(url).context["adminform"].form.initial
    assert (first["salary_currency"], first["salary_period"]) == ("", "month")
    add(desk, company)
    then = desk.get(url).context["adminform"].form.initial
    assert (then["salary_currency"], then["salary_period"]) == ("GBP", "year")


def test_saved_and_published_at_once_it_is_open_from_today(desk: Client, company: Company) -> None:
    page = add(desk, company, "_publish").content.decode()
    posting = Posting.objects.get()
    assert posting.status == "active"
    assert posting.date_posted == timezone.localdate()
    assert "It is open" in page


def test_who_writes_a_posting_looks_after_it(desk: Client, company: Company) -> None:
    add(desk, company)
    writer = PostingRecruiter.objects.get(posting=Posting.objects.get()).recruiter
    assert str(writer.id) == desk.session["_auth_user_id"]


def test_what_is_wrong_stands_at_its_field_and_nothing_is_stored(
    desk: Client, company: Company
) -> None:
    page = add(desk, company, salary_min="50000", salary_max="40000").content.decode()
    assert "the least is above the most" in page
    assert "Night-shift nurse" in page
    assert not Posting.objects.exists()


def test_a_change_keeps_what_the_form_does_not_show(desk: Client, company: Company) -> None:
    posting = save_own_posting(
        company, build_row(city=["Leeds", "York"], ward="7B"), now=timezone.now()
    )
    page = desk.get(change_url(posting)).content.decode()
    assert "Leeds\nYork" in page
    data = {**typed(company, city="Leeds"), "seen": build_version(posting), "_save": "1"}
    desk.post(change_url(posting), data)
    posting.refresh_from_db()
    assert posting.title == "Night-shift nurse"
    assert posting.extra["ward"] == "7B"
    assert posting.status == "draft"
    assert posting.locations.count() == 1


def test_two_recruiters_do_not_overwrite_each_other(desk: Client, company: Company) -> None:
    posting = save_own_posting(company, build_row(), now=timezone.now())
    seen = build_version(posting)
    save_own_posting(
        company, build_row(title="Changed"), posting_id=posting.pk, seen=seen, now=timezone.now()
    )
    data = {**typed(company), "seen": seen, "_save": "1"}
    page = desk.post(change_url(posting), data).content.decode()
    assert "in the meantime" in page
    posting.refresh_from_db()
    assert posting.title == "Changed"
    with pytest.raises(AppError) as refused:
        save_own_posting(company, build_row(), posting_id=posting.pk, seen=seen, now=timezone.now())
    assert refused.value.code == "changed_meanwhile"


def test_forbidden_words_are_not_published_unless_somebody_answers_for_them(
    desk: Client, company: Company
) -> None:
    text = TEXT + "\nMales only."
    page = add(desk, company, "_publish", description=text).content.decode()
    assert "Equality Act 2010" in page
    assert not Posting.objects.exists()
    add(desk, company, description=text)
    posting = Posting.objects.get()
    assert posting.status == "draft"
    desk.post(
        reverse("admin:jobs_posting_changelist"),
        {"action": "publish", "_selected_action": [posting.pk]},
    )
    posting.refresh_from_db()
    assert posting.status == "draft"
    data = {**typed(company, description=text), "seen": build_version(posting), "_publish": "1"}
    desk.post(change_url(posting), {**data, "is_lawful": "on"})
    posting.refresh_from_db()
    assert posting.status == "active"
    assert AuditEntry.objects.filter(action="answered_for", detail="en_sex_only").exists()


def press(desk: Client, company: Company, posting: Posting, **changes: Any) -> Any:
    posting.refresh_from_db()
    data = {**typed(company, **changes), "seen": build_version(posting), "_save": "1"}
    return desk.post(change_url(posting), data)


def test_what_people_see_is_answered_for_however_it_is_saved(
    desk: Client, company: Company
) -> None:
    banned = TEXT + "\nMales only."
    add(desk, company, "_publish")
    posting = Posting.objects.get()
    past = timezone.now() - timedelta(days=1)
    for state in (
        {"status": "active"},
        {"status": "held"},
        # Open again by what is saved.
        {"status": "expired", "ended_by": "time", "valid_through": past},
    ):
        Posting.objects.update(**state)
        answer = press(desk, company, posting, description=banned)
        assert answer.status_code == 200
        assert "is_lawful" in answer.context["adminform"].form.errors
        posting.refresh_from_db()
        assert "Males" not in posting.description_text
    assert not AuditEntry.objects.filter(action="answered_for").exists()
    press(desk, company, posting, description=banned, is_lawful="on")
    posting.refresh_from_db()
    assert (posting.status, "Males" in posting.description_text) == ("active", True)
    assert AuditEntry.objects.filter(action="answered_for", object_id=str(posting.pk)).count() == 1
    act(desk, posting, "pause")
    press(desk, company, posting, description=banned + " Please.")
    posting.refresh_from_db()
    assert (posting.status, "Please" in posting.description_text) == ("paused", True)
    act(desk, posting, "publish")
    desk.post(
        reverse("admin:jobs_posting_changelist"),
        {"action": "publish", "_selected_action": [posting.pk]},
    )
    posting.refresh_from_db()
    assert posting.status == "paused"


def test_what_is_held_back_is_not_published_by_its_author(desk: Client, company: Company) -> None:
    text = "Pay a refundable deposit of $200 for training before work begins. " + TEXT
    add(desk, company, "_publish", description=text)
    posting = Posting.objects.get()
    assert posting.status in ("draft", "held")
    act(desk, posting, "publish")
    posting.refresh_from_db()
    assert posting.status != "active"


# --- a feed's -------------------------------------------------------------------------------------


def test_a_feeds_posting_is_not_edited_and_says_why(desk: Client, company: Company) -> None:
    posting = make_posting(source=make_source("their-feed"), title="Of a feed", is_embedded=False)
    Posting.objects.filter(pk=posting.pk).update(company=company)
    page = desk.get(change_url(posting)).content.decode()
    assert "cannot be edited here" in page
    assert "their-feed" in page
    assert desk.post(change_url(posting), typed(company, title="Mine now")).status_code == 403
    posting.refresh_from_db()
    assert posting.title == "Of a feed"
    with pytest.raises(AppError) as refused:
        save_own_posting(company, build_row(), posting_id=posting.pk, now=timezone.now())
    assert refused.value.code == "not_editable"
    act(desk, posting, "duplicate")
    copy = Posting.objects.latest("id")
    assert (copy.title, copy.status, copy.source.company_id) == ("Of a feed", "draft", company.id)


# --- what is done with one ------------------------------------------------------------------------


def test_publish_pause_end_and_duplicate(desk: Client, company: Company) -> None:
    posting = save_own_posting(company, build_row(), now=timezone.now())
    for do, status in (("publish", "active"), ("pause", "paused"), ("expire", "expired")):
        act(desk, posting, do)
        posting.refresh_from_db()
        assert posting.status == status, do
    act(desk, posting, "duplicate")
    assert Posting.objects.filter(status="draft", title=posting.title).count() == 1
    assert act(desk, posting, "explode").status_code == 404


# --- notes while typing ---------------------------------------------------------------------------


def test_notes_come_while_typing_and_store_nothing(desk: Client, company: Company) -> None:
    url = reverse("admin:jobs_posting_hints")
    page = desk.post(url, typed(company, description="限男性，35岁以下。<script>x</script>"))
    said = page.content.decode()
    assert "限男性" in said
    assert "<script>x" not in said
    assert "posting-card-data" in said
    assert not Posting.objects.exists()
    assert "is-unlawful" not in desk.post(url, typed(company)).content.decode()
    assert desk.get(url).status_code == 404
    broken = desk.post(url, {"title": "Nurse", "salary_min": "9", "salary_max": "2"})
    assert "the least is above the most" in broken.content.decode()


def test_notes_cost_a_handful_of_queries(
    desk: Client, company: Company, django_assert_max_num_queries: Any
) -> None:
    url = reverse("admin:jobs_posting_hints")
    desk.post(url, typed(company))
    with django_assert_max_num_queries(6):
        desk.post(url, typed(company))
    posting = save_own_posting(company, build_row(), now=timezone.now())
    desk.get(change_url(posting))
    with django_assert_max_num_queries(24):
        desk.get(change_url(posting))


# --- who may --------------------------------------------------------------------------------------


def test_strangers_and_viewers_write_nothing(desk: Client, company: Company) -> None:
    other = make_company(owner=make_user(is_staff=True))
    theirs = save_own_posting(other, build_row(title="Theirs"), now=timezone.now())
    add(desk, other)
    assert not Posting.objects.filter(title="Night-shift nurse").exists()
    nobodys = reverse("admin:jobs_posting_change", args=[theirs.pk + 1000])
    for url in (change_url(theirs), nobodys):
        assert desk.post(url, typed(company)).status_code == 403
    for do in ("publish", "duplicate"):
        assert act(desk, theirs, do).status_code == 404
    assert Posting.objects.filter(company=other, status="draft").count() == 1
    with pytest.raises(NotFound):
        save_own_posting(company, build_row(), posting_id=theirs.pk, now=timezone.now())
    with pytest.raises(NotFound):
        duplicate_posting(company, theirs, now=timezone.now())

    viewer = client_of(member(company, Membership.Role.VIEWER))
    mine = save_own_posting(company, build_row(title="Mine"), now=timezone.now())
    assert viewer.get(change_url(mine)).status_code == 200
    assert viewer.post(change_url(mine), typed(company)).status_code == 403
    assert viewer.get(reverse("admin:jobs_posting_add")).status_code == 403
    assert viewer.post(reverse("admin:jobs_posting_hints"), typed(company)).status_code == 404
    assert act(viewer, mine, "publish").status_code == 404
    mine.refresh_from_db()
    assert (mine.title, mine.status) == ("Mine", "draft")


# --- files ----------------------------------------------------------------------------------------


def test_rows_of_a_file_are_written_but_the_bad_ones(company: Company) -> None:
    rows = [build_row(id="a"), {"id": "b"}, build_row(id="a"), build_row(id="c")]
    foreseen = write_own_rows(company, rows, now=timezone.now(), is_dry_run=True)
    assert [each.status for each in foreseen] == ["created", "rejected", "rejected", "created"]
    assert not Posting.objects.exists()
    written = write_own_rows(company, rows, now=timezone.now())
    assert [each.status for each in written] == ["created", "rejected", "rejected", "created"]
    assert written[1].errors[0].code == "missing_title"
    assert set(Posting.objects.values_list("status", flat=True)) == {"draft"}
    again = write_own_rows(company, rows, now=timezone.now())
    assert [each.status for each in again] == ["unchanged", "rejected", "rejected", "unchanged"]


def test_a_row_that_cannot_be_taken_says_all_that_is_wrong(company: Company) -> None:
    with pytest.raises(RowRefused) as refused:
        save_own_posting(
            company,
            {"title": "Cook", "salary_min": "much", "url": 3.5, "valid_through": "2031-02-31"},
            now=timezone.now(),
        )
    assert {error.path for error in refused.value.errors} >= {"/salary_min"}


def test_a_draft_is_not_found_and_a_feeds_row_still_is_open(company: Company) -> None:
    save_own_posting(company, build_row(), now=timezone.now())
    make_posting(id="feed-1", is_embedded=False)
    assert list(Posting.objects.order_by("id").values_list("status", flat=True)) == [
        "draft",
        "active",
    ]
    assert services.publish_postings(list(Posting.objects.values_list("id", flat=True)),
                                     now=timezone.now()) == 1  # fmt: skip
