"""Candidates for a posting among 100,000 résumés, beside the same vector query by hand.

For classes of filters that let ever fewer people pass: our vector leg (through consent and our
tables) and the raw queries of `../shared/bench/bench_pgvector.py`, exact and by HNSW, over the
same vectors of the same server, in turns; recall against the exact answer; then whole reverse
matches beside one query embedding, and pages over HTTP of a live server. The last line is JSON.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from timing import median, say, timed

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
STATE = ROOT / ".data" / "bench-recruiter"
MEASURES = ("legs", "search", "pages")
TOP = 10
SAME_DISTANCE = 1e-4


# --- classes of filters -----------------------------------------------------------------------


def choose_classes() -> dict[str, dict[str, Any]]:
    """Return by class the peer's condition, our filter and how many roles pass."""
    import recruiter_people
    from recruiter_world import run

    from resumes.reach import find_place_keys
    from resumes.reverse import RoleFilter

    run("UPDATE resumes_searchedrole SET bench_years = 99 WHERE bench_years IS NULL")
    cities = recruiter_people.read_cities()
    counts = dict(
        run("SELECT bench_city, count(*) FROM resumes_searchedrole WHERE bench_open GROUP BY 1")
    )
    total = sum(counts.values())

    def nearest(share: float) -> tuple[int, str]:
        for no in sorted(counts, key=lambda n: abs(counts[n] - share * total)):
            lang, name = cities[no]
            keys = find_place_keys([name], lang=lang)
            # One that both sides read alike.
            ours = run(
                "SELECT count(*) FROM resumes_searchedrole WHERE bench_open AND place_keys && %s",
                [list(keys)],
            )[0][0]
            if len(keys) == 1 and ours == counts[no]:
                return no, keys[0]
        raise LookupError(share)

    big, mid, rare = nearest(0.17), nearest(0.014), nearest(0.0009)
    (years,) = run(
        "SELECT percentile_disc(0.6) WITHIN GROUP (ORDER BY bench_years) "
        "FROM resumes_searchedrole WHERE bench_city = %s",
        [big[0]],
    )[0]
    found: dict[str, dict[str, Any]] = {"none": {"where": "bench_open", "filter": RoleFilter()}}
    for name, (no, key), least in (
        ("big city", big, None),
        ("city + years", big, years),
        ("mid city", mid, None),
        ("rare city", rare, None),
    ):
        where = f"bench_open AND bench_city = {no}"
        if least is not None:
            where += f" AND bench_years >= {least - 1e-9}"
        found[name] = {
            "where": where,
            "filter": RoleFilter(places=(key,), min_years=None if least is None else least - 1e-9),
        }
    for each in found.values():
        (each["roles"],) = run(f"SELECT count(*) FROM resumes_searchedrole WHERE {each['where']}")[
            0
        ]
    return found


def texts_of(where: str, *, count: int) -> list[str]:
    """Return what postings would say that look for people of a class: a title, some skills."""
    from recruiter_world import run

    rows = run(
        "SELECT r.title, r.skills FROM resumes_searchedrole s JOIN resumes_resumerole r "
        f"ON r.id = s.role_id WHERE {where} ORDER BY md5(r.id::text) LIMIT %s",
        [count],
    )
    rng = random.Random(3)
    return [
        ", ".join([title, *rng.sample(skills, min(2, len(skills)))])
        for title, skills in ((t, json.loads(s) if isinstance(s, str) else s) for t, s in rows)
    ]


