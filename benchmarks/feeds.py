"""How fast partners' postings come in, beside a bare COPY to a stage and an upsert.

Batches of 1,000 real postings, three rounds with the peer in between each time, the medians: by the
service with reading apart from writing, and over HTTP through the real server, whose event loop is
asked meanwhile how late it is. Then a full snapshot with 1 % changed. The last line is JSON.
"""

import argparse
import gzip
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
STATE = ROOT / ".data" / "bench-feeds"
SIZE = 1_000
TEXTS = ("jobs/jobs_zh.jsonl.gz", "jobs/jobs_en.jsonl.gz")
HEADERS = "jobs/jobs_en_headers.jsonl.gz"


# --- rows -----------------------------------------------------------------------------------------


def read_rows(data: Path, names: tuple[str, ...], *, most: int) -> list[dict[str, Any]]:
    """Return rows of the files by turns, each once by its id."""

    def lines(name: str) -> Iterator[dict[str, Any]]:
        with gzip.open(data / name, "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)

    rows: dict[str, dict[str, Any]] = {}
    for name in names:
        for row in islice(lines(name), most // len(names)):
            rows[str(row["id"])] = {key: value for key, value in row.items() if key != "source"}
    return list(rows.values())


def change(rows: list[dict[str, Any]], *, number: int) -> list[dict[str, Any]]:
    """Return the rows, each saying something else: what is embedded changes too."""
    return [{**row, "title": f"{str(row['title'])[:280]} {number}"} for row in rows]


def cut(rows: list[dict[str, Any]]) -> list[list[bytes]]:
    """Return the rows as sent, in batches."""
    sent = [json.dumps(row, ensure_ascii=False).encode() for row in rows]
    return [sent[start : start + SIZE] for start in range(0, len(sent), SIZE)]


# --- the peer -------------------------------------------------------------------------------------

PEER_COLUMNS = (
    "external_id", "source", "title", "company", "city", "country", "remote", "employment_type",
    "salary_min", "salary_max", "currency", "description", "skills", "url", "posted_at", "is_active",
)  # fmt: skip


class Peer:
    """The table and the statements of the bare bulk write: COPY to a stage, one upsert."""

    def __init__(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS bench_job")
            cursor.execute(
                "CREATE TABLE bench_job (id bigserial PRIMARY KEY, external_id varchar(200) UNIQUE,"
                " source varchar(32), title varchar(300), company varchar(255), city text,"
                " country varchar(2), remote boolean, employment_type varchar(200),"
                " salary_min float, salary_max float, currency varchar(3), description text,"
                " skills jsonb, url varchar(1000), posted_at timestamptz, is_active boolean)"
            )
            cursor.execute("CREATE INDEX ON bench_job (city)")

    def empty(self) -> None:
        """Forget all rows."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE bench_job RESTART IDENTITY")

    def write(self, batches: list[list[bytes]]) -> None:
        """Write every batch, each in a transaction."""
        from django.db import connection, transaction

        columns = ", ".join(PEER_COLUMNS)
        changes = ", ".join(f"{c} = excluded.{c}" for c in PEER_COLUMNS if c != "external_id")
        for batch in batches:
            rows = [self._values(json.loads(item)) for item in batch]
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    f"CREATE TEMP TABLE IF NOT EXISTS stage AS SELECT {columns} FROM bench_job LIMIT 0"
                )
                cursor.execute("TRUNCATE stage")
                with cursor.copy(f"COPY stage ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                cursor.execute(
                    f"INSERT INTO bench_job ({columns}) SELECT {columns} FROM stage"
                    f" ON CONFLICT (external_id) DO UPDATE SET {changes}"
                )

    def _values(self, row: dict[str, Any]) -> list[Any]:
        city = row.get("city")
        return [
            str(row["id"]), "bench", row["title"], row.get("company"),
            city if isinstance(city, str) else None, None, None, row.get("employment_type"),
            row.get("salary_min"), row.get("salary_max"), row.get("salary_currency"),
            row.get("description"), json.dumps(row.get("skills") or []), row.get("url"), None, True,
        ]  # fmt: skip


# --- the server -----------------------------------------------------------------------------------


class Server:
    """The project's own server, on the benchmark's database."""

    def __init__(self, *, data_dir: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.key = ""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env={
                **os.environ,
                "DATA_DIR": str(data_dir),
                "PORT": str(self.port),
                "LOADS_DEMO": "false",
                "LOG_LEVEL": "WARNING",
                # The database outlives it, and what is embedded is counted apart.
                "WORKER_IN_WEB": "false",
            },
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            try:
                with urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except OSError:
                time.sleep(0.2)
        raise SystemExit("the server did not become ready")

    def stop(self) -> None:
        """Stop it as Ctrl-C would."""
        self.process.terminate()
        self.process.wait(timeout=30)

    def post(self, path: str, body: bytes, *, kind: str = "application/json") -> dict[str, Any]:
        """Post a body with the partner's key."""
        headers = {"Content-Type": kind, "Authorization": f"Bearer {self.key}"}
        request = Request(f"{self.url}/api/v1/feeds/bench{path}", data=body, headers=headers)
        with urlopen(request, timeout=300) as answer:
            return dict(json.load(answer))

    def push(self, batches: list[list[bytes]], *, path: str = "/postings:bulk") -> dict[str, int]:
        """Push every batch; return the totals."""
        totals: dict[str, int] = {}
        for batch in batches:
            body = b"[" + b",".join(batch) + b"]"
            for name, count in self.post(path, body)["totals"].items():
                totals[name] = totals.get(name, 0) + count
        return totals


class Pulse:
    """Asks the server's event loop again and again, from a connection of its own, how late it is.

    `healthz` is answered on the loop, by no thread and no query.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._waits: list[float] = []
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        import http.client

        wire = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=30)
        while not self._is_over.is_set():
            began = time.perf_counter()
            wire.request("GET", "/healthz")
            wire.getresponse().read()
            self._waits.append((time.perf_counter() - began) * 1000)
            self._is_over.wait(0.01)
        wire.close()

    def read(self) -> dict[str, float]:
        """Return the milliseconds of an answer."""
        waits = sorted(self._waits) or [0.0]
        return {
            "p50": round(statistics.median(waits), 2),
            "p95": round(waits[int(len(waits) * 0.95)], 2),
            "n": len(waits),
        }


# --- measuring ------------------------------------------------------------------------------------


def rate(work: Callable[[], Any], count: int) -> float:
    """Return items a second."""
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def middle(values: list[float]) -> float:
    return round(statistics.median(values), 3 if max(values) < 20 else 0)


def measure_service(rows: list[dict[str, Any]], *, rounds: int) -> dict[str, Any]:
    """Return items a second by the service, and the ratios to the peer."""
    from django.utils import timezone

    from feeds import services
    from feeds.sent import SentItem, read_id
    from jobs import services as jobs_services
    from jobs.models import Source
    from jobs.reading import ReadRow, read_sent_rows

    source = Source.objects.get(key="bench")
    peer = Peer()
    figures: dict[str, list[float]] = {}

    def note(name: str, value: float) -> None:
        figures.setdefault(name, []).append(value)

    def write(batches: list[list[ReadRow]]) -> None:
        for batch in batches:
            stored = jobs_services.find_stored_rows(source, [row.external_id for row in batch])
            jobs_services.write_rows(source, batch, stored=stored, now=timezone.now())

    def push(batches: list[list[bytes]]) -> dict[str, int]:
        totals: dict[str, int] = {}
        for batch in batches:
            items = [SentItem(n, read_id(data), data) for n, data in enumerate(batch)]
            for name, count in services.write_batch(
                source, items, now=timezone.now()
            ).totals.items():
                totals[name] = totals.get(name, 0) + count
        return totals

    today = timezone.now().date()
    for number in range(rounds):
        empty()
        new, changed = cut(rows), cut(change(rows, number=number))
        read: dict[str, list[list[ReadRow]]] = {}
        for name, batches in (("new", new), ("changed", changed)):
            began = time.perf_counter()
            read[name] = [
                [row for row in read_sent_rows(batch, today=today) if isinstance(row, ReadRow)]
                for batch in batches
            ]
            note("reading", len(rows) / (time.perf_counter() - began))
        count = sum(map(len, read["new"]))
        peer.empty()
        note("peer_created", rate(lambda: peer.write(new), len(rows)))  # noqa: B023
        note("write_created", rate(lambda: write(read["new"]), count))  # noqa: B023
        note("peer_updated", rate(lambda: peer.write(changed), len(rows)))  # noqa: B023
        note("write_updated", rate(lambda: write(read["changed"]), count))  # noqa: B023
        note("service_updated", rate(lambda: push(new), len(rows)))  # noqa: B023
        note("service_unchanged", rate(lambda: push(new), len(rows)))  # noqa: B023
        for name in ("created", "updated"):
            peer_rate = figures[f"peer_{name}"][-1]
            note(f"write_{name}_to_peer", figures[f"write_{name}"][-1] / peer_rate)
        note("service_updated_to_peer", figures["service_updated"][-1] / peer_rate)
    return {name: middle(values) for name, values in figures.items()}


def measure_http(server: Server, rows: list[dict[str, Any]], *, rounds: int) -> dict[str, Any]:
    """Return items a second over HTTP, and how late the event loop was."""
    figures: dict[str, list[float]] = {}
    loops: dict[str, Any] = {}
    with Pulse(server) as idle:
        time.sleep(3)
    loops["idle"] = idle.read()
    for number in range(rounds):
        empty()
        new, changed = cut(rows), cut(change(rows, number=number))
        for name, batches in (("created", new), ("updated", changed), ("unchanged", changed)):
            with Pulse(server) as pulse:
                began = time.perf_counter()
                totals = server.push(batches)
                seconds = time.perf_counter() - began
            figures.setdefault(name, []).append(len(rows) / seconds)
            loops[name] = pulse.read()
            if totals[name] + totals["rejected"] != len(rows):
                raise SystemExit(f"{name}: {totals}")
    return {**{name: middle(values) for name, values in figures.items()}, "loop_ms": loops}


def measure_snapshot(server: Server, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the figures of a whole snapshot with 1 % changed and some gone."""
    from jobs import embedding
    from jobs.models import PostingEmbedding

    empty()
    first = take_snapshot(server, rows)
    pretend_embedded()
    changed = len(rows) // 100
    gone = len(rows) // 200
    second_rows = change(rows[:changed], number=1) + rows[changed : len(rows) - gone]
    second = take_snapshot(server, second_rows)
    queued = read_queue()
    before = PostingEmbedding.objects.count()
    stored = embedding.embed_postings(queued)
    return {
        "first": first,
        "changed": second,
        "changed_rows": changed,
        "gone_rows": gone,
        "queued": len(queued),
        "embedded": stored,
        "new_vectors": PostingEmbedding.objects.count() - before,
    }


def take_snapshot(server: Server, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Send all rows as one snapshot; return its figures."""
    began = time.perf_counter()
    snapshot = server.post("/snapshots", b"")["id"]
    with Pulse(server) as pulse:
        totals = server.push(cut(rows), path=f"/snapshots/{snapshot}/postings:bulk")
    body = json.dumps({"expected_count": len(rows)}).encode()
    closed = server.post(f"/snapshots/{snapshot}:close", body)
    seconds = time.perf_counter() - began
    return {
        "items_a_second": round(len(rows) / seconds),
        "seconds": round(seconds, 1),
        "totals": totals,
        "state": closed["state"],
        "reasons": closed["reasons"],
        "ended": closed["expired_count"],
        "loop_ms": pulse.read(),
    }


# --- the database ---------------------------------------------------------------------------------


def empty() -> None:
    """Forget all postings, and what was queued for them."""
    from django.db import connection

    from jobs.models import PARTS

    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE jobs_posting, jobs_employer, procrastinate_jobs, feeds_snapshot,"
            f" feeds_partnerusage, {', '.join(PARTS)} CASCADE"
        )


def pretend_embedded() -> None:
    """Give every posting a vector, and forget what was queued: what is changed next is counted."""
    from django.db import connection

    from jobassist.ai.embedder import get_embedder

    with connection.cursor() as cursor:
        vector = "[" + ",".join(["0.044"] * 512) + "]"
        cursor.execute(
            "INSERT INTO jobs_postingembedding (posting_id, model, content_hash, vector, embedded_at)"
            " SELECT id, %s, embedding_hash, %s::halfvec, now() FROM jobs_posting",
            [get_embedder().model_name, vector],
        )
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def read_queue() -> list[int]:
    """Return the postings that are queued for embedding."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    jobs = ProcrastinateJob.objects.filter(task_name="jobs.embed_postings")
    return [each for job in jobs for each in job.args["posting_ids"]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED, help="folder of the real postings")
    parser.add_argument("--state", type=Path, default=STATE, help="folder of the benchmark's own")
    parser.add_argument("--quick", action="store_true", help="one round of less")
    parser.add_argument(
        "--measures", default="headers,texts,snapshot", help="of these, with commas between"
    )
    parser.add_argument("--out", type=Path, help="file for the result")
    given = parser.parse_args()
    for name in (*TEXTS, HEADERS):
        if not (given.data / name).exists():
            raise SystemExit(f"{given.data / name} is missing: give the folder by --data")
    os.environ["DATA_DIR"] = str(given.state)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "jobassist.settings"
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    from feeds import services

    call_command("migrate", verbosity=0)
    rounds = 1 if given.quick else 3
    headers = read_rows(given.data, (HEADERS,), most=5_000 if given.quick else 60_000)
    texts = read_rows(given.data, TEXTS, most=400 if given.quick else 2_000)
    from feeds.models import Partner

    partner = Partner.objects.filter(name="bench").first() or services.create_partner(
        "bench", items_per_day=2_000_000_000, requests_per_minute=1_000_000
    )
    services.give_source(partner, key="bench")
    result: dict[str, Any] = {"rounds": rounds}
    server = Server(data_dir=given.state)
    try:
        server.key = services.create_key(partner, scopes=["postings:write"]).text
        sample = headers[: 3_000 if given.quick else 10_000]
        measures = given.measures.split(",")
        for name, rows in (("headers", sample), ("texts", texts)):
            if name not in measures:
                continue
            result[name] = {"rows": len(rows), **measure_service(rows, rounds=rounds)}
            print(name, json.dumps(result[name]), flush=True)
            result[name]["http"] = measure_http(server, rows, rounds=rounds)
            print(name, "http", json.dumps(result[name]["http"]), flush=True)
        if "snapshot" in measures:
            result["snapshot"] = {"rows": len(headers), **measure_snapshot(server, headers)}
    finally:
        server.stop()
    if given.out:
        given.out.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
