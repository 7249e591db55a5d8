"""The deployments that the cases run on, and where their figures are printed."""

from collections.abc import AsyncIterator, Callable, Generator, Iterator
from typing import Any

import pytest

from tests.faults import Cluster, Impostor, Person, WireClient
from tests.needs import find_program

from .measure import IS_FULL, Tell, show_seconds

FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Return a function that keeps figures for the end of the run."""

    def tell_figure(name: str, value: float | str, *, is_seconds: bool = False) -> None:
        shown = show_seconds(float(value)) if is_seconds else value
        record_property("figure", f"{name}: {shown}")

    return tell_figure


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Gather the figures of this folder's tests."""
    report = yield
    if report.when == "call":
        figures = [str(value) for name, value in report.user_properties if name == "figure"]
        path = item.nodeid.rpartition("/")[2]
        kept = item.config.stash.setdefault(FIGURES, [])
        kept += [f"{path}  {each}" for each in figures]
    return report


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print what was measured."""
    figures = config.stash.get(FIGURES, [])
    if figures:
        terminalreporter.section(f"reliability, {'full' if IS_FULL else 'short'} scale")
        for line in figures:
            terminalreporter.line(line)


@pytest.fixture(scope="session")
def lone() -> Iterator[Cluster]:
    """Return one web process without a Redis: the embedded default."""
    with Cluster() as running:
        yield running


@pytest.fixture(scope="session")
def shared_pair() -> Iterator[Cluster]:
    """Return two web processes with a Redis between them, made once."""
    if find_program("redis") is None:
        pytest.skip("redis is not installed (Debian: redis-server)")
    with Cluster(processes=2, has_redis=True) as running:
        yield running


@pytest.fixture
def pair(shared_pair: Cluster) -> Iterator[Cluster]:
    """Return the two processes and the Redis, all of them running again afterwards."""
    yield shared_pair
    assert shared_pair.redis is not None
    shared_pair.redis.revive()
    for web in shared_pair.webs:
        if not web.is_running:
            web.start()
    for web in shared_pair.webs:
        web.wait_ready()


@pytest.fixture
async def device() -> AsyncIterator[Callable[..., WireClient]]:
    """Return a function that makes a client of a person on one process of a deployment."""
    made: list[WireClient] = []

    def make_device(
        cluster: Cluster, person: Person, *, web: int = 0, url: str = "", **more: Any
    ) -> WireClient:
        address = url or cluster.webs[web].url
        made.append(WireClient(address, lambda: cluster.database.make_ticket(person), **more))
        return made[-1]

    yield make_device
    for each in made:
        await each.abort()


@pytest.fixture
def impostor() -> Iterator[Callable[..., Impostor]]:
    """Return a function that makes a client without manners."""
    made: list[Impostor] = []

    def make_impostor(url: str, **more: Any) -> Impostor:
        made.append(Impostor(url, **more))
        return made[-1]

    yield make_impostor
    for each in made:
        each.vanish()