class Raw:
    """The hand-written queries, prepared and binary, on a connection of their own."""

    HNSW = "SET enable_bitmapscan = off; SET enable_sort = off; SET enable_seqscan = off"
    FREE = "RESET enable_bitmapscan; RESET enable_sort; RESET enable_seqscan"

    def __init__(self) -> None:
        import psycopg
        from django.conf import settings
        from django.db import connection

        # The database starts with the first that asks.
        connection.ensure_connection()
        self.connection = psycopg.connect(settings.DATABASE_URL, autocommit=True)
        self.cursor = self.connection.cursor(binary=True)
        self.connection.execute("LOAD 'vector'")
        for name, value in (
            ("plan_cache_mode", "force_custom_plan"),
            ("hnsw.iterative_scan", "relaxed_order"),
            ("hnsw.ef_search", "100"),
            ("hnsw.max_scan_tuples", "20000"),
        ):
            self.connection.execute(f"SET {name} = {value}")

    def exact(self, vector: Any, where: str) -> list[tuple[Any, ...]]:
        """Return (id, distance) by reading every row that passes."""
        return self.cursor.execute(
            "SELECT role_id, d FROM (SELECT role_id, vector <=> %(v)s::halfvec(512) AS d "
            f"FROM resumes_searchedrole WHERE {where}) x ORDER BY d + 0 LIMIT {TOP}",
            {"v": vector},
            prepare=True,
        ).fetchall()

    def hnsw(self, vector: Any, where: str) -> list[tuple[Any, ...]]:
        """Return (id, distance) by the vector index, whatever the planner thinks of it."""
        return self.cursor.execute(
            "SELECT role_id, vector <=> %(v)s::halfvec(512) AS d FROM resumes_searchedrole "
            f"WHERE {where} ORDER BY vector <=> %(v)s::halfvec(512) LIMIT {TOP}",
            {"v": vector},
            prepare=True,
        ).fetchall()

    def tune(
        self, vectors: Sequence[Any], truths: Sequence[Any], where: str, *, needed: float
    ) -> tuple[float, int]:
        """Return (recall, ef_search) of the narrowest walk that finds as much, else the widest."""
        recall, breadth = 0.0, 100
        self.connection.execute(self.HNSW)
        for breadth in (100, 200, 400):
            self.connection.execute(f"SET hnsw.ef_search = {breadth}")
            found = [self.hnsw(vector, where) for vector in vectors]
            recall = statistics.mean(map(share_found, truths, found))
            if recall >= needed:
                break
        self.connection.execute(self.FREE)
        return recall, breadth


def share_found(truth: list[tuple[Any, ...]], found: list[tuple[Any, ...]]) -> float:
    """Return the share of the true answer that was found."""
    if not truth:
        return 1.0
    farthest = truth[-1][1] + SAME_DISTANCE
    return min(len(truth), sum(row[1] <= farthest for row in found)) / len(truth)


# --- what is measured -------------------------------------------------------------------------


def measure_legs(*, quick: bool, rounds: int) -> dict[str, Any]:
    """Return, by class of filters, our vector leg and the raw queries, times and recall."""
    import numpy as np
    from recruiter_people import TODAY

    from jobassist.accounts.models import Company
    from jobassist.ai.embedder import get_embedder
    from jobs.search.statements import HalfVector
    from recruiting.candidates import discoverable_people
    from resumes.retrieval import nearest_roles

    embedder = get_embedder()
    raw = Raw()
    company = Company.objects.get(name="Bench Company")
    report: dict[str, Any] = {}
    for name, kind in choose_classes().items():
        where = kind["where"]
        rows = embedder.embed_queries(texts_of(where, count=12 if quick else 40))
        vectors = [HalfVector(np.asarray(row)) for row in rows]

        def ours(number: int, kind: Any = kind, rows: Any = rows) -> Any:
            return nearest_roles(
                rows[number],
                kind["filter"],
                owners=discoverable_people(company.id),
                model=embedder.model_name,
                limit=TOP,
                today=TODAY,
            )

        truths = [raw.exact(vector, where) for vector in vectors]
        answers = [ours(number) for number in range(len(rows))]
        recall = statistics.mean(map(share_found, truths, answers))
        raw_recall, breadth = raw.tune(vectors, truths, where, needed=min(0.97, recall))
        few = vectors if kind["roles"] < 5_000 else vectors[:6]
        rare = vectors[:4] if name == "rare city" else vectors
        times: dict[str, list[float]] = {"ours": [], "exact": [], "hnsw": []}
        sides = ["ours", "hnsw", "exact"]
        for one in range(rounds):
            for side in sides[one % 3 :] + sides[: one % 3]:
                if side == "ours":
                    calls = [lambda n=n, f=ours: f(n) for n in range(len(rows))]
                elif side == "hnsw":
                    raw.connection.execute(raw.HNSW)
                    raw.connection.execute(f"SET hnsw.ef_search = {breadth}")
                    calls = [lambda v=v, w=where: raw.hnsw(v, w) for v in rare]
                else:
                    calls = [lambda v=v, w=where: raw.exact(v, w) for v in few]
                for call in calls[:2]:
                    call()
                times[side].append(median([timed(call)[0] for call in calls]))
                raw.connection.execute(raw.FREE)
        best = [min(pair) for pair in zip(times["exact"], times["hnsw"], strict=True)]
        ratios = [a / b for a, b in zip(times["ours"], best, strict=True)]
        report[name] = {
            "roles": kind["roles"],
            "ours_ms": round(median(times["ours"]), 2),
            "raw_exact_ms": round(median(times["exact"]), 2),
            "raw_hnsw_ms": round(median(times["hnsw"]), 2),
            "ratio": round(median(ratios), 2),
            "recall": round(recall, 4),
            "raw_hnsw_recall": round(raw_recall, 4),
            "raw_hnsw_breadth": breadth,
            "fewest_rows": min(map(len, answers)),
            "short": sum(len(a) < len(t) for a, t in zip(answers, truths, strict=True)),
        }
        say(f"{name}: {json.dumps(report[name])}")
    return report


