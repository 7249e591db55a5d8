"""The pipeline's pages: each role sees its part, of its own company, in so many queries."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobassist.accounts.companies import set_role
from jobassist.accounts.models import AuditEntry, Membership
from recruiting import services
from recruiting.models import Application, ApplicationNote, DuplicateMerge, Stage, StageMove, Tag
from tests.factories import make_company, make_posting, make_resume, make_source, make_user

LIST = "admin:recruiting_application_changelist"
PAGE = "admin:recruiting_application_change"
BOARD = "admin:recruiting_application_board"
ROLES = Membership.Role


def enter(company, role):
    user = make_user(display_name=f"The {role}", is_staff=True)
    set_role(company, user=user, role=role)
    user.refresh_from_db()
    client = Client()
    client.force_login(user, backend="jobassist.accounts.backends.IdentityBackend")
    return client


@pytest.fixture
def company(db):
    return make_company(name="Harbour Care", owner=make_user())


@pytest.fixture
def posting(company):
    return make_posting(
        source=make_source("own", company=company), title="Staff Nurse", is_embedded=False
    )


@pytest.fixture
def desk(company):
    return enter(company, ROLES.RECRUITER)


def apply(posting, *, name="Ada Lovelace", email="ada@example.com", phone="+44 20 7946 0991"):
    user = make_user(display_name=name)
    resume = make_resume(
        user,
        document={
            "basics": {"name": name, "email": email, "phone": phone, "label": "Nurse"},
            "work": [{"name": "St James", "position": "Ward nurse", "startDate": "2019-01"}],
        },
        is_confirmed=True,
    )
    application, _is_new = services.record_connection(
        user,
        posting,
        message="I would like to <b>join</b>",
        resume_id=resume.id,
        resume_revision=resume.revision,
        conversation_id=None,
        round_number=1,
        now=timezone.now(),
    )
    return application


def text_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_recruiter_sees_what_is_shared_and_the_log_says_so(desk, posting):
    application = apply(posting)
    page = text_of(desk.get(reverse(PAGE, args=[application.id])))
    for shown in ("Ada Lovelace", "ada@example.com", "Ward nurse", "&lt;b&gt;join&lt;/b&gt;"):
        assert shown in page
    looks = AuditEntry.objects.filter(object_id=str(application.id), action="looked")
    assert looks.count() == 1
    application.refresh_from_db()
    assert application.status == Application.Status.READ


def test_viewer_sees_the_stage_and_nobodys_words_or_name(company, posting):
    application = apply(posting)
    viewer = enter(company, ROLES.VIEWER)
    for url in (reverse(PAGE, args=[application.id]), reverse(LIST), reverse(BOARD)):
        page = text_of(viewer.get(url))
        assert "Staff Nurse" in page
        for hidden in ("Ada", "join", "ada@example.com", "Ward nurse"):
            assert hidden not in page, url
    answer = viewer.post(reverse(PAGE, args=[application.id]), {"do": "note", "text": "x"})
    assert answer.status_code == 404
    assert not ApplicationNote.objects.exists()
    application.refresh_from_db()
    assert application.status == Application.Status.SENT


def test_withdrawn_while_the_page_is_open_is_gone_at_the_next_look(desk, posting):
    application = apply(posting)
    url = reverse(PAGE, args=[application.id])
    assert "Ada Lovelace" in text_of(desk.get(url))
    services.withdraw_application(application.seeker, application.id, now=timezone.now())
    for page in (text_of(desk.get(url)), text_of(desk.get(reverse(LIST)))):
        for hidden in ("Ada", "join", "ada@example.com", "Ward nurse"):
            assert hidden not in page
    stage = services.stage_of_kind(posting.company_id, "interview")
    desk.post(url, {"do": "move", "stage": stage.id})
    application.refresh_from_db()
    assert application.stage.kind == "withdrawn"


def test_resume_is_shown_as_it_was_when_it_was_shared(desk, posting):
    from resumes import services as resume_services
    from resumes.models import Resume

    application = apply(posting)
    resume = Resume.objects.get(id=application.resume_id)
    resume_services.apply_changes(
        resume,
        changes=[resume_services.Change(op="replace", path="/work/0/position", value="Matron")],
        source=resume_services.Source(kind="form", ref="test"),
    )
    resume.refresh_from_db()
    resume_services.confirm_resume(resume, revision=resume.revision)
    page = text_of(desk.get(reverse(PAGE, args=[application.id])))
    assert "Ward nurse" in page
    assert "Matron" not in page


def test_foreign_application_is_404_as_one_that_is_not(desk):
    other = make_company(name="Otherfirm")
    foreign = apply(make_posting(source=make_source("other", company=other), is_embedded=False))
    assert desk.get(reverse(PAGE, args=[foreign.id])).status_code == 404
    assert desk.post(reverse(PAGE, args=[foreign.id]), {"do": "note"}).status_code == 404
    calendar = reverse("admin:recruiting_application_calendar", args=[foreign.id])
    assert desk.get(calendar).status_code == 404
    stage = services.stage_of_kind(other.id, "rejected")
    url = reverse(BOARD)
    desk.post(url, {"application": str(foreign.id), "stage": stage.id})
    desk.post(
        reverse(LIST),
        {"action": "move_chosen", "_selected_action": [str(foreign.id)], "stage": stage.id},
    )
    assert not StageMove.objects.exists()


def test_forms_of_the_page_do_what_they_say(desk, posting):
    application = apply(posting)
    url = reverse(PAGE, args=[application.id])
    company_id = posting.company_id
    interview = services.stage_of_kind(company_id, "interview")
    day = (timezone.now() + datetime.timedelta(days=3)).strftime("%Y-%m-%dT10:00")
    seen = {"seen": application.stage_id}
    desk.post(url, {"do": "move", "stage": interview.id, **seen})
    # From a page that is out of date.
    desk.post(url, {"do": "move", "stage": services.stage_of_kind(company_id, "hired").id, **seen})
    desk.post(url, {"do": "note", "text": "Call on Monday"})
    desk.post(url, {"do": "sort", "tags": "nights，leeds", "assigned": ""})
    desk.post(
        url,
        {
            "do": "times", "start_0": day, "minutes": "30", "time_zone": "Asia/Shanghai",
            "place": "Room 4",
        },
    )  # fmt: skip
    desk.post(url, {"do": "offer", "text": "Join us in May"})
    page = text_of(desk.get(url))
    for shown in ("Call on Monday", "leeds, nights", "Asia/Shanghai", "Join us in May"):
        assert shown in page
    kinds = list(StageMove.objects.order_by("id").values_list("to_kind", flat=True))
    assert kinds == ["interview", "offer"]
    slot = application.slot_offers.get().slot
    services.pick_slot(application.seeker, application.id, slot.id, now=timezone.now())
    file = desk.get(reverse("admin:recruiting_application_calendar", args=[application.id]))
    assert file["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in file.content
    assert b"Ada" not in file.content


def test_board_moves_by_its_form_and_bulk_by_the_list(desk, posting):
    first = apply(posting)
    second = apply(posting, name="Bo", email="bo@example.com", phone="")
    stages = {each.kind: each for each in services.list_stages(posting.company_id)}
    page = text_of(desk.get(reverse(BOARD)))
    assert "Ada Lovelace" in page
    assert "board.js" in page
    data = {"application": str(first.id), "seen": first.stage_id}
    desk.post(reverse(BOARD), {**data, "stage": stages["interview"].id})
    first.refresh_from_db()
    assert first.stage == stages["interview"]
    chosen = {"action": "move_chosen", "_selected_action": [str(first.id), str(second.id)]}
    assert "Turned down" in text_of(desk.post(reverse(LIST), chosen))
    desk.post(reverse(LIST), {**chosen, "stage": stages["rejected"].id, "reason": "filled"})
    kinds = set(Application.objects.values_list("stage__kind", flat=True))
    assert kinds == {"rejected"}


def test_filters_find_the_own_rows_only(desk, posting):
    application = apply(posting)
    services.set_tags(
        application, names=["nights"], by=Membership.objects.get(role=ROLES.RECRUITER).user
    )
    tag = Tag.objects.get(company_id=posting.company_id)
    found = {
        "posting": posting.id,
        "stage": application.stage_id,
        "tag": tag.id,
        "assigned": "nobody",
        "age": "7",
        "status": "sent",
    }
    for name, value in found.items():
        assert "Ada Lovelace" in text_of(desk.get(reverse(LIST), {name: value})), name
    for name, value in {**found, "assigned": "me", "age": "over30", "status": "read"}.items():
        value = value if name in ("assigned", "age", "status") else 999_999
        assert "Ada Lovelace" not in text_of(desk.get(reverse(LIST), {name: value})), name


@pytest.mark.parametrize(("url", "most"), [(LIST, 24), (BOARD, 24)])
def test_lists_take_the_same_queries_for_one_row_and_many(
    desk, posting, url, most, django_assert_max_num_queries
):
    apply(posting, name="Zero", email="zero@example.com")
    desk.get(reverse(url))
    counts = []
    for round_number in range(2):
        with django_assert_max_num_queries(most) as taken:
            desk.get(reverse(url))
        counts.append(len(taken))
        if round_number == 0:
            for number in range(4):
                apply(posting, name=f"P{number}", email=f"p{number}@example.com")
    assert counts[0] == counts[1]


def test_same_person_is_offered_merged_and_parted_again(desk, posting):
    first = apply(posting)
    second = apply(posting, name="A. Lovelace", email="ADA@example.com", phone="")
    third = apply(posting, name="Ada L.", email="other@example.com", phone="020 7946 0991")
    stranger = apply(posting, name="Bo", email="bo@example.com", phone="+44 20 7946 0000")
    assert {each.id for each in services.list_duplicates(first)} == {second.id, third.id}
    assert services.list_duplicates(stranger) == []
    url = reverse(PAGE, args=[first.id])
    desk.post(url, {"do": "merge", "other": str(stranger.id)})
    assert not DuplicateMerge.objects.exists()
    desk.post(url, {"do": "merge", "other": str(second.id)})
    merge = DuplicateMerge.objects.get()
    assert "A. Lovelace" not in text_of(desk.get(reverse(LIST)))
    desk.post(url, {"do": "unmerge", "merge": merge.id})
    assert "A. Lovelace" in text_of(desk.get(reverse(LIST)))
    # Who no longer shares is no candidate.
    services.withdraw_application(third.seeker, third.id, now=timezone.now())
    assert [each.id for each in services.list_duplicates(first)] == [second.id]


def test_owner_changes_stages_and_recruiter_looks(company, desk):
    owner = enter(company, ROLES.OWNER)
    add = reverse("admin:recruiting_stage_add")
    owner.post(add, {"company": company.id, "name": "Phone call", "kind": "interview"})
    phone = Stage.objects.get(name="Phone call")
    assert phone.company == company
    listing = reverse("admin:recruiting_stage_changelist")
    owner.post(listing, {"action": "retire", "_selected_action": [phone.id]})
    phone.refresh_from_db()
    assert not phone.is_active
    assert desk.get(listing).status_code == 200
    assert desk.get(add).status_code == 403
    desk.post(listing, {"action": "use_again", "_selected_action": [phone.id]})
    phone.refresh_from_db()
    assert not phone.is_active
    reason = {"company": company.id, "label_en": "Too far", "label_zh": "太远", "is_active": "on"}
    owner.post(reverse("admin:recruiting_movereason_add"), reason)
    assert [each.code for each in services.list_reasons(company.id)][-1] == "too_far"


def test_rest_lists_moves_and_gives_the_calendar_file(api_as, company, posting):
    first, second = apply(posting), apply(posting, name="Bo", email="bo@example.com")
    rita, viewer = make_user(), make_user()
    set_role(company, user=rita, role=ROLES.RECRUITER)
    set_role(company, user=viewer, role=ROLES.VIEWER)
    base = f"/api/v1/companies/{company.id}"
    page = api_as(rita).get(f"{base}/applications?limit=1").json()
    assert [each["name"] for each in page["applications"]] == ["Bo"]
    rest = api_as(rita).get(f"{base}/applications?limit=1&after={page['next']}").json()
    assert [each["id"] for each in rest["applications"]] == [str(first.id)]
    seen = api_as(viewer).get(f"{base}/applications").json()
    assert {each["name"] for each in seen["applications"]} == {None}
    stages = {
        each["kind"]: each["id"] for each in api_as(viewer).get(f"{base}/stages").json()["stages"]
    }
    moves = f"{base}/applications/{second.id}/moves"
    move = {"stage": stages["interview"], "seen": second.stage_id}
    assert api_as(viewer).post(moves, move, format="json").status_code == 403
    assert api_as(rita).post(moves, move, format="json").json()["stage"]["kind"] == "interview"
    late = api_as(rita).post(moves, {**move, "stage": stages["rejected"]}, format="json")
    assert (late.status_code, late.json()["code"]) == (409, "moved_meanwhile")
    (slot,) = services.offer_slots(
        [first],
        starts=[timezone.now() + datetime.timedelta(days=2)],
        minutes=30,
        time_zone="Asia/Shanghai",
        place="Room 4; Building B, floor 2",
        by=rita,
        now=timezone.now(),
    )
    assert api_as(first.seeker).get(f"/api/v1/me/interviews/{slot.id}.ics").status_code == 404
    services.pick_slot(first.seeker, first.id, slot.id, now=timezone.now())
    own = api_as(first.seeker).get(f"/api/v1/me/interviews/{slot.id}.ics")
    theirs = api_as(rita).get(f"{base}/interviews/{slot.id}.ics")
    assert api_as(viewer).get(f"{base}/interviews/{slot.id}.ics").status_code == 403
    from icalendar import Calendar

    for answer in (own, theirs):
        assert answer.status_code == 200
        (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
        assert event["location"] == "Room 4; Building B, floor 2"
        assert event.decoded("dtstart") == slot.starts_at.replace(microsecond=0)
        assert event["status"] == "CONFIRMED"
    services.cancel_by_seeker(first.seeker, first.id, now=timezone.now())
    answer = api_as(rita).get(f"{base}/interviews/{slot.id}.ics")
    calendar = Calendar.from_ical(answer.content)
    assert (calendar["method"], calendar.walk("VEVENT")[0]["sequence"]) == ("CANCEL", 1)
