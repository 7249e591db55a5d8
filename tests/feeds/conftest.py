"""A server on this machine that feeds are pulled from."""

import threading
from collections.abc import Iterator

import pytest

from tests.feeds.site import Site


@pytest.fixture
def site() -> Iterator[Site]:
    """A server on this machine whose answers a test sets."""
    server = Site()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
