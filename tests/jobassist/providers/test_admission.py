"""Calls that wait, go, are cut short and end; two processes on the same rows."""

import asyncio
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from jobassist.ai.chat_model import ModelUnavailable
from jobassist.ai.fakes import ScriptedChatModel, say
from jobassist.ai.tokens import count_request
from jobassist.ai.types import Finished, Message, ModelRequest, TextPart
from jobassist.db import run_in_db
from jobassist.providers import admission as admitting
from jobassist.providers import ledger
from jobassist.providers.admission import Admission, Full, LedgerMeter, admission
from jobassist.providers.ledger import Ask, Used
from jobassist.providers.meters import Quota
from jobassist.providers.models import ModelUse, ProviderMeter, QueuePlace, SpentByDay
from jobassist.providers.routing import Asker, RoutedChatModel
from tests.factories import make_guest
from tests.model_pool import FixedProviders, make_spec

pytestmark = pytest.mark.django_db(transaction=True)

NARROW = Quota("narrow", tokens_per_minute=60_000)
REQUEST = ModelRequest((Message("user", "hello " * 50),), max_tokens=400)


def make_ask(quota=NARROW, *, tokens=1_000, **changes) -> Ask:
    return Ask(quota, "n-1", input_tokens=tokens - 100, output_tokens=100, **changes)


def spend(seconds: float, quota=NARROW) -> None:
    """Have a server's minute spent for about so long."""
    ledger.ask_many([make_ask(quota, may_wait=False)])
    ModelUse.objects.all().delete()
    ProviderMeter.objects.update(
        tokens_left=-quota.tokens_per_minute / 60 * seconds, filled_at=timezone.now()
    )


def route(model, *, asker=None, **limits):
    specs = [make_spec("a", input_price=Decimal(1), output_price=Decimal(2), **limits)]
    return RoutedChatModel(
        asker=asker or Asker(), known=FixedProviders(specs), build=lambda _spec, _role: model
    )


async def until_somebody_waits() -> None:
    for _ in range(200):
        if await QueuePlace.objects.aexists():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("nobody waits")


async def ask(model) -> list:
    async with aclosing(model.stream(REQUEST)) as steps:
        return [step async for step in steps]


async def test_who_waits_is_told_how_long_and_let_through_then():
    await run_in_db(spend, 0.5)
    told: list[float] = []
    loop = asyncio.get_running_loop()
    begun = loop.time()
    with pytest.raises(Full):
        await Admission().admit(make_ask())
    await Admission().wait([make_ask()], tell=told.append)
    assert len(told) == 1
    # A thousand more tokens than there are: half a second and one, a little less for what passed.
    assert 0.8 < told[0] < 1.8
    assert loop.time() - begun >= told[0] * 0.7
    assert not await QueuePlace.objects.aexists()


async def test_two_processes_let_no_more_through_than_one():
    processes = [Admission(), Admission()]

    async def try_one(number: int) -> bool:
        try:
            await processes[number % 2].admit(make_ask(tokens=600))
        except Full:
            return False
        return True

    went = await asyncio.gather(*(try_one(n) for n in range(12)))
    # What goes at once, and a little for the time that it takes to ask.
    assert 2 <= sum(went) <= 4
    assert await ModelUse.objects.acount() == sum(went)


async def test_a_turn_that_is_cancelled_in_line_leaves_no_place_and_takes_nothing():
    await run_in_db(spend, 5)
    process = Admission()
    waiting = asyncio.create_task(process.wait([make_ask()]))
    await until_somebody_waits()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await process.settled()
    assert not await QueuePlace.objects.aexists()
    assert not await ModelUse.objects.filter(state="reserved").aexists()


async def test_a_turn_that_is_cancelled_while_it_asks_gives_back_what_it_got(monkeypatch):
    process, asked = Admission(), threading.Event()
    ask_many = process._asks._run

    def ask_slowly(asks):
        asked.set()
        threading.Event().wait(0.3)
        return ask_many(asks)

    monkeypatch.setattr(process._asks, "_run", ask_slowly)
    asking = asyncio.create_task(process.admit(make_ask()))
    await asyncio.to_thread(asked.wait, 5)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await process.settled()
    use = await ModelUse.objects.aget()
    assert (use.state, use.input_tokens, use.output_tokens) == ("settled", 0, 0)


