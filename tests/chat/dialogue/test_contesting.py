"""Contesting a score in the chat: words go to people, and nothing else is taken for it."""

import pytest

from chat.dialogue.contesting import _DENIED, _ORDER
from recruiting import services
from recruiting.models import ScoreContest
from recruiting.services import RankedPosting, ShownBy
from tests.chat.dialogue.chatting import Chat
from tests.chat.dialogue.test_connect import find
from tests.conftest import NOW


def note_shown(chat: Chat) -> None:
    """Record the round that was shown, as the runner does when a turn ends."""
    services.record_ranking(
        chat.user,
        [
            RankedPosting(
                each.posting_id, each.score or 0.5, {"occupation": 0.9, "experience": 0.4}
            )
            for each in chat.state.shown
        ],
        shown_by=ShownBy(None, None, None, 1, "find", "rules", "", "", "en"),
        inputs={},
        embedder="offline",
        ranking_version="3",
        now=NOW,
    )


def test_why_says_what_counted_and_offers_to_contest(alice, house_posting):
    chat = Chat(alice)
    find(chat)
    note_shown(chat)
    answer = chat.say("why the first one?")
    assert "the work itself 90%; years of experience 40%" in answer.text
    assert "A person decides" in answer.text
    how = chat.tap(answer.chip("Contest this score"))
    assert "I contest the score because" in how.text
    assert not ScoreContest.objects.exists()


def test_words_that_contest_go_to_people(alice, house_posting):
    chat = Chat(alice)
    find(chat)
    note_shown(chat)
    chat.say("why the first one?")
    said = "I contest the score because I have six years as a nurse, not two."
    answer = chat.say(said)
    contest = ScoreContest.objects.get()
    assert (contest.text, contest.posting) == (said, house_posting)
    assert contest.conversation_id == chat.conversation.id
    assert "passed that on" in answer.text
    again = chat.say("I contest the score because the years are wrong, really.")
    assert "with people already" in again.text
    assert ScoreContest.objects.count() == 1


def test_a_contest_without_a_reason_is_asked_for_one(alice, house_posting):
    chat = Chat(alice, locale="zh-CN")
    find(chat)
    note_shown(chat)
    chat.say("为什么推荐第一个？")
    answer = chat.say("我要对评分提出异议")
    assert "我对匹配分有异议" in answer.text
    assert not ScoreContest.objects.exists()
    chat.say("我对匹配分有异议，因为我有六年护理经验，不是两年")
    assert ScoreContest.objects.get().posting == house_posting


@pytest.mark.parametrize(
    "text",
    [
        "我对这个评分有异议，我的经验被算少了",
        "申诉匹配分：学历看错了",
        "这个打分我不服，要求人工复核",
        "排名我有异议",
        "I want to dispute the match score",
        "I'd like to appeal against this ranking, my years are wrong",
        "please review my score, it is wrong",
        "I object to the rating",
    ],
)
def test_these_contest(text):
    assert _ORDER.search(text)
    assert not _DENIED.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "I was in a poetry contest and won",
        "I reviewed 40 applications a week",
        "我做过客户申诉处理，三年",
        "负责绩效评分",
        "投诉处理专员",
        "the match was yesterday",
        "我对加班有异议",
        "dispute resolution jobs in Leeds",
    ],
)
def test_these_do_not(text):
    assert not _ORDER.search(text)


@pytest.mark.parametrize("text", ["我不想申诉评分", "I don't want to contest the score"])
def test_a_denied_contest_is_none(text):
    assert _DENIED.search(text)
