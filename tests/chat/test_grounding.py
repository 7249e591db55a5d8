"""Of a model's wishes only those stay that the person said."""

from datetime import date

import pytest

from chat.grounding import drop_unsaid
from chat.understanding import Context, understand
from jobs.criteria import Criteria

TODAY = date(2026, 11, 21)


def keep(values, words, *, held="", before=None):
    seen = understand(words, context=Context(), today=TODAY)
    return drop_unsaid(values, said=words, held=held, seen=seen, before=before or Criteria())


def test_a_resume_says_what_somebody_does_and_not_what_they_want_to_earn():
    held = "塔吊司机\n南宁\n把工资期望改成 3000,30 公里以内"
    wishes = {"titles": ("塔吊司机",), "cities": ("南宁",), "salary_min": 3000.0, "within_km": 30}
    kept, left_out = keep(wishes, "那你觉得呢?", held=held)
    assert kept == {"titles": ("塔吊司机",), "cities": ("南宁",)}
    assert left_out == ["salary_min: 3000.0", "within_km: 30"]


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("something in nursing near Leeds", {"titles": ("nurse",), "cities": ("Leeds",)}),
        ("上海的护士,八千以上", {"titles": ("护士",), "cities": ("上海",), "salary_min": 8000.0}),
        ("nights only and 30k please", {"salary_min": 30000.0, "salary_period": "year"}),
        ("a quarter of a mil, 250k a year", {"salary_min": 20833.0, "salary_period": "month"}),
        ("just a few days a week", {"employment_type": "part_time"}),
        ("从家里远程干活", {"remote": True}),
    ],
)
def test_what_was_said_stays(words, values):
    kept, left_out = keep(values, words)
    assert (kept, left_out) == (values, [])


@pytest.mark.parametrize(
    ("words", "values", "left"),
    [
        ("nurse in Leeds", {"cities": ("Leeds", "York")}, ["cities: York"]),
        (
            "nurse in Leeds",
            {"salary_min": 42000.0, "salary_period": "year"},
            ["salary_min: 42000.0"],
        ),
        ("护士", {"skills": ("量子计算",)}, ["skills: 量子计算"]),
        ("any nursing work", {"employment_type": "internship"}, ["employment_type: internship"]),
        ("any nursing work", {"remote": True}, ["remote: True"]),
        ("any nursing work", {"employers": ("Bupa",)}, ["employers: Bupa"]),
    ],
)
def test_what_nobody_said_is_left_out(words, values, left):
    assert keep(values, words)[1] == left


def test_what_is_in_force_may_be_said_again():
    before = Criteria(titles=("nurse",), cities=("Leeds",))
    kept, left_out = keep({"cities": ("Leeds",), "titles": ("nurse",)}, "go on", before=before)
    assert left_out == []
    assert set(kept) == {"cities", "titles"}
