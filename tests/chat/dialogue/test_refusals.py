"""What a refusal leaves standing, and what a newcomer's first words are taken for."""

import pytest

from tests.chat.dialogue.chatting import Chat
from tests.factories import make_postings


@pytest.fixture
def ward(db):
    return make_postings(
        [
            {
                "id": f"r-{number}", "lang": "en", "title": "Staff Nurse", "city": "Leeds",
                "company": company, "description": "You nurse. Night shifts.",
            }
            for number, company in enumerate(("Elm Hospital", "Oak Clinic", "Ash Hospice"))
        ]
    )  # fmt: skip


def companies(answer) -> list[str]:
    return [job.hiringOrganization.name for job in answer.jobs()]


@pytest.mark.usefixtures("ward")
def test_refusing_one_job_shows_the_others_again_where_nothing_is_new(alice):
    chat = Chat(alice)
    first = companies(chat.say("staff nurse in Leeds"))
    answer = chat.say("not the first one, I was there last year")
    assert companies(answer) == first[1:]
    assert "these still do" in answer.text


@pytest.mark.usefixtures("ward")
def test_refused_company_is_left_out_and_named(alice):
    chat = Chat(alice)
    first = companies(chat.say("staff nurse in Leeds"))
    answer = chat.say("not the second, I don't want that company")
    assert first[1] in chat.state.criteria.exclude
    assert first[1] not in companies(answer)


@pytest.mark.usefixtures("ward")
def test_perk_that_no_job_speaks_of_is_said_to_be_unsaid(alice):
    answer = Chat(alice).say("staff nurse in Leeds, with a company car")
    assert "None of these says: company car" in answer.text
    answer = Chat(alice).say("staff nurse in Leeds, night shifts")
    assert "None of these" not in answer.text


@pytest.mark.usefixtures("ward")
@pytest.mark.parametrize("words", ["I am a staff nurse", "I'm a registered nurse."])
def test_who_says_what_they_are_is_asked_where_and_keeps_it_in_the_resume(alice, words):
    chat = Chat(alice)
    answer = chat.say(words)
    assert "nurse" in chat.state.criteria.titles[0]
    assert not any(prompt.path.startswith("resume") for prompt in answer.asked)
    assert "nurse" in str(chat.user.resumes.get(is_current=True).document).lower()


@pytest.mark.usefixtures("ward")
def test_others_after_a_confirmation_was_asked_are_others(alice):
    chat = Chat(alice)
    chat.say("My name is Ann Marsh, I was a staff nurse at Elm Hospital from 2019 to 2023")
    chat.say("that's enough")
    assert chat.state.open_prompt is not None
    answer = chat.say("show me others")
    assert "wrong" not in answer.text.lower()
