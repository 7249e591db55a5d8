"""Pay in both languages, in shapes that no sample file gave."""

import csv
from pathlib import Path

import pytest

from jobassist.language.money import (
    Salary,
    comparable_monthly,
    comparable_yearly,
    find_relative_salary,
    find_salaries,
    parse_salary,
    to_period,
)

SAMPLES = Path(__file__).parents[4] / "shared/data/jobs/salary_strings_zh.tsv"

# text, min, max, period, currency
WISHES = [
    ("想找个月薪七千左右的工作", 7000, None, "month", None),
    ("薪资12k到18k", 12000, 18000, "month", None),
    ("工资不能低于六千五", 6500, None, "month", None),
    ("要求一万以上", 10000, None, "month", None),
    ("一个月能拿九千就干", 9000, None, "month", None),
    ("每月5500元以上", 5500, None, "month", "CNY"),
    ("年薪四十万起", 400000, None, "year", None),
    ("总包60w", 600000, None, "year", None),
    ("年包35-45万", 350000, 450000, "year", None),
    ("一年二十万打底", 200000, None, "year", None),
    ("1w5以上", 15000, None, "month", None),
    ("1万8到2万2之间", 18000, 22000, "month", None),
    ("八九千吧", 8000, 9000, "month", None),
    ("一两万都行", 10000, 20000, "month", None),
    ("到手一万三", 13000, None, "month", None),
    ("税前20k*16", 20000, None, "month", None),
    ("15k-22k·16薪", 15000, 22000, "month", None),
    ("时薪不少于22块", 22, None, "hour", "CNY"),
    ("一小时二十五块钱", 25, None, "hour", "CNY"),
    ("25块一个小时", 25, None, "hour", "CNY"),
    ("18元/小时", 18, None, "hour", "CNY"),
    ("日薪350", 350, None, "day", None),
    ("一天两百八", 280, None, "day", None),
    ("280一天,日结", 280, None, "day", None),
    ("周薪两千", 104000, None, "year", None),
    ("别少于4500", 4500, None, "month", None),
    ("起码七千五", 7500, None, "month", None),
    ("少于八千的不考虑", 8000, None, "month", None),
    ("低于15k的免谈", 15000, None, "month", None),
    ("不超过一万二", None, 12000, "month", None),
    ("最多给到8千", None, 8000, "month", None),
    ("3000以下", None, 3000, "month", None),
    ("预期薪资6000-8000", 6000, 8000, "month", None),
    ("6000~7500元/月", 6000, 7500, "month", "CNY"),
    ("薪水：8,000-12,000元", 8000, 12000, "month", "CNY"),
    ("２５Ｋ－３０Ｋ", 25000, 30000, "month", None),
    ("兩萬五以上", 25000, None, "month", None),
    ("薪資四萬五", 45000, None, "month", None),
    ("想要2万多一点的工资", 20000, None, "month", None),
    ("能给到16薪的,月base 30k", 30000, None, "month", None),
    ("期望20k~25k", 20000, 25000, "month", None),
    ("给个五千块就行", 5000, None, "month", "CNY"),
    ("底薪三千五加提成", 3500, None, "month", None),
    ("底薪4000+提成+全勤", 4000, None, "month", None),
    ("月入两万以上的销售", 20000, None, "month", None),
    ("薪资3000到5000刀", 3000, 5000, "month", "USD"),
    ("月薪3500欧", 3500, None, "month", "EUR"),
    ("年薪5万英镑", 50000, None, "year", "GBP"),
    ("月薪4万港币", 40000, None, "month", "HKD"),
    ("工资改到七千", 7000, None, "month", None),
    ("提到一万二吧", 12000, None, "month", None),
    ("最低9500", 9500, None, "month", None),
    ("looking for $95k a year", 95000, None, "year", "USD"),
    ("£31,500 pa", 31500, None, "year", "GBP"),
    ("32k-36k", 32000, 36000, "year", None),
    ("€52,000 - €60,000 per year", 52000, 60000, "year", "EUR"),
    ("45k euros", 45000, None, "year", "EUR"),
    ("$18.75 an hour", 18.75, None, "hour", "USD"),
    ("at least £13.20 per hour", 13.2, None, "hour", "GBP"),
    ("£14ph minimum", 14, None, "hour", "GBP"),
    ("sixteen dollars an hour", 16, None, "hour", "USD"),
    ("fourteen fifty an hour", 14.5, None, "hour", None),
    ("I want thirty five thousand a year", 35000, None, "year", None),
    ("forty grand", 40000, None, "year", None),
    ("around 55 grand", 55000, None, "year", None),
    ("£600 a week", 31200, None, "year", "GBP"),
    ("800 per week minimum", 41600, None, "year", None),
    ("£550/day outside ir35", 550, None, "day", "GBP"),
    ("day rate of 400", 400, None, "day", None),
    ("2500 a month after tax", 2500, None, "month", None),
    ("$6k/month", 6000, None, "month", "USD"),
    ("€3,200 pm", 3200, None, "month", "EUR"),
    ("up to 40k", None, 40000, "year", None),
    ("no more than $30/hr", None, 30, "hour", "USD"),
    ("nothing under 40k", 40000, None, "year", None),
    ("don't show me anything below 28k", 28000, None, "year", None),
    ("not less than £25k", 25000, None, "year", "GBP"),
    ("north of 150k", 150000, None, "year", None),
    ("over $100,000", 100000, None, "year", "USD"),
    ("$100K+", 100000, None, "year", "USD"),
    ("130-150k TC", 130000, 150000, "year", None),
    ("salary between 60k and 75k", 60000, 75000, "year", None),
    ("between £25,000 and £30,000", 25000, 30000, "year", "GBP"),
    ("from £27k", 27000, None, "year", "GBP"),
    ("27k or above", 27000, None, "year", None),
    ("a hundred and ten thousand dollars", 110000, None, "year", "USD"),
    ("C$70k", 70000, None, "year", "CAD"),
    ("AU$85,000 plus super", 85000, None, "year", "AUD"),
    ("S$5,500 monthly", 5500, None, "month", "SGD"),
    ("HK$28,000 per month", 28000, None, "month", "HKD"),
    ("six figure salary", 100000, None, "year", None),
    ("ideally 38k, pro rata", 38000, None, "year", None),
    ("earning 29000 a year", 29000, None, "year", None),
    ("40 bucks an hour", 40, None, "hour", "USD"),
    ("base of $140k", 140000, None, "year", "USD"),
    ("12 quid an hour", 12, None, "hour", "GBP"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "low", "high", "period", "currency"), WISHES)
