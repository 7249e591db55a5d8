"""Addresses under /api/v1/me."""

from django.urls import path

from . import me_views

urlpatterns = [
    path("me", me_views.MeView.as_view(), name="me"),
    path("me/export", me_views.ExportView.as_view(), name="me-export"),
]
