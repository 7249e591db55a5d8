"""What was said and never kept as a fact answers a question where it stands, unless it may not."""

import uuid
from datetime import date, timedelta

import pytest

from chat import memory
from chat.models import Memory
from eventlog.models import Event
from eventlog.services import NewEvent, append_events, create_conversation, set_remembered
from tests.chat.dialogue.chatting import Chat

TODAY = date(2026, 11, 21)
SAID = "our kettle's been broken since the flood at Ottery"


def write(user, *texts, at, conversation=None):
    conversation = conversation or create_conversation(user)
    for text in texts:
        item_id = uuid.uuid4()
        data = {"item_id": str(item_id), "kind": "text", "role": "user", "text": text}
        event = NewEvent("item.done", data, None, item_id)
        append_events(conversation.id, [event], now=at)
    return conversation


def ask(user, text="what did I say about the kettle?"):
    question = memory.read_question(text, today=TODAY)
    assert question is not None
    return [words for _at, words in memory.recall_about(user, question).quotes]


def test_what_no_fact_was_kept_of_is_answered_and_still_not_stored(alice, bob, now):
    write(alice, "hello there", SAID, "show me jobs in Leeds", at=now)
    assert ask(alice) == [SAID]
    assert ask(bob) == []
    assert not Memory.objects.exists()


@pytest.mark.parametrize("text", ["is my kettle in the second job?", "kettle on 07700 900123"])
def test_questions_and_secrets_are_not_read_back(alice, now, text):
    write(alice, text, at=now)
    assert ask(alice) == []


def test_what_was_said_where_nothing_is_remembered_is_not_read(alice, now):
    conversation = create_conversation(alice)
    set_remembered(conversation, is_remembered=False)
    write(alice, SAID, at=now, conversation=conversation)
    assert ask(alice) == []
    # Remembered again, what was said before stays unread.
    set_remembered(conversation, is_remembered=True)
    assert ask(alice) == []
    write(alice, "the kettle works again", at=now, conversation=conversation)
    assert ask(alice) == ["the kettle works again"]


def test_what_is_forgotten_is_not_read_where_it_stands(alice, now):
    write(alice, SAID, at=now)
    memory.forget_said(alice, [SAID], now=now + timedelta(hours=1))
    assert ask(alice) == []
    write(alice, SAID, at=now + timedelta(hours=2))
    assert ask(alice) == [SAID]
    memory.forget_everything(alice, now=now + timedelta(hours=3))
    assert ask(alice) == []


def test_a_forgotten_wish_is_not_read_off_its_message_again(alice, now):
    write(alice, "chef in Wells, at least £31k", at=now)
    wish = memory.remember(
        alice, memory.NewFact("criterion", "criteria.salary_min", 31_000.0),
        words="chef in Wells, at least £31k", conversation_id=None, item_id=None, now=now,
    )  # fmt: skip
    assert wish is not None
    assert ask(alice, "what pay did I ask for?")
    memory.forget(alice, wish.id, now=now + timedelta(hours=1))
    assert ask(alice, "what pay did I ask for?") == []


def test_messages_that_name_wishes_cost_no_query_each(alice, now, django_assert_max_num_queries):
    for town in ("Wells", "Frome", "Street", "Bruton", "Radstock"):
        write(alice, f"chef in {town}, at least £31k", at=now)
    with django_assert_max_num_queries(5):
        assert ask(alice, "what pay did I ask for?")


def test_what_was_only_said_is_forgotten_by_its_words(alice, now):
    write(alice, SAID, at=now - timedelta(days=1))
    assert SAID in Chat(alice).say("forget what I said about the kettle").text
    assert ask(alice) == []


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("which came first, the tram or the wedding?", {"tram", "wedding"}),
        ("what happened with the tram?", {"tram"}),
    ],
)
def test_of_two_that_are_compared_both_are_told_with_their_days(alice, now, question, words):
    write(alice, "I sent a form to the tram depot in Sale", at=now - timedelta(days=60))
    write(alice, "my cousin's wedding was lovely", at=now - timedelta(days=9))
    found = ask(alice, question)
    assert all(any(word in each for each in found) for word in words)


def test_a_forgotten_wish_is_not_quoted_though_more_was_kept_of_its_message(alice, now):
    text = "Python jobs in Leeds from £40k. My daughter is five."
    conversation = create_conversation(alice)
    item_id = uuid.uuid4()
    data = {"item_id": str(item_id), "kind": "text", "role": "user", "text": text}
    append_events(conversation.id, [NewEvent("item.done", data, None, item_id)], now=now)
    pay = memory.NewFact("criterion", "criteria.salary_min", 40_000.0)
    note = memory.NewFact("note", "note", "My daughter is five.", ("children",))
    wish, _kept = (
        memory.remember(
            alice, each, words=words, conversation_id=conversation.id, item_id=item_id, now=now
        )
        for each, words in ((pay, text), (note, "My daughter is five."))
    )
    assert wish is not None
    assert "40k" in " ".join(ask(alice, "What pay did I want?"))
    memory.forget(alice, wish.id, now=now + timedelta(hours=1))
    assert "40k" not in " ".join(ask(alice, "What pay did I want?"))


def test_of_several_things_said_the_person_chooses_which_is_forgotten(alice, now):
    other = "the kettle is in Ottery with my aunt Prue"
    write(alice, SAID, other, at=now - timedelta(days=1))
    chat = Chat(alice)
    reply = chat.say("forget what I said about the kettle")
    assert set(ask(alice)) == {SAID, other}
    labels = {chip.label: chip for chip in reply.chips}
    assert all(words in reply.text for words in (SAID, other))
    assert not any("kettle" in str(chip.postback) for chip in reply.chips)
    chosen = next(chip for label, chip in labels.items() if other[:10] in label)
    assert other in chat.tap(chosen).text
    assert ask(alice) == [SAID]
    # A second tap of it takes nothing else.
    chat.tap(chosen)
    assert ask(alice) == [SAID]


def test_the_one_thing_said_that_is_named_plainly_is_forgotten_alone(alice, now):
    other = "the kettle is in Ottery with my aunt Prue"
    write(alice, SAID, other, at=now - timedelta(days=1))
    assert other in Chat(alice).say("forget what I said about the kettle and aunt Prue").text
    assert ask(alice) == [SAID]


def test_a_stranger_cannot_forget_what_somebody_else_said(alice, bob, now):
    conversation = write(alice, SAID, at=now - timedelta(days=1))
    item_id = Event.objects.get(conversation=conversation, type="item.done").item_id
    assert item_id is not None
    assert memory.get_said_for(alice, item_id, mark=memory.mark_of(alice, SAID)) == SAID
    assert memory.get_said_for(bob, item_id, mark=memory.mark_of(bob, SAID)) is None
