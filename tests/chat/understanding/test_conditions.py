"""Perks, shifts, employers, nearness: what is asked of a job beside work, place and pay."""

from typing import Any

import pytest

from chat.understanding import Context, understand
from jobs.criteria import Criteria
from tests.chat.understanding.scoring import TODAY


def said(text: str, *, cards: int = 0, **criteria: Any):
    force = Criteria(**criteria) if criteria else None
    return understand(text, context=Context(last_cards=cards, criteria=force), today=TODAY)


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("东莞 搬运工 包住 日结", ["包住", "日结"]),
        ("想在青岛当幼师，要寒暑假和公积金", ["寒暑假", "公积金"]),
        ("picker packer in Hull, day shift, paid weekly", ["day shift", "paid weekly"]),
        ("electrician in Cork with a company van and pension", ["company van", "pension"]),
        ("无锡护工，三班倒也行，管饭", ["管饭"]),
        ("porter in York, happy to work nights, free parking", ["free parking"]),
        ("济南司机，没有五险的不要", ["五险"]),
        ("kitchen porter in Bath, no nights", []),
    ],
)
def test_conditions_are_wished_and_what_is_only_borne_is_not(text: str, conditions: list[str]):
    assert list(said(text).criteria.set.get("conditions", [])) == conditions


def test_condition_is_refused_or_wished_never_both():
    refused = said("no nights please", cards=4, titles=("porter",), conditions=("nights",))
    assert refused.criteria.set["exclude"] == ["nights"]
    assert "conditions" in refused.criteria.clear
    wished = said("还是想上夜班", cards=4, titles=("护士",), exclude=("夜班", "外包"))
    assert wished.criteria.set["conditions"] == ["上夜班"]
    assert wished.criteria.set["exclude"] == ["外包"]


def test_perk_that_need_not_be_is_dropped_and_not_refused():
    seen = said("公积金不要了", cards=4, titles=("出纳",), conditions=("公积金", "双休"))
    assert seen.criteria.set["conditions"] == ["双休"]
    assert "exclude" not in seen.criteria.set


@pytest.mark.parametrize(
    ("text", "employers"),
    [
        ("baker at Greggs in Durham", ["Greggs"]),
        ("想去海尔做采购，青岛", ["海尔"]),
        ("南京 会计 国企优先", ["国企"]),
        ("teller at a bank in Ohio", ["bank"]),
        ("联想或者华为的测试岗，北京", ["联想", "华为"]),
        ("warehouse work for IKEA or Lidl, Dublin", ["IKEA", "Lidl"]),
        ("pastry chef, apple pies are my thing, Kent", []),
        ("西藏阿里 司机", []),
        ("tutor for English in Lyon", []),
        ("不要去外企，行政，大连", []),
        ("Cisco network engineer in Derby", []),
        ("payroll clerk in Hull, handy with Microsoft Word", []),
        ("roles for Oracle developers in Cork", []),
        ("无锡 西门子PLC调试工程师", []),
        ("拼多多运营 义乌", []),
        ("payroll clerk at Cisco in Derby", ["Cisco"]),
        ("jobs for Oracle in Cork", ["Oracle"]),
        ("想进思科公司做测试", ["思科"]),
        ("京东快递员 常州", ["京东"]),
    ],
)
def test_employer_is_a_name_or_a_kind(text: str, employers: list[str]):
    assert list(said(text).criteria.set.get("employers", [])) == employers


def test_one_sentence_holds_work_contract_place_and_employer():
    found = said("I'd love an industrial design placement in Ohio with Siemens").criteria.set
    assert found["titles"] == ["industrial design"]
    assert found["cities"] == ["Ohio"]
    assert found["employers"] == ["Siemens"]


@pytest.mark.parametrize(
    ("text", "km", "cities"),
    [
        ("plumber near Hull", 30, ["Hull"]),
        ("welder within 20 miles of Derby", 32, ["Derby"]),
        ("佛山附近的焊工", 30, ["佛山"]),
        ("收银员，就近，住海淀", 10, ["海淀"]),
        ("baker, close to home, I live in Perth", 20, ["Perth"]),
        ("welder in Derby", None, ["Derby"]),
    ],
)
def test_near_is_a_radius(text: str, km: float | None, cities: list[str]):
    found = said(text).criteria.set
    assert found.get("within_km") == km
    assert list(found["cities"]) == cities


def test_near_without_a_place_is_left_to_ask():
    assert said("附近找个洗碗工，别太远").near_home is not None
    assert said("welder in Derby").near_home is None


@pytest.mark.parametrize(
    ("text", "either"),
    [
        ("copywriter, Bristol or remote", True),
        ("翻译，远程或者西安", True),
        ("copywriter, remote, in Bristol", None),
        ("翻译 西安 远程", None),
    ],
)
def test_remote_or_a_place_is_either(text: str, either: bool | None):
    found = said(text).criteria.set
    assert found["remote"] is True
    assert found.get("remote_or_city") is either


def test_remote_said_later_joins_the_place():
    seen = said("working from home would be ok too", cards=3, titles=("tutor",), cities=("Bath",))
    assert seen.criteria.set["remote_or_city"] is True


@pytest.mark.parametrize(
    "text",
    ["hide jobs that don't say what they pay", "薪资面议的一律不看", "only ones with stated pay"],
)
def test_stated_pay_is_no_change_of_the_floor(text: str):
    seen = said(text, cards=5, titles=("cook",), salary_min=3000)
    assert seen.criteria.set.get("pay_stated") is True
    assert "salary_min" not in seen.criteria.clear
    assert not seen.criteria.relative


