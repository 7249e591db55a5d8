"""What a process knows of the servers, and how soon."""

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from jobassist.ai.chat_model import is_model_configured
from jobassist.ai.openai_speech import OpenAIRecogniser
from jobassist.ai.speech import get_recogniser, is_speech_configured
from jobassist.db import run_in_db
from jobassist.providers import services, snapshot
from jobassist.providers.models import ProviderPause
from jobassist.providers.snapshot import Providers, providers
from tests.factories import make_provider

pytestmark = pytest.mark.django_db(transaction=True)


async def test_without_rows_the_environment_is_the_one_server(settings):
    known = Providers()
    await known.read()
    assert known.list_specs() == ()
    settings.OPENAI_BASE_URL, settings.OPENAI_MODEL = "http://127.0.0.1:9/v1", "local"
    (spec,) = known.list_specs()
    assert (spec.slug, spec.label, spec.large_model) == ("environment", "127.0.0.1", "local")


async def test_with_rows_the_environment_is_not_asked_even_where_all_are_off(settings):
    settings.OPENAI_BASE_URL = "http://127.0.0.1:9/v1"
    assert is_model_configured()
    await run_in_db(make_provider, is_enabled=False)
    known = Providers()
    await known.read()
    assert known.list_specs() == ()


async def test_a_change_is_known_within_five_seconds(monkeypatch):
    assert snapshot.READ_SECONDS < 5
    assert snapshot.OLDEST_SECONDS < 5
    monkeypatch.setattr(snapshot, "READ_SECONDS", 0.05)
    known = Providers()
    await known.start()
    try:
        provider = await run_in_db(make_provider)
        await asyncio.sleep(0.3)
        assert [each.slug for each in known.list_specs()] == ["north"]
        await run_in_db(services.switch_provider, provider, is_enabled=False)
        await asyncio.sleep(0.3)
        assert known.list_specs() == ()
    finally:
        await known.stop()


async def test_elsewhere_than_in_the_web_process_it_is_read_when_asked_for():
    known = Providers()
    await run_in_db(make_provider)
    await known.read_if_old()
    assert len(known.list_specs()) == 1
    await run_in_db(make_provider, "south")
    await known.read_if_old()
    assert len(known.list_specs()) == 1
    assert known._read_at is not None
    known._read_at -= snapshot.OLDEST_SECONDS
    await known.read_if_old()
    assert len(known.list_specs()) == 2


async def test_what_is_known_stays_while_the_database_is_away(monkeypatch):
    known = Providers()
    await run_in_db(make_provider)
    await known.read()

    def lose(*, now):
        raise OSError("gone")

    monkeypatch.setattr(snapshot, "read_rows", lose)
    await known.read()
    assert len(known.list_specs()) == 1


async def test_a_server_whose_key_is_not_there_is_left_out(settings, tmp_path):
    settings.MODEL_KEYS_DIR = str(tmp_path)
    await run_in_db(make_provider, key_reference="file:north_api_key")
    known = Providers()
    await known.read()
    assert known.list_specs() == ()
    (tmp_path / "north_api_key").write_text("sk-north")
    await known.read()
    (spec,) = known.list_specs()
    assert spec.api_key == "sk-north"
    assert "sk-north" not in repr(spec)


async def test_what_one_process_was_asked_for_the_others_keep_too():
    await run_in_db(make_provider)
    now = timezone.now()
    await run_in_db(
        services.record_pause, "north", until=now + timedelta(seconds=20), reason="busy", now=now
    )
    # A shorter one that comes late does not end it.
    await run_in_db(
        services.record_pause, "north", until=now + timedelta(seconds=2), reason="busy", now=now
    )
    another = Providers()
    await another.read()
    (spec,) = another.list_specs()
    assert 18 < another.seconds_until_free(spec) <= 20
    await ProviderPause.objects.all().adelete()
    await another.read()
    assert another.seconds_until_free(spec) == 0


def test_reading_costs_two_queries_however_many_servers(django_assert_num_queries):
    for n in range(5):
        make_provider(f"north-{n}")
    with django_assert_num_queries(2):
        snapshot.read_rows(now=timezone.now())


async def test_speech_goes_to_a_server_that_writes_it_down(settings):
    assert not is_speech_configured()
    await run_in_db(make_provider)
    await run_in_db(
        make_provider, "south", transcription_model="ears-1", base_url="http://127.0.0.1:9/south"
    )
    await providers.read()
    assert is_speech_configured()
    recogniser = get_recogniser()
    assert isinstance(recogniser, OpenAIRecogniser)
    assert (str(recogniser._client.base_url), recogniser._model_name) == (
        "http://127.0.0.1:9/south/",
        "ears-1",
    )


async def test_every_process_asks_again_what_an_operator_lets_be_asked_again():
    provider = await run_in_db(make_provider)
    known = Providers()
    await known.read()
    (spec,) = known.list_specs()
    breaker = known.breaker_of(spec)
    breaker.shut(60)
    breaker.leave_alone(600)
    await known.read()
    assert known.seconds_until_free(spec) > 500
    await run_in_db(services.let_be_asked_again, provider, now=timezone.now())
    await known.read()
    assert known.seconds_until_free(spec) == 0
    assert breaker.state == "closed"
    # Once: what it fails after that counts again.
    breaker.shut(60)
    await known.read()
    assert known.seconds_until_free(spec) > 50
