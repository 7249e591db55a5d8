"""What may go is set aside, settled once, and shared out fairly, by rows that processes share."""

import heapq
import random
import statistics
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections

from jobassist.accounts.models import User
from jobassist.providers import budgets, ledger, spending
from jobassist.providers.ledger import Ask, Granted, InLine, Refused, Used
from jobassist.providers.meters import Quota
from jobassist.providers.models import (
    BudgetAlarm,
    ModelUse,
    ProviderMeter,
    ProviderPause,
    QueuePlace,
    SpentByDay,
)
from tests.factories import make_guest

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
NORTH = Quota(
    "north",
    tokens_per_minute=60_000,
    input_price=Decimal("2.50"),
    output_price=Decimal(10),
)
OPEN = Quota("open")


def make_ask(quota=NORTH, *, tokens=1_000, user=None, **changes) -> Ask:
    return Ask(
        quota,
        "n-1",
        input_tokens=tokens - 100,
        output_tokens=100,
        user_id=user.id if user else None,
        **changes,
    )


def ask_one(ask: Ask, *, now=NOW) -> ledger.Answer:
    (answer,) = ledger.ask_many([ask], now=now)
    return answer


def spend_the_minute(*, now=NOW) -> None:
    """Let a call through that leaves nothing for the next four seconds."""
    ask = make_ask(tokens=5_000)
    assert isinstance(ask_one(ask, now=now), Granted)
    ledger.settle_many([Used(ask.id, ask.input_tokens, ask.output_tokens)], now=now)


def wait_of(answer: ledger.Answer) -> float:
    """Return how long a call was told to wait."""
    assert not isinstance(answer, Granted)
    return answer.seconds


def tokens_left(provider: str = "north") -> float:
    return ProviderMeter.objects.get(provider=provider).tokens_left


# --- reserve and settle -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_was_set_aside_and_not_used_comes_back():
    ask = make_ask(tokens=1_500)
    assert isinstance(ask_one(ask), Granted)
    before = tokens_left()
    ledger.settle_many([Used(ask.id, 300, 100)], now=NOW)
    assert tokens_left() == before + 1_100
    use = ModelUse.objects.get(id=ask.id)
    assert (use.state, use.input_tokens, use.output_tokens) == ("settled", 300, 100)
    assert use.cost == Decimal("0.00175")


@pytest.mark.django_db
def test_a_call_is_settled_once():
    ask = make_ask(tokens=1_500)
    ask_one(ask)
    assert ledger.settle_many([Used(ask.id, 300, 100)], now=NOW) == [True]
    left = tokens_left()
    assert ledger.settle_many([Used(ask.id, 0, 0), Used(uuid.uuid4(), 5, 5)], now=NOW) == [
        False,
        False,
    ]
    assert tokens_left() == left
    (day,) = SpentByDay.objects.values_list("calls", "input_tokens", "output_tokens", "cost")
    assert day == (1, 300, 100, Decimal("0.00175"))


@pytest.mark.django_db
def test_a_day_adds_up_by_server_and_model():
    asks = [make_ask(OPEN), make_ask(OPEN), make_ask(NORTH)]
    ledger.ask_many(asks, now=NOW)
    ledger.settle_many([Used(each.id, 10, 2) for each in asks], now=NOW)
    rows = SpentByDay.objects.order_by("provider").values_list("provider", "calls", "input_tokens")
    assert list(rows) == [("north", 1, 10), ("open", 2, 20)]


@pytest.mark.django_db
def test_what_a_dead_process_left_is_counted_as_set_aside_and_not_again():
    ask = make_ask(tokens=1_500)
    ask_one(ask)
    assert ledger.expire(now=NOW + ledger.EXPIRES_AFTER - timedelta(seconds=1)) == 0
    late = NOW + ledger.EXPIRES_AFTER + timedelta(seconds=1)
    assert ledger.expire(now=late) == 1
    assert ModelUse.objects.get(id=ask.id).state == "expired"
    assert ledger.settle_many([Used(ask.id, 1, 1)], now=late) == [False]
    assert SpentByDay.objects.get().input_tokens == 1_400


