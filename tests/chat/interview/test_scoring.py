"""Answers of an interview are scored by stated criteria, and what is no answer never wins."""

import pytest

from chat.interview import meter
from chat.interview.questions import ROUNDS
from chat.interview.scoring import score_answer
from tests.chat.interview.answers import GROUPS, HINT, POSTING, QUESTION, TRICKS


def totals(name: str, grade: str) -> list[int]:
    group = GROUPS[name]
    answers = getattr(group, grade)
    return [score_answer(a, about=group.about, given=group.about[:1]).total for a in answers]


@pytest.mark.parametrize("name", GROUPS)
def test_good_answers_beat_vague_ones_and_those_beat_what_is_off_the_topic(name: str) -> None:
    good, vague, off = (totals(name, grade) for grade in ("good", "vague", "off"))
    assert min(good) > max(vague)
    assert sum(vague) / len(vague) > max(off)


@pytest.mark.parametrize("grade", ["good", "vague", "off"])
def test_only_good_answers_win_within_the_rounds(grade: str) -> None:
    for name in GROUPS:
        score, answers = meter.START, totals(name, grade)
        for number in range(ROUNDS):
            score = meter.move(score, answers[number % len(answers)])
            if meter.judge(score, asked=number + 1, rounds=ROUNDS) != "running":
                break
        won = meter.judge(score, asked=ROUNDS, rounds=ROUNDS) == "won"
        assert won == (grade == "good"), (name, answers)


@pytest.mark.parametrize("trick", TRICKS)
def test_what_is_no_answer_does_not_move_the_meter_up(trick: str) -> None:
    about = GROUPS["sql"].about
    score = score_answer(TRICKS[trick], about=about, given=(QUESTION, POSTING, HINT))
    assert meter.move(meter.START, score.total) <= meter.START


@pytest.mark.parametrize("name", GROUPS)
def test_same_answer_again_counts_for_nothing(name: str) -> None:
    group = GROUPS[name]
    answer = group.good[0]
    assert score_answer(answer, about=group.about, earlier=[answer]).flaw == "repeated"


def test_answer_too_long_to_listen_to_does_not_win() -> None:
    group = GROUPS["sql"]
    filler = " ".join(
        f"On day {n} I met colleague {n} of team {n} and we spoke of report {n} and table {n}."
        for n in range(60)
    )
    score = score_answer(f"{group.good[0]} {filler}", about=group.about)
    assert score.flaw == "long"
    assert meter.move(meter.START, score.total) <= meter.START + 2


def test_best_sentence_is_the_persons_own() -> None:
    group = GROUPS["java"]
    score = score_answer(group.good[0], about=group.about)
    assert score.best
    assert score.best in group.good[0]
