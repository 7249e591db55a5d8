"""Questions in turns of speech: figures without their names, kinds of work, groupings added."""

from datetime import date
from typing import Any

import pytest

from recruiting.figures.asking.rules import read_question
from recruiting.figures.types import Catalog, FiguresError, FiguresQuery, parse_query

TODAY = date(2026, 11, 20)
CATALOG = Catalog(
    city=("Leeds", "Pune", "北京"),
    posting=("Night Porter", "急诊护士"),
    occupation=("cook", "care worker", "护士"),
    recruiter=("Olu Adeyemi", "陈静", "Tom Baker"),
    source=("Reed import", "智联导入"),
)


def ask(question: str, before: dict[str, Any] | None = None) -> FiguresQuery | FiguresError:
    context = parse_query(before) if before else None
    return read_question(question, catalog=CATALOG, context=context, today=TODAY)


def wire(question: str, before: dict[str, Any] | None = None) -> dict[str, Any]:
    query = ask(question, before)
    assert isinstance(query, FiguresQuery), query
    return query.on_the_wire()


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("how many people put themselves forward in Leeds", "connected"),
        ("enquiries about cooks last week", "connected"),
        ("北京有多少人来应征护士", "connected"),
        ("people who went for the Night Porter job", "connected"),
        ("how many did we bring on board in Q2", "hires"),
        ("vacancies filled in September", "hires"),
        ("上个月到岗的有几个", "hires"),
        ("how many candidates did Olu meet", "interviews"),
        ("陈静这周见了几个候选人", "interviews"),
        ("appointment letters sent in Pune", "offers"),
        ("发出去几封录用函", "offers"),
        ("how many bailed in Leeds", "withdrawn"),
        ("拿了offer又鸽了的有多少", "withdrawn"),
        ("jobs people kept for later", "saved"),
        ("多少人点了小红心", "saved"),
        ("jobs brushed off in Pune", "dismissed"),
        ("有多少人嫌远", "dismissed"),
        ("how many people did Olu write to first", "greeted"),
        ("陈静主动私信了多少人", "greeted"),
        ("how long are candidates left hanging", "hours_to_first_answer"),
        ("陈静隔多久回消息", "hours_to_first_answer"),
        ("how often was Night Porter looked at", "opened"),
        ("护士岗被推了多少次", "shown"),
        ("how many ads went out in October", "postings_new"),
        ("jobs on offer in Leeds", "postings_active"),
        ("智联导入有多少没收进来", "feed_rejected"),
        ("Reed import volume yesterday", "feed_items"),
        ("一个人要看几批岗位", "rounds_per_person"),
        ("看了就投的比例", "connection_rate"),
        ("visitors per week", "seekers_active"),
    ],
)
def test_a_figure_is_known_by_turns_of_speech(question: str, measure: str) -> None:
    assert wire(question)["measures"] == [measure]


@pytest.mark.parametrize(
    ("question", "error", "said"),
    [
        ("How many Chipotle cooks were hired", "not_allowed", ""),
        ("how many paediatric cooks applied", "unknown_name", "paediatric cooks"),
        ("senior cook applications", "unknown_name", "senior cook"),
        ("care wroker hires", "unknown_name", "care wroker"),
        ("who applied in Leeds", "not_expressible", ""),
        ("applications for the Sous Chef posting", "unknown_name", "Sous Chef"),
    ],
)
def test_no_word_of_a_question_is_passed_over(question: str, error: str, said: str) -> None:
    found = ask(question)
    assert isinstance(found, FiguresError), found
    assert (found.error, found.said) == (error, said)


@pytest.mark.parametrize(
    "question",
    ["new cooks hired", "our cooks hired", "hiring cooks: applications", "Tom's cooks hired"],
)
def test_plain_words_before_work_are_no_kind_of_it(question: str) -> None:
    filters = wire(question)["filters"]
    assert {"dimension": "occupation", "op": "eq", "value": "cook"} in filters.get("and", [filters])


def test_what_is_not_understood_is_no_count_of_postings() -> None:
    found = ask("how many people chased us about jobs")
    assert isinstance(found, FiguresError)


