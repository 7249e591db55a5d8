"""Seekers and companies write to each other: who may, what is counted, what ends it."""

import json
import uuid
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from eventlog.models import Conversation, Event, Notification, Participant
from eventlog.services import (
    ConversationNotFound,
    get_conversation_for,
    list_conversations,
    mark_read,
)
from jobassist.accounts import personal_data
from jobassist.accounts.companies import Role, remove_member, set_role
from jobassist.accounts.models import Company, Membership, User
from jobassist.errors import AppError, NotFound
from jobs.models import Posting
from recruiting import services
from recruiting.models import (
    Application,
    Block,
    Consent,
    Greeting,
    JobOffer,
    Report,
    Side,
    Stage,
    Thread,
    ThreadPost,
)
from tests.factories import make_company, make_posting, make_source, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return make_user(display_name="Olga Owner")


@pytest.fixture
def company(owner: User) -> Company:
    return make_company(owner=owner, name="Acme")


@pytest.fixture
def posting(company: Company) -> Posting:
    return make_posting(source=make_source("acme", company=company), is_embedded=False)


@pytest.fixture
def seeker() -> User:
    return make_user(display_name="Sally Seeker")


def connect(seeker: User, posting: Posting, *, message: str = "Hello, may I?") -> Application:
    application, _is_new = services.record_connection(
        seeker,
        posting,
        message=message,
        resume_id=None,
        resume_revision=None,
        conversation_id=None,
        round_number=1,
        now=timezone.now(),
    )
    return application


@pytest.fixture
def thread(seeker: User, posting: Posting) -> Thread:
    return services.open_thread(connect(seeker, posting), now=timezone.now())


def say(thread: Thread, sender: User, text: str = "Hello", **changes: object) -> services.Posted:
    side = Side.SEEKER if sender.id == thread.seeker_id else Side.RECRUITER
    values = {"frame_id": uuid.uuid4(), "now": timezone.now(), **changes}
    return services.post_to_thread(thread, sender=sender, side=side, text=text, **values)  # type: ignore[arg-type]


def seen_by(member: User, thread: Thread) -> list[tuple[str, str | None]]:
    page = services.read_thread(member, thread.id)
    return [
        (each["data"]["role"], each["data"].get("text"))
        for each in page.frames
        if each["type"] == "item.done"
    ]


def refusal(call: object, *args: object, **kwargs: object) -> str:
    with pytest.raises(AppError) as caught:
        call(*args, **kwargs)  # type: ignore[operator]
    return caught.value.code


# --- both ways ------------------------------------------------------------------------------------


def test_thread_begins_with_the_greeting_and_is_the_seekers_own(thread, seeker, owner):
    assert thread.conversation.kind == Conversation.Kind.THREAD
    assert not thread.conversation.is_remembered
    assert list_conversations(seeker)[0].id == thread.conversation_id
    opened = Event.objects.get(conversation__owner=seeker, type="conversation.opened")
    assert dict(opened.data or {})["conversation_id"] == str(thread.conversation_id)
    assert seen_by(owner, thread) == [("user", "Hello, may I?")]


def test_opening_twice_is_one_thread(thread, seeker, posting):
    again = services.open_thread(Application.objects.get(), now=timezone.now())
    assert again.id == thread.id
    assert Thread.objects.count() == 1


def test_both_sides_write_in_order_and_hear_of_it(thread, seeker, owner):
    first = say(thread, owner, "Come and see us")
    second = say(thread, seeker, "With pleasure")
    assert second.seq > first.seq
    assert seen_by(owner, thread) == [
        ("user", "Hello, may I?"),
        ("recruiter", "Come and see us"),
        ("user", "With pleasure"),
    ]
    notices = Notification.objects.filter(object_id=str(thread.id))
    assert {(each.user_id, each.kind) for each in notices} == {
        (seeker.id, "thread.message"),
        (owner.id, "thread.message"),
    }
    application = Application.objects.get()
    assert application.status == Application.Status.ANSWERED
    assert application.answered_at is not None


def test_notices_hold_no_words_and_do_not_pile_up(thread, seeker, owner):
    say(thread, owner, "First")
    say(thread, owner, "Second")
    (notice,) = Notification.objects.filter(user=seeker, kind="thread.message")
    assert "First" not in str(vars(notice))


