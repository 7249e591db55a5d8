"""Times for interviews: offered by recruiters, picked by seekers, cancelled by either."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from eventlog.services import queue_notification
from jobassist.accounts.companies import WRITERS, require_membership
from jobassist.accounts.models import User
from jobassist.accounts.time_zones import validate_time_zone
from jobassist.errors import AppError, NotFound
from recruiting import hearing
from recruiting.hearing import Happened, News
from recruiting.models import (
    Application,
    InterviewSlot,
    JobOffer,
    SlotOffer,
    Stage,
    StageMove,
)
from recruiting.screening import find_warnings

from .moves import ENDED, advance_by_seeker, kind_of, lock_application
from .thread_words import warn_of_contact
from .threads import refuse_blocked

# A chip each, and one for "none of these".
MAX_SLOTS = 8
MAX_OPEN = 24
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=8)
FARTHEST = timedelta(days=366)
_SLOT = InterviewSlot.State


def offer_slots(
    applications: Sequence[Application],
    *,
    starts: Sequence[datetime],
    minutes: int,
    time_zone: str,
    place: str = "",
    by: User,
    now: datetime,
) -> list[InterviewSlot]:
    """Offer these times to contacts of one company, and tell each; the first to pick one has it."""
    companies = {each.company_id for each in applications}
    if len(companies) != 1:
        raise NotFound
    company_id = companies.pop() or 0
    require_membership(by, company_id, roles=WRITERS)
    _check_times(starts, minutes=minutes, now=now)
    validate_time_zone(time_zone)
    with transaction.atomic():
        slots = [
            InterviewSlot(
                company_id=company_id,
                starts_at=start,
                ends_at=start + timedelta(minutes=minutes),
                time_zone=time_zone,
                place=" ".join(place.split())[:300],
                offered_by=by,
                created_at=now,
                updated_at=now,
            )
            for start in sorted(set(starts))
        ]
        InterviewSlot.objects.bulk_create(slots)
        for each in sorted(applications, key=lambda each: each.id):
            locked = lock_application(each.id)
            _check_open(locked)
            refuse_blocked(locked)
            if len(list_slots(locked, now=now)) + len(slots) > MAX_OPEN:
                raise AppError(
                    "too_many_slots",
                    _("At most %(limit)d times can be open.") % {"limit": MAX_OPEN},
                    status=409,
                )
            SlotOffer.objects.bulk_create(
                [SlotOffer(slot=slot, application=locked) for slot in slots]
            )
            hearing.tell(
                News(
                    locked,
                    Happened.SLOTS_OFFERED,
                    StageMove.Actor.RECRUITER,
                    now,
                    slots=tuple(list_slots(locked, now=now)),
                )
            )
            # A link stays: it leads to the call.
            warn_of_contact(locked, find_warnings(place), now=now)
    return slots


def list_slots(application: Application, *, now: datetime) -> list[InterviewSlot]:
    """Return the times that a contact can pick now, earliest first. One query."""
    return list(
        InterviewSlot.objects.filter(
            offers__in=SlotOffer.objects.filter(application=application, declined_at=None),
            state=_SLOT.OPEN,
            starts_at__gt=now,
        ).order_by("starts_at", "id")
    )


@dataclass(frozen=True)
class Arranged:
    """What is agreed or open between a company and a seeker: times to pick, the one picked, an offer."""

    slots: tuple[InterviewSlot, ...] = ()
    interview: InterviewSlot | None = None
    offer: JobOffer | None = None


def list_arranged(
    applications: Sequence[Application], *, now: datetime
) -> dict[uuid.UUID, Arranged]:
    """Return what is arranged about each of these contacts that go on. Three queries."""
    ids = [each.id for each in applications if kind_of(each) not in ENDED]
    if not ids:
        return {}
    slots: dict[uuid.UUID, list[InterviewSlot]] = {}
    offered = SlotOffer.objects.filter(
        application_id__in=ids,
        declined_at=None,
        slot__state=_SLOT.OPEN,
        slot__starts_at__gt=now,
    )
    for each in offered.select_related("slot").order_by("slot__starts_at", "slot_id"):
        slots.setdefault(each.application_id, []).append(each.slot)
    picked = {
        each.picked_by_id: each
        for each in InterviewSlot.objects.filter(picked_by_id__in=ids, state=_SLOT.PICKED)
    }
    made = {
        each.application_id: each
        for each in JobOffer.objects.filter(application_id__in=ids).order_by("made_at")
    }
    return {
        each: Arranged(tuple(slots.get(each, ())), picked.get(each), made.get(each)) for each in ids
    }


def find_interview(application: Application) -> InterviewSlot | None:
    """Return the time that a contact has picked. One query."""
    return InterviewSlot.objects.filter(picked_by=application, state=_SLOT.PICKED).first()


def get_interview_for(user: User, slot_id: uuid.UUID) -> InterviewSlot:
    """Return a time that the seeker has picked, or that was cancelled after; else NotFound."""
    slot = (
        InterviewSlot.objects.select_related(
            "company", "picked_by", "picked_by__posting", "picked_by__posting__employer"
        )
        .filter(id=slot_id, picked_by__seeker=user)
        .first()
    )
    if slot is None:
        raise NotFound
    return slot


def get_interview_of(company_id: int, slot_id: uuid.UUID) -> InterviewSlot:
    """Return a company's own time that somebody has picked; NotFound for any other."""
    slot = (
        InterviewSlot.objects.select_related(
            "company", "picked_by", "picked_by__posting", "picked_by__posting__employer"
        )
        .filter(id=slot_id, company_id=company_id, picked_by__seeker__isnull=False)
        .first()
    )
    if slot is None:
        raise NotFound
    return slot


