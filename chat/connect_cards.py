"""The card of a contact with an employer: where it stands, and what there is to answer. No queries."""

from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from chat.build_cards import build_action, employer_name, job_line, safe_url
from chat.cards import (
    ACTION_LIMIT,
    BODY_LIMIT,
    TITLE_LIMIT,
    Action,
    ConnectStatus,
    ConnectStatusData,
    InterviewTime,
    OfferData,
    clip,
)
from jobs.models import Posting
from recruiting.models import Application, InterviewSlot, JobOffer
from recruiting.services import Arranged, kind_of

NOTHING = Arranged()


def build_connect_status(
    application: Application,
    posting: Posting,
    *,
    arranged: Arranged = NOTHING,
    time_zone: str = "UTC",
) -> ConnectStatus:
    """Return where a contact with an employer stands, and what there is to answer.

    `arranged` is of a contact that goes on; its times are shown in the person's `time_zone`.
    """
    is_outbound = application.kind == Application.Kind.OUTBOUND
    stage = None if is_outbound else kind_of(application)
    labels = {
        "sent": _("Sent") if not is_outbound else _("On the employer's own page"),
        "read": _("Read"),
        "answered": _("Answered"),
        "withdrawn": _("Withdrawn"),
        "closed": _("Closed"),
    }
    stages = {
        "interview": _("Interview"),
        "offer": _("Offer"),
        "hired": _("Hired"),
        "rejected": _("They decided for somebody else"),
    }
    body = labels[application.status]
    if application.status not in ("withdrawn", "closed"):
        body = stages.get(stage or "", body)
    interview = arranged.interview
    if interview is not None:
        body = _("Interview on %(time)s") % {"time": describe_time(interview, time_zone=time_zone)}
    return ConnectStatus(
        fallback_text=clip(f"{job_line(posting)}: {body}", BODY_LIMIT),
        title=clip(posting.title, TITLE_LIMIT),
        body=body,
        data=ConnectStatusData(
            application_id=str(application.id),
            job_id=str(posting.id),
            kind=application.kind,
            # Nothing was sent to an employer whose own page was shown.
            status="outbound" if is_outbound else application.status,
            stage=stage,
            title=posting.title,
            employer=employer_name(posting),
            url=safe_url(posting.url) if is_outbound else None,
            message=clip(application.message, BODY_LIMIT) or None,
            sent_at=application.created_at.isoformat(),
            thread_id=_thread_of(application),
            slots=[_build_time(each, time_zone=time_zone) for each in arranged.slots] or None,
            interview=_build_time(interview, time_zone=time_zone) if interview else None,
            offer=_build_offer(arranged.offer) if arranged.offer else None,
        ),
        actions=_connect_actions(application, arranged, time_zone=time_zone),
    )


def _connect_actions(
    application: Application, arranged: Arranged, *, time_zone: str
) -> list[Action]:
    """Return what can be done about a contact; what waits for an answer comes first."""
    if application.kind == Application.Kind.OUTBOUND or application.status in (
        "withdrawn",
        "closed",
    ):
        return []
    named = {"application_id": str(application.id)}
    actions = []
    offer = arranged.offer
    if offer is not None and offer.state == offer.State.MADE:
        decided = {**named, "offer_id": str(offer.id)}
        actions += [
            build_action("accept", _("Accept"), style="primary", payload=decided),
            build_action("decline", _("Decline"), payload=decided),
        ]
    elif arranged.interview is not None:
        actions.append(build_action("cancel_interview", _("Cancel the interview"), payload=named))
    else:
        actions += [
            build_action(
                "pick",
                describe_time(each, time_zone=time_zone),
                payload={**named, "slot_id": str(each.id)},
            )
            for each in arranged.slots[: ACTION_LIMIT - 2]
        ]
        if arranged.slots:
            actions.append(build_action("none_fit", _("None of these"), payload=named))
    if len(actions) <= ACTION_LIMIT - 2:
        actions.append(build_action("open", _("Write to them"), payload=named))
    return [*actions, build_action("withdraw", _("Withdraw"), payload=named)]


def _thread_of(application: Application) -> str | None:
    """Return the conversation with the recruiter, where the contact came with it loaded."""
    if "thread" not in application._state.fields_cache:
        return None
    thread = application._state.fields_cache["thread"]
    return str(thread.conversation_id) if thread is not None and thread.conversation_id else None


def describe_time(slot: InterviewSlot, *, time_zone: str) -> str:
    """Return when an interview is, short enough to tap, on the clock of a time zone."""
    # Translators: a day and a time of Django's date filter, at most 25 characters when filled in.
    return date_format(slot.starts_at.astimezone(ZoneInfo(time_zone or "UTC")), _("D j M, H:i"))


def _build_time(slot: InterviewSlot, *, time_zone: str) -> InterviewTime:
    place = slot.place or None
    is_call = place is not None and safe_url(place) is not None
    return InterviewTime(
        slot_id=str(slot.id),
        starts_at=slot.starts_at.isoformat(),
        ends_at=slot.ends_at.isoformat(),
        time_zone=time_zone or "UTC",
        text=describe_time(slot, time_zone=time_zone),
        place=None if is_call else place,
        url=place if is_call else None,
    )


def _build_offer(offer: JobOffer) -> OfferData:
    return OfferData(
        offer_id=str(offer.id),
        text=clip(offer.text, BODY_LIMIT),
        state=offer.state,
    )
