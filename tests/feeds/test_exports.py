"""Exports: valid XML whatever postings hold, in bounded memory, and not sent twice."""

import asyncio
import gzip
import re
from typing import Any

import pytest
from django.utils import timezone
from lxml import etree

from feeds import exports, services
from jobs import services as jobs_services
from jobs.models import Posting
from jobs.search import ListFilters
from tests.factories import build_row, make_guest, make_posting, make_postings
from tests.jobs.settling import settle_changes

pytestmark = pytest.mark.django_db(transaction=True)
BASE = "/api/v1/feeds/exports"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
NASTY = "a\x00b\x0bc\ufffe ]]> <b>&amp; 护士 \U0001f600"


def read(answer: Any) -> bytes:
    """Return an answer's whole body."""
    assert answer.status_code == 200, answer.content
    if not answer.streaming:
        return answer.content
    return b"".join(asyncio.run(collect(answer.streaming_content)))


async def collect(stream: Any) -> list[bytes]:
    return [chunk async for chunk in stream]


def make_nasty() -> None:
    posting = make_posting(
        id="nasty", title="Nurse", company="Elm", skills=["Care"], city=["Leeds", "Bristol"],
        posted_at="2026-10-01", description="<p>Care</p>", is_embedded=False,
    )  # fmt: skip
    # Past every cleaning at the door; a database holds no NUL.
    text = NASTY.replace("\x00", "")
    Posting.objects.filter(id=posting.id).update(
        title=f"Nurse {text}", description_html=f"<p>{text}</p>", salary_raw=text, skills=[text]
    )


def test_indeed_lists_every_place_of_every_open_posting(api_as: Any, alice: Any) -> None:
    make_nasty()
    make_postings([build_row(id=f"p{i}") for i in range(3)], is_embedded=False)
    jobs_services.expire_postings(
        list(Posting.objects.filter(external_id="p0").values_list("id", flat=True)),
        now=timezone.now(),
    )
    answer = api_as(alice).get(f"{BASE}/indeed.xml")
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    root = etree.fromstring(read(answer))
    jobs = root.findall("job")
    assert [j.findtext("requisitionid") for j in jobs] == ["p2", "p1", "nasty", "nasty"]
    numbers = [j.findtext("referencenumber") for j in jobs]
    assert len(set(numbers)) == 4
    nasty = jobs[2]
    assert "]]> <b>&amp; 护士 \U0001f600" in nasty.findtext("title")
    assert {jobs[2].findtext("city"), jobs[3].findtext("city")} == {"Leeds", "Bristol"}
    assert nasty.findtext("country") == "GB"
    assert re.match(r"\w{3}, \d\d \w{3} \d{4} ", nasty.findtext("date"))
    assert nasty.findtext("url").endswith(f"/jobs/{numbers[2]}")


