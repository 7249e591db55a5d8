"""The servers that the socket benchmark loads: ours and the bare peers, each pinned to one core."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil
from socket_client import Address

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 120.0
STOP_SECONDS = 40.0


@dataclass(frozen=True)
class Use:
    """What a server, this client and the database have used of the processor so far, in seconds."""

    server: float
    client: float
    database: float


class Running:
    """A server process and what it costs."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], *, log: Path) -> None:
        self.name = name
        self.process = process
        self.log = log

    def stop(self) -> None:
        """Stop it as its supervisor would, and wait until it is gone."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def read_cpu(self) -> float:
        """Return the seconds of processor that the process and its children have used."""
        return sum(_cpu_of(each) for each in self._family())

    def read_rss(self) -> int:
        """Return the bytes resident, of the process and its children."""
        return sum(each.memory_info().rss for each in self._family())

    def read_pss(self) -> int | None:
        """Return the bytes resident, shared pages counted by share; None where it is not told."""
        try:
            return sum(_pss_of(each.pid) for each in self._family())
        except OSError:
            return None

    def read_log(self, *, lines: int = 20) -> str:
        """Return the end of what it printed."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def count_errors(self) -> int:
        """Return how many lines of its log are errors or tracebacks."""
        text = self.log.read_text(errors="replace")
        return sum('"level": "error"' in line or "Traceback" in line for line in text.splitlines())

    def _family(self) -> list[psutil.Process]:
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]


def _cpu_of(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def _pss_of(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise OSError("no Pss")


class Database:
    """The embedded PostgreSQL of the benchmark, or one that was given."""

    def __init__(self, *, url: str, data_dir: Path | None, cores: set[int]) -> None:
        self.url = url
        self._postmaster: psutil.Process | None = None
        if data_dir is not None:
            pid = (data_dir / "postgres" / "data" / "postmaster.pid").read_text().split()[0]
            self._postmaster = psutil.Process(int(pid))
            for each in self._family():
                # One of its short-lived workers may be gone by now.
                with suppress(psutil.NoSuchProcess):
                    each.cpu_affinity(sorted(cores))

    def read_cpu(self) -> float:
        """Return the seconds that its processes have used; 0 where it runs elsewhere."""
        return sum(_cpu_of(each) for each in self._family())

    def _family(self) -> list[psutil.Process]:
        if self._postmaster is None:
            return []
        return [self._postmaster, *self._postmaster.children(recursive=True)]


def read_use(server: Running, *, database: Database) -> Use:
    """Return what has been used up to now."""
    own = psutil.Process().cpu_times()
    return Use(server.read_cpu(), own.user + own.system, database.read_cpu())


def start_ours(
    *, module: str, port: int, core: int, database_url: str, folder: Path, name: str = "ours"
) -> Running:
    """Return our server as a deployment runs it, answering `/readyz`."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "PORT": str(port),
        "LOG_LEVEL": "WARNING",
        "LOG_FORMAT": "json",
        # A load comes faster than any person types; what limits people is not measured here.
        "SOCKET_FRAMES_PER_SECOND": "1000000",
        "SOCKET_FRAME_BURST": "1000000",
        "PERSON_FRAMES_PER_SECOND": "1000000",
        "PERSON_FRAME_BURST": "1000000",
    }
    running = _start(
        name,
        [sys.executable, "-m", module],
        environment=environment,
        cores={core},
        log=folder / f"{name}.log",
    )

    def is_ready() -> bool:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)

    _wait_for(running, is_ready)
    return running


def start_product(
    name: str, *, port: int, database_url: str, folder: Path, cores: set[int], **environment: str
) -> Running:
    """Return `manage.py serve` as people use it, answering `/readyz`; several share a database."""
    running = _start(
        name,
        [sys.executable, "manage.py", "serve"],
        environment={
            **os.environ,
            "DATABASE_URL": database_url,
            "DATA_DIR": str(folder),
            "PORT": str(port),
            "LOADS_DEMO": "false",
            "LOG_LEVEL": "WARNING",
            "LOG_FORMAT": "json",
            **environment,
        },
        cores=cores,
        log=folder / f"{name}.log",
    )

    def is_ready() -> bool:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)

    _wait_for(running, is_ready)
    return running


def start_peer(
    name: str, *, app: str, layer: str, port: int, core: int, bench_dir: Path, folder: Path
) -> Running:
    """Return a bare application of `ws_apps.py` on the same server program as ours."""
    environment = {**os.environ, "PYTHONPATH": str(bench_dir), "BENCH_LAYER": layer}
    # The benchmark's own settings would be taken for the peer's.
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    words = [sys.executable, "-m", "uvicorn", f"ws_apps:{app}", "--host", "127.0.0.1"]
    words += ["--port", str(port), "--ws", "websockets-sansio", "--loop", "uvloop"]
    words += ["--no-access-log", "--log-level", "warning", "--backlog", "4096"]
    running = _start(
        name,
        words,
        environment=environment,
        cores={core},
        log=folder / f"{name}.log",
        cwd=folder,
    )

    def is_ready() -> bool:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True

    _wait_for(running, is_ready)
    return running


def _start(
    name: str,
    words: list[str],
    *,
    environment: dict[str, str],
    cores: set[int],
    log: Path,
    cwd: Path = ROOT,
) -> Running:
    with log.open("wb") as output:
        process = subprocess.Popen(
            words, env=environment, cwd=cwd, stdout=output, stderr=subprocess.STDOUT
        )
    # Before it has made any thread: threads inherit.
    os.sched_setaffinity(process.pid, cores)
    return Running(name, process, log=log)


def _wait_for(running: Running, is_ready) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if running.process.poll() is not None:
            break
        try:
            if is_ready():
                return
        except OSError:
            pass
        time.sleep(0.2)
    end = running.read_log()
    running.stop()
    raise SystemExit(f"{running.name} did not become ready:\n{end}")


OURS = "/ws/v1/chat"


def our_address(port: int) -> Address:
    """Return where our socket is."""
    return Address(port, OURS, "jobchat.v1")


def write_json(path: Path, value: object) -> None:
    """Write a result where it was asked for."""
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
