"""Who may open a socket, and how soon one is closed when its person may not any more."""

import asyncio
import time

import pytest

from tests.faults import until_true

from .measure import scaled

NEXT_FRAME_SECONDS = 1.0
IDLE_SECONDS = 2.0
CAUSES = ("logged out", "banned", "role changed")


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1.evil.example", "http://127.0.0.1:1"],
)
async def test_a_foreign_page_opens_no_socket(lone, impostor, origin):
    socket = impostor(lone.webs[0].url)
    assert await socket.handshake(headers={"Origin": origin}) == 403


async def test_our_page_and_an_app_open_one(lone, impostor):
    for headers in ({"Origin": lone.webs[0].http_url}, {}):
        person = lone.database.make_person()
        socket = impostor(lone.webs[0].url)
        assert await socket.handshake(headers=headers) == 101
        assert await socket.hello(lone.database.make_ticket(person)) is not None


@pytest.mark.parametrize("query", ["ticket={}", "token={}", "x=1"])
async def test_a_ticket_in_the_url_opens_nothing(lone, impostor, query):
    ticket = lone.database.make_ticket(lone.database.make_person())
    socket = impostor(f"{lone.webs[0].url}?{query.format(ticket)}")
    assert await socket.handshake() == 403
    assert ticket not in lone.webs[0].log()


async def test_a_ticket_opens_one_socket_once(pair, device, impostor, tell):
    rounds = scaled(10, 100)
    for _ in range(rounds):
        ticket = pair.database.make_ticket(pair.database.make_person())
        sockets = [impostor(pair.webs[number % 2].url) for number in range(6)]
        for socket in sockets:
            await socket.handshake()
        # At the same moment, through both processes.
        welcomes = await asyncio.gather(*(each.hello(ticket) for each in sockets))
        assert sum(welcome is not None for welcome in welcomes) == 1
        for socket, welcome in zip(sockets, welcomes, strict=True):
            if welcome is None:
                assert socket.heard[0].frame["data"]["code"] == "bad_ticket"
                assert socket.heard[-1].close_code == 4401
            socket.vanish()
    late = impostor(pair.webs[0].url)
    assert await late.hello(ticket) is None
    tell("tickets tried by six at once, opened one socket each", rounds)


async def test_an_old_ticket_and_one_of_an_ended_sign_in_open_nothing(lone, impostor):
    person = lone.database.make_person()
    (old,) = lone.database.make_tickets([person], seconds=-0.1)
    assert await impostor(lone.webs[0].url).hello(old) is None
    ticket = lone.database.make_ticket(person)
    lone.database.execute(
        "UPDATE accounts_signin SET ended_at = now(), end_reason = 'logout' WHERE id = %s",
        [person.sign_in_id],
    )
    assert await impostor(lone.webs[0].url).hello(ticket) is None


@pytest.fixture(scope="module")
def operator(shared_pair):
    """Return another process of the pair's deployment."""
    return shared_pair.start_operator()


def end(cause: str, person, operator) -> None:
    """Have another process do something after which the person's sockets must close."""
    user_id = str(person.user_id)
    match cause:
        case "logged out":
            operator.do("log_out", user_id=user_id, sign_in_id=str(person.sign_in_id))
        case "banned":
            operator.do("ban", user_id=user_id)
        case "role changed":
            company_id = operator.do("company_of", user_id=user_id)
            operator.do("change_role", user_id=user_id, company_id=company_id, role="viewer")


@pytest.mark.slow
@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("has_bell", [True, False], ids=["Redis rings", "Redis is dead"])
async def test_a_socket_without_rights_is_closed_after_its_next_frame_and_idle(
    pair, device, operator, tell, cause, has_bell
):
    people = pair.database.make_people(6)
    if cause == "role changed":
        for person in people:
            operator.do("hire", user_id=str(person.user_id))
    busy = [device(pair, each, web=number % 2) for number, each in enumerate(people[:3])]
    idle = [device(pair, each, web=number % 2) for number, each in enumerate(people[3:])]
    for each in (*busy, *idle):
        await each.connect()
    if not has_bell:
        await asyncio.to_thread(pair.redis.kill)
        # As long as it takes to see that it is dead.
        await asyncio.sleep(3)
    ended = {}
    for client, person in zip((*busy, *idle), people, strict=True):
        await asyncio.to_thread(end, cause, person, operator)
        ended[client] = time.monotonic()
        if client in busy:
            await client.post("message.send", {"text": "am I still here?"})
            ended[client] = time.monotonic()
    await asyncio.gather(*(each.wait_closed(seconds=10) for each in (*busy, *idle)))
    where = "Redis rings" if has_bell else "Redis is dead"
    after_frame = max(each.closed_at - ended[each] for each in busy)
    when_idle = max(each.closed_at - ended[each] for each in idle)
    tell(f"{cause}, {where}: closed after the next frame", max(0, after_frame), is_seconds=True)
    tell(f"{cause}, {where}: closed when idle", max(0, when_idle), is_seconds=True)
    assert {each.close_code for each in (*busy, *idle)} == {4401}
    for person in people:
        assert pair.database.head(person.conversation_id) == 0
    assert after_frame <= NEXT_FRAME_SECONDS
    assert when_idle <= IDLE_SECONDS


async def test_logging_out_by_http_closes_this_devices_socket_only(lone, device, tell):
    operator = lone.start_operator()
    person = lone.database.make_person()
    signed_in = operator.do("sign_in", user_id=str(person.user_id))
    ours = lone.database.make_sign_in(person)
    ours.sign_in_id = signed_in["sign_in_id"]
    leaving, staying = device(lone, ours), device(lone, person)
    await leaving.connect()
    await staying.connect()
    status, _body = await asyncio.to_thread(
        lone.webs[0].request, "POST", "/api/v1/auth/logout", access=signed_in["access"]
    )
    start = time.monotonic()
    assert status in (200, 204)
    assert await leaving.wait_closed(seconds=5) == 4401
    tell(
        "logged out in one process: closed when idle",
        max(0.0, leaving.closed_at - start),
        is_seconds=True,
    )
    assert leaving.closed_at - start <= IDLE_SECONDS
    await staying.say("I am still here")
    await until_true(lambda: staying.is_open, seconds=1)
