"""The judged set: a pool for blind readers, and their readings made one.

`pool` writes what several systems found first for each need, in no order and without a system's
name. `merge` makes the grades of two readings into qrels, and prints how far they agree; its last
line is one JSON object.
"""

import argparse
import json
import os
import random
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from search_figures import Grades, Run, ndcg, read_needs, read_qrels
from search_quality import HERE, ROOT, SHARED, SYSTEMS, folder_of, prepare

POOL_DEPTH = 12
_SHOWN = (
    "title",
    "company",
    "city",
    "employment_type",
    "experience",
    "education",
    "skills",
    "tags",
)
_BODY = 700


def write_pool(options: argparse.Namespace) -> None:
    """Write each need with each posting that any system found among its first."""
    files = options.corpus or [SHARED / "jobs_zh.jsonl.gz", SHARED / "jobs_en.jsonl.gz"]
    folder = folder_of(files)
    prepare(files, folder=folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
    os.environ["DATA_DIR"] = str(folder)
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from search_systems import build_systems, read_rows

    rows = {str(row["id"]): row for row in read_rows(files)}
    known = read_qrels(options.known) if options.known else {}
    today = date.today()  # noqa: DTZ011
    systems = build_systems(
        [s for s in SYSTEMS if s != "ours-strict"], files=files, folder=folder, today=today
    )
    rng = random.Random(0)
    lines = []
    for need in read_needs(options.needs):
        ids = {
            posting_id
            for system in systems.values()
            for posting_id, _ in system(need)[: options.depth]
        } - set(known.get(need.id, {}))
        for posting_id in rng.sample(sorted(ids), len(ids)):
            row = rows[posting_id]
            shown = {name: row.get(name) for name in _SHOWN}
            lines.append(
                {
                    "need_id": need.id,
                    "kind": need.kind,
                    "text": need.text,
                    "docid": posting_id,
                    **shown,
                    "salary": _salary_of(row),
                    "description": (row.get("description") or "")[:_BODY],
                }
            )
    options.out.write_text(
        "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8"
    )
    print(json.dumps({"needs": len({x["need_id"] for x in lines}), "pairs": len(lines)}))


def _salary_of(row: dict) -> str:
    if row.get("salary_raw"):
        return str(row["salary_raw"])
    if row.get("salary_min") is None:
        return ""
    return " ".join(
        str(row.get(k) or "")
        for k in ("salary_min", "salary_max", "salary_currency", "salary_period")
    )


def weighted_kappa(pairs: list[tuple[int, int]], *, grades: int = 4) -> float:
    """Return Cohen's kappa with quadratic weights: 1 all alike, 0 as chance would have it."""
    n = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    seen = sum((a - b) ** 2 for a, b in pairs) / n
    expected = sum(
        first[a] * second[b] * (a - b) ** 2 for a in range(grades) for b in range(grades)
    ) / (n * n)
    return 1 - seen / expected if expected else 1.0


def merge(options: argparse.Namespace) -> None:
    """Write the mean of two readings, rounded half up, and print how far they agree."""
    a, b = read_qrels(options.first), read_qrels(options.second)
    merged: dict[str, dict[str, int]] = {}
    pairs: list[tuple[int, int]] = []
    single = 0
    for need_id in sorted(a.keys() | b.keys()):
        for posting_id in sorted(a.get(need_id, {}).keys() | b.get(need_id, {}).keys()):
            given = [x[need_id][posting_id] for x in (a, b) if posting_id in x.get(need_id, {})]
            if len(given) == 2:
                pairs.append((given[0], given[1]))
            else:
                single += 1
            merged.setdefault(need_id, {})[posting_id] = int(sum(given) / len(given) + 0.5)
    options.out.write_text(
        "".join(
            f"{need_id}\t0\t{posting_id}\t{grade}\n"
            for need_id, grades in merged.items()
            for posting_id, grade in grades.items()
        )
    )
    figures = {
        "pairs": len(pairs),
        "read_once": single,
        "alike": round(sum(x == y for x, y in pairs) / len(pairs), 3),
        "apart_by_2": sum(abs(x - y) >= 2 for x, y in pairs),
        "kappa_quadratic": round(weighted_kappa(pairs), 3),
        "grades": dict(sorted(Counter(g for x in merged.values() for g in x.values()).items())),
    }
    runs = [_read_run(path) for path in options.runs]
    if runs:
        figures |= _compare_figures(runs, a, b)
    print(json.dumps(figures))


def _compare_figures(runs: list[Run], a: Grades, b: Grades) -> dict[str, float]:
    """Return how alike the two readings rate the same runs, need by need."""
    both = []
    for run in runs:
        for need_id, found in run.items():
            ids = [posting_id for posting_id, _ in found]
            x, y = ndcg(ids, a.get(need_id, {})), ndcg(ids, b.get(need_id, {}))
            if x is not None and y is not None:
                both.append((x, y))
    if len(both) < 3:
        return {}
    from statistics import correlation

    return {
        "ndcg_correlation": round(correlation(*zip(*both, strict=True)), 3),
        "ndcg_first": round(sum(x for x, _ in both) / len(both), 4),
        "ndcg_second": round(sum(y for _, y in both) / len(both), 4),
    }


def _read_run(path: Path) -> Run:
    run: Run = {}
    for line in path.read_text().splitlines():
        need_id, _, posting_id, _, score, _ = line.split()
        run.setdefault(need_id, []).append((posting_id, float(score)))
    return run


def main() -> None:
    """Write a pool, or merge two readings."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    pool = commands.add_parser("pool")
    pool.add_argument("--needs", type=Path, default=HERE / "data" / "search_needs.jsonl")
    pool.add_argument("--corpus", type=Path, nargs="+", metavar="FILE")
    pool.add_argument("--known", type=Path, help="qrels whose pairs need no reading any more")
    pool.add_argument("--depth", type=int, default=POOL_DEPTH)
    pool.add_argument("--out", type=Path, required=True)
    pool.set_defaults(run=write_pool)
    both = commands.add_parser("merge")
    both.add_argument("first", type=Path)
    both.add_argument("second", type=Path)
    both.add_argument("--runs", type=Path, nargs="*", default=[])
    both.add_argument("--out", type=Path, default=HERE / "data" / "search_qrels.tsv")
    both.set_defaults(run=merge)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
