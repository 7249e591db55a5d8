"""The log: gapless, owned, erasable, and rung only after commit."""

import json
import threading
import uuid

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from eventlog import bell, services
from eventlog.frames import build_frame
from eventlog.models import Conversation, Event
from eventlog.services import ConversationNotFound, NewEvent


@pytest.fixture
def talk(alice):
    return services.create_conversation(alice)


def test_seq_counts_from_one_without_gaps(talk):
    for text in "abc":
        services.append_events(talk.id, [NewEvent("item.done", {"text": text})] * 2)
    assert [event.seq for event in services.events_after(talk, 0)] == [1, 2, 3, 4, 5, 6]
    talk.refresh_from_db()
    assert talk.head_seq == 6


def test_rolled_back_append_gives_its_numbers_back(talk):
    class Boom(Exception):
        pass

    def append_and_fail():
        with transaction.atomic():
            services.append_events(talk.id, [NewEvent("item.done")])
            raise Boom

    with pytest.raises(Boom):
        append_and_fail()
    (seq,) = services.append_events(talk.id, [NewEvent("item.done")])
    assert seq == 1


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_share_one_gapless_order(talk):
    def write():
        try:
            for _ in range(20):
                services.append_events(talk.id, [NewEvent("item.done")])
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seqs = list(
        Event.objects.filter(conversation=talk).order_by("seq").values_list("seq", flat=True)
    )
    assert seqs == list(range(1, 81))


def test_append_to_a_deleted_conversation_says_so(talk, alice):
    services.delete_conversation(alice, talk)
    with pytest.raises(ConversationNotFound):
        services.append_events(talk.id, [NewEvent("item.done")])


@pytest.mark.parametrize("wrong", ["", "me", "not-a-uuid", "00000000-0000-0000-0000-000000000000"])
def test_unknown_ids_are_not_found(alice, wrong):
    with pytest.raises(ConversationNotFound):
        services.get_conversation_for(alice, wrong)


def test_stranger_reaches_nothing(talk, bob):
    with pytest.raises(ConversationNotFound):
        services.get_conversation_for(bob, talk.id)
    with pytest.raises(ConversationNotFound):
        services.delete_conversation(bob, talk)
    assert services.list_conversations(bob) == []


def test_ring_comes_after_commit_and_only_then(
    talk, monkeypatch, django_capture_on_commit_callbacks
):
    rung: list[int] = []
    monkeypatch.setattr(bell, "ring", lambda told: rung.extend(each.head_seq for each in told))
    with django_capture_on_commit_callbacks(execute=True):
        services.append_events(talk.id, [NewEvent("item.done")])
        assert rung == []
    assert rung == [1]


def test_dead_layer_does_not_undo_a_fact(talk, monkeypatch, django_capture_on_commit_callbacks):
    class Dead:
        async def group_send(self, group, message):
            raise OSError("connection refused")

    monkeypatch.setattr(bell, "get_channel_layer", Dead)
    with django_capture_on_commit_callbacks(execute=True):
        services.append_events(talk.id, [NewEvent("item.done")])
    assert Event.objects.filter(conversation=talk).count() == 1


def test_ring_that_fails_does_not_undo_what_was_said(
    talk, monkeypatch, django_capture_on_commit_callbacks
):
    def fail(told):
        raise RuntimeError("the loop is closed")

    monkeypatch.setattr(bell, "ring", fail)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.append_events(talk.id, [NewEvent("item.done")]) == range(1, 2)


def test_read_mark_takes_its_conversation_first(talk, alice):
    services.append_events(talk.id, [NewEvent("item.done")])
    talk.refresh_from_db()
    with CaptureQueriesContext(connection) as queries:
        services.mark_read(alice, talk, seq=1)
    said = [each["sql"] for each in queries]
    locks = [n for n, sql in enumerate(said) if "FOR UPDATE" in sql]
    marks = [n for n, sql in enumerate(said) if sql.startswith('UPDATE "eventlog_participant"')]
    # Who deletes the conversation takes it first as well; the other way round both would wait.
    assert locks[0] < marks[0]


def test_erased_event_is_a_tombstone_that_keeps_its_seq(talk):
    import uuid

    item_id = uuid.uuid4()
    services.append_events(
        talk.id, [NewEvent("item.done", {"text": "my phone is 13800000000"}, None, item_id)]
    )
    services.erase_items(talk, [item_id])
    first, told = services.events_after(talk, 0)
    frame = build_frame(first, talk)
    assert first.seq == 1
    assert frame["data"] == {"item_id": str(item_id), "erased": True}
    assert told.type == "item.updated"
    assert not Event.objects.filter(data__icontains="13800000000").exists()