@pytest.mark.parametrize(
    ("question", "added"),
    [
        ("把城市也加上", "city"),
        ("add the month too", "month"),
        ("with week as well", "week"),
        ("再加个城市维度", "city"),
    ],
)
def test_a_grouping_is_added(question: str, added: str) -> None:
    before = {"measures": ["offers"], "dimensions": ["occupation"]}
    assert wire(question, before)["dimensions"] == ["occupation", added]


@pytest.mark.parametrize(
    ("question", "city"), [("drop the Leeds filter", "Leeds"), ("去掉北京的限制", "北京")]
)
def test_a_lifted_filter_lets_all_in_again(question: str, city: str) -> None:
    before = {"measures": ["shown"], "filters": {"dimension": "city", "op": "eq", "value": city}}
    assert "filters" not in wire(question, before)


@pytest.mark.parametrize(
    "question",
    [
        "skip Leeds, hires by city",
        "hires by city, hide Leeds",
        "hires by city, cross out Leeds",
        "skipping Leeds, hires by city",
    ],
)
def test_who_is_told_to_skip_leaves_out(question: str) -> None:
    query = wire(question)
    assert query["measures"] == ["hires"]
    assert query["filters"] == {"not": {"dimension": "city", "op": "eq", "value": "Leeds"}}


@pytest.mark.parametrize(
    ("question", "measures"),
    [
        ("how many people skip our jobs in Leeds", ["dismissed"]),
        ("how often was Night Porter skipped", ["dismissed"]),
        ("how many seekers hid our cards", ["dismissed"]),
        ("how many ppl crossed the cook ad off", ["dismissed"]),
        ("护士从投递走到offer的漏斗", ["connected", "answered", "interviews", "offers"]),
        ("hides per week", ["dismissed"]),
        ("how many people responded to our cook ads", ["connected"]),
        ("how many replies to our cook jobs has Olu sent", ["answered"]),
        ("replies to people asking about cook jobs", ["answered"]),
        ("Olu replied to how many cook job enquiries", ["answered"]),
        ("recruiters replied to how many cook jobs", ["answered"]),
        ("people who wrote to us first in October", ["seekers_active"]),
        ("how many candidates messaged first", ["seekers_active"]),
        ("how many people did Olu write to first", ["greeted"]),
        ("人家先联系我们的有几个", ["connected"]),
        ("求职者主动联系我们的有多少", ["connected"]),
        ("求职者先发消息的有多少", ["seekers_active"]),
        ("陈静先发消息的有多少人", ["greeted"]),
        ("陈静主动联系了多少人", ["greeted"]),
        ("智联导入失败了多少", ["feed_rejected"]),
        ("同步失败多少条", ["feed_rejected"]),
    ],
)
def test_who_did_it_to_whom_tells_the_figure(question: str, measures: list[str]) -> None:
    assert wire(question)["measures"] == measures


@pytest.mark.parametrize("question", ["投递失败的有多少", "how many applications failed"])
def test_what_failed_but_came_by_no_import_is_no_figure(question: str) -> None:
    found = ask(question)
    assert isinstance(found, FiguresError)
    assert found.error == "not_expressible"


@pytest.mark.parametrize(
    ("question", "error", "said"),
    [
        ("Italian cooks hired this year", "unknown_name", "Italian cooks"),
        ("How many Spanish cooks applied", "unknown_name", "Spanish cooks"),
        ("experienced cooks hired", "unknown_name", "experienced cooks"),
        ("胖东来上个月收了多少简历", "not_allowed", ""),
        ("蜜友坊现在招多少护士", "not_allowed", ""),
        ("how many of the cooks we hired are foreign born", "not_allowed", ""),
    ],
)
def test_other_kinds_and_other_firms_are_told_apart(question: str, error: str, said: str) -> None:
    found = ask(question)
    assert isinstance(found, FiguresError), found
    assert (found.error, found.said) == (error, said)


@pytest.mark.parametrize(
    "question",
    [
        "how many extra cooks did we hire",
        "suitable cooks hired",
        "potential cooks hired",
        "local cooks hired",
    ],
)
def test_how_many_or_how_fitting_is_no_kind_of_work(question: str) -> None:
    query = wire(question)
    assert query["measures"] == ["hires"]
    assert query["filters"] == {"dimension": "occupation", "op": "eq", "value": "cook"}