def test_same_frame_has_one_effect_on_either_side(thread, seeker, owner):
    for sender in (owner, seeker):
        frame_id = uuid.uuid4()
        first = say(thread, sender, "Once", frame_id=frame_id)
        again = say(thread, sender, "Once", frame_id=frame_id)
        assert (again.seq, again.is_repeat) == (first.seq, True)
        assert refusal(say, thread, sender, "Other words", frame_id=frame_id) == "id_reused"
    assert ThreadPost.objects.count() == 2


def test_read_marks_go_both_ways(thread, seeker, owner):
    posted = say(thread, owner, "Are you free on Monday?")
    assert services.mark_thread_read(owner, thread.id, seq=posted.seq, now=timezone.now())
    conversation = Conversation.objects.get(id=thread.conversation_id)
    assert mark_read(seeker, conversation, seq=posted.seq)
    assert services.read_thread(owner, thread.id).seeker_read_seq == posted.seq
    marked = Event.objects.filter(conversation=conversation, type="read.marked")
    told = [dict(each.data or {}) for each in marked]
    assert [each.get("user_id", each.get("by")) for each in told] == ["company", str(seeker.id)]
    assert str(owner.id) not in json.dumps(told)


def test_read_marks_of_before_lose_the_recruiters_id_alone(thread, seeker, owner):
    posted = say(thread, owner, "Are you free on Monday?")
    services.mark_thread_read(owner, thread.id, seq=posted.seq, now=timezone.now())
    conversation = Conversation.objects.get(id=thread.conversation_id)
    mark_read(seeker, conversation, seq=posted.seq)
    marked = Event.objects.filter(conversation=conversation, type="read.marked").order_by("seq")
    first = marked[0]
    Event.objects.filter(pk=first.pk).update(data={"user_id": str(owner.id), "seq": posted.seq})
    forget = import_module("eventlog.migrations.0003_readers_of_threads").FORGET
    with connection.cursor() as cursor:
        cursor.execute(forget)
    assert [each.data for each in marked.all()] == [
        {"by": "company", "seq": posted.seq},
        {"user_id": str(seeker.id), "seq": posted.seq},
    ]


def test_empty_and_endless_messages_are_refused(thread, owner):
    assert refusal(say, thread, owner, "  ") == "malformed"
    assert refusal(say, thread, owner, "x" * (services.MAX_POST + 1)) == "message_too_long"


def test_company_does_not_go_on_for_ever(thread, seeker, owner):
    for number in range(10):
        say(thread, owner, f"Message {number}")
    assert refusal(say, thread, owner, "One more") == "wait_for_answer"
    say(thread, seeker, "I am here")
    say(thread, owner, "One more")


# --- who may --------------------------------------------------------------------------------------


def test_strangers_and_other_companies_see_no_thread(thread, seeker):
    stranger = make_user()
    other = make_user()
    make_company(owner=other)
    for somebody in (stranger, other, seeker):
        for call in (services.get_thread_of, services.read_thread, services.watch_thread):
            with pytest.raises(NotFound):
                call(somebody, thread.id)
        with pytest.raises(NotFound):
            services.mark_thread_read(somebody, thread.id, seq=1, now=timezone.now())
    for somebody in (stranger, other):
        with pytest.raises(NotFound):
            say(thread, somebody)
        with pytest.raises(NotFound):
            services.get_thread_for(somebody, thread.conversation_id)


def test_viewer_reads_no_words_and_writes_none(thread, company):
    viewer = make_user()
    set_role(company, user=viewer, role=Role.VIEWER)
    assert refusal(services.read_thread, viewer, thread.id) == "not_allowed"
    assert refusal(say, thread, viewer) == "not_allowed"


def test_recruiter_has_no_seekers_door_into_the_thread(thread, owner):
    say(thread, owner)
    assert Participant.objects.filter(user=owner, conversation_id=thread.conversation_id).exists()
    assert thread.conversation_id not in [each.id for each in list_conversations(owner)]
    with pytest.raises(ConversationNotFound):
        get_conversation_for(owner, thread.conversation_id)


