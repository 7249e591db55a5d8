"""What leads to another place is found however it is written; words of a trade are not."""

import pytest

from jobassist.language.links import drop_invisible, find_links, show_plainly

LEADS_OUT = [
    "https://ev",
    "见 https://bad.example/a?b=1 吧",
    "hxxps://bad.example",
    "http:\\\\bad.example",
    "//bad.example/pixel.gif",
    "www.bad․example",
    "看bad.example哦",
    "bad。example",
    "ｂａｄ．ｅｘａｍｐｌｅ",
    "ⓑⓐⓓ.ⓔⓧⓐⓜⓟⓛⓔ",
    "𝚋𝚊𝚍.𝚎𝚡𝚊𝚖𝚙𝚕𝚎",
    "bаd.example",
    "b\u200bad.exa\u2060mple",
    "请发到hr@bad.example。",
    "![x](https://bad.example/q)",
    "javascript:alert(1)",
    "data:text/html,hi",
    "tel:+8613800000000",
    "weixin://dl/chat",
    "169.254.169.254/latest",
    "bad[.]example",
    "bad (dot) com",
    "bad dot example",
    "t.me/jobs_now",
    "xn--bd-eka.example",
]
STAYS = [
    "会 Node.js 和 ASP.NET，3.5k",
    "JavaScript: 3 years",
    "熟悉 Python。Java 也行",
    "v1.2.3 and e.g. this, U.S. hours 10.5/h, 24/7",
    "Big data: great. Tel: later",
    "薪资 8.5-10k/月。五险一金。",
    "C++ <3 and a/b testing",
    "他说:好的。OK。Thanks。",
    "18:30-20:00, 2026.11.22",
]


@pytest.mark.parametrize("text", LEADS_OUT)
def test_finds_what_leads_out(text):
    assert find_links(text)


@pytest.mark.parametrize("text", STAYS)
def test_leaves_ordinary_words(text):
    assert find_links(text) == []


def test_span_is_that_of_the_text_as_written():
    text = "来 ｂａｄ．ｅｘａｍｐｌｅ 看"
    ((start, end),) = find_links(text)
    assert text[start:end] == "ｂａｄ．ｅｘａｍｐｌｅ"


def test_drops_what_nobody_sees_and_keeps_emoji_whole():
    assert drop_invisible("仓\u200b管‌员\U000e0041 👨‍👩‍👧") == "仓管员 👨‍👩‍👧"
    assert drop_invisible("a" + "\u0301" * 40).count("\u0301") < 10


def test_nothing_opens_an_element():
    assert "<" not in show_plainly("<script>alert(1)</script><!-- x --><?php")
    assert show_plainly("C++ <3, a < b") == "C++ <3, a < b"


def test_a_long_hum_is_read_in_no_time():
    for text in ("a." * 20_000, "@" * 20_000, "www." * 8_000, "x-" * 20_000, "1." * 20_000):
        find_links(text)
