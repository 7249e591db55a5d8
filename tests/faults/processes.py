"""Web processes, one PostgreSQL database and a Redis: started, killed and looked into by tests.

A `Cluster` is a deployment on loopback. Its database is a fresh one on the tests' embedded
server (`tests/databases.py`). What tests ask of it goes past Django, so that no rule of ours hides a fault.
"""

import contextlib
import datetime
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil
import psycopg
import redis

from tests.databases import (
    APPLICATION,
    ROOT,
    SECRET_KEY,
    create_database,
    database_url,
    drop_database,
)

READY_SECONDS = 90.0


def find_free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


def wait_until(is_true: Callable[[], Any], *, seconds: float, what: str = "") -> float:
    """Wait until something holds; returns how long it took, fails after `seconds`."""
    start = time.monotonic()
    while not is_true():
        if time.monotonic() - start > seconds:
            raise AssertionError(f"not within {seconds} s: {what or is_true}")
        time.sleep(0.02)
    return time.monotonic() - start


class WebProcess:
    """One `python -m tests.web_process` on a port of its own, its output in a file."""

    def __init__(self, folder: Path, *, name: str = "web", environment: dict[str, str]) -> None:
        self.name = name
        self.port = find_free_port()
        self.log_path = folder / f"{name}.log"
        self.environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "PORT": str(self.port),
            "DATA_DIR": str(folder / "data"),
            "SECRET_KEY": SECRET_KEY,
            "EMBEDDED_POSTGRES_IS_DURABLE": "false",
            "LOADS_DEMO": "0",
            "LOG_FORMAT": "json",
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The socket's address."""
        return f"ws://127.0.0.1:{self.port}/ws/v1/chat"

    @property
    def http_url(self) -> str:
        """The address that HTTP paths are put behind."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The id of the process that runs now."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> "WebProcess":
        """Start it and return at once."""
        assert not self.is_running
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.web_process"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def wait_ready(self, *, path: str = "/readyz", seconds: float = READY_SECONDS) -> float:
        """Wait until it answers 200 on `path`; returns how long that took."""

        def is_ready() -> bool:
            if not self.is_running:
                raise AssertionError(f"{self.name} ended: {self.log()[-2000:]}")
            return self.get(path)[0] == 200

        try:
            return wait_until(is_ready, seconds=seconds)
        except AssertionError as error:
            raise AssertionError(f"{self.name} not ready: {error}; {self.log()[-2000:]}") from None

    def send_signal(self, number: int) -> None:
        """Send a signal, SIGSTOP and SIGCONT among them."""
        assert self._process is not None
        self._process.send_signal(number)

    def wait(self, *, seconds: float = 40.0) -> int:
        """Wait for its end; returns the exit code."""
        assert self._process is not None
        return self._process.wait(timeout=seconds)

    def terminate(self, *, seconds: float = 40.0) -> float:
        """Ask it to stop as a deployment does and wait; returns how long that took."""
        start = time.monotonic()
        self.send_signal(signal.SIGTERM)
        self.wait(seconds=seconds)
        return time.monotonic() - start

    def kill(self) -> None:
        """End it at once, in whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=20)

    def restart(self, *, kill: bool = True) -> None:
        """End it and start it again on the same port; returns when it is ready."""
        if self.is_running:
            if kill:
                self.kill()
            else:
                self.terminate()
        self.start().wait_ready()

    def memory_bytes(self) -> int:
        """Return what the process alone holds in memory."""
        return int(psutil.Process(self.pid).memory_full_info().uss)

    def cpu_seconds(self) -> float:
        """Return the processor time spent so far."""
        times = psutil.Process(self.pid).cpu_times()
        return float(times.user + times.system)

    def log(self) -> str:
        """Return what it has printed since it was first started."""
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def log_records(self, event: str = "") -> list[dict[str, Any]]:
        """Return its log lines, only those of one event if given."""
        found = []
        for line in self.log().splitlines():
            with contextlib.suppress(ValueError):
                record = json.loads(line)
                if isinstance(record, dict) and event in ("", record.get("event")):
                    found.append(record)
        return found

    def tracebacks(self) -> list[str]:
        """Return the lines of the log that tell of an exception nobody expected."""
        bare = [line for line in self.log().splitlines() if line.startswith("Traceback (most")]
        return bare + [
            f"{record['event']}: {record['exception']}"
            for record in self.log_records()
            if record.get("level") in ("error", "critical") and "exception" in record
        ]

    def get(self, path: str) -> tuple[int, Any]:
        """Return status and JSON of a GET; status 0 when nobody answered."""
        return self.request("GET", path)

    def request(
        self, method: str, path: str, body: object = None, *, access: str = ""
    ) -> tuple[int, Any]:
        """Return status and JSON of a request, with a Bearer token if given; 0 for no answer."""
        request = urllib.request.Request(
            self.http_url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Connection": "close"},
        )
        if access:
            request.add_header("Authorization", f"Bearer {access}")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                raw, status = answer.read(), answer.status
        except urllib.error.HTTPError as error:
            with error:
                raw, status = error.read(), error.code
        except OSError:
            return 0, None
        try:
            return status, json.loads(raw) if raw else None
        except ValueError:
            return status, raw


