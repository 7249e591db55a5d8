"""`/readyz` names the part that is missing."""

import pytest
from django.test import Client


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
