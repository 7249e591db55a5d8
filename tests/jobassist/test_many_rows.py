"""Rows of constant statements are the rows that the ORM would have written and read."""

import datetime
import uuid

import pytest
from django.db import DataError, IntegrityError, transaction

from chat.models import Turn
from eventlog.models import Event
from eventlog.services import create_conversation
from jobassist.many_rows import insert_rows, select_joined, select_rows, uuid_array
from jobs.models import Employer, Posting
from tests.factories import make_posting

pytestmark = pytest.mark.django_db
AWKWARD = {
    "text": 'tab\tnewline\nback\\slash "quote" \\N \\. 你好 😀 %s',
    "list": [1, 2.5, None, True],
    "nested": {"empty": {}, "": ""},
}


@pytest.fixture
def talk(alice):
    return create_conversation(alice)


def make_events(talk, now, *seqs):
    return [
        Event(
            conversation=talk,
            seq=seq,
            type="item.done",
            item_id=uuid.uuid4() if seq % 2 else None,
            data=AWKWARD if seq % 2 else None,
            at=now + datetime.timedelta(microseconds=seq),
        )
        for seq in seqs
    ]


def test_written_rows_read_back_as_they_were(talk, now):
    written = make_events(talk, now, 1, 2, 3)
    insert_rows(written)
    inserted = make_events(talk, now, 4, 5, 6)
    Event.objects.bulk_create(inserted)
    for row in (*written, *inserted):
        kept = Event.objects.get(conversation=talk, seq=row.seq)
        assert (kept.type, kept.item_id, kept.data, kept.at, kept.erased_at, kept.turn_id) == (
            row.type,
            row.item_id,
            row.data,
            row.at,
            None,
            None,
        )


def test_a_double_keeps_nothing_and_is_an_integrity_error(talk, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(make_events(talk, now, 1, 1))
    assert not Event.objects.filter(conversation=talk).exists()


def test_rows_are_read_as_the_orm_reads_them(talk, now):
    insert_rows(make_events(talk, now, 1, 2, 3))
    with transaction.atomic():
        rows = select_rows(
            Event,
            "conversation_id = ANY(%s::uuid[]) ORDER BY seq FOR UPDATE",
            [uuid_array([talk.id, uuid.uuid4()])],
        )
    as_ever = list(Event.objects.filter(conversation=talk).order_by("seq"))
    for row, other in zip(rows, as_ever, strict=True):
        names = [each.attname for each in Event._meta.concrete_fields]
        assert [getattr(row, n) for n in names] == [getattr(other, n) for n in names]
    assert select_rows(Event, "conversation_id = ANY(%s::uuid[])", [uuid_array([])]) == []


def test_dates_of_creation_are_set(talk, alice):
    turn = Turn(conversation=talk, user=alice, start_after=talk.created_at)
    insert_rows([turn])
    assert Turn.objects.get().created_at == turn.created_at


def test_a_text_longer_than_its_column_is_refused(talk, alice, now):
    event = Event(conversation=talk, seq=1, type="x" * 33, data={}, at=now)
    with pytest.raises(DataError), transaction.atomic():
        insert_rows([event])


def test_nothing_to_insert_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_rows([])


@pytest.mark.django_db
def test_rows_of_several_models_are_read_beside_each_other(django_assert_num_queries):
    posting = make_posting()
    Posting.objects.filter(id=posting.id).update(employer=None)
    other = make_posting()
    with django_assert_num_queries(1):
        rows = select_joined(
            ((Posting, "p", frozenset({"head_text"})), (Employer, "e", frozenset())),
            "FROM jobs_posting p LEFT JOIN jobs_employer e ON e.id = p.employer_id "
            "WHERE p.id = ANY(%s) ORDER BY p.id",
            [[posting.id, other.id]],
        )
        assert [(p.id, e and e.name) for p, e in rows] == [(posting.id, None), (other.id, "Acme")]
        assert rows[1][0].requirements == other.requirements
    # What was left out is read when it is asked for.
    with django_assert_num_queries(1):
        assert rows[0][0].head_text == posting.head_text
