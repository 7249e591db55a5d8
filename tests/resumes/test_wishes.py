"""What a résumé says of the work looked for next."""

import datetime

import pytest

from resumes.fields import parse_fields
from resumes.matching import criteria_from_resume, home_of, roles_of
from resumes.wishes import parse_wish

TODAY = datetime.date(2026, 11, 2)


@pytest.mark.parametrize(
    ("words", "titles", "cities"),
    [
        ("想在绍兴或湖州找会计", ("会计",), ("绍兴", "湖州")),
        ("Looking for welder roles in Hull", ("welder",), ("Hull",)),
        ("希望留在洛阳,不再做外包", (), ("洛阳",)),
    ],
)
def test_a_sentence_says_work_and_places(
    words: str, titles: tuple[str, ...], cities: tuple[str, ...]
) -> None:
    wish = parse_wish(words)
    assert wish.titles == titles
    assert wish.cities == cities


def test_what_is_refused_is_no_wish() -> None:
    assert parse_wish("希望留在洛阳,不再做外包").exclude == ("外包",)
    assert parse_wish("I want a nurse job in Leeds, not in London").cities == ("Leeds",)


def test_an_area_reaches_around_its_city() -> None:
    assert parse_wish("Seeking chemist roles, Leeds area").within_km == 40.0
    assert parse_wish("Seeking chemist roles in Leeds").within_km is None


def test_the_sentence_is_kept_in_the_persons_words() -> None:
    text = "Ann Marsh\nBaker at Crumb, 2016-2018.\nI would like to stay in York."
    parsed = parse_fields(text, today=TODAY)
    assert parsed.document["meta"]["jobassist"]["wish"] == "I would like to stay in York"
    assert criteria_from_resume(parsed.document, today=TODAY).cities == ("York",)


def test_what_somebody_began_as_is_not_what_they_are() -> None:
    document = {"work": [{"position": "web developer"}, {"position": "Junior accountant"}]}
    assert [r.title for r in roles_of(document, today=TODAY)] == ["web developer", "accountant"]


def test_home_is_the_own_place_else_that_of_the_latest_work() -> None:
    work = [{"position": "nurse", "location": "Leeds"}]
    assert home_of({"basics": {"location": {"city": "Hull"}}, "work": work}) == ("Hull",)
    assert home_of({"work": work}) == ("Leeds",)
    assert home_of({}) == ()
