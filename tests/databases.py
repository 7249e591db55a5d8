"""Databases of the tests, each begun as a copy of one that has every table.

Making the tables takes half a minute: it is done once for as long as the migrations stay as they
are, on the tests' own server for those databases that live there, and in a folder for programs
that start a server of their own.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from jobassist import local_postgres

ROOT = Path(__file__).resolve().parent.parent
SECRET_KEY = "of-no-worth-outside-tests-0123456789-abcdefghijklmnop"
# Shown in pg_stat_activity, so that what ends everybody's connections spares the test's own.
APPLICATION = "faults"
# Two runs of the tests may want the template at the same moment: "temp" as ASCII.
MAKING = 0x74656D70


def create_database() -> str:
    """Create a database with all tables, copied from the template; returns its name."""
    name = f"cluster_{os.getpid()}_{secrets.token_hex(3)}"
    template = find_template()
    with _server() as server:
        # One at a time: nobody may be connected to what is copied.
        server.execute("SELECT pg_advisory_lock(%s)", [MAKING])
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    return name


def drop_database(name: str) -> None:
    """Remove a database, whoever is connected to it."""
    with _server() as server:
        server.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def database_url(name: str) -> str:
    """Return the URL of a database on the tests' server."""
    return _name_in(local_postgres.ensure_running(_data_dir(), durable=False), name)


def find_template() -> str:
    """Return the name of the database that others begin as; it is made where there is none."""
    template = f"template_{_hash_migrations()}"
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [MAKING])
        known = server.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [template]
        ).fetchone()
        if known is None:
            _migrate(server, template)
    return template


def copy_data_folder(target: Path) -> None:
    """Make a program's `DATA_DIR` whose embedded database has every table and no rows."""
    made = _data_dir() / f"migrated_{_hash_migrations()}"
    with made.with_suffix(".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            unfinished = made.with_suffix(".new")
            local_postgres.stop(unfinished)
            shutil.rmtree(unfinished, ignore_errors=True)
            _run_migrations(DATA_DIR=str(unfinished), EMBEDDED_POSTGRES_IS_DURABLE="false")
            unfinished.rename(made)
    target.parent.mkdir(parents=True, exist_ok=True)
    # The server's files may belong to another than ourselves, and have to go on doing so.
    subprocess.run(["cp", "--archive", made, target], check=True)


def _data_dir() -> Path:
    from django.conf import settings

    return Path(settings.DATA_DIR)


def _name_in(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _server() -> "psycopg.Connection[tuple[Any, ...]]":
    url = local_postgres.ensure_running(_data_dir(), durable=False)
    return psycopg.connect(_name_in(url, "postgres"), autocommit=True, application_name=APPLICATION)


def _hash_migrations() -> str:
    digest = hashlib.sha256()
    for path in sorted(ROOT.glob("*/migrations/*.py")) + sorted(ROOT.glob("*/*/migrations/*.py")):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    digest.update((ROOT / "requirements.txt").read_bytes())
    return digest.hexdigest()[:12]


def _migrate(server: "psycopg.Connection[tuple[Any, ...]]", template: str) -> None:
    # Under its name only once it is whole: a run that was interrupted leaves no half of one.
    unfinished = f"{template}_new"
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(unfinished)))
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
    _run_migrations(DATABASE_URL=database_url(unfinished), SECRET_KEY=SECRET_KEY)
    server.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
            sql.Identifier(unfinished), sql.Identifier(template)
        )
    )


def _run_migrations(**environment: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
