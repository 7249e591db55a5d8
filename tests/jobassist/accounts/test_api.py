"""Signing in and out through HTTP."""

import json

import pytest
from django.contrib.auth import hashers
from rest_framework.test import APIClient

from jobassist.accounts import codes, limits, merging, services, tasks
from jobassist.accounts.identifiers import parse_identifier
from jobassist.accounts.models import Identity, OneTimeCode, SignIn, SocketTicket, User
from jobassist.accounts.services import sessions, ways_in
from jobassist.errors import AppError
from tests.factories import PASSWORD, make_company, make_guest, make_user

pytestmark = pytest.mark.django_db

AUTH = "/api/v1/auth"


def bearer(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def start_guest(client: APIClient | None = None, **body) -> dict:
    answer = (client or APIClient()).post(f"{AUTH}/guest", body)
    assert answer.status_code == 201, answer.content
    pair: dict = answer.json()
    return pair


@pytest.fixture
def sent(settings, monkeypatch) -> list[dict]:
    """Collect what is sent, and send at once instead of in the background."""
    settings.ONE_TIME_CODE_SENDER = "tests.jobassist.accounts.senders.ListSender"
    from tests.jobassist.accounts import senders

    senders.SENT.clear()
    monkeypatch.setattr(
        tasks,
        "defer_code",
        lambda identity_id, purpose: tasks.send_one_time_code.func(
            str(identity_id) if identity_id else None, str(purpose)
        ),
    )
    return senders.SENT


@pytest.fixture
def only_accounts(monkeypatch) -> None:
    """Merge and erase the accounts' own part: the other apps test theirs."""
    monkeypatch.setattr(merging, "_hooks", [services.move_devices])


def test_guest_gets_tokens_that_work():
    pair = start_guest(locale="zh-CN", device_name="Pixel 9")
    assert {"access", "refresh", "user_id"} <= pair.keys()
    me = bearer(pair["access"]).get("/api/v1/me").json()
    assert me["user_id"] == pair["user_id"]
    assert me["is_guest"] is True
    assert (me["locale"], me["time_zone"]) == ("zh-CN", "Asia/Shanghai")


def test_guest_needs_no_body_and_takes_the_browsers_language():
    answer = APIClient().post(f"{AUTH}/guest", headers={"Accept-Language": "zh-TW,zh;q=0.9"})
    assert answer.status_code == 201
    me = bearer(answer.json()["access"]).get("/api/v1/me").json()
    assert me["locale"] == "zh-CN"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"time_zone": "Mars/Olympus"}, "/time_zone"),
        ({"time_zone": "../../etc/passwd"}, "/time_zone"),
        ({"locale": "not a locale"}, "/locale"),
        ({"device_name": "x" * 81}, "/device_name"),
    ],
)
def test_bad_surroundings_are_pointed_at(body, pointer):
    answer = APIClient().post(f"{AUTH}/guest", body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_guest_creation_is_limited_by_network_and_says_when_to_come_back(settings):
    settings.GUEST_SESSIONS_PER_HOUR = 2
    outside = APIClient(REMOTE_ADDR="203.0.113.7")
    start_guest(outside)
    start_guest(outside)
    answer = outside.post(f"{AUTH}/guest")
    assert answer.status_code == 429
    assert answer.json()["code"] == "too_many_attempts"
    assert 0 < int(answer["Retry-After"]) <= 3600
    start_guest(APIClient(REMOTE_ADDR="203.0.113.8"))


def test_one_ipv6_customer_is_one_network(settings):
    settings.GUEST_SESSIONS_PER_HOUR = 1
    start_guest(APIClient(REMOTE_ADDR="2001:db8:1:2::1"))
    again = APIClient(REMOTE_ADDR="2001:db8:1:2:ffff::9").post(f"{AUTH}/guest")
    assert again.status_code == 429


def test_forged_forwarded_header_does_not_evade_the_limit(settings):
    settings.GUEST_SESSIONS_PER_HOUR = 1
    outside = APIClient(REMOTE_ADDR="203.0.113.7")
    start_guest(outside)
    answer = outside.post(f"{AUTH}/guest", headers={"X-Forwarded-For": "198.51.100.1"})
    assert answer.status_code == 429


def test_guest_becomes_an_account_in_place(sent):
    pair = start_guest()
    client = bearer(pair["access"])
    answer = client.post(f"{AUTH}/register", {"email": "Lin@Example.com", "password": PASSWORD})
    assert answer.status_code == 201, answer.content
    assert answer.json()["user_id"] == pair["user_id"]
    assert answer.json()["sign_in_id"] == pair["sign_in_id"]
    # Neither the old token nor the new one is cut off by it.
    for token in (pair["access"], answer.json()["access"]):
        me = bearer(token).get("/api/v1/me").json()
        assert me["is_guest"] is False
    login = APIClient().post(f"{AUTH}/login", {"email": "lin@example.com", "password": PASSWORD})
    assert login.json()["user_id"] == pair["user_id"]
    assert [mail["kind"] for mail in sent] == ["email"]


def test_same_registration_again_gets_the_same_answer(sent):
    pair = start_guest()
    body = {"email": "lin@example.com", "password": PASSWORD}
    assert bearer(pair["access"]).post(f"{AUTH}/register", body).status_code == 201
    again = bearer(pair["access"]).post(f"{AUTH}/register", body)
    assert again.status_code == 200
    assert again.json()["user_id"] == pair["user_id"]
    assert Identity.objects.filter(user_id=pair["user_id"]).count() == 1


def test_another_registration_of_an_account_is_refused(sent):
    pair = start_guest()
    body = {"email": "lin@example.com", "password": PASSWORD}
    bearer(pair["access"]).post(f"{AUTH}/register", body)
    other = bearer(pair["access"]).post(
        f"{AUTH}/register", {"email": "wu@example.com", "password": PASSWORD}
    )
    assert other.status_code == 409
    assert other.json()["code"] == "already_registered"


@pytest.mark.parametrize(
    "password", ["short1", "password", "12345678901", "lin@example.com", "", "LinExample"]
)
def test_weak_password_is_refused_and_changes_nothing(password):
    pair = start_guest()
    answer = bearer(pair["access"]).post(
        f"{AUTH}/register",
        {"email": "lin@example.com", "password": password, "display_name": "LinExample"},
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/password"
    assert User.objects.get(id=pair["user_id"]).is_guest
    if password not in {"", "password"}:
        assert password not in json.dumps(answer.json())


@pytest.mark.parametrize("email", ["nobody", "a@b", "a b@example.com", "@example.com", "x@" * 200])
def test_malformed_address_is_refused(email):
    answer = APIClient().post(f"{AUTH}/register", {"email": email, "password": PASSWORD})
    assert answer.status_code == 400


def test_registering_tells_nothing_of_an_existing_account(alice, sent):
    taken = APIClient().post(
        f"{AUTH}/register", {"email": "alice@example.com", "password": PASSWORD + "x"}
    )
    free = APIClient().post(f"{AUTH}/register", {"email": "f@example.com", "password": PASSWORD})
    assert taken.status_code == free.status_code == 201
    assert taken.json().keys() == free.json().keys()
    assert taken.json()["identity"].keys() == free.json()["identity"].keys()
    assert taken.json()["user_id"] != str(alice.id)
    # And the newcomer neither has the address nor keeps its owner out.
    assert (
        APIClient()
        .post(f"{AUTH}/login", {"email": "alice@example.com", "password": PASSWORD + "x"})
        .status_code
        == 401
    )
    login = APIClient().post(f"{AUTH}/login", {"email": "alice@example.com", "password": PASSWORD})
    assert login.json()["user_id"] == str(alice.id)


def test_wrong_password_and_unknown_address_answer_the_same(alice):
    wrong = APIClient().post(f"{AUTH}/login", {"email": "alice@example.com", "password": "no"})
    unknown = APIClient().post(f"{AUTH}/login", {"email": "nobody@example.com", "password": "no"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["code"] == "bad_credentials"


def test_unknown_address_costs_a_hash_too(alice, monkeypatch):
    hashed = []
    make_password = hashers.make_password

    def count(password):
        hashed.append(password)
        return make_password(password)

    monkeypatch.setattr(ways_in, "make_password", count)
    APIClient().post(f"{AUTH}/login", {"email": "nobody@example.com", "password": "no"})
    assert hashed == ["no"]


def test_login_locks_out_after_five_wrong_tries_whoever_the_address_is(alice):
    for email in ("alice@example.com", "nobody@example.com"):
        client = APIClient(REMOTE_ADDR="203.0.113.9")
        for _ in range(5):
            assert (
                client.post(f"{AUTH}/login", {"email": email, "password": "no"}).status_code == 401
            )
        locked = client.post(f"{AUTH}/login", {"email": email, "password": PASSWORD})
        assert locked.status_code == 429
        assert 0 < int(locked["Retry-After"]) <= 15 * 60
    # From elsewhere the owner still gets in.
    elsewhere = APIClient(REMOTE_ADDR="198.51.100.4")
    ok = elsewhere.post(f"{AUTH}/login", {"email": "alice@example.com", "password": PASSWORD})
    assert ok.status_code == 200


def test_success_forgets_the_wrong_tries(alice):
    client = APIClient(REMOTE_ADDR="203.0.113.9")
    body = {"email": "alice@example.com"}
    for _ in range(3):
        for _ in range(4):
            client.post(f"{AUTH}/login", {**body, "password": "no"})
        assert client.post(f"{AUTH}/login", {**body, "password": PASSWORD}).status_code == 200


def test_person_kept_out_cannot_sign_in(alice):
    services.set_active(alice, is_active=False)
    answer = APIClient().post(f"{AUTH}/login", {"email": "alice@example.com", "password": PASSWORD})
    assert answer.status_code == 401


def test_both_addresses_or_none_is_refused():
    for body in ({}, {"email": "a@example.com", "phone": "13800138000"}):
        answer = APIClient().post(f"{AUTH}/login", {**body, "password": "x"})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["code"] == "one_address"


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer x y",
        "Bearer not-a-token",
        "Bearer " + "a.b.c",
        "Bearer eyJhbGciOiJub25lIn0.e30.",
    ],
)
def test_garbled_tokens_get_401(header):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=header)
    answer = client.get("/api/v1/me")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


def test_refresh_token_is_no_access_token_and_the_other_way_round():
    pair = start_guest()
    assert bearer(pair["refresh"]).get("/api/v1/me").status_code == 401
    answer = APIClient().post(f"{AUTH}/token/refresh", {"refresh": pair["access"]})
    assert answer.status_code == 401


def test_access_check_is_one_query(alice, django_assert_num_queries):
    from rest_framework.request import Request
    from rest_framework.test import APIRequestFactory

    from jobassist.accounts.authentication import BearerAuthentication

    token = services.open_sign_in(alice).access
    asked = APIRequestFactory().get("/", headers={"Authorization": f"Bearer {token}"})
    request = Request(asked)
    with django_assert_num_queries(1):
        found = BearerAuthentication().authenticate(request)
    assert found is not None
    assert (found[0], found[1].user) == (alice, alice)


def refresh(token: str, **body) -> tuple[int, dict]:
    answer = APIClient().post(f"{AUTH}/token/refresh", {"refresh": token, **body})
    return answer.status_code, answer.json()


def test_refresh_rotates():
    first = start_guest()
    status, second = refresh(first["refresh"])
    assert status == 200
    assert second["refresh"] != first["refresh"]
    assert second["sign_in_id"] == first["sign_in_id"]
    assert bearer(second["access"]).get("/api/v1/me").status_code == 200
    assert refresh(second["refresh"])[0] == 200


def test_reused_refresh_token_ends_the_family():
    first = start_guest()
    _, second = refresh(first["refresh"])
    status, problem = refresh(first["refresh"])
    assert (status, problem["code"]) == (401, "bad_token")
    assert refresh(second["refresh"])[0] == 401
    assert bearer(second["access"]).get("/api/v1/me").status_code == 401
    assert SignIn.objects.get(id=first["sign_in_id"]).end_reason == "reused"


def test_reuse_ends_that_family_only(alice, api_as):
    other = api_as(alice)
    pair = services.open_sign_in(alice)
    refresh(pair.refresh)
    refresh(pair.refresh)
    assert other.get("/api/v1/me").status_code == 200


def test_retry_with_the_same_request_id_is_no_reuse():
    first = start_guest()
    once = "a-random-text-of-the-client"
    _, lost = refresh(first["refresh"], request_id=once)
    status, second = refresh(first["refresh"], request_id=once)
    assert status == 200
    assert refresh(second["refresh"])[0] == 200
    # Its successor is used now: the retry is over, and the token is a used one.
    assert refresh(first["refresh"], request_id=once)[0] == 401
    assert refresh(lost["refresh"])[0] == 401


def test_reuse_with_another_request_id_ends_the_family():
    first = start_guest()
    refresh(first["refresh"], request_id="a-random-text-of-the-client")
    assert refresh(first["refresh"], request_id="what-a-thief-would-have-to-guess")[0] == 401
    assert SignIn.objects.get(id=first["sign_in_id"]).end_reason == "reused"


def test_refresh_token_of_another_key_is_refused(settings):
    import jwt

    pair = start_guest()
    claims = jwt.decode(pair["refresh"], options={"verify_signature": False})
    forged = jwt.encode(claims, "x" * 40, algorithm="HS256")
    assert refresh(forged)[0] == 401
    unsigned = jwt.encode(claims, "", algorithm="none")
    assert refresh(unsigned)[0] == 401
    # And none of it counted as use of the real one.
    assert refresh(pair["refresh"])[0] == 200


def test_logout_ends_access_refresh_and_ticket_at_once(alice, api_as):
    pair = services.open_sign_in(alice)
    client = bearer(pair.access)
    ticket = client.post(f"{AUTH}/ws-ticket").json()["ticket"]
    other = api_as(alice)
    assert client.post(f"{AUTH}/logout").status_code == 204
    assert client.get("/api/v1/me").status_code == 401
    assert refresh(pair.refresh)[0] == 401
    assert not services.find_valid_sessions(
        [services.OpenSession(alice.id, pair.sign_in_id, alice.session_version)]
    )
    assert not SocketTicket.objects.filter(ticket_hash=sessions.hash_secret(ticket)).exists()
    assert other.get("/api/v1/me").status_code == 200


def test_list_of_sign_ins_marks_this_one(alice, django_assert_num_queries):
    services.open_sign_in(alice, device_name="Old phone")
    pair = services.open_sign_in(alice, device_name="New phone")
    client = bearer(pair.access)
    with django_assert_num_queries(2):
        found = client.get(f"{AUTH}/sign-ins").json()["sign_ins"]
    assert [(one["device_name"], one["is_current"]) for one in found] == [
        ("New phone", True),
        ("Old phone", False),
    ]


def test_one_sign_in_is_ended_from_another(alice):
    lost = services.open_sign_in(alice)
    client = bearer(services.open_sign_in(alice).access)
    assert client.delete(f"{AUTH}/sign-ins/{lost.sign_in_id}").status_code == 204
    assert bearer(lost.access).get("/api/v1/me").status_code == 401
    assert client.get("/api/v1/me").status_code == 200
    assert client.delete(f"{AUTH}/sign-ins/{lost.sign_in_id}").status_code == 404


def test_all_sign_ins_end_at_once(alice):
    pairs = [services.open_sign_in(alice) for _ in range(3)]
    assert bearer(pairs[0].access).delete(f"{AUTH}/sign-ins").status_code == 204
    for pair in pairs:
        assert bearer(pair.access).get("/api/v1/me").status_code == 401
        assert refresh(pair.refresh)[0] == 401


def test_all_but_this_sign_in_end(alice):
    lost, here = services.open_sign_in(alice), services.open_sign_in(alice)
    answer = bearer(here.access).delete(f"{AUTH}/sign-ins?keep_current=true")
    assert answer.status_code == 204
    assert refresh(lost.refresh)[0] == 401
    status, fresh = refresh(here.refresh)
    assert status == 200
    assert bearer(fresh["access"]).get("/api/v1/me").status_code == 200


def test_stranger_cannot_end_or_see_a_sign_in(alice, bob, api_as):
    pair = services.open_sign_in(alice, device_name="Hers")
    stranger = api_as(bob)
    assert stranger.delete(f"{AUTH}/sign-ins/{pair.sign_in_id}").status_code == 404
    assert "Hers" not in stranger.get(f"{AUTH}/sign-ins").content.decode()
    assert bearer(pair.access).get("/api/v1/me").status_code == 200


def test_the_oldest_sign_in_gives_way_to_too_many(alice, monkeypatch):
    monkeypatch.setattr(sessions, "SIGN_INS_MAX", 3)
    pairs = [services.open_sign_in(alice) for _ in range(4)]
    assert refresh(pairs[0].refresh)[0] == 401
    assert refresh(pairs[1].refresh)[0] == 200


def test_address_is_verified_by_code(sent):
    pair = start_guest()
    client = bearer(pair["access"])
    client.post(f"{AUTH}/register", {"email": "lin@example.com", "password": PASSWORD})
    answer = client.post(
        f"{AUTH}/codes/confirm",
        {"purpose": "verify", "email": "lin@example.com", "code": sent[-1]["code"]},
    )
    assert answer.status_code == 204, answer.content
    assert client.get(f"{AUTH}/identities").json()["identities"][0]["is_verified"] is True
    again = client.post(
        f"{AUTH}/codes/confirm",
        {"purpose": "verify", "email": "lin@example.com", "code": sent[-1]["code"]},
    )
    assert again.json()["code"] == "bad_code"


def test_sign_in_by_code_brings_the_guest_along(alice, sent, only_accounts):
    pair = start_guest()
    ask = {"purpose": "login", "email": "alice@example.com"}
    assert APIClient().post(f"{AUTH}/codes", ask).status_code == 202
    full_width = sent[-1]["code"].translate({ord("0") + n: ord("0") + n for n in range(10)})
    answer = bearer(pair["access"]).post(
        f"{AUTH}/codes/confirm", {**ask, "code": f" {full_width[:3]} {full_width[3:]} "}
    )
    assert answer.status_code == 200, answer.content
    assert answer.json()["user_id"] == str(alice.id)
    assert User.objects.get(id=pair["user_id"]).merged_into == alice


def test_codes_tell_nothing_of_whether_an_address_exists(alice, sent):
    unverified = make_user(email="un@example.com", is_verified=False)
    answers = [
        APIClient().post(f"{AUTH}/codes", {"purpose": "reset", "email": email})
        for email in ("alice@example.com", "nobody@example.com", "un@example.com")
    ]
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.content for answer in answers}) == 1
    assert [mail["address"] for mail in sent] == ["alice@example.com"]
    for email in ("alice@example.com", "nobody@example.com"):
        again = APIClient().post(f"{AUTH}/codes", {"purpose": "reset", "email": email})
        assert again.status_code == 429
    wrong = [
        APIClient().post(
            f"{AUTH}/codes/confirm", {"purpose": "login", "email": email, "code": "000000"}
        )
        for email in ("alice@example.com", "nobody@example.com")
    ]
    assert wrong[0].status_code == wrong[1].status_code == 400
    assert wrong[0].json() == wrong[1].json()
    assert unverified.is_active


