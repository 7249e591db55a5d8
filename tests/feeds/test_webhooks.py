"""Webhooks: set up by their owners only, signed, told of everything once, sent again until taken."""

import base64
import hashlib
import hmac
import json
import threading
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from feeds import services
from feeds.models import WebhookDelivery, WebhookEndpoint
from feeds.services import deliveries, webhooks
from feeds.services.deliveries import Outcome
from jobassist.accounts.companies import set_role
from jobassist.accounts.models import Membership
from jobs import services as jobs_services
from jobs.models import Posting
from recruiting import services as recruiting_services
from recruiting.personal_data import erase_connections
from tests.factories import (
    build_row,
    make_company,
    make_posting,
    make_postings,
    make_source,
    make_user,
)
from tests.jobs.settling import settle_changes

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/feeds/webhooks"
NEW = {"url": "https://receiver.example/hook", "event_types": ["posting.created"]}


class Receiver:
    """Somebody's server: keeps what it was sent, and answers as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.headers: dict[str, str] = {}
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def told(self) -> list[tuple[str, Any]]:
        """Return (type, data) of all that came."""
        bodies = [json.loads(body) for _headers, body in self.got]
        return [(each["type"], each["data"]) for each in bodies]


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.ALLOW_PRIVATE_FEEDS = True
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def client_of(*scopes: str, name: str = "Partner") -> Any:
    """Return a client that calls with a new key of a partner's."""
    from feeds.models import Partner

    partner = Partner.objects.filter(name=name).first() or services.create_partner(name)
    key = services.create_key(partner, scopes=list(scopes) or ["webhooks:manage"]).text
    return Client(headers={"Authorization": f"Bearer {key}"})


def create(client: Any, **changes: Any) -> dict[str, Any]:
    answer = client.post(URL, {**NEW, **changes}, content_type="application/json")
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def switch_on(receiver: Receiver, client: Any, **changes: Any) -> dict[str, Any]:
    """Return an endpoint that has answered its ping; the ping is forgotten."""
    settle_changes()
    made = create(client, url=receiver.url, **changes)
    deliveries.deliver_due()
    assert [kind for kind, _data in receiver.told] == ["endpoint.ping"]
    ping = WebhookDelivery.objects.get(endpoint_id=made["id"])
    assert ping.status == "delivered", ping.log
    receiver.got.clear()
    return made


def tell() -> None:
    settle_changes()
    webhooks.tell_postings(now=timezone.now())
    deliveries.deliver_due()


