"""A recruiter writes first: to whom, how often, once; and what the seeker makes of it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from eventlog.services import append_events, join_thread, queue_notification
from jobassist.accounts.companies import WRITERS, require_membership
from jobassist.accounts.models import Company, User
from jobassist.errors import AppError, NotFound
from jobs.models import Posting
from jobs.services import check_alive
from recruiting.models import Block, Consent, Greeting, Side, Thread

from .consents import CONSENT_WORDING
from .contacts import find_application, record_connection
from .thread_words import screen_words, warn_seeker
from .threads import build_item, start_thread, tell_beside

MAX_GREETING = 1_000
A_DAY = timedelta(days=1)


def greet(
    company: Company, posting: Posting, *, reference: str, by: User, text: str, now: datetime
) -> Greeting:
    """Have a recruiter write first to the person behind a reference of a candidate list.

    NotFound for a reference that is not theirs or opens no more: consent is read now. The rest as
    `record_greeting` says.
    """
    # Candidates stand on these services.
    from recruiting.candidates import get_person_of_reference

    require_membership(by, company.id, roles=WRITERS)
    person = get_person_of_reference(company, posting, reference)
    return record_greeting(
        company, posting, person=person, reference=reference[:40], by=by, text=text, now=now
    )


def record_greeting(
    company: Company,
    posting: Posting,
    *,
    person: User,
    reference: str,
    by: User,
    text: str,
    now: datetime,
) -> Greeting:
    """Have a company's recruiter write first to somebody it may find; it reaches their app.

    `person` comes from whoever resolved `reference` and read their consent. The company sees no
    name until they answer. AppError 409 "greeted_already", "in_touch" or "not_reachable", 429
    "too_many_greetings"; a person who wants no greetings looks like one who cannot be reached.
    """
    require_membership(by, company.id, roles=WRITERS)
    if posting.company_id != company.id or person.id == by.id:
        raise NotFound
    text = text.strip()
    if not text:
        raise AppError("malformed", _("The message is empty."))
    if len(text) > MAX_GREETING:
        raise AppError(
            "message_too_long",
            _("The message is too long: at most %(limit)d characters.") % {"limit": MAX_GREETING},
        )
    alive = check_alive(posting.pk, now=now)
    if not alive.is_open:
        raise AppError("posting_closed", alive.words, status=409)
    try:
        with transaction.atomic():
            # One greeting of a company at a time, so that the limits hold.
            Company.objects.select_for_update(no_key=True).get(id=company.id)
            _check_limits(company, posting, now=now)
            _check_person(company, posting, person)
            return _write(company, posting, person, reference, by, text, now)
    except IntegrityError as error:
        raise greeted_already() from error


def _write(
    company: Company,
    posting: Posting,
    person: User,
    reference: str,
    by: User,
    text: str,
    now: datetime,
) -> Greeting:
    thread = start_thread(
        person, company=company, posting=posting, opened_by=Side.RECRUITER, now=now
    )
    assert thread.conversation is not None
    greeting = Greeting.objects.create(
        company=company,
        posting=posting,
        person_id=person.id,
        reference=reference,
        thread=thread,
        by=by,
        at=now,
    )
    join_thread(thread.conversation, by)
    shown, warnings = screen_words(thread, text)
    append_events(thread.conversation.id, [build_item(role="recruiter", text=shown)], now=now)
    warn_seeker(thread, warnings, now=now)
    tell_beside(thread, "greeted", now=now)
    queue_notification(
        person,
        kind="thread.greeting",
        conversation_id=thread.conversation.id,
        object_id=str(thread.id),
        now=now,
    )
    return greeting


def _check_limits(company: Company, posting: Posting, *, now: datetime) -> None:
    today = Greeting.objects.filter(company=company, at__gt=now - A_DAY)
    if today.count() >= settings.GREETINGS_PER_COMPANY_DAY:
        raise AppError(
            "too_many_greetings",
            _("Your company has greeted %(count)d people in a day; that is the most.")
            % {"count": settings.GREETINGS_PER_COMPANY_DAY},
            status=429,
        )
    if today.filter(posting=posting).count() >= settings.GREETINGS_PER_POSTING_DAY:
        raise AppError(
            "too_many_greetings",
            _("For this posting %(count)d people were greeted in a day; that is the most.")
            % {"count": settings.GREETINGS_PER_POSTING_DAY},
            status=429,
        )


def _check_person(company: Company, posting: Posting, person: User) -> None:
    if not person.is_active or not may_be_greeted(person, company):
        raise AppError("not_reachable", _("This person cannot be greeted."), status=409)
    if find_application(person, posting) is not None:
        raise AppError(
            "in_touch", _("You are in touch with this person about this posting."), status=409
        )
    earlier = Greeting.objects.filter(company=company, person_id=person.id)
    silent = earlier.exclude(status=Greeting.Status.ANSWERED)
    if silent.exists() or earlier.filter(posting=posting).exists():
        raise greeted_already()


def greeted_already() -> AppError:
    """Return what a company is told that greets somebody once more."""
    return AppError(
        "greeted_already",
        _("Your company has greeted this person. Without an answer there is no second greeting."),
        status=409,
    )


def find_greeting(posting: Posting, person: User) -> Greeting | None:
    """Return the greeting that somebody had about a company's posting. One query.

    Put aside by the seeker it is there all the same: to the company it looks like silence.
    """
    return Greeting.objects.filter(posting=posting, person_id=person.id).first()


def may_be_greeted(person: User, company: Company) -> bool:
    """Return whether somebody takes greetings, and from this company. One query."""
    stops = Block.objects.filter(person_id=person.id)
    return not stops.filter(company=None).union(stops.filter(company=company)).exists()


def is_greeting_open(thread: Thread) -> bool:
    """Return whether a company wrote first here and was not answered yet. One query."""
    return Greeting.objects.filter(thread=thread).exclude(status=Greeting.Status.ANSWERED).exists()


def accept_greeting(thread: Thread, *, text: str, now: datetime) -> None:
    """Take a seeker's first answer: the company may read their words, and counts a contact.

    Their name, résumé and contact stay hidden: those they share by themselves. Inside the
    caller's transaction.
    """
    Greeting.objects.filter(thread=thread).exclude(status=Greeting.Status.ANSWERED).update(
        status=Greeting.Status.ANSWERED, answered_at=now
    )
    if thread.seeker is None:
        return
    try:
        application, _is_new = record_connection(
            thread.seeker,
            thread.posting,
            message=text,
            resume_id=None,
            resume_revision=None,
            conversation_id=None,
            round_number=0,
            now=now,
            scene="applications",
            language=thread.seeker.locale,
        )
    except AppError as error:
        if error.code not in ("posting_closed", "message_too_long"):
            raise
        # No contact about a job that is gone; but what is written here is meant to be read.
        grant_message(thread, now=now)
        return
    Thread.objects.filter(id=thread.id).update(application=application)
    thread.application = application


def grant_message(thread: Thread, *, now: datetime) -> None:
    """Let the company of a thread read what its seeker writes there."""
    Consent.objects.create(
        person_id=thread.person_id,
        company_id=thread.company_id,
        posting_id=thread.posting_id,
        scope=Consent.Scope.MESSAGE,
        action=Consent.Action.GRANTED,
        wording_version=CONSENT_WORDING,
        conversation_id=thread.conversation_id,
        at=now,
    )


def ignore_greeting(user: User, thread: Thread) -> bool:
    """Put a greeting aside: no reminder, and to the company it looks like silence."""
    if thread.seeker_id != user.id:
        raise NotFound
    return bool(
        Greeting.objects.filter(thread=thread, status=Greeting.Status.SENT).update(
            status=Greeting.Status.IGNORED
        )
    )
