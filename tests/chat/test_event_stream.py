"""The way round a blocked socket: a stream of the same frames, orders by POST."""

import asyncio
import json
import signal
import threading
import time
import urllib.request
import uuid
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat import event_stream
from chat import hub as hub_module
from chat import runner as runner_module
from chat.event_stream import EventStream, parse_cursor
from chat.hub import hub
from chat.models import ClientFrame
from eventlog import bell
from eventlog.models import Conversation, Event
from eventlog.services import (
    NewEvent,
    append_events,
    create_conversation,
    delete_conversation,
    get_me_stream,
)
from jobassist.accounts.models import User
from jobassist.accounts.services import end_all_sign_ins, open_sign_in
from jobassist.asgi import application
from jobassist.db import run_in_db
from jobassist.management.commands.serve import GRACE_SECONDS
from tests.chat.published import check_frame
from tests.chat.talking import WAIT, Device, settle
from tests.faults.processes import Cluster
from tests.web_process import EchoEngine

pytestmark = pytest.mark.django_db(transaction=True)
Headers = list[tuple[bytes, bytes]]


@pytest.fixture(autouse=True)
async def quiet_end(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    engine = EchoEngine()
    monkeypatch.setattr(runner_module, "choose_engine", lambda context: engine)
    yield
    await settle()
    hub.is_stopping = False
    assert not [each for each in hub.sockets if isinstance(each, EventStream)]


async def sign_in(user: User) -> str:
    """Return a fresh access token."""
    return (await run_in_db(open_sign_in, user)).access


def scope_of(
    method: str, path: str, *, query: str = "", headers: Headers, extensions: Any = None
) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"127.0.0.1:8000"), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
        "extensions": extensions or {},
    }


class Stream:
    """A device that reads one stream, as a browser would."""

    def __init__(self, access: str, conversation_id: str, *, query: str = "", last: str = ""):
        headers: Headers = [(b"accept", b"text/event-stream")]
        if access:
            headers.append((b"authorization", f"Bearer {access}".encode()))
        if last:
            headers.append((b"last-event-id", last.encode()))
        self.dropped = asyncio.Event()
        self.scope = scope_of(
            "GET",
            f"/api/v1/conversations/{conversation_id}/events",
            query=query,
            headers=headers,
            extensions={"jobassist.abort": {"call": self.hang_up}},
        )
        self.status = 0
        self.headers: dict[str, str] = {}
        self.text = ""
        self.frames: list[dict[str, Any]] = []
        self.ids: list[str] = []
        self.retry = 0
        self.is_over = False
        self.reads = asyncio.Event()
        self.reads.set()
        self._parts: asyncio.Queue[str | None] = asyncio.Queue()
        self._incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._incoming.put_nowait({"type": "http.request", "body": b"", "more_body": False})

    async def open(self) -> "Stream":
        self._task = asyncio.create_task(
            application(self.scope, cast(Any, self._incoming.get), cast(Any, self._send))
        )
        async with asyncio.timeout(WAIT):
            while not self.status:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        return self

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {key.decode(): value.decode() for key, value in message["headers"]}
            return
        await self.reads.wait()
        self._parts.put_nowait(message.get("body", b"").decode())
        if not message.get("more_body"):
            self._parts.put_nowait(None)

    async def read(self) -> dict[str, Any]:
        """Return the next frame; AssertionError where the stream ended before."""
        async with asyncio.timeout(WAIT):
            while True:
                while "\n\n" not in self.text:
                    part = await self._parts.get()
                    if part is None:
                        self.is_over = True
                    assert part is not None, "the stream is over"
                    self.text += part
                block, self.text = self.text.split("\n\n", 1)
                fields = dict(line.split(": ", 1) for line in block.split("\n") if line[0] != ":")
                if "retry" in fields:
                    self.retry = int(fields["retry"])
                if "data" in fields:
                    frame = json.loads(fields["data"])
                    check_frame(frame)
                    self.frames.append(frame)
                    if "id" in fields:
                        self.ids.append(fields["id"])
                    return dict(frame)

    async def until(self, kind: str) -> dict[str, Any]:
        """Read frames until one of a kind comes."""
        while True:
            frame = await self.read()
            if frame["type"] == kind:
                return frame

    async def until_over(self) -> None:
        """Read to the end of the stream."""
        while not self.is_over:
            try:
                await self.read()
            except AssertionError:
                assert self.is_over

    async def body(self) -> dict[str, Any]:
        """Return the JSON of an answer that is no stream."""
        found = ""
        while (part := await asyncio.wait_for(self._parts.get(), WAIT)) is not None:
            found += part
        return dict(json.loads(found))

    def hang_up(self) -> None:
        self.dropped.set()
        self._incoming.put_nowait({"type": "http.disconnect"})
        self.reads.set()

    async def close(self) -> None:
        """Hang up and wait until the server has noticed."""
        self.hang_up()
        await asyncio.wait_for(self._task, WAIT)

    def logged(self) -> list[dict[str, Any]]:
        return [frame for frame in self.frames if "seq" in frame]


