"""Merging, leaving, keeping for a while, companies, the admin site and commands."""

import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from jobassist.accounts import codes, companies, locales, merging, personal_data, services, tasks
from jobassist.accounts.identifiers import mask_identifier, parse_identifier
from jobassist.accounts.models import (
    Company,
    Device,
    Identity,
    Membership,
    SignIn,
    SocketTicket,
    User,
)
from jobassist.accounts.time_zones import today_for, validate_time_zone
from jobassist.errors import AppError
from tests.factories import PASSWORD, make_company, make_guest, make_user

pytestmark = pytest.mark.django_db

Role = Membership.Role


@pytest.fixture(autouse=True)
def only_accounts(monkeypatch, request) -> None:
    """Leave the other apps' parts to their own tests."""
    monkeypatch.setattr(merging, "_hooks", [services.move_devices])
    registered = {"accounts": personal_data._registered["accounts"]}
    monkeypatch.setattr(personal_data, "_registered", registered)


def test_login_as_a_guest_brings_the_guest_along(alice):
    pair = services.create_guest()
    guest = User.objects.get(id=pair.user_id)
    device = Device.objects.create(user=guest, push_token="t1")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair.access}")
    answer = client.post("/api/v1/auth/login", {"email": "alice@example.com", "password": PASSWORD})
    assert answer.json()["user_id"] == str(alice.id)
    device.refresh_from_db()
    assert device.user == alice
    # The guest is closed: its tokens open nothing any more.
    assert client.get("/api/v1/me").status_code == 401
    guest.refresh_from_db()
    assert (guest.is_active, guest.merged_into) == (False, alice)


def test_login_can_leave_the_guest_behind(alice, guest, api_as):
    client = api_as(guest)
    client.post(
        "/api/v1/auth/login",
        {"email": "alice@example.com", "password": PASSWORD, "merge_guest": False},
    )
    guest.refresh_from_db()
    assert guest.merged_into is None
    assert client.get("/api/v1/me").status_code == 200


def test_failed_login_merges_nothing(alice, guest, api_as):
    api_as(guest).post("/api/v1/auth/login", {"email": "alice@example.com", "password": "no"})
    guest.refresh_from_db()
    assert guest.merged_into is None


def test_verified_account_is_never_merged_away(alice, bob, api_as):
    api_as(bob).post("/api/v1/auth/login", {"email": "alice@example.com", "password": PASSWORD})
    bob.refresh_from_db()
    assert (bob.is_active, bob.merged_into) == (True, None)
    assert services.merge_guest(guest=bob, into=alice) is False


@pytest.mark.parametrize("changes", [{"is_staff": True}, {"is_superuser": True}])
def test_person_with_rights_is_never_merged_away(alice, changes):
    staff = make_user(is_verified=False, **changes)
    assert services.merge_guest(guest=staff, into=alice) is False


def test_member_of_a_company_is_never_merged_away(alice):
    member = make_user(is_verified=False)
    make_company(owner=member)
    assert services.merge_guest(guest=member, into=alice) is False


def test_account_wins_and_a_name_fills_only_a_gap(alice):
    services.merge_guest(guest=make_guest(display_name="Guesty", locale="zh-CN"), into=alice)
    alice.refresh_from_db()
    assert (alice.display_name, alice.locale) == ("Alice", "en")
    nameless = make_user(display_name="")
    services.merge_guest(guest=make_guest(display_name="Lin"), into=nameless)
    nameless.refresh_from_db()
    assert nameless.display_name == "Lin"


def test_merged_guest_keeps_no_word(alice):
    guest = make_guest(display_name="Secret Name")
    services.add_identity(guest, parse_identifier(email="typo@example.com"))
    services.merge_guest(guest=guest, into=alice)
    guest.refresh_from_db()
    assert guest.display_name == ""
    assert not guest.identities.exists()


def test_every_app_moves_its_rows_with_both_people_at_hand(alice, guest):
    moved = []
    merging.register(lambda source, target: moved.append((source, target)))
    services.merge_guest(guest=guest, into=alice)
    assert moved == [(guest, alice)]


