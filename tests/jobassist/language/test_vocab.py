"""Education, employment, experience, mode, shift, level and spoken languages."""

import pytest

from jobassist.language.vocab import (
    find_education,
    find_employment_types,
    find_experience,
    find_seniority,
    find_shifts,
    find_spoken_languages,
    find_work_modes,
    parse_education,
    parse_employment_type,
    parse_experience,
)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("小学毕业", "none"),
        ("初中没毕业", "none"),
        ("没读过书", "none"),
        ("高中文化", "high_school"),
        ("中专学的护理", "high_school"),
        ("职高毕业", "high_school"),
        ("技校出来的", "high_school"),
        ("我是大专", "associate"),
        ("专科学历", "associate"),
        ("高职院校毕业", "associate"),
        ("本科及以上", "bachelor"),
        ("统招本科", "bachelor"),
        ("自考本科", "bachelor"),
        ("专升本", "bachelor"),
        ("211毕业", "bachelor"),
        ("学士学位", "bachelor"),
        ("大三学生", "bachelor"),
        ("硕士研究生", "master"),
        ("研究生在读", "master"),
        ("碩士", "master"),
        ("博士", "doctor"),
        ("no qualifications", "none"),
        ("left school at 16", "none"),
        ("GCSEs only", "high_school"),
        ("A-levels in maths and physics", "high_school"),
        ("high school diploma", "high_school"),
        ("I have my GED", "high_school"),
        ("leaving cert", "high_school"),
        ("HND in engineering", "associate"),
        ("associate's degree", "associate"),
        ("associates in business", "associate"),
        ("foundation degree", "associate"),
        ("BSc Computer Science", "bachelor"),
        ("BA (Hons) History", "bachelor"),
        ("bachelor's", "bachelor"),
        ("I have a degree", "bachelor"),
        ("university degree", "bachelor"),
        ("BEng", "bachelor"),
        ("a 2:1 from Leeds", "bachelor"),
        ("Master's degree in Statistics", "master"),
        ("MSc", "master"),
        ("an MBA", "master"),
        ("MA in Translation", "master"),
        ("PhD", "doctor"),
        ("doctorate in chemistry", "doctor"),
    ],
)
def test_education_level(text: str, level: str) -> None:
    assert [f.value.level for f in find_education(text)][:1] == [level]


@pytest.mark.parametrize(
    "text",
    [
        "小学语文老师",
        "高中数学教师",
        "初中英语家教",
        "专科医院护士",
        "本科室主任",
        "scrum master",
        "sales associate",
        "kitchen associate in Tampa",
        "store associates wanted",
        "oracle dba in Hull",
        "senior DBA, PostgreSQL",
        "high school teacher",
        "primary school",
        "master the craft",
        "站长",
        "大一点的公司",
    ],
)
def test_school_or_trade_is_no_level(text: str) -> None:
    assert find_education(text) == []


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("associate in applied science", "associate"),
        ("an associate's or higher", "associate"),
        ("associates degree in nursing", "associate"),
        ("DBA degree", "doctor"),
    ],
)
def test_words_of_jobs_are_levels_beside_words_of_degrees(text: str, level: str) -> None:
    assert [f.value.level for f in find_education(text)] == [level]


def test_or_above_and_no_requirement() -> None:
    assert find_education("大专及以上")[0].value.is_at_least
    assert find_education("at least a bachelor's degree")[0].value.is_at_least
    assert find_education("学历不限")[0].value.is_any
    assert find_education("no degree required")[0].value.is_any
    assert find_education("本科在读")[0].value.is_enrolled
    assert find_education("统招本科")[0].value.is_full_time is True


def test_lowest_level_that_would_do() -> None:
    level = parse_education("Bachelor's or Master's degree")
    assert level is not None
    assert level.level == "bachelor"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("全职", "full_time"),
        ("想找份兼职", "part_time"),
        ("钟点工", "part_time"),
        ("每周三天", "part_time"),
        ("实习生", "internship"),
        ("寒假工", "temporary"),
        ("日结工", "temporary"),
        ("打零工", "temporary"),
        ("合同工", "contract"),
        ("自由职业", "contract"),
        ("合同制", "contract"),
        ("劳务派遣", "contract"),
        ("想要正式的", "full_time"),
        ("签劳动合同", None),
        ("正式合同", None),
        ("permanent role", "full_time"),
        ("full time please", "full_time"),
        ("40 hours per week", "full_time"),
        ("16 hours a week", "part_time"),
        ("about 20hrs/week", "part_time"),
        ("3 days a week", "part_time"),
        ("part-time", "part_time"),
        ("contract work outside IR35", "contract"),
        ("freelance", "contract"),
        ("fixed-term", "contract"),
        ("summer internship", "internship"),
        ("maternity cover", "temporary"),
        ("seasonal work", "temporary"),
        ("temp job", "temporary"),
        ("contract manager", None),
        ("international sales", None),
        ("temperature control", None),
    ],
)
def test_employment_type(text: str, kind: str | None) -> None:
    assert [f.value for f in find_employment_types(text)][:1] == ([kind] if kind else [])