def test_member_who_left_is_out_at_the_next_look(thread, company):
    recruiter = make_user()
    set_role(company, user=recruiter, role=Role.RECRUITER)
    say(thread, recruiter)
    remove_member(Membership.objects.get(user=recruiter))
    with pytest.raises(NotFound):
        services.read_thread(recruiter, thread.id)
    with pytest.raises(NotFound):
        say(thread, recruiter)


# --- consent, erasure -----------------------------------------------------------------------------


def test_withdrawn_while_the_page_is_open_nothing_is_left_to_read(thread, seeker, owner):
    say(thread, seeker, "My secret hope")
    assert services.withdraw_application(seeker, Application.objects.get().id, now=timezone.now())
    assert ("user", "My secret hope") not in seen_by(owner, thread)
    assert {text for role, text in seen_by(owner, thread) if role == "user"} == {None}
    assert refusal(say, thread, owner) == "thread_closed"
    assert refusal(say, thread, seeker) == "thread_closed"


def test_erased_person_is_gone_from_the_companys_view(thread, seeker, owner):
    posted = say(thread, owner, "Dear Sally Seeker")
    services.report_thread(
        seeker, thread, side=Side.SEEKER, reason="spam", note="I am Sally", now=timezone.now()
    )
    personal_data.erase_person(seeker, now=timezone.now())
    with pytest.raises(NotFound):
        services.read_thread(owner, thread.id)
    with pytest.raises(NotFound):
        say(thread, owner)
    assert not services.threads_of_company(thread.company_id).exists()
    assert not Event.objects.filter(item_id=posted.item_id).exists()
    report = Report.objects.get()
    assert (report.note, report.quoted, report.reporter) == ("", "", None)


def test_erased_recruiter_leaves_no_name(thread, owner, seeker, company):
    recruiter = make_user(display_name="Rita Recruiter")
    set_role(company, user=recruiter, role=Role.RECRUITER)
    say(thread, recruiter, "Welcome")
    personal_data.erase_person(recruiter, now=timezone.now())
    assert ThreadPost.objects.get(side=Side.RECRUITER).sender is None
    assert ("recruiter", "Welcome") in seen_by(owner, thread)


# --- blocks and reports ---------------------------------------------------------------------------


def test_block_ends_the_thread_for_both_at_once(thread, seeker, owner, company):
    assert services.block_company(seeker, company, now=timezone.now()) == 1
    assert services.is_blocked(company.id, person_id=seeker.id)
    assert refusal(say, thread, owner) == "thread_closed"
    assert refusal(say, thread, seeker) == "thread_closed"
    page = services.read_thread(owner, thread.id)
    # That it was a block is the seeker's own affair.
    assert not page.may_write
    assert "block" not in page.notice.lower()
    assert services.unblock_company(seeker, company.id)
    say(thread, owner, "Hello again")


def test_report_reaches_operators_once_with_the_words(thread, seeker, owner):
    say(thread, owner, "Pay a deposit of 200 first")
    for _time in range(2):
        services.report_thread(
            seeker,
            thread,
            side=Side.SEEKER,
            reason="scam",
            note="They want money",
            now=timezone.now(),
        )
    report = Report.objects.get()
    assert "deposit" in report.quoted
    assert services.settle_report(report, by=owner, is_upheld=True, now=timezone.now())
    assert not services.settle_report(report, by=owner, is_upheld=False, now=timezone.now())


def test_only_the_two_sides_report(thread):
    with pytest.raises(NotFound):
        services.report_thread(
            make_user(), thread, side=Side.SEEKER, reason="scam", now=timezone.now()
        )


# --- greetings ------------------------------------------------------------------------------------


def greet(company: Company, posting: Posting, person: User, by: User, **changes: object) -> Any:
    values = {"reference": "r1", "text": "We liked your skills", "now": timezone.now(), **changes}
    return services.record_greeting(company, posting, person=person, by=by, **values)  # type: ignore[arg-type]


def test_greeting_reaches_the_app_and_hides_who_it_is(company, posting, seeker, owner):
    greeting = greet(company, posting, seeker, owner)
    thread = greeting.thread
    assert list_conversations(seeker)[0].id == thread.conversation_id
    assert Notification.objects.get(user=seeker).kind == "thread.greeting"
    assert "Sally" not in services.name_seeker(thread)
    assert refusal(say, thread, owner, "Are you there?") == "wait_for_answer"
    assert not Application.objects.exists()


