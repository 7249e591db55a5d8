"""What a score was made of is shown to whose it is; who contests it is answered by a person."""

from datetime import datetime

import pytest
from django.test import Client

from eventlog.models import Event, Notification
from eventlog.services import create_conversation
from jobassist.accounts import personal_data
from jobassist.accounts.companies import set_role
from jobassist.accounts.models import AuditEntry, Company, Membership, User
from jobassist.errors import AppError, NotFound
from jobs.models import Posting
from recruiting import services
from recruiting.models import ScoreContest
from recruiting.services import RankedPosting, ShownBy
from tests.conftest import NOW
from tests.factories import make_company, make_posting, make_source, make_user

pytestmark = pytest.mark.django_db
WORDS = "I contest the score because I have six years as a nurse, not two."


@pytest.fixture
def company() -> Company:
    return make_company(owner=make_user(is_staff=True), name="Harbour Care")


@pytest.fixture
def rita(company: Company) -> User:
    user = make_user(is_staff=True, display_name="Rita")
    set_role(company, user=user, role=Membership.Role.RECRUITER)
    user.refresh_from_db()
    return user


@pytest.fixture
def posting(company: Company) -> Posting:
    source = make_source("own", company=company)
    return make_posting(source=source, title="Staff Nurse", is_embedded=False)


def show(user: User, posting: Posting, *, score: float = 0.61, now: datetime = NOW) -> None:
    services.record_ranking(
        user,
        [
            RankedPosting(posting.id, score, {"occupation": 0.95, "experience": 0.3}),
        ],
        shown_by=ShownBy(None, None, None, 1, "find", "rules", "", "", "en"),
        inputs={"criteria": {"titles": ["nurse"]}},
        embedder="offline",
        ranking_version="3",
        now=now,
    )


def test_the_seeker_sees_what_counted(api_as, alice, posting, django_assert_max_num_queries):
    show(alice, posting)
    client = api_as(alice)
    with django_assert_max_num_queries(7):
        found = client.get(f"/api/v1/me/scores/{posting.id}").json()
    assert (found["score"], found["rank"], found["of"]) == (0.61, 1, 1)
    assert [(each["code"], each["value"]) for each in found["features"]] == [
        ("occupation", 0.95),
        ("experience", 0.3),
    ]
    assert found["criteria"] == {"titles": ["nurse"]}
    assert found["ranking_version"] == "3"
    assert "people decide" in found["notice"]


def test_a_stranger_sees_no_score_and_cannot_contest_it(api_as, alice, bob, posting):
    show(alice, posting)
    assert api_as(bob).get(f"/api/v1/me/scores/{posting.id}").status_code == 404
    answer = api_as(bob).post(f"/api/v1/me/scores/{posting.id}/contest", {"text": "x"}, "json")
    assert answer.status_code == 404
    assert not ScoreContest.objects.exists()


def test_a_contest_reaches_people(api_as, alice, company, rita, posting):
    boss = make_user(is_superuser=True, is_staff=True)
    viewer = make_user()
    set_role(company, user=viewer, role=Membership.Role.VIEWER)
    show(alice, posting)
    url = f"/api/v1/me/scores/{posting.id}/contest"
    assert api_as(alice).post(url, {"text": WORDS}, format="json").status_code == 201
    told = set(Notification.objects.filter(kind="contest.received").values_list("user", flat=True))
    owner = Membership.objects.get(company=company, role="owner").user_id
    assert told == {boss.id, rita.id, owner}
    # Sent once more: it is with them already.
    assert api_as(alice).post(url, {"text": "again"}, format="json").status_code == 200
    assert ScoreContest.objects.get().text == WORDS
    assert Notification.objects.filter(user=rita).get().count == 1


