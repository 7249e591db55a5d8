"""Partners' keys: given, found, replaced, revoked, limited; and who gets in by one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from feeds import services
from feeds.models import ApiKey, Partner, PartnerUsage
from feeds.permissions import ManagesWebhooks, ReadsPostings
from feeds.views.base import PartnerView, key_of
from jobassist.errors import AppError, NotFound
from tests.factories import make_source, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 9, 30, 20, tzinfo=UTC)


@pytest.fixture
def partner() -> Partner:
    made = services.create_partner("Harbour Jobs")
    services.give_source(made, key="harbour")
    return made


def ask(text: str | None, permission: Any = ReadsPostings) -> Any:
    """Return the answer of a view for keys with this scope."""

    class View(PartnerView):
        permission_classes = [permission]

        def get(self, request: Any) -> Response:
            return Response({"key": key_of(request).prefix})

    headers = {} if text is None else {"Authorization": f"Bearer {text}"}
    answer = View.as_view()(APIRequestFactory().get("/", headers=headers))
    answer.render()
    return answer


def test_key_is_kept_as_a_hash_only(partner: Partner) -> None:
    issued = services.create_key(partner, scopes=["postings:write"])
    stored = ApiKey.objects.filter(id=issued.key.id).values().get()
    assert issued.text.startswith(issued.key.prefix + "_")
    assert not [k for k, v in stored.items() if issued.text.rsplit("_", 1)[-1] in str(v)]
    found = services.find_key(issued.text, now=NOW)
    assert found is not None
    assert found.last_used_at is None
    assert ApiKey.objects.get().last_used_at == NOW


def test_last_use_is_written_once_a_minute(
    partner: Partner, django_assert_num_queries: Any
) -> None:
    text = services.create_key(partner, scopes=["postings:read"]).text
    services.find_key(text, now=NOW)
    with django_assert_num_queries(1):
        services.find_key(text, now=NOW + timedelta(seconds=30))
    with django_assert_num_queries(2):
        services.find_key(text, now=NOW + timedelta(seconds=61))


@pytest.mark.parametrize("change", ["last", "prefix", "short", "empty", "nul", "long"])
def test_almost_a_key_is_none(partner: Partner, change: str) -> None:
    text = services.create_key(partner, scopes=["postings:read"]).text
    other = services.create_key(partner, scopes=["postings:read"])
    wrong = {
        "last": text[:-1] + ("A" if text[-1] != "A" else "B"),
        "prefix": other.key.prefix + text[len(other.key.prefix) :],
        "short": text[:-5],
        "empty": "jak_",
        "nul": text[:-1] + "\x00",
        "long": text + "A" * 10_000,
    }[change]
    assert services.find_key(wrong, now=NOW) is None
    assert services.find_key(text, now=NOW) is not None


def test_two_keys_count_while_one_replaces_the_other(partner: Partner) -> None:
    old = services.create_key(partner, scopes=["postings:write"], source_keys=["harbour"])
    new = services.rotate_key(old.key, now=NOW, overlap=timedelta(days=2))
    assert (new.key.scopes, new.key.source_keys) == (["postings:write"], ["harbour"])
    assert new.key.replaces_id == old.key.id
    for text in (old.text, new.text):
        assert services.find_key(text, now=NOW + timedelta(days=1)) is not None
    assert services.find_key(old.text, now=NOW + timedelta(days=2)) is None
    assert services.find_key(new.text, now=NOW + timedelta(days=2)) is not None
    with pytest.raises(AppError, match="key_ended"):
        services.rotate_key(old.key, now=NOW + timedelta(days=3))


def test_replacing_never_lengthens_a_keys_life(partner: Partner) -> None:
    ends_at = NOW + timedelta(hours=1)
    old = services.create_key(partner, scopes=["postings:write"], expires_at=ends_at)
    services.rotate_key(old.key, now=NOW)
    assert ApiKey.objects.get(id=old.key.id).expires_at == ends_at


def test_revoked_and_switched_off(partner: Partner) -> None:
    one, two = (services.create_key(partner, scopes=["postings:read"]) for _ in range(2))
    assert services.revoke_key(one.key, now=NOW)
    assert not services.revoke_key(one.key, now=NOW)
    assert services.find_key(one.text, now=NOW) is None
    assert services.find_key(two.text, now=NOW) is not None
    Partner.objects.update(is_active=False)
    assert services.find_key(two.text, now=NOW) is None


@pytest.mark.parametrize("scopes", [[], ["everything"], ["postings:read", "everything"]])
def test_key_needs_known_scopes(partner: Partner, scopes: list[str]) -> None:
    with pytest.raises(AppError, match="bad_scope"):
        services.create_key(partner, scopes=scopes)


def test_source_has_one_partner_and_a_key_reaches_its_own_only(partner: Partner) -> None:
    other = services.create_partner("Other Board")
    services.give_source(partner, key="second")
    with pytest.raises(AppError, match="source_taken"):
        services.give_source(other, key="harbour")
    make_source("imported")
    with pytest.raises(AppError, match="source_taken"):
        services.give_source(other, key="imported")
    with pytest.raises(AppError, match="bad_source"):
        services.create_key(other, scopes=["postings:write"], source_keys=["harbour"])
    everything = services.create_key(partner, scopes=["postings:write"]).key
    narrow = services.create_key(partner, scopes=["postings:write"], source_keys=["second"]).key
    assert services.get_source_for(everything, "harbour").key == "harbour"
    assert services.get_source_for(narrow, "second").key == "second"
    foreign = services.create_key(other, scopes=["postings:write"]).key
    for key, source in [
        (narrow, "harbour"), (foreign, "harbour"), (everything, "imported"), (everything, "none"),
    ]:  # fmt: skip
        with pytest.raises(NotFound):
            services.get_source_for(key, source)


# --- limits -------------------------------------------------------------------------------------


def test_requests_of_a_minute_are_shared_by_all_keys(partner: Partner) -> None:
    Partner.objects.update(requests_per_minute=3)
    texts = [services.create_key(partner, scopes=["postings:read"]).text for _ in range(2)]
    answers = [ask(texts[n % 2]) for n in range(4)]
    if PartnerUsage.objects.get().requests < 4:
        answers.append(ask(texts[0]))  # the minute has just turned
    limited = answers[-1]
    if limited.status_code == 200:
        pytest.skip("the minute turned in between")
    assert [a.status_code for a in answers[:3]] == [200, 200, 200]
    assert answers[0]["RateLimit-Policy"] == '"minute";q=3;w=60'
    assert answers[0]["RateLimit"].startswith('"minute";r=2;t=')
    assert (limited.status_code, limited.data["code"]) == (429, "too_many_requests")
    assert limited["RateLimit"].startswith('"minute";r=0;t=')
    assert 1 <= int(limited["Retry-After"]) <= 60


def test_requests_count_anew_each_minute(partner: Partner) -> None:
    partner.requests_per_minute = 2
    left = [services.count_request(partner, now=NOW).remaining for _ in range(3)]
    assert left == [1, 0, -1]
    assert services.count_request(partner, now=NOW + timedelta(minutes=1)).remaining == 1


def test_items_of_a_day_are_counted_all_or_none(partner: Partner) -> None:
    partner.items_per_day = 100
    assert services.count_items(partner, 60, now=NOW).remaining == 40
    with pytest.raises(AppError, match="quota_used_up") as refused:
        services.count_items(partner, 41, now=NOW)
    assert refused.value.extra["retry_after"] == 52_180
    assert services.count_items(partner, 40, now=NOW).remaining == 0
    assert services.count_items(partner, 100, now=NOW + timedelta(days=1)).remaining == 0
    fresh = services.create_partner("Fresh", items_per_day=10)
    with pytest.raises(AppError, match="quota_used_up"):
        services.count_items(fresh, 11, now=NOW)


# --- by HTTP ------------------------------------------------------------------------------------


def test_who_gets_in(partner: Partner, alice: Any, api_as: Any) -> None:
    text = services.create_key(partner, scopes=["postings:read"]).text
    assert ask(text).status_code == 200
    assert ask(None).status_code == 401
    assert ask("jak_nonsense").data["code"] == "bad_key"
    refused = ask(text, ManagesWebhooks)
    assert (refused.status_code, refused.data["code"]) == (403, "missing_scope")
    # A person's token is no key, and a key is no person.
    token = api_as(alice)._credentials["HTTP_AUTHORIZATION"].split()[1]
    assert ask(token).status_code == 401
    client = api_as(None)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    assert client.get("/api/v1/me").status_code == 401


# --- the admin ----------------------------------------------------------------------------------


@pytest.fixture
def desk(db: None) -> Client:
    client = Client()
    operator = make_user(is_staff=True, is_superuser=True)
    client.force_login(operator, backend="jobassist.accounts.backends.IdentityBackend")
    return client


def test_operator_makes_replaces_and_revokes_keys(partner: Partner, desk: Client) -> None:
    url = reverse("admin:feeds_apikey_add")
    given = {
        "partner": partner.id,
        "name": "importer",
        "scopes": ["postings:write"],
        "source_keys": "harbour",
    }
    refused = desk.post(url, {**given, "source_keys": "nobody"})
    assert refused.status_code == 200
    assert not ApiKey.objects.exists()
    page = desk.post(url, given)
    key = ApiKey.objects.get()
    assert "no-store" in page["Cache-Control"]
    text = page.content.decode().split("<pre", 1)[1].split(">", 1)[1].split("<", 1)[0]
    found = services.find_key(text, now=NOW)
    assert found is not None
    assert found.id == key.id
    listing = reverse("admin:feeds_apikey_changelist")
    assert text not in desk.get(listing).content.decode()
    assert (
        text not in desk.get(reverse("admin:feeds_apikey_change", args=[key.id])).content.decode()
    )
    page = desk.post(listing, {"action": "rotate", "_selected_action": [key.id]})
    assert page.content.decode().count("<pre") == 1
    assert ApiKey.objects.count() == 2
    desk.post(listing, {"action": "revoke", "_selected_action": [key.id]})
    assert services.find_key(text, now=NOW) is None


def test_operator_makes_a_partner_with_a_source(desk: Client) -> None:
    make_source("imported")
    url = reverse("admin:feeds_partner_add")
    formset = {
        f"{name}-{part}": "0"
        for name in ("sources", "keys")
        for part in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
    }
    given = {"name": "Board", "is_active": "on", "items_per_day": 5, "requests_per_minute": 5}
    for bad in ("Not A Slug", "imported"):
        assert desk.post(url, {**formset, **given, "new_source": bad}).status_code == 200
        assert not Partner.objects.exists()
    answer = desk.post(url, {**formset, **given, "new_source": "board-jobs"})
    assert answer.status_code == 302
    board = Partner.objects.get()
    assert services.list_source_keys(board) == ["board-jobs"]


def test_key_list_pins_its_queries(
    partner: Partner, desk: Client, django_assert_max_num_queries: Any
) -> None:
    for _n in range(5):
        services.create_key(partner, scopes=["postings:read"])
    with django_assert_max_num_queries(12):
        desk.get(reverse("admin:feeds_apikey_changelist"))