def test_wish_reads_right(
    text: str, low: float | None, high: float | None, period: str, currency: str | None
) -> None:
    found = find_salaries(text)
    assert len(found) == 1, [f.text for f in found]
    salary = found[0].value
    assert (salary.min, salary.max, salary.period) == (low, high, period)
    assert salary.currency == currency
    assert text[found[0].start : found[0].end] == found[0].text


@pytest.mark.parametrize(
    "text",
    [
        "我有5万粉丝",
        "带过20人团队",
        "2019年到2022年在深圳",
        "2015-2018",
        "2018.5-2020.12",
        "一天工作8小时",
        "3年经验",
        "一周上五天班",
        "电话13800001234",
        "销售额做到200万",
        "月薪面议的不要发",
        "做过60多个家庭",
        "高峰每秒三千单",
        "离家5公里以内",
        "第二个不要",
        "我今年35岁",
        "一个月没上班了",
        "三班倒",
        "有个月卖了十一万",
        "20ish hrs a week",
        "5 years experience",
        "I managed 12 people",
        "grew revenue to $2m",
        "a 10k run",
        "my 401k",
        "3 days a week in the office",
        "born in 1990",
        "flat 1200",
        "I have two kids",
        "call me on 07700 900123",
        "within 20 miles",
        "react 18 and python 3",
        "handled 5k users",
        "band 5 or 6",
        "24/7",
        "one of the best",
        "got level 2 food hygiene",
    ],
)
def test_counted_thing_is_not_pay(text: str) -> None:
    assert [f.text for f in find_salaries(text) if f.value.shape != "negotiable"] == []


