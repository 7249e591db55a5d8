"""Whether postings are still on their own pages: few requests, slow ones, and only 404 and 410 end.

Whatever else a page says (a wall, a fault, a redirect to the list of jobs) tells nothing.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import structlog

from jobassist.fetch import Fetched, FetchFailed, FetchLimits, fetch
from jobs import services as jobs_services

log = structlog.get_logger(__name__)

# A run looks at so many pages, and at so many of one host, with a pause between two of a host.
PER_RUN = 60
PER_HOST = 5
PAUSE_SECONDS = 2.0
_CANDIDATES = 600
_GONE = frozenset({404, 410})
_THERE = 200
_LIMITS = FetchLimits(connect_seconds=5, read_seconds=5, total_seconds=10, max_bytes=2**20)


@dataclass(frozen=True, slots=True)
class PagesChecked:
    """What a run did."""

    asked: int
    gone: int
    failed: int


def check_pages(
    *,
    now: datetime,
    ask: Callable[[str], Fetched] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> PagesChecked:
    """Ask the pages of postings of which nothing was seen for longest; end those that are gone.

    By GET, as many servers answer HEAD wrongly.
    """
    asked: Counter[str] = Counter()
    gone = failed = 0
    for page in jobs_services.list_pages_to_check(now=now, limit=_CANDIDATES):
        host = urlsplit(page.url).hostname or ""
        if asked.total() >= PER_RUN:
            break
        if asked[host] >= PER_HOST:
            continue
        if asked[host]:
            sleep(PAUSE_SECONDS)
        asked[host] += 1
        answer = _ask(page.url, ask or _get)
        failed += answer is None
        gone += jobs_services.record_page(page.posting_id, answer=_read(answer, page.url), now=now)
    found = PagesChecked(asked.total(), gone, failed)
    log.info("pages_checked", asked=found.asked, gone=found.gone, failed=found.failed)
    return found


def _ask(url: str, ask: Callable[[str], Fetched]) -> Fetched | None:
    try:
        return ask(url)
    except FetchFailed:
        return None


def _read(answer: Fetched | None, url: str) -> jobs_services.PageAnswer:
    if answer is None:
        return "silent"
    if answer.status in _GONE:
        return "gone"
    # Sent on to another page, mostly the list of jobs, it is none of the posting's.
    same = (urlsplit(answer.url).path or "/").rstrip("/") == urlsplit(url).path.rstrip("/")
    return "there" if answer.status == _THERE and same else "silent"


def _get(url: str) -> Fetched:
    return fetch(url, headers={"Accept": "text/html"}, limits=_LIMITS)
