"""A recruiter's day at the desk: their own clock, lists that agree with cards, one name a person."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobassist.accounts.companies import set_role
from jobassist.accounts.models import AuditEntry, Membership, User
from jobassist.accounts.on_their_clock import choose_zone
from recruiting import services
from recruiting.models import Application, InterviewSlot, Side, Stage, Tag, Thread
from tests.factories import make_company, make_posting, make_source, make_user
from tests.recruiting.test_pipeline_admin import BOARD, LIST, PAGE, apply, enter, text_of

pytestmark = pytest.mark.django_db
ROLES = Membership.Role
INTERVIEWS = "admin:recruiting_interviewslot_changelist"
THREADS = "admin:recruiting_thread_changelist"


@pytest.fixture
def company() -> Any:
    return make_company(name="Harbour Care", owner=make_user(), time_zone="Asia/Shanghai")


@pytest.fixture
def posting(company: Any) -> Any:
    return make_posting(
        source=make_source("own", company=company), title="Staff Nurse", is_embedded=False
    )


@pytest.fixture
def desk(company: Any) -> Client:
    return enter(company, ROLES.RECRUITER)


def write(application: Application, *, text: str = "I wait") -> Thread:
    thread = services.open_thread(application, now=timezone.now())
    assert thread.seeker is not None
    services.post_to_thread(
        thread,
        sender=thread.seeker,
        side=Side.SEEKER,
        text=text,
        frame_id=uuid.uuid4(),
        now=timezone.now(),
    )
    return thread


def pick(application: Application, *, days: int = 1, hour: int = 9) -> InterviewSlot:
    begin = timezone.now().replace(hour=hour, minute=0) + timedelta(days=days)
    return InterviewSlot.objects.create(
        company_id=application.company_id or 0,
        starts_at=begin,
        ends_at=begin + timedelta(minutes=45),
        time_zone="Europe/London",
        place="Room 4",
        state="picked",
        picked_by=application,
        offered_by=Membership.objects.filter(company=application.company)[0].user,
        created_at=begin,
        updated_at=begin,
    )


@pytest.mark.parametrize(
    ("own", "company", "shown"),
    [
        ("Europe/London", "Asia/Shanghai", "Europe/London"),
        ("UTC", "Asia/Shanghai", "Asia/Shanghai"),
        ("UTC", "UTC", "Asia/Tokyo"),
    ],
)
def test_clock_is_the_persons_then_the_companys_then_the_installations(
    settings: Any, own: str, company: str, shown: str
) -> None:
    settings.ADMIN_TIME_ZONE = "Asia/Tokyo"
    assert str(choose_zone(own, company)) == shown


def test_times_and_days_of_lists_are_on_the_readers_clock(
    company: Any, posting: Any, desk: Client
) -> None:
    application = apply(posting)
    pick(application)
    late = datetime(2026, 11, 2, 18, 30, tzinfo=UTC)
    Application.objects.filter(id=application.id).update(created_at=late)
    page = text_of(desk.get(reverse(PAGE, args=[application.id])))
    # Half past two in the morning of the third, in Shanghai; and the page says whose clock it is.
    assert "02:30 +0800" in page
    assert "17:00 +0800" in text_of(desk.get(reverse(INTERVIEWS)))
    owner = make_user(is_staff=True, time_zone="America/New_York")
    set_role(company, user=owner, role=ROLES.OWNER)
    browser = Client()
    browser.force_login(owner, backend="jobassist.accounts.backends.IdentityBackend")
    assert "13:30 -0500" in text_of(browser.get(reverse(PAGE, args=[application.id])))
    # A day of the audit log's filter begins where its reader's day does.
    from jobassist.accounts.audit import record_act

    record_act(owner, company=company, action="invited", kind="account", now=late)
    log = reverse("admin:accounts_auditentry_changelist")
    text = "invited somebody"
    row = re.compile(rf"<t[dh][^>]*>\s*{text}")
    for reader, day in ((browser, "2026-11-02"), (None, "2026-11-03")):
        client = reader or _owner_at(company)
        where = {"at_from": day, "at_to": day}
        assert row.search(text_of(client.get(log, where))), day
    assert not row.search(
        text_of(_owner_at(company).get(log, {"at_from": "2026-11-02", "at_to": "2026-11-02"}))
    )
    # What one reader's clock was is forgotten with the request.
    assert timezone.get_current_timezone_name() == "UTC"


def _owner_at(company: Any) -> Client:
    return enter(company, ROLES.OWNER)


def test_companys_rest_answers_on_its_clock_and_seekers_is_as_it_was(
    api_as: Any, company: Any, posting: Any
) -> None:
    application = apply(posting)
    recruiter = make_user()
    set_role(company, user=recruiter, role=ROLES.RECRUITER)
    answer = api_as(recruiter).get(f"/api/v1/companies/{company.id}/applications")
    assert answer.json()["applications"][0]["applied_at"].endswith("+08:00")
    assert application.seeker is not None
    mine = api_as(application.seeker).get("/api/v1/me").json()
    assert not [v for v in mine.values() if isinstance(v, str) and v.endswith("+08:00")]


def test_interviews_are_listed_with_the_way_to_the_application(
    company: Any, posting: Any, desk: Client, django_assert_max_num_queries: Any
) -> None:
    application = apply(posting)
    pick(application)
    pick(apply(posting, name="Grace Hopper", email="g@example.com", phone=""), days=20)
    url = reverse(INTERVIEWS)
    page = text_of(desk.get(url, {"when": "week"}))
    assert "Ada Lovelace" in page
    assert "Grace Hopper" not in page
    assert reverse(PAGE, args=[application.id]) in page
    assert "Grace Hopper" in text_of(desk.get(url, {"when": "ahead"}))
    # The card counts what its link shows.
    front = text_of(desk.get(reverse("admin:index")))
    assert f"{url}?when=week" in front
    viewer = text_of(enter(company, ROLES.VIEWER).get(url))
    assert "Staff Nurse" in viewer
    assert "Ada" not in viewer
    assert services.pseudonym_of(application) in viewer
    with django_assert_max_num_queries(16):
        desk.get(url)


def test_times_nobody_has_picked_say_to_whom_and_about_what(
    company: Any, posting: Any, desk: Client, django_assert_max_num_queries: Any
) -> None:
    people = [
        apply(posting, name=f"Person {letter}", email=f"{letter}@example.com", phone="")
        for letter in "ABCDE"
    ]
    now, by = timezone.now(), Membership.objects.filter(company=company)[0].user
    shared = offer(people, by=by, at=now + timedelta(days=2))
    offer(people[:1], by=by, at=now + timedelta(days=3))
    # Who said that no time suits is not waited for.
    shared.offers.filter(application=people[1]).update(declined_at=now)
    url = reverse(INTERVIEWS)
    page = text_of(desk.get(url, {"when": "offered"}))
    assert "Staff Nurse" in page
    assert "and 1 more" in page
    assert [f"Person {each}" in page for each in "ABCD"] == [True, False, True, True]
    assert reverse(PAGE, args=[people[0].id]) in page
    viewer = text_of(enter(company, ROLES.VIEWER).get(url))
    assert "Person" not in viewer
    assert services.pseudonym_of(people[0]) in viewer
    with django_assert_max_num_queries(17):
        desk.get(url)


def test_only_whoever_the_list_of_interviews_names_was_looked_at(
    company: Any, posting: Any, desk: Client
) -> None:
    people = [
        apply(posting, name=f"Person {letter}", email=f"{letter}@example.com", phone="")
        # Not in the order of their names: who applied first is named.
        for letter in "EDCBA"
    ]
    by = Membership.objects.filter(company=company)[0].user
    offer(people, by=by, at=timezone.now() + timedelta(days=2))
    page = text_of(desk.get(reverse(INTERVIEWS)))
    assert "and 2 more" in page
    looks = AuditEntry.objects.filter(action="listed", kind="application")
    assert {each.object_id for each in looks} == {str(each.id) for each in people[:3]}


@pytest.mark.parametrize("kind", [Stage.Kind.WITHDRAWN, Stage.Kind.REJECTED, Stage.Kind.HIRED])
def test_an_interview_is_offered_to_nobody_whose_application_is_over(
    company: Any, posting: Any, desk: Client, kind: str
) -> None:
    people = [
        apply(posting, name=f"Person {letter}", email=f"{letter}@example.com", phone="")
        for letter in "AB"
    ]
    by = Membership.objects.filter(company=company)[0].user
    slot = offer(people, by=by, at=timezone.now() + timedelta(days=2))
    over = Stage.objects.filter(company=company, kind=kind)[0]
    Application.objects.filter(id=people[0].id).update(stage=over)
    page = text_of(desk.get(reverse(INTERVIEWS)))
    assert [f"Person {each}" in page for each in "AB"] == [False, True]
    # Its date leads to who may still pick it, however many were asked before.
    date = reverse("admin:recruiting_interviewslot_change", args=[slot.id])
    assert desk.get(date)["Location"] == reverse(PAGE, args=[people[1].id])
    Application.objects.filter(id=people[1].id).update(stage=over)
    asked = {reverse(PAGE, args=[each.id]) for each in people}
    assert desk.get(date)["Location"] in asked
    # An interview that was held stays with whom it was held.
    InterviewSlot.objects.filter(id=slot.id).update(picked_by=people[0], state="picked")
    assert "Person A" in text_of(desk.get(reverse(INTERVIEWS)))


def offer(people: list[Application], *, by: Any, at: datetime) -> InterviewSlot:
    (slot,) = services.offer_slots(
        people, starts=[at], minutes=30, time_zone="Asia/Shanghai", place="Room 4", by=by,
        now=timezone.now(),
    )  # fmt: skip
    return slot


def test_interviews_that_are_over_stand_with_the_latest_first(company: Any) -> None:
    now, by = timezone.now(), make_user()
    for days in (3, 1, 2):
        starts = now - timedelta(days=days)
        InterviewSlot.objects.create(
            company=company, starts_at=starts, ends_at=starts + timedelta(minutes=30),
            time_zone="Asia/Shanghai", offered_by=by, created_at=starts, updated_at=starts,
        )  # fmt: skip
    recruiter = enter(company, ROLES.RECRUITER)
    shown = recruiter.get(reverse(INTERVIEWS), {"when": "past"}).context["cl"].result_list
    begins = [each.starts_at for each in shown]
    assert len(begins) == 3
    assert begins == sorted(begins, reverse=True)


@pytest.mark.parametrize("is_over", [True, False])
def test_cards_count_what_their_lists_show(
    company: Any, posting: Any, desk: Client, is_over: bool
) -> None:
    waiting = apply(posting)
    write(waiting)
    other = apply(posting, name="Grace Hopper", email="g@example.com", phone="")
    write(other)
    if is_over:
        # Ended, blocked, merged: nobody waits there.
        Thread.objects.filter(application=other).update(state=Thread.State.BLOCKED)
        Application.objects.filter(id=other.id).update(merged_into=waiting)
    front = desk.get(reverse("admin:index"))
    cards = {each.url: each.value for part in front.context["sections"] for each in part["cards"]}
    for url in (reverse(THREADS) + "?turn=ours", reverse(LIST) + "?status=waiting"):
        shown = desk.get(url).context["cl"].result_count
        assert shown == cards[url] == (1 if is_over else 2), url


def test_one_pseudonym_a_person_and_posting_everywhere_and_none_across(
    company: Any, posting: Any, desk: Client
) -> None:
    application = apply(posting)
    thread = write(application)
    name = services.pseudonym_of(application)
    assert services.pseudonym_of(thread) == name
    viewer = enter(company, ROLES.VIEWER)
    for url in (LIST, BOARD, THREADS):
        assert name in text_of(viewer.get(reverse(url))), url
    assert name in text_of(viewer.get(reverse(PAGE, args=[application.id])))
    again = make_posting(source=posting.source, id="two", is_embedded=False)
    elsewhere = make_posting(
        source=make_source("other", company=make_company(name="Otherfirm")), is_embedded=False
    )
    seeker: User = application.seeker
    names = {name}
    for each in (again, elsewhere):
        contact, _is_new = services.record_connection(
            seeker, each, message="Hello", resume_id=None, resume_revision=None,
            conversation_id=None, round_number=1, now=timezone.now(),
        )  # fmt: skip
        names.add(services.pseudonym_of(contact))
    assert len(names) == 3


def test_conversation_application_and_posting_lead_to_each_other(
    posting: Any, desk: Client
) -> None:
    application = apply(posting)
    thread = write(application)
    talk = reverse("admin:recruiting_thread_change", args=[thread.id])
    card = reverse(PAGE, args=[application.id])
    about = reverse("admin:jobs_posting_change", args=[posting.id])
    page = text_of(desk.get(talk))
    assert f'href="{card}"' in page
    assert f'href="{about}"' in page
    page = text_of(desk.get(card))
    assert f'href="{talk}"' in page
    assert f'href="{about}"' in page


def test_same_person_is_told_by_what_was_shared_and_not_by_what_changed_since(
    posting: Any, django_assert_max_num_queries: Any
) -> None:
    from resumes import services as resume_services
    from resumes.models import Resume

    first = apply(posting)
    second = apply(posting, name="A. L.", email="ada@example.com", phone="")
    third = apply(posting, name="Bo", email="bo@example.com", phone="")
    for contact, value in ((second, "new@example.com"), (third, "ada@example.com")):
        resume = Resume.objects.get(id=contact.resume_id)
        resume_services.apply_changes(
            resume,
            changes=[resume_services.Change(op="replace", path="/basics/email", value=value)],
            source=resume_services.Source(kind="form", ref="test"),
        )
        resume.refresh_from_db()
        resume_services.confirm_resume(resume, revision=resume.revision)
    with django_assert_max_num_queries(5):
        assert [each.id for each in services.list_duplicates(first)] == [second.id]


def test_chosen_ones_are_tagged_beside_what_they_have(
    company: Any, posting: Any, desk: Client
) -> None:
    one, two = apply(posting), apply(posting, name="Grace Hopper", email="g@example.com", phone="")
    me = Membership.objects.filter(company=company, role="recruiter")[0].user
    services.set_tags(one, names=["warm"], by=me)
    chosen = {"action": "tag_chosen", "_selected_action": [str(one.id), str(two.id)]}
    assert "2 applications" in text_of(desk.post(reverse(LIST), chosen))
    desk.post(reverse(LIST), {**chosen, "tags": "ward, nights"})
    assert {
        each.id: set(each.tagged.values_list("tag__name", flat=True))
        for each in Application.objects.all()
    } == {one.id: {"warm", "ward", "nights"}, two.id: {"ward", "nights"}}
    # Who would have too many keeps what they have: nothing is made, nothing is said to be done.
    acts = AuditEntry.objects.filter(action="sort")
    before = acts.count()
    many = ", ".join(f"t{number}" for number in range(10))
    said = text_of(desk.post(reverse(LIST), {**chosen, "tags": many}, follow=True))
    assert "0 applications tagged" in said
    assert acts.count() == before
    assert not Tag.objects.filter(company=company, name="t0").exists()
    viewer = enter(company, ROLES.VIEWER)
    viewer.post(reverse(LIST), {**chosen, "tags": "mine"})
    foreign = apply(
        make_posting(
            source=make_source("other", company=make_company(name="Other")), is_embedded=False
        )
    )
    desk.post(
        reverse(LIST),
        {"action": "tag_chosen", "_selected_action": [str(foreign.id)], "tags": "mine"},
    )
    assert not foreign.tagged.exists()
    assert not one.tagged.filter(tag__name="mine").exists()


def test_refused_stage_is_not_said_to_be_stored(company: Any) -> None:
    owner = enter(company, ROLES.OWNER)
    services.list_stages(company.id)
    stage = services.stage_of_kind(company.id, "applied")
    url = reverse("admin:recruiting_stage_change", args=[stage.id])
    # The only one of its kind.
    page = owner.post(url, {"name": "Arrived", "kind": "interview"}, follow=True)
    said = [(each.level_tag, str(each)) for each in page.context["messages"]]
    assert [level for level, _text in said] == ["error"]
    stage.refresh_from_db()
    assert (stage.name, stage.kind) != ("Arrived", "interview")


def test_export_of_the_log_is_seen_by_the_companys_other_owners(company: Any) -> None:
    first, second = enter(company, ROLES.OWNER), enter(company, ROLES.OWNER)
    url = reverse("admin:accounts_auditentry_export_csv")
    data = b"".join(first.get(url).streaming_content)
    assert data.startswith(b"\xef\xbb\xbf")
    log = text_of(second.get(reverse("admin:accounts_auditentry_changelist")))
    assert re.search(r"<td[^>]*>\s*exported", log)


def test_bound_of_a_count_gives_back_the_bound_before() -> None:
    from django.db import connection

    from recruiting.figures.query import bounded_time

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '7s'")
        with bounded_time():
            pass
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("7s",)
