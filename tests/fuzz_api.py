"""The whole HTTP API, fuzzed from its own OpenAPI document: `python -m tests.fuzz_api --seconds 600`.

A web process of its own, with a person who owns a company, a partner's key, postings and a
résumé; schemathesis calls every operation, follows links from answer to request, and checks that
nothing answers 5xx or what the document does not say.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent
# A stream has no end; orders over it have a fuzzer of their own (tests/chat/test_fuzz_frames.py).
ENDLESS = "/api/v1/conversations/{conversation_id}/events"
# These end the sign-in that calls them: each call has a guest of its own.
ENDING = [
    ("DELETE", "/api/v1/me"),
    ("POST", "/api/v1/auth/logout"),
    ("DELETE", "/api/v1/auth/sign-ins"),
    ("DELETE", "/api/v1/auth/sign-ins/{sign_in_id}"),
    ("POST", "/api/v1/auth/password/change"),
    ("POST", "/api/v1/auth/register"),
    ("POST", "/api/v1/auth/login"),
    ("POST", "/api/v1/auth/codes/confirm"),
    ("POST", "/api/v1/auth/identities"),
    ("DELETE", "/api/v1/auth/identities/{identity_id}"),
]
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "use_after_free",
    "ignored_auth",
)


def seed() -> dict[str, str]:
    """Make whoever calls, and what there is to read; returns their tokens."""
    from django.utils import timezone

    from feeds import services
    from feeds.models import Scope
    from jobassist.accounts.services import open_sign_in
    from tests.factories import build_row, make_company, make_postings, make_resume, make_user

    person = make_user(email="fuzz@example.com", is_staff=False)
    make_company(owner=person)
    make_resume(person, document={"basics": {"name": "Fuzz"}}, is_confirmed=True)
    partner = services.create_partner("Fuzz", requests_per_minute=10_000_000)
    services.give_source(partner, key="fuzz")
    make_postings(
        [build_row(id=f"f{i}", posted_at="2026-10-01") for i in range(12)],
        is_embedded=False,
        now=timezone.now(),
    )
    key = services.create_key(partner, scopes=list(Scope.values))
    return {"bearer": open_sign_in(person).access, "key": key.text}


def fuzz(
    *, seconds: int, examples: int, tokens: dict[str, str], url: str, folder: Path
) -> "subprocess.CompletedProcess[str]":
    """Return the ended run of schemathesis, its report in `stdout`."""
    words = [
        str(Path(sys.executable).with_name("schemathesis")), "run", f"{url}/api/v1/schema?format=json",
        "--checks", ",".join(CHECKS), "--max-examples", str(examples), "--no-color",
        "--exclude-path", ENDLESS, "--continue-on-failure", "--suppress-health-check", "all",
        "--request-timeout", "60", "--seed", "7", "--generation-database", "none",
        # Words that nobody sees are refused by name; NUL no column of a database holds.
        "--max-time", str(seconds), "--workers", "2", "--warnings", "off",
        "--report", "json", "--report-json-path", str(folder / "report.json"),
    ]  # fmt: skip
    environment = {
        **os.environ,
        "SCHEMATHESIS_HOOKS": "tests.fuzz_hooks",
        "PYTHONPATH": str(ROOT),
        "FUZZ_TOKENS": json.dumps({**tokens, "url": url}),
    }
    return subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, check=False,
        timeout=seconds + 600,
    )  # fmt: skip


def run(
    *, seconds: int, examples: int, report: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    """Start a web process, fuzz it, and return the run; its log is checked for tracebacks too.

    The last line says how many valid requests were accepted: a run in which all is refused finds
    nothing.
    """
    from tests.faults.processes import Cluster

    environment = {
        "GUEST_SESSIONS_PER_HOUR": "10000000",
        "ALLOW_PRIVATE_FEEDS": "false",
        "WORKER_IN_WEB": "false",
    }
    with Cluster(environment=environment) as cluster:
        web = cluster.webs[0]
        seeded = subprocess.run(
            [sys.executable, "-m", "tests.fuzz_api", "--only-seed"],
            cwd=ROOT,
            env=web.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        tokens: dict[str, Any] = json.loads(seeded.stdout.splitlines()[-1])
        ended = fuzz(
            seconds=seconds,
            examples=examples,
            tokens=tokens,
            url=web.http_url,
            folder=report or cluster.folder,
        )
        counts = count_answers((report or cluster.folder) / "report.json")
        ended.stdout += f"\n{json.dumps(counts)}"
        ended.stdout += "".join(f"\nTRACEBACK {line}" for line in web.tracebacks())
        return ended


def count_answers(report: Path) -> dict[str, int]:
    """Return how many valid requests were accepted, refused and so on, and of how many operations one was."""
    counts: dict[str, int] = {}
    accepting = 0
    for phases in json.loads(report.read_text())["valid_rates"].values():
        accepting += any(each["accepted"] for each in phases.values())
        for each in phases.values():
            for name, count in each.items():
                counts[name] = counts.get(name, 0) + count
    return {**counts, "operations_that_accepted": accepting}


def main() -> None:
    """Fuzz for a while and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--examples", type=int, default=100)
    parser.add_argument("--report", type=Path, help="a folder to keep schemathesis' report in")
    parser.add_argument("--only-seed", action="store_true", help="for the run itself")
    chosen = parser.parse_args()
    settings = "jobassist.settings" if chosen.only_seed else "tests.settings"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    django.setup()
    if chosen.only_seed:
        print(json.dumps(seed()))
        return
    ended = run(seconds=chosen.seconds, examples=chosen.examples, report=chosen.report)
    print(ended.stdout)
    print(ended.stderr, file=sys.stderr)
    sys.exit(ended.returncode or ("TRACEBACK" in ended.stdout))


if __name__ == "__main__":
    main()
