"""What is said only to be denied is told from what is said."""

import pytest

from jobassist.language.denials import is_denied


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("I don't have a driving licence", "driving"),
        ("I have no forklift licence", "forklift"),
        ("I was never a Team Leader", "Team"),
        ("I have never used Python", "Python"),
        ("我没有驾照", "驾照"),
        ("不会说英语", "英语"),
        ("不会Excel", "Excel"),
        ("没当过班长", "班长"),
    ],
)
def test_a_denial_in_the_same_clause_denies(text: str, word: str) -> None:
    assert is_denied(text, text.index(word))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("I don't smoke, driving licence", "driving"),
        ("no experience but a forklift licence", "forklift"),
        ("no points on my licence", "licence"),
        ("not only Python", "Python"),
        ("没有工作经验但有驾照", "驾照"),
        ("不干了在华为", "华为"),
        ("不得不用Python", "Python"),
    ],
)
def test_a_denial_of_something_else_does_not(text: str, word: str) -> None:
    assert not is_denied(text, text.index(word))
