"""Random and mutated frames: each is answered, no socket is lost, nothing grows.

`--hypothesis-profile=full` sends 200,000 of them, a plain run some thousands.
"""

import asyncio
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from chat.events import CLIENT_TYPES, CLOSE_TOO_LARGE, BadFrame, ErrorCode, parse_client_event
from tests.chat.fuzzing import NASTY, FrameMaker, Fuzzed, awaited_answer
from tests.faults import Cluster, Person, WebProcess, WireClient

PEOPLE = 12
SOCKETS_EACH = 3
AT_ONCE = 25
ANSWER_SECONDS = 30.0
MOST_BYTES = 256 * 1024
# What an order is answered with; everything else comes to whom it concerns, asked or not.
ANSWERS = {"ack", "error", "pong", "preview.result", "history.page", "memory.page"}
# The WebSocket's own code for a text that is no UTF-8.
CLOSE_NO_UTF8 = 1007
CODES = set(ErrorCode.__args__)  # type: ignore[attr-defined]

# --- the parser alone ----------------------------------------------------------------------

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.text(max_size=20)
    | st.sampled_from(NASTY),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
frames = st.fixed_dictionaries(
    {"v": st.just(1) | json_values, "type": st.sampled_from(sorted(CLIENT_TYPES)) | st.text()},
    optional={
        "id": st.uuids().map(str) | json_values,
        "conversation_id": st.uuids().map(str) | json_values,
        "data": st.dictionaries(
            st.sampled_from(
                ["text", "seq", "value", "limit", "turn_id", "item_id", "ticket", "resume", "scene"]
            ),
            json_values,
        )
        | json_values,
    },
)
made_up = st.integers(0, 2**32).map(
    lambda number: FrameMaker(number, own=["a"], foreign=[], huge_share=0.0).make().payload
)


@given(text=st.text() | frames.map(json.dumps) | made_up.filter(lambda made: isinstance(made, str)))
@example(text='{"v":1,"type":"message.send","id":"\\ud800","data":{}}')
@example(text="[" * 200_000)
@example(text='{"v":1,"type":"ping","data":' + "9" * 10_000 + "}")
@settings(max_examples=1_000 if settings.get_current_profile_name() != "full" else 20_000)
def test_parser_returns_an_order_or_says_what_is_wrong(text: str) -> None:
    refusal: BadFrame | None = None
    try:
        order = parse_client_event(text)
    except BadFrame as error:
        refusal = error
    if refusal is not None:
        assert refusal.code in CODES
        assert refusal.ref is None or len(refusal.ref) <= 64
        # What it says goes out as JSON.
        json.dumps([refusal.message, refusal.pointer, refusal.ref], ensure_ascii=False).encode()
        return
    assert order.type in CLIENT_TYPES
    # What it lets through, a database holds.
    kept = json.dumps(order.model_dump(mode="json"), ensure_ascii=False)
    kept.encode()
    assert "\\u0000" not in kept


# --- a whole process -----------------------------------------------------------------------


@dataclass
class Tally:
    """What was sent and what came back, over all sockets."""

    sent: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    closed: Counter[int | None] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.sent.values())


class FuzzClient(WireClient):
    """A device that counts what each of its frames is answered with."""

    def __init__(self, tally: Tally, **more: Any) -> None:
        super().__init__(keeps_frames=False, **more)
        self.tally = tally
        # How many answers are still due, by `ref`; None for frames that have none.
        self.due: Counter[str | None] = Counter()
        self.all_answered = asyncio.Event()

    def _hear(self, frame: dict[str, Any]) -> None:
        super()._hear(frame)
        if frame["type"] not in ANSWERS:
            return
        data = frame["data"]
        what = data.get("code") or data.get("status") or frame["type"]
        self.tally.answered[f"{frame['type']} {what}" if what != frame["type"] else what] += 1
        ref = data.get("ref")
        if self.due[ref] <= 0:
            self.tally.wrong.append(f"nobody asked for {json.dumps(frame)[:300]}")
        self.due[ref] -= 1
        if not +self.due:
            self.all_answered.set()

    async def send_all(self, batch: list[Fuzzed]) -> None:
        """Send frames without waiting, then wait until each has been answered."""
        self.all_answered.clear()
        for each in batch:
            awaited = awaited_answer(each.payload, most_bytes=MOST_BYTES)
            if awaited.is_answered:
                self.due[awaited.ref] += 1
            self.tally.sent[each.kind] += 1
            await self.write_raw(each.payload)
        self.due["alive"] += 1
        await self.write({"v": 1, "type": "ping", "id": "alive", "data": {}})
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self.all_answered.wait()
        except TimeoutError:
            self.tally.wrong.append(f"never answered: {+self.due}; sent {str(batch)[:2_000]}")
            self.due.clear()

    async def be_closed(self, message: str | bytes, *, code: int) -> None:
        """Send what ends a socket, see that it ends so, and come back."""
        assert self._socket is not None
        try:
            await self._socket.send(message, text=True)
            found = await self.wait_closed(seconds=20)
        except ConnectionClosed:
            found = self._socket.close_code
        self.tally.closed[found] += 1
        # A close frame may be lost behind megabytes that nobody read: the kernel resets then.
        if found not in (code, None):
            self.tally.wrong.append(f"closed with {found} instead of {code}")
        self.due.clear()
        await self.abort()
        await self.connect()


