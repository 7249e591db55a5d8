"""Requests sent again: the first answer is given again, and nothing is done twice."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from feeds.models import IdempotentAnswer, Partner
from jobassist.errors import AppError

KEEP = timedelta(hours=24)
# So long a request that was begun counts as running; then its process is taken for dead.
LEASE = timedelta(minutes=3)
_RETRY_SECONDS = 2
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer to give again."""

    status: int
    body: str


def hash_request(*parts: bytes) -> str:
    """Return what tells two requests under one key apart."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def begin_answer(
    partner: Partner, *, route: str, key: str, body_hash: str, now: datetime
) -> KeptAnswer | int:
    """Return the answer given before, or the id of a new one to be kept by `keep_answer`.

    AppError `bad_idempotency_key` (400); `idempotency_mismatch` (422) when the key came with
    another body; `in_progress` (409, with `retry_after`) while the first request still runs.
    """
    if not _KEY.fullmatch(key):
        raise AppError(
            "bad_idempotency_key", _("An Idempotency-Key has 1 to 255 visible ASCII characters.")
        )
    given: dict[str, Any] = {
        "partner": partner.id,
        "route": route[:400],
        "key": key,
        "hash": body_hash,
        "now": now,
        "lease": now + LEASE,
        "old": now - KEEP,
    }
    with connection.cursor() as cursor:
        # Taken when it is new, too old, or its process died over the same body.
        cursor.execute(
            """
            INSERT INTO feeds_idempotentanswer AS a
                (partner_id, route, key, body_hash, status, body, lease_ends_at, created_at)
            VALUES (%(partner)s, %(route)s, %(key)s, %(hash)s, NULL, '', %(lease)s, %(now)s)
            ON CONFLICT (partner_id, route, key) DO UPDATE SET
                body_hash = excluded.body_hash, status = NULL, body = '',
                lease_ends_at = excluded.lease_ends_at, created_at = excluded.created_at
            WHERE a.created_at <= %(old)s OR (a.status IS NULL AND a.lease_ends_at <= %(now)s)
            RETURNING id
            """,
            given,
        )
        row = cursor.fetchone()
    if row is not None:
        return int(row[0])
    kept = IdempotentAnswer.objects.filter(partner=partner, route=given["route"], key=key).first()
    if kept is not None and kept.body_hash != body_hash:
        raise AppError(
            "idempotency_mismatch",
            _("This Idempotency-Key came with another body before."),
            status=422,
        )
    # Gone again in between: the first request has just come to nothing.
    if kept is None or kept.status is None:
        raise AppError(
            "in_progress",
            _("The same request is still running; ask again for its answer."),
            status=409,
            retry_after=_RETRY_SECONDS,
        )
    return KeptAnswer(kept.status, kept.body)


def keep_answer(answer_id: int, *, status: int, body: str) -> None:
    """Keep an answer; in the transaction that does what it says, where it does something."""
    IdempotentAnswer.objects.filter(id=answer_id).update(status=status, body=body)


def drop_answer(answer_id: int) -> None:
    """Forget a request that came to nothing, so that it may be sent again."""
    IdempotentAnswer.objects.filter(id=answer_id, status__isnull=True).delete()


def forget_old_answers(*, now: datetime) -> int:
    """Delete what is given again no more; return how many."""
    count, _by_model = IdempotentAnswer.objects.filter(created_at__lte=now - KEEP).delete()
    return count