async def post(
    access: str,
    conversation_id: str,
    body: Any,
    *,
    query: str = "",
    content_type: str = "application/json",
) -> tuple[int, dict[str, str], Any]:
    """Return status, headers and JSON of the answer to a POST."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent: list[dict[str, Any]] = []
    incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    incoming.put_nowait({"type": "http.request", "body": raw, "more_body": False})
    headers: Headers = [
        (b"content-type", content_type.encode()),
        (b"content-length", str(len(raw)).encode()),
    ]
    if access:
        headers.append((b"authorization", f"Bearer {access}".encode()))

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    path = f"/api/v1/conversations/{conversation_id}/events"
    await application(
        scope_of("POST", path, query=query, headers=headers),
        cast(Any, incoming.get),
        cast(Any, send),
    )
    given = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
    return sent[0]["status"], given, json.loads(b"".join(m.get("body", b"") for m in sent[1:]))


def order(kind: str, data: dict[str, Any], **envelope: Any) -> dict[str, Any]:
    return {"v": 1, "type": kind, "id": str(uuid.uuid4()), "data": data, **envelope}


async def send(access: str, conversation_id: str, body: Any, **how: Any) -> list[dict[str, Any]]:
    """Return the frames that answer a POST."""
    status, _headers, answer = await post(access, conversation_id, body, **how)
    assert status == 200, answer
    for frame in answer["frames"]:
        check_frame(frame)
    return list(answer["frames"])


async def open_chat(user: User) -> tuple[str, Conversation]:
    """Return an access token and an empty chat."""
    chat = await run_in_db(create_conversation, user)
    return await sign_in(user), chat


def say_item(text: str) -> NewEvent:
    item_id = uuid.uuid4()
    data = {"item_id": str(item_id), "role": "assistant", "kind": "text", "text": text}
    return NewEvent("item.done", data, None, item_id)


# --- the stream -----------------------------------------------------------------------------------


async def test_stream_without_a_cursor_begins_with_the_whole_state(alice):
    access, chat = await open_chat(alice)
    await run_in_db(append_events, chat.id, [say_item("one"), say_item("two")])
    stream = await Stream(access, str(chat.id)).open()
    assert (stream.status, stream.headers["Content-Type"]) == (200, "text/event-stream")
    assert "no-store" in stream.headers["Cache-Control"]
    assert stream.headers["X-Accel-Buffering"] == "no"
    resync = await stream.read()
    assert 1_000 <= stream.retry <= 4_000
    assert (resync["type"], resync["data"]["head_seq"]) == ("resync", 2)
    assert [f["data"]["text"] for f in resync["data"]["items"]] == ["one", "two"]
    assert stream.ids == [f"{chat.epoch}-2"]
    await run_in_db(append_events, chat.id, [say_item("three")])
    assert (await stream.read())["data"]["text"] == "three"
    assert stream.ids == [f"{chat.epoch}-2", f"{chat.epoch}-3"]
    await stream.close()


@pytest.mark.parametrize("is_header", [True, False])
async def test_cursor_brings_exactly_what_was_missed(alice, is_header):
    access, chat = await open_chat(alice)
    await run_in_db(append_events, chat.id, [say_item(str(n)) for n in range(1, 251)])
    cursor = f"{chat.epoch}-40"
    how = {"last": cursor, "query": "after=nonsense"} if is_header else {"query": f"after={cursor}"}
    stream = await Stream(access, str(chat.id), **how).open()
    for seq in range(41, 251):
        frame = await stream.read()
        assert (frame["seq"], frame["data"]["text"]) == (seq, str(seq))
    assert stream.ids == [f"{chat.epoch}-{seq}" for seq in range(41, 251)]
    await stream.close()


@pytest.mark.parametrize(
    "wrong", ["other-1", "{epoch}-3", "{epoch}", "{epoch}-", "-1", "x", "{epoch}--1"]
)
async def test_bad_cursor_gets_resync_never_a_silent_tail(alice, wrong):
    access, chat = await open_chat(alice)
    await run_in_db(append_events, chat.id, [say_item("one"), say_item("two")])
    last = wrong.format(epoch=chat.epoch)
    stream = await Stream(access, str(chat.id), last=last).open()
    assert (await stream.read())["type"] == "resync"
    assert stream.ids == [f"{chat.epoch}-2"]
    await stream.close()


def test_cursor_is_an_epoch_and_a_number():
    found = parse_cursor("a-b-7")
    assert found is not None
    assert (found.epoch, found.after_seq) == ("a-b", 7)
    for wrong in ("", "7", "e7", "e-x", "e-٣", "e-" + "9" * 30, "e" * 60 + "-1"):
        assert parse_cursor(wrong) is None, wrong


async def test_socket_and_stream_see_the_same_in_the_same_order(alice):
    device = await Device().greeted(alice)
    access = await sign_in(alice)
    stream = await Stream(access, device.conversation_id).open()
    await stream.until("resync")
    start = device.logged()[-1]
    for text in ("hello", "stream 5 0.01", "again"):
        await send(access, device.conversation_id, order("message.send", {"text": text}))
        await stream.until("turn.finished")
        await device.until("turn.finished")
    seen = [f for f in device.frames if f.get("seq", 0) > start]
    assert stream.logged() == seen
    assert [f["seq"] for f in seen] == list(range(start + 1, start + 1 + len(seen)))
    streamed = "".join(f["data"]["text"] for f in stream.frames if f["type"] == "item.delta")
    assert streamed == "w0 w1 w2 w3 w4 "
    assert not {f["type"] for f in stream.frames if "seq" in f} & {"item.added", "item.delta"}
    await stream.close()
    await device.close()


async def test_stream_in_mid_answer_begins_with_the_text_so_far(alice):
    access, chat = await open_chat(alice)
    await send(access, str(chat.id), order("message.send", {"text": "stream 40 0.05"}))
    await asyncio.sleep(0.6)
    stream = await Stream(access, str(chat.id)).open()
    written = ""
    while (frame := await stream.read())["type"] != "item.done":
        if frame["type"] == "item.delta":
            offset = frame["data"]["offset"]
            assert offset <= len(written), "text is missing"
            written = written[:offset] + frame["data"]["text"]
    assert written == frame["data"]["text"] == "".join(f"w{n} " for n in range(40))
    await stream.close()


async def test_own_stream_tells_of_chats_opened_and_deleted(alice):
    access, chat = await open_chat(alice)
    me = await run_in_db(get_me_stream, alice)
    stream = await Stream(access, "me", last=f"{me.epoch}-0").open()
    assert (await stream.read())["data"]["conversation_id"] == str(chat.id)
    frames = await send(access, "me", order("conversation.open", {}))
    assert [f["type"] for f in frames] == ["ack", "conversation.opened", "resync"]
    assert (await stream.until("conversation.opened"))["conversation_id"] == "me"
    await run_in_db(delete_conversation, alice, chat)
    await stream.until("conversation.deleted")
    await stream.close()


async def test_slow_reader_gets_everything_and_little_waits_for_it(alice):
    access, chat = await open_chat(alice)
    stream = await Stream(access, str(chat.id), last=f"{chat.epoch}-0").open()
    await asyncio.sleep(0.2)
    (carried,) = [each for each in hub.sockets if isinstance(each, EventStream)]
    stream.reads.clear()
    text = "x" * 2_000
    for _ in range(40):
        await run_in_db(append_events, chat.id, [say_item(text) for _ in range(10)])
    await asyncio.sleep(0.3)
    assert carried._waiting_bytes < 64 * 1024 + 2 * 128 * 1024 < 400 * 2_000
    stream.reads.set()
    for seq in range(1, 401):
        assert (await stream.read())["seq"] == seq
    await stream.close()


async def test_signs_of_life_leave_the_bound_of_a_line_where_it_was(alice, monkeypatch):
    monkeypatch.setattr(event_stream, "BEAT_SECONDS", 0.05)
    access, chat = await open_chat(alice)
    stream = await Stream(access, str(chat.id)).open()
    await stream.until("resync")
    (carried,) = [each for each in hub.sockets if isinstance(each, EventStream)]
    await asyncio.sleep(0.5)
    assert 0 <= carried._waiting_bytes < 20
    await stream.close()


async def test_reader_that_reads_nothing_is_dropped(alice, monkeypatch):
    monkeypatch.setattr(hub_module, "SEND_SECONDS", 0.5)
    monkeypatch.setattr(hub_module, "TICK_SECONDS", 0.1)
    access, chat = await open_chat(alice)
    stream = await Stream(access, str(chat.id)).open()
    await stream.until("resync")
    stream.reads.clear()
    await run_in_db(append_events, chat.id, [say_item("one")])
    await asyncio.wait_for(stream.dropped.wait(), 5)
    await asyncio.wait_for(stream._task, 5)


async def test_hanging_up_leaves_nothing_behind(alice):
    access, chat = await open_chat(alice)
    for stalls in (False, True):
        streams = [await Stream(access, str(chat.id)).open() for _ in range(5)]
        for stream in streams:
            await stream.until("resync")
            if stalls:
                stream.reads.clear()
        await run_in_db(append_events, chat.id, [say_item("one")])
        await asyncio.sleep(0.1)
        assert alice.id in hub.people
        for stream in streams:
            await stream.close()
    assert alice.id not in bell.registry._of
    assert not hub.sockets


async def test_open_streams_hold_no_thread_and_no_database_connection(alice, settings):
    settings.SOCKETS_PER_PERSON = 100
    access, chat = await open_chat(alice)
    threads = threading.active_count()
    streams = [await Stream(access, str(chat.id)).open() for _ in range(30)]
    for stream in streams:
        await stream.until("resync")

    def count_idle_owners() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            )
            return int(cursor.fetchone()[0])

    # Each kept one would be one of the pool's twenty, and the rest would have waited in vain.
    assert await run_in_db(count_idle_owners) <= 20
    assert threading.active_count() < threads + 25
    for stream in streams:
        await stream.close()


async def test_dead_line_is_found_by_signs_of_life(alice, monkeypatch):
    monkeypatch.setattr(event_stream, "BEAT_SECONDS", 0.1)
    access, chat = await open_chat(alice)
    stream = await Stream(access, str(chat.id)).open()
    await stream.until("resync")
    async with asyncio.timeout(WAIT):
        while stream.text.count(": still here\n\n") < 3:
            stream.text += await stream._parts.get() or ""

    # What was appended where no ring comes from is found by them as well.
    def append_silently() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE eventlog_conversation SET head_seq = 1 WHERE id = %s", [chat.id])
        Event.objects.create(
            conversation=chat,
            seq=1,
            type="item.done",
            data={**say_item("one").data},
            at=chat.created_at,
        )

    await run_in_db(append_silently)
    assert (await stream.until("item.done"))["seq"] == 1
    await stream.close()


# --- who may --------------------------------------------------------------------------------------


async def test_foreign_and_unknown_chats_are_not_found(alice, bob):
    access, _own = await open_chat(bob)
    hers = await run_in_db(create_conversation, alice)
    for wrong in (str(hers.id), str(uuid.uuid4()), "nonsense"):
        stream = await Stream(access, wrong).open()
        assert (stream.status, stream.headers["Content-Type"]) == (404, "application/problem+json")
        assert (await stream.body())["code"] == "conversation_not_found"
        status, _headers, problem = await post(access, wrong, order("memory.list", {}))
        assert (status, problem["code"]) == (404, "conversation_not_found")


async def test_nobody_comes_in_without_a_token(alice):
    _access, chat = await open_chat(alice)
    for token in ("", "nonsense"):
        stream = await Stream(token, str(chat.id)).open()
        assert stream.status == 401
        assert "code" in await stream.body()
        status, _headers, _problem = await post(token, str(chat.id), order("ping", {}))
        assert status == 401


@pytest.mark.parametrize("way", ["signed out", "banned"])
async def test_stream_ends_soon_after_its_session(alice, way):
    access, chat = await open_chat(alice)
    stream = await Stream(access, str(chat.id), query="locale=zh-CN").open()
    await stream.until("resync")

    def ban() -> None:
        User.objects.filter(id=alice.id).update(is_active=False)
        bell.tell_session_ended(alice.id)

    start = time.monotonic()
    await (run_in_db(end_all_sign_ins, alice) if way == "signed out" else run_in_db(ban))
    error = await stream.until("error")
    await stream.until_over()
    assert time.monotonic() - start < 2
    assert error["data"]["code"] == "session_ended"
    assert "登录" in error["data"]["message"]
    again = await Stream(access, str(chat.id)).open()
    assert again.status == 401
    status, _headers, _problem = await post(access, str(chat.id), order("ping", {}))
    assert status == 401


async def test_lost_ring_of_a_sign_out_is_made_up_for(alice, monkeypatch):
    monkeypatch.setattr(event_stream, "BEAT_SECONDS", 0.2)
    access, chat = await open_chat(alice)
    stream = await Stream(access, str(chat.id)).open()
    await stream.until("resync")
    await run_in_db(User.objects.filter(id=alice.id).update, is_active=False)
    assert (await stream.until("error"))["data"]["code"] == "session_ended"
    await stream.until_over()


async def test_stream_ends_with_its_chat(alice):
    access, chat = await open_chat(alice)
    stream = await Stream(access, str(chat.id)).open()
    await stream.until("resync")
    await run_in_db(delete_conversation, alice, chat)
    assert (await stream.until("error"))["data"]["code"] == "conversation_not_found"
    await stream.until_over()


async def test_oldest_stream_ends_where_there_are_too_many(alice, settings):
    settings.SOCKETS_PER_PERSON = 2
    device = await Device().greeted(alice)
    access = await sign_in(alice)
    first, second, third = [Stream(access, device.conversation_id) for _ in range(3)]
    await first.open()
    await first.until("resync")
    # A socket counts as well, and it was there first.
    await second.open()
    await second.until("resync")
    assert (await device.socket.receive_output(timeout=5))["code"] == 4409
    await third.open()
    assert (await first.until("error"))["data"]["code"] == "rate_limited"
    assert first.retry == 30_000
    await first.until_over()
    for stream in (second, third):
        await stream.close()
    await device.close()


async def test_process_carries_so_many_streams_and_no_more(alice, monkeypatch):
    monkeypatch.setattr(event_stream, "MOST_STREAMS", 1)
    access, chat = await open_chat(alice)
    stream = await Stream(access, str(chat.id)).open()
    await stream.until("resync")
    refused = await Stream(access, str(chat.id)).open()
    assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
    await stream.close()


# --- what a device can show -----------------------------------------------------------------------


async def test_frames_are_cut_to_what_the_device_shows(alice):
    device = await Device().greeted(alice)
    access = await sign_in(alice)
    card = {
        "kind": "job_card",
        "version": 1,
        "fallback_text": "A nurse in Leeds",
        "title": "Nurse",
        "actions": [],
        "data": {"job_id": "1", "title": "Nurse"},
    }
    item_id = uuid.uuid4()
    data = {"item_id": str(item_id), "role": "assistant", "kind": "card", "card": card}
    chips = [
        {"id": str(n), "label": f"chip number {n}", "postback": {"do": "greet"}} for n in range(4)
    ]
    small = await Stream(access, device.conversation_id, query="cards=&chips=2&label=6").open()
    other = await Stream(
        access, device.conversation_id, query="cards=urn:jobchat:cards:1:scene_menu,x&cards=y"
    ).open()
    for stream in (small, other):
        await stream.until("resync")
    await run_in_db(
        append_events,
        uuid.UUID(device.conversation_id),
        [
            NewEvent("item.done", data, None, item_id),
            NewEvent("suggestions.set", {"chips": chips}),
        ],
    )
    for stream in (small, other):
        shown = (await stream.until("item.done"))["data"]
        assert (shown["kind"], shown["text"]) == ("text", "A nurse in Leeds")
    cut = (await small.until("suggestions.set"))["data"]["chips"]
    assert [len(each["label"]) <= 6 for each in cut] == [True, True]
    assert len((await other.until("suggestions.set"))["data"]["chips"]) == 4
    for stream in (small, other):
        await stream.close()
    status, _headers, problem = await post(
        access, device.conversation_id, order("ping", {}), query="chips=0"
    )
    assert (status, problem["errors"][0]["pointer"]) == (400, "/chips")
    await device.close()


async def test_language_of_the_device_is_kept_and_spoken(alice):
    access, chat = await open_chat(alice)
    stream = await Stream(access, str(chat.id), query="locale=zh-CN").open()
    await stream.until("resync")
    await stream.close()
    await alice.arefresh_from_db()
    assert alice.locale == "zh-CN"
    empty = order("message.send", {"text": " "})
    (ack,) = await send(access, str(chat.id), empty, query="locale=zh-CN")
    assert any("\u4e00" <= each <= "\u9fff" for each in ack["data"]["message"])
    (ack,) = await send(access, str(chat.id), empty, query="locale=en-GB")
    assert ack["data"]["message"].isascii()


# --- orders by POST -------------------------------------------------------------------------------


async def test_order_has_one_effect_whichever_way_it_comes(alice):
    device = await Device().greeted(alice)
    access = await sign_in(alice)
    for first_by_socket in (True, False):
        frame = order("message.send", {"text": "hello"})
        named = {**frame, "conversation_id": device.conversation_id}
        acks = []
        for by_socket in (first_by_socket, not first_by_socket):
            if by_socket:
                acks.append(await device.order("message.send", frame["data"], id=frame["id"]))
            else:
                acks.append((await send(access, device.conversation_id, frame))[0]["data"])
                acks.append((await send(access, device.conversation_id, named))[0]["data"])
        assert [each["status"] for each in acks] == ["accepted", "duplicate", "duplicate"]
        assert len({each["seq"] for each in acks}) == 1
        other = {**frame, "data": {"text": "something else"}}
        (ack,) = await send(access, device.conversation_id, other)
        assert (ack["data"]["status"], ack["data"]["code"]) == ("rejected", "id_reused")
        assert await ClientFrame.objects.filter(frame_id=frame["id"]).acount() == 1
        await settle()
    await device.close()


async def test_order_without_a_conversation_is_the_same_by_both_ways(alice):
    device = await Device().greeted(alice)
    access = await sign_in(alice)
    frame = order("conversation.open", {})
    first = await device.order("conversation.open", {}, id=frame["id"], conversation_id=None)
    (again, *_rest) = await send(access, device.conversation_id, frame)
    assert (again["data"]["status"], again["data"]["conversation_id"]) == (
        "duplicate",
        first["conversation_id"],
    )
    await device.until("turn.finished")
    await device.close()


async def test_answers_are_those_of_a_socket(alice):
    access, chat = await open_chat(alice)
    await run_in_db(append_events, chat.id, [say_item("one")])
    here = str(chat.id)
    (pong,) = await send(access, here, order("ping", {}, id="p1"))
    assert (pong["type"], pong["data"]["ref"]) == ("pong", "p1")
    (page,) = await send(access, here, order("history.get", {}))
    assert [f["seq"] for f in page["data"]["events"]] == [1]
    (facts,) = await send(access, "me", order("memory.list", {}))
    assert facts["type"] == "memory.page"
    (read,) = await send(access, here, order("read.mark", {"seq": 1}))
    assert read["data"]["status"] == "accepted"
    assert await send(access, here, order("typing", {})) == []
    (audio,) = await send(access, here, order("audio.start", {}))
    assert (audio["data"]["status"], audio["data"]["code"]) == ("rejected", "not_available")


async def test_wrong_frames_are_answered_by_frames(alice):
    access, chat = await open_chat(alice)
    other = await run_in_db(create_conversation, alice)
    cases: list[tuple[str, Any, str, str]] = [
        (str(chat.id), b"", "malformed", ""),
        (str(chat.id), b"{", "malformed", ""),
        (str(chat.id), [], "malformed", ""),
        (str(chat.id), order("hello", {"ticket": "x"}), "unknown_type", "/type"),
        (str(chat.id), order("nonsense", {}), "unknown_type", "/type"),
        (str(chat.id), order("message.send", {"text": 7}), "malformed", "/data/text"),
        (
            str(chat.id),
            order("message.send", {"text": "hi"}, conversation_id=str(other.id)),
            "malformed",
            "/conversation_id",
        ),
        ("me", order("message.send", {"text": "hi"}), "malformed", "/conversation_id"),
    ]
    for where, body, code, pointer in cases:
        (error,) = await send(access, where, body)
        assert error["type"] == "error", body
        assert (error["data"]["code"], error["data"]["pointer"]) == (code, pointer), body
    assert not await Event.objects.filter(conversation__in=[chat, other]).aexists()


async def test_wrong_requests_are_answered_as_everywhere(alice):
    access, chat = await open_chat(alice)
    here = str(chat.id)
    large = json.dumps(order("message.send", {"text": "x" * 300_000})).encode()
    status, _headers, problem = await post(access, here, large)
    assert (status, problem["code"]) == (413, "too_large")
    status, _headers, problem = await post(access, here, b"\xff\xfe")
    assert (status, problem["code"]) == (400, "malformed")
    status, _headers, _problem = await post(access, here, b"x=1", content_type="text/plain")
    assert status == 415
    stream = Stream(access, here)
    stream.scope["headers"] = [
        (name, b"application/json" if name == b"accept" else value)
        for name, value in stream.scope["headers"]
    ]
    await stream.open()
    assert stream.status == 406
    stream = Stream(access, here)
    stream.scope["method"] = "HEAD"
    await stream.open()
    assert stream.status == 405


async def test_rate_limit_is_the_persons_whichever_way_frames_come(alice, settings):
    settings.PERSON_FRAME_BURST, settings.PERSON_FRAMES_PER_SECOND = 6, 1
    access, chat = await open_chat(alice)
    stream = await Stream(access, str(chat.id)).open()
    given = [await post(access, str(chat.id), order("ping", {})) for _ in range(7)]
    assert [status for status, _headers, _answer in given][:5] == [200] * 5
    status, headers, problem = given[-1]
    assert (status, problem["code"], headers["Retry-After"]) == (429, "rate_limited", "1")
    refused = await Stream(access, str(chat.id)).open()
    assert refused.status == 429
    device = Device()
    await device.hello(alice)
    await device.send("ping", {})
    assert (await device.until("error"))["data"]["code"] == "rate_limited"
    await stream.close()
    await device.close()


async def test_limit_of_somebody_without_sockets_is_kept_until_it_is_rested(alice, monkeypatch):
    monkeypatch.setattr(hub_module, "REST_SECONDS", 0.05)
    access, chat = await open_chat(alice)
    await send(access, str(chat.id), order("ping", {}))
    assert alice.id in hub.people
    async with asyncio.timeout(5):
        while alice.id in hub.people:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_turn_runs_on_the_servers_loop_and_outlives_its_request(alice):
    access, chat = await open_chat(alice)
    await send(access, str(chat.id), order("message.send", {"text": "stream 10 0.05"}))
    assert chat.id in runner_module.runner._tasks
    await settle()
    last = await Event.objects.filter(conversation=chat).order_by("-seq").afirst()
    assert last is not None
    assert (last.type, cast(Any, last.data)["outcome"]) == ("turn.finished", "completed")


# --- costs, the end, and what is published --------------------------------------------------------


def test_queries_of_a_request_are_few(alice, api_as):
    chat = create_conversation(alice)
    append_events(chat.id, [say_item("one")])
    url = f"/api/v1/conversations/{chat.id}/events"
    client = api_as(alice)
    for headers, count in (({"Last-Event-ID": f"{chat.epoch}-1"}, 3), ({}, 6)):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url, headers={"Accept": "text/event-stream", **headers})
        assert answer.status_code == 200
        assert len(queries) == count, [each["sql"] for each in queries]
    # The token, and whether the chat is the person's; the order itself is asked for elsewhere.
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(url, order("ping", {}), format="json")
    assert answer.status_code == 200
    assert len(queries) == 2


async def test_streams_end_when_the_server_stops(alice):
    access, chat = await open_chat(alice)
    stream = await Stream(access, str(chat.id)).open()
    await stream.until("resync")
    await hub.say_goodbye()
    await asyncio.wait_for(stream.until_over(), 1)
    late = await Stream(access, str(chat.id)).open()
    await asyncio.wait_for(late.until_over(), 1)
    assert late.frames == []


def test_process_with_open_streams_stops_at_once(tmp_path):
    with Cluster() as cluster:
        (web,) = cluster.webs
        guest = urllib.request.Request(
            f"{web.http_url}/api/v1/auth/guest",
            data=b"{}",
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(guest, timeout=10) as answer:
            token = json.load(answer)["access"]
        headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
        url = f"{web.http_url}/api/v1/conversations/me/events"
        streams = [
            urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10)
            for _ in range(3)
        ]
        assert streams[0].readline().startswith(b"retry: ")
        start = time.monotonic()
        web.send_signal(signal.SIGTERM)
        # One of them is read to its end, the others are not read at all.
        streams[0].read()
        assert time.monotonic() - start < 2
        # As soon as a process without streams, which a busy machine may take seconds for: what
        # uvicorn waits for at most is not waited for.
        assert web.wait(seconds=30) == 0
        assert time.monotonic() - start < GRACE_SECONDS
        for stream in streams:
            stream.close()
        assert "Traceback" not in web.log()
        assert "graceful shutdown exceeded" not in web.log()


def test_schema_shows_the_stream(client):
    schema = client.get("/api/v1/schema", headers={"Accept": "application/json"}).json()
    path = schema["paths"]["/api/v1/conversations/{conversation_id}/events"]
    assert "text/event-stream" in path["get"]["responses"]["200"]["content"]
    assert {each["name"] for each in path["get"]["parameters"]} >= {
        "conversation_id",
        "Last-Event-ID",
        "after",
        "locale",
        "cards",
        "chips",
    }
    assert "application/json" in path["post"]["requestBody"]["content"]
