"""The rows of a turn: what is checked when an order is taken, and what is left when it ends."""

import json
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from chat import events, personal_data, sessions, turns
from chat.engines.base import TurnInterrupted
from chat.memory import NewFact, forget, recall, remember
from chat.models import ClientFrame, DialogueState, Turn
from chat.persona import persona_for
from chat.state import State
from chat.turns import rows, running
from eventlog.models import Event, Participant
from eventlog.services import (
    create_conversation,
    delete_conversation,
    get_conversation_for,
    list_conversations,
)
from jobassist.accounts.models import SignIn
from jobassist.accounts.services import OpenSession
from jobassist.errors import AppError
from jobs.criteria import Criteria

pytestmark = pytest.mark.django_db


def order(conversation, kind="message.send", **data):
    frame = {
        "v": 1,
        "type": kind,
        "id": str(uuid.uuid4()),
        "conversation_id": conversation.wire_id,
        "data": data,
    }
    return events.parse_client_event(json.dumps(frame))


@pytest.fixture
def conversation(alice):
    return create_conversation(alice)


def test_tap_that_is_none_of_ours_is_refused_at_once_and_nothing_is_kept(alice, conversation, now):
    bad = order(conversation, text="Yes", postback={"do": "delete_everything"})
    with pytest.raises(AppError) as refused:
        turns.submit(alice, bad, now=now)
    assert (refused.value.code, refused.value.extra["pointer"]) == ("malformed", "/data/postback")
    assert not ClientFrame.objects.exists()
    assert not Turn.objects.exists()


def test_who_goes_on_typing_is_answered_after_five_seconds_all_the_same(alice, conversation, now):
    turns.submit(alice, order(conversation, text="one"), now=now)
    waiting = Turn.objects.get()
    for second in range(12):
        at = waiting.created_at + timedelta(seconds=second)
        turns.submit(alice, order(conversation, text="and"), now=at)
    waiting.refresh_from_db()
    assert waiting.start_after == waiting.created_at + turns.LONGEST_QUIET


def test_what_an_order_said_is_only_in_the_log_once_it_is_answered(alice, conversation, now):
    sent = order(conversation, text="I am Ada", postback={"do": "help"})
    turns.submit(alice, sent, now=now)
    claimed = turns.claim(conversation.id, now=now + timedelta(seconds=1))
    assert isinstance(claimed, turns.ClaimedTurn)
    assert [each.text for each in claimed.inputs] == ["I am Ada"]
    assert turns.finish(claimed.turn, outcome="completed", now=now) == "completed"
    frame = ClientFrame.objects.get()
    assert frame.data is None
    assert turns.submit(alice, sent, now=now).ack.status == "duplicate"


def test_interrupted_orders_keep_what_the_next_turn_needs(alice, conversation, now):
    turns.submit(alice, order(conversation, text="a", postback={"do": "help"}), now=now)
    claimed = turns.claim(conversation.id, now=now + timedelta(seconds=1))
    assert isinstance(claimed, turns.ClaimedTurn)
    turns.submit(alice, order(conversation, text="b"), now=now)
    turns.finish(claimed.turn, outcome="cancelled", reason="interrupted", now=now)
    again = turns.claim(conversation.id, now=now + timedelta(seconds=9))
    assert isinstance(again, turns.ClaimedTurn)
    assert [(each.text, each.data.get("postback")) for each in again.inputs] == [
        ("a", {"do": "help"}),
        ("b", None),
    ]


def test_turn_that_is_ended_twice_in_one_group_ends_once(alice, conversation, now):
    turns.submit(alice, order(conversation, text="a"), now=now)
    claimed = turns.claim(conversation.id, now=now + timedelta(seconds=1))
    assert isinstance(claimed, turns.ClaimedTurn)
    endings = [
        turns.Ending(claimed.turn, "completed"),
        turns.Ending(claimed.turn, "cancelled", reason="interrupted"),
    ]
    ended = turns.finish_many(endings, now=now)
    assert [each.outcome for each in ended if isinstance(each, turns.Ended)] == ["completed", None]
    assert Event.objects.filter(conversation=conversation, type="turn.finished").count() == 1


