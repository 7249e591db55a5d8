"""E-mails, phones and profiles as people type and dictate them. All numbers are invented."""

import pytest

from jobassist.language.contacts import find_emails, find_phones, find_profiles


@pytest.mark.parametrize(
    ("text", "address", "problem"),
    [
        ("邮箱 lihua.w@example.com", "lihua.w@example.com", None),
        ("my email: Jo.Bloggs@Example.co.uk.", "Jo.Bloggs@example.co.uk", None),
        ("邮箱是wang_88@example.cn,电话后面给", "wang_88@example.cn", None),
        ("ｍａｉｌ：zhang＠example.com", "zhang@example.com", None),
        ("mary dot kelly at example dot ie", "mary.kelly@example.ie", None),
        ("chen.li@@example.com", "chen.li@@example.com", "two_at"),
        ("chenli@example,com", "chenli@example,com", "comma"),
        ("chenli@example", "chenli@example", "no_dot"),
        ("email is chenli.example.com", "chenli.example.com", "no_at"),
    ],
)
def test_email(text: str, address: str, problem: str | None) -> None:
    found = find_emails(text)
    assert [(f.value.address, f.value.problem) for f in found] == [(address, problem)]
    assert text[found[0].start : found[0].end] == found[0].text


@pytest.mark.parametrize(
    "text", ["look at me dot", "meet at noon", "@张三", "we met at example", "3@ 5"]
)
def test_no_email(text: str) -> None:
    assert [f.text for f in find_emails(text) if f.value.is_valid] == []


@pytest.mark.parametrize(
    ("text", "region", "digits", "is_valid"),
    [
        ("电话13900001111", None, "13900001111", True),
        ("手机:139 0000 1111", None, "13900001111", True),
        ("+86 139-0000-1111", None, "+8613900001111", True),
        ("我的号码是一三九零零零零一一一一", None, "13900001111", True),
        ("座机010-62000000", None, "01062000000", True),
        ("07700 900123", "GB", "07700900123", True),
        ("call me on 0113 496 0000", "GB", "01134960000", True),
        ("+44 7700 900123", None, "+447700900123", True),
        ("(312) 555-0142", "US", "3125550142", True),
        ("phone 312.555.0142", "US", "3125550142", True),
        ("086 000 1234", "IE", "0860001234", None),
        ("oh seven seven double oh nine oh oh one two three", "GB", "07700900123", True),
        ("1390000111", None, "1390000111", False),
        ("139000011112", None, "139000011112", False),
        ("尾号改成4321", None, None, False),
        ("last four digits are 4321", None, "4321", False),
    ],
)
def test_phone(text: str, region: str | None, digits: str | None, is_valid: bool | None) -> None:
    found = find_phones(text, region=region)
    if digits is None:
        # "改成" is no digit label; the caller's open prompt says what 4321 is.
        assert found == []
        return
    assert [f.value.digits for f in found] == [digits]
    if is_valid is not None:
        assert found[0].value.is_valid is is_valid
    assert text[found[0].start : found[0].end] == found[0].text


@pytest.mark.parametrize(
    "text",
    [
        "2018.5-2020.12",
        "2019.03-2022.06",
        "工资8000-12000",
        "2015-2019年",
        "月薪15000",
        "1990.4.12",
        "身份证110101199003070000",
        "£28,000 - £30,000",
        "band 5 or 6",
        "qq 123456789",
        "2012.9—2016.6 山东",
    ],
)
def test_number_that_is_no_phone(text: str) -> None:
    assert [f.text for f in find_phones(text)] == []


@pytest.mark.parametrize(
    ("text", "network", "username"),
    [
        ("https://github.com/example-user", "github", "example-user"),
        ("github.com/example-user", "github", "example-user"),
        ("linkedin.com/in/jo-bloggs", "linkedin", "jo-bloggs"),
        ("微信:abc_12345", "wechat", "abc_12345"),
        ("QQ:123456789", "qq", "123456789"),
        ("www.example.com", "website", None),
    ],
)
def test_profile(text: str, network: str, username: str | None) -> None:
    found = find_profiles(text)
    assert [(f.value.network, f.value.username) for f in found] == [(network, username)]


@pytest.mark.parametrize(
    "text", ["node.js", "ASP.NET core", "me@example.com", "e.g. this", "v1.2.3"]
)
def test_no_profile(text: str) -> None:
    assert find_profiles(text) == []
