"""Runs of standing searches: once, only what is new, whoever else works or fails meanwhile."""

import threading
import uuid
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from chat import turns
from chat.alerts import running, services
from chat.alerts.timing import Plan
from chat.models import Alert, Turn
from chat.turns import load_state
from eventlog.models import Conversation, Event
from eventlog.services import create_conversation, delete_conversation, get_me_stream
from jobassist.accounts.models import User
from jobs.models import Posting
from recruiting.models import Impression
from recruiting.services import record_note
from tests.chat.alerts.making import data_of, make_alert
from tests.factories import make_postings, make_user

DAILY = Plan("daily", hour=9, minute=0)
NOW = timezone.now().replace(hour=6, minute=0, second=0, microsecond=0)


@pytest.fixture
def ada(db: None) -> User:
    return make_user(time_zone="UTC", locale="en-GB")


@pytest.fixture
def chat(ada: User) -> Conversation:
    return create_conversation(ada)


def store(*titles: str, at: datetime, city: str = "Leeds") -> list[Posting]:
    """Store postings that are known since an instant."""
    rows = [
        {
            "id": str(uuid.uuid4()),
            "title": each,
            "company": f"{each} Employer",
            "city": city,
            "description": f"{each} wanted in {city}.",
        }
        for each in titles
    ]
    found = make_postings(rows)
    Posting.objects.filter(id__in=[each.id for each in found]).update(created_at=at)
    return found


def shown_in(conversation: Conversation) -> list[str]:
    """Return the kinds of what was shown, in order."""
    return [
        (data_of(each).get("card") or {}).get("kind", "text")
        if each.type == "item.done"
        else each.type
        for each in Event.objects.filter(conversation=conversation).order_by("seq")
    ]


def jobs_in(conversation: Conversation) -> list[str]:
    found = []
    for each in Event.objects.filter(conversation=conversation, type="item.done").order_by("seq"):
        card = data_of(each).get("card") or {}
        if card.get("kind") == "job_card":
            found.append(card["data"]["title"])
        elif card.get("kind") == "job_carousel":
            found += [job["data"]["title"] for job in card["data"]["jobs"]]
    return found


def day(number: int, hour: int = 9, minute: int = 1) -> datetime:
    return NOW + timedelta(days=number, hours=hour - 6, minutes=minute)


def test_what_is_new_arrives_as_cards_in_the_conversation_and_is_recorded(ada, chat):
    store("Night nurse", at=NOW - timedelta(days=3))
    alert = make_alert(ada, chat, plan=DAILY, now=NOW)
    store("Staff nurse", "School nurse", at=NOW + timedelta(hours=1))
    store("Chef", at=NOW + timedelta(hours=1))
    assert running.run_due(now=day(0)) == 1
    assert shown_in(chat) == ["text", "job_carousel", "alert_card", "suggestions.set"]
    assert sorted(jobs_in(chat)) == ["School nurse", "Staff nurse"]
    alert.refresh_from_db()
    assert alert.next_run_at == day(1, minute=0)
    assert (alert.last_run_at, alert.last_found, alert.lease_until) == (day(0), 2, None)
    assert Impression.objects.filter(person_id=ada.id, scene="alerts").count() == 2
    told = Event.objects.filter(conversation=get_me_stream(ada), type="alert.updated").last()
    assert (data_of(told)["op"], data_of(told)["found"]) == ("fired", 2)
    # "The second one", and a bare "pause", mean what was shown.
    state = load_state(chat)
    assert len(state.shown) == 2
    assert state.alert_id == str(alert.id)


def test_nothing_is_said_before_it_is_due_nor_when_nothing_is_new(ada, chat):
    make_alert(ada, chat, plan=DAILY, now=NOW)
    store("Staff nurse", at=NOW + timedelta(hours=1))
    assert running.run_due(now=day(0, hour=8)) == 0
    assert running.run_due(now=day(0)) == 1
    before = shown_in(chat)
    assert running.run_due(now=day(1)) == 0
    assert shown_in(chat) == before
    assert Alert.objects.get().next_run_at == day(2, minute=0)


def test_what_was_seen_or_refused_does_not_come(ada, chat):
    make_alert(ada, chat, plan=DAILY, now=NOW)
    seen, refused, fresh = store("Staff nurse", "School nurse", "Ward nurse", at=NOW)
    Posting.objects.update(created_at=NOW + timedelta(hours=1))
    Impression.objects.create(
        person_id=ada.id, posting=seen, round=1, rank=1, score=1, scene="find", engine="rules",
        language="en", shown_at=NOW + timedelta(hours=2),
    )  # fmt: skip
    record_note(ada, refused, kind="dismissed", now=NOW + timedelta(hours=2))
    running.run_due(now=day(0))
    assert jobs_in(chat) == [fresh.title]


