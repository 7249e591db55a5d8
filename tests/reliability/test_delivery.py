"""Every event comes once and in order, whatever is cut, and answers survive the cut."""

import asyncio
import math
import random
import time

import pytest

from tests.faults import Cluster, CutAt, FaultProxy, WireClient, until_true

from .measure import percentile, scaled
from .turns import wait_for_quiet

# A case 1 stream is about this long on the wire.
STREAM_BYTES = 9_000


async def test_a_socket_cut_at_any_byte_of_an_answer_gets_the_identical_transcript(
    lone, device, tell
):
    people = lone.database.make_people(scaled(16, 200))
    # Any byte, but the same ones each time.
    chance = random.Random(1)
    cuts = broken = 0

    async def cut_and_resume(person, rng):
        nonlocal cuts, broken
        async with FaultProxy(lone.webs[0].port) as proxy:
            cut, whole = device(lone, person, url=proxy.url), device(lone, person)
            await cut.connect()
            await whole.connect()
            ref = await whole.post("message.send", {"text": "stream 30 0.05"})
            while True:
                proxy.down = CutAt(rng.randrange(STREAM_BYTES))
                if not await _is_cut_before(cut, ref, whole):
                    break
                cuts += 1
                await asyncio.sleep(rng.random() * 0.2)
                proxy.heal()
                await cut.connect()
                # The text so far, then deltas from there: nothing missing in between.
                before = set(cut.broken_live)
                await asyncio.sleep(0.15)
                broken += len(cut.broken_live - before)
            proxy.heal()
            # A cut that fell behind the last byte we waited for may still be on its way.
            await until_true(lambda: cut.closed.is_set() or cut.seq() >= 4, seconds=10)
            if cut.closed.is_set():
                await cut.connect()
            await cut.until_seq(4)
            assert cut.faults == whole.faults == []
            assert cut.log[cut.conversation_id] == whole.log[whole.conversation_id]
            assert cut.log[cut.conversation_id] == lone.database.events(person.conversation_id)
            assert cut.texts() == ["".join(f"w{number} " for number in range(30))]
            await cut.close()
            await whole.close()

    for start in range(0, len(people), 8):
        await asyncio.gather(
            *(
                cut_and_resume(each, random.Random(chance.random()))
                for each in people[start : start + 8]
            )
        )
    tell("cuts in mid-answer", cuts)
    tell("resumes whose text did not go on where it stopped", broken)
    assert cuts >= len(people)
    assert broken == 0


async def _is_cut_before(cut: WireClient, ref: str, whole: WireClient) -> bool:
    """Wait for the cut; False when the answer was whole before it came."""
    await until_true(lambda: cut.closed.is_set() or whole.seq() >= 4, seconds=30)
    return cut.closed.is_set() and whole.seq() < 4


async def test_a_lost_bell_is_made_good_by_the_next_one(lone, device):
    person = lone.database.make_person()
    client = device(lone, person)
    await client.connect()
    for _ in range(10):
        await client.say("four events each")
    assert client.seq() == 40
    # 41 is written and nobody rings.
    lone.database.append_events(person.conversation_id, 1)
    await asyncio.sleep(0.5)
    assert client.seq() == 40
    await client.send("42")
    await client.until_seq(42)
    assert client.seqs()[:42] == list(range(1, 43))
    assert client.faults == []
    await client.close()


@pytest.mark.slow
async def test_a_lost_bell_is_made_good_by_the_heartbeat(device, tell):
    heartbeat = scaled(3, 25)
    with Cluster(environment={"HEARTBEAT_SECONDS": str(heartbeat)}) as cluster:
        person = cluster.database.make_person()
        client = device(cluster, person, heartbeat_seconds=heartbeat)
        await client.connect()
        await asyncio.sleep(0.5)
        cluster.database.append_events(person.conversation_id, 1)
        took = await client.until_seq(1, seconds=2 * heartbeat)
        tell("a lost ring made good, heartbeats", f"{math.ceil(took / heartbeat * 100) / 100}")
        assert took <= heartbeat + 1
        assert client.faults == []
        await client.close()


async def test_two_devices_on_two_processes_see_one_order(pair, device, tell):
    people = pair.database.make_people(scaled(5, 20))
    messages = scaled(20, 100)

    async def talk(person):
        both = [device(pair, person, web=web) for web in (0, 1)]
        for each in both:
            await each.connect()
        for number in range(messages):
            await asyncio.gather(*(each.send(f"message {number}") for each in both))
        await wait_for_quiet(pair)
        head = pair.database.head(person.conversation_id)
        for each in both:
            await each.until_seq(head)
            assert each.faults == []
            assert each.seqs() == list(range(1, head + 1))
        assert both[0].log[person.conversation_id] == both[1].log[person.conversation_id]
        # What each device said stands in the order in which it said it.
        said = [text for text in both[0].texts(role="user") if text.startswith("message")]
        assert len(said) == 2 * messages
        assert sorted(said, key=lambda text: int(text.split()[1])) == said
        for each in both:
            await each.close()
        return head

    heads = []
    for start in range(0, len(people), 5):
        heads += await asyncio.gather(*(talk(each) for each in people[start : start + 5]))
    assert pair.database.gaps() == 0
    tell("events seen by both devices in one order", sum(heads))


async def test_what_was_missed_comes_back_within_a_second(lone, device, tell):
    people = lone.database.make_people(scaled(20, 200))
    took = []
    for person in people:
        client = device(lone, person)
        await client.connect()
        await client.abort()
        head = lone.database.append_events(person.conversation_id, 500)
        start = time.monotonic()
        await client.connect()
        await client.until_seq(head)
        took.append(time.monotonic() - start)
        assert client.seqs() == list(range(1, 501))
        assert client.faults == []
        await client.close()
    tell("500 missed events, p99", percentile(took, 0.99), is_seconds=True)
    assert percentile(took, 0.99) <= 1


async def test_a_bad_cursor_gets_a_resync_and_never_a_silent_tail(lone, device):
    person = lone.database.make_person()
    head = lone.database.append_events(person.conversation_id, 10)
    for epoch, after_seq in (("another", 3), (person.epoch, head + 1_000)):
        cursor = {"conversation_id": person.conversation_id, "epoch": epoch, "after_seq": after_seq}
        client = device(lone, person, hello={"resume": [cursor]})
        resync = client.expect(lambda frame: frame["type"] == "resync")
        welcome = await client.connect()
        async with asyncio.timeout(5):
            data = (await resync)["data"]
        assert welcome["conversations"][0]["recovered"] is False
        assert (data["epoch"], data["head_seq"]) == (person.epoch, head)
        await client.say("go on from here")
        assert client.seqs() == list(range(head + 1, head + 5))
        head += 4
        await client.close()
