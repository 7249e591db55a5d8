"""Who is asked, and what happens when a server does not answer; scripted models, no network."""

import asyncio
from contextlib import aclosing

import pytest

from jobassist.ai.chat_model import ModelRefused, ModelUnavailable
from jobassist.ai.fakes import ScriptedChatModel, say
from jobassist.ai.types import Finished, Message, ModelRequest, StartOver, TextPart
from jobassist.providers import routing, services
from jobassist.providers.breaker import Breaker
from jobassist.providers.full import ProviderFull
from jobassist.providers.routing import Preference
from tests.model_pool import FixedProviders, make_spec, route_over

REQUEST = ModelRequest((Message("user", "hello"),))


@pytest.fixture(autouse=True)
def shared(monkeypatch):
    """What processes tell each other, kept here."""
    told = []

    def record_pause(slug, *, until, reason, now):
        told.append((slug, (until - now).total_seconds(), reason))

    async def run(function, *args, **kwargs):
        return function(*args, **kwargs)

    def record_closure(slug, *, until, reason, now):
        told.append((slug, "closed", reason))

    def forget_closure(slug):
        told.append((slug, "answers", ""))

    monkeypatch.setattr(services, "record_pause", record_pause)
    monkeypatch.setattr(services, "record_closure", record_closure)
    monkeypatch.setattr(services, "forget_closure", forget_closure)
    monkeypatch.setattr(routing, "run_in_db", run)
    monkeypatch.setattr(routing, "meter", Counting())
    return told


async def ask(model, request=REQUEST):
    async with aclosing(model.stream(request)) as steps:
        return [step async for step in steps]


def text(steps):
    return "".join(step.text for step in steps if isinstance(step, TextPart))


def down(reason="unreachable", **said):
    return ScriptedChatModel([ModelUnavailable(reason, **said)])


@pytest.mark.parametrize("reason", ["unreachable", "slow", "busy", "server_error", "malformed"])
async def test_before_the_first_word_another_server_answers(reason):
    a, b = down(reason), ScriptedChatModel(say("From b."))
    model = route_over({"a": a, "b": b})
    steps = await ask(model)
    assert text(steps) == "From b."
    assert not any(isinstance(step, StartOver) for step in steps)
    assert (model.provider, model.model_name) == ("b", "b-1")
    assert (model.use.attempts, model.use.failover_reason) == (2, reason)


async def test_after_the_first_word_the_answer_is_begun_anew_and_said_so():
    a = ScriptedChatModel([TextPart("I have fou"), ModelUnavailable("cut")])
    model = route_over({"a": a, "b": ScriptedChatModel(say("From b."))})
    steps = await ask(model)
    assert steps.index(StartOver("cut")) == 1
    assert text(steps[2:]) == "From b."
    assert isinstance(steps[-1], Finished)


async def test_a_turn_asks_twice_for_an_answer_and_tries_again_once_in_all():
    a = ScriptedChatModel([ModelUnavailable("server_error")])
    b = ScriptedChatModel(say("One."), [ModelUnavailable("server_error")])
    c = ScriptedChatModel(say("Never."))
    model = route_over({"a": a, "b": b, "c": c})
    assert text(await ask(model)) == "One."
    with pytest.raises(ModelUnavailable):
        await ask(model)
    assert (len(a.requests), len(b.requests), len(c.requests)) == (2, 1, 0)
    assert model.use.attempts == 3


async def test_a_lone_server_is_asked_once_more_after_a_breath():
    a = ScriptedChatModel([ModelUnavailable("unreachable")], say("Here again."))
    assert text(await ask(route_over({"a": a}))) == "Here again."
    assert len(a.requests) == 2


@pytest.mark.parametrize(
    "error",
    [
        ModelUnavailable("slow"),
        ModelUnavailable("busy", retry_after_seconds=20),
        ModelRefused("not_allowed"),
        ModelRefused("bad_request"),
    ],
)
async def test_a_lone_server_is_not_asked_again_where_it_cannot_help(error):
    a = ScriptedChatModel([error], say("Never."))
    with pytest.raises(type(error)):
        await ask(route_over({"a": a}))
    assert len(a.requests) == 1


async def test_what_one_servers_rules_forbid_is_carried_to_no_other():
    a = ScriptedChatModel([ModelRefused("filtered")])
    b = ScriptedChatModel(say("Never."))
    with pytest.raises(ModelRefused):
        await ask(route_over({"a": a, "b": b}))
    assert b.requests == []


