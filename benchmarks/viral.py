"""The day everybody comes: newcomers, a turn each, more than two processes and their model can take.

Two web processes share one database. First it is measured how many newcomers a second they serve
to the end when nothing is short. Then people arrive at 1.5 times that for two minutes, and at 0.7
times for eight; the one model server lets a tenth of the tokens through that they would need, dies
in the middle, and comes back. It keeps its minute itself, and answers 429 past it.

Every person opens a socket, says one thing and hears the answer out. Some words the rules surely
read, the rest need a model. Of those who are told to come again a share does, exactly then. What
is reported: who was answered and by what, what was refused and how true the told waits were, what
share of the server's minute was used, who heard nothing, and whether any message is lost.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import sys
import tempfile
import time
import uuid
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from socket_client import Address, Socket, build_order, say_hello
from socket_servers import ROOT, Running, our_address, start_product, write_json

if TYPE_CHECKING:
    from socket_people import Somebody

    from tests.fake_model_server import Behaviour

T = TypeVar("T")

PATIENCE = 90.0
PING_SECONDS = 8.0
TICKETS_AT_ONCE = 40
TICKETS_KEEP = 25.0
SURE = (
    "nurse in Leeds, at least 30k", "上海 Python 后端，25k 以上", "data analyst in London",
    "想在成都找一份会计的工作", "warehouse work in Manchester, no nights", "北京 产品经理，双休",
)  # fmt: skip
TALK = (
    "I was let go after nine years in the same shop and honestly I do not know where to begin",
    "my father says I should become an accountant but I would rather work with animals, well?",
    "做了八年客服，最近老是失眠，不知道是换个公司还是干脆转行，你怎么看",
    "刚生完孩子想回去上班，又怕跟不上，心里挺没底的，该从哪儿说起呢",
    "how do people even manage to change their field at forty without starting from nothing?",
)  # fmt: skip
WORDS = (
    "Let us look at that calmly, step by step: what you did so far counts for more than you think. "
)
READ, WRITTEN = 3.2, 60


class CappedModel:
    """A model server's own side: what it lets through in a minute, and whether it lives."""

    def __init__(self) -> None:
        self.tokens_per_minute: int | None = None
        self.is_dead = False
        self.window: deque[tuple[float, int]] = deque()
        self.accepted: list[tuple[float, int]] = []
        self.refused: list[float] = []
        self.dropped = 0

    def answer(self, body: dict[str, Any]) -> "Behaviour":
        """Return what is done with a request."""
        from tests.fake_model_server import Says, Status

        now = time.monotonic()
        if self.is_dead:
            self.dropped += 1
            raise ConnectionResetError
        read = int(len(json.dumps(body, ensure_ascii=False)) / READ)
        while self.window and self.window[0][0] < now - 60:
            self.window.popleft()
        spent = sum(tokens for _at, tokens in self.window)
        if self.tokens_per_minute is not None and spent + read + WRITTEN > self.tokens_per_minute:
            self.refused.append(now)
            return Status(429, headers={"retry-after": "2"})
        self.window.append((now, read + WRITTEN))
        self.accepted.append((now, read + WRITTEN))
        return Says(WORDS, piece=12, pause_seconds=0.05, usage=(read, WRITTEN))

    def used(self, since: float, until: float) -> int:
        """Return the tokens let through between two moments."""
        return sum(tokens for at, tokens in self.accepted if since <= at < until)


@dataclass
class Newcomer:
    """One person, a turn, and what they saw of it. Times are seconds of this process's clock."""

    phase: str
    arrived_at: float
    has_welcome: bool = False
    sent_at: float | None = None
    acked_at: float | None = None
    # The first words or card that the assistant says.
    answered_at: float | None = None
    ended_at: float | None = None
    outcome: str = ""
    reason: str = ""
    has_model_text: bool = False
    # What was told about waiting: when, and for how many seconds.
    told: list[tuple[float, float, str]] = field(default_factory=list)
    first_told_at: float | None = None
    came_again: bool = False
    frame_ids: list[str] = field(default_factory=list)

    @property
    def heard_nothing(self) -> bool:
        """Return whether their turn never came to an end that they could see."""
        return self.ended_at is None


