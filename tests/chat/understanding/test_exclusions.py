import pytest

from chat.understanding.exclusions import find_exclusions, find_objections
from chat.understanding.reading import read_message
from chat.understanding.scopes import find_scopes


def excluded(text: str) -> list[str]:
    reading = read_message(text)
    return [name for name, _, _ in find_exclusions(reading, find_scopes(reading))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("不要外包", ["外包"]),
        ("别给我夜班的", ["夜班"]),
        ("除了北京哪儿都行", ["北京"]),
        ("电销和保险公司一律不考虑", ["电销", "保险"]),
        ("青岛护士 不上夜班", ["夜班"]),
        ("我不想再做销售了", ["销售"]),
        ("no agencies please", ["agency"]),
        ("anything but sales", ["sales"]),
        ("no weekends and no cold calling", ["weekends", "cold calling"]),
        ("I don't want to work nights or weekends", ["nights", "weekends"]),
        ("exclude Amazon please", ["Amazon"]),
        ("nothing through an agency", ["agency"]),
    ],
)
def test_refused_noun_is_found(text: str, names: list[str]):
    assert excluded(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "嘉兴不要经验的普工",
        "不要求学历",
        "太远了不去",
        "不好意思打错了",
        "我知道了",
        "别的城市也行",
        "you don't know me",
        "nothing below 30k",
        "not sure",
        "no experience needed",
        "not yet",
        "no thanks",
    ],
)
def test_not_every_no_refuses_a_thing(text: str):
    assert excluded(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("这个要经常出差", ["出差"]),
        ("一看就是拉人头的", ["拉人头"]),
        ("it's commission only", ["commission only"]),
        ("these are all customer service", ["customer service"]),
    ],
)
def test_objection_names_what_is_unwanted(text: str, names: list[str]):
    reading = read_message(text)
    assert [n for n, _, _ in find_objections(reading, find_scopes(reading))] == names
