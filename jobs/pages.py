"""A public page for each posting, the sitemap of these pages, and what robots may read."""

from typing import Any

import nh3
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from . import sitemap
from .json_ld import build_json_ld, build_script_text
from .models import Posting
from .search import display_education, display_location, display_pay, find_public_posting

# Nothing runs here; the JSON-LD is data.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def build_page_url(posting_id: int) -> str:
    """Return the address under which everybody finds a posting's page."""
    return settings.PUBLIC_URL + reverse("posting-page", args=[posting_id])


@require_safe
def posting_page(request: HttpRequest, posting_id: int) -> HttpResponse:
    """Answer a posting's page: with its text while it is open, 410 once it is not."""
    posting, is_open = find_public_posting(posting_id, now=timezone.now())
    if posting is None:
        raise Http404
    if not is_open:
        shown = None if _is_hidden(posting) else posting
        response = render(request, "jobs/closed.html", {"posting": shown}, status=410)
        response["X-Robots-Tag"] = "noindex"
    else:
        response = render(request, "jobs/page.html", _build_context(posting))
    response["Content-Security-Policy"] = POLICY
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "public, max-age=300"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def _is_hidden(posting: Posting) -> bool:
    return posting.status not in (Posting.Status.PAUSED, Posting.Status.EXPIRED)


def _build_context(posting: Posting) -> dict[str, Any]:
    url = build_page_url(posting.id)
    data = build_json_ld(posting, now=timezone.now(), page_url=url)
    places = [display_location(each) for each in posting.locations.all()]
    if posting.is_remote:
        places.append(_("remote"))
    elif posting.is_hybrid:
        places.append(_("partly remote"))
    facts = [
        (_("Employer"), posting.employer.name if posting.employer else ""),
        (_("Place"), "; ".join(dict.fromkeys(filter(None, places)))),
        (_("Pay"), display_pay(posting) or ""),
        (_("Employment"), _name_employment(posting.employment_type)),
        (_("Experience"), posting.experience_raw),
        (_("Education"), display_education(posting.education) if posting.education else ""),
        (_("Skills"), ", ".join(posting.skills)),
    ]
    summary = posting.description_text.strip().replace("\n", " ")
    return {
        "posting": posting,
        "lang": "zh-Hans" if posting.lang == "zh" else "en",
        "facts": [(name, value) for name, value in facts if value],
        # Cleaned when it was stored, and again here: this page is everybody's.
        "description": mark_safe(nh3.clean(posting.description_html)),  # noqa: S308
        "summary": summary[:160],
        "url": url,
        "json_ld": mark_safe(build_script_text(data)) if data else "",  # noqa: S308
    }


def _name_employment(kind: str | None) -> str:
    return {
        "full_time": _("full time"),
        "part_time": _("part time"),
        "contract": _("contract"),
        "internship": _("internship"),
        "temporary": _("temporary"),
    }.get(kind or "", "")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Answer the list of the sitemap's parts."""
    parts = sitemap.list_parts(now=timezone.now())
    body = sitemap.build_index(
        (settings.PUBLIC_URL + reverse("sitemap-part", args=[part.number]), part.changed_at)
        for part in parts
    )
    return _answer_xml(body)


@require_safe
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """Answer one part of the sitemap; 404 for a part without postings."""
    pages = sitemap.list_pages(number, now=timezone.now())
    if not pages:
        raise Http404
    return _answer_xml(sitemap.build_part((build_page_url(i), changed) for i, changed in pages))


def _answer_xml(body: bytes) -> HttpResponse:
    response = HttpResponse(body, content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = "public, max-age=600"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Answer what robots may read: the postings' pages."""
    lines = (
        "User-agent: *",
        "Allow: /jobs/",
        "Allow: /sitemap",
        "Allow: /static/",
        "Disallow: /admin/",
        "Disallow: /api/",
        "",
        f"Sitemap: {settings.PUBLIC_URL}{reverse('sitemap')}",
        "",
    )
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=86400"
    return response
