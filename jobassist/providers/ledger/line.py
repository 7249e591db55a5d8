"""Who may go at a server, in which order, and how long the others wait."""

import bisect
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q, Sum
from django.utils import timezone

from jobassist.batching import answer_each
from jobassist.providers import budgets
from jobassist.providers.meters import (
    Ahead,
    Bucket,
    Meter,
    Quota,
    rank_person,
    sum_ahead,
    time_had,
)
from jobassist.providers.models import ModelUse, ProviderMeter, ProviderPause, QueuePlace

from .types import Answer, Ask, Granted, InLine, Refused

# Longer than any turn: what was not settled by then never will be.
EXPIRES_AFTER = timedelta(seconds=180)
# A waiting place whose process has not been heard of for so long is passed over.
ALIVE_FOR = timedelta(seconds=3)
# How late somebody may come back to a kept place.
KEPT_FOR = timedelta(minutes=10)
# Of those who were told to come again, who counts for the share that does.
LEARNED_FROM = timedelta(minutes=10)
# Nobody is told a longer wait: a day when much changes is longer than any forecast.
LONGEST_WAIT = 1_800.0
# Of those who may come again, how many a forecast looks at.
MOST_KEPT = 5_000


def ask_many(asks: Sequence[Ask], *, now: datetime | None = None) -> list[Answer]:
    """Return for each call whether it may go; what may is set aside. One transaction a server."""
    now = now or timezone.now()
    by_provider: dict[str, list[Ask]] = {}
    for ask in asks:
        by_provider.setdefault(ask.quota.provider, []).append(ask)
    answers: dict[uuid.UUID, Answer] = {}
    for provider in sorted(by_provider):
        answers |= serve(by_provider[provider], (), now=now)
    return [answers[each.id] for each in asks]


def serve(
    asks: Sequence[Ask], waiting: Sequence[Ask], *, now: datetime | None = None
) -> dict[uuid.UUID, Answer]:
    """Let calls through at one server in the order of its line; returns an answer for each.

    `asks` are new, `waiting` are this process's in the line: those that may not go yet are kept
    alive, and not told anew how long it takes. One transaction.
    """
    now = now or timezone.now()
    everything = [*asks, *waiting]
    if not everything:
        return {}
    quota = everything[0].quota
    with transaction.atomic():
        refused, alarms = budgets.refuse(asks, now=now)
        asks = [each for each in asks if each.id not in refused]
        answers: dict[uuid.UUID, Answer] = dict(refused)
        if not quota.is_limited:
            answers |= {each.id: Granted(None) for each in asks}
            reserve([Let(each) for each in asks], now=now)
        else:
            answers |= _Line(quota, now=now).serve(asks, waiting)
        # Last, as where calls are settled: nobody holds an alarm and waits for a meter.
        budgets.raise_new(alarms)
        return answers


def leave_many(asks: Sequence[Ask], *, now: datetime | None = None) -> list[Refused | Exception]:
    """Give up waiting: places are kept for when their people come again.

    One transaction a server, or one each where that cannot be written down.
    """
    now = now or timezone.now()
    by_provider: dict[str, list[Ask]] = {}
    for ask in asks:
        by_provider.setdefault(ask.quota.provider, []).append(ask)
    answers: dict[uuid.UUID, Refused | Exception] = {}
    for provider in sorted(by_provider):
        group = by_provider[provider]
        try:
            answers |= _leave(group, now=now)
        except IntegrityError:
            # One of them was erased meanwhile, which is nothing to the others.
            alone = answer_each(lambda ask: _leave([ask], now=now)[ask.id], group)
            answers |= {ask.id: each for ask, each in zip(group, alone, strict=True)}
    return [answers[each.id] for each in asks]


def _leave(asks: Sequence[Ask], *, now: datetime) -> dict[uuid.UUID, Refused]:
    with transaction.atomic():
        return _Line(asks[0].quota, now=now).keep_places(asks)


def drop_place(place_id: uuid.UUID) -> None:
    """Give a place up: its turn was cancelled."""
    QueuePlace.objects.filter(id=place_id).delete()


