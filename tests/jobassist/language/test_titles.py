"""Occupations in both languages, their families, and what is not one."""

import pytest

from jobassist.language.titles import (
    expand_roles,
    family_kinship,
    find_titles,
    is_same_title,
    parse_title,
    title_kinship,
)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("想找个做保洁的活", [("保洁", "cleaner")]),
        (
            "我会开叉车,仓库的活也行",
            [("开叉车", "forklift-operator"), ("仓库", "warehouse-operative")],
        ),
        ("幼儿园老师有没有", [("幼儿园老师", "kindergarten-teacher")]),
        ("出纳或者会计都可以", [("出纳", "cashier-finance"), ("会计", "accountant")]),
        ("高级Java开发工程师 杭州", [("高级Java开发工程师", "java-developer")]),
        ("python 后端", [("python 后端", "python-developer")]),
        ("找前端的工作", [("前端", "frontend-developer")]),
        ("医院护工", [("医院护工", "caregiver")]),
        ("電工 有低壓證", [("電工", "electrician")]),
        ("网约车司机", [("网约车司机", "taxi-driver")]),
        ("想去当快递员", [("快递员", "courier")]),
        ("珠宝镶嵌师傅", [("珠宝镶嵌师傅", None)]),
        ("酒店前台", [("酒店前台", "receptionist")]),
        ("新媒体运营实习生", [("新媒体运营实习生", "social-media")]),
        ("奶茶店店员", [("奶茶店店员", "retail-assistant")]),
        ("跑滴滴", [("跑滴滴", "taxi-driver")]),
        ("汽修学徒", [("汽修学徒", "mechanic")]),
        ("软件实施工程师", [("软件实施工程师", "implementation-engineer")]),
        ("养老院护理员", [("护理员", "caregiver")]),
        ("looking for a nurse job", [("nurse", "nurse")]),
        ("registered nurses wanted", [("registered nurses", "nurse")]),
        ("HGV driver or van driver", [("HGV driver", "truck-driver"), ("van driver", "driver")]),
        ("I'm a chippy", [("chippy", "carpenter")]),
        ("senior frontend developer", [("senior frontend developer", "frontend-developer")]),
        ("paralegal in Leeds", [("paralegal", "paralegal")]),
        ("cleaning jobs near me", [("cleaning", "cleaner")]),
        ("kitchen porter", [("kitchen porter", "kitchen-assistant")]),
        ("AE role", [("AE", "account-executive")]),
        ("data entry clerk", [("data entry clerk", "data-entry")]),
        ("wind turbine technician", [("wind turbine technician", "esco:3113.1")]),
        ("dog groomer", [("dog groomer", "pet-groomer")]),
        ("bus driver", [("bus driver", "driver")]),
        ("quantity surveyor", [("quantity surveyor", "quantity-surveyor")]),
        ("work as a barista or bar staff", [("barista", "barista"), ("bar staff", "bartender")]),
        ("找 product manager 的岗位", [("product manager", "product-manager")]),
    ],
)
def test_titles_in_text(text: str, titles: list[tuple[str, str | None]]) -> None:
    found = find_titles(text)
    got = [(f.text, f.value.family) for f in found]
    if titles[0][1] and titles[0][1].startswith("esco:"):
        assert [t for t, _ in got] == [t for t, _ in titles]
    else:
        assert got == titles
    assert all(text[f.start : f.end] == f.text for f in found)


@pytest.mark.parametrize(
    "text",
    [
        "会计划一下时间",
        "销售额不错",
        "有电工证",
        "叉车证",
        "护士学校在哪",
        "my manager said no",
        "the host country",
        "I live in Cook County",
        "会计学专业",
        "保安全",
        "extra money",
        "sister company",
        "第一个管不管住",
    ],
)
def test_no_title(text: str) -> None:
    assert [f.text for f in find_titles(text) if not f.value.is_weak] == []


