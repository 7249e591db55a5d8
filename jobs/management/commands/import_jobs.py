"""manage.py import_jobs: postings from files of JSON lines, gzipped or not."""

import json
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from jobassist.ai.embedder import get_embedder
from jobs import embedding, services
from jobs.feed import FeedError, FileUnreadable, Line, ParsedRow, parse_row, read_lines
from jobs.models import Source

DEFAULT_SOURCE = "import"
MAX_PRINTED_ERRORS = 100


@dataclass(slots=True)
class Tally:
    """What became of the rows; `errors` keeps the first hundred, `codes` counts all."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    embedded: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)

    def reject(self, *, file: str, line: int, error: FeedError) -> None:
        """Count a row that was not taken."""
        self.rejected += 1
        self.codes[error.code] += 1
        if len(self.errors) < MAX_PRINTED_ERRORS:
            self.errors.append(
                {
                    "file": file,
                    "line": line,
                    "path": error.path,
                    "code": error.code,
                    "detail": error.detail,
                }
            )


class Command(BaseCommand):
    help = (
        "Reads job postings from JSON lines (gzip or not), creates or updates them by source and "
        "id, and embeds what is new or changed, so that they can be found at once. A bad row is "
        "counted and said, and stops nothing. The row schema is in docs/postings.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument(
            "--source", help="key of the source of all rows (default: each row's `source` field)"
        )
        parser.add_argument("--json", action="store_true", help="print the tally as JSON")
        parser.add_argument(
            "--embed",
            choices=["now", "later"],
            default="now",
            help="now: before the command ends (default); later: by the background worker",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        for path in options["files"]:
            if not path.is_file():
                raise CommandError(f"{path}: no such file")
        tally = Tally()
        is_quiet = options["verbosity"] == 0
        for path in options["files"]:
            try:
                self._import_file(path, options["source"], options["embed"], tally, is_quiet)
            except FileUnreadable as error:
                raise CommandError(str(error)) from error
        changed = tally.created + tally.updated
        if changed:
            services.recount_terms()
        if options["embed"] == "now":
            tally.embedded = self._embed(is_quiet)
        if changed:
            services.analyze_tables()
        self._print(tally, seconds=time.monotonic() - started, as_json=options["json"])

    def _import_file(
        self, path: Path, source_key: str | None, embed: str, tally: Tally, is_quiet: bool
    ) -> None:
        sources: dict[str, Source] = {}
        waiting: dict[str, list[tuple[int, ParsedRow]]] = {}
        name = path.name

        def flush(key: str) -> None:
            rows = waiting.pop(key, [])
            if not rows:
                return
            if key not in sources:
                sources[key] = services.get_or_create_source(key)
            results = services.upsert_postings(
                sources[key],
                [parsed for _, parsed in rows],
                now=timezone.now(),
                embed="later" if embed == "later" else "not",
            )
            for (line, _), result in zip(rows, results, strict=True):
                if result.error is not None:
                    tally.reject(file=name, line=line, error=result.error)
                else:
                    setattr(tally, result.status, getattr(tally, result.status) + 1)

        with tqdm(
            desc=name, unit=" rows", file=sys.stderr, disable=is_quiet, mininterval=0.3
        ) as bar:
            for line in read_lines(path):
                bar.update()
                tally.read += 1
                parsed = self._parse(line)
                if isinstance(parsed, FeedError):
                    tally.reject(file=name, line=line.number, error=parsed)
                    continue
                key = source_key or parsed.row.source or DEFAULT_SOURCE
                rows = waiting.setdefault(key, [])
                rows.append((line.number, parsed))
                # Few sources a file is the rule; many must not fill the memory.
                if len(rows) >= services.BATCH:
                    flush(key)
                elif len(waiting) > 50:
                    flush(next(iter(waiting)))
            for key in list(waiting):
                flush(key)

    def _parse(self, line: Line) -> ParsedRow | FeedError:
        return line.error or parse_row(line.data)

    def _embed(self, is_quiet: bool) -> int:
        missing = embedding.count_missing(model=get_embedder().model_name)
        with tqdm(
            desc="embedding",
            total=missing,
            unit=" postings",
            file=sys.stderr,
            disable=is_quiet or not missing,
            mininterval=0.3,
        ) as bar:
            return embedding.embed_missing(progress=lambda n: bar.update(n) and None)

    def _print(self, tally: Tally, *, seconds: float, as_json: bool) -> None:
        tally.errors.sort(key=lambda e: (e["file"], e["line"]))
        report = {
            "read": tally.read,
            "created": tally.created,
            "updated": tally.updated,
            "unchanged": tally.unchanged,
            "rejected": tally.rejected,
            "errors": tally.errors,
            "rejected_by_code": dict(tally.codes),
            "embedded": tally.embedded,
            "seconds": round(seconds, 2),
        }
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        for error in tally.errors:
            place = f"{error['file']}:{error['line']}{' ' if error['path'] else ''}{error['path']}"
            self.stdout.write(f"{place}: {error['code']}: {error['detail']}")
        if tally.rejected > len(tally.errors):
            self.stdout.write(f"… and {tally.rejected - len(tally.errors)} more")
        self.stdout.write(
            f"{tally.read} rows read: {tally.created} created, {tally.updated} updated, "
            f"{tally.unchanged} unchanged, {tally.rejected} rejected"
            + (
                f" ({', '.join(f'{n} {code}' for code, n in tally.codes.most_common())})"
                if tally.codes
                else ""
            )
            + f"; {tally.embedded} embedded; {seconds:.1f} s"
        )
