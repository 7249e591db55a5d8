"""Wishes beside work, place and pay: kept, shown, given up, and told where they cannot be used."""

import pytest

from chat.models import Memory
from tests.chat.dialogue.chatting import Chat
from tests.factories import make_postings


def row(number: int, **changes):
    return {
        "id": f"w-{number}", "lang": "en", "title": "Bus Driver", "company": f"Coaches {number}",
        "city": "Leeds", "description": "You drive.", **changes,
    }  # fmt: skip


@pytest.fixture
def depot(db):
    return make_postings(
        [
            row(0, description="Night shifts. A pension."),
            row(1, description="Day shifts only, weekends off."),
            row(2, company="Midland Bank", salary_min=25000, salary_currency="GBP",
                salary_period="year"),
            row(3, city="Bradford"),
            row(4, lang="zh", title="公交司机", city="上海", company="远航公交", description="包吃住。"),
            row(5, lang="zh", title="公交司机", city="上海", company="浦江公交"),
        ]
    )  # fmt: skip


def companies(answer) -> list[str]:
    return [job.hiringOrganization.name for job in answer.jobs()]


@pytest.mark.usefixtures("depot")
def test_conditions_stand_on_the_card_are_remembered_and_rank(alice):
    chat = Chat(alice, locale="zh-CN")
    answer = chat.say("上海公交司机，包吃住")
    assert answer.card("criteria_card").data.conditions == ["包吃住"]
    assert companies(answer) == ["远航公交", "浦江公交"]
    statuses = [
        r.status
        for job in answer.jobs()
        for r in job.match.requirements
        if r.criterion == "conditions"
    ]
    assert statuses == ["met", "unknown"]
    assert Memory.objects.get(user=alice, key="criteria.conditions").value == ["包吃住"]
    removed = chat.say("包吃住去掉")
    assert removed.card("criteria_card").data.conditions == []


@pytest.mark.usefixtures("depot")
def test_what_cannot_be_used_is_said_and_the_rest_is_done(alice):
    answer = Chat(alice).say("bus driver in Leeds, friendly colleagues and a supportive boss")
    assert "I could not use: “friendly colleagues”" in answer.text
    assert len(answer.jobs()) == 3


@pytest.mark.usefixtures("depot")
def test_employer_by_name_is_found_where_a_place_might_stand(alice):
    answer = Chat(alice, locale="zh-CN").say("想去浦江公交上班，当公交司机")
    assert companies(answer) == ["浦江公交"]
    assert answer.card("criteria_card").data.employers == ["浦江公交"]


@pytest.mark.usefixtures("depot")
def test_refused_kind_of_employer_goes_and_what_fits_still_may_come_again(alice):
    chat = Chat(alice)
    first = chat.say("bus driver in Leeds")
    assert "Midland Bank" in companies(first)
    answer = chat.say("not at a bank please, no banks")
    assert chat.state.criteria.exclude == ("banks",) or "bank" in chat.state.criteria.exclude[0]
    assert set(companies(answer)) == {"Coaches 0", "Coaches 1"}


@pytest.mark.usefixtures("depot")
def test_others_with_a_reason_are_others_by_that_reason(alice):
    chat = Chat(alice)
    chat.say("bus driver in Leeds")
    answer = chat.say("all nights, show me others")
    assert chat.state.criteria.exclude == ("nights",)
    assert "Coaches 0" not in companies(answer)


@pytest.mark.usefixtures("depot")
def test_stated_pay_keeps_the_floor(alice):
    chat = Chat(alice)
    chat.say("bus driver in Leeds from £20k")
    answer = chat.say("hide the ones that don't state their pay")
    assert companies(answer) == ["Midland Bank"]
    assert chat.state.criteria.salary_min == 20000


