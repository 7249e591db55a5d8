"""Standing searches in words and by taps: made, changed, paused, resumed, deleted, listed."""

import pytest

from chat.alerts import services
from chat.models import Alert
from tests.chat.dialogue.chatting import Chat
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("corpus")]


@pytest.fixture
def zh() -> Chat:
    user = make_user(time_zone="Asia/Shanghai")
    return Chat(user, locale="zh-CN")


@pytest.fixture
def en() -> Chat:
    user = make_user(time_zone="Europe/London")
    return Chat(user, locale="en-GB")


def only(chat: Chat) -> Alert:
    (alert,) = services.list_alerts(chat.user)
    return alert


def test_one_sentence_makes_an_alert_with_its_card(zh: Chat):
    answer = zh.say("每周五给我新的上海 Python 职位")
    alert = only(zh)
    assert (alert.frequency, alert.weekdays, alert.hour) == ("weekly", [4], 9)
    assert alert.criteria["cities"] == ["上海"]
    assert alert.time_zone == "Asia/Shanghai"
    card = answer.card("alert_card")
    assert card.data.alert_id == str(alert.id)
    assert "上海" in card.data.query
    assert "周五" in card.data.schedule.text
    assert [each.id for each in card.actions] == ["pause", "edit", "search", "delete"]
    assert "周五" in answer.text
    assert {chip.postback.get("action") for chip in answer.chips} >= {"pause", "edit", "delete"}


def test_day_and_hour_are_kept_as_said(en: Chat):
    answer = en.say("every Monday at 8 send me new nursing jobs in Leeds")
    alert = only(en)
    assert (alert.frequency, alert.weekdays, alert.hour, alert.minute) == ("weekly", [0], 8, 0)
    assert alert.criteria["cities"] == ["Leeds"]
    assert "every Monday at 08:00" in answer.text
    assert "no time of day" not in answer.text


@pytest.mark.parametrize(
    ("text", "city", "work"),
    [
        ("一有郑州的叉车司机岗位就告诉我", "郑州", "叉车"),
        ("有新的护士职位随时通知我", None, "护士"),
        ("月底给我推一次新的出纳岗位", None, "出纳"),
        ("each Wednesday evening at 7:30, new chef jobs in York", "York", "chef"),
        ("let me know the moment a barista job in Bristol comes up", "Bristol", "barista"),
        ("whenever a new lab technician post turns up, tell me", None, "lab technician"),
        ("twice a week, new cleaning jobs in Stoke", "Stoke", "cleaning"),
        ("以后有西安的小学老师岗位都推给我", "西安", "老师"),
        ("every other Thursday, chef jobs in York", "York", "chef"),
        ("每月1号和我说下有没有新的小学老师岗位", None, "老师"),
        ("at the weekend, around 10am, send me gardening jobs", None, "garden"),
    ],
)
def test_the_wish_is_read_without_its_frame(text: str, city: str | None, work: str):
    chat = Chat(make_user())
    answer = chat.say(text)
    alerts = services.list_alerts(chat.user)
    assert len(alerts) == 1, answer.text
    (alert,) = alerts
    assert work in " ".join(alert.criteria.get("titles", []) + alert.criteria.get("skills", []))
    assert alert.criteria.get("cities") == ([city] if city else None)
    assert "conditions" not in alert.criteria


def test_the_search_as_it_is_becomes_an_alert(en: Chat):
    en.say("staff nurse in Leeds from £32k, no agency")
    en.say("send me these every Friday at 6pm")
    alert = only(en)
    assert alert.criteria["cities"] == ["Leeds"]
    assert alert.criteria["salary_min"] == 32000
    assert alert.criteria["exclude"]
    assert (alert.weekdays, alert.hour) == ([4], 18)


def test_an_alert_for_other_work_leaves_the_search_alone(en: Chat):
    en.say("staff nurse in Leeds from £32k")
    before = en.state.criteria
    en.say("every day at noon new forklift driver jobs in Hull")
    assert en.state.criteria == before
    assert only(en).criteria["cities"] == ["Hull"]
    assert "salary_min" not in only(en).criteria


def test_an_alert_for_nothing_said_asks_what_for_and_keeps_the_time(en: Chat):
    answer = en.say("send me new ones every Friday afternoon at 3")
    assert services.list_alerts(en.user) == []
    assert answer.asked[0].path == "alert.search"
    en.say("warehouse work in Derby")
    alert = only(en)
    assert (alert.weekdays, alert.hour) == ([4], 15)
    assert alert.criteria["cities"] == ["Derby"]
    assert en.state.open_prompt is None