def measure_search(*, quick: bool, rounds: int) -> dict[str, Any]:
    """Return whole reverse matches, of ten explained people, beside one query embedding."""
    from django.utils import timezone

    from jobassist.accounts.models import Company
    from jobassist.ai.embedder import get_embedder
    from jobs.models import Posting
    from jobs.search import resume_facts
    from recruiting.candidates import discoverable_people, get_posting_of
    from resumes.reverse import find_near, matching_resumes

    embedder = get_embedder()
    company = Company.objects.get(name="Bench Company")
    ids = Posting.objects.filter(company=company).order_by("id").values_list("id", flat=True)
    postings = [get_posting_of(company, i) for i in ids[: 10 if quick else 40]]
    people = discoverable_people(company.id)
    now = timezone.now()
    report: dict[str, Any] = {}
    for name, kind in choose_classes().items():
        runs: list[dict[str, float]] = []
        fewest = TOP
        for run in range(rounds):
            took: dict[str, list[float]] = {"embedding": [], "near": [], "whole": []}
            # Nobody looks at the same people again and again.
            resume_facts._read_remembered.cache_clear()
            for number, posting in enumerate(postings):
                # The class says where; the posting itself may be done from anywhere.
                posting.is_remote = True
                words = f"{name} {run} {number} {posting.title}"
                took["embedding"].append(timed(lambda w=words: embedder.embed_queries([w]))[0])
                look: dict[str, Any] = {"owners": people, "now": now, "wanted": kind["filter"]}
                lang = "zh" if posting.lang == "zh" else "en"
                if run == 0 and number == 0:
                    matching_resumes(posting, lang=lang, limit=TOP, **look)
                ms, _ = timed(lambda p=posting, w=look: find_near(p, limit=TOP, **w))
                took["near"].append(ms)
                ms, found = timed(
                    lambda p=posting, w=look, g=lang: matching_resumes(p, lang=g, limit=TOP, **w)
                )
                took["whole"].append(ms)
                fewest = min(fewest, len(found))
            runs.append({part: median(values) for part, values in took.items()})
        report[name] = {f"{part}_ms": round(median([r[part] for r in runs]), 2) for part in runs[0]}
        report[name]["whole_to_embedding"] = round(
            median([r["whole"] / r["embedding"] for r in runs]), 2
        )
        report[name]["fewest_matches"] = fewest
        say(f"search, {name}: {json.dumps(report[name])}")
    return report


def measure_pages(*, quick: bool, rounds: int) -> dict[str, Any]:
    """Return how long pages take over HTTP of a live server, p50 and p95 in milliseconds."""
    import recruiter_pages

    return recruiter_pages.measure(root=ROOT, quick=quick, rounds=rounds)


# --- running ----------------------------------------------------------------------------------


def set_up(state: Path) -> None:
    """Make this process one of the project, on the benchmark's database."""
    os.environ.update(
        DATA_DIR=str(state / "db"),
        LOADS_DEMO="false",
        LOG_LEVEL="WARNING",
        OPENBLAS_NUM_THREADS="1",
        DJANGO_SETTINGS_MODULE="jobassist.settings",
    )
    sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
    import django

    django.setup()


def prepare(options: argparse.Namespace) -> None:
    """Write people, vectors and database where they are not there yet."""
    state: Path = options.state
    (state / "db").mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "DATA_DIR": str(state / "db"), "LOADS_DEMO": "false"}
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    # By itself and before: whoever ends last stops the database.
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
    set_up(state)
    import recruiter_people
    import recruiter_world

    recruiter_people.prepare(state / "people", data=options.data, count=options.people)
    ready = state / "ready.json"
    if not ready.exists():
        report = recruiter_world.fill(
            state / "people",
            count=options.people,
            applications=min(recruiter_world.APPLICATIONS, options.people // 2),
            data=options.data,
        )
        ready.write_text(json.dumps(report), encoding="utf-8")


def main() -> None:
    """Prepare what is missing, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=SHARED)
    parser.add_argument("--state", type=Path, default=STATE)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--measures", default=",".join(MEASURES))
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.quick:
        options.people = min(options.people, 5_000)
        options.state = options.state / "quick"
        options.rounds = 1
    prepare(options)
    calls: dict[str, Callable[..., dict[str, Any]]] = {
        "legs": measure_legs,
        "search": measure_search,
        "pages": measure_pages,
    }
    report: dict[str, Any] = {"people": options.people, "load": os.getloadavg()[0]}
    for name in options.measures.split(","):
        report[name] = calls[name](quick=options.quick, rounds=options.rounds)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
