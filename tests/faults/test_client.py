"""The client of the kit: what it keeps, how it comes back, and that it notices faults."""

import pytest

from tests.faults import Cluster, FaultProxy, Person, WireClient, backoff_delay, until_true


def make_client(cluster: Cluster, person: Person, **more: object) -> WireClient:
    url = more.pop("url", cluster.webs[0].url)
    return WireClient(url, lambda: cluster.database.make_ticket(person), **more)  # type: ignore[arg-type]


def logged(seq: int, *, epoch: str = "e", text: str = "x") -> dict:
    data = {"item_id": f"i{seq}", "role": "assistant", "kind": "text", "text": text}
    return {
        "v": 1,
        "type": "item.done",
        "conversation_id": "c",
        "seq": seq,
        "epoch": epoch,
        "data": data,
    }


async def test_two_devices_hear_the_same(cluster, person):
    one, two = make_client(cluster, person), make_client(cluster, person)
    await one.connect()
    await two.connect()
    frames = await one.say("hello there")
    assert [f["type"] for f in frames if "seq" in f] == [
        "item.done",
        "turn.started",
        "item.done",
        "turn.finished",
    ]
    await two.until_seq(one.seq())
    assert one.log[one.conversation_id] == two.log[two.conversation_id]
    assert one.texts() == ["echo: hello there"]
    assert one.log[one.conversation_id] == cluster.database.events(person.conversation_id)
    assert one.faults == two.faults == []
    await one.close()
    await two.abort()


async def test_it_resumes_from_its_cursors(cluster, person):
    client = make_client(cluster, person)
    await client.connect()
    await client.say("one")
    await client.abort()
    cluster.database.append_events(person.conversation_id, 30)
    welcome = await client.connect()
    assert welcome["conversations"][0]["recovered"]
    await client.until_seq(34)
    assert client.seqs() == list(range(1, 35))
    assert client.faults == []
    await client.close()


async def test_unconfirmed_orders_go_out_again_under_their_id(cluster, person):
    async with FaultProxy(cluster.webs[0].port) as proxy:
        client = make_client(cluster, person, url=proxy.url)
        await client.connect()
        proxy.kill_all()
        await client.wait_closed(seconds=2)
        ref = await client.post(
            "message.send", {"text": "lost at first"}, conversation_id=person.conversation_id
        )
        await client.connect()
        await client.until_answered(ref)
        assert client.acks[ref]["status"] == "accepted"
        assert client.outbox == {}
        await client.close()


async def test_it_stays_connected_by_itself(cluster, person):
    async with FaultProxy(cluster.webs[0].port) as proxy:
        client = make_client(cluster, person, url=proxy.url)
        client.stay()
        for _ in range(3):
            await until_true(lambda: client.is_open, seconds=10)
            proxy.kill_all()
            await client.wait_closed(seconds=2)
        assert client.connections >= 3
        await client.close()


async def test_a_refused_hello_is_an_error_and_a_close_code(cluster, person):
    client = make_client(cluster, person)
    await client.open()
    refused = client.expect(lambda frame: frame["type"] == "error")
    await client.write({"v": 1, "type": "hello", "id": "h", "data": {"ticket": "made up"}})
    assert (await refused)["data"]["code"] == "bad_ticket"
    assert await client.wait_closed(seconds=5) == 4401
    await client.close()


async def test_gaps_doubles_and_foreign_epochs_are_written_down():
    client = WireClient("ws://127.0.0.1:1", lambda: "")
    for seq in (1, 2, 4, 4, 3):
        client._hear(logged(seq))
    client._hear(logged(5, epoch="other"))
    assert client.faults == [
        "c: 4 came after 2",
        "c: 4 came again after 4",
        "c: 3 came again after 4",
        "c: 5 of epoch other without a resync",
    ]


async def test_an_answer_that_does_not_add_up_is_written_down():
    client = WireClient("ws://127.0.0.1:1", lambda: "")
    for number, (said, done) in enumerate((("abc", "abc"), ("abc", "abX")), start=1):
        item = f"i{number}"
        client._hear({"type": "item.added", "data": {"item_id": item}})
        client._hear({"type": "item.delta", "data": {"item_id": item, "offset": 0, "text": said}})
        client._hear(logged(number, text=done))
    assert client.faults == ["c: 2 is not what was written before"]


def test_the_back_off_is_the_web_clients():
    most = [backoff_delay(attempt, choose=lambda: 1.0) for attempt in (0, 1, 2, 20)]
    assert most == pytest.approx([0.55, 0.95, 1.75, 30.15])
    assert backoff_delay(5, choose=lambda: 0.0) == 0.15