@pytest.mark.django_db
def test_a_server_without_limits_has_no_meter_to_wait_at(django_assert_num_queries):
    with django_assert_num_queries(3):
        # A savepoint and its end beside the one row.
        assert isinstance(ask_one(make_ask(OPEN, tokens=10**6)), Granted)
    assert not ProviderMeter.objects.exists()


@pytest.mark.django_db
def test_requests_a_minute_are_counted_too():
    few = Quota("few", requests_per_minute=60)
    answers = [ask_one(make_ask(few, may_wait=False)) for _ in range(3)]
    assert [type(each) for each in answers] == [Granted, Refused, Refused]
    assert 0 < wait_of(answers[1]) < 1.2
    assert isinstance(
        ask_one(make_ask(few, may_wait=False), now=NOW + timedelta(seconds=1.1)), Granted
    )


# --- several at once --------------------------------------------------------------------------------


def in_threads(count, work):
    """Return what `work` returned, run by so many threads at the same moment."""

    def run(number):
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_do_not_both_get_the_last():
    # 1,800 tokens go at once, so the third of these fits and no other.
    answers = in_threads(8, lambda _n: ask_one(make_ask(tokens=700, may_wait=False)))
    assert sum(isinstance(each, Granted) for each in answers) == 2
    assert ModelUse.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_settle_the_same_call_at_once_settle_it_once():
    ask = make_ask()
    ask_one(ask)
    settled = in_threads(6, lambda n: ledger.settle_many([Used(ask.id, n, n)], now=NOW))
    assert sum(each for (each,) in settled) == 1
    assert SpentByDay.objects.get().calls == 1


@pytest.mark.django_db(transaction=True)
def test_a_persons_budget_holds_when_they_ask_at_once(settings):
    settings.MODEL_TOKENS_PER_PERSON_DAY = 3_000
    person, other = make_guest(), make_guest()
    answers = in_threads(8, lambda _n: ask_one(make_ask(OPEN, user=person)))
    assert sum(isinstance(each, Granted) for each in answers) == 3
    assert {each.why for each in answers if isinstance(each, Refused)} == {"person_budget"}
    assert isinstance(ask_one(make_ask(OPEN, user=other)), Granted)


# --- the line ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_who_finds_the_minute_spent_waits_a_while_and_is_let_through():
    spend_the_minute()
    ask = make_ask()
    answer = ask_one(ask)
    assert isinstance(answer, InLine)
    early = NOW + timedelta(seconds=answer.seconds * 0.5)
    assert isinstance(ledger.serve((), [ask], now=early)[ask.id], InLine)
    due = NOW + timedelta(seconds=answer.seconds + 0.05)
    assert isinstance(ledger.serve((), [ask], now=due)[ask.id], Granted)
    assert not QueuePlace.objects.exists()


@pytest.mark.django_db
def test_somebody_new_does_not_overtake_who_waits():
    spend_the_minute()
    first = make_ask()
    told = ask_one(first)
    ledger.serve((), [first], now=NOW + timedelta(seconds=2))
    due = NOW + timedelta(seconds=wait_of(told) + 0.05)
    assert isinstance(ask_one(make_ask(), now=due), InLine)
    assert isinstance(ledger.serve((), [first], now=due)[first.id], Granted)


@pytest.mark.django_db
def test_a_flooder_stands_behind_everybody_who_asked_later():
    flooder, other = make_guest(), make_guest()
    spend_the_minute()
    flood = [make_ask(user=flooder) for _ in range(20)]
    told = [ask_one(each) for each in flood]
    # The first is as good as anybody's; of the rest many are not even let stand there.
    assert isinstance(told[0], InLine)
    assert any(isinstance(each, Refused) for each in told)
    later = NOW + timedelta(seconds=0.5)
    one = make_ask(user=other)
    answer = ask_one(one, now=later)
    assert isinstance(answer, InLine)
    waiting = [ask for ask, each in zip(flood, told, strict=True) if isinstance(each, InLine)]
    went: list[uuid.UUID] = []
    for n in range(60):
        moment = later + timedelta(seconds=n / 10)
        for id_, each in ledger.serve((), [*waiting, one], now=moment).items():
            if isinstance(each, Granted):
                went.append(id_)
        waiting = [each for each in waiting if each.id not in went]
        if one.id in went:
            break
    assert went == [flood[0].id, one.id]


