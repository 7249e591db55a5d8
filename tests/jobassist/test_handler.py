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


began = threading.Event()
may_read = threading.Event()
texts_read: list[bytes] = []


def read_late(request: HttpRequest) -> HttpResponse:
    began.set()
    may_read.wait(10)
    texts_read.append(request.read())
    return HttpResponse()


urlpatterns = [
    path("ask", ask),
    path("ask-async", ask_async),
    path("fail", fail),
    path("read-late", read_late),
]


def call(handler: OneHopHandler, url: str) -> ApplicationCommunicator:
    scope = {
        "type": "http",
        "method": "GET",
        "path": url,
        "headers": [(b"host", b"127.0.0.1")],
        "query_string": b"",
    }
    return ApplicationCommunicator(handler, scope)


async def get(handler: OneHopHandler, url: str) -> tuple[int, Any]:
    client = call(handler, url)
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


@override_settings(ROOT_URLCONF=__name__, DEBUG=False)
async def test_a_body_stays_open_for_a_view_that_reads_it_after_its_client_has_gone():
    began.clear()
    may_read.clear()
    texts_read.clear()
    client = call(OneHopHandler(), "/read-late")
    await client.send_input({"type": "http.request", "body": b"an order"})
    assert await asyncio.to_thread(began.wait, 10)
    await client.send_input({"type": "http.disconnect"})
    await asyncio.sleep(0.05)
    may_read.set()
    await client.wait(timeout=10)
    assert texts_read == [b"an order"]


@override_settings(ROOT_URLCONF=__name__, DEBUG=False, DB_POOL_SIZE=2, DB_THREADS=0)
async def test_a_request_whose_client_has_gone_before_its_turn_is_not_served():
    began.clear()
    may_read.clear()
    texts_read.clear()
    handler = OneHopHandler()
    served = [call(handler, "/read-late") for _ in range(2)]
    for each in served:
        await each.send_input({"type": "http.request", "body": b"first"})
    assert await asyncio.to_thread(began.wait, 10)
    await asyncio.sleep(0.1)
    waiting = call(handler, "/read-late")
    await waiting.send_input({"type": "http.request", "body": b"second"})
    await asyncio.sleep(0.1)
    await waiting.send_input({"type": "http.disconnect"})
    await waiting.wait(timeout=10)
    may_read.set()
    for each in served:
        assert (await each.receive_output(timeout=10))["status"] == 200
        await each.receive_output(timeout=10)
        await each.wait(timeout=10)
    assert texts_read == [b"first", b"first"]