def test_without_a_time_one_is_chosen_said_and_offered_to_be_changed_by_a_tap(zh: Chat):
    answer = zh.say("设个提醒，上海有新的会计岗就推给我，每天")
    assert only(zh).frequency == "daily"
    answer = zh.say("给我设个杭州产品经理的提醒")
    alert = services.list_alerts(zh.user)[-1]
    assert (alert.frequency, alert.hour) == ("daily", 9)
    zh.tap(answer.chip("每周一"))
    alert.refresh_from_db()
    assert (alert.frequency, alert.weekdays, alert.hour) == ("weekly", [0], 9)


def test_the_same_search_again_gets_the_new_time(en: Chat):
    en.say("every Monday at 8 send me new nursing jobs in Leeds")
    answer = en.say("every Friday at 7am send me new nursing jobs in Leeds")
    alert = only(en)
    assert (alert.weekdays, alert.hour) == ([4], 7)
    assert "already" in answer.text


def test_bare_words_mean_the_alert_just_talked_about(zh: Chat):
    zh.say("每天早上八点给我推上海的Python后端职位")
    zh.say("暂停")
    assert only(zh).state == "paused"
    zh.say("接着推吧")
    assert only(zh).state == "active"
    zh.say("换成晚上九点")
    alert = only(zh)
    assert (alert.frequency, alert.hour) == ("daily", 21)
    answer = zh.say("删掉吧")
    assert services.list_alerts(zh.user) == []
    assert "已删除" in answer.text


def test_an_alert_is_named_by_its_work_its_place_its_day_or_its_number(en: Chat):
    en.say("every Monday at 8 send me new nursing jobs in Leeds")
    en.say("every Friday send me new chef jobs in York")
    en.say("pause the nursing alert")
    nurse, chef = services.list_alerts(en.user)
    assert (nurse.state, chef.state) == ("paused", "active")
    en.say("turn the Leeds alert back on")
    en.say("pause the Friday alert")
    nurse, chef = services.list_alerts(en.user)
    assert (nurse.state, chef.state) == ("active", "paused")
    en.say("delete the second alert")
    assert [each.id for each in services.list_alerts(en.user)] == [nurse.id]


def test_which_one_is_asked_where_it_is_not_clear(en: Chat):
    en.say("every Monday at 8 send me new nursing jobs in Leeds")
    en.say("every Friday send me new chef jobs in York")
    en.say("hello")
    answer = en.say("cancel my alert")
    assert len(services.list_alerts(en.user)) == 2
    en.tap(answer.chip("York"))
    assert only(en).criteria["cities"] == ["Leeds"]


def test_all_of_them_at_once(zh: Chat):
    zh.say("每周一给我推上海的Python后端职位")
    zh.say("每周五给我推杭州的会计职位")
    zh.say("提醒全部暂停")
    assert {each.state for each in services.list_alerts(zh.user)} == {"paused"}
    zh.say("恢复所有提醒")
    assert {each.state for each in services.list_alerts(zh.user)} == {"active"}
    zh.say("取消所有订阅")
    zh.say("对,都删了")
    assert services.list_alerts(zh.user) == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("no, don't delete my alerts", {"Leeds", "York"}),
        ("别删提醒", {"Leeds", "York"}),
        ("不要删除提醒", {"Leeds", "York"}),
        ("why did you delete my alerts?", {"Leeds", "York"}),
        ("delete all my alerts except the Leeds one", {"Leeds", "York"}),
        ("只删第二个提醒", {"Leeds"}),
        ("delete the Leeds alert", {"York"}),
        ("no, just delete the Leeds alert", {"York"}),
        ("don't delete the Leeds alert, delete the York alert", {"Leeds"}),
        ("yes, delete all my alerts", set()),
        ("yes, delete them", set()),
        ("Yes, delete all", set()),
        ("ok, go ahead and remove them all", set()),
        ("sure. don't delete them", {"Leeds", "York"}),
        ("对,都删了", set()),
        ("是的，全部删掉吧", set()),
        ("好的，都删吧", set()),
    ],
)
def test_only_a_plain_yes_deletes_all_of_them(en: Chat, text: str, left: set[str]):
    en.say("every Monday at 8 send me new nursing jobs in Leeds")
    en.say("every Friday send me new chef jobs in York")
    assert en.say("delete all my alerts").asked[0].path == "alert.delete_all.confirm"
    en.say(text)
    assert {each.criteria["cities"][0] for each in services.list_alerts(en.user)} == left


