"""What a band promises: the share of postings in each that fit, on labelled needs.

`--data` holds `dialogues.jsonl` (each with the wishes and the ids that satisfy them or nearly do)
and `jobs_for_dialogues.jsonl`. Every wish is searched as the product does ("shown"), and every
labelled posting is held against its wish without the filters ("all pairs"). The last line is JSON.
"""

import argparse
import json
import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "eval"
BANDS = ("strong", "good", "possible")
STEP = 0.05


def share(fits: list[bool]) -> dict[str, Any]:
    """Return how many there are and which share of them fits, with a 95 % interval (Wilson)."""
    n, k = len(fits), sum(fits)
    if not n:
        return {"n": 0, "fit": None}
    p, z = k / n, 1.96
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * ((p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5) / (1 + z * z / n)
    return {
        "n": n,
        "fit": round(p, 3),
        "low": round(middle - half, 3),
        "high": round(middle + half, 3),
    }


def tell(pairs: list[tuple[float, str, bool]]) -> dict[str, Any]:
    """Return the shares by band and by step of the score."""
    by_band: dict[str, list[bool]] = {band: [] for band in BANDS}
    by_step: dict[float, list[bool]] = defaultdict(list)
    for score, band, fits in pairs:
        by_band[band].append(fits)
        by_step[round(int(score / STEP) * STEP, 2)].append(fits)
    return {
        "bands": {band: share(fits) for band, fits in by_band.items()},
        "steps": {f"{at:.2f}": share(fits) for at, fits in sorted(by_step.items())},
    }


def measure(data: Path) -> dict[str, Any]:
    """Return the figures; needs Django set up on a database of its own."""
    from django.core.management import call_command
    from django.utils import timezone

    from jobs.criteria import Criteria
    from jobs.models import Posting
    from jobs.search import JobQuery, load_postings, match_posting, search_jobs

    call_command("migrate", verbosity=0)
    call_command("import_jobs", str(data / "jobs_for_dialogues.jsonl"), stdout=sys.stderr)
    ids = dict(Posting.objects.values_list("external_id", "id"))
    shown: list[tuple[float, str, bool]] = []
    pairs: list[tuple[float, str, bool]] = []
    unseen: dict[str, int] = defaultdict(int)
    known = set(Criteria.model_fields)
    with (data / "dialogues.jsonl").open(encoding="utf-8") as lines:
        needs = [json.loads(line) for line in lines]
    searched = 0
    for need in needs:
        said = {
            k: v for k, v in need["persona"]["criteria"].items() if k in known and v is not None
        }
        if not said.get("titles"):
            continue
        searched += 1
        satisfying = {ids[x] for x in need["jobs"]["satisfying"] if x in ids}
        near = {ids[x]: why for x, why in need["jobs"]["near_misses"].items() if x in ids}
        query = JobQuery(
            criteria=Criteria.model_validate(said),
            lang=need["lang"],
            limit=50,
            now=timezone.now(),
        )
        # Others' postings of the same work were never held against this wish by anybody.
        shown += [
            (hit.score, hit.band, hit.posting.id in satisfying)
            for hit in search_jobs(query).hits
            if hit.posting.id in satisfying or hit.posting.id in near
        ]
        labelled = load_postings([*satisfying, *near], with_text=True)
        for posting_id, posting in labelled.items():
            hit = match_posting(query, posting)
            if hit is not None:
                pairs.append((hit.score, hit.band, posting_id in satisfying))
            else:
                unseen["satisfying" if posting_id in satisfying else near[posting_id]] += 1
    return {
        "needs": searched,
        "shown": tell(shown),
        "all_pairs": tell(pairs),
        "not_shown_as_other_work": dict(unseen),
    }


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=SHARED)
    given = parser.parse_args()
    os.environ.setdefault("DATA_DIR", str(ROOT / ".data" / "bench-calibration"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    found = measure(given.data)
    for name in ("shown", "all_pairs"):
        print(name)
        for band, figures in found[name]["bands"].items():
            print(f"  {band:9} {figures}")
        for at, figures in found[name]["steps"].items():
            print(f"  {at}      {figures}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
