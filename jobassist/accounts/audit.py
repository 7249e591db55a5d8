"""The audit log: who saw and did what. Nothing but this writes it, and nothing changes it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from . import limits
from .models import AuditEntry, Company, User

# More at once is a page nobody reads; whoever exports more records the export.
_MOST_LOOKS = 1000
_PURGED_AT_ONCE = 10_000


def record_look(
    user: User,
    *,
    company: Company | None,
    action: str,
    kind: str,
    object_id: object,
    now: datetime | None = None,
) -> AuditEntry:
    """Record that somebody was shown something of a person; returns the entry. One insert.

    `action` is a code ("looked", "downloaded", "exported"), `kind` names what it was
    ("candidate", "application", "resume", "thread"), `object_id` which one. Ids and codes only:
    the database refuses anything else.
    """
    return record_act(user, company=company, action=action, kind=kind, object_id=object_id, now=now)


def record_looks(
    user: User,
    *,
    company: Company | None,
    action: str,
    kind: str,
    object_ids: Iterable[object],
    now: datetime | None = None,
) -> int:
    """Record that somebody was shown a list, an entry each; returns how many. One insert."""
    now = now or timezone.now()
    ids = list(object_ids)[:_MOST_LOOKS]
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=now,
            actor_id=user.id,
            company=company,
            action=action,
            kind=kind,
            object_id=str(each),
        )
        for each in ids
    )
    return len(ids)


def record_act(
    user: User | None,
    *,
    company: Company | None,
    action: str,
    kind: str,
    object_id: object = "",
    detail: str = "",
    now: datetime | None = None,
) -> AuditEntry:
    """Record what somebody did, or (None) what happened by itself; returns the entry.

    Call it in the transaction of what it records: neither is without the other.
    `detail` says what changed, in codes: "viewer>owner".
    """
    return AuditEntry.objects.create(
        at=now or timezone.now(),
        actor_id=user.id if user is not None else None,
        company=company,
        action=action,
        kind=kind,
        object_id=str(object_id),
        detail=detail,
    )


def record_own(
    user: User,
    *,
    action: str,
    by: User | None = None,
    detail: str = "",
    now: datetime | None = None,
) -> None:
    """Record what happened to somebody's own account, such as a log-in, for each of their companies.

    `by` is who did it; None: nobody who has shown who they are. Owners see it in the company's log.
    """
    found = Company.objects.filter(is_active=True, memberships__user=user).distinct()
    companies: list[Company | None] = [*found]
    for company in companies or [None]:
        record_act(
            by,
            company=company,
            action=action,
            kind="account",
            object_id=user.id,
            detail=detail,
            now=now,
        )


def record_failure(
    user: User, *, action: str, detail: str = "", now: datetime | None = None
) -> None:
    """Record that somebody tried to get into an account: once a quarter of an hour, however often.

    Whoever tries writes no log full; how often it was is what the lock-out counts.
    """
    if limits.is_first_in_window(limits.FAILURE_NOTED, f"{user.id}:{action}:{detail}", now=now):
        record_own(user, action=action, detail=detail, now=now)


def list_acts(user: User) -> QuerySet[AuditEntry]:
    """Return everything that a person did, newest first. Lazy."""
    return AuditEntry.objects.filter(actor_id=user.id).order_by("-id")


def purge_entries(*, now: datetime) -> int:
    """Remove what is older than AUDIT_DAYS, so many at a time; returns how many.

    The database refuses to remove what is younger than ninety days, whoever asks.
    """
    before = now - timedelta(days=settings.AUDIT_DAYS)
    due = AuditEntry.objects.filter(at__lt=before).order_by("at").values("id")
    removed, _each = AuditEntry.objects.filter(id__in=due[:_PURGED_AT_ONCE]).delete()
    return removed
