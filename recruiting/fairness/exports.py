"""CSV for auditors: impact ratios, and decision records by pseudonym."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings

from jobassist.csv_files import stream_csv
from recruiting.models import DecisionRecord

from .facts import Report

RATIO_COLUMNS = (
    "first", "last", "stage", "posting_id", "measure", "by", "group", "people", "count", "rate",
    "impact_ratio", "left_out", "unknown_people", "median",
)  # fmt: skip
RECORD_COLUMNS = (
    "record_id", "at", "kind", "company_id", "posting_id", "person", "engine", "provider",
    "prompt_version", "embedder", "ranking_version", "inputs", "rank", "result", "score",
    "weights", "weighed", "missing", "mark", "features",
)  # fmt: skip


def pseudonym(text: object) -> str:
    """Return a name for a person that only this installation can link to them."""
    return hmac.new(
        settings.SECRET_KEY.encode(), f"auditor\x00{text}".encode(), hashlib.sha256
    ).hexdigest()[:20]


def write_ratios(report: Report) -> Iterator[str]:
    """Yield the report, a line a group."""
    scope = report.scope
    return stream_csv(
        RATIO_COLUMNS,
        (
            [
                scope.first, scope.last, scope.stage, scope.posting_id, table.measure,
                " x ".join(table.by), " x ".join(row.group), row.people, row.count, row.rate,
                row.ratio, row.left_out, table.unknown, table.median,
            ]
            for table in report.tables
            for row in table.rows
        ),
    )  # fmt: skip


def write_records(records: Iterable[DecisionRecord]) -> Iterator[str]:
    """Yield decision records, a line for each thing that was ranked, people by pseudonym."""
    return stream_csv(
        RECORD_COLUMNS,
        (
            _describe(record, rank, result)
            for record in records
            for rank, result in enumerate(record.results, start=1)
        ),
    )


def _describe(record: DecisionRecord, rank: int, result: dict[str, Any]) -> list[object]:
    person = record.person_id or result.get("candidate")
    weights = record.inputs.get("factors") or record.inputs.get("weights")
    return [
        record.id, record.at.isoformat(), record.kind, record.company_id,
        record.posting_id or result.get("posting_id"),
        pseudonym(person) if person else "", record.engine, record.provider,
        record.prompt_version, record.embedder, record.ranking_version,
        json.dumps(record.inputs, ensure_ascii=False, sort_keys=True), rank,
        result.get("posting_id", ""), result.get("score"),
        # What a recruiter's own weights, must-haves and marks made of the place in the order.
        json.dumps(weights, sort_keys=True) if weights else "",
        result.get("weighed"), result.get("missing"), result.get("mark"),
        json.dumps(result.get("features", {}), sort_keys=True),
    ]  # fmt: skip
