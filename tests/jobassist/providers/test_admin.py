"""What operators see and may change; what is wrong is said with what to do."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from jobassist.providers import services
from jobassist.providers.models import Provider, ProviderClosure, ProviderPause
from jobassist.providers.services import record_pause
from tests.factories import make_provider, make_user

pytestmark = pytest.mark.django_db
GOOD = {
    "name": "North", "slug": "north", "base_url": "https://api.north.example/v1/",
    "key_reference": "", "large_model": "north-1", "small_model": "", "vision_model": "",
    "transcription_model": "", "weight": "70", "requests_per_minute": "", "tokens_per_minute": "",
    "input_price": "0.5", "output_price": "1.5", "currency": "usd", "connect_seconds": "0.8",
    "first_text_seconds": "10", "stall_seconds": "8", "is_enabled": "on",
}  # fmt: skip


@pytest.fixture
def operator(client):
    client.force_login(
        make_user(email="op@example.com", is_staff=True, is_superuser=True),
        backend="jobassist.accounts.backends.IdentityBackend",
    )
    return client


def add(operator, **changes):
    return operator.post(
        reverse("admin:providers_provider_add"), GOOD | changes, HTTP_ACCEPT_LANGUAGE="en"
    )


def test_a_server_is_written_down_as_it_will_be_asked(operator):
    assert add(operator).status_code == 302
    provider = Provider.objects.get()
    assert (provider.base_url, provider.currency) == ("https://api.north.example/v1", "USD")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"base_url": "http://api.north.example/v1"}, "Begin the address with https://"),
        ({"base_url": "https://169.254.169.254/v1"}, "No model server is at"),
        ({"key_reference": "sk-abcdefgh"}, "Name where the key is, not the key"),
        ({"key_reference": "SECRET_KEY"}, "Name where the key is, not the key"),
        ({"key_reference": "NORTH_API_KEY"}, "NORTH_API_KEY is not set. Provide it"),
        ({"large_model": ""}, "Name at least one model"),
        ({"slug": "environment"}, "Choose another key"),
        ({"currency": "$"}, "Write the currency in three letters"),
        ({"stall_seconds": "0"}, "greater than or equal to 0.5"),
    ],
)
def test_what_cannot_work_is_not_stored_and_says_what_to_do(operator, changes, says):
    page = add(operator, **changes)
    assert page.status_code == 200
    assert says in page.content.decode()
    assert not Provider.objects.exists()


def test_a_server_without_its_key_can_be_prepared_while_it_is_off(operator):
    off = {key: value for key, value in GOOD.items() if key != "is_enabled"}
    url = reverse("admin:providers_provider_add")
    assert operator.post(url, off | {"key_reference": "NORTH_API_KEY"}).status_code == 302


def test_no_page_and_no_log_line_shows_a_key(operator, monkeypatch, caplog, capsys):
    monkeypatch.setenv("NORTH_API_KEY", "sk-very-secret")
    add(operator, key_reference="NORTH_API_KEY")
    provider = Provider.objects.get()
    shown = [
        operator.get(reverse("admin:providers_provider_changelist")),
        operator.get(reverse("admin:providers_provider_change", args=[provider.id])),
        operator.get(reverse("admin:providers_provider_history", args=[provider.id])),
    ]
    assert all(page.status_code == 200 for page in shown)
    assert not any("sk-very-secret" in page.content.decode() for page in shown)
    assert "sk-very-secret" not in caplog.text + "".join(capsys.readouterr())


def test_who_changed_what_is_logged_without_the_values(operator, caplog):
    provider = make_provider()
    url = reverse("admin:providers_provider_change", args=[provider.id])
    operator.post(url, GOOD | {"weight": "20"})
    lines = [each for each in caplog.records if "provider.changed" in each.getMessage()]
    assert lines
    said = lines[-1].getMessage()
    assert "'provider': 'north'" in said
    assert "weight" in said
    assert "api.north.example" not in said


@pytest.mark.parametrize(
    ("changes", "is_lifted"),
    [
        ({"base_url": "https://elsewhere.example/v1"}, True),
        ({"key_reference": "NORTH_API_KEY"}, True),
        ({"weight": "20"}, False),
    ],
)
def test_another_address_or_key_does_not_serve_the_pause_of_the_last(
    operator, monkeypatch, changes, is_lifted
):
    monkeypatch.setenv("NORTH_API_KEY", "sk-north")
    assert add(operator).status_code == 302
    now = timezone.now()
    for slug in ("north", "other"):
        record_pause(slug, until=now + timedelta(minutes=5), reason="busy", now=now)
    url = reverse("admin:providers_provider_change", args=[Provider.objects.get().id])
    stored = GOOD | {"base_url": "https://api.north.example/v1"}
    assert operator.post(url, stored | changes).status_code == 302
    left = set(ProviderPause.objects.values_list("slug", flat=True))
    assert left == ({"other"} if is_lifted else {"north", "other"})


def test_the_switch_is_an_action(operator):
    provider = make_provider()
    url = reverse("admin:providers_provider_changelist")
    operator.post(url, {"action": "switch_off", "_selected_action": [provider.id]})
    provider.refresh_from_db()
    assert not provider.is_enabled


def test_staff_without_the_right_may_not_look(client):
    client.force_login(
        make_user(email="staff@example.com", is_staff=True),
        backend="jobassist.accounts.backends.IdentityBackend",
    )
    provider = make_provider()
    for url in (
        reverse("admin:providers_provider_changelist"),
        reverse("admin:providers_provider_add"),
        reverse("admin:providers_provider_change", args=[provider.id]),
    ):
        assert client.get(url).status_code == 403
        assert client.post(url, GOOD).status_code == 403
    assert Provider.objects.get().base_url == provider.base_url


def test_the_list_costs_the_same_however_long(operator, django_assert_max_num_queries):
    for n in range(5):
        make_provider(f"north-{n}")
    with django_assert_max_num_queries(11):
        operator.get(reverse("admin:providers_provider_changelist"))


def standing_of(operator) -> str:
    page = operator.get(
        reverse("admin:providers_provider_changelist"), HTTP_ACCEPT_LANGUAGE="en"
    ).content.decode()
    found = re.search(r"field-standing[^>]*>\s*(.*?)\s*</td>", page, re.DOTALL)
    assert found
    return found[1]


def test_the_list_says_who_is_left_alone_until_when_and_why(operator):
    make_provider()
    now = timezone.now()
    assert "It is asked." in standing_of(operator)
    services.record_closure(
        "north", until=now - timedelta(seconds=9), reason="unreachable", now=now
    )
    assert "On trial since" in standing_of(operator)
    services.record_closure("north", until=now + timedelta(seconds=30), reason="slow", now=now)
    ProviderClosure.objects.create(
        slug="north", process="other:1", until=now, reason="slow", noted_at=now
    )
    assert "by 2 processes: it was too slow." in standing_of(operator)
    record_pause("north", until=now + timedelta(minutes=5), reason="busy", now=now)
    assert "It asked to be left alone until" in standing_of(operator)


def test_an_operator_lets_a_server_be_asked_again(operator, caplog):
    provider, now = make_provider(), timezone.now()
    record_pause("north", until=now + timedelta(minutes=5), reason="busy", now=now)
    services.record_closure("north", until=now + timedelta(minutes=1), reason="slow", now=now)
    url = reverse("admin:providers_provider_changelist")
    operator.post(url, {"action": "ask_again", "_selected_action": [provider.id]})
    assert not ProviderPause.objects.exists()
    assert not ProviderClosure.objects.exists()
    provider.refresh_from_db()
    assert provider.asked_again_at is not None
    assert any("provider.asked_again" in each.getMessage() for each in caplog.records)


def test_whoever_may_only_look_lets_nothing_be_asked_again(client):
    staff = make_user(email="look@example.com", is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="view_provider"))
    client.force_login(staff, backend="jobassist.accounts.backends.IdentityBackend")
    provider, now = make_provider(), timezone.now()
    record_pause("north", until=now + timedelta(minutes=5), reason="busy", now=now)
    url = reverse("admin:providers_provider_changelist")
    assert client.get(url).status_code == 200
    client.post(url, {"action": "ask_again", "_selected_action": [provider.id]})
    assert ProviderPause.objects.exists()
