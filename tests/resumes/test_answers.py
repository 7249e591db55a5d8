"""Answers change the field asked for, or what they are really about, or nothing."""

import datetime
from typing import Any

import pytest

from resumes.fields import parse_answer
from resumes.patches import State, apply_operations
from resumes.pointers import MISSING, get_at, leaves_of

TODAY = datetime.date(2026, 11, 2)
DOCUMENT: dict[str, Any] = {
    "basics": {
        "name": "Tomasz W.",
        "email": "k.berg@@example.com",
        "summary": "chef with 10+ years",
    },
    "work": [
        {"name": "parcel hub", "position": "picker", "startDate": "2022-05", "endDate": "2020-01"},
        {"name": "parcel hub", "position": "packer"},
        {"name": "freelancing"},
    ],
    "education": [{"institution": "Leeds College", "endDate": "2015"}],
    "certificates": [{"name": "Level 3"}],
}


def answered(path: str, text: str) -> tuple[dict[str, Any], str]:
    """Return the document after the answer, and how it was taken."""
    answer = parse_answer(path, text, today=TODAY, document=DOCUMENT)
    said = {p: {"words": "before"} for p, _v in leaves_of(DOCUMENT)}
    operations = []
    for c in answer.changes:
        for span in c.spans.values():
            assert text[span.start : span.end].strip(), c
        sources = {p: {"words": text[s.start : s.end]} for p, s in c.spans.items()}
        operations.append({"op": c.op, "path": c.path, "value": c.value, "sources": sources})
    state, _applied, _inverse = apply_operations(State(DOCUMENT, said), operations)
    how = (
        "refused"
        if answer.refused
        else "unknown"
        if answer.dont_know
        else "kept"
        if answer.kept
        else ""
    )
    return state.document, how


@pytest.mark.parametrize(
    ("path", "text", "where", "value"),
    [
        ("basics.name", "Wojcik", "basics.name", "Tomasz Wojcik"),
        ("basics.name", "我叫刘敏", "basics.name", "刘敏"),
        ("basics.name", "its Tomek, not Tomasz", "basics.name", "Tomek W."),
        ("basics.phone", "oh it's 07700 900 733", "basics.phone", "07700900733"),
        ("basics.phone", "一三八零零零零零零零一", "basics.phone", "13800000001"),
        ("basics.email", "just one at", "basics.email", "k.berg@example.com"),
        ("basics.email", "k.lind@example.com please", "basics.email", "k.lind@example.com"),
        ("basics.location.city", "Chicago south side", "basics.location.city", "Chicago"),
        ("basics.location.city", "我住北京丰台", "basics.location.city", "北京"),
        ("basics.summary", "ok fair, say nine", "basics.summary", "chef with 9 years"),
        ("work[0].startDate", "october 2019", "work[0].startDate", "2019-10"),
        ("work[0].startDate", "2018年4月,不对,2019年4月", "work[0].startDate", "2019-04"),
        ("work[0].startDate", "上个月", "work[0].startDate", "2026-10"),
        ("work[0].endDate", "dec 2022 sorry", "work[0].endDate", "2022-12"),
        ("work[0].endDate", "打错,是2023.7", "work[0].endDate", "2023-07"),
        ("work[0].endDate", "still there", "work[0].endDate", MISSING),
        ("work[0].endDate", "还在干", "work[0].endDate", MISSING),
        ("work[1].startDate", "2019年到2022年9月", "work[1].endDate", "2022-09"),
        ("work[2].startDate", "roughly 2021 till the parcel hub job", "work[2].endDate", "2022-05"),
        ("work[0].startDate", "毕业那年7月就去了", "work[0].startDate", "2015-07"),
        ("work[0].name", "Swiftline", "work[1].name", "Swiftline"),
        ("work[2].position", "assistant manager", "work[2].position", "assistant manager"),
        ("work[2].position", "analyst", "work[2].position", "analyst"),
        ("work[0].name", "Lotus Nails on Argyle", "work[0].name", "Lotus Nails"),
        ("work[0].name", "就写民办小学,别写名", "work[0].name", "民办小学"),
        ("work[0].name", "立讯的代工厂,叫顺达电子", "work[0].name", "顺达电子"),
        ("work[0].name", "就是质检员", "work[0].name", "parcel hub"),
        ("work[2].name", "就是质检员", "work[2].position", "质检员"),
        ("work[1].startDate", "毕业就去了,2019", "work[1].startDate", "2019"),
        ("work[1].startDate", "疫情那年,三月", "work[1].startDate", MISSING),
        ("education[1].studyType", "没上过大学,高中毕业,07年", "education[1].studyType", "高中"),
        ("work[0].position", "就是骑手呗,专送", "work[0].position", "骑手"),
        ("work[0].highlights", "I trained the new starters", "work[0].highlights[0]", "trained the new starters"),
        ("work[0].highlights", "一天四五十单吧没细数", "work[0].highlights[0]", "一天四五十单"),
        ("education[1].studyType", "大专,会计电算化", "education[1].area", "会计电算化"),
        ("education[0].studyType", "BSc nursing, finished 2019", "education[0].studyType", "BSc"),
        ("certificates[0].name", "supporting teaching", "certificates[0].name", "Level 3 supporting teaching"),
    ],
)  # fmt: skip
def test_an_answer_in_words(path: str, text: str, where: str, value: Any) -> None:
    document, _how = answered(path, text)
    assert get_at(document, where) == value