async def test_a_key_that_is_refused_sends_everybody_elsewhere_at_once():
    a, b = ScriptedChatModel([ModelRefused("not_allowed")]), ScriptedChatModel(say("From b."))
    known = FixedProviders([make_spec("a", weight=10_000), make_spec("b", weight=1)])
    for n in range(5):
        models = {"a": a, "b": b}
        assert text(await ask(route_over(models, key=f"k{n}", known=known))) == "From b."
    assert len(a.requests) == 1


async def test_a_request_that_nobody_takes_closes_nobody_off():
    a = ScriptedChatModel([ModelRefused("bad_request")])
    b = ScriptedChatModel([ModelRefused("bad_request")])
    specs = [make_spec("a", weight=10_000), make_spec("b", weight=1)]
    known = FixedProviders(specs)
    for n in range(6):
        with pytest.raises(ModelRefused):
            await ask(route_over({"a": a, "b": b}, key=f"k{n}", known=known))
    assert all(known.breaker_of(spec).may_be_asked for spec in specs)


async def test_a_dead_server_is_asked_at_most_five_times_and_everybody_is_answered():
    a, b = down(), ScriptedChatModel(say("From b."))
    known = FixedProviders([make_spec("a", weight=100), make_spec("b", weight=100)])
    for n in range(200):
        model = route_over({"a": a, "b": b}, key=f"k{n}", known=known)
        assert text(await ask(model)) == "From b."
        assert model.use.attempts <= 2
    assert len(a.requests) <= 5


async def test_retry_after_is_obeyed_here_and_told_to_the_others(shared):
    a, b = down("busy", retry_after_seconds=20), ScriptedChatModel(say("From b."))
    specs = [make_spec("a", weight=10_000), make_spec("b", weight=1)]
    known = FixedProviders(specs)
    for n in range(3):
        assert text(await ask(route_over({"a": a, "b": b}, key=f"k{n}", known=known))) == "From b."
    assert len(a.requests) == 1
    assert 19 < known.seconds_until_free(specs[0]) <= 20
    assert shared == [("a", 20.0, "busy")]


async def test_a_server_cannot_have_itself_left_alone_for_a_day(shared):
    a, b = down("busy", retry_after_seconds=86_400 * 30), ScriptedChatModel(say("From b."))
    known = FixedProviders([make_spec("a", weight=10_000), make_spec("b", weight=1)])
    await ask(route_over({"a": a, "b": b}, known=known))
    assert known.seconds_until_free(make_spec("a")) <= 600


async def test_where_all_are_left_alone_it_is_said_at_once_and_for_how_long():
    known = FixedProviders([make_spec("a"), make_spec("b")])
    for spec in known.list_specs():
        known.breaker_of(spec).leave_alone(7)
    with pytest.raises(ModelUnavailable) as refused:
        await ask(route_over({"a": down(), "b": down()}, known=known))
    assert refused.value.reason == "busy"
    assert refused.value.retry_after_seconds == pytest.approx(7, abs=1)


@pytest.mark.parametrize("asks_for_pause", [False, True])
async def test_servers_that_fail_are_not_called_busy(asks_for_pause):
    known = FixedProviders([make_spec("a"), make_spec("b")])
    shut, failing = (known.breaker_of(spec) for spec in known.list_specs())
    shut.shut(30)
    while not failing.fail():
        pass
    if asks_for_pause:
        shut.leave_alone(20)
    with pytest.raises(ModelUnavailable) as refused:
        await ask(route_over({"a": down(), "b": down()}, known=known))
    assert refused.value.reason == ("busy" if asks_for_pause else "unreachable")


async def test_no_attempt_begins_with_no_time_left():
    a, b = down(), ScriptedChatModel(say("Too late."))
    until = asyncio.get_running_loop().time() + 0.5
    with pytest.raises(ModelUnavailable):
        await ask(route_over({"a": a, "b": b}, until=until))
    assert b.requests == []


async def test_the_end_of_the_turn_ends_an_answer_and_blames_no_server():
    class Slow(ScriptedChatModel):
        async def stream(self, request):
            await asyncio.sleep(5)
            yield TextPart("late")

    known = FixedProviders([make_spec("a")])
    until = asyncio.get_running_loop().time() + 0.05
    with pytest.raises(ModelUnavailable, match="slow"):
        await ask(route_over({"a": Slow(say("x"))}, known=known, until=until))
    assert known.breaker_of(known.list_specs()[0]).state == "closed"


async def test_a_reader_that_goes_away_closes_the_answer_and_blames_no_server():
    a = ScriptedChatModel(say("A long story about work."))
    known = FixedProviders([make_spec("a")])
    model = route_over({"a": a}, known=known)
    async with aclosing(model.stream(REQUEST)) as steps:
        await anext(steps)
    assert a.cut_short == 1
    assert known.breaker_of(known.list_specs()[0]).may_be_asked


