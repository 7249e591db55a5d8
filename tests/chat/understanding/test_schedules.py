import pytest

from chat.understanding.reading import read_message
from chat.understanding.schedules import find_schedule


@pytest.mark.parametrize(
    ("text", "frequency", "weekdays", "hour", "minute"),
    [
        ("每周五早上发我", "weekly", (4,), 8, 0),
        ("每周一、周三晚上8点半", "weekly", (0, 2), 20, 30),
        ("每天早上九点", "daily", (), 9, 0),
        ("工作日下午三点推给我", "weekdays", (), 15, 0),
        ("隔周发一次", "biweekly", (), None, None),
        ("every Friday at 9am", "weekly", (4,), 9, 0),
        ("daily digest please", "daily", (), None, None),
        ("each weekday at 8", "weekdays", (), 8, 0),
        ("every Tuesday and Thursday evening", "weekly", (1, 3), 20, 0),
        ("fortnightly email", "biweekly", (), None, None),
    ],
)
def test_schedule_is_read(text, frequency, weekdays, hour, minute):
    schedule = find_schedule(read_message(text))
    assert schedule is not None
    assert (schedule.frequency, schedule.weekdays) == (frequency, weekdays)
    assert (schedule.hour, schedule.minute) == (hour, minute)


def test_day_of_the_month_is_read():
    schedule = find_schedule(read_message("每月15号给我汇总"))
    assert schedule is not None
    assert (schedule.frequency, schedule.day) == ("monthly", 15)


@pytest.mark.parametrize("text", ["有新的叫我一声", "let me know when something comes up"])
def test_at_once_is_a_schedule_without_an_hour(text: str):
    schedule = find_schedule(read_message(text))
    assert schedule is not None
    assert (schedule.frequency, schedule.hour) == ("instant", None)
