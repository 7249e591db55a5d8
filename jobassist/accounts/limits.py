"""How often something may be tried, counted in the database so that all processes agree."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from jobassist.errors import AppError

from .models import AttemptCount

MINUTE = 60
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` tries of `scope` in a window that starts with the first."""

    scope: str
    count: int
    seconds: int


# Five guesses a person and network; the two wider ones stop guesses spread over networks or
# people. The one by person alone is loose: it can be used to lock somebody out.
LOGIN_BY_BOTH = Limit("login.both", 5, 15 * MINUTE)
LOGIN_BY_IDENTIFIER = Limit("login.identifier", 30, 15 * MINUTE)
LOGIN_BY_NETWORK = Limit("login.network", 100, 15 * MINUTE)

CODE_EVERY = Limit("code.every", 1, MINUTE)
CODE_BY_IDENTIFIER = Limit("code.identifier", 8, HOUR)
CODE_BY_NETWORK = Limit("code.network", 60, HOUR)
CONFIRM_BY_IDENTIFIER = Limit("confirm.identifier", 10, 15 * MINUTE)
CONFIRM_BY_NETWORK = Limit("confirm.network", 100, 15 * MINUTE)

REGISTER_BY_NETWORK = Limit("register.network", 60, HOUR)
PASSWORD_BY_USER = Limit("password.user", 5, 15 * MINUTE)
TICKET_BY_USER = Limit("ticket.user", 120, MINUTE)
# A million codes, three of them good at a time: five guesses a quarter of an hour are years.
SECOND_FACTOR_BY_USER = Limit("second_factor.user", 5, 15 * MINUTE)
INVITE_BY_USER = Limit("invite.user", 30, HOUR)
JOIN_BY_NETWORK = Limit("join.network", 60, HOUR)
EXPORT_BY_USER = Limit("export.user", 10, HOUR)


# A failure to get in is noted in the audit log, which others' tries must not fill.
FAILURE_NOTED = Limit("failure.noted", 1, 15 * MINUTE)


def guest_limit() -> Limit:
    """Return how many guests one network may open an hour; whole cities share an address."""
    return Limit("guest.network", settings.GUEST_SESSIONS_PER_HOUR, HOUR)


def network_of(address: str) -> str | None:
    """Return what of an address is one household or gateway; None when it tells nothing.

    A loopback address is a proxy's or a developer's, and stands for everybody.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return network_of(str(parsed.ipv4_mapped))
        if parsed.is_loopback:
            return None
        # One customer holds a whole /64.
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return None if parsed.is_loopback else str(parsed)


def count_attempt(limit: Limit, subject: str | None, *, now: datetime | None = None) -> None:
    """Count one try; AppError("too_many_attempts", 429) with `retry_after` when over the limit.

    One statement, so tries at the same moment are each counted. Call it outside a
    transaction that may roll back. `subject` None is not limited.
    """
    if subject is None:
        return
    now = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_attemptcount AS kept (key, count, window_ends_at)
            VALUES (%(key)s, 1, %(ends)s)
            ON CONFLICT (key) DO UPDATE SET
                count = CASE WHEN kept.window_ends_at <= %(now)s THEN 1 ELSE kept.count + 1 END,
                window_ends_at = CASE WHEN kept.window_ends_at <= %(now)s THEN %(ends)s
                                      ELSE kept.window_ends_at END
            RETURNING count, window_ends_at
            """,
            {
                "key": hash_key(limit.scope, subject),
                "now": now,
                "ends": now + timedelta(seconds=limit.seconds),
            },
        )
        count, window_ends_at = cursor.fetchone()
    if count > limit.count:
        wait = max(1, int((window_ends_at - now).total_seconds()) + 1)
        raise AppError(
            "too_many_attempts",
            _("Too many attempts. Try again in %(seconds)s seconds.") % {"seconds": wait},
            status=429,
            retry_after=wait,
        )


def is_first_in_window(limit: Limit, subject: str, *, now: datetime | None = None) -> bool:
    """Return whether this is within what a window holds, counting it. One statement."""
    try:
        count_attempt(limit, subject, now=now)
    except AppError:
        return False
    return True


def take_back_attempt(limit: Limit, subject: str | None) -> None:
    """Uncount one try that succeeded."""
    if subject is not None:
        AttemptCount.objects.filter(key=hash_key(limit.scope, subject), count__gt=0).update(
            count=F("count") - 1
        )


def forget_attempts(limit: Limit, subject: str | None) -> None:
    """Start `subject` afresh."""
    if subject is not None:
        AttemptCount.objects.filter(key=hash_key(limit.scope, subject)).delete()


def hash_key(scope: str, subject: str) -> str:
    """Return a key that only this installation can link to `subject`."""
    return hmac.new(
        settings.SECRET_KEY.encode(), f"{scope}\x00{subject}".encode(), hashlib.sha256
    ).hexdigest()
