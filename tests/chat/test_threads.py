"""A seeker's phone and a recruiter's page in one thread: the real sockets of both."""

import asyncio
import json
import uuid
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from chat.models import Turn
from eventlog.models import Conversation
from jobassist.accounts.companies import Role, remove_member, set_role
from jobassist.accounts.models import Membership, User
from jobassist.asgi import application
from jobassist.db import run_in_db
from recruiting import services
from recruiting.models import Application, Greeting, Thread
from tests.chat.talking import Device
from tests.factories import make_company, make_posting, make_source, make_user

pytestmark = pytest.mark.django_db(transaction=True)

ORIGIN = (b"origin", b"http://testserver")


def sign_in(user: User) -> str:
    """Return the key of an admin session."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


class Page:
    """A recruiter's page, live."""

    def __init__(self, session_key: str, *, origin: bytes | None = None) -> None:
        cookie = f"{settings.SESSION_COOKIE_NAME}={session_key}".encode()
        allowed = settings.ALLOWED_ORIGINS[0].encode()
        self.socket = WebsocketCommunicator(
            application,
            "/ws/v1/recruiting",
            headers=[(b"cookie", cookie), (b"origin", origin or allowed)],
            subprotocols=["jobassist.recruiting.v1"],
        )
        self.events: list[dict[str, Any]] = []

    async def open(self) -> bool:
        """Return whether the page was let in."""
        is_open, _protocol = await self.socket.connect()
        return bool(is_open)

    async def send(self, type_: str, **data: Any) -> None:
        await self.socket.send_to(text_data=json.dumps({"type": type_, **data}))

    async def until(self, type_: str) -> dict[str, Any]:
        """Return the next frame of a type."""
        async with asyncio.timeout(10):
            while True:
                frame: dict[str, Any] = json.loads(await self.socket.receive_from(timeout=10))
                self.events += frame.get("events", [])
                if frame["type"] == type_:
                    return frame

    async def until_said(self, text: str) -> dict[str, Any]:
        """Return the event of a message with these words."""
        while True:
            for event in self.events:
                if event["data"].get("text") == text:
                    return event
            await self.until("thread.news")


class Market:
    """A company with an owner, a posting, and a seeker who greeted."""

    def __init__(self) -> None:
        self.owner = make_user(is_staff=True)
        self.company = make_company(owner=self.owner, name="Acme")
        self.owner.refresh_from_db()
        source = make_source("acme", company=self.company)
        self.posting = make_posting(source=source, is_embedded=False)
        self.seeker = make_user(display_name="Sally")
        application, _is_new = services.record_connection(
            self.seeker,
            self.posting,
            message="Hello, may I?",
            resume_id=None,
            resume_revision=None,
            conversation_id=None,
            round_number=1,
            now=timezone.now(),
        )
        self.thread = services.open_thread(application, now=timezone.now())
        self.key = sign_in(self.owner)


@pytest.fixture
async def market() -> Market:
    return await run_in_db(Market)


async def watch(market: Market) -> Page:
    page = Page(market.key)
    assert await page.open()
    await page.send("watch", thread_id=str(market.thread.id), after_seq=0)
    await page.until_said("Hello, may I?")
    return page


async def enter(market: Market) -> Device:
    device = Device()
    await device.hello(market.seeker)
    device.conversation_id = str(market.thread.conversation_id)
    return device


async def post(page: Page, market: Market, text: str) -> None:
    await page.send("send", id=str(uuid.uuid4()), thread_id=str(market.thread.id), text=text)
    await page.until("ack")


async def test_both_write_and_read_live_and_no_assistant_speaks(market):
    page, phone = await watch(market), await enter(market)
    listed = {each["conversation_id"]: each for each in phone.welcome["conversations"]}
    assert listed[phone.conversation_id]["kind"] == "thread"
    await post(page, market, "Come and see us on Monday")
    heard = await phone.until("item.done")
    assert (heard["data"]["role"], heard["data"]["text"]) == (
        "recruiter",
        "Come and see us on Monday",
    )
    ack = await phone.order("message.send", {"text": "With pleasure"})
    assert ack["status"] == "accepted"
    said = await page.until_said("With pleasure")
    assert said["data"]["role"] == "user"
    assert not await Turn.objects.filter(conversation_id=market.thread.conversation_id).aexists()
    # Read marks and typing, either way.
    await page.send("read", thread_id=str(market.thread.id), seq=said["seq"])
    marked = await phone.until("read.marked")
    assert marked["data"] == {"by": "company", "seq": said["seq"]}
    await phone.order("read.mark", {"seq": said["seq"]})
    await phone.send("typing", {})
    await page.until("typing")
    await page.send("typing", thread_id=str(market.thread.id))
    typing = await phone.until("typing")
    assert typing["data"] == {"by": "company", "name": market.thread.company.name}
    assert str(market.owner.id) not in json.dumps(phone.frames)


async def test_message_sent_twice_is_one(market):
    phone = await enter(market)
    frame_id = str(uuid.uuid4())
    first = await phone.order("message.send", {"text": "Once"}, id=frame_id)
    again = await phone.order("message.send", {"text": "Once"}, id=frame_id)
    assert (first["status"], again["status"]) == ("accepted", "duplicate")
    assert first["seq"] == again["seq"]


