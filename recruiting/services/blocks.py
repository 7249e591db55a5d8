"""What ends a contact from the seeker's side, at once: blocks, the wish for no greetings, reports."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from eventlog.models import Conversation
from eventlog.services import read_history_page
from jobassist.accounts.models import Company, User
from jobassist.errors import AppError, NotFound
from recruiting.models import Application, Block, Greeting, Report, Side, Thread

from .threads import end_threads, get_thread_of, may_see_words

MAX_NOTE = 1_000
# What goes to the operators with a report: the last words before it.
QUOTED = 20
MAX_QUOTED = 8_000


def blocked_people(company_id: int) -> QuerySet[Any]:
    """Return the ids of people who blocked a company: a filter for whoever looks for people."""
    return Block.objects.filter(company_id=company_id).values("person_id")


def block_company(user: User, company: Company, *, now: datetime) -> int:
    """Have a company neither find nor write to somebody; returns how many threads it ended.

    Nobody of the company is told more than that the conversation has ended.
    """
    with transaction.atomic():
        # A greeting that is being written waits for this or is ended by it.
        Company.objects.select_for_update(no_key=True).filter(id=company.id).first()
        Block.objects.get_or_create(person_id=user.id, company=company, defaults={"at": now})
        Greeting.objects.filter(
            company=company, person_id=user.id, status=Greeting.Status.SENT
        ).update(status=Greeting.Status.IGNORED)
        own = Thread.objects.filter(seeker=user, company=company)
        return end_threads(own, state=Thread.State.BLOCKED, now=now)


def unblock_company(user: User, company_id: int) -> bool:
    """Let a company write again where it did before; False when it was not blocked.

    What was withdrawn meanwhile stays ended.
    """
    ended = (Application.Status.WITHDRAWN, Application.Status.CLOSED)
    with transaction.atomic():
        gone, _by_model = Block.objects.filter(person_id=user.id, company_id=company_id).delete()
        Thread.objects.filter(
            seeker=user, company_id=company_id, state=Thread.State.BLOCKED
        ).exclude(application__status__in=ended).update(state=Thread.State.OPEN)
    return gone > 0


def list_blocked(user: User) -> list[Company]:
    """Return the companies that somebody blocked, by name. One query."""
    return list(
        Company.objects.filter(
            id__in=Block.objects.filter(person_id=user.id, company__isnull=False).values(
                "company_id"
            )
        ).order_by("name")
    )


def wants_greetings(user: User) -> bool:
    """Return whether companies that find somebody may write first. One query."""
    return not Block.objects.filter(person_id=user.id, company=None).exists()


def set_greetings(user: User, *, wanted: bool, now: datetime) -> None:
    """Take greetings of companies, or none from anybody; what has been answered goes on."""
    if wanted:
        Block.objects.filter(person_id=user.id, company=None).delete()
    else:
        Block.objects.get_or_create(person_id=user.id, company=None, defaults={"at": now})


def report_thread(
    reporter: User, thread: Thread, *, side: Side, reason: str, note: str = "", now: datetime
) -> Report:
    """Tell the operators about a thread, with its last words; returns the open report.

    Repeated before anybody looked, it is the same report.
    """
    if reason not in Report.Reason.values:
        raise AppError("malformed", _("Say what is wrong: one of the reasons."), pointer="/reason")
    if side == Side.RECRUITER:
        get_thread_of(reporter, thread.id)
    elif thread.seeker_id != reporter.id:
        raise NotFound
    try:
        with transaction.atomic():
            return Report.objects.create(
                side=side,
                reporter=reporter,
                thread=thread,
                company_id=thread.company_id,
                posting_id=thread.posting_id,
                reason=reason,
                note=note.strip()[:MAX_NOTE],
                quoted=_quote(thread, side=side),
                at=now,
            )
    except IntegrityError:
        return Report.objects.get(reporter=reporter, thread=thread, state=Report.State.OPEN)


def _quote(thread: Thread, *, side: Side) -> str:
    """Return the last words of the side that is reported, as they stand in the log."""
    # As it is now: its head tells where the newest words are.
    conversation = Conversation.objects.filter(thread=thread).first()
    if conversation is None or (side == Side.RECRUITER and not may_see_words(thread)):
        return ""
    role = "recruiter" if side == Side.SEEKER else "user"
    page = read_history_page(conversation, before_seq=None, limit=QUOTED * 3)
    said = [
        each["data"].get("text") or ""
        for each in page.frames
        if each["type"] == "item.done" and each["data"].get("role") == role
    ]
    return "\n\n".join(said[-QUOTED:])[-MAX_QUOTED:]


def settle_report(report: Report, *, by: User, is_upheld: bool, now: datetime) -> bool:
    """Close a report with what an operator found; False when somebody had done so."""
    return bool(
        Report.objects.filter(id=report.id, state=Report.State.OPEN).update(
            state=Report.State.UPHELD if is_upheld else Report.State.DISMISSED,
            settled_by=by,
            settled_at=now,
        )
    )
