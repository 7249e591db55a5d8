"""Words beside the work that is looked for, which name no work, and changes said beside jobs."""

from datetime import date

import pytest

from chat.understanding import understand
from chat.understanding.types import Context
from jobs.criteria import Criteria

TODAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("暑假想打工,高二刚念完那种,只能做到开学,地点贵阳", None),
        ("我媳妇刚休完产假,想找个半天的活,保定", None),
        ("能不能找那种日结的礼仪模特,兰州,身高一米七五", ["礼仪模特"]),
        ("听说你们有地铁安检的岗?", ["地铁安检"]),
        ("evenings only, after 7pm, got a day job, Derby", None),
        ("semi retired, fancy 3 days a week in a farm shop, Hexham way", ["farm shop"]),
        ("scaffolder thinking of switching to rope access, anywhere in Fife", ["rope access"]),
        ("HGV class 2, Immingham, £16 an hour", ["HGV class 2"]),
    ],
)
def test_what_is_said_beside_the_work_is_no_work(text: str, titles: list[str] | None):
    assert understand(text, today=TODAY).criteria.set.get("titles") == titles


@pytest.mark.parametrize(
    ("text", "least", "cleared"),
    [
        ("another 3k on top of that", 31_000, ()),
        ("薪资这块不卡了", None, ("salary_min",)),
        ("forget the money", None, ("salary_min",)),
    ],
)
def test_a_change_of_pay_beside_jobs_is_no_refusal(text: str, least: int | None, cleared):
    held = Criteria(titles=["paralegal"], salary_min=28_000, salary_period="year")
    seen = understand(text, today=TODAY, context=Context(last_cards=4, scene="find", criteria=held))
    assert seen.intent == "refine"
    assert seen.criteria.set.get("salary_min") == least
    assert seen.criteria.clear == cleared


def test_a_job_asked_for_as_a_whole_is_read_in_one_sentence():
    told = understand(
        "在顺丰干分拣组长",
        today=TODAY,
        context=Context(open_prompt="resume.work", scene="resume"),
    )
    assert told.resume_values["work[0].name"] == "顺丰"


def test_what_a_word_was_wrongly_is_no_value():
    told = understand(
        "wrong, its Anglia Ruskin not Angela Ruskin",
        today=TODAY,
        context=Context(scene="resume"),
    )
    assert "Angela Ruskin" not in told.resume_values.values()


@pytest.mark.parametrize("text", ["没啥忌讳的,有活就行", "nah nothing's off limits really"])
def test_who_rules_nothing_out_refuses_nothing(text: str):
    seen = understand(text, today=TODAY, context=Context(open_prompt="criteria.exclude"))
    assert seen.intent == "skip"
    assert not seen.criteria
