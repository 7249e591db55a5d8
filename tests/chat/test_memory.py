"""What is remembered: superseded, shown, and truly forgotten."""

from datetime import timedelta

import pytest

from chat import memory, turns
from chat.memory import MemoryNotFound
from chat.models import ClientFrame, Memory
from eventlog.models import Event


def remember(user, now, value="Leeds", key="criteria.cities", kind="criterion"):
    return memory.remember(
        user,
        kind=kind,
        key=key,
        value=[value] if kind == "criterion" else value,
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
