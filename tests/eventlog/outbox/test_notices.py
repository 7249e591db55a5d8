"""What reaches a closed app: when, by which way, how often; and never what it is about."""

import json
import smtplib
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from eventlog.models import (
    Channel,
    Delivery,
    Dispatch,
    Notification,
    NotificationOptOut,
    NotificationSettings,
    PushSubscription,
)
from eventlog.outbox import forget_notices, note_present, notify
from eventlog.outbox.choices import set_wanted, subscribe
from eventlog.outbox.notices import GATHER, REST
from eventlog.outbox.planning import CAPS, plan_due
from eventlog.outbox.quiet import quiet_until_when
from eventlog.outbox.senders import Outcome, Told
from eventlog.outbox.sending import (
    LEASE,
    MOST_ATTEMPTS,
    WAITS,
    Address,
    claim_due,
    prune_outbox,
    record_attempt,
    send_again,
    send_due,
)
from eventlog.services import NewEvent, append_events, create_conversation, mark_read
from jobassist.accounts import personal_data
from jobassist.accounts.models import SignIn, User
from jobassist.accounts.services import open_sign_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db

# Noon in London and eight in the evening in Shanghai.
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
LATER = NOON + GATHER + timedelta(seconds=1)
MAILED = LATER + timedelta(minutes=11)


class Post:
    """Somebody who takes what is sent, and answers as told."""

    def __init__(self) -> None:
        self.got: list[tuple[str, Told]] = []
        self.answers: list[Outcome] = []

    def __call__(self, delivery: Delivery, told: Told, address: Address) -> Outcome:
        self.got.append((delivery.channel, told))
        return self.answers.pop(0) if self.answers else Outcome()


def device_of(user: User, *, platform: str = "ios", address: str = "token-1") -> PushSubscription:
    sign_in = SignIn.objects.get(id=open_sign_in(user).sign_in_id)
    return subscribe(user, sign_in, platform=platform, address=address, now=NOON)


@pytest.fixture
def person() -> User:
    user = make_user(time_zone="Europe/London", locale="en-GB", email="pat@example.com")
    device_of(user)
    return user


def say(user: User, text: str = "Secret words") -> Any:
    conversation = create_conversation(user)
    write(conversation, text)
    return conversation


def write(conversation: Any, text: str = "Secret words") -> None:
    append_events(conversation.id, [NewEvent("item.done", {"text": text})], now=NOON)


def tell(user: User, **about: Any) -> None:
    notify([user.id], kind=about.pop("kind", "thread.message"), now=about.pop("now", NOON), **about)


# --- bursts -------------------------------------------------------------------------------------


def test_five_messages_are_one_notice_that_counts(person):
    conversation, post = say(person), Post()
    for _n in range(5):
        write(conversation)
        tell(person, conversation_id=conversation.id)
    assert send_due(send=post, now=LATER) == 1
    [(channel, told)] = post.got
    assert channel == Channel.APP
    assert told.build_payload()["count"] == 5
    assert told.build_payload()["conversation_id"] == str(conversation.id)


def test_nothing_leaves_before_the_moment_in_which_it_may_be_read_is_over(person):
    post = Post()
    tell(person, object_id="a")
    assert send_due(send=post, now=NOON + GATHER - timedelta(seconds=1)) == 0


def test_different_things_due_at_once_are_one_push(person):
    post = Post()
    tell(person, kind="application.answered", object_id="a")
    tell(person, kind="thread.greeting", object_id="b")
    send_due(send=post, now=LATER)
    [(_channel, told)] = post.got
    payload = told.build_payload()
    assert (payload["kind"], payload["count"]) == ("several", 2)


def test_that_it_was_a_refusal_does_not_leave(person):
    post = Post()
    tell(person, kind="application.rejected", object_id="a")
    tell(person, kind="application.interview", object_id="a")
    send_due(send=post, now=LATER)
    send_due(now=MAILED)
    [(_channel, told)] = post.got
    payload = told.build_payload()
    assert (payload["kind"], payload["count"], payload["object_id"]) == ("application", 2, "a")
    assert "reject" not in mail.outbox[0].message().as_string()


def test_the_same_thing_is_told_again_only_after_a_rest(person):
    post = Post()
    tell(person, object_id="a")
    send_due(send=post, now=LATER)
    tell(person, object_id="a", now=LATER + timedelta(seconds=5))
    waiting = Notification.objects.get(state="pending")
    assert waiting.send_after == LATER + REST


# --- what is not told ---------------------------------------------------------------------------