@pytest.mark.parametrize(
    ("text", "direction", "amount", "percent"),
    [
        ("再高一点", "up", None, None),
        ("工资再加两千", "up", 2000, None),
        ("能不能再多个一千", "up", 1000, None),
        ("涨三千", "up", 3000, None),
        ("薪资上调20%", "up", None, 20),
        ("工资高两成", "up", None, 20),
        ("给的太少了", "up", None, None),
        ("钱不够花", "up", None, None),
        ("工资有点低", "up", None, None),
        ("还有更高的吗", "up", None, None),
        ("低一点也行", "down", None, None),
        ("少一千也可以", "down", 1000, None),
        ("工资降两千", "down", 2000, None),
        ("降低点要求", "down", None, None),
        ("可以少点", "down", None, None),
        ("3k more", "up", 3000, None),
        ("another 5 grand please", "up", 5000, None),
        ("bump it up by 2k", "up", 2000, None),
        ("raise the minimum by 10%", "up", None, 10),
        ("a bit higher", "up", None, None),
        ("something better paid", "up", None, None),
        ("the pay is too low", "up", None, None),
        ("that's not enough money", "up", None, None),
        ("£2 more an hour", "up", 2, None),
        ("knock it down 3k", "down", 3000, None),
        ("drop the salary by five grand", "down", 5000, None),
        ("lower the minimum a bit", "down", None, None),
        ("I could take less", "down", None, None),
        ("2k less is fine", "down", 2000, None),
        ("add an extra 4k to this", "up", 4000, None),
        ("1k more than that", "up", 1000, None),
        ("could they do 3k better", "up", 3000, None),
        ("工资涨百分之十五", "up", None, 15),
        ("钱少一些没关系", "down", None, None),
        ("lower it by a pound", "down", 1, None),
    ],
)
def test_relative_wish(
    text: str, direction: str, amount: float | None, percent: float | None
) -> None:
    found = find_relative_salary(text)
    assert found is not None
    assert (found.value.direction, found.value.amount, found.value.percent) == (
        direction,
        amount,
        percent,
    )
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "text",
    [
        "工资不能少于五千",
        "最低8000",
        "至少一万",
        "学历要求低一点的",
        "想去上海做java",
        "more jobs like this",
        "show me more",
        "at least 60k",
        "no more than 40k",
        "5 more years",
        "高级工程师",
        "高一点的职位",
    ],
)
def test_bound_or_other_topic_is_no_relative_wish(text: str) -> None:
    assert find_relative_salary(text) is None


def test_relative_amount_is_not_found_as_pay() -> None:
    assert find_salaries("工资再加两千") == []
    assert find_salaries("knock the minimum down 3 grand and try again") == []


@pytest.mark.parametrize(
    ("text", "expected_period", "lang", "low", "period"),
    [
        ("70", "year", "en", 70000, "year"),
        ("22", "month", "zh", 22000, "month"),
        ("35", "hour", "en", 35, "hour"),
        ("12.50", None, "en", 12.5, "hour"),
        ("30000", None, "en", 30000, "year"),
        ("6000", None, "zh", 6000, "month"),
        ("二十五", "hour", "zh", 25, "hour"),
        ("原来20,想涨到22", "month", "zh", 22000, "month"),
        ("9k", None, "zh", 9000, "month"),
        ("thirty", "year", "en", 30000, "year"),
        ("三百", "day", "zh", 300, "day"),
    ],
)
def test_answer_to_a_question_about_pay(
    text: str, expected_period: str | None, lang: str, low: float, period: str
) -> None:
    salary = parse_salary(text, expected_period=expected_period, lang=lang)  # type: ignore[arg-type]
    assert salary is not None
    assert (salary.min, salary.period) == (low, period)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("5k·13薪", (5000, 5000, "CNY", "month", 13)),
        ("8千-1.5万·14薪", (8000, 15000, "CNY", "month", 14)),
        ("20-30万/年", (200000, 300000, "CNY", "year", None)),
        ("100万以上/年", (1000000, None, "CNY", "year", None)),
        ("3千及以下", (None, 3000, "CNY", "month", None)),
        ("1.5千/天", (1500, 1500, "CNY", "day", None)),
        ("¥9000-12000/月", (9000, 12000, "CNY", "month", None)),
        ("4500-6500元/月", (4500, 6500, "CNY", "month", None)),
        ("$55K-$80K (Glassdoor est.)", (55000, 80000, "USD", "year", None)),
        ("£12.21 per hour", (12.21, 12.21, "GBP", "hour", None)),
        ("£28,000.00 to £31,000.00 per annum", (28000, 31000, "GBP", "year", None)),
        ("€14-€16 p/h", (14, 16, "EUR", "hour", None)),
        ("Up to £45k DOE", (None, 45000, "GBP", "year", None)),
        ("0-45000", (None, 45000, None, "year", None)),
        ("薪资面议", (None, None, None, "month", None)),
    ],
)  # fmt: skip
def test_posting_field(text: str, reading: tuple[object, ...]) -> None:
    s = parse_salary(text, is_posting=True)
    assert s is not None
    assert (s.min, s.max, s.currency, s.period, s.months) == reading


