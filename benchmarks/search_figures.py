"""Needs, judgements and runs of the search benchmark, and the figures over them. No database."""

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

DEPTH = 50
CUT = 10
# Grades from here on count as relevant for recall.
RELEVANT = 2

Grades = Mapping[str, Mapping[str, int]]
Run = dict[str, list[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class SearchNeed:
    """What somebody looks for, in their own words: a wish, or a résumé."""

    id: str
    kind: Literal["wish", "resume"]
    text: str
    lang: str

    @property
    def half(self) -> str:
        """Which half the need is in, told by its id alone, so that it was fixed before judging."""
        return (
            "dev" if int(hashlib.sha256(self.id.encode()).hexdigest()[0], 16) % 2 == 0 else "test"
        )


def read_needs(path: Path) -> list[SearchNeed]:
    """Return the needs of a file of JSON lines; the language is read from the text where unsaid."""
    from jobassist.language.text import detect_language

    needs = []
    for line in path.read_text("utf-8").splitlines():
        if not line.strip():
            continue
        row = json.loads(line)
        lang = str(row.get("lang") or "")[:2]
        lang = lang if lang in ("zh", "en") else detect_language(row["text"])
        needs.append(SearchNeed(str(row["id"]), row["kind"], row["text"], lang))
    return needs


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Return grades by need and posting, from lines as TREC's: need, 0, posting, grade."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in path.read_text("utf-8").splitlines():
        parts = line.split()
        if len(parts) == 4:
            grades[parts[0]][parts[2]] = int(float(parts[3]))
    return dict(grades)


def write_run(path: Path, run: Run, *, tag: str) -> None:
    """Write a run as TREC's: need, Q0, posting, rank, score, name."""
    lines = [
        f"{need_id} Q0 {posting_id} {rank} {score:.5f} {tag}"
        for need_id, found in run.items()
        for rank, (posting_id, score) in enumerate(found, start=1)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def ndcg(
    found: Sequence[str], grades: Mapping[str, int], *, is_steep: bool = False
) -> float | None:
    """Return nDCG@10 as trec_eval has it (gain = grade; `is_steep`: 2^grade - 1).

    What was not judged counts nothing. None where nothing relevant was judged.
    """

    def gain(grade: int) -> float:
        return float(2**grade - 1 if is_steep else grade)

    ideal = sorted((gain(g) for g in grades.values()), reverse=True)[:CUT]
    best = sum(g / math.log2(i + 2) for i, g in enumerate(ideal))
    if not best:
        return None
    got = sum(gain(grades.get(p, 0)) / math.log2(i + 2) for i, p in enumerate(found[:CUT]))
    return got / best


def recall(found: Sequence[str], grades: Mapping[str, int]) -> float | None:
    """Return the share of the postings graded relevant among the first fifty found."""
    wanted = {p for p, g in grades.items() if g >= RELEVANT}
    return len(wanted & set(found[:DEPTH])) / len(wanted) if wanted else None


def group_of(need: SearchNeed, grades: Mapping[str, int], languages: Mapping[str, str]) -> str:
    """Return zh, en or across: most of what fits is written in the other language than the need."""
    weight = {"zh": 0, "en": 0}
    for posting_id, grade in grades.items():
        if grade >= RELEVANT:
            weight[languages.get(posting_id, need.lang)] += grade
    own = weight[need.lang]
    return need.lang if own >= sum(weight.values()) - own else "across"


def summarise(
    needs: Iterable[SearchNeed], run: Run, qrels: Grades, languages: Mapping[str, str]
) -> dict[str, Any]:
    """Return the figures over all needs with judgements, and by group, kind and half."""
    rows: dict[str, list[dict[str, float]]] = defaultdict(list)
    for need in needs:
        grades = qrels.get(need.id)
        if not grades:
            continue
        found = [posting_id for posting_id, _ in run.get(need.id, [])]
        value = ndcg(found, grades)
        if value is None:
            continue
        row = {
            "ndcg@10": value,
            "ndcg@10_steep": ndcg(found, grades, is_steep=True) or 0.0,
            "judged@10": sum(p in grades for p in found[:CUT]) / CUT,
        }
        share = recall(found, grades)
        if share is not None:
            row["recall@50"] = share
        group = group_of(need, grades, languages)
        for key in (
            "all",
            group,
            need.kind,
            need.half,
            f"{group}/{need.kind}",
            f"{need.half}/{group}",
        ):
            rows[key].append(row)
    order = sorted(rows, key=lambda k: (k.count("/"), k))
    return {key: _means(rows[key]) for key in order}


def _means(rows: list[dict[str, float]]) -> dict[str, float]:
    out: dict[str, float] = {"needs": len(rows)}
    for name in ("ndcg@10", "recall@50", "ndcg@10_steep", "judged@10"):
        values = [row[name] for row in rows if name in row]
        if values:
            out[name] = round(sum(values) / len(values), 4)
    return out
