"""What is remembered: superseded, shown, and truly forgotten."""

import hashlib
import json
import threading
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction

from chat import memory, tasks, turns
from chat.memory import MemoryNotFound, NewFact
from chat.models import ClientFrame, DialogueState, ForgottenFact, Memory
from chat.state import State
from eventlog.models import Event
from eventlog.services import create_conversation, get_me_stream, lock_conversation_ids
from jobassist.errors import AppError
from jobs.criteria import Criteria


def remember(user, now, value="Leeds", key="criteria.cities", kind="criterion"):
    return memory.remember(
        user,
        NewFact(kind, key, [value] if kind == "criterion" else value),
        words=f"I said {value}",
        conversation_id=None,
        item_id=None,
        now=now,
    )


def test_newer_fact_supersedes_the_older_one(alice, now):
    first = remember(alice, now)
    second = remember(alice, now + timedelta(days=1), "Hull")
    first.refresh_from_db()
    assert (first.valid_to, first.superseded_by) == (now + timedelta(days=1), second)
    assert memory.recall(alice) == [second]


def test_same_fact_is_remembered_once(alice, now):
    remember(alice, now)
    assert remember(alice, now + timedelta(hours=1)) is None
    assert Memory.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    [
        "I moved to Leeds. I live in Headingley now.",
        "我下周到岗。我月底能入职。",
        "Call me Sam. My name is Samuel.",
    ],
)
def test_of_two_facts_of_one_thing_in_one_message_the_last_holds(alice, now, text):
    statements = memory.find_statements(text)
    learned = memory.learn(alice, statements, conversation_id=None, item_id=None, now=now)
    assert learned
    keys = [each.key for each in memory.recall(alice)]
    assert len(keys) == len(set(keys))


def test_the_last_of_two_values_of_one_key_stands_and_notes_stand_beside_each_other(alice, now):
    from chat.memory import facts

    new = [NewFact("circumstance", "home", "I live in Leeds"),
           NewFact("note", "note", "one"), NewFact("note", "note", "two"),
           NewFact("circumstance", "home", "I live in Hull now")]  # fmt: skip
    facts._write(alice, new, words="", conversation_id=None, item_id=None, now=now)
    assert {each.value for each in memory.recall(alice)} == {"one", "two", "I live in Hull now"}


def test_forgotten_fact_leaves_no_word_and_is_not_learned_again(alice, now):
    remember(alice, now, "Secretville")
    fact = remember(alice, now + timedelta(days=1), "Hull")
    memory.forget(alice, fact.id, now=now)
    assert not Memory.objects.exists()
    assert not Event.objects.filter(data__icontains="Secretville").exists()
    assert not Event.objects.filter(data__icontains="Hull").exists()
    assert remember(alice, now, "Hull") is None


def test_stranger_reaches_no_memory(alice, bob, now):
    fact = remember(alice, now)
    for act in (
        lambda: memory.forget(bob, fact.id, now=now),
        lambda: memory.edit_memory(bob, fact.id, value=["York"], now=now),
        lambda: memory.get_memory_for(bob, fact.id),
    ):
        with pytest.raises(MemoryNotFound):
            act()
    assert memory.recall(bob) == []


def test_recall_is_one_query(alice, now, django_assert_num_queries):
    for number in range(5):
        remember(alice, now, f"note {number}", key="note", kind="note")
    with django_assert_num_queries(1):
        assert len(memory.recall(alice)) == 5


def test_old_idempotency_keys_are_forgotten_and_younger_ones_kept(alice, now):
    import uuid

    for days in (8, 6):
        frame = ClientFrame.objects.create(
            user=alice, frame_id=uuid.uuid4(), type="message.send", body_hash="x"
        )
        ClientFrame.objects.filter(id=frame.id).update(created_at=now - timedelta(days=days))
    assert turns.purge_frames(now=now) == 1
    assert ClientFrame.objects.count() == 1


BEFORE = Criteria(titles=("nurse",), cities=("Leeds",), salary_min=30_000, currency="GBP")
AFTER = Criteria(titles=("nurse",), cities=("York",), skills=("ICU",), currency="GBP")


def change_search(user, now, *, before=BEFORE, after=AFTER):
    memory.remember_criteria(
        user,
        before=before,
        after=after,
        words="York, with intensive care",
        conversation_id=create_conversation(user).id,
        item_id=None,
        now=now,
    )