@pytest.mark.parametrize(
    "text",
    ["Please don't delete my alert", "Don't stop my job alerts", "不要取消推送",
     "why did you delete my alert?"],
)  # fmt: skip
def test_an_alert_that_is_to_stay_stays(en: Chat, text: str):
    en.say("every Monday at 8 send me new nursing jobs in Leeds")
    en.say(text)
    assert only(en).state == "active"


def test_the_wish_of_an_alert_is_changed_by_words(zh: Chat):
    zh.say("每周一给我推上海的Python后端职位")
    zh.say("提醒里把上海换成杭州")
    alert = only(zh)
    assert alert.criteria["cities"] == ["杭州"]
    assert (alert.frequency, alert.weekdays) == ("weekly", [0])


def test_the_time_is_asked_where_none_was_said(en: Chat):
    en.say("every Monday at 8 send me new nursing jobs in Leeds")
    answer = en.say("change the alert")
    assert answer.asked[0].path == "alert.schedule"
    en.say("fridays at 6pm")
    alert = only(en)
    assert (alert.weekdays, alert.hour) == ([4], 18)
    assert en.state.open_prompt is None


def test_a_question_about_the_time_is_skipped_and_nothing_changes(en: Chat):
    en.say("every Monday at 8 send me new nursing jobs in Leeds")
    en.say("change the alert")
    en.say("never mind, skip it")
    assert (only(en).weekdays, only(en).hour) == ([0], 8)
    assert en.state.open_prompt is None


def test_the_scene_lists_them_or_says_how_to_get_one(en: Chat):
    answer = en.say("show my alerts")
    assert en.conversation.scene == "alerts"
    assert answer.asked[0].path == "alert.search"
    en.say("nursing jobs in Leeds")
    assert only(en).frequency == "daily"
    answer = en.say("what alerts do I have")
    assert answer.kinds() == ["alert_card"]


def test_taps_on_the_card_act_on_that_alert(en: Chat):
    answer = en.say("every Monday at 8 send me new nursing jobs in Leeds")
    card = {"kind": "alert_card", "alert_id": answer.card("alert_card").data.alert_id}
    data = {"item_id": str(only(en).card_item_id), "payload": {}, "card": card}
    en._turn("action.invoke", data={**data, "action": "pause"})
    assert only(en).state == "paused"
    en._turn("action.invoke", data={**data, "action": "resume"})
    assert only(en).state == "active"
    shown = en._turn("action.invoke", data={**data, "action": "search"})
    assert shown.jobs()
    en._turn("action.invoke", data={**data, "action": "delete"})
    assert services.list_alerts(en.user) == []
    gone = en._turn("action.invoke", data={**data, "action": "pause"})
    assert "no such alert" in gone.text


def test_another_persons_alert_is_out_of_reach_of_a_chip(en: Chat):
    en.say("every Monday at 8 send me new nursing jobs in Leeds")
    bob = Chat(make_user())
    from chat.build_cards import build_chip

    for action in ("pause", "delete", "edit", "search"):
        chip = build_chip("x", do="alert", action=action, alert_id=str(only(en).id))
        assert "no such alert" in bob.tap(chip).text
    assert only(en).state == "active"


def test_there_is_a_limit_and_it_is_said(en: Chat, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(services, "MAX_ALERTS", 1)
    en.say("every Monday at 8 send me new nursing jobs in Leeds")
    answer = en.say("every Friday send me new chef jobs in York")
    assert "Delete one first" in answer.text
    assert len(services.list_alerts(en.user)) == 1


@pytest.mark.parametrize("words", ["其实我不要全部删", "删除提醒不是我的意思", "别把提醒都删了"])
def test_a_delete_that_is_denied_is_no_yes(zh: Chat, words):
    zh.say("每周五给我新的上海 Python 职位")
    zh.say("每周一给我新的北京护士职位")
    zh.say("把提醒全部删掉")
    zh.say(words)
    assert len(services.list_alerts(zh.user)) == 2


@pytest.mark.parametrize(
    "words", ["I do not want to delete all alerts", "actually, I didn't say delete all my alerts"]
)
def test_a_delete_that_is_denied_is_no_yes_in_english(en: Chat, words):
    en.say("every Monday at 8 send me new nursing jobs in Leeds")
    en.say("every Friday send me new chef jobs in York")
    en.say("delete all my alerts")
    for _again in range(2):
        en.say(words)
        assert en.state.open_prompt is not None
        assert "Shall I delete all 2 alerts" in en.state.open_prompt.question
    assert len(services.list_alerts(en.user)) == 2
    assert "deleted" in en.say("yes, delete all my alerts").text
    assert not services.list_alerts(en.user)
