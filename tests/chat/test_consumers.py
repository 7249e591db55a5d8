"""The socket: hello, orders, several devices, resume, and every kind of wrong frame."""

import json
import uuid

import pytest

from chat.models import ClientFrame, Turn
from eventlog.models import Event
from jobassist.accounts.services import end_all_sign_ins
from jobassist.db import run_in_db
from tests.chat.talking import Device, cards, make_ticket, settle, texts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
async def quiet_end():
    yield
    await settle()


async def test_newcomer_is_welcomed_and_greeted(alice):
    device = Device()
    welcome = await device.hello(alice)
    assert welcome["persona"]["is_software"] is True
    assert welcome["heartbeat_seconds"] == 25
    await device.until("turn.finished")
    assert texts(device.frames)
    assert cards(device.frames, "scene_menu")
    assert any(f["type"] == "suggestions.set" and f["data"]["chips"] for f in device.frames)
    await device.close()


async def test_events_come_gapless_and_in_order(alice):
    device = await Device().greeted(alice)
    await device.say("hello there, how are you")
    await device.say("I am looking for work as a nurse in Leeds")
    assert device.logged() == list(range(1, len(device.logged()) + 1))
    await device.close()


async def test_message_is_logged_and_acked_with_its_seq(alice):
    device = await Device().greeted(alice)
    ref = await device.send("message.send", {"text": "hello"})
    ack = (await device.until("ack", ref=ref))["data"]
    own = next(
        f
        for f in [*device.frames, await device.until("item.done")]
        if f["type"] == "item.done" and f["data"].get("ref") == ref
    )
    assert ack["seq"] == own["seq"]
    assert own["data"]["text"] == "hello"
    await device.until("turn.finished")
    await device.close()


async def test_same_id_again_has_one_effect_and_the_first_seq(alice):
    device = await Device().greeted(alice)
    frame_id = str(uuid.uuid4())
    first = await device.order("message.send", {"text": "hello"}, id=frame_id)
    again = await device.order("message.send", {"text": "hello"}, id=frame_id)
    other = await device.order("message.send", {"text": "something else"}, id=frame_id)
    assert first["status"] == "accepted"
    assert (again["status"], again["seq"]) == ("duplicate", first["seq"])
    assert (other["status"], other["code"]) == ("rejected", "id_reused")
    assert await ClientFrame.objects.filter(frame_id=frame_id).acount() == 1
    await device.close()


async def test_both_devices_see_one_order(alice):
    phone, laptop = Device(), Device()
    await phone.greeted(alice)
    await laptop.hello(alice)
    await phone.say("hello")
    await laptop.until("turn.finished")
    shared = [f for f in laptop.frames if f.get("conversation_id") == phone.conversation_id]
    seen = {f["seq"]: f["data"] for f in phone.frames if "seq" in f}
    assert shared
    assert all(seen[f["seq"]] == f["data"] for f in shared if "seq" in f)
    await phone.close()
    await laptop.close()


async def test_resume_replays_exactly_what_was_missed(alice):
    device = await Device().greeted(alice)
    head = device.welcome["conversations"][0]
    seen = device.logged()[-1]
    await device.order("message.send", {"text": "hello"})
    await device.close()
    await settle()
    back = Device()
    cursor = {
        "conversation_id": head["conversation_id"],
        "epoch": head["epoch"],
        "after_seq": seen,
    }
    welcome = await back.hello(alice, resume=[cursor])
    assert welcome["conversations"][0]["recovered"] is True
    await back.until("turn.finished")
    assert back.logged() == list(range(seen + 1, seen + 1 + len(back.logged())))
    await back.close()


@pytest.mark.parametrize(
    "wrong", [{"epoch": "another"}, {"after_seq": 10_000}, {"epoch": "", "after_seq": 0}]
)
async def test_bad_cursor_gets_resync_never_a_silent_tail(alice, wrong):
    device = await Device().greeted(alice)
    head = device.welcome["conversations"][0]
    await device.close()
    back = Device()
    cursor = {
        "conversation_id": head["conversation_id"],
        "epoch": head["epoch"],
        "after_seq": 1,
        **wrong,
    }
    welcome = await back.hello(alice, resume=[cursor])
    assert welcome["conversations"][0]["recovered"] is False
    resync = (await back.until("resync"))["data"]
    assert resync["head_seq"] >= 1
    assert [f["type"] for f in resync["items"]].count("item.done") >= 1
    assert resync["state"]["scene"] == "find"
    await back.close()


async def test_another_persons_conversation_cannot_be_named_in_any_order(alice, bob):
    hers = await Device().greeted(alice)
    his = await Device().greeted(bob)
    target = hers.conversation_id
    before = await Event.objects.filter(conversation_id=target).acount()
    item = next(f for f in hers.frames if f["type"] == "item.done")["data"]["item_id"]
    orders = [
        ("conversation.open", {"conversation_id": target}),
        ("message.send", {"text": "hi"}),
        ("message.preview", {"text": "hi"}),
        ("action.invoke", {"item_id": item, "action": "enter", "payload": {"scene": "resume"}}),
        ("prompt.answer", {"prompt_id": str(uuid.uuid4()), "value": "x"}),
        ("prompt.skip", {"prompt_id": str(uuid.uuid4())}),
        ("turn.cancel", {"turn_id": str(uuid.uuid4())}),
        ("scene.switch", {"scene": "resume"}),
        ("item.feedback", {"item_id": item, "rating": "up"}),
        ("history.get", {}),
        ("read.mark", {"seq": 1}),
    ]
    for kind, data in orders:
        ack = await his.order(kind, data, conversation_id=target)
        assert (ack["status"], ack["code"]) == ("rejected", "conversation_not_found"), kind
    assert await Event.objects.filter(conversation_id=target).acount() == before
    # A cursor of hers in his hello gives him nothing either.
    spy = Device()
    cursor = {"conversation_id": target, "epoch": "x", "after_seq": 0}
    await spy.hello(bob, resume=[cursor])
    assert all(f.get("conversation_id") != target for f in spy.frames)
    for device in (hers, his, spy):
        await device.close()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("nonsense", "malformed"),
        ('{"v":1}', "malformed"),
        ('{"v":1,"type":"message.sent","id":"x"}', "unknown_type"),
        (json.dumps({"v": 1, "type": "message.send", "id": "x", "data": {}}), "malformed"),
        ("x" * 1_000_000, "too_large"),
    ],
)
async def test_bad_frame_is_answered_and_the_socket_lives(alice, raw, code):
    device = await Device().greeted(alice)
    await device.socket.send_to(text_data=raw)
    error = (await device.until("error"))["data"]
    assert error["code"] == code
    assert error["message"]
    await device.send("ping", {})
    await device.until("pong")
    await device.close()


