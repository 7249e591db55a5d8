"""What of the installation itself needs an operator today, on the admin's front page."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from jobassist.admin_dashboard import Card, add_operator_cards, build_list_url

from .models import Provider, ProviderPause


@add_operator_cards("providers")
def build_operator_cards(request: HttpRequest) -> Iterator[Card]:
    """Yield how model servers and the queue are. Three queries."""
    on = Provider.objects.filter(is_enabled=True).count()
    paused = ProviderPause.objects.filter(until__gt=timezone.now()).count()
    yield Card(
        title=_("Model servers in use"),
        value=on,
        url=build_list_url(Provider, is_enabled__exact=1),
        icon="dns",
        note=(
            _("Left alone for a while: %(count)s") % {"count": paused}
            if paused
            else _("None: the rules answer.")
            if not on
            else ""
        ),
        is_urgent=paused > 0,
    )
    jobs = ProcrastinateJob.objects.aggregate(
        todo=Count("id", filter=Q(status="todo", scheduled_at__isnull=True)),
        failed=Count("id", filter=Q(status="failed")),
    )
    yield Card(
        title=_("Tasks that wait"),
        value=jobs["todo"],
        url=build_list_url(ProcrastinateJob, status__exact="todo"),
        icon="list_alt",
        note=_("Given up: %(count)s") % {"count": jobs["failed"]},
        is_urgent=jobs["failed"] > 0,
    )