async def test_an_event_loop_beside_the_servers_disturbs_nobody():
    await run_in_db(spend, 1.0)
    process = Admission()

    async def call_once() -> None:
        (await process.admit(make_ask(Quota("other")))).settle(input_tokens=1, output_tokens=1)
        await process.settled()

    waiting = asyncio.create_task(process.wait([make_ask()]))
    await until_somebody_waits()
    with ThreadPoolExecutor(max_workers=1) as pool:
        for _ in range(3):
            await asyncio.wrap_future(pool.submit(asyncio.run, call_once()))
    async with asyncio.timeout(8):
        admitted = await waiting
    admitted.settle(input_tokens=5, output_tokens=5)
    await process.settled()
    assert await ModelUse.objects.filter(state="settled").acount() == 4


async def test_a_line_that_does_not_move_is_left_with_an_honest_word(settings, monkeypatch):
    settings.MODEL_QUEUE_SECONDS = 2
    monkeypatch.setattr(admitting, "PATIENCE", 0.5)
    await run_in_db(spend, 0.5)
    person = await run_in_db(make_guest)
    process = Admission()
    waiting = asyncio.create_task(process.wait([make_ask(user_id=person.id)]))
    await until_somebody_waits()
    await ProviderMeter.objects.aupdate(tokens_left=-30_000)
    with pytest.raises(Full) as told:
        await waiting
    assert 25 < told.value.refused.seconds < 40
    place = await QueuePlace.objects.aget()
    assert (place.state, place.user_id) == ("kept", person.id)
    assert place.due_at > timezone.now() + timedelta(seconds=20)


async def test_many_who_give_up_at_once_leave_the_line_together(settings, monkeypatch):
    settings.MODEL_QUEUE_SECONDS = 30
    monkeypatch.setattr(admitting, "PATIENCE", 0.07)
    await run_in_db(spend, 8)
    people = [await run_in_db(make_guest) for _ in range(12)]
    process, groups = Admission(), []
    leave_many = process._leaves._run

    def leave(asks):
        groups.append(len(asks))
        return leave_many(asks)

    monkeypatch.setattr(process._leaves, "_run", leave)
    asks = [make_ask(user_id=each.id) for each in people]
    gone = await asyncio.gather(*(process.wait([each]) for each in asks), return_exceptions=True)
    assert all(isinstance(each, Full) for each in gone)
    assert (sum(groups), len(groups) < 6) == (12, True)
    assert await QueuePlace.objects.filter(state="kept").acount() == 12


async def test_an_answer_is_set_aside_first_and_settled_as_the_server_counted():
    person = await run_in_db(make_guest)
    asker = Asker(user_id=person.id, conversation_id=uuid.uuid4(), turn_id=uuid.uuid4())
    seen = []

    def look(_request):
        seen.append(ModelUse.objects.values_list("state", "reserved_tokens"))
        return [TextPart("Hi."), Finished("stop", 120, 7)]

    await ask(route(ScriptedChatModel(look), asker=asker, tokens_per_minute=60_000))
    await admission.settled()
    use = await ModelUse.objects.aget()
    assert (use.state, use.input_tokens, use.output_tokens) == ("settled", 120, 7)
    assert use.reserved_tokens == count_request(REQUEST) + 400
    assert use.cost == Decimal("0.000134")
    assert (use.user_id, use.turn_id) == (person.id, asker.turn_id)
    assert use.conversation_id == asker.conversation_id
    assert [list(rows) async for rows in _states(seen)] == [[("settled", use.reserved_tokens)]]


async def _states(seen):
    for rows in seen:
        yield await run_in_db(list, rows)