def test_a_person_answers_and_the_seeker_hears_of_it(alice, rita, posting):
    chat = create_conversation(alice)
    show(alice, posting)
    contest, _is_new = services.contest_score(
        alice, posting.id, text=WORDS, conversation_id=chat.id, now=NOW
    )
    services.answer_contest(
        contest, by=rita, outcome="corrected", answer="You are right, six years.", now=NOW
    )
    event = Event.objects.get(conversation=chat, type="item.done")
    assert event.data is not None
    assert event.data["role"] == "system"
    assert "Staff Nurse" in event.data["text"]
    assert "You are right, six years." in event.data["text"]
    assert "Rita" not in event.data["text"]
    notice = Notification.objects.get(user=alice)
    assert (notice.kind, notice.conversation_id) == ("contest.answered", chat.id)
    entry = AuditEntry.objects.get(kind="contest", action="answered")
    assert (entry.actor_id, entry.detail) == (rita.id, "corrected")


def test_it_is_answered_once(alice, rita, posting):
    show(alice, posting)
    contest, _is_new = services.contest_score(alice, posting.id, text=WORDS, now=NOW)
    services.answer_contest(contest, by=rita, outcome="stands", answer="We looked.", now=NOW)
    with pytest.raises(AppError, match="contest_answered"):
        services.answer_contest(contest, by=rita, outcome="corrected", answer="No", now=NOW)
    # Answered, it may be contested anew.
    assert services.contest_score(alice, posting.id, text="Still wrong", now=NOW)[1]


def test_only_the_companys_people_and_operators_answer(alice, bob, company, posting):
    show(alice, posting)
    contest, _is_new = services.contest_score(alice, posting.id, text=WORDS, now=NOW)
    stranger = make_user()
    set_role(make_company(), user=stranger, role=Membership.Role.OWNER)
    viewer = make_user()
    set_role(company, user=viewer, role=Membership.Role.VIEWER)
    for who, error in ((bob, NotFound), (stranger, NotFound), (viewer, AppError)):
        with pytest.raises(error):
            services.answer_contest(contest, by=who, outcome="stands", answer="No", now=NOW)
    assert ScoreContest.objects.get().state == "open"


def test_a_recruiter_answers_in_the_admin(alice, rita, posting):
    show(alice, posting)
    contest, _is_new = services.contest_score(alice, posting.id, text=WORDS, now=NOW)
    client = desk(rita)
    url = f"/admin/recruiting/scorecontest/{contest.id}/change/"
    page = client.get(url).content.decode()
    assert "six years as a nurse" in page
    assert alice.display_name not in page
    assert AuditEntry.objects.filter(kind="contest", action="looked").exists()
    assert client.post(url, {"outcome": "", "answer": ""}).status_code == 200
    assert ScoreContest.objects.get().state == "open"
    client.post(url, {"outcome": "stands", "answer": "Two of them were not as a nurse."})
    answered = ScoreContest.objects.get()
    assert (answered.state, answered.answered_by) == ("answered", rita)
    # What was said stays as it was said.
    client.post(url, {"outcome": "corrected", "answer": "Changed"})
    assert ScoreContest.objects.get().outcome == "stands"


def test_a_viewer_and_another_companys_owner_do_not_read_it(alice, company, posting):
    show(alice, posting)
    contest, _is_new = services.contest_score(alice, posting.id, text=WORDS, now=NOW)
    viewer = make_user(is_staff=True)
    set_role(company, user=viewer, role=Membership.Role.VIEWER)
    other = make_user(is_staff=True)
    set_role(make_company(), user=other, role=Membership.Role.OWNER)
    for who in (viewer, other):
        who.refresh_from_db()
        answer = desk(who).get(f"/admin/recruiting/scorecontest/{contest.id}/change/")
        assert answer.status_code in (403, 404)
        assert b"six years" not in answer.content


def test_erasure_takes_the_words_along(alice, posting):
    show(alice, posting)
    services.contest_score(alice, posting.id, text=WORDS, now=NOW)
    exported = personal_data.export_person(alice)["recruiting"]["contested_scores"]
    assert [each["text"] for each in exported] == [WORDS]
    personal_data.erase_person(alice)
    assert not ScoreContest.objects.exists()


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="jobassist.accounts.backends.IdentityBackend")
    return client
