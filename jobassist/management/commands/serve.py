"""`manage.py serve`: everything that one machine needs, in one process and one database."""

import asyncio
import contextlib
import errno
import gc
import http.client
import json
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg
import uvicorn
from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from tqdm import tqdm

from jobassist import lifespan, local_postgres

READY_SECONDS = 60.0
GRACE_SECONDS = 8
LOCK_PAUSE = 0.2
DEMO_COMMAND = "load_demo"
DEMO_LOGINS_FILE = "demo_logins.json"
# Any number that nothing else in this database locks: "jobs" as ASCII.
PREPARING = 0x6A6F6273
# Rows of any of these mean that somebody already uses this database.
MODELS_IN_USE = ("accounts.User", "jobs.Posting")


class Server(uvicorn.Server):
    """uvicorn, telling when it answers rather than when it listens."""

    def __init__(self, config: uvicorn.Config, *, command: "Command") -> None:
        super().__init__(config)
        self._command = command
        self._announcement: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._announcement = asyncio.create_task(self._announce())

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._announcement is not None:
            self._announcement.cancel()
        # Who is told to go comes back at once: not to this process.
        for server in self.servers:
            server.close()
        # Before uvicorn waits for open answers: a stream of events has no end of its own.
        await lifespan.drain_all()
        await super().shutdown(sockets=sockets)

    async def _announce(self) -> None:
        deadline = asyncio.get_running_loop().time() + READY_SECONDS
        parts: dict[str, str] = {}
        while asyncio.get_running_loop().time() < deadline:
            is_ready, parts = await asyncio.to_thread(ask_readiness)
            if is_ready:
                settle_collector()
                self._command.print_ready()
                return
            await asyncio.sleep(0.2)
        failed = ", ".join(name for name, state in parts.items() if state != "ok") or "no answer"
        self._command.say(f"JobAssist listens but is not ready: {failed}.")


