"""Two at once: each claim of "once" and "only one", with real transactions in threads."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q

from jobassist.accounts import companies, limits, merging, personal_data, services
from jobassist.accounts.identifiers import parse_identifier
from jobassist.accounts.models import (
    AttemptCount,
    Device,
    Identity,
    Membership,
    SignIn,
    SocketTicket,
    User,
)
from jobassist.errors import AppError
from tests.factories import PASSWORD, make_company, make_guest, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def run_at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Return what each call gave, or the code of its AppError, all started together."""
    barrier = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(index: int, call: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=10)
            results[index] = call()
        except AppError as error:
            results[index] = error.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, call)) for index, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
        assert not thread.is_alive()
    return results


@pytest.fixture(autouse=True)
def only_accounts(monkeypatch) -> None:
    monkeypatch.setattr(merging, "_hooks", [services.move_devices])
    registered = {"accounts": personal_data._registered["accounts"]}
    monkeypatch.setattr(personal_data, "_registered", registered)


def test_one_of_two_refreshes_wins_and_the_family_ends():
    pair = services.create_guest()
    got = run_at_once(*[lambda: services.refresh(pair.refresh)] * 2)
    assert sorted(one if isinstance(one, str) else "tokens" for one in got) == [
        "bad_token",
        "tokens",
    ]
    assert SignIn.objects.get(id=pair.sign_in_id).end_reason == "reused"


def test_two_tabs_with_one_request_id_both_go_on():
    pair = services.create_guest()
    call = lambda: services.refresh(pair.refresh, request_id="what-both-tabs-have-stored")  # noqa: E731
    got = run_at_once(*[call] * 4)
    assert not [one for one in got if isinstance(one, str)]
    sign_in = SignIn.objects.get(id=pair.sign_in_id)
    assert (sign_in.rotation, sign_in.ended_at) == (1, None)
    assert services.refresh(got[0].refresh).sign_in_id == pair.sign_in_id


def test_ticket_redeemed_at_once_lets_one_in():
    pair = services.create_guest()
    sign_in = SignIn.objects.select_related("user").get(id=pair.sign_in_id)
    ticket = services.issue_ticket(sign_in.user, sign_in).ticket
    got = run_at_once(*[lambda: services.redeem_ticket(ticket)] * 6)
    assert got.count("bad_ticket") == 5
    assert SocketTicket.objects.get().used_at is not None


def test_guest_upgraded_twice_at_once_has_one_account():
    pair = services.create_guest()
    sign_in = SignIn.objects.select_related("user").get(id=pair.sign_in_id)

    def upgrade(email: str) -> Callable[[], Any]:
        return lambda: services.upgrade_guest(
            User.objects.get(id=pair.user_id),
            sign_in=sign_in,
            identifier=parse_identifier(email=email),
            password=PASSWORD,
        )

    same = run_at_once(upgrade("lin@example.com"), upgrade("lin@example.com"))
    assert sorted(made.is_new for made in same) == [False, True]
    assert Identity.objects.count() == 1


def test_guest_upgraded_to_two_addresses_at_once_gets_one():
    pair = services.create_guest()
    sign_in = SignIn.objects.select_related("user").get(id=pair.sign_in_id)

    def upgrade(email: str) -> Callable[[], Any]:
        return lambda: services.upgrade_guest(
            User.objects.get(id=pair.user_id),
            sign_in=sign_in,
            identifier=parse_identifier(email=email),
            password=PASSWORD,
        )

    got = run_at_once(upgrade("lin@example.com"), upgrade("wu@example.com"))
    assert got.count("already_registered") == 1
    assert Identity.objects.count() == 1


def test_address_verified_by_two_at_once_belongs_to_one():
    people = [make_user(email="same@example.com", is_verified=False) for _ in range(2)]
    identities = [user.identities.get() for user in people]
    now = identities[0].created_at
    got = run_at_once(
        *[
            lambda user=user, identity=identity: services.verify_identity(
                user, identity.id, now=now
            )
            for user, identity in zip(people, identities, strict=True)
        ]
    )
    assert got.count("identity_taken") == 1
    assert Identity.objects.filter(verified_at__isnull=False).count() == 1


def test_two_ways_in_removed_at_once_leave_one():
    user = make_user(email="one@example.com")
    second = services.add_identity(user, parse_identifier(email="two@example.com"))
    services.verify_identity(user, second.id, now=second.created_at)
    ids = list(user.identities.values_list("id", flat=True))
    got = run_at_once(*[lambda one=one: services.remove_identity(user, one) for one in ids])
    assert got.count("last_way_in") == 1
    assert user.identities.count() == 1


