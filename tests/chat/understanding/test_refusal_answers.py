"""What an answer to "is there anything you do not want?" refuses."""

from datetime import date

import pytest

from chat.understanding import Context, understand
from jobs.criteria import Criteria

NAMED = [
    ("通宵的我熬不住", ["通宵"]),
    ("中介的不去", ["中介"]),
    ("大小周", ["大小周"]),
    ("押金的、培训贷的都不要", ["押金", "培训贷"]),
    ("只要不是保险就行", ["保险"]),
    ("别让我喝酒应酬", ["喝酒应酬"]),
    ("体力活干不了", ["体力活"]),
    ("夜班不上,周末也不想干", ["夜班", "周末"]),
    ("我不想天天加班", ["加班"]),
    ("一律不要培训贷", ["培训贷"]),
    ("整天站岗受不了", ["站岗"]),
    ("不进厂", ["进厂"]),
    ("saturdays", ["saturday"]),
    ("nothing on call", ["on call"]),
    ("working away", ["working away"]),
    ("no recruiters please", ["recruiter"]),
    ("consultancies", ["consultancy"]),
    ("zero hours contracts are out", ["zero hours"]),
    ("anything with heavy lifting", ["heavy lifting"]),
    ("I won't do split shifts", ["split shift"]),
    ("nights and weekends", ["night", "weekend"]),
    ("fast food and bars", ["fast food", "bars"]),
    ("anything needing a van", ["van"]),
    ("no overtime door to door telesales", ["overtime", "door to door", "telesales"]),
    ("being on call", ["on call"]),
]
NOTHING = [
    "没有", "没啥,都行", "都可以接受", "随便", "没什么特别的", "不挑", "都还行", "你看着来",
    "nope", "nothing really", "not that I can think of", "not bothered either way", "none",
    "no idea sorry", "I'd rather not say", "whatever works", "nothing I mind", "all good",
]  # fmt: skip
BESIDE = [
    ("工资最少五千", "salary_min"),
    ("at least 30k", "salary_min"),
]


def said(text: str):
    """Return how an answer to the question is read."""
    return understand(
        text,
        context=Context(
            open_prompt="criteria.exclude", scene="find", criteria=Criteria(titles=("plumber",))
        ),
        today=date(2026, 11, 21),
    )


@pytest.mark.parametrize(("text", "refused"), NAMED)
def test_the_words_that_name_it_are_enough(text, refused):
    assert said(text).criteria.set == {"exclude": refused}


# Beside what is refused stands why, or what is wanted instead.
BESIDE_REASONS = [
    ("晚上要接孩子,夜班绝对不行", ["夜班"]),
    ("中介一律不要,只要厂里直招", ["中介"]),
    ("早教机构就别推了,周末要上课", ["早教机构"]),
    ("我膝盖不好,爬楼的不行", ["爬楼"]),
    ("weekends, I sing in a choir", ["weekend"]),
    ("split shifts, never again", ["split shift"]),
    ("anything with on-call. burned out", ["on-call"]),
    ("price work, done with that", ["price work"]),
]


@pytest.mark.parametrize(("text", "refused"), BESIDE_REASONS)
def test_why_it_is_refused_is_not_refused_as_well(text, refused):
    assert said(text).criteria.set == {"exclude": refused}


@pytest.mark.parametrize("text", NOTHING)
def test_who_minds_nothing_skips(text):
    found = said(text)
    assert found.intent in ("skip", "deny")
    assert not found.criteria


@pytest.mark.parametrize(("text", "key"), BESIDE)
def test_another_wish_is_no_refusal(text, key):
    assert next(iter(said(text).criteria.set)) == key


@pytest.mark.parametrize("text", ["先问下你们收不收费", "how much do you charge?"])
def test_a_question_refuses_nothing(text):
    assert "exclude" not in said(text).criteria.set


def test_a_word_within_another_word_gives_up_no_wish():
    context = Context(
        open_prompt="criteria.exclude", scene="find", criteria=Criteria(titles=("carer",))
    )
    found = understand("nothing needing a car", context=context, today=date(2026, 11, 21))
    assert found.criteria.set == {"exclude": ["car"]}
    assert not found.criteria.clear