class RedisServer:
    """Debian's redis-server on a free port, keeping nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self.port = find_free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for REDIS_URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> "RedisServer":
        """Start it, empty, and wait until it answers."""
        words = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self._process = subprocess.Popen(
            [*words, "--appendonly", "no"],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(self._is_answering, seconds=10, what="redis answers")
        return self

    def kill(self) -> None:
        """End it at once; what it held is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)
            self._process = None

    def pause(self) -> None:
        """Let it accept connections and say nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on after `pause`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def revive(self) -> None:
        """Have it running and answering, whatever was done to it."""
        if self._process is None:
            self.start()
        else:
            self.resume()

    def flush(self) -> None:
        """Forget every key; subscriptions stay."""
        with redis.Redis(port=self.port) as client:
            client.flushall()

    def drop_clients(self) -> None:
        """End every connection to it."""
        with redis.Redis(port=self.port) as client:
            client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
            client.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")

    def _is_answering(self) -> bool:
        try:
            with redis.Redis(port=self.port, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


@dataclass
class Person:
    """Somebody with a sign-in, a stream of their own and a first conversation."""

    user_id: uuid.UUID
    sign_in_id: uuid.UUID
    me_id: uuid.UUID
    conversation_id: str
    epoch: str


class Database:
    """One database of the tests' server, asked and changed past Django."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.url = database_url(name)
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None

    def execute(self, query: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement, committed at once; returns its rows."""
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(
                self.url, autocommit=True, application_name=APPLICATION
            )
        cursor = self._connection.execute(query.encode(), params or None)
        return cursor.fetchall() if cursor.description else []

    def value(self, query: str, params: Sequence[Any] = ()) -> Any:
        """Return the first field of the first row, None when there is none."""
        rows = self.execute(query, params)
        return rows[0][0] if rows else None

    def connect(self) -> "psycopg.Connection[tuple[Any, ...]]":
        """Return another connection, in transactions: to hold locks while others wait."""
        return psycopg.connect(self.url, application_name=APPLICATION)

    def close(self) -> None:
        """Give up the connection."""
        if self._connection is not None:
            self._connection.close()

    # --- people -----------------------------------------------------------

    def make_people(self, count: int = 1) -> list[Person]:
        """Make people who are signed in and have an empty conversation each."""
        now = datetime.datetime.now(datetime.UTC)
        people = [
            Person(
                user_id=uuid.uuid4(),
                sign_in_id=uuid.uuid4(),
                me_id=uuid.uuid4(),
                conversation_id=str(uuid.uuid4()),
                epoch=secrets.token_hex(4),
            )
            for _ in range(count)
        ]
        users = [(each.user_id, now) for each in people]
        sign_ins = [
            (each.sign_in_id, each.user_id, now, now, now + datetime.timedelta(days=30))
            for each in people
        ]
        streams = [
            (stream, kind, each.user_id, each.epoch, now, now)
            for each in people
            for stream, kind in ((each.me_id, "me"), (each.conversation_id, "assistant"))
        ]
        places = [(stream[0], stream[2], now) for stream in streams]
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO accounts_user (password, is_superuser, id, is_guest, display_name,"
                " locale, time_zone, is_staff, is_active, session_version, created_at)"
                " VALUES ('!', false, %s, true, '', 'en', 'UTC', false, true, 1, %s)",
                users,
            )
            cursor.executemany(
                "INSERT INTO accounts_signin (id, user_id, device_name, created_at, last_used_at,"
                " expires_at, end_reason, rotation, request_hash)"
                " VALUES (%s, %s, '', %s, %s, %s, '', 0, '')",
                sign_ins,
            )
            cursor.executemany(
                "INSERT INTO eventlog_conversation (id, kind, owner_id, title, scene, epoch,"
                " head_seq, is_remembered, created_at, updated_at)"
                " VALUES (%s, %s, %s, '', 'find', %s, 0, true, %s, %s)",
                streams,
            )
            cursor.executemany(
                "INSERT INTO eventlog_participant (conversation_id, user_id, role, last_read_seq,"
                " joined_at) VALUES (%s, %s, 'seeker', 0, %s)",
                places,
            )
        return people

    def make_person(self) -> Person:
        """Make one person."""
        return self.make_people()[0]

    def make_sign_in(self, person: Person) -> Person:
        """Return the same person signed in on another device as well."""
        now = datetime.datetime.now(datetime.UTC)
        sign_in_id = uuid.uuid4()
        self.execute(
            "INSERT INTO accounts_signin (id, user_id, device_name, created_at, last_used_at,"
            " expires_at, end_reason, rotation, request_hash)"
            " VALUES (%s, %s, '', %s, %s, %s, '', 0, '')",
            [sign_in_id, person.user_id, now, now, now + datetime.timedelta(days=30)],
        )
        return Person(
            user_id=person.user_id,
            sign_in_id=sign_in_id,
            me_id=person.me_id,
            conversation_id=person.conversation_id,
            epoch=person.epoch,
        )

    def make_tickets(self, people: Iterable[Person], *, seconds: float = 60.0) -> list[str]:
        """Return a fresh ticket for each of these, without any limit on how many."""
        now = datetime.datetime.now(datetime.UTC)
        expires_at = now + datetime.timedelta(seconds=seconds)
        tickets, rows = [], []
        for person in people:
            ticket = secrets.token_urlsafe(32)
            tickets.append(ticket)
            ticket_hash = hashlib.sha256(ticket.encode()).hexdigest()
            rows.append((ticket_hash, person.user_id, person.sign_in_id, now, expires_at))
        insert = (
            "INSERT INTO accounts_socketticket (ticket_hash, user_id, sign_in_id, created_at,"
            " expires_at) VALUES (%s, %s, %s, %s, %s)"
        )
        if len(rows) == 1:
            self.execute(insert, rows[0])
            return tickets
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.executemany(insert, rows)
        return tickets

    def make_ticket(self, person: Person) -> str:
        """Return a fresh ticket of a person's sign-in."""
        return self.make_tickets([person])[0]

    # --- the truth --------------------------------------------------------

    def append_events(
        self, conversation_id: str | uuid.UUID, count: int, *, text: str = "event"
    ) -> int:
        """Append finished items as another writer would, ringing nobody; returns the head."""
        now = datetime.datetime.now(datetime.UTC)
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute(
                "UPDATE eventlog_conversation SET head_seq = head_seq + %s WHERE id = %s"
                " RETURNING head_seq",
                [count, conversation_id],
            )
            row = cursor.fetchone()
            assert row is not None
            head: int = row[0]
            rows = []
            for seq in range(head - count + 1, head + 1):
                item_id = uuid.uuid4()
                data = {
                    "item_id": str(item_id),
                    "role": "assistant",
                    "kind": "text",
                    "text": f"{text} {seq}",
                }
                rows.append((conversation_id, seq, item_id, json.dumps(data), now))
            cursor.executemany(
                "INSERT INTO eventlog_event (conversation_id, seq, type, item_id, data, at)"
                " VALUES (%s, %s, 'item.done', %s, %s, %s)",
                rows,
            )
        return head

    def events(self, conversation_id: str | uuid.UUID) -> list[tuple[int, str, Any]]:
        """Return (seq, type, data) of everything logged in a conversation, in order."""
        return [
            (seq, kind, data)
            for seq, kind, data in self.execute(
                "SELECT seq, type, data FROM eventlog_event WHERE conversation_id = %s"
                " ORDER BY seq",
                [conversation_id],
            )
        ]

    def head(self, conversation_id: str | uuid.UUID) -> int:
        """Return the newest `seq` of a conversation."""
        return int(
            self.value(
                "SELECT head_seq FROM eventlog_conversation WHERE id = %s", [conversation_id]
            )
        )

    def gaps(self) -> int:
        """Return in how many conversations the log is not 1, 2, … up to the head."""
        return int(
            self.value(
                "SELECT count(*) FROM eventlog_conversation c LEFT JOIN ("
                " SELECT conversation_id, count(*) AS n, max(seq) AS top, min(seq) AS low"
                " FROM eventlog_event GROUP BY 1) e ON e.conversation_id = c.id"
                " WHERE c.head_seq <> coalesce(e.n, 0) OR c.head_seq <> coalesce(e.top, 0)"
                " OR (e.n > 0 AND e.low <> 1)"
            )
        )

    def open_turns(self) -> int:
        """Return how many turns are queued or running."""
        return int(self.value("SELECT count(*) FROM chat_turn WHERE state <> 'finished'"))

    def count_connections(self) -> int:
        """Return how many connections the web processes hold now."""
        return int(
            self.value(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND application_name <> %s",
                [APPLICATION],
            )
        )

    def end_connections(self) -> int:
        """End every connection but the tests' own, whatever it does; returns how many."""
        return int(
            self.value(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name <> %s",
                [APPLICATION],
            )
        )


class Operator:
    """Another process of the deployment, without sockets: it logs people out and bans them."""

    def __init__(self, environment: dict[str, str], *, log_path: Path) -> None:
        with log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.operate"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )

    def do(self, order: str, **arguments: str) -> Any:
        """Have an order of `operate.py` carried out and committed; returns what it returned."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        line = json.dumps({"order": order, "arguments": arguments})
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline() or b'{"error": "it ended"}')
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def stop(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=20)
        self._process.stdout.close()


@dataclass
class Cluster:
    """Web processes on one database, with a Redis between them if asked for.

    To be used by `with`. `environment` goes to every process; see `docs/settings.md` and
    `tests/web_process.py`.
    """

    processes: int = 1
    has_redis: bool = False
    environment: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> "Cluster":
        self.folder = Path(tempfile.mkdtemp(prefix="jobassist-cluster-"))
        self._exit = contextlib.ExitStack()
        self._exit.callback(shutil.rmtree, self.folder, ignore_errors=True)
        try:
            self.database = Database(create_database())
            self._exit.callback(drop_database, self.database.name)
            self._exit.callback(self.database.close)
            self.redis: RedisServer | None = None
            if self.has_redis:
                self.redis = RedisServer(self.folder).start()
                self._exit.callback(self.redis.kill)
            self.webs: list[WebProcess] = []
            for _ in range(self.processes):
                self.add_web()
            for web in self.webs:
                web.wait_ready()
        except BaseException:
            self._exit.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            for web in self.webs:
                sys.stderr.write(f"--- {web.name}, the end of its log\n{web.log()[-4000:]}\n")
        self._exit.close()

    def add_web(self, **environment: str) -> WebProcess:
        """Start one more web process; wait for it by `wait_ready`."""
        web = WebProcess(
            self.folder,
            name=f"web{len(self.webs)}",
            environment=self._environment() | environment,
        )
        self.webs.append(web.start())
        self._exit.callback(web.kill)
        return web

    def start_operator(self) -> Operator:
        """Start the process that logs out and bans."""
        beside = WebProcess(self.folder, name="operator", environment=self._environment())
        operator = Operator(beside.environment, log_path=self.folder / "operator.log")
        self._exit.callback(operator.stop)
        operator.do("nothing")
        return operator

    def _environment(self) -> dict[str, str]:
        found = {"DATABASE_URL": self.database.url, **self.environment}
        if "CHANGES" in os.environ:
            # A rule is being taken out, to see which case fails; see tests/web_process.py.
            changes = json.loads(found.get("CHANGES", "{}")) | json.loads(os.environ["CHANGES"])
            found["CHANGES"] = json.dumps(changes)
        if self.redis is not None:
            found["REDIS_URL"] = self.redis.url
        return found
