"""The audit log: what gets in, what is never changed, who sees it."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobassist.accounts import audit
from jobassist.accounts.companies import set_role
from jobassist.accounts.models import AuditEntry, Membership, User
from tests.factories import make_company, make_user

pytestmark = pytest.mark.django_db


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="jobassist.accounts.backends.IdentityBackend")
    return client


def test_look_is_kept_by_ids(alice, now):
    company = make_company(owner=alice)
    seen = uuid.uuid4()
    entry = audit.record_look(
        alice, company=company, action="looked", kind="candidate", object_id=seen, now=now
    )
    entry.refresh_from_db()
    assert (entry.actor_id, entry.company, entry.object_id, entry.at) == (
        alice.id,
        company,
        str(seen),
        now,
    )
    assert entry in audit.list_acts(alice)


def test_list_of_people_is_one_insert(alice, django_assert_num_queries):
    company = make_company()
    with django_assert_num_queries(1):
        count = audit.record_looks(
            alice, company=company, action="listed", kind="candidate", object_ids=range(20)
        )
    assert count == 20
    assert AuditEntry.objects.filter(action="listed").count() == 20


@pytest.mark.parametrize(
    "wrong",
    [
        {"object_id": "alice@example.com"},
        {"object_id": "Alice Lee"},
        {"detail": "+44 7700 900123"},
        {"detail": "Alice left"},
        {"action": "Looked at Alice"},
        {"kind": "王小明"},
    ],
)
def test_words_and_addresses_do_not_get_in(alice, wrong):
    fields: dict[str, Any] = {"action": "looked", "kind": "candidate", "object_id": "1", **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        audit.record_act(alice, company=None, **fields)


def test_entry_is_neither_changed_nor_removed(alice, now):
    entry = audit.record_act(alice, company=None, action="looked", kind="candidate")
    for change in (
        lambda: AuditEntry.objects.filter(id=entry.id).update(action="other"),
        lambda: AuditEntry.objects.filter(id=entry.id).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert AuditEntry.objects.filter(id=entry.id, action="looked").exists()


def test_what_is_older_than_the_setting_goes(alice, settings):
    settings.AUDIT_DAYS = 100
    today = timezone.now()
    for days in (101, 99):
        audit.record_act(
            alice, company=None, action="looked", kind="x", now=today - timedelta(days=days)
        )
    assert audit.purge_entries(now=today) == 1
    assert AuditEntry.objects.filter(kind="x").count() == 1


def test_owner_sees_the_own_companys_log_and_nobody_elses(alice, bob):
    own, other = make_company(name="Own"), make_company(name="Otherfirm")
    set_role(own, user=alice, role=Membership.Role.OWNER)
    User.objects.filter(id=alice.id).update(is_staff=True)
    alice.refresh_from_db()
    audit.record_act(bob, company=own, action="looked", kind="candidate", object_id="own-1")
    foreign = audit.record_act(
        bob, company=other, action="looked", kind="candidate", object_id="foreign-1"
    )
    desk = browser_of(alice)
    for name in ("changelist", "export_csv"):
        answer: Any = desk.get(reverse(f"admin:accounts_auditentry_{name}"))
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert "own-1" in text
        assert "foreign-1" not in text
        assert "Otherfirm" not in text
    shown = desk.get(reverse("admin:accounts_auditentry_change", args=[foreign.id]), follow=True)
    assert "foreign-1" not in shown.content.decode()


@pytest.mark.parametrize("role", [Membership.Role.RECRUITER, Membership.Role.VIEWER])
def test_others_of_the_company_do_not_see_the_log(alice, role):
    set_role(make_company(), user=alice, role=role)
    User.objects.filter(id=alice.id).update(is_staff=True)
    alice.refresh_from_db()
    desk = browser_of(alice)
    for name in ("changelist", "export_csv"):
        answer = desk.get(reverse(f"admin:accounts_auditentry_{name}"))
        assert answer.status_code in (302, 403)


def test_log_costs_the_same_however_long(alice, django_assert_max_num_queries):
    admin = make_user(is_staff=True, is_superuser=True)
    company = make_company()
    for number in range(30):
        audit.record_act(
            alice, company=company, action="looked", kind="candidate", object_id=number
        )
    desk = browser_of(admin)
    with django_assert_max_num_queries(12):
        answer = desk.get(reverse("admin:accounts_auditentry_changelist"))
    assert answer.content.decode().count("candidate") >= 30