def test_who_has_read_meanwhile_is_not_told(person):
    conversation, post = say(person), Post()
    tell(person, conversation_id=conversation.id)
    conversation.refresh_from_db()
    mark_read(person, conversation, seq=conversation.head_seq)
    assert send_due(send=post, now=LATER) == 0
    assert Notification.objects.get().skipped == "read"


def test_who_has_read_only_what_came_before_is_told(person):
    conversation, post = say(person), Post()
    conversation.refresh_from_db()
    mark_read(person, conversation, seq=conversation.head_seq)
    write(conversation)
    tell(person, conversation_id=conversation.id)
    assert send_due(send=post, now=LATER) == 1


def test_who_reads_after_the_push_gets_no_mail(person):
    conversation, post = say(person), Post()
    tell(person, conversation_id=conversation.id)
    send_due(send=post, now=LATER)
    conversation.refresh_from_db()
    mark_read(person, conversation, seq=conversation.head_seq)
    assert send_due(send=post, now=MAILED) == 0
    assert Delivery.objects.get(channel=Channel.EMAIL).state == "skipped"


def test_sender_that_breaks_off_repeats_nobody_elses_notice(person):
    other = make_user(time_zone="Europe/London", email="kim@example.com")
    device_of(other, address="token-2")
    for user in (person, other):
        tell(user, object_id="a")
    sent: list[Any] = []

    def post(delivery: Delivery, told: Told, address: Address) -> Outcome:
        if address.text == "token-1":
            raise RuntimeError("no sender expects this")
        sent.append(delivery.id)
        return Outcome()

    assert send_due(send=post, now=LATER) == 2
    assert len(sent) == 1
    broken = Delivery.objects.get(error="internal")
    assert (broken.state, broken.attempts) == ("pending", 1)
    assert Delivery.objects.get(id=sent[0]).state == "sent"
    # One whose claimers never came back is given up.
    Delivery.objects.filter(id=broken.id).update(attempts=MOST_ATTEMPTS, next_try_at=LATER)
    assert send_due(send=post, now=LATER) == 0
    broken.refresh_from_db()
    assert (broken.state, broken.error) == ("failed", "too_often")


def test_who_is_there_is_told_only_after_leaving_without_reading(person):
    post = Post()
    tell(person, object_id="a")
    note_present([person.id], now=NOON)
    assert send_due(send=post, now=LATER) == 0
    # Their socket has been silent for longer than it stays noted.
    assert send_due(send=post, now=NOON + timedelta(minutes=3)) == 1


def test_who_was_there_all_the_time_is_not_told_at_all(person):
    post = Post()
    tell(person, object_id="a")
    Notification.objects.update(created_at=NOON)
    note_present([person.id], now=NOON + timedelta(minutes=12))
    assert send_due(send=post, now=NOON + timedelta(minutes=12)) == 0
    assert Notification.objects.get().skipped == "connected"


def test_what_is_over_is_not_told(person):
    tell(person, kind="interview.offered", object_id="slot-7")
    assert forget_notices(person.id, object_id="slot-7") == 1
    assert send_due(send=Post(), now=LATER) == 0


def test_a_kind_that_is_not_wanted_by_a_channel_goes_by_the_others(person):
    set_wanted(person.id, channel=Channel.APP, kind="thread.greeting", is_on=False, now=NOON)
    post = Post()
    tell(person, kind="thread.greeting", object_id="a")
    send_due(send=post, now=LATER)
    send_due(send=post, now=MAILED)
    assert [channel for channel, _told in post.got] == [Channel.EMAIL]


def test_of_what_goes_together_each_channel_says_only_what_is_wanted_by_it(person):
    set_wanted(person.id, channel=Channel.APP, kind="thread.greeting", is_on=False, now=NOON)
    post = Post()
    tell(person, kind="thread.greeting", object_id="a")
    tell(person, kind="application.answered", object_id="b")
    send_due(send=post, now=LATER)
    [(_channel, told)] = post.got
    assert told.build_payload()["kind"] == "application"


def test_who_wants_nothing_by_any_way_is_left_alone(person):
    for channel in Channel:
        set_wanted(person.id, channel=channel, is_on=False, now=NOON)
    tell(person, object_id="a")
    send_due(send=Post(), now=LATER)
    assert Notification.objects.get().skipped == "opted_out"


