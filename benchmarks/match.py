"""Matching at 20,000, 100,000 and a million postings, beside the same SQL written by hand.

For classes of filters that let ever fewer postings pass: our vector leg and the raw queries of
`../shared/bench/bench_pgvector.py`, exact and by HNSW, on the same vectors of the same server, in
turns; recall against the exact answer; then whole searches beside one query embedding, updates
with and without the vector index, and the embedding worker. The last line is JSON.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from timing import median, timed

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
STATE = ROOT / ".data" / "bench-match"
SIZES = {"20k": 20_000, "100k": 100_000, "1m": 1_000_000}
MEASURES = ("legs", "search", "updates", "embed")
TOP = 10
# A row as near as the tenth of the exact answer counts as found: equal vectors have no order.
SAME_DISTANCE = 1e-4


class Raw:
    """The hand-written queries, prepared and binary, on a connection of their own."""

    HNSW = "SET enable_bitmapscan = off; SET enable_sort = off; SET enable_seqscan = off"
    FREE = "RESET enable_bitmapscan; RESET enable_sort; RESET enable_seqscan"

    def __init__(self, model: str) -> None:
        import psycopg
        from django.conf import settings

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
        self.model = model.replace("'", "''")

    def where(self, city: int | None, floor: int) -> str:
        """Return the class's filter, as the peer writes it."""
        if city is None:
            return "true"
        return f"bench_active AND bench_city = {city} AND bench_salary >= {floor}"

    def exact(self, vector: Any, where: str) -> list[tuple[Any, ...]]:
        """Return (id, distance) by reading every row that passes."""
        # An expression that no index matches.
        return self.cursor.execute(
            "SELECT posting_id, d FROM (SELECT posting_id, vector <=> %(v)s::halfvec(512) AS d "
            f"FROM jobs_postingembedding WHERE {where}) x ORDER BY d + 0 LIMIT {TOP}",
            {"v": vector},
            prepare=True,
        ).fetchall()

    def hnsw(self, vector: Any, where: str) -> list[tuple[Any, ...]]:
        """Return (id, distance) by the vector index, whatever the planner thinks of it."""
        return self.cursor.execute(
            "SELECT posting_id, vector <=> %(v)s::halfvec(512) AS d FROM jobs_postingembedding "
            f"WHERE model = '{self.model}' AND {where} "
            f"ORDER BY vector <=> %(v)s::halfvec(512) LIMIT {TOP}",
            {"v": vector},
            prepare=True,
        ).fetchall()

    def tune(self, vectors: Sequence[Any], where: str, *, needed: float) -> tuple[float, int]:
        """Return (recall, ef_search) of the narrowest walk that finds as much, else the widest."""
        truths = [self.exact(vector, where) for vector in vectors]
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


