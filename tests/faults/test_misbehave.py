"""The impostor's own abilities, shown on a real server."""

import pytest

from tests.faults import FaultProxy, Impostor, until_true

from .misbehave import CLOSE, PING, PONG, TEXT, build_message, garbage_messages, parse_message


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536])
def test_what_it_builds_can_be_parsed(size):
    data = bytes(index % 251 for index in range(size))
    assert parse_message(build_message(TEXT, data, is_masked=False)) == (
        TEXT,
        data,
        len(build_message(TEXT, data, is_masked=False)),
    )
    assert parse_message(build_message(TEXT, data, is_masked=False)[:-1]) is None


async def test_it_can_behave(cluster, person):
    socket = Impostor(cluster.webs[0].url)
    welcome = await socket.hello(cluster.database.make_ticket(person))
    assert welcome is not None
    await socket.send_order("ping", {})
    heard = await socket.read(seconds=5)
    assert heard is not None
    assert heard.frame["type"] == "pong"
    await socket.write_bytes(build_message(PING, b"?"))
    heard = await socket.read(seconds=5)
    assert heard is not None
    assert (heard.opcode, heard.data) == (PONG, b"?")
    socket.vanish()


async def test_it_hears_why_it_was_closed(cluster):
    socket = Impostor(cluster.webs[0].url)
    assert await socket.handshake() == 101
    await socket.send_order("hello", {"ticket": "made up"})
    code, _when = await socket.read_to_end(seconds=5)
    assert code == 4401
    assert [heard.opcode for heard in socket.heard] == [TEXT, CLOSE]
    socket.vanish()


async def test_it_sees_a_handshake_refused(cluster):
    socket = Impostor(cluster.webs[0].url)
    assert await socket.handshake(headers={"Origin": "https://evil.example"}) == 403
    socket.vanish()


async def test_it_notices_being_cut_off_without_reading(cluster):
    async with FaultProxy(cluster.webs[0].port) as proxy:
        socket = Impostor(proxy.url)
        await socket.handshake()
        assert not socket.is_cut()
        proxy.links[0].close()
        await until_true(socket.is_cut, seconds=5)
        socket.vanish()


def test_every_piece_of_garbage_is_a_whole_message_of_its_own():
    messages = dict(garbage_messages())
    assert len(messages) == len(set(messages.values())) == len(list(garbage_messages())) > 20
    assert all(message[0] in (0x81, 0x82) for message in messages.values())
