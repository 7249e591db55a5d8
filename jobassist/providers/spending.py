"""What was spent on models: of a turn, a conversation, a person, a day. Reads only."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from jobassist.accounts.models import User

from .models import ModelUse


@dataclass(frozen=True)
class Cost:
    """What calls used, in one currency."""

    currency: str
    calls: int
    input_tokens: int
    output_tokens: int
    cost: Decimal


def cost_of_turns(turn_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Cost]]:
    """Return what each turn cost, by currency; turns that asked no model are left out. One query."""
    found: dict[uuid.UUID, list[Cost]] = {}
    rows = _sum(ModelUse.objects.filter(turn_id__in=turn_ids), "turn_id")
    for row in rows:
        found.setdefault(row["turn_id"], []).append(_cost_of(row))
    return found


def cost_of_conversation(conversation_id: uuid.UUID) -> list[Cost]:
    """Return what a conversation cost, by currency. One query."""
    rows = _sum(ModelUse.objects.filter(conversation_id=conversation_id))
    return [_cost_of(row) for row in rows]


def cost_of_person(user: User, *, since: datetime | None = None) -> list[Cost]:
    """Return what a person's calls cost, by currency. One query."""
    uses = ModelUse.objects.filter(user=user)
    rows = _sum(uses.filter(reserved_at__gte=since) if since is not None else uses)
    return [_cost_of(row) for row in rows]


def days_of_person(user: User) -> list[tuple[date, str, Cost]]:
    """Return what a person's calls cost by day and provider, the oldest first. One query."""
    uses = ModelUse.objects.filter(user=user).annotate(day=TruncDate("reserved_at"))
    return [(row["day"], row["provider"], _cost_of(row)) for row in _sum(uses, "day", "provider")]


def _sum(uses: QuerySet[ModelUse], *by: str) -> QuerySet[ModelUse, dict[str, Any]]:
    # Under way, the figures are what was set aside.
    settled = ~Q(state=ModelUse.State.RESERVED)
    sums: QuerySet[ModelUse, dict[str, Any]] = (
        uses.filter(settled)
        .values(*by, "currency")
        .annotate(
            calls=Count("id"),
            read=Sum("input_tokens"),
            written=Sum("output_tokens"),
            paid=Sum(F("cost")),
        )
        .order_by(*by, "currency")
    )
    return sums


def _cost_of(row: dict[str, Any]) -> Cost:
    return Cost(row["currency"], row["calls"], row["read"], row["written"], row["paid"])
