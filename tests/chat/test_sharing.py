"""Sharing later, in a thread: offered when the company asks, previewed, confirmed, taken back."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chat import events
from chat.threads.orders import take_order
from eventlog.models import Conversation, Event
from jobassist.errors import AppError
from recruiting import services
from recruiting.models import Application, Consent, Side, Thread
from recruiting.thread_texts import find_asked
from resumes.models import Resume
from tests.factories import make_company, make_posting, make_resume, make_source, make_user

pytestmark = pytest.mark.django_db
BACKEND = "jobassist.accounts.backends.IdentityBackend"


class Deal:
    """A seeker with a confirmed résumé, who wrote to a company without sharing it."""

    def __init__(self) -> None:
        self.owner = make_user(is_staff=True)
        self.company = make_company(owner=self.owner, name="Acme")
        self.owner.refresh_from_db()
        posting = make_posting(
            source=make_source("acme", company=self.company), title="Nurse", is_embedded=False
        )
        self.seeker = make_user(display_name="Sally Jones", locale="en")
        self.resume = make_resume(
            self.seeker,
            document={
                "basics": {"name": "Sally Jones", "email": "s@example.com", "label": "Nurse"},
                "work": [{"name": "St James", "position": "Ward nurse"}],
            },
            is_confirmed=True,
        )
        application, _is_new = services.record_connection(
            self.seeker, posting, message="Hello", resume_id=None, resume_revision=None,
            conversation_id=None, round_number=1, now=timezone.now(),
        )  # fmt: skip
        self.thread = services.open_thread(application, now=timezone.now())
        self.browser = Client()
        self.browser.force_login(self.owner, backend=BACKEND)
        self.page = reverse("admin:recruiting_thread_change", args=[self.thread.id])
        self.card = reverse("admin:recruiting_application_change", args=[application.id])

    @property
    def conversation(self) -> Conversation:
        return Conversation.objects.get(id=str(self.thread.conversation_id))

    def ask(self, text: str = "", *, act: str = "send") -> None:
        data = {"act": act, "text": text, "frame_id": str(uuid.uuid4())}
        assert self.browser.post(self.page, data).status_code == 302

    def chips(self) -> list[str]:
        """Return what is offered now."""
        last = Event.objects.filter(conversation=self.conversation, type="suggestions.set")
        data: dict[str, Any] = last.latest("seq").data or {}
        return [each["postback"]["action"] for each in data["chips"]]

    def order(self, kind: str, data: dict[str, Any]) -> None:
        frame = {
            "v": 1, "type": kind, "id": str(uuid.uuid4()), "data": data,
            "conversation_id": str(self.thread.conversation_id),
        }  # fmt: skip
        order = events.parse_client_event(json.dumps(frame))
        take_order(self.seeker, self.conversation, order, now=timezone.now())

    def tap(self, action: str) -> None:
        self.order("message.send", {"text": "tap", "postback": {"do": "thread", "action": action}})

    def preview(self) -> dict[str, Any]:
        """Return the newest card before the seeker."""
        cards = Event.objects.filter(conversation=self.conversation, data__kind="card")
        return dict(cards.latest("seq").data or {})

    def answer(self, action: str, **payload: Any) -> None:
        data = {"item_id": self.preview()["item_id"], "action": action, "payload": payload}
        self.order("action.invoke", data)

    def seen(self, url: str) -> str:
        answer = self.browser.get(url)
        assert answer.status_code == 200
        return answer.content.decode()


@pytest.fixture
def deal() -> Deal:
    return Deal()


def test_resume_is_offered_previewed_shared_and_taken_back(deal: Deal) -> None:
    deal.ask("Thank you. When could you start?")
    assert "share_resume" not in deal.chips()
    deal.ask("Could you send us your CV?")
    assert deal.chips()[0] == "share_resume"
    assert "share_contact" not in deal.chips()
    deal.tap("share_resume")
    shown = deal.preview()
    assert shown["audience"] == "seeker"
    assert "Nurse" in " ".join(shown["card"]["data"]["shared"])
    # Looked at is not yet shared.
    assert "Ward nurse" not in deal.seen(deal.card)
    deal.answer("send", share="contact", text="anything")
    page = deal.seen(deal.card)
    assert "Ward nurse" in page
    # What was not looked at stays hidden, whatever the device sent along.
    assert "Sally" not in page
    assert "s@example.com" not in page
    row = Consent.objects.filter(scope="resume").latest("id")
    assert (row.action, row.resume_id, row.resume_revision, row.wording_version) == (
        "granted", deal.resume.id, deal.resume.confirmed_revision, "sharing/1",
    )  # fmt: skip
    assert "The résumé is shared with you" in deal.seen(deal.page)
    assert deal.chips() == ["unshare"]
    deal.tap("unshare")
    assert "Ward nurse" not in deal.seen(deal.card)
    assert "is shared with you" not in deal.seen(deal.page)
    page = deal.seen(deal.page)
    assert "I share my résumé" in page
    # The preview was the seeker's own: the company sees no trace of it.
    assert page.count('class="thread-item ') == 4


def test_name_is_asked_for_by_a_button_and_shown_everywhere_until_withdrawn(deal: Deal) -> None:
    assert "Sally" not in deal.seen(deal.page)
    deal.ask(act="ask_contact")
    assert deal.chips()[0] == "share_contact"
    deal.tap("share_contact")
    assert deal.preview()["card"]["data"]["shared"][1:] == ["Your name: Sally Jones"]
    deal.answer("discard")
    assert "Sally" not in deal.seen(deal.page)
    deal.tap("share_contact")
    deal.answer("send")
    for url in (deal.page, deal.card, reverse("admin:recruiting_application_changelist")):
        assert "Sally Jones" in deal.seen(url), url
    assert "s@example.com" not in deal.seen(deal.card)
    application = Application.objects.get()
    services.withdraw_application(deal.seeker, application.id, now=timezone.now())
    assert "Sally" not in deal.seen(deal.page) + deal.seen(deal.card)


def test_what_changed_since_it_was_shown_is_not_shared(deal: Deal) -> None:
    from resumes import services as resume_services

    deal.tap("share_resume")
    deal.resume.refresh_from_db()
    resume_services.apply_changes(
        deal.resume,
        changes=[resume_services.Change(op="replace", path="/work/0/position", value="Matron")],
        source=resume_services.Source(kind="form", ref="test"),
    )
    deal.resume.refresh_from_db()
    resume_services.confirm_resume(deal.resume, revision=deal.resume.revision)
    with pytest.raises(AppError, match="changed_meanwhile"):
        deal.answer("send")
    page = deal.seen(deal.card)
    assert "Matron" not in page
    assert "Ward nurse" not in page
    assert not Consent.objects.filter(scope="resume").exists()


def test_nothing_is_shared_in_a_conversation_that_has_ended_or_by_others(deal: Deal) -> None:
    deal.tap("share_resume")
    Thread.objects.update(state=Thread.State.BLOCKED)
    with pytest.raises(AppError, match="thread_closed"):
        deal.answer("send")
    assert not Consent.objects.filter(scope="resume").exists()
    Thread.objects.update(state=Thread.State.OPEN)
    item = deal.preview()["item_id"]
    deal.seeker = make_user()
    with pytest.raises(AppError, match="not_found"):
        deal.order("action.invoke", {"item_id": item, "action": "send", "payload": {}})
    assert not Consent.objects.filter(scope="resume").exists()
    assert Thread.objects.get().last_side == Side.SEEKER


_REACHED = {
    "name": "Sally Anne Jones",
    "email": "s@example.com",
    "phone": "07700 900123",
    "url": "https://sally.example",
    "profiles": [{"network": "Mastodon", "username": "sallyj"}],
    "location": {"city": "Leeds", "countryCode": "GB"},
    "label": "Nurse",
}
_LINES = [
    "Your name: Sally Anne Jones",
    "s@example.com",
    "07700 900123",
    "https://sally.example",
    "Mastodon, sallyj",
    "Leeds, GB",
]


def _take_resume(deal: Deal) -> Resume:
    """Have the seeker work on another résumé than before, with ways to reach them."""
    Resume.objects.filter(owner=deal.seeker).update(is_current=False)
    Resume.objects.create(owner=deal.seeker, is_current=True)
    work = [{"name": "Mercy", "position": "Theatre nurse"}]
    return make_resume(deal.seeker, document={"basics": _REACHED, "work": work}, is_confirmed=True)


@pytest.mark.parametrize("order", [("contact", "resume"), ("resume", "contact")])
def test_each_preview_names_all_that_the_company_reads_from_then_on(
    deal: Deal, order: tuple[str, str]
) -> None:
    _take_resume(deal)
    shown = []
    for what in order:
        deal.tap(f"share_{what}")
        shown.append(deal.preview()["card"]["data"]["shared"][1:])
        deal.answer("send")
    hidden = "Not your name and contact details, unless you share these as well"
    resume = "Your confirmed résumé: Nurse"
    if order[0] == "contact":
        assert shown == [["Your name: Sally Jones"], [resume, *_LINES]]
    else:
        assert shown == [[resume, hidden], _LINES]
    read = services.read_shared(Application.objects.get())
    assert read.name == "Sally Anne Jones"
    assert set(read.contact) == {"email", "phone", "url", "profiles", "location"}


def test_resume_previewed_without_contact_is_not_shared_once_contact_is_allowed(
    deal: Deal,
) -> None:
    _take_resume(deal)
    deal.tap("share_resume")
    old = deal.preview()["item_id"]
    deal.tap("share_contact")
    deal.answer("send")
    with pytest.raises(AppError, match="changed_meanwhile"):
        deal.order("action.invoke", {"item_id": old, "action": "send", "payload": {}})
    assert "s@example.com" not in deal.seen(deal.card)


def test_another_resume_than_the_one_looked_at_is_not_shared(deal: Deal) -> None:
    deal.tap("share_resume")
    old = deal.preview()
    other = _take_resume(deal)
    assert other.confirmed_revision == deal.resume.confirmed_revision
    with pytest.raises(AppError, match="changed_meanwhile"):
        deal.answer("send")
    assert not Consent.objects.filter(scope="resume").exists()
    deal.tap("share_resume")
    anew = deal.preview()
    # To the eye the same: a yes to one is none to the other.
    assert anew["card"]["data"]["shared"] == old["card"]["data"]["shared"]
    deal.answer("send")
    assert Application.objects.get().resume_id == other.id


@pytest.mark.parametrize(
    "text",
    [
        "您做过的项目名字是什么",
        "我们公司名字在官网可以查到",
        "我的手机号139开头，有事打给我",
        "请不要把您的手机号发给任何人",
        "Please don't send your phone number to anybody.",
        "Tell me who you are working for.",
    ],
)
def test_words_about_other_names_and_numbers_offer_nothing(text: str) -> None:
    assert find_asked(text) == ()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("方便发一份简历吗？", ("resume",)),
        ("请问怎么称呼？方便留个联系方式吗", ("contact",)),
        ("Could I have your name and your résumé, please?", ("resume", "contact")),
        ("下周二方便来面试吗？", ()),
        ("The name of the ward is Rose.", ()),
    ],
)
def test_words_that_ask_are_told_from_others(text: str, asked: tuple[str, ...]) -> None:
    assert find_asked(text) == asked