@pytest.mark.django_db
def test_the_line_has_an_end(settings):
    settings.MODEL_QUEUE_LENGTH = 2
    spend_the_minute()
    answers = [ask_one(make_ask(user=make_guest())) for _ in range(4)]
    assert [type(each) for each in answers] == [InLine, InLine, Refused, Refused]
    assert wait_of(answers[2]) > wait_of(answers[1])


@pytest.mark.django_db
def test_who_was_told_to_come_again_comes_before_who_asked_later(settings):
    settings.MODEL_QUEUE_SECONDS = 0
    told = make_guest()
    spend_the_minute()
    refused = ask_one(make_ask(user=told))
    assert isinstance(refused, Refused)
    settings.MODEL_QUEUE_SECONDS = 8
    soon = NOW + timedelta(seconds=refused.seconds / 2)
    other = make_ask(user=make_guest())
    ask_one(other, now=soon)
    back = make_ask(user=told)
    ask_one(back, now=soon)
    assert QueuePlace.objects.get(state="kept").returned_at == soon
    due = NOW + timedelta(seconds=refused.seconds + 0.05)
    answers = ledger.serve((), [other, back], now=due)
    assert isinstance(answers[back.id], Granted)
    assert isinstance(answers[other.id], InLine)


@pytest.mark.django_db
def test_who_asks_again_and_again_holds_one_place(settings):
    settings.MODEL_QUEUE_SECONDS = 0
    spend_the_minute()
    person = make_guest()
    for n in range(5):
        ask_one(make_ask(user=person), now=NOW + timedelta(seconds=n / 100))
    assert QueuePlace.objects.filter(user=person).count() == 1


@pytest.mark.django_db
def test_a_turn_that_is_under_way_comes_before_what_has_not_begun():
    spend_the_minute()
    other, second = make_ask(), make_ask(rank_at=NOW - timedelta(seconds=9))
    ask_one(other)
    told = ask_one(second, now=NOW + timedelta(seconds=0.01))
    due = NOW + timedelta(seconds=wait_of(told) + 0.05)
    answers = ledger.serve((), [other, second], now=due)
    assert isinstance(answers[second.id], Granted)
    assert isinstance(answers[other.id], InLine)


@pytest.mark.django_db
def test_a_place_whose_process_died_holds_nobody_up():
    spend_the_minute()
    ask_one(make_ask())
    later = NOW + ledger.ALIVE_FOR + timedelta(seconds=2)
    assert isinstance(ask_one(make_ask(), now=later), Granted)


@pytest.mark.django_db
def test_who_stalls_longer_than_a_place_lives_waits_on_whatever_came_between():
    """A process that hangs for a moment neither loses those who wait in it nor what it serves."""
    spend_the_minute()
    ours = [make_ask(user=make_guest()) for _ in range(2)]
    assert all(isinstance(ask_one(each), InLine) for each in ours)
    ProviderMeter.objects.update(tokens_left=-60_000, filled_at=NOW)
    later = NOW + ledger.ALIVE_FOR + timedelta(seconds=1)
    assert all(isinstance(each, InLine) for each in ledger.serve((), ours, now=later).values())
    assert QueuePlace.objects.filter(state="waiting", alive_until__gt=later).count() == 2
    soon = later + timedelta(seconds=1)
    ProviderMeter.objects.update(tokens_left=1_800, filled_at=soon)
    assert isinstance(ledger.serve((), ours, now=soon)[ours[0].id], Granted)


@pytest.mark.django_db(transaction=True)
def test_somebody_erased_while_they_waited_keeps_no_others_from_leaving():
    spend_the_minute()
    people = [make_guest() for _ in range(3)]
    asks = [make_ask(user=each) for each in people]
    for ask in asks:
        ask_one(ask)
    people[1].delete()
    left = ledger.leave_many(asks, now=NOW + timedelta(seconds=1))
    assert [isinstance(each, Refused) for each in left] == [True, False, True]
    kept = QueuePlace.objects.order_by("rank_at").values_list("state", "user_id")
    assert set(kept) == {("kept", people[0].id), ("kept", people[2].id)}


