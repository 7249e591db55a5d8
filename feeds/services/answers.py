"""Requests sent again: the first answer is given again, and nothing is done twice."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
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


@dataclass(frozen=True, slots=True)
class AnswerLease:
    """A request that this process answers, until its time is up and another may take it over."""

    answer_id: int
    ends_at: datetime


def hash_request(*parts: bytes) -> str:
    """Return what tells two requests under one key apart."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def begin_answer(
    partner: Partner, *, route: str, key: str, body_hash: str, now: datetime
) -> KeptAnswer | AnswerLease:
    """Return the answer given before, or the lease of a new one to be kept by `keep_answer`.

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
            RETURNING id, lease_ends_at
            """,
            given,
        )
        row = cursor.fetchone()
    if row is not None:
        return AnswerLease(*row)
    kept = IdempotentAnswer.objects.filter(partner=partner, route=given["route"], key=key).first()
    if kept is not None and kept.body_hash != body_hash:
        raise AppError(
            "idempotency_mismatch",
            _("This Idempotency-Key came with another body before."),
            status=422,
        )
    # Gone again in between: the first request has just come to nothing.
    if kept is None or kept.status is None:
        raise _in_progress()
    return KeptAnswer(kept.status, kept.body)


def _in_progress() -> AppError:
    return AppError(
        "in_progress",
        _("The same request is still running; ask again for its answer."),
        status=409,
        retry_after=_RETRY_SECONDS,
    )


def keep_answer(lease: AnswerLease, *, status: int, body: str) -> None:
    """Keep an answer; in the transaction that does what it says, where it does something.

    AppError `in_progress` (409) where it took so long that another has taken the request over:
    what was done under the old lease must not stand beside what is done under the new one.
    """
    if not _held(lease).update(status=status, body=body):
        raise _in_progress()


def drop_answer(lease: AnswerLease) -> None:
    """Forget a request that came to nothing, so that it may be sent again.

    One that another has taken over since is theirs to keep or drop.
    """
    _held(lease).delete()


def _held(lease: AnswerLease) -> QuerySet[IdempotentAnswer]:
    return IdempotentAnswer.objects.filter(
        id=lease.answer_id, lease_ends_at=lease.ends_at, status__isnull=True
    )


def forget_old_answers(*, now: datetime) -> int:
    """Delete what is given again no more; return how many."""
    count, _by_model = IdempotentAnswer.objects.filter(created_at__lte=now - KEEP).delete()
    return count
