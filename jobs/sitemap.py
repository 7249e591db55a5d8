"""The sitemap of open postings: parts by ranges of ids, so that none has to be counted to be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.db import connection
from lxml import etree

from .search.nearness import OPEN

# A part of a sitemap may hold so many addresses.
PART_SIZE = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class Part:
    """A part that has postings, and when one of them last changed."""

    number: int
    changed_at: datetime


def list_parts(*, now: datetime) -> list[Part]:
    """Return the parts that have open postings. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.id / {PART_SIZE}, max(p.updated_at) FROM jobs_posting p WHERE {OPEN} "  # noqa: S608
            "GROUP BY 1 ORDER BY 1",
            {"now": now},
        )
        return [Part(number, changed_at) for number, changed_at in cursor.fetchall()]


def list_pages(number: int, *, now: datetime) -> list[tuple[int, datetime]]:
    """Return (id, changed) of the open postings of a part. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.id, p.updated_at FROM jobs_posting p WHERE {OPEN} "  # noqa: S608
            "AND p.id >= %(first)s AND p.id < %(last)s ORDER BY p.id",
            {"now": now, "first": number * PART_SIZE, "last": (number + 1) * PART_SIZE},
        )
        return list(cursor.fetchall())


def build_index(parts: Iterable[tuple[str, datetime]]) -> bytes:
    """Return the index of parts, each an address and when it changed."""
    return _build("sitemapindex", "sitemap", parts)


def build_part(pages: Iterable[tuple[str, datetime]]) -> bytes:
    """Return a part of the sitemap."""
    return _build("urlset", "url", pages)


def _build(root: str, item: str, places: Iterable[tuple[str, datetime]]) -> bytes:
    file = BytesIO()
    with etree.xmlfile(file, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element(root, nsmap={None: _NAMESPACE}):
            for address, changed_at in places:
                with xml.element(item):
                    with xml.element("loc"):
                        xml.write(address)
                    with xml.element("lastmod"):
                        xml.write(changed_at.isoformat(timespec="seconds"))
    return file.getvalue()