def test_two_owners_demoting_each_other_leave_one():
    owners = [make_user(), make_user()]
    company = make_company(owner=owners[0])
    companies.set_role(company, user=owners[1], role=Membership.Role.OWNER)
    got = run_at_once(
        *[
            lambda user=user: companies.set_role(company, user=user, role=Membership.Role.VIEWER)
            for user in owners
        ]
    )
    assert got.count("last_owner") == 1
    assert company.memberships.filter(role="owner").count() == 1


def test_tries_at_once_are_each_counted():
    limit = limits.Limit("test", 5, 60)
    got = run_at_once(*[lambda: limits.count_attempt(limit, "someone")] * 8)
    assert got.count("too_many_attempts") == 3
    assert AttemptCount.objects.get().count == 8


def test_guest_merged_into_two_accounts_at_once_goes_to_one():
    guest, first, second = make_guest(), make_user(), make_user()
    Device.objects.create(user=guest)
    got = run_at_once(
        lambda: services.merge_guest(guest=guest, into=first),
        lambda: services.merge_guest(guest=guest, into=second),
    )
    assert sorted(got) == [False, True]
    guest.refresh_from_db()
    assert Device.objects.get().user_id == guest.merged_into_id


def test_two_accounts_merging_into_each_other_do_not_deadlock():
    first = make_user(is_verified=False)
    second = make_user(is_verified=False)
    got = run_at_once(
        lambda: services.merge_guest(guest=first, into=second),
        lambda: services.merge_guest(guest=second, into=first),
    )
    assert sorted(got) == [False, True]
    assert User.objects.filter(is_active=True).count() == 1


def test_what_is_written_during_a_merge_is_taken_along_by_the_second_pass():
    from jobassist.accounts import tasks

    guest, account = make_guest(), make_user()
    written = threading.Event()

    def write_slowly() -> None:
        from django.db import transaction

        with transaction.atomic():
            Device.objects.create(user_id=guest.id, name="late")
            written.set()
            time.sleep(0.3)

    def merge() -> None:
        written.wait(timeout=10)
        services.merge_guest(guest=guest, into=account)

    run_at_once(write_slowly, merge)
    # The merge did not wait for the writer, and could not see its row.
    assert Device.objects.get().user_id == guest.id
    tasks.merge_again.func(str(guest.id))
    assert Device.objects.get().user_id == account.id


def test_second_passes_are_queued_with_ids_only():
    from procrastinate.contrib.django.models import ProcrastinateJob

    guest, account = make_guest(), make_user()
    services.merge_guest(guest=guest, into=account)
    personal_data.erase_person(account)
    # The queue's tables are not emptied between tests.
    ids = [str(guest.id), str(account.id)]
    jobs = ProcrastinateJob.objects.filter(
        Q(args__guest_id__in=ids) | Q(args__user_id__in=ids), task_name__startswith="accounts."
    )
    assert {(job.task_name, tuple(job.args.items())) for job in jobs} == {
        ("accounts.merge_again", (("guest_id", str(guest.id)),)),
        ("accounts.erase_again", (("user_id", str(account.id)),)),
    }
    assert all(job.scheduled_at is not None for job in jobs)


def test_sessions_ended_is_told_after_commit_only():
    from django.db import transaction

    from jobassist.accounts.signals import sessions_ended

    heard: list[dict[str, Any]] = []

    def hear(sender: type, **told: Any) -> None:
        heard.append({"user_id": told["user_id"], "sign_in_ids": told["sign_in_ids"]})

    sessions_ended.connect(hear)
    try:
        user = make_user()
        pair = services.open_sign_in(user)
        with transaction.atomic():
            services.end_sign_in(user, pair.sign_in_id)
            transaction.set_rollback(True)
        assert heard == []
        services.end_sign_in(user, pair.sign_in_id)
        assert heard == [{"user_id": user.id, "sign_in_ids": (pair.sign_in_id,)}]
    finally:
        sessions_ended.disconnect(hear)


def test_a_changed_role_is_told_to_open_sockets():
    from jobassist.accounts.signals import sessions_ended

    heard: list[Any] = []

    def hear(sender: type, **told: Any) -> None:
        heard.append(told["user_id"])

    user = make_user()
    sessions_ended.connect(hear)
    try:
        services.raise_session_version(user)
    finally:
        sessions_ended.disconnect(hear)
    assert heard == [user.id]
