"""Whether a posting is open: asked before a connect, and ended by silence or a page that is gone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feeds.page_checks import PER_HOST, check_pages
from jobassist.errors import AppError
from jobassist.fetch import Fetched, FetchFailed
from jobs import services
from jobs.models import Posting, Source
from recruiting.models import Application
from recruiting.services import record_connection
from tests.factories import make_posting, make_source, make_user

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def change(posting: Posting, **fields: object) -> None:
    Posting.objects.filter(id=posting.pk).update(**fields)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": "held"}, "held"),
        ({"status": "expired"}, "expired"),
        ({"status": "paused"}, "paused"),
        ({"status": "removed"}, "gone"),
        ({"status": "draft"}, "gone"),
        # Still active in the table: the hourly task has not been there yet.
        ({"valid_through": NOW - timedelta(minutes=1)}, "expired"),
    ],
)
def test_nothing_is_sent_about_a_posting_that_is_not_open(fields, reason):
    posting, seeker = make_posting(is_embedded=False), make_user()
    change(posting, **fields)
    alive = services.check_alive(posting.pk, now=NOW)
    assert (alive.is_open, alive.reason) == (False, reason)
    assert alive.words
    # The row in hand is the one from before.
    with pytest.raises(AppError) as refused:
        record_connection(
            seeker,
            posting,
            message="Hello",
            resume_id=None,
            resume_revision=None,
            conversation_id=None,
            round_number=1,
            now=NOW,
        )
    assert refused.value.code == "posting_closed"
    assert not Application.objects.exists()


def test_open_posting_is_open_by_one_query(django_assert_num_queries):
    posting = make_posting(is_embedded=False)
    with django_assert_num_queries(1):
        assert services.check_alive(posting.pk, now=NOW).is_open
    assert services.check_alive(10**9, now=NOW).reason == "gone"


def test_silence_ends_postings_by_the_kind_and_word_of_their_source():
    imported = make_posting(source=make_source("a"), is_embedded=False)
    pulled = make_posting(source=make_source("b", kind=Source.Kind.PULL), is_embedded=False)
    patient = make_posting(
        source=make_source("c", kind=Source.Kind.PULL, max_silent_days=0), is_embedded=False
    )
    seen = make_posting(source=make_source("d", kind=Source.Kind.PULL), is_embedded=False)
    Posting.objects.update(updated_at=NOW - timedelta(days=100))
    change(seen, liveness_checked_at=NOW - timedelta(days=5))
    assert services.expire_silent(now=NOW) == 1
    assert Posting.objects.get(id=pulled.pk).status == "expired"
    for other in (imported, patient, seen):
        assert Posting.objects.get(id=other.pk).status == "active"
    change(imported, updated_at=NOW - timedelta(days=181))
    assert services.expire_silent(now=NOW) == 1
    assert services.expire_silent(now=NOW) == 0


def answered(status: int, url: str = "https://jobs.example.com/1") -> Fetched:
    return Fetched(url=url, status=status, headers={}, body=b"", wire_bytes=0, milliseconds=1)


def make_page(url: str) -> Posting:
    posting = make_posting(url=url, is_embedded=False)
    change(posting, updated_at=NOW - timedelta(days=30))
    return posting


@pytest.mark.parametrize(
    ("status", "expected"),
    [(404, "expired"), (410, "expired"), (200, "active"), (403, "active"), (500, "active")],
)
def test_only_a_page_that_is_gone_ends_its_posting(status, expected):
    posting = make_page("https://jobs.example.com/1")
    check_pages(now=NOW, ask=lambda url: answered(status))
    posting.refresh_from_db()
    assert posting.status == expected
    assert posting.page_checked_at == NOW
    # Only a page that was there shows the posting alive.
    assert posting.liveness_checked_at == (NOW if status == 200 else None)


def fail(url: str) -> Fetched:
    raise FetchFailed("unreachable", "no answer")


@pytest.mark.parametrize("sent_to", ["https://jobs.example.com/all", None])
def test_a_dead_host_and_a_list_of_jobs_show_nothing_alive_and_are_left_alone_a_while(sent_to):
    posting = make_page("https://jobs.example.com/1")

    def ask(url: str) -> Fetched:
        return answered(200, sent_to) if sent_to else fail(url)

    assert check_pages(now=NOW, ask=ask).asked == 1
    posting.refresh_from_db()
    assert (posting.liveness_checked_at, posting.page_checked_at) == (None, NOW)
    assert check_pages(now=NOW + timedelta(hours=1), ask=ask).asked == 0
    # It ends by its age all the same: a silent page is no sign of life.
    Source.objects.update(max_silent_days=30)
    assert services.expire_silent(now=NOW + timedelta(days=1)) == 1


def test_pages_are_asked_politely_and_not_again_at_once():
    for number in range(PER_HOST + 2):
        make_page(f"https://jobs.example.com/{number}")
    make_page("https://other.example.org/1")
    asked: list[str] = []
    waits: list[float] = []

    def ask(url: str) -> Fetched:
        asked.append(url)
        if "other" in url:
            raise FetchFailed("timeout", "no answer")
        return answered(200)

    done = check_pages(now=NOW, ask=ask, sleep=waits.append)
    assert (done.asked, done.failed, done.gone) == (PER_HOST + 1, 1, 0)
    assert len(waits) == PER_HOST - 1
    assert min(waits) >= 1
    asked.clear()
    check_pages(now=NOW, ask=ask, sleep=waits.append)
    assert len(asked) == 2, "the rest only"
