"""What recruiters' words are warned of; a denial or plain talk of pay warns of nothing."""

import pytest

from recruiting.screening import find_warnings, screen_message

ASKS = [
    ("money", "Please pay a deposit of £200 before your first day"),
    ("money", "There is a small registration fee, send $50 to start"),
    ("money", "You will need to buy gift cards for the client"),
    ("money", "入职前需要交押金500元"),
    ("money", "我们先收培训费,上岗后退还"),
    ("money", "押 金 300,转给我就行"),
    ("money", "兼职刷单,需要先垫付一笔"),
    ("secret", "把短信验证码发给我"),
    ("secret", "Send me the verification code you just got"),
    ("secret", "Please send a photo of your passport and your bank account number"),
    ("secret", "发一下身份证正反面和银行卡号"),
    ("elsewhere", "加我微信聊吧"),
    ("elsewhere", "加 微/信 详谈"),
    ("elsewhere", "Text me on WhatsApp, it is faster"),
    ("elsewhere", "W.h.a.t.s.A.p.p only please"),
    ("elsewhere", "QQ:123456789 联系"),
]
PLAIN = [
    "We pay 20 pounds an hour and cover travel",
    "We never ask for a deposit or any fee",
    "我们不收取任何押金和培训费",
    "体检费由公司承担",
    "Could you come to the office on Monday at ten?",
    "请问你什么时候方便面试?",
    "The training is paid by the company",
    "薪资面议,五险一金",
    "谨防诈骗:凡是要求交押金的都是骗子",
]


@pytest.mark.parametrize(("kind", "text"), ASKS)
def test_what_no_employer_asks_for_is_found(kind, text):
    assert kind in find_warnings(text)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_are_let_be(text):
    assert find_warnings(text) == ()


@pytest.mark.parametrize(
    "link", ["http://evil.example/x", "evil。com/login", "www.evil.example", "https://ev‮il.example"]
)
def test_links_are_taken_out_however_dressed_up(link):
    screened = screen_message(f"Look at {link} now", removed="[gone]", own_host="jobs.example")
    assert "evil" not in screened.text.replace("[gone]", "")
    assert "link" in screened.warnings


def test_links_to_this_house_stay():
    text = "See https://jobs.example/jobs/12"
    screened = screen_message(text, removed="[gone]", own_host="jobs.example")
    assert screened.text == text
    assert screened.warnings == ()