class Command(BaseCommand):
    help = "Starts the database, brings it up to date and serves until interrupted."
    # The database may not run yet; each check that matters is made below, in order.
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        stop = Stop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, stop.on_signal)
        try:
            self.serve(stop)
        except KeyboardInterrupt:
            self.say("")
        finally:
            # A second Ctrl-C must not leave the database running.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            self.leave_database()

    def serve(self, stop: "Stop") -> None:
        listener = open_listener(host=settings.HOST, port=settings.PORT)
        with listener:
            self.start_database()
            stop.heed()
            with hold_lock(settings.DATABASE_URL):
                self.bring_up_to_date(stop)
                stop.heed()
                self.load_demo_once()
            stop.heed()
            # From here on the server's own threads connect; what was opened here is done.
            connections.close_all()
            config = uvicorn.Config(
                "jobassist.asgi:application",
                loop="uvloop",
                http="jobassist.http:HttpProtocol",
                ws="jobassist.websockets:WebSocketProtocol",
                # Pings from our side; a peer that is gone is noticed within two heartbeats.
                ws_ping_interval=20,
                ws_ping_timeout=20,
                ws_max_size=settings.WS_MAX_FRAME_BYTES,
                # A compressor a connection would cost more memory than the connection.
                ws_per_message_deflate=False,
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
            server = Server(config, command=self)
            server.run(sockets=[listener])
        if not server.started:
            raise CommandError("JobAssist could not start; the reason is above.")

    def start_database(self) -> None:
        if settings.IS_EMBEDDED:
            if not (settings.DATA_DIR / "postgres" / "data").exists():
                self.say("Creating the database …")
            local_postgres.ensure_running(
                settings.DATA_DIR, durable=settings.EMBEDDED_POSTGRES_IS_DURABLE
            )
        local_postgres.require_usable_server(settings.DATABASE_URL)

    def bring_up_to_date(self, stop: "Stop") -> None:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not plan:
            return
        with tqdm(
            total=len(plan),
            desc="Preparing the database",
            unit="step",
            file=sys.stdout,
            mininterval=0.1 if sys.stdout.isatty() else 5,
        ) as bar:
            call_command("migrate", interactive=False, verbosity=1, stdout=StepCounter(bar, stop))

    def load_demo_once(self) -> None:
        """Load the invented data where nothing is yet; never into a given database unasked."""
        if not settings.LOADS_DEMO or DEMO_COMMAND not in get_commands():
            return
        if any(apps.get_model(name)._default_manager.exists() for name in MODELS_IN_USE):
            return
        call_command(DEMO_COMMAND)

    def leave_database(self) -> None:
        connections.close_all()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool is not None:
            close_pool()
        if settings.IS_EMBEDDED:
            local_postgres.release(settings.DATA_DIR)

    def print_ready(self) -> None:
        url = settings.PUBLIC_URL
        lines = [
            "",
            f"JobAssist is ready: {url}",
            f"  chat       {url}/",
            f"  admin      {url}/admin/",
            f"  API pages  {url}/api/docs",
        ]
        lines += [
            f"  demo {login['role']:<10} {login['login']}  {login['password']}"
            for login in read_demo_logins(settings.DATA_DIR)
        ]
        self.say("\n".join([*lines, "Ctrl-C stops it.", ""]))

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


class Stop:
    """An interrupt that is not lost where Python drops the exception, as in a finaliser."""

    def __init__(self) -> None:
        self._is_asked = False

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """End as Ctrl-C does, so that everything started is stopped."""
        self._is_asked = True
        raise KeyboardInterrupt

    def heed(self) -> None:
        """Raise KeyboardInterrupt if somebody asked to stop before now."""
        if self._is_asked:
            raise KeyboardInterrupt


class StepCounter:
    """Moves a progress bar by what `migrate` prints, one "OK" a step."""

    def __init__(self, bar: "tqdm[Any]", stop: Stop) -> None:
        self._bar = bar
        self._stop = stop

    def write(self, text: str) -> int:
        self._stop.heed()
        self._bar.update(text.count(" OK"))
        return len(text)

    def flush(self) -> None:
        """Do nothing: the bar draws itself when it is time."""

    def isatty(self) -> bool:
        return False


def settle_collector() -> None:
    """Have Python's collector of cycles leave alone what start-up made, and come less often.

    As it comes it took a fifth of the processor's time under load, and each pass over everything
    stopped every socket for a seventh of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@contextlib.contextmanager
def hold_lock(url: str) -> Iterator[None]:
    """Keep other processes that start now from changing the same tables."""
    with psycopg.connect(url, connect_timeout=10, autocommit=True) as session:
        # Asked for again and again: a statement that waits would itself be waited for by an index
        # that is built beside writers, and neither would end.
        while True:
            row = session.execute("SELECT pg_try_advisory_lock(%s)", [PREPARING]).fetchone()
            if row is not None and row[0]:
                break
            time.sleep(LOCK_PAUSE)
        # Ended with the session, however that ends.
        yield


def open_listener(*, host: str, port: int) -> socket.socket:
    """Return a bound socket, taken before anything slow begins; one line if it is not free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            reason = f"Port {port} is in use: stop what uses it, or choose another with PORT=…"
        else:
            reason = f"{host}:{port} cannot be listened on ({error.strerror}): see HOST and PORT."
        raise CommandError(reason) from None
    return listener


def ask_readiness() -> tuple[bool, dict[str, str]]:
    """Return whether this server answers that it is ready, and what it says of its parts."""
    host = "127.0.0.1" if settings.HOST in {"", "0.0.0.0", "::"} else settings.HOST  # noqa: S104
    client = http.client.HTTPConnection(host, settings.PORT, timeout=15)
    try:
        client.request("GET", "/readyz", headers={"Host": settings.ALLOWED_HOSTS[0]})
        answer = client.getresponse()
        body = json.loads(answer.read())
        return answer.status == 200, dict(body.get("parts", {}))
    except (OSError, http.client.HTTPException, ValueError):
        return False, {}
    finally:
        client.close()


def read_demo_logins(data_dir: Path) -> list[dict[str, str]]:
    """Return the logins that `load_demo` left for whoever started this, if it did."""
    try:
        found = json.loads((data_dir / DEMO_LOGINS_FILE).read_text(encoding="utf-8"))
        return [{key: str(login[key]) for key in ("role", "login", "password")} for login in found]
    except (OSError, ValueError, KeyError, TypeError):
        return []
