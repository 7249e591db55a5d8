"""Rows of standing searches: what constraints hold, what devices are told, what cards show."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from chat.alerts import services
from chat.alerts.timing import Plan
from chat.models import Alert
from eventlog.models import Event
from eventlog.services import create_conversation, delete_conversation, get_me_stream
from jobassist.errors import AppError
from jobs.criteria import Criteria
from tests.chat.alerts.making import NURSES, data_of, make_alert
from tests.factories import make_user

pytestmark = pytest.mark.django_db

WEEKLY = Plan("weekly", weekdays=(4,), hour=9, minute=0)


@pytest.fixture
def ada():
    return make_user(time_zone="Europe/London")


@pytest.mark.parametrize(
    "wrong",
    [
        {"next_run_at": None},
        {"hour": None},
        {"hour": 24},
        {"minute": 60},
        {"weekdays": []},
        {"day": 3},
        {"frequency": "monthly", "weekdays": []},
        {"frequency": "monthly", "weekdays": [], "day": 32},
        {"frequency": "instant", "weekdays": []},
        {"state": "paused"},
    ],
)
def test_the_table_holds_no_alert_that_could_not_run(ada, wrong):
    alert = make_alert(ada, create_conversation(ada), plan=WEEKLY, now=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.filter(id=alert.id).update(**wrong)


def test_the_same_search_stands_once_whatever_case_it_was_said_in(ada):
    first = make_alert(ada, create_conversation(ada), plan=WEEKLY, now=timezone.now())
    again = make_alert(
        ada,
        create_conversation(ada),
        plan=WEEKLY,
        now=timezone.now(),
        criteria=Criteria(titles=("Nurse",), cities=("leeds",)),
    )
    assert again.id == first.id
    assert Alert.objects.count() == 1


def test_each_change_is_told_on_the_persons_stream_without_its_words(ada):
    alert = make_alert(ada, create_conversation(ada), plan=WEEKLY, now=timezone.now())
    services.pause_alert(ada, alert.id, now=timezone.now())
    services.pause_alert(ada, alert.id, now=timezone.now())
    services.resume_alert(ada, alert.id, now=timezone.now())
    services.delete_alert(ada, alert.id, now=timezone.now())
    told = Event.objects.filter(conversation=get_me_stream(ada), type="alert.updated")
    assert [data_of(each)["op"] for each in told.order_by("seq")] == [
        "created", "paused", "resumed", "deleted",
    ]  # fmt: skip
    assert "nurse" not in str([each.data for each in told])


def test_the_card_that_shows_it_is_kept_true(ada):
    chat = create_conversation(ada)
    alert = make_alert(ada, chat, plan=WEEKLY, now=timezone.now())
    item_id = uuid.uuid4()
    services.note_card(alert, conversation_id=chat.id, item_id=item_id)
    services.pause_alert(ada, alert.id, now=timezone.now())
    services.delete_alert(ada, alert.id, now=timezone.now())
    changes = Event.objects.filter(item_id=item_id, type="item.updated").order_by("seq")
    cards = [data_of(each)["patch"][0]["value"] for each in changes]
    assert [each["data"]["state"] for each in cards] == ["paused", "deleted"]
    assert cards[0]["actions"][0]["id"] == "resume"
    assert cards[1]["actions"] == []


def test_a_card_that_went_with_its_conversation_is_no_hindrance(ada):
    chat = create_conversation(ada)
    alert = make_alert(ada, chat, plan=WEEKLY, now=timezone.now())
    services.note_card(alert, conversation_id=chat.id, item_id=uuid.uuid4())
    delete_conversation(ada, chat)
    assert services.pause_alert(ada, alert.id, now=timezone.now()).state == "paused"


def test_two_alerts_cannot_be_changed_into_one(ada):
    make_alert(ada, create_conversation(ada), plan=WEEKLY, now=timezone.now())
    other = make_alert(
        ada,
        create_conversation(ada),
        plan=WEEKLY,
        now=timezone.now(),
        criteria=Criteria(titles=("chef",)),
    )
    with pytest.raises(AppError) as refused:
        services.change_alert(ada, other.id, criteria=NURSES, now=timezone.now())
    assert refused.value.code == "alert_exists"


def test_a_paused_one_that_is_given_another_time_stays_paused(ada):
    alert = make_alert(ada, create_conversation(ada), plan=WEEKLY, now=timezone.now())
    services.pause_alert(ada, alert.id, now=timezone.now())
    changed = services.change_alert(
        ada, alert.id, plan=Plan("daily", hour=8, minute=0), now=timezone.now()
    )
    assert (changed.state, changed.next_run_at, changed.hour) == ("paused", None, 8)


@pytest.mark.parametrize("act", ["pause_alert", "resume_alert", "delete_alert", "change_alert"])
def test_a_stranger_finds_none(ada, act):
    alert = make_alert(ada, create_conversation(ada), plan=WEEKLY, now=timezone.now())
    bob = make_user()
    with pytest.raises(services.AlertNotFound):
        getattr(services, act)(bob, alert.id, now=timezone.now())
    with pytest.raises(services.AlertNotFound):
        services.get_alert_for(bob, alert.id)
    with pytest.raises(services.AlertNotFound):
        services.get_alert_for(ada, "no-id")