def test_unknown_address_costs_a_task_too(alice, monkeypatch):
    deferred = []
    monkeypatch.setattr(tasks, "defer_code", lambda *given: deferred.append(given))
    for email in ("alice@example.com", "nobody@example.com"):
        APIClient().post(f"{AUTH}/codes", {"purpose": "login", "email": email})
    assert [given[0] is None for given in deferred] == [False, True]


def test_codes_are_limited_an_hour(alice, sent, monkeypatch):
    monkeypatch.setattr(limits, "CODE_EVERY", limits.Limit("code.every", 100, 60))
    ask = {"purpose": "login", "email": "alice@example.com"}
    statuses = [APIClient().post(f"{AUTH}/codes", ask).status_code for _ in range(9)]
    assert statuses == [202] * 8 + [429]


def test_five_wrong_guesses_spend_a_code(alice, sent):
    identity = alice.identities.get()
    codes.send_code(identity.id, purpose=codes.Purpose.LOGIN)
    code = sent[-1]["code"]
    wrong = "000000" if code != "000000" else "111111"
    body = {"purpose": "login", "email": "alice@example.com"}
    for _ in range(5):
        APIClient().post(f"{AUTH}/codes/confirm", {**body, "code": wrong})
    answer = APIClient().post(f"{AUTH}/codes/confirm", {**body, "code": code})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_code")


