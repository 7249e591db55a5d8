"""HTTP as the server runs it: one hop to a thread, whose connection is given back."""

import asyncio
import json
import threading
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import override_settings
from django.urls import path

from jobassist.db import run_in_db
from jobassist.handler import OneHopHandler

pytestmark = pytest.mark.django_db(transaction=True)


def ask(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return JsonResponse(
            {"pid": cursor.fetchone()[0], "thread": threading.current_thread().name}
        )


async def ask_async(request: HttpRequest) -> HttpResponse:
    await asyncio.sleep(0)
    return JsonResponse({"thread": threading.current_thread().name})


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("boom")


urlpatterns = [path("ask", ask), path("ask-async", ask_async), path("fail", fail)]


async def get(handler: OneHopHandler, url: str) -> tuple[int, Any]:
    scope = {
        "type": "http",
        "method": "GET",
        "path": url,
        "headers": [(b"host", b"127.0.0.1")],
        "query_string": b"",
    }
    client = ApplicationCommunicator(handler, scope)
    await client.send_input({"type": "http.request", "body": b""})
    start = await client.receive_output(timeout=10)
    body = await client.receive_output(timeout=10)
    await client.wait(timeout=10)
    text = body["body"]
    return start["status"], json.loads(text) if text.startswith(b"{") else text


@override_settings(ROOT_URLCONF=__name__)
async def test_views_of_both_kinds_answer_and_share_few_threads():
    handler = OneHopHandler()
    answers = await asyncio.gather(*(get(handler, "/ask") for _ in range(40)))
    assert {status for status, _body in answers} == {200}
    threads = {body["thread"] for _status, body in answers}
    assert all(name.startswith("http") for name in threads)
    assert len(threads) <= 8
    assert (await get(handler, "/ask-async"))[0] == 200


@override_settings(ROOT_URLCONF=__name__)
async def test_a_connection_that_was_ended_costs_no_request():
    handler = OneHopHandler()
    _status, first = await get(handler, "/ask")

    def end() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [first["pid"]])

    await run_in_db(end)
    status, second = await get(handler, "/ask")
    assert status == 200
    assert second["pid"] != first["pid"]


@override_settings(ROOT_URLCONF=__name__, DEBUG=False)
async def test_a_view_that_fails_is_a_500_and_gives_its_connection_back():
    handler = OneHopHandler()
    for _ in range(30):
        assert (await get(handler, "/fail"))[0] == 500
    assert (await get(handler, "/ask"))[0] == 200