def test_missed_runs_are_made_up_by_one(ada, chat):
    make_alert(ada, chat, plan=DAILY, now=NOW)
    store("Staff nurse", at=day(1))
    store("School nurse", at=day(3))
    assert running.run_due(now=day(5, hour=12)) == 1
    assert sorted(jobs_in(chat)) == ["School nurse", "Staff nurse"]
    assert running.run_due(now=day(5, hour=12, minute=2)) == 0
    assert Alert.objects.get().next_run_at == day(6, minute=0)


def test_what_was_read_late_comes_with_the_next_run_and_nothing_twice(ada, chat):
    make_alert(ada, chat, plan=DAILY, now=NOW)
    store("Staff nurse", at=NOW + timedelta(hours=1))
    running.run_due(now=day(0))
    # Stored before that run, found only after it.
    store("School nurse", at=day(0) - timedelta(minutes=5))
    running.run_due(now=day(1))
    assert jobs_in(chat) == ["Staff nurse", "School nurse"]


def test_a_paused_one_rests_and_makes_up_for_it_when_resumed(ada, chat):
    alert = make_alert(ada, chat, plan=DAILY, now=NOW)
    services.pause_alert(ada, alert.id, now=NOW)
    store("Staff nurse", at=day(1))
    assert running.run_due(now=day(2)) == 0
    services.resume_alert(ada, alert.id, now=day(2, hour=10))
    assert running.run_due(now=day(3)) == 1
    assert jobs_in(chat) == ["Staff nurse"]


def test_its_conversation_deleted_it_arrives_in_the_newest(ada, chat):
    alert = make_alert(ada, chat, plan=DAILY, now=NOW)
    other = create_conversation(ada)
    delete_conversation(ada, chat)
    store("Staff nurse", at=NOW + timedelta(hours=1))
    running.run_due(now=day(0))
    assert jobs_in(other) == ["Staff nurse"]
    alert.refresh_from_db()
    assert alert.conversation_id == other.id


def test_with_no_conversation_left_one_is_opened(ada, chat):
    make_alert(ada, chat, plan=DAILY, now=NOW)
    delete_conversation(ada, chat)
    store("Staff nurse", at=NOW + timedelta(hours=1))
    running.run_due(now=day(0))
    assert jobs_in(Conversation.objects.get(owner=ada, kind="assistant")) == ["Staff nurse"]


def test_it_waits_while_the_person_is_being_answered(ada, chat):
    make_alert(ada, chat, plan=DAILY, now=NOW)
    store("Staff nurse", at=NOW + timedelta(hours=1))
    turn = Turn.objects.create(
        conversation=chat, user=ada, state="running", start_after=NOW, lease_until=day(0)
    )
    assert running.run_due(now=day(0)) == 0
    Turn.objects.filter(id=turn.id).update(state="finished")
    assert running.run_due(now=day(0)) == 0
    assert running.run_due(now=day(0) + timedelta(seconds=30)) == 1
    assert jobs_in(chat) == ["Staff nurse"]


def test_an_open_question_stays_and_can_be_skipped_by_a_tap(ada, chat):
    from chat.models import DialogueState
    from chat.state import OpenPrompt, State

    make_alert(ada, chat, plan=DAILY, now=NOW)
    prompt = OpenPrompt(prompt_id="p1", path="resume.basics.phone", question="Your phone?")
    DialogueState.objects.create(
        conversation=chat, data=State(open_prompt=prompt).model_dump(mode="json")
    )
    store("Staff nurse", at=NOW + timedelta(hours=1))
    running.run_due(now=day(0))
    kept = load_state(chat).open_prompt
    assert kept is not None
    assert kept.prompt_id == "p1"
    chips = Event.objects.filter(conversation=chat, type="suggestions.set").latest("seq")
    assert {"do": "skip", "prompt_id": "p1"} in [
        each["postback"] for each in data_of(chips)["chips"]
    ]


def test_a_broken_one_is_tried_again_and_stops_no_other(ada, chat, monkeypatch):
    broken = make_alert(ada, chat, plan=DAILY, now=NOW)
    bob = make_user(time_zone="UTC")
    bobs = create_conversation(bob)
    make_alert(bob, bobs, plan=DAILY, now=NOW)
    store("Staff nurse", at=NOW + timedelta(hours=1))
    whole = running.find_new

    def find_or_break(alert, *, now):
        if alert.id == broken.id and now < day(0) + timedelta(minutes=5):
            raise RuntimeError("the search broke")
        return whole(alert, now=now)

    monkeypatch.setattr(running, "find_new", find_or_break)
    assert running.run_due(now=day(0)) == 1
    assert jobs_in(bobs) == ["Staff nurse"]
    assert jobs_in(chat) == []
    assert running.run_due(now=day(0) + timedelta(seconds=10)) == 0
    assert running.run_due(now=day(0) + timedelta(minutes=6)) == 1
    assert jobs_in(chat) == ["Staff nurse"]
    broken.refresh_from_db()
    assert broken.failures == 0


