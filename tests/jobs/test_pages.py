"""The public pages of postings, the sitemap and robots.txt."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from jobs import services, sitemap
from jobs.models import Posting
from tests.factories import build_row, make_posting, make_postings
from tests.jobs.google_rules import find_faults

pytestmark = pytest.mark.django_db
HOSTILE = "</script><script>alert(1)</script>"


def make_open(**changes: Any) -> Posting:
    row = {
        "title": "Staff Nurse",
        "company": "Elm Ward",
        "posted_at": "2026-10-01",
        "valid_through": "2999-01-01",
        "url": "https://example.com/apply",
        "salary_raw": "£30,000 a year",
        "description": "<p>Look after <b>people</b>.</p>",
    }
    return make_posting(**{**row, **changes}, is_embedded=False)


def test_a_page_is_everybodys_and_holds_its_json_ld(django_assert_num_queries: Any) -> None:
    posting = make_open()
    with django_assert_num_queries(3):
        answer = Client().get(f"/jobs/{posting.id}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>Staff Nurse · Elm Ward</title>" in page
    assert f'<link rel="canonical" href="http://127.0.0.1:8000/jobs/{posting.id}">' in page
    assert "<p>Look after <b>people</b>.</p>" in page
    assert "£30,000 a year" in page
    [found] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    data = json.loads(found)
    assert find_faults(data) == []
    assert data["url"].endswith(f"/jobs/{posting.id}")
    assert not answer.cookies
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert not re.search(r"\sstyle=|<style|\son\w+=", page)


def test_the_page_speaks_the_readers_language_and_the_posting_its_own() -> None:
    posting = make_open(lang="zh", title="护士", city="上海", description="照顾病人")
    english = Client().get(f"/jobs/{posting.id}", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    chinese = Client().get(f"/jobs/{posting.id}", HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()
    assert '<html lang="en">' in english
    assert '<h1 lang="zh-Hans">护士</h1>' in english
    assert "Employer" in english
    assert '<html lang="zh-hans">' in chinese
    assert "雇主" in chinese
    assert "Employer" not in chinese


def test_nothing_hostile_in_a_posting_reaches_the_page() -> None:
    posting = make_open(
        title=f"Nurse {HOSTILE}",
        company=f"Elm {HOSTILE}",
        skills=[HOSTILE],
        description="<p onclick=x>Good</p><script>alert(1)</script><img src=//evil.example/x>",
    )
    # Past every cleaning at the door.
    Posting.objects.filter(id=posting.id).update(
        title=f"Nurse {HOSTILE}",
        description_html="<p onclick=x>Good</p><script>alert(1)</script>",
    )
    page = Client().get(f"/jobs/{posting.id}").content.decode()
    assert "<script>" not in page
    assert page.count("</script>") == 1
    assert "<p onclick" not in page
    assert "evil.example" not in page


@pytest.mark.parametrize("status", ["paused", "expired", "removed", "held"])
def test_a_closed_posting_is_gone_and_not_indexed(status: str) -> None:
    posting = make_open()
    Posting.objects.filter(id=posting.id).update(status=status)
    answer = Client().get(f"/jobs/{posting.id}")
    assert answer.status_code == 410
    assert answer["X-Robots-Tag"] == "noindex"
    page = answer.content.decode()
    assert "ld+json" not in page
    assert "people" not in page
    # What was removed for good, or held back, is not even named.
    assert ("Staff Nurse" in page) == (status in ("paused", "expired"))


def test_drafts_and_unknown_ones_are_not_there() -> None:
    posting = make_open()
    Posting.objects.filter(id=posting.id).update(status="draft")
    assert Client().get(f"/jobs/{posting.id}").status_code == 404
    assert Client().get("/jobs/999999999").status_code == 404
    assert Client().get("/jobs/0").status_code == 404
    Posting.objects.filter(id=posting.id).update(status="active", valid_through=timezone.now())
    assert Client().get(f"/jobs/{posting.id}").status_code == 410
    assert Client().post(f"/jobs/{posting.id}").status_code == 405


def locations_of(url: str) -> list[tuple[str, str]]:
    root = etree.fromstring(Client().get(url).content)
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    return [
        (each.findtext("s:loc", namespaces=space), each.findtext("s:lastmod", namespaces=space))
        for each in root
    ]


def test_the_sitemap_lists_what_is_open_in_parts(monkeypatch: Any) -> None:
    monkeypatch.setattr(sitemap, "PART_SIZE", 2)
    made = make_postings([build_row(id=f"s{i}") for i in range(5)], is_embedded=False)
    services.expire_postings([made[0].id], now=timezone.now())
    found = []
    parts = locations_of("/sitemap.xml")
    assert len(parts) in (2, 3)
    for part, changed in parts:
        assert changed
        pages = locations_of(part.removeprefix("http://127.0.0.1:8000"))
        assert len(pages) <= 2
        found += [int(page.rsplit("/", 1)[1]) for page, _changed in pages]
    assert found == [each.id for each in made[1:]]
    assert Client().get("/sitemap-999999.xml").status_code == 404


def test_robots_find_the_sitemap() -> None:
    text = Client().get("/robots.txt").content.decode()
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text
    assert "Disallow: /api/" in text
