"""Turns: bursts, interruption, cancel, crash, streaming; with an engine the test scripts."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from django.utils import timezone

from chat import runner as runner_module
from chat import turns
from chat.build_cards import build_criteria_card
from chat.engines.base import EnterScene, Say, ShowCard, Step, TextDelta, TextEnd, TurnContext
from chat.models import ClientFrame, Turn
from chat.runner import TurnRunner, run_turn
from chat.turns import ClaimedTurn, orders, running
from eventlog.models import Conversation, Event
from jobassist.db import run_in_db
from jobs.criteria import Criteria
from recruiting.models import Impression
from recruiting.services import RankedPosting
from tests.chat.talking import Device, settle, texts

pytestmark = pytest.mark.django_db(transaction=True)


class ScriptedEngine:
    """Answers by naming what it was asked; waits where the test wants it to."""

    name = "scripted"

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.writes_first = False
        self.fails = False
        self.streams = ""
        self.shows: list[Step] = []
        self.was_closed = False

    async def run(self, context: TurnContext) -> AsyncIterator[Step]:
        words = [each.text for each in context.inputs]
        self.asked.append(words)
        if self.writes_first:
            await run_in_db(context.begin_write)
        try:
            for step in self.shows:
                yield step
            if self.streams:
                half = len(self.streams) // 2
                yield TextDelta(self.streams[:half])
                await self.gate.wait()
                yield TextDelta(self.streams[half:])
                yield TextEnd()
                return
            await self.gate.wait()
            if self.fails:
                raise RuntimeError("boom")
            yield Say(f"answer to {' + '.join(words)}")
        finally:
            self.was_closed = True


@pytest.fixture
async def engine(monkeypatch):
    scripted = ScriptedEngine()
    monkeypatch.setattr(runner_module, "choose_engine", lambda context: scripted)
    yield scripted
    scripted.gate.set()
    await settle()


async def started(engine: ScriptedEngine, count: int) -> None:
    async with asyncio.timeout(5):
        while len(engine.asked) < count:  # noqa: ASYNC110 - the engine is another task
            await asyncio.sleep(0.01)


async def test_burst_is_answered_as_one_thought(alice, engine):
    device = await Device().greeted(alice)
    engine.gate.clear()
    for text in ("one", "two", "three", "four", "five"):
        assert (await device.order("message.send", {"text": text}))["status"] == "accepted"
    engine.gate.set()
    outcomes = []
    while "completed" not in outcomes:
        outcomes.append((await device.until("turn.finished"))["data"]["outcome"])
    assert texts(device.frames)[-1] == "answer to one + two + three + four + five"
    assert sum("five" in asked for asked in engine.asked) == 1
    said = [
        f["data"]["text"]
        for f in device.frames
        if f["type"] == "item.done" and f["data"]["role"] == "user"
    ]
    assert said == ["one", "two", "three", "four", "five"]
    assert not await ClientFrame.objects.filter(needs_turn=True, turn__isnull=True).aexists()
    await device.close()


async def test_a_turn_that_has_written_is_finished_first(alice, engine):
    device = await Device().greeted(alice)
    engine.writes_first = True
    engine.gate.clear()
    await device.order("message.send", {"text": "change it"})
    await started(engine, 2)
    await asyncio.sleep(0.1)
    await device.order("message.send", {"text": "and this"})
    engine.gate.set()
    first = await device.until("turn.finished")
    second = await device.until("turn.finished")
    assert [first["data"]["outcome"], second["data"]["outcome"]] == ["completed", "completed"]
    assert texts(device.frames)[-2:] == ["answer to change it", "answer to and this"]
    await device.close()


async def test_cancel_stops_the_answer_and_leaves_nothing_of_it(alice, engine):
    device = await Device().greeted(alice)
    engine.gate.clear()
    engine.streams = "a long answer that nobody wants to read to its end"
    await device.order("message.send", {"text": "tell me everything"})
    turn_id = (await device.until("turn.started"))["data"]["turn_id"]
    await device.until("item.delta")
    engine.was_closed = False
    await device.order("turn.cancel", {"turn_id": turn_id})
    finished = (await device.until("turn.finished"))["data"]
    assert (finished["outcome"], finished["reason"]) == ("cancelled", "cancelled")
    assert any(f["type"] == "item.superseded" for f in device.frames)
    assert engine.was_closed
    assert not await Event.objects.filter(data__text__startswith="a long answer").aexists()
    await device.close()


async def test_cards_shown_before_a_cancelled_text_are_recorded_as_shown(
    alice, engine, house_posting
):
    device = await Device().greeted(alice)
    ranking = (RankedPosting(house_posting.id, 0.5, {}),)
    engine.shows = [
        EnterScene("resume"),
        ShowCard(build_criteria_card(Criteria(titles=("nurse",))), ranking=ranking),
    ]
    engine.gate.clear()
    engine.streams = "a long answer that nobody wants to read to its end"
    await device.order("message.send", {"text": "tell me everything"})
    turn_id = (await device.until("turn.started"))["data"]["turn_id"]
    await device.until("item.delta")
    await device.order("turn.cancel", {"turn_id": turn_id})
    assert (await device.until("turn.finished"))["data"]["outcome"] == "cancelled"
    shown = await Impression.objects.aget(turn_id=turn_id)
    assert shown.posting_id == house_posting.id
    row = await Conversation.objects.aget(id=device.conversation_id)
    assert row.scene == "resume"
    await device.close()


async def test_deltas_are_not_logged_and_a_late_device_gets_the_text_so_far(alice, engine):
    device = await Device().greeted(alice)
    head = device.welcome["conversations"][0]
    engine.gate.clear()
    engine.streams = "你好,这是一个很长的回答,分成两半。"
    await device.order("message.send", {"text": "hello"})
    await device.until("item.delta")
    await asyncio.sleep(0.1)
    turn = await Turn.objects.aget(state="running")
    await run_in_db(
        turns.renew,
        turn,
        item_id=turn.item_id,
        text_so_far=engine.streams[:8],
        now=timezone.now(),
    )
    late = Device()
    cursor = {
        "conversation_id": head["conversation_id"],
        "epoch": head["epoch"],
        "after_seq": device.logged()[-1],
    }
    await late.hello(alice, resume=[cursor])
    delta = (await late.until("item.delta"))["data"]
    assert delta["offset"] == 0
    assert engine.streams.startswith(delta["text"])
    engine.gate.set()
    done = await late.until("item.done")
    assert done["data"]["text"] == engine.streams
    assert not await Event.objects.filter(type__in=["item.delta", "item.added"]).aexists()
    await device.close()
    await late.close()


async def test_failed_turn_says_so_and_loses_nothing(alice, engine):
    device = await Device().greeted(alice)
    engine.fails = True
    frames = await device.say("hello")
    assert frames[-1]["data"]["outcome"] == "failed"
    assert texts(frames)
    engine.fails = False
    assert (await device.say("again"))[-1]["data"]["outcome"] == "completed"
    await device.close()


async def claim_one(alice) -> ClaimedTurn:
    """Return a claimed turn that no runner of this process knows of."""
    conversation = await run_in_db(turns.open_first, alice)
    claimed = await run_in_db(turns.claim, conversation.id, now=timezone.now())
    assert isinstance(claimed, ClaimedTurn)
    return claimed


async def test_what_a_dead_process_had_begun_is_begun_again_once(alice, engine):
    claimed = await claim_one(alice)
    later = timezone.now() + turns.LEASE + timedelta(seconds=1)
    assert await run_in_db(turns.claim, claimed.conversation.id, now=later) is None
    assert await run_in_db(turns.expire, now=later) == [claimed.conversation.id]
    turn = await Turn.objects.aget(id=claimed.turn.id)
    assert (turn.state, turn.outcome, turn.reason) == ("finished", "cancelled", "handed_over")
    again = await run_in_db(turns.claim, claimed.conversation.id, now=later)
    assert isinstance(again, ClaimedTurn)
    assert again.inputs == claimed.inputs
    assert again.turn.attempt == 2
    await run_in_db(turns.expire, now=later + turns.LEASE + timedelta(seconds=1))
    turn = await Turn.objects.aget(id=again.turn.id)
    assert (turn.outcome, turn.reason) == ("failed", "lease_expired")


async def test_turn_of_a_dead_process_that_had_written_ends_visibly(alice, engine):
    claimed = await claim_one(alice)
    await run_in_db(turns.begin_write, claimed.turn)
    later = timezone.now() + turns.LEASE + timedelta(seconds=1)
    assert await run_in_db(turns.expire, now=later) == []
    turn = await Turn.objects.aget(id=claimed.turn.id)
    assert (turn.state, turn.outcome, turn.reason) == ("finished", "failed", "lease_expired")
    last = await Event.objects.filter(conversation=claimed.conversation).order_by("-seq").afirst()
    assert last is not None
    assert last.type == "turn.finished"
    device = Device()
    await device.hello(alice)
    assert (await device.say("hello"))[-1]["data"]["outcome"] == "completed"
    await device.close()


async def test_whoever_lost_the_lease_writes_nothing_more(alice, engine):
    claimed = await claim_one(alice)
    await run_in_db(turns.expire, now=timezone.now() + turns.LEASE + timedelta(seconds=1))
    count = await Event.objects.filter(conversation=claimed.conversation).acount()
    await run_turn(claimed)
    assert await Event.objects.filter(conversation=claimed.conversation).acount() == count


async def test_turn_that_says_nothing_for_long_keeps_its_lease(alice, engine, monkeypatch):
    for module in (running, orders):
        monkeypatch.setattr(module, "LEASE", timedelta(seconds=1))
    monkeypatch.setattr(runner_module, "RENEW_SECONDS", 0.1)
    device = await Device().greeted(alice)
    engine.gate.clear()
    await device.order("message.send", {"text": "think long"})
    await started(engine, 2)
    await asyncio.sleep(1.3)
    await run_in_db(turns.expire, now=timezone.now())
    engine.gate.set()
    assert (await device.until("turn.finished"))["data"]["outcome"] == "completed"
    await device.close()


async def test_turn_renewed_a_moment_ago_is_not_expired(alice, engine):
    claimed = await claim_one(alice)
    now = timezone.now() + turns.LEASE + timedelta(seconds=1)
    await run_in_db(turns.keep_many, [claimed.turn], now=now)
    ended = await run_in_db(
        turns.finish, claimed.turn, outcome="failed", now=now, expired_before=now
    )
    assert ended is None


async def test_cancel_from_another_process_stops_a_silent_turn_for_good(alice, engine, monkeypatch):
    monkeypatch.setattr(runner_module, "RENEW_SECONDS", 0.1)
    device = await Device().greeted(alice)
    engine.gate.clear()
    await device.order("message.send", {"text": "never mind"})
    await started(engine, 2)
    under_way = Turn.objects.filter(state="running")
    await under_way.aupdate(cancel_reason="cancelled")
    finished = (await device.until("turn.finished"))["data"]
    assert (finished["outcome"], finished["reason"]) == ("cancelled", "cancelled")
    assert not await ClientFrame.objects.filter(needs_turn=True, turn__isnull=True).aexists()
    await device.close()


async def test_tool_that_meets_a_cancellation_does_not_leave_the_words_unanswered(alice, engine):
    claimed = await claim_one(alice)
    await Turn.objects.filter(id=claimed.turn.id).aupdate(cancel_reason="cancelled")
    engine.writes_first = True
    await run_turn(claimed)
    turn = await Turn.objects.aget(id=claimed.turn.id)
    assert (turn.outcome, turn.reason) == ("cancelled", "cancelled")
    assert not await ClientFrame.objects.filter(needs_turn=True, turn__isnull=True).aexists()


async def test_new_words_do_not_bring_cancelled_ones_back(alice, engine):
    claimed = await claim_one(alice)
    await Turn.objects.filter(id=claimed.turn.id).aupdate(cancel_reason="cancelled")
    device = Device()
    await device.hello(alice)
    await device.order("message.send", {"text": "something else"})
    turn = await Turn.objects.aget(id=claimed.turn.id)
    assert turn.cancel_reason == "cancelled"
    await run_turn(claimed)
    runner_module.runner.wake(claimed.conversation.id)
    await settle()
    assert engine.asked[-1] == ["something else"]
    await device.close()


async def test_two_runners_never_run_one_conversation_at_once(alice, engine):
    conversation = await run_in_db(turns.open_first, alice)
    engine.gate.clear()
    one, two = TurnRunner(), TurnRunner()
    one.wake(conversation.id)
    two.wake(conversation.id)
    await started(engine, 1)
    await asyncio.sleep(0.2)
    assert len(engine.asked) == 1
    engine.gate.set()
    await asyncio.gather(*one._tasks.values(), *two._tasks.values())
    assert await Turn.objects.filter(conversation=conversation).acount() == 1


async def test_fifty_copies_of_one_order_make_one_turn(alice, engine):
    device = await Device().greeted(alice)
    others = [Device() for _ in range(4)]
    for other in others:
        await other.hello(alice)
        other.conversation_id = device.conversation_id
    frame_id = str(uuid.uuid4())
    acks = await asyncio.gather(
        *(
            each.order("message.send", {"text": "once"}, id=frame_id)
            for each in [device, *others]
            for _ in range(1)
        )
    )
    for _ in range(9):
        acks += await asyncio.gather(
            *(
                each.order("message.send", {"text": "once"}, id=frame_id)
                for each in [device, *others]
            )
        )
    assert len(acks) == 50
    assert [ack["status"] for ack in acks].count("accepted") == 1
    assert len({ack["seq"] for ack in acks}) == 1
    await settle()
    assert sum("once" in words for words in engine.asked) == 1
    for each in [device, *others]:
        await each.close()


async def test_erasing_the_person_in_mid_turn_leaves_nothing_behind(alice, engine):
    from jobassist.accounts.personal_data import erase_person

    device = await Device().greeted(alice)
    engine.gate.clear()
    await device.order("message.send", {"text": "my secret"})
    await started(engine, 2)
    await run_in_db(erase_person, alice)
    engine.gate.set()
    await settle()
    assert not await Event.objects.filter(data__text__icontains="secret").aexists()
    await device.close()


async def test_stopping_process_waits_for_no_turn_that_has_not_begun(alice, engine):
    conversation = await run_in_db(turns.open_first, alice)
    later = timezone.now() + timedelta(seconds=30)
    await Turn.objects.filter(conversation=conversation).aupdate(start_after=later)
    stopping = TurnRunner()
    stopping.wake(conversation.id)
    await asyncio.sleep(0.2)
    async with asyncio.timeout(3):
        await stopping.stop(grace_seconds=1.0)
    turn = await Turn.objects.aget(conversation=conversation)
    assert turn.state == "queued"
