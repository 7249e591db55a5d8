"""What the model engine adds to a model server, and what becomes of turns when servers fail.

Scripted servers in one process, the product in another, people on real sockets here. The last
line is JSON. `make bench-model`; `BENCH_MODEL=--quick` for a tenth of it.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
import uuid
from collections import Counter
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from model_servers import CUT_WORDS, LONG_TOKENS, PIECE, ModelServers, rate_of, read_stream
from timing import percentile
from turns import Server
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "benchmarks" / "model_web.py"
ASKS = ("how are you today my friend?", "tell me something nice about work", "do you like music?")
HELD = {
    "jobassist.providers.breaker:FAILURES_IN_A_ROW": "10**9",
    "jobassist.providers.breaker:FAILURES_OF_LAST": "10**9",
}
DEAD_PORT = 9


@dataclass
class Told:
    """What one turn said: when its words came, and how it ended."""

    sent_at: float
    deltas: list[tuple[float, int]] = field(default_factory=list)
    superseded: list[float] = field(default_factory=list)
    final_texts: list[str] = field(default_factory=list)
    outcome: str = ""
    turn_id: str = ""


class Talker:
    """A guest on one socket, who says one thing at a time in one of several conversations."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._wire: ClientConnection
        self.conversation_id = ""
        self.is_dropped = False
        self._heart: asyncio.Task[None] | None = None

    async def arrive(self) -> "Talker":
        """Open a guest session and a socket, and hear the greeting out."""
        guest = await asyncio.to_thread(self._server.post, "/api/v1/auth/guest", {"locale": "en"})
        ticket = await asyncio.to_thread(
            self._server.post, "/api/v1/auth/ws-ticket", {}, access=guest["access"]
        )
        address = self._server.url.replace("http", "ws") + "/ws/v1/chat"
        self._wire = await connect(
            address,
            subprotocols=["jobchat.v1"],  # type: ignore[list-item]
            max_size=2**22,
            compression=None,
        )
        await self._send("hello", {"ticket": ticket["ticket"], "locale": "en"})
        welcome = await self._until("welcome")
        self.conversation_id = welcome["data"]["conversations"][0]["conversation_id"]
        await self._until("turn.finished")
        self._heart = asyncio.create_task(self._beat())
        return self

    async def _beat(self) -> None:
        # Who says nothing for two heartbeats is taken for dead.
        while True:
            await asyncio.sleep(20)
            frame = {"v": 1, "type": "ping", "id": "still-there", "data": {}}
            await self._wire.send(json.dumps(frame))

    async def open_conversation(self) -> None:
        """Go on in a new conversation, its greeting heard out."""
        self.conversation_id = ""
        await self._send("conversation.open", {})
        opened = await self._until("conversation.opened")
        self.conversation_id = opened["data"]["conversation_id"]
        await self._until("turn.finished")

    async def ask(self, text: str, *, cancels_after: int = 0) -> Told:
        """Say something and hear the turn out; cancels it after so many pieces if given."""
        told = Told(time.monotonic())
        await self._send("message.send", {"text": text})
        async with asyncio.timeout(120):
            while True:
                frame = await self._read()
                now, data = time.monotonic(), frame["data"]
                match frame["type"]:
                    case "error":
                        raise SystemExit(f"an order was refused: {data}")
                    case "ack" if data["status"] not in ("accepted", "duplicate"):
                        raise SystemExit(f"an order was refused: {data}")
                    case "turn.started":
                        told.turn_id = data["turn_id"]
                    case "item.delta":
                        told.deltas.append((now, len(data["text"])))
                        if len(told.deltas) == cancels_after:
                            told.sent_at = time.monotonic()
                            await self._send("turn.cancel", {"turn_id": told.turn_id})
                    case "item.superseded":
                        told.superseded.append(now)
                    case "item.done" if data.get("role") == "assistant" and data.get("text"):
                        told.final_texts.append(data["text"])
                    case "turn.finished":
                        told.outcome = data["outcome"]
                        return told

    async def leave(self) -> None:
        """Hang up."""
        if self._heart is not None:
            self._heart.cancel()
        await self._wire.close()

    async def _send(self, kind: str, data: dict[str, Any]) -> None:
        frame = {"v": 1, "type": kind, "id": str(uuid.uuid4()), "data": data}
        if self.conversation_id:
            frame["conversation_id"] = self.conversation_id
        await self._wire.send(json.dumps(frame))

    async def _read(self) -> dict[str, Any]:
        try:
            return dict(json.loads(await self._wire.recv()))
        except ConnectionClosed:
            self.is_dropped = True
            raise

    async def _until(self, kind: str) -> dict[str, Any]:
        async with asyncio.timeout(60):
            while True:
                frame = await self._read()
                if frame["type"] == kind:
                    return frame


