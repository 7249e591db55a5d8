"""Hostile and long texts cost time in proportion to their length, and spans hold on all of them."""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from jobassist.language import contacts, dates, money, places, skills, text, titles, vocab, warm

TODAY = date(2026, 11, 21)

FINDERS: list[Callable[[str], Any]] = [
    money.find_salaries,
    lambda t: [f for f in [money.find_relative_salary(t)] if f],
    places.find_places,
    lambda t: dates.find_dates(t, today=TODAY),
    lambda t: dates.find_date_ranges(t, today=TODAY),
    vocab.find_education,
    vocab.find_employment_types,
    vocab.find_experience,
    vocab.find_work_modes,
    vocab.find_shifts,
    vocab.find_seniority,
    vocab.find_spoken_languages,
    titles.find_titles,
    skills.find_skills,
    contacts.find_emails,
    contacts.find_phones,
    contacts.find_profiles,
    text.split_sentences,
]

HOSTILE = [
    "1" * 8000,
    "一" * 8000,
    "a " * 4000,
    "上海" * 4000,
    "1-" * 4000,
    "万" * 8000,
    "a." * 4000,
    "2020." * 1600,
    "a@" * 4000,
    "twenty " * 1100,
    "1,111" * 1600,
    "工程师" * 2600,
    "at least " * 900,
    "one " * 2000,
    " " * 8000,
    "((((" * 2000,
    "再高" * 4000,
    "£" * 8000,
]


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda t: repr(t[:6]))
def test_hostile_text_is_bounded(hostile: str) -> None:
    warm.load_lexicons()
    for finder in FINDERS:
        start = time.process_time()
        finder(hostile)
        assert time.process_time() - start < 2.0


MESSAGES = [
    "想在杭州找java后端,五年经验,本科,25k以上,不要外包,电话13900001111",
    "night-shift nurse near Leeds, £17.50 an hour, part time, DBS, jo@example.com",
    "😭😭 ＪＡＶＡ後端 北京·朝陽區 ２０１９年３月至今 月薪兩萬五!!!",
    "ok so um Mar 2019 – Present, forklift driver in Dublin, about fifteen euro an hour",
    "\u200b\u200b初中畢業,會開叉車[捂脸],九月份上班",
    "",
    "?",
    "\U0001f9d1\u200d\U0001f4bb remote python dev 70k+",
]


@pytest.mark.parametrize("message", MESSAGES, ids=range(len(MESSAGES)))
def test_every_span_points_into_the_original(message: str) -> None:
    for finder in FINDERS:
        for found in finder(message):
            assert 0 <= found.start <= found.end <= len(message)
            if finder is not text.split_sentences:
                assert message[found.start : found.end] == found.text


def test_a_message_is_read_in_milliseconds() -> None:
    warm.load_lexicons()
    times = []
    for i in range(40):
        message = f"{MESSAGES[i % 5]} {i}"
        start = time.process_time()
        for finder in FINDERS:
            finder(message)
        times.append(time.process_time() - start)
    times.sort()
    # About 2 ms on the reference machine; room for a busy one.
    assert times[int(len(times) * 0.95)] < 0.05
