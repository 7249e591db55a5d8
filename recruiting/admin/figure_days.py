"""What an address of the figures' pages says: which days, and which page of rows."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest

from recruiting.figures.query import Scope

# Rows on one page.
PAGE = 50


def read_days(request: HttpRequest, scope: Scope) -> tuple[date | None, date | None]:
    """Return the days that an address says; a quarter where it says nothing."""
    found = []
    for name in ("first", "last"):
        said = request.GET.get(name, "")
        try:
            found.append(date.fromisoformat(said) if said else None)
        except ValueError as error:
            raise Http404 from error
    first, last = found
    if "first" not in request.GET and "last" not in request.GET:
        first, last = scope.today - timedelta(days=90), scope.today
    if first and last and first > last:
        raise Http404
    return first, last


def read_offset(request: HttpRequest) -> int:
    """Return which row the page begins with."""
    said = request.GET.get("offset", "0")
    return min(int(said[:7]), 1_000_000) if said.isdecimal() else 0
