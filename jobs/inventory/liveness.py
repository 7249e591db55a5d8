"""Whether a posting is still open: what its source shows, what its page answers, its age."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, assert_never

from django.conf import settings
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from jobs.models import Posting, Source

Reason = Literal["open", "gone", "held", "expired", "paused"]
# What a page says of its posting; a wall, a fault or another page than asked for says nothing.
PageAnswer = Literal["there", "gone", "silent"]
# So many ends at once: one statement, one transaction.
AGE_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Aliveness:
    """Whether somebody may be put in touch about a posting now, and what to tell them if not."""

    is_open: bool
    reason: Reason
    words: str


def check_alive(posting_id: int, *, now: datetime) -> Aliveness:
    """Return whether a posting is open at this moment. One query; call it before a connect."""
    found = (
        Posting.objects.filter(id=posting_id)
        .values_list("status", "title", "valid_through", "source__is_active")
        .first()
    )
    if found is None:
        return Aliveness(False, "gone", _("This job is no longer there."))
    return _judge(*found, now=now)


def judge_alive(posting: Posting, *, now: datetime) -> Aliveness:
    """Return the same of a posting just loaded with its source. No query."""
    return _judge(
        posting.status, posting.title, posting.valid_through, posting.source.is_active, now=now
    )


def _judge(
    status: str, title: str, valid_through: datetime | None, is_active: bool, *, now: datetime
) -> Aliveness:
    named = {"title": title}
    if status == Posting.Status.HELD:
        words = _("“%(title)s” is being checked and cannot be applied for at the moment.")
        return Aliveness(False, "held", words % named)
    if status == Posting.Status.PAUSED:
        return Aliveness(False, "paused", _("“%(title)s” is not taking anybody just now.") % named)
    if status == Posting.Status.EXPIRED or (valid_through and valid_through <= now):
        return Aliveness(False, "expired", _("“%(title)s” is no longer open.") % named)
    if status != Posting.Status.ACTIVE or not is_active:
        return Aliveness(False, "gone", _("This job is no longer there."))
    return Aliveness(True, "open", "")


# --- age --------------------------------------------------------------------------------------


def expire_silent(*, now: datetime) -> int:
    """End postings of which nothing was seen or heard for too long; return how many.

    A sign is a change, a sighting in its source's feed, or a page that answered. How long is too
    long is the source's `max_silent_days`, else by kind: what others send is sent again, what was
    imported or written here is not. Call again until 0.
    """
    # A few values of days: one comparison each rather than arithmetic on every row.
    sources = Source.objects.annotate(
        silent_days=Coalesce(
            F("max_silent_days"),
            Case(
                When(
                    kind__in=[Source.Kind.PARTNER, Source.Kind.PULL],
                    then=Value(settings.POSTING_SILENT_DAYS_FEEDS),
                ),
                default=Value(settings.POSTING_SILENT_DAYS),
                output_field=IntegerField(),
            ),
        )
    ).values_list("id", "silent_days")
    ended = 0
    for source_id, silent_days in sources:
        if silent_days == 0:
            continue
        ids = list(
            Posting.objects.filter(source_id=source_id, status=Posting.Status.ACTIVE)
            .annotate(seen=Greatest("updated_at", Coalesce("liveness_checked_at", "updated_at")))
            .filter(seen__lt=now - timedelta(days=silent_days))
            .order_by("id")
            .values_list("id", flat=True)[:AGE_BATCH]
        )
        ended += _end(ids, now=now)
    return ended


def _end(ids: Sequence[int], *, now: datetime) -> int:
    if not ids:
        return 0
    return Posting.objects.filter(id__in=ids, status=Posting.Status.ACTIVE).update(
        status=Posting.Status.EXPIRED, ended_by=Posting.EndedBy.TIME, updated_at=now
    )


# --- pages ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """A posting's own page, to be looked at."""

    posting_id: int
    url: str


def list_pages_to_check(*, now: datetime, limit: int) -> list[Page]:
    """Return pages of open postings of which nothing was seen for longest, at most `limit`.

    Those that have not been asked for as long: a host that never answers is not asked each hour.
    """
    before = now - timedelta(days=settings.POSTING_PAGE_DAYS)
    rows = (
        Posting.objects.filter(
            Q(liveness_checked_at__isnull=True, updated_at__lt=before)
            | Q(liveness_checked_at__lt=before),
            Q(page_checked_at__isnull=True) | Q(page_checked_at__lt=before),
            status=Posting.Status.ACTIVE,
            source__is_active=True,
        )
        .exclude(url="")
        .order_by(
            F("page_checked_at").asc(nulls_first=True),
            F("liveness_checked_at").asc(nulls_first=True),
            "id",
        )
        .values_list("id", "url")[:limit]
    )
    return [Page(posting_id, url) for posting_id, url in rows]


def record_page(posting_id: int, *, answer: PageAnswer, now: datetime) -> bool:
    """Record what a posting's page answered; True when the posting ended by it.

    Only a page that was there shows that the posting is open; one that told nothing was asked.
    """
    rows = Posting.objects.filter(id=posting_id)
    match answer:
        case "gone":
            ended = rows.filter(status=Posting.Status.ACTIVE).update(
                status=Posting.Status.EXPIRED,
                ended_by=Posting.EndedBy.SOURCE,
                page_checked_at=now,
                updated_at=now,
            )
            return bool(ended)
        case "there":
            rows.update(liveness_checked_at=now, page_checked_at=now)
        case "silent":
            rows.update(page_checked_at=now)
        case _ as never:
            assert_never(never)
    return False