@pytest.mark.parametrize(
    ("text", "unused"),
    [
        ("长沙 文案，团队年轻一点", ["团队年轻一点"]),
        ("barista in Leeds, great team culture", ["great team culture"]),
        ("barista in Leeds, thanks a lot", []),
        ("你好，我今年28岁，长沙，文案", []),
    ],
)
def test_what_cannot_be_used_is_told(text: str, unused: list[str]):
    assert [span.text for span in said(text).unused] == unused


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("never mind the Hull idea", "cities"),
        ("forget about the forklift thing", "skills"),
        ("佛山那个条件去掉", "cities"),
    ],
)
def test_criterion_named_by_its_value_is_dropped(text: str, key: str):
    held = {"titles": ("driver",), "cities": ("Hull", "佛山"), "skills": ("forklift",)}
    seen = said(text, cards=3, **held)
    if key == "cities":
        assert len(seen.criteria.set["cities"]) == 1
    else:
        assert key in seen.criteria.clear


def test_own_phone_is_a_correction_of_the_resume_in_a_search_too():
    seen = said("please update my mobile to 07700 900456", cards=3, titles=("cook",))
    assert seen.resume_values == {"basics.phone": "07700900456"}


def test_objection_to_a_kind_of_employer_is_found_beside_another_wish():
    seen = said("全是创业公司，不稳，再来几个", cards=5, titles=("会计",))
    assert seen.criteria.set["exclude"] == ["创业公司"]


def test_figure_by_itself_beside_work_is_pay_and_a_year_is_not():
    assert said("钳工，常州，7500").criteria.set["salary_min"] == 7500
    assert "salary_min" not in said("钳工，常州，2026").criteria.set


def test_dollars_are_those_of_the_place():
    assert said("nurse in Brisbane, $45 an hour").criteria.set["currency"] == "AUD"
    assert said("nurse in Denver, $45 an hour").criteria.set["currency"] == "USD"


def test_hours_that_are_refused_are_no_wish():
    seen = said("barista in Hull, no evenings, free meals")
    assert seen.criteria.set["exclude"] == ["evenings"]
    assert seen.criteria.set["conditions"] == ["free meals"]


@pytest.mark.parametrize(
    ("text", "conditions", "exclude"),
    [("晚班也行", ("包住",), ()), ("早班没问题", ("包住", "长白班"), ())],
)
def test_borne_hours_take_back_what_stood_against_them(text, conditions, exclude):
    seen = said(text, cards=4, titles=("保安",), conditions=("包住", "长白班"), exclude=())
    after = seen.criteria.apply_to(Criteria(conditions=("包住", "长白班")))
    assert after.conditions == conditions
    assert after.exclude == exclude


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("want analyst roles in Oslo", ["analyst"]),
        ("she wants a carpentry apprenticeship in Derby", ["carpentry"]),
        ("潍坊 招普工 工资周结", ["普工"]),
        ("想做短视频方向的实习，厦门", ["短视频"]),
    ],
)
def test_work_is_read_out_of_its_frame(text: str, titles: list[str]):
    assert list(said(text).criteria.set["titles"]) == titles


def test_bare_thousands_are_a_months_pay_in_a_chinese_conversation():
    context = Context(open_prompt="criteria.salary_min", criteria=Criteria(), lang_hint="zh")
    seen = understand("9k", context=context, today=TODAY)
    assert seen.criteria.set["salary_period"] == "month"


def test_remote_only_is_no_longer_either():
    held = {"titles": ("tutor",), "cities": ("Bath",), "remote": True, "remote_or_city": True}
    seen = said("fully remote only please", cards=3, **held)
    assert "remote_or_city" in seen.criteria.clear


@pytest.mark.parametrize("text", ["够了", "enough", "别问了"])
def test_enough_stops_the_questions(text: str):
    context = Context(open_prompt="resume.work[0].startDate", scene="resume")
    assert understand(text, context=context, today=TODAY).intent == "stop"


def test_how_a_job_feels_is_no_exclusion_and_is_told():
    seen = said("嘉兴 包装工，不要太枯燥的，包吃")
    assert "exclude" not in seen.criteria.set
    assert [span.text for span in said("嘉兴 包装工，氛围好的，包吃").unused] == ["氛围好的"]


@pytest.mark.parametrize(
    ("text", "is_hard"),
    [
        ("tutor in Bath, remote would be a bonus", False),
        ("proofreader, ideally remote", False),
        ("希望能远程，翻译，成都", False),
        ("居家办公优先，客服", False),
        ("proofreader, must be remote", True),
        ("远程客服", True),
    ],
)
def test_remote_that_would_be_nice_filters_nothing(text: str, is_hard: bool):
    found = said(text).criteria.set
    assert ("remote" in found) is is_hard
    assert ("conditions" in found) is not is_hard


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("web developer in Cork, not WordPress", ["WordPress"]),
        ("carer in Hull, not nurse", ["nurse"]),
        ("not nursing, carer in Hull", []),
    ],
)
def test_kind_refused_after_the_wish_is_left_out_of_it(text: str, excluded: list[str]):
    assert list(said(text).criteria.set.get("exclude", [])) == excluded


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("marketing or fashion internship in Genoa", ["marketing", "fashion"]),
        ("sales or similar roles in Hull", ["sales"]),
        ("oracle dba in derby", ["oracle dba"]),
    ],
)
def test_fields_share_the_word_for_the_post(text: str, titles: list[str]):
    assert said(text).criteria.set["titles"] == titles
