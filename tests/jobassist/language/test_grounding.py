"""Claims against words that were given: figures in any notation, names, the rest by words."""

import pytest

from jobassist.language.grounding import (
    is_literal,
    missing_figures,
    missing_names,
    numbers_in,
    share_given,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12k", 12_000),
        ("一万二", 12_000),
        ("一万二", 10_002),
        ("三万五", 35_000),
        ("两千五", 2_500),
        ("三百二", 320),
        ("一千零五", 1_005),
        ("一万两千", 12_000),
        ("一亿五千万", 150_000_000),
        ("三点五万", 35_000),
        ("fifty thousand", 50_000),
        ("thirty-five thousand a year", 35_000),
        ("one hundred and fifty", 150),
        ("half a million", 1_000_000),
        ("twenty-five years", 25),
        ("1万2", 12_000),
        ("25w", 250_000),
        ("£28,000", 28_000),
        ("三年", 3),
        ("twenty people", 20),
        ("二十五个人", 25),
        ("一九九八年", 1998),
        ("2019.03", 3),
        ("since March 2019", 3),
        ("1.5万", 15_000),
    ],
)
def test_numbers_are_read_in_any_notation(text, number):
    assert number in numbers_in(text)


def test_figures_that_were_not_given_are_missing():
    assert missing_figures("raised sales by 45% to 120,000", "sales went up to 120k") == [45]
    assert missing_figures("带领25人团队", "我带二十五个人") == []
    assert missing_figures("one of the 3 best", "the best") == []


@pytest.mark.parametrize(
    ("claim", "given", "missing"),
    [
        ("月薪三万五", "月薪面议", [35_000]),
        ("月薪三万五", "月薪35k", []),
        ("月薪35000", "想要三万五", []),
        ("三点五万一个月", "3.5万", []),
        ("带过二十五人,年薪十万", "带过人", [25, 100_000]),
        ("It pays fifty thousand.", "It pays well.", [50_000]),
        ("It pays fifty thousand.", "It pays £50,000.", []),
        ("A hundred thousand pounds", "Ask us", [100_000]),
        ("one hundred and twenty beds", "120 beds", []),
    ],
)
def test_figures_in_words_are_claims_too(claim, given, missing):
    assert missing_figures(claim, given) == missing


@pytest.mark.parametrize(
    "claim",
    [
        "一个岗位,一些想法,看一下,三点建议,第二个,十分合适,十一点",
        "千万别急,万一不合适,千万不要,几十个,好几万人,百分之百",
        "两三天,三三两两,二〇二一,三四个",
        "一百个放心,三十六计,十八般武艺,三百六十行",
        "two jobs, one of them, a thousand thanks, one in a million, hundreds of people, thousands",
        "three or four, twenty-five, at seven",
    ],
)
def test_ways_of_speaking_are_no_figures(claim):
    assert missing_figures(claim, "") == []


def test_names_that_were_not_given_are_missing():
    assert missing_names("用Rust和Go写服务", "我会Go") == ["Rust"]
    assert missing_names("Nursed at Acme with Epic", "I nursed with epic") == ["Acme"]
    assert missing_names("Led the night shift", "i led nights") == []


def test_literal_is_letter_for_letter_but_for_signs():
    assert is_literal("St. Mary's Hospital", "at st mary's hospital since 2019")
    assert is_literal("字节 跳动", "我在字节跳动上班")
    assert not is_literal("Mary", "at Maryland House")
    assert not is_literal("", "anything")


def test_share_counts_words_and_signs():
    assert share_given("managed nurses", "I manage nurses") > 0.4
    assert share_given("负责排班", "我管排班的") == 0.5
    assert share_given("", "x") == 0.0
