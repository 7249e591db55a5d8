"""One pull, from its addresses to items: pages, politeness, bounds; network, no database."""

import random
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from jobassist.fetch import Fetched, FetchFailed, FetchLimits, fetch, unpack_file, user_agent

from .connectors import (
    CONNECTORS,
    Mapping,
    Problem,
    PulledItem,
    PulledPage,
    UnreadableFeed,
    detect_format,
    fill_defaults,
    merge_detail,
    read_page,
)
from .connectors.items import MAX_ITEMS, NextPage, drop_repeats
from .connectors.values import join_url

MAX_PAGES = 500
MAX_BYTES = 50 * 2**20
MAX_SECONDS = 600.0
MAX_WAIT_SECONDS = 24 * 3600
ACCEPT = (
    "application/json, application/xml, application/rss+xml, application/atom+xml, text/html, "
    "*/*;q=0.1"
)

Outcome = Literal["complete", "partial", "not_modified", "failed", "told_to_wait"]


@dataclass(frozen=True, slots=True)
class PullPlan:
    """What to fetch and how."""

    connector: str
    urls: tuple[str, ...]
    mapping: Mapping | None = None
    defaults: dict[str, Any] = field(default_factory=dict)
    etag: str = ""
    last_modified: str = ""
    seconds_between: float = 1.0
    obeys_robots: bool = False
    max_pages: int = MAX_PAGES
    max_items: int = MAX_ITEMS
    max_bytes: int = MAX_BYTES
    max_seconds: float = MAX_SECONDS
    max_details: int = 300