def test_a_person_is_told_no_more_than_so_often_a_day(person):
    for _n in range(CAPS[Channel.APP]):
        dispatch = Dispatch.objects.create(user=person, created_at=NOON)
        Delivery.objects.create(
            dispatch=dispatch, channel=Channel.APP, target_id=dispatch.id, state="sent",
            created_at=NOON,
        )  # fmt: skip
    post = Post()
    tell(person, object_id="a")
    send_due(send=post, now=LATER)
    assert post.got == []
    assert Delivery.objects.filter(state="pending").get().channel == Channel.EMAIL


def test_a_device_that_was_signed_out_is_not_told(person):
    PushSubscription.objects.get().sign_in.__class__.objects.update(
        ended_at=NOON, end_reason="logout"
    )
    post = Post()
    tell(person, object_id="a")
    send_due(send=post, now=LATER)
    assert post.got == []


def test_a_stranger_is_told_nothing(person):
    other = make_user()
    device_of(other, address="token-2")
    tell(person, object_id="a")
    post = Post()
    send_due(send=post, now=LATER)
    assert {told.user_id for _channel, told in post.got} == {person.id}


# --- quiet hours --------------------------------------------------------------------------------


def test_at_night_nothing_is_told_until_the_morning_where_the_person_lives(person):
    User.objects.filter(id=person.id).update(time_zone="Asia/Shanghai")
    night = datetime(2026, 11, 2, 15, tzinfo=UTC)
    post = Post()
    tell(person, object_id="a", now=night)
    assert send_due(send=post, now=night + timedelta(minutes=1)) == 0
    assert Notification.objects.get().send_after == datetime(2026, 11, 3, 0, tzinfo=UTC)
    assert send_due(send=post, now=datetime(2026, 11, 3, 0, 1, tzinfo=UTC)) == 1


def test_quiet_hours_may_be_switched_off(person):
    NotificationSettings.objects.create(user=person, is_quiet=False)
    night = datetime(2026, 11, 2, 23, tzinfo=UTC)
    tell(person, object_id="a", now=night)
    assert send_due(send=Post(), now=night + timedelta(minutes=1)) == 1


@pytest.mark.parametrize(
    ("now", "zone", "hours", "ends"),
    [
        # The day on which British clocks go back: eight on the wall is eight in UTC.
        (datetime(2026, 10, 24, 22, tzinfo=UTC), "Europe/London", (22, 8), (25, 8)),
        # And a day before it, seven in UTC.
        (datetime(2026, 10, 23, 22, tzinfo=UTC), "Europe/London", (22, 8), (24, 7)),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), "UTC", (11, 14), (24, 14)),
        (datetime(2026, 10, 24, 14, tzinfo=UTC), "UTC", (11, 14), None),
        (datetime(2026, 10, 24, 7, 59, tzinfo=UTC), "UTC", (22, 8), (24, 8)),
        (datetime(2026, 10, 24, 8, tzinfo=UTC), "UTC", (22, 8), None),
    ],
)
def test_quiet_hours_are_those_of_the_wall(now, zone, hours, ends):
    found = quiet_until_when(
        now, zone=ZoneInfo(zone), quiet_from=time(hours[0]), quiet_until=time(hours[1])
    )
    expected = datetime(2026, 10, ends[0], ends[1], tzinfo=UTC) if ends else None
    assert found == expected


# --- failures -----------------------------------------------------------------------------------


def test_what_fails_is_tried_again_later_and_later_and_then_no_more(person):
    set_wanted(person.id, channel=Channel.EMAIL, is_on=False, now=NOON)
    post, at = Post(), LATER
    tell(person, object_id="a")
    for wait in (*WAITS, None):
        post.answers = [Outcome("bad_status", 503)]
        assert send_due(send=post, now=at) == 1
        delivery = Delivery.objects.get()
        if wait is None:
            assert delivery.state == "failed"
        else:
            assert delivery.next_try_at is not None
            assert 0.79 * wait < (delivery.next_try_at - at).total_seconds() < 1.21 * wait
            at = delivery.next_try_at + timedelta(seconds=1)
            Delivery.objects.update(created_at=at)
    assert Notification.objects.get().state == "failed"
    assert send_again([delivery.id], now=at) == 1
    assert send_due(send=post, now=at) == 1
    assert Notification.objects.get().state == "sent"


def test_a_retry_goes_to_the_one_address_that_failed(person):
    device_of(person, address="token-2")
    set_wanted(person.id, channel=Channel.EMAIL, is_on=False, now=NOON)
    post = Post()
    post.answers = [Outcome("bad_status", 500), Outcome()]
    tell(person, object_id="a")
    assert send_due(send=post, now=LATER) == 2
    assert send_due(send=post, now=LATER + timedelta(minutes=2)) == 1
    assert sorted(Delivery.objects.values_list("state", "attempts")) == [("sent", 1), ("sent", 2)]


