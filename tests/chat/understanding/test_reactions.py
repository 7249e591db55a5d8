"""What people say of jobs just shown: the reason, in wordings that no pattern was written from."""

import datetime
import re
import unicodedata
from pathlib import Path

import pytest

from chat.understanding import Context, understand
from chat.understanding.answering import is_whatever
from chat.understanding.reactions import (
    REACTION_FILES,
    REACTIONS,
    hash_reactions,
    load_reaction_weights,
)
from chat.understanding.train import draw_templates
from chat.understanding.types import Card
from jobassist.ai.offline_embedder import OfflineEmbedder
from jobs.criteria import Criteria
from tests.needs import needs_shared

TODAY = datetime.date(2026, 11, 2)
SHARED = Path(__file__).parents[4] / "shared" / "eval"
ZH = Context(
    last_cards=4,
    scene="find",
    criteria=Criteria(titles=("厨师",), cities=("苏州",), salary_min=7000),
    cards=tuple(Card(t, e, "苏州") for t, e in (("厨师", "嘉禾"), ("厨师", "同心"), ("行政总厨", "金桥"), ("厨具销售代表", "恒泰"))),
    lang_hint="zh",
)  # fmt: skip
EN = Context(
    last_cards=4,
    scene="find",
    criteria=Criteria(titles=("plumber",), cities=("Bristol",), salary_min=38000),
    cards=tuple(Card(t, e, "Bristol") for t, e in (("Plumber", "Fern"), ("Plumber", "Lark"), ("Plumbing Contracts Manager", "Quay"), ("Plumbing Lecturer", "Stone"))),
    lang_hint="en",
)  # fmt: skip
CASES = {
    "too_low_salary": "给得太少了|这点钱不够养家|薪水跟我说的差一截|比我要的低|不够,我说的是七千|这工资也太寒碜了|我上家都比这多|"
    "pays less than I asked|less than what I said|can they pay a bit more|that is not enough to live on|the money is poor|my current job pays better",
    "wrong_city": "这也太远了吧|我去不了那边|上班路上得跑断腿|搬家我不干|让我去外省啊|too far for me|thats a two hour drive|I said Bristol not Cardiff|cannot relocate|not round here is it",
    "wrong_role": "跟我做的不是一回事|这是销售吧,不是我要的|搞错了,我是炒菜的|工种不对|听着像,其实是卖东西的|我不是干这个的|怎么全是维修的|that is a sales job|close, but not what I do|I fix pipes, I do not teach|you have got the wrong end of the stick|this is for vets",
    "wrong_seniority": "要管人的我干不来|职位太高了|我就是个普通员工|让我当总监?开什么玩笑|我资历不够|they all seem too senior|I would rather not manage anyone|I am no director|too junior|out of my depth there|not at that level yet",
    "excluded": "不是说了不要夜班吗|又是外包|里面写了要出差,不行|说好不要托班的|I said no weekends|its an agency again|mentions on call, no thanks|had enough of temp stuff",
    "wrong_employment_type": "这都是兼职啊|I want permanent|this one is only part time",
    "already_seen": "这个我早看过了|上个月面过他家|seen that one already",
    "expired": "人家说招满了|that one is gone",
    "other": "都不喜欢|没一个想去的|none of those appeal",
}  # fmt: skip
# No reaction: what these are is another matter.
OTHERWISE = "七千往上|宁波这边|包吃住吗|要不要健康证|再来几个|今天下雨吗|帮我写简历|Cardiff|£13 an hour|is there parking|do they train you|any others|what are the hours|I also know React|随便|你看着办|up to you|whatever"
OPEN = "随便|你看着弄|没想过呢|没有什么特别的|都行吧|没要求|这个我也说不好|anything really|up to you|rather leave that|dunno|I don't mind|no preference|whatever"
SAID = "没有夜班的|随便来个厨师|anything in Leeds|any more|no nights|不要外包|nothing with sales|8000|不限城市"


def read(text: str):
    context = ZH if re.search(r"[\u4e00-\u9fff]", text) else EN
    return understand(text, context=context, today=TODAY)


def test_weights_were_fitted_to_these_patterns_with_this_embedder():
    weights = load_reaction_weights()
    assert weights.examples_hash == hash_reactions()
    assert weights.model_name == OfflineEmbedder.model_name


def test_reasons_are_read_from_wordings_never_seen():
    wrong = [
        (reason, text, seen.intent, seen.reject_reason)
        for reason, texts in CASES.items()
        for text in texts.split("|")
        for seen in [read(text)]
        if (seen.intent, seen.reject_reason) != ("reject_with_reason", reason)
    ]
    assert len(wrong) <= 3, wrong


@pytest.mark.parametrize("text", OTHERWISE.split("|"))
def test_what_is_no_reaction_is_not_taken_for_one(text):
    assert read(text).intent not in ("reject_with_reason", "connect")


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("上面写着出差", "出差"), ("最讨厌夜班了", "夜班"), ("有押金就算了", "押金"),
        ("says overnight on it, next", "overnight"), ("I hate cold calling", "cold calling"),
        ("another agency", "agency"), ("had enough of temp stuff", "temp"), ("I cannot stand telesales", "telesales"),
    ],
)  # fmt: skip
def test_what_a_refused_job_is_said_to_have_is_left_out(text, thing):
    assert read(text).criteria.set["exclude"] == [thing]


@pytest.mark.parametrize(
    "text",
    ["搬家我不干", "close, but not what I do", "that is not enough to live on", "这点钱不够养家"],
)
def test_words_of_a_refusal_become_no_wish(text):
    assert not read(text).criteria


@pytest.mark.parametrize(
    ("text", "key"),
    [("no clearance please", "exclude"), ("我要的是全职", "employment_type"), ("出差多的都筛掉", "exclude"),
     ("and no weekends", "exclude"), ("要有社保,能双休", "conditions")],
)  # fmt: skip
def test_an_order_to_search_otherwise_is_no_refusal(text, key):
    found = read(text)
    assert found.intent == "refine"
    assert key in found.criteria.set


def test_whatever_is_told_from_a_wish():
    assert not [text for text in OPEN.split("|") if not is_whatever(text.lower())]
    assert not [text for text in SAID.split("|") if is_whatever(text.lower())]


@needs_shared("eval/dialogues.jsonl")
def test_no_pattern_draws_a_sentence_of_the_evaluation_sets():
    def plain(text: str) -> str:
        return re.sub(r"\W", "", unicodedata.normalize("NFKC", text).casefold())

    known = "".join((SHARED / name).read_text(encoding="utf-8") for name in ("dialogues.jsonl", "understanding.jsonl"))  # fmt: skip
    said = {plain(text) for text in re.findall(r'"((?:[^"\\]|\\.)*)"', known)}
    drawn = [text for text, _ in draw_templates(REACTION_FILES, REACTIONS)]
    assert not [text for text in drawn if len(plain(text)) > 8 and plain(text) in said]
