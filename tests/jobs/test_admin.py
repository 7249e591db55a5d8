"""Postings in the admin: whose, at what cost, and through services."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jobassist.accounts.companies import set_role
from jobassist.accounts.models import Membership
from jobs import services
from jobs.models import EmployerClaim, Posting
from tests.factories import build_row, make_company, make_posting, make_postings, make_user

pytestmark = pytest.mark.django_db
LIST = "admin:jobs_posting_changelist"


@pytest.fixture
def world() -> dict[str, Any]:
    """Two companies with a posting each, and one of nobody's."""
    owner = make_user(is_staff=True)
    mine, other = make_company(owner=owner), make_company()
    own = services.get_or_create_company_source(mine.id, key="mine")
    foreign = services.get_or_create_company_source(other.id, key="other")
    return {
        "owner": owner,
        "company": mine,
        "mine": make_posting(id="1", title="Cook of mine", source=own, is_embedded=False),
        "theirs": make_posting(id="1", title="Cook of theirs", source=foreign, is_embedded=False),
        "loose": make_posting(id="1", title="Cook of nobody", is_embedded=False),
    }


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def run(client: Client, action: str, *postings: Posting) -> Any:
    ids = [p.id for p in postings]
    data = {"action": action, "_selected_action": ids}
    return client.post(reverse(LIST), data, follow=True)


def test_members_see_their_companys_postings_only(world: dict[str, Any]) -> None:
    page = client_of(world["owner"]).get(reverse(LIST)).content.decode()
    assert "Cook of mine" in page
    assert "Cook of theirs" not in page
    assert "Cook of nobody" not in page
    for name, seen in (("mine", 200), ("theirs", 404), ("loose", 404)):
        url = reverse("admin:jobs_posting_change", args=[world[name].id])
        assert client_of(world["owner"]).get(url).status_code == seen


def test_a_stranger_on_the_staff_sees_nothing(world: dict[str, Any]) -> None:
    bob = make_user(is_staff=True)
    assert client_of(bob).get(reverse(LIST)).status_code == 403
    for model in ("employer", "source", "employerclaim"):
        assert client_of(bob).get(reverse(f"admin:jobs_{model}_changelist")).status_code == 403


def test_superusers_see_all(world: dict[str, Any]) -> None:
    root = make_user(is_staff=True, is_superuser=True)
    page = client_of(root).get(reverse(LIST)).content.decode()
    assert all(f"Cook of {x}" in page for x in ("mine", "theirs", "nobody"))
    for model in ("employer", "source", "employerclaim"):
        assert client_of(root).get(reverse(f"admin:jobs_{model}_changelist")).status_code == 200


def test_actions_go_through_services_and_reach_no_foreign_posting(world: dict[str, Any]) -> None:
    client = client_of(world["owner"])
    run(client, "pause", world["mine"], world["theirs"], world["loose"])
    states = dict(Posting.objects.values_list("title", "status"))
    assert states == {
        "Cook of mine": "paused",
        "Cook of theirs": "active",
        "Cook of nobody": "active",
    }
    run(client, "publish", world["mine"])
    world["mine"].refresh_from_db()
    assert world["mine"].status == "active"


def test_viewers_look_but_do_not_steer(world: dict[str, Any]) -> None:
    viewer = make_user(is_staff=True)
    set_role(world["company"], user=viewer, role=Membership.Role.VIEWER)
    client = client_of(viewer)
    assert "Cook of mine" in client.get(reverse(LIST)).content.decode()
    run(client, "remove", world["mine"])
    world["mine"].refresh_from_db()
    assert world["mine"].status == "active"


def test_a_longer_list_costs_no_more_queries(django_assert_max_num_queries: Any) -> None:
    client = client_of(make_user(is_staff=True, is_superuser=True))
    make_postings(
        [build_row(company=f"Firm {i}", city=["London", "Leeds"]) for i in range(30)],
        is_embedded=False,
    )
    client.get(reverse(LIST))
    with django_assert_max_num_queries(14):
        assert client.get(reverse(LIST)).status_code == 200
    with django_assert_max_num_queries(14):
        assert client.get(reverse("admin:jobs_employer_changelist")).status_code == 200


def test_only_superusers_decide_claims(world: dict[str, Any]) -> None:
    claim = EmployerClaim.objects.create(employer=world["loose"].employer, company=world["company"])
    url = reverse("admin:jobs_employerclaim_changelist")
    data = {"action": "verify", "_selected_action": [claim.id]}
    client_of(world["owner"]).post(url, data, follow=True)
    claim.refresh_from_db()
    assert claim.status == "pending"
    root = make_user(is_staff=True, is_superuser=True)
    client_of(root).post(url, data, follow=True)
    claim.refresh_from_db()
    assert (claim.status, claim.decided_by) == ("verified", root)
    world["loose"].refresh_from_db()
    assert world["loose"].company_id == world["company"].id


def test_nothing_is_deleted_by_hand(world: dict[str, Any]) -> None:
    root = client_of(make_user(is_staff=True, is_superuser=True))
    url = reverse("admin:jobs_posting_delete", args=[world["mine"].id])
    assert root.post(url, {"post": "yes"}).status_code == 403
    assert Posting.objects.filter(id=world["mine"].id).exists()