def pick_slot(
    user: User, application_id: uuid.UUID, slot_id: uuid.UUID, *, now: datetime
) -> InterviewSlot:
    """Give the seeker an offered time, instead of one picked before; the contact moves on.

    AppError 409 "slot_taken" when somebody else was first or it is over.
    """
    application = _get_for(user, application_id)
    with transaction.atomic():
        locked = lock_application(application.id)
        _check_open(locked)
        if not SlotOffer.objects.filter(application=locked, slot_id=slot_id).exists():
            raise NotFound
        before = find_interview(locked)
        if before is not None and before.id == slot_id:
            return before
        free_times(locked, now=now)
        # The condition decides between two who tap at once: the second finds it no longer open.
        taken = InterviewSlot.objects.filter(
            id=slot_id, state=_SLOT.OPEN, starts_at__gt=now
        ).update(state=_SLOT.PICKED, picked_by=locked, updated_at=now)
        if not taken:
            raise AppError("slot_taken", _("That time is no longer free."), status=409)
        slot = InterviewSlot.objects.get(id=slot_id)
        advance_by_seeker(locked, kind=Stage.Kind.INTERVIEW, now=now)
        hearing.tell(News(locked, Happened.SLOT_PICKED, StageMove.Actor.SEEKER, now, slots=(slot,)))
        tell_recruiter(locked, "interview.picked", also=slot.offered_by, now=now)
    return slot


def decline_slots(user: User, application_id: uuid.UUID, *, now: datetime) -> bool:
    """Record that none of the offered times suits and tell the recruiter; False if none was open."""
    application = _get_for(user, application_id)
    with transaction.atomic():
        locked = lock_application(application.id)
        open_ones = list_slots(locked, now=now)
        if not open_ones:
            return False
        SlotOffer.objects.filter(application=locked, slot__in=open_ones).update(declined_at=now)
        hearing.tell(News(locked, Happened.SLOTS_DECLINED, StageMove.Actor.SEEKER, now))
        tell_recruiter(locked, "interview.declined", also=open_ones[0].offered_by, now=now)
    return True