def test_code_of_one_purpose_does_not_serve_another(alice, sent):
    codes.send_code(alice.identities.get().id, purpose=codes.Purpose.RESET)
    answer = APIClient().post(
        f"{AUTH}/codes/confirm",
        {"purpose": "login", "email": "alice@example.com", "code": sent[-1]["code"]},
    )
    assert answer.json()["code"] == "bad_code"


def test_new_code_replaces_the_old(alice, sent):
    identity = alice.identities.get()
    codes.send_code(identity.id, purpose=codes.Purpose.LOGIN)
    codes.send_code(identity.id, purpose=codes.Purpose.LOGIN)
    assert OneTimeCode.objects.count() == 1
    body = {"purpose": "login", "email": "alice@example.com"}
    if sent[0]["code"] != sent[1]["code"]:
        old = APIClient().post(f"{AUTH}/codes/confirm", {**body, "code": sent[0]["code"]})
        assert old.status_code == 400
    new = APIClient().post(f"{AUTH}/codes/confirm", {**body, "code": sent[1]["code"]})
    assert new.status_code == 200


def test_stored_code_cannot_be_read(alice, sent):
    stored = codes.send_code(alice.identities.get().id, purpose=codes.Purpose.LOGIN)
    assert stored is not None
    assert sent[-1]["code"] not in stored.code_hash
    assert len(stored.code_hash) == 64


