"""A small invented market in both languages, so that ranking has something to go wrong on."""

from typing import Any

from tests.factories import build_row


def zh(id: str, title: str, city: str, pay: str | None = None, **changes: Any) -> dict[str, Any]:
    """Return a Chinese row; pay is written as Chinese boards write it."""
    return build_row(
        **{
            "id": id, "lang": "zh", "title": title, "city": city, "company": "云帆科技",
            "salary_raw": pay, "description": f"岗位职责：负责{title}相关工作。", **changes,
        }
    )  # fmt: skip


def en(id: str, title: str, city: str, pay: str | None = None, **changes: Any) -> dict[str, Any]:
    """Return an English row."""
    return build_row(
        **{
            "id": id, "lang": "en", "title": title, "city": city, "company": "Harbour Works",
            "salary_raw": pay, "description": f"You join us as {title}.", **changes,
        }
    )  # fmt: skip


MARKET: list[dict[str, Any]] = [
    zh("py-pudong", "Python后端开发工程师", "上海·浦东新区", "25-40K·15薪", company="浦江数科"),
    zh("py-shanghai", "Python开发工程师", "上海", "20-30K", company="申城软件"),
    zh("java-xuhui", "Java后端开发工程师", "上海·徐汇区", "30-45K", company="徐汇信息"),
    zh("fe-shanghai", "前端开发工程师", "上海", "20-35K", company="申城软件"),
    zh("py-beijing", "Python后端开发工程师", "北京·海淀区", "30-50K", company="京北云"),
    zh("py-suzhou", "Python后端开发工程师", "苏州·工业园区", "18-28K", company="苏园软件"),
    zh("nurse-zh", "护士", "上海·静安区", "8-12K", company="静安医院"),
    zh("cook-zh", "厨师", "上海·黄浦区", "7-9K", company="老饭店"),
    zh("sales-zh", "销售代表", "上海·浦东新区", "8-15K", company="浦江贸易"),
    zh("teacher-zh", "小学语文老师", "青岛", "7-9K", company="岛城学校"),
    zh("driver-zh", "货车司机", "广州·天河区", "8-10K", company="粤运物流"),
    en("py-london", "Python Developer", "London", "£65,000 - £80,000 a year", company="Thames Code"),
    en("be-london", "Backend Engineer", "London", "£70,000 a year", company="Bridge Labs"),
    en("fe-london", "Frontend Developer", "London", "£60,000 a year", company="Thames Code"),
    en("nurse-leeds", "Registered Nurse", "Leeds", "£35,000 a year", company="Aire Hospital"),
    en("nurse-york", "Registered Nurse", "York", "£38,000 a year", company="Ouse Hospital"),
    en("cook-leeds", "Line Cook", "Leeds", "£12 an hour", company="Kirkgate Kitchen"),
    en("driver-leeds", "HGV Driver", "Leeds", "£15 an hour", company="Pennine Haulage"),
    en("accountant-london", "Accountant", "London", "£45,000 a year", company="Ledger Lane"),
    en("barista-leeds", "Barista", "Leeds", "£11 an hour", employment_type="part_time"),
]  # fmt: skip
