"""Rows by COPY are the rows that an insert would have made."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction

from eventlog.models import Event
from eventlog.services import create_conversation
from jobassist.copying import copy_rows

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


def test_copied_rows_read_back_as_they_were(talk, now):
    copied = make_events(talk, now, 1, 2, 3)
    copy_rows(copied)
    inserted = make_events(talk, now, 4, 5, 6)
    Event.objects.bulk_create(inserted)
    for row in (*copied, *inserted):
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
        copy_rows(make_events(talk, now, 1, 1))
    assert not Event.objects.filter(conversation=talk).exists()


def test_nothing_to_copy_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        copy_rows([])