@dataclass(frozen=True)
class _Standing:
    """Somebody in the line."""

    rank_at: datetime
    asked_at: datetime
    tokens: int
    id: uuid.UUID
    ask: Ask | None = None
    until: datetime | None = None
    # Of its company, None for a seeker's; and where its person alone would stand.
    company_until: datetime | None = None
    person_at: datetime | None = None
    is_new: bool = False
    # Of those, one that stood in the line before.
    has_waited: bool = False
    # The place that was kept for them.
    kept_id: uuid.UUID | None = None


class _Line:
    """A server's meter and line, locked for the transaction that it is made in."""

    def __init__(self, quota: Quota, *, now: datetime) -> None:
        self.quota = quota
        self.now = now
        self._row = _lock_meter(quota, now=now)
        self.meter = Meter(
            Bucket(quota.requests_per_minute, self._row.requests_left),
            Bucket(quota.tokens_per_minute, self._row.tokens_left),
        )
        self.meter.fill((now - self._row.filled_at).total_seconds())
        self.standing = [
            _Standing(
                rank_at,
                asked_at,
                tokens,
                id_,
                until=until,
                company_until=company_until,
                person_at=min(rank_at, until - time_had(quota, tokens)),
            )
            for id_, rank_at, asked_at, tokens, until, company_until in QueuePlace.objects.filter(
                provider=quota.provider, state=QueuePlace.State.WAITING, alive_until__gt=now
            ).values_list("id", "rank_at", "asked_at", "tokens", "person_until", "company_until")
        ]
        self._forecast: _Forecast | None = None

    def serve(self, asks: Sequence[Ask], waiting: Sequence[Ask]) -> dict[uuid.UUID, Answer]:
        """Let through what may go, and say of the rest how long it takes."""
        ours = {each.id: each for each in waiting}
        line = [replace(each, ask=ours.get(each.id)) for each in self.standing]
        # One that a stalled process of ours was passed over for.
        gone = ours.keys() - {each.id for each in line}
        ranked = self._rank([*asks, *(ours[id_] for id_ in gone)])
        line += [replace(each, has_waited=each.id in gone) for each in ranked]
        line.sort(key=lambda each: (each.rank_at, each.asked_at))
        answers: dict[uuid.UUID, Answer] = {}
        granted: list[Let] = []
        left: list[_Standing] = []
        ahead = Ahead()
        # Others' are let through by their own process; until then what they need is not ours.
        others = Ahead()
        is_open = True
        for each in line:
            is_open = is_open and self._has_room(each, others)
            if is_open and each.ask is not None:
                self.meter.take(each.tokens)
                granted.append(Let(each.ask, each.until, each.company_until))
                answers[each.id] = Granted(each.rank_at)
                continue
            if is_open:
                others += Ahead(1, each.tokens)
            left.append(each)
        for each in left:
            if each.ask is not None:
                answers[each.id] = self._place(each, ahead)
            if each.ask is None or isinstance(answers[each.id], InLine):
                ahead += sum_ahead([each.tokens], share_used=self._row.share_used)
        self._write(line, granted, answers, ours)
        return answers

    def keep_places(self, asks: Sequence[Ask]) -> dict[uuid.UUID, Refused]:
        """Keep the places of people who waited, and say when it is their turn."""
        ours = {each.id: each for each in asks}
        leaving = [replace(each, ask=ours[each.id]) for each in self.standing if each.id in ours]
        gone = ours.keys() - {each.id for each in leaving}
        leaving += self._rank([ours[id_] for id_ in gone])
        QueuePlace.objects.filter(id__in=ours).delete()
        self.standing = [each for each in self.standing if each.id not in ours]
        self._store_meter()
        answers: dict[uuid.UUID, Refused] = {}
        # Who has left already may come back before the next, as those kept earlier may.
        for mine in sorted(leaving, key=lambda each: (each.rank_at, each.asked_at)):
            ahead = sum_ahead(
                [each.tokens for each in self.standing if each.rank_at < mine.rank_at],
                share_used=self._row.share_used,
            )
            answers[mine.id] = self._refuse(mine, self._forecast_wait(mine, ahead))
        return answers

    def _has_room(self, each: _Standing, others: Ahead) -> bool:
        # As if what is ahead, of other processes, had gone already.
        meter = Meter(
            Bucket(self.quota.requests_per_minute, self.meter.requests.left - others.calls),
            Bucket(self.quota.tokens_per_minute, self.meter.tokens.left - others.tokens),
        )
        return meter.has_room(each.tokens)

    def _rank(self, asks: Sequence[Ask]) -> list[_Standing]:
        """Return where new calls stand, by what their persons have had and were promised."""
        if not asks:
            return []
        people = {each.user_id for each in asks if each.user_id is not None}
        kept = {
            place.user_id: place
            for place in QueuePlace.objects.filter(
                provider=self.quota.provider,
                user_id__in=people,
                state=QueuePlace.State.KEPT,
                returned_at__isnull=True,
                due_at__gt=self.now - KEPT_FOR,
            )
        }
        had = _read_had(self.quota.provider, people, now=self.now)
        companies = {each.company_id for each in asks if each.company_id is not None}
        theirs = _read_had(self.quota.provider, companies, now=self.now, whose="company")
        found = []
        for ask in asks:
            person_at, until = rank_person(
                self.quota, ask.tokens, had_until=had.get(ask.user_id), now=self.now
            )
            rank_at, company_until = person_at, None
            if ask.company_id is not None:
                # Behind the others where its recruiters together had more than its share, and
                # before nobody: what nobody else waits for is theirs all the same.
                company_at, company_until = rank_person(
                    self.quota,
                    ask.tokens,
                    had_until=theirs.get(ask.company_id),
                    now=self.now,
                    share=settings.MODEL_COMPANY_SHARE,
                )
                theirs[ask.company_id] = company_until
                rank_at = max(rank_at, company_at)
            place = kept.get(ask.user_id)
            if ask.rank_at is not None:
                # The turn is under way: what it has begun comes before what has not.
                rank_at = ask.rank_at
            elif place is not None:
                rank_at = min(rank_at, place.rank_at)
            if ask.user_id is not None:
                had[ask.user_id] = until
            found.append(
                _Standing(
                    rank_at,
                    self.now,
                    ask.tokens,
                    ask.id,
                    ask,
                    until,
                    company_until=company_until,
                    person_at=person_at,
                    is_new=True,
                    kept_id=place.id if place is not None else None,
                )
            )
        return found

    def _place(self, each: _Standing, ahead: Ahead) -> InLine | Refused:
        assert each.ask is not None
        if not each.is_new or each.has_waited:
            # It was told when it came, and gives up by itself: nobody hears another forecast.
            return InLine(0.0)
        longest = float(settings.MODEL_QUEUE_SECONDS)
        seconds = self._forecast_wait(each, ahead)
        # Whoever was set back stands behind, and takes nobody's place: a company's many least.
        is_full = ahead.calls >= settings.MODEL_QUEUE_LENGTH
        if each.ask.may_wait and not is_full and 0 < longest >= seconds:
            return InLine(seconds)
        return self._refuse(each, seconds) if each.ask.may_wait else Refused(seconds, "minute")

    def _refuse(self, each: _Standing, seconds: float) -> Refused:
        """Say when to come again, and keep the place until then."""
        assert each.ask is not None
        seconds = min(LONGEST_WAIT, max(1.0, seconds))
        if each.ask.user_id is None:
            return Refused(seconds, "minute")
        due_at = self.now + timedelta(seconds=seconds)
        kept = QueuePlace.objects.filter(
            provider=self.quota.provider,
            user_id=each.ask.user_id,
            state=QueuePlace.State.KEPT,
            returned_at__isnull=True,
        )
        if not kept.update(due_at=due_at, rank_at=each.rank_at, tokens=each.tokens):
            QueuePlace.objects.create(
                id=each.id,
                provider=self.quota.provider,
                user_id=each.ask.user_id,
                state=QueuePlace.State.KEPT,
                tokens=each.tokens,
                asked_at=self.now,
                rank_at=each.rank_at,
                person_until=each.until or self.now,
                alive_until=self.now,
                due_at=due_at,
            )
        if self._forecast is not None:
            self._forecast.keep(_Kept(due_at, each.rank_at, each.tokens, each.ask.user_id))
        return Refused(seconds, "minute")

    def _forecast_wait(self, each: _Standing, ahead: Ahead) -> float:
        """Return in how many seconds a call is let through, after what is ahead of it.

        Those who will come back to an earlier place before then are ahead of it as well.
        """
        if self._forecast is None:
            self._forecast = _read_forecast(self.quota.provider, now=self.now)
        forecast, share_used = self._forecast, self._row.share_used
        coming = forecast.under_way * (1 - share_used)
        # Somebody set back for what they have had stands at a moment that is still to come.
        # Not so what a company has had: it may go on with what nobody else waits for.
        set_back = (each.person_at or each.rank_at) - self.now
        least = max(0.0, forecast.paused_seconds, set_back.total_seconds())
        seconds = max(least, self.meter.wait_for(each.tokens, ahead=ahead, coming=coming))
        for kept in forecast.kept:
            if (kept.due_at - self.now).total_seconds() > seconds or seconds > LONGEST_WAIT:
                break
            if kept.rank_at < each.rank_at:
                ahead += sum_ahead([kept.tokens], share_used=share_used) * forecast.share_returning
                wait = self.meter.wait_for(each.tokens, ahead=ahead, coming=coming)
                seconds = max(least, wait)
        return seconds

    def _write(
        self,
        line: Sequence[_Standing],
        granted: Sequence["Let"],
        answers: dict[uuid.UUID, Answer],
        ours: dict[uuid.UUID, Ask],
    ) -> None:
        self._store_meter()
        if granted:
            reserve(granted, now=self.now)
            waited = [each.ask.id for each in granted if each.ask.id in ours]
            QueuePlace.objects.filter(id__in=waited).delete()
        # Who was told to come again has, and stands in the line or is let through.
        back = [
            each.kept_id
            for each in line
            if each.kept_id is not None and not isinstance(answers.get(each.id), Refused)
        ]
        if back:
            QueuePlace.objects.filter(id__in=back).update(returned_at=self.now)
        new = []
        for each in line:
            answer = answers.get(each.id)
            if each.is_new and each.ask is not None and isinstance(answer, InLine):
                new.append(
                    QueuePlace(
                        id=each.id,
                        provider=self.quota.provider,
                        user_id=each.ask.user_id,
                        state=QueuePlace.State.WAITING,
                        tokens=each.tokens,
                        asked_at=self.now,
                        rank_at=each.rank_at,
                        person_until=each.until or self.now,
                        company_id=each.ask.company_id,
                        company_until=each.company_until,
                        alive_until=self.now + ALIVE_FOR,
                        due_at=self.now + timedelta(seconds=answer.seconds),
                    )
                )
        if new:
            QueuePlace.objects.bulk_create(new, ignore_conflicts=True)
        still = [id_ for id_ in ours if isinstance(answers.get(id_), InLine)]
        if still:
            QueuePlace.objects.filter(
                id__in=still, alive_until__lt=self.now + ALIVE_FOR * 2 / 3
            ).update(alive_until=self.now + ALIVE_FOR)

    def _store_meter(self) -> None:
        ProviderMeter.objects.filter(provider=self.quota.provider).update(
            requests_left=self.meter.requests.left,
            tokens_left=self.meter.tokens.left,
            filled_at=max(self.now, self._row.filled_at),
            requests_held=self.meter.requests.held,
            tokens_held=self.meter.tokens.held,
        )