def verify(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """Return whether one of the signatures is right, as the standard's own libraries check."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return expected in headers["webhook-signature"].split(" ")


# --- setting up -------------------------------------------------------------------------------


def test_an_endpoint_is_pinged_and_told_nothing_before_it_answers(receiver: Receiver) -> None:
    receiver.answers = [500]
    made = create(client_of(), url=receiver.url)
    assert made["status"] == "pending"
    deliveries.deliver_due()
    make_posting(id="a", is_embedded=False)
    tell()
    assert [kind for kind, _data in receiver.told] == ["endpoint.ping"]
    WebhookDelivery.objects.update(next_try_at=timezone.now())
    deliveries.deliver_due()
    assert WebhookEndpoint.objects.get().status == "active"
    # What happened since it was made is not lost.
    tell()
    assert receiver.told[-1][0] == "posting.created"


def test_secrets_are_shown_once_sealed_and_replaced_with_an_overlap(receiver: Receiver) -> None:
    client = client_of()
    made = switch_on(receiver, client)
    first = made["secret"]
    assert "secret" not in client.get(f"{URL}/{made['id']}").json()
    stored = WebhookEndpoint.objects.get()
    assert first not in stored.secret
    second = client.post(f"{URL}/{made['id']}/secret").json()["secret"]
    assert second != first
    make_posting(id="a", is_embedded=False)
    tell()
    headers, body = receiver.got[-1]
    assert verify(headers, body, first)
    assert verify(headers, body, second)
    assert not verify(headers, body + b" ", second)
    WebhookEndpoint.objects.update(old_secret_until=timezone.now())
    make_posting(id="b", is_embedded=False)
    tell()
    headers, body = receiver.got[-1]
    assert not verify(headers, body, first)
    assert verify(headers, body, second)
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"url": "http://receiver.example/hook"}, "bad_url"),
        ({"url": "https://user:pass@receiver.example/"}, "bad_url"),
        ({"url": "https://receiver.example:22/"}, "bad_url"),
        ({"url": "gopher://receiver.example/"}, "bad_url"),
        ({"url": "https://127.0.0.1/hook"}, "bad_url"),
        ({"url": "https://[fd00::1]/hook"}, "bad_url"),
        ({"url": "https://LOCALHOST/hook"}, "bad_url"),
        ({"url": 7, "event_types": []}, "invalid"),
        ({"event_types": ["posting.eaten"]}, "invalid"),
        ({"event_types": ["application.created"]}, "not_for_partners"),
        ({"secret": "mine"}, "invalid"),
    ],
)
def test_what_cannot_be_an_endpoint_is_refused(changes: dict[str, Any], code: str) -> None:
    answer = client_of().post(URL, {**NEW, **changes}, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer.json()["code"] == code
    assert not WebhookEndpoint.objects.exists()


def test_an_address_that_leads_home_is_never_connected_to(
    receiver: Receiver, settings: Any
) -> None:
    made = create(client_of(), url=receiver.url)
    settings.ALLOW_PRIVATE_FEEDS = False
    WebhookEndpoint.objects.update(url=receiver.url.replace("http:", "https:").split(":2")[0])
    for url in ("http://127.0.0.1:8080/", "http://localhost/", "http://[::1]/", "http://10.0.0.1/"):
        WebhookEndpoint.objects.update(url=url, status="active")
        WebhookDelivery.objects.update(next_try_at=timezone.now(), status="pending", attempts=0)
        deliveries.deliver_due()
        assert WebhookDelivery.objects.get().error in ("refused_address", "refused_url"), url
    assert receiver.got == []
    assert made["id"]


def test_nobody_reaches_anothers_endpoint_and_keys_need_the_scope(
    receiver: Receiver, api_as: Any
) -> None:
    mine = switch_on(receiver, client_of())
    delivery = WebhookDelivery.objects.get()
    others = [
        client_of(name="Another"),
        api_as(make_user()),
        api_as(_owner_of(make_company())),
    ]
    for client in others:
        assert client.get(URL).json() == {"results": []}
        url = f"{URL}/{mine['id']}"
        assert client.get(url).status_code == 404
        assert client.delete(url).status_code == 404
        assert client.get(f"{url}/deliveries").status_code == 404
        for path in ("secret", "ping", f"deliveries/{delivery.id}/replay"):
            assert client.post(f"{url}/{path}").status_code == 404, path
        body = json.dumps({"since": "2026-01-01T00:00:00Z", "description": "x"})
        for call, path in ((client.post, "/replay"), (client.patch, "")):
            assert call(url + path, body, content_type="application/json").status_code == 404
    assert client_of("postings:read").get(URL).status_code == 403
    assert Client().get(URL).status_code == 401
    assert WebhookEndpoint.objects.get().secret


def _owner_of(company: Any, role: Any = Membership.Role.OWNER) -> Any:
    user = make_user()
    set_role(company, user=user, role=role)
    return user


def test_an_owner_sets_up_the_companys_and_a_recruiter_does_not(
    receiver: Receiver, api_as: Any
) -> None:
    company = make_company()
    owner = api_as(_owner_of(company))
    # Somebody has to stay an owner.
    recruiter = api_as(_owner_of(company, Membership.Role.RECRUITER))
    wanted = {**NEW, "event_types": ["application.created"], "company_id": company.id}
    assert owner.post(URL, wanted, format="json").status_code == 201
    assert recruiter.post(URL, wanted, format="json").status_code == 404
    assert owner.post(URL, {**wanted, "company_id": make_company().id}).status_code == 404
    assert len(owner.get(URL).json()["results"]) == 1
    assert recruiter.get(URL).json()["results"] == []


def test_endpoints_are_bounded(monkeypatch: Any) -> None:
    monkeypatch.setattr(webhooks, "MOST_ENDPOINTS", 2)
    client = client_of()
    create(client)
    create(client)
    answer = client.post(URL, NEW, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_webhooks")


# --- postings ---------------------------------------------------------------------------------


def test_an_endpoint_hears_of_every_change_once_and_numbered(receiver: Receiver) -> None:
    switch_on(
        receiver,
        client_of(),
        event_types=["posting.created", "posting.updated", "posting.expired"],
        source_keys=["test-feed"],
    )
    first, second = make_postings([build_row(id="a"), build_row(id="b")], is_embedded=False)
    make_posting(source=make_source("elsewhere"), id="z", is_embedded=False)
    tell()
    Posting.objects.filter(id=first.id).update(title="New")
    jobs_services.expire_postings([second.id], now=timezone.now())
    tell()
    tell()
    told = sorted((json.loads(body)["sequence"], kind, data["external_id"])
                  for (kind, data), (_h, body) in zip(receiver.told, receiver.got, strict=True))  # fmt: skip
    assert told == [
        (2, "posting.created", "a"),
        (3, "posting.created", "b"),
        (4, "posting.updated", "a"),
        (5, "posting.expired", "b"),
    ]
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 4


def test_what_opened_is_created_however_late_it_is_told(
    receiver: Receiver, monkeypatch: Any
) -> None:
    monkeypatch.setattr(webhooks, "_PAGE", 1)
    monkeypatch.setattr(webhooks, "_MOST_PAGES", 1)
    switch_on(receiver, client_of(), event_types=["posting.created"])
    made = make_postings([build_row(id="a"), build_row(id="b")], is_embedded=False)
    for posting in reversed(made):
        Posting.objects.filter(id=posting.id).update(title="New")
    for _time in range(3):
        tell()
    assert sorted(data["external_id"] for _kind, data in receiver.told) == ["a", "b"]


def test_what_a_dying_process_stored_or_not_is_told_once(
    receiver: Receiver, monkeypatch: Any
) -> None:
    switch_on(receiver, client_of())
    make_posting(id="a", is_embedded=False)
    store = webhooks._store

    def die(*args: Any, **kwargs: Any) -> Any:
        store(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(webhooks, "_store", die)
    settle_changes()
    with pytest.raises(KeyboardInterrupt):
        webhooks.tell_postings(now=timezone.now())
    monkeypatch.setattr(webhooks, "_store", store)
    tell()
    assert [data["external_id"] for _kind, data in receiver.told] == ["a"]
    # Claimed, and then the process was gone: another one sends it when the lease is over.
    make_posting(id="b", is_embedded=False)
    settle_changes()
    webhooks.tell_postings(now=timezone.now())
    assert len(deliveries.claim_due(now=timezone.now())) == 1
    assert deliveries.claim_due(now=timezone.now()) == []
    assert len(deliveries.claim_due(now=timezone.now() + deliveries.LEASE * 2)) == 1


def test_an_endpoint_that_was_off_too_long_is_told_to_read_anew(
    receiver: Receiver, settings: Any
) -> None:
    switch_on(receiver, client_of())
    long_ago = timezone.now() - timedelta(days=settings.CHANGE_LOG_DAYS + 1)
    WebhookEndpoint.objects.update(position_at=long_ago)
    make_posting(id="a", is_embedded=False)
    tell()
    make_posting(id="b", is_embedded=False)
    tell()
    assert [kind for kind, _data in receiver.told] == ["postings.resync", "posting.created"]


# --- applications -----------------------------------------------------------------------------


def test_a_company_hears_of_its_applications_by_ids_and_states_alone(
    receiver: Receiver, api_as: Any
) -> None:
    company = make_company()
    both = ["application.created", "application.withdrawn"]
    switch_on(receiver, _ApiClient(api_as(_owner_of(company))), event_types=both,
              company_id=company.id)  # fmt: skip
    posting = make_posting(
        source=make_source("own", company=company), id="own-1", is_embedded=False
    )
    seeker = make_user(display_name="Canary Smith", email="canary@example.com")
    application, _new = recruiting_services.record_connection(
        seeker, posting, message="Canary words", resume_id=None, resume_revision=None,
        conversation_id=None, round_number=1, now=timezone.now(),
    )  # fmt: skip
    recruiting_services.withdraw_application(seeker, application.id, now=timezone.now())
    deliveries.deliver_due()
    keys = {"application_id", "posting_id", "kind", "status", "stage"}
    found = sorted(receiver.told, key=lambda each: each[0])
    assert [(kind, data["status"]) for kind, data in found] == [
        ("application.created", "sent"),
        ("application.withdrawn", "withdrawn"),
    ]
    assert all(set(data) == keys for _kind, data in found)
    everything = json.dumps(
        [list(WebhookDelivery.objects.values()), [b.decode() for _h, b in receiver.got]],
        default=str,
    )
    for canary in ("Canary", "canary", str(seeker.id)):
        assert canary not in everything


def test_a_company_hears_that_a_contact_is_closed_when_the_person_is_erased(
    receiver: Receiver, api_as: Any
) -> None:
    company = make_company()
    switch_on(receiver, _ApiClient(api_as(_owner_of(company))),
              event_types=["application.updated"], company_id=company.id)  # fmt: skip
    seeker = make_user(display_name="Canary Smith")
    applications = []
    for number in range(2):
        posting = make_posting(
            source=make_source("own", company=company), id=f"own-{number}", is_embedded=False
        )
        application, _new = recruiting_services.record_connection(
            seeker, posting, message="Canary words", resume_id=None, resume_revision=None,
            conversation_id=None, round_number=1, now=timezone.now(),
        )  # fmt: skip
        applications.append(application)
    recruiting_services.withdraw_application(seeker, applications[0].id, now=timezone.now())
    with transaction.atomic():
        erase_connections(seeker)
    deliveries.deliver_due()
    assert [(kind, data["application_id"], data["status"]) for kind, data in receiver.told] == [
        ("application.updated", str(applications[1].id), "closed")
    ]


class _ApiClient:
    """REST framework's client with the other's way to name a body's type."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def post(self, url: str, body: Any, content_type: str) -> Any:
        return self.client.post(url, body, format="json")


def test_an_application_that_is_rolled_back_was_never_told(receiver: Receiver, api_as: Any) -> None:
    from django.db import transaction

    company = make_company()
    switch_on(receiver, _ApiClient(api_as(_owner_of(company))),
              event_types=["application.created"], company_id=company.id)  # fmt: skip
    posting = make_posting(
        source=make_source("own", company=company), id="own-1", is_embedded=False
    )

    def connect_and_fail() -> None:
        with transaction.atomic():
            recruiting_services.record_connection(
                make_user(), posting, message="", resume_id=None, resume_revision=None,
                conversation_id=None, round_number=1, now=timezone.now(),
            )  # fmt: skip
            raise RuntimeError

    with pytest.raises(RuntimeError):
        connect_and_fail()
    deliveries.deliver_due()
    assert receiver.told == []


# --- sending again ----------------------------------------------------------------------------


def test_a_failure_is_tried_again_later_and_under_the_same_id(receiver: Receiver) -> None:
    made = switch_on(receiver, client_of())
    make_posting(id="a", is_embedded=False)
    receiver.answers, receiver.headers = [503, 204], {"Retry-After": "1000"}
    tell()
    row = WebhookDelivery.objects.get(event_type="posting.created")
    assert (row.status, row.attempts, row.response_status) == ("pending", 1, 503)
    assert row.next_try_at is not None
    # No sooner than was asked.
    assert row.next_try_at > timezone.now() + timedelta(seconds=990)
    deliveries.deliver_due()
    assert len(receiver.got) == 1
    past = timezone.now()
    WebhookDelivery.objects.filter(id=row.id).update(next_try_at=past)
    WebhookEndpoint.objects.update(retry_at=past)
    deliveries.deliver_due()
    row.refresh_from_db()
    assert (row.status, row.attempts, row.error) == ("delivered", 2, "")
    assert [each["status"] for each in row.log] == [503, 204]
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1
    log = client_of().get(f"{URL}/{made['id']}/deliveries").json()["results"]
    assert [(each["event_type"], each["attempts"]) for each in log] == [
        ("posting.created", 2),
        ("endpoint.ping", 1),
    ]


def fail(delivery: Any, endpoint: Any, now: datetime) -> Outcome:
    return Outcome(500, 3, "bad_status")


def test_waits_grow_to_three_days_and_then_it_is_given_up(receiver: Receiver) -> None:
    switch_on(receiver, client_of())
    make_posting(id="a", is_embedded=False)
    settle_changes()
    webhooks.tell_postings(now=timezone.now())
    now, waited = timezone.now(), []
    for _attempt in range(20):
        claimed = deliveries.claim_due(now=now)
        if not claimed:
            break
        deliveries.record_attempt(claimed[0], fail(claimed[0], None, now), now=now)
        row = WebhookDelivery.objects.get(event_type="posting.created")
        if row.next_try_at is None:
            break
        waited.append((row.next_try_at - now).total_seconds())
        now = row.next_try_at
        WebhookEndpoint.objects.update(retry_at=None, failing_since=None)
    assert len(waited) == len(deliveries.WAITS)
    assert 2.4 * 86_400 < sum(waited) < 3.8 * 86_400
    for wait, planned in zip(waited, deliveries.WAITS, strict=True):
        assert 0.79 * planned < wait < 1.21 * planned
    assert row.status == "failed"
    assert row.attempts == len(deliveries.WAITS) + 1


def test_long_failure_switches_an_endpoint_off_and_says_so(receiver: Receiver, client: Any) -> None:
    made = switch_on(receiver, client_of())
    make_posting(id="a", is_embedded=False)
    settle_changes()
    webhooks.tell_postings(now=timezone.now())
    deliveries.deliver_due(send=fail)
    assert WebhookEndpoint.objects.get().status == "active"
    WebhookEndpoint.objects.update(
        failing_since=timezone.now() - timedelta(days=4), retry_at=timezone.now()
    )
    WebhookDelivery.objects.filter(status="pending").update(next_try_at=timezone.now())
    deliveries.deliver_due(send=fail)
    assert WebhookEndpoint.objects.get().status == "disabled"
    operator = make_user(is_staff=True, is_superuser=True)
    client.force_login(operator, backend="jobassist.accounts.backends.IdentityBackend")
    page = client.get("/admin/feeds/webhookendpoint/").content.decode()
    assert "1 webhook was switched off after long failure." in page
    assert client.get("/admin/feeds/webhookdelivery/").status_code == 200
    # What it has missed is told once it answers again.
    changed = client_of().patch(
        f"{URL}/{made['id']}", {"is_active": True}, content_type="application/json"
    )
    assert changed.json()["status"] == "pending"
    WebhookDelivery.objects.filter(status="pending").update(next_try_at=timezone.now())
    deliveries.deliver_due()
    deliveries.deliver_due()
    assert [kind for kind, _data in receiver.told] == ["endpoint.ping", "posting.created"]


def test_gone_is_taken_at_its_word(receiver: Receiver) -> None:
    switch_on(receiver, client_of())
    make_posting(id="a", is_embedded=False)
    receiver.answers = [410]
    tell()
    assert WebhookEndpoint.objects.get().status == "disabled"


def test_a_dead_endpoint_costs_one_attempt_and_holds_up_no_other(receiver: Receiver) -> None:
    switch_on(receiver, client_of())
    dead = create(client_of(name="Dead"), url=receiver.url)
    WebhookEndpoint.objects.filter(id=dead["id"]).update(status="active")
    WebhookDelivery.objects.filter(endpoint_id=dead["id"]).delete()
    make_postings([build_row(id=f"p{i}") for i in range(30)], is_embedded=False)
    settle_changes()
    webhooks.tell_postings(now=timezone.now())
    sent: list[str] = []

    def send(delivery: Any, endpoint: Any, now: datetime) -> Outcome:
        sent.append(str(endpoint.id))
        return (
            Outcome(None, 1, "timed_out") if str(endpoint.id) == dead["id"] else Outcome(204, 1, "")
        )

    deliveries.deliver_due(send=send)
    assert sent.count(dead["id"]) <= deliveries.PER_ENDPOINT
    assert len(sent) - sent.count(dead["id"]) == 30


def test_replay_of_one_and_since_a_time(receiver: Receiver) -> None:
    client = client_of()
    made = switch_on(receiver, client)
    make_postings([build_row(id="a"), build_row(id="b")], is_embedded=False)
    tell()
    ids = {headers["webhook-id"] for headers, _body in receiver.got}
    receiver.got.clear()
    [newest, *_rest] = client.get(f"{URL}/{made['id']}/deliveries?limit=1").json()["results"]
    answer = client.post(f"{URL}/{made['id']}/deliveries/{newest['id']}/replay")
    assert answer.status_code == 202
    deliveries.deliver_due()
    assert len(receiver.got) == 1
    since = (timezone.now() - timedelta(hours=1)).isoformat()
    answer = client.post(
        f"{URL}/{made['id']}/replay", {"since": since}, content_type="application/json"
    )
    assert answer.json() == {"replayed": 2}
    deliveries.deliver_due()
    assert {headers["webhook-id"] for headers, _body in receiver.got} == ids
    assert len(receiver.got) == 3
    assert client.post(f"{URL}/{made['id']}/deliveries/{uuid.uuid4()}/replay").status_code == 404


def test_the_log_is_paged_filtered_and_forgotten(receiver: Receiver, settings: Any) -> None:
    client = client_of()
    made = switch_on(receiver, client)
    make_postings([build_row(id=f"p{i}") for i in range(5)], is_embedded=False)
    tell()
    url = f"{URL}/{made['id']}/deliveries"
    first = client.get(url, {"limit": 4, "status": "delivered"}).json()
    second = client.get(url, {"limit": 4, "cursor": first["next_cursor"]}).json()
    numbers = [each["sequence"] for each in first["results"] + second["results"]]
    assert numbers == [6, 5, 4, 3, 2, 1]
    assert second["next_cursor"] is None
    assert client.get(url, {"status": "delivered", "event_type": "endpoint.ping"}).json()["results"]
    assert client.get(url, {"cursor": "nonsense"}).json()["code"] == "bad_cursor"
    assert client.get(url, {"stauts": "failed"}).status_code == 400
    WebhookDelivery.objects.update(
        created_at=timezone.now() - timedelta(days=settings.WEBHOOK_LOG_DAYS, hours=1)
    )
    assert deliveries.prune_deliveries(now=timezone.now()) == 6


def test_erasing_a_person_leaves_nothing_of_theirs_in_what_was_told(
    receiver: Receiver, api_as: Any
) -> None:
    company = make_company()
    switch_on(receiver, _ApiClient(api_as(_owner_of(company))),
              event_types=["application.created"], company_id=company.id)  # fmt: skip
    posting = make_posting(
        source=make_source("own", company=company), id="own-1", is_embedded=False
    )
    seeker = make_user()
    recruiting_services.record_connection(
        seeker, posting, message="x", resume_id=None, resume_revision=None,
        conversation_id=None, round_number=1, now=timezone.now(),
    )  # fmt: skip
    told = json.dumps(list(WebhookDelivery.objects.values("payload", "log", "error")), default=str)
    assert str(seeker.id) not in told
