"""Addresses of feeds and of postings, below /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from feeds.views import pushing, reading, webhooks
from jobs import urls as _urls  # noqa: F401 registers the converter of postings' ids

urlpatterns: list[URLPattern | URLResolver] = [
    path("postings", reading.ReadPostingsView.as_view(), name="postings"),
    path("postings/<posting_id:posting_id>", reading.ReadPostingView.as_view(), name="posting"),
    path("feeds/<slug:source>/postings:bulk", pushing.BulkView.as_view(), name="bulk"),
    path(
        "feeds/<slug:source>/postings/<path:external_id>:expire",
        pushing.ExpireView.as_view(),
        name="item-expire",
    ),
    path(
        "feeds/<slug:source>/postings/<path:external_id>",
        pushing.ItemView.as_view(),
        name="item",
    ),
    path("feeds/<slug:source>/snapshots", pushing.SnapshotsView.as_view(), name="snapshots"),
    path(
        "feeds/<slug:source>/snapshots/<uuid:snapshot_id>",
        pushing.SnapshotView.as_view(),
        name="snapshot",
    ),
    path(
        "feeds/<slug:source>/snapshots/<uuid:snapshot_id>/postings:bulk",
        pushing.SnapshotPartView.as_view(),
        name="snapshot-part",
    ),
    path(
        "feeds/<slug:source>/snapshots/<uuid:snapshot_id>:close",
        pushing.SnapshotCloseView.as_view(),
        name="snapshot-close",
    ),
    path("feeds/exports/indeed.xml", reading.IndeedView.as_view(), name="export-indeed"),
    path("feeds/exports/atom.xml", reading.AtomView.as_view(), name="export-atom"),
    path("feeds/exports/rss.xml", reading.RssView.as_view(), name="export-rss"),
    path("feeds/webhooks", webhooks.WebhooksView.as_view(), name="webhooks"),
    path("feeds/webhooks/<uuid:webhook_id>", webhooks.WebhookView.as_view(), name="webhook"),
    path(
        "feeds/webhooks/<uuid:webhook_id>/secret",
        webhooks.WebhookSecretView.as_view(),
        name="webhook-secret",
    ),
    path(
        "feeds/webhooks/<uuid:webhook_id>/ping",
        webhooks.WebhookPingView.as_view(),
        name="webhook-ping",
    ),
    path(
        "feeds/webhooks/<uuid:webhook_id>/replay",
        webhooks.WebhookReplayView.as_view(),
        name="webhook-replay",
    ),
    path(
        "feeds/webhooks/<uuid:webhook_id>/deliveries",
        webhooks.DeliveriesView.as_view(),
        name="webhook-deliveries",
    ),
    path(
        "feeds/webhooks/<uuid:webhook_id>/deliveries/<uuid:delivery_id>/replay",
        webhooks.DeliveryReplayView.as_view(),
        name="webhook-delivery-replay",
    ),
]