class Product:
    """The web process under test, and its rows as another process edits them."""

    def __init__(self, *, data_dir: Path, servers: ModelServers) -> None:
        self.servers = servers
        self.delays_path = data_dir / "loop_delays.json"
        self.server = Server(data_dir=data_dir)
        self.server.command = [sys.executable, str(WEB)]
        self.server.environment |= {
            "LOOP_DELAYS": str(self.delays_path),
            "MODEL_ROUTING": "always",
            "GUEST_SESSIONS_PER_HOUR": "100000",
            "LOG_LEVEL": "ERROR",
        }

    def start(self, **changes: str) -> None:
        """Start the web process, with parts of the product changed if given."""
        self.server.environment["CHANGES"] = json.dumps(changes)
        self.server.start()

    def stop(self) -> list[tuple[float, float]]:
        """Stop it; return when its event loop was looked at, and how late it was in ms."""
        self.server.stop()
        return [(at, late) for at, late in json.loads(self.delays_path.read_text())]

    async def write_rows(self, rows: dict[str, tuple[str, int]], *, dead: str = "") -> float:
        """Put these servers in place of all others, (model, weight) each; return when."""
        from jobassist.db import run_in_db
        from jobassist.providers.models import Provider

        def write() -> None:
            Provider.objects.exclude(slug__in=rows).delete()
            for slug, (model, weight) in rows.items():
                port = DEAD_PORT if slug == dead else self.servers.port
                Provider.objects.update_or_create(
                    slug=slug,
                    defaults={
                        "name": slug,
                        "base_url": f"http://127.0.0.1:{port}/v1",
                        "large_model": model,
                        "weight": weight,
                    },
                )

        await run_in_db(write)
        return time.monotonic()

    async def settle(self) -> None:
        """Wait until every process knows of the rows."""
        await asyncio.sleep(5)


async def gather_talkers(product: Product, count: int) -> list[Talker]:
    """Return people on sockets, let in some at a time."""
    gate = asyncio.Semaphore(8)

    async def arrive() -> Talker:
        async with gate:
            return await Talker(product.server).arrive()

    return list(await asyncio.gather(*(arrive() for _n in range(count))))


async def leave_all(talkers: list[Talker]) -> None:
    """Have everybody hang up."""
    await asyncio.gather(*(each.leave() for each in talkers))


def ms(values: list[float], share: float = 0.5) -> float:
    """Return a percentile of seconds, in milliseconds."""
    found: float = percentile(values, share)
    return round(1000 * found, 2)


# --- what it adds -----------------------------------------------------------------------------------


