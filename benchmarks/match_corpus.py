"""Databases of 20,000, 100,000 and a million postings for `match.py`, each in a folder of its own.

Titles, texts, skills and words are those of real postings; place, employer and pay are drawn anew
among real ones of the same language. The first round of postings has its own vectors; a later
copy's is mixed of its own, another real posting's and noise, so that no two are equal. Cities
follow Zipf's law, as in the peer's data, so that the filters' classes have the same shares.
"""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from django.db import connection

from jobs import services, vectors
from jobs.models import PARTS, Posting

FILES = ("jobs/jobs_zh.jsonl.gz", "jobs/jobs_en.jsonl.gz")
TITLES_FILE = "jobs/jobs_en_headers.jsonl.gz"
TITLES = 20_000
CITIES = 200
ZIPF = 1.05
NO_PAY = 2_000_000_000
MATE, NOISE = 0.45, 0.25
HEAD = b"PGCOPY\n\xff\r\n\0" + b"\0" * 8
COPIED = (
    "jobs_posting",
    "jobs_postinglocation",
    "jobs_postingwords",
    "jobs_postingterm",
    "jobs_postingembedding",
)
CHINESE = ("CN", "HK", "MO", "TW")


def log(text: str) -> None:
    """Say how far the work is, on standard error: the last line of standard output is JSON."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


# --- the real postings ------------------------------------------------------------------------


def prepare_base(folder: Path, *, data: Path, root: Path) -> None:
    """Import and embed real postings once, by the project's own command."""
    if (folder / "ready.json").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "LOADS_DEMO": "false",
        "LOG_LEVEL": "WARNING",
        "OPENBLAS_NUM_THREADS": "1",
    }
    sample = folder / "titles.jsonl"
    _sample_lines(data / TITLES_FILE, sample, count=TITLES)
    files = [str(data / name) for name in FILES] + [str(sample)]
    for words in (["migrate", "--verbosity", "0"], ["import_jobs", *files]):
        subprocess.run([sys.executable, "manage.py", *words], cwd=root, env=environment, check=True)
    (folder / "ready.json").write_text(json.dumps({"files": files}))


def _sample_lines(source: Path, target: Path, *, count: int) -> None:
    import gzip
    import random

    with gzip.open(source, "rb") as stream:
        lines = stream.readlines()
    random.Random(1).shuffle(lines)
    target.write_bytes(b"".join(lines[:count]))


def copy_base(base: Path, folder: Path, *, root: Path) -> None:
    """Copy the stopped database of the real postings."""
    for each in (base, folder):
        if each.exists():
            subprocess.run(
                [sys.executable, "manage.py", "stop_database"],
                cwd=root,
                env={**os.environ, "DATA_DIR": str(each)},
                check=True,
                stdout=subprocess.DEVNULL,
            )
    subprocess.run(["rm", "-rf", str(folder)], check=True)
    subprocess.run(["cp", "-a", str(base), str(folder)], check=True)
    (folder / "ready.json").unlink(missing_ok=True)


# --- many of them -----------------------------------------------------------------------------