async def test_binary_without_audio_is_refused_in_words(alice):
    device = await Device().greeted(alice)
    await device.socket.send_to(bytes_data=b"\0" * 64)
    assert (await device.until("error"))["data"]["code"] == "binary_unexpected"
    await device.close()


async def test_orders_before_hello_are_refused():
    device = Device()
    await device.socket.connect()
    await device.send("message.send", {"text": "hi"}, conversation_id=str(uuid.uuid4()))
    assert (await device.until("error"))["data"]["code"] == "not_authenticated"
    await device.close()


async def test_wrong_and_used_tickets_are_refused(alice):
    ticket = await run_in_db(make_ticket, alice)
    first = Device()
    await first.socket.connect()
    await first.send("hello", {"ticket": ticket})
    await first.until("welcome")
    for wrong in (ticket, "nonsense"):
        device = Device()
        await device.socket.connect()
        await device.send("hello", {"ticket": wrong})
        assert (await device.until("error"))["data"]["code"] == "bad_ticket"
        assert (await device.socket.receive_output(timeout=5))["code"] == 4401
    await first.close()


async def test_ticket_in_the_url_and_foreign_origin_never_open_a_socket(alice):
    ticket = await run_in_db(make_ticket, alice)
    is_open, _code = await Device(path=f"/ws/v1/chat?ticket={ticket}").socket.connect()
    assert not is_open
    foreign = Device(headers=[(b"origin", b"https://evil.example")])
    is_open, _code = await foreign.socket.connect()
    assert not is_open
    own = Device(headers=[(b"origin", b"http://127.0.0.1:8000")])
    is_open, _protocol = await own.socket.connect()
    assert is_open
    await own.close()


async def test_signing_out_closes_the_open_socket(alice):
    device = await Device().greeted(alice)
    await run_in_db(end_all_sign_ins, alice)
    await device.send("message.send", {"text": "still there?"})
    error = (await device.until("error"))["data"]
    assert error["code"] == "session_ended"
    assert (await device.socket.receive_output(timeout=5))["code"] == 4401


async def test_disconnect_is_not_cancel(alice):
    device = await Device().greeted(alice)
    await device.order("message.send", {"text": "hello"})
    await device.close()
    await settle()
    last = await Turn.objects.order_by("-created_at").afirst()
    assert last is not None
    assert (last.state, last.outcome) == ("finished", "completed")


async def test_limits_of_hello_are_kept_and_the_log_stays_whole(alice):
    device = Device()
    await device.greeted(alice, limits={"chips": 1, "actions": 1, "label": 8})
    chips = [f["data"]["chips"] for f in device.frames if f["type"] == "suggestions.set"][-1]
    assert len(chips) == 1
    assert len(chips[0]["label"]) <= 8
    (menu,) = cards(device.frames, "scene_menu")
    assert len(menu["actions"]) == 1
    stored = await Event.objects.filter(data__card__kind="scene_menu").afirst()
    assert stored is not None
    assert stored.data is not None
    assert len(stored.data["card"]["actions"]) == 4
    await device.close()


async def test_history_pages_backwards_to_the_beginning(alice):
    device = await Device().greeted(alice)
    for text in ("one", "two", "three"):
        await device.say(f"hello {text}")
    seen: list[int] = []
    before = None
    while True:
        data = {"limit": 3} if before is None else {"limit": 3, "before_seq": before}
        ref = await device.send("history.get", data)
        page = (await device.until("history.page", ref=ref))["data"]
        seen = [f["seq"] for f in page["events"]] + seen
        if not page["has_more"]:
            break
        before = page["events"][0]["seq"]
    assert seen == sorted(set(seen))
    total = await Event.objects.filter(
        conversation_id=device.conversation_id, item_id__isnull=False
    ).acount()
    assert len(seen) == total
    await device.close()


async def test_new_conversation_reaches_the_other_device(alice):
    phone = await Device().greeted(alice)
    laptop = Device()
    await laptop.hello(alice)
    ack = await phone.order("conversation.open", {})
    opened = await laptop.until("conversation.opened")
    assert opened["data"]["conversation_id"] == ack["conversation_id"]
    finished = await laptop.until("turn.finished")
    assert finished["conversation_id"] == ack["conversation_id"]
    await phone.close()
    await laptop.close()


async def test_voice_is_refused_honestly_where_it_is_not_set_up(alice):
    device = await Device().greeted(alice)
    ack = await device.order("audio.start", {})
    assert (ack["status"], ack["code"]) == ("rejected", "not_available")
    await device.close()
