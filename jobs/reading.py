"""Rows of a feed to what is written of them, ready for the database's own JSON; no database.

Reading is the dear part of an import: a long English advertisement costs a hundredth of a second.
So it happens once, for rows that are new or changed, and where there are many of them in another
process (`jobs.read_pool`): what comes back are texts that the web process only hands on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

from pydantic_core import to_json

from jobassist.language.text import normalise

from .feed import (
    READING_VERSION,
    FeedError,
    FeedItem,
    ParsedRow,
    build_item,
    list_item_errors,
    parse_whole_row,
)
from .inventory.judge import JudgedText, judge_text
from .inventory.signals import PostingText
from .lexical import build_sparse_text


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it will stand in the tables: one JSON text for each of them."""

    external_id: str
    content_hash: str
    embedding_hash: str
    valid_through: datetime | None
    # The employer's name as it tells employers apart; empty where the row names none.
    employer_key: str
    posting: str
    employer: str
    locations: str
    words: str
    verdict: JudgedText
    # Of the bytes that were sent, and these; empty where rows come another way.
    raw_hash: str = ""
    row: str = ""

    def has_run_out(self, *, now: datetime) -> bool:
        """Return whether it was over before it was written."""
        return self.valid_through is not None and self.valid_through <= now


def hash_raw(data: bytes) -> str:
    """Return the hash by which a row sent again is known without being parsed."""
    # Reading differently is a change of what would be written.
    return blake2b(data, digest_size=16, person=b"row%d" % READING_VERSION).hexdigest()


def read_sent_rows(rows: Sequence[bytes], *, today: date) -> list[ReadRow | list[FeedError]]:
    """Return what is to be written of each row, or all that is wrong with it."""
    return [_read_sent_row(row, today=today) for row in rows]


def _read_sent_row(data: bytes, *, today: date) -> ReadRow | list[FeedError]:
    parsed = parse_whole_row(data)
    if not isinstance(parsed, ParsedRow):
        return parsed
    errors = [*list_unkept(parsed), *list_item_errors(parsed, today=today)]
    if errors:
        return errors
    item = build_item(parsed, today=today)
    if isinstance(item, FeedError):
        return [item]
    return build_read_row(item, raw=data)


def list_unkept(parsed: ParsedRow) -> list[FeedError]:
    """Return a finding for each key beyond the schema whose value cannot be kept beside it."""
    return [
        FeedError("bad_type", f"/{key}", "a key beyond the schema may hold a text or a number only")
        for key, value in (parsed.row.model_extra or {}).items()
        if isinstance(value, list | dict)
    ]


def normalise_name(name: str) -> str:
    """Return what equal names of employers share."""
    return " ".join(normalise(name).lower.split())[:200]


def build_read_row(item: FeedItem, *, raw: bytes = b"") -> ReadRow:
    """Return an item as texts for the tables."""
    low, high = item.pay.yearly
    employer_key = normalise_name(item.employer) if item.employer else ""
    posting: dict[str, Any] = {
        "external_id": item.external_id,
        "employer_key": employer_key,
        "raw_hash": hash_raw(raw) if raw else "",
        "lang": item.lang,
        "title": item.title,
        "title_key": item.title_key,
        "family": item.family,
        "group": item.group,
        "seniority": item.seniority,
        "description_html": item.description_html,
        "description_text": item.description_text,
        "employment_type": item.employment_type,
        "is_remote": item.is_remote,
        "is_hybrid": item.is_hybrid,
        "eligible_countries": item.eligible_countries,
        "place_keys": item.place_keys,
        "experience_min": item.experience_min,
        "experience_max": item.experience_max,
        "experience_raw": item.experience_raw,
        "education": item.education,
        "education_raw": item.education_raw,
        "skills": item.skills,
        "skill_keys": item.skill_keys,
        "tags": item.tags,
        "traits": item.traits,
        "requirements": [each.as_json() for each in item.requirements],
        "head_text": item.head_text,
        "salary_min": item.pay.min,
        "salary_max": item.pay.max,
        "salary_currency": item.pay.currency,
        "salary_period": item.pay.period,
        "salary_months": item.pay.months,
        "salary_raw": item.pay.raw,
        "salary_yearly_min": low,
        "salary_yearly_max": high,
        "date_posted": item.date_posted,
        "valid_through": item.valid_through,
        "url": item.url,
        "direct_apply": item.direct_apply,
        "extra": dict(item.extra),
        "content_hash": item.content_hash,
        "embedding_hash": item.embedding_hash,
    }
    employer = {
        "name": (item.employer or "")[:200],
        "name_normalised": employer_key,
        "industry": str(item.extra.get("industry", ""))[:120],
        "size": str(item.extra.get("company_size", ""))[:60],
        "kind": str(item.extra.get("company_type", ""))[:60],
    }
    locations = [
        {
            "external_id": item.external_id,
            "ordinal": ordinal,
            "raw": each.raw,
            "place_key": each.place.key[:160] if each.place else "",
            "country": each.place.country if each.place else "",
            "region": (each.place.region or "")[:80] if each.place else "",
            "city": (each.place.city or "")[:80] if each.place else "",
            "district": (each.place.district or "")[:80] if each.place else "",
            "lat": each.place.lat if each.place else None,
            "lon": each.place.lon if each.place else None,
        }
        for ordinal, each in enumerate(item.locations)
    ]
    words = {
        "external_id": item.external_id,
        "terms": build_sparse_text(item.terms),
        "heads": list(item.telling_terms),
        "impacts": list(item.telling_terms.values()),
    }
    return ReadRow(
        external_id=item.external_id,
        content_hash=item.content_hash,
        embedding_hash=item.embedding_hash,
        valid_through=item.valid_through,
        employer_key=employer_key,
        posting=_to_text(posting),
        employer=_to_text(employer),
        locations=_to_text(locations)[1:-1],
        words=_to_text(words),
        verdict=judge_text(
            PostingText(
                title=item.title,
                description=item.description_text,
                tags=item.tags,
                salary_raw=item.pay.raw,
                salary_min=item.pay.min,
                salary_max=item.pay.max,
                salary_yearly_min=low,
                salary_yearly_max=high,
                salary_currency=item.pay.currency,
            )
        ),
        raw_hash=str(posting["raw_hash"]),
        row=raw.decode() if raw else "",
    )


def _to_text(value: Any) -> str:
    return to_json(value).decode()
