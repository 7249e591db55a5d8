"""Standing searches in words: when one runs, and what is to become of those there are."""

from datetime import date

import pytest

from chat.understanding import understand
from chat.understanding.alert_words import find_alert_act, is_about_all
from chat.understanding.reading import read_message
from chat.understanding.schedules import find_schedule
from chat.understanding.types import Context

WHEN = [
    ("每周五给我新的上海 Python 职位", "weekly", (4,), None, None, None),
    ("每天早上八点半推送杭州的产品经理岗位", "daily", (), None, 8, 30),
    ("以后每周一和周四晚上7点发我成都的会计工作", "weekly", (0, 3), None, 19, 0),
    ("一有郑州的叉车司机岗位就告诉我", "instant", (), None, None, None),
    ("有新的护士职位随时通知我", "instant", (), None, None, None),
    ("每个工作日中午12点给我看看新出的前端岗", "weekdays", (), None, 12, 0),
    ("每天晚上12点推送长沙的客服岗位", "daily", (), None, 0, 0),
    ("每隔一周的周三给我汇总一次苏州的电气工程师职位", "biweekly", (2,), None, None, None),
    ("每月1号和我说下有没有新的小学老师岗位", "monthly", (), 1, None, None),
    ("每个月最后一天发我一份", "monthly", (), 31, None, None),
    ("月底给我推一次新的出纳岗位", "monthly", (), 31, None, None),
    ("周末早上十点给我发点兼职", "weekly", (5, 6), None, 10, 0),
    ("礼拜二下午4点15分提醒我看新的销售岗", "weekly", (1,), None, 16, 15),
    ("每晚九点来一份", "daily", (), None, 21, 0),
    ("每两个星期给我发一次", "biweekly", (), None, None, None),
    ("每逢周六上午推一下新的咖啡师岗位", "weekly", (5,), None, 8, 0),
    ("盯着点，深圳有嵌入式的岗马上喊我", "instant", (), None, None, None),
    ("一周两次就够了，发我新的仓管工作", "weekly", (0, 3), None, None, None),
    ("每周三次，厦门的保安岗位", "weekly", (0, 2, 4), None, None, None),
    ("周一到周五下班后六点半推给我", "weekdays", (), None, 18, 30),
    ("每天中午推几个附近的洗碗工", "daily", (), None, 12, 0),
    ("每星期天晚上", "weekly", (6,), None, 20, 0),
    ("每天19:45", "daily", (), None, 19, 45),
    ("每周二、四、六早7点", "weekly", (1, 3, 5), None, 7, 0),
    ("every Monday at 8 send me new nursing jobs in Leeds", "weekly", (0,), None, 8, 0),
    ("email me forklift jobs in Hull each morning", "daily", (), None, 8, 0),
    ("let me know the moment a barista job in Bristol comes up", "instant", (), None, None, None),
    ("ping me as soon as there's anything for a data analyst", "instant", (), None, None, None),
    ("a digest on Tuesdays and Fridays at half past six in the evening", "weekly", (1, 4), None, 18, 30),
    ("weekdays at 7:15 am, new electrician jobs please", "weekdays", (), None, 7, 15),
    ("every other Thursday, chef jobs in York", "biweekly", (3,), None, None, None),
    ("on the 1st of each month tell me about teaching assistant jobs", "monthly", (), 1, None, None),
    ("once a week is enough: warehouse work in Derby", "weekly", (), None, None, None),
    ("twice a week, new cleaning jobs in Stoke", "weekly", (0, 3), None, None, None),
    ("every day at noon", "daily", (), None, 12, 0),
    ("mon-fri at 18:00", "weekdays", (), None, 18, 0),
    ("each Sunday night", "weekly", (6,), None, 20, 0),
    ("at the weekend, around 10am, send me gardening jobs", "weekly", (5, 6), None, 10, 0),
    ("at the end of every month, new payroll jobs", "monthly", (), 31, None, None),
    ("quarter to nine every weekday morning", "weekdays", (), None, 8, 45),
    ("every fortnight on Wednesday at 5pm", "biweekly", (2,), None, 17, 0),
    ("whenever a new lab technician post turns up, tell me", "instant", (), None, None, None),
    ("send me new ones every Friday afternoon at 3", "weekly", (4,), None, 15, 0),
    ("Mondays, 6 p.m.", "weekly", (0,), None, 18, 0),
    ("every morning at 7", "daily", (), None, 7, 0),
    ("each Wednesday evening at 7:30", "weekly", (2,), None, 19, 30),
    ("every second Tuesday of... no, just every Tuesday", "weekly", (1,), None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "frequency", "weekdays", "day", "hour", "minute"), WHEN)
