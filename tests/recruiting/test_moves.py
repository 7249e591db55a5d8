"""Moves of contacts: one way, told once, never by a machine, never into another company."""

import datetime
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from eventlog.services import create_conversation
from jobassist.accounts.companies import set_role
from jobassist.accounts.models import Membership
from jobassist.errors import AppError, NotFound
from recruiting import hearing, services
from recruiting.models import (
    Application,
    ApplicationNote,
    ApplicationTag,
    InterviewSlot,
    JobOffer,
    SlotOffer,
    Stage,
    StageMove,
)
from recruiting.personal_data import erase_connections
from tests.factories import make_company, make_posting, make_source, make_user


@pytest.fixture
def told(monkeypatch):
    """Return what tellers are told, in order."""
    heard: list[hearing.News] = []
    monkeypatch.setattr(hearing, "_tellers", [heard.append])
    return heard


@pytest.fixture
def rita(db):
    return make_user(display_name="Rita")


@pytest.fixture
def company(rita):
    firm = make_company(owner=make_user())
    set_role(firm, user=rita, role=Membership.Role.RECRUITER)
    return firm


@pytest.fixture
def posting(company):
    return make_posting(source=make_source("own", company=company), is_embedded=False)


def connect(user, posting, now):
    application, _ = services.record_connection(
        user,
        posting,
        message="Hello",
        resume_id=None,
        resume_revision=None,
        conversation_id=create_conversation(user).id,
        round_number=1,
        now=now,
    )
    return application


@pytest.fixture
def application(alice, posting, now):
    return connect(alice, posting, now)


def stage(company, kind):
    return services.stage_of_kind(company.id, kind)


def test_company_gets_a_stage_of_each_kind_in_its_language(db):
    chinese = make_company(locale="zh-CN")
    stages = services.list_stages(chinese.id)
    assert [each.kind for each in stages] == list(Stage.Kind.values)
    assert [each.name for each in stages][:2] == ["新申请", "沟通中"]
    assert len(services.list_reasons(chinese.id)) == 8


def test_new_contact_stands_at_applied(application, company):
    assert application.stage == stage(company, "applied")


def test_move_is_recorded_told_and_an_answer(application, company, rita, told, now):
    move = services.move_application(application, to=stage(company, "interview"), by=rita, now=now)
    assert (move.from_kind, move.to_kind, move.actor) == ("applied", "interview", "recruiter")
    application.refresh_from_db()
    assert application.answered_at == now
    assert application.status == Application.Status.ANSWERED
    assert [(each.what, each.to_kind) for each in told] == [("moved", "interview")]


def test_viewer_and_stranger_move_nothing(application, company, told, now):
    viewer, stranger = make_user(), make_user()
    set_role(company, user=viewer, role=Membership.Role.VIEWER)
    to = stage(company, "interview")
    with pytest.raises(AppError) as refused:
        services.move_application(application, to=to, by=viewer, now=now)
    assert refused.value.status == 403
    with pytest.raises(NotFound):
        services.move_application(application, to=to, by=stranger, now=now)
    assert not StageMove.objects.exists()
    assert told == []


def test_stage_of_another_company_does_not_exist(application, rita, now):
    other = make_company()
    with pytest.raises(NotFound):
        services.move_application(application, to=stage(other, "offer"), by=rita, now=now)


def test_second_recruiter_with_an_old_page_is_told_so(application, company, rita, told, now):
    old = Application.objects.select_related("stage").get(id=application.id)
    services.move_application(application, to=stage(company, "interview"), by=rita, now=now)
    with pytest.raises(AppError) as refused:
        services.move_application(old, to=stage(company, "rejected"), by=rita, now=now)
    assert refused.value.code == "moved_meanwhile"
    assert len(told) == 1