@pytest.mark.django_db
def test_what_was_let_through_from_the_line_counts_as_had():
    spend_the_minute()
    person = make_guest()
    first = make_ask(user=person)
    told = ask_one(first)
    until = QueuePlace.objects.get().person_until
    ledger.serve((), [first], now=NOW + timedelta(seconds=2))
    due = NOW + timedelta(seconds=wait_of(told) + 0.05)
    assert isinstance(ledger.serve((), [first], now=due)[first.id], Granted)
    assert ModelUse.objects.get(id=first.id).person_until == until
    again, other = make_ask(user=person), make_ask(user=make_guest())
    ask_one(again, now=due)
    ask_one(other, now=due + timedelta(seconds=0.01))
    ranks = dict(QueuePlace.objects.values_list("user_id", "rank_at"))
    assert other.user_id is not None
    assert ranks[person.id] == until > ranks[other.user_id]


@pytest.mark.django_db
def test_a_forecast_is_read_once_for_all_who_are_told_and_not_for_who_waits(
    settings, django_assert_max_num_queries
):
    spend_the_minute()
    waiting = [make_ask(user=make_guest()) for _ in range(3)]
    ledger.ask_many(waiting, now=NOW)
    settings.MODEL_QUEUE_SECONDS = 0
    ranks = [NOW + timedelta(milliseconds=n) for n in range(12)]
    asks = [make_ask(user=make_guest(), rank_at=each) for each in ranks]
    # Two to keep each place, and no more than so many for all together.
    with django_assert_max_num_queries(2 * len(asks) + 12) as told:
        answers = ledger.ask_many(asks, now=NOW)
    reads = [each for each in told.captured_queries if "providerpause" in each["sql"]]
    assert len(reads) == 1
    # Each counts with those who were told before, as if they had asked one by one.
    waits = [wait_of(each) for each in answers]
    assert waits == sorted(waits)
    assert waits[-1] > waits[0]
    kept = QueuePlace.objects.filter(state="kept").order_by("due_at")
    assert [each.user_id for each in kept] == [each.user_id for each in asks]
    with django_assert_max_num_queries(12) as ticked:
        ledger.serve((), waiting, now=NOW + timedelta(seconds=0.1))
    assert not [each for each in ticked.captured_queries if "providerpause" in each["sql"]]


@pytest.mark.django_db
def test_a_pause_that_the_server_asked_for_is_part_of_the_wait():
    spend_the_minute()
    ProviderPause.objects.create(slug="north", until=NOW + timedelta(seconds=20), reason="busy")
    answer = ask_one(make_ask(user=make_guest()))
    assert isinstance(answer, Refused)
    assert answer.seconds == pytest.approx(20, abs=0.5)