class Visit:
    """A person's socket: says words, listens until the turn has ended."""

    def __init__(self, wire: Socket, *, person: "Somebody", seen: Newcomer) -> None:
        self.wire, self.person, self.seen = wire, person, seen
        self.ended = asyncio.Event()
        wire.on_frame = self._hear

    async def say(self, text: str) -> None:
        """Say something and wait for the end of the turn, as long as anybody would."""
        seen, frame_id = self.seen, str(uuid.uuid4())
        self.ended.clear()
        seen.frame_ids.append(frame_id)
        seen.sent_at, seen.ended_at, seen.answered_at = time.monotonic(), None, None
        seen.has_model_text = False
        self.wire.transport.write(
            build_order(
                "message.send",
                {"text": text},
                id=frame_id,
                conversation_id=str(self.person.conversation_id),
            )
        )
        async with asyncio.timeout(PATIENCE):
            await self.ended.wait()

    async def ping(self) -> None:
        """Be there, as an app is: who says nothing for long is hung up on."""
        while True:
            await asyncio.sleep(PING_SECONDS)
            self.wire.transport.write(build_order("ping", {}, id=str(uuid.uuid4())))

    def _hear(self, payload: bytes) -> None:
        frame, now, seen = json.loads(payload), time.monotonic(), self.seen
        kind, data = frame["type"], frame["data"]
        if kind == "ack":
            seen.acked_at = seen.acked_at or now
        elif kind == "notice" and data.get("code") in ("in_line", "busy"):
            seen.first_told_at = seen.first_told_at or now
            if data["code"] == "in_line":
                seen.told.append((now, data["retry_after_seconds"], "in_line"))
        elif kind == "item.delta":
            seen.has_model_text = True
            seen.answered_at = seen.answered_at or now
        elif kind == "item.done" and data["role"] == "assistant":
            seen.answered_at = seen.answered_at or now
        elif kind == "turn.finished":
            seen.ended_at, seen.outcome = now, data["outcome"]
            seen.reason = data.get("reason") or ""
            if data.get("retry_after_seconds"):
                seen.first_told_at = seen.first_told_at or now
                seen.told.append((now, data["retry_after_seconds"], seen.reason))
            if data["outcome"] != "cancelled":
                self.ended.set()


@dataclass
class Bench:
    """What a run has at hand."""

    options: argparse.Namespace
    model: CappedModel
    addresses: list[Address]
    rng: random.Random
    # Django's connections belong to threads; all of the benchmark's rows are written by one.
    writer: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(max_workers=1))
    seen: list[Newcomer] = field(default_factory=list)
    tickets: deque[tuple[float, "Somebody", str]] = field(default_factory=deque)
    inviting: asyncio.Lock = field(default_factory=asyncio.Lock)
    visits: set["asyncio.Task[None]"] = field(default_factory=set)

    async def write(self, fn: Callable[..., T], *args: Any) -> T:
        """Return what `fn` returns, run in the thread that has the database."""
        return await asyncio.get_running_loop().run_in_executor(self.writer, fn, *args)

    async def invite(self) -> tuple["Somebody", str]:
        """Return a new person with a fresh ticket."""
        async with self.inviting:
            now = time.monotonic()
            while self.tickets and self.tickets[0][0] < now - TICKETS_KEEP:
                self.tickets.popleft()
            if not self.tickets:
                people, tickets = await self.write(make_invited)
                self.tickets.extend(
                    (now, person, ticket) for person, ticket in zip(people, tickets, strict=True)
                )
            _at, person, ticket = self.tickets.popleft()
            return person, ticket

    async def visit(self, phase: str) -> Newcomer:
        """Be one newcomer, from the socket to the end of the turn; again when told to."""
        seen = Newcomer(phase, time.monotonic())
        self.seen.append(seen)
        text = self.rng.choice(TALK if self.rng.random() < self.options.talk else SURE)
        wire: Socket | None = None
        pinging: asyncio.Task[None] | None = None
        try:
            person, ticket = await self.invite()
            address = self.rng.choice(self.addresses)
            wire = await say_hello(address, ticket=ticket)
            seen.has_welcome = True
            visit = Visit(wire, person=person, seen=seen)
            pinging = asyncio.create_task(visit.ping())
            await visit.say(text)
            if seen.outcome == "busy" and self.rng.random() < self.options.returning:
                at, seconds, _why = seen.told[-1]
                if seconds <= self.options.longest_return:
                    await asyncio.sleep(max(0.0, at + seconds - time.monotonic()))
                    seen.came_again = True
                    await visit.say(text)
        except (TimeoutError, ConnectionError, OSError):
            # What is missing in what they saw says it.
            pass
        finally:
            if pinging is not None:
                pinging.cancel()
            if wire is not None:
                wire.close()
        return seen

    async def crowd(self, phase: str, *, people: int, seconds: float) -> float:
        """Have so many visit at any time; return how many a second were served to the end."""
        end = time.monotonic() + seconds

        async def come_and_go() -> int:
            served = 0
            while time.monotonic() < end:
                seen = await self.visit(phase)
                served += bool(seen.ended_at and seen.ended_at < end)
            return served

        served = sum(await asyncio.gather(*(come_and_go() for _ in range(people))))
        return served / seconds

    async def arrive(self, phase: str, *, a_second: float, seconds: float) -> None:
        """Have people arrive at random moments, whoever is still there."""
        at, end = time.monotonic(), time.monotonic() + seconds
        while at < end:
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            task = asyncio.create_task(self._visit(phase))
            self.visits.add(task)
            task.add_done_callback(self.visits.discard)
            at += self.rng.expovariate(a_second)
        await asyncio.sleep(max(0.0, end - time.monotonic()))

    async def _visit(self, phase: str) -> None:
        await self.visit(phase)


