"""What people tell of themselves, and what would do, beside jobs on the table: no refusal of them."""

from datetime import date
from typing import Any

import pytest

from chat.understanding import Context, understand
from jobs.criteria import Criteria

TODAY = date(2026, 11, 20)


def read(text: str, *, lang: str, title: str) -> Any:
    force = Criteria(titles=(title,), cities=("长沙" if lang == "zh" else "Hull",))
    context = Context(last_cards=3, criteria=force, lang_hint=lang)  # type: ignore[arg-type]
    return understand(text, context=context, today=TODAY)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("当过两年收银，没有健康证", "zh"),
        ("我修过三年空调，没考证", "zh"),
        ("开了十年货车", "zh"),
        ("I've got four years in a laundry but no certificate", "en"),
        ("i have two years on tower cranes", "en"),
    ],
)
def test_experience_told_changes_no_search(text: str, lang: str):
    understood = read(text, lang=lang, title="理货员" if lang == "zh" else "shelf stacker")
    assert understood.intent == "small_talk"
    assert not understood.criteria


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("我做过三年会计，想找出纳", "zh"),
        ("开过两年铲车，有铲车的活吗", "zh"),
        ("当过两年收银，有没有近一点的", "zh"),
        ("当过两年收银，收藏一下", "zh"),
        ("i've got two years on diggers, any digger jobs?", "en"),
        ("I have three years in payroll, show me others", "en"),
    ],
)
def test_what_is_asked_for_beside_experience_is_heard(text: str, lang: str):
    assert read(text, lang=lang, title="保洁" if lang == "zh" else "packer").intent != "small_talk"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("我干了七年会计，这些都是助理岗", "zh"),
        ("I've ten years in this trade, these are for beginners", "en"),
    ],
)
def test_experience_held_against_the_jobs_refuses_them(text: str, lang: str):
    understood = read(text, lang=lang, title="会计" if lang == "zh" else "electrician")
    assert understood.intent == "reject_with_reason"


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("四五千就够，不倒班", "zh", {"salary_min": 4000.0, "exclude": ["倒班"]}),
        ("7000以上，别给我推外包", "zh", {"salary_min": 7000.0, "exclude": ["外包"]}),
        ("全职，不要夜班", "zh", {"employment_type": "full_time", "exclude": ["夜班"]}),
        ("part time, and not weekends", "en", {"employment_type": "part_time"}),
    ],
)
def test_what_would_do_is_kept_beside_what_is_refused(
    text: str, lang: str, expected: dict[str, Any]
):
    understood = read(text, lang=lang, title="客服" if lang == "zh" else "cleaner")
    assert understood.intent == "refine"
    assert expected.items() <= understood.criteria.set.items()


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("刚从矿上下来，想找个不太累的活", None),
        ("从电子厂辞职了，想当超市收银员", ["超市收银员"]),
        ("以前在码头干，现在想开货车", ["开货车"]),
        ("what about cleaning or retail?", ["cleaning", "retail"]),
    ],
)
def test_where_somebody_comes_from_is_no_wish(text: str, titles: list[str] | None):
    understood = understand(text, context=Context(), today=TODAY)
    assert understood.criteria.set.get("titles") == titles


@pytest.mark.parametrize(
    ("text", "held", "cities"),
    [
        ("洛阳别看了，换成开封", "洛阳", ["开封"]),
        ("宜昌就不考虑了,改到荆州吧", "宜昌", ["荆州"]),
    ],
)
def test_a_place_given_up_for_another_goes(text: str, held: str, cities: list[str]):
    context = Context(last_cards=3, criteria=Criteria(titles=("cook",), cities=(held,)))
    understood = understand(text, context=context, today=TODAY)
    assert understood.criteria.set["cities"] == cities
    assert "exclude" not in understood.criteria.set


@pytest.mark.parametrize(
    "text", ["想干质检，夜班我上不了", "夜班我上不来，老人要照看", "想找质检，两班倒我倒不了"]
)
@pytest.mark.parametrize("cards", [0, 3])
def test_what_somebody_cannot_bear_is_refused_not_wished_for(text: str, cards: int):
    context = Context(last_cards=cards, criteria=Criteria(titles=("质检员",)) if cards else None)
    understood = understand(text, context=context, today=TODAY)
    assert "conditions" not in understood.criteria.set
    assert [each[:2] for each in understood.criteria.set["exclude"]] in (["夜班"], ["两班"])
