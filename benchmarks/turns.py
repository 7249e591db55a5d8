"""How long a whole turn of the rules engine takes, beside one query embedding of the same run.

Frame in to `turn.finished`, over the real socket of a real server process, on a corpus of
real postings: one user, then many at once. Three runs, the medians; the last line is JSON.
"""

import argparse
import asyncio
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from timing import percentile
from websockets.asyncio.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
STATE = ROOT / ".data" / "bench"
FILES = ("jobs/jobs_zh.jsonl.gz", "jobs/jobs_en.jsonl.gz")
SCALE_FILE = "jobs/jobs_en_headers.jsonl.gz"

ZH_WORK = (
    "Java 后端", "前端开发", "Python 工程师", "测试工程师", "产品经理", "运营", "销售", "会计", "数据分析师",
    "算法工程师", "运维", "UI 设计师", "客服", "司机", "安卓开发", "大数据开发", "HR", "电工", "仓库管理员",
)  # fmt: skip
ZH_PLACE = ("上海", "北京", "深圳", "杭州", "广州", "成都", "武汉", "南京", "西安", "苏州")
EN_WORK = (
    "data scientist", "machine learning engineer", "program manager", "account manager",
    "data engineer", "technical writer", "sales manager", "research scientist", "data analyst",
    "customer service", "administrative assistant", "software engineer",
)  # fmt: skip
EN_PLACE = ("New York", "San Francisco", "Chicago", "Boston", "Austin", "London", "Seattle")


def build_messages(count: int, *, seed: int) -> list[str]:
    """Return what people say, in both languages: openings, changes, refusals, questions."""
    rng = random.Random(seed)
    said: list[str] = []
    while len(said) < count:
        if rng.random() < 0.5:
            pay = rng.choice((10, 12, 15, 18, 20, 25, 30))
            said.append(f"{rng.choice(ZH_PLACE)} {rng.choice(ZH_WORK)},{pay}k 以上")
            said += rng.sample(
                ["换一批", "工资太低了", "第一个为什么推荐", "不要外包", f"改成{rng.choice(ZH_PLACE)}",
                 "第二个加班吗", "还有别的吗"], 3)  # fmt: skip
        else:
            pay = rng.choice((50, 60, 80, 90, 100, 120))
            said.append(f"{rng.choice(EN_WORK)} in {rng.choice(EN_PLACE)}, at least {pay}k")
            said += rng.sample(
                ["others please", "the pay is too low", "why the first one?", "no agencies",
                 f"make it {rng.choice(EN_PLACE)} instead", "is the second one remote?",
                 "anything else?"], 3)  # fmt: skip
    return said[:count]


