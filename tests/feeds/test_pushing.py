"""Batches and single items that partners push, by HTTP."""

import gzip
import json
import threading
import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from rest_framework.test import APIClient

from feeds import sent, services
from feeds.models import IdempotentAnswer, Partner, PartnerUsage
from jobassist.errors import AppError
from jobs import services as jobs_services
from jobs.inventory.models import PostingHold
from jobs.models import Posting, PostingEmbedding, SentRow, Source
from jobs.read_pool import get_read_pool
from tests.factories import build_row

pytestmark = pytest.mark.django_db
URL = "/api/v1/feeds/harbour/postings:bulk"
ITEM = "/api/v1/feeds/harbour/postings/"


@pytest.fixture(autouse=True, scope="module")
def no_children_left() -> Iterator[None]:
    yield
    get_read_pool().close()


@pytest.fixture
def partner(db: None) -> Partner:
    made = services.create_partner("Harbour Jobs")
    services.give_source(made, key="harbour")
    return made


def client_of(partner: Partner, **changes: Any) -> APIClient:
    given = {"scopes": ["postings:write", "postings:read"], **changes}
    client = APIClient()
    key = services.create_key(partner, **given).text
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client


@pytest.fixture
def client(partner: Partner) -> APIClient:
    return client_of(partner)


def push(client: APIClient, rows: Any, *, url: str = URL, **headers: str) -> Any:
    body = rows if isinstance(rows, bytes) else json.dumps(rows).encode()
    kind = headers.pop("content_type", "application/json")
    return client.post(url, body, content_type=kind, headers=headers)


def rows(*ids: str, **changes: Any) -> list[dict[str, Any]]:
    return [build_row(id=each, **changes) for each in ids]


def statuses(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [item["status"] for item in answer.json()["items"]]


def source() -> Source:
    return Source.objects.get(key="harbour")


# --- batches --------------------------------------------------------------------------------------


def test_a_batch_is_created_then_unchanged_then_updated(client: APIClient) -> None:
    first = rows("1", "2", "3")
    answer = push(client, first)
    assert statuses(answer) == ["created"] * 3
    assert answer.json()["totals"] == {
        "received": 3, "created": 3, "updated": 0, "unchanged": 0, "rejected": 0,
    }  # fmt: skip
    assert statuses(push(client, {"items": first})) == ["unchanged"] * 3
    first[1]["title"] = "Pastry Cook"
    assert statuses(push(client, first)) == ["unchanged", "updated", "unchanged"]
    ids = [item["posting_id"] for item in answer.json()["items"]]
    assert list(Posting.objects.order_by("external_id").values_list("id", flat=True)) == ids


def test_a_bad_item_is_named_and_stops_nothing(client: APIClient) -> None:
    bad = build_row(id="2", title="", salary_min="much", url="javascript:alert(1)")
    given = [*rows("1"), bad, {"title": "no id"}, 5, *rows("1", "4")]
    answer = push(client, given)
    assert statuses(answer) == [
        "created", "rejected", "rejected", "rejected", "rejected", "created",
    ]  # fmt: skip
    items = answer.json()["items"]
    assert [i["index"] for i in items] == list(range(6))
    assert {(e["pointer"], e["code"]) for e in items[1]["errors"]} == {
        ("/title", "missing_title"),
        ("/salary_min", "bad_salary"),
    }
    codes = [[e["code"] for e in item["errors"]] for item in items]
    assert codes[2:5] == [["missing_id"], ["bad_json"], ["duplicate_id"]]
    assert sorted(Posting.objects.values_list("external_id", flat=True)) == ["1", "4"]


def test_an_unchanged_batch_is_neither_read_nor_embedded(
    client: APIClient, monkeypatch: Any, django_assert_max_num_queries: Any
) -> None:
    given = rows(*(str(n) for n in range(50)))
    push(client, given)
    tasks = count_tasks()

    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise AssertionError("an unchanged row is not read")

    monkeypatch.setattr(jobs_services, "read_rows", refuse)
    with django_assert_max_num_queries(14):
        assert statuses(push(client, given)) == ["unchanged"] * 50
    assert count_tasks() == tasks
    assert not PostingEmbedding.objects.exists()


def count_tasks() -> int:
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(task_name="jobs.embed_postings").count()


def test_ndjson_with_a_broken_line_in_the_middle(client: APIClient) -> None:
    lines = [json.dumps(row).encode() for row in rows("1", "2", "3")]
    lines[1] = lines[1][:-5]
    body = b"\xef\xbb\xbf" + b"\r\n".join([*lines, b"", b" "])
    answer = push(client, body, content_type="application/x-ndjson; charset=utf-8")
    assert statuses(answer) == ["created", "rejected", "created"]
    assert answer.json()["items"][1]["errors"][0]["code"] == "bad_json"


HALF = rb'{"id": "1", "title": "Cook \ud800", "note\udc00": "\ud83d\ude00 \\ud800"}'


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"[" + HALF + b"]", "application/json"), (HALF, "application/x-ndjson")],
)
def test_half_characters_are_replaced(client: APIClient, body: bytes, kind: str) -> None:
    assert statuses(push(client, body, content_type=kind)) == ["created"]
    assert Posting.objects.get().extra == {"note\ufffd": "😀 \\ud800"}
    assert statuses(push(client, body, content_type=kind)) == ["unchanged"]


