"""Settings of notices, devices and the link of a mail, over HTTP."""

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from eventlog.models import NotificationOptOut, PushSubscription
from eventlog.outbox.unsubscribing import unsubscribe_url
from tests.factories import make_company, make_user

pytestmark = pytest.mark.django_db
URL = "/api/v1/me/notifications"
PUSH = "/api/v1/me/push-subscriptions"


def browser_keys() -> dict[str, str]:
    point = (
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )
    return {
        "p256dh": base64.urlsafe_b64encode(point).decode().rstrip("="),
        "auth": base64.urlsafe_b64encode(b"0123456789abcdef").decode().rstrip("="),
    }


def browser(**changes: Any) -> dict[str, Any]:
    return {
        "endpoint": "https://push.example.com/wpush/v2/abc",
        "expirationTime": None,
        "keys": browser_keys(),
        **changes,
    }


@pytest.fixture
def api(api_as: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return api_as


def test_settings_are_the_usual_ones_until_they_are_changed(api, alice):
    found = api(alice).get(URL).json()
    assert found["quiet_hours"] == {"is_on": True, "begin": "22:00", "end": "08:00"}
    assert found["time_zone"] == alice.time_zone
    assert {each["channel"] for each in found["channels"]} == {"email", "web_push", "app"}
    assert all(each["is_on"] for each in found["channels"])
    assert "company.application" not in {each["kind"] for each in found["kinds"]}
    assert found["application_server_key"]


def test_who_acts_for_a_company_finds_its_kinds(api):
    owner = make_user()
    make_company(owner=owner)
    owner.refresh_from_db()
    kinds = {each["kind"] for each in api(owner).get(URL).json()["kinds"]}
    assert "company.application" in kinds


def test_what_is_left_out_stays(api, alice):
    client = api(alice)
    client.patch(URL, {"quiet_hours": {"begin": "21:30"}}, format="json")
    answer = client.patch(
        URL, {"kinds": {"thread.greeting": {"email": False}}}, format="json"
    ).json()
    assert answer["quiet_hours"]["begin"] == "21:30"
    [greeting] = [each for each in answer["kinds"] if each["kind"] == "thread.greeting"]
    assert (greeting["email"], greeting["web_push"]) == (False, True)
    answer = client.patch(
        URL, {"kinds": {"thread.greeting": {"email": True}}}, format="json"
    ).json()
    assert not NotificationOptOut.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {"quiet_hours": {"begin": "08:00", "end": "08:00"}},
        {"quiet_hours": {"begin": "25:00"}},
        {"channels": {"pigeon": False}},
        {"channels": {"email": "no"}},
        {"kinds": {"gossip": {"email": False}}},
        {"kinds": {"thread.greeting": {"pigeon": False}}},
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(api, alice, body):
    assert api(alice).patch(URL, body, format="json").status_code == 400
    assert not NotificationOptOut.objects.exists()


def test_settings_cost_a_fixed_number_of_queries(api, alice, django_assert_max_num_queries):
    client = api(alice)
    for _n in range(8):
        client.post(PUSH, browser(endpoint=f"https://push.example.com/{_n}"), format="json")
    with django_assert_max_num_queries(8):
        client.get(URL)


def test_a_browser_is_registered_once_and_belongs_to_who_signed_in_last(api, alice, bob):
    body = browser()
    first = api(alice).post(PUSH, body, format="json")
    assert first.status_code == 201
    assert "endpoint" not in first.json()
    again = api(alice).post(PUSH, body, format="json")
    assert again.json()["id"] == first.json()["id"]
    api(bob).post(PUSH, body, format="json")
    assert PushSubscription.objects.get().user == bob
    assert api(alice).get(PUSH).json()["results"] == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.com/a",
        "https://127.0.0.1/a",
        "https://169.254.169.254/latest",
        "https://[::1]/a",
        "https://localhost/a",
        "https://user:pass@push.example.com/a",
        "https://push.example.com:8443/a",
        "https://2130706433/a",
        "file:///etc/passwd",
        "https://push.example.com/ a",
    ],
)
def test_an_address_inside_is_no_browser(api, alice, endpoint):
    answer = api(alice).post(PUSH, browser(endpoint=endpoint), format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_address")


def test_keys_that_are_none_are_refused(api, alice):
    for keys in (
        {"p256dh": "AAAA", "auth": browser_keys()["auth"]},
        {"p256dh": browser_keys()["p256dh"], "auth": "AAAA"},
        {"p256dh": "é" * 40, "auth": "!" * 22},
    ):
        answer = api(alice).post(PUSH, browser(keys=keys), format="json")
        assert answer.json()["code"] == "bad_keys", keys
    assert api(alice).post(PUSH, {"platform": "ios"}, format="json").status_code == 400


def test_a_stranger_cannot_end_it(api, alice, bob):
    id_ = api(alice).post(PUSH, browser(), format="json").json()["id"]
    assert api(bob).delete(f"{PUSH}/{id_}").status_code == 404
    assert api(alice).delete(f"{PUSH}/{id_}").status_code == 204


def test_only_so_many_devices_are_kept(api, alice):
    client = api(alice)
    for n in range(23):
        client.post(PUSH, {"platform": "android", "token": f"token-{n}"}, format="json")
    assert PushSubscription.objects.count() == 20
    assert not PushSubscription.objects.filter(address="token-0").exists()


# --- the link of a mail -------------------------------------------------------------------------


def path_of(user: Any) -> str:
    found = re.search(r"//[^/]+(/.*)", unsubscribe_url(user.id))
    assert found
    return found[1]


def test_one_click_of_a_mail_program_ends_the_mails(alice):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(path_of(alice), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    [row] = NotificationOptOut.objects.all()
    assert (row.user_id, row.channel, row.kind) == (alice.id, "email", "")


def test_a_program_that_looks_at_links_changes_nothing(alice):
    answer = Client().get(path_of(alice))
    assert answer.status_code == 200
    assert not NotificationOptOut.objects.exists()
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert alice.display_name not in answer.content.decode()


def test_the_mails_can_be_switched_on_again(alice):
    client = Client()
    client.post(path_of(alice))
    client.post(path_of(alice), {"again": "1"})
    assert not NotificationOptOut.objects.exists()


def test_a_link_that_we_did_not_write_does_nothing(alice, bob):
    token = path_of(alice).rsplit("/", 1)[1]
    for wrong in ("x", token[:-1], token.replace(token[0], "A", 1) + "x", f"{bob.id.hex}:a:b"):
        assert Client().post(f"/notices/off/{wrong}").status_code == 404
    assert not NotificationOptOut.objects.exists()