async def measure_first_text(product: Product, turns: int) -> dict[str, Any]:
    """Compare frame in to first words with the server's own first words, taken by turns."""
    from jobassist.ai.types import Message, ModelRequest, TextPart
    from jobassist.providers.routing import RoutedChatModel
    from jobassist.providers.snapshot import providers

    await product.write_rows({"north": ("short", 100)})
    await product.settle()
    await providers.read()
    talker = await Talker(product.server).arrive()
    request = ModelRequest((Message("user", "x" * 4_000),))
    ours: list[float] = []
    layer: list[float] = []
    own: list[float] = []
    for n in range(turns):
        told = await talker.ask(ASKS[n % len(ASKS)])
        if told.deltas:
            ours.append(told.deltas[0][0] - told.sent_at)
        started = time.monotonic()
        own.append((await read_stream(product.servers.port, "short"))[0] - started)
        started = time.monotonic()
        async with aclosing(RoutedChatModel().stream(request)) as steps:
            async for step in steps:
                if isinstance(step, TextPart):
                    layer.append(time.monotonic() - started)
                    break
    await talker.leave()
    return {
        "first_text_turns": len(ours),
        "first_text_provider_ms_p50": ms(own),
        "first_text_router_ms_p50": ms(layer),
        "first_text_turn_ms_p50": ms(ours),
        "first_text_router_over_ms_p50": round(ms(layer) - ms(own), 2),
        "first_text_over_ms_p50": round(ms(ours) - ms(own), 2),
        "first_text_over_ms_p95": round(ms(ours, 0.95) - ms(own, 0.95), 2),
    }


async def measure_streams(product: Product, count: int) -> tuple[dict[str, Any], float, float]:
    """Compare the tokens a second of many streams at once, bare and through the product."""
    await product.write_rows({"north": ("long", 100)})
    talkers = await gather_talkers(product, count)
    await product.settle()
    bare = await asyncio.gather(*(read_stream(product.servers.port, "long") for _n in range(count)))
    web = psutil.Process(product.server.process.pid)
    before = web.cpu_times()
    began = time.monotonic()
    told = await asyncio.gather(*(each.ask(ASKS[1]) for each in talkers))
    ended = time.monotonic()
    after = web.cpu_times()
    spent = after.user + after.system - before.user - before.system
    await leave_all(talkers)
    # A delta may hold several tokens that came together.
    ours = [[at for at, size in each.deltas for _n in range(round(size / PIECE))] for each in told]
    return (
        {
            "streams": count,
            "streams_whole": sum(each.outcome == "completed" for each in told),
            "tokens_received": sum(map(len, ours)),
            "tokens_sent": count * LONG_TOKENS,
            "tokens_per_second_provider": round(rate_of(bare)),
            "tokens_per_second": round(rate_of(ours)),
            # Of the web process, the turns around the streams with it.
            "cpu_ms_a_token": round(1000 * spent / max(1, sum(map(len, ours))), 3),
            "streams_ratio": round(rate_of(ours) / rate_of(bare), 3),
        },
        began,
        ended,
    )


# --- who is asked -----------------------------------------------------------------------------------


async def count_choices(product: Product, choices: int) -> dict[str, Any]:
    """Count who answers over many conversations, in this process: the rows, and the real router."""
    from jobassist.ai.fakes import ScriptedChatModel, say
    from jobassist.ai.types import Message, ModelRequest
    from jobassist.providers.routing import Asker, RoutedChatModel
    from jobassist.providers.snapshot import providers

    shares = {"north": 70, "south": 20, "west": 10}
    await product.write_rows({slug: ("short", weight) for slug, weight in shares.items()})
    await providers.read()
    request = ModelRequest((Message("user", "hello"),))
    counts: Counter[str] = Counter()
    for _n in range(choices):
        model = RoutedChatModel(
            asker=Asker(key=str(uuid.uuid4())),
            build=lambda _spec, _role: ScriptedChatModel(say("ok")),
        )
        async with aclosing(model.stream(request)) as steps:
            async for _step in steps:
                pass
        counts[model.provider] += 1
    off = max(abs(100 * counts[slug] / choices - share) for slug, share in shares.items())
    return {"choices": choices, "choices_by": dict(counts), "weights_off_points": round(off, 2)}