def test_turn_of_a_deleted_conversation_stops_without_a_failure(
    alice, conversation, now, monkeypatch
):
    turns.submit(alice, order(conversation, text="a"), now=now)
    later = now + timedelta(seconds=1)
    with monkeypatch.context() as patch:
        # Deleted between the line that finds the turn and the one that locks its conversation.
        patch.setattr(
            running, "lock_conversation", lambda _id: rows.lock_conversation(uuid.uuid4())
        )
        assert turns.claim(conversation.id, now=later) is None
    claimed = turns.claim(conversation.id, now=later)
    assert isinstance(claimed, turns.ClaimedTurn)
    delete_conversation(alice, conversation)
    said = turns.to_event(events.SuggestionsSet(chips=[]))
    with pytest.raises(TurnInterrupted):
        turns.append_for(claimed.turn, [said], now=later)
    assert turns.finish(claimed.turn, outcome="cancelled", now=later) is None


def test_history_leaves_out_what_is_being_answered(alice, conversation, now):
    for text in ("first", "second"):
        turns.submit(alice, order(conversation, text=text), now=now)
    claimed = turns.claim(conversation.id, now=now + timedelta(seconds=1))
    assert isinstance(claimed, turns.ClaimedTurn)
    last = claimed.inputs[-1].item_id
    assert turns.read_history(conversation, but={last}) == (("user", "first"),)


def test_a_hundred_foreign_cursors_cost_no_query_each(
    alice, bob, conversation, django_assert_max_num_queries
):
    foreign = create_conversation(bob)
    cursors = [str(uuid.uuid4()) for _ in range(97)] + [foreign.wire_id, "nonsense", "me"]
    hello = events.HelloData.model_validate(
        {
            "ticket": "x" * 20,
            "locale": "en",
            "resume": [
                {"conversation_id": each, "epoch": foreign.epoch, "after_seq": 0}
                for each in cursors
            ],
        }
    )
    session = OpenSession(alice.id, uuid.uuid4(), alice.session_version)
    with django_assert_max_num_queries(8):
        (opening,) = sessions.open_sessions([(session, hello)])
    assert isinstance(opening, sessions.Opening)
    assert {each.conversation_id for each in opening.followed} == {conversation.id, opening.me_id}


def test_retention_takes_what_was_remembered_before(alice, now):
    for days, note in ((100, "old"), (3, "new")):
        remember(
            alice,
            NewFact("note", "note", note),
            words=note,
            conversation_id=None,
            item_id=None,
            now=now - timedelta(days=days),
        )
    assert personal_data.purge_memory(alice, now - timedelta(days=90)) == 1
    assert [each.value for each in recall(alice)] == ["new"]
    # The stream told of it in words.
    told = Event.objects.filter(type="memory.updated", erased_at__isnull=True)
    assert [(each.data or {})["text"] for each in told] == ["new"]


def test_wish_forgotten_while_a_turn_runs_does_not_come_back_with_it(alice, conversation, now):
    wish = Criteria(titles=("nurse",), cities=("Leeds",))
    fact = remember(
        alice,
        NewFact("criterion", "criteria.cities", ["Leeds"]),
        words="in Leeds",
        conversation_id=conversation.id,
        item_id=None,
        now=now,
    )
    assert fact is not None
    turns.submit(alice, order(conversation, text="others"), now=now)
    claimed = turns.claim(conversation.id, now=now + timedelta(seconds=1))
    assert isinstance(claimed, turns.ClaimedTurn)
    forget(alice, fact.id, now=now + timedelta(seconds=2))
    state = State(criteria=wish, criteria_history=[Criteria(cities=("Leeds",))])
    turns.finish(claimed.turn, outcome="completed", state=state, now=now + timedelta(seconds=3))
    kept = turns.load_state(conversation)
    assert kept.criteria == Criteria(titles=("nurse",))
    assert kept.criteria_history == [Criteria()]


