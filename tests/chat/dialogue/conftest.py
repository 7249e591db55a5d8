"""A small corpus in both languages, the same for every test of the dialogue."""

import pytest

from tests.factories import make_company, make_postings, make_source

ZH = [
    (
        "上海",
        "Python后端开发工程师",
        25000,
        40000,
        "负责后端服务开发。\n任职要求：\n1. 3年以上Python经验\n2. 熟悉Django",
    ),
    (
        "上海",
        "Python后端开发工程师",
        15000,
        22000,
        "负责接口开发。\n任职要求：\n1. 熟悉Python\n2. 本科及以上学历",
    ),
    (
        "上海",
        "高级Python开发工程师",
        30000,
        50000,
        "人力外包项目，驻场开发。\n任职要求：\n1. 5年以上Python经验",
    ),
    (
        "北京",
        "Python后端开发工程师",
        28000,
        45000,
        "负责推荐系统后端。\n任职要求：\n1. Python、Redis",
    ),
    ("上海", "前端开发工程师", 20000, 35000, "负责页面开发。\n任职要求：\n1. 熟悉React"),
    (
        "上海",
        "护士",
        8000,
        12000,
        "负责病房护理。需要倒班，有夜班补贴。\n任职要求：\n1. 护士资格证",
    ),
    ("杭州", "护士", 7000, 10000, "门诊护理，不上夜班，周末双休。\n任职要求：\n1. 护士资格证"),
    ("成都", "外卖骑手", 6000, 10000, "送餐，多劳多得，提供住宿。"),
    ("广州", "会计", 8000, 13000, "负责账务处理与报税。\n任职要求：\n1. 会计证\n2. 2年以上经验"),
]
EN = [
    ("Leeds", "Staff Nurse", 29000, 35000, "Care for patients on the ward. Night shifts on a rota.\nRequirements:\n- NMC registration"),
    ("Leeds", "Staff Nurse", 31000, 37000, "Day clinic, Monday to Friday, no nights.\nRequirements:\n- NMC registration\n- 1 year of experience"),
    ("London", "Staff Nurse", 36000, 42000, "Theatre nurse in central London.\nRequirements:\n- NMC registration"),
    ("Leeds", "Warehouse Operative", 24000, 26000, "Pick and pack orders. Overtime paid at time and a half."),
    ("Leeds", "Barista", 22000, 24000, "Make coffee, open the shop at six."),
    ("London", "Data Analyst", 38000, 48000, "Build dashboards.\nRequirements:\n- SQL\n- 2 years of experience"),
    ("London", "Backend Developer", 55000, 70000, "Build services.\nRequirements:\n- Python\n- 3 years of experience"),
]  # fmt: skip


def build_rows():
    rows = []
    for number, (city, title, low, high, text) in enumerate(ZH):
        rows.append(
            {
                "id": f"zh-{number}", "lang": "zh", "title": title, "company": f"远航{number}公司",
                "city": city, "salary_min": low, "salary_max": high, "salary_currency": "CNY",
                "salary_period": "month", "salary_raw": f"{low}-{high}元/月",
                "employment_type": "full_time", "description": text,
                "url": f"https://jobs.example.com/zh/{number}",
            }
        )  # fmt: skip
    for number, (city, title, low, high, text) in enumerate(EN):
        rows.append(
            {
                "id": f"en-{number}", "lang": "en", "title": title, "company": f"Harbour {number} Ltd",
                "city": city, "salary_min": low, "salary_max": high, "salary_currency": "GBP",
                "salary_period": "year", "salary_raw": f"£{low:,} - £{high:,}",
                "employment_type": "full_time", "description": text,
                "url": f"https://jobs.example.com/en/{number}",
            }
        )  # fmt: skip
    return rows


@pytest.fixture
def corpus(db):
    """Return the postings, each with its words and vectors."""
    return make_postings(build_rows())


@pytest.fixture
def house_posting(db):
    """Return a posting of a company that works with us: contacts stay in the house."""
    source = make_source("own-feed", company=make_company(name="Harbour Care"))
    (posting,) = make_postings(
        [
            {
                "id": "own-1", "lang": "en", "title": "Staff Nurse", "company": "Harbour Care",
                "city": "Hull", "salary_min": 33000, "salary_max": 39000,
                "salary_currency": "GBP", "salary_period": "year", "employment_type": "full_time",
                "description": "Ward nurse.\nRequirements:\n- NMC registration",
            }
        ],
        source=source,
    )  # fmt: skip
    return posting
