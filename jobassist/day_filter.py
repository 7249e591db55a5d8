"""A list's filter by days, on the clock of who reads it."""

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.utils import parse_date_str


class DayFilter(RangeDateFilter):
    """From one day to another, both counted whole; the theme's own reads them as UTC's."""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Return the rows of these days; what is no day does not narrow."""
        name = self.parameter_name
        first = self._read(f"{name}_from")
        last = self._read(f"{name}_to")
        if first is not None:
            queryset = queryset.filter(**{f"{name}__gte": _begin(first)})
        if last is not None:
            queryset = queryset.filter(**{f"{name}__lt": _begin(last + timedelta(days=1))})
        return queryset

    def _read(self, key: str) -> date | None:
        try:
            found = parse_date_str(str(self.used_parameters.get(key) or ""))
        except ValueError:
            return None
        # A year of which no day lies before or after is no day to filter by.
        return found if found is not None and 1900 < found.year < 9000 else None


def _begin(day: date) -> datetime:
    day = day.date() if isinstance(day, datetime) else day
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())