@pytest.mark.parametrize(
    ("question", "dimensions"),
    [
        ("每天几点投的人最多", ["hour"]),
        ("每天哪个时段投的人最多", ["hour"]),
        ("what hour each day do most people apply", ["hour"]),
        ("每天的投递", ["day"]),
        ("weekday wise hires", ["weekday"]),
        ("day-wise hires", ["day"]),
        ("哪个岗位最没人看", ["posting"]),
        ("大家嫌啥", ["dismiss_reason"]),
        ("what put people off the cook job", ["dismiss_reason"]),
        ("厂里还有几个岗在招", []),
    ],
)
def test_what_rows_are_of(question: str, dimensions: list[str]) -> None:
    assert wire(question).get("dimensions", []) == dimensions


@pytest.mark.parametrize("question", ["从投递到入职的漏斗", "funnel from applications to hires"])
def test_a_funnel_from_one_step_to_another_has_those_between(question: str) -> None:
    query = wire(question)
    assert query["measures"] == ["connected", "answered", "interviews", "hires"]
    assert query["chart"] == "funnel"


@pytest.mark.parametrize(
    "question",
    [
        "take Pune out, hires by city",
        "hires by city, leave Pune out",
        "hires by city with Pune removed",
        "cross Pune off, hires by city",
        "把Pune刨掉,各城市入职多少",
        "各城市入职多少,Pune都撇开",
        "Pune先扣掉,各城市入职多少",
        "Pune的先放一边,各城市入职多少",
        "不带Pune,各城市入职多少",
        "刨掉Pune,各城市入职多少",
    ],
)
def test_what_is_taken_out_behind_its_name_is_left_out(question: str) -> None:
    query = wire(question)
    assert (query["measures"], query["dimensions"]) == (["hires"], ["city"])
    assert query["filters"] == {"not": {"dimension": "city", "op": "eq", "value": "Pune"}}


@pytest.mark.parametrize(
    ("question", "is_out"),
    [
        ("Pune的入职先不看,别的城市每个城市入职多少", True),
        ("Pune hires excluded, hires by city", True),
        ("Pune每个城市的入职不看实习", False),
    ],
)
def test_a_name_is_left_out_with_its_figure_only_where_nothing_else_is(
    question: str, is_out: bool
) -> None:
    pune = {"dimension": "city", "op": "eq", "value": "Pune"}
    assert ({"not": pune} == wire(question)["filters"]) is is_out
    assert (pune in wire(question)["filters"].get("and", ())) is not is_out


@pytest.mark.parametrize("question", ["北京去掉,Leeds的投递多少", "北京不算,Leeds的投递多少"])
def test_what_is_left_out_before_a_comma_leaves_the_next_name_in(question: str) -> None:
    assert {"dimension": "city", "op": "eq", "value": "Leeds"} in wire(question)["filters"]["and"]


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("how many pulled out in Leeds", "withdrawn"),
        ("how many in Leeds dropped out", "withdrawn"),
    ],
)
def test_who_drops_out_is_not_left_out(question: str, measure: str) -> None:
    query = wire(question)
    assert query["measures"] == [measure]
    assert query["filters"] == {"dimension": "city", "op": "eq", "value": "Leeds"}


@pytest.mark.parametrize(
    ("question", "measure", "dimensions"),
    [
        ("每天什么时段护士的岗被点开得最多", "opened", ["hour"]),
        ("最没人投的是哪个岗", "connected", ["posting"]),
        ("大家都嫌护士这活哪点不好", "dismissed", ["dismiss_reason"]),
        ("大家对护士这活都不满意啥", "dismissed", ["dismiss_reason"]),
        ("what's putting people off the cook jobs", "dismissed", ["dismiss_reason"]),
        ("护士的岗位投递最多的三个", "connected", ["posting"]),
    ],
)
def test_rows_asked_for_around_work(question: str, measure: str, dimensions: list[str]) -> None:
    query = wire(question)
    assert (query["measures"], query["dimensions"]) == ([measure], dimensions)


@pytest.mark.parametrize(
    ("question", "error"),
    [
        ("which applicants need a visa", "not_allowed"),
        ("招一个护士得花多久", "not_expressible"),
    ],
)
def test_what_people_need_and_how_long_hiring_takes_is_no_figure(question: str, error: str) -> None:
    found = ask(question)
    assert isinstance(found, FiguresError)
    assert found.error == error
