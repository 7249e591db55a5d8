"""CSV for auditors: impact ratios, and decision records by pseudonym."""

import csv
import hashlib
import hmac
import io
import json
from collections.abc import Iterable, Iterator

from django.conf import settings

from recruiting.figures.csv_files import escape_cell
from recruiting.models import DecisionRecord

from .facts import Report

RATIO_COLUMNS = (
    "first", "last", "stage", "posting_id", "measure", "by", "group", "people", "count", "rate",
    "impact_ratio", "left_out", "unknown_people", "median",
)  # fmt: skip
RECORD_COLUMNS = (
    "record_id", "at", "kind", "company_id", "posting_id", "person", "engine", "provider",
    "prompt_version", "embedder", "ranking_version", "inputs", "rank", "result", "score",
    "features",
)  # fmt: skip


def guard(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return str(escape_cell(value))


def pseudonym(text: object) -> str:
    """Return a name for a person that only this installation can link to them."""
    return hmac.new(
        settings.SECRET_KEY.encode(), f"auditor\x00{text}".encode(), hashlib.sha256
    ).hexdigest()[:20]


def write_line(cells: Iterable[object]) -> str:
    """Return one line of CSV."""
    line = io.StringIO()
    csv.writer(line).writerow([guard(cell) for cell in cells])
    return line.getvalue()


def write_ratios(report: Report) -> Iterator[str]:
    """Yield the report, a line a group."""
    scope = report.scope
    # So that Excel reads it as UTF-8.
    yield "\ufeff" + write_line(RATIO_COLUMNS)
    for table in report.tables:
        for row in table.rows:
            yield write_line(
                [
                    scope.first, scope.last, scope.stage, scope.posting_id, table.measure,
                    " x ".join(table.by), " x ".join(row.group), row.people, row.count, row.rate,
                    row.ratio, row.left_out, table.unknown, table.median,
                ]
            )  # fmt: skip


def write_records(records: Iterable[DecisionRecord]) -> Iterator[str]:
    """Yield decision records, a line for each thing that was ranked, people by pseudonym."""
    yield "\ufeff" + write_line(RECORD_COLUMNS)
    for record in records:
        for rank, result in enumerate(record.results, start=1):
            person = record.person_id or result.get("candidate")
            yield write_line(
                [
                    record.id, record.at.isoformat(), record.kind, record.company_id,
                    record.posting_id or result.get("posting_id"),
                    pseudonym(person) if person else "", record.engine, record.provider,
                    record.prompt_version, record.embedder, record.ranking_version,
                    json.dumps(record.inputs, ensure_ascii=False, sort_keys=True), rank,
                    result.get("posting_id", ""), result.get("score"),
                    json.dumps(result.get("features", {}), sort_keys=True),
                ]
            )  # fmt: skip
