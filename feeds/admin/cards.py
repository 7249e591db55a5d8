"""What of feeds needs an operator today, on the admin's front page."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext as _

from feeds.models import PullSource, Snapshot
from jobassist.admin_dashboard import Card, add_operator_cards, build_list_url


@add_operator_cards("feeds")
def build_operator_cards(request: HttpRequest) -> Iterator[Card]:
    """Yield feeds that fail, and snapshots that wait for a decision. Two queries."""
    failing = PullSource.objects.filter(is_active=True, failures__gt=0).count()
    yield Card(
        title=_("Feeds that fail"),
        value=failing,
        url=build_list_url(PullSource, is_active__exact=1, failures__gt=0),
        icon="cloud_off",
        is_urgent=failing > 0,
    )
    held = Snapshot.objects.filter(state=Snapshot.State.WAITING).count()
    yield Card(
        title=_("Snapshots that wait for a decision"),
        value=held,
        url=build_list_url(Snapshot, state__exact=Snapshot.State.WAITING),
        icon="photo_library",
        is_urgent=held > 0,
    )