@pytest.mark.parametrize("text", ["", "   ", "see advert", "五险一金", "ask inside", "\u200b"])
def test_field_without_pay_is_none(text: str) -> None:
    assert parse_salary(text, is_posting=True) is None


@pytest.mark.parametrize(
    "text", ["薪资面议", "工资可谈", "salary negotiable", "Competitive salary"]
)
def test_negotiable(text: str) -> None:
    assert [f.value.is_negotiable for f in find_salaries(text)] == [True]


def test_dollars_are_those_of_the_place() -> None:
    assert find_salaries("$22 an hour", country="CA")[0].value.currency == "CAD"
    assert find_salaries("US$22 an hour", country="CA")[0].value.currency == "USD"
    assert find_salaries("22 dollars an hour")[0].value.currency == "USD"


def test_bonus_months_count_a_year_but_not_a_month() -> None:
    salary = parse_salary("20-40k·15薪")
    assert salary is not None
    assert comparable_yearly(salary) == (300000, 600000)
    assert comparable_yearly(salary, with_bonus_months=False) == (240000, 480000)
    assert comparable_monthly(salary) == (20000, 40000)


def test_periods_convert_by_the_stated_hours_and_days() -> None:
    assert to_period(10, "hour", "year") == 20800
    assert to_period(200, "day", "month") == pytest.approx(200 * 260 / 12)
    assert to_period(120000, "year", "month") == 10000


def test_single_figure_is_a_minimum_for_a_wish_and_both_ends_for_a_posting() -> None:
    wish = parse_salary("33k")
    assert wish is not None
    assert (wish.min, wish.max) == (33000, None)
    assert wish.as_posting().max == 33000


def test_span_points_into_the_original_despite_width_and_emoji() -> None:
    text = "😭时薪别低于２０块，谢谢"
    found = find_salaries(text)
    assert text[found[0].start : found[0].end] == "时薪别低于２０块"
    assert found[0].value == Salary(
        20, None, "CNY", "hour", "时薪别低于２０块", shape="at_least", is_period_said=True
    )


@pytest.mark.skipif(not SAMPLES.exists(), reason="../shared/data is not here")
def test_every_real_chinese_shape_reads_right() -> None:
    wrong = []
    with SAMPLES.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            s = parse_salary(row["salary_raw"], is_posting=True)
            number = lambda x: float(x) if x else None  # noqa: E731
            gold = (number(row["min"]), number(row["max"]), row["currency"] or None)
            if s is None or (s.min, s.max, s.currency) != gold:
                wrong.append(row["salary_raw"])
            elif row["period"] and (s.period, str(s.months or "")) != (
                row["period"],
                row["months_per_year"],
            ):
                wrong.append(row["salary_raw"])
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("8-1.2万", 8000, 12000), ("7-1万", 7000, 10000), ("5-2万", 5000, 20000)],
)
def test_left_out_unit_of_a_lower_bound_is_thousands(text, low, high):
    salary = parse_salary(text, is_posting=True)
    assert salary is not None
    assert (salary.min, salary.max, salary.period) == (low, high, "month")


@pytest.mark.parametrize("text", ["6-8元/单", "每单6元", "5元/件", "£2 per parcel", "3元每公里"])
def test_piece_pay_is_no_salary(text):
    assert not find_salaries(text)


@pytest.mark.parametrize(
    ("text", "low", "high", "period"),
    [
        ("法务岗 年薪25-35", 250000, 350000, "year"),
        ("min 12.75", 12.75, None, "hour"),
        ("push it up to 38k", 38000, None, "year"),
        ("up to 38k a year", None, 38000, "year"),
    ],
)
def test_what_a_figure_leaves_out_is_read_from_its_words(
    text: str, low: float | None, high: float | None, period: str
) -> None:
    (found,) = find_salaries(text)
    assert (found.value.min, found.value.max, found.value.period) == (low, high, period)