@dataclass(slots=True)
class Pulled:
    """What came of a pull. `unread` are ids that were listed, but whose own page was not fetched."""

    outcome: Outcome = "failed"
    connector: str = ""
    items: list[PulledItem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    http_status: int | None = None
    requests: int = 0
    bytes: int = 0
    total: int | None = None
    etag: str = ""
    last_modified: str = ""
    wait_seconds: int = 0
    error_code: str = ""
    error: str = ""


class _Ended(Exception):
    """The pull ends here, with what it has."""

    def __init__(self, outcome: Outcome, code: str = "", detail: str = "") -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.code = code
        self.detail = detail


def pull(
    plan: PullPlan,
    *,
    known_ids: Collection[str] = (),
    fetch: Callable[..., Fetched] = fetch,
    sleep: Callable[[float], None] = time.sleep,
    seed: int = 0,
) -> Pulled:
    """Return all that the addresses list, within the plan's bounds; never raises.

    `known_ids` are postings had before: where each has a page of its own, new ones are read first.
    """
    puller = _Puller(plan, known_ids, fetch, sleep, seed)
    try:
        puller.run()
    except _Ended as ended:
        puller.found.outcome = ended.outcome
        puller.found.error_code, puller.found.error = ended.code, ended.detail
    except FetchFailed as failed:
        puller.fail(failed.code, failed.detail)
    except UnreadableFeed as unreadable:
        puller.fail(unreadable.code, unreadable.detail)
    found = puller.found
    found.items = [
        fill_defaults(item, plan.defaults) for item in drop_repeats(found.items)[: plan.max_items]
    ]
    return found


class _Puller:
    def __init__(
        self,
        plan: PullPlan,
        known_ids: Collection[str],
        fetch: Callable[..., Fetched],
        sleep: Callable[[float], None],
        seed: int,
    ) -> None:
        self.plan = plan
        self.known_ids = frozenset(known_ids)
        self.found = Pulled(connector=plan.connector)
        self._fetch = fetch
        self._sleep = sleep
        self._random = random.Random(seed)  # noqa: S311
        self._started = time.monotonic()
        self._last_request: dict[str, float] = {}
        self._robots: dict[str, RobotFileParser] = {}
        self._pages = 0
        self._ids: set[str] = set()
        self._details: dict[str, str] = {}

    def fail(self, code: str, detail: str) -> None:
        """Note why it ended; a list that broke off after its first page is partial."""
        self.found.outcome = "partial" if self.found.items else "failed"
        self.found.error_code, self.found.error = code, detail[:1000]

    # --- requests -----------------------------------------------------------------------------

    def _get(self, url: str, headers: dict[str, str] | None = None) -> Fetched:
        """Fetch one address, not sooner after the last one of its host than is polite."""
        host = urlsplit(url).netloc
        left = self.plan.max_seconds - (time.monotonic() - self._started)
        if host in self._last_request:
            wait = self._last_request[host] + self.plan.seconds_between - time.monotonic()
            if wait > left:
                raise _Ended("partial", "out_of_time", "The time for one pull is used up.")
            if wait > 0:
                self._sleep(wait)
                left -= wait
        if left <= 0:
            raise _Ended("partial", "out_of_time", "The time for one pull is used up.")
        room = self.plan.max_bytes - self.found.bytes
        if room <= 0:
            raise _Ended("partial", "too_large", "The bytes for one pull are used up.")
        self.found.requests += 1
        try:
            answer = self._fetch(
                url,
                headers={"Accept": ACCEPT, **(headers or {})},
                limits=FetchLimits(total_seconds=min(120, left), max_bytes=room),
            )
        finally:
            self._last_request[host] = time.monotonic()
        self.found.bytes += max(answer.wire_bytes, len(answer.body))
        return answer

    def _is_allowed(self, url: str) -> bool:
        """Return whether the site's robots.txt lets us read a page; without one it does."""
        parts = urlsplit(url)
        home = f"{parts.scheme}://{parts.netloc}"
        if home not in self._robots:
            robots = RobotFileParser()
            answer = self._get(f"{home}/robots.txt")
            if answer.status >= 500:
                raise FetchFailed("robots_unreachable", f"{home}/robots.txt: {answer.status}")
            text = answer.body[:500_000].decode("utf-8", "replace") if answer.status == 200 else ""
            robots.parse(text.splitlines())
            self._robots[home] = robots
        return self._robots[home].can_fetch(user_agent().split("/")[0], url)

    # --- pages --------------------------------------------------------------------------------

    def run(self) -> None:
        for number, url in enumerate(self.plan.urls):
            self._read_list(url, is_first=number == 0)
        self._read_details()
        self.found.outcome = "complete"

    def _read_list(self, url: str, *, is_first: bool) -> None:
        seen: set[str] = set()
        host = urlsplit(url).netloc
        while True:
            seen.add(url)
            page = self._read_page(url, is_first=is_first and len(seen) == 1)
            if page is None:
                return
            fresh = [i for i in page.items if str(i.row.get("id")) not in self._ids]
            self._ids |= {str(i.row["id"]) for i in page.items if i.row.get("id")}
            # Pages overlap while a list grows under way: that is no repeat of the feed's own.
            self.found.items += page.items if len(seen) == 1 else fresh
            if page.next is None:
                return
            if len(self.found.items) >= self.plan.max_items or self._pages >= self.plan.max_pages:
                raise _Ended("partial", "too_many_items", "The list is longer than one pull reads.")
            if not fresh:
                raise _Ended("partial", "endless_list", "A further page brought nothing new.")
            following = build_next(url, page.next)
            if urlsplit(following).netloc != host:
                raise _Ended(
                    "partial", "foreign_page", f"The list goes on elsewhere: {following[:200]}"
                )
            if following in seen:
                raise _Ended("partial", "endless_list", "The list leads back to itself.")
            url = following

    def _read_page(self, url: str, *, is_first: bool) -> PulledPage | None:
        plan = self.plan
        if plan.obeys_robots and not self._is_allowed(url):
            raise FetchFailed(
                "robots_refused", f"The site's robots.txt asks not to read {url[:200]}"
            )
        headers = {}
        # A list of many pages may change behind an unchanged first one.
        is_conditional = is_first and len(plan.urls) == 1
        if is_conditional and plan.etag:
            headers["If-None-Match"] = plan.etag
        if is_conditional and plan.last_modified:
            headers["If-Modified-Since"] = plan.last_modified
        answer = self._get(url, headers)
        self.found.http_status = answer.status
        if answer.status == 304 and headers:
            raise _Ended("not_modified")
        if answer.status in (429, 503):
            self.found.wait_seconds = read_retry_after(
                answer.headers.get("retry-after", ""), now=datetime.now(UTC)
            )
            raise _Ended("told_to_wait", f"http_{answer.status}", "The source asks us to wait.")
        if answer.status in (404, 410) and len(plan.urls) > 1:
            self.found.problems.append(Problem("page_gone", "", f"{answer.status}: {url}"[:300]))
            return None
        if answer.status != 200:
            raise FetchFailed(f"http_{answer.status}", f"{url[:200]} answered {answer.status}.")
        body = unpack_file(answer.body, max_bytes=plan.max_bytes)
        if self.found.connector == "auto" and plan.mapping is None:
            self.found.connector = detect_format(body, charset=answer.charset)
        page = read_page(
            body,
            connector=self.found.connector,
            mapping=plan.mapping,
            url=answer.url,
            charset=answer.charset,
        )
        self._pages += 1
        self.found.total = page.total if page.total is not None else self.found.total
        self.found.problems += page.problems
        if is_conditional and page.next is None:
            self.found.etag = answer.headers.get("etag", "")[:300]
            self.found.last_modified = answer.headers.get("last-modified", "")[:100]
        for index, address in page.details.items():
            self._details[str(page.items[index].row.get("id"))] = join_url(answer.url, address)
        return page

    def _read_details(self) -> None:
        """Read each posting's own page where the list leaves its text out, new ones first."""
        hosts = {urlsplit(url).netloc for url in self.plan.urls}
        wanted = [
            n for n, item in enumerate(self.found.items)
            if item.reject is None and str(item.row["id"]) in self._details
        ]  # fmt: skip
        self._random.shuffle(wanted)
        wanted.sort(key=lambda n: str(self.found.items[n].row["id"]) in self.known_ids)
        for count, n in enumerate(wanted):
            item = self.found.items[n]
            key = str(item.row["id"])
            url = self._details[key]
            try:
                if count >= self.plan.max_details or urlsplit(url).netloc not in hosts:
                    raise _Ended("partial")
                answer = self._get(url)
                if answer.status in (429, 503):
                    raise _Ended("partial")
                if answer.status != 200:
                    raise FetchFailed(f"http_{answer.status}", url)
                detail = read_page(
                    answer.body, connector=self.found.connector, url=answer.url,
                    charset=answer.charset,
                )  # fmt: skip
                self.found.items[n] = merge_detail(item, detail)
            except _Ended:
                # Listed, so still open; its text is read another time.
                self.found.unread |= {str(self.found.items[m].row["id"]) for m in wanted[count:]}
                return
            except (FetchFailed, UnreadableFeed) as error:
                self.found.unread.add(key)
                self.found.problems.append(Problem("detail_failed", item.pointer, str(error)[:300]))


def build_next(url: str, following: NextPage) -> str:
    """Return the address of the next page."""
    if following.url:
        return join_url(url, following.url)
    parts = urlsplit(url)
    changed = dict(following.parameters)
    pairs = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k not in changed]
    return urlunsplit(parts._replace(query=urlencode([*pairs, *changed.items()]), fragment=""))


def read_retry_after(text: str, *, now: datetime) -> int:
    """Return the seconds to wait, by a number or a date; an hour where neither is said."""
    text = text.strip()
    seconds = 3600.0
    if text.isdigit():
        seconds = float(text[:9])
    elif text:
        try:
            seconds = (parsedate_to_datetime(text) - now).total_seconds()
        except (ValueError, TypeError):
            seconds = 3600.0
    return int(min(max(seconds, 1), MAX_WAIT_SECONDS))


def count_fields(items: list[PulledItem]) -> dict[str, int]:
    """Return how many of the items that are taken state each field."""
    counts: dict[str, int] = {}
    for item in items:
        if item.reject is None:
            for key in item.row:
                counts[key] = counts.get(key, 0) + 1
    return counts


def list_urls(connector: str, *, board: str, urls: tuple[str, ...]) -> tuple[str, ...]:
    """Return the addresses to begin at: those given, else the board's list."""
    if urls:
        return urls
    known = CONNECTORS.get(connector)
    if known is not None and known.list_url is not None:
        return (known.list_url(board),)
    return ()