def test_a_gone_address_is_forgotten(person):
    post = Post()
    post.answers = [Outcome("gone", 410, is_gone=True, is_final=True)]
    tell(person, object_id="a")
    send_due(send=post, now=LATER)
    assert not PushSubscription.objects.exists()
    assert Delivery.objects.get(channel=Channel.APP).state == "gone"


def test_a_claim_is_for_one_and_is_left_to_others_when_its_holder_dies(person):
    tell(person, object_id="a")
    plan_due(now=LATER)
    [mine] = claim_due(now=LATER)
    assert claim_due(now=LATER) == []
    [again] = claim_due(now=LATER + LEASE + timedelta(seconds=1))
    assert again.id == mine.id
    # The one who was thought dead comes back: nothing that it says counts any more.
    record_attempt(mine, Outcome("gone", 410, is_gone=False, is_final=True), now=LATER)
    assert Delivery.objects.get(id=mine.id).state == "pending"


def test_what_is_old_is_forgotten(person):
    tell(person, object_id="a")
    send_due(send=Post(), now=LATER)
    Notification.objects.update(created_at=NOON)
    assert prune_outbox(now=NOON + timedelta(days=31)) == 1
    assert not Dispatch.objects.exists()


# --- content ------------------------------------------------------------------------------------


def test_no_word_of_what_was_said_leaves(person):
    conversation, post = say(person, "My salary is 54321"), Post()
    tell(person, conversation_id=conversation.id)
    send_due(send=post, now=LATER)
    [(_channel, told)] = post.got
    payload = told.build_payload()
    assert payload.keys() == {
        "v", "id", "kind", "count", "conversation_id", "object_id", "lang",
    }  # fmt: skip
    assert "54321" not in json.dumps(payload)
    send_due(now=MAILED)
    [letter] = mail.outbox
    assert letter.to == ["pat@example.com"]
    assert "54321" not in letter.body
    assert person.display_name not in f"{letter.body}{letter.subject}"


def test_the_mail_is_in_the_persons_language_and_can_be_ended_with_one_click(person):
    User.objects.filter(id=person.id).update(locale="zh-CN")
    tell(person, object_id="a")
    tell(person, object_id="a")
    plan_due(now=LATER)
    Delivery.objects.filter(channel=Channel.APP).delete()
    send_due(now=MAILED)
    [letter] = mail.outbox
    assert letter.subject == "你有 2 条新消息 – JobAssist"
    headers = letter.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].strip("<>") in letter.body
    assert headers["Auto-Submitted"] == "auto-generated"


def test_a_mail_server_that_is_down_is_asked_again(person, monkeypatch):
    def fail(self: Any) -> int:
        raise smtplib.SMTPServerDisconnected("down")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    PushSubscription.objects.all().delete()
    tell(person, object_id="a")
    send_due(now=LATER)
    send_due(now=MAILED)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error) == ("pending", "no_mail_server")


# --- the person's rows --------------------------------------------------------------------------


def test_erasure_leaves_nothing_of_it(person):
    set_wanted(person.id, channel=Channel.EMAIL, is_on=False, now=NOON)
    NotificationSettings.objects.create(user=person)
    note_present([person.id], now=NOON - timedelta(hours=1))
    tell(person, object_id="a")
    send_due(send=Post(), now=LATER)
    exported = personal_data.export_person(person)["eventlog"]
    assert [each["kind"] for each in exported["notices"]] == ["thread.message"]
    assert "token-1" not in json.dumps(exported, default=str)
    personal_data.erase_person(person)
    for model in (
        Notification, Dispatch, Delivery, PushSubscription, NotificationOptOut,
        NotificationSettings,
    ):  # fmt: skip
        assert not model.objects.exists(), model


def test_an_erased_person_is_told_nothing(person):
    personal_data.erase_person(person)
    assert notify([person.id], kind="thread.greeting", object_id="a", now=NOON) == 0


def test_many_people_cost_no_more_statements_than_one(person, django_assert_max_num_queries):
    for n in range(30):
        user = make_user(time_zone="Europe/London")
        device_of(user, address=f"many-{n}")
        tell(user, object_id="a")
    with django_assert_max_num_queries(14):
        assert plan_due(now=LATER) == 30
    with django_assert_max_num_queries(6):
        assert len(claim_due(now=LATER)) == 30
