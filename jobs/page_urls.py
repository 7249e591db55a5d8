"""Addresses of the public pages of postings, below the root."""

from django.urls import path

from . import pages
from . import urls as _urls  # noqa: F401 registers the converter of postings' ids

urlpatterns = [
    path("jobs/<posting_id:posting_id>", pages.posting_page, name="posting-page"),
    path("sitemap.xml", pages.sitemap_index, name="sitemap"),
    path("sitemap-<int:number>.xml", pages.sitemap_part, name="sitemap-part"),
    path("robots.txt", pages.robots, name="robots"),
]