def _lock_meter(quota: Quota, *, now: datetime) -> ProviderMeter:
    rows = ProviderMeter.objects.select_for_update()
    row = rows.filter(provider=quota.provider).first()
    if row is not None:
        return row
    full = Meter(Bucket(quota.requests_per_minute, 0), Bucket(quota.tokens_per_minute, 0))
    ProviderMeter.objects.bulk_create(
        [
            ProviderMeter(
                provider=quota.provider,
                requests_left=full.requests.held,
                tokens_left=full.tokens.held,
                filled_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    return rows.get(provider=quota.provider)


def _read_had(
    provider: str,
    ids: Collection[Any],
    *,
    now: datetime,
    whose: Literal["user", "company"] = "user",
) -> dict[Any, datetime]:
    """Return until when people, or companies, have had their share of a server.

    What they wait for counts as had, or a hundred questions at once would be one.
    """
    if not ids:
        return {}
    until = "person_until" if whose == "user" else "company_until"
    lately = {f"{whose}_id__in": ids, "provider": provider, f"{until}__gt": now}
    used = ModelUse.objects.filter(**lately, reserved_at__gt=now - timedelta(minutes=2))
    waiting = QueuePlace.objects.filter(
        **lately, state=QueuePlace.State.WAITING, alive_until__gt=now
    )
    had: dict[Any, datetime] = {}
    for rows in (used, waiting):
        for id_, latest in rows.values_list(f"{whose}_id").annotate(latest=Max(until)):
            had[id_] = max(latest, had.get(id_, latest))
    return had


class _Kept(NamedTuple):
    """Who was told to come again: when, from which place in the line, what they need."""

    due_at: datetime
    rank_at: datetime
    tokens: int
    user_id: uuid.UUID | None


@dataclass(frozen=True)
class _Forecast:
    """What is known of the minutes to come at a server."""

    under_way: float
    share_returning: float
    paused_seconds: float
    # Soonest first.
    kept: list[_Kept]

    def keep(self, place: _Kept) -> None:
        """Count with somebody who has just been told to come again; a person holds one place."""
        self.kept[:] = [each for each in self.kept if each.user_id != place.user_id]
        bisect.insort(self.kept, place, key=lambda each: each.due_at)


def _read_forecast(provider: str, *, now: datetime) -> _Forecast:
    """Return what is under way, who will come back, and whether the server is left alone."""
    under_way = ModelUse.objects.filter(
        provider=provider, state=ModelUse.State.RESERVED, expires_at__gt=now
    ).aggregate(tokens=Sum("reserved_tokens"))["tokens"]
    places = QueuePlace.objects.filter(provider=provider, state=QueuePlace.State.KEPT)
    late = now - timedelta(seconds=10)
    learned = places.filter(due_at__gt=now - LEARNED_FROM, due_at__lt=late).aggregate(
        told=Count("id"), came=Count("id", filter=Q(returned_at__isnull=False))
    )
    # Who is a little late most likely does not come.
    kept = (
        places.filter(due_at__gt=now - timedelta(seconds=2), returned_at__isnull=True)
        .order_by("due_at")
        .values_list("due_at", "rank_at", "tokens", "user_id")[:MOST_KEPT]
    )
    until = ProviderPause.objects.filter(slug=provider).values_list("until", flat=True).first()
    return _Forecast(
        under_way=float(under_way or 0),
        # Half of them, until it is known better.
        share_returning=(learned["came"] + 5) / (learned["told"] + 10),
        paused_seconds=max(0.0, (until - now).total_seconds()) if until is not None else 0.0,
        kept=[_Kept(*each) for each in kept],
    )


class Let(NamedTuple):
    """A call that is let through, and until when its person and its company then have had theirs."""

    ask: Ask
    person_until: datetime | None = None
    company_until: datetime | None = None


def reserve(granted: Sequence[Let], *, now: datetime) -> None:
    """Set aside what calls may use."""
    uses = []
    for ask, person_until, company_until in granted:
        cost = ask.quota.price(ask.input_tokens, ask.output_tokens)
        rate = budgets.exchange_rate(ask.quota.currency)
        uses.append(
            ModelUse(
                id=ask.id,
                user_id=ask.user_id,
                company_id=ask.company_id,
                conversation_id=ask.conversation_id,
                turn_id=ask.turn_id,
                provider=ask.quota.provider,
                model_name=ask.model_name[:80],
                input_tokens=ask.input_tokens,
                output_tokens=ask.output_tokens,
                reserved_tokens=ask.tokens,
                input_price=ask.quota.input_price,
                output_price=ask.quota.output_price,
                currency=ask.quota.currency,
                rate=rate,
                cost=cost,
                value=cost * rate,
                person_until=person_until,
                company_until=company_until,
                reserved_at=now,
                expires_at=now + EXPIRES_AFTER,
            )
        )
    # Again after a lost connection: what is there is there.
    ModelUse.objects.bulk_create(uses, ignore_conflicts=True)
