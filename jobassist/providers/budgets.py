"""What people and the installation may spend on models, and who hears of it when it is spent."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F, Sum

from jobassist.logs import get_logger

from .models import (
    BudgetAlarm,
    CompanyBudget,
    CompanySpentByDay,
    ModelUse,
    ProviderMeter,
    SpentByDay,
)

if TYPE_CHECKING:
    from .ledger import Ask, Refused

log = get_logger(__name__)

ALARMS = (80, 100)
# The meter that whoever checks a budget locks: two at once would both find the last of it.
LOCK = ""


@dataclass(frozen=True)
class CompanyLimits:
    """What one company may spend; None for no limit."""

    tokens_a_day: int | None = None
    a_day: Decimal | None = None
    a_month: Decimal | None = None


@dataclass(frozen=True)
class Budgets:
    """What may be spent; None for no limit. Days and months are UTC."""

    person_tokens_a_day: int | None
    person_a_day: Decimal | None
    tokens_a_day: int | None
    a_day: Decimal | None
    a_month: Decimal | None
    # What each company may spend that has no row of its own.
    company: "CompanyLimits"

    @property
    def has_person(self) -> bool:
        """Return whether what single people spend is limited."""
        return self.person_tokens_a_day is not None or self.person_a_day is not None

    @property
    def has_installation(self) -> bool:
        """Return whether what all together spend is limited."""
        return any(each is not None for each in (self.tokens_a_day, self.a_day, self.a_month))


@dataclass(frozen=True)
class Spent:
    """What was spent, calls under way with it."""

    tokens: int = 0
    value: Decimal = Decimal(0)


def read_budgets() -> Budgets:
    """Return what the settings allow; 0 there is no limit."""
    return Budgets(
        person_tokens_a_day=settings.MODEL_TOKENS_PER_PERSON_DAY or None,
        person_a_day=settings.MODEL_BUDGET_PERSON_DAY or None,
        tokens_a_day=settings.MODEL_TOKENS_PER_DAY or None,
        a_day=settings.MODEL_BUDGET_DAY or None,
        a_month=settings.MODEL_BUDGET_MONTH or None,
        company=CompanyLimits(
            tokens_a_day=settings.MODEL_TOKENS_PER_COMPANY_DAY or None,
            a_day=settings.MODEL_BUDGET_COMPANY_DAY or None,
            a_month=settings.MODEL_BUDGET_COMPANY_MONTH or None,
        ),
    )


def read_company_limits(
    company_ids: Collection[int], *, allowed: Budgets
) -> dict[int, CompanyLimits]:
    """Return what these companies may spend: their own rows', else the settings'. One query."""
    rows = CompanyBudget.objects.filter(company_id__in=company_ids)
    own = {row.company_id: CompanyLimits(row.tokens_a_day, row.a_day, row.a_month) for row in rows}
    return {id_: own.get(id_, allowed.company) for id_ in company_ids}


def exchange_rate(currency: str) -> Decimal:
    """Return what one of a currency is in that of the budgets; 1 where nobody said."""
    if currency == settings.MODEL_BUDGET_CURRENCY:
        return Decimal(1)
    return Decimal(settings.MODEL_EXCHANGE_RATES.get(currency, Decimal(1)))


def refuse(
    asks: Sequence["Ask"], *, now: datetime
) -> tuple[dict[uuid.UUID, "Refused"], list[BudgetAlarm]]:
    """Return the calls that no budget is left for, and the alarms that this calls for, unsaved.

    Inside the transaction that reserves the rest; `raise_new` belongs at its end. No query where
    no budget is set.
    """
    from .ledger import Refused

    allowed = read_budgets()
    company_ids = {each.company_id for each in asks if each.company_id is not None}
    if not asks or not (allowed.has_person or allowed.has_installation or company_ids):
        return {}, []
    tenants = _Tenants(company_ids, allowed=allowed, now=now) if company_ids else None
    if not (allowed.has_person or allowed.has_installation or (tenants and tenants.has_limits)):
        return {}, []
    _lock(now)
    today = now.astimezone(UTC).date()
    until_tomorrow = (_begin(today + timedelta(days=1)) - now).total_seconds()
    refused: dict[uuid.UUID, Refused] = {}
    alarms: list[BudgetAlarm] = []
    day, month = Spent(), Spent()
    if allowed.has_installation:
        day = read_spent(since=today)
        month = read_spent(since=today.replace(day=1)) if allowed.a_month else Spent()
    people = _read_people(asks, now=now) if allowed.has_person else {}
    if tenants is not None:
        # Under the lock: two at once would both find the last of it.
        tenants.read()
    for ask in asks:
        value = ask.quota.price(ask.input_tokens, ask.output_tokens) * exchange_rate(
            ask.quota.currency
        )
        wanted = Spent(ask.tokens, value)
        had = people.get(ask.user_id, Spent())
        if not _fits(month, wanted, tokens=None, value=allowed.a_month):
            until = (_begin(_next_month(today)) - now).total_seconds()
            refused[ask.id] = Refused(until, "budget")
            alarms += _list_used_up(allowed, wanted, month=month, now=now)
        elif not _fits(day, wanted, tokens=allowed.tokens_a_day, value=allowed.a_day):
            refused[ask.id] = Refused(until_tomorrow, "budget")
            alarms += _list_used_up(allowed, wanted, day=day, now=now)
        elif ask.user_id is not None and not _fits(
            had, wanted, tokens=allowed.person_tokens_a_day, value=allowed.person_a_day
        ):
            refused[ask.id] = Refused(until_tomorrow, "person_budget")
        elif tenants is not None and (until_then := tenants.refuse(ask.company_id, wanted)):
            refused[ask.id] = Refused(until_then, "company_budget")
            alarms += tenants.list_used_up(ask.company_id, wanted)
            log.info("budget.company_used_up", company_id=str(ask.company_id))
        else:
            if tenants is not None:
                tenants.add(ask.company_id, wanted)
            day, month, people[ask.user_id] = (_add(each, wanted) for each in (day, month, had))
    once = {(each.company_id, each.period, each.unit): each for each in alarms}
    return refused, list(once.values())


class _Tenants:
    """What companies have left of their days and months, as calls of theirs are let through."""

    def __init__(self, company_ids: Collection[int], *, allowed: Budgets, now: datetime) -> None:
        self._now = now
        self._today = now.astimezone(UTC).date()
        self._limits = read_company_limits(company_ids, allowed=allowed)
        self._day: dict[int, Spent] = {}
        self._month: dict[int, Spent] = {}

    @property
    def has_limits(self) -> bool:
        """Return whether any of them may not spend as much as it likes."""
        return any(each != CompanyLimits() for each in self._limits.values())

    def read(self) -> None:
        """Read what they have spent, calls under way with it."""
        limited = [id_ for id_, each in self._limits.items() if each != CompanyLimits()]
        self._day = read_spent_by_companies(limited, since=self._today)
        self._month = read_spent_by_companies(limited, since=self._today.replace(day=1))

    def refuse(self, company_id: int | None, wanted: Spent) -> float | None:
        """Return how long a call has to wait for the company's next period; None: it fits."""
        if company_id is None:
            return None
        limits = self._limits[company_id]
        day, month = self._day.get(company_id, Spent()), self._month.get(company_id, Spent())
        if not _fits(month, wanted, tokens=None, value=limits.a_month):
            return (_begin(_next_month(self._today)) - self._now).total_seconds()
        if not _fits(day, wanted, tokens=limits.tokens_a_day, value=limits.a_day):
            return (_begin(self._today + timedelta(days=1)) - self._now).total_seconds()
        return None

    def list_used_up(self, company_id: int | None, wanted: Spent) -> list[BudgetAlarm]:
        """Return the last alarm of each budget of a company that a call does not fit into."""
        if company_id is None:
            return []
        limits = list_company_limits(company_id, self._limits[company_id], now=self._now)
        day, month = self._day.get(company_id, Spent()), self._month.get(company_id, Spent())
        return _build_used_up(limits, wanted, day=day, month=month, now=self._now)

    def add(self, company_id: int | None, wanted: Spent) -> None:
        """Count with a call that is let through."""
        if company_id is not None:
            for spent in (self._day, self._month):
                spent[company_id] = _add(spent.get(company_id, Spent()), wanted)