@pytest.mark.parametrize(
    ("field", "family"),
    [
        ("Java开发工程师(急聘)", "java-developer"),
        ("【高薪】外卖骑手-长期", "delivery-rider"),
        ("招聘专员", "recruiter"),
        ("大数据测试工程师", "qa-engineer"),
        ("软件产品经理", "product-manager"),
        ("Staff Nurse, Nights (Band 6)", "nurse"),
        ("Senior Backend Engineer - Payments", "backend-developer"),
        ("Head of Customer Service", "customer-service"),
        ("Warehouse Operative (Nights)", "warehouse-operative"),
        ("Software Engineer II", "software-developer"),
        ("Python Keeper, Reptile House", None),
        ("Care Assistant", "caregiver"),
        ("Sous Chef", "chef"),
        ("电商客服专员", "customer-service"),
        ("Solutions Architect, Healthcare", "architect-it"),
    ],
)
def test_title_field(field: str, family: str | None) -> None:
    title = parse_title(field)
    assert title is not None
    assert title.family == family


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("骑手", "外卖员"),
        ("骑手", "delivery rider"),
        ("护士", "registered nurse"),
        ("HGV driver", "CDL truck driver"),
        ("叉车工", "forklift operator"),
        ("月嫂", "母婴护理师"),
        ("保安", "security guard"),
        ("UI设计", "UI designer"),
        ("carer", "healthcare assistant"),
        ("普工", "production operative"),
        ("前台", "receptionist"),
        ("运维", "devops engineer"),
    ],
)
def test_same_occupation(a: str, b: str) -> None:
    assert title_kinship(a, b) >= 0.9
    assert title_kinship(a, b) == title_kinship(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("前端", "后端"),
        ("nurse", "nursery teacher"),
        ("会计", "设计"),
        ("护士", "幼师"),
        ("barista", "barrister"),
        ("运维工程师", "设备运维技工"),
        ("java", "JavaScript前端开发"),
        ("保安", "网络安全工程师"),
        ("python developer", "Python Keeper"),
        ("电工", "电工培训讲师"),
        ("receptionist", "Reception Class Teacher"),
        ("骑手", "骑行教练"),
        ("accountant", "account executive"),
        ("UI设计", "UI自动化测试"),
        ("software engineer", "Software Sales Intern"),
    ],
)
def test_likeness_of_words_is_not_kinship(a: str, b: str) -> None:
    assert title_kinship(a, b) <= 0.3


@pytest.mark.parametrize(
    ("field", "family"),
    [
        # A rank inside the name is no part of the trade.
        ("Golang资深开发工程师", "go-developer"),
        ("前端中级工程师", "frontend-developer"),
        ("Principal React Developer", "frontend-developer"),
        # The head decides, not a word of another trade before it.
        ("出纳管理系统开发工程师（C++）", "cpp-developer"),
        ("客服中心Java开发工程师", "java-developer"),
        ("护士教育讲师", "teacher"),
        ("跨境产品经理", "product-manager"),
        ("某某财务-Go开发工程师（平台方向）", "go-developer"),
        ("行政-仓储专员", "warehouse-operative"),
        ("销售-渠道方向", "sales"),
        ("Payroll Software Engineer", "software-developer"),
        ("Hotel Restaurant Supervisor", "restaurant-manager"),
        ("Laundry Supervisor", "laundry"),
        ("Bakery Sales Intern", "sales"),
        # What stands before a wide head makes another trade of it.
        ("机房空调运维", "devops-engineer"),
        ("光伏电站运维", "fitter"),
        ("共享单车运维", "mechanic"),
        ("射频电路设计师", "hardware-engineer"),
        ("园林景观设计师", "architect"),
        ("夹具设计工程师", "mechanical-engineer"),
        ("敬老院护理组长", "caregiver"),
        ("化妆品研发工程师", "biotech"),
        ("自动化产线技术员", "electrical-engineer"),
        ("Artic Trunk Driver", "truck-driver"),
        ("Enrolled Nurse (Rehab)", "practical-nurse"),
        ("Registered Nurse / LPN", "nurse"),
        ("Robotics Research Scientist", "ml-engineer"),
        ("Dog Hair Care Assistant", "hairdresser"),
        # English heads that stand first.
        ("Manager, Payroll", "payroll"),
        ("Director of Nursing", "nurse"),
        ("Head of Internal Communications", "pr"),
        # A head alone names no trade.
        ("副总监", None),
        ("Director", None),
        ("Technician", None),
        ("Consumer Insights Lead", "data-analyst"),
        # What stands behind an unknown title is no other one.
        ("Quantitative Desk Analyst - Credit Models", None),
        # A clerk of a technical department is a clerk.
        ("算法中心文员", "admin"),
        ("机器人结构工程师", "mechanical-engineer"),
        ("ASIC Design Engineer", "hardware-engineer"),
        ("Account Assistant", "accountant"),
        ("Bakery Line Trainer", "trainer"),
    ],
)
def test_the_head_and_what_narrows_it_decide(field: str, family: str | None) -> None:
    title = parse_title(field)
    assert title is not None
    assert title.family == family


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("客服", "大客户经理"),
        ("客服", "售前技术支持"),
        ("会计", "会计核算平台开发（Java）"),
        ("care assistant", "domestic assistant"),
        ("care assistant", "assistant buyer"),
        ("warehouse manager", "data warehouse manager"),
    ],
)
def test_a_shared_word_or_a_shared_rank_makes_no_kin(a: str, b: str) -> None:
    assert title_kinship(a, b) <= 0.4


