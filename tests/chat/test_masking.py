"""What counts as a contact detail, and what must not."""

import pytest

from chat.masking import Masker


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("我的电话是138 1234 5678", "138 1234 5678"),
        ("电话：１３８１２３４５６７８", "13812345678"),
        ("座机 010-62345678", "010-62345678"),
        ("call me on +44 20 7946 0958", "+44 20 7946 0958"),
        ("call (020) 7946-0958 please", "(020) 7946-0958"),
        ("mail zhang.san+jobs@mail.example.com", "zhang.san+jobs@mail.example.com"),
        ("邮箱zhang＠example.com谢谢", "zhang@example.com"),
        ("身份证110101199003077758", "110101199003077758"),
        ("微信号 zhangsan88", "zhangsan88"),
        ("wechat id: zhang_san-9", "zhang_san-9"),
        ("QQ 12345678", "12345678"),
    ],
)
def test_contact_details_are_taken_out_and_put_back(text, detail):
    masker = Masker()
    masked = masker.mask(text)
    assert detail not in masked
    assert detail in masker.unmask(masked)


@pytest.mark.parametrize(
    "text",
    [
        "月薪20000-30000元，13薪",
        "薪资8000 - 12000",
        "£28,000 to £32,000 a year",
        "年薪 1,200,000",
        "2019.03-2021.05 在北京",
        "2015-09-01 - 2019-06-30",
        "since 2018-2022, then 2023",
        "posted 2026-11-02 09:30",
        "5年经验，3k-5k，J1 和 J2",
        "skype is a tool I know",
    ],
)
def test_pay_and_dates_stay(text):
    assert Masker().mask(text) == text


def test_same_detail_has_one_placeholder_and_others_have_others():
    masker = Masker()
    masked = masker.mask("13812345678 or 13912345678, again 13812345678")
    assert masked == "[phone-1] or [phone-2], again [phone-1]"
    assert Masker().unmask(masked) == masked
