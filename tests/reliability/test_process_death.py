"""Processes are killed and replaced: what they were at is taken over or visibly ended."""

import asyncio
import signal
import time
from collections import Counter

import pytest

from tests.faults import Cluster, until_true
from tests.needs import needs

from .measure import percentile, scaled
from .turns import ANSWERED_ANEW, check_turns, wait_for_quiet

VISIBLE_SECONDS = 30


@pytest.mark.slow
async def test_turns_of_a_killed_process_end_or_go_on_elsewhere(pair, device, tell):
    people = pair.database.make_people(scaled(12, 60))
    orders = ("stream 400 0.1", "wait 40", "write 40")
    doomed = [device(pair, each, web=0) for each in people]
    others = [device(pair, each, web=1) for each in people]
    for each in (*doomed, *others):
        await each.connect()
    refs = [
        (await each.send(orders[number % 3], seconds=30))["ref"]
        for number, each in enumerate(doomed)
    ]
    await until_true(lambda: all(each.seq() >= 2 for each in others), seconds=30)
    await asyncio.sleep(1)
    signs = [asyncio.create_task(_timed(each.until(_is_sign, seconds=60))) for each in others]
    await asyncio.sleep(0)
    killed_at = time.monotonic()
    pair.webs[0].kill()
    found = await asyncio.gather(*signs)
    took = [at - killed_at for _kind, at in found]
    kinds = Counter(kind for kind, _at in found)
    tell("turns of a killed process, visible end or new start, last", max(took), is_seconds=True)
    tell("of these, by sign", ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items())))
    assert max(took) <= VISIBLE_SECONDS
    # Whatever goes on again is stopped; then the log is looked at.
    for each, ref in zip(others, refs, strict=True):
        turn_ids = [
            frame["data"]["turn_id"]
            for frame in each.frames
            if frame["type"] == "turn.started" and ref in frame["data"]["answers"]
        ]
        await each.order("turn.cancel", {"turn_id": turn_ids[-1]})
    await wait_for_quiet(pair, seconds=30)
    for person in people:
        check_turns(pair, person.conversation_id)
    for each in others:
        assert each.faults == []
        # The conversation is not locked: the next order is answered.
        assert (await each.say("and now?"))[-1]["type"] == "turn.finished"
        assert each.texts()[-1] == "echo: and now?"
        await each.close()


def _is_sign(frame) -> bool:
    """Tell whether this is the end of a turn that its process left, or its new start."""
    if frame["type"] == "turn.finished":
        return frame["data"].get("reason") not in ANSWERED_ANEW
    return bool(frame["type"] == "turn.started")


async def _timed(waiting) -> tuple[str, float]:
    frame = await waiting
    return frame["type"], time.monotonic()


@pytest.mark.slow
@needs("redis")
async def test_a_deploy_under_many_streams_says_goodbye_and_leaves_no_turn(device, tell):
    streams = scaled(40, 200)
    with Cluster(processes=2, has_redis=True) as cluster:
        people = cluster.database.make_people(streams)
        clients = [device(cluster, each) for each in people]
        await _connect_all(clients)
        refs = await asyncio.gather(*(each.send("stream 20 0.5", seconds=60) for each in clients))
        async with asyncio.timeout(60):
            while await asyncio.to_thread(_count_running, cluster) < streams:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        old = cluster.webs[0]
        told_at = time.monotonic()
        old.send_signal(signal.SIGTERM)
        codes = await asyncio.gather(*(each.wait_closed(seconds=35) for each in clients))
        goodbyes = [each.closed_at - told_at for each in clients]
        assert Counter(codes) == {1012: streams}
        refused = await asyncio.to_thread(old.get, "/healthz")
        # They come back to the other one, while the old one still finishes what it began.
        for each in clients:
            await each.close()
            each.url = cluster.webs[1].url
        await _connect_all(clients)
        code = await asyncio.to_thread(old.wait)
        exited = time.monotonic() - told_at
        await wait_for_quiet(cluster, seconds=40)
        settled = time.monotonic() - told_at
        outcomes: Counter[str] = Counter()
        for each, person in zip(clients, people, strict=True):
            outcomes += check_turns(cluster, person.conversation_id)
            await each.until_seq(cluster.database.head(person.conversation_id))
            assert each.faults == []
            assert each.log[each.conversation_id] == cluster.database.events(person.conversation_id)
            await each.close()
        assert len({ack["ref"] for ack in refs}) == streams
        tell(f"SIGTERM under {streams} streams, last 1012", max(goodbyes), is_seconds=True)
        tell("exit after SIGTERM", exited, is_seconds=True)
        tell("last turn ended after SIGTERM", settled, is_seconds=True)
        tell("turns, by how they ended", ", ".join(f"{n} {o}" for o, n in outcomes.items()))
        assert code == 0
        assert refused[0] == 0
        assert max(goodbyes) <= 1
        assert exited <= 30
        assert cluster.database.gaps() == 0
        assert not old.tracebacks()
        assert percentile(goodbyes, 0.5) <= 1


def _count_running(cluster: Cluster) -> int:
    return int(cluster.database.value("SELECT count(*) FROM chat_turn WHERE state = 'running'"))


async def _connect_all(clients, *, at_once: int = 20) -> None:
    for start in range(0, len(clients), at_once):
        await asyncio.gather(*(each.connect() for each in clients[start : start + at_once]))


@pytest.mark.slow
async def test_a_process_killed_again_and_again_loses_nothing(pair, device, tell):
    people = pair.database.make_people(scaled(4, 12))
    clients = [device(pair, each) for each in people]
    for number, client in enumerate(clients):
        # Back to whichever process answers.
        client.stay(lambda number=number: pair.webs[(number + client_turns()) % 2].url)
    refs: list[tuple[int, str]] = []
    kills = scaled(2, 10)
    for number in range(kills):
        for index, person in enumerate(people):
            for text in ("hello", "stream 10 0.05"):
                ref = await clients[index].post(
                    "message.send", {"text": text}, conversation_id=person.conversation_id
                )
                refs.append((index, ref))
        await asyncio.sleep(0.3)
        web = pair.webs[number % 2]
        web.kill()
        await until_true(lambda: all(r in clients[i].acks for i, r in refs), seconds=60)
        web.start()
        await asyncio.to_thread(web.wait_ready)
    await wait_for_quiet(pair, seconds=40)
    await until_true(lambda: all(each.is_open for each in clients), seconds=40)
    for client, person in zip(clients, people, strict=True):
        await client.until_seq(
            pair.database.head(person.conversation_id), conversation_id=person.conversation_id
        )
        check_turns(pair, person.conversation_id)
        assert client.faults == []
        assert client.log[person.conversation_id] == pair.database.events(person.conversation_id)
        await client.close()
    tell("orders through kills, lost", f"{len(refs)}, 0")


_turns = iter(range(10**9))


def client_turns() -> int:
    """Return one more each time: who could not reach one process tries the other."""
    return next(_turns)
