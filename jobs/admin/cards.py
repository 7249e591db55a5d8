"""What of postings needs somebody today: cards on the admin's front page, and the filter they use."""

from collections.abc import Iterator
from datetime import timedelta

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobassist.accounts.models import Company
from jobassist.admin_dashboard import (
    Card,
    add_company_cards,
    add_operator_cards,
    build_list_url,
)

from ..models import EmployerClaim, Posting, PostingHold

# Postings that end within so many days are worth a look.
SOON_DAYS = 7


class TodoFilter(admin.SimpleListFilter):
    """Postings that somebody should look at, by why."""

    title = gettext_lazy("to do")
    parameter_name = "todo"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Return the reasons."""
        return [("ending", _("End within a week")), ("no_pay", _("Say nothing of pay"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Posting]) -> QuerySet[Posting]:
        """Return the postings to which the chosen reason applies."""
        match self.value():
            case "ending":
                return queryset.filter(_ends_soon())
            case "no_pay":
                return queryset.filter(_NO_PAY)
            case _:
                return queryset


_NO_PAY = Q(status=Posting.Status.ACTIVE, salary_min__isnull=True, salary_max__isnull=True)


def _ends_soon() -> Q:
    now = timezone.now()
    return Q(
        status=Posting.Status.ACTIVE,
        valid_through__gte=now,
        valid_through__lt=now + timedelta(days=SOON_DAYS),
    )


@add_company_cards("jobs")
def build_company_cards(request: HttpRequest, companies: QuerySet[Company]) -> Iterator[Card]:
    """Yield cards about the postings of companies. Two queries."""
    postings = Posting.objects.filter(company__in=companies).aggregate(
        active=Count("id", filter=Q(status=Posting.Status.ACTIVE)),
        ending=Count("id", filter=_ends_soon()),
        no_pay=Count("id", filter=_NO_PAY),
    )
    held = PostingHold.objects.filter(
        posting__company__in=companies, state=PostingHold.State.HELD
    ).count()
    yield Card(
        title=_("Postings that end within a week"),
        value=postings["ending"],
        url=build_list_url(Posting, todo="ending"),
        icon="event_busy",
        note=_("Lengthen them, or let them go."),
        is_urgent=postings["ending"] > 0,
    )
    yield Card(
        title=_("Postings that say nothing of pay"),
        value=postings["no_pay"],
        url=build_list_url(Posting, todo="no_pay"),
        icon="payments",
        note=_("Fewer people open them; more hints stand on each posting's page."),
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
