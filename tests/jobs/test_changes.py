"""The log of changes: nothing is missed, whatever order transactions commit in."""

import datetime
import threading
import time
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from jobassist.errors import AppError
from jobs import changes, services
from jobs.criteria import Criteria
from jobs.cursors import build_sync_token, read_sync_token
from jobs.models import Employer, Posting, PostingChange
from jobs.search import ListFilters
from tests.factories import build_row, make_posting, make_postings, make_source
from tests.jobs.settling import settle_changes

pytestmark = pytest.mark.django_db(transaction=True)


class Reader:
    """Somebody who keeps a position and asks again and again."""

    def __init__(self) -> None:
        # Else what was written before would be told as well.
        settle_changes()
        self.position = changes.current_position(now=timezone.now())

    def read(
        self, *, limit: int = 100, is_settled: bool = True, **options: Any
    ) -> list[tuple[str, str]]:
        if is_settled:
            settle_changes()
        told: list[tuple[str, str]] = []
        while True:
            page = changes.read_changes(self.position, now=timezone.now(), limit=limit, **options)
            assert len(page.changes) <= limit
            told += [(c.external_id, c.kind) for c in page.changes]
            self.position = page.position
            if not page.has_more:
                return told


def set_status(posting: Posting, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE jobs_posting SET status = %s WHERE id = %s", [status, posting.id])


def test_each_posting_is_told_once_with_its_latest_state() -> None:
    reader = Reader()
    first, second = make_postings([build_row(id="a"), build_row(id="b")], is_embedded=False)
    assert reader.read() == [("a", "created"), ("b", "created")]
    assert reader.read() == []
    make_postings([build_row(id="a", title="Cook")], is_embedded=False)
    make_postings([build_row(id="a", title="Chef")], is_embedded=False)
    services.expire_postings([second.id], now=timezone.now())
    assert reader.read() == [("a", "updated"), ("b", "expired")]
    services.publish_postings([second.id], now=timezone.now())
    services.remove_postings([first.id], now=timezone.now())
    assert reader.read() == [("b", "created"), ("a", "expired")]


@pytest.mark.parametrize("status", ["paused", "held", "expired", "removed", "draft"])
def test_whatever_closes_a_posting_by_any_statement_is_told_as_expired(status: str) -> None:
    posting = make_posting(id="a", is_embedded=False)
    reader = Reader()
    set_status(posting, status)
    settle_changes()
    page = changes.read_changes(reader.position, now=timezone.now())
    assert [(c.kind, c.posting_id, c.posting) for c in page.changes] == [
        ("expired", posting.id, None)
    ]
    assert reader.read() == [("a", "expired")]
    set_status(posting, "active")
    assert reader.read() == [("a", "created")]


def test_what_no_reader_sees_is_no_change() -> None:
    reader = Reader()
    posting = make_posting(id="a", is_embedded=False)
    reader.read()
    make_posting(id="a", is_embedded=False)
    services.mark_alive([posting.id], now=timezone.now())
    Posting.objects.filter(id=posting.id).update(head_text="x", embedding_hash="y")
    assert reader.read() == []
    set_status(posting, "draft")
    reader.read()
    Posting.objects.filter(id=posting.id).update(title="A draft is nobody's news")
    set_status(posting, "removed")
    assert reader.read() == []


def test_a_row_that_runs_out_or_is_deleted_is_told() -> None:
    soon = timezone.now() + datetime.timedelta(seconds=0.5)
    _first, second = make_postings(
        [build_row(id="a", valid_through=soon.isoformat()), build_row(id="b")], is_embedded=False
    )
    reader = Reader()
    time.sleep(0.6)
    services.expire_run_out(now=timezone.now())
    second.delete()
    assert reader.read() == [("a", "expired"), ("", "expired")]


def test_an_employers_new_name_changes_its_postings() -> None:
    posting = make_posting(id="a", is_embedded=False)
    reader = Reader()
    Employer.objects.filter(id=posting.employer_id or 0).update(name="Acme & Daughters")
    assert reader.read() == [("a", "updated")]
    Employer.objects.filter(id=posting.employer_id or 0).update(industry="tea")
    assert reader.read() == []


def in_thread(work: Any) -> threading.Thread:
    def call() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=call)
    thread.start()
    return thread


def test_nothing_is_missed_when_transactions_commit_in_the_other_order() -> None:
    early, late = make_postings([build_row(id="early"), build_row(id="late")], is_embedded=False)
    reader = Reader()
    has_written, may_commit = threading.Event(), threading.Event()

    def begin_first_commit_last() -> None:
        with transaction.atomic():
            Posting.objects.filter(id=early.id).update(title="Written first")
            has_written.set()
            assert may_commit.wait(10)

    thread = in_thread(begin_first_commit_last)
    assert has_written.wait(10)
    Posting.objects.filter(id=late.id).update(title="Committed first")
    numbers = dict(PostingChange.objects.values_list("posting_id", "transaction_number"))
    # The later number is there already; a reader that took it as its mark would miss the other.
    assert reader.read(is_settled=False) == []
    assert reader.position.transaction_number < numbers[late.id]
    may_commit.set()
    thread.join()
    assert reader.read() == [("early", "updated"), ("late", "updated")]
    assert reader.read() == []


def test_a_posting_whose_older_transaction_writes_last_is_told_again() -> None:
    first, other = make_postings([build_row(id="a"), build_row(id="b")], is_embedded=False)
    reader = Reader()
    has_begun, may_go_on = threading.Event(), threading.Event()

    def old_number_writes_last() -> None:
        with transaction.atomic():
            Posting.objects.filter(id=other.id).update(title="Takes a number")
            has_begun.set()
            assert may_go_on.wait(10)
            Posting.objects.filter(id=first.id).update(title="The last word")

    thread = in_thread(old_number_writes_last)
    assert has_begun.wait(10)
    Posting.objects.filter(id=first.id).update(title="A younger transaction's")
    assert reader.read(is_settled=False) == []
    may_go_on.set()
    thread.join()
    assert reader.read() == [("a", "updated"), ("b", "updated")]


