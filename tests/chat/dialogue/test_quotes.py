"""Questions about a job are answered in the posting's own sentences."""

import pytest

from chat.dialogue.quotes import find_quotes, topic_of
from jobs.requirements import split_sections

EN = """About us
Harbour Bakery has fed this town since 1921.
What you will do:
Bake bread and rolls for the morning.
Keep the ovens and the counter clean.
Requirements:
At least one year in a bakery.
Food hygiene certificate.
Benefits:
Free lunch and a pension.
Overtime is paid at time and a half."""
ZH = """岗位职责：
1、负责面包和点心的制作；
2、保持操作间整洁；
任职要求：
1、一年以上烘焙经验；
2、有健康证；
福利待遇：
五险一金，包吃包住；
偶尔需要加班，有加班费。"""


@pytest.mark.parametrize(
    ("text", "question", "answer", "never"),
    [
        (EN, "What does the second one do?", "Bake bread", "certificate"),
        (EN, "what would I be doing", "Bake bread", "pension"),
        (EN, "What skills does it require?", "one year in a bakery", "Bake bread"),
        (EN, "any perks?", "pension", "Bake bread"),
        (EN, "is there overtime on the first?", "time and a half", "Bake"),
        (ZH, "第二个是做什么的？", "面包和点心", "健康证"),
        (ZH, "这个岗位要求什么", "烘焙经验", "点心"),
        (ZH, "有什么福利", "包吃包住", "健康证"),
        (ZH, "加班多吗", "加班费", "点心"),
    ],
)
def test_answer_is_the_part_that_was_asked_about(
    text: str, question: str, answer: str, never: str
) -> None:
    topic = topic_of(question)
    assert topic is not None
    part = split_sections(text).get(topic.section, ()) if topic.section else ()
    quotes = find_quotes(text, question=question, topic=topic, part=part)
    assert any(answer in each for each in quotes), quotes
    assert not any(never in each for each in quotes), quotes
    assert all(each in text for each in quotes)


def test_posting_that_does_not_say_gives_no_quote() -> None:
    question = "Do they sponsor visas?"
    assert find_quotes(EN, question=question, topic=topic_of(question)) == []
