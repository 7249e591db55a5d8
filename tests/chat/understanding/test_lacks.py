"""A shown job that is not of the wished work; a course that is no wish; both of two places."""

from datetime import date

import pytest

from chat.understanding import understand
from chat.understanding.types import Context
from jobs.criteria import Criteria

TODAY = date(2026, 11, 2)


def read(text, *, titles=(), cities=(), cards=0, prompt=None):
    held = Criteria(titles=titles, cities=cities) if titles or cities else None
    context = Context(criteria=held, last_cards=cards, open_prompt=prompt)
    return understand(text, context=context, today=TODAY)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("第三个不对，那不是会计", "会计"),
        ("这几个都不是电工", "电工"),
        ("全是中介，根本不是厨师", "厨师"),
        ("the last one isn't a chef job", "chef"),
        ("these are all sales, not teaching", "teacher"),
        ("that's not really nursing", "nurse"),
    ],
)
def test_job_that_is_not_the_wished_work_is_refused_and_the_wish_stands(text, title):
    seen = read(text, titles=(title,), cards=5)
    assert (seen.intent, seen.reject_reason) == ("reject_with_reason", "wrong_role")
    assert "titles" not in seen.criteria.clear
    assert title not in seen.criteria.set.get("exclude", [])


def test_who_refuses_the_work_itself_still_refuses_it():
    seen = read("不要销售了", titles=("销售", "客服"), cards=5)
    assert seen.criteria.set["titles"] == ["客服"]
    assert seen.criteria.set["exclude"] == ["销售"]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("大学读的是法律，想找行政助理，长沙", ["行政助理"]),
        ("I have a degree in history and want a bar job in York", ["bar"]),
        ("机械专业毕业，在合肥找工作", ["机械"]),
    ],
)
def test_course_is_a_wish_only_where_no_work_is_named(text, titles):
    found = read(text).criteria.set.get("titles", [])
    assert [each[: len(want)] for each, want in zip(found, titles, strict=True)] == titles


@pytest.mark.parametrize(
    ("text", "cities"),
    [
        ("carer in Ohio, Dayton would work too", ["Ohio", "Dayton"]),
        ("carer in Dayton, Ohio", ["Dayton, Ohio"]),
    ],
)
def test_region_beside_its_city_is_both_only_where_both_are_meant(text, cities):
    found = read(text).criteria.set["cities"]
    assert found == cities or found == [cities[0].split(",")[0]]


def test_part_of_a_wish_named_against_something_else_leaves_the_wish():
    seen = read("不要销售，我要运营", titles=("新媒体运营",), cards=5)
    assert seen.criteria.set["titles"] == ["新媒体运营"]


@pytest.mark.parametrize(
    "text", ["找工作", "直接给我看职位", "just show me jobs", "show me the jobs"]
)
def test_who_asks_for_jobs_while_a_question_is_open_wants_to_see_them(text):
    seen = read(text, titles=("nurse",), prompt="criteria.salary_min")
    assert seen.act == "show_now"
    assert not seen.criteria


@pytest.mark.parametrize("text", ["that's enough", "enough for now", "够了", "先到这里吧"])
def test_enough_of_questions_is_no_yes_to_what_was_shown(text):
    assert read(text, prompt="resume_preview.confirm").intent == "stop"


def test_a_word_of_haste_is_no_part_of_the_work():
    seen = read("actually registered nurse only", titles=("nurse",), cities=("York",), cards=3)
    assert seen.criteria.set["titles"] == ["registered nurse"]
