"""Finding jobs in both languages: criteria, rounds, refusals, and what to give up."""

import pytest

from chat.models import Memory
from jobs.models import Posting
from recruiting.models import PostingNote
from tests.chat.dialogue.chatting import Chat

pytestmark = pytest.mark.usefixtures("corpus")


def test_wish_becomes_visible_criteria_and_matching_jobs(alice):
    answer = Chat(alice, locale="zh-CN").say("上海 Python 后端,25k 以上,不要外包")
    criteria = answer.card("criteria_card").data
    assert criteria.cities == ["上海"]
    assert criteria.salary_min == 25000
    assert criteria.exclude == ["外包"]
    assert answer.titles() == ["Python后端开发工程师"]


def test_every_fact_on_a_card_is_in_the_row(alice):
    for text in ("上海护士", "nurse in Leeds"):
        for job in Chat(alice).say(text).jobs():
            row = Posting.objects.get(id=int(job.job_id))
            assert job.title == row.title
            assert row.employer is not None
            assert job.hiringOrganization.name == row.employer.name
            assert (job.baseSalary.min, job.baseSalary.max) == (row.salary_min, row.salary_max)
            assert job.baseSalary.currency == row.salary_currency
            assert job.url == row.url
            for each in job.match.requirements:
                if each.posting_span:
                    start, end = each.posting_span
                    assert each.posting_words.rstrip("…") in row.description_text[start:end]


def test_english_wish_is_answered_in_english(alice):
    answer = Chat(alice, locale="zh-CN").say("I am looking for work as a nurse in Leeds")
    assert set(answer.titles()) == {"Staff Nurse"}
    assert {job.jobLocation[0].city for job in answer.jobs()} == {"Leeds"}
    assert "Leeds" in answer.text
    assert not any("一" <= char <= "鿿" for char in answer.text)


def test_place_is_asked_when_it_would_split_the_matches_and_only_once(alice, corpus):
    from tests.factories import make_postings

    make_postings(
        [
            {"id": f"more-{n}", "lang": "en", "title": "Staff Nurse", "city": city, "company": "X"}
            for n, city in enumerate(["Leeds", "London", "York", "Hull", "Derby"] * 2)
        ]
    )
    chat = Chat(alice)
    asked = chat.say("looking for a nurse job")
    assert [prompt.path for prompt in asked.asked] == ["criteria.cities"]
    answer = chat.say("Leeds")
    assert chat.state.criteria.cities == ("Leeds",)
    assert not [prompt for prompt in answer.asked if prompt.path == "criteria.cities"]
    while chat.state.open_prompt is not None:
        answer = chat.tap(answer.chip("Skip"))
    assert {job.jobLocation[0].city for job in answer.jobs()} == {"Leeds"}


def test_change_by_words_and_undo(alice):
    chat = Chat(alice)
    chat.say("nurse in Leeds")
    changed = chat.say("make it London instead")
    assert chat.state.criteria.cities == ("London",)
    assert {job.jobLocation[0].city for job in changed.jobs()} == {"London"}
    chat.say("undo")
    assert chat.state.criteria.cities == ("Leeds",)


def test_others_are_others(alice):
    chat = Chat(alice, locale="zh-CN")
    first = chat.say("找护士的工作,城市不限")
    while chat.state.open_prompt is not None:
        first = chat.tap(first.chip("跳过"))
    shown = {job.job_id for job in first.jobs()}
    assert shown
    more = chat.say("换一批")
    assert shown.isdisjoint(job.job_id for job in more.jobs())


@pytest.mark.parametrize(
    ("opening", "refusal"),
    [
        ("nurse in Leeds", "the pay is too low"),
        ("上海 Python 后端", "工资太低了"),
    ],
)
def test_too_low_pay_raises_the_floor_and_the_next_round_keeps_to_it(alice, opening, refusal):
    chat = Chat(alice)
    first = chat.say(opening)
    while chat.state.open_prompt is not None:
        first = chat.tap(first.chips[-1])
    lowest = min(job.baseSalary.min for job in first.jobs())
    # Whoever left the question open is not asked it again.
    chat.state.refused.append("criteria.salary_min")
    answer = chat.say(refusal)
    floor = chat.state.criteria.salary_min
    assert floor > lowest
    assert all(job.baseSalary.max >= floor for job in answer.jobs())


def test_dismissed_posting_never_comes_back_and_the_reason_is_kept(alice):
    chat = Chat(alice)
    first = chat.say("nurse in Leeds")
    job_id = first.jobs()[0].job_id
    chat.act(first.shown_item(), "dismiss", job_id=job_id, reason="already_seen")
    note = PostingNote.objects.get()
    assert (str(note.posting_id), note.reason) == (job_id, "already_seen")
    again = Chat(alice).say("nurse in Leeds")
    assert job_id not in {job.job_id for job in again.jobs()}


def test_nothing_fits_names_the_costliest_wish_with_its_exact_count(alice):
    chat = Chat(alice)
    answer = chat.say("nurse in Leeds from £90,000")
    assert answer.jobs() == []
    chip = next(c for c in answer.chips if c.postback.get("do") == "criteria")
    assert "(2)" in chip.label
    relaxed = chat.tap(chip)
    assert len(relaxed.jobs()) == 2


def test_wish_is_remembered_for_the_next_conversation(alice):
    Chat(alice).say("nurse in Leeds from £30k")
    assert Memory.objects.filter(user=alice, key="criteria.cities", valid_to=None).exists()
    later = Chat(alice)
    greeting = later.greet()
    assert "Leeds" in greeting.text
    again = later.tap(greeting.chip("Yes"))
    assert {job.jobLocation[0].city for job in again.jobs()} == {"Leeds"}
    assert not later.state.asked


def test_conversation_that_is_not_remembered_leaves_no_memory(alice):
    chat = Chat(alice)
    chat.conversation.is_remembered = False
    chat.say("nurse in Leeds")
    assert not Memory.objects.exists()


def test_stranger_sees_nothing_of_it(alice, bob):
    Chat(alice).say("nurse in Leeds from £30k")
    assert "Leeds" not in Chat(bob).greet().text


def test_burst_is_one_thought(alice):
    chat = Chat(alice)
    answer = chat.burst("nurse", "in Leeds", "from 30k")
    assert chat.state.criteria.cities == ("Leeds",)
    assert chat.state.criteria.salary_min == 30000
    assert answer.kinds().count("criteria_card") <= 1