def test_code_message_speaks_the_persons_language(bob, sent):
    bob.locale = "zh-CN"
    bob.save()
    codes.send_code(bob.identities.get().id, purpose=codes.Purpose.LOGIN)
    assert "验证码" in sent[-1]["text"]
    assert sent[-1]["code"] in sent[-1]["text"]


def test_console_sender_masks_the_address(alice, capfd):
    codes.send_code(alice.identities.get().id, purpose=codes.Purpose.LOGIN)
    printed = capfd.readouterr()
    assert "One-time code for a***@e***: " in printed.err
    assert "alice@example.com" not in printed.out + printed.err


def test_verification_needs_a_token_and_an_address_of_ones_own(alice, bob, api_as, sent):
    ask = {"purpose": "verify", "email": "alice@example.com"}
    assert APIClient().post(f"{AUTH}/codes", ask).status_code == 401
    assert api_as(bob).post(f"{AUTH}/codes", ask).status_code == 202
    assert sent == []


def test_address_verified_by_another_is_told_only_to_who_holds_the_mailbox(
    alice, bob, api_as, sent
):
    client = api_as(bob)
    added = client.post(f"{AUTH}/identities", {"email": "alice@example.com"})
    assert added.status_code == 201
    assert added.json()["is_verified"] is False
    answer = client.post(
        f"{AUTH}/codes/confirm",
        {"purpose": "verify", "email": "alice@example.com", "code": sent[-1]["code"]},
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "identity_taken")
    assert Identity.objects.get(verified_at__isnull=False, value="alice@example.com").user == alice


