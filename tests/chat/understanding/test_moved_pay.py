"""The figure that pay in force is moved to, and other figures somebody goes to."""

from datetime import date

import pytest

from chat.understanding import Context, understand
from jobs.criteria import Criteria

TODAY = date(2026, 11, 21)
HELD = Context(
    criteria=Criteria(titles=("chef",), salary_min=30000, currency="GBP", salary_period="year")
)


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("go down to 25", 25_000), ("make it 30k", 30_000), ("move it up to 45", 45_000),
        ("bring it down to 25 please", 25_000), ("raise it to £45", 45_000), ("go to £45", 45_000),
        ("why not drop it to 25", 25_000),
    ],
)  # fmt: skip
def test_pay_moves_to_the_figure(text, pay):
    assert understand(text, context=HELD, today=TODAY).criteria.set["salary_min"] == pay


@pytest.mark.parametrize(
    "text",
    [
        "I won't go to 45", "don't go down to 25", "never take it to 45",
        "I go to 20 interviews a week", "can you make it to 25 jobs", "go to 18 year olds",
    ],
)  # fmt: skip
def test_other_figures_are_no_pay(text):
    assert "salary_min" not in understand(text, context=HELD, today=TODAY).criteria.set
