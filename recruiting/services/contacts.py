"""Contacts of seekers with employers: found, recorded, withdrawn, closed."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from eventlog.services import lock_conversation_ids, queue_notification
from jobassist.accounts.companies import WRITERS
from jobassist.accounts.models import User
from jobassist.errors import AppError
from jobs.models import Posting
from jobs.services import check_alive
from recruiting.models import Application, Consent, PostingRecruiter, Stage, Thread

from .acts import find_shown_as
from .consents import CONSENT_WORDING, withdraw_consents
from .interviews import free_times
from .moves import announce_application, end_application, lock_application
from .stages import stage_of_kind
from .threads import conversations_of, end_threads

MAX_MESSAGE = 2_000


def find_application(user: User, posting: Posting) -> Application | None:
    """Return the seeker's open contact about this posting, if there is one."""
    return (
        Application.objects.filter(seeker=user, posting=posting)
        .select_related("stage", "thread")
        .exclude(status=Application.Status.WITHDRAWN)
        .first()
    )


def list_applications(user: User, *, limit: int = 20) -> list[Application]:
    """Return the seeker's contacts, newest first, with posting, employer and places. Two queries."""
    return list(
        Application.objects.filter(seeker=user)
        .select_related("posting", "posting__employer", "company", "stage", "thread")
        .prefetch_related("posting__locations")
        .order_by("-created_at")[:limit]
    )


def record_connection(
    user: User,
    posting: Posting,
    *,
    message: str,
    resume_id: uuid.UUID | None,
    resume_revision: int | None,
    conversation_id: uuid.UUID | None,
    round_number: int,
    now: datetime,
    scene: str = "",
    language: str = "",
) -> tuple[Application, bool]:
    """Record that the seeker reaches out; returns the contact and whether it is new.

    `scene` and `language` are the conversation's; the contact counts for the engine that showed
    the posting.
    With a company behind the posting it is a greeting with consent rows for what
    was previewed; without one it is an outbound visit and nothing is shared.
    """
    # As it stands now: the row that came in may be minutes old.
    alive = check_alive(posting.pk, now=now)
    if not alive.is_open:
        raise AppError("posting_closed", alive.words, status=409)
    if len(message) > MAX_MESSAGE:
        raise AppError(
            "message_too_long",
            _("The message is too long: at most %(limit)d characters.") % {"limit": MAX_MESSAGE},
        )
    earlier = find_application(user, posting)
    if earlier is not None:
        return earlier, False
    company_id = posting.company_id
    shown = find_shown_as(user, [posting.pk]).get(posting.pk)
    try:
        with transaction.atomic():
            application = Application.objects.create(
                seeker=user,
                person_id=user.id,
                posting=posting,
                company_id=company_id,
                kind=Application.Kind.GREETING if company_id else Application.Kind.OUTBOUND,
                message=message if company_id else "",
                resume_id=resume_id if company_id else None,
                resume_revision=resume_revision if company_id else None,
                conversation_id=conversation_id,
                round=round_number,
                scene=scene,
                language=language,
                engine=shown.engine if shown else "rules",
                provider=shown.provider if shown else "",
                prompt_version=shown.prompt_version if shown else "",
                stage=stage_of_kind(company_id, Stage.Kind.APPLIED) if company_id else None,
                created_at=now,
            )
            if company_id:
                scopes = [Consent.Scope.MESSAGE]
                if resume_id is not None:
                    # The preview names both: the résumé goes with its contact details.
                    scopes += [Consent.Scope.RESUME, Consent.Scope.CONTACT]
                Consent.objects.bulk_create(
                    [
                        Consent(
                            person_id=user.id,
                            company_id=company_id,
                            posting=posting,
                            scope=scope,
                            action=Consent.Action.GRANTED,
                            resume_id=resume_id,
                            resume_revision=resume_revision,
                            wording_version=CONSENT_WORDING,
                            conversation_id=conversation_id,
                            at=now,
                        )
                        for scope in scopes
                    ]
                )
                announce_application(application, "application.created", now=now)
                _tell_company(application, seeker=user, now=now)
    except IntegrityError:
        # Two devices connected at once: the unique constraint kept the first.
        earlier = find_application(user, posting)
        if earlier is None:
            raise
        return earlier, False
    return application, True


def _tell_company(application: Application, *, seeker: User, now: datetime) -> None:
    """Have whoever looks after the posting told that somebody reached out; else all who write."""
    writers = User.objects.filter(
        is_active=True,
        memberships__company=application.company,
        memberships__role__in=WRITERS,
    ).exclude(id=seeker.id)
    looks_after = PostingRecruiter.objects.filter(posting_id=application.posting_id)
    own = writers.filter(id__in=looks_after.values("recruiter_id"))
    for person in list(own) or list(writers):
        queue_notification(
            person, kind="company.application", object_id=str(application.id), now=now
        )


def withdraw_application(user: User, application_id: uuid.UUID, *, now: datetime) -> bool:
    """Withdraw the seeker's contact and its consents; False when it was not open."""
    with transaction.atomic():
        application = (
            Application.objects.filter(id=application_id, seeker=user)
            .exclude(status=Application.Status.WITHDRAWN)
            .first()
        )
        if application is None:
            return False
        return withdraw_all([application], now=now) == 1


def withdraw_all(applications: Sequence[Application], *, now: datetime) -> int:
    """Withdraw these contacts with their consents, inside the caller's transaction.

    Returns how many were open.
    """
    chosen = Q(pk__in=())
    count = 0
    for each in _lock_all(applications):
        if each.status == Application.Status.WITHDRAWN:
            continue
        # By the contact's own id: what a guest allowed stands under the guest's.
        chosen |= Q(
            person_id=each.person_id, company_id=each.company_id, posting_id=each.posting_id
        )
        free_times(each, now=now)
        end_application(each, status=Application.Status.WITHDRAWN, now=now)
        end_threads(Thread.objects.filter(application=each), now=now)
        count += 1
    if count:
        withdraw_consents(Consent.objects.filter(chosen), now=now)
    return count


def close_applications(chosen: QuerySet[Application], *, now: datetime) -> None:
    """Close contacts that are open, inside the caller's transaction: nobody is there any more."""
    ended = [Application.Status.WITHDRAWN, Application.Status.CLOSED]
    for each in _lock_all(list(chosen.exclude(status__in=ended))):
        if each.status in ended:
            continue
        free_times(each, now=now)
        end_application(each, status=Application.Status.CLOSED, now=now, tells=False)
        end_threads(Thread.objects.filter(application=each), now=now)


def _lock_all(applications: Sequence[Application]) -> list[Application]:
    """Return these contacts locked, in one order with whoever else locks several."""
    lock_conversation_ids(conversations_of([each.id for each in applications]))
    return [
        lock_application(each.id, has_conversations=True)
        for each in sorted(applications, key=lambda each: each.id)
    ]
