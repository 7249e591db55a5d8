"""What leads on where a talk would stand still, with invented people in both languages."""

from datetime import date

import pytest

from chat.dialogue.refusing import _head
from chat.understanding import Context, understand
from jobs.criteria import Criteria
from jobs.traits import find_traits
from resumes import services
from tests.chat.dialogue.chatting import Chat
from tests.chat.dialogue.towns import build_town_rows
from tests.factories import make_postings, make_user

TODAY = date(2026, 11, 21)


@pytest.fixture
def towns(db):
    """Return the postings of two trades, one a language, with what only nearly fits."""
    return make_postings(build_town_rows("forklift", "plumber"))


@pytest.mark.usefixtures("towns")
@pytest.mark.parametrize(
    ("locale", "opening", "indifferent"),
    [("zh-CN", "昆明叉车司机", "你看着办"), ("zh-CN", "昆明叉车司机", "都行"),
     ("en", "plumber in Norwich", "whatever"), ("en", "plumber in Norwich", "up to you")],
)  # fmt: skip
def test_an_indifferent_word_after_nothing_fits_brings_jobs(locale, opening, indifferent):
    chat = Chat(make_user(), locale=locale)
    first = chat.say(opening)
    assert not first.jobs()
    answer = chat.say(indifferent)
    for _ in range(4):
        if answer.jobs():
            break
        answer = chat.say(indifferent)
    assert answer.jobs()
    assert not chat.state.criteria.cities
    assert chat.state.criteria.titles


@pytest.mark.parametrize(
    ("text", "refused"),
    [("黑中介走开", ["中介"]), ("坑人的中介", ["中介"]), ("无良劳务别来", ["劳务"]),
     ("不靠谱的外包", ["外包"]), ("骗钱的劳务公司", ["劳务"]), ("那些黑厂", ["那些黑厂"]),
     ("站岗不去,通宵也不要", ["站岗", "通宵"]), ("dodgy agencies", ["agency"]),
     ("no cowboy agencies", ["agency"]), ("没想过欸", None), ("haven't really thought", None)],
)  # fmt: skip
def test_what_is_refused_is_named_by_its_noun(text, refused):
    context = Context(open_prompt="criteria.exclude", criteria=Criteria(titles=("普工",)))
    assert understand(text, context=context, today=TODAY).criteria.set.get("exclude") == refused


@pytest.mark.parametrize(
    ("text", "is_agency"),
    [("由劳务公司签约派遣。", True), ("通过劳务入职,次月转正", True), ("合同跟劳务公司签", True),
     ("employed via a labour agency", True), ("非中介,工厂直招", False), ("不经过中介,直签", False),
     ("有劳务纠纷处理经验", False), ("no agency fees", False), ("不是劳务公司", False)],
)  # fmt: skip
def test_a_posting_of_an_agency_is_told_from_one_that_denies_it(text, is_agency):
    assert ("agency" in find_traits(text)) is is_agency


@pytest.mark.parametrize(
    "text", ["厂里能两口子住不", "有空调没", "厂里管饭不", "宿舍能带娃不", "公司给交社保不"]
)
def test_whether_a_job_has_it_is_a_question(text):
    context = Context(last_cards=3, criteria=Criteria(titles=("普工",)))
    seen = understand(text, context=context, today=TODAY)
    assert seen.intent == "ask_about_job"
    assert not seen.criteria.set.get("titles")


@pytest.mark.parametrize(
    ("text", "cities"),
    [("南通,海安也算", ["南通", "海安"]), ("苏州,昆山也行", ["苏州", "昆山"]),
     ("苏州昆山", ["昆山"]), ("Leeds, Wakefield counts too", ["Leeds", "Wakefield"])],
)  # fmt: skip
def test_a_town_named_beside_its_city_joins_it(text, cities):
    assert understand(text, context=Context(), today=TODAY).criteria.set.get("cities") == cities


@pytest.mark.parametrize(
    "text", ["plastering", "child minding", "dental nursing", "教英语", "开货车", "bricklaying"]
)
def test_an_activity_alone_is_the_work_looked_for(text):
    seen = understand(text, context=Context(), today=TODAY)
    assert (seen.intent, seen.criteria.set.get("titles")) == ("find_jobs", [text])


def test_titles_are_told_apart_by_their_heads():
    heads = {each: _head(each) for each in ("普工(急)", "Forklift Drivers - Days", "叉车维修工")}
    assert list(heads.values()) == ["普工", "driver", "修工"]


@pytest.mark.parametrize(
    ("locale", "opening", "trade", "name", "kept"),
    [("zh-CN", "写简历", "我是修电梯的", "我叫覃建国", "修电梯"),
     ("zh-CN", "写简历", "我是个焊工", "李卫东", "焊工"),
     ("en", "write my cv", "I'm a roofer", "Dan Okafor", "roofer")],
)  # fmt: skip
@pytest.mark.django_db
def test_a_trade_is_no_name_and_the_question_stays_open(locale, opening, trade, name, kept):
    chat = Chat(make_user(), locale=locale)
    chat.say(opening)
    assert chat.prompt.path == "resume.basics.name"
    answer = chat.say(trade)
    assert not answer.asked
    assert chat.prompt.path == "resume.basics.name"
    chat.say(name)
    basics = services.current_resume(chat.user).document["basics"]
    assert (basics["label"], basics["name"]) == (kept, name.removeprefix("我叫"))


@pytest.mark.parametrize(
    ("locale", "opening", "asks", "name"),
    [("zh-CN", "写简历", "上次简历弄完没", "李卫东"),
     ("en", "write my cv", "did we finish my cv yesterday?", "Dan Okafor")],
)  # fmt: skip
@pytest.mark.django_db
def test_how_far_the_resume_got_is_said(locale, opening, asks, name):
    chat = Chat(make_user(), locale=locale)
    chat.say(opening)
    chat.say(name)
    answer = chat.say(asks)
    assert "还没确认" in answer.text or "not confirmed" in answer.text
    assert "- " in answer.text
