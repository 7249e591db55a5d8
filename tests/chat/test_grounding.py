"""Of a model's wishes only those stay that the person said."""

from datetime import date

import pytest

from chat.grounding import drop_unsaid
from chat.understanding import Context, understand
from jobs.criteria import Criteria

TODAY = date(2026, 11, 21)


def keep(values, words, *, before=None):
    seen = understand(words, context=Context(), today=TODAY)
    return drop_unsaid(values, given=words, seen=seen, before=before or Criteria())


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