async def measure_change(product: Product, turns: int) -> dict[str, Any]:
    """Change the weights and switch a server off in the middle of a run over the whole stack."""
    await product.write_rows(
        {"north": ("short-n", 70), "south": ("short-s", 20), "west": ("short-w", 10)}
    )
    talkers = await gather_talkers(product, 20)
    await product.settle()
    began = time.monotonic()
    left = iter(range(turns))
    edited_at = 0.0
    outcomes: Counter[str] = Counter()

    async def talk(talker: Talker) -> None:
        nonlocal edited_at
        for n in left:
            if n == turns // 2:
                edited_at = await product.write_rows(
                    {"south": ("short-s", 20), "west": ("short-w", 80)}
                )
            await talker.open_conversation()
            told = await talker.ask(ASKS[n % len(ASKS)])
            outcomes[told.outcome] += 1

    await asyncio.gather(*(talk(each) for each in talkers))
    dropped = sum(each.is_dropped for each in talkers)
    await leave_all(talkers)
    asked = await asyncio.to_thread(product.servers.list_asked, since=began)
    north = [each.at for each in asked if each.model == "short-n"]
    before = Counter(each.model for each in asked if each.at < edited_at)
    after = Counter(each.model for each in asked if each.at > edited_at + 5)
    return {
        "stack_turns": turns,
        "stack_answered": outcomes["completed"],
        "stack_shares_before": {
            model: round(100 * count / before.total(), 1) for model, count in before.items()
        },
        "stack_shares_after": {
            model: round(100 * count / after.total(), 1) for model, count in after.items()
        },
        "changed_within_seconds": round(max(0.0, max(north, default=0.0) - edited_at), 2),
        "sockets_dropped": dropped,
    }


# --- what fails -------------------------------------------------------------------------------------


async def measure_dead(product: Product, turns: int) -> dict[str, Any]:
    """Have half of the conversations belong to a server that nobody listens at."""
    from chat.models import Turn
    from jobassist.db import run_in_db

    await product.write_rows({"north": ("short-n", 100), "south": ("short-s", 100)}, dead="north")
    talkers = await gather_talkers(product, 10)
    await product.settle()
    known = {id_ async for id_ in Turn.objects.values_list("id", flat=True)}
    left = iter(range(turns))
    outcomes: Counter[str] = Counter()

    async def talk(talker: Talker) -> None:
        for n in left:
            await talker.open_conversation()
            outcomes[(await talker.ask(ASKS[n % len(ASKS)])).outcome] += 1

    await asyncio.gather(*(talk(each) for each in talkers))
    await leave_all(talkers)

    def read() -> list[tuple[str, int, str]]:
        rows = Turn.objects.exclude(id__in=known).exclude(model_calls=0).order_by("started_at")
        return list(rows.values_list("engine", "model_attempts", "failover_reason"))

    rows = await run_in_db(read)
    return {
        "dead_turns": len(rows),
        "dead_answered_by_model": sum(engine == "llm" for engine, _n, _why in rows),
        "dead_answered": outcomes["completed"],
        "dead_attempts_most": max(attempts for _e, attempts, _w in rows),
        # Those before the breaker opened, and then the trials.
        "dead_failures": sum(bool(why) for _e, _n, why in rows),
        "dead_failures_in_first_20": sum(bool(why) for _e, _n, why in rows[:20]),
    }


