"""What every test stands on: no network, files of its own, a fixed time."""

import datetime
import ipaddress
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings as hypothesis_settings

from tests.databases import find_template
from tests.receiving import receiver as receiver

if TYPE_CHECKING:
    from rest_framework.test import APIClient

    from jobassist.accounts.models import User

# `--hypothesis-profile=full`: the long runs, of delivery and of frames that nobody should send.
hypothesis_settings.register_profile("full", max_examples=1_000, deadline=None)

NOW = datetime.datetime(2026, 11, 2, 9, 30, tzinfo=datetime.UTC)


class NetworkBlocked(AssertionError):
    """A test tried to reach another machine."""


def is_on_this_machine(family: int, address: Any) -> bool:
    """Return whether a socket's address stays on this machine."""
    if family == socket.AF_UNIX:
        return True
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


# Files and folders whose tests run one after the other, with nothing beside them.
ALONE = (
    "tests/clients/",
    "tests/faults/",
    "tests/reliability/",
    "tests/chat/test_delivery_state_machine.py",
    "tests/chat/test_fuzz_frames.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that `make test` runs apart from the others."""
    root = Path(__file__).resolve().parent.parent
    for item in items:
        if item.path.relative_to(root).as_posix().startswith(ALONE):
            item.add_marker("alone")


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse every connection and every look-up that leaves this machine."""
    patch = pytest.MonkeyPatch()
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    getaddrinfo = socket.getaddrinfo

    def guard(call: Any) -> Any:
        def guarded(self: socket.socket, address: Any) -> Any:
            if not is_on_this_machine(self.family, address):
                raise NetworkBlocked(f"a test may not reach {address!r}")
            return call(self, address)

        return guarded

    def guarded_lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not is_on_this_machine(socket.AF_INET, (name, 0)):
            raise NetworkBlocked(f"a test may not look up {name!r}")
        return getaddrinfo(host, *args, **kwargs)

    patch.setattr(socket.socket, "connect", guard(connect))
    patch.setattr(socket.socket, "connect_ex", guard(connect_ex))
    patch.setattr(socket, "getaddrinfo", guarded_lookup)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Let each worker's database begin as a copy of the one that has every table."""
    from django.db import connection

    connection.settings_dict["TEST"]["TEMPLATE"] = find_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Make the test database, and before it is dropped end the sessions of other threads.

    A thread that async code used keeps its connection until it ends, which is after that.
    """
    yield
    from django.db import connection, connections

    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connections.close_all()


@pytest.fixture(autouse=True)
def language_of_its_own() -> Iterator[None]:
    """Begin in the settings' language: a request of an earlier test may have left another."""
    from django.utils import translation

    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def no_tasks_left(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Forget what a test that commits has queued: the queue's tables are not emptied with ours."""
    yield
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    if commits or {"transactional_db", "live_server"} & set(request.fixturenames):
        from django.db import connection

        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_periodic_defers")
            cursor.execute("DELETE FROM procrastinate_events")
            cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    """Give each test its own folder for what people upload."""
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture(autouse=True)
def no_known_providers() -> Iterator[None]:
    """Forget which model servers a test had, and what they asked for."""
    yield
    from jobassist.providers.snapshot import providers

    providers.forget()


@pytest.fixture(autouse=True)
def no_known_denials() -> Iterator[None]:
    """Forget which postings of a test deny a refused word: the next test has others."""
    yield
    from jobs.search import refusals

    refusals.forget()


@pytest.fixture
def now() -> datetime.datetime:
    """Return the moment at which tests that care about time take place: a Monday."""
    return NOW


@pytest.fixture
def missing_part(request: pytest.FixtureRequest) -> None:
    """Fail a test whose `needs(...)` is not met where everything has to run."""
    pytest.fail("this needs a program that is not installed, and REQUIRE_ALL=1 forbids skipping")


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Hash passwords in no time: the real hasher is slow on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def alice(db: None) -> "User":
    """Return the person whose things a test is about: she has an account."""
    from tests.factories import make_user

    return make_user(email="alice@example.com", display_name="Alice")


@pytest.fixture
def bob(db: None) -> "User":
    """Return a stranger: nothing of anybody else's may reach him."""
    from tests.factories import make_user

    return make_user(email="bob@example.com", display_name="Bob")


@pytest.fixture
def guest(db: None) -> "User":
    """Return somebody who has just come and has no account."""
    from tests.factories import make_guest

    return make_guest()


@pytest.fixture
def api_as() -> "Callable[[User | None], APIClient]":
    """Return a function that gives a client with a real access token of a person, or without."""
    from rest_framework.test import APIClient

    from jobassist.accounts.services import open_sign_in

    def build_client(user: "User | None") -> "APIClient":
        client = APIClient()
        if user is not None:
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {open_sign_in(user).access}")
        return client

    return build_client