def measure_legs(*, quick: bool, rounds: int) -> dict[str, Any]:
    """Return, by class of filters, our vector leg and the raw queries, times and recall."""
    from dataclasses import replace

    import numpy as np
    from django.db import connection

    from jobassist.ai.embedder import get_embedder
    from jobs.criteria import Criteria
    from jobs.search import JobQuery, retrieval
    from jobs.search.facets import prepare
    from jobs.search.statements import HalfVector

    embedder = get_embedder()
    connection.ensure_connection()
    raw = Raw(embedder.model_name)
    classes, counts = choose_classes(connection)
    report: dict[str, Any] = {}
    for name, (city, key, floor) in classes.items():
        texts = titles_of(connection, key, count=12 if quick else 40)
        rows = embedder.embed_queries(texts)
        criteria = Criteria(
            titles=("x",),
            cities=(key.rsplit("/", 1)[-1],) if key else (),
            salary_min=floor or None,
            salary_period="year" if floor else None,
        )
        need, filters, _, _ = prepare(JobQuery(criteria=criteria))
        needs = [replace(need, leg_vectors=row[None, :]) for row in rows]
        vectors = [HalfVector(np.asarray(row)) for row in rows]
        where = raw.where(city, int(floor * 0.999))
        few = vectors if counts[name] < 5_000 else vectors[:4]

        def ours(number: int, needs: Any = needs, filters: Any = filters) -> Any:
            return retrieval.nearest_postings(needs[number], filters, limit=TOP)

        truths = [exact_answer(need, filters) for need in needs]
        answers = [ours(number) for number in range(len(needs))]
        recall = statistics.mean(map(share_found, truths, answers))
        # The peer is as broad as it takes to find as much.
        raw_recall, breadth = raw.tune(few, where, needed=min(0.97, recall))
        times: dict[str, list[float]] = {"ours": [], "exact": [], "hnsw": []}
        rare = vectors[:4] if name == "rare city" else vectors
        for one in range(rounds):
            order = ["ours", "hnsw", "exact"][one % 3 :] + ["ours", "hnsw", "exact"][: one % 3]
            for side in order:
                # Each side alone over all queries, warmed by two of them.
                if side == "ours":
                    calls = [lambda n=n: ours(n) for n in range(len(needs))]
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
        short = sum(len(a) < len(t) for a, t in zip(answers, truths, strict=True))
        best = [min(pair) for pair in zip(times["exact"], times["hnsw"], strict=True)]
        ratios = [a / b for a, b in zip(times["ours"], best, strict=True)]
        report[name] = {
            "postings": counts[name],
            "ours_ms": round(median(times["ours"]), 2),
            "raw_exact_ms": round(median(times["exact"]), 2),
            "raw_hnsw_ms": round(median(times["hnsw"]), 2),
            "ratio": round(median(ratios), 2),
            "ratios": [round(r, 2) for r in ratios],
            "recall": round(recall, 4),
            "raw_hnsw_recall": round(raw_recall, 4),
            "raw_hnsw_breadth": breadth,
            "fewest_rows": min(map(len, answers)),
            "short": short,
        }
        print(f"  {name}: {json.dumps(report[name])}", file=sys.stderr, flush=True)
    report["rows_promised"] = measure_promises(connection, quick=quick)
    return report


def choose_classes(connection: Any) -> tuple[dict[str, Any], dict[str, int]]:
    """Return {class: (city number, place key, pay floor)} and how many postings pass each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.no, c.place_key, count(e.*) FROM bench_city_names c "
            "JOIN jobs_postingembedding e ON e.bench_city = c.no AND e.bench_active "
            "GROUP BY 1, 2 ORDER BY 1"
        )
        cities = cursor.fetchall()
        total = sum(c[2] for c in cities)

        def nearest(share: float) -> tuple[int, str, int]:
            order = sorted(cities, key=lambda c: abs(c[2] - share * total))
            # One whose postings lie in it alone, so that both sides ask for the same rows.
            for no, key, count in order:
                cursor.execute(
                    "SELECT count(*) FROM jobs_posting WHERE status = 'active' "
                    "AND place_keys && ARRAY[%s]::varchar[]",
                    [key],
                )
                if cursor.fetchone()[0] <= 1.03 * count:
                    return no, key, count
            return order[0]

        big, mid, rare = nearest(0.17), nearest(0.014), nearest(0.0009)
        cursor.execute(
            "SELECT percentile_disc(0.6) WITHIN GROUP (ORDER BY bench_salary) "
            "FROM jobs_postingembedding WHERE bench_city = %s AND bench_active",
            [big[0]],
        )
        floor = int(cursor.fetchone()[0])
        cursor.execute(
            "SELECT count(*) FROM jobs_postingembedding WHERE bench_city = %s AND bench_active "
            "AND bench_salary >= %s",
            [big[0], int(floor * 0.999)],
        )
        paid = cursor.fetchone()[0]
    classes = {
        "none": (None, None, 0),
        "big city": (big[0], big[1], 0),
        "city + pay": (big[0], big[1], floor),
        "mid city": (mid[0], mid[1], 0),
        "rare city": (rare[0], rare[1], 0),
    }
    counts = {
        "none": total,
        "big city": big[2],
        "city + pay": paid,
        "mid city": mid[2],
        "rare city": rare[2],
    }
    return classes, counts


def titles_of(connection: Any, key: str | None, *, count: int) -> list[str]:
    """Return titles of postings that pass, one each: what people there look for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT title FROM (SELECT DISTINCT ON (title_key) title, md5(title) AS h "
            "FROM (SELECT * FROM jobs_posting WHERE %s::text IS NULL "
            "OR place_keys && ARRAY[%s]::varchar[] LIMIT 20000) p) t ORDER BY h LIMIT %s",
            [key, key, count],
        )
        return [row[0] for row in cursor.fetchall()]


