"""The invented people who wrote to the demo companies, brought to where they stand there."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from jobassist.accounts.models import Company, User
from jobs.models import Posting
from recruiting import services
from recruiting.models import Application, Stage
from recruiting.models.threads import Side
from resumes.services import current_resume

from .sheets import DemoApplicant

# Between two things that happen to one application.
STEP = timedelta(hours=5)


def play_application(
    applicant: DemoApplicant, *, seeker: User, company: Company, recruiter: User, now: datetime
) -> Application:
    """Have somebody apply, be answered and be moved as their sheet says; returns the contact."""
    at = now - timedelta(days=applicant.days)
    posting = (
        Posting.objects.filter(company=company, title=applicant.posting, status="active")
        .order_by("id")
        .first()
    )
    if posting is None:
        raise LookupError(f"{company.name} has no open posting called {applicant.posting}")
    resume = current_resume(seeker)
    application, _is_new = services.record_connection(
        seeker,
        posting,
        message=applicant.message,
        resume_id=resume.id,
        resume_revision=resume.confirmed_revision,
        conversation_id=None,
        round_number=1,
        scene="find",
        language=applicant.lang,
        now=at,
    )
    if applicant.is_discoverable:
        services.set_discoverability(seeker, is_discoverable=True, now=at)
    for said in applicant.says:
        at += STEP
        _say(application, said, seeker=seeker, recruiter=recruiter, now=at)
    _bring_to_stage(application, applicant.stage, recruiter=recruiter, company=company, now=now)
    if applicant.note:
        services.add_note(application, text=applicant.note, by=recruiter, now=at + STEP)
    return application


def _say(
    application: Application, said: str, *, seeker: User, recruiter: User, now: datetime
) -> None:
    is_recruiter = said.startswith("<")
    side = Side.RECRUITER if is_recruiter else Side.SEEKER
    services.post_to_thread(
        services.open_thread(application, now=now, side=side),
        sender=recruiter if is_recruiter else seeker,
        side=side,
        text=said[1:].strip(),
        frame_id=uuid.uuid4(),
        now=now,
    )


def _bring_to_stage(
    application: Application, kind: str, *, recruiter: User, company: Company, now: datetime
) -> None:
    application.refresh_from_db()
    if application.stage is None or application.stage.kind == kind:
        return
    if kind == Stage.Kind.INTERVIEW:
        here = now.astimezone(ZoneInfo(company.time_zone)) + timedelta(days=2)
        morning = here.replace(hour=10, minute=0, second=0, microsecond=0)
        slots = services.offer_slots(
            [application],
            starts=[morning, morning + timedelta(hours=2)],
            minutes=45,
            time_zone=company.time_zone,
            by=recruiter,
            now=now,
        )
        assert application.seeker is not None
        services.pick_slot(application.seeker, application.id, slots[0].id, now=now)
        return
    services.move_application(
        application,
        to=services.stage_of_kind(company.id, kind),
        by=recruiter,
        now=now,
    )