class Rush:
    """More people than a server lets through, on a clock of its own; two processes."""

    WARM = 8.0

    def __init__(self, quota: Quota, *, times: float, seconds: float, comes_back: float) -> None:
        self.rng = random.Random(7)
        self.quota, self.seconds, self.comes_back = quota, seconds, comes_back
        self.events: list[tuple[float, int, str, Any]] = []
        self.count = 0
        self.waiting: tuple[dict[uuid.UUID, Ask], ...] = ({}, {})
        self.told: dict[uuid.UUID, tuple[float, float]] = {}
        self.errors: list[float] = []
        self.used = 0
        self.refused = 0
        assert quota.tokens_per_minute is not None
        rate = times * quota.tokens_per_minute / 60 / 1_000
        at = 0.0
        while (at := at + self.rng.expovariate(rate)) < seconds:
            self.add(at, "ask", make_guest())
        for n in range(int(seconds * 4)):
            self.add(n / 4, "tick", n % 2)

    def add(self, at: float, kind: str, what: Any) -> None:
        self.count += 1
        heapq.heappush(self.events, (at, self.count, kind, what))

    def run(self) -> None:
        while self.events:
            at, _n, kind, what = heapq.heappop(self.events)
            if at >= self.seconds:
                return
            now = NOW + timedelta(seconds=at)
            if kind == "ask":
                ask = make_ask(self.quota, tokens=self.rng.randint(1_200, 2_000), user=what)
                self.hear(ask, ask_one(ask, now=now), at=at, process=self.count % 2)
            elif kind == "tick" and (ours := self.waiting[what]):
                for id_, answer in ledger.serve((), list(ours.values()), now=now).items():
                    if isinstance(answer, Granted):
                        self.hear(ours.pop(id_), answer, at=at, process=what)
            elif kind == "end":
                ledger.settle_many([what], now=now)

    def hear(self, ask: Ask, answer: ledger.Answer, *, at: float, process: int) -> None:
        assert ask.user_id is not None
        if isinstance(answer, InLine):
            self.waiting[process][ask.id] = ask
            self.told.setdefault(ask.user_id, (at, answer.seconds))
        elif isinstance(answer, Refused):
            self.refused += 1
            self.told.setdefault(ask.user_id, (at, answer.seconds))
            if self.rng.random() < self.comes_back:
                self.add(at + answer.seconds, "ask", User(id=ask.user_id))
        else:
            actual = Used(ask.id, int(ask.input_tokens * self.rng.uniform(0.5, 0.9)), 40)
            if at >= self.WARM:
                self.used += actual.input_tokens + actual.output_tokens
            self.add(at + self.rng.uniform(1, 3), "end", actual)
            if ask.user_id in self.told:
                asked_at, seconds = self.told.pop(ask.user_id)
                self.errors.append(abs(at - asked_at - seconds) / max(1.0, seconds))


@pytest.mark.django_db
def test_under_a_rush_nearly_all_of_the_minute_is_used_and_the_told_waits_are_true():
    quota = Quota("north", tokens_per_minute=90_000)
    rush = Rush(quota, times=2, seconds=22, comes_back=0.3)
    rush.run()
    # After the first seconds, when what is set aside has not come back yet.
    assert 0.93 <= rush.used / (1_500 * (rush.seconds - rush.WARM)) <= 1.05
    assert rush.refused > 5
    assert len(rush.errors) > 10
    assert statistics.median(rush.errors) <= 0.3


# --- budgets ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_day_that_is_spent_refuses_until_midnight(settings):
    settings.MODEL_TOKENS_PER_DAY = 2_500
    settings.MODEL_BUDGET_DAY = Decimal(1)
    asks = [make_ask(OPEN) for _ in range(3)]
    answers = ledger.ask_many(asks, now=NOW)
    assert [type(each) for each in answers] == [Granted, Granted, Refused]
    assert answers[2] == Refused(14.5 * 3600, "budget")
    # What was not used is there again.
    ledger.settle_many([Used(asks[0].id, 10, 10)], now=NOW)
    assert isinstance(ask_one(make_ask(OPEN)), Granted)
    assert isinstance(ask_one(make_ask(OPEN), now=NOW + timedelta(days=1)), Granted)


@pytest.mark.django_db
def test_money_of_other_currencies_counts_by_its_rate(settings):
    settings.MODEL_BUDGET_MONTH = Decimal("0.010")
    settings.MODEL_EXCHANGE_RATES = {"CNY": Decimal("0.14")}
    yuan = Quota("east", input_price=Decimal(20), output_price=Decimal(20), currency="CNY")
    # 0.02 yuan a call, 0.0028 dollars.
    answers = [ask_one(make_ask(yuan)) for _ in range(4)]
    assert [type(each) for each in answers] == [Granted, Granted, Granted, Refused]
    assert isinstance(answers[3], Refused)
    assert answers[3].why == "budget"
    assert answers[3].seconds == pytest.approx(28.6 * 86_400, rel=0.01)


