"""Codes of the Chinese classification for titles."""

import pytest

from jobassist.ai.occupation_codes import CodeTable, classify_csco, read_csco_labels
from jobassist.ai.offline_embedder import OfflineEmbedder

OCCUPATIONS = [
    ("4-03-02-01", ["中式烹调师", "中餐厨师", "凉菜厨师"]),
    ("2-02-10-03", ["计算机软件工程技术人员", "软件工程师", "java开发"]),
    ("4-02-02-01", ["道路客运汽车驾驶员", "大巴司机"]),
]


def test_the_nearest_occupation_is_first_and_the_rest_follow() -> None:
    table = CodeTable(OCCUPATIONS, embedder=OfflineEmbedder())
    for title, code in [
        ("川菜厨师", "4-03-02-01"),
        ("Java 后端程序员", "2-02-10-03"),
        ("公交车司机", "4-02-02-01"),
    ]:
        guesses = table.classify([title], k=2)[0]
        assert len(guesses) == 2
        assert guesses[0].code == code
        assert 1 >= guesses[0].likeness >= guesses[1].likeness >= 0


def test_no_titles_have_no_codes() -> None:
    assert CodeTable(OCCUPATIONS, embedder=OfflineEmbedder()).classify([]) == []


def test_codes_are_of_occupations_and_name_them() -> None:
    rows = read_csco_labels()
    assert len(rows) > 1600
    # The source gives two codes twice.
    assert len({code for code, _labels in rows}) >= len(rows) - 2
    assert all(labels and all(labels) for _code, labels in rows)


@pytest.mark.slow
def test_a_title_in_the_classification_has_its_code() -> None:
    assert classify_csco("中式烹调师", k=1)[0].code == "4-03-02-01"