@pytest.mark.django_db(transaction=True)
def test_two_recruiters_at_once_are_one_move(alice, now):
    firm = make_company()
    recruiters = [make_user(), make_user()]
    for each in recruiters:
        set_role(firm, user=each, role=Membership.Role.RECRUITER)
    application = connect(
        alice, make_posting(source=make_source("own", company=firm), is_embedded=False), now
    )
    slot_people = [alice, make_user()]
    other = connect(slot_people[1], application.posting, now)
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def run(act):
        try:
            start.wait(10)
            act()
            outcomes.append("done")
        except AppError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    def both(*acts):
        outcomes.clear()
        threads = [threading.Thread(target=run, args=(act,)) for act in acts]
        for each in threads:
            each.start()
        for each in threads:
            each.join(20)
        return sorted(outcomes)

    def mover(by, kind):
        seen = Application.objects.select_related("stage").get(id=application.id)
        return lambda: services.move_application(seen, to=stage(firm, kind), by=by, now=now)

    acts = [mover(recruiters[0], "interview"), mover(recruiters[1], "rejected")]
    assert both(*acts) == ["done", "moved_meanwhile"]
    assert StageMove.objects.count() == 1

    # The same time, offered to two: whoever taps first has it.
    Application.objects.filter(id=application.id).update(stage=stage(firm, "answered"))
    application.refresh_from_db()
    (slot,) = services.offer_slots(
        [application, other],
        starts=[now + datetime.timedelta(days=1)],
        minutes=30,
        time_zone="Europe/London",
        by=recruiters[0],
        now=now,
    )
    picks = [
        lambda person=person, each=each: services.pick_slot(person, each.id, slot.id, now=now)
        for person, each in zip(slot_people, [application, other], strict=True)
    ]
    assert both(*picks) == ["done", "slot_taken"]
    slot.refresh_from_db()
    assert slot.state == InterviewSlot.State.PICKED
    interviews = StageMove.objects.filter(to_kind="interview", actor="seeker")
    assert interviews.get().application_id == slot.picked_by_id


def test_bulk_moves_what_can_be_moved(application, company, rita, alice, posting, now):
    bob = make_user()
    second = connect(bob, posting, now)
    services.withdraw_application(bob, second.id, now=now)
    second = Application.objects.select_related("stage").get(id=second.id)
    result = services.move_many(
        [application, second], to=stage(company, "rejected"), by=rita, reason="filled", now=now
    )
    assert (result.moved, result.left) == (1, 1)


def test_withdrawing_goes_through_the_one_way(application, alice, told, now):
    assert services.withdraw_application(alice, application.id, now=now)
    move = StageMove.objects.get()
    assert (move.to_kind, move.actor, move.by) == ("withdrawn", "seeker", None)
    assert [each.actor for each in told] == ["seeker"]


def test_nobody_is_withdrawn_by_a_recruiter_nor_moved_after(application, company, alice, rita, now):
    with pytest.raises(AppError) as refused:
        services.move_application(application, to=stage(company, "withdrawn"), by=rita, now=now)
    assert refused.value.code == "not_yours"
    services.withdraw_application(alice, application.id, now=now)
    gone = Application.objects.select_related("stage").get(id=application.id)
    with pytest.raises(AppError) as refused:
        services.move_application(gone, to=stage(company, "hired"), by=rita, now=now)
    assert refused.value.code == "withdrawn"