class Server:
    """The project's own server on a port and folder of the benchmark's."""

    def __init__(self, *, data_dir: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.command = [sys.executable, "manage.py", "serve"]
        self.environment = {
            **os.environ,
            "DATA_DIR": str(data_dir),
            "PORT": str(self.port),
            "LOADS_DEMO": "false",
            "LOG_LEVEL": "WARNING",
        }

    def run(self, *words: str) -> None:
        """Run a command of the project to its end."""
        subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment, check=True
        )

    def start(self) -> None:
        """Start the server and wait until it is ready."""
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urlopen(f"{self.url}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.2)
        raise SystemExit("the server did not become ready")

    def stop(self) -> None:
        """Stop it as Ctrl-C would."""
        self.process.terminate()
        self.process.wait(timeout=30)

    def post(self, path: str, body: dict[str, Any], *, access: str = "") -> dict[str, Any]:
        """Post JSON."""
        headers = {"Content-Type": "application/json"}
        if access:
            headers["Authorization"] = f"Bearer {access}"
        request = Request(self.url + path, data=json.dumps(body).encode(), headers=headers)
        with urlopen(request, timeout=30) as answer:
            return dict(json.load(answer))


class Person:
    """A guest on a socket who says one thing after another."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.wire: ClientConnection
        self.conversation_id = ""

    async def arrive(self) -> "Person":
        """Open a guest session and a socket, and hear the greeting out."""
        access = self.server.post("/api/v1/auth/guest", {"locale": "en"})["access"]
        ticket = self.server.post("/api/v1/auth/ws-ticket", {}, access=access)["ticket"]
        address = self.server.url.replace("http", "ws") + "/ws/v1/chat"
        self.wire = await connect(address, subprotocols=["jobchat.v1"], max_size=2**22)  # type: ignore[list-item]
        await self._send("hello", {"ticket": ticket, "locale": "en"})
        welcome = await self._until("welcome")
        self.conversation_id = welcome["data"]["conversations"][0]["conversation_id"]
        await self._until("turn.finished")
        return self

    async def take_turn(self, text: str) -> float:
        """Say something; return the milliseconds until the turn has ended."""
        start = time.perf_counter()
        await self._send("message.send", {"text": text})
        finished = await self._until("turn.finished")
        if finished["data"]["outcome"] != "completed":
            raise SystemExit(f"a turn ended as {finished['data']}")
        return (time.perf_counter() - start) * 1000

    async def _send(self, kind: str, data: dict[str, Any]) -> None:
        frame = {"v": 1, "type": kind, "id": str(uuid.uuid4()), "data": data}
        if self.conversation_id:
            frame["conversation_id"] = self.conversation_id
        await self.wire.send(json.dumps(frame))

    async def _until(self, kind: str) -> dict[str, Any]:
        async with asyncio.timeout(60):
            while True:
                frame = json.loads(await self.wire.recv())
                if frame["type"] == kind:
                    return dict(frame)


def summarise(values: list[float]) -> dict[str, float]:
    """Return p50 and p95 in milliseconds."""
    return {"p50": round(percentile(values, 0.5), 2), "p95": round(percentile(values, 0.95), 2)}


async def run_alone(server: Server, *, turns: int, seed: int) -> tuple[list[float], list[float]]:
    """Return (turns, query embeddings) in milliseconds, taken alternately in the same minutes."""
    from jobassist.ai.offline_embedder import OfflineEmbedder

    embedder = OfflineEmbedder()
    embedder.embed_queries(["warm up"])
    person = await Person(server).arrive()
    took, embedded = [], []
    for number, text in enumerate(build_messages(turns, seed=seed)):
        took.append(await person.take_turn(text))
        start = time.perf_counter()
        # A number makes the text new: no cache of vectors can answer.
        embedder.embed_queries([f"{text} {number}"])
        embedded.append((time.perf_counter() - start) * 1000)
    await person.wire.close()
    return took, embedded


async def run_crowd(server: Server, *, users: int, turns: int, seed: int) -> list[float]:
    """Return the milliseconds of every turn when many talk at once, each waiting for answers."""
    people = [await Person(server).arrive() for _ in range(users)]

    async def talk(person: Person, number: int) -> list[float]:
        return [await person.take_turn(t) for t in build_messages(turns, seed=seed + number)]

    found = await asyncio.gather(*(talk(person, n) for n, person in enumerate(people)))
    for person in people:
        await person.wire.close()
    return [each for took in found for each in took]


def prepare(server: Server, *, data: Path, postings: int) -> int:
    """Fill the benchmark's database once; return how many postings it holds."""
    files = [str(data / name) for name in FILES]
    if postings > 25_000:
        files.append(str(data / SCALE_FILE))
    marker = Path(server.environment["DATA_DIR"]) / "imported.json"
    if not marker.exists():
        server.run("migrate", "--verbosity", "0")
        server.run("import_jobs", *files)
        marker.write_text(json.dumps(files))
    # What the background does with new rows would else run beside the turns.
    script = (
        "import django; django.setup(); from django.utils import timezone\n"
        "from jobs import embedding; from jobs.inventory import duplicates\n"
        "from jobs.models import Posting\n"
        "embedding.heal_missing(now=timezone.now())\n"
        "while duplicates.link_duplicates().taken: pass\n"
        "print(Posting.objects.filter(status='active').count())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**server.environment, "DJANGO_SETTINGS_MODULE": "jobassist.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout.strip().splitlines()[-1])


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED, help="folder with jobs/*.jsonl.gz")
    parser.add_argument("--postings", type=int, default=20_000, help="20000 or 70000")
    parser.add_argument("--turns", type=int, default=200)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    if not (options.data / FILES[0]).exists():
        print(json.dumps({"skipped": f"{options.data.name}/{FILES[0]} is not here"}))
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
    sys.path.insert(0, str(ROOT))
    folder = STATE if options.postings <= 25_000 else STATE.with_name("bench-large")
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["DATA_DIR"] = str(folder)
    server = Server(data_dir=folder)
    held = prepare(server, data=options.data, postings=options.postings)
    server.start()
    runs = []
    try:
        for run in range(options.runs):
            alone, embedded = asyncio.run(run_alone(server, turns=options.turns, seed=run))
            crowd = asyncio.run(
                run_crowd(
                    server,
                    users=options.users,
                    turns=max(4, options.turns // options.users),
                    seed=1000 * run,
                )
            )
            found = {
                "turn_ms": summarise(alone),
                "embedding_ms": summarise(embedded),
                "crowd_turn_ms": summarise(crowd),
            }
            print(f"run {run + 1}: {json.dumps(found)}", flush=True)
            runs.append(found)
    finally:
        server.stop()

    def median(name: str, part: str) -> float:
        return round(statistics.median(each[name][part] for each in runs), 2)

    embedding = median("embedding_ms", "p50")
    print(
        json.dumps(
            {
                "postings": held,
                "turns": options.turns,
                "turn_ms": {part: median("turn_ms", part) for part in ("p50", "p95")},
                "embedding_ms_p50": embedding,
                "turn_to_embedding": {
                    part: round(median("turn_ms", part) / embedding, 2) for part in ("p50", "p95")
                },
                "users": options.users,
                "crowd_turn_ms": {part: median("crowd_turn_ms", part) for part in ("p50", "p95")},
            }
        )
    )


if __name__ == "__main__":
    main()
