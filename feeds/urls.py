"""Addresses of feeds and of postings, below /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from feeds.views import reading
from jobs import urls as _urls  # noqa: F401 registers the converter of postings' ids

urlpatterns: list[URLPattern | URLResolver] = [
    path("postings", reading.ReadPostingsView.as_view(), name="postings"),
    path("postings/<posting_id:posting_id>", reading.ReadPostingView.as_view(), name="posting"),
    path("feeds/exports/indeed.xml", reading.IndeedView.as_view(), name="export-indeed"),
    path("feeds/exports/atom.xml", reading.AtomView.as_view(), name="export-atom"),
    path("feeds/exports/rss.xml", reading.RssView.as_view(), name="export-rss"),
]