def test_when_a_search_is_to_run_is_read(text, frequency, weekdays, day, hour, minute):
    found = find_schedule(read_message(text))
    assert found is not None
    assert (found.frequency, found.weekdays, found.day) == (frequency, weekdays, day)
    assert (found.hour, found.minute) == (hour, minute)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("把推送时间换到晚上八点", 20, 0),
        ("提醒挪到早上六点半", 6, 30),
        ("can you send it at 6pm instead", 18, 0),
        ("make the alert 7:30 in the morning", 7, 30),
    ],
)
def test_a_time_alone_is_read_where_a_schedule_is_changed(text, hour, minute):
    assert find_schedule(read_message(text)) is None
    found = find_schedule(read_message(text), takes_time_alone=True)
    assert found is not None
    assert (found.frequency, found.hour, found.minute) == (None, hour, minute)


@pytest.mark.parametrize(
    "text",
    [
        "工作要三年经验以上",
        "salary at 30k, nothing less",
        "上周五面的那家",
        "I have 2 years at Boots",
    ],
)
def test_no_schedule_is_read_where_none_was_said(text):
    assert find_schedule(read_message(text)) is None


ACTS = [
    ("先暂停提醒", "pause_alert"),
    ("提醒先停几天", "pause_alert"),
    ("上海那个推送暂时停一下", "pause_alert"),
    ("最近太忙，订阅先别发", "pause_alert"),
    ("恢复推送", "resume_alert"),
    ("重新打开上海的提醒", "resume_alert"),
    ("提醒可以继续了", "resume_alert"),
    ("把周五那个提醒删了", "delete_alert"),
    ("不用再给我推送了", "delete_alert"),
    ("取消所有订阅", "delete_alert"),
    ("以后别再提醒我了", "delete_alert"),
    ("退订吧", "delete_alert"),
    ("提醒改成每天早上9点", "change_alert"),
    ("把推送时间换到晚上八点", "change_alert"),
    ("提醒里把上海换成杭州", "change_alert"),
    ("订阅的频率调低一点，每周一次", "change_alert"),
    ("我有哪些提醒", "list_alerts"),
    ("看一下我的订阅", "list_alerts"),
    ("pause my alerts", "pause_alert"),
    ("hold the nurse alert for now", "pause_alert"),
    ("stop the alerts for a while", "pause_alert"),
    ("no alerts until I'm back from holiday", "pause_alert"),
    ("resume alerts", "resume_alert"),
    ("start the Friday alert again", "resume_alert"),
    ("turn the Leeds alert back on", "resume_alert"),
    ("unpause my alert", "resume_alert"),
    ("cancel the Friday alert", "delete_alert"),
    ("unsubscribe", "delete_alert"),
    ("I don't want these alerts any more", "delete_alert"),
    ("stop sending me job alerts", "delete_alert"),
    ("get rid of the alert for chefs", "delete_alert"),
    ("delete all my alerts", "delete_alert"),
    ("move the alert to Tuesday at 7", "change_alert"),
    ("make the alert daily instead", "change_alert"),
    ("switch the alert from Leeds to York", "change_alert"),
    ("what alerts do I have", "list_alerts"),
    ("show my alerts", "list_alerts"),
]
# Said where an alert is what is being talked about.
NEAR = [
    ("这阵子别推了", "pause_alert"),
    ("暂停", "pause_alert"),
    ("停几天", "pause_alert"),
    ("接着推吧", "resume_alert"),
    ("恢复", "resume_alert"),
    ("删掉第二个", "delete_alert"),
    ("不要了", "delete_alert"),
    ("别每天了，改成每周一吧", "change_alert"),
    ("换成晚上九点", "change_alert"),
    ("pause it", "pause_alert"),
    ("hold off for two weeks", "pause_alert"),
    ("carry on", "resume_alert"),
    ("start it again", "resume_alert"),
    ("delete the second one", "delete_alert"),
    ("bin it", "delete_alert"),
    ("change it to weekly", "change_alert"),
    ("can you send it at 6pm instead", "change_alert"),
]
NONE = [
    "每周五给我新的上海 Python 职位",
    "every Monday at 8 send me new nursing jobs in Leeds",
    "设个提醒，有新的会计岗就说",
    "set up an alert for plumbers in Kent",
    "alert me about new driver jobs",
    "提醒我明天面试带身份证",
    "I stopped working at Tesco in 2021",
    "推荐几个不要加班的",
    "I was made redundant and want to change to nursing",
    "帮我取消投给青禾的申请",
    "删掉我的手机号",
]


