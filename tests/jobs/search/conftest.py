"""The small market, stored and embedded."""

from collections.abc import Callable
from typing import Any

import pytest

from jobs.criteria import Criteria
from jobs.models import Posting
from jobs.search import JobQuery, retrieval, search_jobs
from tests.factories import make_postings, rebuild_vector_index
from tests.jobs.search.corpus import MARKET

Find = Callable[..., list[str]]


@pytest.fixture
def market(db: None) -> dict[str, Posting]:
    """Return the market's postings by their external id."""
    retrieval.counts.forget()
    return {p.external_id: p for p in make_postings(MARKET)}


@pytest.fixture(params=["exact", "index"])
def path(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, db: None) -> str:
    """Run a test on either path: both must give the same answers."""
    if request.param == "index":
        monkeypatch.setattr(retrieval, "EXACT_ROWS", -1)
        rebuild_vector_index()
    return str(request.param)


def find(**changes: Any) -> list[str]:
    """Return the external ids found for criteria; `query` holds other keys of the query."""
    query = changes.pop("query", {})
    result = search_jobs(JobQuery(criteria=Criteria(**changes), **query))
    return [hit.posting.external_id for hit in result.hits]
