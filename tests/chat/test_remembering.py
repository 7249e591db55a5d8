"""What people say of themselves is learned in their words, asked for, and forgotten with its vector."""

import time
from datetime import date, timedelta

import pytest

from chat import memory
from chat.memory.questions import find_window, read_topic
from chat.memory.values import find_kinds
from chat.models import Memory, MemoryVector
from tests.chat.dialogue.chatting import Chat

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("I've a peanut allergy by the way", "allergy"),
        ("can't do Sundays, I coach under-nines", "weekends"),
        ("my husband drives a night bus", "husband"),
        ("I hold a full HGV licence", "driving_licence"),
        ("my lease runs out in March", "home"),
        ("我儿子下学期上初中", "son"),
        ("我有高血压", "blood"),
        ("上家厂子倒闭了我才出来的,离职两个月", "leaving"),
        ("我不会开车", "car"),
        ("膝盖受过伤,站久了不行", "knee"),
    ],
)
def test_statement_of_oneself_is_kept_in_its_own_words(text, concept):
    (statement,) = memory.find_statements(text)
    assert concept in statement.concepts
    assert statement.words in text


@pytest.mark.parametrize(
    "text",
    [
        "show me others", "is the second one remote?", "thanks, that's great", "nurse in Leeds",
        "what shifts are there?", "apply to the first one", "换一批", "第二个加班吗?", "谢谢啦",
        "找个北京的司机工作", "my number is 07700 900123", "这个公司怎么样",
    ],
)  # fmt: skip
def test_orders_questions_and_contacts_are_no_facts(text):
    assert memory.find_statements(text) == []


@pytest.mark.parametrize(
    ("text", "is_question"),
    [
        ("what did I say about nights?", True),
        ("where did I want to work before Leeds?", True),
        ("我上周说的工资是多少?", True),
        ("你还记得我过敏什么吗?", True),
        ("is the first one near a station?", False),
        ("show me nursing jobs", False),
        ("第一个包住吗?", False),
    ],
)
def test_questions_of_what_was_said_are_told_from_questions_of_jobs(text, is_question):
    assert (memory.read_question(text, today=TODAY) is not None) is is_question


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("don't remember this chat", "off"), ("this is off the record", "off"),
        ("这次聊的别记", "off"), ("我们的对话不要保存", "off"),
        ("remember this chat", "on"), ("恢复记忆", "on"),
        ("I can't remember my grades", None), ("别忘了我要双休", None),
        ("you can remember this conversation", "on"), ("you may remember again", "on"),
        ("turn memory back on", "on"), ("可以记了", "on"), ("打开记忆", "on"),
        ("不可以记", None), ("不要打开记忆", None), ("do not start remembering", None),
        ("Please don't turn memory back on", None), ("You may remember I work nights now", None),
        ("keep it private please", "off"), ("let's keep this between us", "off"),
        ("off the record: I was sacked", "off"), ("don't remember this", "off"),
        ("turn off your memory", "off"), ("关掉记忆", "off"), ("别记我说的", "off"),
        ("别保存这次对话", "off"), ("今天说的不要存进记忆", "off"),
        ("don't save this", None), ("别保存这个职位", None), ("面试官说特别记得我", None),
        ("他说的级别记不清了", None), ("I don't remember this", None),
        ("HR officer: handled staff files and had to keep it private", None),
        ("HR officer 2019-2023. " * 9 + "Kept this chat private, off the record.", None),
        ("Don't turn off your memory", None), ("别关掉记忆", None), ("不要关闭记忆", None),
    ],
)  # fmt: skip
def test_orders_about_remembering_the_conversation(text, order):
    assert memory.find_order(text) == order


def test_a_refusal_to_remember_is_never_leave():
    assert memory.find_order("you can not remember this chat") != "on"


@pytest.mark.parametrize(
    "text",
    [
        "我的邮箱密码是大写的那个", "我的密码是hunter2,记一下", "my NI number is QQ123456C",
        "My national insurance is ab 12 34 56 d", "my passport is 533401372",
        "我的护照号是E12345678", "我身份证尾号是123456", "I have a password of swordfish",
    ],
)  # fmt: skip
def test_secrets_are_no_facts(text):
    assert memory.find_statements(text) == []


def test_papers_without_their_number_are_facts():
    assert memory.find_statements("I have a British passport")
    assert memory.find_statements("我有护照")


def test_a_long_row_of_digits_is_read_in_time():
    started = time.monotonic()
    memory.find_concepts("1" * 10_000)
    find_kinds("1" * 10_000)
    read_topic("1," * 10_000)
    assert time.monotonic() - started < 2


def test_last_month_and_a_named_month_bound_when_it_was_said():
    assert find_window("上个月我说了什么", today=TODAY) == (date(2026, 10, 1), date(2026, 10, 31))
    assert find_window("back in june i said", today=TODAY) == (date(2026, 6, 1), date(2026, 6, 30))


def test_answer_quotes_the_person_and_what_was_not_said_is_not_guessed(alice):
    chat = Chat(alice)
    chat.say("I'm allergic to latex")
    told = chat.say("what did I say about allergies?")
    assert "“I'm allergic to latex”" in told.text
    assert "won't guess" in chat.say("what did I tell you about my husband?").text
    assert "没跟我说过" in Chat(alice, locale="zh-CN").say("我说过我有几个孩子吗?").text


def test_what_is_said_off_the_record_is_not_learned(alice):
    chat = Chat(alice)
    chat.say("please don't remember this conversation")
    chat.say("I'm allergic to latex")
    assert not Memory.objects.exists()


def test_forgetting_takes_the_vector_and_other_words_for_it_are_not_read_off_old_messages(
    alice, now
):
    def learn(text, *, at):
        return memory.learn(
            alice, memory.find_statements(text), conversation_id=None, item_id=None, now=at
        )

    (fact,) = learn("I'm allergic to shellfish and prawns", at=now)
    assert MemoryVector.objects.get().memory == fact
    memory.forget(alice, fact.id, now=now + timedelta(days=1))
    assert not MemoryVector.objects.exists()
    assert learn("prawns and shellfish, I'm badly allergic to them", at=now) == []
    # Said anew afterwards, it is remembered again.
    assert learn("I'm allergic to shellfish after all", at=now + timedelta(days=2))


def test_stranger_is_answered_from_their_own_memory_alone(alice, bob):
    Chat(alice).say("I'm allergic to latex")
    assert "latex" not in Chat(bob).say("what did I say about allergies?").text


def test_recalling_costs_five_queries(alice, now, django_assert_num_queries):
    for number in range(5):
        memory.learn(
            alice,
            memory.find_statements(f"my daughter starts school number {number} soon"),
            conversation_id=None,
            item_id=None,
            now=now,
        )
    question = memory.read_question("what did I say about my daughter?", today=TODAY)
    assert question is not None
    with django_assert_num_queries(5):
        assert memory.recall_about(alice, question).quotes
