"""Practising an interview: asked, scored, won or lost, left and come back to."""

import pytest

from tests.chat.dialogue.chatting import Chat
from tests.factories import make_user

pytestmark = pytest.mark.django_db

EN = (
    "At Mill Lane café I opened the shop alone for two years. One Saturday the grinder broke with thirty people waiting, so I borrowed one from next door, dialled it in within ten minutes and gave the queue free biscuits. Nobody left and we took £900 that morning.",
    "Last summer our milk bills were too high. I weighed what we threw away for a week, put marks on the jugs and trained four colleagues to steam only what they needed. Waste fell by 40% and the owner now uses the marks in both her shops.",
    "When I worked at the station kiosk a customer shouted because her coffee was cold. I made her a new one at once, asked her name, and noticed the machine's boiler was failing. I called the engineer, he came the same day, and complaints about cold coffee stopped.",
    "In my last job we opened at six and the queue went out of the door. I set up cups and beans the night before, split the work between till and machine, and called orders out loud. The wait dropped from nine minutes to four and sales rose by a fifth.",
)
ZH = (
    "去年我在一家三甲医院心内科值夜班，一位老人突然胸闷出冷汗。我马上让他平卧吸氧，测了血压和心电图，三分钟内叫来值班医生，又准备好抢救车。最后老人及时做了支架，五天后出院，家属送了锦旗。",
    "前年冬天病房加了十二张床，我们组只有三个护士。我把病人按病情分成三组，重的自己带，每两小时巡房一次，用白板写清楚每个人的用药时间。那两周没有出过一次用药差错，护士长后来在全科推广了这个办法。",
    "实习的时候有个家属嫌输液慢，当场吵了起来。我先请他坐下，把医嘱和滴速一条条解释给他听，之后每半小时去看一次。两天后他主动道歉，出院时还写了表扬信，我也学会了先听再解释。",
    "我在社区医院做随访时，发现有三十多位高血压病人不按时吃药。我给他们做了用药卡片，每周打一次电话，连续跟了三个月。结果按时服药的人从一半提高到九成，血压达标的多了十八个。",
)


@pytest.fixture
def alice(corpus):
    return make_user()


def begin(chat: Chat, wish: str, words: str):
    chat.say(wish)
    return chat.say(words)


def test_good_answers_win_in_english(alice):
    chat = Chat(alice)
    first = begin(chat, "barista in Leeds", "practise an interview for this one")
    assert chat.scene == "interview"
    assert "Barista" in first.text
    assert chat.prompt.path == "interview.answers[0]"
    last = first
    for answer in EN:
        last = chat.say(answer)
        assert last.card("interview_score").data.change > 0, answer
        if chat.interview.outcome != "running":
            break
    assert chat.interview.outcome == "won"
    assert last.card("interview_score").data.outcome == "won"
    assert any(part in last.text for part in ("Keep this one: “",))
    quoted = last.text.split("Keep this one: “")[1].split("”")[0].rstrip("…")
    assert any(quoted in answer for answer in EN)
    assert chat.state.open_prompt is None


def test_good_answers_win_in_chinese(alice):
    chat = Chat(alice, locale="zh-CN")
    begin(chat, "上海护士", "模拟面试")
    for answer in ZH:
        chat.say(answer)
        if chat.interview.outcome != "running":
            break
    assert chat.interview.outcome == "won"


def test_thin_answers_lose_after_the_rounds_with_advice(alice):
    chat = Chat(alice)
    last = begin(chat, "barista in Leeds", "practise an interview for this one")
    for answer in (
        "I am a very hard worker and I like people.", "coffee", "I don't mind early mornings at all really.",
        "asdf jkl qwer zxcv uiop hjkl", "I think I would be good at this job because I am friendly.", "yes",
    ):  # fmt: skip
        last = chat.say(answer)
        if chat.interview.outcome != "running":
            break
    assert chat.interview.outcome == "lost"
    assert "were needed" in last.text
    assert last.chip("Practise again")


def test_leaving_in_the_middle_and_coming_back_keeps_question_and_meter(alice):
    chat = Chat(alice)
    begin(chat, "barista in Leeds", "practise an interview for this one")
    chat.say(EN[0])
    asked, score = chat.prompt, chat.interview.score
    chat.enter("find")
    assert chat.scene == "find"
    assert chat.state.open_prompt is None
    back = chat.enter("interview")
    assert chat.prompt.prompt_id == asked.prompt_id
    assert "question 2 of 6" in back.text
    assert str(score) in back.text
    assert chat.say(EN[1]).card("interview_score").data.round == 3


def test_hint_skip_repeat_and_meter_are_no_answers(alice):
    chat = Chat(alice)
    begin(chat, "barista in Leeds", "practise an interview for this one")
    for words in (
        "hint",
        "I don't know what to say",
        "提示",
        "can you repeat that?",
        "how am I doing?",
    ):
        chat.say(words)
        assert not chat.interview.answers, words
        assert chat.prompt.path == "interview.answers[0]"
    skipped = chat.say("skip")
    assert skipped.card("interview_score").data.change < 0
    assert chat.prompt.path == "interview.answers[1]"
    chat.skip()
    assert chat.prompt.path == "interview.answers[2]"


def test_question_about_the_job_is_answered_and_led_back(alice):
    chat = Chat(alice)
    begin(chat, "barista in Leeds", "practise an interview for this one")
    answer = chat.say("what does it pay?")
    assert "£22,000" in answer.text
    assert "Back to my question" in answer.text
    assert chat.prompt.path == "interview.answers[0]"


@pytest.mark.parametrize("words", ["stop the interview", "不练了", "结束面试", "I want to stop"])
def test_stopping_ends_it_with_advice(alice, words):
    chat = Chat(alice)
    begin(chat, "barista in Leeds", "practise an interview for this one")
    chat.say(EN[0])
    chat.say(words)
    assert chat.interview.outcome == "stopped"
    assert chat.state.open_prompt is None


def test_copied_and_repeated_answers_do_not_help(alice):
    chat = Chat(alice)
    begin(chat, "barista in Leeds", "practise an interview for this one")
    question = chat.prompt.question
    assert chat.say(question).card("interview_score").data.change < 0
    chat.say(EN[0])
    assert chat.say(EN[0]).card("interview_score").data.change < 0


def test_interview_without_a_posting_asks_for_the_work(alice):
    chat = Chat(alice)
    chat.enter("interview")
    assert chat.prompt.path == "interview.title"
    chat.say("forklift driver")
    assert chat.interview.title.lower() == "forklift driver"
    assert len(chat.interview.questions) == 6


def test_of_several_jobs_shown_one_is_chosen_first(alice):
    chat = Chat(alice)
    chat.say("staff nurse in Leeds")
    answer = chat.say("practise an interview")
    assert "Which one" in answer.text
    chat.tap(answer.chips[0])
    assert chat.interview.posting_id == chat.state.shown[0].posting_id


def test_questions_quote_what_the_posting_demands(alice):
    chat = Chat(alice)
    begin(chat, "data analyst in London", "practise an interview for the first one")
    texts = [each.text for each in chat.interview.questions]
    assert any("SQL" in each for each in texts)
    assert len(set(texts)) == len(texts) == 6


def test_wish_to_practise_is_no_note_to_keep(alice):
    chat = Chat(alice)
    chat.say("practise an interview for staff nurse")
    assert chat.scene == "interview"
    assert chat.interview.title == "staff nurse"
