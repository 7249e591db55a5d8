"""Compares predictions with labelled messages: lists by best matching, numbers within 2 %."""

import json
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from chat.understanding import Context, Understanding, understand
from jobs.criteria import Criteria

CASES = Path(__file__).parent / "cases.jsonl"
TODAY = date(2026, 11, 21)
LISTS = (
    "titles", "skills", "cities", "exclude", "conditions", "employers", "certificates", "languages",
)  # fmt: skip
# Known since the first labels were written: judged where a label names them.
LATER = ("conditions", "employers", "within_km", "remote_or_city", "pay_stated")
# May be inferred, so never wrong where the label is silent.
INFERABLE = ("currency", "salary_period")


@dataclass
class Score:
    """Counts of one language."""

    messages: int = 0
    intents_right: int = 0
    hits: int = 0
    extra: int = 0
    missed: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def intent_accuracy(self) -> float:
        return self.intents_right / self.messages

    @property
    def slot_f1(self) -> float:
        return 2 * self.hits / (2 * self.hits + self.extra + self.missed)


def load_cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def understand_case(case: dict[str, Any]) -> Understanding:
    raw = case.get("context") or {}
    criteria = raw.get("criteria")
    context = Context(
        open_prompt=raw.get("open_prompt"),
        last_cards=raw.get("last_cards") or 0,
        scene=raw.get("scene"),
        criteria=Criteria(**criteria) if criteria else None,
    )
    return understand(case["text"], context=context, today=TODAY)


def score_case(case: dict[str, Any], found: Understanding, score: Score) -> None:
    score.messages += 1
    intent_right = found.intent in [case["intent"], *case.get("accept", [])]
    score.intents_right += intent_right
    before = score.extra + score.missed
    optional = case.get("optional") or {}
    _compare(case["criteria"], found.criteria.set, optional.get("criteria") or {}, score)
    _compare(case["resume"], found.resume_values, optional.get("resume") or {}, score)
    moves = {f"{k}:{v}" for k, v in found.criteria.relative.items()} | set(found.criteria.clear)
    wanted = {f"{k}:{v}" for k, v in (case.get("relative") or {}).items()}
    wanted |= set(case.get("clear") or [])
    score.hits += len(moves & wanted)
    score.extra += len(moves - wanted)
    score.missed += len(wanted - moves)
    if not intent_right or score.extra + score.missed > before:
        score.wrong.append(case["id"])


def _compare(
    gold: dict[str, Any], found: dict[str, Any], optional: dict[str, Any], score: Score
) -> None:
    for key in {**gold, **found}:
        if key in LATER and key not in gold:
            continue
        wanted, got = gold.get(key), found.get(key)
        if key in LISTS:
            _compare_lists(wanted or [], list(got or []), optional.get(key) or [], score)
        elif wanted is None:
            if key in INFERABLE or (key == "remote" and got is False):
                continue
            is_allowed = optional.get(key) is not None and same(optional[key], got)
            score.extra += not is_allowed
        elif got is not None and same(wanted, got):
            score.hits += 1
        else:
            score.missed += 1
            score.extra += got is not None


def _compare_lists(wanted: list[str], got: list[str], optional: list[str], score: Score) -> None:
    rest = list(got)
    for item in wanted:
        match = next((g for g in rest if same(item, g)), None)
        if match is None:
            score.missed += 1
        else:
            rest.remove(match)
            score.hits += 1
    score.extra += sum(not any(same(o, g) for o in optional) for g in rest)


def same(gold: object, found: object) -> bool:
    if isinstance(gold, bool) or isinstance(found, bool):
        return gold is found
    if isinstance(gold, (int, float)) and isinstance(found, (int, float)):
        return abs(gold - found) <= 0.02 * abs(gold) + 1e-9
    if isinstance(gold, list) and isinstance(found, list):
        return len(gold) == len(found) and all(map(same, gold, found))
    b = plain(str(found))
    for alternative in str(gold).split("|"):
        a = plain(alternative)
        short, long = sorted((a, b), key=len)
        if a == b or (short and short in long and 2 * len(short) >= len(long)):
            return True
    return False


def plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\w+#]", "", folded)
