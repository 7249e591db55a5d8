"""What a seeker hears of an application: once, in their language, where they applied."""

import datetime
from typing import Any

import pytest
from django.utils import translation

from chat.connect_news import describe_news
from chat.models import DialogueState
from eventlog.models import Event, Notification
from eventlog.services import create_conversation, delete_conversation
from jobassist.accounts.companies import set_role
from jobassist.accounts.models import AuditEntry, Membership
from jobassist.db import run_in_db
from recruiting import services
from recruiting.hearing import Happened, News
from recruiting.models import Application, InterviewSlot, JobOffer, StageMove
from tests.chat.talking import Device, cards, settle, texts
from tests.factories import make_company, make_posting, make_source, make_user

DAY = datetime.timedelta(days=1)
# 2 November 2026 is a Monday; 10:00 in London is 18:00 in Shanghai.
TEN = datetime.datetime(2026, 11, 2, 10, 0, tzinfo=datetime.UTC)


def build_news(what, *, from_kind="", to_kind="", reason=None, slots=(), offer=None):
    from jobs.models import Employer, Posting

    posting = Posting(title="Staff Nurse", employer=Employer(name="Harbour Care"))
    return News(
        Application(posting=posting),
        what,
        StageMove.Actor.RECRUITER,
        TEN,
        from_kind=from_kind,
        to_kind=to_kind,
        reason=reason,
        slots=slots,
        offer=offer,
    )


def move(from_kind, to_kind, reason=None):
    return build_news(Happened.MOVED, from_kind=from_kind, to_kind=to_kind, reason=reason)


SLOTS = (
    InterviewSlot(starts_at=TEN + DAY, place="Room 4"),
    InterviewSlot(starts_at=TEN + 2 * DAY),
)
WHY = ("The position has been filled", "岗位已招满")
SAID = [
    (
        build_news(Happened.READ),
        "Harbour Care has read what you sent about “Staff Nurse”.",
        "Harbour Care看过你就“Staff Nurse”发去的内容了。",
    ),
    (
        move("applied", "answered"),
        "Harbour Care has answered you about “Staff Nurse”.",
        "Harbour Care就“Staff Nurse”回复你了。",
    ),
    (
        move("answered", "interview"),
        "Good news: Harbour Care would like to get to know you in an interview about “Staff Nurse”.",
        "好消息：Harbour Care想约你面试“Staff Nurse”。",
    ),
    (
        move("interview", "interview"),
        "Harbour Care has taken your application for “Staff Nurse” to another step.",
        "Harbour Care把你的“Staff Nurse”申请转到了另一个环节。",
    ),
    (
        move("offer", "interview"),
        "Harbour Care has put your application for “Staff Nurse” one step back. It goes on.",
        "Harbour Care把你的“Staff Nurse”申请退回了前面的环节，流程仍在继续。",
    ),
    (
        move("rejected", "interview"),
        "Harbour Care has taken up your application for “Staff Nurse” again.",
        "Harbour Care重新考虑你的“Staff Nurse”申请。",
    ),
    (
        move("interview", "offer"),
        "Good news: Harbour Care wants to offer you the job “Staff Nurse”.",
        "好消息：Harbour Care想录用你担任“Staff Nurse”。",
    ),
    (
        move("offer", "hired"),
        "Congratulations! Harbour Care has taken you on for “Staff Nurse”.",
        "恭喜！Harbour Care已录用你担任“Staff Nurse”。",
    ),
    (
        move("applied", "rejected"),
        (
            "Harbour Care has decided not to go on with your application for “Staff Nurse”. Thank you "
            "for the time you gave it; one no says little about you. I can look for more."
        ),
        (
            "Harbour Care决定不再继续你的“Staff Nurse”申请。感谢你投入的时间；一次没成，说明不了什么。"
            "我可以继续帮你找。"
        ),
    ),
    (
        move("applied", "rejected", WHY),
        (
            "Harbour Care has decided not to go on with your application for “Staff Nurse”. Thank you "
            "for the time you gave it; one no says little about you. I can look for more.\n"
            "The reason they give: The position has been filled"
        ),
        (
            "Harbour Care决定不再继续你的“Staff Nurse”申请。感谢你投入的时间；一次没成，说明不了什么。"
            "我可以继续帮你找。\n对方给出的原因：岗位已招满"
        ),
    ),
    (
        build_news(Happened.SLOTS_OFFERED, slots=SLOTS),
        (
            "Harbour Care suggests these times for an interview about “Staff Nurse”, in your time "
            "(Asia/Shanghai):\n1. Tue 3 Nov, 18:00 · Room 4\n2. Wed 4 Nov, 18:00\n"
            "Tap one, or say which."
        ),
        (
            "Harbour Care为“Staff Nurse”提供了以下面试时间（你所在时区 Asia/Shanghai）：\n"
            "1. 11月3日 星期二 18:00 · Room 4\n2. 11月4日 星期三 18:00\n点选一个，或直接告诉我选哪个。"
        ),
    ),
    (
        build_news(Happened.SLOT_CANCELLED, slots=SLOTS[:1]),
        (
            "Harbour Care has had to cancel the interview about “Staff Nurse” on Tue 3 Nov, 18:00. "
            "Your application stands as it did."
        ),
        "Harbour Care取消了11月3日 星期二 18:00关于“Staff Nurse”的面试。你的申请仍然有效。",
    ),
    (
        build_news(Happened.OFFER_MADE, offer=JobOffer(text="Start in May.")),
        (
            "Good news: Harbour Care offers you the job “Staff Nurse”. They write:\n\nStart in May.\n\n"
            "Take the time you need, then accept or decline."
        ),
        (
            "好消息：Harbour Care向你发出“Staff Nurse”的录用通知，内容如下：\n\nStart in May.\n\n"
            "你可以慢慢考虑，再决定接受或婉拒。"
        ),
    ),
    (
        build_news(Happened.OFFER_TAKEN_BACK),
        "Harbour Care has taken back its offer of the job “Staff Nurse”.",
        "Harbour Care收回了“Staff Nurse”的录用通知。",
    ),
]