def test_answer_to_a_greeting_makes_a_contact_and_shows_words_not_the_name(
    company, posting, seeker, owner
):
    thread = greet(company, posting, seeker, owner).thread
    say(thread, seeker, "Tell me more")
    thread.refresh_from_db()
    application = Application.objects.get()
    assert thread.application_id == application.id
    assert application.message == "Tell me more"
    assert Greeting.objects.get().status == Greeting.Status.ANSWERED
    assert ("user", "Tell me more") in seen_by(owner, thread)
    assert "Sally" not in services.name_seeker(thread)
    say(thread, owner, "It is a day job")
    scopes = set(Consent.objects.filter(person_id=seeker.id).values_list("scope", flat=True))
    assert scopes == {Consent.Scope.MESSAGE}


def test_no_second_greeting_after_silence(company, posting, seeker, owner):
    greet(company, posting, seeker, owner)
    other = make_posting(source=posting.source, is_embedded=False)
    later = timezone.now() + timedelta(days=30)
    assert refusal(greet, company, other, seeker, owner, now=later) == "greeted_already"
    assert refusal(greet, company, posting, seeker, owner, now=later) == "greeted_already"


def test_ignored_greeting_looks_like_silence(company, posting, seeker, owner):
    thread = greet(company, posting, seeker, owner).thread
    before = services.read_thread(owner, thread.id).notice
    assert services.ignore_greeting(seeker, thread)
    assert services.read_thread(owner, thread.id).notice == before


def test_greetings_have_limits(company, posting, owner, settings):
    settings.GREETINGS_PER_POSTING_DAY = 1
    greet(company, posting, make_user(), owner)
    assert refusal(greet, company, posting, make_user(), owner) == "too_many_greetings"
    other = make_posting(source=posting.source, is_embedded=False)
    greet(company, other, make_user(), owner)
    settings.GREETINGS_PER_COMPANY_DAY = 2
    third = make_posting(source=posting.source, is_embedded=False)
    assert refusal(greet, company, third, make_user(), owner) == "too_many_greetings"
    greet(company, third, make_user(), owner, now=timezone.now() + timedelta(days=2))


def test_who_wants_no_greetings_gets_none(company, posting, seeker, owner):
    services.set_greetings(seeker, wanted=False, now=timezone.now())
    assert refusal(greet, company, posting, seeker, owner) == "not_reachable"
    services.set_greetings(seeker, wanted=True, now=timezone.now())
    services.block_company(seeker, company, now=timezone.now())
    assert refusal(greet, company, posting, seeker, owner) == "not_reachable"
    assert Block.objects.count() == 1


def test_viewers_and_strangers_greet_nobody(company, posting, seeker):
    viewer = make_user()
    set_role(company, user=viewer, role=Role.VIEWER)
    assert refusal(greet, company, posting, seeker, viewer) == "not_allowed"
    with pytest.raises(NotFound):
        greet(company, posting, seeker, make_user())
    other = make_company(owner=viewer)
    with pytest.raises(NotFound):
        greet(other, posting, seeker, viewer)


# --- others' words --------------------------------------------------------------------------------


def test_links_are_taken_out_and_money_is_warned_of_to_the_seeker_alone(thread, seeker, owner):
    say(thread, owner, "Sign in at http://evil.example/login and pay a deposit of £200")
    said = [
        dict(each.data or {})
        for each in Event.objects.filter(
            conversation_id=thread.conversation_id, type="item.done"
        ).order_by("seq")
    ]
    assert not any("evil.example" in str(each) for each in said)
    (warning,) = [each for each in said if each["role"] == "system" and "Careful" in each["text"]]
    assert warning["audience"] == "seeker"
    assert all("Careful" not in (text or "") for _role, text in seen_by(owner, thread))


# --- what is over stays over ----------------------------------------------------------------------


def another(posting: Posting) -> Posting:
    return make_posting(source=posting.source, is_embedded=False)


