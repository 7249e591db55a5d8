"""Hours in which a person is left alone, on the clock where they live. Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def is_quiet_at(wall: time, *, quiet_from: time, quiet_until: time) -> bool:
    """Return whether a time of day lies in the quiet hours, which may span midnight."""
    if quiet_from < quiet_until:
        return quiet_from <= wall < quiet_until
    return wall >= quiet_from or wall < quiet_until


def quiet_until_when(
    now: datetime, *, zone: ZoneInfo, quiet_from: time, quiet_until: time
) -> datetime | None:
    """Return the instant at which the quiet hours end, or None when it is not quiet now."""
    wall = now.astimezone(zone)
    if not is_quiet_at(
        wall.time().replace(tzinfo=None), quiet_from=quiet_from, quiet_until=quiet_until
    ):
        return None
    day = wall.date() if wall.time() < quiet_until else wall.date() + timedelta(days=1)
    # Reckoned on the wall: a clock that is put forward or back that night moves no alarm.
    end = datetime.combine(day, quiet_until, tzinfo=zone)
    # A wall time that the change skips is read as one that has passed.
    return max(end, now + timedelta(minutes=1))