def read_spent_by_companies(company_ids: Collection[int], *, since: date) -> dict[int, Spent]:
    """Return what companies spent from a day on, calls under way with it. Two queries."""
    settled = (
        CompanySpentByDay.objects.filter(company_id__in=company_ids, day__gte=since)
        .values("company_id")
        .annotate(tokens=Sum(F("input_tokens") + F("output_tokens")), spent=Sum("value"))
    )
    under_way = (
        ModelUse.objects.filter(
            company_id__in=company_ids,
            state=ModelUse.State.RESERVED,
            reserved_at__gte=_begin(since),
        )
        .values("company_id")
        .annotate(tokens=Sum("reserved_tokens"), spent=Sum("value"))
    )
    found: dict[int, Spent] = {}
    for row in (*settled, *under_way):
        mine = _spent_of({"tokens": row["tokens"], "value": row["spent"]})
        found[row["company_id"]] = _add(found.get(row["company_id"], Spent()), mine)
    return found


def _list_used_up(
    allowed: Budgets,
    wanted: Spent,
    *,
    now: datetime,
    day: Spent | None = None,
    month: Spent | None = None,
) -> list[BudgetAlarm]:
    """Return the last alarm of each budget of the installation that a call does not fit into."""
    return _build_used_up(_list_limits(allowed, now=now), wanted, day=day, month=month, now=now)