def exact_answer(need: Any, filters: Any) -> list[tuple[Any, ...]]:
    """Return the true nearest of what passes our filters, however many rows that reads.

    From the vectors' own table, by a statement of its own.
    """
    from jobs.search.statements import fetch_rows

    params = {**filters.params, "model": need.model, "leg0": _half(need.leg_vectors[0])}
    return fetch_rows(
        "SELECT id, d FROM (SELECT p.id, e.vector <=> %(leg0)s::halfvec(512) AS d "
        "FROM jobs_posting p JOIN jobs_postingembedding e ON e.posting_id = p.id "
        f"AND e.model = %(model)s WHERE {filters.where()}) x ORDER BY d + 0 LIMIT {TOP}",
        params,
    )


def _half(row: Any) -> Any:
    from jobs.search.statements import HalfVector

    return HalfVector(row)


def share_found(truth: list[tuple[Any, ...]], found: list[tuple[Any, ...]]) -> float:
    """Return the share of the true answer that was found."""
    if not truth:
        return 1.0
    farthest = truth[-1][1] + SAME_DISTANCE
    return min(len(truth), sum(d <= farthest for _, d in found)) / len(truth)


def measure_promises(connection: Any, *, quick: bool) -> dict[str, int]:
    """Return how often fewer rows than min(10, matches) came back, over cities of every size."""
    from jobs.criteria import Criteria
    from jobs.search import JobQuery, retrieval
    from jobs.search.facets import prepare

    with connection.cursor() as cursor:
        cursor.execute("SELECT place_key FROM bench_city_names ORDER BY no")
        keys = [row[0] for row in cursor.fetchall()]
    asked = short = 0
    for key in keys[:: 20 if quick else 8]:
        # Words of the place's language and of the other: what passes may lie far from them.
        for title in ("Java 后端", "registered nurse"):
            criteria = Criteria(titles=(title,), cities=(key.rsplit("/", 1)[-1],))
            need, filters, _, params = prepare(JobQuery(criteria=criteria))
            found = retrieval.nearest_postings(need, filters, limit=TOP)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM (SELECT 1 FROM jobs_posting p JOIN "
                    "jobs_postingembedding e ON e.posting_id = p.id WHERE "
                    f"{filters.where()} LIMIT {TOP}) x",
                    params,
                )
                (count,) = cursor.fetchone()
            asked += 1
            short += len(found) < count
    return {"asked": asked, "short": short}


