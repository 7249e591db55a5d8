"""Rows of a feed: what is taken, what is refused and why, what is read out of them."""

import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.feed import (
    MAX_LINE_BYTES,
    FeedError,
    FeedItem,
    FileUnreadable,
    ParsedRow,
    build_description,
    build_item,
    build_title_key,
    parse_row,
    read_lines,
)
from tests.factories import build_row

TODAY = date(2026, 11, 21)


def read(**changes: Any) -> FeedItem:
    """Return the item of a row that must be good."""
    parsed = parse_row(build_row(**changes))
    assert isinstance(parsed, ParsedRow), parsed
    item = build_item(parsed, today=TODAY)
    assert isinstance(item, FeedItem), item
    return item


def refuse(**changes: Any) -> FeedError:
    """Return the error of a row that must be refused, at whichever step."""
    parsed = parse_row(build_row(**changes))
    if isinstance(parsed, FeedError):
        return parsed
    item = build_item(parsed, today=TODAY)
    assert isinstance(item, FeedError), item
    return item


# --- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{not json", "bad_json"),
        (b'["a row"]', "bad_json"),
        (b"\xff\xfe{}", "bad_json"),
        (b'{"id": "1", "title": "T", "salary_min": NaN}', "bad_json"),
        (b"[" * 5000, "bad_json"),
        (b'{"title": "Cook"}', "missing_id"),
        (b'{"id": "  ", "title": "Cook"}', "missing_id"),
        (b'{"id": true, "title": "Cook"}', "missing_id"),
        (b'{"id": "1"}', "missing_title"),
        (b'{"id": "1", "title": null}', "missing_title"),
        (b'{"id": "1", "title": "<b> </b>"}', "missing_title"),
    ],
)
def test_a_line_that_is_no_posting_is_refused(line: bytes, code: str) -> None:
    error = parse_row(line)
    assert isinstance(error, FeedError)
    assert error.code == code


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"title": "x" * 301}, "too_long", "/title"),
        ({"description": "x" * 100_001}, "too_long", "/description"),
        ({"url": "https://example.com/" + "x" * 1000}, "too_long", "/url"),
        ({"id": "x" * 201}, "too_long", "/id"),
        ({"title": ["Cook"]}, "bad_type", "/title"),
        ({"description": {"text": "hm"}}, "bad_type", "/description"),
        ({"skills": "a", "tags": [1, 2]}, "bad_type", "/tags"),
        ({"salary_min": "lots"}, "bad_salary", "/salary_min"),
        ({"salary_min": -1}, "bad_salary", "/salary_min"),
        ({"salary_max": 1e12}, "bad_salary", "/salary_max"),
        ({"salary_min": 30000, "salary_max": 20000}, "bad_salary", "/salary_min"),
        ({"salary_min": 10, "salary_currency": "dollars"}, "bad_salary", "/salary_currency"),
        ({"salary_min": 10, "salary_period": "fortnight"}, "bad_salary", "/salary_period"),
        ({"salary_min": 10, "salary_months": 99}, "bad_salary", "/salary_months"),
        ({"posted_at": "2026-02-30"}, "bad_date", "/posted_at"),
        ({"posted_at": "2031-01-01"}, "bad_date", "/posted_at"),
        ({"valid_through": "2026-13-01"}, "bad_date", "/valid_through"),
        ({"valid_through": "soon"}, "bad_date", "/valid_through"),
        ({"url": "javascript:alert(1)"}, "bad_url", "/url"),
        ({"url": "ftp://example.com/job"}, "bad_url", "/url"),
    ],
)
def test_a_row_that_cannot_be_trusted_is_refused_with_its_place(
    changes: dict[str, Any], code: str, path: str
) -> None:
    error = refuse(**changes)
    assert (error.code, error.path) == (code, path)
    assert error.detail


