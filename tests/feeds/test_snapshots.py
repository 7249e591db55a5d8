"""Full snapshots: what is missing ends when all looks sound, and waits for a person when not."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from feeds import services
from feeds.models import Snapshot
from feeds.services import snapshots
from jobs import services as jobs_services
from jobs.models import Posting, Source
from tests.factories import build_row, make_user

pytestmark = pytest.mark.django_db
URL = "/api/v1/feeds/harbour/snapshots"


@pytest.fixture
def client(db: None) -> APIClient:
    partner = services.create_partner("Harbour Jobs")
    services.give_source(partner, key="harbour")
    client = APIClient()
    key = services.create_key(partner, scopes=["postings:write"]).text
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client


def rows(ids: Any, **changes: Any) -> list[dict[str, Any]]:
    return [build_row(id=str(each), description="", **changes) for each in ids]


def open_one(client: APIClient) -> str:
    answer = client.post(URL)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def send(client: APIClient, snapshot: str, given: list[Any]) -> Any:
    return client.post(
        f"{URL}/{snapshot}/postings:bulk", json.dumps(given), content_type="application/json"
    )


def close(client: APIClient, snapshot: str, count: int) -> dict[str, Any]:
    answer = client.post(f"{URL}/{snapshot}:close", {"expected_count": count}, format="json")
    assert answer.status_code == 200, answer.content
    result: dict[str, Any] = answer.json()
    return result


def take(client: APIClient, ids: Any, *, count: int | None = None) -> dict[str, Any]:
    snapshot = open_one(client)
    given = rows(ids)
    assert send(client, snapshot, given).status_code == 200
    return close(client, snapshot, len(given) if count is None else count)


def statuses() -> dict[str, str]:
    return dict(Posting.objects.values_list("external_id", "status"))


def test_what_is_missing_ends(client: APIClient) -> None:
    take(client, range(10))
    closed = take(client, range(1, 11))
    assert (closed["state"], closed["missing_count"], closed["expired_count"]) == ("closed", 1, 1)
    assert closed["reasons"] == []
    assert statuses() == {"0": "expired", **{str(n): "active" for n in range(1, 11)}}
    assert take(client, range(11))["state"] == "closed"
    assert statuses()["0"] == "active"


def test_parts_may_be_sent_twice_and_closing_too(client: APIClient) -> None:
    snapshot = open_one(client)
    for _time in range(2):
        assert send(client, snapshot, rows(range(5))).status_code == 200
        assert send(client, snapshot, rows(range(5, 10))).status_code == 200
    assert client.get(f"{URL}/{snapshot}").json()["seen_count"] == 10
    first = close(client, snapshot, 10)
    assert close(client, snapshot, 10) == first
    refused = client.post(f"{URL}/{snapshot}:close", {"expected_count": 9}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "snapshot_not_open")
    late = send(client, snapshot, rows(["late"]))
    assert (late.status_code, late.json()["code"]) == (409, "snapshot_not_open")
    assert "late" not in statuses()


@pytest.mark.parametrize(
    ("ids", "count", "reasons"),
    [
        (range(19), 20, ["count_mismatch"]),
        (range(13), None, ["sudden_drop"]),
        ((), None, ["sudden_drop"]),
        (range(3), 30, ["count_mismatch", "sudden_drop"]),
    ],
)
def test_what_looks_wrong_waits(client: APIClient, ids: Any, count: Any, reasons: Any) -> None:
    take(client, range(20))
    waiting = take(client, ids, count=count)
    assert (waiting["state"], waiting["reasons"]) == ("waiting", reasons)
    assert waiting["expired_count"] == 0
    assert set(statuses().values()) == {"active"}


def test_many_rejects_wait_and_a_reject_is_not_missing(client: APIClient) -> None:
    take(client, range(20))
    snapshot = open_one(client)
    given = rows(range(20))
    given[3]["title"] = ""
    send(client, snapshot, given)
    assert close(client, snapshot, 20)["state"] == "closed"
    assert statuses()["3"] == "active"
    snapshot = open_one(client)
    for row in given[:6]:
        row["title"] = ""
    send(client, snapshot, given)
    waiting = close(client, snapshot, 20)
    assert (waiting["reasons"], waiting["rejected_count"]) == (["many_rejected"], 6)


def test_of_a_small_source_a_few_may_end_without_a_look(client: APIClient) -> None:
    take(client, range(3))
    assert take(client, range(1))["expired_count"] == 2


def test_one_left_open_too_long_waits_or_makes_room(client: APIClient) -> None:
    take(client, range(5))
    snapshot = open_one(client)
    send(client, snapshot, rows(range(5)))
    Snapshot.objects.filter(id=snapshot).update(
        opened_at=timezone.now() - snapshots.STALE_AFTER - timedelta(minutes=1)
    )
    assert close(client, snapshot, 5)["reasons"] == ["stale"]
    stale = open_one(client)
    Snapshot.objects.filter(id=stale).update(opened_at=timezone.now() - timedelta(days=2))
    open_one(client)
    assert Snapshot.objects.get(id=stale).state == "aborted"


def test_one_open_at_a_time(client: APIClient) -> None:
    snapshot = open_one(client)
    refused = client.post(URL)
    assert (refused.status_code, refused.json()["code"]) == (409, "snapshot_open")
    assert refused.json()["snapshot_id"] == snapshot
    assert client.delete(f"{URL}/{snapshot}").status_code == 204
    assert client.delete(f"{URL}/{snapshot}").status_code == 204
    assert client.get(f"{URL}/{snapshot}").json()["state"] == "aborted"
    open_one(client)


def test_what_came_beside_the_snapshot_stays(client: APIClient) -> None:
    take(client, range(5))
    snapshot = open_one(client)
    client.post(
        "/api/v1/feeds/harbour/postings:bulk", json.dumps(rows(["beside"])),
        content_type="application/json",
    )  # fmt: skip
    send(client, snapshot, rows(range(5)))
    assert close(client, snapshot, 5)["missing_count"] == 0
    assert statuses()["beside"] == "active"


def bulk(client: APIClient, given: list[Any]) -> None:
    answer = client.post(
        "/api/v1/feeds/harbour/postings:bulk", json.dumps(given), content_type="application/json"
    )
    assert answer.status_code == 200, answer.content


def test_what_is_sent_again_unchanged_is_not_missing(client: APIClient, desk: Client) -> None:
    take(client, range(10))
    # Noted as alive a moment ago: the note is otherwise taken every six hours.
    bulk(client, rows(range(10)))
    beside = open_one(client)
    send(client, beside, rows(range(9)))
    bulk(client, rows(["9"]))
    assert close(client, beside, 9)["missing_count"] == 0
    waiting = take(client, range(4))
    assert waiting["state"] == "waiting"
    bulk(client, rows(range(4, 8)))
    decide(desk, waiting["id"], "approve")
    assert {key for key, status in statuses().items() if status == "expired"} == {"8", "9"}


def test_a_pause_and_a_removal_outlast_snapshots(client: APIClient) -> None:
    take(client, range(10))
    by_id = {p.external_id: p.id for p in Posting.objects.all()}
    now = timezone.now()
    jobs_services.pause_postings([by_id["0"], by_id["1"]], now=now)
    jobs_services.remove_postings([by_id["2"]], now=now)
    take(client, range(1, 10))
    assert statuses()["0"] == "expired"
    take(client, range(10))
    found = statuses()
    assert (found["0"], found["1"], found["2"]) == ("expired", "paused", "removed")


def test_a_large_end_goes_on_in_the_background(client: APIClient, monkeypatch: Any) -> None:
    monkeypatch.setattr(snapshots, "_AT_ONCE", 2)
    monkeypatch.setattr(snapshots, "_BATCH", 2)
    take(client, range(30))
    closed = take(client, range(5, 30))
    assert closed["state"] == "expiring"
    assert closed["expired_count"] == 2
    found = Snapshot.objects.get(id=closed["id"])
    assert services.end_missing(found.id, now=timezone.now()) == 3
    found.refresh_from_db()
    assert (found.state, found.expired_count) == ("closed", 5)
    assert services.end_missing(found.id, now=timezone.now()) == 0


def test_others_snapshots_look_like_none(client: APIClient) -> None:
    snapshot = open_one(client)
    other = services.create_partner("Other Board")
    services.give_source(other, key="other")
    stranger = APIClient()
    key = services.create_key(other, scopes=["postings:write"]).text
    stranger.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    for base in (URL, "/api/v1/feeds/other/snapshots"):
        url = f"{base}/{snapshot}"
        body = json.dumps(rows(["1"]))
        answers = [
            stranger.get(url),
            stranger.delete(url),
            stranger.post(f"{url}/postings:bulk", body, content_type="application/json"),
            stranger.post(f"{url}:close", {"expected_count": 0}, format="json"),
        ]
        assert [a.status_code for a in answers] == [404] * 4
    assert Snapshot.objects.get().state == "open"
    assert not Posting.objects.exists()


# --- a person looks -----------------------------------------------------------------------------


@pytest.fixture
def desk(db: None) -> Client:
    client = Client()
    operator = make_user(is_staff=True, is_superuser=True)
    client.force_login(operator, backend="jobassist.accounts.backends.IdentityBackend")
    return client


def decide(desk: Client, snapshot: str, action: str) -> None:
    url = reverse("admin:feeds_snapshot_changelist")
    answer = desk.post(url, {"action": action, "_selected_action": [snapshot]})
    assert answer.status_code == 302


def test_a_person_approves(client: APIClient, desk: Client) -> None:
    take(client, range(10))
    waiting = take(client, range(4))
    page = desk.get(reverse("admin:feeds_snapshot_change", args=[waiting["id"]]))
    assert "sudden_drop" in page.content.decode()
    decide(desk, waiting["id"], "approve")
    found = Snapshot.objects.get(id=waiting["id"])
    assert (found.state, found.expired_count) == ("closed", 6)
    assert found.decided_by is not None
    assert list(statuses().values()).count("active") == 4
    decide(desk, waiting["id"], "discard")
    found.refresh_from_db()
    assert found.state == "closed"


def test_a_person_discards(client: APIClient, desk: Client) -> None:
    take(client, range(10))
    waiting = take(client, range(4))
    decide(desk, waiting["id"], "discard")
    assert Snapshot.objects.get(id=waiting["id"]).state == "discarded"
    assert set(statuses().values()) == {"active"}


def test_a_newer_sound_snapshot_settles_what_waits(client: APIClient) -> None:
    take(client, range(10))
    waiting = take(client, range(4))
    assert take(client, range(10))["state"] == "closed"
    assert Snapshot.objects.get(id=waiting["id"]).state == "discarded"
    assert Source.objects.get(key="harbour").postings.filter(status="active").count() == 10


def test_old_ids_are_forgotten(client: APIClient) -> None:
    closed = take(client, range(10))
    assert services.forget_old_items(now=timezone.now()) == 0
    assert services.forget_old_items(now=timezone.now() + timedelta(days=8)) == 10
    assert Snapshot.objects.get(id=closed["id"]).seen_count == 10