async def measure_cuts(product: Product, each_kind: int) -> dict[str, Any]:
    """Cut, stall and break streams after their first words; another server begins anew."""
    from eventlog.models import Event

    talkers = await gather_talkers(product, 25)
    figures: dict[str, Any] = {}
    stalls: list[float] = []
    for kind in ("cut", "stall", "broken"):
        await product.write_rows({"north": (kind, 10_000), "south": ("short-s", 1)})
        await product.settle()
        left = iter(range(each_kind))
        counts: Counter[str] = Counter()

        async def talk(
            talker: Talker, left: Any = left, counts: Counter[str] = counts, kind: str = kind
        ) -> None:
            for n in left:
                told = await talker.ask(ASKS[n % len(ASKS)])
                counts["met"] += bool(told.superseded)
                counts["answered"] += told.outcome == "completed"
                counts["final"] += any(CUT_WORDS[:20] in each for each in told.final_texts)
                if told.superseded and kind == "stall":
                    before = [at for at, _size in told.deltas if at < told.superseded[0]]
                    stalls.append(told.superseded[0] - before[-1])

        await asyncio.gather(*(talk(each) for each in talkers))
        figures |= {f"{kind}_{what}": counts[what] for what in ("met", "answered", "final")}
    await leave_all(talkers)
    stored = await Event.objects.filter(
        type="item.done", data__text__contains=CUT_WORDS[:20]
    ).acount()
    return figures | {
        "cuts": 3 * each_kind,
        "partial_stored_as_final": stored,
        "stall_seen_seconds_max": round(max(stalls, default=0.0), 2),
    }


async def measure_cancels(product: Product, count: int) -> dict[str, Any]:
    """Cancel streams under way; how soon their servers' connections are closed."""
    await product.write_rows({"north": ("endless", 100)})
    talkers = await gather_talkers(product, 10)
    await product.settle()
    took: list[float] = []
    # One after the other: which connection belongs to which turn is then known by its time.
    for n in range(count):
        began = time.monotonic()
        told = await talkers[n % len(talkers)].ask(ASKS[1], cancels_after=5)
        asked = await asyncio.to_thread(product.servers.list_asked, since=began)
        closed = [each.closed_at for each in asked if each.closed_at is not None]
        took.append(closed[-1] - told.sent_at if closed else float("inf"))
    await leave_all(talkers)
    return {"cancels": count, "cancel_ms_p50": ms(took), "cancel_ms_max": ms(took, 1.0)}


async def measure(product: Product, *, share: float, only: set[str]) -> dict[str, Any]:
    """Run what was asked for and return all figures."""
    figures: dict[str, Any] = {}

    def is_wanted(name: str) -> bool:
        return not only or name in only

    def count(whole: int) -> int:
        return max(10, int(whole * share))

    def note(name: str, found: dict[str, Any]) -> None:
        figures.update(found)
        print(name, json.dumps(found), flush=True)

    window = (0.0, 0.0)
    product.start()
    try:
        if is_wanted("choices"):
            note("choices", await count_choices(product, count(10_000)))
        if is_wanted("first"):
            note("first", await measure_first_text(product, count(500)))
        if is_wanted("streams"):
            found, *window = await measure_streams(product, count(200))  # type: ignore[assignment]
            note("streams", found)
        if is_wanted("change"):
            note("change", await measure_change(product, count(1_000)))
        if is_wanted("dead"):
            note("dead", await measure_dead(product, count(200)))
        if is_wanted("cancels"):
            note("cancels", await measure_cancels(product, count(50)))
    finally:
        delays = product.stop()
    late = [each for at, each in delays if window[0] <= at <= window[1]]
    if late:
        note(
            "loop",
            {
                "loop_delay_ms_p95": round(percentile(late, 0.95), 2),
                "loop_delay_ms_p50": round(statistics.median(late), 2),
            },
        )
    if is_wanted("cuts"):
        # With the breaker held closed, or all but the first three would go to the other server.
        product.start(**HELD)
        try:
            note("cuts", await measure_cuts(product, count(100)))
        finally:
            product.stop()
    return figures


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    parser.add_argument(
        "--only",
        nargs="+",
        default=[],
        choices=["choices", "first", "streams", "change", "dead", "cancels", "cuts"],
    )
    given = parser.parse_args()
    data_dir = ROOT / ".data" / "bench-model"
    os.environ["DATA_DIR"] = str(data_dir)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "DATABASE_URL"):
        os.environ.pop(name, None)
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    with ModelServers() as servers:
        product = Product(data_dir=data_dir, servers=servers)
        share = 0.1 if given.quick else 1.0
        figures = asyncio.run(measure(product, share=share, only=set(given.only)))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