@pytest.mark.django_db
def test_an_alarm_is_raised_at_80_and_at_100_percent_once_and_mailed(settings, mailoutbox):
    from jobassist.providers import tasks

    settings.MODEL_BUDGET_DAY = Decimal("0.01")
    settings.MODEL_ALARM_EMAILS = ["ops@example.com"]
    # 0.0025 and 0.001: 3.5 thousandths each.
    for tokens, percents in ((3_000, []), (400, [80]), (0, [80]), (800, [80, 100])):
        ask = make_ask(NORTH, tokens=110, may_wait=False)
        ledger.reserve([ledger.Let(ask)], now=NOW)
        ledger.settle_many([Used(ask.id, tokens, 0)], now=NOW)
        raised = BudgetAlarm.objects.order_by("percent").values_list("percent", flat=True)
        assert list(raised) == percents
    for alarm in BudgetAlarm.objects.all():
        tasks.tell_alarm(alarm.pk)
    assert [each.to for each in mailoutbox] == [["ops@example.com"]] * 2
    assert {each.subject[:5] for each in mailoutbox} == {"80 % ", "100 %"}


@pytest.mark.django_db
def test_the_last_alarm_comes_when_a_budget_first_turns_somebody_away(settings):
    settings.MODEL_TOKENS_PER_DAY = 2_500
    settings.MODEL_BUDGET_DAY = Decimal(1)
    settings.MODEL_BUDGET_MONTH = Decimal(9)
    ledger.ask_many([make_ask(OPEN), make_ask(OPEN)], now=NOW)
    assert not BudgetAlarm.objects.exists()
    for _ in range(2):
        # At a server with a meter and at one without.
        answers = ledger.ask_many([make_ask(OPEN), make_ask(), make_ask(OPEN)], now=NOW)
        assert all(isinstance(each, Refused) for each in answers)
    alarm = BudgetAlarm.objects.get()
    assert (alarm.period, alarm.unit, alarm.percent) == ("day", "tokens", 100)
    assert (int(alarm.spent), int(alarm.budget), alarm.begins) == (2_000, 2_500, NOW.date())
    # What a person alone has spent is no alarm.
    settings.MODEL_TOKENS_PER_DAY = 0
    settings.MODEL_TOKENS_PER_PERSON_DAY = 500
    assert isinstance(ask_one(make_ask(OPEN, user=make_guest())), Refused)
    assert BudgetAlarm.objects.count() == 1


# --- what it cost -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_costs_are_of_turns_conversations_and_people_and_prices_those_of_their_time(
    django_assert_num_queries,
):
    person = make_guest()
    conversation, turns = uuid.uuid4(), [uuid.uuid4(), uuid.uuid4()]
    dearer = Quota("open", input_price=Decimal(4))
    for quota, turn in ((Quota("open", input_price=Decimal(2)), turns[0]), (dearer, turns[1])):
        ask = make_ask(quota, user=person, turn_id=turn, conversation_id=conversation)
        ask_one(ask)
        ledger.settle_many([Used(ask.id, 1_000, 5)], now=NOW)
    with django_assert_num_queries(1):
        by_turn = spending.cost_of_turns(turns)
    assert [by_turn[each][0].cost for each in turns] == [Decimal("0.002"), Decimal("0.004")]
    (whole,) = spending.cost_of_conversation(conversation)
    assert (whole.calls, whole.cost) == (2, Decimal("0.006"))
    assert spending.cost_of_person(person) == [whole]


@pytest.mark.django_db
def test_old_calls_go_and_what_the_days_cost_stays(settings):
    settings.MODEL_USE_DAYS = 30
    old, new = make_ask(OPEN), make_ask(OPEN)
    for ask, at in ((old, NOW - timedelta(days=31)), (new, NOW)):
        ask_one(ask, now=at)
        ledger.settle_many([Used(ask.id, 10, 2)], now=at)
    assert ledger.purge(now=NOW) == 1
    assert ModelUse.objects.get().id == new.id
    assert SpentByDay.objects.count() == 2


@pytest.mark.django_db
def test_an_erased_person_is_on_no_call_and_a_guests_budget_goes_along(alice):
    guest = make_guest()
    ask = make_ask(OPEN, user=guest, turn_id=uuid.uuid4(), conversation_id=uuid.uuid4())
    ask_one(ask)
    ledger.move_person(guest, alice)
    assert ModelUse.objects.get().user == alice
    ledger.forget_person(alice)
    use = ModelUse.objects.get()
    assert (use.user, use.turn_id, use.conversation_id) == (None, None, None)
    assert budgets.read_spent(since=NOW.date()).tokens == 1_000
