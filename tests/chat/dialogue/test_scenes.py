"""Scenes: each keeps its place, and coming back says where one was."""

from datetime import UTC, datetime

import pytest

from recruiting.models import Application
from tests.chat.dialogue.chatting import Chat
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(corpus):
    return make_user()


def test_question_left_open_is_put_again_as_the_same_question(alice):
    chat = Chat(alice)
    chat.enter("find")
    asked = chat.prompt
    assert asked.path == "criteria.titles"
    away = chat.enter("resume")
    assert [each.outcome for each in away.closed] == ["replaced"]
    assert chat.prompt.path.startswith("resume.")
    back = chat.enter("find")
    assert chat.scene == "find"
    assert [each.prompt_id for each in back.asked] == [asked.prompt_id]
    assert "field_prompt" not in back.kinds()
    assert asked.question in back.text


def test_resume_question_is_kept_while_looking_for_jobs(alice):
    chat = Chat(alice)
    chat.enter("resume")
    asked = chat.prompt
    chat.enter("find")
    back = chat.enter("resume")
    assert chat.prompt.prompt_id == asked.prompt_id
    assert "Back to your résumé" in back.text


def test_search_is_taken_up_without_a_new_round(alice):
    chat = Chat(alice)
    shown = chat.say("staff nurse in Leeds")
    while chat.state.open_prompt is not None:
        shown = chat.tap(shown.chips[-1])
    assert shown.jobs()
    round_number = chat.state.round
    chat.enter("applications")
    back = chat.enter("find")
    assert chat.state.round == round_number
    assert "Back to your search" in back.text
    assert back.card("criteria_card").data.titles
    assert any(chat.state.shown[0].title in chip.label for chip in back.chips)


def test_posting_talked_about_is_remembered_by_its_scene(alice):
    chat = Chat(alice)
    chat.say("barista in Leeds")
    chat.enter("ask")
    chat.enter("resume")
    chat.state.focus_id = None
    back = chat.enter("ask")
    assert "We were at “Barista”" in back.text
    answer = chat.say("what does it pay?")
    assert "£22,000" in answer.text


@pytest.mark.parametrize(
    ("words", "scene"),
    [
        ("go to my cv", "resume"),
        ("open my applications", "applications"),
        ("start interview", "interview"),
        ("去面试练习", "interview"),
        ("打开投递记录", "applications"),
        ("继续写简历", "resume"),
    ],
)
def test_scenes_are_entered_by_words(alice, words, scene):
    chat = Chat(alice)
    chat.say(words)
    assert chat.scene == scene


def test_menu_names_every_door_and_taps_lead_through_it(alice):
    chat = Chat(alice)
    menu = chat.greet().card("scene_menu")
    assert {"find", "resume", "interview", "applications", "ask"} <= {
        each.scene for each in menu.data.scenes
    }
    assert len(menu.actions) <= 4


# --- about this job -----------------------------------------------------------------------------


def test_question_of_several_jobs_is_answered_for_each_that_says_it(alice):
    chat = Chat(alice)
    chat.say("staff nurse in Leeds")
    chat.state.focus_id = None
    answer = chat.say("are there night shifts in any of these?")
    assert "Night shifts on a rota" in answer.text or "no nights" in answer.text


def test_unanswered_question_becomes_a_draft_to_the_employer(alice, house_posting):
    chat = Chat(alice)
    chat.say("staff nurse in Hull")
    answer = chat.say("do they sponsor visas?")
    assert "says nothing about visas" in answer.text
    assert "Shall I put the question to Harbour Care" in answer.text
    draft = chat.tap(answer.chip("Ask the employer"))
    preview = draft.card("message_preview")
    assert "do they sponsor visas?" in preview.data.text
    assert chat.prompt.path == "message_preview.send"
    assert chat.say("yes").card("connect_status").data.message == preview.data.text


def test_offer_to_ask_is_taken_in_words_and_holds_one_turn(alice, house_posting):
    chat = Chat(alice)
    chat.say("staff nurse in Hull")
    chat.say("do they sponsor visas?")
    assert chat.say("帮我问一下").kinds() == ["message_preview"]
    chat.say("don't send")
    chat.say("do they sponsor visas?")
    chat.say("what does it pay?")
    assert "message_preview" not in chat.say("yes").kinds()


def test_question_in_the_scene_of_a_posting_is_about_it(alice):
    chat = Chat(alice)
    chat.say("上海护士")
    chat.enter("ask")
    answer = chat.say("倒班吗")
    assert "需要倒班" in answer.text
    assert "says nothing" in chat.say("do they provide accommodation?").text


# --- applications ---------------------------------------------------------------------------------


def test_withdrawing_by_words_asks_first(alice, house_posting):
    chat = Chat(alice)
    chat.say("staff nurse in Hull")
    chat.say("contact them")
    sent = chat.say("yes").card("connect_status")
    assert sent.data.status == "sent"
    chat.enter("applications")
    asked = chat.say("withdraw the one to Harbour Care")
    assert asked.asked[0].reason == "confirmation"
    assert "stays as it is" in chat.say("no").text
    chat.say("withdraw my application to Harbour Care")
    assert "Withdrawn" in chat.say("yes").text
    listed = chat.enter("applications")
    assert listed.card("connect_status").data.status == "withdrawn"
    assert "1 withdrawn" in listed.text


def test_news_of_one_employer_is_told_by_name(alice, house_posting):
    chat = Chat(alice)
    chat.say("staff nurse in Hull")
    chat.say("contact them")
    chat.say("yes")
    answer = chat.say("did Harbour Care reply?")
    assert "Harbour Care has not read it yet" in answer.text


def test_the_day_of_a_contact_is_that_of_the_persons_clock(alice, house_posting):
    chat = Chat(alice)
    chat.say("staff nurse in Hull")
    chat.say("contact them")
    chat.say("yes")
    alice.time_zone = "Asia/Shanghai"
    alice.save()
    Application.objects.update(created_at=datetime(2026, 3, 1, 20, tzinfo=UTC))
    assert "you sent it on March 2." in chat.say("did Harbour Care reply?").text


def test_strangers_contacts_are_not_named(alice, house_posting):
    chat = Chat(alice)
    chat.say("staff nurse in Hull")
    chat.say("contact them")
    chat.say("yes")
    other = Chat(make_user())
    assert "not been in touch" in other.enter("applications").text
