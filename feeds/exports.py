"""Open postings as feeds that others know: Indeed's XML in full, Atom and RSS by the page.

Bytes are made a batch at a time, so an export of any length needs the memory of one batch.
"""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.http import http_date
from django.utils.translation import gettext as _
from lxml import etree

from jobassist.db import run_in_db
from jobs.models import Posting, PostingLocation
from jobs.pages import build_page_url
from jobs.search import ListFilters, display_location, display_pay, list_posting_ids
from jobs.search import load_full_postings as load_full

BATCH = 200
# What XML 1.0 cannot hold in any form.
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_JOB_TYPES = {
    "full_time": "fulltime",
    "part_time": "parttime",
    "contract": "contract",
    "internship": "internship",
    "temporary": "temporary",
}


def clean_text(text: str) -> str:
    """Return a text without the characters that no XML may hold."""
    return _UNWRITABLE.sub("", text)


# --- Indeed -----------------------------------------------------------------------------------


async def stream_indeed(wanted: ListFilters, *, now: datetime) -> AsyncIterator[bytes]:
    """Yield Indeed's XML of all open postings that pass, newest first; a few statements a batch."""
    name = _text("publisher", "JobAssist") + _text("publisherurl", settings.PUBLIC_URL)
    date = _text("lastBuildDate", http_date(now.timestamp()))
    yield b'<?xml version="1.0" encoding="utf-8"?>\n<source>' + name + date + b"\n"
    after: int | None = None
    while True:
        chunk, after = await run_in_db(_build_batch, wanted, after=after)
        if chunk:
            yield chunk
        if after is None:
            break
    yield b"</source>\n"


def _build_batch(wanted: ListFilters, *, after: int | None) -> tuple[bytes, int | None]:
    ids = list_posting_ids(wanted, after=after, limit=BATCH)
    chunk = b"".join(
        etree.tostring(job, encoding="utf-8", xml_declaration=False) + b"\n"
        for posting in load_full(ids)
        for job in build_indeed_jobs(posting)
    )
    return chunk, ids[-1] if len(ids) == BATCH else None


def build_indeed_jobs(posting: Posting) -> list[Any]:
    """Return a posting's `job` elements: one for each place, since there a job has one place."""
    places: list[PostingLocation | None] = list(posting.locations.all()) or [None]
    return [_build_job(posting, place, number) for number, place in enumerate(places, start=1)]


def _build_job(posting: Posting, place: PostingLocation | None, number: int) -> Any:
    job = etree.Element("job")

    def add(name: str, value: str | None) -> None:
        if value:
            etree.SubElement(job, name).text = _cdata(value)

    posted = posting.date_posted or posting.created_at.date()
    add("title", posting.title)
    add("date", http_date(datetime.combine(posted, time(), tzinfo=UTC).timestamp()))
    add("referencenumber", f"{posting.id}" if number == 1 else f"{posting.id}-{number}")
    add("requisitionid", posting.external_id)
    add("url", build_page_url(posting.id))
    add("company", posting.employer.name if posting.employer else None)
    add("sourcename", posting.source.name or posting.source.key)
    if place is not None:
        add("city", place.city or ("" if place.country else place.raw))
        add("state", None if place.region.isdigit() else place.region)
        add("country", place.country)
    add("description", posting.description_html or posting.title)
    add("salary", display_pay(posting))
    add("education", posting.education_raw)
    add("jobtype", _JOB_TYPES.get(posting.employment_type or ""))
    add("category", posting.family.replace("_", " "))
    add("experience", posting.experience_raw)
    if posting.valid_through:
        add("expirationdate", http_date(posting.valid_through.timestamp()))
    if posting.is_remote or posting.is_hybrid:
        add("remotetype", "Fully remote" if posting.is_remote else "Hybrid remote")
    return job


def _cdata(value: str) -> Any:
    text = clean_text(value)
    # The same text either way; what would end the section is escaped instead.
    return text if "]]>" in text else etree.CDATA(text)


def _text(name: str, value: str) -> bytes:
    element = etree.Element(name)
    element.text = clean_text(value)
    return bytes(etree.tostring(element, encoding="utf-8", xml_declaration=False))


# --- Atom and RSS -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A page of a feed: where it stands, the query that led to it, and the next page's cursor."""

    path: str
    query: Sequence[tuple[str, str]]
    postings: Sequence[Posting]
    next_cursor: str | None
    is_first: bool
    language: str
    now: datetime

    def url(self, *, cursor: str | None = None) -> str:
        """Return the address of the first page, or of the one behind a cursor."""
        query = [(key, value) for key, value in self.query if key != "cursor"]
        query += [("cursor", cursor)] if cursor else []
        return f"{settings.PUBLIC_URL}{self.path}" + (f"?{urlencode(query)}" if query else "")

    @property
    def own_url(self) -> str:
        """Return the address of this page."""
        return self.url(cursor=dict(self.query).get("cursor"))

    @property
    def links(self) -> dict[str, str]:
        """Return the links of a paged feed (RFC 5005) by their relation."""
        links = {"first": self.url()}
        if self.next_cursor is not None:
            links["next"] = self.url(cursor=self.next_cursor)
        return links


class _AtomPage(Atom1Feed):
    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for relation, url in self.feed["links"].items():
            handler.addQuickElement("link", "", {"rel": relation, "href": url})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["content_html"]:
            handler.addQuickElement("content", item["content_html"], {"type": "html"})


class _RssPage(Rss201rev2Feed):
    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for relation, url in self.feed["links"].items():
            handler.addQuickElement("atom:link", None, {"rel": relation, "href": url})


def build_atom(page: FeedPage) -> bytes:
    """Return a page as Atom (RFC 4287), whole texts included."""
    return _build_feed(_AtomPage, page)


def build_rss(page: FeedPage) -> bytes:
    """Return a page as RSS 2.0; the description is the text as HTML."""
    return _build_feed(_RssPage, page)


def _build_feed(kind: type[SyndicationFeed], page: FeedPage) -> bytes:
    feed = kind(
        title=_("Open jobs"),
        link=page.url(),
        description=_("Open jobs, newest first."),
        language=page.language,
        feed_url=page.own_url,
        feed_guid=page.url(),
        author_name="JobAssist",
        links=page.links,
    )
    for posting in page.postings:
        employer = clean_text(posting.employer.name) if posting.employer else "JobAssist"
        places = "; ".join(display_location(each) for each in posting.locations.all())
        html = clean_text(posting.description_html)
        facts = " · ".join(filter(None, (places, display_pay(posting))))
        url = build_page_url(posting.id)
        feed.add_item(
            title=clean_text(posting.title),
            link=url,
            unique_id=url,
            unique_id_is_permalink=True,
            # Atom has a summary and the content, RSS the one.
            description=clean_text(facts) if kind is _AtomPage else html,
            content_html=html,
            author_name=employer,
            pubdate=_published(posting),
            updateddate=posting.updated_at,
            categories=[clean_text(each) for each in (posting.family, *posting.skills) if each],
        )
    if not page.postings:
        # Without an entry the generator would take its own clock, in a form of its own.
        feed.latest_post_date = lambda: page.now  # type: ignore[method-assign]
    return feed.writeString("utf-8").encode()


def _published(posting: Posting) -> datetime:
    if posting.date_posted is None:
        return posting.created_at
    return datetime.combine(posting.date_posted, time(), tzinfo=UTC)
