"""How a thing went on is told in words that share little with it: by a name, a change, a pronoun."""

from datetime import date, timedelta

import pytest

from chat import memory
from chat.memory.continuing import leans_back, names_of, shares_head, shares_name
from tests.chat.dialogue.chatting import Chat
from tests.chat.test_said import write

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("one", "other", "is_shared"),
    [
        ("my parrot Kiwi needs quiet mornings", "Kiwi flew off in June", True),
        ("the gaffer is called Enzo", "my sister lives in Enfield", False),
        ("I can't do Mondays", "Monday is a bank holiday", False),
        ("店里的武姐人挺好", "武姐去珠海了", True),
        ("现在骑雅迪上班", "买了二手polo", False),
    ],
)
def test_a_name_carries_from_one_message_to_another(one, other, is_shared):
    assert shares_name(one, other) is is_shared
    assert shares_name(other, one) is is_shared


def test_days_and_months_are_no_names():
    assert not names_of("see you Monday, or in December")


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("got another go at it in May", True),
        ("they said no in the end", True),
        ("我不想上夜班", False),
        ("I live near the canal", False),
    ],
)
def test_what_points_back_at_the_sentence_before(text, leans):
    assert leans_back(text) is leans


def ask(user, text):
    question = memory.read_question(text, today=TODAY)
    assert question is not None
    return [words for _at, words in memory.recall_about(user, question).quotes]


@pytest.mark.parametrize(
    ("told", "later", "question"),
    [
        ("my parrot Kiwi needs quiet mornings", "Kiwi flew off", "what about my parrot?"),
        ("I work at the brewery on Dock Road", "I'm temping at the library", "where do I work?"),
        ("跟同事合租在板桥", "上周搬去江宁一个人住了", "我现在住哪里?"),
        ("我骑电动车上班", "换了辆二手的丰田", "我现在怎么上班?"),
        (
            "I'm doing shifts at Greggs for now",
            "quit Greggs, the hours were silly",
            "am I still at Greggs?",
        ),
        ("每周五去打台球", "手伤了,那球摸不了了", "我还打台球吗?"),
    ],
)
def test_the_newest_of_it_is_told_first(alice, now, told, later, question):
    write(alice, told, at=now - timedelta(days=60))
    write(alice, later, at=now - timedelta(days=5))
    assert ask(alice, question)[0] == later


def test_the_sentence_that_leans_on_an_answer_is_told_with_it(alice, now):
    conversation = write(alice, "failed my welding exam", at=now)
    write(
        alice,
        "got another go at it in May",
        at=now + timedelta(seconds=9),
        conversation=conversation,
    )
    assert "got another go at it in May" in ask(alice, "when do I retake my welding exam?")


@pytest.mark.parametrize(
    "text", ["how did the tram thing go, everything I've told you", "我跟你说过的租房的事捋一遍"]
)
def test_a_question_of_memory_is_never_quoted_as_told(alice, now, text):
    write(alice, text, at=now)
    assert (
        ask(alice, "what did I say about the tram?" if text[0] == "h" else "租房的事我怎么说的?")
        == []
    )


def test_how_much_it_was_at_first_is_the_first_amount(alice, now):
    write(alice, "我在厂里上班很累,想换", at=now - timedelta(days=90))
    write(alice, "厂里底薪2400", at=now - timedelta(days=89))
    assert ask(alice, "原来厂里底薪多少?") == ["厂里底薪2400"]


def test_a_question_of_nothing_else_is_answered_where_the_answer_was_told(alice, now):
    write(alice, "the warehouse foreman is called Otis", at=now - timedelta(days=3))
    chat = Chat(alice)
    assert "Otis" in chat.say("what's the warehouse foreman called?").text
    assert "Otis" not in chat.say("what is the capital of France?").text


def test_a_change_that_names_nothing_is_of_what_was_told_last(alice, now):
    for hours, words in enumerate(
        ["I've a two hour commute", "I have to give five weeks' notice", "they want nine weeks now"]
    ):
        memory.learn(
            alice, memory.find_statements(words), conversation_id=None, item_id=None,
            now=now + timedelta(hours=hours),
        )  # fmt: skip
    left = [each.words for each in memory.recall(alice)]
    assert "they want nine weeks now" in left
    assert "I have to give five weeks' notice" not in left
    assert "I've a two hour commute" in left


@pytest.mark.parametrize(
    ("asked", "told", "later", "is_so"),
    [
        ("我还打羽毛球吗", "周末打羽毛球", "膝盖伤了,球打不了了", True),
        ("早餐摊还开吗", "开了个早餐摊", "城管不让,摊子收了", True),
        ("我还上会计班吗", "报了会计班", "那班不念了", True),
        ("我还上会计班吗", "每天都要加班", "那班不念了", False),
        ("我还学吉他吗", "在学吉他", "老师跑了,他回老家了", False),
        ("我还合租吗", "跟人合租", "租了两年了", False),
        ("我还打羽毛球吗", "周末打羽毛球", "球我天天打", False),
    ],
)
def test_a_thing_is_named_by_its_last_character_when_it_changes(asked, told, later, is_so):
    assert shares_head(asked, told, later) is is_so
