"""What our sockets cost, beside bare servers loaded in the same minutes on the same cores.

Our server (production `serve`, an echo for an engine) and the bare peers of
`../shared/bench/ws_apps.py` run at the same time, each as one process pinned to one core; one
of them at a time is loaded, by turns, from the other core, where PostgreSQL runs as well. Each
load of ours stands between two of its peer, and is divided by their mean. Three rounds; the
median of the three ratios counts.

Rates are counted in two ways. `per_cpu_second` divides by the processor's seconds that the
server process used (PostgreSQL's not), and is what ratios and goals go by: it bears other work
on the machine. `per_second` divides by the clock.

echo          `ping` to `pong` on authenticated sockets, each with one under way;
              ÷ FastAPI's JSON echo.
turn          one person a connection: `message.send`, and the next when the ack, the person's
              item, an item that echoes it and `turn.finished` have all been committed and
              delivered. Counted in rows, strictly those four a turn, each when its frame has
              come; what else a turn writes is reported beside. ÷ the JSON echo of Channels as
              it comes. Afterwards the database is asked for every message that was acked.
devices       several sockets of one person, one of which sends; the next message when all have
              heard the turn's end. `logged`: events with a `seq` that reached devices, with the
              whole turn that made them in the price. `streamed`: unlogged deltas of a long
              answer, its turn in the price too. Deliveries a CPU-second ÷ frames a CPU-second
              that Channels' echo sends straight back; also ÷ `selfgroup`, where each frame goes
              by the in-memory layer to a group of one.
idle          ten thousand people on one fresh process: how many say hello a second, and what
              the process has grown by a connection. Each pings every 20 s as a phone would; at
              the end every one has to answer.
"""

import argparse
import asyncio
import datetime
import gc
import gzip
import json
import os
import resource
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import uvloop
from socket_client import (
    Acked,
    Address,
    Echoing,
    Socket,
    Talker,
    Talking,
    Tally,
    build_frame,
    build_order,
    open_many,
    open_socket,
    ping_all,
    run_closed,
    say_hello,
)
from socket_figures import (
    DEVICES,
    ROWS_A_TURN,
    Round,
    Stage,
    compare,
    median_stages,
    summarise,
)
from socket_servers import (
    ROOT,
    Database,
    Running,
    Use,
    our_address,
    read_use,
    start_ours,
    start_peer,
    write_json,
)

if TYPE_CHECKING:
    from socket_people import Somebody

T = TypeVar("T")

SHARED = ROOT.parent / "shared"
MEASURES = ("echo", "turn", "devices", "idle")
# The message of `wsload.py`, so that the peers do here what they did when the goals were set.
PEER_MESSAGE = (
    b'{"type":"message","id":1,"text":"looking for a remote python job in Berlin, '
    b'5 years of experience"}'
)
DELTAS = 200
TICKETS_AT_ONCE = 100
PING_SECONDS = 20.0
WARM_SOCKETS = 50
WISHES = [
    ["上海 Python 后端,25k 以上,不要外包", "想在成都找一份财务的工作,双休"],
    [
        "looking for a remote python job in Berlin, 5 years of experience",
        "part-time nurse in Leeds, weekends off please",
    ],
]