def test_broken_pay_is_read_from_what_the_source_wrote() -> None:
    item = read(
        lang="zh", city="上海", salary_min=30000, salary_max=20, salary_raw="2-3万·14薪",
        salary_currency="CNY", salary_period="month",
    )  # fmt: skip
    assert (item.pay.min, item.pay.max, item.pay.months) == (20000, 30000, 14)


@pytest.mark.parametrize(
    "changes",
    [
        {"posted_at": "just posted"},
        {"employment_type": "Volunteer"},
        {"experience": "some"},
        {"education": "whatever"},
        {"city": "Xyzzyville"},
        {"skills": None, "tags": None},
        {"extra": {"nested": [1, 2, 3]}, "another": "x" * 5000},
        {"description": None, "company": None, "city": None},
        {"url": "www.example.com/jobs/1"},
        {"id": 4711},
    ],
)
def test_what_is_merely_unknown_is_forgiven(changes: dict[str, Any]) -> None:
    assert read(**changes).title == "Backend Developer"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    ),
    st.sampled_from([*build_row(), "salary_min", "salary_raw", "skills", "posted_at", "url"]),
)
@settings(max_examples=300, deadline=None)
def test_any_value_in_any_field_gives_an_item_or_an_error(value: Any, key: str) -> None:
    parsed = parse_row(build_row(**{key: value}))
    if isinstance(parsed, ParsedRow):
        item = build_item(parsed, today=TODAY)
        assert isinstance(item, FeedItem | FeedError)
        if isinstance(item, FeedItem):
            assert "\x00" not in json.dumps([item.title, item.description_text, item.extra])


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_a_row_or_an_error(data: bytes) -> None:
    assert isinstance(parse_row(data), ParsedRow | FeedError)


# --- hash -------------------------------------------------------------------------------------


def test_the_hash_follows_what_is_said_not_how_it_is_spelled() -> None:
    row = build_row(id="1")
    plain = parse_row(json.dumps(row))
    spaced = parse_row(json.dumps(dict(reversed(row.items())), indent=3, ensure_ascii=True))
    other = parse_row(row | {"description": "Something else."})
    extra = parse_row(row | {"industry": "Retail"})
    assert isinstance(plain, ParsedRow)
    assert isinstance(spaced, ParsedRow)
    assert isinstance(other, ParsedRow)
    assert isinstance(extra, ParsedRow)
    assert plain.content_hash == spaced.content_hash
    assert len({plain.content_hash, other.content_hash, extra.content_hash}) == 3


# --- what is read -----------------------------------------------------------------------------


def test_structured_pay_comes_first_and_bonus_months_are_not_multiplied_in() -> None:
    pay = read(
        lang="zh", city="北京", salary_min=18000, salary_max=35000, salary_currency="CNY",
        salary_period="month", salary_months=15, salary_raw="18-35K·15薪",
    ).pay  # fmt: skip
    assert (pay.min, pay.max, pay.months, pay.raw) == (18000, 35000, 15, "18-35K·15薪")
    assert pay.yearly == (216_000, 420_000)


def test_pay_without_a_known_currency_is_not_comparable() -> None:
    pay = read(city=None, salary_min=20, salary_max=25, salary_period="hour").pay
    assert pay.currency is None
    assert pay.yearly == (None, None)


def test_pay_without_a_sign_is_in_the_money_of_its_place() -> None:
    assert read(city="Dublin, Ireland", salary_min=20, salary_period="hour").pay.currency == "EUR"
    assert read(city="Toronto", salary_min=20, salary_period="hour").pay.yearly[0] == 20 * 2080


def test_weekly_pay_is_kept_as_a_year_of_weeks() -> None:
    pay = read(salary_min=500, salary_period="week", salary_currency="GBP").pay
    assert (pay.min, pay.period) == (26_000, "year")