def test_change_of_a_search_is_remembered_as_one(alice, now):
    change_search(alice, now, before=Criteria(), after=BEFORE)
    change_search(alice, now + timedelta(days=1))
    criteria, _facts = memory.recall_criteria(alice)
    assert criteria == AFTER
    told = Event.objects.filter(conversation=get_me_stream(alice), type="memory.updated")
    data = [event.data or {} for event in told.order_by("seq")]
    last = [(each["op"], each["key"]) for each in data][-3:]
    assert last == [
        ("remembered", "criteria.skills"),
        ("superseded", "criteria.cities"),
        ("ended", "criteria.salary_min"),
    ]
    # What was once wished for stays known as such, until it is forgotten.
    assert Memory.objects.filter(key="criteria.salary_min", valid_to__isnull=False).count() == 1


def test_remembering_takes_as_many_statements_for_six_wishes_as_for_one(
    alice, now, django_assert_max_num_queries
):
    change_search(alice, now, before=Criteria(), after=BEFORE)
    conversation = create_conversation(alice)
    with django_assert_max_num_queries(16):
        memory.remember_criteria(
            alice,
            before=BEFORE,
            after=AFTER.model_copy(update={"titles": ("midwife",), "education": "bachelor"}),
            words="",
            conversation_id=conversation.id,
            item_id=None,
            now=now,
        )


def test_forgotten_wish_leaves_open_searches_and_their_undo(alice, now):
    change_search(alice, now, before=Criteria(), after=BEFORE)
    conversation = create_conversation(alice)
    state = State(criteria=BEFORE, criteria_history=[Criteria(cities=("Leeds",)), Criteria()])
    DialogueState.objects.create(
        conversation=conversation, data=state.model_dump(mode="json", exclude_defaults=True)
    )
    fact = Memory.objects.get(key="criteria.cities")
    memory.forget(alice, fact.id, now=now)
    left = turns.load_state(conversation)
    assert left.criteria == BEFORE.model_copy(update={"cities": ()})
    assert left.criteria_history == [Criteria(), Criteria()]


@pytest.mark.parametrize("value", [None, [], "not a list", ["x"] * 99])
def test_edit_that_says_nothing_usable_is_refused_and_nothing_is_lost(alice, now, value):
    fact = remember(alice, now)
    with pytest.raises(AppError) as refused:
        memory.edit_memory(alice, fact.id, value=value, now=now)
    assert refused.value.code == "answer_invalid"
    assert memory.recall(alice) == [fact]


def test_what_is_forgotten_does_not_stay_as_the_words_of_a_wish_said_with_it(alice, now):
    said = "I'm allergic to nuts. Looking for chef jobs in Leeds"
    wish = memory.remember(
        alice,
        NewFact("criterion", "criteria.titles", ["chef"]),
        words=said,
        conversation_id=None,
        item_id=None,
        now=now,
    )
    other = remember(alice, now)
    (fact,) = memory.learn(
        alice,
        memory.find_statements("I'm allergic to nuts."),
        conversation_id=None,
        item_id=None,
        now=now,
    )
    question = memory.read_question("what did I say I'm allergic to?", today=now.date())
    assert wish is not None
    assert question is not None
    assert memory.recall_about(alice, question).quotes
    memory.forget(alice, fact.id, now=now)
    wish.refresh_from_db()
    assert (wish.value, wish.words) == (["chef"], "")
    assert Memory.objects.get(id=other.id).words == other.words
    assert "nuts" not in str(memory.recall_about(alice, question).quotes)


def test_a_forgotten_wish_stays_in_no_other_words(alice, now):
    said = "chef in Leeds from 30k. I need at least 30k for my rent."
    for key, value in (("salary_min", 30_000.0), ("titles", ["chef"])):
        memory.remember(
            alice, NewFact("criterion", f"criteria.{key}", value), words=said,
            conversation_id=None, item_id=None, now=now,
        )  # fmt: skip
    memory.learn(
        alice, memory.find_statements("I need at least 30k for my rent. I have a dog."),
        conversation_id=None, item_id=None, now=now,
    )  # fmt: skip
    wish = Memory.objects.get(key="criteria.salary_min")
    memory.forget(alice, wish.id, now=now)
    left = {each.key: each for each in Memory.objects.filter(user=alice)}
    assert "30k" not in str([each.words for each in left.values()])
    assert left["criteria.titles"].value == ["chef"]
    assert any(each.words == "I have a dog." for each in left.values())


def test_what_was_wished_twice_is_forgotten(alice, now):
    for hours, town in enumerate(["Leeds", "York", "Leeds"]):
        memory.remember(
            alice, NewFact("criterion", "criteria.cities", [town]), words="",
            conversation_id=None, item_id=None, now=now + timedelta(hours=hours),
        )  # fmt: skip
    wish = Memory.objects.get(user=alice, valid_to__isnull=True)
    memory.forget(alice, wish.id, now=now + timedelta(days=1))
    assert not Memory.objects.filter(user=alice).exists()