def test_employment_field_codes() -> None:
    assert parse_employment_type("FULL_TIME") == "full_time"
    assert parse_employment_type("Contractor") == "contract"
    assert parse_employment_type("合同") == "contract"
    assert parse_employment_type("正式") == "full_time"
    assert parse_employment_type("Other") is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3-5年", 3, 5),
        ("1-3年", 1, 3),
        ("三到五年经验", 3, 5),
        ("五年以上工作经验", 5, None),
        ("10年以上", 10, None),
        ("1年以内", 0, 1),
        ("做了八年会计", 8, 8),
        ("干了三年多", 3, None),
        ("两年半经验", 2.5, 2.5),
        ("十几年了", 10, None),
        ("快十年了", 10, 10),
        ("6年Java", 6, 6),
        ("四五年了", 4, 5),
        ("两三年客房经验", 2, 3),
        ("工作三年", 3, 3),
        ("应届生", 0, 0),
        ("没有经验", 0, 0),
        ("零经验", 0, 0),
        ("没干过", 0, 0),
        ("经验不限", 0, None),
        ("不要经验的", 0, None),
        ("5 years of experience", 5, 5),
        ("5+ years", 5, None),
        ("3-5 yrs", 3, 5),
        ("two to four years' experience", 2, 4),
        ("over ten years in retail", 10, None),
        ("at least 3 years", 3, None),
        ("a decade of nursing experience", 10, 10),
        ("two and a half years", 2.5, 2.5),
        ("18 months experience", 1.5, 1.5),
        ("no experience", 0, 0),
        ("fresh graduate", 0, 0),
        ("entry level", 0, 0),
        ("no experience needed", 0, None),
        ("python 4y", 4, 4),
        ("7yoe", 7, 7),
        ("twenty years on the tools", 20, 20),
    ],
)
def test_experience(text: str, low: float, high: float | None) -> None:
    found = find_experience(text)
    assert [(f.value.min_years, f.value.max_years) for f in found] == [(low, high)]
    assert text[found[0].start : found[0].end] == found[0].text


@pytest.mark.parametrize(
    "text",
    [
        "2019年毕业",
        "三年前辞职",
        "空窗两年",
        "五年级学生",
        "17年毕业的",
        "21年3月入职",
        "三年制大专",
        "今年刚来",
        "年薪30万一年",
        "一年能挣多少",
        "3 years ago",
        "I am 24 years old",
        "a two year contract",
        "in the next 5 years",
        "6 yr old laptop",
        "去年底",
    ],
)
def test_age_date_or_term_is_no_experience(text: str) -> None:
    assert [f.text for f in find_experience(text)] == []


def test_bare_answer_about_experience() -> None:
    for text, years in (("8", 8), ("三年", 3), ("五", 5), ("没有", 0), ("none", 0), ("ten", 10)):
        value = parse_experience(text)
        assert value is not None
        assert value.min_years == years


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("能远程的", "remote"),
        ("在家办公", "remote"),
        ("wfh", "remote"),
        ("work from home", "remote"),
        ("fully remote", "remote"),
        ("hybrid, 2 days in office", "hybrid"),
        ("混合办公", "hybrid"),
        ("on-site only", "onsite"),
        ("需要坐班", "onsite"),
        ("remote sensing engineer", None),
        ("hybrid cloud", None),
        ("居家养老护理", None),
    ],
)
def test_work_mode(text: str, mode: str | None) -> None:
    assert [f.value for f in find_work_modes(text)][:1] == ([mode] if mode else [])


@pytest.mark.parametrize(
    ("text", "shift"),
    [
        ("不上夜班", "night"),
        ("上通宵", "night"),
        ("三班倒", "rotating"),
        ("倒班的", "rotating"),
        ("长白班", "day"),
        ("早班", "morning"),
        ("周末兼职", "weekend"),
        ("night shift", "night"),
        ("nights only", "night"),
        ("evening work", "evening"),
        ("days only", "day"),
        ("weekends only", "weekend"),
        ("rotating shifts", "rotating"),
        ("split shifts", "split"),
        ("on call", "on_call"),
    ],
)
def test_shift(text: str, shift: str) -> None:
    assert [f.value for f in find_shifts(text)] == [shift]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("高级Java工程师", "senior"),
        ("资深设计师", "senior"),
        ("初级会计", "junior"),
        ("销售经理", "manager"),
        ("技术总监", "director"),
        ("生产主管", "lead"),
        ("产品经理", None),
        ("Senior Nurse", "senior"),
        ("Sr. Developer", "senior"),
        ("junior dev", "junior"),
        ("trainee electrician", "junior"),
        ("Principal Engineer", "lead"),
        ("head chef", "lead"),
        ("Store Manager", "manager"),
        ("Product Manager", None),
        ("Head of Finance", "director"),
        ("CTO", "executive"),
        ("staff nurse", None),
        ("senior care home cleaner", None),
    ],
)
def test_seniority(text: str, level: str | None) -> None:
    assert [f.value for f in find_seniority(text)][:1] == ([level] if level else [])


@pytest.mark.parametrize(
    ("text", "code", "level"),
    [
        ("英语六级", "en", "fluent"),
        ("英语四级", "en", "intermediate"),
        ("日语N1", "ja", "fluent"),
        ("会说粤语", "yue", None),
        ("普通话二级甲等", "zh", "fluent"),
        ("英文一般", "en", "basic"),
        ("法语流利", "fr", "fluent"),
        ("fluent in Spanish", "es", "fluent"),
        ("native German", "de", "native"),
        ("basic French", "fr", "basic"),
        ("English (C1)", "en", "fluent"),
        ("I speak Polish", "pl", None),
        ("conversational Mandarin", "zh", "intermediate"),
    ],
)
def test_spoken_language(text: str, code: str, level: str | None) -> None:
    found = find_spoken_languages(text)
    assert [(f.value.code, f.value.level) for f in found] == [(code, level)]


@pytest.mark.parametrize(
    "text",
    [
        "英语老师",
        "polish the floor",
        "French polisher",
        "thai restaurant",
        "German shepherd",
        "语文教师",
    ],
)
def test_trade_or_food_is_no_language(text: str) -> None:
    assert find_spoken_languages(text) == []
