"""From signals to a verdict: held back, noted, or nothing; pure.

Two scores, one a kind, each the sum of its signals' weights (weights.json, which
build_weights.py writes). At HELD a posting is kept from search, at NOTED an operator may look.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from .signal_words import DUTIES
from .signals import Kind, PostingText, Signal, read_signals

RULE_VERSION = "1"
HELD = 0.9
NOTED = 0.4
# From so many characters on, a text that names no duty and no demand has no opening in it.
_LONG_TEXT = 220
# Signs of weak words only, however many, hold nothing back.
_WEAK_CAP = 0.85


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one content. `reason` is the weightiest signal's code.

    `signals` hold those of the verdict's kind, weightiest first.
    """

    state: Literal["held", "noted", "clear"]
    kind: Kind | None = None
    score: float = 0.0
    reason: str = ""
    signals: tuple[Signal, ...] = ()

    def as_json(self) -> list[dict[str, Any]]:
        """Return the signals as they are stored."""
        weights = read_weights()
        return [
            {
                "code": s.code,
                "field": s.field,
                "start": s.start,
                "end": s.end,
                "quote": s.quote,
                "weight": weights[s.code],
            }
            for s in self.signals
        ]


class JudgedText(NamedTuple):
    """A verdict with the hash of the content it is on."""

    text_hash: str
    verdict: Verdict


def judge_text(posting: PostingText) -> JudgedText:
    """Return the verdict on a posting's content, ready to be stored."""
    return JudgedText(build_text_hash(posting), judge(posting))


@lru_cache(maxsize=1)
def read_weights() -> dict[str, float]:
    """Return the weight of each signal."""
    text = (Path(__file__).parent / "weights.json").read_text(encoding="utf-8")
    return {code: float(weight) for code, weight in json.loads(text)["weights"].items()}


def build_text_hash(posting: PostingText) -> str:
    """Return the hash of all that a verdict depends on: equal content is judged once."""
    parts = (
        posting.title,
        posting.description,
        "\n".join(posting.tags),
        posting.salary_raw,
        f"{posting.salary_min} {posting.salary_max} {posting.salary_currency}",
    )
    return hashlib.md5("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()


def judge(posting: PostingText) -> Verdict:
    """Return the graver of the two verdicts on a posting's content. A millisecond or two."""
    signals = [*read_signals(posting), *_find_missing_opening(posting)]
    if not signals:
        return Verdict("clear")
    verdicts = [_weigh(kind, [s for s in signals if s.kind == kind]) for kind in _KINDS]
    return max(verdicts, key=lambda v: v.score)


_KINDS: tuple[Kind, ...] = ("scam", "advertorial")


def _find_missing_opening(posting: PostingText) -> Iterable[Signal]:
    text = posting.description
    if len(text) >= _LONG_TEXT and not DUTIES.search(text.lower()):
        yield Signal("ad_no_opening", "advertorial", "description", 0, 0, "")


def _weigh(kind: Kind, signals: list[Signal]) -> Verdict:
    weights = read_weights()
    ranked = sorted(signals, key=lambda s: -weights[s.code])
    total = score(kind, [s.code for s in ranked])
    state: Literal["held", "noted", "clear"] = "clear"
    if total >= HELD:
        state = "held"
    elif total >= NOTED:
        state = "noted"
    if state == "clear":
        return Verdict("clear", score=total)
    return Verdict(state, kind, round(total, 3), ranked[0].code, tuple(ranked))


def score(kind: Kind, codes: Iterable[str]) -> float:
    """Return the sum of the signals' weights; weak ones alone stay below the bound."""
    weights = [read_weights()[code] for code in codes]
    total = sum(weights)
    # One strong sign, or one grave promise with others beside it.
    least = 0.45 if kind == "scam" else 0.3
    return total if weights and max(weights) >= least else min(total, _WEAK_CAP)