@pytest.mark.parametrize(
    ("city", "lang", "holds", "not_held"),
    [
        ("上海·浦东新区", "zh", "cn/上海", "cn/北京"),
        ("广州-天河区", "zh", "cn/广东/广州", "cn/广东/深圳"),
        ("Mountain View, CA, United States", "en", "us/CA", "us/NY"),
        ("London, United Kingdom", "en", "gb", "ca"),
    ],
)
def test_a_place_stands_under_all_it_lies_in(
    city: str, lang: str, holds: str, not_held: str
) -> None:
    keys = read(city=city, lang=lang).place_keys
    assert holds in keys
    assert not_held not in keys
    assert holds.split("/")[0] in keys


def test_an_unknown_place_keeps_its_words() -> None:
    item = read(city="Xyzzyville")
    assert [x.raw for x in item.locations] == ["Xyzzyville"]
    assert item.locations[0].place is None
    assert item.place_keys == ("raw/xyzzyville",)
    assert "xyzzyville" in item.head_text


def test_several_places_are_several_locations() -> None:
    item = read(city=["London", "Manchester"])
    assert len(item.locations) == 2


def test_remote_is_what_the_row_says_of_itself() -> None:
    assert read(telecommuting=True).is_remote
    assert read(tags=["Fully remote"]).is_remote
    assert not read(description="We work with remote teams in India.").is_remote


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"employment_type": "全职"}, "full_time"),
        ({"employment_type": "Part-time"}, "part_time"),
        ({"employment_type": None, "title": "数据分析实习生"}, "internship"),
        ({"experience": "4天/周3个月"}, "internship"),
        ({"employment_type": "Other"}, None),
    ],
)
def test_employment_type(changes: dict[str, Any], expected: str | None) -> None:
    assert read(**changes).employment_type == expected


@pytest.mark.parametrize(
    ("experience", "expected"),
    [
        ("3-5年", (3, 5)),
        ("10年以上", (10, None)),
        ("经验不限", (0, None)),
        ("无需经验", (0, None)),
        ("2年工作经验", (2, None)),
        ("5 years", (5, None)),
    ],
)
def test_experience(experience: str, expected: tuple[float, float | None]) -> None:
    item = read(experience=experience, description=None)
    assert (item.experience_min, item.experience_max) == expected


def test_years_are_read_from_the_demands_where_no_field_gives_them() -> None:
    item = read(
        description="We were founded 20 years ago.\n\nRequirements:\n- At least 3 years of experience with Python\n- Bachelor's degree"
    )
    assert item.experience_min == 3
    assert item.education == "bachelor"


@pytest.mark.parametrize(
    ("education", "expected"),
    [
        ("本科及以上", "bachelor"),
        ("学历不限", "none"),
        ("中专/中技", "high_school"),
        ("High School or equivalent", "high_school"),
        ("Master's Degree", "master"),
    ],
)
def test_education(education: str, expected: str | None) -> None:
    assert read(education=education, description=None).education == expected


def test_dates_keep_their_meaning() -> None:
    item = read(posted_at="2026-11-03", valid_through="2026-12-01")
    assert item.date_posted == date(2026, 11, 3)
    # A day without an hour lasts to its end.
    assert item.valid_through == datetime(2026, 12, 1, 23, 59, 59, tzinfo=UTC)
    assert read(posted_at="2026/11/3").date_posted == date(2026, 11, 3)


# --- description ------------------------------------------------------------------------------


def test_html_is_made_safe_and_its_text_kept() -> None:
    html, text = build_description(
        "<h2>Cook</h2><p onclick='x()'>You <b>cook</b>.</p><script>steal()</script>"
        "<img src='http://beacon.example/x.gif'><a href='javascript:x()'>a</a>"
        "<a href='https://example.com/' target=_blank style='x'>b</a><ul><li>one<li>two</ul>"
    )
    for bad in ("script", "steal", "img", "onclick", "javascript", "style", "beacon"):
        assert bad not in html
    assert 'rel="nofollow noopener noreferrer"' in html
    assert "You cook." in text
    assert "one\ntwo" in text.replace("\n\n", "\n")
    assert "<" not in text


