"""A person who goes on typing is answered once, in order, whatever was being said."""

import asyncio
import random
import time

from tests.faults import until_true

from .measure import scaled
from .turns import check_turns, wait_for_quiet


async def test_typing_in_mid_answer_stops_it_and_one_answer_follows(pair, device, tell):
    waits, finals = [], []
    for person in pair.database.make_people(scaled(4, 20)):
        # The second message comes by a process that does not run the turn.
        first, second = device(pair, person, web=0), device(pair, person, web=1)
        await first.connect()
        await second.connect()
        one = await first.post("message.send", {"text": "stream 100 0.05"})
        await second.until("item.delta")
        await asyncio.sleep(0.3)
        typed_at = time.monotonic()
        two = await second.post("message.send", {"text": "and this"})
        stopped = await first.until("turn.finished")
        waits.append(time.monotonic() - typed_at)
        assert (stopped["data"]["outcome"], stopped["data"]["reason"]) == (
            "cancelled",
            "interrupted",
        )
        old_turn = stopped["data"]["turn_id"]
        at = len(first.frames)
        started = await first.until("turn.started", seconds=20)
        finals.append(time.monotonic() - typed_at)
        assert started["data"]["answers"] == [one, two]
        # The long answer is begun anew; this time it is stopped for good.
        await first.until("item.delta")
        await first.order("turn.cancel", {"turn_id": started["data"]["turn_id"]})
        end = await second.until_answered(two)
        assert end["data"]["outcome"] == "cancelled"
        await asyncio.sleep(0.3)
        # Nothing of a turn comes after its end.
        late = [
            frame
            for frame in first.frames[at:]
            if frame.get("turn_id") == old_turn and frame["type"] != "turn.finished"
        ]
        assert late == []
        kinds = [kind for _seq, kind, _data in pair.database.events(person.conversation_id)]
        # What was cut off never stands as a message.
        assert kinds.count("item.superseded") == 2
        assert first.texts() == []
        check_turns(pair, person.conversation_id)
        for each in (first, second):
            assert each.faults == []
            await each.close()
    tell("an answer stopped by typing, last", max(waits), is_seconds=True)
    tell("the new answer begins, first", min(finals), is_seconds=True)
    # Heard within a second by the other process, and eight hundred milliseconds of quiet.
    assert max(waits) <= 2.5
    assert min(finals) >= 0.8


async def test_a_turn_that_has_written_is_finished_first(lone, device):
    person = lone.database.make_person()
    client = device(lone, person)
    await client.connect()
    one = await client.post("message.send", {"text": "write 1.5"})
    await client.until("turn.started")
    await asyncio.sleep(0.5)
    two = await client.post("message.send", {"text": "and this"})
    first = await client.until_answered(one)
    second = await client.until_answered(two)
    assert (first["data"]["outcome"], second["data"]["outcome"]) == ("completed", "completed")
    assert client.texts() == ["echo: write 1.5", "echo: and this"]
    check_turns(lone, person.conversation_id)
    await client.close()


async def test_a_cancelled_turn_stops_at_once(lone, device, tell):
    took = []
    for person in lone.database.make_people(scaled(5, 30)):
        client = device(lone, person)
        await client.connect()
        ref = await client.post("message.send", {"text": "stream 200 0.05"})
        started = await client.until("turn.started")
        await client.until("item.delta")
        start = time.monotonic()
        await client.order("turn.cancel", {"turn_id": started["data"]["turn_id"]})
        end = await client.until_answered(ref)
        took.append(time.monotonic() - start)
        assert end["data"]["outcome"] == "cancelled"
        seen = len(client.frames)
        await asyncio.sleep(0.2)
        assert [frame["type"] for frame in client.frames[seen:]] == []
        check_turns(lone, person.conversation_id)
        await client.close()
    tell("a cancelled turn, last", max(took), is_seconds=True)
    assert max(took) <= 0.5


async def test_a_burst_is_answered_as_one_thought(lone, device):
    person = lone.database.make_person()
    client = device(lone, person)
    await client.connect()
    refs = [await client.post("message.send", {"text": "wait 0.6"})]
    await client.until("turn.started")
    for number in range(4):
        refs.append(await client.post("message.send", {"text": f"short {number}"}))
        await asyncio.sleep(0.1)
    started = await client.until("turn.started", seconds=10)
    await client.until_answered(refs[-1])
    assert started["data"]["answers"] == refs
    said = ["wait 0.6", *(f"short {number}" for number in range(4))]
    assert client.texts(role="user") == said
    assert client.texts() == [f"echo: {each}" for each in said]
    check_turns(lone, person.conversation_id)
    await client.close()


async def test_bursts_at_any_moment_are_kept_in_order_and_answered_once(pair, device, tell):
    people = pair.database.make_people(scaled(12, 100))
    chance = random.Random(16)

    async def burst(person, rng):
        both = [device(pair, person, web=web) for web in (0, 1)]
        for each in both:
            await each.connect()
        said = []
        for number in range(5):
            text = rng.choice(("wait 0.3", "stream 6 0.05", "write 0.2", f"short {number}"))
            said.append(text)
            await rng.choice(both).send(text)
            await asyncio.sleep(rng.choice((0, 0, 0.05, 0.4, 1.0)))
        await wait_for_quiet(pair)
        head = pair.database.head(person.conversation_id)
        for each in both:
            await each.until_seq(head)
            assert each.faults == []
        assert both[0].texts(role="user") == said
        outcomes = check_turns(pair, person.conversation_id)
        assert outcomes["failed"] == outcomes["busy"] == 0
        for each in both:
            await each.close()

    for start in range(0, len(people), 6):
        await asyncio.gather(
            *(burst(each, random.Random(chance.random())) for each in people[start : start + 6])
        )
    tell("bursts of five, each message answered exactly once", len(people))
    await until_true(lambda: pair.database.gaps() == 0, seconds=1)
