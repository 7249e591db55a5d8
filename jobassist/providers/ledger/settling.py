"""What calls used, written down once; and whose they were."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

import pydantic_core
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from jobassist.accounts.models import User
from jobassist.providers import budgets
from jobassist.providers.models import ModelUse, QueuePlace

from .line import KEPT_FOR, LEARNED_FROM
from .types import Used

# How fast the share that calls use of what is set aside is learned.
LEARNING = 0.05

SETTLE = """
WITH settled AS (
  UPDATE providers_modeluse u
  SET state = n.state, input_tokens = n.input_tokens, output_tokens = n.output_tokens,
      cost = n.cost, value = n.cost * u.rate, settled_at = %s
  FROM (
    SELECT n.*, round(
      (n.input_tokens * r.input_price + n.output_tokens * r.output_price) / 1000000, 9
    ) AS cost
    FROM json_to_recordset(%s::json) AS n(id uuid, state text, input_tokens int, output_tokens int)
    JOIN providers_modeluse r ON r.id = n.id
  ) n
  WHERE u.id = n.id AND u.state = 'reserved'
  RETURNING u.*
), added AS (
  INSERT INTO providers_spentbyday AS d
    (day, provider, model_name, currency, calls, input_tokens, output_tokens, cost, value)
  SELECT (reserved_at AT TIME ZONE 'UTC')::date, provider, model_name, currency, count(*),
         sum(input_tokens), sum(output_tokens), sum(cost), sum(value)
  FROM settled GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (day, provider, model_name, currency) DO UPDATE SET
    calls = d.calls + excluded.calls,
    input_tokens = d.input_tokens + excluded.input_tokens,
    output_tokens = d.output_tokens + excluded.output_tokens,
    cost = d.cost + excluded.cost,
    value = d.value + excluded.value
), added_to_companies AS (
  INSERT INTO providers_companyspentbyday AS c
    (day, company_id, currency, calls, input_tokens, output_tokens, cost, value)
  SELECT (reserved_at AT TIME ZONE 'UTC')::date, company_id, currency, count(*),
         sum(input_tokens), sum(output_tokens), sum(cost), sum(value)
  FROM settled WHERE company_id IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 2, 1, 3
  ON CONFLICT (company_id, day, currency) DO UPDATE SET
    calls = c.calls + excluded.calls,
    input_tokens = c.input_tokens + excluded.input_tokens,
    output_tokens = c.output_tokens + excluded.output_tokens,
    cost = c.cost + excluded.cost,
    value = c.value + excluded.value
)
SELECT provider, array_agg(id), sum(reserved_tokens), sum(input_tokens + output_tokens), count(*),
  array_agg(DISTINCT company_id) FILTER (WHERE company_id IS NOT NULL)
FROM settled GROUP BY provider ORDER BY provider
"""
GIVE_BACK = """
UPDATE providers_providermeter
SET tokens_left = least(coalesce(tokens_held, tokens_left), tokens_left + %(back)s),
    share_used = share_used + (%(share)s - share_used) * %(weight)s
WHERE provider = %(provider)s
"""


def settle_many(used: Sequence[Used], *, now: datetime | None = None) -> list[bool]:
    """Settle calls; returns for each whether it was settled now. One that was, stays as it is."""
    rows = [(each, ModelUse.State.SETTLED) for each in used]
    settled = _settle(rows, now=now or timezone.now())
    return [each.id in settled for each in used]


def expire(*, now: datetime | None = None) -> int:
    """Settle what nobody settled in time, as what was set aside; returns how many."""
    now = now or timezone.now()
    due = ModelUse.objects.filter(state=ModelUse.State.RESERVED, expires_at__lt=now)
    rows = [
        (Used(id_, read, written), ModelUse.State.EXPIRED)
        for id_, read, written in due.values_list("id", "input_tokens", "output_tokens")[:1_000]
    ]
    return len(_settle(rows, now=now)) if rows else 0


def purge(*, now: datetime | None = None) -> int:
    """Let go of calls that are older than they are kept, and of places; returns how many calls.

    What each day cost stays.
    """
    now = now or timezone.now()
    QueuePlace.objects.filter(due_at__lt=now - KEPT_FOR - LEARNED_FROM).delete()
    old = now - timedelta(days=settings.MODEL_USE_DAYS)
    gone, _by_model = ModelUse.objects.filter(
        ~Q(state=ModelUse.State.RESERVED), reserved_at__lt=old
    ).delete()
    return gone


def _settle(rows: Sequence[tuple[Used, ModelUse.State]], *, now: datetime) -> set[uuid.UUID]:
    said = [
        {
            "id": used.id,
            "state": str(state),
            "input_tokens": used.input_tokens,
            "output_tokens": used.output_tokens,
        }
        for used, state in rows
    ]
    ids: set[uuid.UUID] = set()
    companies: set[int] = set()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SETTLE, [now, pydantic_core.to_json(said).decode()])
        for provider, settled, reserved, spent, calls, theirs in cursor.fetchall():
            ids |= set(settled)
            companies |= set(theirs or ())
            cursor.execute(
                GIVE_BACK,
                {
                    "provider": provider,
                    "back": float(reserved - spent),
                    "share": float(spent) / max(1.0, float(reserved)),
                    "weight": min(0.5, calls * LEARNING),
                },
            )
        if ids:
            budgets.raise_alarms(now=now, company_ids=companies)
    return ids


def forget_person(user: User) -> None:
    """Let calls be nobody's; what was spent stays."""
    ModelUse.objects.filter(user=user).update(user=None, conversation_id=None, turn_id=None)
    QueuePlace.objects.filter(user=user).delete()


def move_person(guest: User, into: User) -> None:
    """Let a guest's calls be those of the account they signed in to: budgets go along."""
    ModelUse.objects.filter(user=guest).update(user=into)
    QueuePlace.objects.filter(user=guest).delete()