def _build_used_up(
    limits: Sequence["Limit"],
    wanted: Spent,
    *,
    day: Spent | None,
    month: Spent | None,
    now: datetime,
) -> list[BudgetAlarm]:
    """Return the last alarms of those budgets that a call does not fit into.

    Calls are refused before a budget is spent to the last of it, so what settles never is.
    """
    return [
        _build_alarm(each, percent=ALARMS[-1], spent=spent, now=now)
        for each in limits
        if (spent := month if each.period == BudgetAlarm.Period.MONTH else day) is not None
        and each.amount_of(spent) + each.amount_of(wanted) > each.budget
    ]


@dataclass(frozen=True)
class Limit:
    """One budget, in the period that is now. `company_id` None: the installation's."""

    period: BudgetAlarm.Period
    begins: date
    budget: Decimal
    unit: BudgetAlarm.Unit
    company_id: int | None = None

    def amount_of(self, spent: Spent) -> Decimal:
        """Return what was spent, as this budget counts."""
        return spent.value if self.unit == BudgetAlarm.Unit.MONEY else Decimal(spent.tokens)


def _list_limits(
    allowed: Budgets | CompanyLimits, *, now: datetime, company_id: int | None = None
) -> list[Limit]:
    """Return the budgets that are set."""
    today = now.astimezone(UTC).date()
    limits = (
        (BudgetAlarm.Period.DAY, today, allowed.a_day, BudgetAlarm.Unit.MONEY),
        (BudgetAlarm.Period.DAY, today, allowed.tokens_a_day, BudgetAlarm.Unit.TOKENS),
        (BudgetAlarm.Period.MONTH, today.replace(day=1), allowed.a_month, BudgetAlarm.Unit.MONEY),
    )
    return [
        Limit(period, begins, Decimal(budget), unit, company_id)
        for period, begins, budget, unit in limits
        if budget is not None
    ]


def list_company_limits(company_id: int, limits: CompanyLimits, *, now: datetime) -> list[Limit]:
    """Return the budgets of a company that are above nothing: one that may have none is no news."""
    found = _list_limits(limits, now=now, company_id=company_id)
    return [each for each in found if each.budget > 0]


def _build_alarm(limit: Limit, *, percent: int, spent: Spent, now: datetime) -> BudgetAlarm:
    return BudgetAlarm(
        company_id=limit.company_id,
        period=limit.period,
        unit=limit.unit,
        begins=limit.begins,
        percent=percent,
        spent=limit.amount_of(spent),
        budget=limit.budget,
        raised_at=now,
    )


def read_spent(*, since: date) -> Spent:
    """Return what was spent from the beginning of a day on, calls under way with it. Two queries."""
    settled = SpentByDay.objects.filter(day__gte=since).aggregate(
        tokens=Sum(F("input_tokens") + F("output_tokens")), value=Sum("value")
    )
    under_way = ModelUse.objects.filter(
        state=ModelUse.State.RESERVED, reserved_at__gte=_begin(since)
    ).aggregate(tokens=Sum("reserved_tokens"), value=Sum("value"))
    return _add(_spent_of(settled), _spent_of(under_way))


