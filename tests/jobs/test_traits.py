"""What postings say of themselves that people refuse."""

import pytest

from jobs.traits import (
    find_trait_words,
    find_traits,
    is_said,
    trait_refused,
    traits_wished,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本岗位为外包岗，驻场甲方", {"outsourcing"}),
        ("非外包，不驻场", set()),
        ("拒绝外包公司", set()),
        ("劳务派遣，包吃住", {"agency", "lodging", "meals"}),
        ("无中介费", set()),
        ("中介勿扰", set()),
        ("三班倒，能适应夜班", {"night_shift", "rotating_shift"}),
        ("长白班，不上夜班", {"day_shift"}),
        ("单休，大小周", {"weekend", "overtime"}),
        ("拒绝996", set()),
        ("需经常出差", {"travel"}),
        ("无需出差", set()),
        ("电话销售，无底薪", {"cold_calling", "commission_only"}),
        ("每周两天节假日待命", {"on_call"}),
        ("One week in four on call.", {"on_call"}),
        ("Split shifts four days a week.", {"split_shift", "few_days"}),
        ("You will be self-employed.", {"self_employed"}),
        ("纯计件,多劳多得", {"piece_rate"}),
        ("入职交押金二百元", {"deposit"}),
        ("无押金,不收培训费", set()),
        ("有办卡任务", {"sales_targets"}),
        ("需要住家,每月休息四天", {"live_in"}),
        ("早晚班轮换", {"rotating_shift"}),
        ("Our client is a leading bank.", {"agency"}),
        ("No agencies please.", set()),
        ("We do not use recruitment agencies.", set()),
        ("Night shifts and rotating shifts.", {"night_shift", "rotating_shift"}),
        ("No night shifts, ever.", {"day_shift"}),
        ("Commission only, door to door.", {"commission_only", "cold_calling"}),
        ("There is no cold calling.", set()),
        ("Frequent travel, up to 50%.", {"travel"}),
        ("Staff augmentation at client site", {"outsourcing"}),
        ("We are an equal opportunity employer.", set()),
        ("Reno: visa sponsorship available", {"visa"}),
        ("Casino sponsorship manager", set()),
        ("No experience required and we offer visa sponsorship.", {"visa"}),
        ("Not a desk job, visa sponsorship available", {"visa"}),
        ("No visa sponsorship.", {"no_visa"}),
        ("全国连锁药房，门店遍布各地", {"chain"}),
        ("全国300多家门店，诚招店员", {"chain"}),
        ("熟悉供应链，不是连锁反应", set()),
        ("We are one of 40 clinics in a national chain of practices.", {"chain"}),
        ("Over 300 shops across the country.", {"chain"}),
        ("Supply chain planner, chain of custody records.", set()),
        ("A family firm, not part of a large chain.", set()),
        ("We cannot, now or in the future, sponsor anyone.", {"no_visa"}),
        ("Work here without the need for employer sponsorship", {"no_visa"}),
        ("Not eligible for visa sponsorship", {"no_visa"}),
    ],
)
def test_traits(text: str, expected: set[str]) -> None:
    assert set(find_traits(text)) == expected


@pytest.mark.parametrize(
    ("word", "trait"),
    [
        ("外包", "outsourcing"),
        ("外包公司", "outsourcing"),
        ("驻场", "outsourcing"),
        ("Outsourcing", "outsourcing"),
        ("agencies", "agency"),
        ("劳务派遣", "agency"),
        ("night shifts", "night_shift"),
        ("夜班", "night_shift"),
        ("big chains", "chain"),
        ("national chain", "chain"),
        ("连锁大店", "chain"),
        ("大连锁", "chain"),
        ("996", "overtime"),
        ("commission-only", "commission_only"),
        ("door to door", "cold_calling"),
        ("on-call", "on_call"),
        ("split shifts", "split_shift"),
        ("要押金", "deposit"),
        ("背销售任务", "sales_targets"),
        ("self employed", "self_employed"),
        ("crypto", None),
        ("外语", None),
        ("agency nurse manager", None),
    ],
)
def test_the_trait_a_refusal_names(word: str, trait: str | None) -> None:
    assert trait_refused(word) == trait


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("ad", "You lead the team", False),
        ("ad", "An ad agency", True),
        ("site", "You work on sites", True),
        ("site", "See our website", False),
        ("c++", "We use C++ and Go", True),
        ("办卡", "推荐办卡", True),
        ("办卡", "不办卡", False),
        ("own car", "No own car needed", False),
        ("own car", "Own car needed", True),
        ("", "anything", False),
    ],
)
def test_a_word_counts_whole_and_undenied(word: str, text: str, expected: bool) -> None:
    assert is_said(word, text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("食宿全包，提供员工宿舍，餐补", {"lodging", "allowance"}),
        ("包食宿，做五休二", {"lodging", "meals", "weekends_off"}),
        ("五险一金 带薪年假 年终奖金", {"social_insurance", "housing_fund", "paid_leave", "bonus"}),
        ("We are unable to offer visa sponsorship for this post.", {"no_visa"}),
        ("Visa sponsorship available for the right candidate.", {"visa"}),
        ("A company van is yours from day one, with a pension.", {"company_car", "pension"}),
        ("Hybrid working, two days at home.", {"hybrid"}),
        ("You will drive hybrid cars and read equity reports.", set()),
        ("Monday to Friday, no weekends.", {"weekends_off"}),
    ],
)
def test_what_postings_offer(text: str, expected: set[str]) -> None:
    assert set(find_traits(text)) == expected


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("包吃住", {"lodging", "meals"}),
        ("食堂和宿舍都要", set()),
        ("长白班", {"day_shift"}),
        ("五险一金", {"social_insurance", "housing_fund"}),
        ("weekends off", {"weekends_off"}),
        ("sponsor my visa", {"visa"}),
        ("401k", {"pension"}),
        ("live-in", {"lodging"}),
        ("I live in Bath", set()),
        ("good coffee", set()),
    ],
)
def test_the_traits_a_wish_names(words: str, keys: set[str]) -> None:
    assert {trait.key for trait in traits_wished(words)} == keys


def test_where_a_posting_says_it_is_found_and_a_denial_is_not():
    (trait,) = traits_wished("company car")
    text = "Perks：Company Car from day one."
    found = find_trait_words(trait, text)
    assert found is not None
    assert text[slice(*found)] == "Company Car"
    assert find_trait_words(trait, "There is no company car.") is None