def test_reset_sets_the_password_and_ends_every_sign_in(alice, sent):
    pair = services.open_sign_in(alice)
    APIClient().post(f"{AUTH}/codes", {"purpose": "reset", "email": "alice@example.com"})
    body = {"email": "alice@example.com", "code": sent[-1]["code"]}
    weak = APIClient().post(f"{AUTH}/password/reset", {**body, "password": "123"})
    assert weak.status_code == 400
    done = APIClient().post(f"{AUTH}/password/reset", {**body, "password": "quite another 5"})
    assert done.status_code == 204, done.content
    assert bearer(pair.access).get("/api/v1/me").status_code == 401
    again = APIClient().post(f"{AUTH}/password/reset", {**body, "password": "and a third 77"})
    assert again.json()["code"] == "bad_code"
    login = {"email": "alice@example.com"}
    assert APIClient().post(f"{AUTH}/login", {**login, "password": PASSWORD}).status_code == 401
    ok = APIClient().post(f"{AUTH}/login", {**login, "password": "quite another 5"})
    assert ok.status_code == 200


def test_change_keeps_this_sign_in_and_ends_the_others(alice):
    here, there = services.open_sign_in(alice), services.open_sign_in(alice)
    answer = bearer(here.access).post(
        f"{AUTH}/password/change",
        {"current_password": PASSWORD, "new_password": "quite another 5"},
    )
    assert answer.status_code == 200, answer.content
    assert bearer(answer.json()["access"]).get("/api/v1/me").status_code == 200
    assert bearer(there.access).get("/api/v1/me").status_code == 401
    assert refresh(there.refresh)[0] == 401
    assert refresh(answer.json()["refresh"])[0] == 200


