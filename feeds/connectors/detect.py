"""Which format a document is in, told by what is in it and never by its name."""

import json
import re
from typing import Any

from .documents import load_json, load_json_lines, load_xml, local_name, xml_to_json
from .drafting import draft_mapping
from .items import UnreadableFeed
from .json_ld import types_of
from .values import objects


def detect_format(data: bytes, *, charset: str = "") -> str:
    """Return the name of the connector that reads a document.

    UnreadableFeed `unknown_format` says what was seen and what to do; for JSON and XML it drafts
    a mapping.
    """
    head = data[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        raise UnreadableFeed("empty", "The document is empty.")
    if head[:4] == b"%PDF" or head[:2] == b"PK" or b"\x00" in head[:200].replace(b"\x00<", b""):
        if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise UnreadableFeed(
                "unknown_format", "This is a binary file; feeds are JSON, XML, RSS or web pages."
            )
    if head[:1] in (b"{", b"["):
        return _detect_json(data, charset=charset)
    if head[:1] == b"<" or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _detect_markup(data, head)
    raise _unknown("The document is neither JSON nor XML nor a web page.", None)


def _unknown(seen: str, draft: dict[str, Any] | None) -> UnreadableFeed:
    advice = (
        "Declare a mapping (docs/feeds.md, “A format of one's own”; --mapping FILE) or name the "
        "format (--format)."
    )
    if draft is not None:
        text = json.dumps(draft, ensure_ascii=False, indent=2)
        advice = f"{advice} A first draft, by the names of the keys, to be looked over:\n{text}"
    return UnreadableFeed("unknown_format", f"{seen} {advice}")


# --- JSON -------------------------------------------------------------------------------------

# The keys that only one of them has.
_TELLING = (
    ("greenhouse", "jobs", {"absolute_url", "internal_job_id"}),
    ("greenhouse", "jobs", {"absolute_url", "updated_at"}),
    ("greenhouse", "jobs", {"absolute_url", "content"}),
    ("ashby", "jobs", {"jobUrl", "descriptionHtml"}),
    ("ashby", "jobs", {"jobUrl", "publishedAt"}),
    ("workable", "jobs", {"shortcode"}),
    ("himalayas", "jobs", {"applicationLink", "companyName"}),
    ("recruitee", "offers", {"careers_url"}),
    ("smartrecruiters", "content", {"releasedDate"}),
)


def _detect_json(data: bytes, *, charset: str) -> str:
    try:
        document = load_json(data, charset=charset)
    except UnreadableFeed as error:
        lines = load_json_lines(data, charset=charset)
        if len(lines) > 1 and all(isinstance(line, dict) for line in lines):
            raise _unknown(
                "These are JSON lines of a format of their own.",
                draft_mapping(lines, form="ndjson"),
            ) from error
        raise
    if _has_posting(document):
        return "json_ld"
    if isinstance(document, list):
        return _detect_list(document)
    for name, key, telling in _TELLING:
        jobs = document.get(key)
        first = next(iter(objects(jobs)), None)
        if first is not None and telling <= set(first):
            return name
    if "jobAd" in document:
        return "smartrecruiters"
    if "offers" in document and document["offers"] == []:
        return "recruitee"
    if "totalFound" in document and "content" in document:
        return "smartrecruiters"
    keys = ", ".join(list(document)[:12])
    raise _unknown(f"JSON of an unknown shape; at the top: {keys}.", draft_mapping(document))


def _detect_list(document: list[Any]) -> str:
    objects = [each for each in document if isinstance(each, dict)]
    if not objects:
        raise _unknown("A JSON list without any object in it.", None)
    if "legal" in objects[0] and "position" not in objects[0]:
        return "remoteok"
    first = set(objects[0])
    if {"text", "hostedUrl"} <= first or {"text", "categories", "id"} <= first:
        return "lever"
    if {"position", "epoch", "slug"} <= first:
        return "remoteok"
    raise _unknown(
        f"A JSON list of an unknown shape; its items have: {', '.join(list(objects[0])[:12])}.",
        draft_mapping(document),
    )


def _has_posting(document: Any, depth: int = 0) -> bool:
    if depth > 8:
        return False
    if isinstance(document, dict):
        if "@type" in document and "JobPosting" in types_of(document):
            return True
        return any(_has_posting(each, depth + 1) for each in document.values())
    if isinstance(document, list):
        return any(_has_posting(each, depth + 1) for each in document[:50])
    return False


# --- markup -----------------------------------------------------------------------------------


def _detect_markup(data: bytes, head: bytes) -> str:
    lower = head.lower()
    if re.search(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", lower):
        return _detect_page(data)
    try:
        root = load_xml(data)
    except UnreadableFeed:
        if b"ld+json" in data.lower():
            return "json_ld"
        raise
    name = local_name(root).casefold()
    if name in ("rss", "feed", "rdf"):
        return "rss"
    if name in ("urlset", "sitemapindex"):
        raise UnreadableFeed(
            "unknown_format",
            "This is a sitemap: it lists pages, not postings. Give the postings' own pages "
            "(connector json_ld, one address a line).",
        )
    names = {local_name(each).casefold() for each in root.iter()} if len(data) < 2_000_000 else {
        word.decode("ascii", "replace").casefold()
        for word in re.findall(rb"<([A-Za-z][\w.-]*)", data[:200_000])
    }  # fmt: skip
    if "partnerjobid" in names:
        return "linkedin_xml"
    if "job" in names and names & {"referencenumber", "jobtype", "sourcename"}:
        return "indeed_xml"
    if b"ld+json" in data.lower() or b"schema.org/jobposting" in data.lower():
        return "json_ld"
    if name in ("script", "div", "section", "article", "main"):
        return _detect_page(data)
    raise _unknown(
        f"XML of an unknown shape; its root is <{local_name(root)}>.",
        draft_mapping(xml_to_json(root), form="xml"),
    )


def _detect_page(data: bytes) -> str:
    lower = data.lower()
    if b"jobposting" in lower:
        return "json_ld"
    raise UnreadableFeed(
        "no_postings",
        "This is a web page without a schema.org JobPosting in it, so there is nothing to read for "
        "certain. Ask for the site's feed, or give the address of a posting's own page.",
    )