@pytest.mark.usefixtures("depot")
def test_not_too_far_asks_from_where_and_the_answer_is_a_radius(alice):
    chat = Chat(alice)
    asked = chat.say("bus driver, not too far")
    assert [prompt.path for prompt in asked.asked] == ["criteria.cities"]
    chat.say("Leeds")
    assert chat.state.criteria.within_km == 20
    answer = chat.say("nothing I mind")
    assert "Coaches 3" in companies(answer)
    assert "near Leeds (20 km)" in answer.card("criteria_card").fallback_text


@pytest.mark.usefixtures("depot")
def test_another_place_is_not_near_by_itself(alice):
    chat = Chat(alice)
    chat.say("bus driver near Leeds")
    assert chat.state.criteria.within_km == 30
    chat.say("Bradford instead")
    assert chat.state.criteria.cities == ("Bradford",)
    assert chat.state.criteria.within_km is None


@pytest.mark.usefixtures("depot")
@pytest.mark.parametrize("said", ["any place", "wherever, I don't mind", "anywhere is fine"])
def test_any_place_answers_the_question_for_a_place_and_is_not_asked_again(alice, said):
    make_postings([row(n, city=city) for n, city in enumerate(["York", "Hull", "Derby"] * 3, 20)])
    chat = Chat(alice)
    assert [p.path for p in chat.say("bus driver").asked] == ["criteria.cities"]
    answer = chat.say(said)
    assert "criteria.cities" not in [p.path for p in answer.asked]
    assert "criteria.cities" in chat.state.refused


@pytest.mark.usefixtures("depot")
def test_mixed_countries_are_said(alice):
    make_postings([row(40, city="Dallas", company="Lone Star")])
    chat = Chat(alice)
    answer = chat.say("bus driver")
    if answer.asked:
        answer = chat.say("anywhere")
    if answer.asked:
        answer = chat.say("skip")
    assert "several countries" in answer.text


@pytest.mark.usefixtures("depot")
def test_relaxation_finds_as_many_as_it_says(alice):
    make_postings([row(n, title="Bus Cleaner", city="York") for n in range(60, 64)])
    chat = Chat(alice)
    answer = chat.say("bus driver in York, from £24k")
    chip = answer.chip("Any place")
    count = int(chip.label.rpartition("(")[2].rstrip(")"))
    tapped = chat.tap(chip)
    shown = len(tapped.jobs())
    assert shown == min(count, 6)
    if count > shown:
        assert str(count) in tapped.text


@pytest.mark.usefixtures("depot")
def test_phone_is_changed_in_the_resume_while_searching(alice):
    chat = Chat(alice)
    chat.say("bus driver in Leeds")
    answer = chat.say("Please set my mobile number to 07700 900765")
    preview = answer.card("resume_preview")
    assert preview.data.resume["basics"]["phone"].replace(" ", "") == "07700900765"
    assert chat.state.criteria.cities == ("Leeds",)


@pytest.mark.parametrize(
    ("opening", "locale", "enough"),
    [
        ("我叫王芳，做过两年出纳", "zh-CN", "够了，先这样"),
        ("I'm Jo Hart, I was a baker at Crumb from 2018 to 2020", "en", "that's enough for now"),
    ],
)
def test_enough_of_questions_offers_what_stands(alice, corpus, opening, locale, enough):
    chat = Chat(alice, locale=locale)
    chat.say(opening)
    assert chat.state.open_prompt is not None
    assert chat.state.open_prompt.path.startswith("resume.")
    answer = chat.say(enough)
    assert answer.kinds() == ["resume_preview"]
    assert chat.state.open_prompt is None or chat.state.open_prompt.path == "resume_preview.confirm"


@pytest.mark.usefixtures("depot")
def test_employer_of_an_earlier_search_does_not_follow_into_other_work(alice):
    chat = Chat(alice)
    chat.say("bus driver at IKEA in Leeds")
    assert chat.state.criteria.employers == ("IKEA",)
    chat.say("I am looking for work as an accountant in Leeds with weekends off")
    assert not chat.state.criteria.model_dump()["employers"]
    assert chat.state.criteria.conditions == ("weekends off",)
