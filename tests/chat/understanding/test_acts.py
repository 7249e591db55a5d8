import pytest

from chat.understanding.acts import find_act, find_language_wish
from chat.understanding.types import Context


@pytest.mark.parametrize(
    ("text", "intent", "act", "target"),
    [
        ("换一批", "find_jobs", "more_results", None),
        ("show me more", "find_jobs", "more_results", None),
        ("条件放宽一点", "refine", "relax", None),
        ("重新找", "find_jobs", "start_over", None),
        ("去写简历", "write_resume", "switch_scene", "resume"),
        ("back to the job search", "go_back", "switch_scene", "find"),
        ("为什么给我推荐这个", "ask_about_job", "explain", None),
        ("tell me more about the second", "ask_about_job", "detail", None),
        ("暂停推送", "create_alert", "pause_alert", None),
        ("cancel my alerts", "create_alert", "delete_alert", None),
        ("简历导出pdf", "write_resume", "make_pdf", None),
    ],
)
def test_finer_act_is_found(text, intent, act, target):
    assert find_act(text.lower(), intent=intent, context=Context()) == (act, target)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("in English please", "en"),
        ("说中文", "zh"),
        ("can we speak Chinese", "zh"),
        ("换成英文吧", "en"),
        ("招英语老师吗", None),
        ("English teacher in Leeds", None),
        ("会说英语,想找外贸", None),
    ],
)
def test_language_wish_is_told_from_a_language_skill(text, wish):
    assert find_language_wish(text.lower()) == wish
