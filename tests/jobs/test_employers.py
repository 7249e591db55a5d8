"""Employers by name, in both languages, and by kind."""

import re

import pytest

from jobs.employers import build_name_pattern, find_firms, is_firm, read_kind, says_firm


def matches(name: str, employer: str) -> bool:
    """Match as PostgreSQL would: \\m and \\M are the edges of words."""
    pattern = build_name_pattern(name).replace(r"\m", r"\b").replace(r"\M", r"\b")
    return re.search(pattern, employer) is not None


@pytest.mark.parametrize(
    ("name", "employer", "is_same"),
    [
        ("Huawei", "华为技术有限公司", True),
        ("华为", "huawei technologies", True),
        ("星巴克", "starbucks coffee company", True),
        ("Siemens AG Ltd", "siemens healthineers", False),
        ("Siemens Ltd", "siemens healthineers", True),
        ("海底捞", "四川海底捞餐饮股份有限公司", True),
        ("Metro", "metropolitan police", False),
        ("Oak & Ash", "oak & ash joinery", True),
    ],
)
def test_name_is_found_whatever_its_language_and_form(name: str, employer: str, is_same: bool):
    assert matches(name, employer) is is_same


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("banks", "bank"),
        ("银行", "bank"),
        ("央企", "state_owned"),
        ("外资企业", "foreign"),
        ("insurance companies", "insurance"),
        ("大公司", "big"),
        ("大的公司", "big"),
        ("huge company", "big"),
        ("corporates", "big"),
        ("start-ups", "startup"),
        ("游戏公司", "games"),
        ("bank holidays", None),
        ("夜班", None),
        ("embankment", None),
    ],
)
def test_kind_that_a_word_names(word: str, key: str | None):
    kind = read_kind(word)
    assert (kind.key if kind else None) == key


def test_name_that_is_a_word_of_its_own_is_marked():
    assert [(f.text, f.is_plain) for f in find_firms("联想 or ikea, apple")] == [
        ("联想", True),
        ("ikea", False),
        ("apple", True),
    ]
    assert is_firm("IKEA")
    assert not is_firm("Ikebana")


@pytest.mark.parametrize(
    ("word", "is_firms"),
    [
        ("insurance companies", True), ("保险公司", True), ("外企", True), ("banks", True),
        ("insurance", False), ("游戏", False), ("real estate", False), ("SAP", False),
    ],
)  # fmt: skip
def test_phrase_that_speaks_of_firms_themselves(word: str, is_firms: bool):
    assert says_firm(word) is is_firms


@pytest.mark.parametrize("name", ["", " ", "\u200b", "\ufeff \u200b"])
def test_name_of_nothing_has_no_pattern(name: str):
    assert build_name_pattern(name) == ""
