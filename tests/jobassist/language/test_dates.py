"""Dates exactly as precise as given, ranges, and the impossible."""

from datetime import date

import pytest

from jobassist.language.dates import find_date_ranges, find_dates, parse_date

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2020年6月", "2020-06"),
        ("2020.06", "2020-06"),
        ("2020/6", "2020-06"),
        ("2020-06-15", "2020-06-15"),
        ("2020年6月15日", "2020-06-15"),
        ("2018年", "2018"),
        ("18年毕业的", "2018"),
        ("20年9月进的厂", "2020-09"),
        ("98年3月", "1998-03"),
        ("二零一八年七月", "2018-07"),
        ("二〇一三年", "2013"),
        ("一九年九月", "2019-09"),
        ("二〇二二年十一月", "2022-11"),
        ("今年三月", "2026-03"),
        ("去年十月", "2025-10"),
        ("前年", "2024"),
        ("大前年", "2023"),
        ("前年8月份", "2024-08"),
        ("上个月", "2026-10"),
        ("上上个月", "2026-09"),
        ("这个月", "2026-11"),
        ("五年前", "2021"),
        ("三个月前", "2026-08"),
        ("两年前", "2024"),
        ("22年夏天,六月吧", "2022-06"),
        ("２０１９年３月", "2019-03"),
        ("九月份", "2026-09"),
        ("12月", "2025-12"),
        ("2017年底", "2017"),
        ("August 2019", "2019-08"),
        ("aug 2019", "2019-08"),
        ("Sept. 2015", "2015-09"),
        ("Jan '21", "2021-01"),
        ("jan21", "2021-01"),
        ("12 March 2020", "2020-03-12"),
        ("March 12th, 2020", "2020-03-12"),
        ("the 3rd of May 2018", "2018-05-03"),
        ("05/2017", "2017-05"),
        ("25/12/2020", "2020-12-25"),
        ("12/25/2020", "2020-12-25"),
        ("2016", "2016"),
        ("back in 2016", "2016"),
        ("early 2019", "2019"),
        ("spring 2018", "2018"),
        ("last March", "2026-03"),
        ("last December", "2025-12"),
        ("this September", "2026-09"),
        ("last year", "2025"),
        ("June last year", "2025-06"),
        ("last month", "2026-10"),
        ("four years ago", "2022"),
        ("6 months ago", "2026-05"),
        ("twenty nineteen", "2019"),
        ("two thousand and twelve", "2012"),
        ("oh six", "2006"),
        ("'09", "2009"),
        ("in February", "2026-02"),
    ],
)
def test_date_is_as_precise_as_said(text: str, iso: str) -> None:
    value = parse_date(text, today=TODAY)
    assert value is not None
    assert value.iso == iso


@pytest.mark.parametrize(
    "text",
    [
        "月薪5000",
        "2000元",
        "2000 人次",
        "2000 元每月",
        "2018 万元业绩",
        "2000 名会员",
        "我今年35岁",
        "3年经验",
        "13900001234",
        "I may apply",
        "marching band",
        "8小时",
        "前端开发",
        "band 5",
        "£2000 a month",
        "做月嫂",
        "五险一金",
        "几年前",
        "a few years ago",
        "second one",
    ],
)
def test_no_date(text: str) -> None:
    assert parse_date(text, today=TODAY) is None


@pytest.mark.parametrize("text", ["2021-13", "2021年2月30日", "31/02/2020", "2019年14月"])
def test_impossible_date_is_flagged_and_has_no_iso(text: str) -> None:
    value = parse_date(text, today=TODAY)
    assert value is not None
    assert not value.is_valid
    assert value.iso is None


@pytest.mark.parametrize(
    ("text", "start", "end", "is_current"),
    [
        ("2017.09-2021.06", "2017-09", "2021-06", False),
        ("2017年9月-2021年6月", "2017-09", "2021-06", False),
        ("2020年3月到现在", "2020-03", None, True),
        ("2020.3~至今", "2020-03", None, True),
        ("2018/05 — 2019/11", "2018-05", "2019-11", False),
        ("2021年3月到9月", "2021-03", "2021-09", False),
        ("2012到2016", "2012", "2016", False),
        ("从2019年开始", "2019", None, False),
        ("二〇一八年三月至二〇二〇年五月", "2018-03", "2020-05", False),
        ("去年三月到今年五月", "2025-03", "2026-05", False),
        ("18年3月-20年8月", "2018-03", "2020-08", False),
        ("Jan 2018 - Mar 2020", "2018-01", "2020-03", False),
        ("January 2018 to present", "2018-01", None, True),
        ("2018 – 2020", "2018", "2020", False),
        ("2019-21", "2019", "2021", False),
        ("09/2014–06/2018", "2014-09", "2018-06", False),
        ("since March 2021", "2021-03", None, True),
        ("from 2015 until 2018", "2015", "2018", False),
        ("Mar to Sept 2020", "2020-03", "2020-09", False),
        ("2022 - now", "2022", None, True),
        ("between 2010 and 2014", "2010", "2014", False),
        ("2021年6月离职", None, "2021-06", False),
        ("left in 2019", None, "2019", False),
        ("2023-", "2023", None, True),
        ("may20-jun22", "2020-05", "2022-06", False),
    ],
)
def test_range(text: str, start: str | None, end: str | None, is_current: bool) -> None:
    found = find_date_ranges(text, today=TODAY)
    assert len(found) == 1, [f.text for f in found]
    value = found[0].value
    assert (value.start and value.start.iso) == start
    assert (value.end and value.end.iso) == end
    assert value.is_current is is_current
    assert text[found[0].start : found[0].end] == found[0].text


def test_reversed_range_is_flagged() -> None:
    assert find_date_ranges("2019.9-2018.7", today=TODAY)[0].value.is_reversed
    assert find_date_ranges("jan 2021 to dec 2020", today=TODAY)[0].value.is_reversed
    assert not find_date_ranges("2018-2018", today=TODAY)[0].value.is_reversed


def test_correction_wins() -> None:
    value = parse_date("2017年5月,不对,2018年5月", today=TODAY)
    assert value is not None
    assert value.iso == "2018-05"
    value = parse_date("是2021年六月,不是七月", today=TODAY)
    assert value is not None
    assert value.iso == "2021-06"


def test_vague_words_are_marked() -> None:
    spring = parse_date("last spring", today=TODAY)
    assert spring is not None
    assert (spring.iso, spring.is_about) == ("2026", True)


def test_each_date_of_a_text_has_its_place() -> None:
    text = "2019年3月進廠,2021.07走的"
    assert [(f.text, f.value.iso) for f in find_dates(text, today=TODAY)] == [
        ("2019年3月", "2019-03"),
        ("2021.07", "2021-07"),
    ]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("navy oh seven to thirteen", "2007", "2013"),
        ("twenty ten to nineteen", "2010", "2019"),
    ],
)
def test_the_end_of_a_spoken_span_may_leave_out_its_century(
    text: str, start: str, end: str
) -> None:
    value = find_date_ranges(text, today=TODAY)[0].value
    assert value.start is not None
    assert value.end is not None
    assert (value.start.iso, value.end.iso) == (start, end)


@pytest.mark.parametrize(
    ("text", "iso"),
    [("20年六月", "2020-06"), ("23年十一月", "2023-11"), ("'19年二月份", "2019-02")],
)
def test_a_short_year_takes_a_month_in_characters(text: str, iso: str) -> None:
    value = parse_date(text, today=TODAY)
    assert value is not None
    assert value.iso == iso
