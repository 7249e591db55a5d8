"""Single items of a source: read, put, changed by a merge patch, ended, deleted."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from feeds.sent import MAX_ITEM_BYTES, SentItem, read_id
from feeds.services.batches import ItemResult, write_batch
from jobassist.errors import AppError, NotFound
from jobs import services as jobs_services
from jobs.models import Posting, Source


@dataclass(frozen=True, slots=True)
class Item:
    """A posting as its partner knows it: what was sent, and what became of it."""

    external_id: str
    posting_id: int
    status: str
    row: dict[str, Any] | None
    created_at: datetime
    updated_at: datetime
    etag: str


def get_item(source: Source, external_id: str) -> Item:
    """Return an item, or NotFound. One query."""
    item = _find(source, external_id)
    if item is None:
        raise NotFound
    return item


def put_item(
    source: Source,
    external_id: str,
    data: bytes,
    *,
    now: datetime,
    if_match: str | None = None,
    if_none_match: str | None = None,
) -> tuple[Item, bool]:
    """Store an item whole; return it and whether it is new.

    AppError `id_mismatch` (422) where the body names another id, `rejected` (422) with `errors`,
    `precondition_failed` (412).
    """
    return _write(
        source,
        external_id,
        lambda _item: _with_id(data, external_id),
        now=now,
        if_match=if_match,
        if_none_match=if_none_match,
    )


def patch_item(
    source: Source, external_id: str, patch: Any, *, now: datetime, if_match: str
) -> Item:
    """Change an item by a JSON merge patch (RFC 7396) and return it.

    AppError as `put_item`, and `no_row` (409) where it was not sent by this way.
    """

    def merge(item: Item | None) -> bytes:
        if item is None:
            raise NotFound
        if item.row is None:
            raise AppError("no_row", _("Put the whole item once, then change it."), status=409)
        merged = merge_patch(item.row, patch)
        return _with_id(json.dumps(merged, ensure_ascii=False).encode(), external_id)

    return _write(source, external_id, merge, now=now, if_match=if_match)[0]


def expire_item(
    source: Source, external_id: str, *, now: datetime, if_match: str | None = None
) -> Item:
    """End a posting until it is sent again, and return it; one that has ended stays as it is."""
    with transaction.atomic():
        item = _lock(source, external_id)
        _check_match(item, if_match)
        jobs_services.expire_postings([item.posting_id], now=now)
    return get_item(source, external_id)


def delete_item(
    source: Source, external_id: str, *, now: datetime, if_match: str | None = None
) -> None:
    """Take a posting away until it is sent again."""
    with transaction.atomic():
        item = _lock(source, external_id)
        _check_match(item, if_match)
        jobs_services.remove_postings([item.posting_id], now=now, by=Posting.EndedBy.SOURCE)


def merge_patch(target: Any, patch: Any) -> Any:
    """Return the target with a patch merged in, as RFC 7396 says."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged


def _write(
    source: Source,
    external_id: str,
    build: Callable[[Item | None], bytes],
    *,
    now: datetime,
    if_match: str | None = None,
    if_none_match: str | None = None,
) -> tuple[Item, bool]:
    with transaction.atomic():
        # One item is read in no time: the row, or the place where it will stand, may stay locked.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [external_id, source.id]
            )
        before = _find(source, external_id)
        _check_before(before, if_match=if_match, if_none_match=if_none_match)
        data = build(before)
        sent = SentItem(0, external_id, data, is_too_long=len(data) > MAX_ITEM_BYTES)
        (result,) = write_batch(source, [sent], now=now).items
        _check_taken(result)
    return get_item(source, external_id), before is None


def _check_taken(result: ItemResult) -> None:
    if result.status == "rejected":
        raise AppError(
            "rejected",
            _("The item cannot be taken as it is."),
            status=422,
            errors=[{"pointer": e.path, "code": e.code, "detail": e.detail} for e in result.errors],
        )


def _with_id(data: bytes, external_id: str) -> bytes:
    """Return an item that names its id, or AppError `id_mismatch` where it names another."""
    said = read_id(data)
    if said == external_id:
        return data
    try:
        row = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise AppError("malformed", _("The body is no JSON object.")) from error
    if not isinstance(row, dict):
        raise AppError("malformed", _("The body is no JSON object."))
    if row.get("id") is not None or row.get("external_id") is not None:
        raise AppError("id_mismatch", _("The body names another id than the address."), status=422)
    row.pop("external_id", None)
    return json.dumps({**row, "id": external_id}, ensure_ascii=False).encode()


def _lock(source: Source, external_id: str) -> Item:
    rows = Posting.objects.select_for_update().filter(source=source, external_id=external_id)
    if rows.first() is None:
        raise NotFound
    return get_item(source, external_id)


def _find(source: Source, external_id: str) -> Item | None:
    found = (
        Posting.objects.filter(source=source, external_id=external_id)
        .exclude(status=Posting.Status.REMOVED, ended_by=Posting.EndedBy.SOURCE)
        .values_list("id", "status", "created_at", "updated_at", "raw_hash", "sent__row")
        .first()
    )
    if found is None:
        return None
    posting_id, status, created_at, updated_at, raw_hash, row = found
    seen = f"{posting_id} {status} {updated_at.timestamp()} {raw_hash}"
    return Item(
        external_id=external_id,
        posting_id=posting_id,
        status=status,
        row=json.loads(row) if row else None,
        created_at=created_at,
        updated_at=updated_at,
        etag=f'"{blake2b(seen.encode(), digest_size=12).hexdigest()}"',
    )


def _check_before(item: Item | None, *, if_match: str | None, if_none_match: str | None) -> None:
    if if_match is not None:
        if item is None:
            raise _failed()
        _check_match(item, if_match)
    if if_none_match is not None and item is not None:
        tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
        if "*" in tags or item.etag in tags:
            raise _failed()


def _check_match(item: Item, if_match: str | None) -> None:
    if if_match is None:
        return
    tags = [tag.strip() for tag in if_match.split(",")]
    if "*" not in tags and item.etag not in tags:
        raise _failed()


def _failed() -> AppError:
    return AppError(
        "precondition_failed",
        _("It has changed in the meantime: get it again."),
        status=412,
    )
