"""When a standing search runs next: on the wall clock of the person, whatever its time zone does."""

import calendar
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chat.understanding.types import Frequency, Schedule

# "As soon as there is one" is looked for this often.
INSTANT_EVERY = timedelta(minutes=15)
DEFAULT_HOUR = 9
MONDAY = 0
# Two months hold every day of a month, and any week of two.
LOOK_AHEAD_DAYS = 63


@dataclass(frozen=True, slots=True)
class Plan:
    """When it runs; all that this frequency needs is there. `weekdays`: 0 is Monday.

    `day` beyond a month's end is its last. `starts_on` lies in a week of the first run: of "every
    two weeks" it tells which.
    """

    frequency: Frequency
    weekdays: tuple[int, ...] = ()
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    starts_on: date | None = None


def complete_plan(schedule: Schedule | None, *, base: Plan | None = None) -> Plan:
    """Return the plan that was said, with what was left open as it was before or as is usual."""
    frequency = schedule.frequency if schedule else None
    frequency = frequency or (base.frequency if base else "daily")
    hour = minute = None
    if schedule is not None and schedule.hour is not None:
        hour, minute = schedule.hour, schedule.minute or 0
    elif base is not None:
        hour, minute = base.hour, base.minute
    if frequency == "instant":
        if schedule is not None and schedule.frequency is None and hour is not None:
            # An hour for what had none: once a day at that hour.
            return Plan("daily", hour=hour, minute=minute or 0)
        return Plan("instant")
    plan = Plan(frequency, hour=DEFAULT_HOUR if hour is None else hour, minute=minute or 0)
    if frequency in ("weekly", "biweekly"):
        said = schedule.weekdays if schedule else ()
        return replace(plan, weekdays=said or (base.weekdays if base else ()) or (MONDAY,))
    if frequency == "monthly":
        day = schedule.day if schedule else None
        return replace(plan, day=day or (base.day if base else None) or 1)
    return plan


def anchor_plan(plan: Plan, *, zone: ZoneInfo, after: datetime) -> Plan:
    """Return a plan of every two weeks that begins with its next possible day."""
    if plan.frequency != "biweekly":
        return replace(plan, starts_on=None)
    weekly = replace(plan, frequency="weekly")
    first = next_run_after(weekly, zone=zone, after=after)
    return replace(plan, starts_on=first.astimezone(zone).date())


def next_run_after(plan: Plan, *, zone: ZoneInfo, after: datetime) -> datetime:
    """Return the first moment later than `after` at which the plan is due, in UTC.

    An hour that is left out when clocks go forward is made up an hour later; one that comes twice
    counts once.
    """
    if plan.frequency == "instant":
        return after + INSTANT_EVERY
    today = after.astimezone(zone).date()
    for ahead in range(LOOK_AHEAD_DAYS):
        day = today + timedelta(days=ahead)
        if _is_day(plan, day):
            wall = datetime.combine(day, time(plan.hour or 0, plan.minute or 0), tzinfo=zone)
            moment = wall.astimezone(UTC)
            if moment > after:
                return moment
    raise ValueError("a plan without a day")


def _is_day(plan: Plan, day: date) -> bool:
    match plan.frequency:
        case "weekdays":
            return day.weekday() < 5
        case "weekly":
            return day.weekday() in plan.weekdays
        case "biweekly":
            weeks = (_monday_of(day) - _monday_of(plan.starts_on or day)).days // 7
            return day.weekday() in plan.weekdays and weeks % 2 == 0
        case "monthly":
            last = calendar.monthrange(day.year, day.month)[1]
            return day.day == min(plan.day or 1, last)
        case _:
            return True


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
