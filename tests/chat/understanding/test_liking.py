"""Taking a job that was shown, and what only sounds like it."""

from datetime import date

import pytest

from chat.language import Lang
from chat.understanding import Card, Context, understand
from chat.understanding.liking import is_liking
from jobs.criteria import Criteria

TODAY = date(2026, 11, 21)
TAKEN = [
    "第二个, 嗯这个合适,约一下",
    "就它了",
    "这个行,帮我说说",
    "第三家我看中了",
    "可以,就这个吧",
    "蛮好的,我想去",
    "第一个挺对我胃口的",
    "行,第二个",
    "最后那个不错",
    "这家我挺感兴趣",
    "好,第一个",
    "这份活对路,能聊聊",
    "没毛病,就它",
    "第二个巴适得很",
    "就第四个吧",
    "这个我喜欢,替我问候一声",
    "嗯,这个可以",
    "正合适,约时间吧",
    "第一个真不错,我乐意干",
    "中,就这家",
    "the second one, yeah that will do nicely",
    "omg yes this one please",
    "I'll take the first",
    "that's perfect for me",
    "sounds ideal",
    "the fourth one, looks good, hit them up",
    "go with number 2",
    "right, the last one please",
    "I like the look of this",
    "that one's spot on",
    "count me in for the first one",
    "happy with that one",
    "yep the first",
    "number three would suit me",
    "great fit, reach out",
    "the second one fits the bill",
    "works for me",
    "let's do it",
    "I'm keen on the third",
    "okay the second",
    "this is just the job",
    "love it, put me down",
    "第三个,瞅着稳当,报个名",
    "the third one, oh yes please",
]
NOT_TAKEN = [
    "第二个加班吗",
    "第一个不错,但工资低了点",
    "这个不合适",
    "换一批好的",
    "第二个太远",
    "有没有更好的",
    "这个怎么样",
    "第一个是不是外包",
    "不喜欢这个",
    "收藏第二个",
    "如果离家近就好了",
    "这些都不行",
    "不太对口",
    "跟第一个类似的还有吗",
    "这价钱不行",
    "除了第一个都不错",
    "地方不对,离我太远",
    "再便宜的房租也行不",
    "the second one looks good but it's too far",
    "not my thing",
    "is the first one any good?",
    "would be perfect if it was in Leeds",
    "I'd like something closer",
    "why the first one",
    "show me more like that one",
    "better pay please",
    "too senior for me",
    "that's not what I do",
    "good, but the hours are bad",
    "save the second one",
    "compare the first and second",
    "nothing there for me",
    "the third one pays less than I get now",
    "which one is better",
    "that was fine yesterday",
    "I would like more money",
    "can you find others",
    "make it Leeds instead",
    "only part time please",
    "full time would be good",
    "remote please",
    "I used to like that",
    "never heard of this company",
    "最好有双休",
    "好的,再看看",
    "能不能找个好一点的",
]


def said(text: str):
    """Return how a message is read after four cards."""
    lang: Lang = "zh" if any("\u4e00" <= each <= "\u9fff" for each in text) else "en"
    shown = {
        "zh": [("骑手", "橙叶"), ("配送员", "云栈"), ("站长", "启岚"), ("跑腿员", "朗石")],
        "en": [("Baker", "Oak"), ("Pastry Cook", "Elm"), ("Bread Maker", "Ash"), ("Cook", "Yew")],
    }[lang]
    place = {"zh": "成都", "en": "Leeds"}[lang]
    context = Context(
        last_cards=4,
        cards=tuple(Card(title=title, employer=firm, city=place) for title, firm in shown),
        scene="find",
        criteria=Criteria(titles=(shown[0][0],)),
        lang_hint=lang,
    )
    return understand(text, context=context, today=TODAY)


@pytest.mark.parametrize("text", TAKEN)
def test_who_likes_a_job_shown_takes_it(text):
    found = said(text)
    assert found.intent == "connect"
    assert found.confidence >= 0.5


@pytest.mark.parametrize("text", NOT_TAKEN)
def test_a_doubt_a_question_or_a_wish_takes_nothing(text):
    found = said(text)
    assert found.intent != "connect" or found.act == "save" or found.confidence < 0.5


def test_the_job_named_is_the_one_taken():
    assert said("第三家我看中了").card_refs == (2,)
    assert said("go with number 2").card_refs == (1,)


def test_a_bare_number_only_opens_the_job():
    assert said("第二个").act == "choose_card"
    assert not is_liking("第二个")
    assert is_liking("就第二个吧")
