"""Intakes as people write and dictate them, unlike a CV: each part is read, nothing else is."""

import datetime
from typing import Any

import pytest

from resumes.fields import find_doubts, missing_questions, parse_answer, parse_fields
from resumes.pointers import MISSING, get_at, leaves_of

TODAY = datetime.date(2026, 11, 21)

READ: list[tuple[str, dict[str, Any]]] = [
    (
        "常州天合干了两年多包装,22年5月进的,去年8月出来的。后来在湖塘一个纺织厂做挡车工",
        {
            "work[0].name": "常州天合",
            "work[0].position": "包装",
            "work[0].startDate": "2022-05",
            "work[0].endDate": "2025-08",
            "work[1].name": MISSING,
            "work[1].location": "湖塘",
            "work[1].summary": "纺织厂",
        },
    ),
    (
        "之前在温州一家做打火机的公司当出纳,干了四年半,17年底辞的",
        {"work[0].name": MISSING, "work[0].location": "温州", "work[0].position": "出纳"},
    ),
    (
        "杭州云栖数科 后端开发 21.4-至今\n拼图科技 测试 19.7~21.3\n浙工大 计科 15-19 本科",
        {
            "work[0].startDate": "2021-04",
            "work[1].endDate": "2021-03",
            "education[0].institution": "浙工大",
            "education[0].area": "计科",
            "education[0].startDate": "2015",
        },
    ),
    (
        "周敏 女 2016.8-2020.5 芜湖国泰大药房 营业员 2020.6-至今 老百姓大药房 店长",
        {
            "work[0].name": "老百姓大药房",
            "work[1].name": "芜湖国泰大药房",
            "work[1].endDate": "2020-05",
        },
    ),
    (
        "先在长春欧亚卖场里头一个店学徒半年,然后自己在桂林路租了个小店,去年关的",
        {
            "work[0].name": MISSING,
            "work[1].name": "自己在桂林路租了个小店",
            "work[1].location": "桂林路",
            "work[1].startDate": MISSING,
        },
    ),
    (
        "卖过保险(平安,1年半),现在卖车。健康证没有,会翻译 做表 接待",
        {"work[0].name": "平安", "work[0].summary": "1年半", "certificates": MISSING},
    ),
    (
        "就是干保洁的,归永洁物业管,今年五十二。我叫木呷,彝族",
        {"basics.name": "木呷", "work[0].startDate": MISSING},
    ),
    (
        "宝马4S店汽修,在无锡,2018年9月到2021年4月。常用诺德 托马斯,会修发动机和变速箱。穆建平",
        {"basics.name": "穆建平"},
    ),
    ("做收银的,名字叫祝小丽", {"basics.name": "祝小丽"}),
    ("我姓桑叫桑海波,开叉车的", {"basics.name": "桑海波"}),
    (
        "做过两份客服,一份是宁波的远帆电商(2020年3月入职,2021年11月走的)",
        {"work[0].name": "远帆电商", "work[0].location": "宁波", "work[0].endDate": "2021-11"},
    ),
    (
        "大学学的护理,南通大学,2019年毕业",
        {
            "education[0].area": "护理",
            "education[0].institution": "南通大学",
            "education[0].endDate": "2019",
        },
    ),
    (
        "I joined Lidl in May 2015 as a stock assistant and left in 2018.",
        {"work[0].name": "Lidl", "work[0].startDate": "2015-05", "work[0].endDate": "2018"},
    ),
    (
        "Bus driver. I joined Arriva in June 2009, left in 2014. Category D licence expired in 2020.",
        {
            "work[0].startDate": "2009-06",
            "work[0].endDate": "2014",
            "work[1]": MISSING,
            "certificates[0].date": MISSING,
        },
    ),
    (
        "Support worker, all in Cardiff: first at Oakfield House, then with Mencap. NVQ 2, moving and handling.",
        {
            "work[0].location": "Cardiff",
            "work[1].location": "Cardiff",
            "certificates[0].name": "NVQ 2",
            "certificates[1].name": "moving and handling",
            "education": MISSING,
        },
    ),
    (
        "Currently payroll officer at Fenland Homes, Leeds (since May 2023). Previously payroll clerk, same place, Jan 2021 - Apr 2023.",
        {
            "work[0].location": "Leeds",
            "work[0].startDate": "2023-05",
            "work[1].name": "Fenland Homes",
            "work[1].position": "payroll clerk",
        },
    ),
    (
        "Ticket clerk at Avanti from 2019 up to this June. Fluent in Welsh.",
        {
            "work[0].startDate": "2019",
            "work[0].endDate": "2026-06",
            "languages[0].language": "Welsh",
            "languages[0].fluency": "Fluent",
        },
    ),
    (
        "Line cook at Padella. I'm Bruno, surname Costa.",
        {"basics.name": "Bruno Costa", "work[0].name": "Padella"},
    ),
    (
        (
            "付晓峰 | 测试工程师 | fuxf@example.com | 13700008123 | 南京\n"
            "南京青云软件 测试工程师 2021.03-至今 写了三百条自动化用例,回归从两天缩到半天\n"
            "Python / Selenium / JMeter"
        ),
        {
            "basics.name": "付晓峰",
            "basics.label": "测试工程师",
            "basics.location.city": "南京",
            "work[0].name": "南京青云软件",
            "work[0].highlights[0]": "写了三百条自动化用例,回归从两天缩到半天",
            "skills[2].name": "JMeter",
        },
    ),
    (
        "厨师简历:田大勇,2015到2020年成都望江楼酒楼炒锅,2020年到现在成都锦里阁头锅。不要写我做炒锅那段。",
        {
            "basics.name": "田大勇",
            "basics.label": "厨师",
            "work[0].position": "头锅",
            "work[1]": MISSING,
        },
    ),
    (
        "我是应届生,今年6月从贵州大学毕业,本科,学的法学。英语六级没过",
        {
            "basics.name": MISSING,
            "education[0].area": "法学",
            "certificates": MISSING,
        },
    ),
    (
        "我叫Leo Fang 方立,公司是Halcyon China,2023年3月入职的。之前在BrightFox做AE,2020.8到2023.2。",
        {
            "basics.name": "Leo Fang 方立",
            "work[0].name": "Halcyon China",
            "work[0].startDate": "2023-03",
            "work[1].name": "BrightFox",
            "work[1].endDate": "2023-02",
        },
    ),
    (
        "在中通送了三年快递,后来升了站长",
        {"work[0].name": "中通", "work[0].position": "站长", "work[1]": MISSING},
    ),
    (
        (
            "basically i cleaned wards for Oakfield FM, started 2015 stopped in 2022. then my mum was ill "
            "so nothing since. reliable, never late. Joan Tully 07700 90018"
        ),
        {
            "basics.name": "Joan Tully",
            "basics.summary": "reliable, never late",
            "work[0].position": "cleaner",
            "work[0].startDate": "2015",
            "work[0].endDate": "2022",
            "work[0].highlights": MISSING,
        },
    ),
    (
        "was a youth worker (2012-2020, Harbour Trust, Leeds) now want to get into HR. Jude Fairley",
        {
            "basics.name": "Jude Fairley",
            "basics.label": "HR",
            "work[0].name": "Harbour Trust",
            "work[0].location": "Leeds",
            "work[0].startDate": "2012",
        },
    ),
    (
        "admin assistant, Salford Council, 2018 - 2021. Sorry, not 2021, it was 2022.",
        {"work[0].endDate": "2022", "work[1]": MISSING},
    ),
    (
        "Barista, Copper Bean, Cardiff (Mar 2024 - now). The Crown, Cardiff, bartender, 2022-24.",
        {
            "work[0].name": "Copper Bean",
            "work[0].startDate": "2024-03",
            "work[1].name": "The Crown",
            "work[1].endDate": "2024",
        },
    ),
]


