"""What people tell of their own lot: a bad back, no car, a school run, three days a week."""

from datetime import date

import pytest

from chat.understanding import Context, understand
from jobs.criteria import Criteria
from jobs.traits import find_traits, traits_wished
from tests.chat.dialogue.chatting import Chat
from tests.factories import make_postings

TODAY = date(2026, 11, 21)
HELD = Criteria(titles=("cleaner",), cities=("Leeds",))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("膝盖有旧伤", "light_work"), ("我颈椎不太好", "light_work"), ("搬不动重的", "light_work"),
        ("有没有轻省点的", "light_work"), ("别太辛苦", "light_work"),
        ("my knees are shot", "light_work"), ("I've got a dodgy hip", "light_work"),
        ("nothing too physical", "light_work"), ("I can't lift anything", "light_work"),
        ("没驾照", "no_driving"), ("不会开车", "no_driving"), ("haven't got a car", "no_driving"),
        ("i cant drive", "no_driving"), ("I don't drive", "no_driving"), ("得接送孩子", "school_hours"),
        ("I do the school run", "school_hours"), ("每周最多上四天", "few_days"),
        ("three days a week max", "few_days"), ("I can't carry on like this", None),
        ("每周两天居家", None),
    ],
)  # fmt: skip
def test_a_circumstance_is_a_wish_that_postings_speak_of(text: str, key: str | None):
    keys = {trait.key for trait in traits_wished(text)} & {
        "light_work", "no_driving", "school_hours", "few_days",
    }  # fmt: skip
    assert keys == ({key} if key else set())


@pytest.mark.parametrize(
    "text",
    [
        "压力不要太重的运营岗", "不要重复性的工作", "没那么重要", "我爸腰不好", "我妈妈的腰不好",
        "my dad has a bad back", "my mum's got bad knees", "can't stand all the politics",
        "something easy to apply for", "不会开车床", "没车险经验", "以前要带孩子",
        "应聘保姆,要照顾宝宝", "hybrid 3 days a week", "周三天津面试", "周四天河区的活",
        "no car sales please",
    ],
)  # fmt: skip
def test_what_only_sounds_like_a_circumstance_is_none(text: str):
    assert not any(trait.is_own for trait in traits_wished(text))


@pytest.mark.parametrize(
    "text", ["不要轻松的活", "我不要每周三天的", "don't want 3 days a week", "别给我轻松的活"]
)
def test_a_circumstance_may_be_refused(text: str):
    seen = understand(text, context=Context(last_cards=3, criteria=HELD), today=TODAY)
    assert "conditions" not in seen.criteria.set
    assert "employment_type" not in seen.criteria.set


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("坐班", set()), ("搬运机器人研发", set()), ("体力劳动少", set()), ("装卸平台设计", set()),
        ("1 day per week in the office", set()), ("The team meets 2 days a week", set()),
        ("一周2天班车", {"transport"}), ("car owner scheme", set()), ("3 days a week", {"few_days"}),
        ("需搬运重物,久站", {"heavy_work"}), ("No heavy lifting.", {"light_work"}),
        ("Full driving licence essential.", {"driving_needed"}),
        ("No car needed.", {"no_driving"}), ("每周工作三天", {"few_days"}),
        ("每周两天居家办公", {"remote_work", "hybrid"}),
    ],
)  # fmt: skip
def test_what_postings_say_of_it(text: str, expected: set[str]):
    assert set(find_traits(text)) == expected


@pytest.mark.parametrize(
    ("text", "condition"),
    [("我腰不好", "我腰不好"), ("my back's gone", "my back's gone"), ("nothing heavy", "nothing heavy"),
     ("下午要接孩子", "要接孩子"), ("不要太累的", "不要太累的")],
)  # fmt: skip
def test_it_changes_the_search_and_refuses_no_job(text: str, condition: str):
    seen = understand(text, context=Context(last_cards=3, criteria=HELD), today=TODAY)
    assert seen.intent == "refine"
    assert seen.criteria.set == {"conditions": [condition]}


def test_fewer_days_are_part_time():
    seen = understand("只能去三天", context=Context(last_cards=3, criteria=HELD), today=TODAY)
    assert seen.criteria.set["employment_type"] == "part_time"


@pytest.mark.parametrize("text", ["我下周开始只能去三天了", "I can only do three days a week"])
@pytest.mark.parametrize("kind", ["internship", "contract"])
def test_fewer_days_leave_an_internship_one(text: str, kind: str):
    held = HELD.model_copy(update={"employment_type": kind})
    seen = understand(text, context=Context(last_cards=3, criteria=held), today=TODAY)
    assert "employment_type" not in seen.criteria.set
    assert "conditions" in seen.criteria.set


@pytest.mark.parametrize(
    ("text", "city"),
    [("forget Leeds, try York", "York"), ("scrap Leeds and check Hull", "Hull"),
     ("不看Leeds了 看看绵阳", "绵阳")],
)  # fmt: skip
def test_a_place_gives_way_to_another(text: str, city: str):
    seen = understand(text, context=Context(last_cards=3, criteria=HELD), today=TODAY)
    assert seen.criteria.set == {"cities": [city]}
    assert not seen.criteria.clear


def test_leaflets_at_weekends_are_no_alert():
    seen = understand("周末兼职,发传单也行", today=TODAY)
    assert seen.intent == "find_jobs"


def row(number: int, description: str):
    return {
        "id": f"own-{number}", "lang": "en", "title": "Cleaner", "company": f"Shine {number}",
        "city": "Leeds", "description": description,
    }  # fmt: skip


@pytest.mark.django_db
def test_the_second_of_one_is_told_so(alice):
    make_postings([row(0, "Offices.")])
    chat = Chat(alice, locale="en")
    assert len(chat.say("cleaner in Leeds").jobs()) == 1
    answer = chat.say("the second one")
    assert "only one job" in answer.text
    assert answer.chips[0].label == "That one"


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["what do you need from me to apply", "投简历要准备什么材料"])
def test_what_applying_needs_is_asked_of_a_job(alice, text: str):
    make_postings([row(0, "Offices.")])
    chat = Chat(alice, locale="en")
    assert len(chat.say("cleaner in Leeds").jobs()) == 1
    answer = chat.say(text)
    assert "Shine 0" in answer.text
    assert not any(each.path.startswith("resume.") for each in answer.asked)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["I've got a bad back", "my back's gone", "nothing heavy please"])
def test_it_is_said_back_and_the_jobs_are_held_against_it(alice, text: str):
    make_postings(
        [
            row(0, "You will lift boxes of up to 25 kg. Heavy lifting all day."),
            row(1, "Offices, light duties. No heavy lifting."),
            row(2, "Offices in the centre."),
        ]
    )
    chat = Chat(alice, locale="en")
    assert len(chat.say("cleaner in Leeds").jobs()) == 3
    answer = chat.say(text)
    assert "Noted" in answer.text
    assert [job.hiringOrganization.name for job in answer.jobs()][-1] == "Shine 0"
    assert answer.jobs()[0].hiringOrganization.name == "Shine 1"
