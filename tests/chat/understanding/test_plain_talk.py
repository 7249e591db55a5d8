"""What people say in passing: time without work, what a post asks for, posts of a kind taken away."""

from datetime import date
from typing import Any

import pytest

from chat.understanding import understand
from chat.understanding.types import Context, CriteriaChange, Intent
from jobs.criteria import Criteria

TODAY = date(2026, 11, 2)


def read(text: str, cards: int = 0, **held: Any) -> tuple[Intent, CriteriaChange]:
    """Return how a message is taken with so many cards shown and these criteria in force."""
    criteria = Criteria(**held) if held else None
    seen = understand(text, today=TODAY, context=Context(last_cards=cards, criteria=criteria))
    return seen.intent, seen.criteria


@pytest.mark.parametrize(
    "text",
    [
        "离职半年了,想在常州找个文员",
        "在家带娃五年了 襄阳有没有文员",
        "unemployed for two years, want reception work in Leeds",
        "been a full time mum for 6 years, looking for reception work in Derby",
    ],
)
def test_time_without_work_is_no_experience(text: str):
    assert "experience_years" not in read(text)[1].set


@pytest.mark.parametrize("text", ["失业仨月了 大连有啥厂子", "裸辞了 大连有啥厂子"])
def test_being_out_of_work_is_no_occupation(text: str):
    assert "titles" not in read(text)[1].set


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("第二个要上夜班啊,那不去", ["夜班"]),
        ("要值夜班的话我不去", ["夜班"]),
        ("得穿工服啊,那算了", ["工服"]),
        ("nope, night shifts would kill me", ["night shifts"]),
        ("nah, night shifts don't suit me", ["night shifts"]),
    ],
)
def test_what_a_shown_job_asks_for_is_refused(text: str, refused: list[str]):
    intent, change = read(text, cards=3)
    assert intent == "reject_with_reason"
    assert change.set.get("exclude") == refused


def test_a_shift_is_refused_by_its_name():
    assert read("护士,不想倒夜班了")[1].set["exclude"] == ["夜班"]


@pytest.mark.parametrize(
    ("text", "refused"), [("驻场的岗位全去掉", ["驻场"]), ("销售的职位全部删掉", ["销售"])]
)
def test_posts_of_a_kind_are_taken_away_and_the_occupation_stays(text: str, refused: list[str]):
    intent, change = read(text, cards=4, titles=["文员"])
    assert intent == "refine"
    assert change.set == {"exclude": refused}
    assert change.clear == ()


def test_what_is_asked_for_no_more_is_taken_away():
    change = read("算了不要求双休了", cards=1, titles=["文员"], conditions=["双休"])[1]
    assert change.clear == ("conditions",)
    assert "conditions" not in change.set


def test_a_wider_circle_keeps_its_centre():
    change = read("范围再大点,无锡常州都能去", cards=2, titles=["焊工"], cities=["苏州"])[1]
    assert change.set["cities"] == ["苏州", "无锡", "常州"]


@pytest.mark.parametrize(
    "text",
    ["要是有成都的宠物美容师岗位出来就告诉我一声", "tell me if a driving job comes up in Hull"],
)
def test_what_is_to_be_told_when_it_appears_is_an_alert(text: str):
    assert read(text)[0] == "create_alert"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("寒假想打一个月工,厦门这边", "temporary"),
        ("暑假想去火锅店打工 绵阳", "temporary"),
        ("暑假实习 杭州", "internship"),
        ("driver, no more than 30 hours, Leeds", "part_time"),
    ],
)
def test_holidays_and_hours_tell_the_kind_of_work(text: str, kind: str):
    assert read(text)[1].set["employment_type"] == kind


@pytest.mark.parametrize("text", ["不用非得远程了", "doesn't have to be remote any more"])
def test_what_need_not_be_remote_is_no_wish_for_it(text: str):
    assert "remote" not in read(text, cards=2, titles=["copywriter"], remote=True)[1].set


def test_a_holiday_hides_no_place_of_work():
    assert read("暑假想去奶茶店打工 绵阳")[1].set["titles"] == ["奶茶店"]