@pytest.mark.parametrize(("text", "wanted"), READ, ids=[t[:20] for t, _w in READ])
def test_an_intake_is_read_part_by_part(text: str, wanted: dict[str, Any]) -> None:
    found = parse_fields(text, today=TODAY)
    assert {p: get_at(found.document, p) for p in wanted} == wanted
    for pointer, _value in leaves_of(found.document):
        span = found.sources[pointer]
        assert text[span.start : span.end].strip()


DOCUMENT: dict[str, Any] = {
    "basics": {"name": "Ann Marsh"},
    "work": [{"position": "picker", "highlights": ["drove a reach truck"]}],
    "skills": [{"name": "Excel"}, {"name": "typing 65wpm"}],
    "certificates": [{"name": "驾驶证"}],
}


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Hull. oh and drop the typing speed please", "/skills/1"),
        ("Hull, also take off the reach truck thing", "/work/0/highlights/0"),
        ("杭州,对了把驾驶证去掉吧", "/certificates/0"),
    ],
)
def test_an_answer_takes_back_what_it_names(text: str, gone: str) -> None:
    answer = parse_answer("basics.location.city", text, today=TODAY, document=DOCUMENT)
    assert [c.path for c in answer.changes] == ["/basics/location/city", gone]
    assert answer.changes[-1].op == "remove"


