"""Times on the clock of who reads them: the admin's pages, and what companies fetch."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from .models import Company, User
from .scoped_admin import memberships_in_view
from .time_zones import NOT_CHOSEN

# On a request of a company's own addresses: whose they are, until it is known who asks.
COMPANY_ASKED = "zone_of_company_id"


def choose_zone(person: str, *company: str) -> ZoneInfo:
    """Return the person's own zone, else the first company's that has one, else the installation's."""
    zones = (each for each in (person, *company) if each != NOT_CHOSEN)
    return ZoneInfo(next(zones, settings.ADMIN_TIME_ZONE))


def activate_for_caller(request: Any, user: User) -> None:
    """Go by the caller's clock, where a company's own address is asked for. At most one query."""
    company_id = getattr(request, COMPANY_ASKED, None)
    if company_id is None:
        return
    zones: list[str] = []
    if user.time_zone == NOT_CHOSEN:
        found = Company.objects.filter(id=company_id, memberships__user=user)
        zones = list(found.values_list("time_zone", flat=True))
    timezone.activate(choose_zone(user.time_zone, *zones))


class OnTheirClock:
    """Has every time of an answer be on the reader's clock; seekers' clients reckon by themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Whatever is chosen below ends with the request.
        with timezone.override(None):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> None:
        """Choose the clock of an admin page; of a company's address when its caller is known."""
        match = request.resolver_match
        if match is None:
            return
        if "admin" in match.namespaces and isinstance(request.user, User):
            own = request.user.time_zone
            zones = [
                each.company.time_zone
                for each in (memberships_in_view(request) if own == NOT_CHOSEN else ())
            ]
            timezone.activate(choose_zone(own, *zones))
        elif "companies/<int:company_id>" in match.route:
            setattr(request, COMPANY_ASKED, kwargs["company_id"])