def test_an_export_goes_by_batches_and_counts_its_statements(
    monkeypatch: Any, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(exports, "BATCH", 4)
    make_postings([build_row(id=f"p{i}") for i in range(10)], is_embedded=False)
    with django_assert_num_queries(3):
        chunk, after = exports._build_batch(ListFilters(), after=None)
    assert chunk.count(b"<job>") == 4
    assert after is not None
    stream = exports.stream_indeed(ListFilters(), now=timezone.now())
    chunks = asyncio.run(collect(stream))
    assert [c.count(b"<job>") for c in chunks] == [0, 4, 4, 2, 0]


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_feeds_are_paged_by_links_and_hold_each_posting_once(
    api_as: Any, alice: Any, kind: str
) -> None:
    make_nasty()
    make_postings([build_row(id=f"p{i}") for i in range(4)], is_embedded=False)
    client = api_as(alice)
    url, titles, first = f"{BASE}/{kind}.xml?limit=2&lang=en", [], ""
    for _round in range(9):
        root = etree.fromstring(read(client.get(url)))
        item, link = ("a:entry", "a:link") if kind == "atom" else ("channel/item", "channel/a:link")
        links = {e.get("rel"): e.get("href") for e in root.findall(link, ATOM)}
        first = first or links["self"]
        assert links["first"] == first
        titles += [
            e.findtext("a:title", namespaces=ATOM) if kind == "atom" else e.findtext("title")
            for e in root.findall(item, ATOM)
        ]
        if "next" not in links:
            break
        url = links["next"].removeprefix("http://127.0.0.1:8000")
    assert len(titles) == 5
    assert titles[-1].endswith("]]> <b>&amp; 护士 \U0001f600")


def test_an_atom_feed_has_all_that_the_standard_requires(api_as: Any, alice: Any) -> None:
    empty = etree.fromstring(read(api_as(alice).get(f"{BASE}/atom.xml")))
    assert empty.findtext("a:updated", namespaces=ATOM)
    make_nasty()
    root = etree.fromstring(read(api_as(alice).get(f"{BASE}/atom.xml")))
    for name in ("id", "title", "updated"):
        assert root.findtext(f"a:{name}", namespaces=ATOM), name
    [entry] = root.findall("a:entry", ATOM)
    for name in ("id", "title", "updated", "content", "summary"):
        assert entry.findtext(f"a:{name}", namespaces=ATOM), name
    assert entry.findtext("a:author/a:name", namespaces=ATOM) == "Elm"
    assert entry.find("a:content", ATOM).get("type") == "html"


@pytest.mark.parametrize("kind", ["indeed", "atom", "rss"])
def test_what_has_not_changed_is_not_sent_again(api_as: Any, alice: Any, kind: str) -> None:
    posting = make_posting(id="a", is_embedded=False)
    settle_changes()
    client, url = api_as(alice), f"{BASE}/{kind}.xml"
    first = client.get(url)
    again = client.get(url, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(url, {"lang": "zh"}, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
    Posting.objects.filter(id=posting.id).update(title="Changed")
    assert client.get(url, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


@pytest.mark.parametrize("kind", ["indeed", "atom", "rss"])
def test_exports_are_filtered_compressed_and_say_what_is_wrong(
    api_as: Any, alice: Any, kind: str
) -> None:
    make_postings(
        [build_row(id="a", city="Leeds"), build_row(id="b", title="Cook", city="Hull")],
        is_embedded=False,
    )
    client, url = api_as(alice), f"{BASE}/{kind}.xml"
    body = read(client.get(url, {"city": "Hull"}))
    assert b"Cook" in body
    assert b"Backend" not in body
    packed = client.get(url, HTTP_ACCEPT_ENCODING="gzip", HTTP_ACCEPT="text/xml")
    assert packed["Content-Encoding"] == "gzip"
    assert b"Cook" in gzip.decompress(read(packed))
    wrong = client.get(url, {"citty": "Hull"})
    assert wrong.status_code == 400
    assert wrong["Content-Type"] == "application/problem+json"
    assert client.get(url, {"sync_token": "x"}).status_code == 400


def test_people_and_keys_that_may_read_have_exports_others_if_public(
    api_as: Any, settings: Any
) -> None:
    make_posting(id="a", is_embedded=False)
    partner = services.create_partner("Reader")
    reads = services.create_key(partner, scopes=["postings:read"]).text
    writes = services.create_key(partner, scopes=["postings:write"]).text
    for url in (f"{BASE}/atom.xml", f"{BASE}/indeed.xml", "/api/v1/postings"):
        client = api_as(None)
        assert client.get(url).status_code == 401
        assert api_as(make_guest()).get(url).status_code == 200
        answer = client.get(url, HTTP_AUTHORIZATION=f"Bearer {reads}")
        assert answer.status_code == 200
        assert "RateLimit" in answer
        assert client.get(url, HTTP_AUTHORIZATION=f"Bearer {writes}").status_code == 403
        assert client.get(url, HTTP_AUTHORIZATION=f"Bearer {reads}x").status_code == 401
        settings.PUBLIC_EXPORTS = True
        assert client.get(url).status_code == (200 if "exports" in url else 401)
        settings.PUBLIC_EXPORTS = False