def measure_search(*, quick: bool, rounds: int) -> dict[str, Any]:
    """Return whole searches and their parts beside one query embedding, taken in turns."""
    from django.db import connection

    from jobassist.ai.embedder import get_embedder
    from jobs.criteria import Criteria
    from jobs.search import JobQuery, retrieval, search_jobs
    from jobs.search.facets import prepare

    embedder = get_embedder()
    classes, _ = choose_classes(connection)
    report: dict[str, Any] = {}
    for name, (_city, key, floor) in classes.items():
        titles = titles_of(connection, key, count=10 if quick else 25)
        runs: list[dict[str, float]] = []
        for run in range(rounds):
            took: dict[str, list[float]] = {}

            def note(part: str, ms: float, took: dict[str, list[float]] = took) -> None:
                took.setdefault(part, []).append(ms)

            for number, title in enumerate(titles):
                criteria = Criteria(
                    titles=(title[:80],),
                    cities=(key.rsplit("/", 1)[-1],) if key else (),
                    salary_min=floor or None,
                    salary_period="year" if floor else None,
                )
                query = JobQuery(criteria=criteria)
                note(
                    "embedding",
                    timed(lambda t=f"{name} {title} {run} {number}": embedder.embed_queries([t]))[
                        0
                    ],
                )
                # The need's vectors are remembered: the embedding stands beside, not within.
                need, filters, _, _ = prepare(query)
                if run == 0 and number < 2:
                    search_jobs(query)
                ms, result = timed(lambda q=query: search_jobs(q))
                note("search", ms)
                for part, lap in result.plan.milliseconds.items():
                    note(part, lap)
                note(
                    "vector_leg",
                    timed(lambda n=need, f=filters: retrieval.nearest_postings(n, f, limit=60))[0],
                )
                note(
                    "lexical_leg",
                    timed(lambda n=need, f=filters: retrieval.likeliest_by_words(n, f))[0],
                )
            runs.append({part: median(values) for part, values in took.items()})
        report[name] = {part: round(median([r[part] for r in runs]), 2) for part in runs[0]}
        report[name]["search_to_embedding"] = round(
            median([r["search"] / r["embedding"] for r in runs]), 2
        )
        print(f"  {name}: {json.dumps(report[name])}", file=sys.stderr, flush=True)
    pid = connection.connection.info.backend_pid
    with Path(f"/proc/{pid}/smaps_rollup").open(encoding="ascii") as lines:
        sizes = {
            line.split(":")[0]: int(line.split()[1])
            for line in lines
            if ":" in line and "kB" in line
        }
    report["backend_private_mb"] = round(
        (sizes.get("Private_Clean", 0) + sizes.get("Private_Dirty", 0)) / 1024, 1
    )
    return report


def measure_updates(*, quick: bool, rounds: int) -> dict[str, Any]:
    """Return updates a second of postings with the vector index standing, ÷ without it."""
    from django.db import connection, transaction

    from jobassist.ai.embedder import get_embedder
    from jobs.vectors import vector_index_name

    changes = {
        "seen open (no index)": "liveness_checked_at = now()",
        "pay (indexed)": "salary_yearly_max = salary_yearly_max + 1, updated_at = now()",
    }
    count = 500 if quick else 2_000
    report: dict[str, Any] = {}
    for name, change in changes.items():
        rates: dict[bool, list[float]] = {True: [], False: []}
        hot = 0
        for run in range(2 * rounds):
            for is_indexed in (True, False) if run % 2 else (False, True):
                with transaction.atomic(), connection.cursor() as cursor:
                    if not is_indexed:
                        cursor.execute(f"DROP INDEX {vector_index_name(get_embedder().model_name)}")
                    start = time.perf_counter()
                    cursor.execute(
                        f"UPDATE jobs_posting SET {change} WHERE id % 7 = {run % 7} "
                        f"AND salary_yearly_max IS NOT NULL AND id < {count * 8}"
                    )
                    rates[is_indexed].append(cursor.rowcount / (time.perf_counter() - start))
                    cursor.execute(
                        "SELECT pg_stat_get_xact_tuples_hot_updated('jobs_posting'::regclass)"
                    )
                    hot = cursor.fetchone()[0]
                    # Nothing is to stay changed, and the index is back.
                    transaction.set_rollback(True)
        report[name] = {
            "with_index_rows_s": round(median(rates[True])),
            "without_rows_s": round(median(rates[False])),
            "ratio": round(
                median([a / b for a, b in zip(rates[True], rates[False], strict=True)]), 2
            ),
            "hot": hot,
        }
        print(f"  {name}: {json.dumps(report[name])}", file=sys.stderr, flush=True)
    return report


def measure_sizes() -> dict[str, Any]:
    """Return what the tables and their indexes take on disk, in megabytes."""
    from django.db import connection

    from jobassist.ai.embedder import get_embedder
    from jobs.vectors import vector_index_name

    index = vector_index_name(get_embedder().model_name)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_relation_size(%s::regclass), pg_table_size('jobs_postingembedding'), "
            "pg_total_relation_size('jobs_posting'), pg_total_relation_size('jobs_postingterm'), "
            "pg_total_relation_size('jobs_postingwords'), pg_database_size(current_database())",
            [index],
        )
        row = cursor.fetchone()
    names = ("vector_index", "vectors", "postings", "term_lists", "words", "database")
    return {name: round(size / 2**20) for name, size in zip(names, row, strict=True)}