def test_hashes_of_what_is_forgotten_differ_from_person_to_person(alice, bob, now):
    for user in (alice, bob):
        memory.forget_said(user, ["I owe nine grand"], now=now)
        memory.forget(user, remember(user, now).id, now=now)
    theirs = [
        set(ForgottenFact.objects.filter(user=u).values_list("value_hash", flat=True))
        for u in (alice, bob)
    ]
    assert [len(each) for each in theirs] == [2, 2]
    assert not theirs[0] & theirs[1]


def test_bare_hashes_are_keyed_once_and_still_known(alice, now):
    value = "I owe nine grand"
    bare = hashlib.sha256(json.dumps(value).casefold().encode()).hexdigest()
    row = ForgottenFact.objects.create(user=alice, key="note", value_hash=bare, at=now)
    migration = import_module("chat.migrations.0011_key_forgotten")
    for _again in range(2):
        migration.key_hashes(apps, None)
        row.refresh_from_db()
        assert row.value_hash == memory.forgotten.hash_value(alice.id, value)


def test_what_was_forgotten_bare_and_keyed_stands_once_with_the_later_time(alice, now):
    value, key = "I owe nine grand", "note"
    bare = hashlib.sha256(json.dumps(value).casefold().encode()).hexdigest()
    keyed = memory.forgotten.hash_value(alice.id, value)
    migration = import_module("chat.migrations.0011_key_forgotten")
    for put in (lambda: migration.key_hashes(apps, None), lambda: tasks.key_forgotten(0)):
        for first, second in ((bare, keyed), (keyed, bare)):
            ForgottenFact.objects.all().delete()
            for days, value_hash in enumerate([first, second]):
                at = now + timedelta(days=days)
                ForgottenFact.objects.create(user=alice, key=key, value_hash=value_hash, at=at)
            put()
            row = ForgottenFact.objects.get()
            assert (row.value_hash, row.at) == (keyed, now + timedelta(days=1))


def test_a_bare_hash_of_an_older_process_is_keyed_soon(alice, bob, now):
    value = "I owe nine grand"
    bare = hashlib.sha256(json.dumps(value).casefold().encode()).hexdigest()
    for user, guest in ((alice, None), (bob, alice.id)):
        ForgottenFact.objects.create(
            user=user, key="note", value_hash=bare, hashed_for=guest, terms=["t"], at=now
        )
    tasks.key_forgotten(0)
    tasks.key_forgotten(0)
    for user in (alice, bob):
        row = ForgottenFact.objects.get(user=user)
        # By the hash of the guest that bob was.
        assert row.value_hash == memory.forgotten.hash_value(alice.id, value)
        assert (row.terms, row.at) == (["t"], now)


def test_a_search_is_recalled_however_much_was_said_since(alice, now, monkeypatch):
    change_search(alice, now, before=Criteria(), after=BEFORE)
    monkeypatch.setattr(memory.facts, "MAX_FACTS", 3)
    for number in range(4):
        remember(alice, now + timedelta(hours=1), value=f"note {number}", key="note", kind="note")
    assert memory.recall_criteria(alice)[0] == BEFORE


def test_forgetting_everything_takes_as_many_statements_for_many_facts(
    alice, now, django_assert_max_num_queries
):
    for number in range(40):
        remember(alice, now, value=f"note {number}", key="note", kind="note")
    with django_assert_max_num_queries(24):
        assert memory.forget_everything(alice, now=now) == 40


@pytest.mark.parametrize("ago", ["99999999999 weeks ago", "99999 months ago"])
def test_a_time_before_all_times_is_no_fault(alice, now, ago):
    question = memory.read_question(f"what did I say about nights {ago}?", today=now.date())
    assert question is not None
    assert not memory.recall_about(alice, question).quotes


@pytest.mark.django_db(transaction=True)
def test_who_forgets_a_wish_holds_no_search_while_waiting_for_the_stream(alice, now):
    change_search(alice, now, before=Criteria(), after=BEFORE)
    conversation = create_conversation(alice)
    DialogueState.objects.create(
        conversation=conversation, data={"criteria": {"cities": ["Leeds"]}}
    )
    fact = Memory.objects.get(key="criteria.cities")

    def forget() -> None:
        try:
            memory.forget(alice, fact.id, now=now)
        finally:
            connection.close()

    other = threading.Thread(target=forget)
    with transaction.atomic():
        # As a run of a standing search does, which then writes to the search of its chat.
        lock_conversation_ids({conversation.id, get_me_stream(alice).id})
        other.start()
        other.join(0.5)
        assert other.is_alive()
        DialogueState.objects.select_for_update(nowait=True).get(conversation=conversation)
    other.join(10)
    assert turns.load_state(conversation).criteria.cities == ()