def test_writers_at_once_and_a_reader_beside_them_lose_nothing() -> None:
    rows = make_postings([build_row(id=f"p{i:02}") for i in range(12)], is_embedded=False)
    reader = Reader()
    stop = threading.Event()

    def write(number: int) -> None:
        for turn in range(12):
            with transaction.atomic():
                for row in rows[number::3]:
                    Posting.objects.filter(id=row.id).update(title=f"{number}.{turn}.{row.id}")

    seen: dict[int, str] = {}

    def read_all() -> None:
        while True:
            page = changes.read_changes(reader.position, now=timezone.now(), limit=5)
            for change in page.changes:
                assert change.posting is not None
                seen[change.posting_id] = change.posting.title
            reader.position = page.position
            if not page.has_more and stop.is_set():
                return

    threads = [in_thread(lambda n=n: write(n)) for n in range(3)]
    follower = in_thread(read_all)
    for thread in threads:
        thread.join()
    settle_changes()
    stop.set()
    follower.join()
    for change in changes.read_changes(reader.position, now=timezone.now()).changes:
        assert change.posting is not None
        seen[change.posting_id] = change.posting.title
    assert seen == dict(Posting.objects.values_list("id", "title"))


def test_pages_are_bounded_and_go_on_within_one_transaction() -> None:
    reader = Reader()
    make_postings([build_row(id=f"p{i}") for i in range(7)], is_embedded=False)
    assert [told for told, _kind in reader.read(limit=3)] == [f"p{i}" for i in range(7)]


def test_what_opened_since_the_first_page_is_created_on_later_pages_too() -> None:
    reader = Reader()
    made = make_postings([build_row(id=f"p{i}") for i in range(4)], is_embedded=False)
    for posting in reversed(made):
        Posting.objects.filter(id=posting.id).update(title="New")
    settle_changes()
    page = changes.read_changes(reader.position, now=timezone.now(), limit=1)
    token = build_sync_token(page.position, filters="0" * 12)
    assert read_sync_token(token, filters="0" * 12).since == reader.position.transaction_number
    assert {kind for _told, kind in reader.read(limit=1)} == {"created"}
    assert reader.position.since is None
    Posting.objects.filter(id=made[0].id).update(title="Newer")
    assert reader.read(limit=1) == [("p0", "updated")]


def test_filters_tell_what_leaves_them_as_expired() -> None:
    near = ListFilters(Criteria(cities=("Leeds",)))
    make_postings(
        [build_row(id="a", city="Leeds"), build_row(id="b", city="Hull")], is_embedded=False
    )
    elsewhere = make_source("elsewhere")
    reader = Reader()
    make_postings(
        [build_row(id="a", city="Hull"), build_row(id="c", city="Leeds")], is_embedded=False
    )
    make_posting(source=elsewhere, id="d", city="Leeds", is_embedded=False)
    start = reader.position
    assert reader.read(wanted=near) == [("a", "expired"), ("c", "created"), ("d", "created")]
    reader.position = start
    # Another source's postings are none of this reader's, not even as expired.
    assert reader.read(wanted=ListFilters(source="elsewhere")) == [("d", "created")]


def test_an_old_position_is_refused_and_the_log_pruned(settings: Any) -> None:
    now = timezone.now()
    make_posting(id="a", is_embedded=False)
    settings.CHANGE_LOG_DAYS = 3
    old = changes.current_position(now=now - datetime.timedelta(days=4))
    with pytest.raises(AppError) as refused:
        changes.read_changes(old, now=now)
    assert (refused.value.code, refused.value.status) == ("sync_token_expired", 410)
    PostingChange.objects.update(changed_at=now - datetime.timedelta(days=3, hours=12))
    assert changes.prune_changes(now=now) == 0
    PostingChange.objects.update(changed_at=now - datetime.timedelta(days=4, hours=1))
    assert changes.prune_changes(now=now) == 1
    # What is forgotten and then changes is an update: it was open before the log knows of it.
    reader = Reader()
    Posting.objects.update(title="New")
    assert reader.read() == [("a", "updated")]


def test_a_position_of_another_database_is_refused_and_its_numbers_taken_up() -> None:
    make_posting(id="a", is_embedded=False)
    reader = Reader()
    ahead = changes.Position(reader.position.transaction_number + 10_000_000, 0, timezone.now())
    with pytest.raises(AppError) as refused:
        changes.read_changes(ahead, now=timezone.now())
    assert refused.value.status == 410
    PostingChange.objects.update(transaction_number=ahead.transaction_number)
    assert reader.read(is_settled=False) == []
    changes.prune_changes(now=timezone.now())
    assert reader.read() == [("a", "updated")]


def test_every_column_of_a_posting_is_watched_or_has_its_reason() -> None:
    watched = set(import_module("jobs.migrations.0003_posting_changes").WATCHED)
    columns = {field.column for field in Posting._meta.concrete_fields}
    assert watched | changes.UNWATCHED.keys() == columns
    assert not watched & changes.UNWATCHED.keys()


def test_reading_costs_three_statements(django_assert_num_queries: Any) -> None:
    reader = Reader()
    make_postings([build_row(id=f"p{i}") for i in range(20)], is_embedded=False)
    settle_changes()
    with django_assert_num_queries(3):
        changes.read_changes(reader.position, now=timezone.now(), limit=10)
