"""The same order again has one effect, by whichever socket and process it comes."""

import asyncio
import uuid

from tests.faults import BlackHole, FaultProxy

from .measure import scaled


async def test_fifty_copies_through_two_processes_are_one_message(pair, device, tell):
    rounds = scaled(5, 50)
    for number in range(rounds):
        person = pair.database.make_person()
        devices = [device(pair, person, web=web) for web in (0, 1) for _ in range(3)]
        for each in devices:
            await each.connect()
        ref = str(uuid.uuid4())
        heard = [each.expect(lambda frame: frame["type"] == "turn.finished") for each in devices]
        order = {
            "v": 1,
            "type": "message.send",
            "id": ref,
            "conversation_id": person.conversation_id,
            "data": {"text": f"once {number}"},
        }
        # Which of the copies is the first one is left to chance.
        await asyncio.gather(*(devices[copy % 6].write(order) for copy in range(50)))
        async with asyncio.timeout(15):
            await asyncio.gather(*heard)
            while sum(len(acks(each, ref)) for each in devices) < 50:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        answers = [ack for each in devices for ack in acks(each, ref)]
        assert len(answers) == 50
        assert sorted({ack["status"] for ack in answers}) == ["accepted", "duplicate"]
        assert sum(ack["status"] == "accepted" for ack in answers) == 1
        assert {ack["seq"] for ack in answers} == {1}
        events = pair.database.events(person.conversation_id)
        assert [kind for _seq, kind, _data in events] == [
            "item.done",
            "turn.started",
            "item.done",
            "turn.finished",
        ]
        assert count(pair, "chat_clientframe", "frame_id", ref) == 1
        assert count(pair, "chat_turn", "conversation_id", person.conversation_id) == 1
        other = {**order, "data": {"text": "something else"}}
        refused = devices[0].expect(lambda frame: frame["type"] == "ack")
        await devices[0].write(other)
        async with asyncio.timeout(5):
            ack = (await refused)["data"]
        assert (ack["status"], ack["code"]) == ("rejected", "id_reused")
        assert pair.database.head(person.conversation_id) == 4
        for each in devices:
            assert each.faults == []
            await each.close()
    tell("50 copies through 2 processes, rounds with one row, one turn, one seq", rounds)


def acks(device, ref: str) -> list[dict]:
    """Return the data of every ack of one order that a device heard."""
    return [
        frame["data"]
        for frame in device.frames
        if frame["type"] == "ack" and frame["data"]["ref"] == ref
    ]


def count(cluster, table: str, column: str, value: str) -> int:
    """Return how many rows have this value."""
    return int(cluster.database.value(f"SELECT count(*) FROM {table} WHERE {column} = %s", [value]))


async def test_a_lost_ack_is_given_again_and_nothing_happens_twice(lone, device):
    person = lone.database.make_person()
    async with FaultProxy(lone.webs[0].port) as proxy:
        client = device(lone, person, url=proxy.url)
        await client.connect()
        await client.ping()
        await client.until("pong")
        proxy.down = BlackHole()
        # One read of the proxy was under way before: it takes the pong with it, not the ack.
        await client.ping()
        ref = await client.post("message.send", {"text": "did you hear me?"})
        async with asyncio.timeout(10):
            while lone.database.head(person.conversation_id) < 4:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert ref not in client.acks
        proxy.kill_all()
        await client.wait_closed(seconds=2)
        proxy.heal()
        # The order is in the outbox still: it goes out again under its id.
        await client.connect()
        await client.until_seq(4, conversation_id=person.conversation_id)
        async with asyncio.timeout(5):
            while ref not in client.acks:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    assert (client.acks[ref]["status"], client.acks[ref]["seq"]) == ("duplicate", 1)
    assert lone.database.head(person.conversation_id) == 4
    assert client.texts() == ["echo: did you hear me?"]
    await client.close()


async def test_an_order_refused_leaves_its_id_free(lone, device):
    person, stranger = lone.database.make_people(2)
    client = device(lone, person)
    await client.connect()
    ref = str(uuid.uuid4())
    refused = await client.send("hi", id=ref, conversation_id=stranger.conversation_id)
    assert (refused["status"], refused["code"]) == ("rejected", "conversation_not_found")
    accepted = await client.send("hi", id=ref, conversation_id=person.conversation_id)
    assert accepted["status"] == "accepted"
    await client.close()