def test_half_characters_of_a_single_item_are_replaced(client: APIClient) -> None:
    body = HALF.replace(b'"id": "1", ', b"")
    answer = client.put(f"{ITEM}1", body, content_type="application/json")
    assert (answer.status_code, answer.json()["row"]["title"]) == (201, "Cook \ufffd")
    answer = client.patch(
        f"{ITEM}1",
        rb'{"title": "Baker \ud800"}',
        content_type="application/merge-patch+json",
        headers={"If-Match": answer["ETag"]},
    )
    assert (answer.status_code, answer.json()["row"]["title"]) == (200, "Baker \ufffd")


def test_a_single_item_has_the_bound_of_a_batch(client: APIClient) -> None:
    body = json.dumps({"title": "Cook", "note": "x" * sent.MAX_ITEM_BYTES})
    answer = client.put(f"{ITEM}1", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "too_long"


def test_a_dry_run_says_what_would_be_held_back(client: APIClient) -> None:
    given = rows("1", description="兼职刷单，先交押金500元，刷单返佣，日赚1000元。")
    foreseen = push(client, given, url=f"{URL}?dry_run=true").json()["items"]
    assert not Posting.objects.exists()
    written = push(client, given).json()["items"]
    assert [each["code"] for each in foreseen[0]["warnings"]] == ["held_back"]
    assert foreseen[0]["warnings"] == written[0]["warnings"]
    # Sent again it is no less held back, to the letter or in other bytes.
    for unchanged in (given, [dict(reversed(given[0].items()))]):
        for url in (f"{URL}?dry_run=true", URL):
            (item,) = push(client, unchanged, url=url).json()["items"]
            assert (item["status"], item["warnings"]) == ("unchanged", written[0]["warnings"])
    # As an operator decided about just this.
    PostingHold.objects.update(state=PostingHold.State.RELEASED, decided_at=timezone.now())
    given[0]["city"] = "Leeds"
    again = push(client, given, url=f"{URL}?dry_run=true").json()["items"]
    assert (again[0]["status"], again[0]["warnings"]) == ("updated", [])


def test_a_dry_run_writes_nothing(client: APIClient) -> None:
    push(client, rows("1"))
    before = Posting.objects.values().get()
    given = [*rows("1", title="Cook"), *rows("2"), build_row(id="3", title="")]
    answer = push(client, given, url=f"{URL}?dry_run=true")
    assert statuses(answer) == ["updated", "created", "rejected"]
    assert answer.json()["dry_run"] is True
    assert Posting.objects.values().get() == before
    assert push(client, given, url=f"{URL}?dry_run=perhaps").status_code == 400


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"", "application/json", 400, "malformed"),
        (b'[{"id": "1"', "application/json", 400, "malformed"),
        (b'{"rows": []}', "application/json", 400, "malformed"),
        (b'"x"', "application/json", 400, "malformed"),
        (b"[" * 200_000, "application/json", 400, "malformed"),
        (b"\xff\xfe[]", "application/json", 400, "malformed"),
        (b"[]", "text/csv", 415, "unsupported_type"),
        (b"[]", "application/json; charset=gbk", 415, "unsupported_type"),
        (json.dumps([1] * 1001).encode(), "application/json", 413, "too_many_items"),
        (b"1\n" * 1001, "application/x-ndjson", 413, "too_many_items"),
    ],
)
def test_a_body_that_is_no_batch_is_refused_whole(
    client: APIClient, body: bytes, kind: str, status: int, code: str
) -> None:
    answer = push(client, body, content_type=kind)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert not Posting.objects.exists()