async def fuzz(
    web: WebProcess, people: list[Person], make_ticket: Any, *, count: int, seed: int
) -> tuple[Tally, int, int]:
    """Send so many frames over many sockets; returns the tally, and memory early and late."""
    tally = Tally()
    quarter_bytes = 0

    async def run_device(index: int) -> None:
        nonlocal quarter_bytes
        person = people[index % len(people)]
        maker = FrameMaker(
            seed + index,
            own=[person.conversation_id],
            foreign=[people[(index + 1) % len(people)].conversation_id],
        )
        client = FuzzClient(tally, url=web.url, get_ticket=lambda: make_ticket(person))
        await client.connect(seconds=30)
        chance = random.Random(seed + index)
        try:
            while tally.total < count and not tally.wrong:
                await client.send_all([maker.make() for _ in range(AT_ONCE)])
                if not client.is_open:
                    tally.wrong.append(f"a socket was closed with {client.close_code}")
                    return
                if chance.random() < 0.004:
                    await client.be_closed("x" * (2**21 + 1), code=CLOSE_TOO_LARGE)
                    await client.be_closed(b'{"v": "\xff\xfe"}', code=CLOSE_NO_UTF8)
                if not quarter_bytes and tally.total >= count // 4:
                    quarter_bytes = web.memory_bytes()
        except ConnectionClosed as error:
            tally.wrong.append(f"a socket was closed: {error}")
        finally:
            await client.abort()

    async with asyncio.TaskGroup() as devices:
        for index in range(len(people) * SOCKETS_EACH):
            devices.create_task(run_device(index))
    return tally, quarter_bytes, web.memory_bytes()


def tell(tally: Tally, *, early: int, late: int, seconds: float, seed: int) -> str:
    """Return what was sent and what came of it, for people to read."""
    parts = [
        "",
        f"{tally.total:,} frames in {seconds:.0f} s (seed {seed}), {len(tally.wrong)} wrong",
        f"memory at a quarter {early / 2**20:.1f} MB, at the end {late / 2**20:.1f} MB",
    ]
    for name, counts in (
        ("sent", tally.sent),
        ("answers", tally.answered),
        ("closed", tally.closed),
    ):
        listed = sorted(counts.items(), key=lambda item: -item[1])
        parts.append(f"{name}: " + ", ".join(f"{kind} {number:,}" for kind, number in listed))
    return "\n".join(parts)


def test_whatever_is_sent_is_answered_and_the_socket_lives(
    capsys: pytest.CaptureFixture[str], pytestconfig: pytest.Config
) -> None:
    is_full = settings.get_current_profile_name() == "full"
    count = 200_000 if is_full else 4_000
    given_seed = pytestconfig.getoption("--hypothesis-seed", default=None)
    seed = int(given_seed) if given_seed else random.SystemRandom().randrange(10**6)
    environment = {
        "SOCKET_FRAMES_PER_SECOND": "100000",
        "SOCKET_FRAME_BURST": "100000",
        "PERSON_FRAMES_PER_SECOND": "100000",
        "PERSON_FRAME_BURST": "100000",
    }
    with Cluster(environment=environment) as cluster:
        (web,) = cluster.webs
        people = cluster.database.make_people(PEOPLE)
        started = time.monotonic()
        tally, early, late = asyncio.run(
            fuzz(web, people, cluster.database.make_ticket, count=count, seed=seed)
        )
        seconds = time.monotonic() - started
        with capsys.disabled():
            print(tell(tally, early=early, late=late, seconds=seconds, seed=seed))
        assert tally.wrong == []
        assert tally.total >= count
        assert web.tracebacks() == []
        assert [each for each in web.log_records() if each["level"] in ("error", "critical")] == []
        if is_full:
            # In a short run it is caches that grow, word lists among them.
            assert late < early * 1.15
        assert cluster.database.gaps() == 0
        client = WireClient(web.url, lambda: cluster.database.make_ticket(people[0]))
        asyncio.run(_speak_once(client))


async def _speak_once(client: WireClient) -> None:
    """Have the process answer a person as if nothing had been."""
    await client.connect()
    await client.say("is anybody there?", seconds=60)
    assert client.texts()[-1].endswith("is anybody there?")
    await client.close()