@pytest.mark.parametrize(
    ("path", "text", "how"),
    [
        ("basics.email", "dont use it", "refused"),
        ("basics.phone", "先不留", "refused"),
        ("basics.url", "没做作品集", "refused"),
        ("work[0].highlights", "rather not talk numbers", "refused"),
        ("work[1].highlights", "nothing special", "refused"),
        ("education[0].studyType", "skip that", "refused"),
        ("certificates[0].date", "记不得了", "unknown"),
        ("work[0].highlights", "I dont know, coast to coast basically", "unknown"),
        ("work[1].startDate", "no idea", "unknown"),
        ("certificates[0].date", "ran out in march", "unknown"),
        ("certificates[0].date", "复审过,到27年", "unknown"),
        ("work[0].endDate", "没错", "kept"),
        ("basics.summary", "it's right", "kept"),
    ],
)
def test_an_answer_that_gives_no_value_changes_nothing(path: str, text: str, how: str) -> None:
    document, taken = answered(path, text)
    assert document == DOCUMENT
    assert taken == how


def test_an_answer_about_something_else_goes_where_it_belongs() -> None:
    document, how = answered("basics.phone", "电话等会给你,先记上我会修空调和打氟")
    assert [s["name"] for s in document["skills"]] == ["修空调", "打氟"]
    assert "phone" not in document["basics"]
    assert how == "refused"


def test_an_answer_that_says_nothing_is_not_understood() -> None:
    assert answered("basics.phone", "hm") == (DOCUMENT, "")
    assert answered("work[0].startDate", "…") == (DOCUMENT, "")


@pytest.mark.parametrize(
    ("path", "text", "wanted"),
    [
        (
            "basics.location.city",
            "sorry, my name's Dilys Pugh, call me on 07700 900246",
            {"basics.name": "Dilys Pugh", "basics.phone": "07700900246"},
        ),
        (
            "basics.location.city",
            "I used to work at Costa in Swindon",
            {"work[3].name": "Costa", "work[3].location": "Swindon"},
        ),
        (
            "basics.location.city",
            "I'm based in Ormskirk but I'd love a job in Liverpool",
            {"basics.location.city": "Ormskirk", "meta.jobassist.desiredCity": "Liverpool"},
        ),
        (
            "basics.location.city",
            "人在芜湖，打算去南京找活",
            {"basics.location.city": "芜湖", "meta.jobassist.desiredCity": "南京"},
        ),
        ("basics.name", "我现在住烟台", {"basics.location.city": "烟台"}),
        ("certificates[1].name", "my e-mail is tw@example.com", {"basics.email": "tw@example.com"}),
        (
            "skills",
            "welding, and I live in Goole",
            {"skills[0].name": "welding", "basics.location.city": "Goole"},
        ),
        (
            "work[3].name",
            "在西贝当了四年后厨",
            {"work[3].name": "西贝", "work[3].position": "后厨"},
        ),
        (
            "work[3].position",
            "I was a porter at Guy's Hospital from 2016 to 2019",
            {"work[3].position": "porter", "work[3].endDate": "2019"},
        ),
        ("work[0].highlights", "我叫田甜", {"basics.name": "田甜"}),
        ("work[3].position", "I was the duty manager", {"work[3].position": "duty manager"}),
        ("work[3].position", "我在那里做分拣", {"work[3].position": "分拣"}),
        ("basics.phone", "07700 900482, I'm in Ely", {"basics.location.city": "Ely"}),
        (
            "certificates[1].name",
            "我有焊工证和健康证",
            {"certificates[1].name": "焊工证", "certificates[2].name": "健康证"},
        ),
        (
            "certificates[1].name",
            "SIA badge and first aid certificate",
            {"certificates[1].name": "SIA badge", "certificates[2].name": "first aid certificate"},
        ),
    ],
)
def test_every_part_of_an_answer_goes_to_its_own_field(
    path: str, text: str, wanted: dict[str, Any]
) -> None:
    document, _how = answered(path, text)
    assert {where: get_at(document, where) for where in wanted} == wanted
    assert text not in {value for _pointer, value in leaves_of(document)}
    if path not in wanted:
        assert text not in str(get_at(document, path))


