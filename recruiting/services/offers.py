"""Offers of the work: made by recruiters in words, accepted or declined by seekers."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from jobassist.accounts.companies import WRITERS, require_membership
from jobassist.accounts.models import User
from jobassist.errors import AppError, NotFound
from recruiting import hearing
from recruiting.hearing import Happened, News
from recruiting.models import Application, JobOffer, Stage, StageMove

from .interviews import tell_recruiter
from .moves import ENDED, kind_of, lock_application, move_locked
from .stages import stage_of_kind
from .thread_words import screen_for, warn_of_contact
from .threads import refuse_blocked

MAX_OFFER = 2_000
_OFFER = JobOffer.State


def make_offer(application: Application, *, text: str, by: User, now: datetime) -> JobOffer:
    """Offer the work in these words, and tell the seeker; the contact stands at the offer then.

    AppError 409 "offer_open" while another waits for an answer.
    """
    require_membership(by, application.company_id or 0, roles=WRITERS)
    text = text.strip()
    if not text or len(text) > MAX_OFFER:
        raise AppError(
            "offer_invalid",
            _("Write the offer, in at most %(limit)d characters.") % {"limit": MAX_OFFER},
        )
    try:
        with transaction.atomic():
            locked = lock_application(application.id)
            if locked.seeker_id is None or locked.merged_into_id is not None:
                raise NotFound
            if kind_of(locked) in ENDED:
                raise AppError("application_over", _("This application is over."), status=409)
            refuse_blocked(locked)
            shown, warnings = screen_for(locked.seeker, text)
            offer = JobOffer.objects.create(
                application=locked, text=shown[:MAX_OFFER], made_by=by, made_at=now
            )
            if kind_of(locked) != Stage.Kind.OFFER:
                # One word to the seeker, not two: the offer itself says where it stands.
                to = stage_of_kind(locked.company_id or 0, Stage.Kind.OFFER)
                move_locked(locked, to=to, by=by, now=now)
            hearing.tell(
                News(locked, Happened.OFFER_MADE, StageMove.Actor.RECRUITER, now, offer=offer)
            )
            warn_of_contact(locked, warnings, now=now)
    except IntegrityError:
        raise AppError(
            "offer_open", _("An offer waits for an answer already."), status=409
        ) from None
    application.stage, application.status = locked.stage, locked.status
    return offer


def decide_offer(user: User, offer_id: uuid.UUID, *, accepts: bool, now: datetime) -> JobOffer:
    """Record the seeker's yes or no to an offer and tell the recruiter. Hiring stays a person's act.

    AppError 409 "offer_over" when it was decided or taken back, or the contact has ended.
    """
    offer = _get(offer_id)
    if offer.application.seeker_id != user.id:
        raise NotFound
    with transaction.atomic():
        locked = lock_application(offer.application_id)
        state = _OFFER.ACCEPTED if accepts else _OFFER.DECLINED
        if kind_of(locked) in ENDED or not JobOffer.objects.filter(
            id=offer.id, state=_OFFER.MADE
        ).update(state=state, decided_at=now):
            raise AppError("offer_over", _("This offer is no longer open."), status=409)
        offer.state, offer.decided_at, offer.application = state, now, locked
        hearing.tell(News(locked, Happened.OFFER_DECIDED, StageMove.Actor.SEEKER, now, offer=offer))
        kind = "offer.accepted" if accepts else "offer.declined"
        tell_recruiter(locked, kind, also=offer.made_by, now=now)
    return offer


def take_offer_back(offer: JobOffer, *, by: User, now: datetime) -> bool:
    """Take an open offer back and tell the seeker; False when it is not open."""
    require_membership(by, offer.application.company_id or 0, roles=WRITERS)
    with transaction.atomic():
        locked = lock_application(offer.application_id)
        if not JobOffer.objects.filter(id=offer.id, state=_OFFER.MADE).update(
            state=_OFFER.TAKEN_BACK, decided_at=now
        ):
            return False
        offer.state, offer.decided_at = _OFFER.TAKEN_BACK, now
        hearing.tell(
            News(locked, Happened.OFFER_TAKEN_BACK, StageMove.Actor.RECRUITER, now, offer=offer)
        )
    return True


def find_offer(application: Application) -> JobOffer | None:
    """Return the newest offer of a contact. One query."""
    return JobOffer.objects.filter(application=application).order_by("-made_at").first()


def _get(offer_id: uuid.UUID) -> JobOffer:
    offer = JobOffer.objects.select_related("application", "made_by").filter(id=offer_id).first()
    if offer is None:
        raise NotFound
    return offer