def test_what_matches_nothing_is_not_taken_back() -> None:
    answer = parse_answer("work[0].name", "drop the anchor Ltd", today=TODAY, document=DOCUMENT)
    assert all(c.op != "remove" for c in answer.changes)


@pytest.mark.parametrize(
    "text", ["confirm my résumé", "Please show me my cv", "确认简历吧", "帮我看看我的简历"]
)
def test_an_order_is_no_employer(text: str) -> None:
    assert parse_answer("work[0].name", text, today=TODAY, document=DOCUMENT).changes == ()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("education[0].studyType", "none really"),
        ("education[0].studyType", "不说了吧"),
        ("work[0].highlights", "没啥特别的"),
        ("education[0].studyType", "O levels... actually leave that"),
        ("work[0].highlights", "nope"),
    ],
)
def test_a_refusal_in_other_words_leaves_it_out(path: str, text: str) -> None:
    document = {"work": [{"position": "picker"}]}
    answer = parse_answer(path, text, today=TODAY, document=document)
    assert answer.refused
    assert answer.changes == ()


def test_an_address_spelled_apart_is_put_together() -> None:
    answer = parse_answer(
        "basics.email", "joanna k at example dot com, no spaces", today=TODAY, document={}
    )
    assert [c.value for c in answer.changes] == ["joannak@example.com"]


@pytest.mark.parametrize("text", ["我会晚点给你", "晚点再发你", "先空着", "dont do email"])
def test_what_is_put_off_is_no_fact(text: str) -> None:
    answer = parse_answer("basics.email", text, today=TODAY, document={})
    assert answer.refused
    assert answer.changes == ()


def test_hesitation_is_no_example_sent_back() -> None:
    answer = parse_answer("work[0].startDate", "um... 2019", today=TODAY, document=DOCUMENT)
    assert [c.value for c in answer.changes] == ["2019"]


@pytest.mark.parametrize(
    ("path", "text", "where", "value"),
    [
        ("work[0].startDate", "去年6月走的", "/work/0/endDate", "2025-06"),
        ("work[0].startDate", "I left in May 2024", "/work/0/endDate", "2024-05"),
        ("work[0].endDate", "2019年3月入职的", "/work/0/startDate", "2019-03"),
        ("certificates[0].date", "16年办的", "/certificates/0/date", "2016"),
    ],
)
def test_a_date_goes_where_its_words_say(path: str, text: str, where: str, value: str) -> None:
    answer = parse_answer(path, text, today=TODAY, document=DOCUMENT)
    assert [(c.path, c.value) for c in answer.changes] == [(where, value)]


def test_when_a_past_job_ended_is_asked() -> None:
    found = parse_fields("之前在苏州明光电子做过两年质检", today=TODAY)
    paths = [q.path for q in missing_questions(found.document, found.doubts)]
    assert "work[0].endDate" in paths
    current = parse_fields("在苏州明光电子做质检", today=TODAY)
    assert "work[0].endDate" not in [
        q.path for q in missing_questions(current.document, current.doubts)
    ]


def test_years_that_a_jobs_dates_do_not_hold_are_doubted() -> None:
    document = {
        "work": [{"name": "Acme", "startDate": "2016", "endDate": "2018", "summary": "6 years"}]
    }
    assert [d.why for d in find_doubts(document, today=TODAY)] == ["years_at_job"]
    document["work"][0]["summary"] = "nearly 3 years"
    assert find_doubts(document, today=TODAY) == ()


def test_a_british_mobile_short_of_a_digit_is_doubted() -> None:
    found = find_doubts({"basics": {"phone": "0770090018"}}, today=TODAY)
    assert [d.why for d in found] == ["phone_length"]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("I worked as a nurse at Leeds General since 2019. I don't have a driving licence.", []),
        (
            "I drove a van in Leeds. I have no forklift licence, but I have a full UK driving licence.",
            ["full UK driving licence"],
        ),
        ("在华星电子做质检员,2019年到2021年,没有驾照", []),
        ("在华星电子做质检员,没有工作经验但有驾照", ["驾照"]),
    ],
)
def test_a_paper_denied_is_none_held(text: str, held: list[str]) -> None:
    document = parse_fields(text, today=TODAY).document
    assert [each["name"] for each in document.get("certificates", [])] == held


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("My sister Anna works at Boots as a pharmacist. I was a nurse at Leeds General.", "Boots"),
        ("I was a nurse at Leeds General. I didn't work at Tesco.", "Tesco"),
        ("我老公在华为做工程师,我在顺丰做客服", "华为"),
    ],
)
def test_what_another_did_or_nobody_is_no_entry(text: str, absent: str) -> None:
    document = parse_fields(text, today=TODAY).document
    assert document["work"]
    assert absent not in str(document)