@pytest.mark.parametrize(
    "text",
    [
        "why would you need that?",
        "I want to work in Derby",
        "希望在佛山上班",
        "老家湖南，现在在外面打工",
        "我现在人在老家",
        "叫外卖",
        "forklift driver",
    ],
)
def test_a_sentence_is_no_town(text: str) -> None:
    document, _how = answered("basics.location.city", text)
    assert get_at(document, "basics.location.city") is MISSING


@pytest.mark.parametrize(
    ("path", "text", "wanted"),
    [
        (
            "work[2].highlights",
            "Ran the till on my own. You can get me on 07700 900642. I also closed up at night.",
            {
                "work[2].highlights": ["Ran the till on my own", "closed up at night"],
                "basics.phone": "07700900642",
            },
        ),
        (
            "work[2].highlights",
            "管着两个冷库。我的手机是13900000002，后来还教徒弟",
            {"work[2].highlights": ["管着两个冷库", "后来还教徒弟"], "basics.phone": "13900000002"},
        ),
        (
            "work[2].highlights",
            "每天盘点一次货我的电话是13900000002",
            {"work[2].highlights": ["每天盘点一次货"], "basics.phone": "13900000002"},
        ),
        (
            "skills",
            "plastering, my email is j@example.com, tiling, and grouting. Thanks a lot!",
            {"skills": [{"name": n} for n in ("plastering", "tiling", "grouting")]},
        ),
        (
            "certificates[1].name",
            "保育员证，联系电话是13900000002，另外营养师证",
            {"certificates[1].name": "保育员证", "certificates[2].name": "营养师证"},
        ),
        (
            "basics.summary",
            "Patient carer. My number is 07700 900642. I drive at night too.",
            {"basics.summary": "Patient carer. I drive at night too"},
        ),
        (
            "basics.location.city",
            "Derby. My number is 07700 900642. Actually Ripley",
            {"basics.location.city": "Ripley", "basics.phone": "07700900642"},
        ),
        (
            "basics.location.city",
            "Derby. My number is 07700 900642. That's all",
            {"basics.location.city": "Derby", "basics.phone": "07700900642"},
        ),
    ],
)
def test_an_answer_goes_on_behind_something_else(
    path: str, text: str, wanted: dict[str, Any]
) -> None:
    document, how = answered(path, text)
    assert {where: get_at(document, where) for where in wanted} == wanted
    assert how == ""


def test_a_long_hum_is_read_in_no_time():
    # A pattern that can take it apart in many ways would be at it for years.
    assert parse_answer("basics.name", "嗯" * 200 + "x", today=TODAY) is not None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Beth", "Anna Beth"),
        ("it's Beth", "Beth"),
        ("Annabel", "Annabel"),
        ("No, Beth", "Beth"),
        ("我叫李雷", "李雷"),
    ],
)
def test_a_name_joins_only_as_a_word_by_itself(text: str, name: str) -> None:
    answer = parse_answer("basics.name", text, today=TODAY, document={"basics": {"name": "Anna"}})
    assert [each.value for each in answer.changes] == [name]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("basics.name", "叫我自己填吧"),
        ("basics.name", "我不叫李雷"),
        ("work[0].name", "一个小厂,就写不上来"),
        ("work[0].name", "一个小厂,叫不上名字"),
        ("education[0].institution", "I didn't go to university"),
        ("skills", "I can't use Excel"),
        ("skills", "不会Excel"),
        ("education[0].studyType", "no A levels"),
        ("basics.email", "no GCSEs"),
    ],
)
def test_what_one_has_not_is_no_value(path: str, text: str) -> None:
    assert parse_answer(path, text, today=TODAY, document={"work": [{}]}).changes == ()


def test_of_a_very_long_answer_for_a_name_the_beginning_is_read() -> None:
    text = "Beth " + "a" * 200_000
    answer = parse_answer("basics.name", text, today=TODAY, document={})
    assert all(span.end <= 1000 for c in answer.changes for span in c.spans.values())


@pytest.mark.parametrize(
    ("path", "text", "level"),
    [
        ("basics.location.city", "no degree, just GCSEs", "GCSEs"),
        ("basics.phone", "no degree, only A levels", "A levels"),
        ("basics.location.city", "没上大学,高中毕业", "高中"),
        ("basics.phone", "只有初中文化", "初中"),
    ],
)
def test_schooling_told_where_something_else_was_asked_is_schooling(
    path: str, text: str, level: str
) -> None:
    answer = parse_answer(path, text, today=TODAY, document={})
    assert [(c.path, c.value) for c in answer.changes] == [("/education/0", {"studyType": level})]
    assert not answer.refused