def test_one_that_stays_broken_waits_for_its_next_time(ada, chat, monkeypatch):
    alert = make_alert(ada, chat, plan=DAILY, now=NOW)

    def always_break(alert, *, now):
        raise RuntimeError("the search broke")

    monkeypatch.setattr(running, "find_new", always_break)
    for hours in range(running.MAX_FAILURES):
        running.run_due(now=day(0) + timedelta(hours=hours))
    alert.refresh_from_db()
    assert alert.next_run_at == day(1, minute=0)
    assert (alert.failures, alert.lease_until) == (0, None)
    assert alert.looked_until == NOW


def test_what_failed_half_way_has_shown_nothing(ada, chat, monkeypatch):
    make_alert(ada, chat, plan=DAILY, now=NOW)
    store("Staff nurse", at=NOW + timedelta(hours=1))

    def record_and_break(*args, **kwargs):
        raise RuntimeError("the last statement broke")

    with monkeypatch.context() as patched:
        patched.setattr(running, "record_ranking", record_and_break)
        running.run_due(now=day(0))
    assert shown_in(chat) == []
    running.run_due(now=day(0) + timedelta(minutes=5))
    assert jobs_in(chat) == ["Staff nurse"]


def test_whoever_lost_the_lease_shows_nothing(ada, chat):
    make_alert(ada, chat, plan=DAILY, now=NOW)
    store("Staff nurse", at=NOW + timedelta(hours=1))
    (late,) = running.claim_due(now=day(0))
    assert running.claim_due(now=day(0) + timedelta(minutes=1)) == []
    (second,) = running.claim_due(now=day(0) + timedelta(minutes=4))
    assert running.run_alert(second, now=day(0) + timedelta(minutes=4))
    with pytest.raises(running.LostClaim):
        running.run_alert(late, now=day(0) + timedelta(minutes=5))
    assert jobs_in(chat) == ["Staff nurse"]


def test_paused_or_changed_in_the_middle_of_a_run_nothing_is_shown(ada, chat):
    alert = make_alert(ada, chat, plan=DAILY, now=NOW)
    store("Staff nurse", at=NOW + timedelta(hours=1))
    (claimed,) = running.claim_due(now=day(0))
    services.pause_alert(ada, alert.id, now=day(0))
    with pytest.raises(running.LostClaim):
        running.run_alert(claimed, now=day(0))
    services.resume_alert(ada, alert.id, now=day(0))
    (claimed,) = running.claim_due(now=day(1))
    services.change_alert(ada, alert.id, plan=Plan("daily", hour=20, minute=0), now=day(1))
    with pytest.raises(running.LostClaim):
        running.run_alert(claimed, now=day(1))
    assert shown_in(chat) == []


def test_who_moved_is_told_at_that_hour_where_they_are(ada, chat):
    alert = make_alert(ada, chat, plan=DAILY, now=NOW)
    User.objects.filter(id=ada.id).update(time_zone="Asia/Shanghai")
    running.run_due(now=NOW)
    alert.refresh_from_db()
    assert alert.time_zone == "Asia/Shanghai"
    # Nine in Shanghai is one in UTC, which is past today.
    assert alert.next_run_at == day(1, hour=1, minute=0)


def test_the_banned_hear_nothing(ada, chat):
    make_alert(ada, chat, plan=DAILY, now=NOW)
    store("Staff nurse", at=NOW + timedelta(hours=1))
    User.objects.filter(id=ada.id).update(is_active=False)
    assert running.run_due(now=day(0)) == 0


def test_the_words_are_in_the_language_it_was_asked_for_in(ada, chat):
    make_alert(ada, chat, plan=DAILY, now=NOW, lang="zh")
    store("Staff nurse", at=NOW + timedelta(hours=1))
    running.run_due(now=day(0))
    first = Event.objects.filter(conversation=chat, type="item.done").earliest("seq")
    assert "新出了 1 个职位" in data_of(first)["text"]


def test_a_scan_with_nothing_due_is_few_queries(ada, chat, django_assert_max_num_queries):
    make_alert(ada, chat, plan=DAILY, now=NOW)
    with django_assert_max_num_queries(5):
        running.run_due(now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_show_it_once():
    people = [make_user(time_zone="UTC") for _ in range(6)]
    chats = [create_conversation(each) for each in people]
    for user, conversation in zip(people, chats, strict=True):
        make_alert(user, conversation, plan=DAILY, now=NOW)
    store("Staff nurse", "School nurse", at=NOW + timedelta(hours=1))
    shown: list[int] = []
    gate = threading.Barrier(3)

    def work() -> None:
        try:
            gate.wait()
            shown.append(running.run_due(now=day(0)))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sum(shown) == 6
    assert all(len(jobs_in(each)) == 2 for each in chats)
    assert turns.load_state(chats[0]).alert_id
