"""What of postings needs somebody today, on the admin's front page."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from jobassist.accounts.models import Company
from jobassist.admin_dashboard import (
    Card,
    add_company_cards,
    add_operator_cards,
    build_list_url,
)

from .models import EmployerClaim, Posting, PostingHold

# Postings that end within so many days are worth a look.
SOON_DAYS = 7


@add_company_cards("jobs")
def build_company_cards(request: HttpRequest, companies: QuerySet[Company]) -> Iterator[Card]:
    """Yield cards about the postings of companies. Two queries."""
    today = timezone.now()
    soon = today + timedelta(days=SOON_DAYS)
    ends_soon = Q(status=Posting.Status.ACTIVE, valid_through__gte=today, valid_through__lt=soon)
    postings = Posting.objects.filter(company__in=companies).aggregate(
        active=Count("id", filter=Q(status=Posting.Status.ACTIVE)),
        ending=Count("id", filter=ends_soon),
    )
    held = PostingHold.objects.filter(
        posting__company__in=companies, state=PostingHold.State.HELD
    ).count()
    yield Card(
        title=_("Postings that end within a week"),
        value=postings["ending"],
        url=build_list_url(
            Posting,
            status__exact=Posting.Status.ACTIVE,
            valid_through__gte=today.date(),
            valid_through__lt=soon.date() + timedelta(days=1),
        ),
        icon="event_busy",
        note=_("Lengthen them, or let them go."),
        is_urgent=postings["ending"] > 0,
    )
    yield Card(
        title=_("Postings that people see"),
        value=postings["active"],
        url=build_list_url(Posting, status__exact=Posting.Status.ACTIVE),
        icon="work",
    )
    if held:
        yield Card(
            title=_("Postings held back"),
            value=held,
            url=build_list_url(PostingHold, state__exact=PostingHold.State.HELD),
            icon="pan_tool",
            note=_("Nobody sees them until this is settled; you can object."),
            is_urgent=True,
        )


@add_operator_cards("jobs")
def build_operator_cards(request: HttpRequest) -> Iterator[Card]:
    """Yield cards about holds and claims that wait for an operator. Three queries."""
    held = PostingHold.objects.filter(state=PostingHold.State.HELD).aggregate(
        all=Count("id"), appealed=Count("id", filter=Q(appeal=PostingHold.Appeal.OPEN))
    )
    yield Card(
        title=_("Postings held back"),
        value=held["all"],
        url=build_list_url(PostingHold, state__exact=PostingHold.State.HELD),
        icon="pan_tool",
        note=_("Objections that wait: %(count)s") % {"count": held["appealed"]},
        is_urgent=held["appealed"] > 0,
    )
    claims = EmployerClaim.objects.filter(status=EmployerClaim.Status.PENDING).count()
    yield Card(
        title=_("Claims to check"),
        value=claims,
        url=build_list_url(EmployerClaim, status__exact=EmployerClaim.Status.PENDING),
        icon="verified",
        is_urgent=claims > 0,
    )
