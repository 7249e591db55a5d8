"""Rows as partners send them, read here and in another process, and written by few statements."""

import json
import os
import signal
from datetime import UTC, datetime
from typing import Any

import pytest

from jobassist.errors import AppError
from jobs import read_pool, services
from jobs.feed import FeedError
from jobs.models import Posting, PostingLocation, PostingTerm, PostingWords, SentRow, Source
from jobs.read_pool import ReadPool
from jobs.reading import ReadRow, hash_raw, read_sent_rows
from tests.factories import build_row, make_source

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
TODAY = NOW.date()


def raw(**changes: Any) -> bytes:
    return json.dumps(build_row(**changes), ensure_ascii=False).encode()


def read(*rows: bytes) -> list[ReadRow]:
    found = read_sent_rows(rows, today=TODAY)
    assert all(isinstance(row, ReadRow) for row in found), found
    return found  # type: ignore[return-value]


def write(source: Source, *rows: bytes) -> list[str]:
    good = read(*rows)
    stored = services.find_stored_rows(source, [row.external_id for row in good])
    results = services.write_rows(source, good, stored=stored, now=NOW, embed="not")
    return [results[row.external_id].status for row in good]


# --- reading ------------------------------------------------------------------------------------


def test_all_that_is_wrong_with_a_row_is_said() -> None:
    (errors,) = read_sent_rows(
        [raw(title="", url="ftp://x", skills={"a": 1}, salary_min="lots", salary_max=-1)],
        today=TODAY,
    )
    assert isinstance(errors, list)
    assert {(e.path, e.code) for e in errors} == {
        ("/title", "missing_title"),
        ("/skills", "bad_type"),
        ("/salary_min", "bad_salary"),
        ("/salary_max", "bad_salary"),
    }
    (errors,) = read_sent_rows(
        [raw(url="ftp://x", posted_at="2026-02-31", valid_through="soon 123", boss={"a": 1})],
        today=TODAY,
    )
    assert isinstance(errors, list)
    assert [e.path for e in errors] == ["/boss", "/url", "/posted_at", "/valid_through"]


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"5", b'"x"', b"\xff\xfe", b'{"id": "1\\u0000", "title": "Cook"}',
             b"[" * 100_000, b'{"title": "Cook"}', b'{"id": NaN, "title": "Cook"}'],
)  # fmt: skip
def test_no_bytes_break_the_reader(data: bytes) -> None:
    (found,) = read_sent_rows([data], today=TODAY)
    assert isinstance(found, list)
    assert all(isinstance(error, FeedError) for error in found)
    assert found


def test_an_id_may_be_called_external_id() -> None:
    (row,) = read(b'{"external_id": 7, "title": "Cook"}')
    assert row.external_id == "7"


def test_another_process_reads_the_same() -> None:
    rows = [raw(id=str(n), title="后端开发工程师" if n % 2 else "Cook") for n in range(9)]
    rows[4] = b"{"
    pool = ReadPool(workers=1)
    try:
        assert pool.read(rows, today=TODAY) == read_sent_rows(rows, today=TODAY)
        child = pool._idle.get_nowait()
        assert child is not None
        os.kill(child.process.pid, signal.SIGKILL)
        pool._idle.put(child)
        # A dead child is replaced, and nothing is lost.
        assert pool.read(rows, today=TODAY) == read_sent_rows(rows, today=TODAY)
    finally:
        pool.close()


def test_what_waits_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_pool, "_QUEUE_SECONDS", -1.0)
    pool = ReadPool(workers=1)
    try:
        with pytest.raises(AppError) as refused:
            pool.read([raw(id=str(n), title="Cook") for n in range(9)], today=TODAY)
        assert (refused.value.code, refused.value.status) == ("busy", 503)
    finally:
        pool.close()


def test_raw_hash_tells_bytes_apart() -> None:
    assert hash_raw(b"{}") != hash_raw(b"{ }")
    assert len(hash_raw(b"{}")) == 32


# --- writing ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_batch_is_a_few_statements(django_assert_max_num_queries: Any) -> None:
    source = make_source()
    rows = [
        raw(id=str(n), company=f"Firm {n % 7}", city=["London", "Leeds"], skills=["Python"])
        for n in range(200)
    ]
    with django_assert_max_num_queries(12):
        assert write(source, *rows) == ["created"] * 200
    assert Posting.objects.filter(employer__name="Firm 3").exists()
    assert PostingLocation.objects.count() == 400
    assert PostingWords.objects.count() == 200
    assert SentRow.objects.get(posting__external_id="7").row.encode() == rows[7]
    posting = Posting.objects.get(external_id="7")
    assert posting.raw_hash == hash_raw(rows[7])
    assert posting.created_at == posting.updated_at == NOW


@pytest.mark.django_db
def test_words_that_did_not_change_are_left_alone() -> None:
    source = make_source()
    write(source, raw(id="1"))

    def place_of_terms() -> list[Any]:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT ctid::text FROM jobs_postingterm ORDER BY term")
            return cursor.fetchall()

    before = place_of_terms()
    assert before
    assert write(source, raw(id="1", salary_raw="£20k")) == ["updated"]
    assert place_of_terms() == before
    assert write(source, raw(id="1", title="Pastry Cook")) == ["updated"]
    assert place_of_terms() != before
    assert PostingTerm.objects.exists()


@pytest.mark.django_db
def test_the_same_in_other_bytes_is_unchanged() -> None:
    source = make_source()
    row = build_row(id="1")
    write(source, json.dumps(row).encode())
    before = Posting.objects.get()
    other = json.dumps(row, indent=2).encode()
    read_again = read(other)
    stored = services.find_stored_rows(source, ["1"])
    later = datetime(2026, 11, 3, tzinfo=UTC)
    results = services.write_rows(source, read_again, stored=stored, now=later)
    assert results["1"].status == "unchanged"
    after = Posting.objects.get()
    assert after.updated_at == before.updated_at
    assert after.raw_hash == hash_raw(other)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("move", "by", "after"),
    [
        ("expire_postings", "source", "active"),
        ("expire_postings", "person", "expired"),
        ("remove_postings", "source", "active"),
        ("remove_postings", "person", "removed"),
    ],
)
def test_what_a_person_ended_stays_ended(move: str, by: str, after: str) -> None:
    source = make_source()
    write(source, raw(id="1", title="Cook"))
    posting = Posting.objects.get()
    assert getattr(services, move)([posting.id], now=NOW, by=by) == 1
    write(source, raw(id="1", title="Cook", salary_raw="£9 an hour"))
    posting.refresh_from_db()
    assert posting.status == after
    assert posting.ended_by == ("" if after == "active" else by)


@pytest.mark.django_db
def test_a_pause_outlasts_an_end_by_the_source() -> None:
    source = make_source()
    write(source, raw(id="1"))
    posting = Posting.objects.get()
    services.pause_postings([posting.id], now=NOW)
    services.expire_postings([posting.id], now=NOW, by="source")
    write(source, raw(id="1", title="Cook"))
    posting.refresh_from_db()
    assert (posting.status, posting.title) == ("expired", "Cook")
    assert services.publish_postings([posting.id], now=NOW) == 1