@pytest.mark.parametrize(("news", "english", "chinese"), SAID)
def test_news_in_plain_words(news, english, chinese):
    for locale, words in (("en", english), ("zh-hans", chinese)):
        with translation.override(locale):
            assert describe_news(news, time_zone="Asia/Shanghai") == words


@pytest.fixture
def rita(db):
    return make_user(display_name="Rita")


@pytest.fixture
def company(rita):
    firm = make_company()
    set_role(firm, user=rita, role=Membership.Role.RECRUITER)
    return firm


def apply(user, company, now, conversation):
    posting = make_posting(source=make_source("own", company=company), is_embedded=False)
    application, _is_new = services.record_connection(
        user,
        posting,
        message="Hello",
        resume_id=None,
        resume_revision=None,
        conversation_id=conversation.id,
        round_number=1,
        now=now,
    )
    return application


def data_of(event: Event) -> dict[str, Any]:
    assert event.data is not None
    return dict(event.data)


def told(conversation):
    rows = Event.objects.filter(conversation=conversation, type="item.done").order_by("seq")
    return [
        data_of(each)["text"]
        for each in rows
        if data_of(each)["role"] == "system" and "text" in data_of(each)
    ]


def test_who_writes_for_the_company_is_told_that_somebody_reached_out(alice, company, rita, now):
    application = apply(alice, company, now, create_conversation(alice))
    told_of = Notification.objects.filter(kind="company.application", object_id=str(application.id))
    assert rita in [each.user for each in told_of]
    assert alice not in [each.user for each in told_of]


def test_times_go_out_as_what_the_choice_about_times_names(alice, company, rita, now):
    application = apply(alice, company, now, create_conversation(alice))
    services.offer_slots(
        [application], starts=[TEN + DAY], minutes=30, time_zone="UTC", by=rita, now=now
    )
    (kind,) = Notification.objects.filter(user=alice).values_list("kind", flat=True)
    assert kind == "interview.slots_offered"


def test_each_move_is_told_once_with_its_card_and_a_word_to_closed_apps(alice, company, rita, now):
    chat = create_conversation(alice)
    application = apply(alice, company, now, chat)
    for kind in ("interview", "offer", "hired"):
        stage = services.stage_of_kind(company.id, kind)
        services.move_application(application, to=stage, by=rita, note="secret", now=now)
    assert len(told(chat)) == 3
    moved = AuditEntry.objects.filter(action="moved", object_id=str(application.id))
    assert [each.actor_id for each in moved] == [rita.id] * 3
    kinds = list(
        Notification.objects.exclude(kind="company.application")
        .order_by("id")
        .values_list("kind", "object_id")
    )
    assert kinds == [
        (f"application.{kind}", str(application.id)) for kind in ("interview", "offer", "hired")
    ]
    # One card, shown with the first word and kept true since.
    shown = Event.objects.filter(conversation=chat, data__card__kind="connect_status")
    assert shown.count() == 1
    last = Event.objects.filter(conversation=chat, type="item.updated").latest("seq")
    assert last.item_id == shown.get().item_id
    assert data_of(last)["patch"][0]["value"]["data"]["stage"] == "hired"
    everything = str(list(Event.objects.filter(conversation=chat).values_list("data", flat=True)))
    assert "secret" not in everything
    assert "Rita" not in everything


