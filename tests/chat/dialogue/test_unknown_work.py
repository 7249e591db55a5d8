"""Work that no table knows by the name it is given: found by meaning, or asked for by another."""

import pytest

from tests.chat.dialogue.chatting import Chat
from tests.factories import make_postings

ROWS = (
    ("Countryside Ranger", "Inverness", "Patrol paths and woods, talk to walkers, mend fences."),
    ("Head of Estates", "Inverness", "Lead the teams that look after paths and woods."),
    ("Night Porter", "Inverness", "Welcome guests who come late, carry bags."),
)


@pytest.fixture
def highlands(db):
    return make_postings(
        [
            {
                "id": f"h-{n}", "lang": "en", "title": title, "company": f"Glen {n}", "city": city,
                "description": text, "salary_min": 26000, "salary_currency": "GBP",
                "salary_period": "year",
            }
            for n, (title, city, text) in enumerate(ROWS)
        ]
    )  # fmt: skip


def test_what_is_done_finds_the_work_that_has_another_name(alice, highlands):
    answer = Chat(alice).say("looking after woods and paths, up round Inverness")
    titles = [job.title for job in answer.jobs()]
    assert titles[0] == "Countryside Ranger"
    assert "Night Porter" not in titles
    assert all(job.match.band == "possible" for job in answer.jobs())


def test_a_name_that_nothing_is_like_is_asked_for_by_another(alice, highlands):
    chat = Chat(alice)
    answer = chat.say("zorbing work in Inverness")
    assert [prompt.path for prompt in answer.asked] == ["criteria.titles"]
    assert not answer.jobs()
    assert chat.say("a ranger sort of thing").jobs()[0].title == "Countryside Ranger"


def test_who_has_no_other_name_for_it_is_shown_what_there_is(alice, highlands):
    chat = Chat(alice)
    chat.say("zorbing work in Inverness")
    answer = chat.say("no idea")
    while answer.asked:
        answer = chat.say("no idea")
    assert answer.jobs()
    assert chat.state.criteria.titles == ()
    assert chat.state.criteria.cities == ("Inverness",)