def test_an_empty_batch_is_a_batch(client: APIClient) -> None:
    assert statuses(push(client, [])) == []


# --- large, packed, broken off --------------------------------------------------------------------


def test_a_gzip_of_very_many_pieces_is_refused(client: APIClient) -> None:
    packed = gzip.compress(b"") * 2_000 + gzip.compress(b"[]")
    answer = push(client, packed, **{"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.json()["code"]) == (400, "truncated")


def test_gzip_is_unpacked(client: APIClient) -> None:
    body = json.dumps(rows("1", "2")).encode()
    packed = gzip.compress(body[:50]) + gzip.compress(body[50:])
    assert statuses(push(client, packed, **{"Content-Encoding": "gzip"})) == ["created"] * 2
    refused = push(client, body, **{"Content-Encoding": "br"})
    assert (refused.status_code, refused.json()["code"]) == (415, "unsupported_encoding")


@pytest.mark.parametrize("cut", [1, 8, 30, -1, -8, -9])
def test_half_a_gzip_writes_nothing(client: APIClient, cut: int) -> None:
    packed = gzip.compress(json.dumps(rows("1", "2")).encode())
    answer = push(client, packed[:cut], **{"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.json()["code"]) == (400, "truncated")
    assert not Posting.objects.exists()


def test_a_gzip_bomb_is_refused_before_it_is_unpacked(client: APIClient) -> None:
    bomb = zlib.compressobj(9, wbits=31)
    packed = b"".join(bomb.compress(b" " * 2**20) for _n in range(400)) + bomb.flush()
    assert len(packed) < 500_000
    answer = push(client, packed, **{"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_fifty_megabytes_are_refused(client: APIClient) -> None:
    answer = push(client, b" " * (50 * 2**20))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert answer.json()["max_bytes"] == sent.MAX_BODY_BYTES


def test_one_huge_item_is_its_own_trouble(client: APIClient) -> None:
    given = [*rows("1"), build_row(id="2", description="x" * 1_000_001), *rows("3")]
    answer = push(client, given)
    assert statuses(answer) == ["created", "rejected", "created"]
    assert answer.json()["items"][1]["errors"][0]["code"] == "too_long"


# --- whose --------------------------------------------------------------------------------------


def test_nobody_reaches_anothers_source(client: APIClient, partner: Partner) -> None:
    push(client, rows("1"))
    other = services.create_partner("Other Board")
    services.give_source(other, key="other")
    theirs = client_of(other)
    reader = client_of(partner, scopes=["postings:read"])
    narrow_source = services.give_source(partner, key="second")
    narrow = client_of(partner, source_keys=[narrow_source.key])
    for foreign, expected in ((theirs, 404), (narrow, 404), (reader, 403), (APIClient(), 401)):
        answers = [
            push(foreign, rows("1", title="Theirs")),
            foreign.get(f"{ITEM}1"),
            foreign.put(f"{ITEM}1", build_row(id="1"), format="json"),
            foreign.patch(
                f"{ITEM}1", b"{}", content_type="application/merge-patch+json",
                headers={"If-Match": "*"},
            ),
            foreign.delete(f"{ITEM}1"),
            foreign.post(f"{ITEM}1:expire"),
            foreign.post("/api/v1/feeds/harbour/snapshots"),
        ]  # fmt: skip
        assert [answer.status_code for answer in answers] == [expected] * 7
    posting = Posting.objects.get()
    assert (posting.title, posting.status) == ("Backend Developer", "active")


def test_the_days_items_are_counted(partner: Partner, client: APIClient) -> None:
    Partner.objects.update(items_per_day=3)
    assert statuses(push(client, rows("1", "2"))) == ["created"] * 2
    refused = push(client, rows("3", "4"))
    assert (refused.status_code, refused.json()["code"]) == (429, "quota_used_up")
    assert int(refused["Retry-After"]) > 0
    assert Posting.objects.count() == 2
    assert PartnerUsage.objects.get().items == 2


def test_what_a_person_paused_or_removed_is_not_revived(client: APIClient) -> None:
    push(client, rows("1", "2", "3"))
    paused, removed, ended = Posting.objects.order_by("external_id")
    now = timezone.now()
    jobs_services.pause_postings([paused.id], now=now)
    jobs_services.remove_postings([removed.id], now=now)
    jobs_services.expire_postings([ended.id], now=now, by="person")
    push(client, rows("1", "2", "3"))
    push(client, rows("1", "2", "3", title="Cook"))
    found = Posting.objects.order_by("external_id").values_list("status", flat=True)
    assert list(found) == ["paused", "removed", "expired"]


# --- the same request again ---------------------------------------------------------------------


def test_the_first_answer_is_given_again(client: APIClient) -> None:
    given = rows("1", "2")
    first = push(client, given, **{"Idempotency-Key": "abc"})
    again = push(client, given, **{"Idempotency-Key": "abc"})
    assert again.json() == first.json()
    assert statuses(again) == ["created"] * 2
    assert again["Idempotent-Replayed"] == "true"
    assert PartnerUsage.objects.get().items == 2
    other = push(client, rows("3"), **{"Idempotency-Key": "abc"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    assert statuses(push(client, given, **{"Idempotency-Key": "def"})) == ["unchanged"] * 2


def test_a_key_belongs_to_one_route_and_one_partner(client: APIClient, partner: Partner) -> None:
    push(client, rows("1"), **{"Idempotency-Key": "abc"})
    services.give_source(partner, key="second")
    second = push(
        client,
        rows("1"),
        url="/api/v1/feeds/second/postings:bulk",
        **{"Idempotency-Key": "abc"},
    )
    assert statuses(second) == ["created"]
    other = services.create_partner("Other Board")
    services.give_source(other, key="other")
    third = push(
        client_of(other),
        rows("1"),
        url="/api/v1/feeds/other/postings:bulk",
        **{"Idempotency-Key": "abc"},
    )
    assert statuses(third) == ["created"]
    # A replaced key of the same partner's goes on where the old one was.
    again = push(client_of(partner), rows("1"), **{"Idempotency-Key": "abc"})
    assert again.headers.get("Idempotent-Replayed") is None or statuses(again) == ["created"]


def test_what_was_refused_may_be_sent_again(client: APIClient, partner: Partner) -> None:
    Partner.objects.update(items_per_day=1)
    assert push(client, rows("1", "2"), **{"Idempotency-Key": "abc"}).status_code == 429
    Partner.objects.update(items_per_day=10)
    assert statuses(push(client, rows("1", "2"), **{"Idempotency-Key": "abc"})) == ["created"] * 2


def test_an_answer_is_kept_for_a_day(client: APIClient) -> None:
    push(client, rows("1"), **{"Idempotency-Key": "abc"})
    IdempotentAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert statuses(push(client, rows("1", "2"), **{"Idempotency-Key": "abc"}))[1] == "created"
    IdempotentAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert services.forget_old_answers(now=timezone.now()) == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "with space", "schlüssel"])
def test_an_unusable_idempotency_key_is_refused(client: APIClient, key: str) -> None:
    answer = push(client, rows("1"), **{"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_idempotency_key")


def test_a_dead_process_blocks_a_key_for_its_lease_only(
    client: APIClient, partner: Partner
) -> None:
    now = timezone.now()
    given = {"route": "POST /x", "key": "abc", "body_hash": "h"}
    first = services.begin_answer(partner, now=now, **given)
    with pytest.raises(AppError, match="in_progress"):
        services.begin_answer(partner, now=now, **given)
    later = services.begin_answer(partner, now=now + timedelta(minutes=4), **given)
    assert isinstance(first, services.AnswerLease)
    assert isinstance(later, services.AnswerLease)
    assert first.answer_id == later.answer_id
    # Whom it was taken from was only slow: what it did is undone, and the key stays the other's.
    with pytest.raises(AppError, match="in_progress"):
        services.keep_answer(first, status=200, body="{}")
    services.drop_answer(first)
    services.keep_answer(later, status=201, body="[]")
    kept = services.begin_answer(partner, now=now + timedelta(minutes=5), **given)
    assert kept == services.KeptAnswer(201, "[]")
    services.drop_answer(later)
    assert services.begin_answer(partner, now=now + timedelta(minutes=5), **given) == kept


@pytest.mark.django_db(transaction=True)
def test_concurrent_duplicates_do_the_work_once(partner: Partner) -> None:
    key = services.create_key(partner, scopes=["postings:write"]).text
    given = json.dumps(rows("1", "2", "3")).encode()
    start = threading.Barrier(6)
    answers: list[Any] = []

    def run() -> None:
        try:
            client = APIClient()
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
            start.wait()
            answers.append(push(client, given, **{"Idempotency-Key": "same"}))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    codes = sorted({answer.status_code for answer in answers})
    assert set(codes) <= {200, 409}
    for answer in answers:
        if answer.status_code == 409:
            assert answer.json()["code"] == "in_progress"
            assert answer["Retry-After"]
        else:
            assert statuses(answer) == ["created"] * 3
    assert 200 in codes
    assert Posting.objects.count() == SentRow.objects.count() == 3
    assert PartnerUsage.objects.get().items == 3


@pytest.mark.django_db(transaction=True)
def test_batches_of_the_same_items_side_by_side_end_in_one_copy(partner: Partner) -> None:
    key = services.create_key(partner, scopes=["postings:write"]).text
    ids = [str(n) for n in range(60)]
    errors: list[Any] = []

    def run(order: list[str], title: str) -> None:
        try:
            client = APIClient()
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
            for turn in range(3):
                answer = push(client, rows(*order, title=f"{title} {turn}", company="Acme"))
                if answer.status_code != 200:
                    errors.append(answer.json())
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(ids, "Cook")),
        threading.Thread(target=run, args=(ids[::-1], "Chef")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert Posting.objects.count() == 60


# --- single items -------------------------------------------------------------------------------


def test_an_item_is_put_read_changed_ended_and_deleted(client: APIClient) -> None:
    row = build_row(id="a/b c", city=["London", "Leeds"], shift="late")
    url = f"{ITEM}a/b%20c"
    made = client.put(url, row, format="json")
    assert made.status_code == 201, made.content
    got = client.get(url)
    assert got.json()["row"] == row
    assert got["ETag"] == made["ETag"]
    assert client.get(url, headers={"If-None-Match": got["ETag"]}).status_code == 304
    same = client.put(url, row, format="json")
    assert (same.status_code, same["ETag"]) == (200, got["ETag"])
    patched = client.patch(
        url,
        json.dumps({"title": "Cook", "shift": None, "city": "Hull"}),
        content_type="application/merge-patch+json",
        headers={"If-Match": got["ETag"]},
    )
    assert patched.status_code == 200, patched.content
    assert patched.json()["row"] == {
        **{k: v for k, v in row.items() if k != "shift"},
        "title": "Cook",
        "city": "Hull",
    }
    assert Posting.objects.get().title == "Cook"
    assert client.get(url)["ETag"] == patched["ETag"] != got["ETag"]
    ended = client.post(f"{url}:expire")
    assert (ended.status_code, ended.json()["status"]) == (200, "expired")
    assert client.post(f"{url}:expire").status_code == 200
    assert client.put(url, row, format="json").json()["status"] == "active"
    assert client.delete(url).status_code == 204
    assert client.get(url).status_code == 404
    assert client.delete(url).status_code == 404
    assert client.post(f"{url}:expire").status_code == 404
    assert client.put(url, row, format="json").json()["status"] == "active"


def test_a_stale_state_is_not_written_over(client: APIClient) -> None:
    url = f"{ITEM}1"
    old = client.put(url, build_row(id="1"), format="json")["ETag"]
    client.put(url, build_row(id="1", title="Cook"), format="json")
    merge = "application/merge-patch+json"
    stale = {"If-Match": old}
    answers = [
        client.put(url, build_row(id="1", title="Chef"), format="json", headers=stale),
        client.patch(url, b"{}", content_type=merge, headers=stale),
        client.delete(url, headers=stale),
        client.post(f"{url}:expire", headers=stale),
        client.put(url, build_row(id="1"), format="json", headers={"If-None-Match": "*"}),
        client.put(f"{ITEM}new", build_row(id="new"), format="json", headers={"If-Match": "*"}),
    ]
    assert [a.status_code for a in answers] == [412] * 6
    assert {a.json()["code"] for a in answers} == {"precondition_failed"}
    assert client.patch(url, b"{}", content_type=merge).status_code == 428
    posting = Posting.objects.get()
    assert (posting.title, posting.status) == ("Cook", "active")


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b'{"title": "x"}', "application/json", 415, "unsupported_type"),
        (b"[1]", "application/merge-patch+json", 400, "malformed"),
        (b"{", "application/merge-patch+json", 400, "malformed"),
        (b'{"id": "other"}', "application/merge-patch+json", 422, "id_mismatch"),
        (b'{"title": null}', "application/merge-patch+json", 422, "rejected"),
    ],
)
def test_a_patch_that_cannot_be(
    client: APIClient, body: bytes, kind: str, status: int, code: str
) -> None:
    client.put(f"{ITEM}1", build_row(id="1"), format="json")
    answer = client.patch(f"{ITEM}1", body, content_type=kind, headers={"If-Match": "*"})
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert Posting.objects.get().title == "Backend Developer"


def test_a_put_that_cannot_be(client: APIClient) -> None:
    url = f"{ITEM}1"
    refused = client.put(url, {"id": "1", "title": "", "skills": 5}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (422, "rejected")
    assert {e["pointer"] for e in refused.json()["errors"]} == {"/title", "/skills"}
    assert client.put(url, build_row(id="2"), format="json").json()["code"] == "id_mismatch"
    without = {k: v for k, v in build_row().items() if k != "id"}
    assert client.put(url, without, format="json").status_code == 201
    assert client.get(f"{ITEM}none").status_code == 404


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_merging_is_rfc_7396s(target: Any, patch: Any, result: Any) -> None:
    from feeds.services.items import merge_patch

    assert merge_patch(target, patch) == result


@pytest.mark.parametrize("external_id", ["%00", "a%0Ab", "x" * 201, "%20"])
def test_an_address_that_can_be_no_id_names_nothing(client: APIClient, external_id: str) -> None:
    url = f"{ITEM}{external_id}"
    answers = [
        client.get(url),
        client.put(url, {"title": "Cook"}, format="json"),
        client.delete(url),
        client.post(f"{url}:expire"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
