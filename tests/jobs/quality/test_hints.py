"""What a posting lacks, and what keeps people from it."""

from dataclasses import replace

import pytest

from jobs.quality import Draft, read_hints

GOOD = Draft(
    title="Night-shift nurse",
    description=(
        "You look after twelve patients at night and hand over at eight.\n\nRequirements:\n"
        "- registered nurse\n- 2 years of experience\n\nWe offer:\n- paid breaks\n- training on two days a month\n"
        "- a quiet ward with a team that has worked together for years, and never more than three nights in a row; uniforms are washed here"
    ),
    country="GB",
    has_place=True,
    salary_min=32_000,
    salary_max=38_000,
    salary_currency="GBP",
    salary_period="year",
    employment_type="full_time",
    has_end=True,
)
GOOD_ZH = Draft(
    title="夜班护士",
    description=(
        "岗位职责：\n1、夜间照护病区患者，按时巡视并记录；\n2、早八点交接班，与医生沟通病情变化；\n3、协助医生完成治疗，做好病区感染防控。\n\n任职要求：\n1、持有护士执业证书；"
        "\n2、两年以上临床经验；\n3、能适应夜班，责任心强。\n\n我们提供：\n1、五险一金、夜班补贴；\n2、每月两天带薪培训，连续夜班不超过三天。"
    ),
    lang="zh",
    country="CN",
    has_place=True,
    salary_min=9_000,
    salary_max=12_000,
    salary_currency="CNY",
    salary_period="month",
    employment_type="full_time",
    has_end=True,
)


def codes(draft: Draft) -> set[str]:
    return {hint.code for hint in read_hints(draft)}


@pytest.mark.parametrize("draft", [GOOD, GOOD_ZH])
def test_a_good_posting_has_nothing_to_mend(draft: Draft) -> None:
    assert read_hints(draft) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"salary_min": None, "salary_max": None}, "pay_missing"),
        ({"salary_min": None, "salary_max": None, "salary_raw": "面议"}, "pay_vague"),
        ({"salary_min": None, "salary_max": None, "salary_raw": "Competitive"}, "pay_vague"),
        ({"salary_min": 10_000, "salary_max": 90_000}, "pay_wide"),
        ({"salary_currency": None}, "pay_unclear"),
        ({"title": "诚聘精英"}, "title_vague"),
        ({"title": "Team members wanted"}, "title_vague"),
        ({"title": "Various positions"}, "title_vague"),
        ({"title": "Coding ninja"}, "title_hype"),
        ({"title": "后端大神"}, "title_hype"),
        ({"title": "月薪过万 包吃住 急招普工"}, "title_pay"),
        ({"title": "Nurse $45 per hour apply now"}, "title_pay"),
        ({"title": "NIGHT SHIFT NURSE WANTED"}, "shouting"),
        ({"title": "Nurse!!!"}, "shouting"),
        ({"title": "x" * 120}, "title_long"),
        ({"has_place": False}, "place_missing"),
        ({"has_place": False, "unknown_places": ("Nowheresville",)}, "place_unknown"),
        ({"description": ""}, "text_missing"),
        ({"description": "Nurse wanted. Requirements: registered nurse"}, "text_short"),
        ({"description": "word " * 400}, "text_wall"),
        ({"description": "We are a nice firm in a nice town. " * 12}, "requirements_missing"),
        (
            {"description": "Requirements:\n" + "\n".join(f"- {n} years of Java" for n in range(2, 20))},
            "requirements_many",
        ),
        ({"employment_type": None}, "contract_missing"),
        ({"has_end": False}, "end_missing"),
        ({"description": GOOD.description + "\nMail to jane@elm.example"}, "contact_data"),
        ({"description": GOOD.description + "\n加微信 elm_care2020 详聊"}, "contact_data"),
        ({"description": GOOD.description + "\nCall 0113 496 0999"}, "contact_data"),
        ({"description": GOOD.description + "\nhttps://apply.example/now"}, "link"),
        (
            {"description": GOOD.description + "\nPay a refundable deposit of $200 for training first."},
            "fee_upfront",
        ),
    ],
)  # fmt: skip
def test_what_is_lacking_is_said(changes: dict, code: str) -> None:
    assert code in codes(replace(GOOD, **changes))


def test_remote_work_needs_no_place() -> None:
    assert codes(replace(GOOD, has_place=False, is_remote=True)) == set()


def test_a_title_that_names_work_is_not_vague() -> None:
    for title in (
        "Cook",
        "普工",
        "店员",
        "Team leader, warehouse",
        "销售",
        "C++ developer",
        "保洁员",
    ):
        assert "title_vague" not in codes(replace(GOOD, title=title)), title


def test_gravest_first() -> None:
    text = GOOD.description + "\nMales only. Native English speaker required."
    levels = [hint.level for hint in read_hints(replace(GOOD, description=text, has_end=False))]
    assert levels == ["unlawful", "check", "improve"]
