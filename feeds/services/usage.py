"""How much a partner has used of its limits, counted in the database so that processes agree."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from feeds.models import Partner
from jobassist.errors import AppError


@dataclass(frozen=True, slots=True)
class Quota:
    """One limit as it stands: so many, so many left, fresh again in so many seconds."""

    limit: int
    remaining: int
    reset_seconds: int

    @property
    def is_over(self) -> bool:
        """Whether more was used than there was."""
        return self.remaining < 0


def count_request(partner: Partner, *, now: datetime) -> Quota:
    """Count one request of this minute and return what is left; `is_over` beyond the limit."""
    minute = now.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO feeds_partnerusage AS u (partner_id, minute_at, requests, day, items)
            VALUES (%(partner)s, %(minute)s, 1, %(day)s, 0)
            ON CONFLICT (partner_id) DO UPDATE SET
                requests = CASE WHEN u.minute_at = %(minute)s THEN u.requests + 1 ELSE 1 END,
                minute_at = %(minute)s
            RETURNING requests
            """,
            {"partner": partner.id, "minute": minute, "day": _day(now)},
        )
        (used,) = cursor.fetchone()
    limit = partner.requests_per_minute
    return Quota(limit, limit - used, max(1, 60 - now.second))


def count_items(partner: Partner, count: int, *, now: datetime) -> Quota:
    """Count items of this day (UTC), all or none; AppError `quota_used_up` (429) beyond it."""
    day = _day(now)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO feeds_partnerusage AS u (partner_id, minute_at, requests, day, items)
            SELECT %(partner)s, %(now)s, 0, %(day)s, %(count)s WHERE %(count)s <= %(limit)s
            ON CONFLICT (partner_id) DO UPDATE SET
                items = CASE WHEN u.day = %(day)s THEN u.items ELSE 0 END + %(count)s,
                day = %(day)s
            WHERE CASE WHEN u.day = %(day)s THEN u.items ELSE 0 END + %(count)s <= %(limit)s
            RETURNING items
            """,
            {
                "partner": partner.id,
                "now": now.replace(second=0, microsecond=0),
                "day": day,
                "count": count,
                "limit": partner.items_per_day,
            },
        )
        row = cursor.fetchone()
    tomorrow = datetime.combine(day + timedelta(days=1), time.min, tzinfo=UTC)
    wait = max(1, int((tomorrow - now).total_seconds()))
    if row is None:
        raise AppError(
            "quota_used_up",
            _("At most %(count)d items a day.") % {"count": partner.items_per_day},
            status=429,
            retry_after=wait,
        )
    return Quota(partner.items_per_day, partner.items_per_day - row[0], wait)


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()
