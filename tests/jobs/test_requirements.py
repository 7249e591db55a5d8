"""Demands read out of descriptions, with their spans."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.requirements import PostingRequirement, from_json, read_demands, split_sections

ZH = (
    "岗位职责：1、负责平台后端的开发；2、了解客户需求并给出方案。"
    "任职要求：1、本科及以上学历，计算机相关专业；2、3年以上Java开发经验；"
    "3、熟悉MySQL、Redis；4、有支付项目经验者优先。福利待遇：五险一金，年终奖，提供英语培训。"
)
EN = """About us
We have 20 years of experience in logistics and love Python.

What you will do
- Build services and understand requirements

Requirements:
- At least 3 years of experience with Java or Go
- Bachelor's degree in Computer Science
- Fluent English

Nice to have
- Kubernetes

Benefits
- Learn German for free
"""
ONE_LINE = (
    "Harbour Ltd hires directly. Fit windows. You bring: two years of fitting; head for heights. "
    "Overtime is voluntary. We pay for training that takes 3 years."
)


def texts(text: str) -> list[str]:
    return [text[r.start : r.end] for r in read_demands(text).requirements]


def test_a_chinese_posting_in_one_line() -> None:
    demands = read_demands(ZH)
    assert texts(ZH) == [
        "本科及以上学历，计算机相关专业",
        "3年以上Java开发经验",
        "熟悉MySQL、Redis",
        "有支付项目经验者优先",
    ]
    assert demands.experience_min == 3
    assert demands.education == "bachelor"
    degree, years, databases, wish = demands.requirements
    assert degree.education == "bachelor"
    assert years.experience_min == 3
    assert "java" in years.skill_keys
    assert set(databases.skill_keys) == {"mysql", "redis"}
    assert databases.groups == (("mysql",), ("redis",))
    assert wish.is_preferred


def test_an_english_posting_with_headings() -> None:
    demands = read_demands(EN)
    assert texts(EN) == [
        "At least 3 years of experience with Java or Go",
        "Bachelor's degree in Computer Science",
        "Fluent English",
        "Kubernetes",
    ]
    assert demands.experience_min == 3
    assert demands.education == "bachelor"
    either = demands.requirements[0]
    assert set(either.skill_keys) >= {"java", "go"}
    assert len(either.groups) == 1
    assert demands.requirements[2].languages == (("en", "fluent"),)
    assert demands.requirements[3].is_preferred


def test_a_heading_inside_a_line_holds_to_the_end_of_its_sentence() -> None:
    assert texts(ONE_LINE) == ["two years of fitting", "head for heights"]
    assert read_demands(ONE_LINE).experience_min == 2


def test_what_is_offered_or_told_of_the_firm_is_no_demand() -> None:
    assert read_demands("公司介绍：成立于20年前，本科以上学历员工占90%。").requirements == ()
    assert (
        read_demands("Benefits: 5 years of experience pays off. Degree sponsorship.").requirements
        == ()
    )


@pytest.mark.parametrize("text", ["", " ", "。。。", "\n\n\n", "任职要求：", "Requirements:"])
def test_nothing_demands_nothing(text: str) -> None:
    assert read_demands(text).requirements == ()


def test_the_stored_form_comes_back_the_same() -> None:
    for text in (ZH, EN, ONE_LINE):
        for requirement in read_demands(text).requirements:
            assert from_json(requirement.as_json()) == requirement
    assert PostingRequirement(1, 2).as_json() == {"s": 1, "e": 2}


def test_sections_hold_the_lines_word_for_word() -> None:
    sections = split_sections(EN)
    assert "Kubernetes" in sections["demands"]
    assert "Learn German for free" in sections["offers"]
    for lines in sections.values():
        assert all(line in EN for line in lines)


_PIECES: Any = st.sampled_from(
    [
        "任职要求：",
        "Requirements:\n",
        "1、",
        "2)",
        "- ",
        "3年以上经验",
        "本科",
        "Java",
        "\n",
        "。",
        "; ",
        "•",
        "You bring: ",
        "x" * 500,
        "①",
    ]
)


@given(st.lists(_PIECES | st.text(max_size=12), max_size=40).map("".join))
@settings(max_examples=200, deadline=None)
def test_spans_lie_in_the_text_in_order_and_hold_something(text: str) -> None:
    last = 0
    for r in read_demands(text).requirements:
        assert 0 <= r.start < r.end <= len(text)
        assert r.start >= last
        assert text[r.start : r.end].strip()
        last = r.start


@pytest.mark.parametrize(
    "line",
    [
        "Minimum Skills/",
        "Other Desired Experience",
        "for this Role",
        "(Not Required)",
        "Education & Certifications:",
        "专业技能：",
        "其他要求",
        "Please send your CV to the address below",
        "Thank you for reading",
        "We are a family firm with 40 years of experience",
        "Health insurance from day one",
        "五险一金，带薪年假",
        "提供住宿，双休",
        "负责客户回访，整理订单",
        "协助主管完成盘点",
        "公司成立于2010年，拥有多项专利",
        "例如：Figma、Sketch等",
    ],
)
def test_headings_offers_and_duties_in_a_list_are_no_demands(line: str) -> None:
    text = f"Requirements:\n- Two years of experience with Excel\n- {line}\n- 持有驾驶证\n"
    assert texts(text) == ["Two years of experience with Excel", "持有驾驶证"]


@pytest.mark.parametrize(
    "line",
    [
        "Skills in upholstery",
        "Experience required in rail",
        "负责过仓库盘点者优先",
        "有公司财务工作经验",
        "能接受双休轮班，有客服经验",
        "2 years in a related role",
    ],
)
def test_what_names_something_stays(line: str) -> None:
    # Clauses that stand alone are demands of their own; none of the words is lost.
    assert "，".join(texts(f"Requirements:\n- Excel\n- {line}\n")) == f"Excel，{line}"


def test_an_abbreviation_or_a_bracket_does_not_cut_a_demand() -> None:
    text = (
        "Requirements:\n- Knowledge of U.K. tax law\n"
        "- Design tools (e.g. Figma, Sketch. Miro)\n- A licence i.e. Category B\n- Drawing. Painting\n"
    )
    assert texts(text) == [
        "Knowledge of U.K. tax law",
        "Design tools (e.g. Figma, Sketch. Miro)",
        "A licence i.e. Category B",
        "Drawing",
        "Painting",
    ]


def test_from_the_word_of_the_law_on_nothing_is_demanded_until_a_heading() -> None:
    text = (
        "Requirements:\n- Forklift licence\nWe are an equal opportunity employer.\n"
        "Everyone must be able to be themselves\nQualifications:\n- First aid certificate\n"
    )
    assert texts(text) == ["Forklift licence", "First aid certificate"]


def test_duties_under_no_heading_are_no_demands() -> None:
    text = "Develop expertise in Java products.\nYou will need proven Java experience to grow."
    assert texts(text) == []


def test_a_number_in_brackets_is_no_new_entry() -> None:
    text = (
        "Requirements:\n- Four (4) or more years of welding\n任职要求：1、大专2、熟悉Word(3)能出差"
    )
    assert texts(text) == ["Four (4) or more years of welding", "大专", "熟悉Word", "能出差"]
