"""`manage.py serve` as a person meets it: one line when ready, nothing left when stopped."""

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from jobassist import local_postgres
from jobassist.management.commands.serve import Stop, read_demo_logins, settle_collector
from tests.databases import copy_data_folder
from tests.needs import needs

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 120.0

pytestmark = pytest.mark.slow


class Served:
    """A `serve` process and what it printed so far.

    It begins with every table there, or as on a fresh machine without `has_tables`.
    """

    def __init__(self, data_dir: Path, *, port: int, has_tables: bool = True, **more: str) -> None:
        if has_tables and not data_dir.exists():
            copy_data_folder(data_dir)
        self.data_dir = data_dir
        self.port = port
        self.output = data_dir.parent / f"output.{time.monotonic_ns()}"
        environment = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(data_dir),
            "PORT": str(port),
            "EMBEDDED_POSTGRES_IS_DURABLE": "false",
            "LOADS_DEMO": "false",
            **more,
        }
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def read(self) -> str:
        return self.output.read_text(errors="replace")

    def wait_until_ready(self) -> None:
        wait_until(
            lambda: "JobAssist is ready" in self.read() or self.process.poll() is not None,
            seconds=START_SECONDS,
        )
        assert "JobAssist is ready" in self.read(), self.read()

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=40)

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=20
            ) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@pytest.fixture
def port() -> int:
    return find_free_port()


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    port = find_free_port()
    words = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    server = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.DEVNULL)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(timeout=10)


@pytest.fixture
def serve(tmp_path: Path, port: int) -> Iterator[Callable[..., Served]]:
    started: list[Served] = []

    def start(**more: Any) -> Served:
        started.append(Served(tmp_path / "data", port=port, **more))
        return started[-1]

    yield start
    for served in started:
        if served.process.poll() is None:
            served.process.kill()
        served.process.wait(timeout=20)
    local_postgres.stop(tmp_path / "data")


def wait_until(is_true: Callable[[], bool], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not is_true() and time.monotonic() < deadline:
        time.sleep(0.1)


def list_processes(data_dir: Path) -> list[int]:
    """Return every live process that works for this data folder, by what it was told of it."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            if process.environ().get("DATA_DIR") == str(data_dir) or str(data_dir) in " ".join(
                process.cmdline()
            ):
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def test_ready_line_is_true_and_interrupt_leaves_nothing(serve, port):
    served = serve(has_tables=False)
    served.wait_until_ready()
    output = served.read()
    assert f"JobAssist is ready: http://127.0.0.1:{port}\n" in output
    assert "/admin/" in output
    assert "/api/docs" in output

    status, body = served.get("/readyz")
    assert (status, json.loads(body)["status"]) == (200, "ready")
    assert served.get("/api/docs")[0] == 200
    assert served.get("/api/v1/schema")[0] == 200
    status, page = served.get("/admin/login/")
    assert status == 200
    # With DEBUG off and nothing collected, what the pages need is served all the same.
    assert served.get("/static/unfold/css/styles.css")[0] == 200, page[:2000]
    assert len(list_processes(served.data_dir)) > 1

    started = time.monotonic()
    assert served.stop(signal.SIGINT) == 0
    assert time.monotonic() - started < 20
    assert list_processes(served.data_dir) == []
    assert "Traceback" not in served.read()


def test_killed_and_started_again(serve):
    first = serve()
    first.wait_until_ready()
    database = local_postgres.server_pid(first.data_dir)
    first.stop(signal.SIGKILL)
    assert local_postgres.server_pid(first.data_dir) == database

    second = serve()
    second.wait_until_ready()
    assert second.stop(signal.SIGTERM) == 0
    wait_until(lambda: not list_processes(second.data_dir), seconds=5)
    assert list_processes(second.data_dir) == []


def test_two_started_at_once_share_one_database(serve):
    first = serve(has_tables=False)
    second = serve(has_tables=False, PORT=str(find_free_port()))
    first.wait_until_ready()
    second.wait_until_ready()
    assert first.stop(signal.SIGINT) == 0
    # The second one still uses it.
    assert local_postgres.server_pid(second.data_dir) is not None
    assert second.stop(signal.SIGINT) == 0
    assert list_processes(second.data_dir) == []


def test_background_work_is_done_in_the_web_process(serve):
    served = serve()
    served.wait_until_ready()
    with psycopg.connect(local_postgres.database_url(served.data_dir)) as connection:
        connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
            " VALUES ('default', 'jobassist.retry_stalled', '{\"timestamp\": 1}', 'todo')"
        )

    def is_done() -> bool:
        with psycopg.connect(local_postgres.database_url(served.data_dir)) as connection:
            left = connection.execute(
                "SELECT count(*) FROM procrastinate_jobs"
                " WHERE task_name = 'jobassist.retry_stalled' AND args = '{\"timestamp\": 1}'"
            ).fetchone()
        return left == (0,)

    wait_until(is_done, seconds=20)
    assert is_done()


@needs("redis")
def test_ready_with_redis_between_processes(serve, redis_url):
    served = serve(REDIS_URL=redis_url)
    served.wait_until_ready()
    assert json.loads(served.get("/readyz")[1])["parts"]["layer"] == "ok"


def test_serves_without_redis_and_says_what_is_missing(serve):
    served = serve(REDIS_URL=f"redis://127.0.0.1:{find_free_port()}/0")
    served.wait_until_ready()
    status, body = served.get("/readyz")
    assert status == 200
    answer = json.loads(body)
    assert answer["status"] == "degraded"
    assert (answer["parts"]["layer"], answer["parts"]["database"]) == ("failed", "ok")


def test_port_in_use_is_one_clear_line(serve, port, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        served = serve(has_tables=False)
        assert served.process.wait(timeout=60) == 1
    lines = [line for line in served.read().splitlines() if line.strip()]
    assert len(lines) == 1, lines
    assert f"Port {port} is in use" in lines[0]
    # Refused before anything was started.
    assert local_postgres.server_pid(tmp_path / "data") is None


def test_interrupt_while_starting_leaves_nothing(serve):
    served = serve(has_tables=False)
    wait_until(lambda: local_postgres.server_pid(served.data_dir) is not None, seconds=60)
    assert served.stop(signal.SIGINT) == 0
    assert list_processes(served.data_dir) == []
    assert "Traceback" not in served.read()


@pytest.mark.parametrize("content", [None, "not json", '[{"role": "seeker"}]', '{"a": 1}'])
def test_demo_logins_that_cannot_be_read_are_none(tmp_path, content):
    if content is not None:
        (tmp_path / "demo_logins.json").write_text(content)
    assert read_demo_logins(tmp_path) == []


def test_demo_logins_are_read(tmp_path):
    login = {"role": "seeker", "login": "a@example.com", "password": "p"}
    (tmp_path / "demo_logins.json").write_text(json.dumps([login | {"more": 1}]))
    assert read_demo_logins(tmp_path) == [login]


def test_an_interrupt_that_was_dropped_is_heeded_at_the_next_step():
    stop = Stop()
    stop.heed()
    with pytest.raises(KeyboardInterrupt):
        stop.on_signal(signal.SIGINT, None)
    with pytest.raises(KeyboardInterrupt):
        stop.heed()


def test_the_collector_lets_what_start_up_made_alone():
    thresholds = gc.get_threshold()
    try:
        settle_collector()
        # What a full pass would still have to look at is next to nothing.
        assert len(gc.get_objects()) < gc.get_freeze_count() / 100
        assert gc.isenabled()
        assert gc.get_threshold() > thresholds
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