def test_what_becomes_of_it_is_told_in_their_thread_to_the_seeker_alone(alice, company, rita, now):
    chat = create_conversation(alice)
    application = apply(alice, company, now, chat)
    thread = services.open_thread(application, now=now)
    before = told(thread.conversation)
    for kind in ("answered", "interview"):
        stage = services.stage_of_kind(company.id, kind)
        services.move_application(application, to=stage, by=rita, note="secret", now=now)
    services.offer_slots(
        [application], starts=[TEN + DAY], minutes=30, time_zone="UTC", by=rita, now=now
    )
    # An answer stands there itself; times are picked in the chat.
    assert len(told(chat)) == 3
    assert told(thread.conversation)[len(before) :] == [told(chat)[1]]
    said = Event.objects.filter(conversation=thread.conversation, data__role="system")
    assert {data_of(each)["audience"] for each in said} == {"seeker"}
    assert "secret" not in str([data_of(each) for each in said])
    page = services.read_thread(rita, thread.id)
    assert "get to know you" not in str(page.frames)


def test_news_goes_to_another_chat_when_that_one_was_deleted(alice, company, rita, now):
    chat = create_conversation(alice)
    application = apply(alice, company, now, chat)
    delete_conversation(alice, chat)
    services.record_opened(application, by=rita, now=now)
    (event,) = Event.objects.filter(type="item.done", data__role="system", data__kind="text")
    assert event.conversation.owner == alice


def test_seekers_own_act_mends_the_card_and_says_nothing(alice, company, now):
    chat = create_conversation(alice)
    application = apply(alice, company, now, chat)
    services.withdraw_application(alice, application.id, now=now)
    assert told(chat) == []
    assert not Notification.objects.exclude(kind="company.application").exists()


def test_times_offered_are_chips_and_kept_in_mind(alice, company, rita, now):
    chat = create_conversation(alice)
    application = apply(alice, company, now, chat)
    services.offer_slots(
        [application], starts=[TEN + DAY], minutes=30, time_zone="UTC", by=rita, now=now
    )
    chips = Event.objects.filter(conversation=chat, type="suggestions.set").latest("seq")
    chips = data_of(chips)["chips"]
    assert [each["label"] for each in chips] == [
        "Tue 3 Nov, 10:00",
        "None of these times",
        "My applications",
    ]
    state = DialogueState.objects.get(conversation=chat).data
    assert state["arranging"] == str(application.id)


@pytest.mark.django_db(transaction=True)
async def test_seeker_picks_a_time_and_answers_an_offer_in_the_chat(alice):
    from django.utils import timezone

    now = timezone.now()
    start = (now + 3 * DAY).replace(hour=9, minute=0, second=0, microsecond=0)
    phone = await Device().greeted(alice)

    def prepare():
        from eventlog.models import Conversation

        firm, rita = make_company(), make_user()
        set_role(firm, user=rita, role=Membership.Role.RECRUITER)
        chat = Conversation.objects.get(id=phone.conversation_id)
        application = apply(alice, firm, now, chat)
        services.offer_slots(
            [application],
            starts=[start, start + datetime.timedelta(hours=6)],
            minutes=30,
            time_zone="UTC",
            place="Room 4",
            by=rita,
            now=now,
        )
        return rita, application

    rita, application = await run_in_db(prepare)
    await phone.until("suggestions.set")
    said = await phone.say("3 pm is fine for me")
    assert "15:00" in texts(said)[0]
    (card,) = cards(said, "connect_status")
    assert card["data"]["stage"] == "interview"
    assert (
        card["data"]["interview"]["starts_at"] == (start + datetime.timedelta(hours=6)).isoformat()
    )

    def offer():
        found = services.get_application_of(application.company_id, application.id)
        return services.make_offer(found, text="Start in May.", by=rita, now=timezone.now())

    made = await run_in_db(offer)
    frame = await phone.until("suggestions.set")
    tap = frame["data"]["chips"][0]
    assert tap["label"] == "Accept the offer"
    await phone.say(tap["label"], postback=tap["postback"])
    said = await phone.say("yes")
    assert "accept" in texts(said)[0]
    assert (await run_in_db(JobOffer.objects.get, id=made.id)).state == "accepted"
    await phone.close()
    await settle()
