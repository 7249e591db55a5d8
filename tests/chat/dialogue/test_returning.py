"""The next day: the jobs shown last time can be spoken of, and bare figures are taken for pay."""

import pytest

from chat.models import DialogueState
from jobs.models import Posting
from tests.chat.dialogue.chatting import Chat
from tests.factories import make_postings


@pytest.fixture
def ovens(db):
    texts = ("Bread and rolls by hand.", "Wedding cakes, tiered and iced.", "Pastry for cafés.")
    return make_postings(
        [
            {
                "id": f"b-{n}", "lang": "en", "title": "Baker", "company": f"Oven {n}",
                "city": "Leeds", "description": text, "salary_min": 26000 + 2000 * n,
                "salary_currency": "GBP", "salary_period": "year",
            }
            for n, text in enumerate(texts)
        ]
    )  # fmt: skip


def look(person, *, is_remembered: bool = True):
    """Have somebody shown jobs, keep the conversation as a turn does, and return the jobs."""
    chat = Chat(person)
    chat.conversation.is_remembered = is_remembered
    chat.conversation.save()
    jobs = chat.say("baker in Leeds from 20k").jobs()
    assert len(jobs) == 3
    data = chat.state.model_dump(mode="json", exclude_defaults=True)
    DialogueState.objects.create(conversation=chat.conversation, data=data)
    return jobs


@pytest.fixture
def yesterday(alice, ovens):
    return look(alice)


def test_a_job_of_the_last_conversation_is_found_by_its_number(alice, yesterday):
    answer = Chat(alice).say("is the second job from yesterday still open?")
    assert "still open" in answer.text
    assert answer.card("job_detail").data.job.job_id == yesterday[1].job_id


def test_a_job_of_the_last_conversation_is_found_by_what_it_says(alice, yesterday):
    answer = Chat(alice).say("that one you showed me with the wedding cakes, is it still going?")
    cakes = Posting.objects.get(description_text__contains="Wedding")
    assert answer.card("job_detail").data.job.job_id == str(cakes.id)


@pytest.mark.parametrize(
    "words",
    [
        "hello again, which jobs did you find me last time?",
        "what were those jobs again",
        "remind me of the ones you showed me",
        "can't remember which places we looked at",
        "go over those ones again please",
        "上回你给我推了哪几个来着",
        "前阵子给我找的那几份工作都是哪些",
        "昨天看的都是些什么工作",
    ],
)
def test_what_was_shown_is_shown_again_with_the_wishes_kept(alice, yesterday, words):
    chat = Chat(alice)
    answer = chat.say(words)
    assert [each.job_id for each in answer.jobs()] == [each.job_id for each in yesterday]
    assert "you told me" not in answer.text


@pytest.mark.parametrize(
    "words",
    ["what did I tell you my salary was", "what did you have me down for", "上次我说的是什么城市"],
)
def test_what_they_told_is_no_list_of_jobs(alice, yesterday, words):
    assert not Chat(alice).say(words).jobs()


def test_a_job_that_closed_meanwhile_is_not_called_open(alice, yesterday):
    Posting.objects.filter(id=yesterday[0].job_id).update(status="expired")
    answer = Chat(alice).say("is the first one from yesterday still open?")
    assert "still open" not in answer.text
    assert "job_detail" not in answer.kinds()


def test_without_words_that_point_back_nothing_of_yesterday_is_on_the_table(alice, yesterday):
    chat = Chat(alice)
    chat.say("the second one please")
    assert not chat.state.shown


def test_what_others_were_shown_is_not_theirs(bob, yesterday):
    chat = Chat(bob)
    chat.say("is the second job from yesterday still open?")
    assert not chat.state.shown


def test_a_conversation_not_remembered_is_not_taken_up(alice, ovens):
    look(alice, is_remembered=False)
    later = Chat(alice)
    later.say("is the second job from yesterday still open?")
    assert not later.state.shown


@pytest.mark.parametrize(
    ("said", "pay", "period"),
    [("70", 70_000, "year"), ("14.5", 14.5, "hour"), ("36", 36_000, "year")],
)
def test_a_bare_figure_is_read_as_such_work_pays(alice, said, pay, period):
    # Four jobs that pay 60 to 75 thousand, and as much by the hour as a clerk has.
    floor = 60_000 if pay == 70_000 else 28_000
    make_postings(
        [
            {
                "id": f"p-{n}", "lang": "en", "title": "Surveyor", "company": f"Land {n}",
                "city": city, "description": "You measure.", "salary_min": floor + 5_000 * n,
                "salary_currency": "GBP", "salary_period": "year",
            }
            for n, city in enumerate(["Leeds", "Leeds", "York", "York", "Hull"])
        ]
    )  # fmt: skip
    chat = Chat(alice)
    answer = chat.say("surveyor")
    while answer.asked and answer.asked[0].path != "criteria.salary_min":
        answer = chat.say("Leeds or York")
    chat.say(said)
    assert chat.state.criteria.salary_min == pay
    assert chat.state.criteria.salary_period == period


def test_where_several_may_be_meant_all_are_said_to_be_open_or_not(alice, yesterday):
    Posting.objects.filter(id=yesterday[0].job_id).update(status="expired")
    answer = Chat(alice).say("are those jobs from yesterday still open?")
    still = {job.job_id for job in answer.jobs()}
    assert still == {job.job_id for job in yesterday[1:]}
    assert "No longer open" in answer.text


def test_the_jobs_of_last_time_are_shown_again_in_their_order(alice, yesterday):
    answer = Chat(alice).say("show me yesterday's ones again")
    assert [job.job_id for job in answer.jobs()] == [job.job_id for job in yesterday]


def test_what_closed_or_is_held_meanwhile_is_not_shown_again(alice, yesterday):
    Posting.objects.filter(id=yesterday[0].job_id).update(status="expired")
    Posting.objects.filter(id=yesterday[1].job_id).update(status="held")
    answer = Chat(alice).say("show me yesterday's ones again")
    assert [job.job_id for job in answer.jobs()] == [yesterday[2].job_id]
    assert "No longer open" in answer.text


def test_where_all_that_was_shown_is_gone_it_is_said(alice, yesterday):
    Posting.objects.all().delete()
    answer = Chat(alice).say("are those jobs from yesterday still open?")
    assert "No longer open: Baker" in answer.text
