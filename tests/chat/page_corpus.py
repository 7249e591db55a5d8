"""A few invented postings for the page: `python -m tests.chat.page_corpus` stores them.

Small and fixed, so that what a round brings is known; the demo data may change as it likes.
"""

from typing import Any

ZH = (
    ("Python后端开发工程师", "青禾软件", "上海·徐汇区", 26000, 38000, "MySQL"),
    ("Python开发工程师", "栖霞数据", "上海·浦东新区", 25000, 35000, "Redis"),
    ("后端开发工程师(Python)", "远岫智能", "上海·杨浦区", 28000, 42000, "Kafka"),
    ("Python后端工程师", "白露网络", "上海·静安区", 25000, 32000, "Django"),
    ("高级Python后端开发", "澄江云", "上海·闵行区", 32000, 50000, "PostgreSQL"),
    ("Python服务端工程师", "山止科技", "上海·长宁区", 27000, 40000, "Flask"),
    ("Python爬虫工程师", "木樨信息", "上海·徐汇区", 25000, 30000, "Scrapy"),
    ("Python后端开发工程师", "听涛软件", "上海·杨浦区", 26000, 36000, "RabbitMQ"),
    ("Python开发工程师", "云杉科技", "上海·静安区", 28000, 40000, "Docker"),
    ("后端开发工程师(Python)", "九亭数据", "上海·徐汇区", 27000, 37000, "Linux"),
    ("Python后端工程师", "陌上信息", "上海·浦东新区", 30000, 45000, "Kubernetes"),
    ("Python服务端开发", "半夏网络", "上海·闵行区", 26000, 34000, "MongoDB"),
    ("Python后端开发", "栖霞数据", "上海·浦东新区", 29000, 41000, "FastAPI"),
    ("前端开发工程师", "青禾软件", "上海·徐汇区", 22000, 33000, "Vue"),
    ("Java开发工程师", "栖霞数据", "上海·浦东新区", 24000, 36000, "Spring"),
    ("Python后端开发工程师", "北岭软件", "杭州·滨江区", 24000, 36000, "MySQL"),
    ("会计", "和煦商贸", "上海·虹口区", 9000, 13000, "Excel"),
    ("叉车司机", "通衢物流", "苏州·昆山市", 7000, 9000, "叉车证"),
)
EN = (
    ("Staff Nurse", "Fernhill Hospital", "Leeds", 33000, 38000, "Wound care"),
    ("Registered Nurse, Nights", "Aire Valley Care", "Leeds", 34000, 39000, "Medication"),
    ("Staff Nurse, Medical Ward", "St Cedd Infirmary", "Leeds", 32500, 37500, "Triage"),
    ("Community Nurse", "Moorside Health", "Leeds", 33500, 38500, "Home visits"),
    ("Senior Staff Nurse", "Fernhill Hospital", "Leeds", 37000, 43000, "Leadership"),
    ("Theatre Nurse", "Kirkgate Clinic", "Leeds", 34500, 40500, "Scrub"),
    ("Practice Nurse", "Rowan Surgery", "Leeds", 32000, 36000, "Vaccination"),
    ("Staff Nurse, Surgical Ward", "Headrow Hospital", "Leeds", 33000, 38000, "Theatre"),
    ("Staff Nurse, Night Shift", "St Cedd Infirmary", "Leeds", 35000, 40000, "Handover"),
    ("Registered Nurse", "Kirkstall House", "Leeds", 34000, 38000, "Dementia care"),
    ("Staff Nurse, Renal", "Fernhill Hospital", "Leeds", 36000, 41000, "Dialysis"),
    ("Staff Nurse, Paediatrics", "Roundhay Clinic", "Leeds", 34000, 39000, "Paediatrics"),
    ("Staff Nurse", "Mersey Trust", "Liverpool", 33000, 38000, "Wound care"),
    ("Backend Developer", "Larkspur Systems", "London", 60000, 75000, "Python"),
    ("Electrician", "Harrow Works", "Leeds", 35000, 42000, "18th Edition"),
)
# Those who are here themselves: a message to them is sent from here. The others are reached
# on their own page.
TENANTS = ("青禾软件", "栖霞数据", "Fernhill Hospital", "Moorside Health")


def build_rows(lang: str) -> list[dict[str, Any]]:
    """Return the rows of one language, as a feed has them."""
    rows = []
    for number, (title, company, city, low, high, skill) in enumerate(ZH if lang == "zh" else EN):
        is_zh = lang == "zh"
        text = (
            f"岗位职责:\n- 负责{title}的日常工作\n- 与团队一起改进\n\n"
            f"任职要求:\n- 熟悉{skill}\n- 2年以上相关经验\n- 本科及以上学历\n\n福利:\n- 五险一金"
            if is_zh
            else f"Duties:\n- The daily work of a {title}\n- Improving it with the team\n\n"
            f"Requirements:\n- {skill}\n- 2 years of experience\n\nBenefits:\n- Pension"
        )
        rows.append(
            {
                "id": f"{lang}-{number}",
                "lang": lang,
                "title": title,
                "company": company,
                "city": city,
                "salary_min": low,
                "salary_max": high,
                "salary_currency": "CNY" if is_zh else "GBP",
                "salary_period": "month" if is_zh else "year",
                "salary_raw": f"{low // 1000}-{high // 1000}K" if is_zh else f"£{low} - £{high}",
                "employment_type": "full_time",
                "experience": "2年以上" if is_zh else "2 years",
                "education": "本科" if is_zh else None,
                "skills": [skill, "Python"] if "Python" in title else [skill],
                "description": text,
                "posted_at": "2026-10-20",
                "url": f"https://jobs.example.com/{lang}/{number}",
            }
        )
    return rows


def store_postings() -> int:
    """Store every row, those of a tenant through its own source; returns how many."""
    from jobs.search import retrieval
    from jobs.services import get_or_create_company_source
    from tests.factories import make_company, make_postings, make_source, rebuild_vector_index

    stored = 0
    for lang in ("zh", "en"):
        rows = build_rows(lang)
        by_company: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            by_company.setdefault(row["company"] if row["company"] in TENANTS else "", []).append(
                row
            )
        for name, own in by_company.items():
            if name:
                company = make_company(name=name)
                source = get_or_create_company_source(company.pk, key=f"own-{company.pk}")
            else:
                source = make_source(f"feed-{lang}")
            stored += len(make_postings(own, source=source))
    rebuild_vector_index()
    # How common a word is, is remembered for minutes: of earlier tests' postings.
    retrieval.counts.forget()
    return stored


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
    django.setup()
    print(store_postings())