def raise_alarms(*, now: datetime, company_ids: Collection[int] = ()) -> list[BudgetAlarm]:
    """Raise the alarms that what was spent calls for, each once a day or month; return the new.

    Inside the transaction that settles calls of these companies. No query where no budget of the
    installation is set, and no company had a call.
    """
    allowed = read_budgets()
    due = []
    for limit in _list_limits(allowed, now=now):
        due += _list_due(limit, read_spent(since=limit.begins), now=now)
    of_companies = read_company_limits(company_ids, allowed=allowed) if company_ids else {}
    limits = [
        each
        for id_ in sorted(of_companies)
        for each in list_company_limits(id_, of_companies[id_], now=now)
    ]
    for begins in sorted({each.begins for each in limits}):
        bounded = {each.company_id for each in limits if each.begins == begins}
        found = read_spent_by_companies([id_ for id_ in bounded if id_ is not None], since=begins)
        for limit in limits:
            if limit.begins == begins and limit.company_id is not None:
                due += _list_due(limit, found.get(limit.company_id, Spent()), now=now)
    return raise_new(due)


def _list_due(limit: Limit, spent: Spent, *, now: datetime) -> list[BudgetAlarm]:
    """Return the alarms of a budget that so much calls for."""
    return [
        _build_alarm(limit, percent=percent, spent=spent, now=now)
        for percent in ALARMS
        if limit.amount_of(spent) * 100 >= limit.budget * percent
    ]


def raise_new(due: Sequence[BudgetAlarm]) -> list[BudgetAlarm]:
    """Store alarms that were not raised yet and have them told; return those.

    In one order for all processes: whoever stores the same at once waits, and neither for the other.
    """
    return [each for each in sorted(due, key=_order_of) if _raise(each)]


def _order_of(alarm: BudgetAlarm) -> tuple[int, date, str, str, int]:
    return (alarm.company_id or 0, alarm.begins, alarm.period, alarm.unit, alarm.percent)


def _raise(alarm: BudgetAlarm) -> bool:
    """Store an alarm and have it told; return whether it is new."""
    from . import tasks

    _stored, is_new = BudgetAlarm.objects.get_or_create(  # type: ignore[misc]
        company_id=alarm.company_id,
        period=alarm.period,
        unit=alarm.unit,
        begins=alarm.begins,
        percent=alarm.percent,
        defaults={
            "spent": alarm.spent,
            "budget": alarm.budget,
            "raised_at": alarm.raised_at,
        },
    )
    if is_new:
        log.warning(
            "budget.alarm",
            company_id=alarm.company_id,
            period=str(alarm.period),
            unit=str(alarm.unit),
            percent=alarm.percent,
            spent=str(alarm.spent),
            budget=str(alarm.budget),
        )
        tasks.defer_alarm(_stored.pk)
    return is_new


def _lock(now: datetime) -> None:
    rows = ProviderMeter.objects.select_for_update().filter(provider=LOCK)
    if rows.first() is None:
        ProviderMeter.objects.bulk_create(
            [ProviderMeter(provider=LOCK, requests_left=0, tokens_left=0, filled_at=now)],
            ignore_conflicts=True,
        )
        rows.first()


def _read_people(asks: Sequence["Ask"], *, now: datetime) -> dict[uuid.UUID | None, Spent]:
    midnight = _begin(now.astimezone(UTC).date())
    rows = (
        ModelUse.objects.filter(
            user_id__in={each.user_id for each in asks if each.user_id is not None},
            reserved_at__gte=midnight,
        )
        .values("user_id")
        .annotate(tokens=Sum(F("input_tokens") + F("output_tokens")), spent=Sum("value"))
    )
    return {
        row["user_id"]: _spent_of({"tokens": row["tokens"], "value": row["spent"]}) for row in rows
    }


def _fits(had: Spent, wanted: Spent, *, tokens: int | None, value: Decimal | None) -> bool:
    if tokens is not None and had.tokens + wanted.tokens > tokens:
        return False
    return value is None or had.value + wanted.value <= value


def _add(one: Spent, other: Spent) -> Spent:
    return Spent(one.tokens + other.tokens, one.value + other.value)


def _spent_of(sums: dict[str, object]) -> Spent:
    return Spent(int(str(sums["tokens"] or 0)), Decimal(str(sums["value"] or 0)))


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