def run_size(options: argparse.Namespace) -> None:
    """Measure one size, in a process that was started for it."""
    sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
    import django

    django.setup()
    report: dict[str, Any] = {}
    if options.fill:
        import match_corpus

        print(json.dumps(match_corpus.fill(SIZES[options.child], workers=options.workers)))
        return
    if "embed" in options.measures:
        import match_embedding

        report["embed"] = match_embedding.measure(quick=options.quick, rounds=options.rounds)
    calls: dict[str, Callable[..., dict[str, Any]]] = {
        "legs": measure_legs,
        "search": measure_search,
        "updates": measure_updates,
    }
    for name, call in calls.items():
        if name in options.measures:
            print(f"{options.child} {name}", file=sys.stderr, flush=True)
            report[name] = call(quick=options.quick, rounds=options.rounds)
    report["mb"] = measure_sizes()
    print(json.dumps(report))


def prepare_size(options: argparse.Namespace, size: str) -> dict[str, Any]:
    """Build a size's database where it is missing; return what building it took."""
    folder = options.state / size
    built = folder / "built.json"
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "LOADS_DEMO": "false",
        "LOG_LEVEL": "WARNING",
    }
    if options.rebuild or not built.exists():
        sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
        import match_corpus

        match_corpus.prepare_base(options.state / "base", data=options.data, root=ROOT)
        match_corpus.copy_base(options.state / "base", folder, root=ROOT)
        words = [
            sys.executable,
            __file__,
            "--child",
            size,
            "--fill",
            "--workers",
            str(options.workers),
        ]
        done = subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        built.write_text(done.stdout.strip().splitlines()[-1])
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env=environment,
        check=True,
    )
    return dict(json.loads(built.read_text()))


def print_table(sizes: dict[str, Any]) -> None:
    """Print the vector legs of all sizes as a table."""
    head = (
        "size",
        "filter",
        "postings",
        "ours",
        "exact",
        "hnsw",
        "ratio",
        "recall",
        "raw's",
        "rows",
    )
    print("".join(f"{h:>11}" for h in head))
    for size, report in sizes.items():
        for name, row in report.get("legs", {}).items():
            if "ours_ms" in row:
                values = (
                    size, name, row["postings"], row["ours_ms"], row["raw_exact_ms"],
                    row["raw_hnsw_ms"], row["ratio"], row["recall"], row["raw_hnsw_recall"],
                    row["fewest_rows"],
                )  # fmt: skip
                print("".join(f"{v:>11}" for v in values))


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED, help="folder with jobs/*.jsonl.gz")
    parser.add_argument("--state", type=Path, default=STATE, help="where databases are kept")
    parser.add_argument("--sizes", default="20k,100k,1m")
    parser.add_argument("--measures", default=",".join(MEASURES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one round, fewer queries")
    parser.add_argument("--rebuild", action="store_true", help="make the databases anew")
    parser.add_argument("--workers", type=int, default=1, help="beside one, to build the index")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.measures = options.measures.split(",")
    if options.quick:
        options.rounds = 1
    if options.child:
        run_size(options)
        return
    found: dict[str, Any] = {}
    for size in options.sizes.lower().split(","):
        if not (options.state / size / "built.json").exists() and not options.data.exists():
            print(json.dumps({"skipped": f"{options.data} is not here"}))
            return
        built = prepare_size(options, size)
        # The worker and the loop do not depend on how many postings there are.
        measures = [m for m in options.measures if m != "embed" or not found]
        words = [
            sys.executable, __file__, "--child", size, "--measures", ",".join(measures),
            "--rounds", str(options.rounds), *(["--quick"] if options.quick else []),
        ]  # fmt: skip
        environment = {
            **os.environ,
            "DATA_DIR": str(options.state / size),
            "LOG_LEVEL": "WARNING",
            "OPENBLAS_NUM_THREADS": "1",
        }
        done = subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        found[size] = {"built": built, **json.loads(done.stdout.strip().splitlines()[-1])}
        if options.out:
            options.out.write_text(json.dumps(found, indent=1))
    print_table(found)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
