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
        ("一万二", 10_002),
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