@pytest.mark.parametrize("kind", ["rejected", "hired", "offer"])
def test_database_lets_no_machine_decide(application, company, kind, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        StageMove.objects.create(
            application=application,
            company=company,
            to_stage=stage(company, kind),
            from_kind="applied",
            to_kind=kind,
            actor="system",
            at=now,
        )


def test_moves_are_never_changed(application, company, rita, now):
    services.move_application(application, to=stage(company, "interview"), by=rita, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        StageMove.objects.update(to_kind="hired")


def test_reason_is_told_only_when_the_recruiter_chose_so(application, company, rita, told, now):
    rejected, interview = stage(company, "rejected"), stage(company, "interview")
    services.move_application(application, to=rejected, by=rita, reason="filled", now=now)
    services.move_application(application, to=interview, by=rita, now=now)
    services.move_application(
        application, to=rejected, by=rita, reason="filled", is_reason_told=True, note="No.", now=now
    )
    assert [each.reason for each in told] == [
        None,
        None,
        ("The position has been filled", "岗位已招满"),
    ]
    with pytest.raises(AppError) as refused:
        services.move_application(application, to=interview, by=rita, reason="x", now=now)
    assert refused.value.code == "unknown_reason"


def test_first_answer_is_counted_once(application, rita, told, now):
    later = now + datetime.timedelta(hours=2)
    assert services.record_answer(application, by=rita, now=now)
    assert not services.record_answer(application, by=rita, now=later)
    application.refresh_from_db()
    assert application.answered_at == now
    assert application.stage.kind == "answered"
    assert len(told) == 1


def test_opening_is_told_once(application, rita, told, now):
    old = Application.objects.select_related("stage").get(id=application.id)
    assert services.record_opened(application, by=rita, now=now)
    assert not services.record_opened(old, by=rita, now=now)
    assert [each.what for each in told] == ["read"]


def test_last_stage_of_a_kind_and_a_full_one_stay(application, company, rita):
    with pytest.raises(AppError) as refused:
        services.retire_stage(stage(company, "hired"))
    assert refused.value.code == "last_of_kind"
    services.add_stage(company.id, name="Also new", kind="applied")
    with pytest.raises(AppError) as refused:
        services.retire_stage(application.stage)
    assert refused.value.code == "stage_in_use"


def test_stages_are_put_in_order(company):
    phone = services.add_stage(company.id, name="Phone", kind="interview")
    services.move_stage(phone, step=-1)
    names = [each.name for each in services.list_stages(company.id)]
    assert names.index("Phone") == names.index("Interview") - 1


def test_slot_picked_moves_on_and_another_replaces_it(application, alice, rita, told, now):
    day = datetime.timedelta(days=1)
    first, second = services.offer_slots(
        [application],
        starts=[now + day, now + 2 * day],
        minutes=45,
        time_zone="Asia/Shanghai",
        place="Room 4",
        by=rita,
        now=now,
    )
    services.pick_slot(alice, application.id, first.id, now=now)
    services.pick_slot(alice, application.id, second.id, now=now)
    first.refresh_from_db()
    assert (first.state, first.sequence) == ("open", 1)
    application.refresh_from_db()
    assert application.stage.kind == "interview"
    assert StageMove.objects.count() == 1
    assert [each.what for each in told] == ["slots_offered", "slot_picked", "slot_picked"]
    slot = services.cancel_by_seeker(alice, application.id, now=now)
    assert (slot.id, slot.cancelled_by) == (second.id, "seeker")
    with pytest.raises(NotFound):
        services.cancel_by_seeker(alice, application.id, now=now)


def test_stranger_picks_no_slot(application, rita, now):
    (slot,) = services.offer_slots(
        [application],
        starts=[now + datetime.timedelta(days=1)],
        minutes=30,
        time_zone="UTC",
        by=rita,
        now=now,
    )
    stranger = make_user()
    with pytest.raises(NotFound):
        services.pick_slot(stranger, application.id, slot.id, now=now)
    theirs = connect(stranger, application.posting, now)
    with pytest.raises(NotFound):
        services.pick_slot(stranger, theirs.id, slot.id, now=now)


def test_offer_is_told_once_and_answered_once(application, alice, rita, told, now):
    offer = services.make_offer(application, text="Come and join us.", by=rita, now=now)
    with pytest.raises(AppError) as refused:
        services.make_offer(application, text="Or so.", by=rita, now=now)
    assert refused.value.code == "offer_open"
    with pytest.raises(NotFound):
        services.decide_offer(make_user(), offer.id, accepts=True, now=now)
    services.decide_offer(alice, offer.id, accepts=True, now=now)
    with pytest.raises(AppError):
        services.decide_offer(alice, offer.id, accepts=False, now=now)
    assert JobOffer.objects.get().state == "accepted"
    application.refresh_from_db()
    assert application.stage.kind == "offer"
    assert [each.what for each in told] == ["offer_made", "offer_decided"]


def test_erased_person_leaves_no_word_of_or_to_them(application, alice, company, rita, told, now):
    services.add_note(application, text="Alice seemed nice", by=rita, now=now)
    services.set_tags(application, names=["night shifts"], by=rita)
    (slot,) = services.offer_slots(
        [application],
        starts=[now + datetime.timedelta(days=1)],
        minutes=30,
        time_zone="UTC",
        by=rita,
        now=now,
    )
    services.pick_slot(alice, application.id, slot.id, now=now)
    services.make_offer(application, text="Dear Alice", by=rita, now=now)
    before = len(told)
    erase_connections(alice)
    for model in (ApplicationNote, ApplicationTag, SlotOffer, JobOffer):
        assert not model.objects.exists()
    slot.refresh_from_db()
    assert (slot.state, slot.picked_by) == ("open", None)
    application.refresh_from_db()
    assert (application.seeker, application.status) == (None, "closed")
    assert StageMove.objects.filter(to_kind="withdrawn", actor="seeker").count() == 1
    assert len(told) == before
    with pytest.raises(NotFound):
        services.get_application_of(company.id, application.id)