async def test_a_stream_that_is_closed_early_is_settled_once_with_what_came():
    model = route(ScriptedChatModel(say("a long story about work")), tokens_per_minute=60_000)
    async with aclosing(model.stream(REQUEST)) as steps:
        await anext(steps)
        await anext(steps)
    await admission.settled()
    use = await ModelUse.objects.aget()
    # Fourteen characters, by our own count.
    assert (use.state, use.input_tokens, use.output_tokens) == (
        "settled",
        count_request(REQUEST),
        7,
    )
    assert (await SpentByDay.objects.aget()).calls == 1


@pytest.mark.parametrize(
    ("failure", "counted"),
    [("unreachable", 0), ("busy", 0), ("server_error", 0), ("slow", count_request(REQUEST))],
)
async def test_what_a_server_turned_away_costs_nothing(failure, counted):
    model = route(ScriptedChatModel([ModelUnavailable(failure)]), tokens_per_minute=600_000)
    with pytest.raises(ModelUnavailable):
        await ask(model)
    await admission.settled()
    async for use in ModelUse.objects.all():
        assert (use.state, use.input_tokens, use.output_tokens) == ("settled", counted, 0)


async def test_a_server_without_limits_is_written_down_all_the_same():
    await ask(route(ScriptedChatModel(say("Hello there."))))
    await admission.settled()
    use = await ModelUse.objects.aget()
    assert (use.state, use.provider, use.input_tokens) == ("settled", "a", 100)


async def test_another_server_is_asked_before_anybody_waits():
    await run_in_db(spend, 20, Quota("a", tokens_per_minute=60_000))
    specs = [make_spec("a", tokens_per_minute=60_000, weight=10_000), make_spec("b", weight=1)]
    model = RoutedChatModel(
        known=FixedProviders(specs), build=lambda _spec, _role: ScriptedChatModel(say("From b."))
    )
    await ask(model)
    assert model.provider == "b"
    await admission.settled()


async def test_where_all_are_full_the_refusal_names_the_soonest(settings):
    settings.MODEL_QUEUE_SECONDS = 0
    specs = [make_spec(each, tokens_per_minute=60_000) for each in ("a", "b")]
    for each, seconds in (("a", 40), ("b", 12)):
        await run_in_db(ledger.ask_many, [make_ask(Quota(each, tokens_per_minute=60_000))])
        await ProviderMeter.objects.filter(provider=each).aupdate(
            tokens_left=-1_000 * seconds, filled_at=timezone.now()
        )
    await ModelUse.objects.all().adelete()
    model = RoutedChatModel(
        known=FixedProviders(specs), build=lambda _spec, _role: ScriptedChatModel(say("No."))
    )
    with pytest.raises(ModelUnavailable) as refused:
        await ask(model)
    assert refused.value.reason == "busy"
    assert refused.value.retry_after_seconds is not None
    assert 10 < refused.value.retry_after_seconds < 16


async def test_an_end_that_nobody_writes_down_leaves_the_call_to_expire(monkeypatch):
    process = Admission()
    admitted = await process.admit(make_ask())

    def lose(_used, **_more):
        raise RuntimeError

    monkeypatch.setattr(process._settles, "_run", lose)
    admitted.settle(input_tokens=5, output_tokens=5)
    await process.settled()
    later = timezone.now() + ledger.EXPIRES_AFTER + timedelta(seconds=1)
    assert await run_in_db(ledger.expire, now=later) == 1
    assert await run_in_db(ledger.settle_many, [Used(admitted.ask.id, 5, 5)]) == [False]


async def test_budgets_stop_a_person_at_every_server(settings):
    settings.MODEL_TOKENS_PER_PERSON_DAY = 10
    meter, person = LedgerMeter(), await run_in_db(make_guest)
    model = route(ScriptedChatModel(say("No.")), asker=Asker(user_id=person.id))
    with pytest.raises(ModelUnavailable) as refused:
        await ask(model)
    assert refused.value.reason == "budget"
    assert refused.value.retry_after_seconds is not None
    assert 0 < refused.value.retry_after_seconds <= 86_400
    reserved = await meter.reserve(make_spec("a"), REQUEST, role="large", asker=Asker())
    await reserved.settle(input_tokens=1, output_tokens=1, text_length=0)
    await admission.settled()