def cancel_by_seeker(user: User, application_id: uuid.UUID, *, now: datetime) -> InterviewSlot:
    """Cancel the seeker's interview and tell the recruiter; NotFound where there is none."""
    application = _get_for(user, application_id)
    with transaction.atomic():
        locked = lock_application(application.id)
        slot = find_interview(locked)
        if slot is None:
            raise NotFound
        _cancel(slot, by=StageMove.Actor.SEEKER, now=now)
        hearing.tell(
            News(locked, Happened.SLOT_CANCELLED, StageMove.Actor.SEEKER, now, slots=(slot,))
        )
        tell_recruiter(locked, "interview.cancelled", also=slot.offered_by, now=now)
    return slot


def cancel_slot(slot: InterviewSlot, *, by: User, now: datetime) -> bool:
    """Take back a time, picked or not; who picked it is told. False when it was over before."""
    require_membership(by, slot.company_id, roles=WRITERS)
    with transaction.atomic():
        # The contact first, as who picks does; whether it is still theirs shows then.
        holder = slot.picked_by
        locked = lock_application(holder.id) if holder else None
        row = InterviewSlot.objects.select_for_update().filter(id=slot.id).first()
        if row is None or row.state == _SLOT.CANCELLED:
            return False
        if row.picked_by_id != (locked.id if locked else None):
            raise AppError(
                "changed_meanwhile", _("It has changed meanwhile. Look at it again."), status=409
            )
        _cancel(row, by=StageMove.Actor.RECRUITER, now=now)
        if locked is not None:
            hearing.tell(
                News(locked, Happened.SLOT_CANCELLED, StageMove.Actor.RECRUITER, now, slots=(row,))
            )
    return True


def free_times(locked: Application, *, now: datetime) -> None:
    """Give back the time that a contact has picked, for others to whom it was offered. Locked."""
    for slot in InterviewSlot.objects.filter(picked_by=locked, state=_SLOT.PICKED):
        InterviewSlot.objects.filter(id=slot.id).update(
            state=_SLOT.OPEN, picked_by=None, sequence=slot.sequence + 1, updated_at=now
        )


def tell_recruiter(
    application: Application, kind: str, *, also: User | None = None, now: datetime
) -> None:
    """Leave word for whoever it is assigned to, else for who made the offer; no content."""
    user = application.assigned_to or also
    if user is not None and user.is_active:
        queue_notification(
            user,
            kind=kind,
            conversation_id=None,
            object_id=str(application.id),
            now=now,
        )


def _cancel(slot: InterviewSlot, *, by: StageMove.Actor, now: datetime) -> None:
    slot.state, slot.cancelled_by = _SLOT.CANCELLED, by
    slot.sequence += 1
    InterviewSlot.objects.filter(id=slot.id).update(
        state=slot.state, cancelled_by=by, sequence=slot.sequence, updated_at=now
    )


def _get_for(user: User, application_id: uuid.UUID) -> Application:
    application = Application.objects.filter(
        id=application_id, seeker=user, company__isnull=False
    ).first()
    if application is None:
        raise NotFound
    return application


def _check_open(application: Application) -> None:
    if application.seeker_id is None or application.merged_into_id is not None:
        raise NotFound
    if kind_of(application) in ENDED:
        raise AppError("application_over", _("This application is over."), status=409)


def _check_times(starts: Sequence[datetime], *, minutes: int, now: datetime) -> None:
    if not 1 <= len(set(starts)) <= MAX_SLOTS:
        raise AppError(
            "times_invalid", _("Offer between one and %(limit)d times.") % {"limit": MAX_SLOTS}
        )
    if not SHORTEST <= timedelta(minutes=minutes) <= LONGEST:
        raise AppError("times_invalid", _("An interview takes from 5 minutes to 8 hours."))
    if any(not now < each < now + FARTHEST for each in starts):
        raise AppError("times_invalid", _("Offer times that lie ahead, within a year."))