def test_blocked_company_opens_no_thread_about_another_posting(
    thread, seeker, owner, company, posting
):
    application = connect(seeker, another(posting))
    services.block_company(seeker, company, now=timezone.now())
    for side in Side:
        code = refusal(services.open_thread, application, side=side, now=timezone.now())
        assert code == "thread_closed"
    assert Thread.objects.count() == 1
    # Nor through one that stood open under a block.
    Thread.objects.update(state=Thread.State.OPEN)
    assert refusal(say, thread, owner) == "thread_closed"
    tomorrow = timezone.now() + timedelta(days=1)
    times = {"starts": [tomorrow], "minutes": 30, "time_zone": "UTC"}
    code = refusal(services.offer_slots, [application], by=owner, now=timezone.now(), **times)
    assert code == "thread_closed"
    code = refusal(
        services.make_offer, application, text="Come to us", by=owner, now=timezone.now()
    )
    assert code == "thread_closed"


@pytest.mark.parametrize("is_blocked", [True, False])
def test_deleted_conversation_is_the_seekers_to_begin_again(thread, seeker, company, is_blocked):
    if is_blocked:
        services.block_company(seeker, company, now=timezone.now())
    Conversation.objects.get(id=thread.conversation_id).delete()
    application = Application.objects.get()
    assert refusal(services.open_thread, application, now=timezone.now()) == "thread_closed"
    if is_blocked:
        assert Thread.objects.get().state == Thread.State.BLOCKED
        services.unblock_company(seeker, company.id)
    again = services.open_thread(application, side=Side.SEEKER, now=timezone.now())
    assert (again.id, again.state) == (thread.id, Thread.State.OPEN)
    assert again.conversation_id is not None


@pytest.mark.parametrize("is_blocked_first", [True, False])
def test_unblocking_opens_nothing_that_was_withdrawn(thread, seeker, company, is_blocked_first):
    application = Application.objects.get()
    if is_blocked_first:
        services.block_company(seeker, company, now=timezone.now())
    assert services.withdraw_application(seeker, application.id, now=timezone.now())
    if not is_blocked_first:
        # As a block left it that came before ended contacts were looked at.
        Thread.objects.update(state=Thread.State.BLOCKED)
    services.unblock_company(seeker, company.id)
    assert Thread.objects.get().state != Thread.State.OPEN


def test_offers_and_places_are_screened_as_messages_are(thread, seeker, owner):
    application = Application.objects.get()
    words = "Sign at http://evil.example/offer and pay a deposit of £200 first"
    offer = services.make_offer(application, text=words, by=owner, now=timezone.now())
    assert "evil.example" not in offer.text
    services.offer_slots(
        [application],
        starts=[timezone.now() + timedelta(days=1)],
        minutes=30,
        time_zone="UTC",
        place="Pay a fee of £50 to enter: https://meet.example/room",
        by=owner,
        now=timezone.now(),
    )
    said = [
        dict(each.data or {})
        for each in Event.objects.filter(
            conversation_id=thread.conversation_id, type="item.done"
        ).order_by("seq")
    ]
    warnings = [each for each in said if "Careful" in (each.get("text") or "")]
    assert len(warnings) == 2
    assert {each["audience"] for each in warnings} == {"seeker"}
    assert all("Careful" not in (text or "") for _role, text in seen_by(owner, thread))


@pytest.mark.parametrize("ended_by", ["rejected", "withdrawn"])
def test_offer_ends_with_its_contact(thread, seeker, owner, company, ended_by):
    application = Application.objects.get()
    offer = services.make_offer(application, text="Come to us", by=owner, now=timezone.now())
    if ended_by == "withdrawn":
        services.withdraw_application(seeker, application.id, now=timezone.now())
    else:
        application = Application.objects.select_related("stage").get()
        rejected = Stage.objects.get(company=company, kind=Stage.Kind.REJECTED)
        services.move_application(application, to=rejected, by=owner, now=timezone.now())
    offer.refresh_from_db()
    assert offer.state == JobOffer.State.TAKEN_BACK
    JobOffer.objects.update(state=JobOffer.State.MADE, decided_at=None)
    code = refusal(services.decide_offer, seeker, offer.id, accepts=True, now=timezone.now())
    assert code == "offer_over"
