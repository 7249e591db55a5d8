"""`/readyz` names the part that is missing."""

import pytest
from django.test import Client
from structlog.testing import capture_logs

from jobassist import health


def test_alive_needs_no_database(client: Client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "alive"}


@pytest.mark.django_db(transaction=True)
async def test_ready_when_all_parts_are(async_client):
    answer = await async_client.get("/readyz")
    assert answer.json() == {
        "status": "ready",
        "parts": {"database": "ok", "migrations": "ok", "embedder": "ok", "layer": "ok"},
    }
    assert answer.status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("part", "code", "said", "level"),
    [("layer", 200, "degraded", "warning"), ("embedder", 503, "not_ready", "error")],
)
async def test_a_part_that_fails_is_named_and_is_an_error_only_where_it_is_needed(
    async_client, monkeypatch, part, code, said, level
):
    async def fail() -> bool:
        raise ConnectionError("gone")

    monkeypatch.setitem(health.CHECKS, part, fail)
    with capture_logs() as logs:
        answer = await async_client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (code, said)
    assert answer.json()["parts"][part] == "failed"
    (told,) = [each for each in logs if each["event"] == "part_not_ready"]
    assert (told["part"], told["log_level"]) == (part, level)