def run(sql: str, params: Any = None) -> list[tuple[Any, ...]]:
    """Return a statement's rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def fill(rows: int, *, workers: int) -> dict[str, Any]:
    """Replace the postings of this database by so many recombined ones; return what it took."""
    started = time.monotonic()
    run("SET synchronous_commit = off")
    run("SET maintenance_work_mem = '1GB'")
    run("SET work_mem = '256MB'")
    # Foreign keys are not looked up: every row is built from rows that hold.
    run("SET session_replication_role = replica")
    run("DELETE FROM procrastinate_jobs")
    _keep_originals()
    definitions = _drop_indexes()
    run(f"TRUNCATE jobs_posting, {', '.join(PARTS)} CASCADE")
    mix = _mix(rows)
    _write_mix(mix)
    log("mixed")
    _insert_vectors(mix)
    # The graph takes longest: the rest is written beside it.
    with ThreadPoolExecutor(1) as beside:
        graph = beside.submit(build_index, workers=workers)
        _insert_postings(rows)
        own = [d for d in definitions if "jobs_postingembedding" not in d[1]]
        for name, sql in own:
            log(name)
            run(sql)
        index = graph.result()
    for name, sql in definitions:
        if (name, sql) not in own:
            run(sql)
    run("DROP SCHEMA bench CASCADE")
    log("indexes built")
    run("SELECT setval(pg_get_serial_sequence('jobs_posting', 'id'), %s)", [rows])
    services.recount_terms()
    for table in COPIED:
        run(f"VACUUM (ANALYZE) {table}")
    run("ANALYZE")
    report: dict[str, Any] = {
        "rows": rows,
        "filled_seconds": round(time.monotonic() - started),
        "index": index,
    }
    run("SET session_replication_role = origin")
    return report


def build_index(*, workers: int) -> dict[str, Any]:
    """Build the vector index as after a bulk load; return seconds and size."""
    model = run("SELECT model FROM jobs_postingembedding LIMIT 1")[0][0]
    name = vectors.vector_index_name(model)
    run(f"DROP INDEX IF EXISTS {name}, embedding_hnsw")
    run("SET maintenance_work_mem = '4GB'")
    run(f"SET max_parallel_maintenance_workers = {workers}")
    run(f"ALTER TABLE jobs_postingembedding SET (parallel_workers = {max(workers, 1)})")
    started = time.monotonic()
    log("vector index …")
    run(vectors.vector_index_sql(model, is_concurrent=False))
    seconds = time.monotonic() - started
    run("ALTER TABLE jobs_postingembedding RESET (parallel_workers)")
    run("ANALYZE jobs_postingembedding")
    (size,) = run("SELECT pg_relation_size(%s::regclass)", [name])[0]
    log(f"vector index {seconds:.0f} s")
    return {
        "seconds": round(seconds, 1),
        "mb": round(size / 2**20),
        "parallel_workers": workers,
        "load_average": os.getloadavg()[0],
    }


def _keep_originals() -> None:
    run("DROP SCHEMA IF EXISTS bench CASCADE")
    run("CREATE SCHEMA bench")
    run("CREATE TABLE bench.posting AS SELECT * FROM jobs_posting WHERE status = 'active'")
    for name in ("location", "words", "term", "embedding"):
        run(f"CREATE TABLE bench.{name} AS SELECT * FROM jobs_posting{name}")
        run(f"CREATE INDEX ON bench.{name} (posting_id)")
    run("CREATE UNIQUE INDEX ON bench.posting (id)")
    run("ANALYZE bench.posting")


def _drop_indexes() -> list[tuple[str, str]]:
    """Drop all indexes and keys of the big tables but the vectors'; return how to build them."""
    made: list[tuple[str, str]] = []
    for table in COPIED:
        constraints = run(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = %s::regclass AND contype IN ('p', 'u') ORDER BY contype",
            [table],
        )
        indexes = run(
            "SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i "
            "JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = %s::regclass "
            "AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid)",
            [table],
        )
        for name, definition in constraints:
            if table == "jobs_posting" and definition.startswith("PRIMARY"):
                continue
            run(f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE")
            made.append((name, f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"))
        for name, definition in indexes:
            run(f"DROP INDEX {name}")
            if "hnsw" not in definition:
                made.append((name, definition))
    run(
        "ALTER TABLE jobs_postingembedding ADD COLUMN IF NOT EXISTS bench_city int, "
        "ADD COLUMN IF NOT EXISTS bench_salary int, ADD COLUMN IF NOT EXISTS bench_active boolean"
    )
    made.append(
        (
            "bench_city",
            (
                "CREATE INDEX bench_city ON jobs_postingembedding (bench_city, bench_salary) "
                "WHERE bench_active"
            ),
        )
    )
    return made


def _mix(rows: int) -> dict[str, np.ndarray]:
    """Return for every new posting whose title, place, pay and second vector it takes."""
    rng = np.random.default_rng(7)
    cities = run(
        "SELECT l.country, l.region, l.city, array_agg(DISTINCT l.posting_id) FROM bench.location l "
        "JOIN bench.posting p ON p.id = l.posting_id WHERE l.city <> '' AND l.ordinal = 0 "
        "GROUP BY 1, 2, 3 ORDER BY count(*) DESC, 3 LIMIT %s",
        [CITIES],
    )
    run("CREATE TABLE bench_city_names (no int PRIMARY KEY, place_key text)") if not run(
        "SELECT to_regclass('bench_city_names')"
    )[0][0] else run("TRUNCATE bench_city_names")
    for number, (country, region, city, _) in enumerate(cities):
        key = "/".join(x for x in (country.lower(), region, city) if x)
        run("INSERT INTO bench_city_names VALUES (%s, %s)", [number, key])
    share = 1.0 / np.arange(1, len(cities) + 1) ** ZIPF
    city = rng.choice(len(cities), rows, p=share / share.sum()).astype(np.int32)
    is_zh = np.array([c[0] in CHINESE for c in cities])[city]
    own = {
        lang: np.array(
            [
                r[0]
                for r in run(
                    "SELECT p.id FROM bench.posting p JOIN bench.embedding e ON e.posting_id = p.id "
                    "WHERE p.lang = %s ORDER BY p.id",
                    [lang],
                )
            ]
        )
        for lang in ("zh", "en")
    }
    paid = {
        lang: np.array(
            [
                r[0]
                for r in run(
                    "SELECT id FROM bench.posting WHERE lang = %s AND salary_yearly_max IS NOT NULL "
                    "ORDER BY id",
                    [lang],
                )
            ]
        )
        for lang in ("zh", "en")
    }
    title = np.empty(rows, np.int64)
    pay = np.empty(rows, np.int64)
    mate = np.empty(rows, np.int64)
    is_first = np.zeros(rows, bool)
    for lang, where in (("zh", np.where(is_zh)[0]), ("en", np.where(~is_zh)[0])):
        order = rng.permutation(own[lang])
        turns = np.arange(len(where))
        title[where] = order[turns % len(order)]
        is_first[where] = turns < len(order)
        mate[where] = rng.choice(own[lang], len(where))
        pay[where] = rng.choice(paid[lang], len(where))
    place = np.empty(rows, np.int64)
    for number, (*_, ids) in enumerate(cities):
        at = np.where(city == number)[0]
        place[at] = rng.choice(np.array(ids), len(at))
    return {
        "id": np.arange(1, rows + 1, dtype=np.int64),
        "city": city,
        "title": title,
        "place": place,
        "pay": np.where(rng.random(rows) < 0.95, pay, 0),
        "mate": mate,
        "is_first": is_first,
        "is_active": rng.random(rows) < 0.95,
    }


def _write_mix(mix: dict[str, np.ndarray]) -> None:
    run(
        "CREATE TABLE bench.mix (id bigint, title bigint, place bigint, pay bigint, is_active boolean)"
    )
    columns = (mix["id"], mix["title"], mix["place"], mix["pay"], mix["is_active"])
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY bench.mix FROM STDIN") as copy,  # type: ignore[attr-defined]
    ):
        for start in range(0, len(mix["id"]), 10_000):
            part = zip(*(c[start : start + 10_000].tolist() for c in columns), strict=True)
            copy.write(
                "".join(f"{i}\t{t}\t{p}\t{s}\t{'t' if a else 'f'}\n" for i, t, p, s, a in part)
            )
    run("CREATE INDEX ON bench.mix (id)")
    run("ANALYZE bench.mix")


_FROM_PLACE = ("employer_id", "place_keys", "is_remote", "is_hybrid", "eligible_countries")
_FROM_PAY = (
    "salary_min", "salary_max", "salary_currency", "salary_period", "salary_months", "salary_raw",
    "salary_yearly_min", "salary_yearly_max",
)  # fmt: skip


def _insert_postings(rows: int) -> None:
    special = {
        "id": "m.id",
        "external_id": "'bench-' || m.id",
        "status": "CASE WHEN m.is_active THEN 'active' ELSE 'expired' END",
        "company_id": "NULL",
        "content_hash": "md5(m.id::text)",
        "salary_raw": "coalesce(s.salary_raw, '')",
        "head_text": "concat_ws(E'\\n', lower(a.title), e.name_normalised, "
        "lower(array_to_string(a.tags, ' ')), array_to_string(b.place_keys, ' '))",
    }
    names = [f.column for f in Posting._meta.concrete_fields]
    values = [
        special.get(n)
        or (f'b."{n}"' if n in _FROM_PLACE else f's."{n}"' if n in _FROM_PAY else f'a."{n}"')
        for n in names
    ]
    quoted = ", ".join(f'"{n}"' for n in names)
    step = 50_000
    for start in range(0, rows, step):
        part = "m.id > %s AND m.id <= %s"
        between = [start, start + step]
        run(
            f"INSERT INTO jobs_posting ({quoted}) SELECT {', '.join(values)} FROM bench.mix m "
            "JOIN bench.posting a ON a.id = m.title JOIN bench.posting b ON b.id = m.place "
            "LEFT JOIN bench.posting s ON s.id = m.pay "
            f"LEFT JOIN jobs_employer e ON e.id = b.employer_id WHERE {part} ORDER BY m.id",
            between,
        )
        run(
            "INSERT INTO jobs_postinglocation (posting_id, ordinal, raw, place_key, country, region, "
            "city, district, lat, lon) SELECT m.id, l.ordinal, l.raw, l.place_key, l.country, "
            "l.region, l.city, l.district, l.lat, l.lon FROM bench.mix m "
            f"JOIN bench.location l ON l.posting_id = m.place WHERE {part}",
            between,
        )
        run(
            "INSERT INTO jobs_postingwords (posting_id, terms, place_keys, model, vector) "
            "SELECT m.id, w.terms, CASE WHEN m.is_active THEN b.place_keys END, e.model, e.vector "
            "FROM bench.mix m JOIN bench.words w ON w.posting_id = m.title "
            "JOIN bench.posting b ON b.id = m.place "
            f"JOIN jobs_postingembedding e ON e.posting_id = m.id WHERE {part}",
            between,
        )
        run(
            "INSERT INTO jobs_postingterm (posting_id, term, impact) SELECT m.id, t.term, t.impact "
            f"FROM bench.mix m JOIN bench.term t ON t.posting_id = m.title WHERE {part}",
            between,
        )
        log(f"{min(start + step, rows)} postings")


# --- vectors ----------------------------------------------------------------------------------


def read_vectors(table: str, *, condition: str = "true") -> tuple[np.ndarray, np.ndarray]:
    """Return (posting ids, float32 rows) of a table of vectors, by binary COPY."""
    with (
        connection.cursor() as cursor,
        cursor.copy(  # type: ignore[attr-defined]
            f"COPY (SELECT posting_id, vector FROM {table} WHERE {condition}) "
            "TO STDOUT (FORMAT BINARY)"
        ) as copy,
    ):
        data = b"".join(bytes(part) for part in copy)
    row = np.dtype(
        [("n", ">i2"), ("l0", ">i4"), ("id", ">i8"), ("l1", ">i4"), ("d", ">i2"), ("u", ">i2"),
         ("v", ">f2", (512,))]
    )  # fmt: skip
    found = np.frombuffer(data[19 : 19 + (len(data) - 21) // row.itemsize * row.itemsize], row)
    return found["id"].astype(np.int64), found["v"].astype(np.float32)


def _insert_vectors(mix: dict[str, np.ndarray]) -> None:
    ids, known = read_vectors("bench.embedding")
    at = np.zeros(int(ids.max()) + 1, np.int64)
    at[ids] = np.arange(len(ids))
    hashes = np.zeros(len(at), "S32")
    model = ""
    for posting_id, text, name in run(
        "SELECT posting_id, content_hash, model FROM bench.embedding"
    ):
        hashes[posting_id] = text.encode()
        model = name
    pay = np.full(len(at), NO_PAY, np.int64)
    for posting_id, most in run(
        "SELECT id, least(salary_yearly_max, 2e9)::bigint FROM bench.posting "
        "WHERE salary_yearly_max IS NOT NULL AND salary_currency = "
        "CASE lang WHEN 'zh' THEN 'CNY' ELSE salary_currency END"
    ):
        pay[posting_id] = most
    pay[0] = NO_PAY
    encoded = model.encode()
    row = np.dtype(
        [("n", ">i2"), ("l0", ">i4"), ("id", ">i8"), ("l1", ">i4"), ("m", f"S{len(encoded)}"),
         ("l2", ">i4"), ("h", "S32"), ("l3", ">i4"), ("d", ">i2"), ("u", ">i2"), ("v", ">f2", (512,)),
         ("l4", ">i4"), ("t", ">i8"), ("l5", ">i4"), ("c", ">i4"), ("l6", ">i4"), ("s", ">i4"),
         ("l7", ">i4"), ("b", "u1")]
    )  # fmt: skip
    rng = np.random.default_rng(11)
    with (
        connection.cursor() as cursor,
        cursor.copy(  # type: ignore[attr-defined]
            "COPY jobs_postingembedding (posting_id, model, content_hash, vector, embedded_at, "
            "bench_city, bench_salary, bench_active) FROM STDIN (FORMAT BINARY)"
        ) as copy,
    ):
        copy.write(HEAD)
        total = len(mix["id"])
        for start in range(0, total, 10_000):
            part = slice(start, start + 10_000)
            own = known[at[mix["title"][part]]]
            mixed = own + MATE * known[at[mix["mate"][part]]]
            mixed += rng.standard_normal(own.shape, dtype=np.float32) * (NOISE / np.sqrt(512))
            mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
            out = np.zeros(len(own), row)
            out["n"], out["l0"], out["id"] = 8, 8, mix["id"][part]
            out["l1"], out["m"] = len(encoded), encoded
            out["l2"], out["h"] = 32, hashes[mix["title"][part]]
            out["l3"], out["d"] = 4 + 1024, 512
            out["v"] = np.where(mix["is_first"][part][:, None], own, mixed)
            out["l4"], out["t"] = 8, 800_000_000_000_000
            out["l5"], out["c"] = 4, mix["city"][part]
            out["l6"], out["s"] = 4, pay[mix["pay"][part]]
            out["l7"], out["b"] = 1, mix["is_active"][part]
            copy.write(out.tobytes())
        copy.write(b"\xff\xff")
    log("vectors written")
