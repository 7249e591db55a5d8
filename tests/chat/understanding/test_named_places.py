"""What a place is called, where places are asked for: a place, and no person or aside."""

from datetime import date

import pytest

from chat.understanding import Context, understand

TODAY = date(2026, 11, 21)
ASKED = Context(open_prompt="criteria.cities")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("我们镇叫青溪", "青溪"),
        ("那个地方叫做下湾村", "下湾村"),
        ("a village called Nether Wim", "Nether Wim"),
        ("It's called Ambry", "Ambry"),
    ],
)
def test_what_the_place_is_called_is_the_place(text, place):
    assert understand(text, context=ASKED, today=TODAY).criteria.set["cities"] == [place]


@pytest.mark.parametrize(
    "text",
    [
        "不是上海", "不是那边", "就是随便吧", "都是可以的", "还是算了", "我朋友叫李雷",
        "it's called off", "he's named Dave", "the place called me back",
    ],
)  # fmt: skip
def test_what_else_is_said_or_called_is_no_place(text):
    assert "cities" not in understand(text, context=ASKED, today=TODAY).criteria.set
