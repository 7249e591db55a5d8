"""How well the search finds what fits wishes and résumés, judged by people on real postings.

The corpora are imported once into a database of their own, kept and used again while the files
are the same. Each need is read and searched exactly as the product does it. The run is written as
TREC's; the last line printed is one JSON object.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from search_figures import DEPTH, Run, read_needs, read_qrels, summarise, write_run

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent
SHARED = ROOT.parent / "shared" / "data" / "jobs"
STATE = ROOT / ".data" / "bench-search"
SYSTEMS = ("ours", "ours-strict", "bm25", "embedder", "rrf")


def folder_of(files: list[Path]) -> Path:
    """Return the folder of the database that holds these corpora, named after their bytes."""
    digests = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in files)
    return STATE / hashlib.sha256("".join(digests).encode()).hexdigest()[:12]


def prepare(files: list[Path], *, folder: Path) -> float:
    """Import the corpora by the project's own command; return the seconds it took.

    0 where it holds them already. After a change of the code that stores them it is run again:
    rows that are stored as they would be read now cost a look each.
    """
    started = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    marker = folder / "imported.json"
    state = json.dumps([path.name for path in files] + [_version()])
    if marker.exists() and marker.read_text() == state:
        return 0.0
    environment = {**os.environ, "DATA_DIR": str(folder), "LOG_LEVEL": "WARNING"}
    for words in (["migrate", "--verbosity", "0"], ["import_jobs", *map(str, files)]):
        subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=sys.stderr,
        )
    marker.write_text(state)
    return time.monotonic() - started


def _version() -> str:
    """Return a hash of what reads and stores postings, so that an old reading is not searched."""
    digest = hashlib.sha256()
    for pattern in ("jobs/*.py", "jobs/migrations/*.py"):
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--needs", type=Path, default=HERE / "data" / "search_needs.jsonl")
    parser.add_argument("--corpus", type=Path, nargs="+", metavar="FILE", default=None)
    parser.add_argument("--qrels", type=Path, default=HERE / "data" / "search_qrels.tsv")
    parser.add_argument("--run", type=Path, default=None, help="file to write the ranking to")
    parser.add_argument("--system", choices=SYSTEMS, default="ours")
    parser.add_argument("--half", choices=("dev", "test"), default=None)
    parser.add_argument("--quick", action="store_true", help="every fourth need only")
    parser.add_argument("--show", action="store_true", help="print the figure of every need")
    options = parser.parse_args()
    files = options.corpus or [SHARED / "jobs_zh.jsonl.gz", SHARED / "jobs_en.jsonl.gz"]
    missing = [path.name for path in files if not path.exists()]
    if missing:
        print(json.dumps({"skipped": f"not here: {', '.join(missing)}"}))
        return
    folder = folder_of(files)
    imported = prepare(files, folder=folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
    os.environ["DATA_DIR"] = str(folder)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from search_systems import build_systems

    from jobs.models import Posting

    needs = [n for n in read_needs(options.needs) if options.half in (None, n.half)]
    if options.quick:
        needs = needs[::4]
    # Dates of résumés are read against the day of the run, as in the product.
    today = date.today()  # noqa: DTZ011
    system = build_systems([options.system], files=files, folder=folder, today=today)[
        options.system
    ]
    run: Run = {}
    took = []
    for need in needs:
        started = time.perf_counter()
        run[need.id] = system(need)[:DEPTH]
        took.append(time.perf_counter() - started)
    if options.run is not None:
        write_run(options.run, run, tag=options.system)
    qrels = read_qrels(options.qrels) if options.qrels.exists() else {}
    languages = dict(Posting.objects.values_list("external_id", "lang"))
    if options.show:
        for need in needs:
            figures = summarise([need], run, qrels, languages).get("all", {})
            print(f"{need.id} {need.kind} {json.dumps(figures)}")
    print(
        json.dumps(
            {
                "system": options.system,
                "needs": len(needs),
                "postings": len(languages),
                "import_seconds": round(imported, 1),
                "milliseconds_a_need": round(1000 * sum(took) / max(len(took), 1), 1),
                "found": round(sum(map(len, run.values())) / max(len(run), 1), 1),
                "figures": summarise(needs, run, qrels, languages),
            }
        )
    )


if __name__ == "__main__":
    main()