def test_another_licence_is_kin_at_best() -> None:
    assert 0 < title_kinship("registered nurse", "licensed vocational nurse") < 0.75
    assert title_kinship("HGV class 1 driver", "multi drop parcel driver") < 0.55


@pytest.mark.parametrize(
    "text", ["保安班长", "护士长", "车站站长", "装卸组长", "Matron", "Night Supervisor"]
)
def test_who_leads_a_shift_is_a_lead(text: str) -> None:
    title = parse_title(text)
    assert title is not None
    assert title.seniority == "lead"


def test_related_occupations_are_between() -> None:
    assert 0.3 < title_kinship("后端开发", "Java开发") < 0.9
    assert 0.3 < title_kinship("chef", "kitchen porter") < 0.9
    assert 0.3 < title_kinship("快递员", "骑手") < 0.9


def test_roles_are_expanded_in_both_languages_the_given_first() -> None:
    roles = expand_roles("外卖员")
    assert roles[0] == "外卖员"
    assert "骑手" in roles
    assert "delivery rider" in roles
    assert expand_roles("forklift driver")[0] == "forklift driver"
    assert "叉车工" in expand_roles("forklift driver")
    assert expand_roles("time traveller") == ["time traveller"]
    assert len(expand_roles("nurse", limit=5)) == 5


def test_seniority_is_read_from_the_title() -> None:
    title = parse_title("高级前端工程师")
    assert title is not None
    assert title.seniority == "senior"
    assert find_titles("junior accountant")[0].value.seniority == "junior"


_OPENINGS = (
    "Java后端开发工程师", "【急聘】Java后端开发工程师", "会计", "财务经理", "护士", "叉车司机", "日语翻译", "Java",
    "Registered Nurse", "registered nurse - new site", "Enrolled Nurse", "Software Engineer II - Backend",
    "Glass Blower", "glass blower", "Manager, Data Science", "Python Keeper", "", " ", "急聘",
)  # fmt: skip


@pytest.mark.parametrize("a", _OPENINGS)
@pytest.mark.parametrize("b", _OPENINGS)
def test_what_is_told_without_reading_titles_is_their_kinship(a: str, b: str) -> None:
    assert is_same_title(a, b) == (title_kinship(a, b) == 1.0)
    x, y = parse_title(a), parse_title(b)
    if x and y and x.family and y.family and x.family != y.family:
        assert family_kinship(x.family, y.family) in (None, title_kinship(a, b))