@dataclass
class Bench:
    """What a run has at hand, and what it has found."""

    options: argparse.Namespace
    database: Database
    folder: Path
    texts: list[list[str]]
    ports: dict[str, int]
    servers: dict[str, Running] = field(default_factory=dict)
    rounds: list[Round] = field(default_factory=list)
    acked: list[Acked] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    # Django's connections belong to threads; all of the benchmark's rows are written by one.
    writer: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(max_workers=1))

    def write(self, fn: Callable[..., T], *args: Any) -> T:
        """Return what `fn` returns, run in the thread that has the database."""
        return self.writer.submit(fn, *args).result()

    def start_server(self, name: str) -> Running:
        """Start our server on the port kept for it."""
        folder = self.folder / "server"
        folder.mkdir(exist_ok=True)
        running = start_ours(
            module=self.options.module,
            port=self.ports["ours"],
            core=self.options.server_core,
            database_url=self.database.url,
            folder=folder,
            name=name,
        )
        self.servers["ours"] = running
        return running

    def stop_servers(self) -> None:
        """Stop whatever runs."""
        while self.servers:
            self.servers.popitem()[1].stop()

    def leave_database(self) -> None:
        """Give back every connection of this process."""
        from django.db import connection, connections

        self.write(connections.close_all)
        self.writer.shutdown()
        connection.close_pool()

    # --- loads --------------------------------------------------------------------------

    def load_peer(self, name: str, path: str, *, connections: int) -> Stage:
        """Echo on a bare peer."""
        address = Address(self.ports[name], path)
        frame = build_frame(PEER_MESSAGE)

        async def prepare(tally: Tally) -> tuple[list[Talker], list[Socket]]:
            wires = await open_many(lambda number: open_socket(address), connections)
            talkers = [
                Echoing(wire, frame=frame, answer=b"remote python job", tally=tally)
                for wire in wires
            ]
            return list(talkers), wires

        return self._load(self.servers[name], prepare)

    def load_pings(self, *, connections: int) -> Stage:
        """Ping on authenticated sockets, each of another person."""
        _people, tickets = self._invite(connections)
        frame = build_order("ping", {}, id="p")

        async def prepare(tally: Tally) -> tuple[list[Talker], list[Socket]]:
            wires = await self._open_ours(tickets)
            talkers = [Echoing(wire, frame=frame, answer=b'"pong"', tally=tally) for wire in wires]
            return list(talkers), wires

        return self._load(self.servers["ours"], prepare)

    def load_turns(self, *, people: int, devices: int = 1, deltas: int = 0) -> Stage:
        """Have people talk, each on so many devices; with `deltas` every answer streams."""
        invited, tickets = self._invite(people, tickets_each=devices)
        spoken = [[f"stream {deltas} 0"]] if deltas else self.texts
        talking: list[Talking] = []

        async def prepare(tally: Tally) -> tuple[list[Talker], list[Socket]]:
            wires = await self._open_ours(tickets)
            for number, person in enumerate(invited):
                # Everybody keeps to one language, and begins somewhere else.
                texts = spoken[number % len(spoken)]
                start = number % len(texts)
                talking.append(
                    Talking(
                        wires[number * devices : (number + 1) * devices],
                        conversation_id=str(person.conversation_id),
                        texts=texts[start:] + texts[:start],
                        deltas=deltas,
                        tally=tally,
                    )
                )
            return list(talking), wires

        stage = self._load(self.servers["ours"], prepare)
        for each in talking:
            self.acked += each.acked
        return stage

    def _invite(self, count: int, *, tickets_each: int = 1) -> tuple[list["Somebody"], list[str]]:
        """Return new people and their tickets, one person's side by side."""
        from socket_people import make_people, make_tickets

        people = self.write(make_people, count)
        tickets = self.write(
            make_tickets, [person for person in people for _ in range(tickets_each)]
        )
        return people, tickets

    async def _open_ours(self, tickets: Sequence[str]) -> list[Socket]:
        address = our_address(self.ports["ours"])
        return await open_many(
            lambda number: say_hello(address, ticket=tickets[number]), len(tickets)
        )

    def _load(self, server: Running, prepare: Callable[[Tally], Any]) -> Stage:
        tally = Tally()
        uses: list[Use] = []

        async def run() -> tuple[int, float]:
            talkers, wires = await prepare(tally)
            # What hellos left to do, and anything else, is not part of the load.
            await asyncio.sleep(0.5)
            gc.collect()
            gc.disable()
            try:
                took = await run_closed(
                    talkers,
                    tally=tally,
                    warmup_seconds=self.options.warmup,
                    seconds=self.options.seconds,
                    on_window=lambda: uses.append(read_use(server, database=self.database)),
                )
            finally:
                gc.enable()
            if lost := sum(wire.is_lost for wire in wires):
                tally.strange.append(f"{server.name} dropped {lost} sockets under load")
            for wire in wires:
                wire.close()
            await asyncio.sleep(0.1)
            return len(wires), took

        connections, took = uvloop.run(run())
        self.strange += [f"{server.name}: {each}" for each in tally.strange]
        before, after = uses
        return Stage(
            connections=connections,
            done=tally.done,
            rows=tally.rows,
            delivered=tally.delivered,
            undelivered=tally.undelivered,
            seconds=took,
            server_cpu_seconds=max(after.server - before.server, 0.01),
            client_cpu=(after.client - before.client) / took,
            database_cpu=(after.database - before.database) / took,
            latencies_ms=summarise(tally.latencies),
        )

    # --- the order of things ------------------------------------------------------------

    def run_round(self, number: int) -> None:
        """Load every server by turns, ours always between two loads of its peer."""
        wanted = set(self.options.measures)
        found: Round = []
        self.rounds.append(found)

        def note(name: str, stage: Stage) -> None:
            found.append((name, stage))
            print(f"round {number} {name}: {json.dumps(stage.describe(name))}", flush=True)

        def note_peer(server: str, path: str = "/echo", *, connections: int = 100) -> None:
            if server in self.servers:
                stage = self.load_peer(server, path, connections=connections)
                note(f"{server}_{connections}", stage)

        if wanted & {"turn", "devices"}:
            note_peer("channels")
        if "turn" in wanted:
            note("turn_100", self.load_turns(people=100))
            note_peer("channels")
        if "devices" in wanted:
            for devices in DEVICES:
                people = 100 // devices
                note(f"logged_{devices}", self.load_turns(people=people, devices=devices))
                note_peer("channels")
                # Fewer at a time: each turn is hundreds of frames to each device.
                stage = self.load_turns(people=max(1, people // 5), devices=devices, deltas=DELTAS)
                note(f"streamed_{devices}", stage)
                note_peer("channels")
            note_peer("selfgroup", "/selfgroup")
        if "echo" in wanted:
            for connections in self.options.connections:
                note_peer("fastapi", connections=connections)
                note(f"ping_{connections}", self.load_pings(connections=connections))
                note_peer("fastapi", connections=connections)

    def run_idle(self) -> dict[str, Any]:
        """Hold many people's sockets on a fresh process; return what they cost."""
        from socket_people import analyse_tables, make_people

        count = self.options.idle
        server = self.start_server("idle")
        people = self.write(make_people, count)
        self.write(analyse_tables)
        _warm, warm_tickets = self._invite(WARM_SOCKETS)
        try:
            found = uvloop.run(self._hold(server, people, warm_tickets))
        finally:
            server.stop()
            del self.servers["ours"]
        found["errors_logged"] = server.count_errors()
        print(f"idle: {json.dumps(found)}", flush=True)
        return found

    async def _hold(
        self, server: Running, people: Sequence["Somebody"], warm_tickets: Sequence[str]
    ) -> dict[str, Any]:
        address = our_address(self.ports["ours"])
        # What the first sockets load and allocate for good is not theirs.
        for wire in await self._open_ours(warm_tickets):
            wire.close()
        await asyncio.sleep(2.0)
        rss, pss = server.read_rss(), server.read_pss()
        use = read_use(server, database=self.database)
        book = TicketBook(self.writer, people)
        wires: list[Socket] = []

        async def open_one(number: int) -> None:
            wires.append(await say_hello(address, ticket=await book.take(number)))

        pinging = asyncio.create_task(keep_pinging(wires))
        start = time.perf_counter()
        await open_many(open_one, len(people))
        took = time.perf_counter() - start
        used = read_use(server, database=self.database)
        held_from = time.perf_counter()
        resting = read_use(server, database=self.database)
        await asyncio.sleep(self.options.hold)
        rested = read_use(server, database=self.database)
        held = time.perf_counter() - held_from
        rss_held, pss_held = server.read_rss(), server.read_pss()
        pinging.cancel()
        lost = sum(wire.is_lost for wire in wires)
        answered = await ping_all(wires, seconds=60.0)
        for number, wire in enumerate(wires):
            wire.close()
            if number % 500 == 499:
                await asyncio.sleep(0.1)
        await asyncio.sleep(0.5)
        return {
            "connections": len(wires),
            "held_seconds": round(held, 1),
            "lost": lost,
            "answered_at_the_end": answered,
            "hellos_per_second": round(len(wires) / took, 1),
            "hellos_per_cpu_second": round(len(wires) / max(used.server - use.server, 0.01), 1),
            "server_cpu_held": round((rested.server - resting.server) / held, 3),
            "rss_mb_before": round(rss / 2**20, 1),
            "rss_mb_held": round(rss_held / 2**20, 1),
            "rss_kb_each": round((rss_held - rss) / 1024 / len(wires), 2),
            "pss_kb_each": None
            if pss is None or pss_held is None
            else round((pss_held - pss) / 1024 / len(wires), 2),
        }

    def run_idle_peer(self) -> dict[str, Any]:
        """Hold as many sockets on bare Channels; return what they cost there."""
        server = self.servers["channels"]
        address = Address(self.ports["channels"], "/echo")

        async def hold() -> dict[str, Any]:
            rss, used = server.read_rss(), -server.read_cpu()
            start = time.perf_counter()
            # From another address of loopback: its ports are not needed twice.
            wires = await open_many(
                lambda number: open_socket(address, source="127.0.0.2"), self.options.idle
            )
            took = time.perf_counter() - start
            used += server.read_cpu()
            await asyncio.sleep(2.0)
            held = server.read_rss()
            lost = sum(wire.is_lost for wire in wires)
            for wire in wires:
                wire.close()
            return {
                "connections": len(wires),
                "lost": lost,
                "connected_per_second": round(len(wires) / took, 1),
                "connected_per_cpu_second": round(len(wires) / max(used, 0.01), 1),
                "rss_kb_each": round((held - rss) / 1024 / len(wires), 2),
            }

        found = uvloop.run(hold())
        print(f"idle, bare Channels: {json.dumps(found)}", flush=True)
        return found


class TicketBook:
    """Tickets made shortly before they are used: they are good for a minute only."""

    def __init__(self, writer: ThreadPoolExecutor, people: Sequence["Somebody"]) -> None:
        self._writer = writer
        self._people = people
        self._pages: dict[int, asyncio.Future[list[str]]] = {}

    async def take(self, number: int) -> str:
        """Return the ticket of a person, by number."""
        from socket_people import make_tickets

        page, line = divmod(number, TICKETS_AT_ONCE)
        if page not in self._pages:
            start = page * TICKETS_AT_ONCE
            some = self._people[start : start + TICKETS_AT_ONCE]
            self._pages[page] = asyncio.get_running_loop().run_in_executor(
                self._writer, make_tickets, some
            )
        return (await self._pages[page])[line]


async def keep_pinging(wires: list[Socket]) -> None:
    """Have every socket of a growing list ping in turn, each about every 20 s."""
    frame = build_order("ping", {}, id="alive")
    pinged = 0
    rounds = 200
    while True:
        await asyncio.sleep(PING_SECONDS / rounds)
        share = -(-len(wires) // rounds)
        for _ in range(share):
            pinged = pinged + 1 if pinged + 1 < len(wires) else 0
            if not wires[pinged].is_lost:
                wires[pinged].transport.write(frame)


def read_texts(data: Path) -> list[list[str]]:
    """Return what people say, a list a language: wishes for real postings, if these are here."""
    found: list[list[str]] = []
    for name, words in (
        ("jobs_zh", "想在{city}找{title}的工作,工资别太低,最好双休"),
        ("jobs_en", "I am looking for a job as {title} in {city}, what is there?"),
    ):
        path = data / "jobs" / f"{name}.jsonl.gz"
        if not path.exists():
            return WISHES
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for _, line in zip(range(250), lines, strict=False)]
        found.append(
            [words.format(city=r["city"], title=r["title"])[:200] for r in rows if r.get("city")]
        )
    return found


def choose_ports(first: int | None) -> dict[str, int]:
    """Return a free port for each server, all different; from the given one on if there is one."""
    names = ("ours", "fastapi", "channels", "selfgroup")
    ports = {}
    with ExitStack() as held:
        for number, name in enumerate(names):
            probe = held.enter_context(socket.socket())
            # What an earlier run's sockets left behind does not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", 0 if first is None else first + number))
            except OSError:
                raise SystemExit(f"port {first} and the three after it have to be free") from None
            ports[name] = probe.getsockname()[1]
    return ports


def raise_file_limit(needed: int) -> None:
    """Let this process and its children hold as many sockets as are wanted."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise SystemExit(f"{needed} open files are needed and {hard} allowed: ulimit -Hn, --idle")
    if soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


def start_database(options: argparse.Namespace, folder: Path) -> Database:
    """Return a running PostgreSQL, on the client's core if it is our own; sets Django up with it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "jobassist.settings"
    os.environ["DATA_DIR"] = str(folder)
    if options.database_url:
        os.environ.update(DATABASE_URL=options.database_url, SECRET_KEY="of the benchmark only")
    else:
        os.environ.pop("DATABASE_URL", None)
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.conf import settings

    from jobassist import local_postgres

    if not options.database_url:
        local_postgres.ensure_running(folder)
    return Database(
        url=settings.DATABASE_URL,
        data_dir=None if options.database_url else folder,
        cores={options.client_core},
    )


def read_database_settings() -> dict[str, str]:
    """Return what decides how durable a commit is."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name IN"
            " ('fsync', 'synchronous_commit', 'full_page_writes', 'server_version')"
        )
        return dict(cursor.fetchall())


def run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Run everything that was asked for; return the result."""
    raise_file_limit(max(options.idle + 500, 4_000))
    os.sched_setaffinity(0, {options.client_core})
    database = start_database(options, folder)
    bench = Bench(options, database, folder, read_texts(options.data), choose_ports(options.port))
    skipped = []
    with ExitStack() as cleanup:
        cleanup.callback(bench.leave_database)
        cleanup.callback(bench.stop_servers)
        ours = bench.start_server("ours")
        from socket_people import analyse_tables, check_kept, count_rows, read_writes

        if (options.bench_dir / "ws_apps.py").exists():
            for name, app, layer in (
                ("fastapi", "fastapi_app", "none"),
                ("channels", "channels_app", "none"),
                ("selfgroup", "channels_app", "memory"),
            ):
                bench.servers[name] = start_peer(
                    name,
                    app=app,
                    layer=layer,
                    port=bench.ports[name],
                    core=options.server_core,
                    bench_dir=options.bench_dir,
                    folder=folder,
                )
        else:
            skipped.append(f"every ratio: {options.bench_dir}/ws_apps.py is not here")
            print(f"skipped {skipped[0]}", flush=True)
        bench.write(analyse_tables)
        durability = bench.write(read_database_settings)
        writes = bench.write(read_writes)
        if set(options.measures) - {"idle"}:
            for number in range(1, options.rounds + 1):
                bench.run_round(number)
        ours.stop()
        del bench.servers["ours"]
        errors_logged = ours.count_errors()
        kept = bench.write(check_kept, bench.acked)
        print(f"kept: {json.dumps(kept)}", flush=True)
        rows = bench.write(count_rows, bench.acked) if bench.acked else {}
        # A session's counts are told when it ends, a little later than it says.
        time.sleep(1.5)
        written = bench.write(read_writes)
        turns = max(1, len(bench.acked))
        writes = {key: round((written[key] - writes[key]) / turns, 2) for key in written}
        idle: dict[str, Any] = {}
        if "idle" in options.measures:
            if "channels" in bench.servers:
                idle["bare_channels"] = bench.run_idle_peer()
            bench.stop_servers()
            idle["ours"] = bench.run_idle()
    return report(
        bench,
        idle=idle,
        kept=kept,
        rows=rows,
        writes=writes,
        extra={
            "database": durability,
            "database_runs": "elsewhere"
            if options.database_url
            else f"on core {options.client_core}, with the client",
            "errors_logged": errors_logged,
            "skipped": skipped,
        },
    )


def report(
    bench: Bench,
    *,
    idle: dict[str, Any],
    kept: dict[str, int],
    rows: dict[str, float],
    writes: dict[str, float],
    extra: dict[str, Any],
) -> dict[str, Any]:
    """Return everything found, with the goals."""
    ratios = compare(bench.rounds)
    goals = [
        {key: each[key] for key in ("goal", "name", "ratio", "at_least", "met", "met_by_clock")}
        for each in ratios
        if "goal" in each
    ]
    if idle:
        held = idle["ours"]
        goals += [
            {
                "goal": 6,
                "name": "KB an idle connection",
                "figure": held["rss_kb_each"],
                "at_most": 40,
                "met": held["rss_kb_each"] <= 40,
            },
            {
                "goal": 6,
                "name": f"lost of {bench.options.idle}",
                "figure": bench.options.idle - held["answered_at_the_end"],
                "at_most": 0,
                "met": held["lost"] == 0 and held["answered_at_the_end"] == bench.options.idle,
            },
        ]
    row = next((each["ratio"] for each in ratios if each["name"].startswith("row of")), None)
    if rows:
        extra["rows"] = {
            "counted_a_turn": ROWS_A_TURN,
            "inserted_a_turn": rows,
            "writes_a_turn": writes,
            "ratio_of_all_inserted": None
            if row is None
            else round(row * rows["all"] / ROWS_A_TURN, 3),
        }
    wrong = {key: value for key, value in kept.items() if key != "acked" and value}
    return {
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "quick": bench.options.quick,
        "rounds": len(bench.rounds),
        "seconds_a_stage": bench.options.seconds,
        **extra,
        "stages": median_stages(bench.rounds),
        "ratios": ratios,
        "idle": idle,
        "kept": kept,
        "strange": bench.strange[:20],
        "goals": goals,
        "is_all_kept": not wrong,
        "is_all_met": bool(goals)
        and all(each["met"] for each in goals)
        and not wrong
        and not bench.strange,
    }


def parse_options() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data", type=Path, default=SHARED / "data", help="folder with jobs/*.jsonl.gz"
    )
    parser.add_argument(
        "--bench-dir", type=Path, default=SHARED / "bench", help="folder with ws_apps.py"
    )
    parser.add_argument("--quick", action="store_true", help="one short round, 1,000 idle")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0, help="counted, of each stage")
    parser.add_argument("--warmup", type=float, default=1.0)
    parser.add_argument("--idle", type=int, default=10_000, help="connections to hold")
    parser.add_argument("--hold", type=float, default=20.0, help="seconds to hold them")
    parser.add_argument(
        "--measures", default=",".join(MEASURES), help=f"some of {','.join(MEASURES)}"
    )
    parser.add_argument("--server-core", type=int, default=0)
    parser.add_argument("--client-core", type=int, default=1)
    parser.add_argument("--port", type=int, help="the first of four; else any that are free")
    parser.add_argument("--state", type=Path, help="folder for the database; else one thrown away")
    parser.add_argument("--database-url", help="a PostgreSQL to use instead; rows are left in it")
    parser.add_argument("--module", default="tests.web_process", help="what is run as our server")
    parser.add_argument("--out", type=Path, help="file for the result, beside the last line")
    options = parser.parse_args()
    options.measures = [each for each in options.measures.split(",") if each]
    if unknown := set(options.measures) - set(MEASURES):
        parser.error(f"unknown measures: {', '.join(sorted(unknown))}")
    options.connections = (100, 1_000)
    if options.quick:
        options.rounds, options.seconds, options.warmup = 1, 2.0, 1.0
        options.idle, options.hold = min(options.idle, 1_000), 5.0
    options.bench_dir = options.bench_dir.resolve()
    return options


def main() -> None:
    """Run the benchmark; the last line is the result."""
    options = parse_options()
    if len(os.sched_getaffinity(0)) < 2:
        print(json.dumps({"skipped": "two cores are needed: one serves, one loads"}))
        return
    # Stopped from outside it still stops what it has started.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit("stopped"))
    with tempfile.TemporaryDirectory(prefix="bench-sockets-") as thrown_away:
        folder = options.state or Path(thrown_away)
        folder.mkdir(parents=True, exist_ok=True)
        found = run(options, folder.resolve())
        from jobassist import local_postgres

        if not options.database_url:
            local_postgres.release(folder.resolve())
    if options.out:
        write_json(options.out, found)
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
