"""Work said by what it consists of, where no occupation is named."""

from datetime import date

import pytest

from chat.understanding import understand

TODAY = date(2026, 11, 21)

SAID = [
    ("给猫狗看病的,福州有没有", "给猫狗看病"),
    ("喂鱼的活有没有", "喂鱼"),
    ("给牙科当助手的那种,昆明", "给牙科当助手"),
    ("我媳妇想去月子中心上班,合肥", "月子中心"),
    ("i mend umbrellas, anything in Hull?", "mend umbrellas"),
    ("looking after woods and paths, near Inverness", "looking after woods and paths"),
    ("something with bees, Hereford", "bees"),
    ("I can't find anything with horses", "horses"),
    ("我妈想找给猫狗看病的活", "给猫狗看病"),
    ("有没有喂鱼的活", "喂鱼"),
]
NOT_SAID = [
    "离家近的,轻松点的活",
    "想找个包吃住的工作,不累的那种",
    "孩子上学了,想找点事做",
    "有没有适合孕妇干的活,坐着的",
    "i love my dog but i need work",
    "I like working with people and I need a job in Leeds",
    "i look for work, my english not good sorry",
]


DENIED = [
    "I no longer look after horses",
    "I am scared of working with horses",
    "my dad i help him",
    "I can't drive lorries",
    "我不会开挖掘机",
    "我爸是种地的",
]


@pytest.mark.parametrize("text", DENIED)
def test_what_is_not_done_or_by_another_is_not_looked_for(text):
    assert "titles" not in understand(text, today=TODAY).criteria.set


@pytest.mark.parametrize(("text", "work"), SAID)
def test_what_is_done_stands_for_the_work(text, work):
    assert understand(text, today=TODAY).criteria.set["titles"] == [work]


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_is_no_work_names_none(text):
    found = understand(text, today=TODAY).criteria.set
    assert "titles" not in found
    assert "exclude" not in found


def test_where_nothing_was_shown_nothing_is_objected_to():
    found = understand("我们四个都是瓦工,石家庄有活没,日结", today=TODAY).criteria.set
    assert found["titles"] == ["瓦工"]


def test_years_at_home_are_no_years_in_the_work():
    found = understand("带娃五年没上班了,想在南昌找个收银的活", today=TODAY).criteria.set
    assert found["titles"] == ["收银"]
    assert "experience_years" not in found
