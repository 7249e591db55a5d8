from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chat.alerts.timing import Plan, anchor_plan, complete_plan, next_run_after
from chat.understanding.types import Schedule

LONDON = ZoneInfo("Europe/London")
SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")


def at(text: str, zone: ZoneInfo = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def runs(plan: Plan, after: datetime, *, zone: ZoneInfo = LONDON, count: int = 4) -> list[str]:
    """Return the next runs on the clock of the zone."""
    found = []
    for _ in range(count):
        after = next_run_after(plan, zone=zone, after=after)
        found.append(f"{after.astimezone(zone):%a %Y-%m-%d %H:%M}")
    return found


def test_a_weekly_search_runs_on_its_day_at_the_persons_hour():
    plan = Plan("weekly", weekdays=(4,), hour=9, minute=0)
    after = at("2026-11-21T10:00", SHANGHAI)
    first = next_run_after(plan, zone=SHANGHAI, after=after)
    assert first == datetime(2026, 11, 27, 1, 0, tzinfo=UTC)


def test_what_is_due_today_runs_today_and_the_same_moment_counts_as_past():
    plan = Plan("daily", hour=8, minute=30)
    assert runs(plan, at("2026-11-21T08:29"), count=1) == ["Sat 2026-11-21 08:30"]
    assert runs(plan, at("2026-11-21T08:30"), count=1) == ["Sun 2026-11-22 08:30"]


def test_the_hour_on_the_wall_stays_when_clocks_change():
    plan = Plan("daily", hour=8, minute=0)
    spring = [next_run_after(plan, zone=LONDON, after=at(f"2027-03-{d}T09:00")) for d in (26, 27)]
    assert [each.hour for each in spring] == [8, 7]
    autumn = [next_run_after(plan, zone=LONDON, after=at(f"2026-10-{d}T09:00")) for d in (23, 24)]
    assert [each.hour for each in autumn] == [7, 8]


def test_an_hour_that_is_left_out_is_made_up_and_the_day_after_is_as_usual():
    plan = Plan("daily", hour=2, minute=30)
    assert runs(plan, at("2027-03-13T12:00", NEW_YORK), zone=NEW_YORK, count=2) == [
        "Sun 2027-03-14 03:30",
        "Mon 2027-03-15 02:30",
    ]


def test_an_hour_that_comes_twice_counts_once():
    plan = Plan("daily", hour=1, minute=30)
    moments = []
    after = at("2026-10-31T12:00", NEW_YORK)
    for _ in range(2):
        after = next_run_after(plan, zone=NEW_YORK, after=after)
        moments.append(after)
    assert moments[1] - moments[0] == timedelta(hours=25)


def test_weekdays_leave_out_the_weekend():
    plan = Plan("weekdays", hour=7, minute=15)
    assert runs(plan, at("2026-11-20T08:00"), count=2) == [
        "Mon 2026-11-23 07:15",
        "Tue 2026-11-24 07:15",
    ]


def test_every_other_week_keeps_its_weeks_through_years_and_runs():
    plan = anchor_plan(
        Plan("biweekly", weekdays=(3,), hour=9, minute=0),
        zone=LONDON,
        after=at("2026-11-21T10:00"),
    )
    assert plan.starts_on == date(2026, 11, 26)
    assert runs(plan, at("2026-11-21T10:00")) == [
        "Thu 2026-11-26 09:00",
        "Thu 2026-12-10 09:00",
        "Thu 2026-12-24 09:00",
        "Thu 2027-01-07 09:00",
    ]
    # A run that was missed does not change which weeks.
    assert runs(plan, at("2026-12-15T10:00"), count=1) == ["Thu 2026-12-24 09:00"]


def test_two_days_of_every_other_week_lie_in_the_same_weeks():
    plan = anchor_plan(
        Plan("biweekly", weekdays=(0, 4), hour=9, minute=0),
        zone=LONDON,
        after=at("2026-11-25T10:00"),
    )
    assert runs(plan, at("2026-11-25T10:00"), count=3) == [
        "Fri 2026-11-27 09:00",
        "Mon 2026-12-07 09:00",
        "Fri 2026-12-11 09:00",
    ]


def test_a_day_beyond_the_months_end_is_its_last():
    plan = Plan("monthly", day=31, hour=9, minute=0)
    assert runs(plan, at("2027-01-31T10:00")) == [
        "Sun 2027-02-28 09:00",
        "Wed 2027-03-31 09:00",
        "Fri 2027-04-30 09:00",
        "Mon 2027-05-31 09:00",
    ]


def test_at_once_is_soon():
    after = at("2026-11-21T10:00")
    assert next_run_after(Plan("instant"), zone=LONDON, after=after) - after == timedelta(
        minutes=15
    )


@pytest.mark.parametrize(
    ("schedule", "base", "plan"),
    [
        (None, None, Plan("daily", hour=9, minute=0)),
        (Schedule("weekly", (4,)), None, Plan("weekly", (4,), hour=9, minute=0)),
        (Schedule("weekly"), None, Plan("weekly", (0,), hour=9, minute=0)),
        (Schedule("monthly"), None, Plan("monthly", day=1, hour=9, minute=0)),
        (Schedule("instant"), None, Plan("instant")),
        # "At 6pm instead": the day stays.
        (
            Schedule(None, hour=18, minute=0),
            Plan("weekly", (4,), hour=9, minute=0),
            Plan("weekly", (4,), hour=18, minute=0),
        ),
        # "Daily instead": the hour stays.
        (
            Schedule("daily"),
            Plan("weekly", (4,), hour=7, minute=30),
            Plan("daily", hour=7, minute=30),
        ),
        # "Every other week": the day and the hour stay.
        (
            Schedule("biweekly"),
            Plan("weekly", (2,), hour=7, minute=30),
            Plan("biweekly", (2,), hour=7, minute=30),
        ),
        (Schedule(None, hour=18, minute=0), Plan("instant"), Plan("daily", hour=18, minute=0)),
        (Schedule("daily"), Plan("instant"), Plan("daily", hour=9, minute=0)),
    ],
)
def test_what_is_left_open_stays_or_is_as_usual(schedule, base, plan):
    assert complete_plan(schedule, base=base) == plan
