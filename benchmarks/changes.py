"""What the change log costs whoever writes postings: the same statements with its triggers and without.

Invented postings in a database of the benchmark's own; batches of 1,000 in one statement, the two
sides one after the other in each round, medians. The last line is JSON.
"""

import argparse
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".data" / "bench-changes"
BATCH = 1_000


def set_up(state: Path) -> None:
    """Start the benchmark's own database, with nothing of an earlier run in it."""
    os.environ.update(
        DATA_DIR=str(state), DJANGO_SETTINGS_MODULE="jobassist.settings", LOADS_DEMO="false"
    )
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from jobs.models import PARTS

    call_command("migrate", verbosity=0)
    tables = ", ".join(("jobs_posting", "jobs_postingchange", "jobs_employer", *PARTS))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} CASCADE")


def build_rows() -> list[Any]:
    """Return a batch of rows as a feed brings them, with texts of ordinary length."""
    from jobs.feed import parse_row

    text = "You look after people and machines. " * 40
    return [
        parse_row(
            {"id": f"p{n}", "title": f"Nurse {n % 37}", "company": f"Firm {n % 50}",
             "city": "Leeds", "lang": "en", "description": f"{text} {n}"}
        )
        for n in range(BATCH)
    ]  # fmt: skip


def set_triggers(on: bool) -> None:
    """Switch the log's triggers."""
    from django.db import connection

    word = "ENABLE" if on else "DISABLE"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE jobs_posting {word} TRIGGER USER")


def clock(work: Any, *args: Any, **kwargs: Any) -> float:
    """Return how many milliseconds the work takes."""
    start = time.perf_counter()
    work(*args, **kwargs)
    return (time.perf_counter() - start) * 1000


def measure(rounds: int) -> dict[str, dict[str, float]]:
    """Return medians by measure: with the log, without, and their ratio."""
    from django.db import connection
    from django.utils import timezone

    from jobs import changes, services
    from jobs.models import Posting

    source = services.get_or_create_source("bench")
    figures: dict[str, dict[bool, list[float]]] = {}

    def run(statement: str, parameters: list[Any]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)

    # Read once: what a row costs to read is none of the log's business.
    services.upsert_postings(source, build_rows(), now=timezone.now(), embed="not")
    names = [f'"{f.column}"' for f in Posting._meta.concrete_fields if f.column != "id"]
    columns = ", ".join(names)
    copied = columns.replace('"external_id"', "%s || external_id")
    statements = {
        "insert_1000": f"INSERT INTO jobs_posting ({columns}) SELECT {copied} FROM jobs_posting "
        "WHERE external_id LIKE 'p%%'",
        "change_1000": "UPDATE jobs_posting SET title = title || '!', updated_at = now() "
        "WHERE external_id LIKE %s || 'p%%'",
        "mark_1000_alive": "UPDATE jobs_posting SET liveness_checked_at = clock_timestamp() "
        "WHERE external_id LIKE %s || 'p%%'",
        "pause_1000": "UPDATE jobs_posting SET status = 'paused' "
        "WHERE external_id LIKE %s || 'p%%'",
    }
    position = changes.current_position(now=timezone.now())
    for number in range(rounds):
        for is_on in (True, False) if number % 2 else (False, True):
            set_triggers(is_on)
            mark = f"{number}{'on' if is_on else 'off'}-"
            for name, statement in statements.items():
                spent = clock(run, statement, [mark])
                figures.setdefault(name, {}).setdefault(is_on, []).append(spent)
    set_triggers(True)
    read = []
    while True:
        spent = time.perf_counter()
        page = changes.read_changes(position, now=timezone.now())
        read.append((time.perf_counter() - spent) * 1000)
        position = page.position
        if not page.has_more:
            break
    report = {}
    for name, sides in figures.items():
        with_log, without = statistics.median(sides[True]), statistics.median(sides[False])
        report[name] = {
            "with_ms": round(with_log, 1),
            "without_ms": round(without, 1),
            "ratio": round(with_log / without, 3),
        }
    report["read_page_of_100"] = {"ms": round(statistics.median(read), 1), "pages": len(read)}
    return report


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--quick", action="store_true", help="three rounds")
    parser.add_argument("--state", type=Path, default=STATE)
    chosen = parser.parse_args()
    set_up(chosen.state)
    report = measure(3 if chosen.quick else chosen.rounds)
    for name, figures in report.items():
        print(f"{name:28} {figures}")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