async def test_draft_is_shown_to_its_side_alone_and_goes_when_sent(market):
    page, phone = await watch(market), await enter(market)
    await post(page, market, "When are you available for an interview?")
    chips = await phone.until("suggestions.set")
    draft = next(
        each for each in chips["data"]["chips"] if each["postback"].get("action") == "draft"
    )
    await phone.order("message.send", {"text": draft["label"], "postback": draft["postback"]})
    while (shown := await phone.until("item.done"))["data"].get("card") is None:
        pass
    assert shown["data"]["card"]["kind"] == "message_preview"
    assert shown["data"]["audience"] == "seeker"
    order = {"item_id": shown["data"]["item_id"], "action": "edit"}
    await phone.order("action.invoke", {**order, "payload": {"text": "Tuesday at ten"}})
    ack = await phone.order("action.invoke", {**order, "action": "send"})
    assert ack["status"] == "accepted"
    await page.until_said("Tuesday at ten")
    texts = json.dumps(page.events)
    assert draft["label"] not in texts
    assert "message_preview" not in texts


async def test_withdrawn_block_and_erasure_reach_the_open_page(market):
    page = await watch(market)
    application = await Application.objects.aget()
    await run_in_db(
        services.withdraw_application, market.seeker, application.id, now=timezone.now()
    )
    while not (news := await page.until("thread.news"))["is_withheld"]:
        pass
    assert news["notice"]
    await page.send(
        "send", id=str(uuid.uuid4()), thread_id=str(market.thread.id), text="Still there?"
    )
    assert (await page.until("error"))["code"] == "thread_closed"

    from jobassist.accounts import personal_data

    await run_in_db(personal_data.erase_person, market.seeker, now=timezone.now())
    await page.send("ping")
    await page.until("thread.gone")


async def test_page_is_let_in_by_session_origin_and_company(market, settings):
    stranger = await run_in_db(make_user, is_staff=True)
    assert not await Page(market.key, origin=b"https://evil.example").open()
    # An app's origin may open the seekers' socket; no cookie goes with it here.
    settings.ALLOWED_ORIGINS = [*settings.ALLOWED_ORIGINS, "https://app.example"]
    assert not await Page(market.key, origin=b"https://app.example").open()
    assert not await Page("made-up").open()
    assert not await Page("").open()
    other = Page(await run_in_db(sign_in, stranger))
    if await other.open():
        await other.send("watch", thread_id=str(market.thread.id), after_seq=0)
        assert (await other.until("error"))["code"] == "not_found"
        orders: dict[str, dict[str, Any]] = {
            "send": {"id": str(uuid.uuid4()), "text": "x"},
            "read": {"seq": 1},
            "typing": {},
        }
        for type_, order in orders.items():
            await other.send(type_, thread_id=str(market.thread.id), **order)
            assert (await other.until("error"))["code"] == "not_found"


async def test_member_who_left_is_out_while_the_page_is_open(market):
    recruiter = await run_in_db(make_user, is_staff=True)
    await run_in_db(set_role, market.company, user=recruiter, role=Role.RECRUITER)
    await recruiter.arefresh_from_db()
    page = Page(await run_in_db(sign_in, recruiter))
    assert await page.open()
    await page.send("watch", thread_id=str(market.thread.id), after_seq=0)
    await page.until_said("Hello, may I?")
    membership = await Membership.objects.aget(user=recruiter)
    await run_in_db(remove_member, membership)
    await page.send("ping")
    sent: list[dict[str, Any]] = []
    while not sent or sent[-1]["type"] != "websocket.close":
        sent.append(await page.socket.receive_output(timeout=10))
    assert not any('"text"' in each.get("text", "") for each in sent)


async def test_greeting_reaches_the_phone_and_block_ends_it(market):
    person = await run_in_db(make_user)
    phone = await Device().greeted(person)

    def greet() -> Greeting:
        return services.record_greeting(
            market.company,
            market.posting,
            person=person,
            reference="r",
            by=market.owner,
            text="We like your skills",
            now=timezone.now(),
        )

    greeting = await run_in_db(greet)
    thread = await Thread.objects.aget(greeting=greeting)
    opened = await phone.until("conversation.opened")
    assert opened["data"]["kind"] == "thread"
    phone.conversation_id = str(thread.conversation_id)
    chips = await phone.until("suggestions.set")
    block = next(
        each for each in chips["data"]["chips"] if each["postback"].get("action") == "block"
    )
    ack = await phone.order("message.send", {"text": block["label"], "postback": block["postback"]})
    assert ack["status"] == "accepted"
    ack = await phone.order("message.send", {"text": "Hello?"})
    assert (ack["status"], ack["code"]) == ("rejected", "thread_closed")


async def test_order_for_the_assistant_is_refused_in_a_thread(market):
    phone = await enter(market)
    ack = await phone.order("scene.switch", {"scene": "find"})
    assert (ack["status"], ack["code"]) == ("rejected", "not_in_thread")
    assert (
        await Conversation.objects.aget(id=market.thread.conversation_id)
    ).scene == "applications"
