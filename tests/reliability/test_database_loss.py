"""The database hangs up in the middle of a turn: no turn is half there, nothing is lost."""

import asyncio
import random
from collections import Counter

import pytest

from tests.faults import until_true

from .measure import scaled
from .turns import check_turns, wait_for_quiet


@pytest.mark.slow
async def test_connections_ended_in_mid_turn_leave_no_half_written_turn(lone, device, tell):
    people = lone.database.make_people(scaled(8, 40))
    clients = [device(lone, each) for each in people]
    orders = ("stream 20 0.05", "wait 0.4", "write 0.4", "hello")
    rounds = scaled(4, 40)
    chance = random.Random(6)
    ended = 0
    for client in clients:
        client.stay()
    for number in range(rounds):
        await until_true(lambda: all(each.is_open for each in clients), seconds=30)
        refs = []
        for client, person in zip(clients, people, strict=True):
            ref = await client.post(
                "message.send",
                {"text": orders[(number + people.index(person)) % len(orders)]},
                conversation_id=person.conversation_id,
            )
            refs.append((client, ref))
        await asyncio.sleep(chance.random() * 1.2)
        ended += await asyncio.to_thread(lone.database.end_connections)
        # Sent again by the client as often as it was not taken.
        await until_true(lambda: all(ref in each.acks for each, ref in refs), seconds=60)  # noqa: B023
        await wait_for_quiet(lone, seconds=60)
    outcomes = sum((check_turns(lone, each.conversation_id) for each in people), start=Counter())
    for client, person in zip(clients, people, strict=True):
        await client.until_seq(
            lone.database.head(person.conversation_id), conversation_id=person.conversation_id
        )
        assert client.faults == []
        heard = client.log[person.conversation_id]
        assert heard == lone.database.events(person.conversation_id)
        await client.close()
    assert lone.database.gaps() == 0
    assert ended >= rounds
    tell("connections ended in mid-turn", ended)
    tell("turns, by how they ended", ", ".join(f"{n} {o}" for o, n in sorted(outcomes.items())))
    assert lone.webs[0].is_running
