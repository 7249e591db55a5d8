import pytest

from chat.understanding.reading import read_message
from chat.understanding.slips import correct_slips


def corrected(text: str) -> list[tuple[str, str]]:
    return [(c.before, c.after) for c in correct_slips(read_message(text)).corrections]


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("pyhton开发 成都", "pyhton", "python"),
        ("software enginer wanted", "enginer", "engineer"),
        ("looking for warehose work", "warehose", "warehouse"),
        ("找个皮森的工作", "皮森", "Python"),
        ("五险一斤有吗", "五险一斤", "五险一金"),
        ("jango developer", "jango", "django"),
        ("MANGAER JOBS", "MANGAER", "MANAGER"),
    ],
)
def test_slip_is_put_right_and_cited(text: str, before: str, after: str):
    reading = correct_slips(read_message(text))
    assert [(c.before, c.after) for c in reading.corrections] == [(before, after)]
    span = reading.corrections[0].span
    assert text[span.start : span.end] == before
    assert after in reading.text


@pytest.mark.parametrize(
    "text",
    [
        "chef and baker in Bath",
        "I was the chief diver on a rig",
        "my name is Manger, Anna Buyner",
        "write to jhon.enginer@example.com",
        "see github.com/enginer/pyhton",
        "I work with Enginerd Labs",
        "我会记账",
        "身上起了白斑",
        "上海前段时间很热",
        "在宝安上班",
    ],
)
def test_words_that_may_be_meant_are_left_alone(text: str):
    assert corrected(text) == []


def test_offsets_after_a_correction_still_lead_to_the_original():
    text = "accountent in Leeds"
    reading = correct_slips(read_message(text))
    at = reading.text.index("Leeds")
    assert reading.span(at, at + 5).text == "Leeds"