@pytest.mark.parametrize(("text", "act"), ACTS)
def test_what_is_to_become_of_an_alert_is_read_anywhere(text, act):
    assert find_alert_act(read_message(text).lower, is_near=False) == act
    assert find_alert_act(read_message(text).lower, is_near=True) == act


@pytest.mark.parametrize(
    "text",
    [
        "Please don't delete my alert",
        "Don’t stop my job alerts",
        "do not ever cancel my alerts",
        "I don't want to delete my alerts",
        "never pause my alerts",
        "why did you delete my alert?",
        "why have you stopped my alerts",
        "不要取消推送",
        "别删提醒",
        "别把我的提醒删了",
        "不用暂停提醒",
        "我没让你删提醒",
        "为什么把我的提醒取消了?",
    ],
)
def test_what_is_not_to_be_ended_is_only_shown(text):
    for is_near in (False, True):
        act = find_alert_act(read_message(text).lower, is_near=is_near)
        assert act in (None, "list_alerts")


def test_what_is_refused_does_not_hide_what_is_ordered():
    for text in ("don't pause my alert, delete it", "别暂停提醒,删掉"):
        assert find_alert_act(read_message(text).lower, is_near=True) == "delete_alert"
    assert find_alert_act("don't forget to cancel my alerts", is_near=False) == "delete_alert"


@pytest.mark.parametrize(("text", "act"), NEAR)
def test_bare_words_mean_the_alert_that_is_talked_about_and_no_other_thing(text, act):
    assert find_alert_act(read_message(text).lower, is_near=True) == act
    assert find_alert_act(read_message(text).lower, is_near=False) is None


@pytest.mark.parametrize("text", NONE)
def test_a_new_alert_and_other_things_are_no_change_of_one(text):
    assert find_alert_act(read_message(text).lower, is_near=False) is None


@pytest.mark.parametrize(
    ("text", "is_all"),
    [
        ("取消所有订阅", True),
        ("提醒全部删掉", True),
        ("delete all my alerts", True),
        ("pause both alerts", True),
        ("pause my alert", False),
        ("删掉周五那个提醒", False),
    ],
)
def test_all_of_them_are_meant_where_it_was_said(text, is_all):
    assert is_about_all(read_message(text).lower) is is_all


@pytest.mark.parametrize(
    "text",
    [
        "weekend jobs in Leeds",
        "weekday receptionist job in Bath",
        "show me jobs with weekends off",
        "part-time work, Mondays and Tuesdays",
        "周末双休的会计",
        "每周三天的兼职",
    ],
)
def test_days_of_the_work_itself_set_up_no_alert(text):
    seen = understand(text, context=Context(), today=date(2026, 11, 21))
    assert seen.intent != "create_alert"