def make_invited() -> tuple[list["Somebody"], list[str]]:
    """Return new people and their tickets."""
    from socket_people import make_people, make_tickets

    people = make_people(TICKETS_AT_ONCE)
    return people, make_tickets(people)


def save_model(base_url: str, tokens_per_minute: int | None) -> None:
    """Write the model server down, or what it lets through in a minute anew."""
    from jobassist.providers.models import Provider
    from jobassist.providers.services import save_provider

    row = Provider.objects.filter(slug="viral").first() or Provider(slug="viral", name="Viral")
    row.base_url, row.large_model, row.small_model = base_url, "fake-large", "fake-small"
    row.input_price, row.output_price = 1, 4
    row.tokens_per_minute = tokens_per_minute
    save_provider(row, changed=["tokens_per_minute"])


def count_lost(frame_ids: Sequence[str]) -> dict[str, int]:
    """Return what of acked messages is not in the database, or was never answered there."""
    from chat.models import ClientFrame, Turn
    from eventlog.models import Event

    rows = {
        str(each.frame_id): each
        for each in ClientFrame.objects.filter(frame_id__in=frame_ids).select_related("turn")
    }
    said = {
        ref
        for (ref,) in Event.objects.filter(type="item.done", data__ref__in=frame_ids).values_list(
            "data__ref"
        )
    }
    answered = {
        turn_id
        for (turn_id,) in Event.objects.filter(
            type="item.done",
            data__role="assistant",
            turn_id__in=[each.turn_id for each in rows.values()],
        ).values_list("turn_id")
    }
    ended = [
        id_
        for id_, each in rows.items()
        if each.turn is not None
        and each.turn.state == Turn.State.FINISHED
        and each.turn.outcome in (Turn.Outcome.COMPLETED, Turn.Outcome.BUSY)
        and each.turn_id in answered
    ]
    return {
        "acked": len(frame_ids),
        "orders_missing": len(set(frame_ids) - rows.keys()),
        "words_missing": len(set(frame_ids) - said),
        "answers_missing": len(rows) - len(ended),
    }


def read_ledger() -> dict[str, Any]:
    """Return how the calls stand in the ledger."""
    from django.db.models import Count, Sum

    from jobassist.providers.models import ModelUse, SpentByDay

    states = dict(ModelUse.objects.values_list("state").annotate(Count("id")))
    days = SpentByDay.objects.aggregate(calls=Sum("calls"), cost=Sum("cost"))
    return {
        "calls": states,
        "settled_by_day": days["calls"] or 0,
        "cost": round(float(days["cost"] or 0), 4),
    }


