"""What was spent, as operators see it."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from jobassist.providers import ledger
from jobassist.providers.ledger import Ask, Used
from jobassist.providers.meters import Quota
from tests.factories import make_guest, make_user

pytestmark = pytest.mark.django_db

PAGES = ("spentbyday", "companyspentbyday", "modeluse", "budgetalarm")


@pytest.fixture
def operator(client):
    sign_in(client, make_user(email="root@example.com", is_staff=True, is_superuser=True))
    return client


def sign_in(client, user) -> None:
    client.force_login(user, backend="jobassist.accounts.backends.IdentityBackend")


def spend(count: int) -> None:
    now = timezone.now()
    for n in range(count):
        quota = Quota(f"server-{n}", input_price=Decimal(3))
        ask = Ask(quota, "n-1", 900, 100, user_id=make_guest().id, turn_id=uuid.uuid4())
        at = now - timedelta(days=n)
        ledger.ask_many([ask], now=at)
        ledger.settle_many([Used(ask.id, 1_000_000, 5)], now=at)


def test_days_are_listed_with_what_of_the_budgets_is_spent(operator, settings):
    settings.MODEL_BUDGET_DAY = Decimal("3.10")
    settings.MODEL_BUDGET_MONTH = Decimal(1_000)
    spend(2)
    page = operator.get("/admin/providers/spentbyday/").content.decode()
    assert "server-0" in page
    assert "server-1" in page
    assert "3.00 of 3.10 USD spent this day (96 %)." in page
    assert "of 1,000 USD spent this month" in page


@pytest.mark.parametrize("page", PAGES)
def test_lists_take_as_many_queries_for_many_rows_as_for_few(
    operator, page, django_assert_max_num_queries
):
    spend(12)
    with django_assert_max_num_queries(14):
        assert operator.get(f"/admin/providers/{page}/").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_recruiter_sees_nothing_of_it_and_nobody_changes_it(operator, client, page):
    assert operator.get(f"/admin/providers/{page}/add/").status_code == 403
    sign_in(client, make_user(email="hr@example.com", is_staff=True))
    assert client.get(f"/admin/providers/{page}/").status_code == 403


def test_a_call_shows_ids_and_figures(operator):
    spend(1)
    from jobassist.providers.models import ModelUse

    use = ModelUse.objects.get()
    page = operator.get(f"/admin/providers/modeluse/{use.id}/change/").content.decode()
    assert str(use.turn_id) in page