def test_change_needs_the_current_password_and_is_limited(alice, api_as):
    client = api_as(alice)
    body = {"current_password": "wrong", "new_password": "quite another 5"}
    statuses = [client.post(f"{AUTH}/password/change", body).status_code for _ in range(6)]
    assert statuses == [403] * 5 + [429]


def test_guest_has_no_password_to_change(guest, api_as):
    answer = api_as(guest).post(f"{AUTH}/password/change", {"new_password": "quite another 5"})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_registered")


def test_first_password_needs_a_fresh_sign_in(alice):
    from datetime import timedelta

    alice.set_unusable_password()
    alice.save()
    pair = services.open_sign_in(alice)
    SignIn.objects.filter(id=pair.sign_in_id).update(
        created_at=SignIn.objects.get(id=pair.sign_in_id).created_at - timedelta(hours=1)
    )
    body = {"new_password": "quite another 5"}
    old = bearer(pair.access).post(f"{AUTH}/password/change", body)
    assert (old.status_code, old.json()["code"]) == (403, "sign_in_again")
    fresh = bearer(services.open_sign_in(alice).access).post(f"{AUTH}/password/change", body)
    assert fresh.status_code == 200


def test_phone_is_added_verified_and_signs_in(alice, api_as, sent):
    client = api_as(alice)
    added = client.post(f"{AUTH}/identities", {"phone": "138 0013 8000"})
    assert added.status_code == 201, added.content
    assert sent[-1] | {"text": ""} == sent[-1] | {"address": "+8613800138000", "text": ""}
    body = {"purpose": "verify", "phone": "+86 138-0013-8000", "code": sent[-1]["code"]}
    assert client.post(f"{AUTH}/codes/confirm", body).status_code == 204
    login = APIClient().post(f"{AUTH}/login", {"phone": "13800138000", "password": PASSWORD})
    assert login.status_code == 200


