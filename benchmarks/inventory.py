"""What the judge of postings finds, and what it wrongly suspects; see docs/benchmarks.md.

    python benchmarks/inventory.py --data ../shared/data/jobs

Reads jobs_en.jsonl.gz (rows with `label_fraudulent` 1, and ordinary ones of other sources),
jobs_zh.jsonl.gz (ordinary) and zh_promotional_posts.jsonl from the folder, whichever are there,
and the invented cases of tests/data/inventory. Rows are split in halves by a hash of their id; the
rules were written with the half "dev" in sight, and the figures are of the half "test". No database.
The last line is one JSON object.
"""

import argparse
import gzip
import hashlib
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from jobs.inventory.judge import Verdict, judge  # noqa: E402
from jobs.inventory.signals import PostingText  # noqa: E402

A_YEAR = {"year": 1, "month": 12, "week": 52, "day": 260, "hour": 2080}


def half_of(row_id: str) -> str:
    """Return the half a row is in, for good."""
    return "test" if int(hashlib.sha256(row_id.encode()).hexdigest(), 16) % 2 else "dev"


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file of JSON lines, gzip or not; none where it is missing."""
    if not path.exists():
        print(f"missing: {path.name}")
        return
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def build_text(row: dict[str, Any]) -> PostingText:
    """Return what is judged of a row."""
    low, high = (float(row[k]) if row.get(k) else None for k in ("salary_min", "salary_max"))
    times = A_YEAR.get(row.get("salary_period") or "")
    return PostingText(
        title=row.get("title") or "",
        description=row.get("description") or row.get("content") or "",
        tags=tuple(row.get("tags") or ()),
        salary_raw=row.get("salary_raw") or "",
        salary_min=low,
        salary_max=high,
        salary_yearly_min=low * times if low and times else None,
        salary_yearly_max=high * times if high and times else None,
        salary_currency=row.get("salary_currency"),
    )


def build_opening(row: dict[str, Any]) -> str:
    """Return how a text begins: equal for one advertisement in many places."""
    return " ".join((row.get("description") or "").split())[:120].lower()


def name_group(row: dict[str, Any]) -> str:
    """Return what a row of the corpora is an example of; empty for rows that tell nothing."""
    if row.get("label_fraudulent") == 1:
        return "fraud"
    if row.get("label_fraudulent") == 0:
        # Without a text and of another origin: no control for the frauds.
        return ""
    return row["source"] + ("" if row.get("description") else " (no text)")


def main() -> None:
    """Print what was found, a line a group; the last line is JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "jobs")
    parser.add_argument("--half", choices=["test", "dev", "both"], default="test")
    wanted = parser.parse_args()

    groups: dict[str, list[Verdict]] = defaultdict(list)
    languages: dict[str, str] = {}
    started = time.process_time()

    seen: set[str] = set()
    later: list[tuple[str, Verdict]] = []

    def take(group: str, row: dict[str, Any], lang: str) -> None:
        if not group:
            return
        half = half_of(str(row["id"]))
        if group == "fraud" and half == "dev":
            seen.add(build_opening(row))
        if wanted.half in ("both", half):
            verdict = judge(build_text(row))
            groups[group].append(verdict)
            languages[group] = lang
            if group == "fraud" and half == "test":
                later.append((build_opening(row), verdict))

    for name, lang in (("jobs_en.jsonl.gz", "en"), ("jobs_zh.jsonl.gz", "zh")):
        for row in read_lines(wanted.data / name):
            take(name_group(row), row, lang)
    # Nine of one agency: all are counted, and half of them were in sight.
    for row in read_lines(wanted.data / "zh_promotional_posts.jsonl"):
        verdict = judge(build_text(row))
        groups["promotional"].append(verdict)
    for row in read_lines(ROOT / "tests" / "data" / "inventory" / "cases.jsonl"):
        take(f"invented {row['label']} {row['lang']}", row, row["lang"])
    seconds = time.process_time() - started
    # One advertisement is posted in many cities: these are of texts that the other half lacks.
    groups["fraud, text not in dev"] = [v for key, v in later if key not in seen]

    for group, verdicts in sorted(groups.items()):
        states = Counter(v.state for v in verdicts)
        reasons = Counter(v.reason for v in verdicts if v.state == "held").most_common(4)
        print(
            f"{group:34} {len(verdicts):6} held {states['held']:5} noted {states['noted']:5}  "
            + ", ".join(f"{code} {n}" for code, n in reasons)
        )
    print(json.dumps(sum_up(groups, languages, seconds=seconds)))


def share(verdicts: list[Verdict], *states: str) -> float | None:
    """Return the share of verdicts in these states; None of nothing."""
    if not verdicts:
        return None
    return round(sum(v.state in states for v in verdicts) / len(verdicts), 4)


def sum_up(
    groups: dict[str, list[Verdict]], languages: dict[str, str], *, seconds: float
) -> dict[str, Any]:
    """Return the figures: held back, and held back or noted."""
    fraud, unseen = groups.get("fraud", []), groups.get("fraud, text not in dev", [])
    ordinary = {
        g: v
        for g, v in groups.items()
        if g not in ("fraud", "fraud, text not in dev", "promotional")
        and not g.startswith("invented ")
    }
    with_text = [v for g, vs in ordinary.items() if not g.endswith("(no text)") for v in vs]
    wrongly = sum(v.state == "held" for v in with_text)
    rightly = sum(v.state == "held" for v in fraud)
    invented = {
        lang: {
            "scam_recall": share(groups.get(f"invented scam {lang}", []), "held"),
            "advertorial_recall": share(groups.get(f"invented advertorial {lang}", []), "held"),
            "false_alarms": share(groups.get(f"invented ordinary {lang}", []), "held"),
        }
        for lang in ("zh", "en")
    }
    judged = sum(map(len, groups.values()))
    return {
        "scam": {
            # Against the ordinary postings with a text of this half, whatever their true share.
            "precision": round(rightly / (rightly + wrongly), 4) if rightly + wrongly else None,
            "recall": share(fraud, "held"),
            "recall_held_or_noted": share(fraud, "held", "noted"),
            "recall_unseen_texts": share(unseen, "held"),
            "n": len(fraud),
            "n_unseen_texts": len(unseen),
        },
        "advertorial": {
            "recall": share(groups.get("promotional", []), "held"),
            "n": len(groups.get("promotional", [])),
        },
        "false_alarms": {
            f"{group} {languages[group]}": share(v, "held") for group, v in sorted(ordinary.items())
        },
        "false_notes": {
            f"{group} {languages[group]}": share(v, "noted")
            for group, v in sorted(ordinary.items())
        },
        "invented": invented,
        "postings": judged,
        "milliseconds_each": round(seconds / max(1, judged) * 1000, 2),
    }


if __name__ == "__main__":
    main()