def test_failing_hook_leaves_everything_as_it_was(alice, guest):
    def fail(source: User, target: User) -> None:
        raise RuntimeError("no")

    Device.objects.create(user=guest)
    merging.register(fail)
    with pytest.raises(RuntimeError):
        services.merge_guest(guest=guest, into=alice)
    guest.refresh_from_db()
    assert (guest.is_active, Device.objects.get().user) == (True, guest)


def test_late_rows_of_a_guest_whose_account_is_erased_are_erased(alice, guest):
    services.merge_guest(guest=guest, into=alice)
    personal_data.erase_person(alice)
    Device.objects.create(user=guest, name="late")
    tasks.merge_again.func(str(guest.id))
    assert not Device.objects.exists()


def test_me_changes_what_is_given_and_no_more(alice, api_as):
    client = api_as(alice)
    answer = client.patch("/api/v1/me", {"time_zone": "Europe/London", "retention_days": 90})
    assert answer.status_code == 200
    assert answer.json()["time_zone"] == "Europe/London"
    assert answer.json()["display_name"] == "Alice"
    assert client.patch("/api/v1/me", {"retention_days": None}).json()["retention_days"] is None
    assert client.patch("/api/v1/me", {"locale": "ZH_cn"}).json()["locale"] == "zh-CN"