def test_guest_who_verifies_an_address_is_a_guest_no_longer(guest, api_as, sent):
    client = api_as(guest)
    client.post(f"{AUTH}/identities", {"phone": "13800138000"})
    body = {"purpose": "verify", "phone": "13800138000", "code": sent[-1]["code"]}
    assert client.post(f"{AUTH}/codes/confirm", body).status_code == 204
    guest.refresh_from_db()
    assert guest.is_guest is False


def test_last_way_in_stays(alice, api_as, sent):
    client = api_as(alice)
    only = alice.identities.get()
    refused = client.delete(f"{AUTH}/identities/{only.id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "last_way_in")
    # An unverified one does not count as a way in.
    added = client.post(f"{AUTH}/identities", {"email": "second@example.com"}).json()
    assert client.delete(f"{AUTH}/identities/{only.id}").status_code == 409
    client.post(
        f"{AUTH}/codes/confirm",
        {"purpose": "verify", "email": "second@example.com", "code": sent[-1]["code"]},
    )
    assert client.delete(f"{AUTH}/identities/{only.id}").status_code == 204
    assert client.delete(f"{AUTH}/identities/{added['id']}").status_code == 409


def test_same_address_is_added_once(alice, api_as, sent):
    client = api_as(alice)
    first = client.post(f"{AUTH}/identities", {"email": "two@example.com"}).json()
    assert client.post(f"{AUTH}/identities", {"email": "TWO@example.com"}).json() == first


def test_stranger_cannot_see_or_remove_a_way_in(alice, bob, api_as):
    stranger = api_as(bob)
    assert "alice" not in stranger.get(f"{AUTH}/identities").content.decode()
    identity = alice.identities.get()
    assert stranger.delete(f"{AUTH}/identities/{identity.id}").status_code == 404
    assert Identity.objects.filter(id=identity.id).exists()


def test_ticket_opens_once(alice):
    pair = services.open_sign_in(alice)
    answer = bearer(pair.access).post(f"{AUTH}/ws-ticket")
    assert answer.status_code == 200
    assert answer.json()["expires_in"] == 60
    user, sign_in = services.redeem_ticket(answer.json()["ticket"])
    assert (user, sign_in.id) == (alice, pair.sign_in_id)
    with pytest.raises(AppError, match="bad_ticket"):
        services.redeem_ticket(answer.json()["ticket"])


GUARDED = [
    ("post", f"{AUTH}/logout"),
    ("get", f"{AUTH}/sign-ins"),
    ("delete", f"{AUTH}/sign-ins"),
    ("delete", f"{AUTH}/sign-ins/5b0e6a52-6a3c-4c8e-9d0a-3f2f4d8f1c11"),
    ("post", f"{AUTH}/password/change"),
    ("get", f"{AUTH}/identities"),
    ("post", f"{AUTH}/identities"),
    ("delete", f"{AUTH}/identities/5b0e6a52-6a3c-4c8e-9d0a-3f2f4d8f1c11"),
    ("post", f"{AUTH}/ws-ticket"),
    ("get", "/api/v1/me"),
    ("patch", "/api/v1/me"),
    ("delete", "/api/v1/me"),
    ("get", "/api/v1/me/export"),
]
OPEN = {"guest", "register", "login", "token/refresh", "codes", "codes/confirm", "password/reset"}


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_nothing_personal_without_a_token(method, path):
    answer = getattr(APIClient(), method)(path)
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_authenticated"
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_every_route_is_open_or_guarded_on_purpose():
    from jobassist.accounts import me_urls, urls

    guarded = {path.removeprefix(f"{AUTH}/") for _, path in GUARDED if path.startswith(AUTH)}
    for pattern in urls.urlpatterns:
        route = str(pattern.pattern)
        base = route.split("/<")[0]
        assert (base in OPEN) != any(one.split("/5b0e")[0] == base for one in guarded), route
    assert {str(one.pattern) for one in me_urls.urlpatterns} == {"me", "me/export"}


def test_stale_token_keeps_nobody_from_starting_over():
    stale = bearer("stale")
    assert stale.post(f"{AUTH}/guest").status_code == 201
    assert stale.post(f"{AUTH}/token/refresh", {"refresh": "x"}).json()["code"] == "bad_token"


def test_answers_speak_chinese_when_asked():
    answer = APIClient().post(
        f"{AUTH}/login",
        {"email": "a@example.com", "password": "x"},
        headers={"Accept-Language": "zh-CN"},
    )
    assert answer.json()["detail"] == "账号或密码不正确。"


def test_nothing_personal_reaches_the_log(alice, caplog, capfd):
    caplog.set_level("DEBUG")
    client = APIClient(REMOTE_ADDR="203.0.113.9")
    client.post(f"{AUTH}/login", {"email": "alice@example.com", "password": "hunter2hunter2"})
    client.post(f"{AUTH}/login", {"email": "alice@example.com", "password": PASSWORD})
    client.post(f"{AUTH}/codes", {"purpose": "login", "email": "alice@example.com"})
    pair = services.open_sign_in(alice)
    refresh(pair.refresh)
    refresh(pair.refresh)
    printed = capfd.readouterr()
    written = caplog.text + printed.out + printed.err
    assert "refresh_token_reused" in written
    for secret in ("alice", "hunter2", PASSWORD, "203.0.113.9", pair.refresh):
        assert secret not in written


def test_counts_hold_no_address(alice):
    client = APIClient(REMOTE_ADDR="203.0.113.9")
    client.post(f"{AUTH}/login", {"email": "alice@example.com", "password": "no"})
    from jobassist.accounts.models import AttemptCount

    keys = " ".join(AttemptCount.objects.values_list("key", flat=True))
    assert keys
    assert "alice" not in keys
    assert "203.0.113" not in keys


def test_company_shows_in_me(alice, api_as):
    company = make_company(owner=alice, name="Harbour Clinics")
    assert api_as(alice).get("/api/v1/me").json()["companies"] == [
        {"company_id": company.id, "name": "Harbour Clinics", "role": "owner"}
    ]


def test_identifiers_are_compared_in_one_form():
    assert parse_identifier(email=" Lin@EXAMPLE.com ").normalised == "lin@example.com"
    assert parse_identifier(phone="138 0013 8000").normalised == "+8613800138000"
    assert parse_identifier(phone="020 7946 0958", locale="en-GB").normalised == "+442079460958"
    assert parse_identifier(phone="020 8123 4567", locale="zh-CN").normalised == "+862081234567"
    assert parse_identifier(phone="+1 650-253-0000").normalised == "+16502530000"
    assert make_guest().is_guest
