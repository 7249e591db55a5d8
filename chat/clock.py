"""The moment a turn counts from: relative dates, how fresh a posting is, what is yet to come.

Leases, tickets and tokens keep the machine's own clock. A benchmark whose conversations take
place on a given day sets the shift; nothing else does.
"""

from datetime import datetime, timedelta

from django.utils import timezone

shift = timedelta(0)


def now() -> datetime:
    """Return the time in the conversation, UTC."""
    return timezone.now() + shift