async def test_small_work_goes_to_the_small_model_and_pictures_only_where_somebody_looks():
    asked = []

    class Named(ScriptedChatModel):
        def __init__(self, name):
            super().__init__(say("ok"))
            self.model_name = name

    def build(spec, role):
        asked.append(spec.model_for(role))
        return Named(asked[-1])

    known = FixedProviders([make_spec("a", small_model="a-small")])
    await ask(
        routing.RoutedChatModel(known=known, build=build),
        ModelRequest(REQUEST.messages, role="small"),
    )
    await ask(routing.RoutedChatModel(known=known, build=build))
    assert asked == ["a-small", "a-1"]
    with pytest.raises(ModelRefused):
        await ask(routing.RoutedChatModel(role="vision", known=known, build=build))


class Counting:
    """A meter that lets one server through, and counts what was settled."""

    def __init__(self, *full):
        self.full = full
        self.reserved = []
        self.settled = []

    async def reserve(self, spec, request, *, role, asker):
        if spec.slug in self.full:
            raise ProviderFull(retry_after_seconds=9)
        self.reserved.append(spec.slug)
        return self

    async def wait(self, specs, request, *, role, asker):
        raise ProviderFull(retry_after_seconds=9)

    async def settle(self, *, input_tokens, output_tokens, text_length, was_heard=True):
        self.settled.append((input_tokens, output_tokens, text_length))


async def test_a_server_that_is_full_is_passed_over_and_costs_no_attempt(monkeypatch):
    meter = Counting("a")
    monkeypatch.setattr(routing, "meter", meter)
    a, b = ScriptedChatModel(say("From a.")), ScriptedChatModel(say("From b."))
    model = route_over({"a": a, "b": b})
    assert text(await ask(model)) == "From b."
    assert (a.requests, model.use.attempts, model.use.failover_reason) == ([], 1, "")
    monkeypatch.setattr(routing, "meter", Counting("a", "b"))
    with pytest.raises(ModelUnavailable) as refused:
        await ask(route_over({"a": a, "b": b}))
    assert refused.value.retry_after_seconds == 9


async def test_every_attempt_is_settled_once(monkeypatch):
    meter = Counting()
    monkeypatch.setattr(routing, "meter", meter)
    a = ScriptedChatModel([TextPart("I have fou"), ModelUnavailable("cut")])
    b = ScriptedChatModel(say("From b."))
    model = route_over({"a": a, "b": b})
    await ask(model)
    async with aclosing(route_over({"b": b}).stream(REQUEST)) as steps:
        await anext(steps)
    assert meter.reserved == ["a", "b", "b"]
    assert meter.settled == [(None, None, 10), (100, 1, 7), (None, None, 7)]
    assert (model.use.input_tokens, model.use.output_tokens) == (100, 1)


async def test_a_preferred_server_is_asked_first_with_the_model_named_and_others_stand_in():
    a, b = ScriptedChatModel(say("From a.")), ScriptedChatModel(say("From b."))
    model = route_over({"a": a, "b": b}, preference=Preference("b", "b-9"))
    assert text(await ask(model)) == "From b."
    assert (model.provider, model.model_name) == ("b", "b-9")
    a, b = ScriptedChatModel(say("From a.")), down()
    model = route_over({"a": a, "b": b}, preference=Preference("b", "b-9"))
    assert text(await ask(model)) == "From a."
    assert (model.provider, model.model_name) == ("a", "a-1")


async def test_others_are_told_who_is_closed_off_and_who_answers_again(shared, monkeypatch):
    clock = [0.0]
    known = FixedProviders([make_spec("a")])
    (spec,) = known.list_specs()
    breaker = Breaker(clock=lambda: clock[0])
    known.use_breaker(spec, breaker)
    for _each in range(3):
        with pytest.raises(ModelUnavailable):
            await ask(route_over({"a": down("slow")}, known=known))
    assert shared == [("a", "closed", "slow")]
    clock[0] = 10
    assert text(await ask(route_over({"a": ScriptedChatModel(say("Back."))}, known=known)))
    assert shared[1:] == [("a", "answers", "")]


async def test_a_database_that_is_away_ends_no_answer(monkeypatch):
    async def lost(*_args, **_kwargs):
        raise OSError

    monkeypatch.setattr(routing, "run_in_db", lost)
    a, b = down("busy", retry_after_seconds=30), ScriptedChatModel(say("From b."))
    assert text(await ask(route_over({"a": a, "b": b}))) == "From b."
