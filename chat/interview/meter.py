"""The meter of a practice interview: where it starts, how answers move it, when it is over. Pure."""

from typing import Literal

START = 40
GOAL = 80
# An answer of this quality leaves the meter where it is.
EVEN = 42
PULL = 0.5
MOST_DOWN, MOST_UP = -12, 20
SKIPPED = -4

Outcome = Literal["running", "won", "lost", "stopped"]


def move(score: int, quality: int) -> int:
    """Return where the meter stands after an answer of some quality."""
    change = round((quality - EVEN) * PULL)
    return _bounded(score + min(max(change, MOST_DOWN), MOST_UP))


def skip(score: int) -> int:
    """Return where the meter stands after a question that was skipped."""
    return _bounded(score + SKIPPED)


def judge(score: int, *, asked: int, rounds: int) -> Outcome:
    """Return how it stands after so many questions."""
    if score >= GOAL:
        return "won"
    return "lost" if asked >= rounds or score <= 0 else "running"


def _bounded(score: int) -> int:
    return min(max(score, 0), 100)
