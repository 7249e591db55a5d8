"""A company's applications, page by page."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from jobassist.errors import AppError
from recruiting.models import Application, ApplicationTag, InterviewSlot, Side, Thread

from .shared import names_of

# The end of what "this week" means: the seven days from now.
WEEK = timedelta(days=7)


def unanswered(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Return those that a person sent and nobody answered: what a list of them and its count mean.

    A greeting that was answered stands for itself: the company wrote first there.
    """
    return applications.filter(
        status__in=(Application.Status.SENT, Application.Status.READ),
        answered_at__isnull=True,
        seeker__isnull=False,
        merged_into__isnull=True,
    ).exclude(kind=Application.Kind.OUTBOUND)


def our_turn(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    """Return the open threads in which the seeker wrote last."""
    return threads.filter(
        seeker__isnull=False,
        conversation__isnull=False,
        state=Thread.State.OPEN,
        last_side=Side.SEEKER,
    )


def interviews_ahead(
    slots: QuerySet[InterviewSlot], *, now: datetime, within: timedelta | None = None
) -> QuerySet[InterviewSlot]:
    """Return the picked times that lie ahead, of people who are still there."""
    found = slots.filter(
        state=InterviewSlot.State.PICKED, starts_at__gte=now, picked_by__seeker__isnull=False
    )
    return found.filter(starts_at__lt=now + within) if within is not None else found


@dataclass(frozen=True)
class Listed:
    """An application with its tags, and a name where that is shared with the reader."""

    application: Application
    tags: tuple[str, ...]
    name: str | None


def list_pipeline(
    company_id: int,
    *,
    stage_id: int | None = None,
    posting_id: int | None = None,
    after: uuid.UUID | None = None,
    limit: int,
    with_names: bool,
) -> list[Listed]:
    """Return a company's applications, newest first, behind the one with the id `after`.

    At most four queries, however far into the list.
    """
    rows = Application.objects.filter(
        company_id=company_id, seeker__isnull=False, merged_into__isnull=True
    )
    if after is not None:
        last = rows.filter(id=after).values_list("created_at", flat=True).first()
        if last is None:
            raise AppError("bad_cursor", _("There is no such application to go on from."))
        rows = rows.filter(
            Q(created_at__lt=last) | Q(created_at=last, id__lt=after), created_at__lte=last
        )
    if stage_id is not None:
        rows = rows.filter(stage_id=stage_id)
    if posting_id is not None:
        rows = rows.filter(posting_id=posting_id)
    page = list(
        rows.select_related("posting", "stage", "seeker").order_by("-created_at", "-id")[:limit]
    )
    names = names_of(page) if with_names and page else {}
    tags: dict[uuid.UUID, list[str]] = {}
    tagged = ApplicationTag.objects.filter(application__in=page).order_by("tag__name")
    for application_id, name in tagged.values_list("application_id", "tag__name"):
        tags.setdefault(application_id, []).append(name)
    return [Listed(each, tuple(tags.get(each.id, ())), names.get(each.id)) for each in page]