async def run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Run the day; return what was found."""
    database_url = start_database(folder)
    from socket_people import analyse_tables

    from tests.fake_model_server import FakeModelServer

    model = CappedModel()
    with ExitStack() as cleanup:
        bench = Bench(options, model, [], random.Random(options.seed))
        cleanup.callback(bench.writer.shutdown)
        await bench.write(prepare_database)
        async with FakeModelServer(model.answer) as server:
            await bench.write(save_model, server.base_url, None)
            servers: list[Running] = []
            cleanup.callback(lambda: [each.stop() for each in servers])
            key = uuid.uuid4().hex * 2
            for number in range(2):
                port = find_free_port()
                servers.append(
                    start_product(
                        f"web-{number}",
                        port=port,
                        database_url=database_url,
                        folder=folder,
                        cores=os.sched_getaffinity(0),
                        SECRET_KEY=key,
                        WORKER_IN_WEB="true" if number == 0 else "false",
                        MODEL_QUEUE_SECONDS=str(options.queue_seconds),
                    )
                )
                bench.addresses.append(our_address(port))
            await bench.write(analyse_tables)
            found = await play(bench, server.base_url)
        found["errors_logged"] = sum(each.count_errors() for each in servers)
        return found


async def play(bench: Bench, base_url: str) -> dict[str, Any]:
    """Play the phases; return the figures."""
    options, model = bench.options, bench.model
    await bench.crowd("warm", people=8, seconds=options.calibrate / 3)
    began = time.monotonic()
    capacity = await bench.crowd("capacity", people=options.crowd, seconds=options.calibrate)
    took = time.monotonic() - began
    tokens_a_second = model.used(began, began + options.calibrate) / options.calibrate
    print(
        f"capacity {capacity:.2f} newcomers/s, {tokens_a_second:.0f} tokens/s, {took:.0f} s",
        flush=True,
    )
    quota = max(5_000, int(tokens_a_second * 60 * 1.5 / 10))
    model.tokens_per_minute = quota
    model.window.clear()
    await bench.write(save_model, base_url, quota)
    # Every process knows it within five seconds.
    await asyncio.sleep(6)
    start = time.monotonic()
    rush, calm = options.rush_seconds, options.calm_seconds
    await bench.arrive("rush", a_second=1.5 * capacity, seconds=rush)
    print(f"rush over: {summarise_phase(bench.seen, 'rush')}", flush=True)
    await bench.arrive("calm", a_second=0.7 * capacity, seconds=calm * 0.4)
    died = time.monotonic()
    model.is_dead = True
    await bench.arrive("dead", a_second=0.7 * capacity, seconds=calm * 0.2)
    model.is_dead = False
    back = time.monotonic()
    await bench.arrive("back", a_second=0.7 * capacity, seconds=calm * 0.4)
    ended = time.monotonic()
    if bench.visits:
        await asyncio.wait(list(bench.visits), timeout=PATIENCE + options.longest_return)
    seen = [each for each in bench.seen if each.phase in ("rush", "calm", "dead", "back")]
    acked = [id_ for each in seen if each.acked_at for id_ in each.frame_ids]
    await asyncio.sleep(3)
    kept = await bench.write(count_lost, acked)
    ledger = await bench.write(read_ledger)
    # While more was wanted than there was, from when what is set aside has begun to come back.
    since = start + min(20.0, rush / 4)
    goodput = model.used(since, died) / (quota / 60 * (died - since))
    after = model.used(back + 20, ended) / (quota / 60 * max(1.0, ended - back - 20))
    return {
        "people": len(seen),
        "capacity_per_second": round(capacity, 2),
        "quota_tokens_per_minute": quota,
        "goodput": round(goodput, 3),
        "goodput_after_death": round(after, 3),
        "provider_429": len(model.refused),
        **summarise_waits(seen),
        "silent_timeouts": sum(each.heard_nothing for each in seen),
        "never_welcomed": sum(not each.has_welcome for each in seen),
        "lost_messages": kept["orders_missing"] + kept["words_missing"] + kept["answers_missing"],
        "kept": kept,
        "without_model": round(
            sum(not each.has_model_text for each in seen) / max(1, len(seen)), 3
        ),
        "phases": {name: summarise_phase(seen, name) for name in ("rush", "calm", "dead", "back")},
        "ledger": ledger,
        "quick": options.quick,
    }


def summarise_waits(seen: Sequence[Newcomer]) -> dict[str, Any]:
    """Return how many were told to wait or come again, how soon, and how true it was."""
    errors: dict[str, list[float]] = {"in_line": [], "busy": []}
    told_after = []
    for each in seen:
        if not each.told or each.sent_at is None:
            continue
        for (at, seconds, why), later in zip(each.told, [*each.told[1:], None], strict=True):
            if why == "in_line":
                if each.answered_at is not None and later is None:
                    errors["in_line"].append(error_of(each.answered_at - at, seconds))
            elif why == "busy" and each.came_again and later is not None:
                errors["busy"].append(error_of(later[0] + later[1] - at, seconds))
            elif why == "busy" and each.came_again and each.answered_at and each.has_model_text:
                errors["busy"].append(error_of(each.answered_at - at, seconds))
        if not each.came_again and each.first_told_at is not None:
            told_after.append(each.first_told_at - each.sent_at)
    both = errors["in_line"] + errors["busy"]
    return {
        "refused": sum(any(why == "busy" for _at, _s, why in each.told) for each in seen),
        "in_line": sum(any(why == "in_line" for _at, _s, why in each.told) for each in seen),
        "came_again": sum(each.came_again for each in seen),
        "told_within_1s": share(told_after, lambda each: each <= 1.0),
        "told_after_seconds": quantiles(told_after),
        "eta_error": {name: quantiles(found) for name, found in errors.items()},
        "eta_within_30_percent": share(both, lambda each: each <= 0.3),
    }


def error_of(waited: float, told: float) -> float:
    """Return how far off a told wait was; whole seconds are told, so one is no error."""
    return max(0.0, abs(waited - told) - 1.0) / max(1.0, told)


def summarise_phase(seen: Sequence[Newcomer], phase: str) -> dict[str, Any]:
    """Return what those who came in a phase saw."""
    mine = [each for each in seen if each.phase == phase]
    first = [each.answered_at - each.sent_at for each in mine if each.answered_at and each.sent_at]
    acked = [each.acked_at - each.sent_at for each in mine if each.acked_at and each.sent_at]
    return {
        "people": len(mine),
        "outcomes": dict(Counter(each.outcome or "none" for each in mine)),
        "by_model": sum(each.has_model_text for each in mine),
        "ack_seconds": quantiles([each for each in acked if each >= 0]),
        "answer_seconds": quantiles(first),
    }


def quantiles(values: Sequence[float]) -> dict[str, float]:
    """Return the median, the 95th part of a hundred and the most."""
    ordered = sorted(values)
    if not ordered:
        return {}
    picked = {"p50": 0.5, "p95": 0.95, "max": 1.0}
    return {
        name: round(ordered[min(len(ordered) - 1, int(part * len(ordered)))], 3)
        for name, part in picked.items()
    }


def share(values: Sequence[float], holds: Callable[[float], bool]) -> float | None:
    """Return the share of values that something holds for; None where there are none."""
    return round(sum(map(holds, values)) / len(values), 3) if values else None


def find_free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start_database(folder: Path) -> str:
    """Return the address of a PostgreSQL of the benchmark's own; sets Django up with it."""
    os.environ.update(DJANGO_SETTINGS_MODULE="jobassist.settings", DATA_DIR=str(folder))
    for name in list(os.environ):
        # The model server is a row, and what whoever runs this has configured is not measured.
        if name.startswith(("OPENAI_", "MODEL_", "DATABASE_URL", "REDIS_URL")):
            del os.environ[name]
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.conf import settings

    from jobassist import local_postgres

    local_postgres.ensure_running(folder)
    return str(settings.DATABASE_URL)