def test_id_of_an_order_outlives_its_conversation(alice, now):
    opening = json.dumps({"v": 1, "type": "conversation.open", "id": str(uuid.uuid4()), "data": {}})
    first = turns.submit(alice, events.parse_client_event(opening), now=now)
    opened = get_conversation_for(alice, first.ack.conversation_id or "")
    said = order(opened, text="my secret wish", postback=None)
    turns.submit(alice, said, now=now)
    delete_conversation(alice, opened)
    again = turns.submit(alice, events.parse_client_event(opening), now=now)
    assert (again.ack.status, again.ack.conversation_id) == ("duplicate", None)
    assert turns.submit(alice, said, now=now).ack.status == "duplicate"
    assert list_conversations(alice) == []
    assert set(ClientFrame.objects.values_list("data", "needs_turn")) == {(None, False)}


def hello_of(user, *, locale="en", resume=()):
    hello = events.HelloData.model_validate(
        {"ticket": "x" * 20, "locale": locale, "resume": list(resume)}
    )
    return OpenSession(user.id, uuid.uuid4(), user.session_version), hello


def test_hellos_of_one_group_are_answered_each_in_its_language_and_fail_each_alone(
    alice, bob, guest, monkeypatch
):
    for user in (alice, bob, guest):
        create_conversation(user)
    broken = [True]

    def fail_once(scene):
        return persona_for("no scene" if broken and broken.pop() else scene)

    monkeypatch.setattr(sessions, "persona_for", fail_once)
    begun = [hello_of(bob), hello_of(alice, locale="zh-CN"), hello_of(guest)]
    spoilt, chinese, english = sessions.open_sessions(begun)
    assert isinstance(spoilt, KeyError)
    assert isinstance(chinese, sessions.Opening)
    assert isinstance(english, sessions.Opening)
    assert (chinese.welcome.persona.name, english.welcome.persona.name) == ("小麦", "Mai")


def test_chat_that_is_anothers_newest_is_still_found_by_its_cursor(alice, bob, monkeypatch):
    shared = create_conversation(bob)
    Participant.objects.create(conversation=shared, user=alice)
    monkeypatch.setattr(sessions, "RECENT", 1)
    newest = create_conversation(alice)
    cursor = {"conversation_id": shared.wire_id, "epoch": shared.epoch, "after_seq": 0}
    begun = [hello_of(bob), hello_of(alice, resume=[cursor])]
    _his, hers = sessions.open_sessions(begun)
    assert isinstance(hers, sessions.Opening)
    followed = {each.conversation_id for each in hers.followed}
    assert followed == {shared.id, newest.id, hers.me_id}


def test_message_that_cannot_be_taken_in_a_group_spoils_no_other(alice, bob, conversation):
    spoilt = create_conversation(bob)
    # As a state of another version of the code would be.
    DialogueState.objects.create(conversation=spoilt, data={"criteria": "none"})
    messages = [
        sessions.Message(open_session(user), order(chat, text="Hello"), "en")
        for user, chat in ((alice, conversation), (bob, spoilt))
    ]
    answers = sessions.take_messages(messages)
    # Each is taken by itself then, and the one that can be answered is.
    assert all(isinstance(each, turns.Locked) for each in answers)
    for each in messages:
        (ack,) = sessions.take_order(each.session, each.frame).frames
        assert isinstance(ack, events.Ack)
        assert ack.status == "accepted"


def open_session(user):
    now = timezone.now()
    sign_in = SignIn.objects.create(user=user, last_used_at=now, expires_at=now + timedelta(days=1))
    return OpenSession(user.id, sign_in.id, user.session_version)


def test_turn_that_cannot_be_ended_keeps_no_other_from_ending(alice, bob, now, monkeypatch):
    ours = [create_conversation(alice), create_conversation(bob)]
    for chat in ours:
        turns.submit(chat.owner, order(chat, text="Hello"), now=now)
        assert isinstance(turns.claim(chat.id, now=now), turns.ClaimedTurn)
    real = running.finish
    broken = [True]

    def fail_once(turn, **ending):
        if broken and broken.pop():
            raise KeyError("engine")
        return real(turn, **ending)

    monkeypatch.setattr(running, "finish", fail_once)
    assert len(turns.expire(now=now + turns.LEASE * 2)) == 1