@pytest.mark.parametrize(
    "body",
    [
        {"time_zone": "Mars/Olympus"},
        {"time_zone": ""},
        {"time_zone": None},
        {"locale": "klingon language"},
        {"retention_days": 0},
        {"retention_days": 100000},
        {"display_name": "x" * 121},
        {"display_name": "nul\x00"},
    ],
)
def test_bad_changes_are_refused(alice, api_as, body):
    answer = api_as(alice).patch("/api/v1/me", body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/{next(iter(body))}"


def test_me_cannot_make_itself_staff(alice, api_as):
    api_as(alice).patch("/api/v1/me", {"is_staff": True, "is_guest": True, "is_superuser": True})
    alice.refresh_from_db()
    assert (alice.is_staff, alice.is_superuser, alice.is_guest) == (False, False, False)


def test_me_is_read_in_three_queries(alice, api_as, django_assert_num_queries):
    make_company(owner=alice)
    make_company(owner=alice)
    alice.refresh_from_db()
    client = api_as(alice)
    with django_assert_num_queries(3):
        assert len(client.get("/api/v1/me").json()["companies"]) == 2


def test_export_is_a_file_with_all_that_is_ours(alice, bob, api_as):
    Device.objects.create(user=alice, name="Alice's phone", push_token="secret-push-token")
    make_company(owner=alice, name="Harbour Clinics")
    alice.refresh_from_db()
    answer = api_as(alice).get("/api/v1/me/export")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store"
    part = json.loads(answer.content)["accounts"]
    assert part["profile"]["display_name"] == "Alice"
    assert part["identities"][0]["value"] == "alice@example.com"
    assert part["devices"][0]["name"] == "Alice's phone"
    assert part["companies"] == [{"name": "Harbour Clinics", "role": "owner"}]
    assert len(part["sign_ins"]) == 1
    text = answer.content.decode()
    for foreign in ("bob@example.com", "secret-push-token", alice.password):
        assert foreign not in text


def test_export_asks_every_app(alice):
    personal_data.register("jobs", export=lambda user: [str(user.id)], erase=lambda user: None)
    assert personal_data.export_person(alice)["jobs"] == [str(alice.id)]


@pytest.mark.parametrize("body", [None, {}, {"confirm": "yes"}, {"confirm": ["erase"]}, [1]])
def test_erasure_wants_its_word(alice, api_as, body):
    answer = api_as(alice).delete("/api/v1/me", body, format="json")
    assert answer.status_code == 400
    alice.refresh_from_db()
    assert alice.erased_at is None


def test_erased_person_leaves_a_stub_that_says_nothing(alice, bob, api_as):
    alice.time_zone = "Asia/Shanghai"
    alice.save()
    Device.objects.create(user=alice, name="Alice's phone")
    pair = services.open_sign_in(alice, device_name="Alice's phone")
    sign_in = SignIn.objects.get(id=pair.sign_in_id)
    services.issue_ticket(alice, sign_in)
    client = api_as(alice)
    assert client.delete("/api/v1/me", {"confirm": "erase"}, format="json").status_code == 204
    assert client.get("/api/v1/me").status_code == 401
    for model in (Device, SignIn, SocketTicket, Membership):
        assert not model.objects.filter(
            **({"company__isnull": False} if model is Membership else {"user": alice})
        ).exists()
    assert list(Identity.objects.values_list("user_id", flat=True)) == [bob.id]
    alice.refresh_from_db()
    assert (alice.display_name, alice.time_zone, alice.is_active) == ("", "UTC", False)
    assert not alice.has_usable_password()
    # The address is free again, and opens nothing old.
    login = {"email": "alice@example.com", "password": PASSWORD}
    assert APIClient().post("/api/v1/auth/login", login).status_code == 401
    made = APIClient().post("/api/v1/auth/register", login)
    assert made.json()["user_id"] != str(alice.id)


def test_erasure_by_query_serves_clients_without_bodies(alice, api_as):
    assert api_as(alice).delete("/api/v1/me?confirm=erase").status_code == 204


def test_erasure_runs_left_to_right_and_accounts_last(alice):
    order: list[str] = []

    def note(app: str) -> Callable[[User], None]:
        return lambda user: order.append(app)

    for app in ("eventlog", "chat", "jobs", "resumes", "zoo", "recruiting"):
        personal_data.register(app, export=lambda user: [], erase=note(app))
    personal_data.register("accounts", export=lambda user: [], erase=note("accounts"))
    personal_data.erase_person(alice)
    assert order == ["chat", "recruiting", "resumes", "jobs", "eventlog", "zoo", "accounts"]


def test_failing_app_leaves_the_person_whole(alice):
    def fail(user: User) -> None:
        raise RuntimeError("no")

    personal_data.register("chat", export=lambda user: [], erase=lambda user: None)
    personal_data.register("eventlog", export=lambda user: [], erase=fail)
    with pytest.raises(RuntimeError):
        personal_data.erase_person(alice)
    alice.refresh_from_db()
    assert alice.is_active
    assert alice.identities.exists()


def test_what_is_written_after_an_erasure_goes_with_the_second_pass(alice, guest):
    services.merge_guest(guest=guest, into=alice)
    personal_data.erase_person(alice)
    Device.objects.create(user=alice, name="late")
    Device.objects.create(user=guest, name="late too")
    tasks.erase_again.func(str(alice.id))
    assert not Device.objects.exists()


def test_second_pass_does_not_touch_the_living(alice):
    Device.objects.create(user=alice)
    tasks.erase_again.func(str(alice.id))
    assert Device.objects.exists()


def test_stub_may_hold_nothing():
    user = make_guest(display_name="Lin")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(id=user.id).update(erased_at=timezone.now(), is_active=False)


def test_only_owner_of_others_hands_over_first(alice, bob, api_as):
    company = make_company(owner=alice)
    companies.set_role(company, user=bob, role=Role.RECRUITER)
    alice.refresh_from_db()
    answer = api_as(alice).delete("/api/v1/me?confirm=erase")
    assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")
    alice.refresh_from_db()
    assert alice.identities.exists()
    companies.set_role(company, user=bob, role=Role.OWNER)
    assert api_as(alice).delete("/api/v1/me?confirm=erase").status_code == 204


def test_company_closes_with_its_last_member(alice):
    company = make_company(owner=alice)
    personal_data.erase_person(alice)
    company.refresh_from_db()
    assert company.is_active is False


def test_purge_asks_the_apps_for_those_who_want_it(alice, bob, now):
    asked: list[tuple[User, datetime.datetime]] = []

    def purge(user: User, before: datetime.datetime) -> int:
        asked.append((user, before))
        return 3

    personal_data.register("eventlog", export=lambda user: [], erase=lambda user: None, purge=purge)
    services.update_profile(alice, changes={"retention_days": 30})
    assert tasks.purge_due(now=now)["conversations"] == 3
    assert asked == [(alice, now - datetime.timedelta(days=30))]


def test_guest_nobody_can_come_back_to_is_erased(now):
    gone, kept = make_guest(), make_guest()
    long_ago = now - datetime.timedelta(days=211)
    User.objects.filter(id=gone.id).update(last_seen_at=long_ago)
    User.objects.filter(id=kept.id).update(last_seen_at=long_ago + datetime.timedelta(days=2))
    account = make_user(last_seen_at=long_ago)
    assert tasks.purge_due(now=now)["guests"] == 1
    gone.refresh_from_db()
    assert gone.erased_at == now
    for user in (kept, account):
        user.refresh_from_db()
        assert user.erased_at is None


def test_guest_with_a_live_session_is_kept(now):
    guest = make_guest()
    services.open_sign_in(guest, now=now)
    User.objects.filter(id=guest.id).update(last_seen_at=now - datetime.timedelta(days=400))
    assert tasks.purge_due(now=now)["guests"] == 0


def test_spent_things_are_purged_and_live_ones_kept(alice):
    now = timezone.now()
    pair = services.open_sign_in(alice, now=now)
    sign_in = SignIn.objects.get(id=pair.sign_in_id)
    services.issue_ticket(alice, sign_in, now=now)
    services.issue_ticket(alice, sign_in, now=now - datetime.timedelta(minutes=5))
    old = services.open_sign_in(alice, now=now - datetime.timedelta(days=400))
    services.purge_sign_in_leftovers(now=now)
    assert SocketTicket.objects.count() == 1
    assert SignIn.objects.filter(id=sign_in.id).exists()
    assert not SignIn.objects.filter(id=old.sign_in_id).exists()


def test_session_check_is_one_query_and_notices_every_end(alice, django_assert_num_queries):
    def check(pair: Any) -> set[Any]:
        return services.find_valid_sessions([services.OpenSession(alice.id, pair.sign_in_id, 1)])

    pair = services.open_sign_in(alice)
    with django_assert_num_queries(1):
        assert check(pair)
    assert not services.find_valid_sessions(
        [services.OpenSession(make_user().id, pair.sign_in_id, 1)]
    )
    later = timezone.now() + datetime.timedelta(days=181)
    session = services.OpenSession(alice.id, pair.sign_in_id, 1)
    assert not services.find_valid_sessions([session], now=later)
    services.end_sign_in(alice, pair.sign_in_id)
    assert not check(pair)
    second = services.open_sign_in(alice)
    make_company(owner=alice)
    assert not check(second), "a changed role must end open sockets"


def test_person_kept_out_loses_everything_open(alice, api_as):
    pair = services.open_sign_in(alice)
    client = api_as(alice)
    services.set_active(alice, is_active=False)
    assert client.get("/api/v1/me").status_code == 401
    with pytest.raises(AppError, match="bad_token"):
        services.refresh(pair.refresh)
    services.set_active(alice, is_active=True)
    assert client.get("/api/v1/me").status_code == 401
    assert api_as(alice).get("/api/v1/me").status_code == 200


def test_refresh_goes_on_after_a_role_change(alice):
    pair = services.open_sign_in(alice)
    make_company(owner=alice)
    fresh = services.refresh(pair.refresh)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {fresh.access}")
    assert client.get("/api/v1/me").status_code == 200


def test_ticket_is_kept_hashed_and_ends_after_a_minute(alice):
    now = timezone.now()
    pair = services.open_sign_in(alice)
    sign_in = SignIn.objects.get(id=pair.sign_in_id)
    ticket = services.issue_ticket(alice, sign_in, now=now)
    assert ticket.ticket not in str(SocketTicket.objects.values().get())
    late = now + datetime.timedelta(seconds=61)
    with pytest.raises(AppError, match="bad_ticket"):
        services.redeem_ticket(ticket.ticket, now=late)
    assert services.redeem_ticket(ticket.ticket, now=now)[0] == alice


@pytest.mark.parametrize("ticket", ["", "x", "x" * 5000, "票"])
def test_made_up_ticket_opens_nothing(ticket):
    with pytest.raises(AppError, match="bad_ticket"):
        services.redeem_ticket(ticket)


def test_stranger_finds_no_company_and_a_member_only_what_the_role_allows(alice, bob):
    company = make_company(owner=alice)
    assert companies.require_membership(alice, company.id).role == Role.OWNER
    with pytest.raises(AppError, match="not_found"):
        companies.require_membership(bob, company.id)
    with pytest.raises(AppError, match="not_found"):
        companies.require_membership(bob, company.id + 1000)
    companies.set_role(company, user=bob, role=Role.VIEWER)
    assert companies.require_membership(bob, company.id).company == company
    with pytest.raises(AppError, match="not_allowed"):
        companies.require_membership(bob, company.id, roles=companies.WRITERS)


def test_companies_of_is_a_filter_by_person_and_role(alice, bob):
    hers, his = make_company(owner=alice), make_company(owner=bob)
    companies.set_role(his, user=alice, role=Role.VIEWER)
    assert set(companies.companies_of(alice)) == {hers, his}
    assert set(companies.companies_of(alice, roles=companies.WRITERS)) == {hers}
    assert set(companies.companies_of(bob)) == {his}
    Company.objects.filter(id=his.id).update(is_active=False)
    assert set(companies.companies_of(alice)) == {hers}
    with pytest.raises(AppError, match="not_found"):
        companies.require_membership(bob, his.id)


def test_last_owner_is_neither_removed_nor_demoted(alice):
    company = make_company(owner=alice)
    membership = company.memberships.get()
    with pytest.raises(AppError, match="last_owner"):
        companies.remove_member(membership)
    with pytest.raises(AppError, match="last_owner"):
        companies.set_role(company, user=alice, role=Role.VIEWER)
    assert company.memberships.get().role == "owner"


def test_guest_cannot_join_a_company(alice, guest):
    with pytest.raises(AppError, match="not_registered"):
        companies.set_role(make_company(owner=alice), user=guest, role=Role.VIEWER)


def test_removed_member_is_out_at_once(alice, bob, api_as):
    company = make_company(owner=alice)
    membership = companies.set_role(company, user=bob, role=Role.RECRUITER)
    bob.refresh_from_db()
    client = api_as(bob)
    companies.remove_member(membership)
    assert client.get("/api/v1/me").status_code == 401
    assert api_as(User.objects.get(id=bob.id)).get("/api/v1/me").json()["companies"] == []


def test_unverified_address_may_be_claimed_by_many_a_verified_one_by_one(alice):
    for _ in range(2):
        make_user(email="alice@example.com", is_verified=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user(email="alice@example.com")


def test_push_token_names_one_device(alice, bob):
    Device.objects.create(user=alice, push_token="t")
    Device.objects.create(user=alice)
    Device.objects.create(user=alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Device.objects.create(user=bob, push_token="t")


def test_membership_role_is_one_of_three(alice):
    company = make_company()
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(company=company, user=alice, role="god")


def test_today_is_the_day_on_the_persons_wall():
    evening = datetime.datetime(2026, 11, 2, 17, 0, tzinfo=datetime.UTC)
    shanghai = User(time_zone="Asia/Shanghai")
    assert today_for(shanghai, evening) == datetime.date(2026, 11, 3)
    assert today_for(User(time_zone="America/New_York"), evening) == datetime.date(2026, 11, 2)
    assert today_for(Company(time_zone="Pacific/Kiritimati"), evening).day == 3
    with pytest.raises(ValueError, match="aware"):
        today_for(shanghai, evening.replace(tzinfo=None))


@pytest.mark.parametrize("name", ["", "Shanghai", "/etc/localtime", "../UTC", "GMT+8"])
def test_unknown_time_zone_is_refused(name):
    with pytest.raises(ValidationError):
        validate_time_zone(name)


@pytest.mark.parametrize(
    ("tag", "kept"),
    [
        ("zh_cn", "zh-CN"),
        ("ZH-hans-cn", "zh-Hans-CN"),
        ("en", "en"),
        ("en-GB-oxendict", "en-GB"),
        ("es-419", "es-419"),
        ("", None),
        ("x", None),
        ("zh CN", None),
        ("1234", None),
    ],
)
def test_language_tags_are_kept_in_one_case(tag, kept):
    assert locales.normalise_locale(tag) == kept


def test_locales_find_their_catalogue_and_region():
    assert [locales.django_language(tag) for tag in ("zh-CN", "zh", "en-GB", "fr-FR")] == [
        "zh-hans",
        "zh-hans",
        "en",
        "en",
    ]
    assert [locales.region_of(tag) for tag in ("zh-Hans-CN", "en", "es-419", "en-GB")] == [
        "CN",
        None,
        None,
        "GB",
    ]


@pytest.mark.parametrize("value", ["alice@example.com", "+8613800138000", "x", "a@b.cn"])
def test_mask_hides_most(value):
    masked = mask_identifier(value)
    assert "***" in masked
    assert value not in masked


def test_account_vouched_for_signs_in_at_once(db):
    user = services.create_account(
        parse_identifier(email="hr@example.com"), password="demo", locale="zh-CN"
    )
    assert user.time_zone == "Asia/Shanghai"
    answer = APIClient().post("/api/v1/auth/login", {"email": "HR@example.com", "password": "demo"})
    assert answer.json()["user_id"] == str(user.id)


def test_mail_sender_writes_one_mail_and_refuses_phones(alice, settings, mailoutbox):
    settings.ONE_TIME_CODE_SENDER = "jobassist.accounts.codes.EmailSender"
    codes.send_code(alice.identities.get().id, purpose=codes.Purpose.LOGIN)
    assert [mail.to for mail in mailoutbox] == [["alice@example.com"]]
    phone = services.add_identity(alice, parse_identifier(phone="13800138000"))
    with pytest.raises(AppError, match="cannot_send"):
        codes.send_code(phone.id, purpose=codes.Purpose.VERIFY)


@pytest.fixture
def operator(db) -> Client:
    call_command_silently("createsuperuser", email="root@example.com")
    client = Client()
    page = client.post(
        reverse("admin:login"),
        {"username": "Root@Example.com", "password": PASSWORD, "next": reverse("admin:index")},
    )
    assert page.status_code == 302, page.content
    return client


def call_command_silently(name: str, **options: Any) -> None:
    import io
    import os

    os.environ["DJANGO_SUPERUSER_PASSWORD"] = PASSWORD
    try:
        call_command(name, "--noinput", stdout=io.StringIO(), **options)
    finally:
        del os.environ["DJANGO_SUPERUSER_PASSWORD"]


def test_superuser_logs_in_to_the_admin_by_email(operator):
    assert operator.get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [("nonsense", PASSWORD), ("x@example.com", ""), ("x@example.com", "12345678")],
)
def test_superuser_needs_an_address_and_a_password(monkeypatch, email, password):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    with pytest.raises(CommandError):
        call_command("createsuperuser", "--noinput", email=email)
    assert not User.objects.exists()


def test_superuser_does_not_take_an_address_that_is_taken(alice):
    with pytest.raises(CommandError, match="already"):
        call_command_silently("createsuperuser", email="alice@example.com")


def test_account_without_rights_or_proof_does_not_enter_the_admin(alice, settings):
    unproved = make_user(email="u@example.com", is_verified=False, is_staff=True)
    for email in ("alice@example.com", "u@example.com", "nobody@example.com"):
        page = Client().post(reverse("admin:login"), {"username": email, "password": PASSWORD})
        assert page.status_code == 200
    assert unproved.is_staff


def test_admin_login_locks_out_too_and_says_so(operator):
    client = Client(REMOTE_ADDR="203.0.113.5")
    for _ in range(5):
        client.post(reverse("admin:login"), {"username": "root@example.com", "password": "no"})
    page = client.post(
        reverse("admin:login"), {"username": "root@example.com", "password": PASSWORD}
    )
    assert page.status_code == 200
    assert "Too many attempts" in page.content.decode()


def test_sign_out_everywhere_ends_admin_sessions(operator):
    root = User.objects.get(is_superuser=True)
    services.end_all_sign_ins(root)
    assert operator.get(reverse("admin:index")).status_code == 302


def test_people_in_the_admin_are_masked_without_a_query_each(
    operator, django_assert_max_num_queries
):
    for number in range(30):
        make_user(email=f"candidate{number}@example.com")
    with django_assert_max_num_queries(12):
        page = operator.get(reverse("admin:accounts_user_changelist"))
    text = page.content.decode()
    assert "c***@e***" in text
    assert "candidate1@" not in text


def test_person_page_masks_and_finds_by_whole_address_only(operator, alice):
    page = operator.get(reverse("admin:accounts_user_change", args=[alice.id]))
    assert page.status_code == 200
    assert "alice@example.com" not in page.content.decode()
    listing = reverse("admin:accounts_user_changelist")
    assert str(alice.id) in operator.get(f"{listing}?q=Alice@example.com").content.decode()
    part = operator.get(f"{listing}?q=lice@exampl").content.decode()
    assert str(alice.id) not in part


def test_admin_keeps_a_person_out_at_once(operator, alice, api_as):
    client = api_as(alice)
    operator.post(
        reverse("admin:accounts_user_changelist"),
        {"action": "keep_out", "_selected_action": [str(alice.id)]},
    )
    assert client.get("/api/v1/me").status_code == 401


def test_admin_deletes_nobody(operator, alice):
    page = operator.get(reverse("admin:accounts_user_delete", args=[alice.id]))
    assert page.status_code == 403


def test_membership_is_given_through_the_service(operator, alice):
    company = make_company()
    pair = services.open_sign_in(alice)
    page = operator.post(
        reverse("admin:accounts_membership_add"),
        {"company": company.id, "user": str(alice.id), "role": "owner"},
    )
    assert page.status_code == 302, page.content
    assert company.memberships.get().user == alice
    assert not services.find_valid_sessions([services.OpenSession(alice.id, pair.sign_in_id, 1)])


@pytest.mark.parametrize("name", ["user", "company", "membership"])
def test_admin_lists_open(operator, alice, name):
    make_company(owner=alice)
    assert operator.get(reverse(f"admin:accounts_{name}_changelist")).status_code == 200


def test_schema_describes_every_route_of_people():
    answer = APIClient().get("/api/v1/schema?format=json")
    paths = json.loads(answer.content)["paths"]
    expected = {
        "/api/v1/auth/guest": {"post"},
        "/api/v1/auth/register": {"post"},
        "/api/v1/auth/login": {"post"},
        "/api/v1/auth/token/refresh": {"post"},
        "/api/v1/auth/logout": {"post"},
        "/api/v1/auth/sign-ins": {"get", "delete"},
        "/api/v1/auth/sign-ins/{sign_in_id}": {"delete"},
        "/api/v1/auth/codes": {"post"},
        "/api/v1/auth/codes/confirm": {"post"},
        "/api/v1/auth/password/reset": {"post"},
        "/api/v1/auth/password/change": {"post"},
        "/api/v1/auth/identities": {"get", "post"},
        "/api/v1/auth/identities/{identity_id}": {"delete"},
        "/api/v1/auth/ws-ticket": {"post"},
        "/api/v1/me": {"get", "patch", "delete"},
        "/api/v1/me/export": {"get"},
    }
    for path, methods in expected.items():
        assert set(paths[path]) == methods
        for method in methods:
            assert paths[path][method]["responses"]
    problem = paths["/api/v1/auth/login"]["post"]["responses"]["401"]["content"]
    assert list(problem) == ["application/problem+json"]
    assert paths["/api/v1/me"]["get"]["security"] == [{"bearer": []}]