def prepare_database() -> None:
    """Make the tables, and fill in the invented postings and people."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0)


def parse_options() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="two minutes instead of eleven")
    parser.add_argument("--rush-seconds", type=float, default=120.0)
    parser.add_argument("--calm-seconds", type=float, default=480.0)
    parser.add_argument(
        "--calibrate", type=float, default=30.0, help="seconds to find the capacity"
    )
    parser.add_argument("--crowd", type=int, default=24, help="people at once to find the capacity")
    parser.add_argument("--talk", type=float, default=0.6, help="share whose words need a model")
    parser.add_argument("--returning", type=float, default=0.3, help="share that comes again")
    parser.add_argument("--longest-return", type=float, default=120.0, help="nobody waits longer")
    parser.add_argument("--queue-seconds", type=int, default=8)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, help="file for the result, beside the last line")
    options = parser.parse_args()
    if options.quick:
        options.rush_seconds, options.calm_seconds, options.calibrate = 30.0, 75.0, 12.0
        options.longest_return = 40.0
    return options


def main() -> None:
    """Run the benchmark; the last line is the result."""
    options = parse_options()
    # Stopped from outside it still stops what it has started.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit("stopped"))
    with tempfile.TemporaryDirectory(prefix="bench-viral-") as thrown_away:
        folder = Path(thrown_away).resolve()
        found = asyncio.run(run(options, folder))
        from jobassist import local_postgres

        local_postgres.release(folder)
    if options.out:
        write_json(options.out, found)
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
