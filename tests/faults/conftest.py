"""One web process for all tests of the kit."""

from collections.abc import Iterator

import pytest

from tests.faults import Cluster, Person


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Return a deployment of one web process."""
    with Cluster() as running:
        yield running


@pytest.fixture
def person(cluster: Cluster) -> Person:
    """Return somebody new."""
    return cluster.database.make_person()