def test_escaped_html_is_unescaped_once() -> None:
    html, text = build_description(
        "&lt;p&gt;Fish &amp;amp; chips&lt;/p&gt;&lt;img src=x onerror=y&gt;"
    )
    assert text == "Fish & chips"
    assert "img" not in html


def test_plain_text_keeps_its_lines_and_its_angle_brackets() -> None:
    html, text = build_description("Pay < 30\n- a\n- b\n\nNext & last")
    assert text == "Pay < 30\n- a\n- b\n\nNext & last"
    assert html == "<p>Pay &lt; 30<br>- a<br>- b</p><p>Next &amp; last</p>"


@pytest.mark.parametrize(
    ("raw", "html", "text"),
    [
        ("Oil &amp; Gas", "<p>Oil &amp; Gas</p>", "Oil & Gas"),
        ("Oil &amp;amp; Gas", "<p>Oil &amp; Gas</p>", "Oil & Gas"),
        ("<p>Oil &amp;amp; Gas&amp;nbsp;now</p>", "<p>Oil &amp; Gas\u00a0now</p>", "Oil & Gas now"),
        ("R&D, R&amp;D", "<p>R&amp;D, R&amp;D</p>", "R&D, R&D"),
        ("&amp;lt;script&amp;gt;x", "<p>&lt;script&gt;x</p>", "<script>x"),
        ("<p>&amp;lt;script&amp;gt;x</p>", "<p>&lt;script&gt;x</p>", "<script>x"),
    ],
)
def test_description_escaped_once_or_twice_reads_the_same(raw: str, html: str, text: str) -> None:
    made = build_description(raw)
    assert made[1] == text
    assert made[0].replace("&nbsp;", "\u00a0") == html


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Senior Backend Engineer (m/f/d)", "backend engineer"),
        ("【急招】高级Java开发工程师（上海）", "java开发工程师"),
        ("Java开发工程师(J10021)", "java开发工程师"),
        ("Cook #12345", "cook"),
        ("C++", "c++"),
        (".NET Developer", "net developer"),
    ],
)
def test_title_key_drops_what_equal_openings_do_not_share(title: str, key: str) -> None:
    assert build_title_key(title) == key


# --- files ------------------------------------------------------------------------------------


def lines_of(path: Path) -> list[tuple[int, bytes, str | None]]:
    return [(x.number, x.data, x.error.code if x.error else None) for x in read_lines(path)]


def test_gzip_is_told_by_content(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    plain.write_bytes(b"\xef\xbb\xbf{}\n\n  \n{}\n")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert lines_of(plain) == lines_of(packed) == [(1, b"{}\n", None), (4, b"{}\n", None)]


def test_a_file_that_breaks_off_gives_what_it_had(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    rows = b"".join(b'{"id": "%d", "title": "t%d"}\n' % (i, i * 7919) for i in range(20_000))
    path.write_bytes(gzip.compress(rows)[:-2000])
    found = lines_of(path)
    assert len(found) > 1000
    assert found[-1][2] == "truncated_file"


def test_an_endless_line_is_one_error_and_the_next_line_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"x" * (3 * MAX_LINE_BYTES) + b"\n{}\n")
    assert lines_of(path) == [(1, b"", "too_long"), (2, b"{}\n", None)]


def test_what_is_no_file_is_said_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="No such file"):
        lines_of(tmp_path / "none.jsonl")
    wrong = tmp_path / "a.jsonl.gz"
    wrong.write_bytes(b"hello")
    with pytest.raises(FileUnreadable, match="not gzip"):
        lines_of(wrong)


def test_a_text_with_half_a_character_is_refused_by_itself():
    found = parse_row({"id": "1", "title": "Cook", "note": "\ud800"})
    assert isinstance(found, FeedError)
    assert found.code == "bad_type"
