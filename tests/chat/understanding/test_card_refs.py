import pytest

from chat.understanding.card_refs import find_card_refs
from chat.understanding.reading import read_message
from chat.understanding.types import Card, Context

CARDS = (
    Card("仓库管理员", "顺达物流有限公司", "上海", "浦东"),
    Card("Warehouse operative", "Barclays Bank plc", "Leeds"),
    Card("前台", "如家酒店", "苏州", "姑苏"),
)


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("第二个", (1,)),
        ("the first one", (0,)),
        ("最后那个", (2,)),
        ("the last one please", (2,)),
        ("一和三哪个好", (0, 2)),
        ("number 2 vs number 3", (1, 2)),
        ("前两个都投", (0, 1)),
        ("2号", (1,)),
        ("那个浦东的", (0,)),
        ("the Barclays one", (1,)),
        ("问问顺达那家", (0,)),
        ("酒店那个", (2,)),
        ("第八个", ()),
        ("一个月休几天", ()),
        ("3 years experience", ()),
        ("我第一次面试", ()),
    ],
)
def test_cards_are_found_by_number_and_by_content(text: str, refs: tuple[int, ...]):
    context = Context(last_cards=3, cards=CARDS)
    assert find_card_refs(read_message(text), context) == refs


def test_this_one_means_the_only_card():
    assert find_card_refs(read_message("就这个"), Context(last_cards=1)) == (0,)
    assert find_card_refs(read_message("就这个"), Context(last_cards=3)) == ()


def test_nothing_shown_means_no_card():
    assert find_card_refs(read_message("第二个"), Context()) == ()
