"""The invented messages of `cases.jsonl`: shares that must hold, each language by itself."""

import pytest

from chat.understanding import INTENTS
from tests.chat.understanding.scoring import Score, load_cases, score_case, understand_case


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    by_language = {"zh": Score(), "en": Score()}
    for case in load_cases():
        score_case(case, understand_case(case), by_language[case["lang"]])
    return by_language


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_intents_of_the_cases_are_found(scores: dict[str, Score], lang: str):
    score = scores[lang]
    assert score.messages >= 190
    assert score.intent_accuracy >= 0.95, score.wrong


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_slots_of_the_cases_are_found(scores: dict[str, Score], lang: str):
    assert scores[lang].slot_f1 >= 0.92, scores[lang].wrong


def test_the_cases_show_every_intent_in_both_languages():
    shown = {(case["lang"], case["intent"]) for case in load_cases()}
    assert shown >= {(lang, intent) for lang in ("zh", "en") for intent in INTENTS}
