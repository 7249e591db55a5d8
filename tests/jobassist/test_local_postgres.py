"""The embedded database survives what happens to it: crashes, crowds, odd folders, root."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from jobassist import local_postgres
from tests.needs import can_make_user_namespace, needs, needs_root

ROOT = Path(__file__).resolve().parent.parent.parent
# A process that uses the server until it is told to go, or for good.
USER_PROGRAM = """
import sys
from pathlib import Path
from jobassist import local_postgres
url = local_postgres.ensure_running(Path(sys.argv[1]), durable=False)
print(local_postgres.server_pid(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    yield folder
    local_postgres.stop(folder)


def start_user(data_dir: Path, **options) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", USER_PROGRAM, str(data_dir)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def read_server_pid(user: "subprocess.Popen[str]") -> int:
    assert user.stdout is not None
    return int(user.stdout.readline())


def kill(user: "subprocess.Popen[str]") -> None:
    user.kill()
    user.communicate(timeout=10)


def finish(user: "subprocess.Popen[str]") -> None:
    user.communicate(timeout=60)


def select_one(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT 1").fetchone()
    assert row is not None
    return row[0]


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def socket_folder(data_dir: Path) -> Path:
    return Path(str(conninfo_to_dict(local_postgres.database_url(data_dir))["host"]))


def wait_until(is_true: Callable[[], bool], *, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)


def test_first_use_creates_a_usable_database(data_dir):
    url = local_postgres.ensure_running(data_dir, durable=False)
    local_postgres.require_usable_server(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION vector")
        row = connection.execute("SELECT datcollate, datlocprovider FROM pg_database").fetchone()
    assert row == ("C", "b")


def test_last_user_stops_the_server(data_dir):
    local_postgres.ensure_running(data_dir, durable=False)
    other = start_user(data_dir)
    pid = read_server_pid(other)
    assert local_postgres.release(data_dir) is False
    assert is_alive(pid)
    finish(other)
    assert not is_alive(pid)


def test_second_use_keeps_what_was_written(data_dir):
    url = local_postgres.ensure_running(data_dir, durable=False)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    assert local_postgres.release(data_dir) is True
    assert local_postgres.server_pid(data_dir) is None
    with psycopg.connect(local_postgres.ensure_running(data_dir, durable=False)) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_killed_server_starts_again(data_dir):
    user = start_user(data_dir)
    pid = read_server_pid(user)
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not is_alive(pid))
    kill(user)
    assert select_one(local_postgres.ensure_running(data_dir, durable=False)) == 1
    assert local_postgres.server_pid(data_dir) != pid


def test_server_of_a_killed_process_is_taken_over_and_stopped(data_dir):
    user = start_user(data_dir)
    pid = read_server_pid(user)
    kill(user)
    assert is_alive(pid)
    assert select_one(local_postgres.ensure_running(data_dir, durable=False)) == 1
    assert local_postgres.server_pid(data_dir) == pid
    assert local_postgres.release(data_dir) is True
    wait_until(lambda: not is_alive(pid))


def test_pid_file_naming_a_stranger_does_not_hinder(data_dir):
    local_postgres.ensure_running(data_dir, durable=False)
    written = (data_dir / "postgres" / "data" / "postmaster.pid").read_text().split("\n")
    local_postgres.release(data_dir)
    # As after a restart of the machine, when the number belongs to another program.
    written[0] = str(os.getpid())
    (data_dir / "postgres" / "data" / "postmaster.pid").write_text("\n".join(written))
    sockets = socket_folder(data_dir)
    sockets.mkdir(exist_ok=True)
    (sockets / ".s.PGSQL.5432.lock").write_text("\n".join(written))
    assert local_postgres.server_pid(data_dir) is None
    assert select_one(local_postgres.ensure_running(data_dir, durable=False)) == 1


def test_many_at_once_start_one_server(data_dir):
    users = [start_user(data_dir) for _ in range(4)]
    try:
        assert len({read_server_pid(user) for user in users}) == 1
    finally:
        for user in users:
            finish(user)
    assert local_postgres.server_pid(data_dir) is None


def test_interrupted_creation_is_begun_anew(data_dir):
    unfinished = data_dir / "postgres" / "data.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    assert select_one(local_postgres.ensure_running(data_dir, durable=False)) == 1
    assert not unfinished.exists()


def test_long_and_foreign_path_works(tmp_path):
    folder = tmp_path / "数据, 'und' $(touch x) \"mehr\"" / ("lang" * 30)
    try:
        assert select_one(local_postgres.ensure_running(folder, durable=False)) == 1
        assert socket_folder(folder).is_dir()
    finally:
        local_postgres.stop(folder)
    assert not socket_folder(folder).exists()


def test_folders_are_closed_to_others(data_dir):
    local_postgres.ensure_running(data_dir, durable=False)
    for folder in (data_dir / "postgres", data_dir / "postgres/data", socket_folder(data_dir)):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    assert stat.S_IMODE((data_dir / "postgres" / "server.log").stat().st_mode) == 0o600


def test_data_of_another_version_is_refused(data_dir):
    (data_dir / "postgres" / "data").mkdir(parents=True)
    (data_dir / "postgres" / "data" / "PG_VERSION").write_text("15\n")
    with pytest.raises(local_postgres.DatabaseStartError, match="made by PostgreSQL 15"):
        local_postgres.ensure_running(data_dir)


def test_log_holds_no_words_of_a_failed_statement(data_dir):
    url = local_postgres.ensure_running(data_dir, durable=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE people (email text UNIQUE)")
        connection.execute("INSERT INTO people VALUES ('canary@example.com')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO people VALUES ('canary@example.com')")
    log = (data_dir / "postgres" / "server.log").read_text()
    assert "duplicate key" in log
    assert "canary" not in log


def test_unreachable_server_is_named_in_one_line():
    with pytest.raises(local_postgres.DatabaseStartError, match="does not answer") as caught:
        local_postgres.require_usable_server(
            "postgresql://someone@127.0.0.1:9/nothing", connect_seconds=2
        )
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("version", "pgvector", "message"),
    [
        (150_018, "0.8.0", "PostgreSQL 16 or newer is needed; this server is 15"),
        (160_004, "0.7.4", "pgvector 0.8 or newer is needed; this server has 0.7.4"),
        (160_004, None, "no pgvector"),
    ],
)
def test_server_too_old_is_refused(monkeypatch, version, pgvector, message):
    monkeypatch.setattr(psycopg, "connect", lambda *_, **__: OldServer(version, pgvector))
    with pytest.raises(local_postgres.DatabaseStartError, match=message):
        local_postgres.require_usable_server("postgresql://old")


class OldServer:
    """Answers as an older server would."""

    def __init__(self, version: int, pgvector: str | None) -> None:
        self.info = self
        self.server_version = version
        self._pgvector = pgvector

    def __enter__(self) -> "OldServer":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def execute(self, statement: str) -> "OldServer":
        assert "pg_available_extensions" in statement
        return self

    def fetchone(self) -> tuple[str] | None:
        return None if self._pgvector is None else (self._pgvector,)


@needs_root()
@pytest.mark.skipif(not can_make_user_namespace(), reason="user namespaces are refused here")
def test_root_runs_it_below_a_closed_folder(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    try:
        assert select_one(local_postgres.ensure_running(closed / "data", durable=False)) == 1
        assert (closed / "data" / "postgres" / "data").stat().st_uid == 0
    finally:
        local_postgres.stop(closed / "data")


@needs("setpriv")
@needs_root()
def test_root_without_namespaces_runs_it_as_somebody_else(tmp_path, monkeypatch):
    run = subprocess.run

    def refuse_namespaces(words, **options):
        if words[0] == "unshare":
            return subprocess.CompletedProcess(words, 1)
        return run(words, **options)

    monkeypatch.setattr(subprocess, "run", refuse_namespaces)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    try:
        assert select_one(local_postgres.ensure_running(closed / "data", durable=False)) == 1
        pid = local_postgres.server_pid(closed / "data")
        assert pid is not None
        assert psutil.Process(pid).uids().real != 0
        assert local_postgres.release(closed / "data") is True
        # A later start follows the folder's owner, whatever is possible by then.
        monkeypatch.undo()
        assert select_one(local_postgres.ensure_running(closed / "data", durable=False)) == 1
    finally:
        local_postgres.stop(closed / "data")


@needs("setpriv")
@needs_root()
def test_ordinary_user_runs_it(tmp_path):
    nobody = pwd.getpwnam("nobody")
    # The suite's own folders may be closed to others: the program comes by a copy, and
    # what it imports by a path that stays open to it through a capability to read.
    folder = tmp_path / "theirs"
    folder.mkdir()
    shutil.chown(folder, nobody.pw_uid, nobody.pw_gid)
    words = [
        "setpriv",
        f"--reuid={nobody.pw_uid}",
        f"--regid={nobody.pw_gid}",
        "--clear-groups",
        "--inh-caps=-all,+dac_read_search",
        "--ambient-caps=-all,+dac_read_search",
        sys.executable,
        "-c",
        USER_PROGRAM,
        str(folder / "data"),
    ]
    user = subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    pid = read_server_pid(user)
    assert psutil.Process(pid).uids().real == nobody.pw_uid
    finish(user)
    assert not is_alive(pid)