def test_opening_renaming_and_deleting_are_told_on_the_persons_own_stream(alice):
    talk = services.create_conversation(alice)
    services.rename_conversation(talk, title="  Jobs in Leeds ")
    services.delete_conversation(alice, talk)
    me = services.get_me_stream(alice)
    assert [event.type for event in services.events_after(me, 0)] == [
        "conversation.opened",
        "conversation.deleted",
    ]
    assert not Conversation.objects.filter(id=talk.id).exists()


def test_read_mark_only_moves_forward(talk, alice):
    services.append_events(talk.id, [NewEvent("item.done")] * 3)
    talk.refresh_from_db()
    assert services.mark_read(alice, talk, seq=2)
    assert not services.mark_read(alice, talk, seq=1)
    assert not services.mark_read(alice, talk, seq=2)


@pytest.mark.parametrize(
    ("call", "queries"),
    [
        (lambda talk, user: services.events_after(talk, 0), 1),
        (lambda talk, user: services.read_history_page(talk, before_seq=99, limit=20), 2),
        (lambda talk, user: services.list_conversations(user), 1),
        (lambda talk, user: services.get_conversation_for(user, talk.id), 1),
    ],
)
def test_reads_cost_few_queries(talk, alice, django_assert_num_queries, call, queries):
    services.append_events(
        talk.id, [NewEvent("item.done", item_id=uuid.uuid4()) for _ in range(30)]
    )
    with django_assert_num_queries(queries):
        call(talk, alice)


def test_reading_on_gives_each_cursor_what_is_next_in_one_query(
    talk, alice, bob, django_assert_num_queries
):
    other = services.create_conversation(bob)
    services.append_events(talk.id, [NewEvent("item.done", {"n": n}) for n in range(5)])
    services.append_events(other.id, [NewEvent("item.done")])
    cursors = [
        services.Cursor(alice.id, talk.id, 3),
        services.Cursor(alice.id, talk.id, 5),
        services.Cursor(alice.id, other.id, 0),
        services.Cursor(bob.id, other.id, 0),
        services.Cursor(alice.id, uuid.uuid4(), 0),
    ]
    with django_assert_num_queries(1):
        found = services.read_on(cursors)
    assert [[frame.seq for frame in frames] for frames in found] == [[4, 5], [], [], [1], []]
    assert found[0][0].frame == build_frame(services.events_after(talk, 3)[0], talk)


def test_reading_on_stops_at_so_many_bytes_but_gives_one_at_least(talk, alice):
    big = {"text": "长" * 7_000}
    services.append_events(talk.id, [NewEvent("item.done", big) for _ in range(4)])
    seqs, after = [], 0
    while frames := services.read_on([services.Cursor(alice.id, talk.id, after)])[0]:
        seqs.append([frame.seq for frame in frames])
        after = frames[-1].seq
    assert seqs == [[1, 2], [3, 4]]


def test_page_of_history_stays_within_a_frame(talk):
    big = {"text": "x" * 60_000}
    services.append_events(
        talk.id, [NewEvent("item.done", big, None, uuid.uuid4()) for _ in range(7)]
    )
    talk.refresh_from_db()
    seen: list[int] = []
    before = None
    while True:
        page = services.read_history_page(talk, before_seq=before, limit=100)
        assert len(json.dumps(page.frames)) <= 250_000
        seen = [frame["seq"] for frame in page.frames] + seen
        before = page.next_before_seq
        if before is None:
            break
    assert seen == list(range(1, 8))


def test_appending_to_several_conversations_counts_each_for_itself(alice, bob):
    first, second = services.create_conversation(alice), services.create_conversation(bob)
    services.append_events(first.id, [NewEvent("item.done")])
    with transaction.atomic():
        rows = services.append_many(
            [
                services.Append(first.id, [NewEvent("item.done")] * 2),
                services.Append(second.id, [NewEvent("item.done")]),
            ]
        )
    assert [list(each) for each in rows] == [[2, 3], [1]]
    with pytest.raises(ConversationNotFound), transaction.atomic():
        services.append_many(
            [
                services.Append(first.id, [NewEvent("item.done")]),
                services.Append(uuid.uuid4(), [NewEvent("item.done")]),
            ]
        )
    assert len(services.events_after(first, 0)) == 3
