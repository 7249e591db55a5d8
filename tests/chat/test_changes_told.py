"""A change told without its subject moves on from what it is about; forgotten words stay forgotten."""

from datetime import date, timedelta

import pytest

from chat import memory
from chat.memory import NewFact
from chat.memory.values import find_kinds, kinds_asked
from chat.models import ForgottenFact, Memory
from chat.personal_data import merge_memory
from chat.understanding.told import fitted_to, hash_patterns, weigh_speech
from jobassist.ai import embedder
from jobassist.errors import AppError
from tests.chat.dialogue.chatting import Chat

TODAY = date(2026, 11, 21)


def learn(user, text, *, at):
    return memory.learn(
        user, memory.find_statements(text), conversation_id=None, item_id=None, now=at
    )


def ask(user, text):
    question = memory.read_question(text, today=TODAY)
    assert question is not None
    return memory.recall_about(user, question)


def test_weights_are_of_the_patterns_that_are_shipped():
    assert fitted_to() == hash_patterns(), "run python -m chat.understanding.train_told"


@pytest.mark.parametrize(
    ("text", "speech"),
    [
        ("my stepdad's moving to Spain in the spring", "told"),
        ("the physio's done wonders for my elbow", "told"),
        ("摩托车上个月让人偷了", "told"),
        ("who's looking after my cat these days?", "asked"),
        ("我侄女现在在哪上学?", "asked"),
        ("does the first one pay weekly?", "other"),
        ("有没有离地铁近的岗位?", "other"),
        ("no idea, skip that one", "other"),
    ],
)
def test_news_of_oneself_is_told_from_questions_and_orders_by_meaning(text, speech):
    shares = weigh_speech(text)
    assert max(shares, key=lambda each: shares[each]) == speech


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("make that 9k", "money"),
        ("they want eight weeks", "span"),
        ("改到周四了", "weekday"),
        ("六点以后不行", "clock"),
        ("she's 3", "age"),
        ("only evenings", "daypart"),
    ],
)
def test_values_are_known_by_their_kind(text, kind):
    assert kind in find_kinds(text)


def test_questions_want_values_of_a_kind():
    assert kinds_asked("how much did I earn?") == {"money"}
    assert "age" in kinds_asked("我女儿几岁了?")
    assert not kinds_asked("what's wrong with my knee?")


@pytest.mark.parametrize(
    ("first", "then", "question", "now_so", "was_so"),
    [
        (
            "I have to give five weeks' notice where I am", "they want ten weeks now",
            "how long is my notice?", "ten weeks", "five weeks",
        ),
        (
            "my pottery class is on Tuesday evenings", "it's been moved to Fridays",
            "which evening is my pottery class?", "Fridays", "Tuesday",
        ),
        (
            "I live by the canal with my uncle", "moved to a houseboat by myself last month",
            "where do I live?", "houseboat", "canal",
        ),
        (
            "我每周二晚上要去练合唱", "改到周五了",
            "我哪天晚上要练合唱?", "周五", "周二",
        ),
    ],
)  # fmt: skip
def test_change_without_its_subject_moves_on_from_it(
    alice, now, first, then, question, now_so, was_so
):
    (old,) = learn(alice, first, at=now)
    (new,) = learn(alice, then, at=now + timedelta(days=30))
    old.refresh_from_db()
    assert old.superseded_by == new
    (_fact, words), *others = ask(alice, question).quotes
    assert now_so in words
    assert any(was_so in each for _fact, each in others)


def test_change_of_one_thing_is_not_one_of_another(alice, now):
    (husband,) = learn(alice, "my husband works nights at the depot", at=now)
    learn(alice, "my sister has changed to mornings", at=now + timedelta(days=9))
    husband.refresh_from_db()
    assert husband.valid_to is None


def test_what_stood_at_a_time_answers_for_it(alice, now):
    told = now.replace(year=2026, month=7, day=3)
    learn(alice, "I live in Otley with my cousin", at=told)
    learn(alice, "moved to Skipton at last", at=told.replace(month=10))
    words = [each for _fact, each in ask(alice, "where did I live in September?").quotes]
    assert words == ["I live in Otley with my cousin"]


def test_an_age_nobody_told_is_not_guessed(alice, now):
    learn(alice, "my son goes to the school round the corner", at=now)
    assert not ask(alice, "how old is my son?").quotes


def test_served_embedder_is_not_asked_to_remember(alice, now, monkeypatch):
    monkeypatch.setattr(embedder, "_in_use", "served-embedder")
    (fact,) = learn(alice, "I'm allergic to penicillin", at=now)
    assert fact.vector_row.model == embedder.get_bundled_embedder().model_name
    assert ask(alice, "what am I allergic to?").quotes


def test_words_a_guest_had_forgotten_stay_forgotten_in_the_account(alice, bob, now):
    (fact,) = learn(bob, "I'm allergic to shellfish and prawns", at=now)
    memory.forget(bob, fact.id, now=now + timedelta(days=1))
    merge_memory(bob, alice)
    assert not ForgottenFact.objects.filter(user=bob).exists()
    assert learn(alice, "prawns and shellfish, I'm badly allergic to them", at=now) == []
    assert learn(alice, "I'm allergic to shellfish after all", at=now + timedelta(days=2))


def test_later_of_two_forgettings_counts_after_a_merge(alice, bob, now):
    for who, day in ((alice, 1), (bob, 5)):
        (fact,) = learn(who, "I'm allergic to latex gloves", at=now)
        memory.forget(who, fact.id, now=now + timedelta(days=day))
    merge_memory(bob, alice)
    assert learn(alice, "latex gloves, I'm allergic to them", at=now + timedelta(days=4)) == []
    assert learn(alice, "I'm allergic to latex gloves again", at=now + timedelta(days=6))


def test_least_pay_above_the_most_is_refused(alice, now):
    for key, value in (("salary_min", 20_000.0), ("salary_max", 30_000.0)):
        memory.remember(
            alice, NewFact("criterion", f"criteria.{key}", value), words="",
            conversation_id=None, item_id=None, now=now,
        )  # fmt: skip
    fact = Memory.objects.get(key="criteria.salary_min")
    with pytest.raises(AppError) as refused:
        memory.edit_memory(alice, fact.id, value=40_000, now=now)
    assert "cannot be more" in str(refused.value.message)
    assert memory.edit_memory(alice, fact.id, value=25_000, now=now).value == 25_000.0


def test_pay_said_anew_ends_the_bound_it_contradicts(alice):
    chat = Chat(alice)
    chat.say("nurse in Leeds, up to £30k")
    chat.say("at least £40k")
    criteria = chat.state.criteria
    assert (criteria.salary_min, criteria.salary_max) == (40_000, None)


def test_hours_one_is_free_make_no_alert(bob):
    chat = Chat(bob)
    chat.say("想找个超市理货的兼职")
    chat.say("每天上午九点到中午我有空")
    assert not bob.alerts.exists()
    assert Memory.objects.filter(user=bob, value="每天上午九点到中午我有空").exists()


@pytest.mark.parametrize("is_yes", [True, False])
def test_all_alerts_are_deleted_after_a_yes_only(alice, is_yes):
    chat = Chat(alice)
    chat.say("every Monday at 8 send me new nursing jobs in Leeds")
    chat.say("every Friday send me new chef jobs in York")
    asked = chat.say("delete all my alerts")
    assert alice.alerts.count() == 2
    assert asked.asked
    chat.say("yes" if is_yes else "no")
    assert alice.alerts.count() == (0 if is_yes else 2)
