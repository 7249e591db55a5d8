"""Invented towns of postings: for each trade what fits, and what only nearly does."""

from typing import Any, NamedTuple


class Trade(NamedTuple):
    """What somebody looks for, and what they would be shown by mistake."""

    lang: str
    title: str
    city: str
    elsewhere: tuple[str, str]
    pay: int
    period: str
    currency: str
    others: tuple[str, str]
    above: str
    refused: str
    duties: str


TRADES = {
    "cook": Trade("zh", "厨师", "苏州", ("合肥", "南昌"), 7000, "month", "CNY",
                  ("厨具销售代表", "厨艺培训顾问"), "行政总厨", "食堂", "炒菜、配菜、保持灶台整洁。"),
    "forklift": Trade("zh", "叉车司机", "宁波", ("金华", "台州"), 7500, "month", "CNY",
                      ("叉车销售工程师", "叉车配件采购"), "仓储经理", "夜班", "装卸货物、上架、盘点。"),
    "tester": Trade("zh", "软件测试工程师", "南京", ("合肥", "苏州"), 14000, "month", "CNY",
                    ("测试仪器销售", "食品检测员"), "测试总监", "外包", "写用例、跑回归、提缺陷。"),
    "clerk": Trade("zh", "行政文员", "厦门", ("福州", "泉州"), 5000, "month", "CNY",
                   ("广告文案策划", "电话销售文员"), "行政总监", "出差", "收发文件、订会议室、做表格。"),
    "nursery": Trade("zh", "幼儿园老师", "合肥", ("南京", "南昌"), 5500, "month", "CNY",
                     ("早教课程顾问", "幼教器材销售"), "幼儿园园长", "托班", "带班、备课、家园沟通。"),
    "plumber": Trade("en", "Plumber", "Bristol", ("Cardiff", "Exeter"), 38000, "year", "GBP",
                     ("Plumbing Supplies Sales Adviser", "Plumbing Lecturer"),
                     "Plumbing Contracts Manager", "on call", "Fit and mend pipes, boilers and taps."),
    "dental": Trade("en", "Dental Nurse", "Cardiff", ("Bristol", "Swansea"), 13, "hour", "GBP",
                    ("Dental Equipment Sales Executive", "Veterinary Nurse"), "Dental Practice Director",
                    "agency", "Set up the surgery and help the dentist."),
    "payroll": Trade("en", "Payroll Officer", "Leicester", ("Derby", "Nottingham"), 29000, "year", "GBP",
                     ("Payroll Software Trainer", "Prison Officer"), "Head of Payroll", "temp",
                     "Run the monthly payroll for 400 people."),
    "tester-en": Trade("en", "QA Engineer", "Denver", ("Phoenix", "Boulder"), 95000, "year", "USD",
                       ("Food Quality Inspector", "QA Recruiter"), "Director of Quality Assurance",
                       "clearance", "Write and run tests, report what breaks."),
    "cook-en": Trade("en", "Line Cook", "Portland", ("Salem", "Seattle"), 20, "hour", "USD",
                     ("Cookware Demonstrator", "Cooking School Adviser"), "Executive Chef", "weekends",
                     "Cook on the line, keep the station clean."),
}  # fmt: skip

REFUSED_TEXT = {
    "食堂": "地点在单位食堂。", "夜班": "需要上夜班，两班倒。", "外包": "人力外包项目，驻场。",
    "出差": "每月要出差一周。", "托班": "负责托班的孩子。", "on call": "You are on call every third week.",
    "agency": "We are an agency and place you with clients.", "temp": "This is a temp post for six months.",
    "clearance": "Security clearance is needed.", "weekends": "You work weekends.",
}  # fmt: skip
FIRMS = {
    "zh": ["百川", "新苗", "广源", "同心", "瑞丰", "恒泰", "金桥", "和顺", "立德", "嘉禾", "永盛", "东方"],
    "en": ["Brook", "Heath", "Mill", "Lark", "Stone", "Ferry", "Quay", "Ridge", "Cove", "Fern", "Moss", "Vale"],
}  # fmt: skip


def build_town_rows(*names: str) -> list[dict[str, Any]]:
    """Return rows of a feed: for each trade three that fit and nine that do not."""
    rows = []
    for name in names or TRADES:
        trade = TRADES[name]
        high = trade.pay * 1.4
        fitting = [(trade.title, trade.city, trade.pay * factor, "") for factor in (1, 1.1, 1.2)]
        misses = [
            *((trade.title, city, trade.pay * 1.1, "") for city in trade.elsewhere),
            *((trade.title, trade.city, trade.pay * factor, "") for factor in (0.6, 0.7)),
            *((title, trade.city, trade.pay * 1.1, "") for title in trade.others),
            (trade.above, trade.city, trade.pay * 1.8, ""),
            *(
                (trade.title, trade.city, trade.pay * 1.3, REFUSED_TEXT[trade.refused])
                for _ in range(2)
            ),
        ]
        for number, (title, city, low, more) in enumerate([*misses, *fitting]):
            low = round(low, 2) if trade.period == "hour" else round(low)
            firm = FIRMS[trade.lang][number]
            rows.append(
                {
                    "id": f"{name}-{number}", "lang": trade.lang, "title": title,
                    "company": f"{firm}{trade.city}公司" if trade.lang == "zh" else f"{firm} {trade.city} Ltd",
                    "city": city, "salary_min": low,
                    "salary_max": round(low * 1.15, 2) if low < trade.pay else max(high, low * 1.2),
                    "salary_currency": trade.currency, "salary_period": trade.period,
                    "employment_type": "full_time", "description": f"{trade.duties}{more}",
                    "url": f"https://jobs.example.com/{name}/{number}",
                }
            )  # fmt: skip
    return rows
